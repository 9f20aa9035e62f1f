"""Tables of agreement: a row for each dimension and each of its classes, and the disagreements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isnan, nan

from xzsc.coding import Coding
from xzsc.model import Cell, Table, distinct
from xzsc.reliability.alignment import AlignedUnit, align, dimensions
from xzsc.reliability.coefficients import (
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    holsti,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)

COLUMNS = (
    "dimension", "class", "coders", "n", "share", "agreement", "holsti", "kappa", "pi",
    "fleiss_kappa", "alpha", "alpha_ordinal", "alpha_interval", "alpha_ratio", "note",
)  # fmt: skip


def agreement(
    codings: Sequence[Coding],
    *,
    orders: Mapping[str, Sequence[str]] | None = None,
    nominal: Collection[str] = (),
) -> Table:
    """Return the coefficients of each dimension, then of each class against all the others.

    ``n`` counts the units that at least two coders coded, ``share`` is the part of these codings
    that chose the class. A coefficient that is not defined stays empty and ``note`` says why; it also
    tells how many units some coders left open, which only Holsti's coefficient counts.

    Args:
        codings: the sheets of two or more coders.
        orders: the classes from lowest to highest of the dimensions that are ordinal.
        nominal: dimensions that are neither ordered nor numbers, even if digits stand for their classes.
    """
    units = align(codings)
    rows: list[tuple[Cell, ...]] = []
    for dimension in dimensions(codings):
        ratings = [unit.values(dimension) for unit in units]
        order = (orders or {}).get(dimension)
        levels = (nan, nan, nan) if dimension in nominal else _alphas_of_levels(_pairable(ratings), order)
        whole = _row(dimension, "", ratings, levels)
        rows.append((*whole[:-1], _told(str(whole[-1]), sum(unit.left_open(dimension) for unit in units))))
        if _pairable(ratings):  # else its classes would say but the same again
            classes = _classes(ratings, order)
            rows += [_row(dimension, value, _against_rest(ratings, value)) for value in classes]
    brief = ("dimension", "class", "n", "agreement", "kappa", "alpha", "note")
    return Table("agreement", COLUMNS, rows, brief=brief, group="dimension")


def disagreements(codings: Sequence[Coding]) -> Table:
    """Return the units on which the coders differ, with the class that each of them gave.

    One who left open what another coded differs too, unless they differ on the role already.
    """
    units = align(codings)
    fixed = ("document", "code", "dimension", "text")
    coders = distinct(*fixed, *(coding.coder for coding in codings))[len(fixed) :]
    rows = [
        (unit.document, unit.code, dimension, *unit.values(dimension), unit.text)
        for dimension in dimensions(codings)
        for unit in units
        if _differs(unit, dimension)
    ]
    brief = ("code", "dimension", *coders, "text")
    columns = ("document", *brief)
    return Table("disagreements", columns, rows, brief=brief, group="document")


def _pairable(ratings: Ratings) -> Ratings:
    return [row for row in ratings if sum(given is not None for given in row) > 1]


def _row(
    dimension: str, value: str, ratings: Ratings, levels: Sequence[float] = (nan, nan, nan)
) -> tuple[Cell, ...]:
    pairable = _pairable(ratings)
    coders = len(ratings[0]) if ratings else 0
    two = coders == 2
    alpha = krippendorff_alpha(pairable)
    scores = (
        percent_agreement(pairable),
        holsti(ratings),
        cohen_kappa(pairable) if two else nan,
        scott_pi(pairable) if two else nan,
        fleiss_kappa(pairable),
        alpha,
        *levels,
    )
    share = _share(pairable) if value else None
    cells = [None if isnan(score) else score for score in scores]
    return dimension, value, coders, len(pairable), share, *cells, _note(pairable, alpha, scores[4])


def _alphas_of_levels(ratings: Ratings, order: Sequence[str] | None) -> tuple[float, float, float]:
    """Return α ordinal, interval and ratio, as far as the classes have an order or are numbers."""
    numbers = _numbers(ratings)
    levels = ("ordinal", "interval", "ratio")
    ordinal, interval, ratio = (
        krippendorff_alpha(numbers, level=level) if numbers else nan for level in levels
    )
    if order:
        ordinal = krippendorff_alpha(ratings, level="ordinal", order=_whole(order, ratings))
    return ordinal, interval, ratio


def _numbers(ratings: Ratings) -> list[tuple[float | None, ...]]:
    """Return the ratings as numbers, or nothing if one of them is none (scores from 1 to 5 are)."""
    try:
        return [tuple(None if value is None else float(value) for value in row) for row in ratings]
    except ValueError:
        return []


def _note(pairable: Ratings, alpha: float, fleiss: float) -> str:
    """Say why a coefficient is not defined; Fleiss' κ counts fewer units than the others."""
    if not pairable:
        return "undefined: no unit was coded by two coders"
    if isnan(alpha):
        return "undefined: every coding is the same class"
    if not isnan(fleiss):
        return ""
    whole = any(None not in row for row in pairable)
    why = (
        "on the units that all coded every coding is the same class" if whole else "no unit was coded by all"
    )
    return f"fleiss_kappa undefined: {why}"


def _told(note: str, left_open: int) -> str:
    return "; ".join(filter(None, (note, f"left open by some coders: {left_open}" if left_open else "")))


def _whole(order: Sequence[str], ratings: Ratings) -> list[str]:
    """Return the order with classes that it does not name at its end: a coder's own invention."""
    used = {str(value) for row in ratings for value in row if value is not None}
    return [*order, *sorted(used.difference(order))]


def _against_rest(ratings: Ratings, value: str) -> list[tuple[int | None, ...]]:
    return [tuple(None if given is None else int(given == value) for given in row) for row in ratings]


def _share(ratings: Ratings) -> float | None:
    given = [int(value) for row in ratings for value in row if value is not None]
    return sum(given) / len(given) if given else None


def _classes(ratings: Ratings, order: Sequence[str] | None) -> Iterator[str]:
    used = Counter(str(value) for row in ratings for value in row if value is not None)
    for value in order or ():
        if used.pop(value, 0):
            yield value
    yield from sorted(used, key=lambda value: (-used[value], value))


def _differs(unit: AlignedUnit, dimension: str) -> bool:
    return len({value for value in unit.values(dimension) if value}) > 1 or unit.left_open(dimension)
