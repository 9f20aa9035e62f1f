"""`xzsc units`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from xzsc.cli import tables
from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.cli.trained import Trained, weights_option


@common_command
@paths_argument
@click.option("--furniture", is_flag=True, help="Show page numbers, running heads and web chrome too.")
@weights_option
def command(options: Options, paths: Sequence[str], furniture: bool, weights: Trained | None) -> int:
    """Every coding unit in reading order, with its code 编号 and its role.

    \b
    Example:
      xzsc units --columns code,role,text
    """
    run = Run(options)
    task = tables.unit_task(options.load_codebook(), furniture=furniture, weights=weights)
    return run.write(tables.units_table(run.rows(paths, task)))
