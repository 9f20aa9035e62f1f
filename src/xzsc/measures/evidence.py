"""The clause that carries the main verb: evidence where no cue word decided the strength."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xzsc.measures.features import MARKER, first_verb
from xzsc.measures.modals import DUTY, NEED
from xzsc.measures.wordlists import either, words
from xzsc.model import Span
from xzsc.structure.patterns import lazy

_SETTING = re.compile(
    "对(?!接)|凡|经(?!营)|通过|按照?|由|围绕|根据|依据|依托|针对|为(?!企业|群众|符合)|以(?!旧|奖|赛|工代)|聚焦|结合"
    "|立足|面向|自|从(?!严|快|优)|到(?=[0-9０-９一二三四五六七八九十明今])|除|鉴于|坚持以|在(?!全|各)[^，；。]*?(?:中|内|上|下|前|后|时|方面|领域|过程)$"
    "|当[^，；。]*时$|如|若|因|未(?:能|按|经|依)|符合|违反|截至|力争到|其中"
    "|要(?:按照?|围绕|根据|立足|聚焦|结合|以)|越是|随着|利用[^，；。]*(?:形式|手段|平台|渠道|机遇|契机|数据|资源|优势)$"
    "|[适顺]应[^，；。]*(?:需求|需要|要求|趋势|形势|变化)$"
    "|(?:坚持|秉持|秉承|遵循|本着)[^，；。]*(?:原则|理念|思想|方针|为指[导引])$|借鉴[^，；。]*(?:经验|模式|做法)$"
    "|(?:充分)?发挥[^，；。]*优势$|[^，；。]*按照?(?:各自的?)?职责(?:分工)?$"
)
"""How a clause opens that says where, for whom or on what ground, not what is done."""
_CASE = re.compile("(?:的|后|时|前|中|期间|以来|提出|指出|要求|此外|同时|另外|[今明]年|年内|下一步|今后)$")
"""How such a clause ends, or one that only opens the sentence."""
_LONGEST = 3
"""So many characters such an end has at most."""
_VERB = lazy(lambda: either(words("deeds")))
_DOES = re.compile(
    "给予|实行|发放|予以|执行|补[助贴]$|奖励$|资助$"
    "|提供(?![^，；。]*(?:支撑|保障|动力|条件|依据|参考|遵循|样板|经验|基础|保证|支持|的$))"
)
"""What is done all the same in a clause that opens like a setting: 对…给予…."""
_DUTY = re.compile(
    DUTY + "(?!按|通过|(?:紧紧)?围绕|根据|立足|聚焦|结合|以|在|从|坚持|适应|统一思想|提高认识|高度重视)"
)
"""The modal verb of what is done; behind it may stand a setting."""
_MUST = re.compile(
    f"应当?(?![用对急按以在])|必须|须|不得|(?!要(?:[按在从以把将对]|坚持|通过|围绕|结合|紧紧)){NEED}"
)
_OPEN, _CLOSED = "“「『（(《", "”」』）)》"
_SIGN = re.compile(f"[{_OPEN}{_CLOSED}，；：。！？!?;:]")


def head(text: str) -> Span:
    """Return where the clause stands that says what is done, its marker and closing sign left out.

    That is the first clause with a modal verb, or with a verb that is no setting.
    """
    match = MARKER.match(text)
    first: Span | None = None
    plain: Span | None = None
    whole: Span | None = None
    spans = list(_clauses(text, match.end() if match else 0))
    if len(spans) > 1 and _MUST.match(text, *spans[1]) and not _DUTY.search(text, *spans[0]):
        return spans[1]  # what stands before is the subject of it, whatever verbs are in it
    for span in spans:
        first = first or span
        if _CASE.search(text, max(span[0], span[1] - _LONGEST), span[1]) and not _DOES.search(text, *span):
            continue
        whole = span  # the main clause of a Chinese sentence comes last
        bound = _DUTY.search(text, *span)
        if not _SETTING.match(text, *span) or bound or _DOES.search(text, *span):
            plain = plain or span
            if bound or _VERB.search(text, *span):
                return span
    return plain or whole or first or (0, len(text))


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
            if text[start:end].strip():
                yield start, end
            start = match.end()
    if text[start:].strip():
        yield start, len(text)
