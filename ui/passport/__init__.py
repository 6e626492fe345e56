"""The passport page: the values behind a figure, and for one of them everything down to the publisher's file."""
