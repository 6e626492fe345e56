"""The Methods page: every indicator by its declaration."""
