"""One file a page: choose, read, draw, say."""
