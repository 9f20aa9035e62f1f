"""A coding against a gold coding: precision, recall and F1 of each class, and the confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import fsum

from xzsc.coding import ROLE, CodedUnit, Coding
from xzsc.errors import UsageError, nearest
from xzsc.model import Cell, Table, distinct
from xzsc.reliability.alignment import AlignedUnit, align, dimensions

COLUMNS = ("dimension", "class", "precision", "recall", "f1", "support", "predicted", "correct")
MACRO, MICRO, ACCEPTED = "macro", "micro", "accepted"
SECOND = "_2"
"""What the name of a dimension's second value ends with."""

Pair = tuple[str, str]
"""(gold class, coded class); "" where there is none."""


def evaluation(gold: Coding, coded: Coding) -> Table:
    """Return precision, recall and F1 of each class of each dimension.

    Units that the gold coding lacks are left out, and those it has `left_open`; units that the coding
    lacks count as missed.
    Two rows close a dimension: ``macro`` is the mean over the classes that the gold has (a class
    that was never coded has precision 0 there), ``micro`` counts all classes together. A third,
    ``accepted``, stands where the gold has a second value (theme and theme_2): there either of
    the two is right. A precision or recall over nothing stays empty.
    """
    rows: list[tuple[Cell, ...]] = []
    for dimension in dimensions((gold, coded)):
        pairs = _pairs(gold, coded, dimension)
        rows += _rows(dimension, pairs)
        if pairs and dimension + SECOND in gold.dimensions:
            rows.append(_accepted(gold, coded, dimension))
    brief = ("dimension", "class", "precision", "recall", "f1", "support")
    return Table("evaluation", COLUMNS, rows, brief=brief, group="dimension")


def confusion(gold: Coding, coded: Coding, *, dimension: str) -> Table:
    """Return how often each gold class (rows) was coded as each class (columns).

    The row or column ``-`` holds the units with no class on that side.

    Raises:
        UsageError: not both of them coded the dimension.
    """
    known = dimensions((gold, coded))
    if dimension not in known:
        near = ", ".join(nearest(dimension, known) or known)
        raise UsageError(f"{dimension}: no dimension that both codings have. Did you mean {near}?")
    pairs = Counter(_pairs(gold, coded, dimension))
    golden = _by_count(a for a, _ in pairs.elements())
    columns = [*golden, *(b for b in _by_count(b for _, b in pairs.elements()) if b not in golden)]
    rows: list[tuple[Cell, ...]] = [(a or "-", *(pairs[a, b] for b in columns)) for a in golden]
    return Table(f"confusion {dimension}", distinct("gold", *(b or "-" for b in columns)), rows)


def left_open(gold: Coding) -> list[CodedUnit]:
    """Return the units not coded yet."""
    return [unit for unit in gold.units if unit.unset]


def unmatched(gold: Coding, coded: Coding) -> tuple[int, int]:
    """Return how many units only the gold has, and how many only the coding has."""
    units = [unit.codings for unit in align((gold, coded))]
    return sum(b is None for _, b in units), sum(a is None for a, _ in units)


def _units(gold: Coding, coded: Coding) -> list[AlignedUnit]:
    """The units that the gold coded, with what the other made of them."""
    unset = {id(unit) for unit in left_open(gold)}
    return [unit for unit in align((gold, coded)) if unit.codings[0] and id(unit.codings[0]) not in unset]


def _pairs(gold: Coding, coded: Coding, dimension: str) -> list[Pair]:
    found = (unit.values(dimension) for unit in _units(gold, coded))
    # Each unit has a role, so an empty one is open; it may well be without a theme.
    return [(a or "", b or "") for a, b in found if a or (b and dimension != ROLE)]


def _rows(dimension: str, pairs: Sequence[Pair]) -> list[tuple[Cell, ...]]:
    support = Counter(a for a, _ in pairs if a)
    predicted = Counter(b for _, b in pairs if b)
    correct = Counter(a for a, b in pairs if a == b)
    names = [*_by_count(support.elements()), *sorted(set(predicted) - set(support))]
    rows = [_row(dimension, name, support[name], predicted[name], correct[name]) for name in names]
    if not rows:
        return []
    macro = _macro(rows[: len(support)])
    totals = support.total(), predicted.total(), correct.total()
    return [*rows, (dimension, MACRO, *macro, *totals), _row(dimension, MICRO, *totals)]


def _row(dimension: str, name: str, support: int, predicted: int, correct: int) -> tuple[Cell, ...]:
    precision = correct / predicted if predicted else None
    recall = correct / support if support else None
    f1 = 2 * correct / (support + predicted)
    return dimension, name, precision, recall, f1, support, predicted, correct


def _accepted(gold: Coding, coded: Coding, dimension: str) -> tuple[Cell, ...]:
    units = _units(gold, coded)
    right = [{unit.values(name)[0] for name in (dimension, dimension + SECOND)} - {None} for unit in units]
    given = [unit.values(dimension)[1] for unit in units]
    correct = sum(value in accepted for value, accepted in zip(given, right, strict=True))
    return _row(dimension, ACCEPTED, sum(map(bool, right)), sum(map(bool, given)), correct)


def _macro(rows: Sequence[tuple[Cell, ...]]) -> list[Cell]:
    if not rows:
        return [None, None, None]
    return [fsum(float(row[k] or 0) for row in rows) / len(rows) for k in (2, 3, 4)]


def _by_count(values: Iterable[str]) -> list[str]:
    counts = Counter(values)
    return sorted(counts, key=lambda value: (-counts[value], value))
