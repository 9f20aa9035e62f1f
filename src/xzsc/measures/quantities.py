"""Quantities in a sentence: comparator, numeral (750余万), unit (人次), 以上.

A numeral is looked for first; what stands right behind it is its unit, what stands right before it
its comparator. Years, dates, ordinals and numerals inside words (三农, 一批) are no quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from xzsc.measures.wordlists import either, words
from xzsc.numerals import ARABIC, HAN_DIGITS, MAGNITUDES, TENS, number, spelled
from xzsc.structure.patterns import lazy

TIMES = (
    "年|个月|个多月|个季度|季度|月|周岁|岁|天|日|小时|分钟|秒|毫秒|个工作日|工作日|学年|学期|学时|课时"
    "|学分|交易日|个交易日"
)
_PERSON_YEARS = "人年(?![年龄均度初中底末内前后]|[收支][入出])"
SHARES = "%|％|‰|个百分点|百分点|个基点|基点"


@cache
def _unit() -> str:
    """The units as a pattern, the longest first."""
    names = {*words("classifiers"), *words("units"), *TIMES.split("|"), *SHARES.split("|")}
    longer = {word[0]: word[1:] for word in words("beginnings")}
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join((_PERSON_YEARS, *(_whole(name, longer) for name in ordered)))


def _first() -> str:
    return "".join(sorted({name[0] for name in _unit().split("|")}))


def _whole(name: str, longer: dict[str, str]) -> str:
    if name.isascii() and name[-1].isalpha():
        return rf"{name}(?![A-Za-z\d+])"
    return f"{name}(?![{longer[name]}])" if name in longer else name


_SIZE = f"(?:(?![百千])[{MAGNITUDES}]|百(?!分)|千(?![瓦克米伏]))"
_TENS = "".join(TENS)
_HAN = rf"(?:[{HAN_DIGITS}{_TENS}]|{_SIZE})+(?:点[{HAN_DIGITS}]+{_SIZE}*)?"
_ARABIC = rf"(?:\d(?:[ ]\d(?!\d))+|{ARABIC})"
"""Old prints set the digits apart: 1 2 0 户."""
_NUMBER = rf"(?:{_ARABIC}(?:{_SIZE}+{ARABIC})*(?:[ ]?{_SIZE}+)?|{_HAN})(?:[余多来]{_SIZE}+)?"
_CHINESE = HAN_DIGITS + _TENS + MAGNITUDES
_START = lazy(
    lambda: (
        rf"[\d半{_CHINESE}](?:(?<=\d)(?<![A-Za-z\d.．]\d)"
        rf"|(?<=[{_CHINESE}])(?=[{_CHINESE}点余多来]*(?:[{_first()}]|分之))|(?<=半)(?=[年天]))"
    )
)
"""A digit, or a Chinese numeral with the first character of a unit behind it."""
_AFTER = "(?:[（(]不?含[)）])?[及或]?(?:以上|以下|以内|左右|之内|上下)|内(?![资部陆地外容河蒙设涵生需循])"
_QUANTITY = lazy(
    lambda: (
        rf"""(?:(?P<of>[百千万]|[{HAN_DIGITS}十]+)分之)?(?P<number>半|{_NUMBER})(?P<part>[/／](?:[2-9]0?|100?)(?![\d/／A-Za-z.月日]))?
    (?:[%％]?[ ]?(?:[-－—–―~～〜]{{1,2}}|至|到)[ ]?(?P<upper>{_NUMBER}))?
    (?P<more>[余多])?
    (?:[ ]?(?P<unit>(?:{_unit()})(?:[/／](?:{either(words("each"))})){{0,2}}))?
    (?P<half>(?<=[倍年天时])半(?![径导成年天月日数价程自山截球]))?
    (?P<ratio>[:∶：]\d+(?:\.\d+)?(?=的?比例|配套|的?配|予以|给予))?
    (?P<over>多(?![种样个元项方年层次维]))?
    (?P<after>{_AFTER})?"""
    ),
    re.VERBOSE,
)
_SIZED = re.compile(f"[点{MAGNITUDES}]")
_PAIRS = "|".join(f"(?<={low}){high}" for low, high in pairwise("一二三四五六七八九"))
_ROUGH = re.compile(rf"(?<![{HAN_DIGITS}].)(?:{_PAIRS})(?=[十百千万亿])")
"""The second of two neighbouring digits before a size: 二三十 is from 20 to 30."""
_LARGE = "万亿萬億"
_MORE = re.compile("[余多来 ]")
_ABOUT = re.compile("[余多来]")
_NO_SHARE = ("第", "/", "／", "-", "—", "–", ".", "“", "「")
"""Before 1/4: a date, a page, a name."""
_QUOTES = ("“", "「", "《")
_YEAR = re.compile(rf"(?:19|20)\d\d|[{HAN_DIGITS}]{{4}}")
_COMPARED = frozenset(("%", "‰", "倍", "个百分点", "百分点"))
"""Before these a comparator may stand some words away (不超过总投资的30%)."""
_PEOPLE = re.compile(
    "[\u4e00-\u9fff]{0,4}?(?:人口|人(?![才工民均])|人才|职工|群众|学生|毕业生|农民工|劳动力|儿童|幼儿|农户|居民|工人|人员)"
)
_PLAN = re.compile("(?:(?!时间|以上|以下|左右)[^，。；、]){0,4}(?:行动|计划|规划|纲要)|以?来")
"""After 三年 or 五年: the name of a plan, or the time gone by."""
_PERIODS = ("过去", "未来", "今后", "这", "的")
"""Before 三年 or 五年: a time that is spoken of, nothing that is counted."""
_VERB = (
    "提高|提升|增加|上升|增长|扩大|拓展|延长|上调|上浮|下降|降低|减少"
    "|压减|压缩|缩减|缩短|回落|下调|下浮|下滑|收窄"
)
_NEAR = re.compile(
    rf"""(?:(?:年均|平均|连续|力争|至少|至多|最[高低多少长短大小]|不[得应能可宜]?(?:[低高少多大小]于|超过?)|不足|不满|不到|未达到?|未超过
    |[高低多少大小]于|超过|超出|(?<![赶反])超|突破|逾|接近|将近|(?<![附最临靠邻远])近|大约
    |(?<![条合契预公节签大])约为?|可[达至]|高达|多达|达到?|[控抑]制在|稳定在|保持在|维持在|(?:{_VERB})[了到至为]?|[升增降减扩缩延压][至到]
    |(?<=[同环]比)[增降升减]|(?P<rare>[翻上前]|(?<![走超通经])过))[ ]?){{1,4}}$""",
    re.VERBOSE,
)
_FAR = re.compile(
    rf"(?:不[得应能可宜]?(?:[高低少多]于|超过)|至少|最高|最多|不足|(?<![不得应能可宜])(?:[高低少多快优]于|超过))(?=[^，。；：、！？\d{HAN_DIGITS}]{{1,14}}$)"
)
_LIST = ("、", "和", "及", "与")
_OF_ONE = ("", "近", "约", "连续", "前")
"""Comparators that are said of the figure behind them, not of those that follow."""
_CLOSE, _REACH = 12, 24
"""So far before a numeral a comparator is looked for, right behind it or with words between."""
_UNITS_OF = {"翻": ("番",), "前": ("名", "位", "%")}
RANK = "位次"
_RANKED = re.compile(
    rf"[居列排](?:名|在)?[\u4e00-\u9fff]{{0,6}}?(?P<rank>第(?P<nth>\d+|[{HAN_DIGITS}十百]+)(?:[位名])?)(?![个次批届期条款章季轮产方])"
    rf"|(?P<rank2>第(?P<nth2>\d+|[{HAN_DIGITS}十百]+)[位名])"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeral with its unit and comparators: ``text[start:end]``.

    Of a range (3至5个, 二三十个) the value is the lower bound. ``stem`` is where the numeral begins.
    """

    start: int
    stem: int
    end: int
    value: float | None
    unit: str
    comparator: str


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a sentence in reading order, ranks (居全省第二) among them.

    >>> [(q.value, q.unit, q.comparator) for q in quantities("培训750余万人次，下降百分之三以上。")]
    [(7500000.0, '人次', '余'), (3.0, '%', '下降…以上')]
    """
    found, at = [], 0
    while start := _START.search(text, at):
        match = _QUANTITY.match(text, start.start())
        at = max(match.end("number"), start.end()) if match else start.end()
        if match and (quantity := _quantity(match, text)):
            found.append(quantity)
            at = match.end()
    found = _coordinated(found, text)
    return sorted([*found, *_ranks(text)], key=lambda each: each.start) if "第" in text else found


def _coordinated(found: list[Quantity], text: str) -> list[Quantity]:
    """What stands before the first of a list is said of all of it: 分别增长8%、7%以上."""
    told: list[Quantity] = []
    lead, end, unit = "", 0, ""
    for each in found:
        if each.start < each.stem:
            lead = text[each.start : each.stem].strip()
        elif lead in _OF_ONE or each.unit != unit or text[end : each.start] not in _LIST:
            lead = ""
        else:
            joined = "…".join(part for part in (lead, each.comparator) if part)
            each = replace(each, comparator=joined)
        end, unit = each.end, each.unit
        told.append(each)
    return told


def _ranks(text: str) -> list[Quantity]:
    """Places in an order; an ordinal is never a quantity, so the two do not overlap."""
    found = []
    for match in _RANKED.finditer(text):
        start, end = match.span("rank" if match["rank"] else "rank2")
        found.append(Quantity(start, start, end, number(match["nth"] or match["nth2"]), RANK, ""))
    return found


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    stem, end = match.start(), match.end()
    window = text[max(0, stem - _CLOSE) : stem]
    near = _near(window, match)
    before = near[0].strip() if near else ""
    if not _counts(match, window, before):
        return None
    value, unit = _worth(match)
    if not unit and (people := _PEOPLE.match(text, end)):
        unit, end = people[0], people.end()
    start = stem - len(near[0]) if near else stem
    more = "余" if _ABOUT.search(text, match.start("number"), match.end()) else ""
    comparators = (_far(text[max(0, start - _REACH) : start], unit), before, more, match["after"])
    return Quantity(start, stem, end, value, unit, "…".join(part for part in comparators if part))


def _near(window: str, match: re.Match[str]) -> re.Match[str] | None:
    """The comparators right before a numeral; 翻 stands before 番 only, 上 and 过 before 百, 前 before 名."""
    near = _NEAR.search(window)
    if near and near["rare"] in _UNITS_OF:
        return near if match["unit"] in _UNITS_OF[near["rare"]] else None
    if near and near["rare"]:
        return near if match["number"][0] in "百千万亿" else None
    return near


def _far(window: str, unit: str) -> str:
    """A comparator some words before a share (不超过总投资的30%); 至少 before anything."""
    far = _FAR.search(window)
    return far[0] if far and (unit in _COMPARED or far[0] == "至少") else ""


def _counts(match: re.Match[str], window: str, before: str) -> bool:
    """Whether a numeral counts something: no year, ordinal or period gone by, and with a unit or 万."""
    numeral, unit, compared = match["number"], match["unit"] or "", bool(before or match["after"])
    if match["of"] or match["ratio"]:
        return True
    if match["part"]:
        proper = numeral.isdecimal() and 0 < int(numeral) < int(match["part"][1:])
        return proper and not window.endswith(_NO_SHARE)
    if window.endswith(("第", "届")):
        return False
    if not unit:
        return numeral[0].isdecimal() and numeral[-1] in _LARGE
    if unit in ("年", "学年"):
        dated = _YEAR.fullmatch(numeral.replace(" ", "")) or _PLAN.match(match.string, match.end())
        passed = before == "近" or dated
        return not passed and not window.endswith(_PERIODS) and _is_count(match, window, before, compared)
    return _is_count(match, window, before, compared)


def _is_count(match: re.Match[str], window: str, before: str, compared: bool) -> bool:
    """Whether a numeral with this unit is a count and no date, name or word."""
    numeral, unit = match["number"], match["unit"]
    if unit in ("月", "日") and (not compared or before == "力争"):
        return False
    if unit == "大":
        is_word = numeral == "三" and match.string.startswith("产业", match.end())
        return numeral.isdecimal() or (len(numeral) == 1 and numeral in "两三四五六七八九" and not is_word)
    if unit == "番":
        return before.endswith("翻")
    if numeral == "半":
        return compared and window[-1:] not in ("上", "下", "前", "后")
    firm = bool(match["after"]) or before[:1] in tuple("不至最连超近约未")
    if numeral[0].isdecimal():
        return True
    return window[-1:] not in _QUOTES and _han_counts(spelled(numeral), unit, compared, firm)


def _han_counts(numeral: str, unit: str, compared: bool, firm: bool) -> bool:
    """Chinese numerals stand in many words (一批, 三个代表, 三五年, 千家万户, 城乡二元结构)."""
    if (len(numeral) > 1 and not _SIZED.search(numeral)) or number(_bare(numeral)) is None:
        return False
    if len(numeral) > 1 or unit in ("个月", "个工作日", "工作日"):
        return True
    if unit in words("classifiers"):
        return firm
    return compared or (numeral not in "一十百千万亿" and unit != "元")


def _worth(match: re.Match[str]) -> tuple[float | None, str]:
    """Value and unit; shares of all kinds (三成, 三分之一, 百分之六十) in %."""
    unit = (
        (match["unit"] or "")
        .replace("％", "%")
        .replace("／", "/")
        .replace("个多月", "个月")
        .replace("张床位", "床位")
    )
    if match["number"] == "半":
        return 0.5, unit
    value = _value(match["number"], match["upper"])
    if value is None:
        return None, unit
    if match["of"]:
        return round(100 * value / (number(match["of"]) or 1), 4), "%"
    if match["part"]:
        return round(100 * value / float(match["part"][1:]), 4), "%"
    if match["ratio"]:
        return value / (number(match["ratio"][1:]) or 1), "比"
    if match["half"]:
        value += 0.5
    return (value * 10, "%") if unit == "成" else (value, unit)


def _bare(numeral: str) -> str:
    """A numeral without 余, 多, 来; of a rough one (二三十) the lower bound."""
    return _ROUGH.sub("", _MORE.sub("", numeral))


def _value(numeral: str, upper: str | None) -> float | None:
    """The value of a numeral, the lower bound of a range: its 万 or 亿 may stand behind the upper (3—5万)."""
    plain = _bare(numeral)
    value = number(plain)
    if upper and value is not None and not _SIZED.search(plain):
        bare = upper.rstrip(MAGNITUDES + "余多来")
        top, highest = number(_MORE.sub("", upper)), number(bare) if bare else None
        if top and highest and highest > value:
            return number(f"{plain}{_MORE.sub('', upper)[len(bare) :]}")
    return value
