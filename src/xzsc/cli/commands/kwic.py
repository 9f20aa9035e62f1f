"""`xzsc kwic`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from xzsc.cli.options import Options, common_command
from xzsc.cli.run import Run
from xzsc.cli.terms import term_options

if TYPE_CHECKING:
    from xzsc.occurrences import Query


@common_command
@term_options
@click.option("--width", type=click.IntRange(min=0), default=20, help="Characters on each side; default 20.")
def command(options: Options, paths: Sequence[str], wanted: Query, width: int) -> int:
    """Every occurrence of TERM with the text before and after it, and its place in the source.

    The occurrences are those that count counts; the context stays within the paragraph.

    \b
    Example:
      xzsc kwic 人才培养 --width 12
    """
    from xzsc.concordance import kwic_rows, kwic_table

    run = Run(options)
    return run.write(kwic_table(run.rows(paths, partial(kwic_rows, wanted=wanted, width=width))))
