"""Words of a codebook, and words whose meaning is known, as features of its classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from xzsc.codebook import Dimension

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

TOPICS = "topics.tsv"
PLACES = ("全句", "首句", "首词", "首句末词", "句末词", "末词")
"""Where a word is looked for: anywhere; in the clause of the first word; the first word; the last of that
clause; the last of each clause; the last of all. The head of a Chinese noun phrase stands at its end."""
_BREAKS = "，；：,;。\n"
_SECOND = 0.6
"""A word that speaks for several classes speaks so much for the first, the rest for the others."""


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return words of policy texts with the classes they speak for, by the key of the dimension."""
    text = resources.files("xzsc").joinpath("data", TOPICS).read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            word, themes, instrument = line.split("\t")
            found[word] = {
                "theme": tuple(filter(None, themes.split("+"))),
                "instrument": (instrument,) if instrument else (),
            }
    return found


@dataclass(slots=True)
class CueTable:
    """The words of one or more dimensions, matched all at once (longest first, no overlap).

    Args:
        dimensions: their classes stand side by side; their cues are the words.
        known: further words, with the classes they speak for by the key of the dimension; cues go before.
    """

    dimensions: tuple[Dimension, ...]
    known: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    words: tuple[str, ...] = field(init=False)
    worth: Floats = field(init=False)
    _automaton: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        import ahocorasick_rs
        import numpy as np

        classes = [each for dimension in self.dimensions for each in dimension.classes]
        cues = {cue for each in classes for cue in (*each.cues, *each.exclude) if _is_plain(cue)}
        self.words = tuple(sorted(cues | self.known.keys()))
        place = {word: n for n, word in enumerate(self.words)}
        blocks = [self._block(dimension, place) for dimension in self.dimensions]
        self.worth = np.concatenate(blocks, axis=1)
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(self.words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def _block(self, dimension: Dimension, place: Mapping[str, int]) -> Floats:
        """What the words are worth for the classes of a dimension; a word of several classes is shared."""
        import numpy as np

        column = {each.code: n for n, each in enumerate(dimension.classes)}
        block = np.zeros((len(place), len(column)), dtype=np.float32)
        for each in dimension.classes:
            for sign, cues in ((1.0, each.cues), (-1.0, each.exclude)):
                for cue in filter(place.__contains__, cues):
                    block[place[cue], column[each.code]] = sign * _worth(cue)
        block /= np.maximum(1, (block > 0).sum(axis=1, keepdims=True))
        for word, speaks in self.known.items():
            codes = speaks.get(dimension.key, ())
            if codes and not block[place[word]].any():
                rest = len(codes) - 1
                shares = (_SECOND, *[(1 - _SECOND) / rest] * rest) if rest else (1.0,)
                for code, share in zip(codes, shares, strict=True):
                    block[place[word], column[code]] = share * _worth(word)
        return block

    def sums(self, texts: Sequence[str]) -> Floats:
        """Return for each text what its words add up to: texts × classes × `PLACES`."""
        import numpy as np

        total = np.zeros((len(texts), self.worth.shape[1], len(PLACES)), dtype=np.float32)
        # All texts at once: no word holds a line break, so none is found across two of them.
        joined = "\n".join(texts)
        found = self._automaton.find_matches_as_indexes(joined)
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


def _worth(word: str) -> float:
    """Longer words say more."""
    return 0.4 + 0.3 * min(len(word), 5)


def _is_plain(cue: str) -> bool:
    """Whether a cue is a word to look for; no sentence holds a line break, and texts are joined by one."""
    return "…" not in cue and "\n" not in cue
