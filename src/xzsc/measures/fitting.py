"""Fitting: from coded documents to weights (extra ``train``: scikit-learn)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from xzsc.codebook import Codebook, load_codebook
from xzsc.coding import MEASURE
from xzsc.measures.characters import simplified
from xzsc.measures.context import CLASS_VIEWS, NAMES, around, wider
from xzsc.measures.examples import Coded, Label
from xzsc.measures.features import BITS, Named, Sheet, sheet
from xzsc.measures.grams import Grams, character_grams
from xzsc.measures.growing import ENOUGH, grow
from xzsc.measures.heads import first_class, fit_head, once, second_class
from xzsc.measures.linear import Layer, pack
from xzsc.measures.weights import (
    CLASS_GRAMS,
    CLASS_WEIGHT,
    GRAM_WEIGHT,
    ROLE_GRAMS,
    ClassModel,
    Head,
    Weights,
    cue_table,
    linear_scores,
    named_grams,
    role_scores,
    row_scale,
    squash,
)
from xzsc.measures.words import CueTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Matrix = Any

ROLE_COST, CLASS_COST = 0.03, 0.015
SECOND = 0.2
"""A sentence whose second theme is a class counts this much as an example of it."""
LEAST = 4
"""An n-gram is learned from that stands in so many sentences."""
INNER_FOLDS = 4
DEALS = 3
"""So often documents are dealt out for the trees, which do not learn what differs from deal to deal."""
SIDE = 0.3
"""So much do named features and cues count beside the n-grams of a class; more would drown them."""
OWN = 1.5
"""The sentence's own score counts this much more than the second pass would have it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A coded document with its features, made once and used in every fold."""

    coded: Coded
    sheet: Sheet
    labels: tuple[Label | None, ...]
    roles: Matrix
    named: Matrix
    measures: tuple[int, ...]
    classes: Matrix
    """Class features of the measures, then of their headings."""
    headings: tuple[str, ...]


def prepare(coded: Coded, cues: CueTable) -> Prepared:
    """Return a coded document with its features."""
    page = sheet(simplified(coded.document))
    labels = tuple(coded.labels[n] for n in page.indices)
    n = len(page.texts)
    grams = character_grams(page.texts, most=ROLE_GRAMS)
    rows = tuple(k for k, label in enumerate(labels) if label and label.measure and label.scored)
    headings = tuple(sorted({page.headings[k] for k in rows} | {page.parents[k] for k in rows}))
    texts = tuple(page.texts[k] for k in rows) + headings
    return Prepared(
        coded,
        page,
        labels,
        _matrix(grams, n, row_scale(grams, n, GRAM_WEIGHT)),
        _matrix(named_grams(page.names), n),
        rows,
        _class_matrix(texts, tuple(page.names[k] for k in rows), cues),
        headings,
    )


def _matrix(grams: Grams, n_rows: int, scale: Floats | None = None) -> Matrix:
    import numpy as np
    from scipy import sparse

    ones = np.ones(len(grams.ids), dtype=np.float32) if scale is None else scale[grams.rows]
    return sparse.csr_matrix((ones, (grams.rows, grams.ids)), shape=(n_rows, 1 << BITS))


def _class_matrix(texts: tuple[str, ...], names: tuple[tuple[Named, ...], ...], cues: CueTable) -> Matrix:
    from scipy import sparse

    n = len(texts)
    grams = character_grams(texts, most=CLASS_GRAMS, spots=False)
    return sparse.hstack(
        [
            _matrix(grams, n, row_scale(grams, n, CLASS_WEIGHT)),
            SIDE * _matrix(named_grams(names), n),
            SIDE * sparse.csr_matrix(squash(cues.sums(texts), cues.dimensions)),
        ]
    ).tocsr()


# ---------------------------------------------------------------- fitting


SHIPPED_KEYS = ("theme", "instrument")


def fit(prepared: Sequence[Prepared], codebook: Codebook | None = None) -> Weights:
    """Return weights learned from coded documents.

    The second passes learn from first-pass scores of documents that the first pass had not seen.
    """
    book = codebook or load_codebook()
    cues = cue_table(book)
    weights = _first_passes(prepared, book)
    unseen: list[tuple[Prepared, Weights]] = []
    for deal in range(_deals(prepared)):
        for seen, held in splits(prepared, deal):
            part = _first_passes(seen, book)
            unseen += [(each, part) for each in held]
    weights = _with_trees(replace(weights, around=_fit_around(unseen)), unseen)
    models = [(each, part.classes[0]) for each, part in unseen]
    return replace(weights, classes=(_with_heads(weights.classes[0], models, cues),))


def fit_classes(prepared: Sequence[Prepared], cues: CueTable) -> ClassModel:
    """Return a model of the classes of some dimensions, learned from coded measures.

    ``prepared`` must have been made with the same cues.
    """
    deals = [pair for deal in range(_deals(prepared)) for pair in splits(prepared, deal)]
    models = ((held, first_pass(seen, cues)) for seen, held in deals)
    unseen = [(each, model) for held, model in models for each in held]
    return _with_heads(first_pass(prepared, cues), unseen, cues)


def _with_heads(
    model: ClassModel, unseen: Sequence[tuple[Prepared, ClassModel]], cues: CueTable
) -> ClassModel:
    return replace(model, heads={key: fit_head(key, model.heads, unseen, cues) for key in model.heads})


def _deals(prepared: Sequence[Prepared]) -> int:
    """How often documents are dealt out: more than once only where trees learn from it."""
    return DEALS if sum(len(each.measures) for each in prepared) >= ENOUGH else 1


def splits(prepared: Sequence[Prepared], deal: int = 0) -> list[tuple[list[Prepared], list[Prepared]]]:
    """Pairs of documents seen and held out, each document held out once.

    Args:
        prepared: the documents.
        deal: 0, 1, …; another number deals them out in another way.
    """
    folds = _folds(prepared, deal)
    pairs = []
    for fold in range(INNER_FOLDS):
        seen = [each for each, at in zip(prepared, folds, strict=True) if at != fold]
        held = [each for each, at in zip(prepared, folds, strict=True) if at == fold]
        if held and seen:
            pairs.append((seen, held))
    return pairs


def _folds(prepared: Sequence[Prepared], deal: int = 0) -> list[int]:
    """Documents of one name stay together; large ones are dealt first so that folds are alike.

    The next deal moves each round by one place more, so that other documents come together.
    """
    sizes: dict[str, int] = {}
    for each in prepared:
        sizes[each.coded.name] = sizes.get(each.coded.name, 0) + len(each.labels)
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    fold = {name: (n + deal * (n // INNER_FOLDS)) % INNER_FOLDS for n, name in enumerate(names)}
    return [fold[each.coded.name] for each in prepared]


def _first_passes(prepared: Sequence[Prepared], book: Codebook) -> Weights:
    import numpy as np

    roles = (MEASURE, *(each.code for each in book.roles if each.code != MEASURE))
    grams, named = _fit_roles(prepared, roles)
    blank = np.zeros((3, len(NAMES) + 1), dtype=np.float32)
    slope = np.array([1.0, 0.0], dtype=np.float32)
    return Weights(roles, grams, named, blank, slope, (first_pass(prepared, cue_table(book)),))


def _fit_roles(prepared: Sequence[Prepared], roles: tuple[str, ...]) -> tuple[Layer, Layer]:
    import numpy as np
    from scipy import sparse

    labels = [label for each in prepared for label in each.labels]
    use = np.array([label is not None and label.scored for label in labels])
    role = np.array([label.role if label else "" for label in labels])
    counted = np.concatenate([np.full(len(each.labels), each.coded.share) for each in prepared])
    matrix = sparse.hstack(
        [sparse.vstack([each.roles for each in prepared]), sparse.vstack([each.named for each in prepared])]
    ).tocsr()[use]
    kept = _frequent(matrix)
    second = np.full(int(use.sum()), "")
    weights, bias = _separate(matrix[:, kept], role[use], second, roles, counted[use], ROLE_COST)
    size = 1 << BITS
    low = kept < size
    grams = pack(weights[low], bias, kept[low])
    return grams, pack(weights[~low], np.zeros_like(bias), kept[~low] - size)


def _frequent(matrix: Matrix) -> NDArray[np.int64]:
    import numpy as np

    counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return np.flatnonzero(counts >= LEAST)


def _separate(
    matrix: Matrix,
    truth: NDArray[Any],
    second: NDArray[Any],
    classes: Sequence[str],
    sample: Floats,
    cost: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One against the rest for each class: a column of weights each; zeros for classes never seen."""
    import numpy as np
    from sklearn.svm import LinearSVC

    weights = np.zeros((matrix.shape[1], len(classes)))
    bias = np.full(len(classes), -1.5)
    for column, each in enumerate(classes):
        first, also = truth == each, (second == each) & (truth != each)
        target = first | also
        if target.all() or first.sum() < 2:
            continue
        counted = np.where(also, SECOND * sample, sample)
        model = LinearSVC(C=cost, max_iter=3000, random_state=0).fit(matrix, target, sample_weight=counted)
        weights[:, column] = model.coef_[0]
        bias[column] = model.intercept_[0]
    return weights, bias


def first_pass(prepared: Sequence[Prepared], cues: CueTable) -> ClassModel:
    """Return a model of classes whose heads look at the sentence alone."""
    import numpy as np
    from scipy import sparse

    heads = {each.key: _plain_head(each.codes) for each in cues.dimensions}
    matrix = sparse.vstack([each.classes[: len(each.measures)] for each in prepared]).tocsr()
    labels = [each.labels[n] for each in prepared for n in each.measures]
    counted = np.concatenate([np.full(len(each.measures), each.coded.class_share) for each in prepared])
    size = 1 << BITS
    kept = _frequent(matrix)
    kept = np.union1d(kept[kept < 2 * size], np.arange(2 * size, matrix.shape[1]))
    matrix, worth = matrix[:, kept], _worth(matrix, kept)
    matrix.data *= worth[matrix.indices]
    columns, biases = [], []
    for key, head in heads.items():
        truth = np.array([first_class(label, key) for label in labels])
        second = np.array([second_class(label, key) for label in labels])
        known = truth != ""
        weights, bias = _separate(
            matrix[known], truth[known], second[known], head.codes, counted[known], CLASS_COST
        )
        columns.append(weights)
        biases.append(bias)
    weights, bias = np.concatenate(columns, axis=1) * worth[:, None], np.concatenate(biases)
    grams, named, sums = kept < size, (kept >= size) & (kept < 2 * size), kept >= 2 * size
    return ClassModel(
        heads,
        pack(weights[grams], bias, kept[grams]),
        pack(SIDE * weights[named], np.zeros_like(bias), kept[named] - size),
        (SIDE * weights[sums]).astype(np.float16).astype(np.float32),
    )


def _worth(matrix: Matrix, kept: NDArray[np.int64]) -> Floats:
    """What each feature counts: n-grams by the root of their inverse document frequency, all others 1."""
    import numpy as np

    counts = np.bincount(matrix.indices, minlength=matrix.shape[1])[kept]
    rarity = np.sqrt(np.log((matrix.shape[0] + 1) / (counts + 1)))
    return np.where(kept < 1 << BITS, rarity, 1.0).astype(np.float32)


def _plain_head(codes: tuple[str, ...]) -> Head:
    """A head that looks at the sentence alone."""
    import numpy as np

    view = np.array([1.0] + [0.0] * (len(CLASS_VIEWS) - 1), dtype=np.float32)
    none = np.zeros(len(codes), dtype=np.float32)
    return Head(codes, view, none, view, none)


def _fit_around(unseen: Sequence[tuple[Prepared, Weights]]) -> Floats:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    tables, truth, sample = [], [], []
    for each, weights in unseen:
        columns = around(each.sheet, role_scores(weights, each.sheet)[:, 0])
        for row, label in enumerate(each.labels):
            if label is not None and label.scored and not each.coded.own:
                tables.append(columns[row])
                truth.append(label.measure)
                sample.append(each.coded.share)
    table = np.stack(tables)
    mean, deviation = table.mean(axis=0), table.std(axis=0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=1000)
    model.fit((table - mean) / deviation, truth, sample_weight=sample)
    result = np.zeros((3, len(NAMES) + 1), dtype=np.float32)
    result[0, :-1], result[1, :-1], result[2, :-1] = mean, deviation, model.coef_[0]
    result[1, -1] = 1.0
    result[2, -1] = model.intercept_[0]
    result[2, 0] += OWN * result[1, 0]
    result[2, -1] += OWN * result[0, 0]
    return result


def _with_trees(weights: Weights, unseen: Sequence[tuple[Prepared, Weights]]) -> Weights:
    """Learn trees for the second pass, and its calibration, on documents that the first pass had not seen."""
    import numpy as np

    told = [(each, replace(part, around=weights.around)) for each, part in unseen if not each.coded.own]
    scored = [_scored(each) for each, _ in told]
    first = [role_scores(part, each.sheet) for each, part in told]
    rows = [label.measure for each, _ in told for label in each.labels if label is not None and label.scored]
    truth, sizes = np.array(rows, dtype=bool), [len(rows) for rows in scored]
    documents = [each for each, _ in told]
    counted = [turn * each.coded.share for turn, each in zip(once(documents), documents, strict=True)]
    sample = np.repeat(counted, sizes)
    if len(truth) < ENOUGH:
        linear = [
            linear_scores(part, each.sheet, scores)[rows]
            for (each, part), scores, rows in zip(told, first, scored, strict=True)
        ]
        return _calibrated(weights, np.concatenate(linear), truth, sample)
    table = np.concatenate(
        [wider(each.sheet, scores)[rows] for (each, _), scores, rows in zip(told, first, scored, strict=True)]
    )
    folds = np.repeat(_folds(documents), sizes)
    odds = np.zeros(len(truth), dtype=np.float32)
    for fold in range(INNER_FOLDS):
        held = folds == fold
        odds[held] = grow(table[~held], truth[~held], sample[~held]).scores(table[held])
    return _calibrated(replace(weights, wider=grow(table, truth, sample)), odds, truth, sample)


def _scored(each: Prepared) -> list[int]:
    return [n for n, label in enumerate(each.labels) if label is not None and label.scored]


def _calibrated(
    weights: Weights, odds: Floats, truth: NDArray[np.bool_], sample: NDArray[np.float64]
) -> Weights:
    """Platt scaling of the second pass, from odds of sentences that it had not seen."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=100.0).fit(odds[:, None], truth, sample_weight=sample)
    return replace(weights, calibration=np.array([model.coef_[0, 0], model.intercept_[0]], dtype=np.float32))
