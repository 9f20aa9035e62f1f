"""By when something is due: 到2027年, 2026年6月底前, 年底前, “十五五”末."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xzsc.numerals import numeral

_TIME = re.compile(
    r"""(?P<pre>自|从|由|比|较|与|截至|截止到?|到|至|力争)?[ ]?(?:
      (?P<year>(?:19|20)\d\d)年(?P<half>上半年)?(?:(?P<month>\d{1,2})月份?)?(?:(?P<day>\d{1,2})日)?(?:年?[底末])?
    | (?:今|本|当)年(?!以来|来)(?:(?P<soon>\d{1,2})月)?(?:年?[底末])?
    | (?<![今本当\d去前])年[底末](?=前|之前|以前)
    | (?<![年\d])(?P<only>\d{1,2})月(?:\d{1,2}日|[底末])?(?=前|之前|以前)
    | (?<![\d今本当半一二两三四五六七八九十余多后去前])(?P<within>年内)
    | “(?P<plan>[六七八九]|十[一二三四五六七八九]?)五”(?P<period>时期|期间)?(?P<close>期?末)?
    )(?P<before>之前|以前|前(?!后|列|茅|期|沿|段))?(?P<since>起|以来|以后|之后|后|印发|发布|出台|施行|的(?![^，。；：]{0,10}(?:目标|任务|工作)))?""",
    re.VERBOSE,
)
_HINT = re.compile(r"[年月五](?:(?<=年)(?:[底末内前]|(?<=[\d今本当]年))|(?<=月)[^，。]{0,3}前|(?<=五)”)")
"""What every time has that can be due; most sentences name none."""
_AIMS = re.compile(
    "[^，。；：]{0,24}目标(?:[是为]|[^，。；：]{0,3}：)|，?(?:[^，。；：年月日]{0,4}(?<![主重需必纲])要(?![求点闻])|力争|拟|计划)"
)
_DUE = ("到", "至", "力争")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time named at ``text[start:end]``; ``due`` is "" where nothing is due by it (2024年，截至2023年底).

    It is ``stated`` where 到 or 前 say so, or aims are told for it; else the time is only to come.
    """

    start: int
    end: int
    due: str
    stated: bool


def deadlines(text: str, *, year: str = "", aims: bool = False) -> list[Deadline]:
    """Return the times that a sentence names, in reading order.

    Args:
        text: the sentence or heading.
        year: in which it was written, or "": years before it are past, 年底 is its end.
        aims: whether the text is known to tell of aims and tasks, as 今年的目标是 says of itself: the
            year in which it was written is then due.

    >>> [each.due for each in deadlines("2024年达到5%，到2027年达到6%，2030年达到8%。", year="2025")]
    ['', '2027', '2030']
    """
    if not _HINT.search(text):
        return []
    found: list[Deadline] = []
    for match in _TIME.finditer(text):
        if match["pre"] not in ("比", "较", "与"):
            stated = aims or _is_stated(match) or _AIMS.match(text, match.end()) is not None
            due = _due(match, year, found[-1].due if found else "", stated)
            found.append(Deadline(*match.span(), due, stated))
    return found


def _is_stated(match: re.Match[str]) -> bool:
    by = match["pre"] in _DUE and not match["plan"]
    return bool(by or match["before"] or match["within"] or match["close"])


def _due(match: re.Match[str], year: str, last: str, stated: bool) -> str:
    """What is due by a time: stated so, as the next step after a deadline, or because it is to come."""
    if match["since"] or match["pre"] in ("自", "从", "由"):
        return ""
    date = _date(match, year)
    if not date[:4].isdecimal():
        return date if stated else ""
    if year and date[:4] < year:
        return ""
    coming = bool(year and date[:4] > year) or (last[:4].isdecimal() and last[:4] < date[:4])
    return date if stated or (coming and bool(match["year"] or match["period"])) else ""


def _date(match: re.Match[str], year: str) -> str:
    """Return an ISO date, month or year; the words where the year is not known."""
    if match["plan"]:
        return str(1955 + 5 * numeral(match["plan"]))
    at = match["year"] or year
    if not at:
        return match[0].strip()
    month = match["month"] or match["soon"] or match["only"] or ("6" if match["half"] else "")
    if not month:
        return at
    return f"{at}-{int(month):02d}" + (f"-{int(match['day']):02d}" if match["day"] else "")
