"""CSV and TSV: header always, one line a row, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
from typing import TextIO

from xzsc.model import Table
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
    if style.header:
        writer.writerow(columns)
    n_rows = 0
    for row in rows:
        spelled = map(as_text, row if style.raw else map(guarded, row))
        writer.writerow([text.replace("\t", " ") for text in spelled] if delimiter == "\t" else spelled)
        n_rows += 1
    return Written(n_rows)
