"""The second pass of classes: what a view is worth, and the choice between the two best (extra ``train``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xzsc.measures.context import CLASS_VIEWS, rivals
from xzsc.measures.examples import Label
from xzsc.measures.growing import ENOUGH, MOST_CLASSES, grow
from xzsc.measures.weights import ClassModel, Head, class_views
from xzsc.measures.words import CueTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from xzsc.measures.fitting import Prepared

    Floats = NDArray[np.float32]

HELD = 5.0
"""How strongly a head is held near the cue words: as so many examples would."""


def first_class(label: Label | None, key: str) -> str:
    """Return the class that a coder put first, or ""."""
    return label.value(key) if label is not None else ""


def second_class(label: Label | None, key: str) -> str:
    """Return a second theme that a coder accepted, or ""."""
    if label is None or key != "theme":
        return ""
    return next((theme for theme in label.accepted if theme not in label.themes), "")


def fit_head(
    key: str, heads: dict[str, Head], unseen: Sequence[tuple[Prepared, ClassModel]], cues: CueTable
) -> Head:
    """Return the second pass of a dimension, learned from documents that the first pass had not seen."""
    import numpy as np

    codes = heads[key].codes
    start = sum(len(heads[other].codes) for other in list(heads)[: list(heads).index(key)])
    own = slice(start, start + len(codes))
    seen = [
        (each, class_views(model, cues, each.sheet, list(each.measures))[:, :, own].transpose(1, 2, 0))
        for each, model in unseen
        if each.measures and not each.coded.own
    ]
    views, truth, sample = [], [], []
    also_views, also, also_sample = [], [], []
    for each, table in seen:
        for row, n in enumerate(each.measures):
            value = first_class(each.labels[n], key)
            if value in codes:
                views.append(table[row])
                truth.append(codes.index(value))
                sample.append(each.coded.class_share)
                other = second_class(each.labels[n], key)
                if other in codes:
                    rest = table[row].copy()
                    rest[codes.index(value)] = -3.0
                    also_views.append(rest)
                    also.append(codes.index(other))
                    also_sample.append(each.coded.class_share)
    if not views:
        return heads[key]
    slope, bias = _softmax(np.stack(views), np.array(truth), np.array(sample))
    head = _with_choice(Head(codes, slope, bias, slope, bias), key, seen)
    if len(also) < 10 * len(CLASS_VIEWS):
        return head
    slope, bias = _softmax(np.stack(also_views), np.array(also), np.array(also_sample))
    return replace(head, also_views=slope, also_bias=bias)


def once(dealt: Sequence[Prepared]) -> list[float]:
    """Return what each document counts, so that one dealt out several times counts once in all."""
    times = Counter(map(id, dealt))
    return [1 / times[id(each)] for each in dealt]


def _with_choice(head: Head, key: str, seen: Sequence[tuple[Prepared, Floats]]) -> Head:
    """Learn to choose between the two best classes, from measures of which one of the two is right."""
    import numpy as np

    if not 2 <= len(head.codes) <= MOST_CLASSES:
        return head
    tables, truth, sample = [], [], []
    for (each, views), turn in zip(seen, once([each for each, _ in seen]), strict=True):
        rows = list(each.measures)
        best, table = rivals(each.sheet, rows, views @ head.views + head.bias, views.transpose(2, 0, 1))
        for row, (n, pair) in enumerate(zip(rows, best.tolist(), strict=True)):
            one, other = (head.codes[k] in _given(each.labels[n], key) for k in pair)
            if one != other:
                tables.append(table[row])
                truth.append(one)
                sample.append(turn * each.coded.class_share)
    if len(truth) < ENOUGH:
        return head
    return replace(head, choice=grow(np.stack(tables), np.array(truth), np.array(sample), n_coded=3))


def _given(label: Label | None, key: str) -> tuple[str, ...]:
    """Every class that a coder put first."""
    if label is None:
        return ()
    many = {"theme": label.themes, "instrument": label.instruments}
    return many.get(key) or (label.value(key),)


def _softmax(views: Floats, truth: NDArray[np.int64], sample: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """One weight per view, shared by all classes, and a bias per class.

    Maximum likelihood, held near what the cue words alone would say: few examples change little.
    """
    import numpy as np
    from scipy.optimize import minimize

    n, _, n_views = views.shape
    rows = np.arange(n)
    prior = np.array([{"自身": 1.0, "词表全句": 1.5, "标题词表": 0.5}.get(name, 0.0) for name in CLASS_VIEWS])

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slope, bias = parameters[:n_views], parameters[n_views:]
        scores = views @ slope + bias
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        share = odds / odds.sum(axis=1, keepdims=True)
        away = slope - prior
        value = (
            -(sample * np.log(share[rows, truth] + 1e-12)).sum() + HELD * (away @ away) + HELD * (bias @ bias)
        )
        share[rows, truth] -= 1
        share *= sample[:, None]
        by_slope = np.einsum("nc,ncv->v", share, views) + 2 * HELD * away
        return float(value) / n, np.concatenate([by_slope, share.sum(axis=0) + 2 * HELD * bias]) / n

    start = np.concatenate([prior, np.zeros(views.shape[1])])
    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return found[:n_views].astype(np.float32), found[n_views:].astype(np.float32)
