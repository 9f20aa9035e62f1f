"""Where a further text begins on a page: an attachment, or a text of a compilation.

It begins at 附件1 over its title, at a title that a list on the page announced (附件：1.…2.…), or at a title
under which a series that had come further begins anew (二、… 关于…的实施方案 一、…).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from xzsc.structure.dates import ONLY
from xzsc.structure.lines import Paragraph
from xzsc.structure.markers import ORDINALS, Marker, opening
from xzsc.structure.paragraphs import ended
from xzsc.structure.patterns import lazy
from xzsc.structure.titles import kind_of, plain

_NUMBER = rf"(?:\d{{1,2}}|[{ORDINALS}]{{1,3}})"
ALONE = lazy(rf"附\s?件\s?{_NUMBER}?\s?[:：]?")
_NUMBERED = lazy(rf"附\s?件\s?{_NUMBER}\s?[:：]?\s*(?=[\u4e00-\u9fa5《“（])")
_LIST = lazy(r"附\s?件\s?[:：]\s?")
_ENTRY = lazy(r"(?<![\d.－-])(\d{1,3})[.．、]\s?(?!-|\d(?!\d{3}年))")
_MARK_BEFORE = lazy(rf"附\s?件\s?{_NUMBER}?\s?[:：]?\s*\Z")
_BEFORE = lazy(rf"(?:\A|[。！）]\s*|日\s*|附\s?件\s?{_NUMBER}?\s?[:：]?\s*)\Z")
_BEHIND = lazy(r"\s*(?:\Z|第[一1][编章条]|一、|[（(](?:19|20)\d\d年)")
"""What stands around a title that runs together with other text."""
_FILE = lazy(r"\.(?:docx?|xlsx?|pdf|wps|et)\Z")
_SHORTEST, _LONGEST, _ENOUGH, _NEAR, _LINES = 6, 60, 40, 4, 3
_NUMBERS = 8
"""附件十二： is so long at most."""
_RESTARTS = frozenset(("一、", "编", "章", "条"))
"""Series that run through a whole text."""
_OPENERS = frozenset(f"第{ORDINALS}*#")
_TEXTS = ("办法", "细则", "规定", "条例", "规划", "方案", "计划", "意见", "决定", "通知", "规则", "章程")
"""Kinds that the heading of a part does not name, unless it says what they are about (关于…的措施)."""
_MAY_END = (
    *_TEXTS,
    "措施",
    "制度",
    "纲要",
    "要点",
    "指南",
    "准则",
    "规范",
    "目录",
    "清单",
    "）",
    ")",
    "稿",
)
LAST = frozenset("*#_").union(end[-1] for end in _MAY_END)
"""With which character a line ends that `begins_anew` is asked about."""


def opens_list(text: str) -> bool:
    """Return whether a paragraph opens a list of attachments (附件：1.…)."""
    return _LIST.match(text) is not None


def listed(text: str, *, attached: bool) -> Iterator[str]:
    """Yield the titles that a paragraph of a list announces (附件：1.…2.…; 2.关于…的办法).

    Args:
        text: the paragraph.
        attached: whether the list is one of attachments; of any other list only texts are believed.
    """
    if attached:
        found = _LIST.match(text)
        text = text.partition("附件1")[0]
        yield from _entries(text[found.end() :] if found else text, bare=found is not None)
    elif len(text) <= _LONGEST and text.endswith(_MAY_END) and text[0].isdecimal():
        yield from filter(kind_of, _entries(text, bare=False))


def _entries(text: str, *, bare: bool) -> Iterator[str]:
    """Yield the entries of a list; the numbers in front of them count on.

    Args:
        text: the list.
        bare: whether the first entry may do without a number.
    """
    start, number = 0, 0
    for mark in (*_ENTRY.finditer(text), None):
        if mark is not None and number and int(mark[1]) != number + 1:
            continue
        title = _FILE.sub("", text[start : mark.start() if mark else len(text)].strip().strip("《》"))
        if (number or bare) and _SHORTEST <= len(title) <= _LONGEST and not ended(title):
            yield title
        if mark is not None:
            start, number = mark.end(), int(mark[1])


def heads(page: Sequence[Paragraph], at: int) -> tuple[int, str] | None:
    """Return how many lines from 附件1 on are the head of an attachment, and its title; or None."""
    text = page[at].text
    if not text.startswith("附") or len(text) > _LONGEST:
        return None
    if ALONE.fullmatch(text):
        lines = list(_title(page, at + 1))
    else:
        named = _NUMBERED.match(text)
        lines = [text[named.end() :]] if named and _may_be_title(text[named.end() :]) else []
    size = len(lines) + (ALONE.fullmatch(text) is not None)
    return (size, "".join(map(plain, lines))) if lines and holds_text(page, at + size) else None


def _title(page: Sequence[Paragraph], at: int) -> Iterator[str]:
    """Yield the lines of a title, down to the one that names its kind; the first alone where none does."""
    lines = []
    for paragraph in page[at : at + _LINES]:
        if paragraph.note or not _may_be_title(paragraph.text):
            break
        lines.append(paragraph.text)
        if kind_of(paragraph.text):
            return iter(lines)
    return iter(lines[:1])


def _may_be_title(text: str) -> bool:
    mark = opening(text)
    unmarked = mark is None or not mark.family
    return unmarked and 2 <= len(text) <= _LONGEST and not ended(text) and not text.endswith(("：", ":"))


def holds_text(page: Sequence[Paragraph], at: int) -> bool:
    """Return whether more than the names of further attachments stands from a place on."""
    if at >= len(page) or page[at].text.startswith("附"):
        return False
    return sum(len(p.text) for p in islice(page, at, at + 3 * _NEAR) if not p.note) >= _ENOUGH


def begins_anew(page: Sequence[Paragraph], at: int, start: int) -> bool:
    """Return whether a line is a title under which a series begins again.

    Args:
        page: the paragraphs.
        at: which one is asked for.
        start: where the text begins that is being read.
    """
    text = plain(page[at].text)
    if not 8 <= len(text) <= _LONGEST or not text.endswith(_MAY_END) or not _may_be_title(text):
        return False
    kind = kind_of(text)
    if not kind or (kind not in _TEXTS and "关于" not in text):
        return False
    below = (p for p in page[at + 1 : at + 1 + _NEAR] if not p.note)
    first = next((mark for p in below if (mark := _counted(p.text))), None)
    if first is None or first.number != 1:
        return False
    above = (_counted(p.text) for p in page[start:at] if not p.note)
    return any(mark.number > 1 for mark in above if mark and mark.family == first.family)


def _counted(text: str) -> Marker | None:
    """Return the mark that opens a paragraph, if it is of a series that runs through a whole text."""
    mark = opening(text) if text[0] in _OPENERS else None
    return mark if mark is not None and mark.family in _RESTARTS else None


def glued(text: str, names: Sequence[str]) -> tuple[int, int] | None:
    """Return where the title of a text stands that runs together with what is around it, or None.

    Before it stands nothing, a date, 附件1 or a stop; behind it nothing, or the first number of the text.
    """
    for name in names:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            free = _BEFORE.search(text[max(at - _NUMBERS, 0) : at]) and _BEHIND.match(text, end)
            if free and end - at < len(text) and not (end == len(text) and ONLY.fullmatch(text, 0, at)):
                marked = _MARK_BEFORE.search(text[max(at - _NUMBERS, 0) : at])
                return (at - len(marked.group()) if marked else at), end
            at = text.find(name, end)
    return None
