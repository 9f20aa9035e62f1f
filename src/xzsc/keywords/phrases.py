"""Keyphrases of one document: candidates, described, scored, and picked without repeating themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from xzsc.keywords.candidates import Page, read_page
from xzsc.keywords.features import Context, gather
from xzsc.keywords.forms import is_body, is_form, is_official
from xzsc.keywords.hashing import distinct
from xzsc.keywords.memo import MOST
from xzsc.keywords.ranker import SHORT, Model, load_models
from xzsc.keywords.reference import load_reference
from xzsc.keywords.scoring import SecondStage
from xzsc.keywords.values import Found, look_closely
from xzsc.keywords.vocabulary import Vocabulary
from xzsc.lexicon import Lexicon
from xzsc.model import Document, Kind
from xzsc.segment import Segmenter

if TYPE_CHECKING:
    from xzsc.keywords.hashing import Array

SPARE, OFFICIAL_SPARE = 15, 30
"""A text lists at most one phrase for so many characters; an official one says much of who issues what.
A cover letter has no twenty subjects."""
_SPARES = 60
"""Phrases beyond those that are listed that may move up."""
_COMPARED = 60
"""Phrases that are ranked as if for a list of so many: the shorter one is the head of the longer."""
_VARIANT = 0.6
"""Share of the pairs of characters that two variants of a phrase have in common."""


class Extractor:
    """Lists the keyphrases of documents.

    Args:
        lexicon: policy terms and stop words.
        models: `documents` and `abstracts`.
        segmenter: cuts words without the terms of the lexicon, so that their parts are seen too.
    """

    def __init__(self, lexicon: Lexicon, models: dict[str, Model], segmenter: Segmenter) -> None:
        self.lexicon, self.models, self.segmenter = lexicon, models, segmenter
        self._forget()

    def _forget(self) -> None:
        self.vocabulary = Vocabulary(self.segmenter, self.lexicon, load_reference())
        self._ready: dict[str, tuple[Context, SecondStage]] = {}

    def stages(self, kind: str) -> tuple[Context, SecondStage]:
        """Return what describes and scores the candidates of a kind of text; it remembers words."""
        if kind not in self._ready:
            model, words = self.models[kind], self.vocabulary
            context = Context(words, self.lexicon, words.reference, model.first)
            self._ready[kind] = context, SecondStage(model.second, words)
        return self._ready[kind]

    def phrases(self, document: Document, *, n: int) -> list[tuple[str, float]]:
        """Return the best phrases of a document with the chance that a reader would list them."""
        if len(self.vocabulary.numbers.texts) > MOST:
            self._forget()  # memory stays bounded
        page = read_page(document, self.vocabulary)
        kind = "abstracts" if is_abstract(document, page.characters) else "documents"
        model = self.models[kind]
        context, second = self.stages(kind)
        found = describe(page, context)
        if not len(found.which):
            return []
        compared = max(n, _COMPARED) + _SPARES
        official = kind == "documents" or is_official(document.title)
        owed = self.models["documents" if official else kind].owed
        ranked = list(islice(_ranked(found, second.scores(found), forms=not official), compared))
        counts = {text: count for text, _, count in ranked}
        most = min(n, max(1, page.characters // (OFFICIAL_SPARE if official else SPARE)))
        chosen = pick([(text, score) for text, score, _ in ranked], counts, n=most, owed=owed)
        return [(text, model.probability(score)) for text, score in chosen]


def describe(page: Page, context: Context) -> Found:
    """Return the best candidates of a page."""
    import numpy as np

    groups = gather(page, context)
    stage = context.stage
    which = np.arange(len(groups.keys)) if stage is None else stage.best(groups, page)
    return look_closely(page, groups, which, context)


def _ranked(found: Found, scores: Array, *, forms: bool) -> Iterator[tuple[str, float, int]]:
    """Yield text, score and count of the candidates, the best first; without `forms` only subjects."""
    texts, counts, scored = found.texts(), found.counts.tolist(), scores.tolist()
    left_out = set() if forms else _left_out(found, texts, counts)
    for at in (-scores).argsort(kind="stable").tolist():
        if at not in left_out:
            yield texts[at], scored[at], counts[at]


def _left_out(found: Found, texts: Sequence[str], counts: Sequence[int]) -> set[int]:
    """Return which candidates are no subjects: forms, and what stands only inside the name of a body."""
    words, tag = found.page.words, found.context.vocabulary.segmenter.tag
    known = found.groups.known[found.which].tolist()
    places = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    left_out = {
        at
        for at, (start, end) in enumerate(places)
        if is_form(texts[at], words[start:end], tag, known=known[at])
    }
    bodies = [at for at in sorted(left_out) if is_body(texts[at])]
    return left_out | {
        at
        for at, text in enumerate(texts)
        for body in bodies
        if counts[at] <= counts[body] and text in texts[body]
    }


def extractor(lexicon: Lexicon) -> Extractor:
    """Return an extractor with the packaged weights."""
    bare = Segmenter(replace(lexicon, terms=()))
    return Extractor(lexicon, load_models(), bare)


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

    Args:
        scored: phrases of two characters or more with their scores, the best first.
        counts: how often each stands in the document.
        n: phrases to take.
        owed: what a part loses.
    """
    import numpy as np

    if not owed or len(scored) < 2:
        return sorted(scored, key=lambda one: -one[1])[:n]
    texts = [text for text, _ in scored]
    debts = _debts(texts, [counts[text] for text in texts], owed)
    left = np.array([score for _, score in scored])
    chosen = []
    for _ in range(min(n, len(texts))):
        at = int(left.argmax())  # of equals the one given first
        chosen.append((texts[at], float(left[at])))
        left -= debts[at]
        left[at] = -np.inf
    return chosen


def _debts(texts: Sequence[str], counts: Sequence[int], owed: float) -> Array:
    """Return what each phrase (a column) loses when another (a row) is taken."""
    import numpy as np

    pairs, sizes = _pairs(texts)
    shared = pairs @ pairs.T
    np.fill_diagonal(shared, 0.0)
    near = (shared >= _VARIANT * np.minimum(sizes[:, None], sizes)) & (shared > 0)
    debts = near * (owed / 10)
    wholes, parts = np.nonzero(shared == sizes)
    both = zip(wholes.tolist(), parts.tolist(), strict=True)
    held = np.array([texts[part] in texts[whole] for whole, part in both], bool)
    wholes, parts = wholes[held], parts[held]
    counted = np.array(counts)
    share = np.minimum(counted[wholes] / counted[parts], 1.0)
    debts[wholes, parts] = owed * share
    debts[parts, wholes] = owed / 3 * share
    return debts


def _pairs(texts: Sequence[str]) -> tuple[Array, Array]:
    """Return which of the pairs of characters that recur each text has, and how many pairs it has in all."""
    import numpy as np

    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    owners = np.repeat(np.arange(len(texts)), lengths)
    inside = np.flatnonzero(owners[:-1] == owners[1:])
    _, numbers = distinct(codes[inside] << 21 | codes[inside + 1])
    owned, _ = distinct(numbers << 16 | owners[inside])
    sizes = np.bincount(owned & 0xFFFF, minlength=len(texts)).astype(np.float32)
    holders = np.bincount(owned >> 16)
    columns = np.cumsum(holders > 1) - 1
    owned = owned[holders[owned >> 16] > 1]
    found = np.zeros((len(texts), columns[-1] + 1), np.float32)
    found[owned & 0xFFFF, columns[owned >> 16]] = 1.0
    return found, sizes
