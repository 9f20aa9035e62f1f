"""Paragraphs → sentences and enumerated clauses, after the definition of the codebook.

A sentence ends at 。！？ or ；(full or half width), with the quotes and brackets that close behind
it, or at the end of its paragraph; and a list of bodies in charge, （责任单位：…；配合单位：…）, ends
behind its bracket and nowhere before.
"""

from __future__ import annotations

import re
from itertools import pairwise

from xzsc.structure.charges import CHARGE
from xzsc.structure.lines import CLOSERS, ZERO_WIDTH
from xzsc.structure.markers import ORDINALS, Clause, clause
from xzsc.structure.patterns import lazy

_CLOSE = re.escape(CLOSERS)
_STOP = lazy(rf"[。！？；!?;](?:(?<=[。！？；])|(?![A-Za-z0-9&=/]))[。！？；!?;{_CLOSE}]*")
_EDGE = frozenset(f" \t\u3000\u00a0\u2002\u2003{ZERO_WIDTH}")
_IN_CHARGE = ("责任", "牵头", "负责", "配合")
_GOES_ON = lazy(
    rf"[\s。！？；，、：,;:{_CLOSE}]|[（(]?[{ORDINALS}]{{1,3}}[）)、]|第[{ORDINALS}]{{1,4}}[章节条]"
)
"""Behind such a list: a stop, or a heading, which the codebook leaves in one with what stands before it."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of every sentence of a paragraph, white space trimmed."""
    found = []
    start = 0
    charged = any(word in text for word in _IN_CHARGE)
    inside = _lists(text) if charged and any(sign in text for sign in "；;") else ()
    for stop in _STOP.finditer(text):
        end = stop.end()
        if any(opens < stop.start() and end < closes for opens, closes in inside):
            continue
        if text[start] in _EDGE:
            start = _skipped(text, start, end)
        found.append((start, end))
        start = end
    end = len(text)
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    start = _skipped(text, start, end)
    if start < end:
        found.append((start, end))
    if charged and (places := _behind_lists(text, found)):
        return _divided(found, places)
    return found


def _lists(text: str) -> list[tuple[int, int]]:
    """Return where lists of bodies in charge stand: a ； in one of them ends no sentence."""
    return [found.span() for found in CHARGE.finditer(text)]


def _behind_lists(text: str, bounds: list[tuple[int, int]]) -> list[int]:
    """Return where text goes on right behind a list of bodies in charge that opens a sentence."""
    ends = [(found.end(), end) for start, end in bounds if (found := CHARGE.match(text, start, end))]
    return [at for at, end in ends if at < end and not _GOES_ON.match(text, at)]


def _divided(bounds: list[tuple[int, int]], places: list[int]) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    for start, end in bounds:
        cuts = [start, *(at for at in places if start < at < end), end]
        parts += pairwise(cuts)
    return parts


def _skipped(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _EDGE:
        start += 1
    return start


class Runs:
    """Keeps count of the enumerations of a document: runs start at one and are consecutive.

    A clause counts only as the first of a run or as the successor of the last one of its family,
    so that 统一是, 之一是 and a stray 二是 are no markers.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def marker(self, text: str) -> str:
        """Return the enumeration mark that opens a sentence, or ""."""
        found = clause(text)
        return found.text if found is not None and self._counts(found) else ""

    def _counts(self, found: Clause) -> bool:
        expected = self._last.get(found.family, 0) + 1
        if found.number == 0:
            found_last = self._last.pop(found.family, 0)
            return found_last > 0
        if found.number not in (1, expected):
            return False
        self._last[found.family] = found.number
        return True
