"""Paragraphs → sentences and enumerated clauses, after the definition of the codebook.

A sentence ends at 。！？ or ；(full or half width), with the quotes and brackets that close behind
it, or at the end of its paragraph.
"""

from __future__ import annotations

import re

from xzsc.structure.lines import ZERO_WIDTH
from xzsc.structure.markers import Clause, clause
from xzsc.structure.patterns import lazy

_CLOSE = re.escape("”’」』）)》〉】］]")
_STOP = lazy(rf"[。！？；!?;](?:(?<=[。！？；])|(?![A-Za-z0-9&=/]))[。！？；!?;{_CLOSE}]*")
_EDGE = frozenset(f" \t\u3000\u00a0\u2002\u2003{ZERO_WIDTH}")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of every sentence of a paragraph, white space trimmed."""
    found = []
    start = 0
    for stop in _STOP.finditer(text):
        end = stop.end()
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
    return found


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
