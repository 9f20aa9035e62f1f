"""Coefficients of agreement between coders.

Every function takes one row per unit with one value per coder, ``None`` where a coder gave none,
and returns nan where the coefficient is not defined (nobody disagrees because only one class was
used, or no unit was coded twice): perfect agreement on a constant shows nothing about a codebook.

References:
    Holsti (1969), Content Analysis for the Social Sciences and Humanities.
    Scott (1955), Public Opinion Quarterly 19; Cohen (1960), Educational and Psychological
    Measurement 20; Fleiss (1971), Psychological Bulletin 76.
    Hayes and Krippendorff (2007), Communication Methods and Measures 1: α by coincidences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import fsum, nan

Value = str | int | float
Rating = Sequence[Value | None]
Ratings = Sequence[Rating]
Metric = Callable[[Value, Value], float]
Coincidences = dict[tuple[Value, Value], float]


def percent_agreement(ratings: Ratings) -> float:
    """Return the share of pairs of codings that agree; of two coders, the share of units.

    >>> percent_agreement([("a", "a"), ("a", "b"), ("b", None)])
    0.5
    """
    pairs = [pair for row in ratings for pair in combinations(_given(row), 2)]
    return _ratio(sum(a == b for a, b in pairs), len(pairs))


def holsti(ratings: Ratings) -> float:
    """Return Holsti's coefficient ``2M / (N1 + N2)``, for more coders the mean over their pairs.

    ``N1`` and ``N2`` count all that each coder coded, so a unit that only one of them coded
    lowers the coefficient; where both coded everything it equals the percent agreement.
    """
    scores = [_holsti(pair) for pair in _coder_pairs(ratings)]
    return fsum(scores) / len(scores) if scores else nan


def cohen_kappa(ratings: Ratings) -> float:
    """Return Cohen's κ of two coders: chance from the classes that each of them used.

    Raises:
        ValueError: if there are not exactly two coders.
    """
    both = _coded_by_two(ratings)
    first = Counter(a for a, _ in both)
    second = Counter(b for _, b in both)
    expected = fsum(first[value] * second[value] for value in first)
    return _beyond_chance(percent_agreement(both), _ratio(expected, len(both) ** 2))


def scott_pi(ratings: Ratings) -> float:
    """Return Scott's π of two coders: chance from the classes that both used together.

    Raises:
        ValueError: if there are not exactly two coders.
    """
    both = _coded_by_two(ratings)
    pooled = Counter(value for row in both for value in row)
    expected = fsum(count * count for count in pooled.values())
    return _beyond_chance(percent_agreement(both), _ratio(expected, (2 * len(both)) ** 2))


def fleiss_kappa(ratings: Ratings) -> float:
    """Return Fleiss' κ over the units that every coder coded."""
    complete = [row for row in ratings if None not in row and len(row) > 1]
    pooled = Counter(value for row in complete for value in row)
    expected = fsum(count * count for count in pooled.values())
    return _beyond_chance(percent_agreement(complete), _ratio(expected, pooled.total() ** 2))


def krippendorff_alpha(
    ratings: Ratings, *, level: str = "nominal", order: Sequence[Value] | None = None
) -> float:
    """Return Krippendorff's α for any number of coders, with values missing or not.

    Args:
        ratings: one row per unit, one value per coder.
        level: nominal, ordinal, interval or ratio.
        order: the values from lowest to highest for the ordinal level; sorted if not given.

    Raises:
        ValueError: on an unknown level, or on a value that the order does not name.
    """
    coincidences = coincidence_matrix(ratings)
    totals: dict[Value, float] = defaultdict(float)
    for (value, _), weight in coincidences.items():
        totals[value] += weight
    difference = _metric(level, totals, order)
    total = fsum(totals.values())
    observed = fsum(weight * difference(*pair) for pair, weight in coincidences.items())
    expected = fsum(2 * totals[a] * totals[b] * difference(a, b) for a, b in combinations(totals, 2))
    return 1 - (total - 1) * observed / expected if expected else nan


def coincidence_matrix(ratings: Ratings) -> Coincidences:
    """Return the weights ``o_ck`` of Krippendorff: each unit spreads as many as it has codings."""
    matrix: Coincidences = defaultdict(float)
    for row in ratings:
        given = _given(row)
        for here, first in enumerate(given):
            for there, second in enumerate(given):
                if here != there:
                    matrix[first, second] += 1 / (len(given) - 1)
    return matrix


def _metric(level: str, totals: Mapping[Value, float], order: Sequence[Value] | None) -> Metric:
    if level == "nominal":
        return lambda a, b: float(a != b)
    if level == "ordinal":
        return _ordinal(totals, order)
    if level == "interval":
        return lambda a, b: (float(a) - float(b)) ** 2
    if level == "ratio":
        return _ratio_difference
    raise ValueError(f"unknown level {level}; levels are nominal, ordinal, interval, ratio")


def _ordinal(totals: Mapping[Value, float], order: Sequence[Value] | None) -> Metric:
    """Return the squared number of codings between two ranks, half of each end counted."""
    if order is None:
        order = sorted(totals, key=lambda value: (isinstance(value, str), value))
    unnamed = [value for value in totals if value not in order]
    if unnamed:
        raise ValueError(f"the order does not name {unnamed[0]}")
    rank, below = {}, 0.0
    for value in order:
        count = totals.get(value, 0.0)
        rank[value] = below + count / 2
        below += count
    return lambda a, b: (rank[a] - rank[b]) ** 2


def _ratio_difference(a: Value, b: Value) -> float:
    total = float(a) + float(b)
    return ((float(a) - float(b)) / total) ** 2 if total else 0.0


def _holsti(pair: Ratings) -> float:
    agreed = sum(a is not None and a == b for a, b in pair)
    return _ratio(2 * agreed, sum(value is not None for row in pair for value in row))


def _coder_pairs(ratings: Ratings) -> list[list[tuple[Value | None, Value | None]]]:
    coders = len(ratings[0]) if ratings else 0
    return [[(row[a], row[b]) for row in ratings] for a, b in combinations(range(coders), 2)]


def _coded_by_two(ratings: Ratings) -> list[list[Value]]:
    if any(len(row) != 2 for row in ratings):
        raise ValueError("this coefficient is for two coders")
    return [given for row in ratings if len(given := _given(row)) == 2]


def _given(row: Rating) -> list[Value]:
    return [value for value in row if value is not None]


def _beyond_chance(observed: float, expected: float) -> float:
    return (observed - expected) / (1 - expected) if expected != 1 else nan


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan
