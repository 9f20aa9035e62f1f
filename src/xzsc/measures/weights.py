"""The trained weights: what is in them, how they are kept, and what they say of a document."""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from xzsc.codebook import Class_, Codebook, Dimension, shipped
from xzsc.errors import LexiconError
from xzsc.measures.context import NAMES, OWN, around, class_context, wider
from xzsc.measures.features import BITS, Named, Sheet
from xzsc.measures.grams import Grams, GramTable, gram_table
from xzsc.measures.linear import Layer
from xzsc.measures.trees import Trees, from_arrays
from xzsc.measures.words import CueTable, topics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FILE = "measures.npz"
ROLE_GRAMS, CLASS_GRAMS = 4, 3
GRAM_WEIGHT, CLASS_WEIGHT = 8.0, 2.5
FEW = 8
"""Of a text of fewer sentences trees, which learn from whole documents, know too little: slopes judge it."""

NONE = " "
"""What is learned where a coder gave none of the classes; no codebook can have a class of that code."""


@dataclass(frozen=True, slots=True)
class Head:
    """The second pass of one dimension: a weight for each view of the class scores, a bias for each class.

    ``also_views`` and ``also_bias`` choose the second class, once the first is known; ``choice`` gives the
    odds that the best class is right and not the next best.
    """

    codes: tuple[str, ...]
    views: Floats
    bias: Floats
    also_views: Floats
    also_bias: Floats
    choice: Trees | None = None


@dataclass(frozen=True, slots=True)
class ClassModel:
    """The classes of some dimensions, learned side by side.

    Args:
        heads: the dimensions, in the order of the columns.
        grams: character n-grams, the rare ones worth more.
        named: what a reader sees of the sentence: verb, modality, marker, rules, kind of text.
        sums: weights of the cue sums.
    """

    heads: dict[str, Head]
    grams: Layer
    named: Layer
    sums: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that was learned.

    Args:
        roles: what the columns of ``grams`` and ``named`` are: 措施 first.
        grams: character n-grams of a sentence.
        named: what a reader sees of it.
        around: the second pass of "is it a measure": mean, deviation and weight per column, then the bias.
        wider: trees in the place of that sum, where there were texts enough to learn them.
        calibration: slope and intercept from log-odds to probability.
        classes: theme and instrument; then the dimensions of a user's own codebook.
    """

    roles: tuple[str, ...]
    grams: Layer
    named: Layer
    around: Floats
    calibration: Floats
    classes: tuple[ClassModel, ...]
    wider: Trees | None = None


def named_grams(names: Sequence[Sequence[Named]]) -> Grams:
    """Return the named features of sentences as buckets."""
    import numpy as np

    ids = [b"".join([group.ids for group in groups]) for groups in names]
    lengths = np.fromiter(map(len, ids), dtype=np.int64, count=len(ids)) // array("i").itemsize
    rows = np.repeat(np.arange(len(ids), dtype=np.int32), lengths)
    return Grams(rows, np.frombuffer(b"".join(ids), dtype=np.intc))


def row_scale(grams: Grams, n_rows: int, weight: float) -> Floats:
    """Return what an n-gram of each sentence counts: the more there are, the less."""
    import numpy as np

    return _scale(np.bincount(grams.rows, minlength=n_rows), weight)


def _gram_scores(layer: Layer, found: GramTable, n_rows: int, weight: float) -> Floats:
    """Return what the n-grams of sentences add up to: the more there are, the less each counts."""
    import numpy as np

    counts = np.bincount(found.rows, found.whole.sum(axis=0), n_rows)
    scores: Floats = layer.table_sums(found, n_rows) * _scale(counts, weight)[:, None]
    return scores


def _scale(counts: NDArray[Any], weight: float) -> Floats:
    import numpy as np

    scale: Floats = (weight / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
    return scale


def role_scores(weights: Weights, sheet: Sheet) -> Floats:
    """Return the first pass: a row for each sentence, a column for each role, 措施 first."""
    n = len(sheet.texts)
    scores = _gram_scores(weights.grams, gram_table(sheet.texts, most=ROLE_GRAMS), n, GRAM_WEIGHT)
    result: Floats = scores + weights.named.sums(named_grams(sheet.names), n) + weights.grams.bias
    return result


def measure_scores(weights: Weights, sheet: Sheet, first: Floats) -> Floats:
    """Return the log-odds that a sentence is a measure, its surroundings considered."""
    if weights.wider is not None and len(first) >= FEW:
        return weights.wider.scores(wider(sheet, first))
    return linear_scores(weights, sheet, first)


def usual_scores(weights: Weights, sheet: Sheet, first: Floats) -> Floats:
    """Return the same as if each sentence stood in usual surroundings.

    These are the means of the texts that were learned from; of what trees alone ask, of this document.
    """
    import numpy as np

    trees = weights.wider if len(first) >= FEW else None
    columns = wider(sheet, first) if trees else around(sheet, first[:, 0])
    usual = np.concatenate([weights.around[0, :-1], columns[:, len(NAMES) :].mean(axis=0)])
    others = np.ones(len(usual), dtype=bool)
    others[[NAMES.index(name) for name in OWN]] = False
    others[len(NAMES) : len(NAMES) + first.shape[1]] = False  # what the words say of each role
    columns[:, others] = usual[others]
    return trees.scores(columns) if trees else _sloped(weights, columns)


def linear_scores(weights: Weights, sheet: Sheet, first: Floats) -> Floats:
    """Return the same by a sum of slopes."""
    return _sloped(weights, around(sheet, first[:, 0]))


def _sloped(weights: Weights, columns: Floats) -> Floats:
    mean, deviation, slope = weights.around[:, :-1]
    result: Floats = ((columns - mean) / deviation) @ slope + weights.around[2, -1]
    return result


def probabilities(weights: Weights, log_odds: Floats) -> Floats:
    """Return calibrated probabilities."""
    import numpy as np

    slope, intercept = weights.calibration
    result: Floats = (1 / (1 + np.exp(-(slope * log_odds + intercept)))).astype(np.float32)
    return result


def cue_table(codebook: Codebook, keys: Iterable[str] = ("theme", "instrument")) -> CueTable:
    """Return the cues of some dimensions of a codebook, for the shipped ones with the words in `topics`."""
    dimensions = tuple(codebook.dimension(key) for key in keys)
    ours = all(dimension in shipped().dimensions for dimension in dimensions)
    return CueTable(dimensions, topics() if ours else {})


def with_none(codebook: Codebook, keys: Iterable[str]) -> Codebook:
    """Return the codebook with a class `NONE` at the end of some dimensions."""
    none, keys = Class_(NONE, NONE), set(keys)
    return replace(
        codebook,
        dimensions=tuple(
            replace(each, classes=(*each.classes, none)) if each.key in keys else each
            for each in codebook.dimensions
        ),
    )


def head_cues(model: ClassModel, codebook: Codebook) -> CueTable:
    """Return the cues of the dimensions of a model, whose columns are those of its heads."""
    none = [key for key, head in model.heads.items() if NONE in head.codes]
    return cue_table(with_none(codebook, none), model.heads)


def class_scores(
    model: ClassModel, texts: tuple[str, ...], names: Sequence[Sequence[Named]], words: Floats
) -> Floats:
    """Return the first pass of all classes side by side, in the order of the heads.

    Args:
        model: what was learned.
        texts: sentences, then headings.
        names: named features of the sentences; headings have none.
        words: what the words of each text add up to, as `squash` has it.
    """
    n = len(texts)
    found = gram_table(texts, most=CLASS_GRAMS, spots=False)
    scores = _gram_scores(model.grams, found, n, CLASS_WEIGHT)
    scores += model.named.sums(named_grams(names), n)
    result: Floats = scores + words @ model.sums + model.grams.bias
    return result


def squash(sums: Floats, dimensions: tuple[Dimension, ...]) -> Floats:
    """Return sums of words on a log scale, place by place, and as share of the best class of their dimension.

    Args:
        sums: texts × classes × places, the first place being the whole text.
        dimensions: whose classes stand side by side.
    """
    return _side_by_side(_logs(sums), sums, dimensions)


def _logs(sums: Floats) -> Floats:
    import numpy as np

    result: Floats = np.log1p(np.maximum(sums, 0))
    return result


def _side_by_side(logs: Floats, sums: Floats, dimensions: tuple[Dimension, ...]) -> Floats:
    import numpy as np

    shares, start = [], 0
    for dimension in dimensions:
        block = sums[:, start : start + len(dimension.classes), 0]
        shares.append(2 * block / np.maximum(1, block.max(axis=1, keepdims=True)))
        start += len(dimension.classes)
    logs = logs.transpose(0, 2, 1).reshape(len(sums), sums.shape[1] * sums.shape[2])
    return np.concatenate([logs, *shares], axis=1)


def class_views(model: ClassModel, cues: CueTable, sheet: Sheet, rows: Sequence[int]) -> Floats:
    """Return what the second pass sees: views of `class_context` × measures × classes (side by side)."""
    headings = tuple(sorted({sheet.headings[n] for n in rows} | {sheet.parents[n] for n in rows}))
    texts = tuple(sheet.texts[n] for n in rows) + headings
    sums = cues.sums(texts)
    logs = _logs(sums)
    words = _side_by_side(logs, sums, cues.dimensions)
    scores = class_scores(model, texts, tuple(sheet.names[n] for n in rows), words)
    return class_context(sheet, rows, headings, scores, logs)


# ---------------------------------------------------------------- kept as numbers in one file


def save(weights: Weights, output: str | BinaryIO) -> None:
    """Write weights as a compressed .npz file; the same weights give the same bytes."""
    import zipfile

    import numpy as np

    arrays: dict[str, NDArray[np.generic]] = {
        "roles": np.array(weights.roles),
        "around": weights.around,
        "calibration": weights.calibration,
        "models": np.array(len(weights.classes)),
        **_flat("grams", weights.grams),
        **_flat("named", weights.named),
        **_trees("wider", weights.wider),
    }
    for n, model in enumerate(weights.classes):
        arrays |= _flat(f"{n}.grams", model.grams) | _flat(f"{n}.named", model.named)
        arrays |= {f"{n}.sums": model.sums.astype(np.float16), f"{n}.heads": np.array(list(model.heads))}
        for key, head in model.heads.items():
            parts = {"codes": np.array(head.codes), "views": head.views, "bias": head.bias}
            parts |= {"also_views": head.also_views, "also_bias": head.also_bias}
            arrays |= {f"{n}.{key}.{name}": part for name, part in parts.items()}
            arrays |= _trees(f"{n}.{key}.choice", head.choice)
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(arrays):
            raw = io.BytesIO()
            np.lib.format.write_array(raw, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (2026, 11, 21, 0, 0, 0)), raw.getvalue(),
                             zipfile.ZIP_DEFLATED, 6)  # fmt: skip


def _trees(name: str, trees: Trees | None) -> dict[str, NDArray[np.generic]]:
    return {} if trees is None else {f"{name}.{part}": array for part, array in trees.arrays().items()}


def _flat(name: str, layer: Layer) -> dict[str, NDArray[np.generic]]:
    """A layer as arrays: only the kept buckets, one class after the other, which packs best."""
    import numpy as np

    where = np.flatnonzero(layer.index).astype(np.uint32)
    table = np.ascontiguousarray(layer.table[layer.index[where]].T)
    return {
        f"{name}.where": where,
        f"{name}.table": table,
        f"{name}.scale": layer.scale,
        f"{name}.bias": layer.bias,
    }


def load(path: str | None = None) -> Weights:
    """Return the weights in a file, or the shipped ones.

    Raises:
        LexiconError: the file is no weights file.
    """
    import numpy as np

    if path is None:
        raw = resources.files("xzsc").joinpath("data", "weights", FILE).read_bytes()
        return _read(np.load(io.BytesIO(raw)))
    try:
        return _read(np.load(io.BytesIO(Path(path).read_bytes())))
    except Exception as error:  # numpy raises whatever zip, zlib and its own formats raise
        raise LexiconError(
            f"{path}: not a weights file ({error}). Make one with: xzsc train CODED"
        ) from error


def check(weights: Weights, codebook: Codebook, *, where: str) -> None:
    """Refuse a codebook other than the one by which the classes were learned.

    Raises:
        LexiconError: a dimension is missing, or has other classes.
    """
    codes = {each.key: each.codes for each in codebook.dimensions}
    for key, head in ((key, head) for model in weights.classes[1:] for key, head in model.heads.items()):
        classes = tuple(code for code in head.codes if code != NONE)
        if codes.get(key) != classes:
            has = f"has the classes {', '.join(codes[key])}" if key in codes else "has no such dimension"
            learned = f"trained to code {key} as {', '.join(classes)}"
            raise LexiconError(
                f"{where}: {learned}; the codebook {codebook.name} {has}. "
                "Give the codebook of the training by --codebook."
            )


def _read(arrays: np.lib.npyio.NpzFile) -> Weights:
    return Weights(
        roles=tuple(map(str, arrays["roles"])),
        around=arrays["around"],
        calibration=arrays["calibration"],
        grams=_layer(arrays, "grams"),
        named=_layer(arrays, "named"),
        classes=tuple(_class_model(arrays, n) for n in range(int(arrays["models"]))),
        wider=from_arrays(arrays, "wider"),
    )


def _class_model(arrays: np.lib.npyio.NpzFile, n: int) -> ClassModel:
    import numpy as np

    heads = {str(key): _head(arrays, f"{n}.{key}") for key in arrays[f"{n}.heads"]}
    sums = arrays[f"{n}.sums"].astype(np.float32)
    return ClassModel(heads, _layer(arrays, f"{n}.grams"), _layer(arrays, f"{n}.named"), sums)


def _head(arrays: np.lib.npyio.NpzFile, name: str) -> Head:
    return Head(
        tuple(map(str, arrays[f"{name}.codes"])),
        arrays[f"{name}.views"],
        arrays[f"{name}.bias"],
        arrays[f"{name}.also_views"],
        arrays[f"{name}.also_bias"],
        from_arrays(arrays, f"{name}.choice"),
    )


def _layer(arrays: np.lib.npyio.NpzFile, name: str) -> Layer:
    import numpy as np

    where = arrays[f"{name}.where"]
    index = np.zeros(1 << BITS, dtype=np.uint16)
    index[where] = np.arange(1, len(where) + 1)
    table = arrays[f"{name}.table"]
    table = np.concatenate([np.zeros((1, len(table)), dtype=np.int8), np.ascontiguousarray(table.T)])
    return Layer(index, table, arrays[f"{name}.scale"], arrays[f"{name}.bias"])
