"""Printed lines → paragraphs: soft breaks told from paragraph ends.

How the text was broken is measured on the whole text first (`Layout`): were its lines wrapped at a
width, are its paragraphs kept apart by blank lines or by indentation?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xzsc.structure.elements import element
from xzsc.structure.furniture import BETWEEN_PAGES
from xzsc.structure.lines import CLOSERS, NEVER_FIRST, Line, Paragraph, join
from xzsc.structure.markers import clause, is_marked, opening
from xzsc.structure.patterns import lazy

_STOPS = "。！？!?；;…."
_ENDED = lazy(rf"[{_STOPS}][{re.escape(CLOSERS)}]*\Z")
_STOP, _CLOSER = frozenset(_STOPS), frozenset(CLOSERS)
_NOTED = lazy(r"[。！？!?；;][”’」』]?(?:[（(〔［][^（()）〔〕［］]{1,60}[）)〕］]){1,2}\Z")
"""A stop and what is added behind it: （责任单位：…）, （掌声）."""
_RUNS_ON = lazy(r"[，、,（(“‘《「『—＋+]\Z")
_ISSUED = ("通知", "意见", "方案", "办法", "措施", "规划", "决定", "批复", "函", "公告", "通报", "报告")
_TITLE_END = lazy(rf"关于.*(?:{'|'.join(_ISSUED)})(?:（[^）]*）)?\Z")
_MAY_END_TITLE = (*_ISSUED, "）")
_OPENS = lazy(
    r"[□■◆●◇○△▲☆★]|——|摘\s?要|关\s?键\s?词|内容提要|[问答][:：]|\*\*|[-*•·]\s|[#>|]|附件|附表|抄送|主送|[（(]作者|作者(?:单位|简介|系)|责任编辑|记者[:：]|[\[［【]?(?:中图分类号|文献标[识志]码)"
)


_WIDEST = 130
"""No page is printed wider, in columns."""


class Layout(NamedTuple):
    """How the lines of a text are broken.

    Args:
        width: the full width of a wrapped line in columns, or 0 where lines are not wrapped.
        spaced: True where blank lines keep the paragraphs apart.
        indented: True where paragraphs begin indented.
        gap: the usual number of blank lines between two lines.
        torn: True for a page of several articles, where the next line may be another article's.
    """

    width: int = 0
    spaced: bool = False
    indented: bool = False
    gap: int = 0
    torn: bool = False


def columns(text: str) -> int:
    """Return the printed width of a text: a Chinese character takes two columns.

    Of a text wider than all print only that it is: by its number of characters.
    """
    if len(text) > 2 * _WIDEST or text.isascii():
        return len(text)
    return len(text.encode("gb18030", "replace"))


def ended(text: str) -> bool:
    """Return whether a text ends where a sentence may end."""
    last = text[-1:]
    if last not in _CLOSER:
        return last in _STOP
    return _ENDED.search(text[-8:]) is not None or _NOTED.search(text[-80:]) is not None


def is_row(text: str) -> bool:
    """Return whether a line is a row of a table, its cells kept apart by tabs; one behind 一、 parts none."""
    mark = opening(text) if "\t" in text else None
    return "\t" in text[mark.end if mark else 0 :]


def ends_title(text: str) -> bool:
    """Return whether a text ends as the title of an official document does (关于…的通知)."""
    # asked first, as the pattern looks behind each 关于 of a paragraph through to its end and back
    return text.endswith(_MAY_END_TITLE) and _TITLE_END.search(text) is not None


def layout(lines: Sequence[Line], *, torn: bool = False) -> Layout:
    """Measure how the lines of a text are broken."""
    if len(lines) < 4:
        return Layout(torn=torn)
    spaced = sum(line.gap > 0 for line in lines[1:])
    indented = sum(line.indent >= 4 for line in lines) >= max(2, len(lines) // 10)
    gaps = sorted(line.gap for line in lines[1:])
    return Layout(_width(lines), spaced * 3 > len(lines), indented, gaps[len(gaps) // 2], torn)


def _width(lines: Sequence[Line]) -> int:
    """Return the width at which lines were wrapped: many lines as wide as the widest, most of them open."""
    if sum(len(line.text) > _WIDEST for line in lines) > len(lines) // 10 + 1:
        return 0
    widths = [columns(line.text) for line in lines]
    full = sorted(widths)[int(len(widths) * 0.9)]
    if not 24 <= full <= _WIDEST:
        return 0
    wide = [line for line, width in zip(lines, widths, strict=True) if width >= full * 0.9]
    open_ends = sum(not ended(line.text) for line in wide)
    long = sum(width > full * 1.3 for width in widths)
    wrapped = len(wide) * 3 >= len(lines) and open_ends * 10 >= len(wide) * 6 and long * 20 < len(lines)
    return full if wrapped and len(wide) >= 4 else 0


def paragraphs(lines: Sequence[Line], notes: Sequence[str], *, torn: bool = False) -> Iterator[Paragraph]:
    """Yield the paragraphs of a page; a line with a note is a paragraph by itself.

    What stands between two pages (a footer, a page number, a running head) does not end a paragraph
    that goes on below it; it follows that paragraph.
    """
    plan = layout([line for line, note in zip(lines, notes, strict=True) if not note], torn=torn)
    held: list[Line] = []
    aside: list[Paragraph] = []
    for line, note in zip(lines, notes, strict=True):
        if note and held and note in BETWEEN_PAGES and not torn:
            aside.append(join([line]).marked(note))
            continue
        below = line._replace(gap=min(line.gap, plan.gap)) if aside else line
        if held and (note or not _goes_on(held, below, plan)):
            yield join(held)
            held = []
        if not held:
            yield from aside
            aside = []
        if note:
            yield join([line]).marked(note)
        else:
            held.append(line)
    if held:
        yield join(held)
    yield from aside


def _goes_on(held: Sequence[Line], line: Line, plan: Layout) -> bool:
    """Return whether a line goes on with the paragraph that is being read."""
    last = held[-1]
    if line.text[0] in NEVER_FIRST:
        return True
    if line.gap < 0 or is_row(last.text) or is_row(line.text):
        return False
    if not plan.width and len(line.text) > 1 and ended(last.text):
        return False
    if opens(line.text):
        return False
    if len(held) == 1 and (first := clause(line.text)) and first.number == 1 and heads(last.text):
        return False
    if line.gap == 0 and len(line.text) == 1 and line.text.isalpha() and len(held) == 1:
        return True
    if plan.indented and line.indent >= 4 and last.indent < line.indent:
        return False
    if plan.width:
        return _wrapped(held, line, plan)
    if ended(last.text) or plan.torn or (line.gap > 0 and plan.spaced):
        return False
    if _RUNS_ON.search(last.text):
        return True
    if (
        ends_title(last.text)
        or heads(held[0].text)
        or any(element(one.text, head=True) for one in (held[0], line))
    ):
        return False
    return _open_sentence(held)


def _wrapped(held: Sequence[Line], line: Line, plan: Layout) -> bool:
    width = columns(held[-1].text) + held[-1].indent
    if line.gap > plan.gap + 1 or (line.gap > plan.gap and (plan.torn or ended(held[-1].text))):
        return False
    if ended(held[-1].text):
        return width >= plan.width - 3 and not (plan.indented and line.indent)
    if width >= plan.width * 0.8:
        return True
    return len(held) > 1 and not heads(held[0].text)


def opens(text: str) -> bool:
    """Return whether a line can only be the first of its paragraph."""
    return _OPENS.match(text) is not None or is_marked(text)


def heads(text: str) -> bool:
    """Return whether a line stands for itself: short, without a stop, marked as a heading."""
    return len(text) <= 40 and is_marked(text) and not ended(text)


def _open_sentence(held: Sequence[Line]) -> bool:
    """Return whether the text so far stops in the middle of a sentence rather than after a title."""
    size = sum(len(line.text) for line in held)
    return size >= 34 or (size >= 18 and any("，" in line.text or "。" in line.text for line in held))
