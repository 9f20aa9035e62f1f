"""`xzsc documents`."""

from __future__ import annotations

from collections.abc import Sequence

from xzsc.cli import tables
from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run


@common_command
@paths_argument
def command(options: Options, paths: Sequence[str]) -> int:
    r"""One row per document read: title, authors, issuer, number, date, kind and size.

    \b
    Example:
      xzsc documents reports/*.pdf
    """
    run = Run(options)
    return run.write(tables.documents(run.documents(paths)))
