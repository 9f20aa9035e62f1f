"""The first stage: what recurs, stands out or is known in a document, and what is cheap to know of it.

Everything is counted in one document; only the document frequencies come from outside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xzsc.keywords.candidates import KINDS, WIDEST, Page, find_runs
from xzsc.keywords.hashing import digests
from xzsc.keywords.ranker import Weights
from xzsc.keywords.reference import SCALE, Reference, coarse, seen
from xzsc.keywords.vocabulary import ENDS, Vocabulary, Weighted
from xzsc.lexicon import Lexicon
from xzsc.model import Kind

if TYPE_CHECKING:
    from xzsc.keywords.hashing import Array

KEPT = 160
"""Candidates that are looked at closely, chosen by the first stage."""
SMALL = 2500
"""In texts of fewer characters every run of words may be a keyphrase, else only what recurs or is known."""
_PLACES = {Kind.TITLE: 1, Kind.HEADING: 2, Kind.LEAD: 4}
_OPENING = 8
_OPENS = 60
"""Characters that open a document without a title."""
_LONG = 3
"""Characters that a known run must have more of to be a candidate where it stands but once."""
_WORDS = 16
"""Words of the longest candidate with a quotation, and a few to spare."""


@dataclass(frozen=True, slots=True)
class Context:
    """What describes the candidates of all documents.

    Args:
        vocabulary: the words and what is known of them.
        lexicon: the policy terms.
        reference: document frequencies.
        first: weights of the first stage; None keeps all candidates.
    """

    vocabulary: Vocabulary
    lexicon: Lexicon
    reference: Reference
    first: Weights | None = None
    terms: Array = field(init=False, repr=False)
    maybe_terms: Array = field(init=False, repr=False)
    stage: FirstStage | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        import numpy as np

        terms = np.sort(digests([term.text for term in self.lexicon.terms]).astype(np.uint64))
        object.__setattr__(self, "terms", terms)
        object.__setattr__(self, "maybe_terms", coarse(terms))
        stage = FirstStage(self.first, self.vocabulary) if self.first else None
        object.__setattr__(self, "stage", stage)


@dataclass(frozen=True, slots=True)
class Groups:
    """Candidates of a document, each with all its places; in the order of their hashes.

    Args:
        keys: hash of each.
        row_starts: first word of each place, candidate by candidate, in reading order.
        row_ends: the word behind the last one of each place.
        firsts: where the places of each candidate begin among the rows.
        counts: how many there are.
        masks: in which of title, headings, leads and opening it stands.
        known: whether it is a term of the lexicon.
        levels: what the reference knows of it.
        before: count of the commonest candidate with one more word before it.
        behind: the same with one more word behind it.
        idf: how rare it is by the reference.
        rough: its weight by a formula without training.
        opening: number of words of the opening.
    """

    keys: Array
    row_starts: Array
    row_ends: Array
    firsts: Array
    counts: Array
    masks: Array
    known: Array
    levels: Array
    before: Array
    behind: Array
    idf: Array
    rough: Array
    opening: int

    @property
    def starts(self) -> Array:
        """First word of the first place of each candidate."""
        found: Array = self.row_starts[self.firsts]
        return found

    @property
    def ends(self) -> Array:
        """The word behind that place."""
        found: Array = self.row_ends[self.firsts]
        return found

    def counts_of(self, keys: Array) -> Array:
        """Return the counts of other pieces of text, 0 for those that are no candidates."""
        import numpy as np

        if not len(self.keys):
            return np.zeros(len(keys), np.int64)
        at = find_in(self.keys, keys)
        found: Array = np.where(self.keys[at] == keys, self.counts[at], 0)
        return found


def find_in(keys: Array, wanted: Array) -> Array:
    """Return the place of each wanted key, if it is there: some place, if not."""
    import numpy as np

    at = np.searchsorted(keys, wanted)
    np.minimum(at, len(keys) - 1, out=at)
    return at


def gather(page: Page, context: Context) -> Groups:
    """Return what the first stage is to rank: what recurs, stands out or is known."""
    import numpy as np

    starts, ends = find_runs(page.classes)
    sizes = page.at[ends] - page.at[starts]
    fit = np.flatnonzero((sizes > 1) & (sizes <= WIDEST))
    starts, ends, sizes = starts[fit], ends[fit], sizes[fit]
    keys = page.sums.digests(page.at[starts], page.at[ends])
    opening, masks = _masks(page, starts, ends)
    useful = seen(context.maybe_terms, keys) | (masks > 0)
    useful |= (sizes > _LONG) & seen(context.reference.index.coarse, keys)
    if page.characters < SMALL:
        useful |= (context.vocabulary.flags.data[page.numbers[ends - 1]] & ENDS) > 0
    rows = np.flatnonzero(useful | _recurring(keys))
    rows = rows[np.argsort(keys[rows], kind="stable")]
    return _grouped(page, context, (keys[rows], starts[rows], ends[rows], masks[rows], useful[rows]), opening)


def _grouped(page: Page, context: Context, rows: tuple[Array, ...], opening: int) -> Groups:
    """Put the places of each candidate together; they are sorted by its hash."""
    import numpy as np

    keys, starts, ends, masks, useful = rows
    fresh = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    firsts = np.flatnonzero(fresh)
    counts = np.diff(firsts, append=len(keys))
    levels = context.reference.index.levels_at(keys[firsts])
    # what only may be in the reference was let in before; here it is looked up
    known = _among(keys[firsts], context.terms)
    masks = np.bitwise_or.reduceat(masks, firsts) if len(firsts) else masks
    sizes = page.at[ends[firsts]] - page.at[starts[firsts]]
    worth = (counts > 1) | (masks > 0) | known | ((levels[:, 0] > 0) & (sizes > _LONG))
    if page.characters < SMALL:
        worth |= useful[firsts] & ((context.vocabulary.flags.data[page.numbers[ends[firsts] - 1]] & ENDS) > 0)
    kept = np.flatnonzero(worth)
    firsts, counts, levels, sizes = firsts[kept], counts[kept], levels[kept], sizes[kept]
    before, behind = _longer(page, keys[firsts], starts[firsts], ends[firsts], counts)
    masks, known = masks[kept], known[kept]
    top = math.log(1 + context.reference.pieces)
    idf = np.maximum(top - np.maximum(levels[:, 0], levels[:, 2]) / SCALE, 0.0) + 0.3
    free = np.maximum(1.15 - np.maximum(before, behind) / counts, 0.15)
    rough = np.sqrt(counts * free * idf) * np.minimum(sizes, 4)
    rough *= np.where(masks > 0, 1.7, 1.0) * np.where(known, 2.0, 1.0)
    return Groups(
        keys[firsts], starts, ends, firsts, counts, masks, known, levels, before, behind, idf, rough, opening
    )


def _masks(page: Page, starts: Array, ends: Array) -> tuple[int, Array]:
    """Return the number of words of the opening, and in what each run stands."""
    import numpy as np

    size = page.at[1:] - page.units  # characters up to the end of each word, without the line breaks
    opening = int(np.searchsorted(size, _OPENS, "right"))
    bits = np.array([_PLACES.get(kind, 0) for kind in KINDS], np.uint8)
    masks = bits[page.kinds][page.units[starts]]
    masks[ends <= opening] |= _OPENING
    return opening, masks


def _among(keys: Array, terms: Array) -> Array:
    """Tell which keys are among sorted ones."""
    import numpy as np

    if not len(terms):
        return np.zeros(len(keys), bool)
    found: Array = terms[find_in(terms, keys)] == keys
    return found


def _recurring(keys: Array) -> Array:
    """Tell which keys may stand more than once: all that do, and a few that share their upper bits."""
    import numpy as np

    bits = max(10, len(keys).bit_length() + 2)
    upper = (keys >> np.uint64(64 - bits)).view(np.int64)
    found: Array = np.bincount(upper, minlength=1 << bits)[upper] > 1
    return found


def _longer(page: Page, keys: Array, starts: Array, ends: Array, counts: Array) -> tuple[Array, Array]:
    """Return the count of the commonest candidate with one more word before, and behind."""
    import numpy as np

    before, behind = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    long = np.flatnonzero((counts > 1) & (ends - starts > 1))
    if len(long):
        start, end, n, at = starts[long], ends[long], counts[long], page.at
        for part, longer in (
            (page.sums.digests(at[start], at[end - 1]), behind),
            (page.sums.digests(at[start + 1], at[end]), before),
        ):
            place = find_in(keys, part)
            here = np.flatnonzero(keys[place] == part)
            np.maximum.at(longer, place[here], n[here])
    return before, behind


def first_values(groups: Groups, page: Page) -> list[Array]:
    """Return the values of the first stage, an array for each."""
    import numpy as np

    n = groups.counts
    log_n = np.log(n)
    levels = groups.levels.astype(np.float64)
    return [
        log_n, log_n * size_of(page), log_n * groups.idf, (n == 1).astype(np.float64),
        np.maximum(groups.before, groups.behind) / n, groups.before / n, groups.behind / n, groups.idf,
        (levels[:, 0] > 0).astype(np.float64), levels[:, 1] / SCALE, levels[:, 2] / SCALE,
        *((groups.masks >> bit & 1).astype(np.float64) for bit in range(4)),
        groups.known.astype(np.float64), np.log(groups.rough),
    ]  # fmt: skip


def first_signs(groups: Groups, page: Page) -> list[list[str]]:
    """Return the signs of the first stage: length, number of words, edge words."""
    sizes = (page.at[groups.ends] - page.at[groups.starts]).tolist()
    both = zip(sizes, groups.starts.tolist(), groups.ends.tolist(), strict=True)
    return [
        [f"l{size}", f"n{end - start}", "b " + page.words[start], "e " + page.words[end - 1]]
        for size, start, end in both
    ]


def size_of(page: Page) -> float:
    """Return how long a document is: the logarithm, about 0 for a usual one."""
    return math.log(page.characters + 1) - 8.0


class FirstStage:
    """Scores the candidates of a document by the values and signs of the first stage, all at once."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        import numpy as np

        if weights.stairs:
            raise ValueError("the first stage has no steps")
        sign = weights.signs.get
        self.slopes = np.array(weights.slopes)
        self.sizes = np.array([sign(f"l{n}", 0.0) for n in range(WIDEST + 1)])
        self.lengths = np.array([sign(f"n{n}", 0.0) for n in range(_WORDS + 1)])
        texts = vocabulary.numbers.texts
        self.begins = Weighted(texts, weights.table("b ").get)
        self.ends = Weighted(texts, weights.table("e ").get)

    def best(self, groups: Groups, page: Page) -> Array:
        """Return which candidates are ranked first."""
        import numpy as np

        starts, ends = groups.starts, groups.ends
        score = self.slopes @ np.array(first_values(groups, page))
        score += self.sizes[page.at[ends] - page.at[starts]] + self.lengths[ends - starts]
        score += self.begins.data()[page.numbers[starts]] + self.ends.data()[page.numbers[ends - 1]]
        found: Array = np.argsort(-score, kind="stable")[:KEPT]
        return found
