"""How to print, and what was printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """How a table is to look.

    Args:
        columns: the chosen columns in their order; empty for the usual ones (on a terminal: the brief ones).
        raw: leave cells that a spreadsheet would run as a formula as they are.
        color: allow colours on a terminal.
        header: start CSV and TSV with the names of the columns.
    """

    columns: tuple[str, ...] = ()
    raw: bool = False
    color: bool = True
    header: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """What a printer did: the number of rows, and what a reader of the output should know."""

    n_rows: int
    notes: tuple[str, ...] = ()
