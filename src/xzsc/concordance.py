"""Counts and concordance lines of terms, by the rules of `occurrences`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xzsc.model import PROVENANCE, Cell, Document, Source, Table, Unit, provenance
from xzsc.occurrences import (
    Passage,
    characters,
    count_term,
    find,
    fold,
    is_longer,
    passages,
    running_text,
    source_spans,
)

COUNT_COLUMNS = ("document", "title", "term", "count", "per_10k", "characters", "source")
KWIC_COLUMNS = ("document", "title", "section", "code", "pre", "keyword", "post", *PROVENANCE)

Row = tuple[Cell, ...]
Letters = list[tuple[int, int]]


def count(
    documents: Iterable[Document],
    terms: Sequence[str],
    *,
    title: bool = False,
    longer: Sequence[str] = (),
    han: bool = False,
) -> Table:
    """Count terms in documents: a row for each document and term, also where the count is 0.

    ``characters`` are those of the text that was counted over, ``per_10k`` is the count per
    10,000 of them.

    Args:
        documents: held one at a time.
        terms: what to count, in the order of the rows.
        title: count the title too.
        longer: do not count a term inside these (社会 inside 社会主义).
        han: take Han characters only as ``characters``, else all that are not white space.
    """
    found = (row for doc in documents for row in _count_rows(doc, terms, title=title, longer=longer, han=han))
    brief = ("document", "term", "count", "per_10k", "characters")
    return Table("count", COUNT_COLUMNS, found, brief=brief)


def kwic(
    documents: Iterable[Document],
    terms: Sequence[str],
    *,
    width: int = 20,
    title: bool = False,
    longer: Sequence[str] = (),
) -> Table:
    """List every occurrence of the terms with up to ``width`` characters before and after it.

    The occurrences are the ones that `count` counts, in reading order; where two terms start at
    the same place the longer comes first. Context does not leave the paragraph. Line breaks
    inside words are left out of ``pre``, ``keyword`` and ``post``; the spans point at the source
    as it is.
    """
    folded = list(dict.fromkeys(fold(term) for term in terms))
    around = _around(folded, longer)
    rows = (
        row
        for doc in documents
        for passage in passages(doc, title=title)
        for row in _kwic_rows(doc, passage, around, width=width)
    )
    brief = ("document", "code", "pre", "keyword", "post")
    return Table("kwic", KWIC_COLUMNS, rows, brief=brief, group="document")


def _count_rows(
    doc: Document, terms: Sequence[str], *, title: bool, longer: Sequence[str], han: bool
) -> Iterator[Row]:
    text = running_text(doc, title=title)
    size = characters(text, han=han)
    around = _around([fold(term) for term in terms], longer)
    for term in terms:
        times = count_term(text, fold(term), longer=around[fold(term)])
        rate = times / size * 10_000 if size else None
        yield doc.id, doc.title, term, times, rate, size, doc.source.name


def _around(terms: Iterable[str], longer: Sequence[str]) -> dict[str, list[str]]:
    """Return for each folded term those of the longer ones that hold it."""
    others = [fold(term) for term in longer]
    return {term: [other for other in others if is_longer(other, term)] for term in terms}


def _kwic_rows(doc: Document, passage: Passage, around: dict[str, list[str]], *, width: int) -> Iterator[Row]:
    hits = sorted(
        (start, -len(term))
        for term, others in around.items()
        for start in find(passage.text, term, longer=others)
    )
    if not hits:
        return
    letters = passage.letters()
    for start, length in hits:
        end = start - length
        unit = _unit_at(passage, letters[start])
        sides = letters[max(start - width, 0) : start], letters[start:end], letters[end : end + width]
        pre, keyword, post = (_shown(doc.source, side) for side in sides)
        place = provenance(doc.source, source_spans(letters[start:end]))
        yield doc.id, doc.title, unit.section, unit.code, pre, keyword, post, *place


def _unit_at(passage: Passage, letter: tuple[int, int]) -> Unit:
    piece = letter[1]
    for unit in passage.units:
        if piece < len(unit.spans):
            return unit
        piece -= len(unit.spans)
    raise ValueError("the letter is not of this passage")


def _shown(source: Source, letters: Letters) -> str:
    """Return the characters as they stand, with a space kept between Latin words only."""
    shown: list[str] = []
    before = -2
    for at, _ in letters:
        char = source.text[at]
        if before >= 0 and at > before + 1 and _latin(char) and _latin(shown[-1]):
            shown.append(" ")
        shown.append(char)
        before = at
    return "".join(shown)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
