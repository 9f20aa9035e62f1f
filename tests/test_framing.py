"""Framing words and their stance: each rule with cases, then any chain of framing words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import document

from xzsc.framing import _kinds, frame
from xzsc.occurrences import query
from xzsc.tracking import COLUMNS, sightings, track

STANCES = {
    "促进": "推进 加快 加快发展 大力支持 有序推进 提升治理 推动规范发展 积极有序推进",
    "约束": "严控 严禁 规范发展 停止 反对 加快化解 着力防范化解 稳妥化解 推动整治 全面停止 清理取消 "
    "不得推进 禁止实施 不再支持 不发展 暂缓推进 不予支持 不急于推进 不盲目发展 不大力发展 "
    "防止盲目推进 严防违规建设 减少重复建设 整治违规建设 整治不规范 严格落实 不得擅自地推进",
    "稳定": "稳妥推进 审慎推进 谨慎推进 稳妥有序推进 积极稳妥推进 稳妥地推进 积极稳妥、有序推进 坚持发展 "
    "持续巩固提升",
    "探索": "探索建立 积极探索 研究推进",
    "": "不得减少 取消限制 不限制 不反对 不得不推进 不得擅自停止 防止不落实 整治不落实 尚未建立 阻碍发展 "
    "不得阻碍发展 破除制约发展 盲目推进 不完善",
}
CASES = [(words, stance) for stance, line in STANCES.items() for words in line.split()]


@pytest.mark.parametrize(("words", "stance"), CASES)
def test_the_stance_of_a_chain(words: str, stance: str):
    assert frame(f"今年{words}") == (words, stance)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("不得在城区建设", ("不得…建设", "")),
        ("防止返贫推进", ("防止…推进", "")),
        ("禁止破坏", ("禁止", "")),
        ("制止乱占", ("制止", "")),
        ("防止系统性", ("防止", "约束")),
        ("防止和遏制", ("遏制", "约束")),
        ("不得拖延，推进", ("推进", "促进")),
        ("决不能发展", ("不能发展", "约束")),
        ("不断推进", ("推进", "促进")),
        ("坚定不移推进", ("推进", "促进")),
        ("毫不动摇支持", ("支持", "促进")),
        ("不仅支持", ("支持", "促进")),
        ("推进不断壮大的", ("壮大", "促进")),
        ("未来发展", ("发展", "促进")),
        ("不能没有", None),
        ("影响", None),
        ("有序", None),
        ("", None),
    ],
)
def test_words_between_and_words_that_only_look_like_a_negation(
    before: str, expected: tuple[str, str] | None
):
    assert frame(before) == expected


@given(st.lists(st.sampled_from(sorted(_kinds())), max_size=6))
def test_any_chain_has_a_stance_or_an_open_one(words: list[str]):
    found = frame("".join(words))
    assert found is None or found[1] in ("促进", "约束", "稳定", "探索", "")


@given(
    st.sampled_from([word for word, kind in _kinds().items() if kind in ("禁止", "否定", "不得", "不")]),
    st.sampled_from([word for word, kind in _kinds().items() if kind in ("促进", "稳定", "探索")]),
)
def test_what_is_negated_is_never_wanted(negation: str, word: str):
    found = frame(negation + word)
    assert found is not None
    assert found[1] in ("约束", "")


def test_an_open_stance_is_shown_in_before_only():
    text = "不得减少人才。不再支持人才。稳妥推进人才。\n"
    (row,) = track(sightings(document(text, date="2024-01-01"), query(["人才"]))).rows
    assert row[COLUMNS.index("before")] == "不再支持 1、不得减少 1、稳妥推进 1"
    assert row[COLUMNS.index("stance")] == "稳定 1、约束 1"
