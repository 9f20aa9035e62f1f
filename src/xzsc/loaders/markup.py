"""Web pages through trafilatura, which parts the text from the furniture of the site.

Where it finds nothing, or much less running text than the page has, the page is read tag by tag.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from xzsc.decode import Decoded, decode
from xzsc.errors import InputError, UsageError
from xzsc.loaders.blob import Blob, ReadOptions, Talk
from xzsc.loaders.text import text_warnings
from xzsc.model import Source

Node = Any
"""An lxml element; lxml comes without types."""
Fields = tuple[tuple[str, str], ...]

ENOUGH = 0.6
"""Least share of the page's running text that an extraction must keep."""
LONG = 80
"""Teasers of other articles are shorter; paragraphs of an article are longer."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEADING = re.compile(r"<(/?)h[1-6](?=[\s>])", re.IGNORECASE)
_SUBHEADING = re.compile(r"<(/?)h[2-6](?=[\s>])", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\xa0]+")
_SENTENCE = re.compile(r"[^\n]*[。；！？][^\n]*")
_SITE = re.compile(
    r"\s*(?:[_|｜]|--|[-–—](?!\d))\s*[^_|｜\-–—\s]{1,20}(?:网|网站|门户|平台|频道|日报|在线|客户端)\s*$"
)
_STANDARD = {
    "articletitle": "title",
    "pubdate": "date",
    "author": "author",
    "sitename": "sitename",
    "contentsource": "content_source",
    "columnname": "column_name",
}
_DROPPED = frozenset({"script", "style", "noscript", "template", "head", "iframe", "select", "button", "svg"})
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "font", "graphic", "hi", "i", "ins", "kbd", "label",
    "mark", "q", "ref", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
))  # fmt: skip
_CELLS = frozenset({"td", "th", "cell"})


def read(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield the one source of a web page; its title, date and site go into the fields."""
    content = blob.read()
    decoded = _decode(content, options, blob.name)
    text, fields, warnings = _extract(decoded.text)
    if not text:
        raise InputError(blob.name, "no text in this page. Open it in a browser and save what it shows.")
    yield Source(
        path=blob.path,
        record=blob.record,
        text=text,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=decoded.encoding,
        media_type="text/html",
        fields=fields,
        warnings=text_warnings(text, decoded.encoding, guessed=decoded.guessed) + warnings,
    )


def _decode(content: bytes, options: ReadOptions, where: str) -> Decoded:
    """Decode a page; where the bytes do not settle it, believe what the page says of itself."""
    try:
        return decode(content, encoding=options.encoding, where=where)
    except InputError as error:
        declared = _CHARSET.search(content[:4096])
        if options.encoding or not declared:
            raise
        try:
            return decode(content, encoding=declared[1].decode("ascii"), where=where)
        except UsageError:  # no such encoding
            raise error from None


def _extract(html: str) -> tuple[str, Fields, tuple[str, ...]]:
    """Return the text of a page, its fields, and what a reader should know."""
    from lxml.etree import ParserError
    from lxml.html import fromstring

    try:
        root = fromstring(_DECLARATION.sub("", html))
    except ParserError:  # nothing but white space or comments
        return "", (), ()
    text, found, warnings = _text(html, element_text(root))
    fields = dict(found) | _declared(root)
    if "title" in fields:
        fields["title"] = _headline(fields["title"])
    return text, tuple(fields.items()), warnings


def _declared(root: Node) -> dict[str, str]:
    """Return what a page says of itself by the names that are standard on Chinese government sites."""
    said = {
        str(meta.get("name", "")).lower(): str(meta.get("content", "")).strip() for meta in root.iter("meta")
    }
    return {field: said[name] for name, field in _STANDARD.items() if said.get(name)}


def _headline(title: str) -> str:
    """Return the title of a page without the name of the site behind it."""
    shorter = _SITE.sub("", title)
    while shorter and shorter != title:
        title, shorter = shorter, _SITE.sub("", shorter)
    return title


def _text(html: str, plain: str) -> tuple[str, Fields, tuple[str, ...]]:
    """Return the article of a page, or all its text where that cannot be told from the furniture."""
    least = LONG if _running(plain, LONG) else 1
    wanted = ENOUGH * _running(plain, least)
    best = ""
    fields: Fields = ()
    for page, precise in product((_plain_headings(html), html), (True, False)):
        text, fields = _trafilatura(page, precise=precise)
        if text and _running(text, least) >= wanted:
            return text, fields, ()
        best = max(best, text, key=len)
    if not _running(plain, 1):
        return best or plain, fields, ()
    return plain, fields, ("the text could not be told from the furniture of the page: all of it was read.",)


def _trafilatura(html: str, *, precise: bool) -> tuple[str, Fields]:
    """Return the text and the metadata that trafilatura finds."""
    for name in ("trafilatura", "htmldate", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    from trafilatura import bare_extraction

    page: Any = bare_extraction(
        html,
        favor_precision=precise,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        # its default is the date of today; what is read must not depend on the clock. A date that the page
        # does not declare is left to `structure`: its search makes 2025-01-01 of any 2025
        date_extraction_params={"original_date": True, "max_date": "2099-12-31", "extensive_search": False},
    )
    if page is None or page.body is None:
        return "", ()
    known = (("title", page.title), ("author", page.author), ("date", page.date), ("sitename", page.sitename))
    return element_text(page.body), tuple((key, str(value)) for key, value in known if value)


def _plain_headings(html: str) -> str:
    """Return a page with its headings as paragraphs, save for the one title: extraction loses them.

    >>> _plain_headings("<h1>通知</h1><h2 id='a'>一、目标</h2><hr>")
    "<h1>通知</h1><p id='a'>一、目标</p><hr>"
    """
    titles = html.lower().count("</h1>")
    return (_SUBHEADING if titles == 1 else _HEADING).sub(r"<\1p", html)


def element_text(root: Node) -> str:
    """Return the text of an element tree: a line for each block, tabs between the cells of a row."""
    parts: list[str] = []
    _walk(root, parts)
    lines = "".join(parts).split("\n")
    return "\n".join(line for line in map(_tidy, lines) if line)


def _tidy(line: str) -> str:
    cells = [_SPACES.sub(" ", cell).strip(" ") for cell in line.split("\x1f")]
    return "\t".join(cell for cell in cells if cell)


def _walk(element: Node, parts: list[str]) -> None:
    """Append the text below an element: blocks parted by line ends, cells by U+001F, other space one."""
    tag = element.tag.lower() if isinstance(element.tag, str) else ""
    if tag and tag not in _DROPPED:
        edge = "" if tag in _INLINE else "\x1f" if tag in _CELLS else "\n"
        parts.append(edge)
        parts.append(_SPACES.sub(" ", element.text or ""))
        for child in element:
            _walk(child, parts)
        parts.append(edge)
    parts.append(_SPACES.sub(" ", element.tail or ""))


def _running(text: str, least: int) -> int:
    """Count the characters that stand in lines of sentences with at least so many characters."""
    return sum(len(line) for line in _SENTENCE.findall(text) if len(line) >= least)
