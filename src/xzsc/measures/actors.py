"""Who acts: bodies and groups that a sentence names as its subject, behind 由, 会同 or 鼓励, or in charge."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xzsc.measures.bodies import liable, named, tells_action
from xzsc.measures.groups import moved, subjects
from xzsc.measures.modals import NEED, SHOULD
from xzsc.measures.responsible import opening_list, responsible
from xzsc.measures.wordlists import either, words
from xzsc.structure.charges import CHARGE
from xzsc.structure.patterns import lazy

_SUBJECT_END = re.compile(
    f"[还均都也]?(?:{SHOULD}|{NEED})|必须|须|不得|可以|可(?![持再行能见控燃循靠]|视(?!情))"
    "|负责(?!、)|会同|牵头|鼓励|支持|(?<=[部委局厅院府会门])将|按照?(?:各自的?)?职责"
)
"""What stands behind a subject; 政府负责、社会协同 tells no duty."""
_BODY = "(?:政府(?!采购|投资|购买)|委员会|办公室|部门|机关|机构|[局厅委办]|部(?!门)|中心)"
_ACTS = (
    "责令|按|根据|依[法照据]|给予|予以|处(?=[以罚理警货违一二两三五十\\d])|没收|吊销|取消|追究|负责(?!、)|主管|负有|统一|具体|进行|审[核查批定]"
    "|批准|确定|规定|提[出请]|作出|做[出好]|核[发准定]|撤销|收[到回]|接到|受理|发[现布]|认定|公布|拨付|颁发|拟[定订]|处罚|抓好|对(?![外口])"
    "|向|[将也都均]|共同|联合|会同|在(?!职|校)|分别|继续|定期|及时|每年|另行|限期"
)
_OF = "(?:制定|发布|编制|审批|设立|作出|组织)的|(?:组织|设置|设立|作出)[^，；：。]{1,10}的(?![意决规])"
"""What such a verb only tells of something else: 县水利局组织评定的渡口."""
_NAME = "(?:[^，；：。由在（()）]|(?<=所)在|[（(][^（()）]{1,8}[）)])"
_NO_NAME = (
    "会同|应当|[需未除是]|向(?!阳)|经(?![济营贸办信])"
    "|推[动进]|鼓励|支持|建[强立]|加[强快]|完善|健全|深化|坚守|取消"
)
_BY_WHOM = lazy(
    lambda: (
        rf"(?<![自理缘事因经再])由(?!于|此)((?:(?!{_NO_NAME}){_NAME}){{1,40}}?{_BODY})"
        rf"(?=(?:{either(words('acts'))}|{_ACTS})(?!部))"
    )
)
"""Who acts behind 由: 由县水利局责令改正."""
_LEADS = lazy(
    lambda: (
        rf"(?!按|要|协调|{_NAME}*(?:作为|参加|移送)|(?:{either(words('adverbs'))})+(?:{either(words('acts'))}))"
        rf"((?:(?!{_NO_NAME}){_NAME}){{1,40}}?{_BODY})(?!{_OF})(?=(?:{either(words('acts'))}|{_ACTS})(?!部))"
    )
)
"""Who acts at the head of a sentence or clause without a modal verb: 县水利局按照…组织验收."""
_GROUPED = re.compile(
    f"(?!对|建设)({_NAME}{{2,60}}?)(?:(?<=[府局厅委部门关构会校者员业位])$|在(?!线)|按照?|根据|依据|对(?![外口])|(?<![行作认成视])为|通过|结合|围绕|针对)"
)
"""Any subject that stands before a setting, where the duty opens a later clause: 各地在采茶时，要…."""
_EACH = re.compile("(?:各地|各级|各有关|各相关)[^，。；的]{0,12}$")
"""Who is told behind a heading that runs into its sentence: 加强领导各级各部门要…."""
_HELPER = "[一-龥]{1,16}?(?:政府|委员会|办公室|部门|单位|局|厅|委|办|部|院|中心)"
_TOGETHER = lazy(
    lambda: (
        rf"(?<=[局厅委办部院门府心位])会同({_HELPER}(?:(?:、|和|与|以及|及){_HELPER})*)"
        rf"(?!组织部)(?={either(words('acts'))}|共同|联合|组成|抓好|做好|出台|及时|根据|应|要|须|负责|[对按根，])"
    )
)
"""Who acts beside the subject: 会同市财政局建立."""
_TO_WHOM = re.compile("(?<=[一-龥])(?<![相绝核校比成反结])对(?![象外口接方手比称准应])")
"""Parts the subject from whom its duty is about: 县督导机构对学校应当…."""
_CLAUSES = re.compile("[，；：]")


def actors(text: str) -> tuple[str, ...]:
    """Return who is to act: bodies named as subject before the modal verb, and bodies in charge."""
    text = text[len(opening_list(text)) :]
    found = list(responsible(text))
    body = CHARGE.sub("", text) if found else text
    acting = _names(_subject(body))
    if not acting:
        acting = _leading(body)
    by = [name for match in _BY_WHOM.finditer(body) for name in named(match[1])]
    found += [name for name in acting if not any(_same(name, each) for each in by)]
    found += by
    found += [name for match in _TOGETHER.finditer(text) for name in named(match[1])]
    return tuple(dict.fromkeys([*found, *moved(text)]))


def _leading(text: str) -> Sequence[str]:
    """Who acts at the head of a sentence without a modal verb: bodies, and 各地 before a setting."""
    if lead := _LEADS.match(text):
        return named(lead[1])
    each = _GROUPED.match(text) if text.startswith("各") else None
    return _names(each[1]) if each else ()


def _same(name: str, other: str) -> bool:
    return name.endswith(other) or other.endswith(name)


def _names(subject: str) -> Sequence[str]:
    if tells_action(subject) and (each := _EACH.search(subject)):
        subject = each[0]
    return named(subject) or subjects(subject) or liable(subject)


def _subject(text: str) -> str:
    before = ""
    for clause in _CLAUSES.split(text) if _SUBJECT_END.search(text, 2) else ():
        match = _SUBJECT_END.search(clause)
        if match and match.start() >= 2:
            return _TO_WHOM.split(clause[: match.start()])[0]
        if match and (lead := _LEADS.match(text) or _LEADS.match(before) or _GROUPED.match(before)):
            return lead[1]
        before = clause
    return ""
