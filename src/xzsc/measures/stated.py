"""The figures of a whole document, in their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import is_

from xzsc.measures.characters import simplified
from xzsc.measures.deadlines import deadlines
from xzsc.measures.figures import binding_of, figures
from xzsc.measures.places import Places
from xzsc.model import Document, Figure, Unit

_OPENS = 8
"""A time that starts within the first characters of a sentence opens it."""

_AHEAD = re.compile("目标|任务|安排|(?:重点|主要)工作|工作(?:要点|打算|计划)|实事")
_BEHIND = re.compile("回顾|总结|成就|成绩|成效|完成|进展|解读|问答")
"""Headings tell of what is to be done (the year's 重点工作), or of what was done."""

_ELSEWHEN = re.compile(
    r"^(?:去年|上年|过去|近[年几]|目前)|(?:今后|未来)[几一两二三四五六七八九十\d]+年|[两二三四五六七八九十\d]年(?:左右)?(?:内|时间)"
)
"""A sentence that speaks of a time of its own has none from above."""


@dataclass(frozen=True, slots=True)
class _Opening:
    """The time that the last sentence opened with, and where that sentence stands."""

    due: str
    unit: Unit

    def holds_for(self, unit: Unit) -> bool:
        """Whether a later sentence is meant too: in its paragraph or below it, on aims or after a ：."""
        path = self.unit.path
        below = len(unit.path) > len(path) and all(map(is_, path, unit.path))
        told = "目标" in unit.section or self.unit.text.endswith("：")
        return told and (below or unit.paragraph == self.unit.paragraph)


def stated_figures(document: Document) -> Iterator[tuple[Unit, Figure]]:
    """Yield every figure that the sentences of a document state, spans in the source.

    What a sentence does not say itself it has from above: the deadline of its headings or of the sentence
    that opens the paragraph or list (到2027年，…), and 约束性 or 预期性 from its headings.
    """
    year, opening = document.year, None
    for own, unit in zip(document.sentences, simplified(document).sentences, strict=True):
        times = deadlines(unit.text, year=year)
        if times:
            first = times[0]
            opening = _Opening(first.due, unit) if first.stated and first.start < _OPENS else None
        found = figures(unit.text, year=year, due=_due(unit, opening, document), binding=_binding(unit))
        if found:
            places = Places(unit, document.source)
            for figure in found:
                yield own, replace(figure, spans=places.spans(*figure.spans[0]))


def _due(unit: Unit, opening: _Opening | None, document: Document) -> str:
    """The deadline of the nearest heading that names a time; an opening sentence stands below its own.

    The title is the heading above all others.
    """
    if _ELSEWHEN.search(unit.text):
        return ""
    if opening and not opening.holds_for(unit):
        opening = None
    above = unit.path[len(opening.unit.path) :] if opening else unit.path
    for section in reversed(above):
        named = _named(section.heading, document.year)
        if named is not None:
            return named
    return opening.due if opening else _named(document.title, document.year) or ""


@lru_cache(maxsize=256)
def _named(heading: str, year: str) -> str | None:
    """The deadline that a heading states, "" where it names a time and no deadline, None without a time."""
    times = deadlines(heading, year=year, aims=bool(_AHEAD.search(heading) and not _BEHIND.search(heading)))
    if not times:
        return None
    return times[-1].due if times[-1].stated else ""


def _binding(unit: Unit) -> str:
    """约束性 or 预期性, where the nearest heading that says either says so."""
    return next((kind for section in reversed(unit.path) if (kind := _kind(section.heading))), "")


_kind = lru_cache(maxsize=256)(binding_of)
