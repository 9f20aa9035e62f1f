"""Keyphrases of one document: candidates, described, scored, and picked without repeating themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xzsc.keywords.candidates import read_page
from xzsc.keywords.features import Context, describe
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

    def phrases(self, document: Document, *, n: int) -> list[tuple[str, float]]:
        """Return the best phrases of a document with the chance that a reader would list them."""
        page = read_page(document, self.segmenter, self.lexicon.stop_words)
        model = self.models["abstracts" if is_abstract(document, page.characters) else "documents"]
        context = Context(self.segmenter, self.lexicon, load_reference(), model.first)
        scored = [(model.second.score(c.values, c.signs), c.text) for c in describe(page, context)]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        chosen = pick([text for _, text in scored], n=min(n, max(1, page.characters // SPARE)))
        scores = {text: score for score, text in scored}
        return [(text, model.probability(scores[text])) for text in chosen]


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


def pick(ranked: list[str], *, n: int) -> list[str]:
    """Take the best phrases; one that only adds or drops a character of a better one is left out."""
    chosen: list[str] = []
    for text in ranked:
        if len(chosen) == n:
            break
        if not any(_same(text, other) for other in chosen):
            chosen.append(text)
    return chosen


def _same(text: str, other: str) -> bool:
    return abs(len(text) - len(other)) <= 1 and (text in other or other in text)
