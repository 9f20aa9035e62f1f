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
from itertools import pairwise
from typing import NamedTuple

from xzsc.numerals import numeral
from xzsc.structure.charges import DOES
from xzsc.structure.lines import Paragraph
from xzsc.structure.markers import ORDINALS
from xzsc.structure.patterns import lazy

_MARK = lazy(
    rf"[（(第0-9０-９{ORDINALS}](?:"
    rf"(?<=[（(])(?P<han2>[{ORDINALS}]{{1,3}})[)）](?![、（(])"
    rf"|(?<=[{ORDINALS}])(?<![{ORDINALS}第、].)[{ORDINALS}]{{0,2}}、(?![{ORDINALS}]{{1,2}}[、和是线类级等])(?P<han>)"
    rf"|(?<=第)(?P<nth>[{ORDINALS}]{{1,5}})(?P<unit>[编章节条])(?!款|规定|、|和第|或|至第|的|之[一二三规]|项(?!目)|所列|所规|第\d)"
    r"|(?<=\d)(?<![\d.．（(第~－-].)\d?[.．、](?=[^\d\s])(?P<num>))"
)
"""All marks begin with one character of a set, which a search finds fast."""
_ENDS = frozenset("。！？；：:;”’」』）)〕")
_STOP = lazy(r"[。！？；：:;][”’」』）)〕]*\s*\Z")
_CHARGED = lazy(rf"(?:(?:单位|部门)[：:]|{DOES})[^（()）〔〕]{{0,200}}[）)〕]\s*\Z")
"""A list of bodies in charge closes an item: behind it the next one may begin without a stop."""
_NEVER_BEFORE = "第条款项和、按照"
_WORDS_IN_ONE = "统唯同单之专合如划"
"""With 一 these make a word, that a mark in 统一、规范 would tear."""
_ADVERT = lazy(r"更多信息(?:，)?请关注.{2,40}\Z")
_SENTENCE_END = lazy(r"[。！？；][”’」』）)〕]*")
_BREAK = lazy("[。！？；，]")
_DIVISIONS = frozenset("编章节条")
_FAR = 400
_NEAR = 40
"""A first item without a stop before it stands at most so far behind the heading that holds it."""


class _Mark(NamedTuple):
    at: int
    family: str
    number: int


def unfold(page: Sequence[Paragraph]) -> list[Paragraph]:
    """Return paragraphs, those that hold headings of their own taken apart at them."""
    last: dict[str, int] = {}
    set_apart = _set_apart(page)
    unfolded: list[Paragraph] = []
    for paragraph in page:
        if paragraph.note:
            unfolded.append(paragraph)
        else:
            unfolded.extend(_parts(paragraph, last, set_apart))
    return unfolded


def _set_apart(page: Sequence[Paragraph]) -> frozenset[str]:
    """Return the named divisions that stand on lines of their own: inside a line they are mentions."""
    counted = Counter(
        mark["unit"]
        for p in page
        if p.text.startswith("第") and (mark := _MARK.match(p.text)) and mark["unit"]
    )
    return frozenset(unit for unit, n in counted.items() if n > 2)


def _parts(paragraph: Paragraph, last: dict[str, int], set_apart: frozenset[str]) -> Iterable[Paragraph]:
    text = paragraph.text
    advert = _ADVERT.search(text[-60:]) if "请关注" in text[-60:] else None
    stop = len(text) - (len(advert.group()) if advert else 0)
    found = [m for m in _marks(text, stop) if not m.at or m.family not in set_apart]
    inside = [m for m in _accepted(text, found, last) if m.at]
    if not inside and not advert:
        return (paragraph,)
    places = [m.at for m in inside]
    cuts = sorted({0, stop, *(_cut(text, m) for m in inside)})
    if advert:
        return (*_pieces(paragraph, cuts, places), paragraph.cut(stop, len(text), note="网页"))
    return _pieces(paragraph, cuts, places) if len(cuts) > 2 else (paragraph._replace(inner=tuple(places)),)


def _pieces(paragraph: Paragraph, cuts: Sequence[int], places: Sequence[int]) -> Iterator[Paragraph]:
    """Yield a paragraph cut to pieces, each with the places in it where headings begin."""
    for start, end in pairwise(cuts):
        held = places[bisect_right(places, start) : bisect_left(places, end)]
        piece = paragraph.cut(start, end, inner=held)
        if piece.text:
            yield piece


def _cut(text: str, mark: _Mark) -> int:
    """Return where the paragraph of a heading begins: at its mark, or at the sentence it runs into."""
    if mark.family in _DIVISIONS or _is_free(text, mark):
        return mark.at
    before = [found.end() for found in _SENTENCE_END.finditer(text, max(mark.at - _FAR, 0), mark.at)]
    return before[-1] if before else max(mark.at - _FAR, 0) and mark.at


def _marks(text: str, stop: int) -> list[_Mark]:
    found = []
    for mark in _MARK.finditer(text, 0, stop):
        at = mark.start()
        if not at or not (
            text[at - 1] in _NEVER_BEFORE or (mark.group() == "一、" and text[at - 1] in _WORDS_IN_ONE)
        ):
            found.append(_Mark(at, *_series(mark)))
    return found


def _series(mark: re.Match[str]) -> tuple[str, int]:
    kind = mark.lastgroup
    if kind == "unit":
        return mark["unit"], numeral(mark["nth"])
    return (kind, numeral(mark["han2"])) if kind == "han2" else (kind or "", numeral(mark.group()[:-1]))


def _is_free(text: str, mark: _Mark) -> bool:
    """Return whether a stop sets a mark apart from what stands before it."""
    before = text[max(mark.at - 4, 0) : mark.at]
    if not before:
        return True
    if before[-1] not in _ENDS and not before[-1].isspace():
        return False
    closed = mark.family == "num" and before[-1] in "）)〕"
    return _STOP.search(before) is not None or (
        closed and _CHARGED.search(text, max(mark.at - _FAR, 0), mark.at) is not None
    )


def _accepted(text: str, marks: list[_Mark], last: dict[str, int]) -> list[_Mark]:
    """Return the marks that count on; `last` remembers how far every series has come."""
    chosen: list[_Mark] = []
    for place, mark in enumerate(marks):
        if mark.at == 0 or _counts(text, chosen, marks, place, mark.number - last.get(mark.family, 0)):
            last[mark.family] = mark.number
            chosen.append(mark)
    return chosen


def _counts(text: str, chosen: list[_Mark], marks: list[_Mark], place: int, step: int) -> bool:
    """Return whether a mark inside a paragraph is one, `step` places behind the last of its series."""
    mark = marks[place]
    first = mark.number == 1
    if not first and step != 1:
        return step == 2 and mark.family == "条" and _is_free(text, mark)
    if _is_free(text, mark):
        return True
    if mark.family == "num":
        return False
    return not first or _opens_series(text, chosen, marks, place)


def _opens_series(text: str, chosen: list[_Mark], marks: list[_Mark], place: int) -> bool:
    """Return whether a mark for one that no stop sets apart begins a series all the same."""
    mark = marks[place]
    if chosen and mark.at - chosen[-1].at <= _NEAR and not _BREAK.search(text, chosen[-1].at, mark.at):
        return True
    return any(
        m.family == mark.family and m.number == 2 and _is_free(text, m) for m in marks[place + 1 : place + 60]
    )
