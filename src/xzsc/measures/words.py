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

    def __call__(self, text: str) -> list[int]:
        """Return the number of each word found, in reading order."""
        self._n_read += len(text)
        return self.plainly(text) if self._n_read < _LITTLE else self.quickly(text)

    def plainly(self, text: str) -> list[int]:
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
                        found.append(n)
                        break
        return found

    def quickly(self, text: str) -> list[int]:
        """Find the same by an automaton; it reads bytes, as nobody asks at which characters words stand."""
        if self._automaton is None:
            from ahocorasick_rs import BytesAhoCorasick, MatchKind

            words = [word.encode() for word in self.words]
            self._automaton = BytesAhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
        return [n for n, _, _ in self._automaton.find_matches_as_indexes(text.encode())]


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
    _first: NDArray[np.int64] = field(init=False, repr=False)
    """Where the classes begin that each word speaks for, in the two below."""
    _classes: NDArray[np.int64] = field(init=False, repr=False)
    _worth: Floats = field(init=False, repr=False)
    _breaks: NDArray[np.bool_] = field(init=False, repr=False)
    """Whether a clause ends in each word, or at each of the signs that are looked for besides."""

    def __post_init__(self) -> None:
        import numpy as np

        classes = [each for dimension in self.dimensions for each in dimension.classes]
        cues = {cue for each in classes for cue in (*each.cues, *each.exclude) if _is_plain(cue)}
        self.words = tuple(sorted(cues.union(*self.known.values())))
        place = {word: n for n, word in enumerate(self.words)}
        worth = np.array(WORTH)[np.minimum([len(word) for word in self.words], len(WORTH) - 1)]
        blocks = [self._shares(dimension, place) for dimension in self.dimensions]
        self.worth = (np.concatenate(blocks, axis=1) * worth[:, None]).astype(np.float32)
        rows, self._classes = np.divmod(np.flatnonzero(self.worth), max(1, self.worth.shape[1]))
        self._first = np.searchsorted(rows, np.arange(len(place) + 1))
        self._worth = self.worth[rows, self._classes]
        self._find = _Finder((*self.words, *_BREAKS))
        signs = frozenset(_BREAKS)
        self._breaks = np.array([not signs.isdisjoint(word) for word in self._find.words])

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

        n, (n_words, n_classes) = len(texts), self.worth.shape
        total = np.zeros((len(PLACES), n, n_classes), dtype=np.float32)
        # All texts at once: no word holds a line break, so none is found across two of them.
        found = np.array(self._find("\n".join(texts)), dtype=np.int64)
        words_at = np.flatnonzero(found < n_words)
        if len(words_at):
            words = found[words_at]
            rows = np.cumsum(found == n_words + _BREAKS.index("\n"))[words_at]
            clauses = np.cumsum(self._breaks[found], dtype=np.int64)[words_at] - self._breaks[words]
            # Of each word only what it is worth to the few classes that it speaks for.
            times = self._first[words + 1] - self._first[words]
            each = np.repeat(np.arange(len(words)), times)
            at = np.arange(len(each)) - np.repeat(np.cumsum(times) - times - self._first[words], times)
            place, k = np.nonzero(_masks(rows, clauses)[:, each])
            cells = (place * n + rows[each[k]]) * n_classes + self._classes[at[k]]
            total += np.bincount(cells, self._worth[at[k]], total.size).reshape(total.shape)
        return total.transpose(1, 2, 0)

    def told(self, text: str, one: int, other: int) -> tuple[str, ...]:
        """Return the words of a text that say more for one class than for another, by their columns."""
        found = dict.fromkeys(n for n in self._find(text) if n < len(self.words))
        return tuple(self.words[n] for n in found if self.worth[n, one] > self.worth[n, other])


def _masks(rows: NDArray[np.int64], clauses: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the words found stand in each of the `PLACES`; all texts have a word in each."""
    import numpy as np

    whole = np.ones((len(PLACES), len(rows)), dtype=bool)
    opens, closes, ends = whole[2], whole[5], whole[4]
    np.not_equal(rows[1:], rows[:-1], out=opens[1:])
    closes[:-1] = opens[1:]
    np.not_equal(clauses[1:], clauses[:-1], out=ends[:-1])
    np.equal(clauses[np.flatnonzero(opens)][np.cumsum(opens) - 1], clauses, out=whole[1])
    np.logical_and(whole[1], ends, out=whole[3])
    return whole


@cache
def _split(n: int) -> tuple[float, ...]:
    """How a word that speaks for some classes is shared among them."""
    return (_FIRST, *[(1 - _FIRST) / (n - 1)] * (n - 1)) if n > 1 else (1.0,)


def _is_plain(cue: str) -> bool:
    """Whether a cue is a word to look for; no sentence holds a line break, and texts are joined by one."""
    return "…" not in cue and "\n" not in cue
