"""Terms that set a target apart from a reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from xzsc.errors import UsageError, nearest
from xzsc.formulas import G2_VARIANTS, deviation_of_proportions, g2, log_ratio, p_value, percent_difference
from xzsc.model import Document, Table
from xzsc.occurrences import characters, count_term, fold, is_longer, running_text

COLUMNS = (
    "term", "count", "reference_count", "documents", "G2", "variant", "log_ratio", "diff_percent", "p", "DP",
)  # fmt: skip
COMPARED_COLUMNS = ("status", "term", "count", "count_b", "G2", "variant", "log_ratio", "diff_percent", "p")
PIECE = 3000
"""Characters of a piece; the shipped document frequencies are of pieces of this length."""
SORTS = ("G2", "log_ratio", "count")

Words = Callable[[str], Iterable[str]]
"""A segmenter: the words of a text."""


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How often each term stands in one document, and what the counts are out of."""

    counts: Mapping[str, int]
    size: int


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A term with its counts on both sides and what they say; see `xzsc.formulas`."""

    term: str
    count: int
    reference_count: int
    documents: int
    g2: float
    log_ratio: float
    diff_percent: float | None
    p: float
    dp: float | None


def word_counts(document: Document, words: Words) -> TermCounts:
    """Count the words that a segmenter finds in the body of a document; the size is in words.

    What has no letter or Han character (numbers, punctuation) is no word.
    """
    counts = Counter(word for unit in document.body for word in _words(unit.text, words))
    return TermCounts(counts, counts.total())


def piece_counts(document: Document, words: Words, *, length: int = PIECE) -> TermCounts:
    """Count the pieces of a document, of about ``length`` characters, that have a word.

    The size is in pieces. It is what a table of document frequencies can be set against.
    """
    counts: Counter[str] = Counter()
    n_pieces, size = 0, 0
    piece: set[str] = set()
    for unit in document.body:
        piece.update(_words(unit.text, words))
        size += len(unit.text)
        if size >= length:
            counts.update(piece)
            n_pieces, size, piece = n_pieces + 1, 0, set()
    counts.update(piece)
    return TermCounts(counts, n_pieces + (size > 0))


def given_counts(document: Document, terms: Sequence[str], *, longer: Sequence[str] = ()) -> TermCounts:
    """Count given terms as `count` does; the size is in characters."""
    text = running_text(document)
    around = [fold(other) for other in longer]
    counts = {
        term: count_term(text, fold(term), longer=[o for o in around if is_longer(o, fold(term))])
        for term in terms
    }
    return TermCounts({term: n for term, n in counts.items() if n}, characters(text))


def key_terms(
    target: Sequence[TermCounts],
    reference: Sequence[TermCounts],
    *,
    variant: str = "2-cell",
    min_count: int = 3,
    min_g2: float = 3.84,
    sort: str = "G2",
) -> list[KeyTerm]:
    """Compare the terms of two sets of documents.

    Args:
        target: the counts of each document that is asked about.
        reference: the counts of each document it is set against.
        variant: of G², ``2-cell`` or ``4-cell``.
        min_count: leave out terms that both sides together have less often.
        min_g2: leave out terms whose G² is nearer to 0 (3.84 is p < .05, 10.83 p < .001).
        sort: the statistic to sort by, the largest first; ties by term.

    Raises:
        UsageError: on an unknown variant or sort, or on a side without words.
    """
    _known(variant, G2_VARIANTS, "variant of G2")
    _known(sort, SORTS, "sort")
    here, there = _total(target), _total(reference)
    if not here.size or not there.size:
        side = "reference" if here.size else "target"
        raise UsageError(f"keyness: the {side} has no words. Give it documents with text.")
    terms = []
    for term in sorted({*here.counts, *there.counts}):
        a, b = here.counts.get(term, 0), there.counts.get(term, 0)
        if a + b >= min_count and abs(g2(a, b, here.size, there.size, variant=variant)) >= min_g2:
            terms.append(_key_term(term, target, here, there, variant))
    statistic = attrgetter({"G2": "g2"}.get(sort, sort))
    return sorted(terms, key=lambda t: (-statistic(t), t.term))


def keyness(terms: Iterable[KeyTerm], *, variant: str = "2-cell") -> Table:
    """Return key terms as rows.

    ``G2`` is negative for terms that are rarer in the target; ``variant`` says over which cells it
    is summed. ``DP`` tells how evenly a term is spread over the target's documents (0 even, 1 not).
    """
    rows = (
        (
            t.term,
            t.count,
            t.reference_count,
            t.documents,
            t.g2,
            variant,
            t.log_ratio,
            t.diff_percent,
            t.p,
            t.dp,
        )
        for t in terms
    )
    brief = ("term", "count", "reference_count", "G2", "log_ratio", "p", "DP")
    return Table("key terms", COLUMNS, rows, brief=brief)


def compared_terms(terms: Iterable[KeyTerm], *, variant: str = "2-cell") -> Table:
    """Return key terms as the shared and own terms of two sides, A the target and B the reference.

    ``status`` is shared, only A or only B; the other columns are those of `keyness`.
    """
    rows = (
        (_status(k), k.term, k.count, k.reference_count, k.g2, variant, k.log_ratio, k.diff_percent, k.p)
        for k in terms
    )
    return Table(
        "terms", COMPARED_COLUMNS, rows, brief=("status", "term", "count", "count_b", "G2", "log_ratio")
    )


def _status(term: KeyTerm) -> str:
    if term.count and term.reference_count:
        return "shared"
    return "only A" if term.count else "only B"


def _key_term(
    term: str, target: Sequence[TermCounts], here: TermCounts, there: TermCounts, variant: str
) -> KeyTerm:
    a, b = here.counts.get(term, 0), there.counts.get(term, 0)
    statistic = g2(a, b, here.size, there.size, variant=variant)
    per_document = [doc.counts.get(term, 0) for doc in target]
    return KeyTerm(
        term,
        a,
        b,
        sum(n > 0 for n in per_document),
        statistic,
        log_ratio(a, b, here.size, there.size),
        percent_difference(a, b, here.size, there.size),
        p_value(statistic),
        deviation_of_proportions(per_document, [doc.size for doc in target]),
    )


def _words(text: str, words: Words) -> Iterator[str]:
    return (fold(word) for word in words(text) if any(char.isalpha() for char in word))


def _total(documents: Sequence[TermCounts]) -> TermCounts:
    counts: Counter[str] = Counter()
    for doc in documents:
        counts.update(doc.counts)
    return TermCounts(counts, sum(doc.size for doc in documents))


def _known(name: str, names: Sequence[str], what: str) -> None:
    if name not in names:
        near = ", ".join(nearest(name, names) or names)
        raise UsageError(f"unknown {what} {name!r}. Did you mean {near}?")
