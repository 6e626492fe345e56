"""The page Across borders: pairs and groups of ports along a border, what differs, what joins them, on a map."""
