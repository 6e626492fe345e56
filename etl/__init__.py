"""From publishers to the warehouse: load, harmonise, check."""
