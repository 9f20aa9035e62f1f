"""The texts on a page told apart: a notice, the text it carries (印发《…》的通知), attachments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from xzsc.structure import attachments
from xzsc.structure.dates import ONLY
from xzsc.structure.elements import ATTACHMENT, TITLE, element, signed
from xzsc.structure.lines import Paragraph
from xzsc.structure.patterns import lazy
from xzsc.structure.titles import plain

_CARRIES = lazy(
    r"(?:印发|转发|批转|公布|发布|下发|制定|修订|研究制定|制订)[^。《》]{0,30}?《(?P<after>[^《》]{4,80}(?:《[^》]*》[^《》]*)?)》"
    r"|(?:现|将)[^。《》]{0,12}《(?P<before>[^《》]{4,80}(?:《[^》]*》[^《》]*)?)》[^。]{0,40}?(?:印发|转发|公布|下发|发给)"
    r"|《(?P<agreed>[^《》]{4,80})》(?:已经|业经)[^。]{2,40}(?:同意|通过|审议)"
    r"|《(?P<again>[^《》]{4,80})》根据本(?:决定|规定|命令|通知)[^。《》]{2,30}公布"
)
_FOLDED = lazy(r"[\s\u3000“”\"'‘’《》〈〉*#（）()【】\[\]—\-－–~～·、，,：:]|关于")
_BEFORE = 40
"""At most so far before its first 《 a text says that it issues another one."""
_SEARCHED = 40
"""The notice itself is short: the text it carries begins within so many paragraphs."""


_NOTED = lazy(r"\s*[（(][^）)]*[）)]")
_OPENS_LIST = frozenset("附0123456789０１２３４５６７８９")
_STOPS = frozenset("。；")
_LONGEST = 120
"""No line of a title is longer."""
_MAY_OPEN = frozenset(("", TITLE, ATTACHMENT))


class Text(NamedTuple):
    """A text on a page: its paragraphs, and the title by which the page calls it, or ""."""

    page: list[Paragraph]
    name: str = ""


def split(page: Sequence[Paragraph]) -> list[Text]:
    """Return the texts on a page: a notice, what it carries, attachments; one text if it is one.

    A text is carried if the notice names it between 《》 as what it issues, and its title stands
    further down: as a line of its own, or run together with what stands around it. How an attachment or
    a text of a compilation begins is told in `attachments`.
    """
    page = list(page)
    found, names = [Text([])], _Names()
    at = 0
    while at < len(page):
        paragraph = page[at]
        text = paragraph.text
        near = at < _SEARCHED
        if (near and "《" in text) or names.listing or text[0] in _OPENS_LIST:
            names.take(text, searched=near)
        if paragraph.note in _MAY_OPEN:
            first = near and len(found) == 1 and bool(names.issued) and "年" in text
            known = bool(names.issued or names.listed)
            if known and names.runs_in(text, first=first):
                page[at : at + 1] = names.apart(page[at], first=first)
                text = page[at].text
            last = text[-1]
            if at > names.start and (
                first or text[0] == "附" or last in attachments.LAST or (known and last not in _STOPS)
            ):
                opened = names.opened(page, at, first=first)
                if opened is not None:
                    size, name = opened
                    found.append(Text([_headline(p) for p in page[at : at + size]], name))
                    at = names.start = at + size
                    continue
        found[-1].page.append(page[at])
        at += 1
    return found


def _headline(paragraph: Paragraph) -> Paragraph:
    """Return a line of the head of a text marked: 附件1, or the title if no signature runs into it."""
    if attachments.ALONE.fullmatch(paragraph.text):
        return paragraph.marked(ATTACHMENT)
    return paragraph if signed(paragraph.text) else paragraph.marked(TITLE)


@dataclass(slots=True)
class _Names:
    """What a page has said so far of the texts that stand further down.

    Args:
        issued: titles of the texts that a notice issues, by folded title.
        listed: titles of the texts that a list announces.
        start: where the text begins that is being read.
        listing: whether the last paragraph is of a list of attachments.
    """

    issued: dict[str, str] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    start: int = 0
    listing: bool = False

    def take(self, text: str, *, searched: bool) -> None:
        """Learn from a paragraph; what is issued is told at the head of the page, where it is searched."""
        if searched:
            self.issued.update(_named(text))
        if text[0] == "附":
            self.listing = attachments.opens_list(text)
        elif not text[0].isdecimal():
            self.listing = False
        if self.listing or text[0].isdecimal():
            for title in attachments.listed(text, attached=self.listing):
                self.listed[_folded(title)] = title

    def runs_in(self, text: str, *, first: bool) -> bool:
        """Tell at a glance whether the title of another text may run together with what is around it."""
        return first or any(name in text for name in (*self.issued.values(), *self.listed.values()))

    def apart(self, paragraph: Paragraph, *, first: bool) -> list[Paragraph]:
        """Return a paragraph, cut where another text begins in it.

        What signs a notice stays with the title that runs into it, as the codebook has it.

        Args:
            paragraph: the paragraph.
            first: whether a notice may be signed here: no other text has begun yet.
        """
        text = paragraph.text
        if first and (found := _behind_signature(text, self.issued)):
            cuts = [0, found[0], len(text)]
        elif place := attachments.glued(text, [*self.issued.values(), *self.listed.values()]):
            cuts = [0, *place, len(text)]
        else:
            return [paragraph]
        parts = [
            paragraph.cut(a, b, inner=[at for at in paragraph.inner if at < b]) for a, b in pairwise(cuts)
        ]
        return [part.marked(element(part.text, head=False)) for part in parts if part.text]

    def opened(self, page: Sequence[Paragraph], at: int, *, first: bool) -> tuple[int, str] | None:
        """Return how many lines from `at` on are the head of another text, and its title; or None.

        Args:
            page: the paragraphs.
            at: the first line.
            first: whether a notice may be signed here: no other text has begun yet.
        """
        text = page[at].text
        if first and (signs := _behind_signature(text, self.issued)) and not signs[0]:
            return 1, self._known(signs[1])
        if len(text) > _LONGEST:
            return None
        if found := attachments.heads(page, at):
            return found[0], self._known(found[1])
        for names in (self.issued, self.listed):
            size = _title_lines(page, at, names) if names else 0
            near = names is self.issued and at < _SEARCHED
            if size and (near or attachments.holds_text(page, at + size)):
                return size, self._known("".join([plain(p.text) for p in page[at : at + size]]))
        if self.issued and text[0].isdecimal() and (name := _behind_date(text, self.issued)):
            return 1, self._known(name)
        return (1, plain(text)) if attachments.begins_anew(page, at, self.start) else None

    def _known(self, title: str) -> str:
        """Return a title as the page called it; a second text of that title is not looked for."""
        folded = _folded(title)
        issued, listed = self.issued.pop(folded, ""), self.listed.pop(folded, "")
        return issued or listed or title


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


def _behind_signature(text: str, names: Mapping[str, str]) -> tuple[int, str] | None:
    """Return where a signature begins that the title of a named text follows, and that title."""
    found = signed(text)
    if found is None:
        return None
    noted = _NOTED.match(text, found.end())
    start = noted.end() if noted else found.end()
    behind = _folded(text[start : start + 200])
    name = next((name for name in names if name and behind.startswith(name)), None)
    return (found.start(), names[name]) if name else None


def _behind_date(text: str, names: Mapping[str, str]) -> str:
    """Return the title of a named text that stands behind the date of the notice, or ""."""
    date, day, title = text.partition("日")
    return names.get(_folded(title), "") if day and ONLY.fullmatch(date + day) else ""


def _named(text: str) -> dict[str, str]:
    """Return the texts that a notice says it issues, by folded title."""
    names: dict[str, str] = {}
    at = text.find("《")
    if at < 0:
        return names
    for found in _CARRIES.finditer(text, max(at - _BEFORE, 0), 1500):
        name = next(filter(None, found.groups()))
        names[_folded(name)] = name
    return names


def _folded(title: str) -> str:
    return _FOLDED.sub("", title)
