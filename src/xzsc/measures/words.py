"""Cue words of a codebook as features of its classes: what they add up to for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xzsc.codebook import Dimension
from xzsc.measures.features import MARKER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BREAK = re.compile("[，；：,;]")


@dataclass(slots=True)
class CueTable:
    """The cue words of one or more dimensions, matched all at once (longest first, no overlap)."""

    dimensions: tuple[Dimension, ...]
    words: tuple[str, ...] = field(init=False)
    worth: NDArray[np.float32] = field(init=False)
    _automaton: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        import ahocorasick_rs
        import numpy as np

        classes = [each for dimension in self.dimensions for each in dimension.classes]
        self.words = tuple(sorted({cue for c in classes for cue in (*c.cues, *c.exclude) if _is_plain(cue)}))
        place = {word: n for n, word in enumerate(self.words)}
        self.worth = np.zeros((len(self.words), len(classes)), dtype=np.float32)
        for column, each in enumerate(classes):
            for sign, cues in ((1.0, each.cues), (-1.0, each.exclude)):
                for cue in cues:
                    if cue in place:
                        self.worth[place[cue], column] = sign * (0.4 + 0.3 * min(len(cue), 5))
        start = 0
        for dimension in self.dimensions:
            block = self.worth[:, start : start + len(dimension.classes)]
            block /= np.maximum(1, (block > 0).sum(axis=1, keepdims=True))
            start += len(dimension.classes)
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(self.words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def sums(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return for each text what its cues add up to, a column per class; half more in the first clause."""
        import numpy as np

        total = np.zeros((len(texts), self.worth.shape[1]), dtype=np.float32)
        # All texts at once: no cue holds a line break, so none is found across two of them.
        found = self._automaton.find_matches_as_indexes("\n".join(texts))
        if found:
            words, starts, _ = np.array(found, dtype=np.int64).T
            begins = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
            rows = np.searchsorted(begins, starts, side="right") - 1
            heads = starts - begins[rows] < np.array([_first_clause(text) for text in texts])[rows]
            firsts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
            boost = 1.0 + 0.5 * heads.astype(np.float32)
            total[rows[firsts]] = np.add.reduceat(self.worth[words] * boost[:, None], firsts, axis=0)
        return total


def _first_clause(text: str) -> int:
    """Where the first clause (marker aside) ends; a clause of five characters or less is not enough."""
    match = MARKER.match(text)
    start = match.end() if match else 0
    found = _BREAK.search(text, start + 6)
    return found.start() if found else len(text)


def _is_plain(cue: str) -> bool:
    """Whether a cue is a word to look for; no sentence holds a line break, and texts are joined by one."""
    return "…" not in cue and "\n" not in cue
