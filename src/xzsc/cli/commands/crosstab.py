"""`xzsc crosstab`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import click

from xzsc.cli.coded import dimension_key, orders, read_codings
from xzsc.cli.options import Name, Options, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.cli.tables import code
from xzsc.cli.trained import Trained, weights_option
from xzsc.codebook import Codebook
from xzsc.coding import ROLE, Coding
from xzsc.crosstab import (
    BASES,
    CELLS,
    STANDARD,
    Record,
    association,
    coding_records,
    crosstab,
    frequencies,
    measure_record,
)
from xzsc.errors import UsageError
from xzsc.model import Document

ON_TERMINAL = 5
"""So many codes are listed on a terminal; files have all."""

_COLUMNS = {"actor": "actors", "class": "instrument"}
"""Columns of a sheet that hold a dimension under another name."""


@common_command
@paths_argument
@weights_option
@click.option("--rows", default="instrument", metavar="DIMENSION", help="Default instrument.")
@click.option(
    "--cells", type=Name("kind of cell", CELLS), default="count", help="count (default), percent, both."
)
@click.option(
    "--base", type=Name("base", BASES), default="total", help="Percent of total (default), row, column."
)
@click.option(
    "--frequencies", "codes", is_flag=True, help="Instead: the rows with their codes, count, share."
)
@click.option("--coding", type=click.Path(), metavar="FILE", help="Count this coded sheet, not PATH.")
def command(
    options: Options,
    paths: Sequence[str],
    weights: Trained | None,
    rows: str,
    cells: str,
    base: str,
    codes: bool,
    coding: str | None,
) -> int:
    """Measures counted by two dimensions, with margins and percentages (X-Y table).

    Here --columns names a dimension, theme if it is not given. Dimensions: theme, theme_2,
    instrument, class (of instruments), strength, actor, document, year, section, and those of
    your codebook. Of a sheet those that it has columns for; years also stand in names of documents
    or files. χ² and Cramér's V are told; in xlsx and md they also stand below the table.
    With --frequencies the 频数表 of the rows' dimension, with the list of codes.

    \b
    Example:
      xzsc crosstab --rows class --columns theme
    """
    if coding and paths:
        raise UsageError(f"--coding {coding}: counts the sheet, not PATH. Leave one of them out.")
    if codes and options.columns:
        raise UsageError("--frequencies: has no --columns. Say by --rows what is counted.")
    by = options.columns or ("theme",)
    if len(by) > 1:
        raise UsageError(f"--columns {','.join(by)}: crosstab counts by one dimension in columns. Name one.")
    # In a cross table --columns says what stands in the columns, not which of them to write.
    options = replace(options, columns=())
    run, book = Run(options), options.load_codebook()
    sheet = read_codings(options, run, [coding])[0] if coding else None
    rows, column = dimension_key(rows, book, sheet), dimension_key(by[0], book, sheet)
    records = (
        _sheet_records(sheet, coding, (rows,) if codes else (rows, column))
        if sheet and coding
        else _records(run, paths, weights)
    )
    order = orders(book)
    if codes:
        most = ON_TERMINAL if options.format == "table" else None
        return run.write(frequencies(records, dimension=rows, orders=order, most=most))
    found = list(records)
    table = crosstab(found, rows=rows, columns=column, cells=cells, base=base, orders=order)
    tie = association(found, rows=rows, columns=column)
    if tie:
        run.say(f"xzsc: {tie}")
        if tie.warning:
            run.say(f"xzsc: warning: {tie.warning}")
        table = replace(table, note=f"{tie}; {tie.warning}" if tie.warning else str(tie))
    return run.write(table)


def _records(run: Run, paths: Sequence[str], weights: Trained | None) -> Iterator[Record]:
    task = partial(_document_records, book=run.options.load_codebook(), weights=weights)
    for records in run.results(paths, task):
        run.counts["measures"] += len(records)
        yield from records


def _document_records(doc: Document, *, book: Codebook, weights: Trained | None) -> list[Record]:
    return [measure_record(doc, measure) for measure in code(doc, book=book, weights=weights)[1]]


def _sheet_records(coding: Coding, path: str, by: Sequence[str]) -> list[Record]:
    if not any(unit.coded for unit in coding.units):
        raise UsageError(f"{path}: nothing is coded in it. Give a sheet that was filled.")
    records = list(coding_records(coding, measures_only=ROLE not in by))
    known = records[0].values if records else STANDARD
    for name in by:
        if name in STANDARD and name not in known:
            told = f"no column {_COLUMNS.get(name, name)}; it can be counted by {', '.join(known)}"
            raise UsageError(f"{path}: {told}. Choose one of these, or add the column.")
    return records
