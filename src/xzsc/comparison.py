"""Two sides compared: which measures they share, which were changed, which stand on one side only.

Measures are matched by the cosine of their character bigrams, weighted by TF-IDF over both sides
(``tf · (ln((1 + n) / (1 + df)) + 1)``): bigrams need no segmentation, and the weights keep 推进 and
加快 from making everything alike. A pair is ``same`` from `SAME` up, ``changed`` from `CHANGED` up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, log, sqrt

from xzsc.model import PROVENANCE, Cell, Document, Measure, Table, provenance
from xzsc.occurrences import fold

SAME, CHANGED = 0.9, 0.3
"""Of 14 pairs of a national and provincial reports between .25 and .30 nine meant the same action, of
six between .30 and .35 all."""
STATUSES = ("same", "changed", "only A", "only B")
_SIDE = ("document", "code", "text", "theme", "instrument", "strength")
COLUMNS = (
    *("status", "score", *_SIDE, *(f"{name}_b" for name in _SIDE)),
    *(*PROVENANCE, *(f"{name}_b" for name in PROVENANCE)),
)

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Match:
    """Two texts that say alike, or one without a partner: places in the lists of both sides."""

    a: int | None
    b: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Item:
    """A measure with its document."""

    document: Document
    measure: Measure


def match(
    texts_a: Sequence[str], texts_b: Sequence[str], *, threshold: float = CHANGED, one_to_one: bool = False
) -> list[Match]:
    """Pair texts of two sides with the ones most like them.

    Args:
        texts_a: of the one side.
        texts_b: of the other side.
        threshold: pairs that are less alike are no pairs.
        one_to_one: leave a text whose likes all have a better partner alone; else it is paired with
            the one most like it, so that a text stands alone only if nothing is like it.

    Returns:
        The texts of A in their order, with or without a partner, then those of B that are left.
    """
    pairs = sorted(
        _alike(_vectors(texts_a, texts_b), len(texts_a), threshold),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    partner_a: dict[int, tuple[int, float]] = {}
    partner_b: dict[int, tuple[int, float]] = {}
    for score, a, b in pairs:
        if a not in partner_a and b not in partner_b:
            partner_a[a], partner_b[b] = (b, score), (a, score)
    left = [b for b in range(len(texts_b)) if b not in partner_b]
    for score, a, b in () if one_to_one else pairs:
        partner_a.setdefault(a, (b, score))
        partner_b.setdefault(b, (a, score))
    found = [Match(a, *partner_a.get(a, (None, 0.0))) for a in range(len(texts_a))]
    rest = ((b, *partner_b.get(b, (None, 0.0))) for b in left)
    return found + [Match(a, b, score) for b, a, score in rest]


def compare_measures(
    side_a: Sequence[Item],
    side_b: Sequence[Item],
    *,
    same: float = SAME,
    changed: float = CHANGED,
    one_to_one: bool = False,
) -> Table:
    """Return a row for each pair of measures and for each measure that nothing on the other side is like.

    The columns that end in ``_b`` belong to the second side. A measure may stand in several rows:
    one that the other side split in two, say; with ``one_to_one`` it stands in one.
    """
    found = match(
        [item.measure.unit.text for item in side_a],
        [item.measure.unit.text for item in side_b],
        threshold=changed,
        one_to_one=one_to_one,
    )
    rows = (_row(pair, side_a, side_b, same) for pair in found)
    brief = ("status", "score", "code", "text", "code_b", "text_b")
    return Table("comparison", COLUMNS, rows, brief=brief)


def _row(pair: Match, side_a: Sequence[Item], side_b: Sequence[Item], same: float) -> tuple[Cell, ...]:
    a = side_a[pair.a] if pair.a is not None else None
    b = side_b[pair.b] if pair.b is not None else None
    status = ("same" if pair.score >= same else "changed") if a and b else "only A" if a else "only B"
    score = round(pair.score, 4) if a and b else None
    return status, score, *_cells(a), *_cells(b), *_place(a), *_place(b)


def _cells(item: Item | None) -> tuple[Cell, ...]:
    if item is None:
        return ("",) * len(_SIDE)
    measure = item.measure
    unit = measure.unit
    return item.document.id, unit.code, unit.text, measure.theme, measure.instrument, measure.strength


def _place(item: Item | None) -> tuple[Cell, ...]:
    if item is None:
        return (None,) * len(PROVENANCE)
    return provenance(item.document.source, item.measure.unit.spans)


def _vectors(texts_a: Sequence[str], texts_b: Sequence[str]) -> list[Vector]:
    """Return the bigram vectors of A, then those of B, each of length 1."""
    bags = [_bigrams(text) for text in (*texts_a, *texts_b)]
    found_in = Counter(bigram for bag in bags for bigram in bag)
    weight = {bigram: log((1 + len(bags)) / (1 + n)) + 1 for bigram, n in found_in.items()}
    return [_unit({bigram: n * weight[bigram] for bigram, n in bag.items()}) for bag in bags]


def _bigrams(text: str) -> Counter[str]:
    """Count the pairs of neighbouring letters and digits; one letter alone counts as itself."""
    letters = "".join(char if char.isalnum() else " " for char in fold(text))
    pairs = Counter(a + b for word in letters.split() for a, b in pairwise(word))
    return pairs or Counter(letters.split())


def _unit(vector: Vector) -> Vector:
    length = sqrt(fsum(value * value for value in vector.values()))
    return {bigram: value / length for bigram, value in vector.items()}


def _alike(vectors: Sequence[Vector], n_a: int, threshold: float) -> Iterator[tuple[float, int, int]]:
    """Yield (cosine, place in A, place in B) of the pairs that reach the threshold."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for b, vector in enumerate(vectors[n_a:]):
        for bigram, value in vector.items():
            postings[bigram].append((b, value))
    for a, vector in enumerate(vectors[:n_a]):
        scores: dict[int, float] = defaultdict(float)
        for bigram, value in vector.items():
            for b, other in postings.get(bigram, ()):
                scores[b] += value * other
        # The sum of products may pass 1 by a rounding error.
        yield from ((min(round(score, 9), 1.0), a, b) for b, score in scores.items() if score >= threshold)
