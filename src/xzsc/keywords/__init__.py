"""Keywords: the phrases that an expert would list, or the classic lists of single words."""

from __future__ import annotations

from collections.abc import Iterable

from xzsc.errors import UsageError, nearest
from xzsc.keywords.listing import COLUMNS, list_keywords
from xzsc.lexicon import Lexicon, load_lexicon
from xzsc.model import Document, Table

__all__ = ["COLUMNS", "METHODS", "keywords"]

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
        list the term, `count` how often it stands in the body (or the corpus), `documents` in how
        many of the documents; the provenance is that of the first occurrence.

    Raises:
        UsageError: an unknown method, unit or source of frequencies.
    """
    for what, value, known in (("method", method, METHODS), ("by", by, _UNITS), ("idf", idf, _IDF)):
        if value not in known:
            names = ", ".join(nearest(value, known) or known)
            raise UsageError(f"{what} {value!r} is unknown. Did you mean {names}?")
    if words and method == "phrases":
        method = "tfidf"
    rows = list_keywords(
        documents,
        n=n,
        corpus=by == "corpus",
        method=method,
        own_idf=idf == "corpus",
        lexicon=load_lexicon() if lexicon is None else lexicon,
    )
    brief = ("rank", "term", "score", "count", "documents")
    return Table("keywords", COLUMNS, rows, brief=brief, group="" if by == "corpus" else "document")
