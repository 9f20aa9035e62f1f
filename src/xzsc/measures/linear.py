"""Linear models on hashed features: small tables of int8 weights, and how they are summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xzsc.measures.features import BITS, Grams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_CHUNK = 1 << 19
_MOST = 50_000
"""A layer keeps no more buckets: the shipped file stays under 2 MB, and two bytes tell them apart."""


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

    def sums(self, grams: Grams, n_rows: int, n_classes: int | None = None) -> Floats:
        """Return for each sentence the sum of the weights of its features, without the bias.

        Args:
            grams: the features.
            n_rows: how many sentences.
            n_classes: sum only the first so many classes.
        """
        import numpy as np

        table = np.ascontiguousarray(self.table[:, :n_classes])
        total = np.zeros((n_rows, table.shape[1]), dtype=np.float32)
        where = self.index[grams.ids]
        kept = where > 0
        rows, where = grams.rows[kept], where[kept]
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            weights = table[where[start : start + _CHUNK]]
            firsts = np.flatnonzero(np.concatenate(([True], part[1:] != part[:-1])))
            total[part[firsts]] += np.add.reduceat(weights, firsts, axis=0, dtype=np.int32)
        return total * self.scale[:n_classes]


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
