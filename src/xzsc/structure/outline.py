"""Headings → a tree: depth from order of first appearance, never from the glyph."""

from __future__ import annotations

from xzsc.model import Section, Spans
from xzsc.structure.markers import RANKS

LEAD = "lead"
"""Family of run-in headings without a mark: they head their own paragraph only."""


class Outline:
    """Reads headings in order and knows at every place the path of sections it stands in.

    Attributes:
        sections: all sections so far.
        path: those that are open, outermost first.
    """

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.path: tuple[Section, ...] = ()
        self._families: list[str] = []
        self._numbers: list[int] = []

    def enter(self, family: str, marker: str, heading: str, spans: Spans, *, lead: bool = False) -> None:
        """Open a section below the deepest open one that can hold it."""
        self._close_for(family)
        level = len(self._families) + 1
        del self._numbers[level:]
        if len(self._numbers) < level:
            self._numbers.append(0)
        self._numbers[level - 1] += 1
        section = Section(level, marker, heading, spans, lead, self._numbers[level - 1])
        self._families.append(family)
        self.sections.append(section)
        self.path = (*self.path, section)

    def leave_lead(self) -> None:
        """Close a run-in heading without a mark: its paragraph is over."""
        if self._families and self._families[-1] == LEAD:
            self._keep(len(self._families) - 1)

    def _keep(self, levels: int) -> None:
        del self._families[levels:]
        self.path = self.path[:levels]

    def _close_for(self, family: str) -> None:
        self.leave_lead()
        if family in self._families:
            self._keep(self._families.index(family))
        elif rank := _rank(family):
            outer = [at for at, known in enumerate(self._families) if 0 < _rank(known) < rank]
            self._keep(outer[-1] + 1 if outer else 0)


def _rank(family: str) -> int:
    """Return the place of a named division (编 < 章 < 条), 0 for all others."""
    return RANKS.get(family, 0)
