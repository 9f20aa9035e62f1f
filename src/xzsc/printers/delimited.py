"""CSV and TSV: header always, one line a row, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
from typing import TextIO

from xzsc.model import Table
from xzsc.printers.cells import chosen, spelled
from xzsc.printers.style import Style, Written


def write_csv(table: Table, stream: TextIO, style: Style) -> Written:
    """Write comma-separated values."""
    return _write(table, stream, style, delimiter=",")


def write_tsv(table: Table, stream: TextIO, style: Style) -> Written:
    """Write tab-separated values; a tab inside a cell becomes a space."""
    return _write(table, stream, style, delimiter="\t")


def _write(table: Table, stream: TextIO, style: Style, *, delimiter: str) -> Written:
    columns, rows = chosen(table, style.columns)
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    if style.header:
        writer.writerow(columns)
    n_rows = 0
    for row in rows:
        cells = spelled(row, raw=style.raw)
        writer.writerow([str(cell).replace("\t", " ") for cell in cells] if delimiter == "\t" else cells)
        n_rows += 1
    return Written(n_rows)
