"""From documents to the rows of the keyword table.

Documents are looked at once and let go. What a second look needs (in how many documents a listed
phrase stands; the run's own document frequencies) is read back from a temporary file, so that memory
grows with the vocabulary and the rows, not with the texts.
"""

from __future__ import annotations

import math
import pickle
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from xzsc.keywords.classic import (
    Idf,
    best,
    count_words,
    jieba_weights,
    only_words,
    reference_tf_idf,
    smooth_idf,
    text_rank,
    tf_idf,
)
from xzsc.keywords.places import Body, body_of
from xzsc.keywords.reference import load_reference
from xzsc.keywords.spool import Spool
from xzsc.lexicon import Lexicon
from xzsc.model import PROVENANCE, Cell, Document
from xzsc.occurrences import BARRIER, fold
from xzsc.segment import Segmenter

COLUMNS = ("document", "title", "rank", "term", "score", "count", "documents", *PROVENANCE)
LISTED = 60
"""Phrases of each document that take part in the list of a corpus."""
_RIVALS = 2000
"""At most so many phrases of a corpus are asked whether they are parts or longer forms of one another."""
_COVER = 300
"""A cover letter has fewer characters than this; the text that it issues is told from it by `structure`."""
_ISSUES = re.compile("印发|转发|批转|发布|公布|下发|发给|制[定订]|修[订改]")

Row = tuple[Cell, ...]
Ranked = list[tuple[str, float]]
Weigh = Callable[[Body], tuple[Ranked, Mapping[str, int] | None]]
"""Ranks the terms of a document; where words are ranked, also how often each was counted."""


class Found(NamedTuple):
    """A listed term of a document, before it is known in how many documents it stands.

    Sixty are made for each document, and a tuple is made in a fifth of the time of a frozen dataclass.
    """

    document: str
    title: str
    rank: int
    term: str
    score: float
    n: int
    place: tuple[Cell, ...]

    def row(self, documents: int) -> Row:
        """Return the row of the table, now that the number of documents is known."""
        counted = (self.term, self.score, self.n, documents)
        return (self.document, self.title, self.rank, *counted, *self.place)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a document found.

    Args:
        document: its id.
        found: its terms.
        text: the text in which the terms of other documents are counted.
        cover: whether it is a cover letter if the text that it issues follows.
    """

    document: str
    found: tuple[Found, ...]
    text: str
    cover: bool = False


@dataclass(slots=True)
class Looker:
    """Looks at a document; it may travel to another process, and its looks may be kept.

    Args:
        method: one that weighs the terms of a document without the others.
        lexicon: terms that stay whole, and stop words.
        n: terms to find.
    """

    method: str
    lexicon: Lexicon
    n: int = LISTED
    _weigh: Weigh | None = field(default=None, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple[type[Looker], tuple[str, Lexicon, int]]:
        return Looker, (self.method, self.lexicon, self.n)

    def __call__(self, document: Document) -> Look:
        """Return the terms of a document with their weights, counts and first places."""
        if self._weigh is None:
            self._weigh = _weigher(self.method, self.lexicon, self.n)
        body = body_of(document)
        cover = self.method == "phrases" and _is_cover(document, body.text)
        return Look(document.id, tuple(_find(body, *self._weigh(body))), body.text, cover)


def list_looks(looks: Iterable[Look], *, n: int, corpus: bool, phrases: bool = True) -> Iterator[Row]:
    """Yield the rows of the keyword table from a look at each document; the scores are those of `phrases`."""
    with Spool() as spool:
        found: list[Found] = []
        before: Look | None = None
        for look in looks:
            spool.put(look.text.encode("utf-8", "surrogatepass"))
            if before and not (before.cover and look.document == f"{before.document}#2"):
                found += _listed(before, n=n, corpus=corpus)
            before = look
        found += _listed(before, n=n, corpus=corpus) if before else ()
        df = _documents_with({one.term for one in found}, spool, count=corpus and phrases)
    if corpus:
        if phrases:
            scores = _spread(found, df, n)
        else:
            scores = best(_added(found), n)
            df = _counted_words(found, df)
        yield from _merged(found, scores, df)
    else:
        yield from (one.row(df[one.term][0]) for one in found)


def _listed(look: Look, *, n: int, corpus: bool) -> Iterable[Found]:
    return look.found if corpus else (one for one in look.found if one.rank <= n)


def _is_cover(document: Document, text: str) -> bool:
    """Tell whether a text is short enough for a cover letter and says that it issues something."""
    return len(text) < _COVER and _ISSUES.search(document.title + text) is not None


def _weigher(method: str, lexicon: Lexicon, n: int) -> Weigh:
    """Return the function that ranks the terms of one document."""
    if method == "phrases":
        from xzsc.keywords.phrases import extractor

        ranker = extractor(lexicon)
        return lambda body: (ranker.phrases(body.document, n=n), None)
    segmenter = Segmenter(Lexicon() if method == "jieba" else lexicon)
    if method == "textrank":
        return lambda body: _text_ranked(body.text, segmenter, n)
    if method == "jieba":
        return _by_counts(segmenter, lambda counts: best(jieba_weights(counts), n))
    if method == "freq":
        stop_words = lexicon.stop_words
        return _by_counts(segmenter, lambda counts: best(only_words(counts, stop_words), n))
    heaviest = reference_tf_idf(lexicon.stop_words, load_reference().idf)
    return _by_counts(segmenter, lambda counts: heaviest(counts, n))


def _by_counts(segmenter: Segmenter, rank: Callable[[Counter[str]], Ranked]) -> Weigh:
    """Return what ranks the words of a document by their counts."""

    def weigh(body: Body) -> tuple[Ranked, Counter[str]]:
        counts = Counter(segmenter.words(body.text))
        return rank(counts), counts

    return weigh


def _text_ranked(text: str, segmenter: Segmenter, n: int) -> tuple[Ranked, Counter[str]]:
    passages = [segmenter.words(passage) for passage in text.split(BARRIER)]
    return best(text_rank(passages, segmenter), n), Counter(chain.from_iterable(passages))


def _find(body: Body, ranked: Ranked, counts: Mapping[str, int] | None) -> Iterator[Found]:
    """Look up count and first place of the ranked terms; words were counted when they were ranked."""
    document = body.document
    for rank, (term, score) in enumerate(ranked, 1):
        n, place = body.look(term)
        n = n if counts is None else counts[term]
        yield Found(document.id, document.title, rank, term, score, n, place)


def _documents_with(terms: set[str], spool: Spool, *, count: bool) -> dict[str, tuple[int, int]]:
    """Count for each term the documents that hold it and, when asked, its occurrences."""
    from ahocorasick_rs import AhoCorasick

    ordered = sorted(terms)
    folded = [fold(term) for term in ordered]
    documents: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    automaton = AhoCorasick(folded)
    for data in spool.pieces() if folded else ():
        text = data.decode("utf-8", "surrogatepass")
        here = {hit[0] for hit in automaton.find_matches_as_indexes(text, overlapping=True)}
        documents.update(here)
        if count:
            counts.update({at: text.count(folded[at]) for at in here})
    return {term: (documents[at], counts[at]) for at, term in enumerate(ordered)}


def _added(found: list[Found]) -> dict[str, float]:
    """Add the scores of a term over documents."""
    scores: dict[str, float] = {}
    for one in found:
        scores[one.term] = scores.get(one.term, 0.0) + one.score
    return scores


def _counted_words(found: list[Found], df: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return the documents with each word, and its count in those that list it, as its scores are added."""
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.term] += one.n
    return {term: (documents, counts[term]) for term, (documents, _) in df.items()}


def _spread(found: list[Found], df: dict[str, tuple[int, int]], n: int) -> list[tuple[str, float]]:
    """Rank the phrases of a corpus by frequency and spread; what repeats a phrase taken loses by it.

    A phrase weighs `Σ chance · ln(1 + count)` over the documents that list it, times
    `ln(1 + documents that have it)`. Parts, longer forms and variants lose twice what `pick` takes in the
    list of a document: their sums over documents are further apart than chances are.
    """
    from xzsc.keywords.phrases import pick
    from xzsc.keywords.ranker import load_models

    sums = _added([one._replace(score=one.score * math.log1p(one.n)) for one in found if one.n])
    ranked = best({term: chance * math.log1p(df[term][0]) for term, chance in sums.items()}, 3 * n + LISTED)
    rivals = [(term, math.log(weight)) for term, weight in ranked[:_RIVALS]]
    counts = {term: df[term][1] for term, _ in rivals}
    picked = pick(rivals, counts, n=len(rivals), owed=2 * load_models()["documents"].owed)
    return best(dict(ranked[_RIVALS:]) | {term: math.exp(score) for term, score in picked}, n)


def _merged(
    found: list[Found], scores: list[tuple[str, float]], df: dict[str, tuple[int, int]]
) -> Iterator[Row]:
    """Yield the rows of a corpus; the place of a term is the first one in a body that lists it."""
    first: dict[str, Found] = {}
    for one in sorted(found, key=lambda one: not one.n):
        first.setdefault(one.term, one)
    for rank, (term, score) in enumerate(scores, 1):
        documents, count = df[term]
        yield ("", "", rank, term, score, count, documents, *first[term].place)


@dataclass(frozen=True, slots=True)
class Counted:
    """The words of a document with their counts, and the document, pickled, for a second look."""

    counts: Counter[str]
    document: bytes


@dataclass(slots=True)
class WordCounter:
    """Counts the words of a document; it may travel to another process."""

    lexicon: Lexicon
    _segmenter: Segmenter | None = field(default=None, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple[type[WordCounter], tuple[Lexicon]]:
        return WordCounter, (self.lexicon,)

    def __call__(self, document: Document) -> Counted:
        """Return the words of a document with their counts."""
        if self._segmenter is None:
            self._segmenter = Segmenter(self.lexicon)
        return Counted(count_words(body_of(document).text, self._segmenter), pickle.dumps(document))


def list_tf_idf(counted: Iterable[Counted], *, n: int, corpus: bool, own_idf: bool) -> Iterator[Row]:
    """Yield the rows of what needs a look at all documents before it can rank."""
    with Spool() as spool:
        yield from _tf_idf(counted, spool, n=n, corpus=corpus, own_idf=own_idf)


def list_counts(counted: Iterable[Counted], *, n: int) -> Iterator[Row]:
    """Yield the rows of the most frequent words of a corpus."""
    with Spool() as spool:
        total, df = _sum(counted, spool)
        documents = (document for document, _ in map(_again, spool.pieces()))
        yield from _corpus_rows(documents, best(total, n), total, df)


def _sum(counted: Iterable[Counted], spool: Spool) -> tuple[Counter[str], Counter[str]]:
    """Count the words of all documents, and the documents of each word; put the documents aside."""
    total: Counter[str] = Counter()
    df: Counter[str] = Counter()
    for one in counted:
        spool.put(pickle.dumps(one))
        total.update(one.counts)
        df.update(one.counts.keys())
    return total, df


def _tf_idf(
    counted: Iterable[Counted], spool: Spool, *, n: int, corpus: bool, own_idf: bool
) -> Iterator[Row]:
    total, df = _sum(counted, spool)
    idf: Idf = smooth_idf(len(spool), df) if own_idf else load_reference().idf
    again = map(_again, spool.pieces())
    if corpus:
        documents = (document for document, _ in again)
        yield from _corpus_rows(documents, best(tf_idf(total, idf), n), total, df)
        return
    for document, counts in again:
        body = body_of(document)
        for rank, (term, score) in enumerate(best(tf_idf(counts, idf), n), 1):
            place = body.first(term)
            yield (document.id, document.title, rank, term, score, counts[term], df[term], *place)


def _again(data: bytes) -> tuple[Document, Counter[str]]:
    one: Counted = pickle.loads(data)
    return pickle.loads(one.document), one.counts


def _corpus_rows(
    documents: Iterable[Document], ranked: list[tuple[str, float]], total: Counter[str], df: Counter[str]
) -> Iterator[Row]:
    places: dict[str, tuple[Cell, ...]] = {}
    wanted = [term for term, _ in ranked]
    for document in documents:
        missing = [term for term in wanted if term not in places]
        if not missing:
            break
        body = body_of(document)
        places |= {term: body.first(term) for term in missing if body.count(term)}
    for rank, (term, score) in enumerate(ranked, 1):
        yield ("", "", rank, term, score, total[term], df[term], *places[term])
