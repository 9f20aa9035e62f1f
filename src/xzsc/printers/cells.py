"""What a cell looks like: one line, floats of six digits, nothing a spreadsheet would run."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from xzsc.model import Cell, Table

_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA_OPENS = frozenset(_FORMULA_STARTS)


def normal(cell: Cell) -> Cell:
    """Return the cell as every format holds it."""
    if isinstance(cell, str):
        # Line breaks and lone surrogates are not printable, so most cells pass at the first look.
        return cell if cell.isprintable() else one_line(cell)
    if isinstance(cell, float):
        return _six_digits(cell)
    return cell


def one_line(text: str) -> str:
    """Replace line breaks by a space, and what UTF-8 cannot carry by its escape."""
    return _BREAKS.sub(" ", text).encode("utf-8", "backslashreplace").decode("utf-8")


def _six_digits(number: float) -> Cell:
    if math.isnan(number):
        return None
    return float(f"{number:.6g}") if math.isfinite(number) else str(number)


def as_text(cell: Cell) -> str:
    """Return a normal cell in the spelling of CSV: empty for none, ``%.6g`` for floats."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def guarded(cell: Cell) -> Cell:
    """Put an apostrophe before text that a spreadsheet would run as a formula; numbers stay.

    One character runs nothing: the source ``-`` stays as it is.
    """
    if isinstance(cell, str) and len(cell) > 1 and cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    return cell


def spelled(row: Sequence[Cell], *, raw: bool) -> list[str | int]:
    """Return the cells of a row as CSV spells them, guarded unless `raw`; the writer spells whole numbers.

    Nearly all cells are what they should be, which is seen without a call for each.
    """
    opens = () if raw else _FORMULA_OPENS
    return [
        cell
        if type(cell) is int or (type(cell) is str and cell.isprintable() and cell[:1] not in opens)
        else as_text(cell)
        if cell is None or (type(cell) is float and math.isfinite(cell))
        else as_text(normal(cell) if raw else guarded(normal(cell)))
        for cell in row
    ]


def chosen(table: Table, columns: Sequence[str]) -> tuple[tuple[str, ...], Iterable[tuple[Cell, ...]]]:
    """Return names and rows of the chosen columns, or of the usual ones if none is chosen, as they come."""
    columns = tuple(columns) or table.usual
    if columns == table.columns:
        return columns, table.rows
    places = [table.columns.index(name) for name in columns]
    return columns, (tuple([row[at] for at in places]) for row in table.rows)


def picked(table: Table, columns: Sequence[str]) -> tuple[tuple[str, ...], Iterator[tuple[Cell, ...]]]:
    """Return names and lazy normal rows of the chosen columns, or of the usual ones if none is chosen."""
    names, rows = chosen(table, columns)
    return names, (tuple(map(normal, row)) for row in rows)


def width(text: str) -> int:
    """Return about how many columns the text takes, a Han character counting two."""
    # UTF-8 gives three bytes to a Han character and one to a Latin letter: the mean of bytes and
    # characters is the width, 20 times faster than asking for each character's East Asian width.
    return (len(text) + len(text.encode("utf-8"))) // 2
