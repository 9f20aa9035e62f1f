"""`xzsc track`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from xzsc.cli.options import Name, Options, common_command
from xzsc.cli.run import Run
from xzsc.cli.terms import term_options
from xzsc.tracking import PERIODS, Sighting, sightings, track, track_summary

if TYPE_CHECKING:
    from xzsc.occurrences import Query

SHOWN = 8


@common_command
@term_options
@click.option("--by", type=Name("period", PERIODS), default="year", help="year (default), month or document.")
@click.option("--summary", is_flag=True, help="One row per term: first, last, gap, trend.")
def command(options: Options, paths: Sequence[str], wanted: Query, by: str, summary: bool) -> int:
    """TERM over time: count, rate, share of documents, place in the list, framing words, signals.

    The period is that of the document's date, or the year in its file name. Signals: DEBUT, the
    first period with the term (never the first of all); RETURN, back after two periods or more
    without it; VANISH, the first of two or more without it; SPIKE, three or more occurrences at
    five times the mean rate of up to five periods before.

    \b
    Example:
      xzsc track 未来产业 -t 人才
    """
    run = Run(options)
    found: list[Sighting] = []
    undated = 0
    for seen in run.results(paths, partial(sightings, wanted=wanted, by=by)):
        undated += not seen[0].period
        found += seen
    if undated:
        run.say(f"xzsc: documents without a {by}, left out: {undated}")
    for row in list(track_summary(found).rows)[:SHOWN]:
        run.say(f"xzsc: {row[0]} {row[-1]} {row[1]}–{row[2]}" if row[1] else f"xzsc: {row[0]}: nowhere")
    return run.write(track_summary(found) if summary else track(found))
