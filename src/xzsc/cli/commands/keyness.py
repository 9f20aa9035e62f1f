"""`xzsc keyness`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from xzsc.cli.charting import Chart, chart_options
from xzsc.cli.options import Name, Options, common_command, paths_argument
from xzsc.cli.run import Run
from xzsc.cli.tables import segmenter
from xzsc.errors import UsageError
from xzsc.formulas import G2_VARIANTS
from xzsc.keyness import (
    PIECE,
    SORTS,
    KeyTerm,
    TermCounts,
    given_counts,
    key_terms,
    keyness,
    piece_counts,
    word_counts,
)
from xzsc.lexicon import Lexicon
from xzsc.model import Document

Counted = tuple[str, TermCounts]
"""The year of a document and its counts."""
Count = Callable[[Document], Counted]
SHIPPED = "shipped"
SHOWN = 5
THIN = 0.75
"""Share of key terms in one piece only above which it says little; a report of 4 pieces has .73, of 3 .81."""


@common_command
@paths_argument
@click.option(
    "-r",
    "--reference",
    multiple=True,
    required=True,
    metavar="PATH|YEAR|shipped",
    help="What to compare with: a file or folder, a year among the documents of PATH, or the shipped "
    "document frequencies; repeatable.",
)
@click.option("-t", "--term", "terms", multiple=True, metavar="TERM", help="Only this term; repeatable.")
@click.option("--all-words", is_flag=True, help="Stop words and single characters too.")
@click.option(
    "--variant",
    type=Name("variant", G2_VARIANTS),
    default="2-cell",
    help="Of G2: 2-cell (default) or 4-cell.",
)
@click.option(
    "--min-count",
    metavar="N",
    type=click.IntRange(min=1),
    default=3,
    help="On both sides together; default 3.",
)
@click.option(
    "--min-g2", metavar="X", type=click.FloatRange(min=0), default=3.84, help="Default 3.84, p < .05."
)
@click.option("--sort", type=Name("sort", SORTS), default="G2", help="G2 (default), log_ratio or count.")
@chart_options("G2", "count")
def command(
    options: Options,
    paths: Sequence[str],
    reference: Sequence[str],
    terms: Sequence[str],
    all_words: bool,
    variant: str,
    min_count: int,
    min_g2: float,
    sort: str,
    chart: Chart,
) -> int:
    """Terms that set the documents of PATH apart from a reference.

    G2 is the log-likelihood, negative where a term is rarer than in the reference; log_ratio is
    the binary logarithm of the ratio of the rates; DP tells whether a term is spread evenly over
    the documents (0) or stands in few of them (towards 1). Against the shipped frequencies the
    counts are of pieces of 3,000 characters that have the term, not of occurrences, and a
    reference_count of 0 stands for fewer than four; terms that the table cannot know (5G, 十五五)
    are left out.

    \b
    Example:
      xzsc keyness --reference 2025 --min-count 5
      xzsc keyness --reference shipped
    """
    run = Run(options)
    if SHIPPED in reference:
        target, other = _against_shipped(run, paths, reference, terms)
    else:
        target, other = _sides(run, paths, reference, _counter(options, terms))
        run.say(_on_both_sides(target, other))
    found = key_terms(target, other, variant=variant, min_count=min_count, min_g2=min_g2, sort=sort)
    if not (all_words or terms):
        stop_words = options.load_lexicon().stop_words
        found = [key for key in found if len(key.term) > 1 and key.term not in stop_words]
    if SHIPPED in reference:
        run.say(_thin(found, sum(doc.size for doc in target)))
    status = run.write(chart.watch(keyness(found, variant=variant)))
    chart.draw(run.say)
    return status


def _counter(options: Options, terms: Sequence[str]) -> Count:
    if terms:
        return partial(_given, terms=tuple(terms))
    return partial(_words, lexicon=options.load_lexicon())


def _given(doc: Document, *, terms: Sequence[str]) -> Counted:
    return doc.year, given_counts(doc, terms)


def _words(doc: Document, *, lexicon: Lexicon) -> Counted:
    return doc.year, word_counts(doc, segmenter(lexicon).words)


def _pieces(doc: Document, *, lexicon: Lexicon) -> Counted:
    return doc.year, piece_counts(doc, segmenter(lexicon).words)


def _against_shipped(
    run: Run, paths: Sequence[str], reference: Sequence[str], terms: Sequence[str]
) -> tuple[list[TermCounts], list[TermCounts]]:
    from xzsc.keywords.reference import load_reference

    if len(reference) > 1 or terms:
        raise UsageError("--reference shipped: goes with no other reference and no --term. Leave them out.")
    lexicon = run.options.load_lexicon()
    target = [counts for _, counts in run.results(paths, partial(_pieces, lexicon=lexicon))]
    table = load_reference()
    counts = {term: round(table.df(term)) for doc in target for term in doc.counts}
    left_out = _unknowable([term for term, n in counts.items() if not n], lexicon)
    if left_out:
        few = " ".join(sorted(left_out)[:SHOWN])
        run.say(f"xzsc: {len(left_out)} terms are no runs of words that the shipped table counts: {few} …")
    known = ({term: n for term, n in doc.counts.items() if term not in left_out} for doc in target)
    sized = [TermCounts(counts, doc.size) for counts, doc in zip(known, target, strict=True)]
    return sized, [TermCounts(counts, table.pieces)]


def _on_both_sides(target: Sequence[TermCounts], other: Sequence[TermCounts]) -> str:
    """Return a warning where texts of the target stand in the reference too, which blurs the difference."""
    known: dict[int, list[TermCounts]] = {}
    for doc in other:
        known.setdefault(doc.size, []).append(doc)
    twice = sum(doc.size > 0 and doc in known.get(doc.size, ()) for doc in target)
    if not twice:
        return ""
    which = "one document stands" if twice == 1 else f"{twice} documents stand"
    return f"xzsc: warning: {which} on both sides, as target and reference. Leave it out of one of them."


def _thin(found: Sequence[KeyTerm], pieces: int) -> str:
    """Return a warning where nearly all key terms stand in one piece: they are rare, not frequent here."""
    counts = [key.count for key in found if key.g2 > 0]
    once = counts.count(1)
    if once <= THIN * len(counts):
        return ""
    return (
        f"xzsc: warning: --reference shipped: pieces of about {PIECE:,} characters are compared, not "
        f"occurrences, and the target has {pieces}; {once} of {len(counts)} key terms stand in one "
        "piece only: rare elsewhere, not frequent here. "
        "Give more text, --min-g2 10.83, or documents as --reference."
    )


def _unknowable(terms: Sequence[str], lexicon: Lexicon) -> set[str]:
    """Return the terms that the shipped table could not have counted: a 0 there says nothing of them."""
    from xzsc.keywords.candidates import possible
    from xzsc.keywords.reference import load_reference
    from xzsc.keywords.vocabulary import Vocabulary

    vocabulary = Vocabulary(segmenter(replace(lexicon, terms=())), lexicon, load_reference())
    return {*terms} - {term for term in possible(terms, vocabulary) if len(term) > 1}


def _sides(
    run: Run, paths: Sequence[str], reference: Sequence[str], count: Count
) -> tuple[list[TermCounts], list[TermCounts]]:
    """Count both sides; the documents of a reference year leave the target."""
    years = {name for name in reference if re.fullmatch(r"\d{4}", name) and not Path(name).exists()}
    files = [name for name in reference if name not in years]
    target: list[TermCounts] = []
    other: list[TermCounts] = []
    for year, counts in run.results(paths, count):
        (other if year in years else target).append(counts)
    if years and not other:
        raise UsageError(f"--reference {' '.join(sorted(years))}: no document of PATH is of that year.")
    return target, other + [counts for _, counts in (run.results(files, count) if files else ())]
