"""A page as a person reads it: articles, headings, enumerations, sentences, furniture.

The door of the room is `read`. Nothing is edited and nothing vanishes: the units of all documents
of a source together cover every visible character of it, and no two of them overlap.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from xzsc.model import Document, Kind, Source, Unit, squeeze
from xzsc.structure.articles import Article, articles, is_page, mend
from xzsc.structure.assemble import documents, light_documents
from xzsc.structure.furniture import mark
from xzsc.structure.light import is_plain
from xzsc.structure.lines import BLANK, read_lines
from xzsc.structure.markdown import MEDIA_TYPE, SIGN, without_blocks
from xzsc.structure.paragraphs import paragraphs
from xzsc.structure.patterns import lazy

__all__ = ["read", "read_lightly"]

_VISIBLE = lazy(r"\S+(?:\s+\S+)*")


def read(source: Source) -> tuple[Document, ...]:
    """Read a source as a person reads it.

    Returns:
        The documents of the source, in reading order; at least one, which may be empty.
    """
    with _uncollected():
        found = [document for article in _articles(source) for document in documents(source, article)]
        found[-1] = replace(found[-1], units=(*found[-1].units, *_rest(source, found)))
        return tuple(found)


def read_lightly(source: Source) -> tuple[Document, ...]:
    """Read a source for its text alone: the body and the title of each document are those of `read`.

    There is no sentence, lead or section, no element or furniture, no author and no date. It takes less
    than half the time.
    """
    if source.media_type == MEDIA_TYPE or not is_plain(source.text):
        return read(source)
    with _uncollected():
        return tuple(
            [document for article in _articles(source) for document in light_documents(source, article)]
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of rings away: a text makes many values, none of which is part of a ring.

    On a text of 100,000 lines it would take a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _articles(source: Source) -> Sequence[Article]:
    lines = read_lines(source.text)
    several = is_page(lines)
    page = list(paragraphs(lines, mark(lines, source.page_starts), torn=several))
    if source.media_type == MEDIA_TYPE:
        page = list(without_blocks(page))
    return articles(page) if several else [mend(page)]


def _rest(source: Source, found: Sequence[Document]) -> Iterator[Unit]:
    """Yield what no unit holds: characters that take no room, alone on their lines; signs of Markdown."""
    text, at = source.text, 0
    spans = [span for document in found for unit in document.units for span in unit.spans]
    for start, end in sorted(spans):
        if at < start and not text[at:start].isspace():
            yield from _gap(text, at, start)
        at = max(at, end)
    yield from _gap(text, at, len(text))


def _gap(text: str, start: int, end: int) -> Iterator[Unit]:
    for rest in _VISIBLE.finditer(text, start, end):
        unseen = not rest.group().strip(BLANK)
        yield Unit(Kind.FURNITURE, (rest.span(),), squeeze(rest.group()), note="零宽字符" if unseen else SIGN)
