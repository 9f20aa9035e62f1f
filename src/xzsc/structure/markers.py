"""What opens a heading, an item or an enumerated clause: 第三条, 一、, （一）, 1., ①, 一是, 首先."""

from __future__ import annotations

import re
from typing import NamedTuple

from xzsc.numerals import numeral
from xzsc.structure.patterns import lazy

ORDINALS = "一二三四五六七八九十百千零〇两"
"""The characters of the Chinese numerals that marks are numbered with."""
_CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)}
RANKS = {"附件": 1, "编": 1, "篇": 1, "分编": 2, "部分": 2, "章": 3, "节": 4, "条": 5}
"""The named divisions, whose order does not depend on the document."""

_OPENING = lazy(
    rf"""[{chr(0x200B)}{chr(0xFEFF)}]*(?P<md>\#{{1,6}}[ \u3000]+)?(?P<bold>\*\*|__)?(?P<mark>
      第(?P<nth>[{ORDINALS}]{{1,7}}|\d{{1,4}})\s?(?P<unit>分编|编|篇|部分|章|节|条)
        (?:之[{ORDINALS}]{{1,3}})?(?![款规、和或至与所])(?:[\s:：、]+|(?=\S)|$)
    | [（(](?P<han2>[{ORDINALS}]{{1,4}})[)）][、.．]?
    | (?P<han>[{ORDINALS}]{{1,4}})[、．]
    | [（(](?P<num2>\d{{1,3}})[)）][、.．]?
    | (?P<num>\d{{1,3}})(?:[．、]|\.(?!\d))
    | (?P<num3>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?=[ \u3000]+\D)
    | (?P<circled>[①-⑳])
    | 附\s?件\s?(?P<annex>\d{{1,2}})[:：]?(?=\s*\Z)
    | (?P<box>专栏[ \u3000]?(?P<boxn>\d{{0,2}}|[{ORDINALS}]{{1,2}}))(?=[：:\s\u3000]|\D)
    )?\s*""",
    re.VERBOSE,
)
_CLAUSE = lazy(
    r"""(?P<run>
      (?P<shi>[一二三四五六七八九十]{1,2})(?P<verb>[是要])(?!一|否|不[是要])[，,]?
    | 第(?P<nth>[一二三四五六七八九十]{1,2})(?P<comma>[，,、：:])
    | (?P<word>首先|其次|再次|最后)(?=[，,、：:])[，,、：:]
    | (?P<side>一方面|另一方面)[，,：:]?
    | (?P<circled>[①-⑳])
    )""",
    re.VERBOSE,
)
_OPENERS = frozenset(f"\u200b\ufeff#*_第（(附专{ORDINALS}") | _CIRCLED.keys()
CLAUSE_OPENERS = frozenset("一二三四五六七八九十第首其再最另") | _CIRCLED.keys()
_SIDES = {"一方面": 1, "另一方面": 2}
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 0}


class Marker(NamedTuple):
    """The mark that opens a paragraph.

    Args:
        family: which series it belongs to (条, 一、, （一）, 1., （1）, ①, #2 …), or "" for none.
        number: its place in the series; 0 where it has none.
        text: the mark as printed, without Markdown.
        end: offset after the mark and the white space behind it.
        depth: number of Markdown hashes, or 0.
    """

    family: str
    number: int
    text: str
    end: int
    depth: int = 0


def is_marked(text: str) -> bool:
    """Return whether a mark opens a paragraph."""
    found = _opening(text)
    return found is not None and any(found.group("mark", "md", "bold"))


def opening(text: str) -> Marker | None:
    """Return the mark that opens a paragraph, or None."""
    found = _opening(text)
    if found is None:
        return None
    hashes, bold, mark = found.group("md", "bold", "mark")
    depth = len(hashes.strip()) if hashes else 0
    if mark is None:
        return Marker("", 0, "", found.end(), depth) if depth or bold else None
    return Marker(*_family(found), mark.strip(), found.end(), depth)


def _opening(text: str) -> re.Match[str] | None:
    first = text[:1]
    return _OPENING.match(text) if first in _OPENERS or first.isdecimal() else None


def _family(found: re.Match[str]) -> tuple[str, int]:
    unit, nth, han2, han, num2, num = found.group("unit", "nth", "han2", "han", "num2", "num")
    if unit:
        return unit, numeral(nth)
    if han2:
        return "（一）", numeral(han2)
    if han:
        return "一、", numeral(han)
    if num:
        return "1.", numeral(num)
    if num2:
        return "（1）", numeral(num2)
    return _rare_family(found)


def _rare_family(found: re.Match[str]) -> tuple[str, int]:
    if found["annex"]:
        return "附件", int(found["annex"])
    if found["box"]:
        return "专栏", numeral(found["boxn"]) if found["boxn"] else 0
    if found["circled"]:
        return "①", _CIRCLED[found["circled"]]
    parts = found["num3"].split(".")
    return ".".join("1" * len(parts)), int(parts[-1])


class Clause(NamedTuple):
    """The mark that opens an enumerated clause inside a paragraph (一是, 第二，, 其次，)."""

    family: str
    number: int
    text: str


def clause(text: str, at: int = 0) -> Clause | None:
    """Return the enumeration mark at a place in a text, or None."""
    if text[at : at + 1] not in CLAUSE_OPENERS:
        return None
    found = _CLAUSE.match(text, at)
    if found is None:
        return None
    if found["shi"]:
        return Clause("一" + found["verb"], numeral(found["shi"]), found["shi"] + found["verb"])
    if found["nth"]:
        return Clause("第一", numeral(found["nth"]), "第" + found["nth"])
    if found["word"]:
        return Clause("首先", _WORDS[found["word"]], found["word"])
    if found["side"]:
        return Clause("一方面", _SIDES[found["side"]], found["side"])
    return Clause("①", _CIRCLED[found["circled"]], found["circled"])
