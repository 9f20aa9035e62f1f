"""Cues: the words of a codebook found in a text, and a coding by cues alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from xzsc.codebook import Dimension
from xzsc.model import Span

_GAP = "[^，。；！？,;!?]{0,12}"
_CLAUSE = re.compile("[，；：,;:]")
WORTH = tuple([0.4 + 0.3 * length for length in range(6)])
"""What a cue counts, by its length: longer ones say more, up to five characters."""
_GAPPED = 1.6
OTHER = "其他"
"""The class of what belongs to no other; given where nothing speaks for one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that was found: the class it speaks for (negative weight: against), and where."""

    code: str
    cue: str
    weight: float
    span: Span


@dataclass(frozen=True, slots=True)
class CueCoder:
    """Codes sentences in one dimension by the cues of its classes.

    The score of a class is the sum over its cues of the cue's weight: longer cues and cues that
    few classes share weigh more, a cue in the first clause weighs half as much again.
    """

    dimension: Dimension
    _pattern: re.Pattern[str] = field(init=False, repr=False)
    _owners: dict[str, tuple[tuple[str, float], ...]] = field(init=False, repr=False)
    _gapped: tuple[tuple[re.Pattern[str], str, str, float], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        gapped, owners = [], {}
        for cue, given in shares(self.dimension).items():
            if "…" in cue:
                pattern = re.compile(_GAP.join(map(re.escape, cue.split("…"))))
                gapped += [(pattern, code, cue, _GAPPED * share) for code, share in given.items()]
            else:
                worth = WORTH[min(len(cue), len(WORTH) - 1)]
                owners[cue] = tuple([(code, worth * share) for code, share in given.items()])
        words = sorted(owners, key=lambda word: (-len(word), word))
        set_ = object.__setattr__
        set_(self, "_pattern", re.compile("|".join(map(re.escape, words)) or "(?!)"))
        set_(self, "_owners", owners)
        set_(self, "_gapped", tuple(gapped))

    def hits(self, text: str) -> list[Hit]:
        """Return the cues found in the text, the longest at each place."""
        found = [
            Hit(code, match[0], weight, match.span())
            for match in self._pattern.finditer(text)
            for code, weight in self._owners[match[0]]
        ]
        for pattern, code, cue, weight in self._gapped:
            found += [Hit(code, cue, weight, match.span()) for match in pattern.finditer(text)]
        return found

    def worths(self, text: str) -> list[tuple[Hit, float]]:
        """Return the cues found in the text with what each counts there."""
        first = _CLAUSE.search(text, 4)
        head = first.start() if first else len(text)
        return [(hit, hit.weight * (1.5 if hit.span[0] < head else 1.0)) for hit in self.hits(text)]

    def scores(self, text: str) -> dict[str, float]:
        """Return the score of every class that has a hit."""
        totals: dict[str, float] = {}
        for hit, worth in self.worths(text):
            totals[hit.code] = totals.get(hit.code, 0.0) + worth
        return totals

    def totals(self, text: str, *, context: str = "") -> dict[str, float]:
        """Return the same with the cues of the headings above, which count a third."""
        totals = self.scores(text)
        for code, score in self.scores(context).items():
            totals[code] = totals.get(code, 0.0) + score / 3
        return totals

    def code(self, text: str, *, context: str = "") -> tuple[str, str]:
        """Return the best and the second class ("" where no cue speaks for one).

        Args:
            text: the sentence.
            context: headings it stands under.
        """
        totals = self.totals(text, context=context)
        ranked = rank(totals, self.dimension.codes)
        first = ranked[0] if ranked else ""
        second = ranked[1] if len(ranked) > 1 and totals[ranked[1]] * 2 >= totals[first] else ""
        return first, second


def or_other(code: str, dimension: Dimension) -> str:
    """Return a class that was found; where none was, 其他 if the dimension has that class, else ""."""
    return code or (OTHER if OTHER in dimension.codes else "")


def rank(totals: dict[str, float], codes: Iterable[str]) -> list[str]:
    """Return the classes with a positive score, the best first, ties in the order of the codebook."""
    order = {code: n for n, code in enumerate(codes)}
    kept = [code for code, score in totals.items() if score > 0]
    return sorted(kept, key=lambda code: (-totals[code], order[code]))


def shares(dimension: Dimension) -> dict[str, dict[str, float]]:
    """Return how much each cue speaks for each class (negative: against); classes share common cues."""
    given: dict[str, dict[str, float]] = {}
    for each in dimension.classes:
        for sign, cues in ((1.0, each.cues), (-1.0, each.exclude)):
            for cue in cues:
                given.setdefault(cue, {})[each.code] = sign
    return {cue: _parted(signs) for cue, signs in given.items()}


def _parted(signs: dict[str, float]) -> dict[str, float]:
    owners = max(1, sum(sign > 0 for sign in signs.values()))
    return {code: sign / owners for code, sign in signs.items()}
