"""CSV and TSV: header always, one line a row, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from xzsc.model import Cell, Table
from xzsc.printers.cells import as_text, guarded, picked
from xzsc.printers.style import Style, Written


def write_csv(table: Table, stream: TextIO, style: Style) -> Written:
    """Write comma-separated values."""
    return _write(table, stream, style, delimiter=",")


def write_tsv(table: Table, stream: TextIO, style: Style) -> Written:
    """Write tab-separated values; a tab inside a cell becomes a space."""
    return _write(table, stream, style, delimiter="\t")


def _write(table: Table, stream: TextIO, style: Style, *, delimiter: str) -> Written:
    columns, rows = picked(table, style.columns)
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    n_rows = 0
    for row in rows:
        writer.writerow(_spelled(row, style, delimiter))
        n_rows += 1
    return Written(n_rows)


def _spelled(row: tuple[Cell, ...], style: Style, delimiter: str) -> Iterator[str]:
    for cell in row:
        text = as_text(cell if style.raw else guarded(cell))
        yield text.replace("\t", " ") if delimiter == "\t" else text
