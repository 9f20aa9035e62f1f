"""`xzsc sheet`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from xzsc.cli.coded import sheet_rows
from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.cli.trained import Trained, weights_option
from xzsc.errors import UsageError
from xzsc.printers import chosen


@common_command
@paths_argument
@weights_option
@click.option("--filled", is_flag=True, help="Put in the coding of xzsc; else the sheet is blind.")
@click.option("--measures-only", is_flag=True, help="Only the units that xzsc takes for measures.")
@click.option("--sample", default="100%", metavar="N%", help="Draw a part of the units, such as 20%.")
@click.option("--seed", type=int, default=1, help="Of the draw; the same seed draws the same units.")
def command(
    options: Options,
    paths: Sequence[str],
    weights: Trained | None,
    filled: bool,
    measures_only: bool,
    sample: str,
    seed: int,
) -> int:
    """A coding sheet: every unit in its context, with drop-down lists of the codebook in .xlsx.

    Give it to coders, then compare what comes back with agree and evaluate.

    \b
    Example:
      xzsc sheet --sample 20% -o coder-a.xlsx
    """
    from xzsc.sheets import sheet_table

    run = Run(options)
    book = options.load_codebook()
    share = _share(sample)
    rows = sheet_rows(run, paths, weights=weights, filled=filled, measures_only=measures_only)
    table = sheet_table(rows, book, share=share, seed=seed)
    if options.format != "xlsx":
        return run.write(table)
    from xzsc.printers.sheet import write_sheet

    table = chosen(table, options.columns)
    return run.write_with(lambda stream: write_sheet(table, book, stream), table.name)


def _share(sample: str) -> float:
    try:
        percent = float(sample.removesuffix("%"))
    except ValueError:
        percent = -1
    if not 0 < percent <= 100:
        raise UsageError(f"--sample {sample}: not a percentage. Write it as 20%.")
    if percent < 1 and not sample.endswith("%"):
        told = f"a share or a percentage? Write {100 * percent:g}% or {sample}%."
        raise UsageError(f"--sample {sample}: {told}")
    return percent / 100
