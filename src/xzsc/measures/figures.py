"""Numbers that a sentence states: value, unit, comparator, base, deadline, 约束性 or 预期性."""

from __future__ import annotations

import re

from xzsc.measures.deadlines import Deadline, deadlines
from xzsc.measures.quantities import RANK, SHARES, TIMES, Quantity, quantities
from xzsc.model import Figure

_CHANGE = "增长|提高|提升|增加|上升|下降|降低|减少|压减|压缩|缩短|扩大|净增|新增|回落|翻|高出?|低|多|少|快|慢"
_HOW = "(?:分别|再|累计|平均|年均|大幅|同口径|约)?"
_BASE = re.compile(
    rf"""(?=[比较与同环由从相是为达高低多少快优超])(?:(?P<than>(?<![占同环对相正百价之])比(?![重例较如值率])[^，。；、：]{{2,16}}?(?={_HOW}(?:{_CHANGE}))
    |较(?=[\d上去前同全“基现原改国省目])[^，。；、：]{{1,16}}?(?={_HOW}(?:{_CHANGE}))
    |与[^，。；]{{2,14}}相比[，,]?|[同环]比
    |[由从][^，。；：]{{1,24}}?(?={_HOW}跃?(?:(?:{_CHANGE}|[升增降减扩缩延压])[到至为]|居)))
    |(?:相当于|[是为达]到?)(?P<of>(?:\d{{4}}年|上年|去年|全[国省市])[^，。；、\d]{{0,5}}?)的?(?=[\d一二两三四五六七八九十.]+倍)
    |(?P<level>(?<!不)(?:[高低多少快优]于|(?<!反)超(?:[过出]|(?![过出])))[^，。；、：\d]{{1,12}}?)(?=约?[\d.]+(?:个百分点|倍)))""",
    re.VERBOSE,
)
_END = re.compile(r"[，。；;]|,(?!\d)")
_BREAK = re.compile(rf"{_END.pattern}|、(?!\d|{_CHANGE})")
"""A base holds for a list of figures (5%、6%), not for the next thing said."""
_BINDING = re.compile("(?P<tag>[（(](?=[约预]..?(?:指标|目标)?[）)]))?(?:(?P<kind>约束性|预期性)|预期目标)")
"""A tag in brackets is said of the figure in front of it, or of the one behind it in the same clause."""
_EACH = re.compile(
    r"每((?:[一两二三四五六七八九十半百千万]|\d+万?)?(?:学?年|个?月|季度|周|天|日|人口?|户|亩|家|名|吨|公里|平方米|小时"
    r"|[场次例件项所座台套辆头只支篇村县]|个(?![月人]|工作日)))"
)
_TIMES, _AGES = frozenset(TIMES.split("|")), ("岁", "周岁")
_NO_RATE = _TIMES | frozenset((*SHARES.split("|"), RANK, "倍", "番", "比"))


def figures(text: str, *, year: str = "", due: str = "", binding: str = "") -> tuple[Figure, ...]:
    """Return the figures of a sentence, spans counted inside it.

    Args:
        text: the sentence.
        year: in which it was written, or "".
        due: by when things are due that the sentence gives no time for (the section's deadline).
        binding: 约束性 or 预期性 where the section says so.
    """
    found = quantities(text)
    if not found:
        return ()
    times = deadlines(text, year=year, aims=bool(due) and due[:4] == year)
    bases = list(_BASE.finditer(text))
    return tuple(
        Figure(
            text=text[each.start : each.end],
            value=each.value,
            unit=_rate(each, text),
            spans=((each.start, each.end),),
            comparator=each.comparator,
            deadline=_deadline(times, bases, each, due),
            binding=_binding(each, text) or binding,
            base=_base(bases, each, text),
        )
        for each in found
    )


def binding_of(heading: str) -> str:
    """Return what a heading says of the figures below it: 约束性, 预期性 or ""."""
    match = _BINDING.search(heading)
    return _kind(match) if match else ""


def _kind(match: re.Match[str]) -> str:
    return match["kind"] or "预期性"


def _deadline(times: list[Deadline], bases: list[re.Match[str]], quantity: Quantity, due: str) -> str:
    """The last time named before the figure: due by then, or nothing is; 五年 alone and an age are never due.

    A base (由2024年的3200家) is not due, and the year it names says nothing of what comes after it.
    """
    stem = quantity.stem
    if quantity.unit in _AGES or (quantity.unit in _TIMES and not quantity.comparator):
        return ""
    if any(base.start() < stem < base.end() for base in bases):
        return ""
    before = [each.due for each in times if each.end <= stem and (each.due or not _inside(each, bases))]
    return before[-1] if before else due


def _inside(time: Deadline, bases: list[re.Match[str]]) -> bool:
    return any(base.start() <= time.start and time.end <= base.end() for base in bases)


def _binding(quantity: Quantity, text: str) -> str:
    """Said before the figure, or right behind it; 9项约束性指标 only counts them."""
    if "约束性" not in text and "预期" not in text:
        return ""
    behind = _END.split(text[quantity.end :])[0]
    after = _BINDING.search(behind)
    if after:
        counts = not after["tag"] and behind[after.end() :].startswith(("指标", "目标"))
        return "" if counts else _kind(after)
    before = _BINDING.finditer(text, 0, quantity.start)
    said = [each for each in before if not (each["tag"] and _breaks(text, each.end(), quantity.start))]
    return _kind(said[-1]) if said else ""


def _base(bases: list[re.Match[str]], quantity: Quantity, text: str) -> str:
    """What the figure is measured against: named before it in the same clause."""
    stem = quantity.stem
    before = [each for each in bases if each.end() <= stem and not _breaks(text, each.end(), stem)]
    if not before:
        return ""
    return (before[-1]["than"] or before[-1]["of"] or before[-1]["level"]).rstrip("，,")


def _breaks(text: str, start: int, end: int) -> bool:
    found = _BREAK.search(text, start)
    return found is not None and found.start() < end


def _rate(quantity: Quantity, text: str) -> str:
    """The unit, with what it is asked for each of: 每人每年补助500元 has 元/人/年."""
    unit = quantity.unit
    if not unit or "/" in unit or unit in _NO_RATE or "每" not in text:
        return unit
    clause = _END.split(text[: quantity.start])[-1]
    return "/".join((unit, *dict.fromkeys(each for each in _EACH.findall(clause) if each != unit)))
