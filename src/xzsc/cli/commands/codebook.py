"""`xzsc codebook`."""

from __future__ import annotations

from functools import partial

import click

from xzsc.cli import tables
from xzsc.cli.options import OF_TEXTS, Options, common_command
from xzsc.cli.run import Run


@partial(common_command, without=(*OF_TEXTS, "encoding"))
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
