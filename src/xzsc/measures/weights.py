"""The trained weights: what is in them, how they are kept, and what they say of a document."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from xzsc.codebook import Codebook, Dimension, shipped
from xzsc.errors import LexiconError
from xzsc.measures.context import around, class_context
from xzsc.measures.features import Grams, Sheet, bucket, character_grams
from xzsc.measures.linear import Layer
from xzsc.measures.words import CueTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FILE = "measures.npz"
ROLE_GRAMS, CLASS_GRAMS = 4, 3
GRAM_WEIGHT, CLASS_WEIGHT, WORD_WEIGHT = 8.0, 5.0, 3.0


@dataclass(frozen=True, slots=True)
class Head:
    """The second pass of one dimension: a weight for each view of the class scores, a bias for each class."""

    codes: tuple[str, ...]
    views: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that was learned.

    Args:
        roles: what the columns of ``grams`` and ``named`` are: 措施 first.
        grams: character n-grams of a sentence.
        named: what a reader sees of it.
        around: the second pass of "is it a measure": mean, deviation and weight per column, then the bias.
        calibration: slope and intercept from log-odds to probability.
        heads: theme, instrument and strength.
        class_grams, class_words, class_sums: first pass of all classes side by side.
    """

    roles: tuple[str, ...]
    grams: Layer
    named: Layer
    around: Floats
    calibration: Floats
    heads: dict[str, Head]
    class_grams: Layer
    class_words: Layer
    class_sums: Floats


def named_grams(names: tuple[tuple[str, ...], ...]) -> Grams:
    """Return the named features of sentences as buckets."""
    import numpy as np

    lengths = np.array([len(each) for each in names], dtype=np.int64)
    rows = np.repeat(np.arange(len(names), dtype=np.int32), lengths)
    ids = np.array([bucket(name) for each in names for name in each], dtype=np.int32)
    return Grams(rows, ids)


def row_scale(grams: Grams, n_rows: int, weight: float) -> Floats:
    """Return what an n-gram of each sentence counts: the more there are, the less."""
    import numpy as np

    counts = np.bincount(grams.rows, minlength=n_rows)
    return (weight / np.sqrt(np.maximum(counts, 1))).astype(np.float32)


def role_scores(weights: Weights, sheet: Sheet) -> Floats:
    """Return the first pass: a column for each role, 措施 first."""
    n = len(sheet.texts)
    grams = character_grams(sheet.texts, most=ROLE_GRAMS)
    scores = weights.grams.sums(grams, n) * row_scale(grams, n, GRAM_WEIGHT)[:, None]
    result: Floats = scores + weights.named.sums(named_grams(sheet.names), n) + weights.grams.bias
    return result


def measure_scores(weights: Weights, sheet: Sheet, first: Floats) -> Floats:
    """Return the log-odds that a sentence is a measure, its surroundings considered."""
    columns = around(sheet, first[:, 0])
    mean, deviation, slope = weights.around[:, :-1]
    result: Floats = ((columns - mean) / deviation) @ slope + weights.around[2, -1]
    return result


def probabilities(weights: Weights, log_odds: Floats) -> Floats:
    """Return calibrated probabilities."""
    import numpy as np

    slope, intercept = weights.calibration
    return (1 / (1 + np.exp(-(slope * log_odds + intercept)))).astype(np.float32)


def cue_table(codebook: Codebook) -> CueTable:
    """Return the cues of the dimensions whose classes are trained."""
    return CueTable((codebook.dimension("theme"), codebook.dimension("instrument")))


def class_scores(weights: Weights, cues: CueTable, texts: tuple[str, ...]) -> Floats:
    """Return the first pass of all classes side by side, in the order of ``weights.heads``."""
    n = len(texts)
    grams = character_grams(texts, most=CLASS_GRAMS, spots=False)
    words, first, sums = cues.find(texts)
    scores = weights.class_grams.sums(grams, n) * row_scale(grams, n, CLASS_WEIGHT)[:, None]
    for found in (words, first):
        scores = scores + weights.class_words.sums(found, n) * row_scale(found, n, WORD_WEIGHT)[:, None]
    result: Floats = scores + squash(sums, cues.dimensions) @ weights.class_sums + weights.class_grams.bias
    return result


def squash(sums: Floats, dimensions: tuple[Dimension, ...]) -> Floats:
    """Return cue sums on a log scale, and as share of the best class of their dimension."""
    import numpy as np

    shares, start = [], 0
    for dimension in dimensions:
        block = sums[:, start : start + len(dimension.classes)]
        shares.append(2 * block / np.maximum(1, block.max(axis=1, keepdims=True)))
        start += len(dimension.classes)
    return np.concatenate([np.log1p(np.maximum(sums, 0)), *shares], axis=1)


def head_scores(weights: Weights, cues: CueTable, sheet: Sheet, rows: list[int]) -> dict[str, Floats]:
    """Return the final class scores of the measures of a document, by dimension."""
    headings = tuple(sorted({sheet.headings[n] for n in rows} | {sheet.parents[n] for n in rows}))
    texts = tuple(sheet.texts[n] for n in rows)
    both = class_scores(weights, cues, texts + headings)
    result, start = {}, 0
    for key, head in weights.heads.items():
        block = both[:, start : start + len(head.codes)]
        start += len(head.codes)
        named = {heading: block[len(rows) + n] for n, heading in enumerate(headings) if heading}
        views = class_context(sheet, rows, block[: len(rows)], named)
        result[key] = views @ head.views + head.bias
    return result


# ---------------------------------------------------------------- kept as numbers in one file

_LAYERS = ("grams", "named", "class_grams", "class_words")


def save(weights: Weights, path: str) -> None:
    """Write weights to a compressed .npz file; the same weights give the same bytes."""
    import zipfile

    import numpy as np

    arrays: dict[str, NDArray[np.generic]] = {
        "roles": np.array(weights.roles),
        "around": weights.around,
        "calibration": weights.calibration,
        "class_sums": weights.class_sums.astype(np.float16),
        "heads": np.array(list(weights.heads)),
    }
    for key, head in weights.heads.items():
        arrays |= {f"{key}.codes": np.array(head.codes), f"{key}.views": head.views, f"{key}.bias": head.bias}
    for name in _LAYERS:
        layer: Layer = getattr(weights, name)
        where = np.flatnonzero(layer.index).astype(np.uint32)
        arrays |= {
            f"{name}.where": where,
            f"{name}.table": np.ascontiguousarray(layer.table[layer.index[where]].T),
            f"{name}.scale": layer.scale,
            f"{name}.bias": layer.bias,
        }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            raw = io.BytesIO()
            np.lib.format.write_array(raw, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (2026, 11, 21, 0, 0, 0)), raw.getvalue(),
                             zipfile.ZIP_DEFLATED, 9)  # fmt: skip


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
        return _read(np.load(path))
    except (OSError, ValueError, KeyError) as error:
        raise LexiconError(
            f"{path}: not a weights file ({error}). Make one with: xzsc train CODED"
        ) from error


def _read(arrays: np.lib.npyio.NpzFile) -> Weights:
    import numpy as np

    heads = {
        str(key): Head(tuple(map(str, arrays[f"{key}.codes"])), arrays[f"{key}.views"], arrays[f"{key}.bias"])
        for key in arrays["heads"]
    }
    return Weights(
        roles=tuple(map(str, arrays["roles"])),
        around=arrays["around"],
        calibration=arrays["calibration"],
        heads=heads,
        class_sums=arrays["class_sums"].astype(np.float32),
        grams=_layer(arrays, "grams"),
        named=_layer(arrays, "named"),
        class_grams=_layer(arrays, "class_grams"),
        class_words=_layer(arrays, "class_words"),
    )


def _layer(arrays: np.lib.npyio.NpzFile, name: str) -> Layer:
    import numpy as np

    from xzsc.measures.features import BITS

    where = arrays[f"{name}.where"]
    index = np.zeros(1 << BITS, dtype=np.uint16)
    index[where] = np.arange(1, len(where) + 1)
    table = arrays[f"{name}.table"]
    table = np.concatenate([np.zeros((1, len(table)), dtype=np.int8), np.ascontiguousarray(table.T)])
    return Layer(index, table, arrays[f"{name}.scale"], arrays[f"{name}.bias"])


def shipped_cues() -> CueTable:
    """Return the cues the shipped weights were trained with."""
    return cue_table(shipped())
