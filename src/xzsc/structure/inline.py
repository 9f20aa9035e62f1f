"""Headings that stand inside a printed paragraph because the line breaks are lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xzsc.structure.lines import Paragraph
from xzsc.structure.markers import HAN_DIGITS, numeral

_MARK = re.compile(
    rf"(?P<at>[（(](?P<han2>[{HAN_DIGITS}]{{1,3}})[)）]|(?P<han>[{HAN_DIGITS}]{{1,3}})、"
    rf"|第(?P<nth>[{HAN_DIGITS}]{{1,5}})(?P<unit>[编章节条])(?![款规、和或至与所的之])"
    r"|(?<![\d.．（(第])(?P<num>\d{1,2})[.．、](?![\d]))"
)
_BEFORE = re.compile(r"[。！？；：:;”）)》]\Z")
_TAIL = re.compile(r"更多信息请关注.{2,30}\Z")


def unfold(page: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Yield paragraphs, those that hold headings of their own taken apart at them."""
    last: dict[str, int] = {}
    for paragraph in page:
        if paragraph.note:
            yield paragraph
            continue
        yield from _parts(paragraph, last)


def _parts(paragraph: Paragraph, last: dict[str, int]) -> Iterator[Paragraph]:
    text, at = paragraph.text, 0
    tail = _TAIL.search(text)
    stop = tail.start() if tail else len(text)
    for found in _MARK.finditer(text, 0, stop):
        family, number = _series(found)
        start = found.start()
        if start == 0:
            last[family] = number
            continue
        if (
            (number == last.get(family, 0) + 1
            and number > 0
            and _stands_free(text, start, family))
            or (number == 1 and _stands_free(text, start, family))
        ):
            last[family] = number
            if start > at:
                yield paragraph.cut(at, start)
            at = start
    if at < stop:
        yield paragraph.cut(at, stop) if at or tail else paragraph
    if tail:
        yield paragraph.cut(stop, len(text), note="网页")


def _series(found: re.Match[str]) -> tuple[str, int]:
    if found["unit"]:
        return found["unit"], numeral(found["nth"])
    for name in ("han2", "han", "num"):
        if found[name]:
            return name, numeral(found[name])
    raise AssertionError(found)


def _stands_free(text: str, at: int, family: str) -> bool:
    """Return whether a mark stands where a sentence has ended."""
    return _BEFORE.search(text[at - 1 : at]) is not None
