"""Linear models on hashed features: small tables of int8 weights, and how they are summed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xzsc.measures.features import BITS
from xzsc.measures.grams import Grams, GramTable, one_by_one

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int32]

_CHUNK = 1 << 13
"""So many weights are summed at a time: they stay in the cache, and their sums in `_LANE`."""
_LANE, _LANES = 21, 3
"""Sums of `_CHUNK` weights of a byte take 21 bits: an integer holds three, which are added at once."""
_MOST = 47_000
"""A layer keeps no more buckets: the shipped file stays under 2 MB, and two bytes tell them apart."""


@dataclass(slots=True)
class _Held:
    """What a layer keeps for its work: another form of its table, and how many weights it summed."""

    n_summed: int = 0
    lanes: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One table of weights: a row per kept bucket, a column per class.

    Args:
        index: for every bucket the row of ``table``, 0 for the buckets that were dropped.
        table: int8 weights; row 0 is zero.
        scale: what one step of a weight is worth, per class.
        bias: added to every sentence, per class.
    """

    index: NDArray[np.uint16]
    table: NDArray[np.int8]
    scale: Floats
    bias: Floats
    _held: _Held = field(default_factory=lambda: _Held(), repr=False, compare=False)

    def sums(self, grams: Grams, n_rows: int) -> Floats:
        """Return for each sentence the sum of the weights of its features, without the bias.

        Args:
            grams: the features.
            n_rows: how many sentences.
        """
        import numpy as np

        table = self._lanes() if self._pays(grams.ids) else self.table
        total = np.zeros((n_rows, len(self.scale)), dtype=np.float32)
        where = self.index[grams.ids]
        kept = np.flatnonzero(where)
        rows, where = grams.rows[kept], where[kept]
        for start in range(0, len(rows), _CHUNK):
            _add(total, rows[start : start + _CHUNK], table.take(where[start : start + _CHUNK], axis=0))
        return total * self.scale

    def table_sums(self, found: GramTable, n_rows: int) -> Floats:
        """Return the same as `sums` for the n-grams in a table."""
        import numpy as np

        if not self._pays(found.ids):
            return self.sums(one_by_one(found), n_rows)
        table = self._lanes()
        # Row 0 of the table is zero.
        where = self.index[found.ids] * found.whole
        total = np.zeros((n_rows, len(self.scale)), dtype=np.float32)
        for rows, columns in _runs(found, where):
            step = _CHUNK // len(where)
            for start in range(0, len(rows), step):
                shortest, *longer = columns[:, start : start + step]
                weights = table.take(shortest, axis=0)
                for each in longer:
                    weights += table.take(each, axis=0)
                _add(total, rows[start : start + step], weights)
        return total * self.scale

    def _pays(self, ids: NDArray[Any]) -> bool:
        """Return whether lanes pay: to lay them out takes longer than to sum the weights of a short text."""
        self._held.n_summed += ids.size
        return self._held.n_summed > len(self.table)

    def _lanes(self) -> NDArray[np.int64]:
        """Return the table with the weights of several classes in one integer."""
        import numpy as np

        if self._held.lanes is None:
            n = len(self.scale)
            width = -(-n // _LANES)
            packed = self.table[:, :width].astype(np.int64)
            for lane in range(1, -(-n // width)):
                part = self.table[:, lane * width : min((lane + 1) * width, n)]
                packed[:, : part.shape[1]] += np.left_shift(part, lane * _LANE, dtype=np.int64)
            self._held.lanes = packed
        return self._held.lanes


def _runs(found: GramTable, where: NDArray[np.uint16]) -> Iterator[tuple[Ints, NDArray[np.uint16]]]:
    """Yield columns whose rows never descend."""
    import numpy as np

    n = found.n_plain
    yield found.rows[:n], where[:, :n]
    order = np.argsort(found.rows[n:], kind="stable")
    yield found.rows[n:][order], where[:, n:][:, order]


def _add(total: Floats, rows: Ints, weights: NDArray[Any]) -> None:
    """Add up weights, alone or several in one integer, for each row, rows that never descend."""
    import numpy as np

    firsts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    if weights.dtype == np.int8:
        total[rows[firsts]] += np.add.reduceat(weights, firsts, axis=0, dtype=np.int32)
        return
    sums = np.add.reduceat(weights, firsts, axis=0)
    total[rows[firsts]] += _unpacked(sums, total.shape[1])


def _unpacked(sums: NDArray[np.int64], n_classes: int) -> NDArray[np.int64]:
    """Return the sums that stand in the lanes of integers, a column for each."""
    import numpy as np

    half, lanes = 1 << (_LANE - 1), []
    for _ in range(min(_LANES, n_classes)):
        # The lane as a number with a sign; what it borrowed from the next goes back.
        lane = ((sums + half) & (2 * half - 1)) - half
        sums = (sums - lane) >> _LANE
        lanes.append(lane)
    return np.concatenate(lanes, axis=1)[:, :n_classes]


def pack(weights: NDArray[np.float64], bias: NDArray[np.float64], kept: NDArray[np.int64]) -> Layer:
    """Return a layer of int8 weights.

    Args:
        weights: a row per kept bucket, a column per class.
        bias: per class.
        kept: the buckets, ascending.
    """
    import numpy as np

    scale = np.maximum(np.abs(weights).max(axis=0, initial=0.0), 1e-9) / 127
    table = np.rint(weights / scale).astype(np.int8)
    strongest = np.argsort(-np.abs(table.astype(np.int32)).max(axis=1), kind="stable")[:_MOST]
    used = np.sort(strongest[table[strongest].any(axis=1)])
    index = np.zeros(1 << BITS, dtype=np.uint16)
    index[kept[used]] = np.arange(1, len(used) + 1)
    table = np.concatenate([np.zeros((1, table.shape[1]), dtype=np.int8), table[used]])
    return Layer(index, table, scale.astype(np.float32), bias.astype(np.float32))
