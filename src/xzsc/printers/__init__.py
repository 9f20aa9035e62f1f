"""Tables → terminal, csv, tsv, json, jsonl, md, xlsx, parquet; the only importer of rich."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from xzsc.errors import UsageError, nearest
from xzsc.model import Cell, Table
from xzsc.printers.progress import meter
from xzsc.printers.sink import binary as open_binary
from xzsc.printers.sink import check as check_output
from xzsc.printers.style import Style, Written

__all__ = [
    "BINARY",
    "ENDINGS",
    "FORMATS",
    "LINES",
    "WITH_BOM",
    "Spelling",
    "Style",
    "Written",
    "check_columns",
    "check_output",
    "chosen",
    "format_of",
    "meter",
    "open_binary",
    "write",
]

_PRINTERS = {
    "table": "terminal:write_table",
    "csv": "delimited:write_csv",
    "tsv": "delimited:write_tsv",
    "json": "jsons:write_json",
    "jsonl": "jsons:write_jsonl",
    "md": "markdown:write_markdown",
    "xlsx": "workbook:write_xlsx",
    "parquet": "columnar:write_parquet",
}
FORMATS = tuple(_PRINTERS)
BINARY = ("xlsx", "parquet")
WITH_BOM = ("csv", "tsv")
LINES = ("csv", "tsv", "jsonl")
"""Formats in which a row looks the same wherever it stands, so that rows may be spelled elsewhere."""
ENDINGS = {f".{name}": name for name in FORMATS if name != "table"} | {".ndjson": "jsonl", ".markdown": "md"}

OTHER_OPTIONS = {
    "--graph of network": (".gexf", ".graphml", ".net"),
    "--chart of keywords": (".png", ".svg", ".pdf"),
}
"""What is no table is written by an option of its own."""


def format_of(output: str) -> str:
    """Return the format that the ending of an output file names.

    Raises:
        UsageError: no format has this ending.
    """
    ending = Path(output).suffix.lower()
    if ending not in ENDINGS:
        if Path(output).is_dir():
            check_output(output)
        wrong = f"no format has the ending “{ending}”" if ending else "the name has no ending"
        other = [f", or {option}" for option, endings in OTHER_OPTIONS.items() if ending in endings]
        cure = f"Use {', '.join(ENDINGS)}, or name the format by -f{''.join(other)}."
        raise UsageError(f"{output}: {wrong}. {cure}")
    return ENDINGS[ending]


def check_columns(table: Table, columns: Sequence[str]) -> None:
    """Refuse a column that the table does not have.

    Raises:
        UsageError: with the nearest names, or all of them.
    """
    for name in columns:
        if name not in table.columns:
            near = nearest(name, table.columns)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(table.columns)}."
            raise UsageError(f"--columns: {table.name} has no column “{name}”; {hint}")


def chosen(table: Table, columns: Sequence[str]) -> Table:
    """Return the table with the chosen columns only, or with the usual ones if none is chosen.

    Raises:
        UsageError: it has no such column.
    """
    from xzsc.printers.cells import picked

    check_columns(table, columns)
    names, rows = picked(table, columns)
    return replace(table, columns=names, rows=rows)


def write(
    table: Table,
    *,
    format: str,
    output: str | None = None,
    bom: bool | None = None,
    raw: bool = False,
    color: bool = True,
    columns: Sequence[str] = (),
    blocks: Iterable[str] = (),
) -> Written:
    """Write the rows of a table as they come.

    Args:
        table: what to write; its rows are consumed.
        format: one of `FORMATS`.
        output: a file, written beside and then renamed; standard output for None and ``-``.
        bom: start CSV and TSV with a byte order mark; by default files do and pipes do not.
        raw: leave cells of CSV and TSV that a spreadsheet would run as a formula as they are.
        color: allow colours on a terminal.
        columns: the columns to write, in this order; else the usual ones (on a terminal the brief ones).
        blocks: more rows, spelled already by a `Spelling` of the same format, in `LINES`.

    Raises:
        UsageError: a column, an output or a combination of options that does not exist or fit.
        XzscError: the output cannot be written; nothing is left of it.
        KeyboardInterrupt: with a note on where the lines so far are, if a file of `LINES` has any.
    """
    from xzsc.printers import sink

    check_columns(table, columns)
    style = Style(tuple(columns), raw, color)
    printer = _printer(format)
    if format in BINARY:
        with sink.binary(output) as stream:
            return printer(table, stream, style)
    marked = format in WITH_BOM and (sink.is_file(output) if bom is None else bom)
    heading = -1 if format not in LINES else 1 if format in WITH_BOM else 0
    with sink.text(output, bom=marked, heading=heading) as lines:
        written: Written = printer(table, lines, style)
        for block in blocks:
            lines.write(block)
        return written


@dataclass(frozen=True, slots=True)
class Spelling:
    """Spells rows as they stand in a file of lines; it pickles.

    Args:
        format: one of `LINES`.
        names: the columns of the rows.
        style: as for `write`.
    """

    format: str
    names: tuple[str, ...]
    style: Style

    def __call__(self, rows: Iterable[tuple[Cell, ...]]) -> str:
        """Return the lines of rows."""
        lines = io.StringIO(newline="")
        _printer(self.format)(Table("", self.names, rows), lines, replace(self.style, header=False))
        return lines.getvalue()


def _printer(format: str) -> Callable[..., Written]:
    if format not in _PRINTERS:
        raise UsageError(f"no format is called “{format}”. Use {', '.join(FORMATS)}.")
    module, _, function = _PRINTERS[format].partition(":")
    printer: Callable[..., Written] = getattr(import_module(f"xzsc.printers.{module}"), function)
    return printer
