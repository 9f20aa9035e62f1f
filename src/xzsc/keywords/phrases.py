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
        found = describe(page, context)
        scored = sorted(
            ((c.text, model.second.score(c.values, c.signs)) for c in found),
            key=lambda one: (-one[1], one[0]),
        )
        counts = {c.text: c.count for c in found}
        chosen = pick(
            scored[: 2 * n + 40], counts, n=min(n, max(1, page.characters // SPARE)), owed=model.owed
        )
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
    """Take the best phrases one by one; a part of a phrase taken loses what it owes to that phrase.

    A part that stands mostly inside the longer phrase falls by up to `owed`; one that stands on its own
    elsewhere keeps its score.
    """
    left = dict(scored)
    chosen: list[tuple[str, float]] = []
    while left and len(chosen) < n:
        text = max(left, key=left.__getitem__)  # of equals the one given first
        chosen.append((text, left.pop(text)))
        for part in left:
            if part in text:
                left[part] -= owed * min(1.0, counts[text] / counts[part])
    return chosen
