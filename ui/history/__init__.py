"""The Revisions page: what changed between two vintages, their values side by side, one figure through its releases."""
