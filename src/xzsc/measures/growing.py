"""Growing trees: from examples to `Trees` (extra ``train``: scikit-learn)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xzsc.measures.trees import Trees

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sklearn.ensemble import HistGradientBoostingClassifier

    Floats = NDArray[np.float32]

ENOUGH = 3000
"""Trees are grown from so many examples on; fewer they would learn by heart."""
ROUNDS, RATE, LEAVES, DEEPEST = 150, 0.06, 31, 8
"""Trees, what each adds to the others, and how large one may become."""
MOST_CLASSES = 32
"""So many classes a column may hold: a node keeps a bit for each."""
LEAST, HELD = 30, 20.0
"""A leaf stands for so many examples, and is held near zero as if by so many more."""


def grow(table: Floats, truth: NDArray[np.bool_], sample: Floats, n_coded: int = 0) -> Trees:
    """Return trees that tell how likely a row is true.

    Args:
        table: rows × features.
        truth: what the rows are.
        sample: how much each counts.
        n_coded: so many columns, the first ones, hold numbers of classes, under `MOST_CLASSES`.
    """
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=ROUNDS, learning_rate=RATE, max_leaf_nodes=LEAVES, max_depth=DEEPEST, min_samples_leaf=LEAST,
        l2_regularization=HELD, categorical_features=list(range(n_coded)) or None,
        early_stopping=False, random_state=0,
    )  # fmt: skip
    # scikit-learn numbers the classes that it meets from 0 on; numbered so before, they keep their numbers.
    table, met = table.copy(), []
    for column in range(n_coded):
        classes, table[:, column] = np.unique(table[:, column], return_inverse=True)
        met.append(classes.astype(int).tolist())
    return unpacked(model.fit(table, truth, sample_weight=sample), met)


def unpacked(model: HistGradientBoostingClassifier, met: Sequence[Sequence[int]] = ()) -> Trees:
    """Return the trees of a fitted classifier of scikit-learn as arrays; a test compares both.

    Args:
        model: its first columns hold numbers of classes from 0 on, without a gap.
        met: for each of these columns what the classes were numbered before.
    """
    import numpy as np

    # scikit-learn shows these trees to nobody, but keeps them in the same shape since they are there.
    grown = [tree for (tree,) in model._predictors]
    shape = (len(grown), max(len(tree.nodes) for tree in grown))
    own = np.broadcast_to(np.arange(shape[1], dtype=np.int16), shape)
    feature, left, right = np.zeros(shape, np.int16), own.copy(), own.copy()
    threshold, value = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    classes = np.zeros(shape, np.uint32)
    for k, tree in enumerate(grown):
        nodes = tree.nodes
        inner, leaf = np.flatnonzero(nodes["is_leaf"] == 0), np.flatnonzero(nodes["is_leaf"])
        value[k, leaf] = nodes["value"][leaf]
        feature[k, inner] = nodes["feature_idx"][inner]
        left[k, inner], right[k, inner] = nodes["left"][inner], nodes["right"][inner]
        threshold[k, inner] = nodes["num_threshold"][inner]
        sets = inner[nodes["is_categorical"][inner] == 1]
        for node, bits in zip(
            sets, tree.raw_left_cat_bitsets[nodes["bitset_idx"][sets], 0].tolist(), strict=True
        ):
            numbers = met[feature[k, node]]
            classes[k, node] = sum(1 << number for at, number in enumerate(numbers) if bits >> at & 1)
    depth = max(int(tree.get_max_depth()) for tree in grown)
    return Trees(
        feature, threshold, classes, left, right, value, float(model._baseline_prediction.item()), depth
    )
