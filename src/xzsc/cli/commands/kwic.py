"""`xzsc kwic`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from xzsc.cli.options import Options, common_command
from xzsc.cli.run import Run
from xzsc.cli.terms import term_options

if TYPE_CHECKING:
    from xzsc.occurrences import Query

_WIDTH, _LEAST = 20, 8
_BESIDE = 44
"""Columns of a terminal that document, code and keyword usually take."""


@common_command
@term_options
@click.option(
    "--width", type=click.IntRange(min=0), help="Characters on each side; default 20, or what a terminal has."
)
def command(options: Options, paths: Sequence[str], wanted: Query, width: int | None) -> int:
    """Every occurrence of TERM with the text before and after it, and its place in the source.

    The occurrences are those that count counts; the context stays within the paragraph.

    \b
    Example:
      xzsc kwic 人才培养 --width 12
    """
    from xzsc.concordance import kwic_rows, kwic_table

    run = Run(options)
    width = _room(options) if width is None else width
    return run.write(kwic_table(run.rows(paths, partial(kwic_rows, wanted=wanted, width=width))))


def _room(options: Options) -> int:
    """Return how many characters each side may have: on a terminal so many that an occurrence is one line."""
    if options.format != "table" or options.output not in (None, "-"):
        return _WIDTH
    return max(_LEAST, min(_WIDTH, (get_terminal_size().columns - _BESIDE) // 4))
