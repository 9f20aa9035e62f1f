"""Keywords: the phrases that an expert would list, or the classic lists of single words."""

from __future__ import annotations

from collections.abc import Iterable

from xzsc.errors import UsageError, nearest
from xzsc.keywords.listing import (
    COLUMNS,
    LISTED,
    Counted,
    Look,
    Looker,
    WordCounter,
    list_counts,
    list_looks,
    list_tf_idf,
)
from xzsc.lexicon import Lexicon, load_lexicon
from xzsc.model import Cell, Document, Table

__all__ = ["COLUMNS", "METHODS", "counted_table", "keyword_table", "keywords", "looker", "word_counter"]

METHODS = ("phrases", "tfidf", "textrank", "freq", "jieba")
_UNITS = ("document", "corpus")
_IDF = ("reference", "corpus")


def keywords(
    documents: Iterable[Document],
    *,
    n: int = 20,
    by: str = "document",
    method: str = "phrases",
    words: bool = False,
    idf: str = "reference",
    lexicon: Lexicon | None = None,
) -> Table:
    """Rank the keywords of documents.

    Args:
        documents: what to read; consumed once, one at a time.
        n: rows per document, or in all with ``by="corpus"``.
        by: `document` or `corpus`.
        method: `phrases` ranks words and phrases together by trained weights; `tfidf`, `textrank`,
            `freq` and `jieba` are the classic lists of single words (docs/keywords.md).
        words: single words only; with `phrases`, the list of `tfidf`.
        idf: where document frequencies come from: the packaged `reference`, or this `corpus`.
        lexicon: terms that stay whole, and stop words; the packaged ones when None.

    Returns:
        A table with the columns `COLUMNS`; `score` is for phrases the chance that a reader would
        list the term, or its weight in the corpus (docs/keywords.md), `count` how often it stands in
        the body (or the corpus), of classic lists as a word of its own, `documents` in how many of the
        documents; the provenance is that of
        the first occurrence.

    Raises:
        UsageError: an unknown method, unit or source of frequencies.
    """
    look = looker(n=n, by=by, method=method, words=words, idf=idf, lexicon=lexicon, kept=False)
    if look is not None:
        return keyword_table(map(look, documents), n=n, by=by, method=method)
    return counted_table(map(word_counter(lexicon), documents), n=n, by=by, idf=idf, method=method)


def looker(
    *,
    n: int = 20,
    by: str = "document",
    method: str = "phrases",
    words: bool = False,
    idf: str = "reference",
    lexicon: Lexicon | None = None,
    kept: bool = True,
) -> Looker | None:
    """Return what looks at one document at a time, in this process or another.

    The arguments are those of `keywords`; `kept` says that the looks may be kept for other runs, so that they
    must serve shorter lists too. None where a document cannot be ranked before all are known.
    """
    for what, value, known in (("method", method, METHODS), ("by", by, _UNITS), ("idf", idf, _IDF)):
        if value not in known:
            names = ", ".join(nearest(value, known) or known)
            raise UsageError(f"{what} {value!r} is unknown. Did you mean {names}?")
    if words and method == "phrases":
        method = "tfidf"
    if method == "tfidf" and (idf == "corpus" or by == "corpus"):
        return None
    if method == "freq" and by == "corpus":
        return None
    if by == "corpus" or (method == "phrases" and kept):
        n = max(n, LISTED)  # the same look serves shorter lists and that of the corpus
    return Looker(method, load_lexicon() if lexicon is None else lexicon, n)


def word_counter(lexicon: Lexicon | None = None) -> WordCounter:
    """Return what counts the words of one document, in this process or another, where `looker` is None."""
    return WordCounter(load_lexicon() if lexicon is None else lexicon)


def counted_table(
    counted: Iterable[Counted],
    *,
    n: int = 20,
    by: str = "document",
    idf: str = "reference",
    method: str = "tfidf",
) -> Table:
    """Return the table of `keywords` from the words of the documents in their order."""
    if method == "freq":
        return _table(list_counts(counted, n=n), by)
    return _table(list_tf_idf(counted, n=n, corpus=by == "corpus", own_idf=idf == "corpus"), by)


def keyword_table(
    looks: Iterable[Look], *, n: int = 20, by: str = "document", method: str = "phrases"
) -> Table:
    """Return the table of `keywords` from looks at the documents in their order."""
    return _table(list_looks(looks, n=n, corpus=by == "corpus", phrases=method == "phrases"), by)


def _table(rows: Iterable[tuple[Cell, ...]], by: str) -> Table:
    brief = ("rank", "term", "score", "count", "documents")
    return Table("keywords", COLUMNS, rows, brief=brief, group="" if by == "corpus" else "document")
