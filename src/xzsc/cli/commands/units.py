"""`xzsc units`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from xzsc.cli import tables
from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run


@common_command
@paths_argument
@click.option("--furniture", is_flag=True, help="Show page numbers, running heads and web chrome too.")
def command(options: Options, paths: Sequence[str], furniture: bool) -> int:
    r"""Every coding unit in reading order, with its code 编号 and its role.

    \b
    Example:
      xzsc units plan.docx --columns code,role,text
    """
    from xzsc.measures import Coder

    run = Run(options)
    coder = Coder(options.load_codebook())
    return run.write(tables.units(run.documents(paths), coder, furniture=furniture))
