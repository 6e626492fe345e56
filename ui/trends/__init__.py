"""The Trends page: its choices, its chart with caption, its sentences."""
