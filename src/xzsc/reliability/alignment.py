"""The same units in the sheets of several coders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xzsc.coding import HEADING, ROLE, CodedUnit, Coding
from xzsc.model import squeeze

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class AlignedUnit:
    """One unit with what each coder wrote down, ``None`` for a coder whose sheet lacks it."""

    document: str
    code: str
    text: str
    codings: tuple[CodedUnit | None, ...]

    def values(self, dimension: str) -> tuple[str | None, ...]:
        """Return one value per coder; ``None`` where there is none."""
        return tuple((unit.value(dimension) or None) if unit else None for unit in self.codings)

    def left_open(self, dimension: str) -> bool:
        """Whether only some of those who coded the unit, and agree on its role, gave it a value."""
        rows = [unit for unit in self.codings if unit and not unit.unset]
        given = [bool(unit.value(dimension)) for unit in rows]
        roles = {unit.value(ROLE) for unit in rows} - {""}
        return any(given) and not all(given) and len(roles) < 2


def align(codings: Sequence[Coding]) -> list[AlignedUnit]:
    """Bring units together by document and text, or by document and code where a text is missing.

    Text goes first because spreadsheets make dates of codes, and codes move when the reading of
    a document is improved. A text that stands in a document several times is matched in the order
    of the sheets. Articles of one file (``page#2``) meet a sheet that names the file only (``page``).
    The units come in the order of the first sheet, then those that only later
    sheets have.
    """
    texts = all(unit.text for coding in codings for unit in coding.units)
    merged = _merged(codings)
    sheets = [_by_key(coding, merged, texts=texts) for coding in codings]
    keys = dict.fromkeys(key for sheet in sheets for key in sheet)
    return [_aligned(tuple(sheet.get(key) for sheet in sheets)) for key in keys]


def lacking(codings: Sequence[Coding]) -> list[list[AlignedUnit]] | None:
    """Return the units of the others that each sheet lacks, or None where no two sheets share one."""
    units = align(codings)
    if not any(sum(unit is not None for unit in each.codings) > 1 for each in units):
        return None
    return [[each for each in units if each.codings[at] is None] for at in range(len(codings))]


def without_headings(codings: Sequence[Coding]) -> list[Coding]:
    """Return the codings without the units that two coders or more, and all who coded them, call 标题.

    Headings are no coding units: on them everybody agrees, which says nothing about the codebook.
    """
    left_out = {
        id(unit)
        for aligned in align(codings)
        for unit in aligned.codings
        if unit and _is_heading([each for each in aligned.codings if each])
    }
    return [
        replace(coding, units=tuple(unit for unit in coding.units if id(unit) not in left_out))
        for coding in codings
    ]


def _is_heading(units: Sequence[CodedUnit]) -> bool:
    return len(units) > 1 and all(unit.value(ROLE) == HEADING for unit in units)


def dimensions(codings: Sequence[Coding]) -> list[str]:
    """Return the dimensions that every coder coded, in the order of the first sheet."""
    if not codings:
        return []
    return [name for name in codings[0].dimensions if all(name in c.dimensions for c in codings)]


def _merged(codings: Sequence[Coding]) -> set[str]:
    """Return the files that the sheets split into different documents."""
    names = [{unit.document for unit in coding.units} for coding in codings]
    split = [_by_file(each) for each in names]
    return {
        name
        for each in split
        for name in each
        if any(each[name] != other.get(name, each[name]) for other in split)
    }


def _by_file(documents: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for document in documents:
        found.setdefault(_file(document), set()).add(document)
    return found


def _file(document: str) -> str:
    return document.split("#")[0]


def _by_key(coding: Coding, merged: set[str], *, texts: bool) -> dict[Key, CodedUnit]:
    seen: Counter[tuple[str, str]] = Counter()
    units = {}
    for unit in coding.units:
        file = _file(unit.document)
        document = file if file in merged else unit.document
        name = document, squeeze(unit.text) if texts else unit.code
        units[*name, seen[name]] = unit
        seen[name] += 1
    return units


def _aligned(codings: tuple[CodedUnit | None, ...]) -> AlignedUnit:
    unit = next(unit for unit in codings if unit)
    return AlignedUnit(unit.document, unit.code, unit.text, codings)
