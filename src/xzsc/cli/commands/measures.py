"""`xzsc measures`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from xzsc.cli import tables
from xzsc.cli.classes import check_classes, class_option
from xzsc.cli.options import Options, cluster_option, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.cli.trained import Trained, weights_option


@common_command
@paths_argument
@class_option("theme", "Only this theme, first or second; repeatable, or several parted by commas.")
@class_option(
    "instrument",
    "Only this instrument (供给型-人才培养 or 人才培养), or its class such as 供给型; repeatable.",
)
@class_option("strength", "Only this strength; repeatable.")
@click.option("--actor", multiple=True, metavar="NAME", help="Only where this actor acts; repeatable.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Only from here up.")
@click.option("--include-review", is_flag=True, help="Also from parts that look back, such as 工作回顾.")
@weights_option
@cluster_option
@click.option(
    "--explain", is_flag=True, help="Add columns that say why: for the measure, its theme and its instrument."
)
def command(
    options: Options,
    paths: Sequence[str],
    explain: bool,
    include_review: bool,
    weights: Trained | None,
    cluster: str,
    **wanted: tuple[str, ...],
) -> int:
    """The coding table of policy measures: theme, instrument, strength, actors, figures, evidence.

    --columns may also ask for targets (who benefits) and evidence_spans (where the evidence stands
    in the source, as 120:150 or 120:150+310:340).

    \b
    Example:
      xzsc measures --theme 人才 --strength 要求 -o rc.xlsx
    """
    book = options.load_codebook()
    check_classes(book, theme=wanted["theme"], instrument=wanted["instrument"], strength=wanted["strength"])
    run = Run(options)
    choice = tables.Choice(**wanted)  # type: ignore[arg-type]
    task = tables.measure_task(book, choice, explain=explain, include_review=include_review, weights=weights)
    table = tables.measures_table(run.rows(paths, task, cluster=cluster), book=book, explain=explain)
    return run.write(table, tally="theme")
