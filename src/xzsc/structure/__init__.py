"""A page as a person reads it: articles, headings, enumerations, sentences, furniture.

The door of the room is `read`. Nothing is edited and nothing vanishes: the units of all documents
of a source together cover every visible character of it, and no two of them overlap.
"""

from __future__ import annotations

from collections.abc import Sequence

from xzsc.model import Document, Source
from xzsc.structure.articles import Article, articles, is_page, mend
from xzsc.structure.assemble import documents
from xzsc.structure.furniture import mark
from xzsc.structure.lines import read_lines
from xzsc.structure.paragraphs import paragraphs

__all__ = ["read"]


def read(source: Source) -> tuple[Document, ...]:
    """Read a source as a person reads it.

    Returns:
        The documents of the source, in reading order; at least one, which may be empty.
    """
    return tuple(document for article in _articles(source) for document in documents(source, article))


def _articles(source: Source) -> Sequence[Article]:
    lines = read_lines(source.text)
    several = is_page(lines)
    page = list(paragraphs(lines, mark(lines), torn=several))
    return articles(page) if several else [Article(tuple(mend(page)))]
