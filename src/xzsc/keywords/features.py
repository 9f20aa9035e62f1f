"""What is known of each candidate for a keyphrase: numbers for the ranker.

Everything is counted in one document; only the document frequencies come from outside.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from xzsc.keywords.candidates import BREAK, LINK, LIST, WIDEST, Page, find_candidates
from xzsc.keywords.ranker import Weights
from xzsc.keywords.reference import SCALE, Reference
from xzsc.lexicon import Lexicon
from xzsc.model import Kind
from xzsc.segment import Segmenter

KEPT = 220
"""Candidates that are looked at closely, chosen by the first stage."""
SMALL = 2500
"""In texts of fewer characters every run of words may be a keyphrase, else only what recurs or is known."""
_PLACES = {Kind.TITLE: 1, Kind.HEADING: 2, Kind.LEAD: 4}
_LINKING = (LIST, LINK)
_NOUNISH = "nvjlaxe"
"""First letters of the parts of speech that may end a phrase that stands but once."""
SEEN = 24
"""Places of a candidate that are looked at closely."""


@dataclass(slots=True)
class Candidate:
    """A candidate and what it takes to describe it."""

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
class Context:
    """What describes all candidates of all documents."""

    segmenter: Segmenter
    lexicon: Lexicon
    reference: Reference
    first: Weights | None = None


def describe(page: Page, context: Context) -> list[Candidate]:
    """Return the best candidates of a page with their values and signs."""
    keys, spans = find_candidates(page)
    counts = Counter(keys)
    chosen = _choose(page, keys, spans, counts, context)
    for key, span in zip(keys, spans, strict=True):
        candidate = chosen.get(key)
        if candidate is not None and len(candidate.places) < SEEN:
            candidate.places.append(span)
    candidates = list(chosen.values())
    _measure(page, candidates, counts, context)
    return candidates


def _choose(
    page: Page, keys: list[str], spans: list[tuple[int, int]], counts: Counter[str], context: Context
) -> dict[str, Candidate]:
    """Take the candidates that the first stage ranks first."""
    candidates = possible(page, keys, spans, counts, context)
    if context.first is not None:
        score = context.first.score
        ranked = sorted(((-score(values, signs), c.text, c) for c, values, signs in candidates))
        chosen = [c for _, _, c in ranked[:KEPT]]
    else:
        chosen = [c for c, _, _ in candidates]
    chosen.sort(key=lambda c: (-c.rough, c.text))
    return {c.text: c for c in chosen}


def possible(
    page: Page, keys: list[str], spans: list[tuple[int, int]], counts: Counter[str], context: Context
) -> list[tuple[Candidate, list[float], list[str]]]:
    """Return the candidates that could be keyphrases, with the values and signs of the first stage."""
    words = page.words
    first, places = _first_places(page, keys, spans, counts, context)
    left: dict[str, int] = {}
    right: dict[str, int] = {}
    for key, (start, end) in first.items():
        n = counts[key]
        if n > 1 and end - start > 1:
            part = key[: len(key) - len(words[end - 1])]
            if n > right.get(part, 0):
                right[part] = n
            part = key[len(words[start]) :]
            if n > left.get(part, 0):
                left[part] = n
    size = math.log(page.characters + 1) - 8.0
    levels_of = context.reference.levels_of
    lexicon = context.lexicon.by_text
    top = math.log(1 + context.reference.pieces)
    found = []
    for key, (start, end) in first.items():
        length = len(key)
        if length < 2 or length > WIDEST:
            continue
        n = counts[key]
        before, after = left.get(key, 0), right.get(key, 0)
        longer = before if before > after else after
        levels = levels_of(key)
        place = places.get(key, 0)
        known = key in lexicon
        idf = max(top - max(levels[0], levels[2]) / SCALE, 0.0) + 0.3
        rough = math.sqrt(n * max(1.15 - longer / n, 0.15) * idf) * min(length, 4)
        rough *= (1.7 if place else 1.0) * (2.0 if known else 1.0)
        log_n = math.log(n)
        values = [
            log_n, log_n * size, log_n * idf, float(n == 1), longer / n, before / n, after / n, idf,
            float(levels[0] > 0), levels[1] / SCALE, levels[2] / SCALE,
            float(place & 1), float(place >> 1 & 1), float(place >> 2 & 1), float(place >> 3 & 1),
            float(known), math.log(rough),
        ]  # fmt: skip
        signs = [f"l{length}", f"n{end - start}", "b " + words[start], "e " + words[end - 1]]
        found.append((Candidate(key, [], n, rough, before, after, levels), values, signs))
    return found


def _first_places(
    page: Page, keys: list[str], spans: list[tuple[int, int]], counts: Counter[str], context: Context
) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Return the first place of each possible candidate, and a mask of where else it stands."""
    bits = [_PLACES.get(kind, 0) for kind in page.kinds]
    opening = _opening(page)
    units = page.units
    short = page.characters < SMALL
    levels_of = context.reference.levels_of
    lexicon = context.lexicon.by_text
    tag = context.segmenter.tag
    words = page.words
    first: dict[str, tuple[int, int]] = {}
    places: dict[str, int] = {}
    once: set[str] = set()
    for key, span in zip(keys, spans, strict=True):
        bit = bits[units[span[0]]]
        if span[1] <= opening:
            bit |= 8
        if bit:
            places[key] = places.get(key, 0) | bit
        if key in first or key in once:
            continue
        if (
            counts[key] > 1
            or bit
            or key in lexicon
            or (len(key) > 3 and levels_of(key)[0])
            or (short and tag(words[span[1] - 1])[0] in _NOUNISH)
        ):
            first[key] = span
        else:
            once.add(key)
    return first, places


def _opening(page: Page) -> int:
    """Return the number of words that open a document without a title: its first 60 characters."""
    size = 0
    for at, word in enumerate(page.words):
        size += len(word)
        if size > 60:
            return at
    return len(page.words)


def _measure(page: Page, candidates: list[Candidate], counts: Counter[str], context: Context) -> None:
    most = max((candidate.count for candidate in candidates), default=1)
    by_rough = {c.text: rank for rank, c in enumerate(candidates)}
    by_count = sorted(candidates, key=lambda c: (-c.count * len(c.text), c.text))
    count_rank = {c.text: rank for rank, c in enumerate(by_count)}
    words = Counter(page.words)
    opening = _opening(page)
    head = "".join(page.words[:opening])
    title = page.title or head
    bigrams = {title[i : i + 2] for i in range(len(title) - 1)}
    tops = Counter[str]()
    for candidate in candidates[:40]:
        for i in range(len(candidate.text) - 1):
            tops[candidate.text[i : i + 2]] += 1
    topics = _topics(page, words, context)
    doc = _Doc(page, words, most, bigrams, tops, opening, len(set(page.sections)), title, topics)
    for candidate in candidates:
        candidate.values = _values(candidate, doc, by_rough, count_rank, counts, context)
        candidate.signs = _signs(candidate, page, context)


def _topics(page: Page, words: Counter[str], context: Context) -> dict[str, float]:
    """Return the share of the weightiest word that each word has by count and document frequency."""
    top = math.log(1 + context.reference.pieces)
    levels = context.reference.levels_of
    weights = {
        word: n * max(top - max(levels(word)[::2]) / SCALE, 0.2) * min(len(word), 3)
        for word, n in words.items()
        if word[:1].isalnum() and not word.isdecimal() and word not in context.lexicon.stop_words
    }
    most = max(weights.values(), default=1.0)
    return {word: weight / most for word, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class _Doc:
    page: Page
    words: Counter[str]
    most: int
    bigrams: set[str]
    tops: Counter[str]
    opening: int
    sections: int
    title: str
    topics: dict[str, float]


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


def _values(
    c: Candidate,
    doc: _Doc,
    by_rough: dict[str, int],
    count_rank: dict[str, int],
    counts: Counter[str],
    context: Context,
) -> list[float]:
    page = doc.page
    words, classes, units = page.words, page.classes, page.units
    tag = context.segmenter.tag
    total = len(words)
    n = c.count
    first_at, first_to = c.places[0]
    parts = words[first_at:first_to]
    tags = [tag(word) for word in parts]
    seen = len(c.places)
    lb = rb = ls = rs = lv = rn = ld = rd = listed = 0
    title = heading = lead = opening = whole = colon = 0
    lefts = set()
    rights = set()
    sections = set()
    in_units = set()
    for start, end in c.places:
        before, after = words[start - 1] if start else "", words[end]
        bc, ac = classes[start - 1] if start else BREAK, classes[end]
        lefts.add(before)
        rights.add(after)
        if bc == BREAK:
            if before[:1].isalnum():
                ls += 1
                ld += before == "的"
            else:
                lb += 1
        elif bc in _LINKING:
            listed += 1
        elif tag(before)[:1] == "v":
            lv += 1
        if ac == BREAK:
            if after[:1].isalnum():
                rs += 1
                rd += after == "的"
            else:
                rb += 1
                colon += after in "：:" and after != ""
        elif ac in _LINKING:
            listed += 1
        elif tag(after)[:1] == "n":
            rn += 1
        unit = units[start]
        in_units.add(unit)
        sections.add(page.sections[unit])
        kind = page.kinds[unit]
        if kind is Kind.TITLE:
            title += 1
        elif kind is Kind.HEADING:
            heading += 1
        elif kind is Kind.LEAD:
            lead += 1
        if kind is not Kind.SENTENCE and bc == BREAK and ac == BREAK:
            whole += 1
        if end <= doc.opening:
            opening += 1
    text = c.text
    length = len(text)
    levels = c.levels
    longer = max(c.left_longer, c.right_longer)
    idf = math.log(1 + context.reference.pieces) - max(levels[0], levels[2]) / SCALE
    word_counts = [doc.words[word] for word in parts]
    word_levels = [max(context.reference.levels_of(word)[::2]) / SCALE for word in parts]
    top = math.log(1 + context.reference.pieces)
    pairs = [text[i : i + 2] for i in range(length - 1)]
    overlap = sum(pair in doc.bigrams for pair in pairs) / len(pairs)
    tops = sum(doc.tops[pair] for pair in pairs) / len(pairs)
    cohesion = cohesion_ref = 0.0
    if len(parts) > 1:
        a, b = text[: length - len(parts[-1])], text[len(parts[0]) :]
        fa, fb = max(counts[a], n), max(counts[b], n)
        cohesion = math.log(n / fa) + math.log(n / fb)
        la, lb_ = context.reference.levels_of(a)[0], context.reference.levels_of(b)[0]
        cohesion_ref = (2 * levels[0] - la - lb_) / SCALE if levels[0] else -3.0
    sub = counts[text[len(parts[0]) :]] if len(parts) > 1 else 0
    log = math.log1p
    topic = [doc.topics.get(word, 0.0) for word in parts]
    last_at = c.places[-1][0]
    k = seen or 1
    lexical = context.lexicon.by_text.get(text)
    return [
        log(n), n / doc.most, log(1000 * n / page.characters), levels[0] / SCALE, float(levels[0] > 0),
        levels[1] / SCALE, (levels[1] - levels[0]) / SCALE if levels[0] else -2.0, levels[2] / SCALE,
        longer / n, c.left_longer / n, c.right_longer / n, math.log(c.rough + 0.1),
        log(by_rough[text]), log(count_rank[text]), log(n) * idf, float(length), float(len(parts)),
        float(length == 2), float(length == 3), float(length == 4), float(length == 5),
        float(6 <= length <= 7), float(8 <= length <= 10), float(length >= 11),
        lb / k, rb / k, ls / k, rs / k, lv / k, rn / k, ld / k, rd / k, listed / k,
        len(lefts) / k, len(rights) / k,
        float(title > 0), log(heading), log(lead), float(opening > 0),
        length / len(doc.title) if title else 0.0,
        log(whole), first_at / total, last_at / total, len(sections) / max(doc.sections, 1),
        len(in_units) / len(page.kinds), (last_at - first_at) / total,
        overlap, tops, top - sum(word_levels) / len(parts), top - max(word_levels),
        log(sum(word_counts) / len(parts)), log(min(word_counts)), cohesion, cohesion_ref,
        float(tags[-1][:1] == "n"), float(tags[0][:1] == "v"), float(tags[-1][:1] == "v"),
        sum(t[:1] == "n" or t == "vn" for t in tags) / len(tags),
        float(lexical is not None), float("“" in text), float(text.isascii()),
        float(any(map(str.isdigit, text))),
        float(any(word in "和与及、" for word in parts)), log(page.characters) - 8.0,
        log(n) * (log(page.characters) - 8.0), float(n == 1),
        math.exp(-first_at / 60), colon / k, log(sub) - log(n), float(listed > 0),
        log(min(by_rough.get(word, 400) for word in parts)),
        sum(topic) / len(topic), max(topic), min(topic), overlap * max(topic),
    ]  # fmt: skip


def _signs(c: Candidate, page: Page, context: Context) -> list[str]:
    """Names of what a candidate is made of: its edge words and characters, its parts of speech."""
    start, end = c.places[0]
    parts = page.words[start:end]
    tags = [context.segmenter.tag(word) for word in parts]
    text = c.text
    signs = [
        "b " + parts[0], "e " + parts[-1], "t " + " ".join(tags), "p " + tags[0], "q " + tags[-1],
        "B " + text[:1], "E " + text[-1:], "C " + text[:2], "D " + text[-2:],
    ]  # fmt: skip
    kind = context.lexicon.kind(text)
    if kind:
        signs.append("k " + kind)
    return signs
