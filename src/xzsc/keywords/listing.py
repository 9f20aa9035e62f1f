"""From documents to the rows of the keyword table.

Documents are looked at once and let go. What a second look needs (in how many documents a listed
phrase stands; the run's own document frequencies) is read back from a temporary file, so that memory
grows with the vocabulary and the rows, not with the texts.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from xzsc.keywords.classic import Idf, best, count_words, jieba_weights, smooth_idf, text_rank, tf_idf
from xzsc.keywords.phrases import extractor
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

Row = tuple[Cell, ...]
Weigh = Callable[[Body], list[tuple[str, float]]]


@dataclass(slots=True)
class _Found:
    """A listed term of a document, before it is known in how many documents it stands."""

    document: str
    title: str
    rank: int
    term: str
    score: float
    count: int
    place: tuple[Cell, ...]

    def row(self, documents: int) -> Row:
        counted = (self.term, self.score, self.count, documents)
        return (self.document, self.title, self.rank, *counted, *self.place)


def list_keywords(
    documents: Iterable[Document], *, n: int, corpus: bool, method: str, own_idf: bool, lexicon: Lexicon
) -> Iterator[Row]:
    """Yield the rows of the keyword table."""
    with Spool() as spool:
        if method == "tfidf" and (own_idf or corpus):
            yield from _tf_idf_of_corpus(
                documents, spool, n=n, corpus=corpus, own_idf=own_idf, lexicon=lexicon
            )
            return
        weigh = _weigher(method, lexicon, n=max(n, LISTED) if corpus else n)
        found: list[_Found] = []
        for document in documents:
            body = body_of(document)
            spool.put(body.text.encode("utf-8", "surrogatepass"))
            found += _find(body, weigh(body))
        df = _documents_with({one.term for one in found}, spool)
    if corpus:
        yield from _merged(found, df, n)
    else:
        yield from (one.row(df[one.term][0]) for one in found)


def _weigher(method: str, lexicon: Lexicon, *, n: int) -> Weigh:
    """Return the function that ranks the terms of one document."""
    if method == "phrases":
        ranker = extractor(lexicon)
        return lambda body: ranker.phrases(body.document, n=n)
    if method == "jieba":
        bare = Segmenter(Lexicon())
        return lambda body: best(jieba_weights(body.text, bare), n)
    segmenter = Segmenter(lexicon)
    if method == "textrank":
        return lambda body: best(text_rank(body.text.split(BARRIER), segmenter), n)
    if method == "freq":
        return lambda body: best(count_words([body.text], segmenter), n)
    reference = load_reference()
    return lambda body: best(tf_idf(count_words([body.text], segmenter), reference.idf), n)


def _find(body: Body, ranked: list[tuple[str, float]]) -> Iterator[_Found]:
    """Look up count and first place of the ranked terms."""
    document = body.document
    for rank, (term, score) in enumerate(ranked, 1):
        yield _Found(document.id, document.title, rank, term, score, body.count(term), body.first(term))


def _documents_with(terms: set[str], spool: Spool) -> dict[str, tuple[int, int]]:
    """Count for each term the documents that hold it and its occurrences."""
    from ahocorasick_rs import AhoCorasick

    ordered = sorted(terms)
    documents: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    if ordered:
        folded = [fold(term) for term in ordered]
        automaton = AhoCorasick(folded)
        for data in spool.pieces():
            text = data.decode("utf-8", "surrogatepass")
            hits = automaton.find_matches_as_indexes(text, overlapping=True)
            here: set[int] = {hit[0] for hit in hits}
            documents.update(ordered[at] for at in here)
            counts.update({ordered[at]: text.count(folded[at]) for at in here})
    return {term: (documents[term], counts[term]) for term in ordered}


def _merged(found: list[_Found], df: dict[str, tuple[int, int]], n: int) -> Iterator[Row]:
    """Add the scores of a term over documents; its place is the first one listed."""
    scores: Counter[str] = Counter()
    first: dict[str, _Found] = {}
    for one in found:
        scores[one.term] += one.score  # type: ignore[assignment]
        first.setdefault(one.term, one)
    for rank, (term, score) in enumerate(best(scores, n), 1):
        documents, count = df[term]
        yield ("", "", rank, term, score, count, documents, *first[term].place)


def _tf_idf_of_corpus(
    documents: Iterable[Document], spool: Spool, *, n: int, corpus: bool, own_idf: bool, lexicon: Lexicon
) -> Iterator[Row]:
    """Rank by tf-idf what needs a look at all documents first."""
    segmenter = Segmenter(lexicon)
    total: Counter[str] = Counter()
    df: Counter[str] = Counter()
    for document in documents:
        spool.put(pickle.dumps(document))
        body = body_of(document)
        counts = count_words([body.text], segmenter)
        total.update(counts)
        df.update(counts.keys())
    idf: Idf = smooth_idf(len(spool.sizes), df) if own_idf else load_reference().idf
    again = (pickle.loads(data) for data in spool.pieces())
    if corpus:
        yield from _corpus_rows(again, best(tf_idf(total, idf), n), total, df)
        return
    for document in again:
        body = body_of(document)
        counts = count_words([body.text], segmenter)
        for rank, (term, score) in enumerate(best(tf_idf(counts, idf), n), 1):
            place = body.first(term)
            yield (document.id, document.title, rank, term, score, counts[term], df[term], *place)


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
