"""Text → lines → paragraphs, without losing or inventing a character.

A *line* is a printed line without the white space around it; a run of ideographic spaces inside a
printed line starts a new one, because web pages that lost their markup keep paragraphs apart so.
A *paragraph* is what a reader takes for one: lines that were broken softly are joined again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from xzsc.model import Span, Spans
from xzsc.structure.patterns import lazy

ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_SPACE = " \t\n\r\u3000\u00a0\u2002\u2003\u2009\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
BLANK = _SPACE + ZERO_WIDTH
CLOSERS = "”’」』）)》〉】］]〕"
"""Quotes and brackets that close behind the stop of a sentence."""
NEVER_FIRST = frozenset("，。、；：！？）)”’》〉」』】％%")
"""What no line or piece of a text begins with: it goes on from the one before."""
# 总　　则 is one word set wide, so a run counts only before a stretch of two or more characters.
_RUN = lazy(r"[\u3000\u2003](?<=\S[\u3000\u2003])(?:[\u3000\u2003]+|(?<=[。！？；：]\u3000))\s*(?=\S\S)")
_WORD_END, _WORD_START = lazy(r"[A-Za-z0-9]\Z"), lazy(r"[A-Za-z0-9]")
_PRIVATE = lazy(r"[\ue000-\uf8ff]")
_LIST_SIGN = lazy(
    r"(?:\A|(?<=[。！？；：\s）)]))[\ue000-\uf8ff]+\s*|[\ue003\ue004]+\s*"
    r"|[\ue000-\uf8ff]+\s*(?=[（(]?[一二三四五六七八九十]{1,3}[）)、]|第[一二三四五六七八九十]{1,4}[章节条]|\d{1,2}[.．、])"
)
"""Private characters that old typesetters and fonts of symbols leave where a paragraph or an item begins."""


class Line(NamedTuple):
    """A stretch of one printed line.

    Args:
        start: offset of its first visible character.
        end: offset after its last one.
        text: what stands there.
        indent: columns of white space before it (an ideographic space counts two).
        gap: blank lines before it; -1 where it goes on in the same printed line.
    """

    start: int
    end: int
    text: str
    indent: int = 0
    gap: int = 0


class Paragraph(NamedTuple):
    """Lines that belong together, as one text that still knows where it stands.

    Args:
        text: the text without its line breaks.
        pieces: where it stands, in reading order; a piece is torn from the next one only where
            something else stands between them.
        starts: offset in `text` at which each piece begins.
        indent: indentation of its first line.
        gap: blank lines before it.
        note: what it is besides running text (a kind of furniture or element), or "".
        inner: where headings begin inside `text` that no stop sets apart.
    """

    text: str
    pieces: Spans
    starts: tuple[int, ...] = (0,)
    indent: int = 0
    gap: int = 0
    note: str = ""
    inner: tuple[int, ...] = ()

    @property
    def start(self) -> int:
        """Offset of the first character in the source."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Offset after the last character in the source."""
        return self.pieces[-1][1]

    def spans(self, start: int, end: int) -> Spans:
        """Return where `text[start:end]` stands in the source."""
        if len(self.pieces) == 1:
            base = self.pieces[0][0]
            return ((base + start, base + end),)
        first = bisect_right(self.starts, start) - 1
        found: list[Span] = []
        for at in range(first, len(self.pieces)):
            offset, (left, right) = self.starts[at], self.pieces[at]
            if offset >= end:
                break
            a, b = max(start - offset, 0) + left, min(end - offset + left, right)
            if a < b:
                found.append((a, b))
        return tuple(found)

    def cut(self, start: int, end: int, *, note: str = "", inner: Sequence[int] = ()) -> Paragraph:
        """Return the part `text[start:end]` as a paragraph of its own, white space trimmed.

        Args:
            start: where it begins in this paragraph.
            end: where it ends.
            note: what it is besides running text, or "".
            inner: where headings begin in this paragraph that the part holds.
        """
        whole = self.text[start:end]
        text = whole.lstrip(BLANK)
        start += len(whole) - len(text)
        text = text.rstrip(BLANK)
        pieces = self.spans(start, start + len(text))
        starts = [0]
        if len(pieces) > 1:
            first = bisect_right(self.starts, start) - 1
            starts = [max(self.starts[first + k] - start, 0) for k in range(len(pieces))]
        places = tuple([at - start for at in inner if at > start])
        return Paragraph(text, pieces, tuple(starts), self.indent, self.gap, note, places)

    def marked(self, note: str) -> Paragraph:
        """Return the same paragraph with a note of what it is."""
        return self._replace(note=note)


def read_lines(text: str) -> list[Line]:
    """Return the non-blank lines of a text."""
    lines: list[Line] = []
    at = last = 0
    signed = _PRIVATE.search(text) is not None
    for raw in text.splitlines(keepends=True):
        content = raw.strip(BLANK)
        if content:
            blank = raw.index(content[0])
            start = at + blank
            indent = _columns(raw[:blank]) if blank else 0
            gap = max(text.count("\n", last, start) - 1, 0)
            last = start + len(content)
            if signed and _PRIVATE.search(content):
                lines.extend(_items(content, start, indent, gap))
            elif "\u3000" in content or "\u2003" in content:
                lines.extend(_runs(content, start, indent, gap))
            else:
                lines.append(Line(start, last, content, indent, gap))
        at += len(raw)
    return lines


def _columns(blank: str) -> int:
    return len(blank) + blank.count("\u3000") + blank.count("\u2003")


def _items(content: str, start: int, indent: int, gap: int) -> Iterator[Line]:
    """Yield a printed line cut at the private characters that open its items; they are no text."""
    at = 0
    for sign in (*_LIST_SIGN.finditer(content), None):
        part = content[at : sign.start() if sign else len(content)]
        if part.strip(BLANK):
            blank = len(part) - len(part.lstrip(BLANK))
            yield from _runs(part.strip(BLANK), start + at + blank, indent, gap)
            indent, gap = 0, -1
        at = sign.end() if sign else at


def _runs(content: str, start: int, indent: int, gap: int) -> Iterator[Line]:
    at = 0
    for run in _RUN.finditer(content):
        yield Line(start + at, start + run.start(), content[at : run.start()], indent, gap)
        at, indent, gap = run.end(), _columns(run.group()), -1
    yield Line(start + at, start + len(content), content[at:], indent, gap)


def join(lines: Sequence[Line]) -> Paragraph:
    """Return lines as one paragraph of the source text."""
    first = lines[0]
    if len(lines) == 1:
        return Paragraph(first.text, ((first.start, first.end),), (0,), first.indent, first.gap)
    parts: list[str] = []
    starts: list[int] = []
    size = 0
    for line in lines:
        glue = " " if parts and _WORD_END.search(parts[-1]) and _WORD_START.match(line.text) else ""
        starts.append(size + len(glue))
        parts.append(glue + line.text)
        size += len(glue) + len(line.text)
    pieces = tuple((line.start, line.end) for line in lines)
    return Paragraph("".join(parts), pieces, tuple(starts), indent=first.indent, gap=first.gap)


def chain(paragraphs: Iterable[Paragraph]) -> Paragraph:
    """Return torn pieces of one paragraph as one, in the order given."""
    parts = list(paragraphs)
    pieces: list[Span] = []
    starts: list[int] = []
    size = 0
    for part in parts:
        starts.extend(size + offset for offset in part.starts)
        pieces.extend(part.pieces)
        size += len(part.text)
    text = "".join(part.text for part in parts)
    return parts[0]._replace(text=text, pieces=tuple(pieces), starts=tuple(starts))


def merge(spans: Spans, text: str) -> Spans:
    """Return spans joined where only white space stands between them in the source."""
    if len(spans) == 1:
        return spans
    merged = [spans[0]]
    for start, end in spans[1:]:
        left, right = merged[-1]
        if right <= start and not text[right:start].strip(_SPACE):
            merged[-1] = (left, end)
        else:
            merged.append((start, end))
    return tuple(merged)
