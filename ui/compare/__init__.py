"""The Compare page: its choices, on what grounds ports compare, its sentences and sections."""
