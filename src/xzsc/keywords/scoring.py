"""The score of the second stage for all candidates of a document at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xzsc.keywords.features import find_in
from xzsc.keywords.hashing import BASE, digest
from xzsc.keywords.ranker import Weights
from xzsc.keywords.values import Found, values_of
from xzsc.keywords.vocabulary import Vocabulary, Weighted

if TYPE_CHECKING:
    from xzsc.keywords.hashing import Array

_MASK = (1 << 64) - 1
_LONGEST = 16
"""Words of the longest pattern; longer candidates have none."""


class SecondStage:
    """Scores candidates as `Weights.score` does, without a step in Python for each."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        import numpy as np

        self.slopes = np.array(weights.slopes)
        self.thresholds, self.jumps, self.base = _steps(weights)
        words, tags = vocabulary.numbers.texts, vocabulary.tag_numbers.texts
        self.begins = Weighted(words, weights.table("b ").get)
        self.ends = Weighted(words, weights.table("e ").get)
        self.first_tags = Weighted(tags, weights.table("p ").get)
        self.last_tags = Weighted(tags, weights.table("q ").get)
        self.tag_hashes = Weighted(tags, lambda tag, _: _mixed(tag), "u8")
        self.patterns = _sorted({_pattern(sign): weight for sign, weight in weights.table("t ").items()})
        self.edges = [
            _sorted({_code(sign): weight for sign, weight in weights.table(mark).items()})
            for mark in ("B ", "E ", "C ", "D ")
        ]
        self.kinds = weights.table("k ")
        self.powers = np.array([pow(BASE, at, 1 << 64) for at in range(_LONGEST)], np.uint64)

    def scores(self, found: Found) -> Array:
        """Return the score of each candidate; only differences within a document mean anything."""
        values = values_of(found)
        score: Array = self.slopes @ values + self.base + self._jumps(values)
        score += self._words(found)
        score += self._characters(found)
        score += self._terms(found)
        return score

    def _jumps(self, values: Array) -> Array:
        """Return what the steps add."""
        import numpy as np

        over = values[:, None, :] > self.thresholds[:, :, None]
        found: Array = self.jumps @ over.reshape(-1, values.shape[1]).astype(np.float64)
        return found

    def _words(self, found: Found) -> Array:
        """Return what edge words and parts of speech add."""
        import numpy as np

        firsts, sizes = found.part_firsts, found.ends - found.starts
        lasts = firsts + sizes - 1
        tags = found.context.vocabulary.tags.data[found.parts]
        first, last = found.parts[firsts], found.parts[lasts]
        score: Array = self.begins.data()[first] + self.ends.data()[last]
        score += self.first_tags.data()[tags[firsts]] + self.last_tags.data()[tags[lasts]]
        at = np.minimum(np.arange(len(tags)) - firsts[found.part_owners], _LONGEST - 1)
        patterns = np.add.reduceat(self.tag_hashes.data()[tags] * self.powers[at], firsts)
        score += _weights_of(patterns, self.patterns)
        return score

    def _characters(self, found: Found) -> Array:
        """Return what the first and last characters add, alone and in pairs."""
        import numpy as np

        codes, at = found.page.sums.codes.astype(np.int64), found.page.at
        starts, ends = at[found.starts], at[found.ends]
        one, two, three, four = codes[starts], codes[starts + 1], codes[ends - 2], codes[ends - 1]
        score = np.zeros(len(starts))
        for weights, code in zip(self.edges, (one, four, one << 21 | two, three << 21 | four), strict=True):
            score += _weights_of(code.astype(np.uint64), weights)
        return score

    def _terms(self, found: Found) -> Array:
        """Return what the class of a term of the lexicon adds."""
        import numpy as np

        score = np.zeros(len(found.which))
        known = np.flatnonzero(found.groups.known[found.which]).tolist()
        if known:
            texts, kind = found.texts(), found.context.lexicon.kind
            for at in known:
                score[at] = self.kinds.get(kind(texts[at]), 0.0)
        return score


def _sorted(weights: dict[int, float]) -> tuple[Array, Array]:
    """Return codes, ascending, and the weight of each; after them the weight of what has none."""
    import numpy as np

    codes = sorted(weights)
    return np.array(codes, np.uint64), np.array([*(weights[code] for code in codes), 0.0])


def _weights_of(codes: Array, table: tuple[Array, Array]) -> Array:
    """Return the weight of each code."""
    import numpy as np

    known, weights = table
    if not len(known):
        return np.zeros(len(codes))
    at = find_in(known, codes)
    at[known[at] != codes] = len(known)
    found: Array = weights[at]
    return found


def _steps(weights: Weights) -> tuple[Array, Array, float]:
    """Return thresholds, what is added above each, and what is added below all."""
    import numpy as np

    n = len(weights.slopes)
    most = max(map(len, weights.thresholds), default=0)
    thresholds, jumps = np.full((n, most), np.inf), np.zeros((n, most))
    for row, (at, steps) in enumerate(zip(weights.thresholds, weights.steps, strict=True)):
        thresholds[row, : len(at)] = at
        jumps[row, : len(at)] = np.diff(steps)
    return (
        thresholds,
        jumps.ravel(),
        sum(steps[0] for at, steps in zip(weights.thresholds, weights.steps, strict=True) if at),
    )


def _pattern(tags: str) -> int:
    """Return the hash of the parts of speech of a candidate."""
    return sum(_mixed(tag) * pow(BASE, at, 1 << 64) for at, tag in enumerate(tags.split(" "))) & _MASK


def _mixed(tag: str) -> int:
    """Return a hash of a part of speech: one that is no sum, or `n v` would be `vn`."""
    value = digest(tag)
    return (value ^ value >> 31) * BASE & _MASK


def _code(characters: str) -> int:
    code = 0
    for character in characters:
        code = code << 21 | ord(character)
    return code
