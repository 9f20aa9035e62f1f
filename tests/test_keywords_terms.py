"""New terms and the audit of a list."""

from __future__ import annotations

import math

import pytest

from xzsc.errors import UsageError
from xzsc.keywords.audit import audit
from xzsc.keywords.discovery import COLUMNS, new_terms
from xzsc.lexicon import Lexicon, Term, load_lexicon
from xzsc.model import Document, Kind, Source, Unit

STOP = load_lexicon().stop_words


def document(text: str, id: str) -> Document:
    return Document(Source(f"{id}.txt", text), id=id, units=(Unit(Kind.SENTENCE, ((0, len(text)),), text),))


AROUND = ["开办", "参加", "举办", "支持", "走进"]
AFTER = ["活动", "项目", "课程", "名单", "学员"]
TEXTS = [
    document("".join(f"{a}银龄课堂{b}。" for a, b in zip(AROUND, AFTER, strict=True)), "a"),
    document("银龄课堂办得好，银龄课堂很热闹，老年人加快推进，加快推进，加快推进，加快推进，加快推进。", "b"),
]


def test_a_new_term_with_its_numbers() -> None:
    table = new_terms(TEXTS, min_count=5, min_cohesion=0, min_freedom=0.5, lexicon=Lexicon((), STOP))
    assert table.columns == COLUMNS
    found = {row[0]: row for row in table.rows}
    row = found["银龄课堂"]
    assert row[1:3] == (7, 2)
    assert row[4] > 1.5
    assert row[5] == ""
    assert "银龄课堂" in str(row[6])
    assert row[7:] == ("a.txt", None, 1, 2, 6, "")
    assert "加快推进" not in found


def test_freedom_is_the_lesser_entropy() -> None:
    text = "".join(f"{before}银龄课堂，" for before in ("开办", "参加", "举办", "走进"))
    rows = list(
        new_terms(
            [document(text, "a")], min_count=4, min_cohesion=0, min_freedom=0, lexicon=Lexicon((), STOP)
        ).rows
    )
    (row,) = [row for row in rows if row[0] == "银龄课堂"]
    assert row[4] == pytest.approx(math.log(4))


def test_verbs_before_known_terms_and_torn_heads_are_no_terms() -> None:
    text = "发展书画课程。上求突破。布局建设。银龄课堂。" * 5
    how = {"min_count": 4, "min_cohesion": 0, "min_freedom": 0}
    bare = {row[0] for row in new_terms([document(text, "a")], lexicon=Lexicon((), STOP), **how).rows}
    assert bare == {"发展书画课程", "银龄课堂"}
    known = Lexicon((Term("书画课程"),), STOP)
    found = {row[0] for row in new_terms([document(text, "a")], lexicon=known, **how).rows}
    assert "发展书画课程" not in found


def test_what_is_known_is_shown_on_request_only() -> None:
    lexicon = Lexicon((Term("银龄课堂", "民生"),), STOP)
    assert "银龄课堂" not in [row[0] for row in new_terms(TEXTS, lexicon=lexicon, min_cohesion=0).rows]
    shown = {row[0]: row[5] for row in new_terms(TEXTS, lexicon=lexicon, known=True, min_cohesion=0).rows}
    assert shown["银龄课堂"] == "民生"


def test_no_documents_no_terms() -> None:
    assert list(new_terms([]).rows) == []


def test_the_five_verdicts_of_an_audit() -> None:
    terms = (
        Term("银龄课堂", "民生"),
        Term("课堂"),
        Term("冰上龙舟"),
        Term("社区食"),
        Term("社区食堂", "民生"),
        Term("我的", "", None, 1),
    )
    lexicon = Lexicon(terms)
    table = audit([document("银龄课堂和社区食堂，我的。", "a"), document("银龄课堂。", "b")], lexicon)
    found = {row[0]: row[2:] for row in table.rows}
    assert found["银龄课堂"] == ("hit", 2, 2, 2, "")
    assert found["课堂"] == ("shadowed", 2, 0, 2, "银龄课堂")
    assert found["冰上龙舟"] == ("never", 0, 0, 0, "")
    assert found["社区食"][0] == "shadowed"
    assert found["我的"] == ("cannot win", 1, 0, 1, "我 的")


def test_an_audit_names_the_commonest_covers() -> None:
    longer = [f"{head}银龄课堂" for head in ("茶园", "果园", "社区", "书院", "河湖", "滨海")]
    lexicon = Lexicon().join([Term("银龄课堂"), *(Term(text) for text in longer)])
    asked = [Term("银龄课堂")]
    two = [document(f"{longer[0]}，{longer[1]}。", "a"), document(f"{longer[1]}。", "b")]
    assert list(audit(two, lexicon, terms=asked).rows) == [
        ("银龄课堂", "", "shadowed", 3, 0, 2, "果园银龄课堂；茶园银龄课堂")
    ]
    (row,) = audit([document("，".join([*longer, longer[2]]) + "。", "a")], lexicon, terms=asked).rows
    assert row[6].split("；") == [longer[2], *sorted(set(longer) - {longer[2]})[:4], "…"]
    mixed = [*two, document("银龄课堂。", "c")]
    assert list(audit(mixed, lexicon, terms=asked).rows) == [("银龄课堂", "", "hit", 4, 1, 3, "")]


def test_a_term_inside_one_word_and_cut_at_another_place_is_split() -> None:
    lexicon = Lexicon().join([Term("灯塔渔"), Term("海岛灯塔渔港"), Term("渔业合作站")])
    found = audit([document("海岛灯塔渔港。灯塔渔业合作站。", "a")], lexicon, terms=[Term("灯塔渔")])
    assert [row[2:] for row in found.rows] == [("split", 2, 0, 1, "海岛灯塔渔港；灯塔 渔业合作站")]


def test_a_term_given_twice_is_audited_once() -> None:
    terms = [Term("5G", "技术"), Term("５Ｇ"), Term("人才"), Term("人才")]
    found = audit([document("5G和５Ｇ，人才和人才。", "a")], Lexicon().join(terms), terms=terms)
    assert [row[:6] for row in found.rows] == [("5G", "技术", "hit", 2, 2, 1), ("人才", "", "hit", 2, 2, 1)]
    with pytest.raises(UsageError, match=r"term '\[12\]'"):
        audit([], Lexicon(), terms=[Term("[12]")])


def test_the_packaged_terms_can_all_win() -> None:
    verdicts = [row[2] for row in audit([], load_lexicon()).rows]
    assert set(verdicts) == {"never"}
    assert len(verdicts) >= 4000
