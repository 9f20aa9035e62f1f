"""What stands around a sentence: neighbours, paragraph, section, document, as numbers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from xzsc.measures.features import Sheet
from xzsc.measures.genre import GENRES
from xzsc.measures.words import PLACES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

NAMES = (
    "自身", "上一句", "上二句", "下一句", "下二句", "同段", "同节", "同部分", "全文", "全文措施比例",
    "段首", "段末", "段内上一句", "段内下一句", "位置", "句长", "自身²", "标题",
)  # fmt: skip
OWN = ("自身", "句长", "自身²")
"""Those that tell of the sentence itself."""


def others_mean(values: Floats, keys: Sequence[Hashable]) -> Floats:
    """Return for each row the mean of the other rows with its key (0 where there is none)."""
    import numpy as np

    if not len(values):
        return values
    numbers: dict[Hashable, int] = {}
    groups = [numbers.setdefault(key, len(numbers)) for key in keys]
    group = np.array(groups, dtype=np.int64)
    counts = np.bincount(group)
    firsts = np.cumsum(counts) - counts
    # Sections follow one another, so that most often the rows are in order.
    ordered = values if groups == sorted(groups) else values[np.argsort(group, kind="stable")]
    sums = np.add.reduceat(ordered, firsts, axis=0)
    divide_by: Floats = np.maximum(counts - 1, 1).astype(np.float32)
    if values.ndim == 2:
        divide_by = divide_by[:, None]
    result: Floats = (sums[group] - values) / divide_by[group]
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
    first = np.ones(n, dtype=np.float32)
    first[1:] = np.array(paragraphs[1:]) != np.array(paragraphs[:-1])
    last = np.append(first[1:], np.float32(1))[:n]
    before, after = shifted(own, 1, -1.5), shifted(own, -1, -1.5)
    columns = [
        own, before, shifted(own, 2, -1.5), after, shifted(own, -2, -1.5),
        others_mean(own, paragraphs), others_mean(own, sheet.sections), others_mean(own, sheet.parts),
        own.mean() if n else 0.0, (own > 0).mean() if n else 0.0, first, last,
        before * (1 - first), after * (1 - last), np.arange(n) / max(1, n),
        np.minimum([len(text) for text in sheet.texts], 200) / 50, own * np.abs(own),
        [bool(heading) for heading in sheet.headings],
    ]  # fmt: skip
    table = np.empty((n, len(columns)), dtype=np.float32)
    for k, column in enumerate(columns):
        table[:, k] = column
    return table


def wider(sheet: Sheet, roles: Floats) -> Floats:
    """Return the columns of `around` and more for trees: all roles of sentence, neighbours and document.

    Args:
        sheet: the sentences.
        roles: scores of the first pass, a column for each role, 措施 first.
    """
    import numpy as np

    own = np.clip(roles, -3, 3)
    others = own[:, 1:]
    whole = np.broadcast_to(roles.mean(axis=0) if len(roles) else 0.0, roles.shape)
    kind = np.full((len(roles), 1), GENRES.index(sheet.genre))
    columns = [around(sheet, roles[:, 0]), own, shifted(others, 1, -2), shifted(others, -1, -2), whole, kind]
    return np.concatenate([*columns, np.full_like(kind, len(roles))], axis=1).astype(np.float32)


CLASS_VIEWS = (
    "自身", "标题", "上级标题", "同节", "同上级", "同段", "全文", "上一措施", "下一措施",
    "自身²", "标题词表", *(f"词表{place}" for place in PLACES),
)  # fmt: skip


def class_context(
    sheet: Sheet, rows: Sequence[int], headings: Sequence[str], scores: Floats, cued: Floats
) -> Floats:
    """Return the views `CLASS_VIEWS` of the class scores of measures: views × measures × classes.

    Args:
        sheet: the sentences of the document.
        rows: which of them are measures.
        headings: the headings over the measures.
        scores: class scores, a row per measure, then a row per heading.
        cued: what the words add up to on a log scale, rows as in ``scores``: texts × classes × places.
    """
    import numpy as np

    n = len(rows)
    place = {heading: n + k for k, heading in enumerate(headings) if heading}
    none = len(scores)
    scores = np.concatenate([scores, np.zeros_like(scores[:1])])
    whole = np.concatenate([cued[..., 0], np.zeros_like(scores[:1])])
    leaf = [place.get(sheet.headings[row], none) for row in rows]
    parent = [place.get(sheet.parents[row], none) for row in rows]
    near = np.array([b - a <= 2 for a, b in pairwise(rows)], dtype=np.float32)[:, None]
    sections, uppers = [sheet.sections[row] for row in rows], [sheet.uppers[row] for row in rows]
    paragraphs = [sheet.units[row].paragraph for row in rows]
    views = np.zeros((len(CLASS_VIEWS), n, scores.shape[1]), dtype=np.float32)
    own = np.clip(scores[:n], -2, 2, out=views[0])
    views[1], views[2] = scores[leaf], scores[parent]
    for k, keys in enumerate((sections, uppers, paragraphs, [0] * n), 3):
        views[k] = others_mean(own, keys)
    np.multiply(own[:-1], near, out=views[7, 1:])
    np.multiply(own[1:], near, out=views[8, :-1])
    np.multiply(own, np.abs(own), out=views[9])
    views[10], views[11:] = whole[leaf], cued[:n].transpose(2, 0, 1)
    return views


def rivals(
    sheet: Sheet, rows: Sequence[int], scores: Floats, views: Floats
) -> tuple[NDArray[np.intp], Floats]:
    """Return the two best classes of each measure, and what trees ask to choose between them.

    The columns are the numbers of both classes, the kind of text, then views and scores of both and their
    differences, how common both are in the document, and how long sentence and list are.

    Args:
        sheet: the sentences of the document.
        rows: which of them are measures.
        scores: what the head makes of the views: measures × classes.
        views: views × measures × classes.
    """
    import numpy as np

    n = np.arange(len(rows))
    best = np.argsort(-scores, axis=1, kind="stable")[:, :2]
    first, second = best.T
    share = np.exp(scores - scores.max(axis=1, keepdims=True))
    share = (share / share.sum(axis=1, keepdims=True)).mean(axis=0)
    seen = np.concatenate([views, scores[None]])
    one, other = seen[:, n, first], seen[:, n, second]
    kind, many = np.full(len(n), GENRES.index(sheet.genre)), np.full(len(n), len(n))
    lengths = [len(sheet.texts[row]) for row in rows]
    columns = [[first, second, kind], one - other, one, other, share[best.T], [lengths, many]]
    return best, np.concatenate(columns).T.astype(np.float32, order="C")
