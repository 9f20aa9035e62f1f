"""What is known of each candidate for a keyphrase: numbers for the ranker.

Everything is counted in one document; only the document frequencies come from outside.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from xzsc.keywords.candidates import WIDEST, Page, find_promising, word_classes
from xzsc.keywords.memo import Memo
from xzsc.keywords.ranker import Weights
from xzsc.keywords.reference import SCALE, Reference
from xzsc.keywords.values import Candidate, Survey, Ways, values_of, ways_of
from xzsc.lexicon import Lexicon
from xzsc.model import Kind
from xzsc.segment import Segmenter

KEPT = 120
"""Candidates that are looked at closely, chosen by the first stage."""
SMALL = 2500
"""In texts of fewer characters every run of words may be a keyphrase, else only what recurs or is known."""
_PLACES = {Kind.TITLE: 1, Kind.HEADING: 2, Kind.LEAD: 4}
_OPENING = 8
BEST = 40
"""Candidates whose characters tell what the document is about."""
_NOUNISH = "nvjlaxe"
"""First letters of the parts of speech that may end a phrase that stands but once."""
SEEN = 24
"""Places of a candidate that are looked at closely."""

Rough = tuple[str, int, int, int, int, int, tuple[int, int, int], int, bool, float, float]
"""A candidate of the first stage: text, first place (from, up to), count, count of the commonest candidate
with one more word before and behind, levels, mask of places, in the lexicon, idf, weight without training."""


@dataclass(frozen=True, slots=True)
class Context:
    """What describes all candidates of all documents."""

    segmenter: Segmenter
    lexicon: Lexicon
    reference: Reference
    first: Weights | None = None
    classes: Memo[int] = field(init=False, repr=False)
    levels: Memo[tuple[int, int, int]] = field(init=False, repr=False)
    tags: Memo[str] = field(init=False, repr=False)
    topics: Memo[float] = field(init=False, repr=False)
    known: Memo[bool] = field(init=False, repr=False)
    ways: Ways = field(init=False, repr=False)

    def __post_init__(self) -> None:
        classes = word_classes(self.segmenter, self.lexicon.stop_words)
        levels = Memo(self.reference.levels_of)
        heads = {term.text[:end] for term in self.lexicon.terms for end in range(2, len(term.text))}
        tags = Memo(self.segmenter.tag)
        made = {
            "classes": classes,
            "levels": levels,
            "tags": tags,
            "topics": Memo(self._topic),
            "known": Memo(lambda text: levels[text][0] > 0 or text in heads),
            "ways": ways_of(classes, tags),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def _topic(self, word: str) -> float:
        """Return what one occurrence of a word weighs, by its document frequency."""
        if not word[:1].isalnum() or word.isdecimal() or word in self.lexicon.stop_words:
            return 0.0
        rarity = math.log(1 + self.reference.pieces) - max(self.levels[word][::2]) / SCALE
        return max(rarity, 0.2) * min(len(word), 3)


def describe(page: Page, context: Context) -> list[Candidate]:
    """Return the best candidates of a page with their values and signs."""
    masks, opening = _masks(page)
    keys, spans = _runs(page, masks, context)
    counts = Counter(keys)
    rough = _possible(page, keys, spans, counts, masks, opening, context)
    if context.first is not None:
        rough = _first_ones(page, rough, context.first)
    found = sorted((_candidate(one) for one in rough), key=lambda c: (-c.rough, c.text))
    chosen = {c.text: c for c in found}
    for key, span in zip(keys, spans, strict=True):
        if key in chosen:
            chosen[key].places.append(span)
    for candidate in found:
        candidate.places.sort()
        del candidate.places[SEEN:]
    _measure(page, found, counts, opening, context)
    return found


def possible(page: Page, context: Context) -> list[tuple[str, list[float], list[str]]]:
    """Return the candidates that could be keyphrases, with the values and signs of the first stage."""
    masks, opening = _masks(page)
    keys, spans = _runs(page, masks, context)
    size = _size(page)
    rough = _possible(page, keys, spans, Counter(keys), masks, opening, context)
    return [(one[0], _first_values(one, size), _first_signs(one, page)) for one in rough]


def _masks(page: Page) -> tuple[bytearray, int]:
    """Return where each word stands (title, heading, lead, opening) and the length of the opening."""
    opening = _opening(page)
    bits = [_PLACES.get(kind, 0) for kind in page.kinds]
    masks = bytearray([bits[unit] for unit in page.units])
    for at in range(opening):
        masks[at] |= _OPENING
    return masks, opening


def _runs(page: Page, masks: bytearray, context: Context) -> tuple[list[str], list[tuple[int, int]]]:
    free = b"\1" * len(masks) if page.characters < SMALL else masks
    return find_promising(page, free, context.known)


def _possible(
    page: Page,
    keys: list[str],
    spans: list[tuple[int, int]],
    counts: Counter[str],
    masks: bytearray,
    opening: int,
    context: Context,
) -> list[Rough]:
    """Return what the first stage is to rank: what recurs, stands out or is known."""
    words, levels_of, lexicon, tags = page.words, context.levels, context.lexicon.by_text, context.tags
    first = dict(zip(reversed(keys), reversed(spans), strict=True))
    places = _places(keys, spans, masks, opening)
    left, right = _longer(words, first, counts)
    short = page.characters < SMALL
    top = math.log(1 + context.reference.pieces)
    found: list[Rough] = []
    for key, n in counts.items():
        length = len(key)
        if length < 2 or length > WIDEST:
            continue
        start, end = first[key]
        levels = levels_of[key]
        place = places.get(key, 0)
        known = key in lexicon
        if not (
            n > 1
            or place
            or known
            or (length > 3 and levels[0])
            or (short and tags[words[end - 1]][0] in _NOUNISH)
        ):
            continue
        before, after = left.get(key, 0), right.get(key, 0)
        longer = before if before > after else after
        rare = top - (levels[0] if levels[0] > levels[2] else levels[2]) / SCALE
        idf = (rare if rare > 0.0 else 0.0) + 0.3
        free = 1.15 - longer / n
        rough = math.sqrt(n * (free if free > 0.15 else 0.15) * idf) * (length if length < 4 else 4)
        rough *= (1.7 if place else 1.0) * (2.0 if known else 1.0)
        found.append((key, start, end, n, before, after, levels, place, known, idf, rough))
    return found


def _places(keys: list[str], spans: list[tuple[int, int]], masks: bytearray, opening: int) -> dict[str, int]:
    """Return for what stands in title, heading, lead or opening in which of them."""
    places: dict[str, int] = {}
    for key, (start, end) in zip(keys, spans, strict=True):
        bit = masks[start]
        if bit & _OPENING and end > opening:
            bit &= ~_OPENING
        if bit:
            places[key] = places.get(key, 0) | bit
    return places


def _longer(
    words: list[str], first: dict[str, tuple[int, int]], counts: Counter[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the count of the commonest candidate with one more word before, and behind."""
    left: dict[str, int] = {}
    right: dict[str, int] = {}
    for key, n in counts.items():
        if n > 1:
            start, end = first[key]
            if end - start > 1:
                part = key[: len(key) - len(words[end - 1])]
                if n > right.get(part, 0):
                    right[part] = n
                part = key[len(words[start]) :]
                if n > left.get(part, 0):
                    left[part] = n
    return left, right


def _size(page: Page) -> float:
    return math.log(page.characters + 1) - 8.0


def _first_values(one: Rough, size: float) -> list[float]:
    _, _, _, n, before, after, levels, place, known, idf, rough = one
    log_n = math.log(n)
    return [
        log_n, log_n * size, log_n * idf, float(n == 1), max(before, after) / n, before / n, after / n, idf,
        float(levels[0] > 0), levels[1] / SCALE, levels[2] / SCALE,
        float(place & 1), float(place >> 1 & 1), float(place >> 2 & 1), float(place >> 3 & 1),
        float(known), math.log(rough),
    ]  # fmt: skip


def _first_signs(one: Rough, page: Page) -> list[str]:
    key, start, end, *_ = one
    return [f"l{len(key)}", f"n{end - start}", "b " + page.words[start], "e " + page.words[end - 1]]


def _first_ones(page: Page, rough: list[Rough], weights: Weights) -> list[Rough]:
    """Take the candidates that the first stage ranks first.

    Its score is written out because it is asked of a thousand candidates for each that is listed; a test
    holds it to `_first_values`.
    """
    if weights.stairs:
        raise ValueError("the first stage has no steps")
    size, words = _size(page), page.words
    a, b, c, single, longer, left, right, rare, known, heading, abstract, *places, listed, formula = (
        weights.slopes
    )
    a += b * size
    at_place = [sum(places[bit] for bit in range(4) if mask >> bit & 1) for mask in range(16)]
    sign, log = weights.signs.get, math.log
    lengths = [sign(f"l{n}", 0.0) for n in range(WIDEST + 1)]
    begins, ends = weights.edges
    ranked = []
    for one in rough:
        key, start, end, n, before, after, levels, place, in_lexicon, idf, weight = one
        log_n = log(n)
        score = (
            (a + c * idf) * log_n
            + (longer * (before if before > after else after) + left * before + right * after) / n
            + rare * idf
            + (heading * levels[1] + abstract * levels[2]) / SCALE
            + at_place[place]
            + formula * log(weight)
            + lengths[len(key)]
            + sign(f"n{end - start}", 0.0)
            + begins.get(words[start], 0.0)
            + ends.get(words[end - 1], 0.0)
        )
        if n == 1:
            score += single
        if levels[0]:
            score += known
        if in_lexicon:
            score += listed
        ranked.append((-score, key, one))
    ranked.sort()
    return [one for _, _, one in ranked[:KEPT]]


def _candidate(one: Rough) -> Candidate:
    key, _, _, n, before, after, levels, _, _, _, rough = one
    return Candidate(key, [], n, rough, before, after, levels)


def _opening(page: Page) -> int:
    """Return the number of words that open a document without a title: its first 60 characters."""
    size = 0
    for at, word in enumerate(page.words):
        size += len(word)
        if size > 60:
            return at
    return len(page.words)


def _measure(
    page: Page, candidates: list[Candidate], counts: Counter[str], opening: int, context: Context
) -> None:
    """Fill in the values and signs of the candidates."""
    survey = _survey(page, candidates, counts, opening, context)
    for candidate in candidates:
        candidate.values = values_of(candidate, survey)
        candidate.signs = _signs(candidate, page, context)


def _survey(
    page: Page, candidates: list[Candidate], counts: Counter[str], opening: int, context: Context
) -> Survey:
    by_count = sorted(candidates, key=lambda c: (-c.count * len(c.text), c.text))
    words = Counter(page.words)
    title = page.title or "".join(page.words[:opening])
    best = (c.text for c in candidates[:BEST])
    return Survey(
        page=page,
        lexicon=context.lexicon,
        pieces=context.reference.pieces,
        levels=context.levels,
        tags=context.tags,
        ways=context.ways,
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
        topics=_topics(words, context),
    )


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def _topics(words: Counter[str], context: Context) -> dict[str, float]:
    """Return the share of the weightiest word that each word has by count and document frequency."""
    topics = context.topics
    weights = {word: n * topics[word] for word, n in words.items()}
    most = max(weights.values(), default=1.0) or 1.0
    return {word: weight / most for word, weight in weights.items()}


def _signs(c: Candidate, page: Page, context: Context) -> list[str]:
    """Names of what a candidate is made of: its edge words and characters, its parts of speech."""
    start, end = c.places[0]
    parts = page.words[start:end]
    tags = [context.tags[word] for word in parts]
    text = c.text
    signs = [
        "b " + parts[0], "e " + parts[-1], "t " + " ".join(tags), "p " + tags[0], "q " + tags[-1],
        "B " + text[:1], "E " + text[-1:], "C " + text[:2], "D " + text[-2:],
    ]  # fmt: skip
    kind = context.lexicon.kind(text)
    if kind:
        signs.append("k " + kind)
    return signs
