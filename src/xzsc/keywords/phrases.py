"""Keyphrases of one document: candidates, described, scored, and picked without repeating themselves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, pairwise

from xzsc.keywords.candidates import read_page, word_classes
from xzsc.keywords.features import Context, describe
from xzsc.keywords.forms import is_form
from xzsc.keywords.memo import Memo
from xzsc.keywords.ranker import SHORT, Model, load_models
from xzsc.keywords.reference import load_reference
from xzsc.lexicon import Lexicon
from xzsc.model import Document, Kind
from xzsc.segment import Segmenter

SPARE = 15
"""A text lists at most one phrase for so many characters: a cover letter has no twenty subjects."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """Lists the keyphrases of documents.

    Args:
        lexicon: policy terms and stop words.
        models: `documents` and `abstracts`.
        segmenter: cuts words without the terms of the lexicon, so that their parts are seen too.
    """

    lexicon: Lexicon
    models: dict[str, Model]
    segmenter: Segmenter
    classes: Memo[int] = field(init=False, repr=False, compare=False)
    contexts: dict[str, Context] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", word_classes(self.segmenter, self.lexicon.stop_words))

    def context(self, kind: str) -> Context:
        """Return what describes the candidates of a kind of text; it remembers words."""
        if kind not in self.contexts:
            first = self.models[kind].first
            self.contexts[kind] = Context(self.segmenter, self.lexicon, load_reference(), first)
        return self.contexts[kind]

    def phrases(self, document: Document, *, n: int) -> list[tuple[str, float]]:
        """Return the best phrases of a document with the chance that a reader would list them."""
        page = read_page(document, self.segmenter, self.classes)
        kind = "abstracts" if is_abstract(document, page.characters) else "documents"
        model = self.models[kind]
        context = self.context(kind)
        found = describe(page, context)
        scored = sorted(
            ((c.text, model.second.score(c.values, c.signs), c.places[0]) for c in found),
            key=lambda one: (-one[1], one[0]),
        )
        counts = {c.text: c.count for c in found}
        subjects = (
            (text, score)
            for text, score, (start, end) in scored
            if not (model.owed and is_form(text, page.words[start:end], context.tags))
        )
        most = min(n, max(1, page.characters // SPARE))
        chosen = pick(list(islice(subjects, 2 * n + 40)), counts, n=most, owed=model.owed)
        return [(text, model.probability(score)) for text, score in chosen]


def extractor(lexicon: Lexicon, *, models: dict[str, Model] | None = None) -> Extractor:
    """Return an extractor with the packaged weights or others."""
    bare = Segmenter(replace(lexicon, terms=()))
    return Extractor(lexicon, models or load_models(), bare)


def is_abstract(document: Document, characters: int) -> bool:
    """Tell whether a text is ranked by the weights of abstracts: short and in one piece."""
    if characters >= SHORT:
        return False
    paragraphs = {unit.paragraph for unit in document.body}
    return len(paragraphs) <= 3 and not any(unit.kind is Kind.HEADING for unit in document.units)


def pick(
    scored: list[tuple[str, float]], counts: dict[str, int], *, n: int, owed: float
) -> list[tuple[str, float]]:
    """Take the best phrases one by one; what repeats a phrase taken loses by it.

    A part that stands mostly inside the longer phrase falls by up to `owed`; one that stands on its own
    elsewhere keeps its score. A longer form of a phrase taken falls by up to a third of that, another that
    shares most of its characters by a tenth: variants of one subject do not fill the list.
    """
    left = dict(scored)
    chosen: list[tuple[str, float]] = []
    while left and len(chosen) < n:
        text = max(left, key=left.__getitem__)  # of equals the one given first
        chosen.append((text, left.pop(text)))
        if not owed:
            continue
        pairs = pairs_of(text)
        for other in left:
            if other in text:
                left[other] -= owed * min(1.0, counts[text] / counts[other])
            elif text in other:
                left[other] -= owed / 3 * min(1.0, counts[other] / counts[text])
            elif _is_variant(pairs, pairs_of(other)):
                left[other] -= owed / 10
    return chosen


@lru_cache(maxsize=1 << 16)
def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters."""
    return frozenset(map("".join, pairwise(text)))


def _is_variant(a: frozenset[str], b: frozenset[str]) -> bool:
    return not a.isdisjoint(b) and len(a & b) >= 0.6 * min(len(a), len(b))
