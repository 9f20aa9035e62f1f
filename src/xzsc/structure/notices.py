"""The text that a notice carries (印发《…》的通知) told from the notice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xzsc.structure.elements import TITLE, signed
from xzsc.structure.lines import Paragraph
from xzsc.structure.patterns import lazy
from xzsc.structure.titles import plain

_CARRIES = lazy(
    r"(?:印发|转发|批转|公布|发布|下发|制定|修订|研究制定|制订)[^。《》]{0,30}?《(?P<after>[^《》]{4,80}(?:《[^》]*》[^《》]*)?)》"
    r"|(?:现|将)[^。《》]{0,12}《(?P<before>[^《》]{4,80}(?:《[^》]*》[^《》]*)?)》[^。]{0,40}?(?:印发|转发|公布|下发|发给)"
    r"|《(?P<agreed>[^《》]{4,80})》(?:已经|业经)[^。]{2,40}(?:同意|通过|审议)"
)
_FOLDED = lazy(r"[\s\u3000“”\"'‘’《》〈〉*#（）()【】\[\]—\-－–~～·、，,：:]|关于")
_BEFORE = 40
"""At most so far before its first 《 a text says that it issues another one."""
_SEARCHED = 40
"""The notice itself is short: the text it carries begins within so many paragraphs."""


def split(page: Sequence[Paragraph]) -> tuple[list[list[Paragraph]], str]:
    """Return the notice and the text it carries, or the page as it is; and the title of the carried text.

    A text is carried if the notice names it between 《》 as what it issues, and its title stands
    further down: as a line of its own, or behind the signature where the lines are lost.
    """
    names: dict[str, str] = {}
    for at, paragraph in enumerate(page[:_SEARCHED]):
        is_text = not paragraph.note or paragraph.note == TITLE
        if is_text and at and names and (size := _title_lines(page, at, names)):
            title = _folded("".join(plain(p.text) for p in page[at : at + size]))
            body = [p.marked(TITLE) if n < size else p for n, p in enumerate(page[at:])]
            return [list(page[:at]), body], names[title]
        names.update(_named(paragraph.text))
        if is_text and names and (start := _behind_signature(paragraph, names)) is not None:
            head = paragraph.cut(0, start[0])
            tail = paragraph.cut(start[0], len(paragraph.text), inner=paragraph.inner)
            before = [*page[:at], *([head] if head.text else [])]
            return ([before, [tail, *page[at + 1 :]]], start[1]) if before else ([list(page)], "")
    return [list(page)], ""


def _title_lines(page: Sequence[Paragraph], at: int, names: Mapping[str, str]) -> int:
    """Return how many lines from `at` on make the title of a text that the notice names; 0 for none."""
    for size in (1, 2, 3):
        lines = page[at : at + size]
        if lines[-1].text.rstrip().endswith(("。", "：", "；")):
            return 0
        folded = _folded("".join(plain(p.text) for p in lines))
        if folded in names:
            return size
        if not any(name.startswith(folded.removesuffix("关")) for name in names):
            return 0  # 关于 may be parted by the end of a line
    return 0


def _behind_signature(paragraph: Paragraph, names: Mapping[str, str]) -> tuple[int, str] | None:
    """Return where a signature begins that the title of a named text follows, and that title."""
    found = signed(paragraph.text)
    if found is None:
        return None
    behind = _folded(re.sub(r"^\s*[（(][^）)]*[）)]", "", paragraph.text[found.end() : found.end() + 200]))
    name = next((name for name in names if name and behind.startswith(name)), None)
    return (found.start(), names[name]) if name else None


def _named(text: str) -> dict[str, str]:
    """Return the texts that a notice says it issues, by folded title."""
    names: dict[str, str] = {}
    at = text.find("《")
    if at < 0:
        return names
    for found in _CARRIES.finditer(text, max(at - _BEFORE, 0), 1500):
        name = found["after"] or found["before"] or found["agreed"]
        names[_folded(name)] = name
    return names


def _folded(title: str) -> str:
    return _FOLDED.sub("", title)
