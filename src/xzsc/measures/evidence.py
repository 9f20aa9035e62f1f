"""The clause that carries the main verb: evidence where no cue word decided the strength."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xzsc.measures.features import MARKER, first_verb
from xzsc.measures.modals import DUTY
from xzsc.measures.wordlists import either, words
from xzsc.model import Span
from xzsc.structure.patterns import lazy

_SETTING = re.compile(
    "对(?!接)|凡|经(?!营)|通过|按照?|围绕|根据|依据|依托|针对|为(?!企业|群众|符合)|以(?!旧|奖|赛|工代)|聚焦|结合"
    "|立足|面向|自|从(?!严|快|优)|到(?=[0-9０-９一二三四五六七八九十明今])|除|鉴于|坚持以"
    "|如|若|因|未(?:能|按|经|依)|符合|违反|截至|力争到|其中|越是|随着|要(?:按照?|围绕|根据|立足|聚焦|结合|以)"
    "|由[^，；。]*(?:牵头|负责|带队)$|当[^，；。]*时$|(?:充分)?发挥[^，；。]*优势$|[适顺]应[^，；。]*(?:需求|需要|要求|趋势|形势|变化)$"
    "|(?:坚持|秉持|秉承|遵循|本着|借鉴)[^，；。]*(?:原则|理念|思想|方针|为指[导引]|经验|模式|做法)$"
)
"""How a clause opens that says where, for whom or on what ground, not what is done."""
_ACTING = f"(?:[^，；。]*?(?:{DUTY}|可以|[府局厅委门关构会员者位站校]))?(?:充分)?"
_NOT_DONE = "(?:(?!制[定订]|编制|确定|提出|作出|开展|组织|进行|落实|完善|调整|建立|研究)[^，；。])*"
_GROUND = re.compile(
    "(?!鼓励|支持|引导|推动)(?:"
    rf"[^，；。]*?(?:按照?|依[照据]|根据|结合|(?<!不得)违反){_NOT_DONE}"
    "(?:规定|办法|条例|规则|要求|条件|特点|原则|职责|职权|分工|需要|实际|情况|程度|计划|方案|规范|意见)$"
    rf"|{_ACTING}(?:参照|依托|通过|利用|会同){_NOT_DONE}"
    "(?:意见|契机|机遇|数据|资源|平台|形式|手段|渠道|方式|媒体|部门|单位|机构|规定|办法)$"
    rf"|{_ACTING}(?:以[^，；。]*(?<!作)为[^，；。]*|在(?!全|各)[^，；。]*?(?:[中内上下前后时]|方面|领域|过程))$"
    "|[^，；。]{2,20}是[^，；。]*(?:平台|方式|手段|途径|主体|依据|部分|关键|基础|任务|保障)$)"
)
"""A clause of who acts and on what ground, where or when (县政府应当按照各自职责), or of what a thing is."""
_CASE = re.compile(
    "(?:的|后|时|前|中|期间|以来|提出|指出|要求|此外|同时|另外|重视|[今明]年|年内|下一步|今后)$"
)
"""How such a clause ends, or one that only opens the sentence."""
_LONGEST = 3
"""So many characters such an end has at most."""
_VERB = lazy(lambda: either(words("deeds")))
_DOES = re.compile(
    "给予|实行|发放|予以|执行|补[助贴]$|奖励$|资助$"
    "|提供(?![^，；。]*(?:支撑|保障|动力|条件|依据|参考|遵循|样板|经验|基础|保证|支持|的$))"
)
"""What is done all the same in a clause that opens like a setting: 对…给予…."""
_BOUND = re.compile(
    f"{DUTY}(?!按|依[照据]|参照|通过|(?:紧紧)?围绕|根据|立足|聚焦|结合|以|在|从|坚持|适应|统一思想|提高认识|高度重视)"
)
"""The modal verb of what is done; behind it may stand a setting."""
_DUTY_OPENS = re.compile(f"[还均都也]?{DUTY}")
_DUTY = re.compile(DUTY)
_BY = re.compile("(?<![自理缘事因])由(?!于)")
_OPEN, _CLOSED = "“「『（(《", "”」』）)》"
_SIGN = re.compile(rf"[{_OPEN}{_CLOSED}，；。！？!?;]|(?<!\d)[：:]")
_BEGINS = re.compile(r"\S")


def head(text: str) -> Span:
    """Return where the clause stands that says what is done, its marker and closing sign left out.

    That is the first one with a modal verb, a verb or 由 that tells no setting, case, subject or topic;
    behind a setting with the modal verb (应当按照规定，…) it needs no other.
    """
    match = MARKER.match(text)
    clauses = list(_clauses(text, match.end() if match else 0))
    plain: Span | None = None
    whole: Span | None = None
    owed = False
    for n, span in enumerate(clauses):
        if _leads(text, clauses, n) or _is_case(text, span):
            continue
        whole = span  # the main clause of a Chinese sentence comes last
        if _is_setting(text, span):
            owed = owed or _DUTY.search(text, *span) is not None
            continue
        plain = plain or span
        if owed or any(pattern.search(text, *span) for pattern in (_BOUND, _BY, _VERB)):
            return span
    return plain or whole or (clauses[0] if clauses else (0, len(text)))


def _is_case(text: str, span: Span) -> bool:
    ends = _CASE.search(text, max(span[0], span[1] - _LONGEST), span[1])
    return bool(ends and (text[span[1] - 1] == "的" or not _DOES.search(text, *span)))


def _is_setting(text: str, span: Span) -> bool:
    if _GROUND.match(text, *span):
        return True
    does = _DOES.search(text, *span) or _BOUND.search(text, *span)
    return bool(_SETTING.match(text, *span) and not does)


def _leads(text: str, clauses: Sequence[Span], n: int) -> bool:
    """Return whether a clause only tells of whom or what: the next one opens with the duty (…的单位，应当…).

    So does one that no deed opens, before a case (违规，情节严重的，…) or who deals with it (…的办法，由…).
    """
    if n + 1 == len(clauses) or text[clauses[n][1]] not in "，," or _DUTY.search(text, *clauses[n]):
        return False
    start, end = clauses[n + 1]
    if _DUTY_OPENS.match(text, start, end):
        return True
    case = text[end - 1] == "的" and text[start] not in "对凡" and not _BY.search(text, *clauses[n])
    if case and text.startswith("违反", clauses[0][0]):
        return True
    return (case or text.startswith("由", start)) and not _VERB.match(text, clauses[n][0])


def has_verb(text: str) -> bool:
    """Return whether a verb of action stands in a text."""
    return _VERB.search(text) is not None or first_verb(text) != ""


def _clauses(text: str, start: int) -> Iterator[Span]:
    """Yield the clauses of a sentence, as places; a sign inside quotes or brackets parts nothing."""
    depth = 0
    for match in _SIGN.finditer(text, start):
        sign = match[0]
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSED:
            depth = max(0, depth - 1)
        elif depth == 0:
            end = match.start()
            if begin := _BEGINS.search(text, start, end):
                yield begin.start(), end
            start = match.end()
    if begin := _BEGINS.search(text, start):
        yield begin.start(), len(text)
