"""Charts: a frame in, a figure with its table twin and alt text out; the one theme."""
