"""The reading order of a page: columns and blocks found from where the lines stand.

A page is cut recursively. Where an empty vertical strip (a gutter) parts a region, its columns are read
from left to right. Where lines that span the page block the gutter (a title above two columns), the
longest run of rows that share a gutter is cut out, and what stands above and below it is read before and
after. Rows of short cells are a table, not columns: they are read row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

GUTTER = 0.7
"""Least width of a gutter, in line heights; letters stand closer, columns of print further apart."""
COLUMN = 6.0
"""Least median width of a column's lines, in line heights: narrower ones are cells of a table."""
ALIKE = 0.7
"""Of gutters at least so wide, compared with the widest, the one with most lines beside it counts."""
STRIP = 1.5
"""Least height of an empty strip that parts blocks, in line heights."""
INDENT = (1.3, 3.2)
"""A first line set in by two characters, in line heights; it is shown by two U+3000."""

RESIZED = 1.3
"""A line whose letters are so much larger or smaller than those before opens a new paragraph."""


class Piece(NamedTuple):
    """A stretch of a line: its box, ``top`` counted down the page, and its text."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """Height of the line."""
        return self.bottom - self.top


Row = list[Piece]


def reading_order(pieces: Sequence[Piece]) -> list[str]:
    """Return the lines of a page in the order in which a person reads them."""
    if not pieces:
        return []
    unit = median(piece.height for piece in pieces) or 1.0
    return [line for block in _blocks(list(pieces), unit) for line in _lines(block, unit)]


def _blocks(pieces: list[Piece], unit: float) -> Iterator[list[Row]]:
    """Yield the blocks of rows that are read one after the other."""
    rows = _rows(pieces)
    cut = _columns(rows, unit)
    if cut is None:
        yield rows
        return
    strip = _strip(rows, unit)
    if strip and not _headlines(rows[:strip], unit):
        yield from _blocks(_flat(rows[:strip]), unit)
        yield from _blocks(_flat(rows[strip:]), unit)
        return
    first, last, gutter = cut
    if first:
        yield from _blocks(_flat(rows[:first]), unit)
    middle = _flat(rows[first:last])
    yield from _blocks([piece for piece in middle if piece.x1 <= gutter], unit)
    yield from _blocks([piece for piece in middle if piece.x1 > gutter], unit)
    if last < len(rows):
        yield from _blocks(_flat(rows[last:]), unit)


def _flat(rows: Sequence[Row]) -> list[Piece]:
    return [piece for row in rows for piece in row]


def _rows(pieces: list[Piece]) -> list[Row]:
    """Group pieces whose heights overlap by half or more into rows, top down."""
    rows: list[Row] = []
    floor = 0.0
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.x0)):
        middle = (piece.top + piece.bottom) / 2
        if rows and middle < floor:
            rows[-1].append(piece)
        else:
            rows.append([piece])
            floor = piece.bottom
    for row in rows:
        row.sort(key=lambda piece: (piece.x0, piece.top))
    return rows


def _strip(rows: list[Row], unit: float) -> int:
    """Return the index of the row below the highest empty strip across a region with columns, or 0.

    Such a strip, much higher than the space between lines, parts one article from the next, or the text
    from a page number; columns do not run on across it.
    """
    bottoms = [max(piece.bottom for piece in row) for row in rows]
    spaces = [
        min(piece.top for piece in row) - bottom for bottom, row in zip(bottoms, rows[1:], strict=False)
    ]
    if not spaces:
        return 0
    widest = max(spaces)
    return spaces.index(widest) + 1 if widest >= STRIP * unit and widest >= 2.5 * median(spaces) else 0


def _headlines(rows: list[Row], unit: float) -> bool:
    """Tell whether rows are titles (and bylines) side by side, which head the columns below them."""
    large = any(len(row) > 1 and min(piece.height for piece in row) > RESIZED * unit for row in rows)
    return large and len(rows) <= 4 and all(len(row) > 1 for row in rows)


def _columns(rows: list[Row], unit: float) -> tuple[int, int, float] | None:
    """Return the longest run of rows (first, after the last) that shares a gutter, and the gutter.

    Lines set in the middle (a byline) open no run, and large ones (a headline) end it: they head the
    columns below them, even where they cross none of the gutters.
    """
    best: tuple[int, int, float] | None = None
    everything = _flat(rows)
    left, right = min(piece.x0 for piece in everything), max(piece.x1 for piece in everything)
    centred = [len(row) == 1 and abs(row[0].x0 + row[0].x1 - left - right) < 2 * unit for row in rows]
    heads = [alone and row[0].height > RESIZED * unit for alone, row in zip(centred, rows, strict=True)]
    most = 2
    for first in range(len(rows)):
        if len(rows) - first <= most:
            break
        if centred[first] or (best and first < best[1] and len(rows[first]) < 2):
            continue
        headline = heads.index(True, first) if True in heads[first:] else len(rows)
        last, gutter, both = _run(rows[:headline], first, unit, right - left)
        if gutter is not None and both > most:
            best, most = (first, last, gutter), both
    return best


def _run(rows: list[Row], first: int, unit: float, width: float) -> tuple[int, float | None, int]:
    """Extend a run of rows from the first one as long as a gutter is left; count rows with both sides."""
    covered: list[tuple[float, float]] = []
    last, gutters = first, list[float]()
    for at in range(first, len(rows)):
        covered = _union(covered, rows[at])
        gaps = [(b - a, (a + b) / 2) for (_, a), (b, _) in pairwise(covered) if b - a >= GUTTER * unit]
        if gaps:
            wide = ALIKE * max(gaps)[0]
            last, gutters = at + 1, [middle for gap, middle in gaps if gap >= wide]
        elif gutters or len(rows[at]) > 1 or covered[-1][1] - covered[0][0] > width - GUTTER * unit:
            break  # what is covered only grows: no gutter can open any more
    counted = [(_both(rows[first:last], gutter, unit), gutter) for gutter in gutters]
    both, gutter = max(counted, default=(0, 0.0))
    return last, gutter if both else None, both


def _both(rows: list[Row], gutter: float, unit: float) -> int:
    """Return how many lines stand on both sides of a gutter at least; 0 where it parts no columns."""
    left = [piece for row in rows for piece in row if piece.x1 <= gutter]
    right = [piece for row in rows for piece in row if piece.x1 > gutter]
    if not (_is_column(left, unit) and _is_column(right, unit)):
        return 0
    overlap = min(max(p.bottom for p in left), max(p.bottom for p in right)) - max(
        min(p.top for p in left), min(p.top for p in right)
    )
    return min(len(left), len(right)) if overlap > 0 else 0


def _is_column(pieces: list[Piece], unit: float) -> bool:
    """Tell whether pieces are lines of running text rather than the cells of a table."""
    return len(pieces) >= 2 and median(piece.x1 - piece.x0 for piece in pieces) >= COLUMN * unit


def _union(covered: list[tuple[float, float]], row: Row) -> list[tuple[float, float]]:
    """Add the extents of a row to disjoint, sorted intervals."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted([*covered, *((piece.x0, piece.x1) for piece in row)]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _lines(rows: list[Row], unit: float) -> Iterator[str]:
    """Yield the rows as text; a line that is set in like the first of a paragraph gets two U+3000.

    Two empty lines stand where the size of the letters changes, as from a title to the authors.
    """
    left = _left([row[0].x0 for row in rows], unit)
    before = 0.0
    for row in rows:
        size = max(piece.height for piece in row)
        if before and max(size, before) > RESIZED * min(size, before):
            yield from ("", "")
        before = size
        line = " ".join(piece.text for piece in row)
        indent = (row[0].x0 - left) / unit
        set_in = INDENT[0] <= indent <= INDENT[1] and len(rows) > 2
        yield "　　" + line if set_in else line


def _left(starts: Sequence[float], unit: float) -> float:
    """Return where full lines begin: furthest left but for a line alone, such as a running head."""
    return next(
        (x0 for x0 in sorted(starts) if sum(0 <= other - x0 < unit / 4 for other in starts) > 1), min(starts)
    )
