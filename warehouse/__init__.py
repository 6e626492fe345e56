"""The only door to DuckDB: declared tables, vintages, load contract, reads."""
