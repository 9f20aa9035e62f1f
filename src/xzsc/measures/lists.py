"""Lists: what their opening line makes of their items, and which items head nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xzsc.measures.features import first_verb
from xzsc.measures.reviews import no_action
from xzsc.model import Kind, Unit

_NUMERAL = re.compile(r"[一二三四五六七八九十]+|\d+|[①-⑳]")
_ITEM = re.compile(r"\s*(?:[（(]?(?:[一二三四五六七八九十]+|\d{1,3})[）)、.．](?!\d)|[①-⑳])")
_LISTED = re.compile("[下以]列[^。]*。$")
_STOPS = "。！？；"
"""How a line ends that opens a list without a colon: …有下列情形之一的，予以撤销。"""
_BAN = re.compile("不得|禁止|严禁|不准")
_CONDITION = re.compile(
    "[下以]列(?:.{0,6}之一|情[形况][，,])|[下以][列下].{0,4}(?:条件|材料)"
    "|[下以]列(?:单位|人员|组织|集体|个人)[^。；]*(?:奖励|表彰|处分|处罚)|(?:范围|对象)[：:]$"
)
_CONTENT = re.compile(
    "(?:明确|载明|写明|注明|约定|公开|公示|包括|说明|报告)[^，。]{0,8}"
    "[下以][列下].{0,4}(?:事项|内容|信息)[：:]$"
)
_THINGS = re.compile(
    "(?!.*(?:支持|鼓励|补[助贴]|奖|重点|任务|职责))[^。；]*(?:[下以][列下][^，。：]{0,12}"
    "(?:文件|资料|费用|支出|设施|部分(?:组成)?|因素|岗位|类型|产品)|(?:内容|类型|对象)(?:主要)?(?:包括|如下))[：:]$"
)
"""What opens a list of things, of which nothing is said to be done."""
_DUTY = re.compile("不得|应当|必须|处.{0,12}(?:罚款|拘留)|给予|免除|予以")
"""What a condition does not say: such an item says by itself what is to be done."""


def forbidden(units: Sequence[Unit]) -> frozenset[int]:
    """Return which units, by their index, are items of a list of forbidden acts (…不得有下列行为：)."""
    return frozenset(n for lead, n in _items(units) if _bans(units[lead].text))


def conditions(units: Sequence[Unit]) -> frozenset[int]:
    """Return which units, by index, are items of a list of cases (有下列情形之一的：), papers or contents."""
    return frozenset(
        n
        for lead, n in _items(units)
        if (_tells_cases(units, lead) or _is_content(units[lead].text, units[n].text))
        and not _bans(units[lead].text)
        and not _DUTY.search(units[n].text)
    )


def heading_nothing(units: Sequence[Unit]) -> frozenset[int]:
    """Return which units, by index, are numbered sentences with nothing below them: those head nothing.

    What follows is the next item, or a heading as high as theirs; lines on who is in charge are passed over.
    Nor does a line that opens with a verb, where no sentence has an end (a clause in a row of a table).
    """
    if not any(stop in unit.text for unit in units for stop in _STOPS):
        return frozenset(n for n, u in enumerate(units) if u.kind is Kind.SENTENCE and first_verb(u.text))
    return frozenset(n for n, unit in enumerate(units) if _is_sentence(unit.text) and _stands_alone(units, n))


def _is_sentence(item: str) -> bool:
    """Tell whether an item says what is done: one of a list that goes on (；) may name a thing."""
    mark = _ITEM.match(item)
    return item.endswith("。") or bool(mark and item.endswith(("；", ";")) and first_verb(item[mark.end() :]))


def _stands_alone(units: Sequence[Unit], at: int) -> bool:
    unit = units[at]
    number = _number(unit.text)
    if not number or unit.kind is not Kind.SENTENCE:
        return False
    for other in units[at + 1 :]:
        if other.kind is Kind.HEADING:
            return len(other.path) <= len(unit.path)
        if other.kind is not Kind.FURNITURE and not no_action(other.text):
            return _number(other.text) == number
    return True


def _number(text: str) -> str:
    """The number that opens an item, with its numeral made alike; "" for none."""
    mark = _ITEM.match(text)
    return _NUMERAL.sub("#", mark[0].strip()) if mark else ""


def _bans(lead: str) -> bool:
    """Tell whether a line bans what it lists; 有下列情形之一的，不得担任… lists the cases of a ban."""
    ban = _BAN.search(lead)
    return bool(ban and not _CONDITION.search(lead, 0, ban.start()))


def _tells_cases(units: Sequence[Unit], lead: int) -> bool:
    # The case may stand sentences before: 有下列行为之一的，改正；情节严重的，处分；构成犯罪的，追究责任：
    before = units[max(0, lead - 3) : lead - 1] if lead else ()
    near = [unit for unit in before if unit.paragraph == units[lead].paragraph]
    return any(_CONDITION.search(unit.text) for unit in (*near, *units[max(0, lead - 1) : lead + 1]))


def _is_content(lead: str, item: str) -> bool:
    """Tell whether an item names what a paper is to hold (章程应当载明下列事项：), and no verb opens it."""
    mark = _ITEM.match(item)
    named = _CONTENT.search(lead) or _THINGS.match(lead)
    return bool(mark and named and not first_verb(item[mark.end() :]))


def _items(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield the index of a line that opens a list, and of each item right below it."""
    lead = -1
    for n, unit in enumerate(units):
        if unit.text.endswith(("：", ":")) or _LISTED.search(unit.text):
            lead = n
        elif lead >= 0 and _ITEM.match(unit.text):
            yield lead, n
        else:
            lead = -1
