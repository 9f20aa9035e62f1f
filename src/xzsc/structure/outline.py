"""Headings → a tree: depth from order of first appearance, never from the glyph."""

from __future__ import annotations

from dataclasses import dataclass, field

from xzsc.model import Section, Spans
from xzsc.structure.markers import RANKS

LEAD = "lead"
"""Family of run-in headings without a mark: they head their own paragraph only."""


@dataclass(slots=True)
class Outline:
    """Reads headings in order and knows at every place the path of sections it stands in."""

    sections: list[Section] = field(default_factory=list)
    path: tuple[Section, ...] = ()
    """The sections that are open, outermost first."""
    _open: list[tuple[str, Section]] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)

    def enter(self, family: str, marker: str, heading: str, spans: Spans, *, lead: bool = False) -> Section:
        """Open a section below the deepest open one that can hold it."""
        self._close_for(family)
        level = len(self._open) + 1
        del self._numbers[level:]
        if len(self._numbers) < level:
            self._numbers.append(0)
        self._numbers[level - 1] += 1
        section = Section(level, marker, heading, spans, lead, self._numbers[level - 1])
        self._open.append((family, section))
        self.sections.append(section)
        self._follow()
        return section

    def leave_lead(self) -> None:
        """Close a run-in heading without a mark: its paragraph is over."""
        if self._open and self._open[-1][0] == LEAD:
            self._open.pop()
            self._follow()

    def _follow(self) -> None:
        self.path = tuple(section for _, section in self._open)

    def _close_for(self, family: str) -> None:
        self.leave_lead()
        families = [known for known, _ in self._open]
        if family in families:
            del self._open[families.index(family) :]
        elif rank := _rank(family):
            keep = [at for at, known in enumerate(families) if 0 < _rank(known) < rank]
            del self._open[keep[-1] + 1 if keep else 0 :]


def _rank(family: str) -> int:
    """Return the place of a named division (编 < 章 < 条) or Markdown depth; 0 for all others."""
    return RANKS.get(family, 0)
