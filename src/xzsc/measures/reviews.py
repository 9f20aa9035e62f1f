"""Which units of a document look back: what is told there was done, and proposes nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from xzsc.model import Document, Kind
from xzsc.structure.sentences import is_charge

_LOOKS_BACK = re.compile(r"回顾|工作的?(?:基本|简要)?总结|过去[一二三五十两]年的?政府工作")
_ACHIEVED = re.compile(
    "(?:执行|完成)情况|编制过程|(?:取得|发展|建设|经济|伟大|主要|重大|历史性)[^，。；]{0,8}成就|(?:伟大|历史性)的?(?:变革|转变)"
)
"""In a heading of one clause; a longer one is the first sentence of a paragraph and may lead elsewhere."""
_LOOKS_AHEAD = re.compile(r"目标|任务|安排|建议|展望|部署|打算|思路|要求|今后|下一步|未来")
_OPENS_BACK = re.compile(
    "(?:过去的?(?:[一二三四五六七八九十两]+|这)年|[一二三四五六七八九十两]+年[来多间]|这[一二三四五六七八九十两]+年)[，,]"
)
_FORWARD = re.compile("今[年后]|新的一年|明年|下一步|将|必须|务必|(?<![重主需])要(?![求素点])")
"""In a paragraph that opens with a look back such a word turns to what is to be done."""
_SENTENCE = Kind.SENTENCE
_WORD = re.compile(r"[^一-龥]*(?:[一-龥][^一-龥]*){0,3}")
_LONGEST_CELL = 24
_SAID = re.compile("[^，。；：]{2,8}(?:称|说|表示|指出|强调)[。：]?")
_MOST = 0.9
"""A review longer than this share of its document is a heading read wrong, or leaves nothing else to code."""


def no_action(text: str) -> bool:
    """Return whether a sentence can name no action: a cell of a table, who said it, a 责任单位 line.

    >>> no_action("序号"), no_action("×"), no_action("某某某说。"), no_action("严查超载。")
    (True, True, True, False)
    """
    if len(text) <= _LONGEST_CELL and (_WORD.fullmatch(text) or _SAID.fullmatch(text)):
        return True
    return is_charge(text)


def in_review(document: Document) -> frozenset[int]:
    """Return which units, as indexes, look back.

    Those under a heading that looks back and not ahead as well; and the sentences of a paragraph that opens
    with 过去一年 or 五年来, until one says what is to be done.
    """
    units = document.units
    backward: dict[int, bool] = {}
    for unit in units:
        if id(unit.path) not in backward:
            backward[id(unit.path)] = any(is_review(section.heading) for section in unit.path)
    found = frozenset(n for n, unit in enumerate(units) if backward[id(unit.path)])
    under = found if len(found) <= _MOST * len(units) else frozenset[int]()
    return under | _told(document)


def _told(document: Document) -> frozenset[int]:
    """Sentences of paragraphs that open with a look back."""
    found = set()
    paragraph, back = -1, False
    for n, unit in enumerate(document.units):
        if unit.kind is not _SENTENCE:
            continue
        if unit.paragraph != paragraph:
            paragraph, back = unit.paragraph, _OPENS_BACK.match(unit.text) is not None
        back = back and not _FORWARD.search(unit.text)
        if back:
            found.add(n)
    return frozenset(found)


@lru_cache(maxsize=4096)
def is_review(heading: str) -> bool:
    """Return whether a heading opens a review.

    >>> is_review("2025年工作回顾"), is_review("2025年工作回顾和2026年工作安排")
    (True, False)
    """
    achieved = "，" not in heading and _ACHIEVED.search(heading)
    return bool(_LOOKS_BACK.search(heading) or achieved) and not _LOOKS_AHEAD.search(heading)
