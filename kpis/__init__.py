"""Indicators: one module a theme, one function an indicator, one registry."""
