"""Headings that stand inside a printed paragraph because the line breaks are lost.

Where a stop stands before it (…如下：一、…。（一）…) a heading opens a paragraph again. Where none
does (一、重点工作（一）…) the sentence stays whole, as the codebook defines it, but its headings
are known (`Paragraph.inner`) and open their sections.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xzsc.structure.lines import Paragraph
from xzsc.structure.markers import HAN_DIGITS, numeral

_MARK = re.compile(
    rf"[（(](?P<han2>[{HAN_DIGITS}]{{1,3}})[)）](?![、（(])"
    rf"|(?P<han>(?<![{HAN_DIGITS}第、])[{HAN_DIGITS}]{{1,3}})、(?![{HAN_DIGITS}]{{1,2}}[、和是线类级等])"
    rf"|第(?P<nth>[{HAN_DIGITS}]{{1,5}})(?P<unit>[编章节条])(?!款|规定|、|和第|或|至第|的|之[一二三规]|项|所列|所规|第\d)"
    r"|(?<![\d.．（(第~－-])(?P<num>\d{1,2})[.．、](?=[^\d\s])"
)
_STOP = re.compile(r"[。！？；：:;][”’」』）)]*\s*\Z")
_NEVER_BEFORE = "第条款项和、按照"
_ADVERT = re.compile(r"更多信息(?:，)?请关注.{2,40}\Z")
_SENTENCE_END = re.compile(r"[。！？；][”’」』）)]*")
_FAR = 400
_NEAR = 40
"""A first item without a stop before it stands at most so far behind the heading that holds it."""


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    family: str
    number: int
    free: bool


def unfold(page: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Yield paragraphs, those that hold headings of their own taken apart at them."""
    last: dict[str, int] = {}
    page = list(page)
    set_apart = _set_apart(page)
    for paragraph in page:
        if paragraph.note:
            yield paragraph
        else:
            yield from _parts(paragraph, last, set_apart)


def _set_apart(page: Sequence[Paragraph]) -> frozenset[str]:
    """Return the named divisions that stand on lines of their own: inside a line they are mentions."""
    counted = Counter(mark["unit"] for p in page if (mark := _MARK.match(p.text)) and mark["unit"])
    return frozenset(unit for unit, n in counted.items() if n > 2)


def _parts(paragraph: Paragraph, last: dict[str, int], set_apart: frozenset[str]) -> Iterator[Paragraph]:
    advert = _ADVERT.search(paragraph.text[-60:])
    stop = len(paragraph.text) - (len(advert.group()) if advert else 0)
    found = [m for m in _marks(paragraph.text, stop) if not m.at or m.family not in set_apart]
    marks = _accepted(paragraph.text, found, last)
    cuts = sorted({0, stop, *(_cut(paragraph.text, m) for m in marks)})
    places = [m.at for m in marks]
    if len(cuts) == 2 and not advert:
        inner = tuple(m.at for m in marks if m.at)
        yield replace(paragraph, inner=inner) if inner else paragraph
        return
    for start, end in pairwise(cuts):
        part = paragraph.cut(start, end)
        if part.text:
            skipped = paragraph.text.index(part.text[0], start) if part.text else start
            inner = tuple(
                at - skipped for at in places[bisect_right(places, skipped) : bisect_left(places, end)]
            )
            yield replace(part, inner=inner) if inner else part
    if advert:
        yield paragraph.cut(stop, len(paragraph.text), note="网页")


def _cut(text: str, mark: _Mark) -> int:
    """Return where the paragraph of a heading begins: at its mark, or at the sentence it runs into."""
    if mark.free or mark.family in "编章节条":
        return mark.at
    before = [found.end() for found in _SENTENCE_END.finditer(text, max(mark.at - _FAR, 0), mark.at)]
    return before[-1] if before else max(mark.at - _FAR, 0) and mark.at


def _marks(text: str, stop: int) -> list[_Mark]:
    found = []
    for mark in _MARK.finditer(text, 0, stop):
        at = mark.start()
        if at and text[at - 1] in _NEVER_BEFORE:
            continue
        free = at == 0 or _STOP.search(text[max(at - 4, 0) : at]) is not None
        found.append(_Mark(at, *_series(mark), free))
    return found


def _series(mark: re.Match[str]) -> tuple[str, int]:
    if mark["unit"]:
        return mark["unit"], numeral(mark["nth"])
    name = next(name for name in ("han2", "han", "num") if mark[name])
    return name, numeral(mark[name])


def _accepted(text: str, marks: list[_Mark], last: dict[str, int]) -> list[_Mark]:
    """Return the marks that count on; `last` remembers how far every series has come."""
    chosen: list[_Mark] = []
    for place, mark in enumerate(marks):
        step = mark.number - last.get(mark.family, 0)
        first, follows = mark.number == 1, step == 1 or (step == 2 and mark.free and mark.family == "条")
        if mark.at == 0 or (mark.free and (first or follows)):
            counts = True
        elif mark.family == "num" or not (first or follows):
            counts = False
        elif first:
            counts = _opens_series(text, chosen, marks, place)
        else:
            counts = True
        if counts:
            last[mark.family] = mark.number
            chosen.append(mark)
    return chosen


def _opens_series(text: str, chosen: list[_Mark], marks: list[_Mark], place: int) -> bool:
    """Return whether a mark for one that no stop sets apart begins a series all the same."""
    mark = marks[place]
    if (
        chosen
        and mark.at - chosen[-1].at <= _NEAR
        and not re.search("[。！？；，]", text[chosen[-1].at : mark.at])
    ):
        return True
    return any(m.family == mark.family and m.number == 2 and m.free for m in marks[place + 1 : place + 60])
