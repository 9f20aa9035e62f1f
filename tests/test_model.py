"""The values that all rooms share."""

from __future__ import annotations

from xzsc.model import Table


def test_a_table_as_a_frame_has_its_columns_and_its_rows_in_order() -> None:
    rows = iter([("人才", 3), ("资金", None)])
    frame = Table("terms", ("term", "count"), rows).to_frame()
    assert frame.columns.tolist() == ["term", "count"]
    assert frame["term"].tolist() == ["人才", "资金"]
    assert frame["count"].tolist()[0] == 3
    assert frame["count"].isna().tolist() == [False, True]


def test_a_table_keeps_the_rows_of_its_frame() -> None:
    table = Table("terms", ("term", "count"), iter([("人才", 3)]))
    assert table.to_frame().values.tolist() == table.to_frame().values.tolist() == [["人才", 3]]
    assert list(table.rows) == [("人才", 3)]
