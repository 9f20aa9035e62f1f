"""Which class a measure gets: the sums of the second pass, and trees that choose between the two best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xzsc.measures.context import rivals
from xzsc.measures.features import Sheet
from xzsc.measures.trees import Trees
from xzsc.measures.weights import ClassModel, Head, class_views
from xzsc.measures.words import CueTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

CONTESTED = 3.0
"""A class that leads by so much is not asked about again (half of them; trees would change one in 200)."""
CLEARLY, CLEARLY_ELSE = {"theme": 0.0}, 0.25
"""A class gives way to a rival whose log-odds are better by so much; of themes trees know most."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What decides between the classes of one dimension, for some measures.

    Args:
        head: what was learned for the dimension.
        views: views × measures × classes.
        sums: what the slopes of the head make of the views: measures × classes.
        also: the same for the second class.
        best: the two best classes of each measure by ``sums``, the best first.
        odds: what trees say for the best and not the next best; infinite where they were not asked.
        changed: the measures whose two best classes change places.
    """

    head: Head
    views: Floats
    sums: Floats
    also: Floats
    best: NDArray[np.intp]
    odds: Floats
    changed: NDArray[np.intp]

    def scores(self) -> Floats:
        """Return the final scores: those of classes that change places are exchanged."""
        result = self.sums.copy()
        rows, places = self.changed[:, None], self.best[self.changed]
        result[rows, places] = self.sums[rows, places[:, ::-1]]
        return result


def contests(model: ClassModel, cues: CueTable, sheet: Sheet, rows: Sequence[int]) -> dict[str, Contest]:
    """Return what decides between the classes of the measures ``rows``, by dimension."""
    import numpy as np

    views = class_views(model, cues, sheet, rows)
    slopes = np.stack([each for head in model.heads.values() for each in (head.views, head.also_views)])
    scores = (slopes @ views.reshape(len(views), views[0].size)).reshape(len(slopes), *views.shape[1:])
    result, start = {}, 0
    for k, (key, head) in enumerate(model.heads.items()):
        own = slice(start, start := start + len(head.codes))
        sums, also = scores[2 * k][:, own] + head.bias, scores[2 * k + 1][:, own] + head.also_bias
        if head.choice is not None and rows:
            best, table = rivals(sheet, rows, sums, views[:, :, own])
            odds = tree_odds(head.choice, best, table, sums)
        else:
            best = np.argsort(-sums, axis=1, kind="stable")[:, :2]
            odds = np.full(len(best), np.inf, dtype=np.float32)
        changed = np.flatnonzero(odds < -CLEARLY.get(key, CLEARLY_ELSE))
        result[key] = Contest(head, views[:, :, own], sums, also, best, odds, changed)
    return result


def tree_odds(choice: Trees, best: NDArray[np.intp], table: Floats, sums: Floats) -> Floats:
    """Return what trees say for the best class of each measure, infinite where it leads by too much."""
    import numpy as np

    one, other = np.take_along_axis(sums, best, axis=1).T
    near = np.flatnonzero(one - other < CONTESTED)
    odds = np.full(len(best), np.inf, dtype=np.float32)
    odds[near] = choice.scores(table[near])
    return odds
