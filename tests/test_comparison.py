"""Matching of measures: toy sides, known scores, and invariants."""

from __future__ import annotations

from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import document

from xzsc.comparison import COLUMNS, Item, Match, compare_measures, match
from xzsc.keyness import TermCounts, compared_terms, key_terms
from xzsc.model import Measure


def test_identical_and_alien_texts():
    assert match(["引进人才。", "修建公路。"], ["引进人才！", "保护耕地。"]) == [
        Match(0, 0, 1.0),
        Match(1, None, 0.0),
        Match(None, 1, 0.0),
    ]


def test_the_cosine_by_hand():
    # bigrams 甲乙 乙丙 against 甲乙 乙丁: 甲乙 in both texts, weight 1; the others ln(3/2) + 1
    (found,) = match(["甲乙丙"], ["甲乙丁"], threshold=0)
    rare = log(3 / 2) + 1
    assert found.score == pytest.approx(1 / (1 + rare**2))
    assert sqrt(found.score) < 1


def test_a_text_stands_alone_only_if_nothing_is_like_it():
    a = ["支持企业引进高层次人才", "支持企业引进人才", "修建公路"]
    b = ["支持企业引进人才", "支持企业留住人才"]
    assert [(m.a, m.b) for m in match(a, b)] == [(0, 0), (1, 0), (2, None), (1, 1)]
    assert [(m.a, m.b) for m in match(a, b[:1])] == [(0, 0), (1, 0), (2, None)]
    assert [(m.a, m.b) for m in match(a[1:], b)] == [(0, 0), (1, None), (0, 1)]


def test_one_to_one():
    a = ["支持企业引进高层次人才", "支持企业引进人才"]
    b = ["支持企业引进人才", "支持企业留住人才"]
    assert [(m.a, m.b) for m in match(a, b[:1], one_to_one=True)] == [(0, None), (1, 0)]
    assert [(m.a, m.b) for m in match(a[1:], b, one_to_one=True)] == [(0, 0), (None, 1)]


def test_white_space_width_and_punctuation_do_not_matter():
    (found,) = match(["到2027年，新增 5 家；"], ["到２０２７年新\n增5家"], threshold=0.5)
    assert found.score > 0.6
    assert match(["…"], ["！"]) == [Match(0, None, 0.0), Match(None, 0, 0.0)]
    assert match([], []) == []


def side(text: str, name: str, *strengths: str) -> list[Item]:
    doc = document(text, id=name, path=f"{name}.txt")
    return [
        Item(doc, Measure(unit, "人才", "", "供给型-人才培养", strength))
        for unit, strength in zip(doc.sentences, strengths, strict=True)
    ]


def test_a_row_for_each_pair_and_each_rest():
    centre = side("鼓励企业引进高层次人才。完善职称制度。\n", "中央", "鼓励", "要求")
    province = side("各市要引进高层次人才。修建人才公寓。完善职称制度。\n", "省", "要求", "要求", "要求")
    table = compare_measures(centre, province)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in table.rows]
    assert [(r["status"], r["text"], r["text_b"]) for r in rows] == [
        ("changed", "鼓励企业引进高层次人才。", "各市要引进高层次人才。"),
        ("same", "完善职称制度。", "完善职称制度。"),
        ("only B", "", "修建人才公寓。"),
    ]
    assert (rows[0]["strength"], rows[0]["strength_b"]) == ("鼓励", "要求")
    assert rows[1]["score"] == 1.0
    assert (rows[1]["source"], rows[1]["start"], rows[1]["source_b"], rows[1]["start_b"]) == (
        "中央.txt", 12, "省.txt", 18,
    )  # fmt: skip
    assert (rows[2]["source"], rows[2]["score"]) == (None, None)


def test_shared_and_own_terms():
    a = [TermCounts({"人才": 5, "粮食": 3}, 20)]
    b = [TermCounts({"人才": 1, "公寓": 4}, 20)]
    rows = list(compared_terms(key_terms(a, b, min_g2=0)).rows)
    assert [row[:4] for row in rows] == [
        ("only A", "粮食", 3, 0),
        ("shared", "人才", 5, 1),
        ("only B", "公寓", 0, 4),
    ]


texts = st.lists(st.text("甲乙丙丁", max_size=6), max_size=6)


@given(texts, texts, st.booleans())
def test_each_text_comes_once(a: list[str], b: list[str], one_to_one: bool):
    found = match(a, b, one_to_one=one_to_one)
    assert [m.a for m in found][: len(a)] == list(range(len(a)))
    assert {m.b for m in found if m.b is not None} == set(range(len(b)))
    assert all(0 <= m.score <= 1 for m in found)
    if one_to_one:
        assert len([m.b for m in found if m.b is not None]) == len(b)
        assert len([m.a for m in found if m.a is not None]) == len(a)
