"""Paragraphs → the text that counts, for who asks for no sentences, headlines or sections.

A paragraph is one unit here. It counts what the units of `builder` count, to the character: their
text is the same, and so is what stands in one passage.
"""

from __future__ import annotations

from collections.abc import Sequence

from xzsc.model import SUBTITLE, Kind, Source, Unit
from xzsc.structure.elements import TITLE
from xzsc.structure.lines import Paragraph, merge

_NOTED = {"": Kind.SENTENCE, TITLE: Kind.TITLE, SUBTITLE: Kind.HEADING}
"""What is kept of a page, by the note of the paragraph; the rest does not count."""
_TURNS = ("下转", "上接", "紧接")


def is_plain(text: str) -> bool:
    """Tell whether all sentences of a paragraph count: none may tell on which page it goes on."""
    return not any(word in text for word in _TURNS)


def paragraph_units(source: Source, page: Sequence[Paragraph]) -> tuple[Unit, ...]:
    """Return a unit for each paragraph of an article that counts, and for its title."""
    found = []
    for number, paragraph in enumerate(page):
        kind = _NOTED.get(paragraph.note)
        if kind is not None:
            spans = merge(paragraph.pieces, source.text)
            found.append(Unit(kind, spans, paragraph.text, "", (), "", paragraph.note, "", number))
    return tuple(found)
