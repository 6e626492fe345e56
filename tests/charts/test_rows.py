"""Rows one by one, with Python's own values."""

import pandas as pd

from charts.rows import each_row


def test_rows_come_in_order_with_plain_values_and_missing_cells_as_pandas_gives_them() -> None:
    day = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame({"port": ["A", None], "tonnes": [7, 8], "share": [0.5, None], "start": [day, day]})
    first, second = each_row(frame)
    assert first == {"port": "A", "tonnes": 7, "share": 0.5, "start": day}
    assert type(first["tonnes"]) is int
    assert pd.isna(second["port"])
    assert pd.isna(second["share"])


def test_a_frame_without_rows_gives_none() -> None:
    assert list(each_row(pd.DataFrame({"port": []}))) == []
