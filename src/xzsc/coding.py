"""What coders wrote down: the values that agreement and evaluation compare."""

from __future__ import annotations

from dataclasses import dataclass

ROLE = "role"
MEASURE, HEADING = "措施", "标题"
"""The name of the dimension that says what a unit is, and two of its values."""


@dataclass(frozen=True, slots=True)
class CodedUnit:
    """One coding unit with the value that a coder gave it on each dimension.

    Args:
        document: id of the document.
        code: 编号 of the unit (``1-2-3``), or "".
        text: the text that was coded.
        values: (dimension, value) pairs; a value of "" means that the coder left it open.
        note: what the coder remarked.
        title: of the document, where the sheet tells it.
        section: the headings over the unit, joined by `` › ``.
        actors: who is in charge, where the table tells it.
        year: of the document, by the table or by the name of document or file.
    """

    document: str
    code: str
    text: str
    values: tuple[tuple[str, str], ...] = ()
    note: str = ""
    title: str = ""
    section: str = ""
    actors: tuple[str, ...] = ()
    year: str = ""

    @property
    def coded(self) -> bool:
        """Whether the coder gave it any value: a row left empty is not yet coded."""
        return any(value for _, value in self.values)

    @property
    def unset(self) -> bool:
        """Whether it is not coded yet: each unit has a role, so a row without that and all else is so."""
        return not self.coded and any(name == ROLE for name, _ in self.values)

    def value(self, dimension: str) -> str:
        """Return the value on a dimension, or "" where the coder gave none."""
        return next((value for name, value in self.values if name == dimension), "")


@dataclass(frozen=True, slots=True)
class Coding:
    """Everything that one coder coded, in the order of the sheet.

    Args:
        coder: who coded; the stem of the file as a rule.
        dimensions: the names of what was coded, in the order of the sheet.
        units: the coded units.
    """

    coder: str
    dimensions: tuple[str, ...]
    units: tuple[CodedUnit, ...]
