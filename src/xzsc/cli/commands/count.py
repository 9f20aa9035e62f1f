"""`xzsc count`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from xzsc.cli.charting import Chart, chart_options
from xzsc.cli.options import Options, common_command
from xzsc.cli.run import Run
from xzsc.cli.terms import term_options
from xzsc.model import Cell

if TYPE_CHECKING:
    from xzsc.occurrences import Query

Row = tuple[Cell, ...]
TERM, COUNT = 2, 3


@common_command
@term_options
@click.option("--han", is_flag=True, help="Rate per 10,000 Han characters, not all characters.")
@chart_options("count")
def command(options: Options, paths: Sequence[str], wanted: Query, han: bool, chart: Chart) -> int:
    """Exact counts of TERM in each document, and the rate per 10,000 characters.

    Counted are text and headings, without furniture, bylines and signatures; line breaks and
    spaces inside a word do not matter. The column characters holds what the rate is out of:
    every character that is no white space, or with --han the Han characters.

    \b
    Example:
      xzsc count 人才 -t 人才培养 --exclude-longer
    """
    from xzsc.concordance import count_rows, count_table

    run = Run(options)
    rows = run.rows(paths, partial(count_rows, wanted=wanted, han=han))
    table = count_table(_summed(run, rows))
    status = run.write(chart.watch(table))
    chart.draw(run.say)
    return status


def _summed(run: Run, rows: Iterable[Row]) -> Iterator[Row]:
    """Pass the rows on, and tell the closing line how often each term stands in all documents."""
    for row in rows:
        run.values[str(row[TERM])] += int(row[COUNT] or 0)
        yield row
