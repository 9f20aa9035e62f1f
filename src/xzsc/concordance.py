"""Counts and concordance lines of terms, by the rules of `occurrences`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from xzsc.model import PROVENANCE, Cell, Document, Source, Table, provenance
from xzsc.occurrences import (
    Passage,
    Query,
    characters,
    count_term,
    find,
    passages,
    query,
    running_text,
    source_spans,
)

COUNT_COLUMNS = ("document", "title", "term", "count", "per_10k", "characters", "source")
KWIC_COLUMNS = ("document", "title", "section", "code", "pre", "keyword", "post", *PROVENANCE)

Row = tuple[Cell, ...]


def count(
    documents: Iterable[Document],
    terms: Iterable[str],
    *,
    title: bool = False,
    longer: Iterable[str] = (),
    han: bool = False,
) -> Table:
    """Count terms in documents: a row for each document and term, also where the count is 0.

    Args:
        documents: held one at a time.
        terms: see `query`, as ``title`` and ``longer``.
        title: count the title too.
        longer: do not count a term inside these.
        han: see `count_rows`.
    """
    wanted = query(terms, title=title, longer=longer)
    return count_table(row for doc in documents for row in count_rows(doc, wanted, han=han))


def kwic(
    documents: Iterable[Document],
    terms: Iterable[str],
    *,
    width: int = 20,
    title: bool = False,
    longer: Iterable[str] = (),
) -> Table:
    """List every occurrence of the terms; see `kwic_rows`."""
    wanted = query(terms, title=title, longer=longer)
    return kwic_table(row for doc in documents for row in kwic_rows(doc, wanted, width=width))


def count_table(rows: Iterable[Row]) -> Table:
    """Return the rows of `count_rows` as a table."""
    return Table("count", COUNT_COLUMNS, rows, brief=("document", "term", "count", "per_10k", "characters"))


def kwic_table(rows: Iterable[Row]) -> Table:
    """Return the rows of `kwic_rows` as a table."""
    brief = ("document", "code", "pre", "keyword", "post")
    return Table("kwic", KWIC_COLUMNS, rows, brief=brief, group="document")


def count_rows(doc: Document, wanted: Query, *, han: bool = False) -> list[Row]:
    """Count the terms of a query in a document.

    ``characters`` are those of the text that was counted over, ``per_10k`` is the count per
    10,000 of them.

    Args:
        doc: where to count.
        wanted: what to count.
        han: take Han characters only as ``characters``, else all that are not white space.
    """
    text = running_text(doc, title=wanted.title)
    size = characters(text, han=han)
    rows: list[Row] = []
    for term, folded, around in wanted.terms:
        times = count_term(text, folded, longer=around)
        rate = times / size * 10_000 if size else None
        rows.append((doc.id, doc.title, term, times, rate, size, doc.source.name))
    return rows


def kwic_rows(doc: Document, wanted: Query, *, width: int = 20) -> list[Row]:
    """List the occurrences of a query in a document, with ``width`` characters before and after.

    They are the ones that `count_rows` counts, in reading order; where two terms start at the
    same place the longer comes first. Context does not leave the paragraph. Line breaks inside
    words are left out of ``pre``, ``keyword`` and ``post``; the spans point at the source as it is.
    """
    return [
        row
        for passage in passages(doc, title=wanted.title)
        for row in _passage_rows(doc, passage, wanted, width)
    ]


def _passage_rows(doc: Document, passage: Passage, wanted: Query, width: int) -> Iterator[Row]:
    hits = sorted(
        {
            (start, -len(term))
            for _, term, around in wanted.terms
            for start in find(passage.text, term, longer=around)
        }
    )
    if not hits:
        return
    offsets = passage.offsets()
    ends = passage.ends()
    for start, length in hits:
        end = start - length
        unit = passage.units[bisect_right(ends, start)]
        sides = slice(max(start - width, 0), start), slice(start, end), slice(end, end + width)
        pre, keyword, post = (
            _shown(doc.source, offsets[side]) if offsets else passage.text[side] for side in sides
        )
        place = provenance(doc.source, source_spans(doc.source, offsets[start:end]))
        yield doc.id, doc.title, unit.section, unit.code, pre, keyword, post, *place


def _shown(source: Source, offsets: Sequence[int]) -> str:
    """Return the characters as they stand, with a space kept between Latin words only."""
    if offsets and list(offsets) == list(range(offsets[0], offsets[0] + len(offsets))):
        return source.text[offsets[0] : offsets[-1] + 1]
    shown: list[str] = []
    before = -2
    for at in offsets:
        char = source.text[at]
        if before >= 0 and at > before + 1 and _latin(char) and _latin(shown[-1]):
            shown.append(" ")
        shown.append(char)
        before = at
    return "".join(shown)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
