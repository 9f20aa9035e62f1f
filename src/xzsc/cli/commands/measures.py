"""`xzsc measures`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from xzsc.cli import tables
from xzsc.cli.classes import check_classes, class_option
from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run

if TYPE_CHECKING:
    from xzsc.model import Measure


@common_command
@paths_argument
@class_option("theme", "Only this theme, first or second; repeatable.")
@class_option("instrument", "Only this instrument, or its class such as 供给型; repeatable.")
@class_option("strength", "Only this strength; repeatable.")
@click.option("--actor", multiple=True, metavar="NAME", help="Only where this actor acts; repeatable.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Only from here up.")
@click.option("--include-review", is_flag=True, help="Also from the review part of a work report.")
@click.option("--explain", is_flag=True, help="Add the column why: what spoke for and against.")
def command(
    options: Options,
    paths: Sequence[str],
    include_review: bool,
    explain: bool,
    **wanted: tuple[str, ...],
) -> int:
    r"""The coding table of policy measures: theme, instrument, strength, actors, figures, evidence.

    \b
    Example:
      xzsc measures reports/ --theme 人才 --strength 强制 -o rc.xlsx
    """
    from xzsc.measures import Coder

    book = options.load_codebook()
    check_classes(book, theme=wanted["theme"], instrument=wanted["instrument"], strength=wanted["strength"])
    run = Run(options)

    def seen(measure: Measure) -> None:
        run.values[measure.theme] += 1

    coder = Coder(book)
    choice = tables.Choice(**wanted)  # type: ignore[arg-type]
    table = tables.measures(run.documents(paths), coder, choice, explain=explain, seen=seen)
    return run.write(table)
