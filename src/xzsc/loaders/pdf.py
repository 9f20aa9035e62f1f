"""PDF through pypdfium2: the text of each page in reading order, with the offsets of the pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from xzsc.errors import InputError
from xzsc.loaders.blob import Blob, ReadOptions, Talk
from xzsc.loaders.layout import Piece, reading_order
from xzsc.model import Source

Handle = Any
"""A document or page of pypdfium2, which comes without types."""

OCR = "Run OCR first, for example: ocrmypdf -l chi_sim IN.pdf OUT.pdf"
_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"\S+")
_STRAY = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_SPACED = re.compile(r"(?<!\S)\S(?: \S){5,}(?!\S)")
"""Single characters in a row: print that is spaced out to fill a line, if they are Chinese."""
_HAN = re.compile("[\u4e00-\u9fff]")
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
WORD_GAP = 1.2
"""Pieces of a line further apart than this, in line heights, may belong to two columns."""


SAMPLE = 6
"""The tallest of so many characters tells the height of a word: of some fonts 一 is as flat as its stroke."""


def read(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield the one source of a PDF; encrypted, damaged and scanned files are `InputError`s."""
    content = blob.read()
    if b"%PDF" not in content[:1024]:
        raise InputError(blob.name, "is not a PDF, whatever its name says. Rename or replace it.")
    pages = _pages(content, blob.name)
    text, starts = _joined(pages)
    _refuse_unreadable(text, blob.name)
    blank = [number for number, page in enumerate(pages, 1) if not page.strip()]
    warnings = [f"no text on page {', '.join(map(str, blank))}: images or damaged. {OCR}"] if blank else []
    yield Source(
        path=blob.path,
        record=blob.record,
        text=text,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding="pdf",
        media_type="application/pdf",
        page_starts=starts,
        fields=(),
        warnings=tuple(warnings),
    )


def _pages(content: bytes, where: str) -> list[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            cure = "Save a copy without one, for example: qpdf --decrypt IN.pdf OUT.pdf"
            raise InputError(where, f"is encrypted with a password. {cure}") from None
        raise InputError(where, "is damaged: no PDF reader can open it. Get it again.") from None
    try:
        return [_page(document, number) for number in range(len(document))]
    finally:
        document.close()


def _page(document: Handle, number: int) -> str:
    """Return the text of a page; a damaged page has none, and the warning on pages without text names it."""
    import pypdfium2

    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    try:
        text = textpage.get_text_range()
        index = _indexes(text)
        if page.get_rotation() or index[-1] != textpage.count_chars():
            lines = _LINE.findall(text)
        else:
            lines = reading_order(_pieces(textpage, text, index, page.get_height()))
        return "\n".join(_clean(line) for line in lines)
    finally:
        textpage.close()
        page.close()


def _indexes(text: str) -> Sequence[int]:
    """Return PDFium's index of each character and of the end: it counts UTF-16 units."""
    if text.isascii() or max(text, default="") < "\U00010000":
        return range(len(text) + 1)
    return [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]


def _pieces(textpage: Handle, text: str, index: Sequence[int], height: float) -> list[Piece]:
    """Return the stretches of the page's lines, parted where a wide gap may be a gutter."""
    from pypdfium2.raw import FS_RECTF, FPDFText_GetLooseCharBox

    box = FS_RECTF()

    def bounds(at: int) -> tuple[float, float, float, float]:
        FPDFText_GetLooseCharBox(textpage, index[at], box)
        return box.left, height - box.top, box.right, height - box.bottom

    pieces: list[Piece] = []
    for line in _LINE.finditer(text):
        opened = len(pieces)
        for word in _WORD.finditer(text, *line.span()):
            first, *more = (bounds(at) for at in range(word.start(), min(word.start() + SAMPLE, word.end())))
            _, top, _, bottom = max((first, *more), key=_height)
            x0, x1 = first[0], bounds(word.end() - 1)[2]
            last = pieces[-1] if len(pieces) > opened else None
            if last and -1 < (x0 - last.x1) / max(bottom - top, 1) < WORD_GAP:
                joined = text[word.start() - 1] if text[word.start() - 1].isspace() else " "
                pieces[-1] = last._replace(x1=max(x1, last.x1), text=last.text + joined + word.group())
            else:
                pieces.append(Piece(min(x0, x1), top, max(x0, x1), bottom, word.group()))
    return pieces


def _height(box: tuple[float, float, float, float]) -> float:
    return box[3] - box[1]


def _clean(line: str) -> str:
    """Return the line with PDFium's mark for a hyphen at the line end as a hyphen, without stray controls.

    >>> _clean("到 2 0 3 0 年 建 成 。"), _clean("1 2 3 4 5 6"), _clean("目 录")
    ('到2030年建成。', '1 2 3 4 5 6', '目 录')
    """
    return _SPACED.sub(_closed_up, _STRAY.sub("", line.replace("\x02", "-").replace("\ufffe", "-")))


def _closed_up(spaced: re.Match[str]) -> str:
    closed = spaced[0].replace(" ", "")
    return closed if 3 * len(_HAN.findall(closed)) > len(closed) else spaced[0]


def _joined(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + 1
    return "\n".join(pages), tuple(starts)


def _refuse_unreadable(text: str, where: str) -> None:
    """Raise for scans, and for fonts that do not say which characters their glyphs are."""
    characters = len("".join(text.split()))
    if not characters:
        raise InputError(where, f"holds scanned pages without text. {OCR}")
    if len(_UNREADABLE.findall(text)) > 0.3 * characters:
        raise InputError(where, f"its fonts do not say which characters they show. {OCR}")
