"""Terms over time: toy series with signals found by hand, then the known first years."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import document

from xzsc.model import Source
from xzsc.occurrences import query
from xzsc.structure import read
from xzsc.tracking import (
    COLUMNS,
    SUMMARY_COLUMNS,
    Sighting,
    period_of,
    sightings,
    spark,
    track,
    track_summary,
)


def series(*counts: int, size: int = 1000) -> list[Sighting]:
    return [Sighting("数据", str(2001 + n), "甲", count, size) for n, count in enumerate(counts)]


def signals(*counts: int) -> list[str]:
    return [row[COLUMNS.index("signal")] for row in track(series(*counts)).rows]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 1), ["", ""]),
        ((0, 2, 2), ["", "DEBUT", ""]),
        ((1, 0, 1), ["", "", ""]),
        ((1, 0, 0, 1), ["", "VANISH", "", "RETURN"]),
        ((1, 1, 0), ["", "", ""]),
        ((0, 0, 0), ["", "", ""]),
        ((1, 1, 5), ["", "", "SPIKE"]),
        ((1, 5), ["", ""]),
        ((1, 1, 4), ["", "", ""]),
        ((0, 1, 1, 3), ["", "DEBUT", "", ""]),
        ((1, 0, 3), ["", "", "SPIKE"]),
        ((1, 0, 2), ["", "", ""]),
        ((9, 1, 1, 1, 1, 1, 5), ["", "", "", "", "", "", "SPIKE"]),
    ],
)
def test_signals(counts: tuple[int, ...], expected: list[str]):
    assert signals(*counts) == expected


def test_a_title_in_a_column_of_a_table_is_tracked_on_request():
    row = document("要发展。\n", title="数据发展规划")
    (seen,) = sightings(row, query(["数据"], title=True))
    assert (seen.count, seen.rank, seen.place, seen.size) == (1, None, "", 10)
    assert sightings(row, query(["数据"]))[0].count == 0


def test_an_article_is_named_once_in_a_place():
    (doc,) = read(Source("a.txt", "甲市办法\n第一章　总则\n第一条　甲管理有关事务。\n第二条　用好数据。\n"))
    (seen,) = sightings(doc, query(["数据"]))
    assert (seen.rank, seen.place) == (2, "第一章第二条")


def test_the_spark_line():
    assert spark([0, 1, 4, 8]) == "·▁▄█"
    assert spark([3, 3]) == "██"
    assert spark([]) == ""
    assert spark([0, 0]) == "··"


DOCS = [
    document("#产业\n加快发展低空经济。稳妥发展低空经济，还有低空经济。\n", id="乙", path="2024.txt"),
    document("#回顾\n平稳。\n#产业\n防范风险。\n", id="甲", path="2023.txt"),
    document("不提。\n", id="丙", path="b.txt", date="2024-05-01"),
    document("低空经济无日期。\n", id="丁", path="c.txt"),
]


def test_a_row_for_each_term_and_period():
    found = [s for doc in DOCS for s in sightings(doc, query(["低空经济", "风险"]))]
    table = track(found)
    assert table.columns == COLUMNS
    framed = "加快发展 1、稳妥发展 1"
    assert list(table.rows) == [
        ("低空经济", "2023", 0, 0.0, 0, 0.0, 12, "", None, "", "", ""),
        ("低空经济", "2024", 1, 0.5, 3, 1000.0, 30, "DEBUT", 1, "一、", framed, "促进 1、稳定 1"),
        ("风险", "2023", 1, 1.0, 1, 1 / 12 * 10_000, 12, "", 2, "二、", "防范 1", "约束 1"),
        ("风险", "2024", 0, 0.0, 0, 0.0, 30, "", None, "", "", ""),
    ]  # fmt: skip


def test_one_row_for_each_term():
    table = track_summary(series(0, 2, 0, 0, 1, 0))
    assert table.columns == SUMMARY_COLUMNS
    assert list(table.rows) == [
        ("数据", "2002", "2005", 2, 2, 3, 2, "2002 DEBUT、2003 VANISH、2005 RETURN", "·█··▄·")
    ]
    assert list(track_summary(series(0, 0)).rows) == [("数据", "", "", 0, 0, 0, 0, "", "··")]
    assert list(track([]).rows) == []


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("大力培育人才。", "大力培育 1"),
        ("推进改革，人才不足。", ""),
        ("培养各类急需紧缺的高层次人才。", ""),
        ("引导金融资本、社会资本投向人才。", ""),
        ("引导资本投向人才。", "引导 1"),
        ("人才。", ""),
    ],
)
def test_words_that_frame_a_term(text: str, before: str):
    found = sightings(document(text + "\n", date="2024-01-01"), query(["人才"]))
    (row,) = track(found).rows
    assert row[COLUMNS.index("before")] == before


def test_periods():
    doc = document("", id="a", path="plan-2019.txt", date="2024-05-01")
    assert [period_of(doc, by=by) for by in ("year", "month", "document")] == [
        "2024",
        "2024-05",
        "2024-05-01 a",
    ]
    undated = document("", id="a", path="plan.txt")
    assert [period_of(undated, by=by) for by in ("year", "month", "document")] == ["", "", "a"]


@given(st.lists(st.integers(0, 3), max_size=12))
def test_there_is_one_debut_and_each_return_follows_an_absence(counts: list[int]):
    found = signals(*counts)
    assert found.count("DEBUT") == int(any(counts) and not counts[0])
    for at, signal in enumerate(found):
        if signal == "RETURN":
            assert counts[at - 2 : at] == [0, 0]
        if signal == "VANISH":
            assert counts[at - 1] > 0
            assert counts[at : at + 2] == [0, 0]


FIRST_YEARS = {
    "新质生产力": "2024", "低空经济": "2024", "人工智能+": "2024", "大数据": "2016", "互联网+": "2016",
    "一带一路": "2016", "工匠精神": "2016", "供给侧结构性改革": "2016", "人工智能": "2018",
    "数字经济": "2021", "高质量发展": "2018", "乡村振兴": "2018", "碳达峰": "2021", "专精特新": "2023",
    "全国统一大市场": "2023", "中国式现代化": "2023", "新型举国体制": "2023",
}  # fmt: skip
"""First years in the national work reports that are at hand (a first use in a year between two of
them shows in the later one)."""


def test_first_years_in_the_work_reports(shared: Path):
    from xzsc.structure import read

    found = []
    for path in sorted((shared / "data/corpora/work-reports-national").glob("*.txt")):
        for doc in read(Source(path.name, path.read_text(encoding="utf-8"))):
            found += sightings(doc, query(FIRST_YEARS))
    table = track_summary(found)
    assert {row[0]: row[1] for row in table.rows} == FIRST_YEARS
