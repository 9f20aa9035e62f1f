"""Numbers that a sentence states: value, unit, comparator, base, deadline, 约束性 or 预期性."""

from __future__ import annotations

import re

from xzsc.model import Figure, Span

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_CHINESE = "零〇一二两三四五六七八九十百千万亿"

_BEFORE = (
    "不低于|不少于|不超过|不高于|不多于|不大于|不小于|超过|突破|达到|达|高于|低于|多于|少于|至少|最高|最低|控制在|稳定在"
    "|提高到|提升到|增加到|上升至|上升到|下降至|下降到|降至|降到|增长到|扩大到|保持在|力争|接近|约为|约|近|逾|翻(?=[一两二三四1-4]番)"
)
_AFTER = "以上|以下|以内|左右|之内|上下|内(?![资部陆地外容河蒙设涵生])"
_NUMBER = rf"(?:\d[\d,，]*(?:\.\d+)?|[{_CHINESE}]+(?:点[{_CHINESE}]+)?)"
_UNITS = (
    "个百分点|百分点|万亿元人民币|亿元人民币|万元人民币|万亿美元|亿美元|万美元|美元|万亿元|亿元|万元|元人民币|元|亿千瓦时|千瓦时|万千瓦|千瓦"
    "|公里|平方公里|平方米|万平方米|立方米|万亩|亩|公顷|万吨|亿吨|吨|公斤|千克|毫克|微克|克|升|亿斤|万亿斤|斤|万人次|人次|人|户|家|个|项"
    "|件|所|座|条|台|套|辆|名|次|倍|成|年|个月|月|天|日|小时|分钟|秒|个工作日|工作日|岁|期|批|张|处|支|部|床|门|位|类|种|颗|米|米级|场|场次"
    "|大|番|EFLOPS|P|GW|MW"
)
_PART_OF = {
    "部": "门委队分位署属级件", "场": "景所地馆域", "人": "才工民社均大", "家": "庭政", "种": "植子业质",
    "天": "然", "日": "常报均", "年": "级轻均", "大": "小型力学",
}  # fmt: skip
"""Before these a unit is the beginning of a word: 8部门, 12万人才."""
_UNIT = "|".join(
    unit + (f"(?![{_PART_OF[unit]}])" if unit in _PART_OF else "")
    for unit in sorted(_UNITS.split("|"), key=len, reverse=True)
)
_MEASURED = re.compile(
    rf"\d|[{_CHINESE}][余多]?[%％‰{''.join(sorted({unit[0] for unit in _UNITS.split('|')}))}]|百分之"
)
"""What a text with figures holds: a digit, or a numeral with the first character of a unit behind it."""
_PER = "/(?:平方米|立方米|公里|人|月|年|天|日|户|亩|家|吨|升|千瓦时|小时)"
_OPENS = "".join(sorted({word[0] for word in _BEFORE.split("|")} | set(f"第{_CHINESE}")))
_FIGURE = re.compile(
    # A glance at the first character spares half of the time.
    rf"(?=[\d{_OPENS}])(?P<before>{_BEFORE})?(?P<ordinal>第)?(?P<percent>百分之)?(?P<number>{_NUMBER})"
    rf"(?:[%％]?\s*[-—–~～至]\s*(?P<upper>{_NUMBER}))?(?P<scale>万亿|亿|万|千万|百万)?(?P<more>余|多)?"
    rf"(?P<unit>(?:%|％|‰|{_UNIT})(?:{_PER})?)?(?P<after>{_AFTER})?"
)
_RANK = re.compile(
    rf"(?:居|列|排|排名|排在)(?:世界|全球|全国|全省|全市|中部|西部|东部)?(第({_NUMBER}))(?![个次批届期条款章])"
)
_BEGINS = re.compile("起|以来|以后|之后|印发|发布|出台")
"""After these a date is when something began, not when it is due."""
_DEADLINE = re.compile(
    r"(?<![比较])(?:到|至|截至|截止到?|于|在)?\s*((?:19|20)\d\d)年(?:(\d{1,2})月)?(?:(\d{1,2})日)?(底|末|初)?(前|之前|以前)?"
)
_BASE = re.compile(r"(?:比|较|相比)((?:19|20)\d\d年|上年|去年|前一年)")
_CLAUSE_END = re.compile("[，。；]")
_GOES_ON = tuple("为果立员长本都功熟效就绩交")
"""After these 成 is the beginning of a word (统一成立), not tenths."""
_NEED_UNIT = re.compile(rf"[{_CHINESE}]+")


def chinese_number(text: str) -> float | None:
    """Return the value of a numeral in Chinese or plain figures, or None.

    >>> chinese_number("三千二百"), chinese_number("一点五"), chinese_number("两万"), chinese_number("12,000")
    (3200.0, 1.5, 20000.0, 12000.0)
    """
    plain = text.replace(",", "").replace("，", "")
    try:
        return float(plain)
    except ValueError:
        pass
    whole, _, fraction = text.partition("点")
    value = _whole(whole)
    if value is None or any(c not in _DIGITS for c in fraction):
        return None
    digits = "".join(str(_DIGITS[c]) for c in fraction)
    return value + (float("0." + digits) if digits else 0.0)


def _whole(text: str) -> float | None:
    if text and all(c in _DIGITS for c in text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total, section, digit = 0, 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        elif c in _SCALES:
            total = (total + section + digit or 1) * _SCALES[c]
            section = digit = 0
        else:
            return None
    return float(total + section + digit) if text else None


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a sentence, spans counted inside it.

    Of a range (3至5个) the value is the lower bound; the text holds both.
    """
    numbers = _numbers(text)
    ranks = list(_RANK.finditer(text)) if "第" in text else []
    if not numbers and not ranks:
        return ()
    bases = list(_BASE.finditer(text))
    measured_from = {base.start(1) for base in bases}
    deadlines = [
        each
        for each in _DEADLINE.finditer(text)
        if each.start(1) not in measured_from and not _is_beginning(each, text)
    ]
    binding = next((kind for kind in ("约束性", "预期性") if kind in text), "")
    found = [
        Figure(
            text=match[0],
            value=_value(match),
            unit=_unit(match),
            spans=(match.span(),),
            comparator=match["before"] or match["after"] or ("余" if match["more"] else ""),
            deadline=_deadline(deadlines, match.span()),
            binding=binding,
            base=_base(bases, match.start(), text),
        )
        for match in numbers
    ]
    found += [
        Figure(match[1], chinese_number(match[2]), "位", (match.span(1),), binding=binding)
        for match in ranks
        if not any(each.spans[0][0] <= match.start(1) < each.spans[0][1] for each in found)
    ]
    return tuple(sorted(found, key=lambda each: each.spans))


def _numbers(text: str) -> list[re.Match[str]]:
    if not _MEASURED.search(text):
        return []
    return [match for match in _FIGURE.finditer(text) if _counts(match, text)]


def _is_beginning(date: re.Match[str], text: str) -> bool:
    """Whether a date says from when on (自…起施行), so that nothing is due by it."""
    return text[: date.start()].endswith(("自", "从")) or bool(_BEGINS.match(text, date.end()))


def _counts(match: re.Match[str], text: str) -> bool:
    """Years, ordinals of headings, dates and numerals inside words are no figures."""
    unit = match["unit"] or ("%" if match["percent"] else "")
    number = match["number"]
    start, end = match.span("number")
    if match["ordinal"]:
        return match["unit"] in ("位", "名")
    if unit == "年" and re.fullmatch(r"(?:19|20)\d\d", number):
        return False
    if unit in ("月", "日") and not match["after"] and not match["before"]:
        return False
    if not unit and not match["scale"]:
        return False
    if unit == "成":
        return len(number) == 1 and text[match.end() : match.end() + 1] not in _GOES_ON
    if unit == "番":
        return match["before"] == "翻"
    if unit == "大":
        return number.isdecimal() or (len(number) == 1 and number in "两三四五六七八九")
    if _NEED_UNIT.fullmatch(number):
        if unit in ("个月", "个工作日", "工作日"):
            return True
        if number in ("一", "万", "千", "百", "十", "亿") and unit != "%":
            return False
        if (start and text[start - 1] in "“「第十百") or (
            not match["percent"]
            and unit in ("个", "种", "类", "次", "部", "支", "条", "项", "期", "位", "成", "")
        ):
            return False
    return end > start


def _base(bases: list[re.Match[str]], start: int, text: str) -> str:
    """What the figure is measured against: named before it in the same clause."""
    before = [
        each for each in bases if each.end() <= start and not _CLAUSE_END.search(text, each.end(), start)
    ]
    return before[-1][0] if before else ""


def _value(match: re.Match[str]) -> float | None:
    value = chinese_number(match["number"])
    scale = {"万亿": 1e12, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, None: 1.0}[match["scale"]]
    return None if value is None else value * scale


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "%"
    return (match["unit"] or "").replace("％", "%")


def _deadline(deadlines: list[re.Match[str]], span: Span) -> str:
    """The last date named before the figure: the year, or an ISO date."""
    before = [each for each in deadlines if each.end() <= span[0]]
    if not before:
        return ""
    year, month, day = before[-1].group(1, 2, 3)
    if day:
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return f"{year}-{int(month):02d}" if month else str(year)
