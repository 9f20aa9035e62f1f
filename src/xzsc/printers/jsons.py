"""JSON: an array of objects, or an object a line."""

from __future__ import annotations

import json
from typing import TextIO

from xzsc.model import Table
from xzsc.printers.cells import picked
from xzsc.printers.style import Style, Written


def write_json(table: Table, stream: TextIO, style: Style) -> Written:
    """Write one array, a row a line."""
    columns, rows = picked(table, style.columns)
    n_rows = 0
    for row in rows:
        stream.write(",\n" if n_rows else "[\n")
        stream.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False))
        n_rows += 1
    stream.write("\n]\n" if n_rows else "[]\n")
    return Written(n_rows)


def write_jsonl(table: Table, stream: TextIO, style: Style) -> Written:
    """Write one object a line."""
    columns, rows = picked(table, style.columns)
    n_rows = 0
    for row in rows:
        stream.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
        n_rows += 1
    return Written(n_rows)
