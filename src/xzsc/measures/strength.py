"""How strongly a measure binds: the main verb decides."""

from __future__ import annotations

import re

from xzsc.measures.evidence import head
from xzsc.measures.features import MARKER
from xzsc.measures.modals import NEED, SHOULD
from xzsc.measures.wordlists import either, words
from xzsc.model import Span
from xzsc.structure.patterns import lazy

FORCED, DEMANDED, ENCOURAGED, EXPLORED = "强制", "要求", "鼓励", "探索"

_OPENS = re.compile(rf"(?:{MARKER.pattern}|此外|同时|因此|为此)[，,、：\s]*")
"""What stands before the sentence proper: its marker, or a word that links it to the last one."""
_FORCED = re.compile(
    "(?<!依法)(?<!规定)必须|必须(?![^，；。]*的)|不得(?!不|被)|严禁|(?:^|[，；、])禁止|坚决(?!维护|做到|扛|贯彻|落实|拥护)"
    "|一律|不能(?!满足|适应|腐|自理|正常|[^，；。]*的[，；])|(?<!否)决不|绝不|不准|务必|零容忍"
)
"""What must be done, or must not: no case (规定必须…的), no state (不能自理)."""
_FORCED_WORD = re.compile("必须|不得|严禁|禁止|坚决|一律|不能|决不|绝不|不准|务必|零容忍")
"""What every match of the pattern above holds."""
# 国家鼓励…, 县级以上人民政府应当支持…: who encourages stands before the verb.
_LAWGIVER = "(?:[^，；。：]{0,12}?(?:人民政府|本市|本省)(?:及其?有关部门)?)?"
_ENCOURAGED = lazy(
    lambda: (
        f"^{_LAWGIVER}(?:要|应当?|须)?(?:{either(words('adverbs'))})*"
        "(?:鼓励|支持(?!金额|资金|力度|条件|方式|标准|范围|对象|措施)|引导(?!基金|资金|目录)|倡导|提倡|允许)"
    )
)
_EXPLORED = lazy(
    lambda: (
        f"^(?:要|应当?|须)?(?:{either(words('adverbs'))})*"
        "(?:探索|试点|研究(?:制[定订]|建立|出台|推[动进]|开展|在)|先行先试|试行)"
    )
)
_SOFT_WORD = re.compile("鼓励|支持|引导|倡导|提倡|允许|探索|试点|研究|先行先试|试行")
"""What every match of the two patterns above holds."""
_MAY = re.compile(
    "(?:^|[，；。])[^，；。]{0,40}?(可以(?![^，；。]{1,8}的(?:[，；]|$))"
    "|(?<![不许认尚宁即方才])可(?![以持支量靠再行能见视信控燃循复观穿选用追溯重感及操推回比获疑查达去注检执落拨容]))"
)
"""A permission; not 许可, 可以…的 (a case), or 可 in a word (可持续)."""
_POWER = re.compile("罚款|处罚|处分|责令|吊销|没收|取缔|查封|扣押|追究|强制执行|滞纳金")
"""What an office may do to others: nobody is encouraged by it."""
_TRIAL = re.compile(
    "^[^，；。]{0,6}(?:开展|启动|实施|推进|进行|深化|组织|推行|争取)[^，；。]{0,30}试点(?:工作|示范|改革)?[，；。]"
)
"""What is done as a trial: 开展…试点。"""
_SHOULD = re.compile(SHOULD)
_DUTY_BEFORE = re.compile(rf"{SHOULD}(?![^，；。]{{1,10}}的|[^，；。]*的[，；])|{NEED}|须")
"""A duty that no clause (应当…的) only tells of."""
_ADVERBIAL = lazy(lambda: either(words("openers")))


def strength(text: str) -> tuple[str, Span]:
    """Return the strength of a measure and where in its text the deciding word stands."""
    marker = _OPENS.match(text)
    shift = marker.end() if marker else 0
    label, (start, end) = _decided(text[shift:])
    return label, (shift + start, shift + end)


def _decided(body: str) -> tuple[str, Span]:
    """Return the strength of a sentence without its marker, and where the deciding word stands.

    Most sentences hold none of the words, which is soon seen; the patterns take ten times as long.
    """
    if (forced := _forced(body)) and not _inside_quote(body, forced[0]) and not _after_duty(body, forced[0]):
        return FORCED, forced
    if _SOFT_WORD.search(body) and (soft := _soft(body)):
        return soft
    if "试点" in body and (trial := _TRIAL.match(body)):
        return EXPLORED, (trial.start(), trial.end() - 1)
    if "可" in body and (may := _may(body)) and not _POWER.search(body):
        return ENCOURAGED, may.span(1)
    return DEMANDED, (0, 0)


def _may(body: str) -> re.Match[str] | None:
    """The permission that a sentence gives: not behind what must be done, or is done anyway (…，也可以…)."""
    may = _MAY.search(body)
    at = may.start(1) if may else 0
    main = _DUTY_BEFORE.search(body, 0, at) or (body[at - 1 : at] == "也" and head(body)[1] < at)
    return None if main else may


def _forced(body: str) -> Span | None:
    word = _FORCED_WORD.search(body)
    # One character earlier: a match may begin with the sign before 禁止.
    match = _FORCED.search(body, max(0, word.start() - 1)) if word else None
    return _without_sign(body, match.span()) if match else None


def _without_sign(body: str, span: Span) -> Span:
    """A match may begin with the sign that closes the clause before."""
    start, end = span
    return (start + (body[start] in "，；。、"), end)


def _soft(body: str) -> tuple[str, Span] | None:
    """Return whether the first clause, adverbial ones passed over, encourages or explores, and where."""
    at = 0
    for clause in re.split("(?<=[，；：])", body):
        for pattern, label in ((_ENCOURAGED, ENCOURAGED), (_EXPLORED, EXPLORED)):
            match = pattern.match(clause)
            if match:
                return label, (at, at + match.end())
        if not _ADVERBIAL.match(clause):
            break
        at += len(clause)
    return None


def _after_duty(text: str, at: int) -> bool:
    """Whether a duty with 应当 stands before: it is the main verb, the ban only bounds it."""
    return _SHOULD.search(text, 0, at) is not None


def _inside_quote(text: str, at: int) -> bool:
    return text.count("“", 0, at) > text.count("”", 0, at)
