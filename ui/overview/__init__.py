"""The Overview: its sentences, its sections and the map."""
