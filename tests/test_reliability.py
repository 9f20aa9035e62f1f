"""Agreement and evaluation, on the worked examples of the literature and on toy codings."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzsc.coding import CodedUnit, Coding
from xzsc.reliability import (
    agreement,
    align,
    cohen_kappa,
    confusion,
    disagreements,
    evaluation,
    fleiss_kappa,
    holsti,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
    unmatched,
)
from xzsc.reliability.coders import COLUMNS

TWO = list(zip("1100000000", "0110010100", strict=True))
"""Ten units, two coders."""

CODERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
FOUR = [tuple(None if v == "." else int(v) for v in row) for row in zip(*CODERS, strict=True)]
"""The canonical reliability matrix of Krippendorff: 4 coders, 12 units, values missing."""

FLEISS = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip
"""How many of 14 coders put each of 10 subjects into each of 5 classes (Fleiss 1971 as taught)."""


def test_two_coders_of_ten_units():
    assert percent_agreement(TWO) == pytest.approx(0.6)
    assert holsti(TWO) == pytest.approx(0.6)
    assert cohen_kappa(TWO) == pytest.approx(0.0909, abs=5e-5)
    assert scott_pi(TWO) == pytest.approx(0.0476, abs=5e-5)
    assert krippendorff_alpha(TWO) == pytest.approx(0.0952, abs=5e-5)


def test_kappa_of_the_textbook():
    # 73 of 100 agree; the margins 50/30/20 and 40/40/20 give .36 by chance
    table = {"aa": 38, "bb": 22, "cc": 13, "ab": 11, "ac": 1, "ba": 2, "bc": 6, "cb": 7}
    ratings = [tuple(pair) for pair, times in table.items() for _ in range(times)]
    assert percent_agreement(ratings) == pytest.approx(0.73)
    assert cohen_kappa(ratings) == pytest.approx((0.73 - 0.36) / (1 - 0.36))
    assert cohen_kappa(ratings) == pytest.approx(0.58, abs=5e-3)


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_of_the_canonical_matrix(level: str, alpha: float):
    assert krippendorff_alpha(FOUR, level=level) == pytest.approx(alpha, abs=5e-4)


def test_ordinal_alpha_takes_the_order_of_the_codebook():
    names = {1: "探索", 2: "鼓励", 3: "要求", 4: "强制", 5: "一律"}
    named = [tuple(names.get(value) for value in row) for row in FOUR]
    alpha = krippendorff_alpha(named, level="ordinal", order=tuple(names.values()))
    assert alpha == pytest.approx(0.815, abs=5e-4)
    with pytest.raises(ValueError, match="does not name"):
        krippendorff_alpha(named, level="ordinal", order=("探索", "鼓励"))


def test_fleiss_kappa_of_fourteen_coders():
    ratings = [[k for k, n in enumerate(row) for _ in range(n)] for row in FLEISS]
    assert fleiss_kappa(ratings) == pytest.approx(0.210, abs=5e-4)


def test_holsti_counts_what_only_one_coder_coded():
    ratings = [("a", "a"), ("b", "b"), ("a", None), (None, "b"), ("b", None)]
    # two agreements; the first coder coded four units, the second three
    assert holsti(ratings) == pytest.approx(4 / 7)
    assert percent_agreement(ratings) == 1.0


@pytest.mark.parametrize("ratings", [[], [("a", "a")] * 5, [("a", None), (None, "b")]])
def test_what_is_not_defined_is_nan(ratings: list[tuple[str | None, str | None]]):
    assert isnan(cohen_kappa(ratings))
    assert isnan(scott_pi(ratings))
    assert isnan(fleiss_kappa(ratings))
    assert isnan(krippendorff_alpha(ratings))
    assert isnan(krippendorff_alpha(ratings, level="ordinal"))


def test_three_coders_have_no_cohen_kappa():
    with pytest.raises(ValueError, match="two coders"):
        cohen_kappa([("a", "a", "b")])


def test_an_unknown_level_names_the_levels():
    with pytest.raises(ValueError, match="nominal, ordinal, interval, ratio"):
        krippendorff_alpha(TWO, level="cardinal")


labels = st.lists(st.tuples(*[st.sampled_from("abc")] * 2), min_size=2, max_size=30)


@given(labels)
def test_coefficients_of_two_coders_are_related(ratings: list[tuple[str, str]]):
    """α is π corrected for the number of codings; Fleiss' κ of two coders is π."""
    pi = scott_pi(ratings)
    if isnan(pi):
        assert isnan(krippendorff_alpha(ratings))
        return
    assert fleiss_kappa(ratings) == pytest.approx(pi)
    n = 2 * len(ratings)
    assert krippendorff_alpha(ratings) == pytest.approx(pi + (1 - pi) / n)
    assert krippendorff_alpha(ratings) == pytest.approx(krippendorff_alpha([r[::-1] for r in ratings]))


def sheet(coder: str, *rows: str, dimensions: tuple[str, ...] = ("role", "strength")) -> Coding:
    """A coding from rows ``code value value``; ``.`` is a value left open."""
    units = []
    for row in rows:
        code, *values = row.split()
        given = tuple((d, "" if v == "." else v) for d, v in zip(dimensions, values, strict=True))
        units.append(CodedUnit("甲", code, f"第{code}句。", given))
    return Coding(coder, dimensions, tuple(units))


A = sheet("A", "1-1 措施 要求", "1-2 措施 鼓励", "1-3 背景 .", "1-4 措施 强制", "1-5 措施 要求")
B = sheet("B", "1-1 措施 要求", "1-2 措施 要求", "1-3 背景 .", "1-4 措施 强制", "1-6 背景 .")


def test_agreement_has_a_row_for_each_dimension_and_class():
    table = agreement([A, B], orders={"strength": ("探索", "鼓励", "要求", "强制")})
    rows = {row[:2]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert list(rows) == [
        ("role", ""), ("role", "措施"), ("role", "背景"),
        ("strength", ""), ("strength", "鼓励"), ("strength", "要求"), ("strength", "强制"),
    ]  # fmt: skip
    role, strength = rows["role", ""], rows["strength", ""]
    assert (role["coders"], role["n"], role["agreement"]) == (2, 4, 1.0)
    assert role["holsti"] == pytest.approx(2 * 4 / (5 + 5))
    assert role["kappa"] == role["alpha"] == 1.0
    assert role["alpha_ordinal"] is None
    assert rows["role", "背景"]["share"] == 0.25
    # strength: 要求/要求, 鼓励/要求, 强制/强制; margins A 1,1,1 and B 2,0,1 over 3 units
    assert (strength["n"], strength["agreement"]) == (3, pytest.approx(2 / 3))
    assert strength["kappa"] == pytest.approx((2 / 3 - 3 / 9) / (1 - 3 / 9))
    assert strength["alpha_ordinal"] > strength["alpha"]


def test_ordinal_alpha_by_hand():
    # codings 鼓励 1, 要求 3, 强制 2; ranks by mid-counts .5, 2.5, 5
    # observed: one unit 鼓励-要求, twice 2² = 8; expected: 2(1·3·2² + 1·2·4.5² + 3·2·2.5²) = 180
    table = agreement([A, B], orders={"strength": ("探索", "鼓励", "要求", "强制")})
    row = next(row for row in table.rows if row[:2] == ("strength", ""))
    assert row[table.columns.index("alpha_ordinal")] == pytest.approx(1 - 5 * 8 / 180)


def test_scores_that_are_numbers_have_all_levels_of_alpha():
    def coding(name: str, values: str) -> Coding:
        given = ((f"{n}", "" if v == "." else v) for n, v in enumerate(values))
        return Coding(name, ("score",), tuple(CodedUnit("", code, "", (("score", v),)) for code, v in given))

    table = agreement([coding(name, values) for name, values in zip("ABCD", CODERS, strict=True)])
    row = dict(zip(table.columns, next(iter(table.rows)), strict=True))
    names = ("alpha", "alpha_ordinal", "alpha_interval", "alpha_ratio")
    assert [row[name] for name in names] == pytest.approx([0.743, 0.815, 0.849, 0.797], abs=5e-4)
    assert (row["coders"], row["n"]) == (4, 11)


def test_digits_are_numbers_unless_the_codebook_gives_them_an_order_or_none():
    one, two = (sheet(c, *rows, dimensions=("Z",)) for c, rows in (
        ("A", ("1 1", "2 3", "3 9", "4 9")), ("B", ("1 9", "2 3", "3 9", "4 9")),
    ))  # fmt: skip

    def levels(**given: object) -> tuple[object, ...]:
        return next(iter(agreement([one, two], **given).rows))[-4:-1]

    assert levels(nominal=["Z"]) == (None, None, None)
    numbers, ordered = levels(), levels(orders={"Z": ("1", "9", "3")})
    assert numbers[1:] == ordered[1:]
    # by the order 1 9 3 (1, 5 and 2 codings) ranks are .5, 3.5, 7: observed 2·3²,
    # expected 2(1·5·3² + 1·2·6.5² + 5·2·3.5²) = 504
    assert ordered[0] == pytest.approx(1 - 7 * 18 / 504)
    assert numbers[0] != ordered[0]


def test_classes_of_a_dimension_that_nobody_coded_twice_have_no_rows():
    blind = [sheet("A", "1-1 措施 要求", "1-2 措施 鼓励"), sheet("B", "1-1 措施 .", "1-2 措施 .")]
    assert [row[:2] for row in agreement(blind).rows] == [("role", ""), ("role", "措施"), ("strength", "")]


def test_what_is_undefined_stays_empty_and_says_why():
    same = sheet("C", "1-1 措施 要求", "1-2 措施 要求")
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in agreement([same, same]).rows]
    assert [row["note"] for row in rows] == ["undefined: every coding is the same class"] * 4
    assert {row["kappa"] for row in rows} == {row["alpha"] for row in rows} == {None}
    assert {row["agreement"] for row in rows} == {1.0}
    alone = [sheet("D", "1-1 措施 ."), sheet("E", "1-1 措施 .")]
    note = list(agreement(alone).rows)[-1][-1]
    assert note == "undefined: no unit was coded by two coders"


def test_three_coders():
    rows = list(agreement([A, B, A]).rows)
    row = dict(zip(COLUMNS, rows[0], strict=True))
    assert (row["coders"], row["kappa"], row["pi"]) == (3, None, None)
    # 1-5 was coded twice, by the same sheet; Fleiss takes the four units of all three
    assert (row["n"], row["fleiss_kappa"], row["alpha"]) == (5, 1.0, 1.0)


def test_a_kappa_that_alone_is_undefined_says_why():
    def notes(*sheets: Coding) -> list[object]:
        return [row[-1] for row in agreement(sheets).rows]

    # all three coded 1-1 only, on which nothing varies; α also has 1-2
    names = ("role",)
    one, two = (sheet(c, "1-1 措施", "1-2 背景", dimensions=names) for c in "AB")
    short, other = (sheet("C", f"{code} 措施", dimensions=names) for code in ("1-1", "1-3"))
    why = "fleiss_kappa undefined: on the units that all coded every coding is the same class"
    assert notes(one, two, short) == [why] * 3
    assert notes(one, two, other) == ["fleiss_kappa undefined: no unit was coded by all"] * 3
    assert notes(one, two) == [""] * 3


def test_what_only_some_coders_coded_is_told_and_listed():
    one = sheet("A", "1-1 措施 要求", "1-2 措施 鼓励", "1-3 措施 要求", "1-4 措施 要求", "1-5 措施 要求")
    # 1-2 is left open; 1-3 has another role, 1-4 is not coded yet, 1-5 is not in the sheet
    two = sheet("B", "1-1 措施 要求", "1-2 措施 .", "1-3 背景 .", "1-4 . .")
    rows = {row[:2]: dict(zip(COLUMNS, row, strict=True)) for row in agreement([one, two]).rows}
    assert rows["role", ""]["note"] == ""
    strength = rows["strength", ""]
    note = "undefined: every coding is the same class; left open by some coders: 1"
    assert (strength["n"], strength["note"]) == (1, note)
    assert [row[1:5] for row in disagreements([one, two]).rows] == [
        ("1-3", "role", "措施", "背景"),
        ("1-2", "strength", "鼓励", None),
    ]
    themes = [sheet(c, *given, dimensions=("theme",)) for c, given in (("A", ["1-1 人才"]), ("B", ["1-1 ."]))]
    assert [row[1:5] for row in disagreements(themes).rows] == [("1-1", "theme", "人才", None)]


def test_disagreements_name_the_coders():
    table = disagreements([A, B, A])
    assert table.columns == ("document", "code", "dimension", "A", "B", "A#2", "text")
    assert list(table.rows) == [("甲", "1-2", "strength", "鼓励", "要求", "鼓励", "第1-2句。")]


def test_units_without_text_are_matched_by_code():
    bare = [CodedUnit("甲", code, "", (("role", "措施"),)) for code in ("1-2", "1-9")]
    found = align([A, Coding("C", ("role",), tuple(bare))])
    assert [unit.code for unit in found if all(unit.codings)] == ["1-2"]


def test_units_are_matched_by_document_and_text():
    def coding(coder: str, *units: tuple[str, str, str]) -> Coding:
        # The codes of the two differ, as after a change in reading.
        coded = enumerate(units, start=ord(coder))
        return Coding(
            coder, ("role",), tuple(CodedUnit(d, f"{n}", t, (("role", v),)) for n, (d, t, v) in coded)
        )

    one = coding("A", ("甲", "要加快 建设。", "措施"), ("乙", "要加快建设。", "目标"), ("甲", "好。", "其他"))
    two = coding("B", ("甲", "好。", "其他"), ("甲", "要加快\n建设。", "背景"), ("甲", "好。", "背景"))
    found = [(unit.document, unit.values("role")) for unit in align([one, two])]
    assert found == [
        ("甲", ("措施", "背景")),
        ("乙", ("目标", None)),
        ("甲", ("其他", "其他")),
        ("甲", (None, "背景")),
    ]


def test_articles_of_a_page_meet_a_sheet_of_the_page():
    def coding(*units: tuple[str, str]) -> Coding:
        return Coding("A", ("role",), tuple(CodedUnit(d, "", t, (("role", t),)) for d, t in units))

    page = coding(("页", "甲。"), ("页", "同。"), ("页", "同。"), ("表#1", "同。"))
    articles = coding(("页", "甲。"), ("页#2", "同。"), ("页#3", "同。"), ("表#1", "同。"))
    assert [[bool(u) for u in unit.codings] for unit in align([page, articles])] == [[True, True]] * 4
    # The same documents on both sides are kept apart.
    both = align([coding(("页", "同。"), ("页#2", "好。")), coding(("页", "好。"), ("页#2", "同。"))])
    assert [[bool(u) for u in unit.codings] for unit in both] == [[True, False]] * 2 + [[False, True]] * 2


def test_evaluation_against_gold():
    gold = sheet("gold", "1 甲", "2 甲", "3 甲", "4 乙", "5 丙", "6 .", dimensions=("theme",))
    coded = sheet("x", "1 甲", "2 乙", "4 乙", "5 .", "6 丁", "9 甲", dimensions=("theme",))
    rows = list(evaluation(gold, coded).rows)
    third = pytest.approx(1 / 3)
    assert rows == [
        ("theme", "甲", 1.0, third, 0.5, 3, 1, 1),
        ("theme", "丙", None, 0.0, 0.0, 1, 0, 0),
        ("theme", "乙", 0.5, 1.0, pytest.approx(2 / 3), 1, 2, 1),
        ("theme", "丁", 0.0, None, 0.0, 0, 1, 0),
        ("theme", "macro", 0.5, pytest.approx(4 / 9), pytest.approx(7 / 18), 5, 4, 2),
        ("theme", "micro", 0.5, 0.4, pytest.approx(4 / 9), 5, 4, 2),
    ]
    assert unmatched(gold, coded) == (1, 1)
    table = confusion(gold, coded, dimension="theme")
    assert table.columns == ("gold", "甲", "-", "丙", "乙", "丁")
    assert list(table.rows) == [
        ("甲", 1, 1, 0, 1, 0),
        ("-", 0, 0, 0, 0, 1),
        ("丙", 0, 1, 0, 0, 0),
        ("乙", 0, 0, 0, 1, 0),
    ]


def test_a_second_theme_is_accepted():
    dimensions = ("theme", "theme_2")
    gold = sheet("gold", "1 甲 .", "2 甲 乙", "3 甲 丙", "4 . .", dimensions=dimensions)
    coded = sheet("x", "1 甲 .", "2 乙 甲", "3 乙 .", "4 丁 .", dimensions=dimensions)
    rows = {row[:2]: row[2:] for row in evaluation(gold, coded).rows}
    assert rows["theme", "micro"] == (0.25, pytest.approx(1 / 3), pytest.approx(2 / 7), 3, 4, 1)
    assert rows["theme", "accepted"] == (0.5, pytest.approx(2 / 3), pytest.approx(4 / 7), 3, 4, 2)


def test_evaluation_of_nothing():
    assert list(evaluation(sheet("a"), sheet("b")).rows) == []


def test_a_gold_without_a_role_is_open_and_one_without_a_theme_is_not():
    def coding(*values: tuple[str, str]) -> Coding:
        units = [
            CodedUnit("甲", "", f"{n}。", (("role", r), ("theme", t))) for n, (r, t) in enumerate(values)
        ]
        return Coding("A", ("role", "theme"), tuple(units))

    gold = coding(("措施", "人才"), ("", "人才"), ("背景", ""), ("", ""))
    rows = list(evaluation(gold, coding(*[("措施", "人才")] * 4)).rows)
    counts = {row[:2]: row[5:] for row in rows}
    assert counts["role", "micro"] == (2, 2, 1)
    assert counts["theme", "micro"] == (2, 3, 2)
