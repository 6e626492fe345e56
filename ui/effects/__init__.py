"""The Effects page: what it asks, answers, says and draws."""
