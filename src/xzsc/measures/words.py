"""Words of a codebook, and words whose meaning is known, as features of its classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from xzsc.codebook import Dimension
from xzsc.measures.cues import WORTH, shares

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

TOPICS = "topics.tsv"
PLACES = ("全句", "首句", "首词", "首句末词", "句末词", "末词")
"""Where a word is looked for: anywhere; in the clause of the first word; the first word; the last of that
clause; the last of each clause; the last of all. The head of a Chinese noun phrase stands at its end."""
_BREAKS = "，；：,;。\n"
_LITTLE = 6_000
"""An automaton is made when so many characters have been read."""
_FIRST = 0.6
"""A word that speaks for several classes speaks so much for the first, the rest for the others."""


@cache
def topics() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the classes that words of policy texts speak for, by the key of the dimension, then by word."""
    themes, instruments = {}, {}
    for line in resources.files("xzsc").joinpath("data", TOPICS).read_text("utf-8").splitlines()[1:]:
        word, theme, instrument = line.split("\t")
        if theme:
            themes[word] = tuple(theme.split("+"))
        if instrument:
            instruments[word] = (instrument,)
    return {"theme": themes, "instrument": instruments}


@dataclass(slots=True)
class _Finder:
    """Finds words in texts, the longest first, none over another.

    An automaton is worth its making only for more text than one short document.
    """

    words: tuple[str, ...]
    _by_first: dict[str, list[tuple[str, int]]] = field(default_factory=dict, init=False)
    _automaton: Any = field(default=None, init=False)
    _n_read: int = field(default=0, init=False)

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """Return number, start and end of each word found."""
        self._n_read += len(text)
        return self.plainly(text) if self._n_read < _LITTLE else self.quickly(text)

    def plainly(self, text: str) -> list[tuple[int, int, int]]:
        """Look at every place for the words that begin with its character."""
        if not self._by_first:
            for n, word in sorted(enumerate(self.words), key=lambda item: -len(item[1])):
                self._by_first.setdefault(word[0], []).append((word, n))
        found, end = [], 0
        for start, first in enumerate(text):
            if start >= end:
                for word, n in self._by_first.get(first, ()):
                    if text.startswith(word, start):
                        end = start + len(word)
                        found.append((n, start, end))
                        break
        return found

    def quickly(self, text: str) -> list[tuple[int, int, int]]:
        """Find the same by an automaton."""
        if self._automaton is None:
            from ahocorasick_rs import AhoCorasick, MatchKind

            self._automaton = AhoCorasick(list(self.words), matchkind=MatchKind.LeftmostLongest)
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text)
        return found


@dataclass(slots=True)
class CueTable:
    """The words of one or more dimensions, matched all at once (longest first, no overlap).

    Cues of the form a…b are no words: they count in a coding by cues alone.

    Args:
        dimensions: their classes stand side by side; their cues are the words.
        known: further words and the classes they speak for, by the key of a dimension; cues go before.
    """

    dimensions: tuple[Dimension, ...]
    known: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    words: tuple[str, ...] = field(init=False)
    worth: Floats = field(init=False)
    _find: _Finder = field(init=False, repr=False)

    def __post_init__(self) -> None:
        import numpy as np

        classes = [each for dimension in self.dimensions for each in dimension.classes]
        cues = {cue for each in classes for cue in (*each.cues, *each.exclude) if _is_plain(cue)}
        self.words = tuple(sorted(cues.union(*self.known.values())))
        place = {word: n for n, word in enumerate(self.words)}
        worth = np.array(WORTH)[np.minimum([len(word) for word in self.words], len(WORTH) - 1)]
        blocks = [self._shares(dimension, place) for dimension in self.dimensions]
        self.worth = (np.concatenate(blocks, axis=1) * worth[:, None]).astype(np.float32)
        self._find = _Finder(self.words)

    def _shares(self, dimension: Dimension, place: Mapping[str, int]) -> Floats:
        """How much each word speaks for each class of a dimension: cues as in `shares`, then known words."""
        import numpy as np

        column = {each.code: n for n, each in enumerate(dimension.classes)}
        cues = shares(dimension)
        cells = [
            (place[cue], column[code], share)
            for cue, given in cues.items()
            if cue in place
            for code, share in given.items()
        ]
        cells += [
            (place[word], column[code], share)
            for word, codes in self.known.get(dimension.key, {}).items()
            if word not in cues
            for code, share in zip(codes, _split(len(codes)), strict=True)
        ]
        table = np.zeros((len(place), len(column)), dtype=np.float32)
        if cells:
            rows, columns, values = zip(*cells, strict=True)
            table[list(rows), list(columns)] = values
        return table

    def sums(self, texts: Sequence[str]) -> Floats:
        """Return for each text what its words add up to: texts × classes × `PLACES`."""
        import numpy as np

        total = np.zeros((len(texts), self.worth.shape[1], len(PLACES)), dtype=np.float32)
        # All texts at once: no word holds a line break, so none is found across two of them.
        joined = "\n".join(texts)
        found = self._find(joined)
        if found:
            words, starts, _ = np.array(found, dtype=np.int64).T
            begins = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
            rows = np.searchsorted(begins, starts, side="right") - 1
            clauses = np.searchsorted(_breaks(joined), starts)
            for place, where in enumerate(_masks(rows, clauses)):
                self._add(total[:, :, place], rows[where], words[where])
        return total

    def _add(self, total: Floats, rows: NDArray[np.int64], words: NDArray[np.int64]) -> None:
        import numpy as np

        firsts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
        total[rows[firsts]] = np.add.reduceat(self.worth[words], firsts, axis=0)


def _masks(rows: NDArray[np.int64], clauses: NDArray[np.int64]) -> tuple[NDArray[np.bool_], ...]:
    """Which of the words found stand in each of the `PLACES`; all texts have a word in each."""
    import numpy as np

    opens = np.concatenate(([True], rows[1:] != rows[:-1]))
    closes = np.append(opens[1:], True)
    first_clause = clauses[np.flatnonzero(opens)][np.cumsum(opens) - 1] == clauses
    ends = np.append(clauses[1:] != clauses[:-1], True)
    return np.ones_like(opens), first_clause, opens, first_clause & ends, ends, closes


def _breaks(text: str) -> NDArray[np.int64]:
    """Where clauses end."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    return np.flatnonzero(np.isin(codes, [ord(sign) for sign in _BREAKS]))


@cache
def _split(n: int) -> tuple[float, ...]:
    """How a word that speaks for some classes is shared among them."""
    return (_FIRST, *[(1 - _FIRST) / (n - 1)] * (n - 1)) if n > 1 else (1.0,)


def _is_plain(cue: str) -> bool:
    """Whether a cue is a word to look for; no sentence holds a line break, and texts are joined by one."""
    return "…" not in cue and "\n" not in cue
