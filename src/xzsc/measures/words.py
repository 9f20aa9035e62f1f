"""Cue words of a codebook as features of themes and instruments: who speaks for what, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xzsc.codebook import Dimension
from xzsc.measures.features import MARKER, Grams, bucket

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
    buckets: NDArray[np.int32] = field(init=False)
    _automaton: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        import ahocorasick_rs
        import numpy as np

        classes = [each for dimension in self.dimensions for each in dimension.classes]
        self.words = tuple(sorted({cue for c in classes for cue in (*c.cues, *c.exclude) if "…" not in cue}))
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
        self.buckets = np.array([bucket(f"cue {word}") for word in self.words], dtype=np.int32)
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(self.words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def find(self, texts: Sequence[str]) -> tuple[Grams, Grams, NDArray[np.float32]]:
        """Return the cue words of each text, those of its first clause, and the sums per class."""
        import numpy as np

        rows: list[int] = []
        words: list[int] = []
        heads: list[bool] = []
        for row, text in enumerate(texts):
            end = _first_clause(text)
            for word, start, _ in self._automaton.find_matches_as_indexes(text):
                rows.append(row)
                words.append(word)
                heads.append(start < end)
        at, which = np.array(rows, dtype=np.int32), np.array(words, dtype=np.int32)
        head = np.array(heads, dtype=bool)
        sums = np.zeros((len(texts), self.worth.shape[1]), dtype=np.float32)
        if len(at):
            firsts = np.flatnonzero(np.concatenate(([True], at[1:] != at[:-1])))
            values = self.worth[which] * (1.0 + 0.5 * head)[:, None].astype(np.float32)
            sums[at[firsts]] = np.add.reduceat(values, firsts, axis=0)
        ids = self.buckets[which]
        first = Grams(at[head], (ids[head] * 31 + 7) % np.int32(1 << 18))
        return Grams(at, ids), first, sums


def _first_clause(text: str) -> int:
    """Where the first clause (marker aside) ends; a clause of five characters or less is not enough."""
    match = MARKER.match(text)
    start = match.end() if match else 0
    found = _BREAK.search(text, start + 6)
    return found.start() if found else len(text)
