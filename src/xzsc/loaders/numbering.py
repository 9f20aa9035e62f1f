"""The numbers that Word sets before paragraphs: 一、 （一） 1. ① as `numbering.xml` defines them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Node = Any
"""An lxml element; lxml comes without types."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACEHOLDER = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "koreanCounting",
    "taiwaneseCountingThousand", "ideographTraditional", "chineseLegalSimplified",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered.

    Args:
        start: its first number.
        form: Word's name of the number format.
        text: the label, with placeholders for the numbers of the levels.
        legal: whether all numbers in the label are plain figures.
        restarts: it begins again below a level that is less than this one; 0 for none.
    """

    start: int
    form: str
    text: str
    legal: bool = False
    restarts: int = 9


def chinese(number: int) -> str:
    """Return a number below 10,000 in Chinese numerals.

    >>> chinese(12), chinese(20), chinese(105)
    ('十二', '二十', '一百零五')
    """
    if not 0 < number < 10_000:
        return str(number)
    out, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + unit
            gap = False
        elif out:
            gap = True
    return out.removeprefix("一") if out.startswith("一十") else out


def roman(number: int) -> str:
    """Return a number in upper-case Roman numerals."""
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    out = ""
    for value, sign in zip(values, signs, strict=True):
        count, number = divmod(number, value)
        out += sign * count
    return out


def format_number(number: int, form: str) -> str:
    """Return a number in one of Word's number formats; an unknown format gives plain figures."""
    if form in _CHINESE:
        return chinese(number)
    if form == "ideographDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return roman(number).lower() if form == "lowerRoman" else roman(number)
    if form == "ideographZodiac" and 0 < number <= 12:
        return _BRANCHES[number - 1]
    if form == "ideographLegalTraditional" and 0 < number <= 10:
        return _STEMS[number - 1]
    if form == "decimalZero":
        return f"{number:02d}"
    return "" if form == "none" else str(number)


class Numbering:
    """Counts the numbered paragraphs of a document and gives each its label."""

    def __init__(self, numbering: Node | None, styles: Node | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._nums: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._styles = _style_numbers(styles) if styles is not None else {}
        if numbering is not None:
            self._read(numbering)

    def label(self, paragraph: Node) -> str:
        """Return the label of a paragraph element, or "" if it has none; counts as a side effect."""
        found = self._reference(paragraph)
        if found is None:
            return ""
        num, depth = found
        levels = self._abstract.get(self._nums.get(num, ""), {})
        if num == "0" or depth not in levels:
            return ""
        level = levels[depth]
        counters = self._counters.setdefault(self._nums[num], {})
        self._count(num, depth, levels, counters)
        if level.form == "bullet":
            return "•"
        return _PLACEHOLDER.sub(lambda match: _part(int(match[1]) - 1, levels, counters, level), level.text)

    def _count(self, num: str, depth: int, levels: Mapping[int, Level], counters: dict[int, int]) -> None:
        restart = self._overrides.get(num, {}).get(depth)
        if restart is not None and (num, depth) not in self._restarted:
            self._restarted.add((num, depth))
            counters[depth] = restart
        else:
            counters[depth] = counters.get(depth, levels[depth].start - 1) + 1
        for deeper in [other for other in counters if other > depth]:
            if deeper not in levels or depth < levels[deeper].restarts:
                del counters[deeper]

    def _reference(self, paragraph: Node) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return self._styles.get("")
        style = _value(properties.find(f"{W}pStyle"))
        own = properties.find(f"{W}numPr")
        inherited = self._styles.get(style)
        if own is None:
            return inherited
        num, depth = _value(own.find(f"{W}numId")), _value(own.find(f"{W}ilvl"))
        if not num:
            return (inherited[0], int(depth or 0)) if inherited else None
        return num, int(depth) if depth else inherited[1] if inherited else 0

    def _read(self, numbering: Node) -> None:
        for abstract in numbering.findall(f"{W}abstractNum"):
            levels = {int(item.get(f"{W}ilvl", "0")): _level(item) for item in abstract.findall(f"{W}lvl")}
            self._abstract[abstract.get(f"{W}abstractNumId", "")] = levels
            for item in abstract.findall(f"{W}lvl"):
                style = _value(item.find(f"{W}pStyle"))
                if style in self._styles:
                    self._styles[style] = self._styles[style][0], int(item.get(f"{W}ilvl", "0"))
        self._link(numbering)
        for num in numbering.findall(f"{W}num"):
            name = num.get(f"{W}numId", "")
            self._nums[name] = _value(num.find(f"{W}abstractNumId"))
            for override in num.findall(f"{W}lvlOverride"):
                start = _value(override.find(f"{W}startOverride"))
                if start.isdigit():
                    self._overrides.setdefault(name, {})[int(override.get(f"{W}ilvl", "0"))] = int(start)

    def _link(self, numbering: Node) -> None:
        """Give a list that only names a list style the levels of the list that defines it."""
        defined = {_value(item.find(f"{W}styleLink")): item for item in numbering.findall(f"{W}abstractNum")}
        for item in numbering.findall(f"{W}abstractNum"):
            target = defined.get(_value(item.find(f"{W}numStyleLink")))
            if target is not None and item.find(f"{W}numStyleLink") is not None:
                own, other = item.get(f"{W}abstractNumId", ""), target.get(f"{W}abstractNumId", "")
                self._abstract[own] = self._abstract[other]


def _part(depth: int, levels: Mapping[int, Level], counters: Mapping[int, int], shown: Level) -> str:
    level = levels.get(depth)
    if level is None:
        return ""
    return format_number(counters.get(depth, level.start), "decimal" if shown.legal else level.form)


def _level(item: Node) -> Level:
    start = _value(item.find(f"{W}start"))
    form = _value(item.find(f"{W}numFmt")) or "decimal"
    legal = item.find(f"{W}isLgl") is not None
    restarts = _value(item.find(f"{W}lvlRestart"))
    return Level(
        int(start) if start.isdigit() else 1,
        form,
        _value(item.find(f"{W}lvlText")),
        legal,
        int(restarts) if restarts.isdigit() else 9,
    )


def _style_numbers(styles: Node) -> dict[str, tuple[str, int]]:
    """Return the list and level of each paragraph style that is numbered, by itself or by its base."""
    own: dict[str, tuple[str, int]] = {}
    base: dict[str, str] = {}
    for style in styles.findall(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        base[name] = _value(style.find(f"{W}basedOn"))
        numbers = style.find(f"{W}pPr/{W}numPr")
        if numbers is not None and _value(numbers.find(f"{W}numId")):
            own[name] = _value(numbers.find(f"{W}numId")), int(_value(numbers.find(f"{W}ilvl")) or 0)
    found = dict(own)
    for name in base:
        ancestor, seen = name, {name}
        while ancestor not in own and base.get(ancestor) and base[ancestor] not in seen:
            ancestor = base[ancestor]
            seen.add(ancestor)
        if ancestor in own:
            found[name] = own[ancestor]
    return found


def _value(element: Node | None) -> str:
    return "" if element is None else str(element.get(f"{W}val", ""))
