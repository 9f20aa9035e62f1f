"""`xzsc codebook`."""

from __future__ import annotations

import click

from xzsc.cli import tables
from xzsc.cli.options import Options, common_command
from xzsc.cli.run import Run


@common_command
@click.argument("file", required=False, type=click.Path())
def command(options: Options, file: str | None) -> int:
    """Roles, themes, instruments and strengths with definitions and cues; checks a FILE of yours.

    \b
    Example:
      xzsc codebook --columns scheme,code,definition
    """
    from xzsc.codebook import load_codebook

    book = load_codebook(file or options.codebook)
    return Run(options).write(tables.codebook_table(book))
