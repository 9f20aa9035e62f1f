"""Who acts and who benefits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xzsc.measures.bodies import liable, listed, named, tells_action
from xzsc.measures.groups import moved, subjects
from xzsc.measures.modals import NEED, SHOULD
from xzsc.measures.wordlists import either, words
from xzsc.model import Kind, Unit
from xzsc.structure.patterns import lazy

_NAMES = r"(?:[^（）()〔〕；;。]|[（(〔][^（）()〔〕]{0,20}[）)〕])"
_BRACKET, _CLOSED = "[（(〔［【]", "[）)〕］】]"
_LABEL = "(?:责任|牵头|配合|主责|落实|负责|考核|实施|承办|协办|参与|主管)+(?:单位|部门|主体|处室)"
_OPENS = re.compile(_BRACKET)
_RESPONSIBLE = re.compile(rf"{_LABEL}[：:]\s*((?:{_NAMES}|[；;])+)")
_DOES = "(?:负责|牵头|配合)(?!单位|部门)"
_LISTED = rf"(?:{_NAMES}|[；;]){{2,300}}"
_BY = re.compile(rf"{_BRACKET}({_LISTED}{_DOES}){_NAMES}{{0,20}}{_CLOSED}")
_ALL = (
    rf"{_BRACKET}\s*(?:{_LABEL}[：:](?:{_NAMES}|[；;。])+?|{_LISTED}(?:负责|牵头|配合|落实)[；;。]?){_CLOSED}"
)
_OPENING = re.compile(_ALL)
_CHARGES = re.compile(rf"{_BRACKET}?\s*{_LABEL}[：:]")
_SIGN = re.compile("单位|部门|负责|牵头|配合|主体|处室")
_TRAILER = re.compile("(?:按照?(?:各自)?职责|分工负责|分别|共同|牵头|负责|配合).*$")
_TARGETS: tuple[tuple[str, str], ...] = (
    (
        "企业",
        "对[^，。；]{0,30}企业(?![^，。；]{0,20}(?:监督|检查|处罚|禁业|整治|惩戒|查处))"
        "|(?:支持|为|提升|增强|培育|壮大|降低|减轻|保护|激发|帮助|扶持|组织|鼓励|引导|推动)[^，。；]{0,12}"
        "企业(?![家界化]|年金|标准|职工)"
        "|惠企|助企|涉企|中小企业|小微企业|企业梯?度?培育|个体工商户",
    ),
    (
        "人才",
        "(?<![金术本体台地据]、)人才(?!链|、?(?:资金|资本|技术|土地|数据))|科研人员|工程师(?!学院)|技师|博士(?!学位)|教师"
        "|(?<!同行|评审|邀请|组织|鉴定|选派|咨询|聘请|有关)"
        "专家(?![应组库评会审对]|论证|判定|系统|咨询|意见|委员会|鉴定|解读|指导|验收|参加|进行)",
    ),
    ("高校毕业生", "高校毕业生|毕业生|大学生"),
    ("农民", "农民|农户|脱贫人口|农牧民"),
    ("老年人", "老年人|老人|退休人员|养老(?:服务|机构)|适老化"),
    (
        "困难群体",
        "困难(?:群众|群体|人员|家庭|职工|学生)|困境(?:儿童|家庭|群体|人员|老人)|贫困(?:人口|户|群众|家庭|学生)|低收入(?:人口|群体|群众|家庭|者)"
        "|残疾人(?!联合会|机动)|低保|特困|失业人员|孤儿",
    ),
    ("学生", "(?<!大)学生|考生"),
    ("妇女儿童", "儿童(?!药)|青少年|未成年人|婴幼儿|托育|妇女(?!联合会)|孕产妇"),
    ("青年", "青年(?!基金|团|技能日|节|项目)"),
    (
        "劳动者",
        "劳动者|职工(?!个人|总数|月?平均|代表大会|基本[养医])|(?:就业|从业|务工|参保)人员(?!平均)|产业工人",
    ),
    ("退役军人", "退役军人(?!工作|事务)|退役士兵|军属|优抚对象"),
    (
        "高校院所",
        "对[^，。；]{0,20}(?:高校(?!毕业生)|科研院所)|支持[^，。；]{0,8}(?:高校(?!毕业生)|科研院所|研究机构)",
    ),
    (
        "群众",
        "(?<!困难)(?<!贫困)(?<!脱贫)(?<!低收入)群众(?!体育|文化|性|路线|团体|组织)"
        "|居民(?!委员会|消费价格|经济状况|自治|公约)|市民|老?百姓|人民(?=生活|福祉|健康)",
    ),
    ("消费者", "消费者|用户|游客|旅客"),
)
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
_TARGET_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _TARGETS)
_ANY_TARGET = re.compile(
    "企|人才|科研|专家|工程师|技师|博士|教师|毕业|学生|农|脱贫|老|退[休役]|困|残疾|低[保收]|失业|孤儿|考生|儿童|青[少年]|未成年"
    "|婴幼|托育|妇女|孕产|劳动者|职工|人员|工人|军属|优抚|个体|高校|研究机构|消费者|用户|[游旅]客|[居市]民|群众|百姓|人民"
)
"""One of these stands in every match of the patterns above: a cheap test before them."""
_AGENCY = "[一-龥]{1,16}?(?:政府|委员会|办公室|部门|单位|局|厅|委|办|部|院|中心)"
_TOGETHER = lazy(
    lambda: (
        rf"(?<=[局厅委办部院门府心位])会同({_AGENCY}(?:(?:、|和|与|以及|及){_AGENCY})*)"
        rf"(?!组织部)(?={either(words('acts'))}|共同|联合|组成|抓好|做好|出台|及时|根据|应|要|须|负责|[对按根，])"
    )
)
"""Who acts beside the subject: 会同市财政局建立."""
_CLAUSES = re.compile("[，；：]")


def names_charge(text: str) -> bool:
    """Return whether a text may name bodies in charge: a cheap test before the others."""
    return _SIGN.search(text) is not None


def responsible(text: str) -> tuple[str, ...]:
    """Return the bodies that a line such as （责任单位：…） or （…负责） names, or ()."""
    return _in_charge(text) if names_charge(text) else ()


@lru_cache(maxsize=1024)
def _in_charge(text: str) -> tuple[str, ...]:
    """Return the bodies that a text names: asked for each unit of a document, then for its measures."""
    lists = [match[1] for match in _RESPONSIBLE.finditer(text)] if "：" in text or ":" in text else []
    if not lists and _OPENS.search(text) and (match := _BY.search(text)):
        lists = [match[1]]
    names = (
        _TRAILER.sub("", name.strip("。 〕］】")).strip("等 ") for each in lists for name in listed(each)
    )
    return tuple(dict.fromkeys(name for name in names if 2 <= len(name) <= 24))


def opening_list(text: str) -> str:
    """Return the list （责任单位：…） or （…负责） that opens a text, but closes the item before it."""
    match = _OPENING.match(text) if text.startswith(("（", "(", "〔", "［", "【")) else None
    return match[0] if match and text[match.end() :].strip("。 ") else ""


def actors(text: str) -> tuple[str, ...]:
    """Return who is to act: bodies named as subject before the modal verb, and bodies in charge."""
    text = text[len(opening_list(text)) :]
    found = list(responsible(text))
    body = _OPENING.sub("", text) if found else text
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


def targets(text: str) -> tuple[str, ...]:
    """Return the groups that a measure is to serve."""
    if not _ANY_TARGET.search(text):
        return ()
    return tuple(name for name, pattern in _TARGET_PATTERNS if pattern.search(text))


def _subject(text: str) -> str:
    before = ""
    for clause in _CLAUSES.split(text) if _SUBJECT_END.search(text, 2) else ():
        match = _SUBJECT_END.search(clause)
        if match and match.start() >= 2:
            return clause[: match.start()]
        if match and (lead := _LEADS.match(text) or _LEADS.match(before) or _GROUPED.match(before)):
            return lead[1]
        before = clause
    return ""


NEAR = 15
"""A 责任单位 line closes an item within so many units."""


def charged(units: Sequence[Unit]) -> dict[int, tuple[tuple[str, ...], bool]]:
    """Return for each unit, by index, that names bodies in charge: who, and whether they open its text.

    A list that opens a text is glued to it and belongs to the item before.
    """
    found = {}
    for n, unit in enumerate(units):
        if _SIGN.search(unit.text) and unit.kind is not Kind.FURNITURE:
            if glued := opening_list(unit.text):
                found[n] = responsible(glued), True
            elif bodies := responsible(unit.text):
                found[n] = bodies, False
    return found


def in_charge(
    units: Sequence[Unit], lines: dict[int, tuple[tuple[str, ...], bool]], n: int
) -> tuple[str, ...]:
    """Return the bodies in the 责任单位 line, or lines, that close the item of unit ``n``.

    A unit that names bodies itself has its own list, and that of a later unit is not its.
    """
    own, opens = lines.get(n, ((), False))
    if not lines or (own and not opens):
        return ()
    path = units[n].path
    found: list[str] = []
    for at in range(n + 1, min(n + 1 + NEAR, len(units))):
        bodies, glued = lines.get(at, ((), False))
        unit = units[at]
        if unit.kind is Kind.FURNITURE and not glued:
            continue
        inside = unit.kind is Kind.SENTENCE and (unit.path is path or unit.path == path)
        if found and not (bodies and _CHARGES.match(unit.text)):
            break
        if not glued and not inside:
            break
        found += bodies
        if glued:
            break
    return tuple(dict.fromkeys(found))
