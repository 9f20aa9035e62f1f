"""Toy documents whose structure is written into the text, so that tests need no parser.

A line that opens with ``!`` is a title, with ``#`` a heading, with ``~`` furniture; any other
line is a paragraph, whose sentences end at 。.
"""

from __future__ import annotations

import re
import signal
from dataclasses import replace

from xzsc.model import Document, Kind, Section, Source, Unit, squeeze

KINDS = {"!": Kind.TITLE, "#": Kind.HEADING, "~": Kind.FURNITURE}


def document(text: str, *, id: str = "甲", path: str = "甲.txt", **fields: str) -> Document:
    """Read a toy document."""
    source = Source(path, text)
    units: list[Unit] = []
    section: tuple[Section, ...] = ()
    item = 0
    for paragraph, line in enumerate(re.finditer(r"[^\n]+", text)):
        kind = KINDS.get(line[0][0], Kind.SENTENCE)
        if kind is Kind.SENTENCE:
            item += 1
            units += _sentences(line, section, paragraph, item)
            continue
        span = (line.start() + 1, line.end())
        if kind is Kind.HEADING:
            number = section[0].number + 1 if section else 1
            marker = "一二三四五六七八九"[number - 1] + "、"
            section = (Section(1, marker, line[0][1:], (span,), number=number),)
            item = 0
        units.append(Unit(kind, (span,), line[0][1:], path=section, paragraph=paragraph))
    title = next((unit.text for unit in units if unit.kind is Kind.TITLE), "")
    doc = Document(source, id=id, title=title, units=tuple(units))
    return replace(doc, **fields)


def _sentences(line: re.Match[str], section: tuple[Section, ...], paragraph: int, item: int) -> list[Unit]:
    part = section[0].number if section else 0
    return [
        Unit(
            Kind.SENTENCE,
            ((line.start() + piece.start(), line.start() + piece.end()),),
            squeeze(piece[0]),
            code=f"{part}-{item}-{n}",
            path=section,
            paragraph=paragraph,
        )
        for n, piece in enumerate(re.finditer("[^。]+。?", line[0]), start=1)
    ]


def hear_interrupts() -> None:
    """Undo an ignored SIGINT in a child: a shell hands it down to what it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
