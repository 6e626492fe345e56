"""The Port page: one port read once, its figures and facts in words, section by section."""
