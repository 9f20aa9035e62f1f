"""The formulas of text statistics, each with its source.

A value that is not defined (nothing to divide by) is ``None``.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, fsum, log, log2, pi, sqrt

G2_VARIANTS = ("2-cell", "4-cell")
ZERO_REFERENCE = 0.5
"""What Hardie puts for a count of 0 in the reference, so that a ratio can be taken."""


def g2(a: float, b: float, c: float, d: float, *, variant: str = "2-cell") -> float:
    """Return the log-likelihood G² of a term, negative where it is rarer in the target.

    Args:
        a: count in the target.
        b: count in the reference.
        c: size of the target.
        d: size of the reference.
        variant: ``2-cell`` sums over the two counts of the term, ``4-cell`` also over the two
            counts of everything else. No correction in either.

    References:
        Dunning (1993), Computational Linguistics 19 (four cells); Rayson and Garside (2000),
        Workshop on Comparing Corpora (two cells).
    """
    cells = [(a, c * (a + b) / (c + d)), (b, d * (a + b) / (c + d))]
    if variant == "4-cell":
        rest = c + d - a - b
        cells += [(c - a, c * rest / (c + d)), (d - b, d * rest / (c + d))]
    value = 2 * fsum(observed * log(observed / expected) for observed, expected in cells if observed)
    return -max(value, 0.0) if a * d < b * c else max(value, 0.0)


def p_value(statistic: float) -> float:
    """Return the chance of a χ² this large or larger with one degree of freedom."""
    return erfc(sqrt(abs(statistic) / 2))


def chi_squared(table: Sequence[Sequence[float]]) -> tuple[float, int] | None:
    """Return Pearson's χ² of a table of counts and its degrees of freedom, without correction.

    Rows and columns that are all 0 are left out.
    """
    rows = [[float(cell) for cell in row] for row in table if any(row)]
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    if len(rows) < 2 or len(columns) < 2:
        return None
    cells = list(zip(*columns, strict=True))
    total = fsum(map(fsum, cells))
    expected = [[fsum(row) * fsum(column) / total for column in columns] for row in cells]
    value = fsum(
        (o - e) ** 2 / e for a, b in zip(cells, expected, strict=True) for o, e in zip(a, b, strict=True)
    )
    return value, (len(rows) - 1) * (len(columns) - 1)


def chi_squared_p(statistic: float, degrees: int) -> float:
    """Return the chance of a χ² this large or larger with some degrees of freedom.

    The upper incomplete gamma function ``Q(df/2, χ²/2)``, by its recurrence from df 1 or 2.
    """
    half = statistic / 2
    term = sqrt(half / pi) * exp(-half) * 2 if degrees % 2 else exp(-half)
    p = erfc(sqrt(half)) if degrees % 2 else 0.0
    for step in range(1 if degrees % 2 else 0, degrees - 1, 2):
        p += term
        term *= half / ((step + 2) / 2)
    return min(p, 1.0)


def cramers_v(table: Sequence[Sequence[float]]) -> float | None:
    """Return Cramér's V: 0 for two dimensions that have nothing to do with each other, 1 at most."""
    found = chi_squared(table)
    if found is None:
        return None
    rows = sum(any(row) for row in table)
    columns = sum(any(column) for column in zip(*table, strict=True))
    return sqrt(found[0] / fsum(map(fsum, table)) / (min(rows, columns) - 1))


def log_ratio(a: float, b: float, c: float, d: float) -> float:
    """Return the binary logarithm of the ratio of relative frequencies (Hardie): 1 is twice as often.

    A count of 0 is taken as 0.5.
    """
    return log2(((a or ZERO_REFERENCE) / c) / ((b or ZERO_REFERENCE) / d))


def percent_difference(a: float, b: float, c: float, d: float) -> float | None:
    """Return %DIFF, by how many percent a term is more frequent in the target (Gabrielatos, Marchi 2012)."""
    return (a / c - b / d) / (b / d) * 100 if b else None


def deviation_of_proportions(counts: Sequence[float], sizes: Sequence[float]) -> float | None:
    """Return Gries' DP: 0 for a term spread as the texts are long, towards 1 for one in a single text.

    References:
        Gries (2008), International Journal of Corpus Linguistics 13.
    """
    total, whole = fsum(counts), fsum(sizes)
    if not total or len(counts) < 2:
        return None
    return fsum(abs(n / total - size / whole) for n, size in zip(counts, sizes, strict=True)) / 2


def jaccard(together: float, a: float, b: float) -> float:
    """Return the share of the units with either term that have both."""
    return together / (a + b - together)


def equivalence(together: float, a: float, b: float) -> float:
    """Return the equivalence index ``c² / (a·b)`` of co-word analysis (Callon, Courtial, Laville 1991)."""
    return together * together / (a * b)


def ochiai(together: float, a: float, b: float) -> float:
    """Return Ochiai's coefficient ``c / √(a·b)``, the cosine of two terms."""
    return together / sqrt(a * b)
