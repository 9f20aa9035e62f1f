"""Typesets a coded text as a two-column journal article with running heads and page numbers.

The font is one of the standard Chinese fonts that PDF readers bring along (nothing is embedded),
so the file stays small and its text can still be extracted.
"""

from __future__ import annotations

import io
import re

from coded import Line, Part
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
MARGIN, GUTTER, LEADING = 56.0, 24.0, 20.0
TOP, BOTTOM = HEIGHT - 84, 84.0
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
FIRST_PAGE = 12
NOT_FIRST = "，。；：、？！）》”’]"


def wrapped(text: str, *, width: float, size: float) -> list[str]:
    """Return the lines of a paragraph; no line opens with a closing mark."""
    lines, line = [], ""
    for piece in re.findall(r"[A-Za-z]+[,.:;]?|.", text):
        if pdfmetrics.stringWidth(line + piece, FONT, size) > width and piece not in NOT_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line] if line else lines


def paragraph(group: list[Line]) -> str:
    """Return the text of a paragraph, indented unless it is a heading or an element."""
    text = "".join(line.text for line in group)
    return text if group[0].role == "标题" else "　　" + text


class _Page:
    """The place on the page where the next line goes: column by column."""

    def __init__(self, canvas: Canvas, part: Part) -> None:
        self.canvas, self.part, self.number = canvas, part, FIRST_PAGE
        self.top, self.y, self.column = TOP, TOP, 0
        self._frame()

    def _frame(self) -> None:
        canvas = self.canvas
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 50, self.part.fields["head"])
        canvas.line(MARGIN, HEIGHT - 58, WIDTH - MARGIN, HEIGHT - 58)
        canvas.drawCentredString(WIDTH / 2, 40, f"· {self.number} ·")
        if self.number == FIRST_PAGE:
            canvas.line(MARGIN, 68, MARGIN + 100, 68)
            canvas.drawString(MARGIN, 56, self.part.fields["foot"])

    def wide(self, text: str, *, size: float, centred: bool) -> None:
        """Set a paragraph across both columns; later columns start below it."""
        self.canvas.setFont(FONT, size)
        for line in wrapped(text, width=WIDTH - 2 * MARGIN, size=size):
            if centred:
                self.canvas.drawCentredString(WIDTH / 2, self.y, line)
            else:
                self.canvas.drawString(MARGIN, self.y, line)
            self.y -= LEADING if size < 14 else 26
        self.top = self.y - 8

    def narrow(self, text: str, *, size: float) -> None:
        """Set a paragraph in the columns."""
        for line in wrapped(text, width=COLUMN, size=size):
            if self.y < BOTTOM:
                self._next()
            self.canvas.setFont(FONT, size)
            self.canvas.drawString(MARGIN + self.column * (COLUMN + GUTTER), self.y, line)
            self.y -= LEADING

    def columns(self) -> None:
        """Begin the columns below what was set wide."""
        self.y = self.top

    def _next(self) -> None:
        if self.column == 0:
            self.column, self.y = 1, self.top
            return
        self.canvas.showPage()
        self.number += 1
        self.column, self.top, self.y = 0, TOP, TOP
        self._frame()


def typeset(part: Part) -> bytes:
    """Return the PDF: title, authors, abstract and keywords across the page, the rest in columns."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(part.fields["title"])
    page = _Page(canvas, part)
    groups = part.paragraphs()
    body = next(at for at, group in enumerate(groups) if group[0].level)
    for at, group in enumerate(groups[:body]):
        page.wide(paragraph(group), size=16 if at == 0 else 10.5, centred=at < 3)
    page.columns()
    for group in groups[body:]:
        page.narrow(paragraph(group), size=12.5 if group[0].level else 11.5)
    canvas.save()
    return out.getvalue()
