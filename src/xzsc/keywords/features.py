"""What is known of each candidate for a keyphrase: numbers for the ranker.

Everything is counted in one document; only the document frequencies come from outside.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from xzsc.keywords.candidates import WIDEST, Page, find_candidates
from xzsc.keywords.ranker import Weights
from xzsc.keywords.reference import SCALE, Reference
from xzsc.keywords.values import Candidate, Survey, values_of
from xzsc.lexicon import Lexicon
from xzsc.model import Kind
from xzsc.segment import Segmenter

KEPT = 220
"""Candidates that are looked at closely, chosen by the first stage."""
SMALL = 2500
"""In texts of fewer characters every run of words may be a keyphrase, else only what recurs or is known."""
_PLACES = {Kind.TITLE: 1, Kind.HEADING: 2, Kind.LEAD: 4}
BEST = 40
"""Candidates whose characters tell what the document is about."""
_NOUNISH = "nvjlaxe"
"""First letters of the parts of speech that may end a phrase that stands but once."""
SEEN = 24
"""Places of a candidate that are looked at closely."""


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
    """Fill in the values and signs of the candidates."""
    survey = _survey(page, candidates, counts, context)
    for candidate in candidates:
        candidate.values = values_of(candidate, survey)
        candidate.signs = _signs(candidate, page, context)


def _survey(page: Page, candidates: list[Candidate], counts: Counter[str], context: Context) -> Survey:
    by_count = sorted(candidates, key=lambda c: (-c.count * len(c.text), c.text))
    words = Counter(page.words)
    opening = _opening(page)
    title = page.title or "".join(page.words[:opening])
    best = (c.text for c in candidates[:BEST])
    return Survey(
        page=page,
        segmenter=context.segmenter,
        lexicon=context.lexicon,
        reference=context.reference,
        counts=counts,
        words=words,
        most=max((candidate.count for candidate in candidates), default=1),
        by_rough={c.text: rank for rank, c in enumerate(candidates)},
        by_count={c.text: rank for rank, c in enumerate(by_count)},
        title=title,
        bigrams=set(_pairs(title)),
        tops=Counter(pair for text in best for pair in _pairs(text)),
        opening=opening,
        sections=len(set(page.sections)),
        topics=_topics(page, words, context),
    )


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


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
