"""The paragraphs of an article → `Document`s with their metadata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xzsc.model import SUBTITLE, Document, Source
from xzsc.structure import notices
from xzsc.structure.articles import Article
from xzsc.structure.builder import units
from xzsc.structure.bylines import affiliation, authors, names, note_authors
from xzsc.structure.dates import DAY, iso
from xzsc.structure.elements import (
    ADDRESSEE,
    ADOPTED,
    AFFILIATION,
    ATTACHMENT,
    AUTHOR,
    DATE,
    ISSUER,
    KEYWORDS,
    META,
    NUMBER,
    TITLE,
    adopter,
    are_bodies,
    keywords,
    number,
    organisations,
    person,
    signature,
)
from xzsc.structure.inline import unfold
from xzsc.structure.light import paragraph_units
from xzsc.structure.lines import Paragraph
from xzsc.structure.patterns import lazy
from xzsc.structure.titles import best_title, joined, kind_of, label, plain

_CLOSING_DATE = lazy(
    rf"[。！）]\s*(?P<when>{DAY})"
    r"(?:公开程序.*|[（(].*)?\Z"
)
_RUNS_IN = lazy(
    r"(?:[\u4e00-\u9fa5]{2,30})?关于(?:印发|转发|公布|发布|下发)《[^《》]{4,80}》的(?:通知|公告|决定|函)"
    r"(?=\s|各|\Z|[\u4e00-\u9fa5]{1,10}[〔\[])"
)
"""A title at the head of a text that lost its lines: whom it is sent to stands right behind it."""
_SIGNING = lazy(r"[12一二〇○].{3,4}年")
_AND_OTHERS = lazy(r"等[一二三四五六七八九十\d]{0,3}(?:个)?(?:部门|单位|部委)\Z")
_WEB = "text/html"
"""A web page has a title besides its text, which may have another one, with links above it."""
_VISITED = lazy(r"更新|检索|访问")
"""Dates of the web page, not of the document."""


class Metadata(NamedTuple):
    """What the elements of a document say about it."""

    title: str = ""
    authors: tuple[str, ...] = ()
    affiliation: str = ""
    issuer: str = ""
    number: str = ""
    date: str = ""
    kind: str = ""
    keywords: tuple[str, ...] = ()


def documents(source: Source, article: Article) -> list[Document]:
    """Return the documents an article is; a notice, the text it carries and its attachments are several."""
    texts = _texts(source, article)
    warnings = _warnings(source, article)
    first = _metadata(source, _head(texts), fields=True)
    found = [_document(source, texts[0].page, first, warnings)]
    for part, name in texts[1:]:
        own = _metadata(source, part, fields=False, name=name)
        date = first.date or own.date
        inherited = own._replace(issuer=own.issuer or first.issuer, number=first.number, date=date)
        found.append(_document(source, part, inherited, ()))
    return found


def light_documents(source: Source, article: Article) -> list[Document]:
    """Return the same documents with their titles and the paragraphs that count, and no more."""
    texts = _texts(source, article)
    first = _title(_head(texts), dict(source.fields).get("title", "").strip())
    titles = [first, *[_title(part, name) for part, name in texts[1:]]]
    warnings = [_warnings(source, article), *[()] * (len(texts) - 1)]
    return [
        Document(source, title=title, units=paragraph_units(source, part), warnings=(*source.warnings, *said))
        for (part, _), title, said in zip(texts, titles, warnings, strict=True)
    ]


def _texts(source: Source, article: Article) -> list[notices.Text]:
    """Return the texts of an article, each a document."""
    page = unfold(article.paragraphs)
    if not any(p.note in (TITLE, AUTHOR) for p in page):
        title = source.field("title").strip()
        page = label(page, title=title, only=bool(title) and source.media_type != _WEB)
    return notices.split(page)


def _warnings(source: Source, article: Article) -> tuple[str, ...]:
    """Return what the article warns of, with its line."""
    return tuple(f"line {source.place(at).line}: {what}" for at, what in article.warnings)


def _head(texts: Sequence[notices.Text]) -> list[Paragraph]:
    """Return what tells of the first document: it, and the line behind it, which may hold its signature."""
    return texts[0].page if len(texts) == 1 else [*texts[0].page, texts[1].page[0].marked("")]


def _title(page: Sequence[Paragraph], *names: str) -> str:
    """Return the first name that there is, else what the title lines say, else what the text runs on from."""
    named = next((name for name in names if name), "")
    return named or joined(page[at].text for at in best_title(page)) or _running_in(page)


def _document(
    source: Source, page: Sequence[Paragraph], meta: Metadata, warnings: tuple[str, ...]
) -> Document:
    found, sections = units(source, page)
    return Document(
        source,
        title=meta.title,
        authors=meta.authors,
        affiliation=meta.affiliation,
        issuer=meta.issuer,
        number=meta.number,
        date=meta.date,
        kind=meta.kind,
        keywords=meta.keywords,
        sections=sections,
        units=found,
        warnings=(*source.warnings, *warnings),
    )


def _metadata(source: Source, page: Sequence[Paragraph], *, fields: bool, name: str = "") -> Metadata:
    """Read the metadata from fields of the record, the elements, and the text, in this order.

    Args:
        source: the source, whose fields a table or a file gave.
        page: the paragraphs of the document.
        fields: whether the fields of the source are about this document.
        name: the title by which a notice calls the text it carries.
    """
    given = dict(source.fields) if fields else {}
    title = _title(page, given.get("title", "").strip(), name)
    value = _number(page)
    who, when = _signed(page)
    return Metadata(
        title=title,
        authors=_authors(page),
        affiliation=next((_workplace(p.text) for p in page if p.note == AFFILIATION), ""),
        issuer=given.get("issuer", "")
        or who
        or _issuer_of(title)
        or _issuer_of(_behind(page, value))
        or _issuer_of(value)
        or _adopter(page),
        number=given.get("number", "") or value,
        date=when or iso(given.get("date", "")) or _date(page),
        kind=kind_of(title),
        keywords=next((keywords(p.text) for p in page if p.note == KEYWORDS), ()),
    )


def _running_in(page: Sequence[Paragraph]) -> str:
    """Return the title that the text runs on from, or ""."""
    found = _RUNS_IN.match(page[0].text) if page else None
    return found.group() if found else ""


def _workplace(text: str) -> str:
    stated = affiliation(text)
    return text.strip("（）() ") if stated is None else stated


def _number(page: Sequence[Paragraph]) -> str:
    marked = [p for p in page if p.note in (NUMBER, ADDRESSEE, ADOPTED, META)]
    return next((found for p in (*marked, *page[:6]) if (found := number(p.text))), "")


def _behind(page: Sequence[Paragraph], value: str) -> str:
    """Return what a text that lost its lines prints behind its 发文字号."""
    return next((p.text[len(value) : 120] for p in page[:6] if p.text.startswith(value) and not p.note), "")


def _authors(page: Sequence[Paragraph]) -> tuple[str, ...]:
    for paragraph in page:
        if paragraph.note == AUTHOR:
            return authors(paragraph.text) or names(paragraph.text) or (person(paragraph.text),)
    return next((note_authors(p.text) for p in page if p.note == AFFILIATION), ())


def _signed(page: Sequence[Paragraph]) -> tuple[str, str]:
    """Return who signed and when: offices on lines of their own above a date, or run together with it."""
    for at, paragraph in enumerate(page):
        if at and page[at - 1].note == ISSUER and (paragraph.note == DATE or iso(paragraph.text[:12])):
            start = at - 1
            while start and page[start - 1].note == ISSUER:
                start -= 1
            return "、".join(organisations(p.text) for p in page[start:at]), iso(paragraph.text)
        if not paragraph.note or paragraph.note == ATTACHMENT:
            found = signature(paragraph.text)
            if found[0]:
                return found
    for paragraph in page[-4:]:
        if paragraph.note == DATE and page[0].note != DATE and _SIGNING.match(paragraph.text):
            return "", iso(paragraph.text)
    closing = _CLOSING_DATE.search(page[-1].text[-100:]) if page else None
    return "", iso(closing["when"]) if closing else ""


def _issuer_of(title: str) -> str:
    """Return the offices that a title begins with (某某省教育厅关于…)."""
    title = plain(title)
    for word in ("关于", "印发", "转发", "公布", "20", "令"):
        head = _AND_OTHERS.sub("", title.partition(word)[0])
        if head != title and are_bodies(head):
            return organisations(head)
    return ""


def _adopter(page: Sequence[Paragraph]) -> str:
    """Return the body that passed the text, as the note at its head says."""
    return next((found for p in page[:6] if (found := adopter(p.text[:300]))), "") or next(
        (found for p in page[:3] if not p.note and (found := _issuer_of(p.text[:120]))), ""
    )


def _date(page: Sequence[Paragraph]) -> str:
    for note in (SUBTITLE, DATE, META):
        for paragraph in page:
            if paragraph.note != note or _VISITED.search(paragraph.text[:12]):
                continue
            if found := iso(paragraph.text):
                return found
    return ""
