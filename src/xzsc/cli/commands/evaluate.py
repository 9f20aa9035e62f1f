"""`xzsc evaluate`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from xzsc.cli.coded import coding_units, dimension_key, headings_option, read_codings, sheet_rows
from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.cli.trained import Trained, weights_option
from xzsc.coding import Coding
from xzsc.errors import UsageError


@common_command
@click.argument("gold", type=click.Path())
@paths_argument
@weights_option
@headings_option
@click.option("--coding", type=click.Path(), metavar="FILE", help="Evaluate this coded sheet, not xzsc.")
@click.option("--confusion", metavar="DIMENSION", help="Instead: how often a gold class was coded as which.")
@click.option("--disagreements", "differ", is_flag=True, help="Instead: list the units that differ.")
def command(
    options: Options,
    gold: str,
    paths: Sequence[str],
    weights: Trained | None,
    headings: bool,
    coding: str | None,
    confusion: str | None,
    differ: bool,
) -> int:
    """Precision, recall and F1 of each class against the coded units of GOLD.

    GOLD is a coded sheet of the documents of PATH. What is evaluated is xzsc's own coding of
    them, or with --coding another sheet. Units are matched by document and text.

    \b
    Example:
      xzsc sheet --filled -o gold.xlsx
      xzsc evaluate gold.xlsx
    """
    from xzsc.reliability import confusion as confusions
    from xzsc.reliability import disagreements, evaluation, left_open, unmatched

    if coding and paths:
        raise UsageError(f"--coding {coding}: evaluates the sheet, not PATH. Leave one of them out.")
    run = Run(options)
    right = read_codings(options, run, [gold])[0]
    if not any(unit.coded for unit in right.units):
        raise UsageError(f"{gold}: nothing is coded in it. Give a sheet that was filled.")
    if unset := len(left_open(right)):
        run.say(f"xzsc: {unset} units of the gold are not coded; they were left out")
    found = read_codings(options, run, [coding])[0] if coding else _coded(options, run, paths, weights)
    right, found = coding_units(run, [right, found], headings=headings)
    missed, extra = unmatched(right, found)
    if missed == len(right.units):
        raise UsageError(f"{gold}: none of its units is among the coded ones. Give the documents it codes.")
    if missed or extra:
        run.say(f"xzsc: {missed} units of the gold were not found, {extra} others were left out")
    if differ:
        return run.write(disagreements([right, found]))
    if confusion:
        run.say("xzsc: - is where the gold (row) or the coding (column) has no class")
        key = dimension_key(confusion, options.load_codebook(), right)
        return run.write(confusions(right, found, dimension=key))
    return run.write(evaluation(right, found))


def _coded(options: Options, run: Run, paths: Sequence[str], weights: Trained | None) -> Coding:
    from xzsc.sheets import sheet_coding, sheet_table

    rows = sheet_rows(run, paths, weights=weights, filled=True, every=True)
    return sheet_coding(sheet_table(rows, options.load_codebook()), coder="xzsc")
