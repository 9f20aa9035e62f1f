"""`xzsc compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xzsc.cli.options import Name, Options, common_command
from xzsc.cli.run import Run
from xzsc.cli.tables import code, segmenter
from xzsc.cli.trained import Trained, weights_option
from xzsc.comparison import STATUSES
from xzsc.errors import UsageError
from xzsc.model import Document, Table

if TYPE_CHECKING:
    from xzsc.codebook import Codebook
    from xzsc.comparison import Item
    from xzsc.keyness import TermCounts
    from xzsc.lexicon import Lexicon

T = TypeVar("T")


@common_command
@click.argument("a", metavar="A", type=click.Path(readable=False))
@click.argument("b", metavar="B", type=click.Path(readable=False))
@click.option("--terms", is_flag=True, help="Compare words, not measures.")
@click.option(
    "--min-count",
    metavar="N",
    type=click.IntRange(min=1),
    default=2,
    help="Of a word on both sides; default 2.",
)
@weights_option
@click.option("--one-to-one", is_flag=True, help="Give each measure one partner at most.")
@click.option(
    "--changed",
    metavar="X",
    type=click.FloatRange(0, 1),
    default=0.3,
    help="Least score of a match; default .3.",
)
@click.option(
    "--same",
    metavar="X",
    type=click.FloatRange(0, 1),
    default=0.9,
    help="Least score of the same; default .9.",
)
@click.option(
    "--only",
    type=Name("status", STATUSES),
    multiple=True,
    metavar="STATUS",
    help="same, changed, only A, only B; repeatable.",
)
def command(
    options: Options,
    a: str,
    b: str,
    only: tuple[str, ...],
    terms: bool,
    min_count: int,
    weights: Trained | None,
    one_to_one: bool,
    changed: float,
    same: float,
) -> int:
    """What two documents or folders share, what B changed, and what stands on one side only.

    A and B are paths, or names of documents of the sample corpus. Measures are matched by the
    cosine of their character pairs (TF-IDF): same, changed, only A, only B. A measure may match
    several. With --terms the words of both sides: shared or on one side only, with G2.

    \b
    Example:
      xzsc compare future-industry-plan low-carbon-opinions
    """
    if terms and only:
        raise UsageError("--only: chooses measures. Leave it or --terms out.")
    run = Run(options)
    if terms:
        return run.write(_terms(run, a, b, min_count))
    table = _measures(run, a, b, weights=weights, changed=changed, same=same, one_to_one=one_to_one)
    if only:
        at = table.columns.index("status")
        table = replace(table, rows=(row for row in table.rows if row[at] in only))
    return run.write(table, tally="status")


def _measures(run: Run, a: str, b: str, *, weights: Trained | None, **how: Any) -> Table:  # noqa: ANN401
    from xzsc.comparison import compare_measures

    task = partial(_items, book=run.options.load_codebook(), weights=weights)
    sides = [[item for items in _side(run, name, task) for item in items] for name in (a, b)]
    return compare_measures(*sides, **how)


def _terms(run: Run, a: str, b: str, min_count: int) -> Table:
    from xzsc.keyness import compared_terms, key_terms

    lexicon = run.options.load_lexicon()
    sides = [list(_side(run, name, partial(_words, lexicon=lexicon))) for name in (a, b)]
    found = key_terms(*sides, min_count=min_count, min_g2=0)
    return compared_terms(key for key in found if key.term not in lexicon.stop_words)


def _items(doc: Document, *, book: Codebook, weights: Trained | None) -> list[Item]:
    from xzsc.comparison import Item

    return [Item(doc, measure) for measure in code(doc, book=book, weights=weights)[1]]


def _words(doc: Document, *, lexicon: Lexicon) -> TermCounts:
    from xzsc.keyness import word_counts

    return word_counts(doc, segmenter(lexicon).words)


def _side(run: Run, name: str, task: Callable[[Document], T]) -> Iterator[T]:
    """Yield what a task makes of a path, or of the document of that name in the corpus read by default."""
    if Path(name).exists() or any(char in name for char in "*?[!") or name == "-":
        yield from run.results([name], task, keep=False)
        return
    known = []
    for doc in run.documents(()):
        known.append(doc.id)
        if doc.id == name:
            yield task(doc)
            return
    raise UsageError(f"{name}: no such file and no document of that name. There are {', '.join(known)}.")
