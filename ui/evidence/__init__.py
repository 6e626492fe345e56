"""The Evidence page: which instrument was used where, and what could be known of what came of it."""
