"""The second stage: what is known of the best candidates of a document after a close look."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xzsc.keywords.candidates import BREAK, KINDS, Page
from xzsc.keywords.features import Context, Groups, find_in, size_of
from xzsc.keywords.hashing import distinct
from xzsc.keywords.reference import SCALE
from xzsc.keywords.vocabulary import (
    COLON,
    DE,
    DIGIT,
    LATIN,
    LINKS,
    LISTED,
    MARK,
    NOUN,
    NOUN_LIKE,
    QUOTE,
    STOP,
    TAGGED,
    VERB,
    WAYS,
)
from xzsc.model import Kind

if TYPE_CHECKING:
    from xzsc.keywords.hashing import Array

NAMES = tuple(
    (  # noqa: SIM905
        "count count_rel rate df known hdf hdf_rel adf nested left_nested right_nested rough "
        "rough_rank count_rank idf_count length tokens len2 len3 len4 len5 len6 len8 len11 "
        "left_break right_break left_stop right_stop left_verb right_noun left_de right_de listed "
        "left_kinds right_kinds in_title in_heading in_lead in_opening heading_share heading_whole "
        "first last spread_sections spread_units span title_overlap top_overlap word_idf "
        "word_idf_min word_count word_count_min cohesion cohesion_ref noun_end verb_begin verb_end "
        "noun_share lexicon quoted latin digit link size size_count single title_first colon_after "
        "sub_count after_links part_rank topic_mean topic_max topic_min topic_title"
    ).split()
)
"""Names of the values of the second stage, in their order."""
SEEN = 24
"""Places of a candidate that are looked at closely."""
BEST = 40
"""Candidates whose characters tell what the document is about."""
_FAR = 400
"""Rank of a word that is no candidate itself."""
_TITLE, _HEADING, _LEAD, _SENTENCE = map(KINDS.index, (Kind.TITLE, Kind.HEADING, Kind.LEAD, Kind.SENTENCE))


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates that are looked at closely, those first that weigh most by a formula without training.

    Args:
        page: the document.
        context: what all documents share.
        groups: all candidates of the document.
        which: which of them these are.
        starts: first word of the first place of each.
        ends: the word behind that place.
        owners: whose each place is, at most `SEEN` for each.
        row_starts: first word of each place.
        row_ends: the word behind it.
        part_places: where each word of the first places stands, candidate by candidate.
        parts: the numbers of these words.
        part_firsts: where the words of each candidate begin among them.
        part_owners: whose each word is.
    """

    page: Page
    context: Context
    groups: Groups
    which: Array
    starts: Array
    ends: Array
    owners: Array
    row_starts: Array
    row_ends: Array
    part_places: Array
    parts: Array
    part_firsts: Array
    part_owners: Array

    def texts(self) -> list[str]:
        """Return the candidates."""
        text, at = self.page.text, self.page.at
        both = zip(at[self.starts].tolist(), at[self.ends].tolist(), strict=True)
        return [text[start:end] for start, end in both]

    @property
    def counts(self) -> Array:
        """How often each stands in the document."""
        found: Array = self.groups.counts[self.which]
        return found


def look_closely(page: Page, groups: Groups, which: Array, context: Context) -> Found:
    """Return some of the candidates of a document with their places and words."""
    import numpy as np

    which = which[np.lexsort((groups.starts[which], -groups.rough[which]))]
    owners, rows = _ranges(groups.firsts[which], np.minimum(groups.counts[which], SEEN))
    starts, ends = groups.starts[which], groups.ends[which]
    part_owners, parts = _ranges(starts, ends - starts)
    sizes = ends - starts
    return Found(
        page, context, groups, which, starts, ends, owners, groups.row_starts[rows], groups.row_ends[rows],
        parts, page.numbers[parts], np.cumsum(sizes) - sizes, part_owners,
    )  # fmt: skip


def _ranges(starts: Array, sizes: Array) -> tuple[Array, Array]:
    """Return the whole numbers of ranges one after the other, and to which range each belongs."""
    import numpy as np

    owners = np.repeat(np.arange(len(starts)), sizes)
    before = np.cumsum(sizes) - sizes
    return owners, np.arange(len(owners)) + (starts - before)[owners]


def values_of(found: Found) -> Array:
    """Return the values of the candidates in the order of `NAMES`, a row for each value."""
    import numpy as np

    near, colons, listed = _neighbours(found)
    overlap, made_of = _inside(found)
    topics = _topics(found)
    n, page, at = found.counts, found.page, found.page.at
    behind_first = np.where(
        found.ends - found.starts > 1,
        found.groups.counts_of(page.sums.digests(at[found.starts + 1], at[found.ends])),
        0,
    )
    return np.array([
        *_numbers(found), *near, *_standing(found), *made_of, *_shape(found),
        np.exp(-found.starts / 60), colons, np.log1p(behind_first) - np.log1p(n), listed,
        _best_rank(found), *topics, overlap * topics[1],
    ])  # fmt: skip


def _numbers(found: Found) -> list[Array]:
    """Counts, document frequencies, ranks and length."""
    import numpy as np

    groups, which, page = found.groups, found.which, found.page
    n, levels = found.counts, groups.levels[which] / SCALE
    before, behind = groups.before[which], groups.behind[which]
    sizes = page.at[found.ends] - page.at[found.starts]
    ranks = np.arange(1, len(n) + 1)
    by_count = np.empty(len(n))
    by_count[np.argsort(-n * sizes, kind="stable")] = ranks
    df = levels[:, 0]
    idf = math.log(1 + found.context.reference.pieces) - np.maximum(df, levels[:, 2])
    log_n = np.log1p(n)
    return [
        log_n, n / n.max(initial=1), np.log1p(1000 * n / max(page.characters, 1)), df, df > 0,
        levels[:, 1], np.where(df > 0, levels[:, 1] - df, -2.0), levels[:, 2],
        np.maximum(before, behind) / n, before / n, behind / n,
        np.log(groups.rough[which] + 0.1), np.log(ranks), np.log(by_count), log_n * idf,
        sizes, found.ends - found.starts, sizes == 2, sizes == 3, sizes == 4, sizes == 5,
        (sizes == 6) | (sizes == 7), (sizes >= 8) & (sizes <= 10), sizes >= 11,
    ]  # fmt: skip


def _neighbours(found: Found) -> tuple[list[Array], Array, Array]:
    """What stands before and after; with it the share of colons behind, and whether it stands in lists."""
    import numpy as np

    words, numbers, owners = found.context.vocabulary, found.page.numbers, found.owners
    lefts = numbers[found.row_starts - 1]  # the word before the first one is the last: the end of a unit
    rights = numbers[found.row_ends]
    m = len(found.which)
    rows = np.maximum(np.bincount(owners, minlength=m), 1)
    left = np.bincount(owners * WAYS + words.before.data[lefts], minlength=m * WAYS).reshape(m, WAYS).T / rows
    right = (
        np.bincount(owners * WAYS + words.behind.data[rights], minlength=m * WAYS).reshape(m, WAYS).T / rows
    )
    listed = left[LISTED] + right[LISTED]
    return [
        left[MARK] + left[COLON], right[MARK] + right[COLON], left[STOP] + left[DE], right[STOP] + right[DE],
        left[TAGGED], right[TAGGED], left[DE], right[DE], listed,
        _kinds(owners, lefts, m) / rows, _kinds(owners, rights, m) / rows,
    ], right[COLON], listed > 0  # fmt: skip


def _kinds(owners: Array, numbers: Array, m: int) -> Array:
    """Return how many different numbers each owner has."""
    import numpy as np

    pairs = np.sort(owners << 32 | numbers)
    fresh = np.ones(len(pairs), bool)
    np.not_equal(pairs[1:], pairs[:-1], out=fresh[1:])
    return np.bincount(pairs[fresh] >> 32, minlength=m)


def _standing(found: Found) -> list[Array]:
    """Where it stands: title, headings, opening, how early, how far spread."""
    import numpy as np

    page, owners, m = found.page, found.owners, len(found.which)
    total = len(page.words)
    units = page.units[found.row_starts]
    kinds = page.kinds[units]
    count = np.bincount(owners * len(KINDS) + kinds, minlength=m * len(KINDS)).reshape(m, -1).T
    alone = (page.classes[found.row_starts - 1] == BREAK) & (page.classes[found.row_ends] == BREAK)
    whole = np.bincount(owners[alone & (kinds != _SENTENCE)], minlength=m)
    last_rows = np.flatnonzero(np.diff(owners, append=-1))
    last = found.row_starts[last_rows]
    sizes = page.at[found.ends] - page.at[found.starts]
    in_title = count[_TITLE] > 0
    sections = _kinds(owners, page.sections[units], m) / (page.sections.max() + 1)
    return [
        in_title, np.log1p(count[_HEADING]), np.log1p(count[_LEAD]), found.ends <= found.groups.opening,
        in_title * sizes / max(len(page.title), 1), np.log1p(whole), found.starts / total, last / total,
        sections, _kinds(owners, units, m) / len(page.kinds), (last - found.starts) / total,
    ]  # fmt: skip


def _inside(found: Found) -> tuple[Array, list[Array]]:
    """Overlap with the title; with it what the words inside weigh and how firmly they hold together."""
    import numpy as np

    words, page, groups, n = found.context.vocabulary, found.page, found.groups, found.counts
    top = math.log(1 + found.context.reference.pieces)
    sizes = found.ends - found.starts
    firsts = found.part_firsts
    levels = words.levels.data[found.parts]
    counts = page.times[found.part_places]
    overlap, tops = _pairs(found)
    at = page.at
    left = page.sums.digests(at[found.starts], at[found.ends - 1])
    right = page.sums.digests(at[found.starts + 1], at[found.ends])
    several = sizes > 1
    cohesion = 2 * np.log(n) - np.log(np.maximum(groups.counts_of(left), n))
    cohesion -= np.log(np.maximum(groups.counts_of(right), n))
    index = found.context.reference.index
    known = groups.levels[found.which, 0].astype(np.float64)
    both = index.levels_at(left)[:, 0].astype(np.float64) + index.levels_at(right)[:, 0]
    fixed = np.where(several, np.where(known > 0, (2 * known - both) / SCALE, -3.0), 0.0)
    add, most = np.add.reduceat, np.maximum.reduceat
    return overlap, [
        overlap, tops, top - add(levels, firsts) / sizes, top - most(levels, firsts),
        np.log1p(add(counts, firsts) / sizes), np.log1p(np.minimum.reduceat(counts, firsts)),
        cohesion * several, fixed,
    ]  # fmt: skip


def _pairs(found: Found) -> tuple[Array, Array]:
    """Return the share of the pairs of characters in the title, and how many of the best have them."""
    import numpy as np

    page = found.page
    starts, sizes = page.at[found.starts], page.at[found.ends] - page.at[found.starts] - 1
    owners, places = _ranges(starts, sizes)
    codes = page.sums.codes.astype(np.int64)
    pairs = (codes[:-1] << 21) | codes[1:]
    known, numbers = distinct(pairs[places])
    title = pairs[: len(page.title) - 1] if page.title else pairs[: page.at[found.groups.opening] - 1]
    at = find_in(known, title)
    titled = np.zeros(len(known))
    titled[at[known[at] == title]] = 1.0
    best = np.bincount(numbers[owners < BEST], minlength=len(known))
    m = len(found.which)
    overlap = np.bincount(owners, titled[numbers], minlength=m) / sizes
    return overlap, np.bincount(owners, best[numbers], minlength=m) / sizes


def _shape(found: Found) -> list[Array]:
    """Parts of speech, class, unusual characters, and the size of the document."""
    import numpy as np

    flags, firsts = found.context.vocabulary.flags.data[found.parts], found.part_firsts
    sizes = found.ends - found.starts
    first, last = flags[firsts], flags[firsts + sizes - 1]
    some, every = np.bitwise_or.reduceat(flags, firsts), np.bitwise_and.reduceat(flags, firsts)
    n, size = found.counts, size_of(found.page)
    return [
        last & NOUN > 0, first & VERB > 0, last & VERB > 0,
        np.add.reduceat((flags & NOUN_LIKE > 0).astype(np.float64), firsts) / sizes,
        found.groups.known[found.which],
        some & QUOTE > 0, every & LATIN > 0, some & DIGIT > 0, some & LINKS > 0,
        np.full(len(n), size), np.log1p(n) * size, n == 1,
    ]  # fmt: skip


def _best_rank(found: Found) -> Array:
    """Return the rank of the best word inside that is a candidate itself, as a logarithm."""
    import numpy as np

    keys = found.groups.keys[found.which]
    order = np.argsort(keys)
    page, parts = found.page, found.part_places
    words = page.sums.digests(page.at[parts], page.at[parts + 1])
    at = order[find_in(keys[order], words)]
    ranks = np.where(keys[at] == words, at, _FAR)
    return np.log1p(np.minimum.reduceat(ranks, found.part_firsts))


def _topics(found: Found) -> list[Array]:
    """Return mean, most and least of what the words inside weigh, the weightiest of the document being 1."""
    import numpy as np

    topics = found.context.vocabulary.topics.data
    page = found.page
    weights = page.times * topics[page.numbers]
    inside = weights[found.part_places] / (weights.max() or 1.0)
    firsts, sizes = found.part_firsts, found.ends - found.starts
    return [
        np.add.reduceat(inside, firsts) / sizes,
        np.maximum.reduceat(inside, firsts),
        np.minimum.reduceat(inside, firsts),
    ]


def signs_of(found: Found) -> list[list[str]]:
    """Return what each candidate is made of: its edge words and characters, its parts of speech."""
    words, lexicon = found.page.words, found.context.lexicon
    segmenter = found.context.vocabulary.segmenter
    signs = []
    for text, start, end in zip(found.texts(), found.starts.tolist(), found.ends.tolist(), strict=True):
        parts = words[start:end]
        tags = [segmenter.tag(word) for word in parts]
        signs.append([
            "b " + parts[0], "e " + parts[-1], "t " + " ".join(tags), "p " + tags[0], "q " + tags[-1],
            "B " + text[:1], "E " + text[-1:], "C " + text[:2], "D " + text[-2:],
        ])  # fmt: skip
        kind = lexicon.kind(text)
        if kind:
            signs[-1].append("k " + kind)
    return signs
