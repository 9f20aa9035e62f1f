"""Paragraphs → units in reading order, each with the path of sections it stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xzsc.model import SUBTITLE, Kind, Section, Source, Span, Spans, Unit
from xzsc.structure.charges import is_charge
from xzsc.structure.elements import ABSTRACT, ELEMENTS, TITLE, is_abstract
from xzsc.structure.furniture import IN_THE_HALL, SHEET, STAGE, TURN
from xzsc.structure.leads import CLAUSE, Reading, is_lead, names_direction
from xzsc.structure.lines import Paragraph, merge
from xzsc.structure.markdown import MEDIA_TYPE, SIGN, between_signs
from xzsc.structure.markers import CLAUSE_OPENERS, RANKS, clause, opening
from xzsc.structure.outline import LEAD, Outline
from xzsc.structure.paragraphs import ended
from xzsc.structure.patterns import lazy
from xzsc.structure.sentences import Runs, sentences
from xzsc.structure.titles import plain

_LONGEST_HEADING, _LONGEST_PLAIN, _SHORT, _LONGEST_HEADLINE = 80, 30, 9, 70
_SENTENCE, _LEAD = Kind.SENTENCE, Kind.LEAD  # to look a member up takes longer than all else about a unit
_PLAIN_HEADING = lazy(r"[\u4e00-\u9fa5“”《》、·—（）A-Za-z0-9 \u3000]+")
_ASIDES = {TITLE: Kind.TITLE, SUBTITLE: Kind.HEADING}
"""A subtitle is counted with the text, as the published counts do; the title is not."""
_NORM = lazy("应当|必须|不得|不准|严禁|禁止|是指|，应")
"""What binds or defines is said by a sentence, not by a headline."""
_SPEAKER = lazy("(?:问|答|记者)[:：]")
_OPENS_CLAUSE = CLAUSE_OPENERS | frozenset("（(")
_FIRST_CLAUSE = lazy(r"[^，。；：！？,;:]*")


_Draft = tuple[Kind, Spans, str, tuple[Section, ...], str, str, int]
"""A unit before it has its code: kind, spans, text, path, marker, note, paragraph."""


def units(source: Source, page: Sequence[Paragraph]) -> tuple[tuple[Unit, ...], tuple[Section, ...]]:
    """Return the units and the sections of an article."""
    builder = _Builder(source, [_reading(paragraph) for paragraph in page])
    for at in range(len(builder.readings)):
        builder.read(at)
    return _coded(builder.drafts), tuple(builder.outline.sections)


def _reading(paragraph: Paragraph) -> Reading:
    text = paragraph.text
    if paragraph.note:
        return Reading(paragraph, None, (), (), "note", "")
    mark = opening(text)
    bounds = sentences(text)
    if not bounds:
        return Reading(paragraph, mark, (), (), "note", "")
    shift, family = (mark.end, mark.family) if mark else (0, "")
    start, end = bounds[0]
    if paragraph.inner and paragraph.inner[-1] < end and (inner := opening(text[paragraph.inner[-1] : end])):
        shift, family = paragraph.inner[-1] + inner.end, inner.family
    elif not family and (clause(text, start) or _asks(text)):
        family = CLAUSE
    texts = [text[start:end] for start, end in bounds]
    return Reading(paragraph, mark, bounds, texts, family, texts[0][shift:])


def _asks(text: str) -> bool:
    """Return whether a paragraph is an abstract, a question or an answer, which open with no headline."""
    return is_abstract(text) or (text[0] in "问答记" and _SPEAKER.match(text) is not None)


class _Builder:
    """Turns the paragraphs of one article into units, one after the other."""

    def __init__(self, source: Source, readings: Sequence[Reading]) -> None:
        self.source = source
        self.signed = source.media_type == MEDIA_TYPE
        self.readings = readings
        self.outline = Outline()
        self.runs = Runs()
        self.drafts: list[_Draft] = []
        self.paragraph = 0
        self.listing = ""
        self.spelled_out = self._series()

    def read(self, at: int) -> None:
        """Make the units of paragraph `at`."""
        reading = self.readings[at]
        if reading.paragraph.note:
            self._aside(reading.paragraph)
            return
        if not reading.bounds:
            return
        self.outline.leave_lead()
        if self._is_heading(at):
            self._heading(reading)
        else:
            self._text(at)
        self.paragraph += 1

    def _aside(self, paragraph: Paragraph) -> None:
        kind = _ASIDES.get(paragraph.note) or (Kind.ELEMENT if paragraph.note in ELEMENTS else Kind.FURNITURE)
        note = "" if kind is Kind.TITLE else paragraph.note
        self._add(kind, paragraph, (0, len(paragraph.text)), paragraph.text, note)

    def _is_heading(self, at: int) -> bool:
        """Return whether a paragraph is a heading on a line of its own."""
        reading = self.readings[at]
        if len(reading.bounds) > 1:
            return False
        text = reading.paragraph.text
        if ended(text):
            return self._headline(at)
        if reading.mark is not None and (reading.mark.family or reading.mark.depth):
            return (len(text) <= _LONGEST_HEADING and not text.endswith(("：", ":"))) or bool(
                reading.mark.depth
            )
        if len(plain(text)) > _LONGEST_PLAIN or not _PLAIN_HEADING.fullmatch(plain(text)):
            return False
        if reading.mark is not None:
            return True
        return self._alone(at) and self._body(at + 1)

    def _headline(self, at: int) -> bool:
        """Return whether a numbered line with a full stop is a heading all the same (（一）发展现状。)."""
        reading, text = self.readings[at], self.readings[at].paragraph.text
        if reading.mark is None or text[-1] != "。" or self.listing == reading.mark.family:
            return False
        if _NORM.search(reading.first):
            return False
        if len(text) - reading.mark.end > _SHORT:
            return reading.mark.family in self.spelled_out and self._spells_out(at)
        if reading.mark.family in ("编", "章", "节"):
            return True
        return self._body(at + 1) and self.readings[at + 1].family != reading.mark.family

    def _spells_out(self, at: int) -> bool:
        """Return whether a numbered sentence stands alone over paragraphs without a mark.

        An article that goes on in a second paragraph does so too; but its first one is a norm.
        """
        reading = self.readings[at]
        if (
            reading.mark is None
            or reading.mark.family in ("", "条")
            or len(reading.bounds) != 1
            or reading.paragraph.note
        ):
            return False
        size = len(reading.paragraph.text) - reading.mark.end
        return size <= _LONGEST_HEADLINE and self._body(at + 1) and self.readings[at + 1].mark is None

    def _series(self) -> frozenset[str]:
        """Return the series of marks whose single sentences are headlines more often than items.

        One such sentence over a paragraph may be the last item of a list; several of a series are not.
        """
        alone: Counter[str] = Counter()
        over: Counter[str] = Counter()
        for at, reading in enumerate(self.readings):
            if (
                reading.mark is not None
                and len(reading.bounds) == 1
                and ended(reading.paragraph.text)
                and not _NORM.search(reading.first)
            ):
                alone[reading.mark.family] += 1
                over[reading.mark.family] += self._spells_out(at)
        return frozenset(family for family, n in over.items() if family and n > 1 and 2 * n > alone[family])

    def _alone(self, at: int) -> bool:
        """Return whether the line before is complete, so that a short line is no item of a list."""
        return (
            at == 0
            or bool(self.readings[at - 1].paragraph.note)
            or self._body(at - 1)
            or self._marked(at - 1)
        )

    def _marked(self, at: int) -> bool:
        mark = self.readings[at].mark
        return mark is not None and bool(mark.family)

    def _body(self, at: int) -> bool:
        if not 0 <= at < len(self.readings):
            return False
        reading = self.readings[at]
        if reading.paragraph.note or not reading.texts:
            return False
        return ended(reading.paragraph.text) or (len(reading.texts) > 1 and is_charge(reading.texts[-1]))

    def _heading(self, reading: Reading) -> None:
        start, end = reading.bounds[0]
        self._open(reading, start, end, lead=False)
        self._inner(reading.paragraph, start, end)
        self._add(Kind.HEADING, reading.paragraph, (start, end), reading.texts[0])
        self.listing = ""

    def _text(self, at: int) -> None:
        reading = self.readings[at]
        paragraph, bounds = reading.paragraph, reading.bounds
        marker = ""
        first = 0
        if is_lead(self.readings, at, self.outline.path):
            self._open(reading, *bounds[0], lead=True)
            self._inner(paragraph, *bounds[0])
            self._add(_LEAD, paragraph, bounds[0], reading.texts[0])
            first = 1
        elif reading.mark is not None and reading.mark.family:
            marker = self._item(reading)
        note = ABSTRACT if is_abstract(paragraph.text) else ""
        for number in range(first, len(bounds)):
            text = reading.texts[number]
            if paragraph.inner:
                self._inner(paragraph, *bounds[number])
            if text[0] in _OPENS_CLAUSE:
                self._clause(reading, number, marker=marker, note=note)
            else:
                self._add(_SENTENCE, paragraph, bounds[number], text, note, marker)
            marker = ""

    def _clause(self, reading: Reading, number: int, *, marker: str, note: str) -> None:
        """Make the unit of a sentence that may open with an enumeration mark or tell where a text goes on."""
        paragraph, bounds, text = reading.paragraph, reading.bounds[number], reading.texts[number]
        if text[0] in "（(":
            for kind, pattern in ((SHEET, TURN), (STAGE, IN_THE_HALL)):
                if pattern.fullmatch(text):
                    self._add(Kind.FURNITURE, paragraph, bounds, text, kind)
                    return
        run = "" if marker else self.runs.marker(text)
        opens = run and bounds[0] == 0 and number + 1 < len(reading.bounds)
        if opens and names_direction(text, self.outline.path[-1].heading if self.outline.path else ""):
            self._add(_LEAD, paragraph, bounds, text, marker=run)
        else:
            self._add(_SENTENCE, paragraph, bounds, text, note, marker or run)

    def _item(self, reading: Reading) -> str:
        """Enter a numbered item without a heading of its own; return its mark.

        Items of a list inside a sentence (（一）…；（二）…。) open no section.
        """
        mark = reading.mark
        assert mark is not None
        start = reading.bounds[0][0]
        listed = (
            mark.family not in RANKS
            and not reading.paragraph.inner
            and reading.paragraph.text.endswith(("；", ";"))
        )
        if listed or (self.listing == mark.family and mark.number > 1):
            self.listing = mark.family if listed else ""
            return mark.text
        self.listing = ""
        spans = self._spans(reading.paragraph, start, start + max(len(mark.text), 1))
        self.outline.enter(mark.family, mark.text, "", spans)
        return mark.text

    def _open(self, reading: Reading, start: int, end: int, *, lead: bool) -> None:
        """Open the section that a heading heads."""
        paragraph, mark = reading.paragraph, reading.mark
        end = next((at for at in paragraph.inner if start < at < end), end)
        heading = plain(self._unsigned(paragraph.text[start + (mark.end if mark else 0) : end])).rstrip("。")
        family = mark.family or f"#{mark.depth}" if mark else ""
        if not family or family == "#0":
            family = LEAD if lead else "标题行"
        self.outline.enter(
            family, mark.text if mark else "", heading, self._spans(paragraph, start, end), lead=lead
        )

    def _unsigned(self, text: str) -> str:
        return "".join([text[a:b] for a, b in between_signs(text)]) if self.signed else text

    def _inner(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Open the sections whose headings run into a sentence without a stop."""
        if not paragraph.inner:
            return
        places = [at for at in paragraph.inner if start < at < end]
        for at, stop in zip(places, [*places[1:], end], strict=False):
            mark = opening(paragraph.text[at:stop])
            if mark is None:
                continue
            found = _FIRST_CLAUSE.match(paragraph.text, at + mark.end, stop)
            until = found.end() if found else stop
            self.outline.enter(
                mark.family,
                mark.text,
                plain(paragraph.text[at + mark.end : until]),
                self._spans(paragraph, at, until),
                lead=True,
            )

    def _spans(self, paragraph: Paragraph, start: int, end: int) -> Spans:
        return merge(paragraph.spans(start, end), self.source.text)

    def _add(
        self, kind: Kind, paragraph: Paragraph, bounds: Span, text: str, note: str = "", marker: str = ""
    ) -> None:
        if self.signed:
            places = between_signs(text)
            kind, note = (kind, note) if places else (Kind.FURNITURE, SIGN)
            places = places or [(0, len(text))]
            torn = [span for a, b in places for span in paragraph.spans(bounds[0] + a, bounds[0] + b)]
            spans = merge(tuple(torn), self.source.text)
            text = "".join([text[a:b] for a, b in places])
        elif len(paragraph.pieces) == 1:
            base = paragraph.pieces[0][0]
            spans = ((base + bounds[0], base + bounds[1]),)
        else:
            spans = self._spans(paragraph, *bounds)
        self.drafts.append((kind, spans, text, self.outline.path, marker, note, self.paragraph))


def _coded(drafts: Sequence[_Draft]) -> tuple[Unit, ...]:
    """Make the units, their sentences numbered part-item-unit (methods §2.1).

    Part is the ordinal of the section of level 1 (0 before the first one), item that of the section
    of level 2 in its part or, without one, the ordinal of the paragraph; the sentence is numbered
    where an item has several.
    """
    codes = _codes(drafts)
    return tuple(
        [
            Unit(kind, spans, text, code, path, marker, note, "", paragraph)
            for (kind, spans, text, path, marker, note, paragraph), code in zip(drafts, codes, strict=True)
        ]
    )


def _codes(drafts: Sequence[_Draft]) -> list[str]:
    places: dict[str, list[int]] = {}
    base: dict[int, int] = {}
    held: list[int] = []
    last: tuple[tuple[Section, ...], int] | None = None
    for at, (kind, _, _, path, _, _, paragraph) in enumerate(drafts):
        if kind is not _SENTENCE and kind is not _LEAD:
            continue
        if last is None or path is not last[0] or paragraph != last[1]:
            last = path, paragraph
            part = path[0].number if path else 0
            first = base.setdefault(part, paragraph)
            item = path[1].number if len(path) > 1 else paragraph - first + 1
            held = places.setdefault(f"{part}-{item}", [])
        if kind is _SENTENCE:
            held.append(at)
    codes = [""] * len(drafts)
    for place, held in places.items():
        for number, at in enumerate(held, 1):
            codes[at] = f"{place}-{number}" if len(held) > 1 else place
    return codes
