"""`xzsc build`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click

from xzsc.cli import tables
from xzsc.cli.options import Options, cluster_option, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.model import Document

_MEANINGLESS = ("format", "output", "columns", "bom", "raw", "no_cache", "no_color")


@partial(common_command, without=_MEANINGLESS)
@paths_argument
@click.option("-o", "--output", "folder", required=True, metavar="FOLDER", help="Of the corpus.")
@click.option("--tokens/--no-tokens", default=True, help="Also the table of words with their places.")
@click.option("--results/--no-results", default=True, help="Also what keywords and measures find.")
@cluster_option
def command(
    options: Options, paths: Sequence[str], folder: str, tokens: bool, results: bool, cluster: str
) -> int:
    """Write documents, units and words as Parquet: a corpus at rest, which every command takes as a PATH.

    Commands give the same rows from it as from the files, many times faster, and DuckDB, pandas
    and R read it as it is. Run build again to bring it up to date: only files that have changed
    are read again.

    \b
    Example:
      xzsc build -o sample.corpus
    """
    run = Run(options)
    return run.build(
        paths,
        folder,
        _tasks(options) if results else (),
        cluster=cluster,
        tokens=tokens,
        lexicon=options.load_lexicon() if tokens else None,
    )


def _tasks(options: Options) -> list[Callable[[Document], Any]]:
    """Return what keywords and measures do without further options."""
    from xzsc.keywords import looker

    looks = (looker(lexicon=options.load_lexicon(), words=words) for words in (False, True))
    book = options.load_codebook()
    return [tables.unit_task(book), tables.measure_task(book), *(look for look in looks if look)]
