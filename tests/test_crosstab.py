"""Cross tables and frequency tables, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import document

from xzsc.coding import CodedUnit, Coding
from xzsc.crosstab import (
    FREQUENCY_COLUMNS,
    Record,
    association,
    coding_records,
    crosstab,
    frequencies,
    measure_record,
)
from xzsc.errors import UsageError
from xzsc.model import Measure


def record(code: str, theme: str, *instruments: str, document: str = "甲") -> Record:
    return Record(document, code, {"theme": (theme,), "instrument": instruments})


RECORDS = [
    record("1-1-1", "人才", "供给型-人才培养"),
    record("1-1-2", "人才", "环境型-金融支持"),
    record("1-2-1", "金融", "环境型-金融支持"),
    record("2-1-1", "人才", "供给型-资金投入"),
    record("2-1-2", "", "环境型-税收优惠"),
    record("2-1-3", "人才", "供给型-人才培养"),
]


def test_counts_with_margins():
    table = crosstab(RECORDS, rows="instrument", columns="theme")
    assert table.columns == ("instrument", "人才", "金融", "（无）", "合计", "占比%")
    assert list(table.rows) == [
        ("供给型-人才培养", 2, 0, 0, 2, 33.33),
        ("环境型-金融支持", 1, 1, 0, 2, 33.33),
        ("供给型-资金投入", 1, 0, 0, 1, 16.67),
        ("环境型-税收优惠", 0, 0, 1, 1, 16.67),
        ("合计", 4, 1, 1, 6, 100.0),
        ("占比%", 66.67, 16.67, 16.67, 100.0, None),
    ]


def test_the_order_of_the_codebook_comes_first():
    orders = {"instrument": ("环境型-税收优惠", "需求型-政府采购", "环境型-金融支持")}
    table = crosstab(RECORDS, rows="instrument", columns="theme", orders=orders)
    assert [row[0] for row in table.rows][:4] == [
        "环境型-税收优惠", "环境型-金融支持", "供给型-人才培养", "供给型-资金投入",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "first", "last"),
    [
        ("row", (50.0, 50.0), (66.67, 16.67)),
        ("column", (25.0, 100.0), (100.0, 100.0)),
        ("total", (16.67, 16.67), (66.67, 16.67)),
    ],
)
def test_percentages_of_row_column_or_all(base: str, first: tuple[float, ...], last: tuple[float, ...]):
    rows = list(crosstab(RECORDS, rows="instrument", columns="theme", cells="percent", base=base).rows)
    assert rows[1][1:3] == first
    assert rows[-2][1:3] == last
    both = list(crosstab(RECORDS, rows="instrument", columns="theme", cells="both", base=base).rows)
    assert both[1][1] == f"1 ({first[0]:.1f}%)"


def test_a_record_with_two_values_counts_twice():
    table = crosstab([record("1", "人才", "甲", "乙", "甲")], rows="instrument", columns="theme")
    assert [row[:3] for row in table.rows] == [
        ("乙", 1, 1),
        ("甲", 1, 1),
        ("合计", 2, 2),
        ("占比%", 100.0, 100.0),
    ]


def test_frequency_table():
    table = frequencies(RECORDS)
    assert table.columns == FREQUENCY_COLUMNS
    assert list(table.rows) == [
        ("供给型", "人才培养", "1-1-1、2-1-3", 2, 33.33, 3, 50.0),
        ("供给型", "资金投入", "2-1-1", 1, 16.67, 3, 50.0),
        ("环境型", "金融支持", "1-1-2、1-2-1", 2, 33.33, 3, 50.0),
        ("环境型", "税收优惠", "2-1-2", 1, 16.67, 3, 50.0),
        ("合计", "", "", 6, 100.0, 6, 100.0),
    ]


def test_only_instruments_are_split_at_the_hyphen():
    found = [Record("city-plan", "1", {"document": ("city-plan",)})]
    assert next(iter(frequencies(found, dimension="document").rows)) == (
        "city-plan", "city-plan", "1", 1, 100.0, 1, 100.0,
    )  # fmt: skip


def test_a_dimension_of_the_codebook_is_known_without_records():
    assert list(crosstab([], rows="stage", columns="theme", orders={"stage": ("引进",)}).rows) == []
    with pytest.raises(UsageError, match="stage"):
        crosstab([], rows="stages", columns="theme", orders={"stage": ("引进",)})


def test_a_class_named_like_a_margin_has_a_column_of_its_own():
    table = crosstab([record("1", "合计", "甲")], rows="instrument", columns="theme")
    assert table.columns == ("instrument", "合计#2", "合计", "占比%")


def test_codes_of_several_documents_name_the_document():
    other = [record(f"1-1-{n}", "人才", "其他", document="乙") for n in (1, 2)]
    given = [RECORDS[0], *other, record("2", "人才", "其他"), record("3", "人才")]
    rows = [row[1:4] for row in frequencies(given).rows]
    assert rows == [
        ("其他", "乙:1-1-1、1-1-2；甲:2", 3), ("人才培养", "甲:1-1-1", 1), ("（无）", "", 1), ("", "", 5),
    ]  # fmt: skip
    assert [row[2] for row in frequencies(given, most=2).rows] == ["乙:1-1-1、1-1-2…", "甲:1-1-1", "", ""]


def test_a_measure_as_a_record():
    doc = document("#人才队伍\n要引进人才。\n", date="2023-04-01")
    measure = Measure(
        next(doc.sentences),
        "人才",
        "",
        "供给型-人才培养",
        "要求",
        actors=("高校", "企业"),
        codes=(("stage", "引进"),),
    )
    values = measure_record(doc, measure).values
    assert values == {
        "theme": ("人才",), "theme_2": ("",), "instrument": ("供给型-人才培养",), "class": ("供给型",),
        "strength": ("要求",), "actor": ("高校", "企业"), "document": ("甲",), "year": ("2023",),
        "section": ("一、人才队伍",), "stage": ("引进",),
    }  # fmt: skip


def test_a_sheet_as_records():
    unit = CodedUnit("甲", "1-1-1", "…", (("theme", "人才"), ("instrument", "需求型-政府采购")))
    (found,) = coding_records(Coding("A", ("theme", "instrument"), (unit,)))
    assert found.values["class"] == ("需求型",)
    assert found.values["document"] == ("甲",)


def test_the_places_and_actors_of_a_sheet_are_counted_as_those_of_documents():
    above = "一、人才 › （一）引进"
    units = (
        CodedUnit(
            "甲2019", "1-1-1", "", (("theme", "人才"),), section=above, actors=("高校", "企业"), year="2019"
        ),
        CodedUnit("乙", "1-1-1", "", (("theme", "金融"),)),
    )
    one, two = coding_records(Coding("A", ("theme",), units))
    assert one.values == {
        "theme": ("人才",), "document": ("甲2019",), "year": ("2019",), "section": ("一、人才",),
        "actor": ("高校", "企业"),
    }  # fmt: skip
    assert (two.values["year"], two.values["section"], two.values["actor"]) == (("",), ("",), ())
    (bare,) = coding_records(Coding("B", ("theme",), units[1:]))
    assert list(bare.values) == ["theme", "document"]


def test_only_the_measures_of_a_sheet_are_counted_unless_all_are_wanted():
    dimensions = ("role", "theme")
    given = [("措施", "人才"), ("背景", ""), ("措施", "金融")]
    units = tuple(CodedUnit("甲", "1", "", tuple(zip(dimensions, row, strict=True))) for row in given)
    coding = Coding("A", dimensions, units)
    assert [r.values["theme"] for r in coding_records(coding)] == [("人才",), ("金融",)]
    assert len(list(coding_records(coding, measures_only=False))) == 3
    bare = Coding("B", ("theme",), tuple(CodedUnit("甲", "1", "", (("theme", t),)) for t in ("人才", "")))
    assert len(list(coding_records(bare))) == 2


def test_year_of_date_or_file_name():
    assert document("", date="2019-03-05", path="2024.txt").year == "2019"
    assert document("", id="x", path="reports-2020/2024.txt").year == "2024"
    assert document("", path="20245.txt").year == ""


def test_association_by_hand():
    # 10 20 / 30 40: expected 12 18 / 28 42; χ² = 4/12 + 4/18 + 4/28 + 4/42
    pairs = [("甲", "丙", 10), ("甲", "丁", 20), ("乙", "丙", 30), ("乙", "丁", 40)]
    found = association(
        [record("1", a, b) for a, b, times in pairs for _ in range(times)], rows="theme", columns="instrument"
    )
    assert found is not None
    assert found.chi2 == pytest.approx(4 / 12 + 4 / 18 + 4 / 28 + 4 / 42)
    assert (found.df, found.v) == (1, pytest.approx((found.chi2 / 100) ** 0.5))
    assert found.p == pytest.approx(0.373, abs=5e-4)
    assert found.small == 0
    few = association(RECORDS, rows="theme", columns="instrument")
    assert few is not None
    assert few.small == 1
    assert association(RECORDS[:1], rows="theme", columns="instrument") is None
    assert association([], rows="theme", columns="instrument") is None


def test_nothing_and_wrong_names():
    table = crosstab([], rows="theme", columns="strength")
    assert (table.columns, list(table.rows)) == (("theme", "合计", "占比%"), [])
    assert list(frequencies([]).rows) == []
    with pytest.raises(UsageError, match=r"'them'.*theme"):
        crosstab(RECORDS, rows="them", columns="instrument")
    with pytest.raises(UsageError, match=r"'rows'.*row"):
        crosstab(RECORDS, rows="theme", columns="instrument", base="rows")


values = st.lists(st.tuples(st.sampled_from(["", "人才", "金融"]), st.sampled_from("甲乙丙")), max_size=30)


@given(values)
def test_margins_are_the_sums(pairs: list[tuple[str, str]]):
    table = crosstab([record("1", a, b) for a, b in pairs], rows="theme", columns="instrument")
    rows = list(table.rows)
    body, total = rows[:-2], rows[-2:-1]
    assert all(sum(row[1:-2]) == row[-2] for row in [*body, *total])
    assert [sum(row[-2] for row in body)] == [row[-2] for row in total] or not pairs
    assert all(row[-2] == len(pairs) for row in total)
