"""Trees as arrays: two questions counted by hand, and the trees of scikit-learn themselves."""

from __future__ import annotations

import numpy as np
import pytest

from xzsc.measures.trees import Trees, from_arrays

# Is the first column at most 2? If so +1; else: is the second one of the classes 0 and 3? If so +5, else −5.
BY_HAND = Trees(
    feature=np.array([[0, 0, 1, 0, 0]], np.int16),
    threshold=np.array([[2, 0, 0, 0, 0]], np.float32),
    classes=np.array([[0, 0, 0b1001, 0, 0]], np.uint32),
    left=np.array([[1, 1, 3, 3, 4]], np.int16),
    right=np.array([[2, 1, 4, 3, 4]], np.int16),
    value=np.array([[0, 1, 0, 5, -5]], np.float32),
    base=0.5,
    depth=2,
)


def test_each_row_finds_its_leaf():
    table = np.array([[2, 3], [2.5, 3], [9, 0], [9, 1]], np.float32)
    assert BY_HAND.scores(table).tolist() == [1.5, 5.5, 5.5, -4.5]
    assert BY_HAND.scores(table[:0]).tolist() == []


def test_trees_are_kept_as_arrays_and_come_back():
    kept = {f"x.{name}": array for name, array in BY_HAND.arrays().items()}
    back = from_arrays(kept, "x")
    assert back is not None
    assert (back.base, back.depth) == (0.5, 2)
    assert back.scores(np.array([[9, 3]], np.float32)).tolist() == [5.5]
    assert from_arrays({}, "x") is None


def test_grown_trees_say_what_scikit_learn_says():
    ensemble = pytest.importorskip("sklearn.ensemble")
    from xzsc.measures.growing import unpacked

    random = np.random.default_rng(1)
    table = random.normal(size=(800, 4)).astype(np.float32)
    table[:, 0] = random.integers(0, 13, 800)
    truth = (table[:, 1] > 0) ^ (table[:, 0] % 3 == 0)
    model = ensemble.HistGradientBoostingClassifier(max_iter=20, categorical_features=[0], random_state=0)
    model.fit(table, truth)
    said = model.decision_function(table)
    trees = unpacked(model, [range(0, 26, 2)])  # the classes were 0, 2, 4 … before
    table[:, 0] *= 2
    assert trees.classes.any()
    np.testing.assert_allclose(trees.scores(table), said, atol=1e-5)


def test_growing_takes_classes_with_gaps():
    pytest.importorskip("sklearn")
    from xzsc.measures.growing import grow

    random = np.random.default_rng(1)
    table = random.normal(size=(2000, 3)).astype(np.float32)
    table[:, 0] = random.choice([1, 4, 9, 17, 25], 2000)
    truth = (table[:, 1] > 0) ^ np.isin(table[:, 0], [4, 25])
    trees = grow(table, truth, np.ones(2000, np.float32), n_coded=1)
    assert ((trees.scores(table) > 0) == truth).mean() > 0.97


def test_trees_are_asked_only_where_the_best_class_leads_by_little():
    from dataclasses import replace

    from xzsc.measures.contests import CONTESTED, tree_odds

    # The trees are base alone: what they say of every row.
    says = replace(BY_HAND, value=np.zeros((1, 5), np.float32), base=-0.5)
    sums = np.array([[1.0, 0.5, 0.0], [CONTESTED + 1, 0.5, 0.0]], np.float32)
    best, table = np.array([[0, 1], [0, 1]]), np.zeros((2, 2), np.float32)
    assert tree_odds(says, best, table, sums).tolist() == [-0.5, np.inf]


def test_classes_that_change_places_change_their_scores():
    from xzsc.measures.contests import Contest

    sums = np.array([[1.0, 0.5, 0.0], [0.0, 2.0, 1.0], [3.0, 1.0, 2.0]], np.float32)
    best = np.argsort(-sums, axis=1)[:, :2]
    contest = Contest(None, sums[None], sums, sums, best, sums[:, 0], np.array([0, 1]))
    assert contest.scores().tolist() == [[0.5, 1.0, 0.0], [0.0, 1.0, 2.0], [3.0, 1.0, 2.0]]


def test_a_short_text_is_judged_by_slopes():
    from xzsc.measures.features import sheet
    from xzsc.measures.weights import FEW, linear_scores, load, measure_scores, role_scores
    from xzsc.model import Source
    from xzsc.structure import read

    weights, same = load(), []
    for n in (FEW - 1, FEW):
        (document,) = read(Source("a.txt", "行动方案\n" + "加快建设实训基地。\n" * n))
        page = sheet(document)
        assert len(page.texts) == n
        first = role_scores(weights, page)
        same.append(np.array_equal(measure_scores(weights, page, first), linear_scores(weights, page, first)))
    assert same == [True, False]
