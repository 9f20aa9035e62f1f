"""Paragraphs → sentences and enumerated clauses, after the definition of the codebook.

A sentence ends at 。！？ or ；(full or half width), with the quotes and brackets that close behind
it, or at the end of its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xzsc.structure.lines import ZERO_WIDTH
from xzsc.structure.markers import Clause, clause

_CLOSE = re.escape("”’」』）)》〉】］]")
_STOP = re.compile(rf"(?:[。！？；]|[!?;](?![A-Za-z0-9&=/]))[。！？；!?;{_CLOSE}]*")
_EDGE = " \t\u3000\u00a0\u2002\u2003"
_BEFORE_CLAUSE = re.compile(rf"[。！？；：，,:;—{_CLOSE}\s]\Z")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every sentence of a paragraph, white space trimmed."""
    at = 0
    for stop in _STOP.finditer(text):
        yield from _trimmed(text, at, stop.end())
        at = stop.end()
    yield from _trimmed(text, at, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start] in _EDGE or text[start] in ZERO_WIDTH):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1] in ZERO_WIDTH):
        end -= 1
    if start < end:
        yield start, end


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
