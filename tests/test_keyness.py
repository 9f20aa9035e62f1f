"""Formulas on worked examples, keyness on toy counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import document

from xzsc import formulas
from xzsc.errors import UsageError
from xzsc.keyness import COLUMNS, TermCounts, given_counts, key_terms, keyness, piece_counts, word_counts


@pytest.mark.parametrize(
    ("cells", "g2", "log_ratio"),
    [
        ((100, 50, 10_000, 20_000), 69.315, 2.000),
        ((10, 0, 10_000, 10_000), 13.863, 4.322),
        ((91, 36, 32_593, 29_067), 18.744, 1.173),
    ],
)
def test_worked_examples(cells: tuple[int, int, int, int], g2: float, log_ratio: float):
    assert formulas.g2(*cells) == pytest.approx(g2, abs=5e-4)
    assert formulas.log_ratio(*cells) == pytest.approx(log_ratio, abs=5e-4)


def test_g2_over_four_cells():
    assert formulas.g2(100, 50, 10_000, 20_000, variant="4-cell") == pytest.approx(69.692, abs=5e-4)


def test_percent_difference():
    assert formulas.percent_difference(91, 36, 32_593, 29_067) == pytest.approx(125.4, abs=0.05)
    assert formulas.percent_difference(1, 0, 10, 10) is None


@pytest.mark.parametrize(("statistic", "p"), [(3.8415, 0.05), (6.6349, 0.01), (10.8276, 0.001), (0, 1)])
def test_p_at_the_critical_values(statistic: float, p: float):
    assert formulas.p_value(statistic) == pytest.approx(p, rel=1e-3)
    assert formulas.p_value(-statistic) == formulas.p_value(statistic)


@pytest.mark.parametrize(
    ("statistic", "degrees"),
    [(3.8415, 1), (5.9915, 2), (7.8147, 3), (9.4877, 4), (21.0261, 12), (24.9958, 15)],
)
def test_p_with_more_degrees_of_freedom(statistic: float, degrees: int):
    assert formulas.chi_squared_p(statistic, degrees) == pytest.approx(0.05, rel=1e-4)
    assert formulas.chi_squared_p(0, degrees) == 1


def test_chi_squared_leaves_out_what_is_empty():
    assert formulas.chi_squared([[1, 0, 2], [0, 0, 0], [2, 0, 1]]) == (pytest.approx(2 / 3), 1)
    assert formulas.chi_squared([[1, 2]]) is None
    assert formulas.cramers_v([[3, 0], [0, 3]]) == 1
    assert formulas.cramers_v([[1, 2]]) is None


def test_dispersion():
    # 9 of 10 occurrences in one of five equal texts: (.7 + .1 + 3 · .2) / 2
    assert formulas.deviation_of_proportions([9, 1, 0, 0, 0], [10] * 5) == pytest.approx(0.7)
    assert formulas.deviation_of_proportions([1, 2, 3], [10, 20, 30]) == 0
    assert formulas.deviation_of_proportions([4], [10]) is None
    assert formulas.deviation_of_proportions([0, 0], [10, 10]) is None


counts = st.integers(0, 500)


@given(counts, counts, st.integers(501, 5000), st.integers(501, 5000))
def test_g2_changes_sign_when_the_sides_change_places(a: int, b: int, c: int, d: int):
    for variant in formulas.G2_VARIANTS:
        there = formulas.g2(b, a, d, c, variant=variant)
        assert formulas.g2(a, b, c, d, variant=variant) == pytest.approx(-there, abs=1e-6)


TARGET = [TermCounts({"人才": 6, "创新": 4}, 50), TermCounts({"人才": 4, "的": 20}, 50)]
REFERENCE = [TermCounts({"创新": 4, "的": 20, "粮食": 9}, 100)]


def test_a_row_for_each_key_term():
    table = keyness(key_terms(TARGET, REFERENCE))
    assert table.columns == COLUMNS
    rows = list(table.rows)
    assert [row[:4] for row in rows] == [("人才", 10, 0, 2), ("粮食", 0, 9, 0)]
    log_ratio, p = pytest.approx(4.32193), pytest.approx(1.967e-4, rel=1e-3)
    assert rows[0][4:] == (pytest.approx(13.8629, abs=5e-5), "2-cell", log_ratio, None, p, pytest.approx(0.1))
    assert rows[1][4] == pytest.approx(-12.4766, abs=5e-5)


def test_thresholds_and_order():
    every = key_terms(TARGET, REFERENCE, min_g2=0)
    assert [t.term for t in every] == ["人才", "创新", "的", "粮食"]
    assert [t.term for t in key_terms(TARGET, REFERENCE, min_g2=0, min_count=9)] == ["人才", "的", "粮食"]
    by_count = key_terms(TARGET, REFERENCE, min_g2=0, sort="count")
    assert [t.term for t in by_count] == ["的", "人才", "创新", "粮食"]
    assert [t.dp for t in every][:2] == [pytest.approx(0.1), pytest.approx(0.5)]


def test_what_is_wrong_is_said():
    with pytest.raises(UsageError, match="reference has no words"):
        key_terms(TARGET, [TermCounts({}, 0)])
    with pytest.raises(UsageError, match="2-cell"):
        key_terms(TARGET, REFERENCE, variant="2cell")


def test_counts_of_a_document():
    doc = document("!人才意见\n~打印\n#人才队伍\n人才和 ＡＩ人才，123。\n")
    words = word_counts(doc, lambda text: text.replace("人才", " 人才 ").replace("ＡＩ", " ＡＩ ").split())
    assert words == TermCounts({"人才": 3, "队伍": 1, "和": 1, "AI": 1}, 6)
    given = given_counts(doc, ["人才", "ＡＩ", "粮食"], longer=["人才队伍"])
    assert given == TermCounts({"人才": 2, "ＡＩ": 1}, 16)


def test_counts_of_pieces():
    doc = document("人才人才。粮食。\n人才。123。\n人才。\n")
    counts = piece_counts(
        doc, lambda text: text.replace("人才", " 人才 ").replace("粮食", " 粮食 ").split(), length=8
    )
    # 人才人才。粮食。 | 人才。123。人才。
    assert counts == TermCounts({"人才": 2, "粮食": 1}, 2)
    assert piece_counts(document(""), str.split) == TermCounts({}, 0)
