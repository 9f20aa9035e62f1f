"""The normalized document model that every part of xzsc shares.

All values are frozen. Offsets are 0-based code points, half-open, into ``Source.text``,
which is never edited after decoding: whatever is shown points back into it by spans.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

Span = tuple[int, int]
Spans = tuple[Span, ...]
BETWEEN = " › "
"""Stands between the headings of a path."""
Cell = str | int | float | None

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

SUBTITLE = "副题"
"""The note of the unit that stands under a title and says on what occasion."""

GUESSED = "no mark of its encoding: read as"
"""Opens a warning that is shown on request only: an encoding is chosen where it is sure, or not at all."""

PROVENANCE = ("source", "page", "line", "start", "end", "spans")
"""Columns that close every row which points at a place in a source."""


_Value = TypeVar("_Value", bound=type[Any])


def _quick(kind: _Value) -> _Value:
    """Give a frozen dataclass with slots an ``__init__`` that takes half the time.

    The one that `dataclasses` writes looks up ``object.__setattr__`` for each field, which looks up
    the slot; here the slots are known. A corpus has more units, sections and measures than anything else.
    """
    names = [one.name for one in fields(kind)]
    scope: dict[str, Any] = {f"set_{name}": kind.__dict__[name].__set__ for name in names}
    body = "".join(f"\n    set_{name}(self, {name})" for name in names)
    exec(f"def __init__(self, {', '.join(names)}):{body}", scope)
    quick, slow = scope["__init__"], kind.__init__
    quick.__defaults__, quick.__annotations__ = slow.__defaults__, slow.__annotations__
    quick.__qualname__ = slow.__qualname__
    kind.__init__ = quick
    return kind


def squeeze(text: str) -> str:
    """Return the text without any white space."""
    return "".join(text.split())


class Kind(StrEnum):
    """What a unit is on the page, before anybody asks what it says."""

    TITLE = "title"
    HEADING = "heading"
    LEAD = "lead"
    """A run-in heading: the sentence that opens a paragraph or item as its headline."""
    ELEMENT = "element"
    """Matter around the text that belongs to it: byline, 发文字号, addressee, date, signature."""
    SENTENCE = "sentence"
    FURNITURE = "furniture"
    """Page numbers, running heads, web chrome, licence notes, references: marked, never deleted."""


# To look up a member of an enumeration takes longer than all else that is asked about a unit.
_SENTENCE = Kind.SENTENCE
_COUNTED = (Kind.SENTENCE, Kind.LEAD, Kind.HEADING)


def year_in(name: str) -> str:
    """Return the first year in a name, or ""."""
    found = _YEAR.search(name)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an offset stands: 1-based line, and 1-based page if the source has pages."""

    line: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """One text as it was read: a file, a row of a table, or a member of an archive.

    Args:
        path: the path as the user named it (``-`` for stdin).
        record: the row or member inside the file, or "".
        sha256: hex digest of the bytes of the file.
        encoding: name of the encoding the bytes were decoded with.
        media_type: ``text/plain``, ``application/pdf``, …
        text: the decoded or extracted text, never edited.
        page_starts: offset of the first character of each page; empty without pages.
        fields: what a table row or a file's own metadata said besides the text
            (``title``, ``date``, ``issuer``, ``number``, ``id`` and columns that travel along).
        warnings: what a reader should know (a guessed encoding, a page without text).
    """

    path: str
    text: str
    record: str = ""
    sha256: str = ""
    encoding: str = "utf-8"
    media_type: str = "text/plain"
    page_starts: tuple[int, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        object.__setattr__(self, "line_starts", tuple(starts))

    @property
    def name(self) -> str:
        """The path, with the record inside it when there is one: ``reports.zip!a.txt``."""
        return f"{self.path}!{self.record}" if self.record else self.path

    def field(self, name: str) -> str:
        """Return the named field of the record, or ""."""
        return next((value for key, value in self.fields if key == name), "")

    def place(self, offset: int) -> Place:
        """Return line and page of an offset in code points."""
        page = bisect_right(self.page_starts, offset) or None
        return Place(bisect_right(self.line_starts, offset), page)

    def quote(self, spans: Iterable[Span]) -> str:
        """Return the raw text at the spans, in order."""
        text = self.text
        return "".join([text[start:end] for start, end in spans])


@_quick
@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a document.

    Args:
        level: 1 for the outermost, from order of first appearance, never from the glyph.
        marker: 一、 / （二） / 第三条 / "".
        heading: the heading without its marker and without line breaks.
        spans: where marker and heading stand.
        lead: True for a run-in heading that opens a paragraph.
        number: the ordinal of the section among its siblings, from 1.
    """

    level: int
    marker: str
    heading: str
    spans: Spans
    lead: bool = False
    number: int = 0


@_quick
@dataclass(frozen=True, slots=True)
class Unit:
    """The coding unit: a sentence, a heading, or any other named piece of the page.

    Args:
        kind: what it is on the page.
        spans: where it stands; more than one span where extraction tore it apart.
        text: its text without the line breaks inside it.
        code: 编号 ``part-item-unit`` (``1-2-3``); "" for what is not counted.
        path: the sections it stands in, outermost first.
        marker: the inline enumeration marker that opens it (一是, 第一，), or "".
        note: for elements and furniture which one (作者, 发文字号, 页码, 参考文献 …), else "".
        role: its role after the codebook; "" until a coder or classifier gave one.
        paragraph: ordinal of its paragraph in the document, from 0.
    """

    kind: Kind
    spans: Spans
    text: str
    code: str = ""
    path: tuple[Section, ...] = ()
    marker: str = ""
    note: str = ""
    role: str = ""
    paragraph: int = 0

    @property
    def counted(self) -> bool:
        """Whether counts take it in: running text, run-in heads, headings and a subtitle.

        Published counts leave the title out but count the line 在…大会上的报告 under it.
        """
        return self.kind in _COUNTED or self.note == SUBTITLE

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Offset after the last character of the last span."""
        return self.spans[-1][1]

    @property
    def section(self) -> str:
        """The heading path joined by `BETWEEN`."""
        return BETWEEN.join([section.marker + section.heading for section in self.path])


@dataclass(frozen=True, slots=True)
class Document:
    """One text as issued; a newspaper page is one Source with several Documents.

    ``units`` holds everything on the page in reading order, headings and furniture included;
    the units of all documents of a source together cover its non-space characters.
    """

    source: Source
    id: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    affiliation: str = ""
    issuer: str = ""
    number: str = ""
    date: str = ""
    kind: str = ""
    keywords: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    units: tuple[Unit, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def sentences(self) -> Iterator[Unit]:
        """The units that carry the running text."""
        return (unit for unit in self.units if unit.kind is _SENTENCE)

    @property
    def body(self) -> Iterator[Unit]:
        """Everything that is counted: the running text and its headings, no furniture."""
        return (unit for unit in self.units if unit.counted)

    @property
    def year(self) -> str:
        """The year of its date, else the one in its id or file name, else ""."""
        found = _YEAR.match(self.date)
        return found[0] if found else year_in(self.id) or year_in(re.split(r"[\\/]", self.source.name)[-1])

    @property
    def characters(self) -> int:
        """Number of non-space characters of the body."""
        return sum(len(squeeze(unit.text)) for unit in self.body)


@_quick
@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a unit's text; ``start`` and ``end`` count inside that text."""

    text: str
    start: int
    end: int


@_quick
@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a unit states.

    Args:
        text: as written (不低于60%).
        value: the number in full, of a range its lower bound; None where it has none.
        unit: %, 元, 家, 元/人/年, 位次 (a rank) …; shares (三成, 三分之一) are in %.
        comparator: 达到, 超过, 下降 …, 以上, several joined by … (增长…以上), or "".
        deadline: ISO date, month or year by which it is due (年底前 where the year is not known), or "".
        binding: 约束性, 预期性 or "".
        base: what it is measured against (比2020年, 同比, 由15万亩, 高于全国), or "".
        spans: where it stands.
    """

    text: str
    value: float | None
    unit: str
    spans: Spans
    comparator: str = ""
    deadline: str = ""
    binding: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for or against a decision: a rule or feature, and its weight in log-odds."""

    what: str
    weight: float
    spans: Spans = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a measure got a class and not the next: the weights of the reasons add up to ``lead``.

    Args:
        chosen: the class that it got.
        rival: the class that came next, "" where nothing spoke for another.
        lead: how far the chosen class is before its rival; below 0 where trees changed their places.
        reasons: what spoke for the chosen class (positive) or for its rival, the strongest first.
        trees: log-odds of the trees for the chosen class and not its rival; None where they were not asked.
    """

    chosen: str
    rival: str
    lead: float
    reasons: tuple[Reason, ...] = ()
    trees: float | None = None


@_quick
@dataclass(frozen=True, slots=True)
class Measure:
    """A policy measure: a unit that proposes, requires or announces an action.

    ``codes`` holds the classes in the dimensions of a user's own codebook, as (key, class) pairs.
    """

    unit: Unit
    theme: str
    theme_2: str
    instrument: str
    strength: str
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    evidence: Spans = ()
    confidence: float = 0.0
    codes: tuple[tuple[str, str], ...] = ()


def distinct(*names: str) -> tuple[str, ...]:
    """Return names of columns that are all different: a second ``name`` becomes ``name#2``."""
    found: dict[str, None] = {}
    for name in names:
        number, free = 1, name
        while free in found:
            number += 1
            free = f"{name}#{number}"
        found[free] = None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Table:
    """What every command hands to a printer.

    Args:
        name: what the rows are (``measures``); the sheet name in a workbook.
        columns: names of the columns, stable.
        rows: tuples in the order of the columns; consumed once where they are lazy (`to_frame` keeps them).
        brief: the few columns a reader wants on a terminal.
        group: the column whose value heads a block of rows on a terminal, or "".
        over: the column that a terminal prints once above the rows that share it, over the full width, or "".
        below: columns that a terminal prints under their row, each over the full width.
        tree: the column that holds a row's depth, if a terminal is to show a tree, or "".
        note: what stands below the rows where a table is made for reading (xlsx, md), or "".
        further: those of the columns that are written only where they are asked for.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]
    brief: tuple[str, ...] = ()
    group: str = ""
    over: str = ""
    below: tuple[str, ...] = ()
    tree: str = ""
    note: str = ""
    further: tuple[str, ...] = ()

    @property
    def usual(self) -> tuple[str, ...]:
        """The columns that are written where none are asked for."""
        return tuple([name for name in self.columns if name not in self.further])

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a pandas DataFrame; the table keeps them, and can then be written too."""
        import pandas as pd

        rows = list(self.rows)
        object.__setattr__(self, "rows", rows)  # lazy ones would be gone
        return pd.DataFrame(rows, columns=list(self.columns))


def provenance(source: Source, spans: Spans) -> tuple[Cell, ...]:
    """Return the cells of the columns `PROVENANCE` for spans of a source; none stand outside its text."""
    if not spans:
        return source.name, None, None, None, None, ""
    start, end = spans[0][0], spans[-1][1]
    place = source.place(start)
    torn = written(spans) if len(spans) > 1 else ""
    return source.name, place.page, place.line, start, end, torn


def written(spans: Spans) -> str:
    """Return spans as a cell: 120:150+310:340."""
    return "+".join([f"{start}:{end}" for start, end in spans])
