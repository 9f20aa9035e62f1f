"""Boosted decision trees as arrays: they weigh what no sum of slopes can, one theme against another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_PARTS = ("feature", "threshold", "classes", "left", "right", "value")


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees of the same number of nodes, padded with leaves; all arrays are trees × nodes, the root first.

    A row goes left where its feature is at most the threshold or, at a node with ``classes``, where the bit
    of its number (0 to 31) is set there. A leaf is its own child.

    Args:
        feature: column that is asked for.
        threshold: the highest value that goes left.
        classes: bits of the classes that go left, 0 at a node with a threshold.
        left: the node to go to.
        right: the other one.
        value: log-odds that a leaf adds.
        base: log-odds before any tree.
        depth: number of questions on the longest way.
    """

    feature: NDArray[np.int16]
    threshold: Floats
    classes: NDArray[np.uint32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: Floats
    base: float
    depth: int

    def scores(self, table: Floats) -> Floats:
        """Return the log-odds of rows: an array for a table of rows × features."""
        import numpy as np

        n_trees, n_nodes = self.feature.shape
        n_rows, n_columns = table.shape
        roots = np.arange(n_trees, dtype=np.int32) * np.int32(n_nodes)
        of_row = (np.arange(n_rows, dtype=np.int32) * np.int32(n_columns))[:, None]
        values, coded = table.ravel(), bool(self.classes.any())
        # The two children of a node side by side: which one it is to be is the step.
        children = np.stack([self.right, self.left], axis=2) + roots[:, None, None]
        children = children.astype(np.int32).ravel()
        at = np.repeat(roots[None], n_rows, axis=0)
        for _ in range(self.depth):
            asked = values.take(of_row + self.feature.take(at))
            goes_left = asked <= self.threshold.take(at)
            if coded:
                bits = self.classes.take(at)
                chosen = np.flatnonzero(bits)
                number = asked.ravel()[chosen].astype(np.uint32)
                goes_left.ravel()[chosen] = bits.ravel()[chosen] >> number & 1
            at = children.take(2 * at + goes_left)
        total: Floats = self.value.take(at).sum(axis=1) + np.float32(self.base)
        return total

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the trees as named arrays, to be kept."""
        import numpy as np

        return {name: getattr(self, name) for name in _PARTS} | {"base": np.array([self.base, self.depth])}


def from_arrays(arrays: Mapping[str, NDArray[Any]], name: str) -> Trees | None:
    """Return the trees kept under a name, or None where there are none."""
    if f"{name}.base" not in arrays:
        return None
    parts: dict[str, Any] = {part: arrays[f"{name}.{part}"] for part in _PARTS}
    base, depth = arrays[f"{name}.base"].tolist()
    return Trees(**parts, base=base, depth=int(depth))
