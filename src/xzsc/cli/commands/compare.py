"""`xzsc compare`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from xzsc.cli.options import Options, common_command
from xzsc.cli.run import Run
from xzsc.errors import UsageError
from xzsc.model import Document, Table


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
def command(
    options: Options,
    a: str,
    b: str,
    terms: bool,
    min_count: int,
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
    run = Run(options)
    if terms:
        return run.write(_terms(run, a, b, min_count))
    return run.write(_measures(run, a, b, changed=changed, same=same, one_to_one=one_to_one), tally="status")


def _measures(run: Run, a: str, b: str, *, changed: float, same: float, one_to_one: bool) -> Table:
    from xzsc.comparison import Item, compare_measures
    from xzsc.measures import Coder

    coder = Coder(run.options.load_codebook())
    sides = [
        [Item(doc, measure) for doc in _side(run, name) for measure in coder.measures(doc)] for name in (a, b)
    ]
    return compare_measures(*sides, same=same, changed=changed, one_to_one=one_to_one)


def _terms(run: Run, a: str, b: str, min_count: int) -> Table:
    from xzsc.keyness import compared_terms, key_terms, word_counts
    from xzsc.lexicon import load_lexicon
    from xzsc.segment import Segmenter

    lexicon = load_lexicon(run.options.lexicon)
    words = Segmenter(lexicon).words
    sides = [[word_counts(doc, words) for doc in _side(run, name)] for name in (a, b)]
    found = key_terms(*sides, min_count=min_count, min_g2=0)
    return compared_terms(key for key in found if key.term not in lexicon.stop_words)


def _side(run: Run, name: str) -> Iterator[Document]:
    """Yield the documents of a path, or the one of that name in the corpus that is read by default."""
    found = Path(name).exists() or any(char in name for char in "*?[!") or name == "-"
    documents = run.documents([name] if found else ())
    if found:
        yield from documents
        return
    known = []
    for doc in documents:
        known.append(doc.id)
        if doc.id == name:
            yield doc
            return
    raise UsageError(f"{name}: no such file and no document of that name. There are {', '.join(known)}.")
