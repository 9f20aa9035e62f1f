"""A Markdown table with pipes."""

from __future__ import annotations

from typing import TextIO

from xzsc.model import Cell, Table
from xzsc.printers.cells import as_text, picked
from xzsc.printers.style import Style, Written


def write_markdown(table: Table, stream: TextIO, style: Style) -> Written:
    """Write a row a line, pipes inside cells escaped, and the note below."""
    columns, rows = picked(table, style.columns)
    stream.write(_line(columns) + _line(("---",) * len(columns)))
    n_rows = 0
    for row in rows:
        stream.write(_line(row))
        n_rows += 1
    if table.note:
        stream.write(f"\n{table.note}\n")
    return Written(n_rows)


def _line(cells: tuple[Cell, ...]) -> str:
    return "| " + " | ".join(as_text(cell).replace("|", "\\|") for cell in cells) + " |\n"
