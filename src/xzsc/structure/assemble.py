"""Paragraphs of one article → a `Document` with its units in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xzsc.model import Document, Kind, Source, Spans, Unit
from xzsc.structure.articles import Article
from xzsc.structure.bylines import affiliation, authors
from xzsc.structure.inline import unfold
from xzsc.structure.lines import Paragraph, merge
from xzsc.structure.markers import Marker, opening
from xzsc.structure.outline import LEAD, Outline
from xzsc.structure.paragraphs import ended
from xzsc.structure.sentences import Runs, sentences

_NUMBER = re.compile(r"[\u4e00-\u9fa5]{1,14}[〔\[（(【［]((?:19|20)\d{2})[〕\]）)】］]\s?(?:第)?\d{1,5}号")
_DATE = re.compile(r"(\d{4})[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?")
_LISTED = re.compile(r"[；;]\Z")


ELEMENTS = frozenset(("作者", "作者单位"))


class _Builder:
    """Turns the paragraphs of one article into units, one after the other."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.outline = Outline()
        self.runs = Runs()
        self.units: list[Unit] = []
        self.paragraph = 0
        self._item: tuple[int, int] = (-1, -1)
        self._count = 0

    def spans(self, paragraph: Paragraph, start: int, end: int) -> Spans:
        return merge(paragraph.spans(start, end), self.source.text)

    def add(
        self,
        kind: Kind,
        paragraph: Paragraph,
        start: int,
        end: int,
        *,
        note: str = "",
        marker: str = "",
        code: str = "",
    ) -> None:
        self.units.append(
            Unit(
                kind,
                self.spans(paragraph, start, end),
                paragraph.text[start:end],
                code,
                self.outline.path,
                marker,
                note,
                "",
                self.paragraph,
            )
        )

    def read(self, paragraph: Paragraph) -> None:
        if paragraph.note:
            kind = Kind.TITLE if paragraph.note == "标题" else Kind.ELEMENT if paragraph.note in ELEMENTS else Kind.FURNITURE
            self.add(kind, paragraph, 0, len(paragraph.text), note=paragraph.note)
            return
        self.outline.leave_lead()
        mark = opening(paragraph.text)
        bounds = list(sentences(paragraph.text))
        if not bounds:
            return
        start, end = bounds[0]
        first = paragraph.text[start:end]
        marker = ""
        if mark is not None and not ended(paragraph.text) and len(bounds) == 1 and len(first) <= 60:
            self.head(Kind.HEADING, paragraph, mark, start, end)
            bounds = bounds[1:]
        elif mark is not None and mark.family and len(bounds) > 1 and self.leads(first, mark):
            self.head(Kind.LEAD, paragraph, mark, start, end)
            bounds = bounds[1:]
        elif mark is not None and mark.family:
            marker = mark.text
            if not _LISTED.search(first):
                self.outline.enter(mark.family, mark.text, "", self.spans(paragraph, start, start + mark.end))
        elif len(bounds) > 2 and self.plain_lead(paragraph.text, bounds):
            self.head(Kind.LEAD, paragraph, None, start, end)
            bounds = bounds[1:]
        for a, b in bounds:
            text = paragraph.text[a:b]
            self.add(Kind.SENTENCE, paragraph, a, b, marker=marker or self.runs.marker(text))
            marker = ""
        self.paragraph += 1

    def head(self, kind: Kind, paragraph: Paragraph, mark: Marker | None, start: int, end: int) -> None:
        shift = mark.end if mark else 0
        heading = paragraph.text[start + shift : end].strip(" *#\u3000")
        family = (mark.family or f"#{mark.depth}") if mark else LEAD
        self.outline.enter(
            family,
            mark.text if mark else "",
            heading,
            self.spans(paragraph, start, end),
            lead=kind is Kind.LEAD,
        )
        self.add(kind, paragraph, start, end)

    def leads(self, first: str, mark: Marker) -> bool:
        limit = 16 if mark.family == "条" else 45
        return len(first) <= limit and first.endswith("。")

    def plain_lead(self, text: str, bounds: list[tuple[int, int]]) -> bool:
        (start, end), (after, _) = bounds[0], bounds[1]
        return end - start <= 40 and text[after : after + 2] in ("一是", "一要")


def assemble(source: Source, article: Article) -> Document:
    """Return the document that the paragraphs of an article make."""
    builder = _Builder(source)
    page = list(unfold(article.paragraphs))
    title = source.field("title")
    at = 0
    if not any(p.note in ("标题", "作者") for p in page) and page:
        at, title = _title(page, builder)
    names: tuple[str, ...] = ()
    where = ""
    for paragraph in page[at:]:
        builder.read(paragraph)
        if paragraph.note == "标题":
            title = paragraph.text
        if paragraph.note == "作者":
            names = authors(paragraph.text)
        if paragraph.note == "作者单位":
            where = affiliation(paragraph.text) or ""
    return Document(
        source,
        title=title,
        authors=names,
        affiliation=where,
        warnings=tuple(f"line {source.place(at).line}: {what}" for at, what in article.warnings),
        issuer=source.field("issuer"),
        number=source.field("number") or _found(_NUMBER, source.text[:2000]),
        date=_iso(source.field("date")) or _iso(source.text[:1500]),
        sections=tuple(builder.outline.sections),
        units=_coded(builder.units),
    )


def _title(page: Sequence[Paragraph], builder: _Builder) -> tuple[int, str]:
    for at, paragraph in enumerate(page[:12]):
        mark = opening(paragraph.text)
        if (
            not paragraph.note
            and not ended(paragraph.text)
            and len(paragraph.text) <= 60
            and not (mark and mark.family)
        ):
            for before in page[:at]:
                builder.read(before)
            builder.add(Kind.TITLE, paragraph, 0, len(paragraph.text))
            return at + 1, paragraph.text.strip("#* ")
        if len(paragraph.text) > 60:
            break
    return 0, ""


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group() if found else ""


def _iso(text: str) -> str:
    found = _DATE.search(text)
    return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _coded(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Number the sentences part-item-unit: level-1 ordinal, level-2 ordinal (or paragraph), sentence."""
    from dataclasses import replace

    places = []
    base: dict[int, int] = {}
    for unit in units:
        part = unit.path[0].number if unit.path else 0
        first = base.setdefault(part, unit.paragraph)
        item = unit.path[1].number if len(unit.path) > 1 else unit.paragraph - first + 1
        places.append((part, item))
    totals: dict[tuple[int, int], int] = {}
    for unit, place in zip(units, places, strict=True):
        if unit.kind is Kind.SENTENCE:
            totals[place] = totals.get(place, 0) + 1
    seen: dict[tuple[int, int], int] = {}
    coded = []
    for unit, place in zip(units, places, strict=True):
        if unit.kind is Kind.SENTENCE:
            seen[place] = seen.get(place, 0) + 1
            code = f"{place[0]}-{place[1]}" + (f"-{seen[place]}" if totals[place] > 1 else "")
            unit = replace(unit, code=code)
        coded.append(unit)
    return tuple(coded)
