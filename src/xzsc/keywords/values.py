"""The values of the second stage: what is known of one candidate after a close look."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from xzsc.keywords.candidates import BREAK, LINK, LIST, Page
from xzsc.keywords.memo import Memo
from xzsc.keywords.reference import SCALE
from xzsc.lexicon import Lexicon
from xzsc.model import Kind

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
_LINKING = (LIST, LINK)
_PLAIN, _MARK, _COLON, _STOP, _DE, _LISTED, _TAGGED = range(7)
"""What stands beside a candidate: nothing of note, a mark, a colon, a stop word, 的, a link, and the part
of speech that is looked for: a verb before, a noun behind."""
Ways = tuple[Memo[int], Memo[int]]
"""What each word is when it stands before or behind."""
_FAR = 400
"""Rank of a word that is no candidate itself."""


@dataclass(slots=True)
class Candidate:
    """A candidate and what it takes to describe it.

    Args:
        text: its characters.
        places: the words it covers (from, up to), the first ones only.
        count: how often it stands in the document.
        rough: its weight by a formula without training.
        left_longer: count of the commonest candidate with one more word before it.
        right_longer: the same with one more word behind it.
        levels: what the reference knows of it.
        values: the values of the second stage, named by `NAMES`.
        signs: what it is made of.
    """

    text: str
    places: list[tuple[int, int]]
    count: int
    rough: float
    left_longer: int = 0
    right_longer: int = 0
    levels: tuple[int, int, int] = (0, 0, 0)
    values: list[float] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a document as a whole when its candidates are described.

    Args:
        page: its words.
        lexicon: for known terms.
        pieces: number of texts behind the document frequencies.
        levels: document frequencies.
        tags: parts of speech.
        ways: what each word is beside a candidate.
        counts: count of every candidate.
        words: count of every word.
        most: the highest count of a candidate.
        by_rough: rank of the candidates by the formula without training.
        by_count: rank of the candidates by count · length.
        title: the title, or the opening.
        bigrams: pairs of characters in the title.
        tops: pairs of characters in the best candidates by the formula.
        opening: number of words of the opening.
        sections: number of sections.
        topics: weight of the words, the heaviest being 1.
    """

    page: Page
    lexicon: Lexicon
    pieces: int
    levels: Mapping[str, tuple[int, int, int]]
    tags: Mapping[str, str]
    ways: Ways
    counts: Counter[str]
    words: Counter[str]
    most: int
    by_rough: dict[str, int]
    by_count: dict[str, int]
    title: str
    bigrams: set[str]
    tops: Counter[str]
    opening: int
    sections: int
    topics: dict[str, float]


def values_of(c: Candidate, doc: Survey) -> list[float]:
    """Return the values of a candidate in the order of `NAMES`."""
    start, end = c.places[0]
    parts = doc.page.words[start:end]
    near, colons, listed = _neighbours(c, doc)
    overlap, made_of = _parts(c, parts, doc)
    topic = [doc.topics.get(word, 0.0) for word in parts]
    sub = doc.counts[c.text[len(parts[0]) :]] if len(parts) > 1 else 0
    return [
        *_numbers(c, parts, doc), *near, *_standing(c, doc), *made_of, *_shape(c, parts, doc),
        math.exp(-start / 60), colons / len(c.places), math.log1p(sub) - math.log1p(c.count), float(listed),
        math.log1p(min(doc.by_rough.get(word, _FAR) for word in parts)),
        sum(topic) / len(topic), max(topic), min(topic), overlap * max(topic),
    ]  # fmt: skip


def _numbers(c: Candidate, parts: list[str], doc: Survey) -> list[float]:
    """Counts, document frequencies, ranks and length."""
    n, text, levels, log = c.count, c.text, c.levels, math.log1p
    length = len(text)
    idf = math.log(1 + doc.pieces) - max(levels[0], levels[2]) / SCALE
    return [
        log(n), n / doc.most, log(1000 * n / doc.page.characters), levels[0] / SCALE, float(levels[0] > 0),
        levels[1] / SCALE, (levels[1] - levels[0]) / SCALE if levels[0] else -2.0, levels[2] / SCALE,
        max(c.left_longer, c.right_longer) / n, c.left_longer / n, c.right_longer / n,
        math.log(c.rough + 0.1), log(doc.by_rough[text]), log(doc.by_count[text]), log(n) * idf,
        float(length), float(len(parts)),
        float(length == 2), float(length == 3), float(length == 4), float(length == 5),
        float(6 <= length <= 7), float(8 <= length <= 10), float(length >= 11),
    ]  # fmt: skip


def ways_of(classes: Memo[int], tags: Memo[str]) -> Ways:
    """Return what each word is when it stands before and behind a candidate."""

    def way(word: str, letter: str) -> int:
        class_ = classes[word]
        if class_ == BREAK:
            if word[:1].isalnum():
                return _DE if word == "的" else _STOP
            return _COLON if word in ("：", ":") else _MARK
        if class_ in _LINKING:
            return _LISTED
        return _TAGGED if tags[word][:1] == letter else _PLAIN

    return Memo(lambda word: way(word, "v")), Memo(lambda word: way(word, "n"))


def _neighbours(c: Candidate, doc: Survey) -> tuple[list[float], int, bool]:
    """What stands before and after; with it the number of colons behind, and whether it stands in lists."""
    words, (before, behind) = doc.page.words, doc.ways
    lefts = [words[start - 1] for start, _ in c.places]  # the word before the first one is the last: ""
    rights = [words[end] for _, end in c.places]
    left = [before[word] for word in lefts]
    right = [behind[word] for word in rights]
    n = len(left)
    left_de, right_de = left.count(_DE), right.count(_DE)
    colons = right.count(_COLON)
    listed = left.count(_LISTED) + right.count(_LISTED)
    return [
        (left.count(_MARK) + left.count(_COLON)) / n, (right.count(_MARK) + colons) / n,
        (left.count(_STOP) + left_de) / n, (right.count(_STOP) + right_de) / n,
        left.count(_TAGGED) / n, right.count(_TAGGED) / n, left_de / n, right_de / n, listed / n,
        len(set(lefts)) / n, len(set(rights)) / n,
    ], colons, listed > 0  # fmt: skip


def _standing(c: Candidate, doc: Survey) -> list[float]:
    """Where it stands: title, headings, opening, how early, how far spread."""
    page, total = doc.page, len(doc.page.words)
    units = [page.units[start] for start, _ in c.places]
    kinds = [page.kinds[unit] for unit in units]
    whole = title = 0
    if kinds.count(Kind.SENTENCE) < len(kinds):
        title = kinds.count(Kind.TITLE)
        classes = page.classes
        for (start, end), kind in zip(c.places, kinds, strict=True):
            if kind is not Kind.SENTENCE and classes[end] == BREAK:
                whole += not start or classes[start - 1] == BREAK
    sections = {page.sections[unit] for unit in units}
    first, last = c.places[0][0], c.places[-1][0]
    return [
        float(title > 0), math.log1p(kinds.count(Kind.HEADING)), math.log1p(kinds.count(Kind.LEAD)),
        float(c.places[0][1] <= doc.opening), len(c.text) / len(doc.title) if title else 0.0,
        math.log1p(whole),
        first / total, last / total, len(sections) / max(doc.sections, 1), len(set(units)) / len(page.kinds),
        (last - first) / total,
    ]  # fmt: skip


def _parts(c: Candidate, parts: list[str], doc: Survey) -> tuple[float, list[float]]:
    """Overlap with the title; with it what the words inside weigh and how firmly they hold together."""
    text, n, levels_of = c.text, c.count, doc.levels
    top = math.log(1 + doc.pieces)
    counts = [doc.words[word] for word in parts]
    levels = [max(levels_of[word][::2]) / SCALE for word in parts]
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    overlap = sum(pair in doc.bigrams for pair in pairs) / len(pairs)
    tops = sum(doc.tops[pair] for pair in pairs) / len(pairs)
    cohesion = known = 0.0
    if len(parts) > 1:
        left, right = text[: len(text) - len(parts[-1])], text[len(parts[0]) :]
        cohesion = math.log(n / max(doc.counts[left], n)) + math.log(n / max(doc.counts[right], n))
        known = -3.0
        if c.levels[0]:
            known = (2 * c.levels[0] - levels_of[left][0] - levels_of[right][0]) / SCALE
    return overlap, [
        overlap, tops, top - sum(levels) / len(parts), top - max(levels),
        math.log1p(sum(counts) / len(parts)), math.log1p(min(counts)), cohesion, known,
    ]  # fmt: skip


def _shape(c: Candidate, parts: list[str], doc: Survey) -> list[float]:
    """Parts of speech, class, unusual characters, and the size of the document."""
    text = c.text
    tags = [doc.tags[word] for word in parts]
    size = math.log1p(doc.page.characters) - 8.0
    return [
        float(tags[-1][:1] == "n"), float(tags[0][:1] == "v"), float(tags[-1][:1] == "v"),
        sum(tag[:1] == "n" or tag == "vn" for tag in tags) / len(tags),
        float(text in doc.lexicon.by_text), float("“" in text), float(text.isascii()),
        float(any(map(str.isdigit, text))), float(any(word in "和与及、" for word in parts)),
        size, math.log1p(c.count) * size, float(c.count == 1),
    ]  # fmt: skip
