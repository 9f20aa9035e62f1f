"""Boosted decision trees as arrays: they weigh what no sum of slopes can, one theme against another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_PARTS = ("feature", "threshold", "classes", "left", "right", "value")


class _Laid(NamedTuple):
    """Trees laid out for a walk: each node has two places, and who goes left takes one step further.

    Args:
        roots: place of each root.
        feature: column that is asked for, by place.
        threshold: the highest value that goes left, by place.
        children: place of the right child, then of the left one.
        value: what a leaf adds, by place.
        answers: for a column of classes what each number answers to each question about it: 0 goes left.
            These columns stand before those of the table, so that all questions are of one kind.
    """

    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: Floats
    children: NDArray[np.intp]
    value: Floats
    answers: dict[int, Floats]


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
    _laid: list[_Laid] = field(default_factory=list, init=False, repr=False, compare=False)

    def scores(self, table: Floats) -> Floats:
        """Return the log-odds of rows: an array for a table of rows × features."""
        import numpy as np

        if not self._laid:
            self._laid.append(_laid_out(self))
        roots, feature, threshold, children, value, answers = self._laid[0]
        told = [known.take(table[:, column].astype(np.intp), axis=0) for column, known in answers.items()]
        table = np.concatenate([*told, table], axis=1)
        n_rows, n_columns = table.shape
        values, of_row = table.ravel(), (np.arange(n_rows) * n_columns)[:, None]
        at = np.repeat(roots[None], n_rows, axis=0)
        for _ in range(self.depth):
            at += values.take(feature.take(at) + of_row) <= threshold.take(at)
            at = children.take(at)
        total: Floats = value.take(at).sum(axis=1) + np.float32(self.base)
        return total

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the trees as named arrays, to be kept."""
        import numpy as np

        return {name: getattr(self, name) for name in _PARTS} | {"base": np.array([self.base, self.depth])}


def _laid_out(trees: Trees) -> _Laid:
    import numpy as np

    n_trees, n_nodes = trees.feature.shape
    roots = np.arange(n_trees) * (2 * n_nodes)
    children = 2 * np.stack([trees.right, trees.left], axis=2).astype(np.intp) + roots[:, None, None]
    asked, bits = trees.feature.ravel(), trees.classes.ravel()
    feature, n_answers = asked.astype(np.intp), 0
    answers: dict[int, Floats] = {}
    for column in np.unique(asked[bits > 0]).tolist():
        own = (bits > 0) & (asked == column)
        sets, which = np.unique(bits[own], return_inverse=True)
        answers[column] = (~(sets >> np.arange(32, dtype=np.uint32)[:, None]) & 1).astype(np.float32)
        feature[own] = n_answers + which
        n_answers += len(sets)
    feature[bits == 0] += n_answers
    threshold = np.where(bits > 0, np.float32(0), trees.threshold.ravel())
    feature, threshold, value = (np.repeat(each, 2) for each in (feature, threshold, trees.value.ravel()))
    return _Laid(roots, feature, threshold, children.ravel(), value, answers)


def from_arrays(arrays: Mapping[str, NDArray[Any]], name: str) -> Trees | None:
    """Return the trees kept under a name, or None where there are none."""
    if f"{name}.base" not in arrays:
        return None
    parts: dict[str, Any] = {part: arrays[f"{name}.{part}"] for part in _PARTS}
    base, depth = arrays[f"{name}.base"].tolist()
    return Trees(**parts, base=base, depth=int(depth))
