"""The assignment problem: give every row its own column so that the sum is greatest."""

from __future__ import annotations

from collections.abc import Sequence


def assign(gain: Sequence[Sequence[float]]) -> list[int]:
    """Return for every row the column it gets (Kuhn-Munkres with potentials, O(rows² · columns)).

    >>> assign([[3.0, 2.0, 0.0], [3.0, 0.0, 0.0]])
    [1, 0]

    Args:
        gain: what a row gains from a column; at least as many columns as rows.
    """
    if not gain:
        return []
    rows, columns = len(gain), len(gain[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)  # the row (from 1) that holds a column; column 0 is the one to place
    for row in range(1, rows + 1):
        owner[0] = row
        way = _cheapest_way(gain, row_price, column_price, owner)
        column = way[0]
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    found = [-1] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            found[owner[column] - 1] = column - 1
    return found


def _cheapest_way(
    gain: Sequence[Sequence[float]], row_price: list[float], column_price: list[float], owner: Sequence[int]
) -> list[int]:
    """Return the chain of exchanges that places one more row; way[0] is the free column it ends at."""
    columns = len(column_price) - 1
    slack, way, used = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
    at = 0
    while owner[at]:
        used[at] = True
        row, delta, nearest = owner[at], float("inf"), 0
        for column in range(1, columns + 1):
            if used[column]:
                continue
            cost = -gain[row - 1][column - 1] - row_price[row] - column_price[column]
            if cost < slack[column]:
                slack[column], way[column] = cost, at
            if slack[column] < delta:
                delta, nearest = slack[column], column
        for column in range(columns + 1):
            if used[column]:
                row_price[owner[column]] += delta
                column_price[column] -= delta
            else:
                slack[column] -= delta
        at = nearest
    way[0] = at
    return way
