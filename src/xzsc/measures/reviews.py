"""Which units of a document look back: what is told there was done, and proposes nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from xzsc.measures.evidence import has_verb
from xzsc.measures.modals import NEED, SHOULD
from xzsc.model import Document, Kind, Section
from xzsc.structure.charges import LABEL, OPEN, is_charge

_LOOKS_BACK = re.compile(r"回顾|工作的?(?:基本|简要)?总结|过去[一二三五十两]年的?政府工作")
_ACHIEVED = re.compile(
    r"(?:执行|完成)情况|\A[^督查报评核]*工作(?:开展|进展|推进)情况\Z|编制过程|(?:取得|发展|建设|经济|伟大|主要|重大|历史性)[^，。；]{0,8}成就|(?:伟大|历史性)的?(?:变革|转变)"
)
"""In a heading of one clause; a longer one is the first sentence of a paragraph and may lead elsewhere."""
_ANNUAL = re.compile(
    r"\A(?!.*(?:通知|办法|意见|方案|规定|细则|公告)\Z)"
    r".*(?:情况的?(?:自[查评])?报告|年度报告|年度?[^，。]*总结\Z|(?:建设|进展|开展|落实)情况[ .…]*\Z)"
)
"""In the title of a report to those above, or to the public, on what was done."""
_NEXT = re.compile(
    "务必|各[市县地][^，。；]{0,8}要(?!求)|下一步|今后|[明来]年|新的一年|打算|展望"
    "|将(?:继续|进一步|坚持|按照|持续|深入|以)|[我本][厅局委省市们]将"
)
"""With such a sentence, or heading, a report of this kind turns to what is to be done."""
_LOOKS_AHEAD = re.compile(r"目标|任务|安排|建议|展望|部署|打算|思路|要求|今后|下一步|未来")
_OPENS_BACK = re.compile(
    "(?:过去的?(?:[一二三四五六七八九十两]+|这)年|[一二三四五六七八九十两]+年[来多间]|这[一二三四五六七八九十两]+年)[，,]"
)
_FORWARD = re.compile(f"今[年后]|新的一年|明年|下一步|将|必须|务必|{NEED}")
"""In a paragraph that opens with a look back such a word turns to what is to be done."""
_REPORT = "各位代表"
"""Whom a work report addresses: only there is what was done told between what is to be done."""
_ONCE = re.compile(
    "(?:[^，。；：]{0,14}[以年月]来|解放初期?|前一?个?时期|(?:过去|去年)[^，。；：]{0,8}"
    "|一九[一二三四五六七八九〇○零]+年[^，。；：]{0,12})[，,]"
)
"""How a paragraph of a report opens that tells of earlier days."""
_DONE = re.compile(
    "(?<![为除不])了(?![解结断然如之的就算干多什])|(?<=[废消免解清])除了|曾|(?<!适)当时"
    "|涌现出(?!来?的)|从来就|^[去上]年"
)
"""What was done, or how last year ended; not 为了, 了解, 定了就干, 花了多少."""
_DUE = re.compile(
    f"{_FORWARD.pattern}|让|(?<=，)要求|希望|(?<![^，；：])争取|力争|{SHOULD}|不得(?![不已])|决不|一律"
)
"""`_FORWARD` in a report, the older ones as well."""
_SENTENCE, _LEAD = Kind.SENTENCE, Kind.LEAD
_WORD = re.compile(r"[^一-龥]*(?:[一-龥][^一-龥]*){0,3}")
_LONGEST_CELL = 24
_SAID = re.compile("[^，。；：]{2,8}(?:称|说|表示|指出|强调)[。：]?")
_CHARGED = re.compile(rf"[{OPEN}]?{LABEL}[：:][^。]*")
_PRIZES = re.compile("(?:[^，；。：]{0,8}奖(?:[0-9０-９]+[名个项]|金[0-9０-９.]+[百千万]*元)[，、；。]?)+")
_DUTIES = re.compile(
    "(?![^：:]*(?:履行|承担|应当|明确|公开|落实|[下以][列下]))[^，；。：:]{0,40}"
    "(?:职责|内容)(?:主要)?(?:如下|为|是|包括)?[：:]"
)
_NAMED = re.compile("[^，。；：、]{1,14}(?:基地|示范区|服务业|软件|中药|药物)[。；]?")
"""What is named here nothing is done with, if no verb stands in it."""
_SIGNS = re.compile("[，、；：。！？,;:]")
_TABLE, _CELL, _BOXES = 100, 60, 3
"""A text so long with a sign to so many characters or fewer is the cells of a table, one behind the other."""
_MOST = 0.9
"""A review longer than this share of its document is a heading read wrong, or leaves nothing else to code."""


def no_action(text: str) -> bool:
    """Return whether a sentence can name no action: what is read from a table, who said it, a 责任单位 line.

    >>> no_action("序号"), no_action("×"), no_action("某某某说。"), no_action("严查超载。")
    (True, True, True, False)
    """
    if len(text) <= _LONGEST_CELL and (_WORD.fullmatch(text) or _SAID.fullmatch(text) or _names(text)):
        return True
    return is_charge(text) or _CHARGED.fullmatch(text) is not None or _is_table(text)


def _names(text: str) -> bool:
    """Return whether a text names prizes, duties to come or a thing, and nothing that is done.

    >>> _names("二等奖5名，奖金800元；"), _names("东湖产业基地。"), _names("建设东湖产业基地。")
    (True, True, False)
    """
    if _PRIZES.fullmatch(text) or _DUTIES.fullmatch(text):
        return True
    return _NAMED.fullmatch(text) is not None and not has_verb(text)


def _is_table(text: str) -> bool:
    """Return whether a text is the cells of a table or a form, run together."""
    if len(text) < _TABLE:
        return False
    return text.count("□") >= _BOXES or len(_SIGNS.findall(text)) * _CELL < len(text)


def in_review(document: Document) -> frozenset[int]:
    """Return which units, as indexes, look back.

    Those of a report on what was done (…情况报告), up to what is to come next; those under a heading that
    looks back and not ahead as well; and the sentences of a paragraph that opens with 过去一年 or 五年来,
    until one says what is to be done. In a report to 各位代表 it may open with 会议以来 or 解放初 as well,
    and a sentence looks back that tells of something done and asks for nothing.
    """
    units = document.units
    backward: dict[int, bool] = {}
    for unit in units:
        if id(unit.path) not in backward:
            backward[id(unit.path)] = any(is_review(section.heading) for section in unit.path)
    found = frozenset(n for n, unit in enumerate(units) if backward[id(unit.path)])
    under = found if len(found) <= _MOST * len(units) else frozenset[int]()
    return under | _told(document) | _reported(document)


def _reported(document: Document) -> frozenset[int]:
    """Sentences of a report on what was done: all, but from 下一步 on to the end of a section."""
    if not _ANNUAL.search(document.title):
        return frozenset()
    found = set()
    ahead: tuple[Section, ...] | None = None
    for n, unit in enumerate(document.units):
        if ahead is not None and unit.path[: len(ahead)] != ahead:
            ahead = None
        if ahead is None and _NEXT.search(unit.text):
            ahead = unit.path
        if ahead is None:
            found.add(n)
    return frozenset(found)


def _told(document: Document) -> frozenset[int]:
    """Sentences of paragraphs that open with a look back; in a report to deputies also what was done."""
    report = any(unit.text.startswith(_REPORT) for unit in document.units)
    found = set()
    paragraph, opens, back = -1, False, False
    for n, unit in enumerate(document.units):
        if unit.kind is not _SENTENCE and unit.kind is not _LEAD:
            continue
        text = unit.text
        if unit.paragraph != paragraph:
            paragraph, opens = unit.paragraph, True
        if opens:
            back = _OPENS_BACK.match(text) is not None or (report and _ONCE.match(text) is not None)
            opens = unit.kind is _LEAD and not back
        due = (_DUE if report else _FORWARD).search(text)
        back = back and not due
        if back or (report and not due and _DONE.search(text)):
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
