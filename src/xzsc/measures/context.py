"""What stands around a sentence: neighbours, paragraph, section, document, as numbers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from xzsc.measures.features import Sheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

NAMES = (
    "自身", "上一句", "上二句", "下一句", "下二句", "同段", "同节", "同部分", "全文", "全文措施比例",
    "段首", "段末", "段内上一句", "段内下一句", "位置", "句长", "自身²", "标题",
)  # fmt: skip


def others_mean(values: Floats, keys: Sequence[Hashable]) -> Floats:
    """Return for each row the mean of the other rows with its key (0 where there is none)."""
    import numpy as np

    numbers: dict[Hashable, int] = {}
    groups = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    order = np.argsort(groups, kind="stable")
    firsts = np.searchsorted(groups[order], np.arange(len(numbers)))
    if not len(values):
        return values
    sums = np.add.reduceat(values[order], firsts, axis=0).astype(np.float32)
    counts: Floats = np.bincount(groups, minlength=len(numbers)).astype(np.float32)[groups]
    if values.ndim == 2:
        counts = counts[:, None]
    result: Floats = ((sums[groups] - values) / np.maximum(counts - 1, 1)).astype(np.float32)
    return result


def shifted(values: Floats, by: int, fill: float) -> Floats:
    """Return the rows moved by some places: row n holds what row n-by held."""
    import numpy as np

    result = np.full_like(values, fill)
    if by > 0:
        result[by:] = values[:-by] if by < len(values) else values[:0]
    else:
        result[:by] = values[-by:] if -by < len(values) else values[:0]
    return result


def around(sheet: Sheet, scores: Floats) -> Floats:
    """Return the columns `NAMES` for the sentences of a document.

    Args:
        sheet: the sentences.
        scores: log-odds of the first pass, one per sentence.
    """
    import numpy as np

    n = len(scores)
    own = np.clip(scores, -3, 3).astype(np.float32)
    paragraphs = [unit.paragraph for unit in sheet.units]
    sections = [tuple(section.spans for section in unit.path) for unit in sheet.units]
    first = np.array([i == 0 or paragraphs[i] != paragraphs[i - 1] for i in range(n)], dtype=np.float32)
    last = np.array([i == n - 1 or paragraphs[i] != paragraphs[i + 1] for i in range(n)], dtype=np.float32)
    before, after = shifted(own, 1, -1.5), shifted(own, -1, -1.5)
    columns = [
        own, before, shifted(own, 2, -1.5), after, shifted(own, -2, -1.5),
        others_mean(own, paragraphs), others_mean(own, sections), others_mean(own, [s[:1] for s in sections]),
        np.full(n, own.mean() if n else 0.0), np.full(n, (own > 0).mean() if n else 0.0), first, last,
        before * (1 - first), after * (1 - last), np.arange(n) / max(1, n),
        np.array([min(len(text), 200) / 50 for text in sheet.texts]), own * np.abs(own),
        np.array([bool(heading) for heading in sheet.headings]),
    ]  # fmt: skip
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


CLASS_VIEWS = (
    "自身", "标题", "上级标题", "同节", "同上级", "同段", "全文", "上一措施", "下一措施",
    "自身²", "自身词表", "标题词表",
)  # fmt: skip


def class_context(
    sheet: Sheet, rows: Sequence[int], headings: Sequence[str], scores: Floats, sums: Floats
) -> Floats:
    """Return the views `CLASS_VIEWS` of the class scores of measures: measures × classes × views.

    Args:
        sheet: the sentences of the document.
        rows: which of them are measures.
        headings: the headings over the measures.
        scores: class scores, a row per measure, then a row per heading.
        sums: what the cues add up to, rows as in ``scores``.
    """
    import numpy as np

    n = len(rows)
    own = np.clip(scores[:n], -2, 2)
    place = {heading: n + k for k, heading in enumerate(headings) if heading}
    none = len(scores)
    scores = np.concatenate([scores, np.zeros_like(scores[:1])])
    cued = np.log1p(np.maximum(np.concatenate([sums, np.zeros_like(sums[:1])]), 0))
    leaf = [place.get(sheet.headings[row], none) for row in rows]
    parent = [place.get(sheet.parents[row], none) for row in rows]
    near = np.array([b - a <= 2 for a, b in pairwise(rows)], dtype=np.float32)[:, None]
    before, after = np.zeros_like(own), np.zeros_like(own)
    before[1:] = own[:-1] * near
    after[:-1] = own[1:] * near
    keys = [tuple(section.spans for section in sheet.units[row].path) for row in rows]
    paragraphs = [sheet.units[row].paragraph for row in rows]
    views = [
        own, scores[leaf], scores[parent],
        others_mean(own, keys), others_mean(own, [key[:-1] for key in keys]), others_mean(own, paragraphs),
        others_mean(own, [0] * n), before, after, own * np.abs(own), cued[:n], cued[leaf],
    ]  # fmt: skip
    return np.stack(views, axis=-1)
