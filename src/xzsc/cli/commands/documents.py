"""`xzsc documents`."""

from __future__ import annotations

from collections.abc import Sequence

from xzsc.cli import tables
from xzsc.cli.options import Options, common_command, paths_argument
from xzsc.cli.run import Run


@common_command
@paths_argument
def command(options: Options, paths: Sequence[str]) -> int:
    """One row per document read: title, authors, issuer, number, date, kind and size.

    \b
    Example:
      xzsc documents
    """
    run = Run(options)
    return run.write(tables.documents_table(run.rows(paths, tables.document_rows)))
