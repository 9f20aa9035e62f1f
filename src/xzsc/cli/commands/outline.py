"""`xzsc outline`."""

from __future__ import annotations

from collections.abc import Sequence

from xzsc.cli import tables
from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run


@common_command
@paths_argument
def command(options: Options, paths: Sequence[str]) -> int:
    """Headings of each document: a tree on a terminal, rows otherwise.

    \b
    Example:
      xzsc outline
    """
    run = Run(options)
    return run.write(tables.outline_table(run.rows(paths, tables.outline_rows)))
