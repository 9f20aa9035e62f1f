"""The text that a notice carries (印发《…》的通知) told from the notice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xzsc.structure.elements import TITLE, signature
from xzsc.structure.lines import Paragraph
from xzsc.structure.titles import plain

_CARRIES = re.compile(
    r"(?:印发|转发|批转|公布|发布|下发|制定|修订|研究制定|制订)[^。《》]{0,30}?《(?P<after>[^《》]{4,80}(?:《[^》]*》[^《》]*)?)》"
    r"|(?:现|将)[^。《》]{0,12}《(?P<before>[^《》]{4,80}(?:《[^》]*》[^《》]*)?)》[^。]{0,40}?(?:印发|转发|公布|下发|发给)"
    r"|《(?P<agreed>[^《》]{4,80})》(?:已经|业经)[^。]{2,40}(?:同意|通过|审议)"
)
_FOLDED = re.compile(r"[\s\u3000“”\"'‘’《》〈〉*#（）()【】\[\]—\-－–~～·、，,：:]|关于")
_SEARCHED = 40
"""The notice itself is short: the text it carries begins within so many paragraphs."""


def carried(page: Sequence[Paragraph]) -> tuple[int, int] | None:
    """Return where the carried text begins: paragraph and number of title lines (0 where
    signature and title run into its first sentence); None if nothing is.

    The text is carried if the notice names it between 《》 as what it issues, and its title stands
    further down as a line of its own.
    """
    names: set[str] = set()
    for at, paragraph in enumerate(page[:_SEARCHED]):
        if (
            names
            and signature(paragraph.text)[0]
            and any(name in _folded(paragraph.text[:500]) for name in names)
        ):
            return at, 0
        if names and not paragraph.text.rstrip().endswith(("。", "：")):
            for size in (1, 2, 3):
                lines = page[at : at + size]
                if at and _folded("".join(plain(p.text) for p in lines)) in names:
                    return at, size
        names.update(_named(paragraph.text))
    return None


def _named(text: str) -> set[str]:
    names = set()
    for found in _CARRIES.finditer(text[:1500]):
        name = found["after"] or found["before"] or found["agreed"]
        names.add(_folded(name))
    return names


def _folded(title: str) -> str:
    return _FOLDED.sub("", title)


def split(page: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Return the notice and the text it carries, or the page as it is."""
    place = carried(page)
    if place is None:
        return [list(page)]
    at, size = place
    body = [p.marked(TITLE) if n < size else p for n, p in enumerate(page[at:])]
    return [list(page[:at]), body]
