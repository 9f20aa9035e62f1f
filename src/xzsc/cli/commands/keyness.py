"""`xzsc keyness`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from xzsc.cli.charting import Chart, chart_options
from xzsc.cli.options import Name, Options, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.errors import UsageError
from xzsc.formulas import G2_VARIANTS
from xzsc.keyness import SORTS, TermCounts, given_counts, key_terms, keyness, word_counts
from xzsc.model import Document

Counts = Callable[[Document], TermCounts]


@common_command
@paths_argument
@click.option(
    "-r",
    "--reference",
    multiple=True,
    required=True,
    metavar="PATH|YEAR",
    help="What to compare with: a file or folder, or a year among the documents of PATH; repeatable.",
)
@click.option("-t", "--term", "terms", multiple=True, metavar="TERM", help="Only this term; repeatable.")
@click.option("--variant", type=Name("variant", G2_VARIANTS), default="2-cell", help="Of G2; default 2-cell.")
@click.option("--min-count", type=click.IntRange(min=1), default=3, help="On both sides together; default 3.")
@click.option("--min-g2", type=click.FloatRange(min=0), default=3.84, help="Default 3.84, p < .05.")
@click.option("--sort", type=Name("sort", SORTS), default="G2", help="Largest first; default G2.")
@chart_options
def command(
    options: Options,
    paths: Sequence[str],
    reference: Sequence[str],
    terms: Sequence[str],
    variant: str,
    min_count: int,
    min_g2: float,
    sort: str,
    chart: Chart,
) -> int:  # fmt: skip
    """Terms that set the documents of PATH apart from a reference.

    G2 is the log-likelihood, negative where a term is rarer than in the reference; log_ratio is
    the binary logarithm of the ratio of the rates; DP tells whether a term is spread evenly over
    the documents (0) or stands in few of them (towards 1). Without -t all words are compared.

    \b
    Example:
      xzsc keyness --reference 2025 --min-count 5
    """
    run = Run(options)
    count = _counter(options, terms)
    target, other = _sides(run, paths, reference, count)
    found = key_terms(target, other, variant=variant, min_count=min_count, min_g2=min_g2, sort=sort)
    status = run.write(chart.watch(keyness(found, variant=variant), weight="G2"))
    chart.draw()
    return status


def _counter(options: Options, terms: Sequence[str]) -> Counts:
    if terms:
        return lambda doc: given_counts(doc, terms)
    from xzsc.lexicon import load_lexicon
    from xzsc.segment import Segmenter

    segmenter = Segmenter(load_lexicon(options.lexicon))
    return lambda doc: word_counts(doc, segmenter.words)


def _sides(
    run: Run, paths: Sequence[str], reference: Sequence[str], count: Counts
) -> tuple[list[TermCounts], list[TermCounts]]:
    """Count both sides; the documents of a reference year leave the target."""
    years = {name for name in reference if re.fullmatch(r"\d{4}", name) and not Path(name).exists()}
    files = [name for name in reference if name not in years]
    target: list[TermCounts] = []
    other: list[TermCounts] = []
    for doc in run.documents(paths):
        (other if doc.year in years else target).append(count(doc))
    if years and not other:
        raise UsageError(f"--reference {' '.join(sorted(years))}: no document of PATH is of that year.")
    return target, other + _counts(run.documents(files) if files else (), count)


def _counts(documents: Iterable[Document], count: Counts) -> list[TermCounts]:
    return [count(doc) for doc in documents]
