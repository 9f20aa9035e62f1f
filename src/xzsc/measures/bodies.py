"""Names of bodies: what stands around a name cut off, coordinated names kept together."""

from __future__ import annotations

import re

from xzsc.measures.wordlists import either, words
from xzsc.structure.patterns import lazy

_AGENCY = (
    "(?:[一-龥]|[（(][省市县区旗乡镇州地盟、]{1,6}[）)]){0,26}?"
    "(?:政府|委员会|办公室|管委会|领导小组|部门|机关|厅|局|委|办|部|署|院|行|中心"
    "|(?:指挥|经办|管理|监督|执法|征稽|稽查|主管|核对)机构)"
)
_NAMED = re.compile(_AGENCY)
_LAST = re.compile("[府会室组门关厅局委办部署院行心构]")
"""Every agency ends with one of these characters."""
_COMMA = re.compile("、(?![^（(]*[）)])")
_BODY_END = "局厅委部会院办室处"
_SPLIT = re.compile(
    rf"(?:[、，,；;\s]|(?:(?<=[{_BODY_END}])|(?<=政府)|(?<=机构)|(?<=中心)|(?<=公司)|(?<=银行))"
    r"(?:以及|及|和|与|或者?)|(?<=[门关])或者?)(?![^（(〔]*[）)〕])"
)
"""At 和 only behind a body: 工业和信息化局 is one, 市教育局和市科技局 are two."""
_OPENING = re.compile(
    r"\A(?:第[一二三四五六七八九十百零\d]+条|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|[一二三四五六七八九十]+[、是]|\s"
    r"|其中|或者|以及|及其|并(?:抄送|报送?)?|由(?!于)|其(?!他|余|它)|请|各自(?:的)?|对于|按照?(?:国家和)?"
    r"|经(?![^的]*的)(?![济营信贸开办销]))+"
)
"""What is no part of a name that it opens."""
_BY = re.compile("[^、]{2,}(?<![自理缘事因])由(?!于)")
_ACTION = lazy(
    lambda: (
        rf"对(?![外口])|[将把以使让]|向(?!阳)"
        r"|(?!.*的(?:(?:部门|机关|单位|机构|委员会|政府)$|企业|学校|高校|高等|科研|医院))"
        rf"(?:{either(words('actions'))}"
        r"|不(?!动产)|无(?!线|锡)|在|建设(?=政府|[^、等]{2,}中心))"
    )
)
"""What opens an action and no name, unless the name says what its body does (接受申诉的部门)."""
_NO_NAME = re.compile(
    "(?:[运进执履出试推举通航飞并流先施旅同实践另暂遵自现]|(?<!农)发)行$|对(?![外口])|[布格结全大开]局$|[部签]署$|大厅$|为中心$"
    "|[举承协主开兴申创代督帮近快通即易能好严查难必要]办$|[全内外局中东西南北一干底腹头根]部$|[：:《》“”]"
)
_INCLUDING = re.compile("[（(][^（()）]*(?:含|下同)[^（()）]*[）)]")
_LABEL = re.compile("^([^：:]{2,8})[：:]")
_TERM = re.compile("时限|时间|进度|期限|联系")
_LEVEL = re.compile("(?:各|有关|相关)?(?:设区的?)?[省市县区州盟旗乡镇]{1,3}级?")
_FIELD = re.compile("[一-龥]{1,8}(?:[（(][^（()）]{1,8}[）)])?")
_LIABLE = re.compile(
    r"(?:^|[的、和及与等其由\s\d.]|或者?|第[^条]{1,5}条)"
    "((?!第|者|由|他|[指确]定|安排|[指委选]派|明确|落实)(?:(?![的、和及或与等其由])[一-龥]){2,8}?"
    "(?:单位|机构|人员|专家|者|(?<!专)人|(?<=[油电])站)|媒体|专家)$"
)
"""Who bears a duty, told by the last word of the subject."""
_GENERAL = re.compile("(?:政府|部门|机关|党委)$")


def listed(text: str) -> list[str]:
    """Return the names in a list of bodies in charge.

    >>> listed("县教育局、各市（含青禾市，下同）、县政府；完成时限：年底")
    ['县教育局', '各市、县政府']
    """
    names = []
    for name in _together(_INCLUDING.sub("", text), _LEVEL):
        label = _LABEL.match(name)
        if label is None or not _TERM.search(label[1]):
            names.append(name[label.end() :] if label else name)
    return [name for name in names if "《" not in name]


def named(subject: str) -> list[str]:
    """Return the bodies that the subject of a sentence names.

    >>> named("第四条　市、区人民政府及其教育部门"), named("由财政、税务等有关部门"), named("城市轻出行")
    (['市、区人民政府', '教育部门'], ['财政、税务等有关部门'], [])
    """
    if not _LAST.search(subject):
        return []
    names = (_OPENING.sub("", _BY.sub("", name, count=1), count=1) for name in _together(subject, _FIELD))
    return [name for name in names if _is_name(name)]


def liable(subject: str) -> list[str]:
    """Return those who have a duty and are no public body: 施工单位, 从业人员, 媒体.

    >>> liable("第九条　茶园项目的施工单位"), liable("报刊、电视等媒体"), liable("完善服务人员")
    (['施工单位'], ['媒体'], [])
    """
    match = _LIABLE.search(subject)
    return [match[1]] if match and not tells_action(subject) else []


def tells_action(subject: str) -> bool:
    """Return whether what stands before a modal verb opens with an action or an object, not with who acts."""
    return _ACTION.match(_OPENING.sub("", subject, count=1)) is not None


def _is_name(name: str) -> bool:
    last = _COMMA.split(name)[-1]
    return (
        len(name) >= 2
        and _NAMED.fullmatch(last) is not None
        and _ACTION.match(name) is None
        and _NO_NAME.search(name) is None
    )


def _together(text: str, before: re.Pattern[str]) -> list[str]:
    """Return the parts of a list, heads that share a body (市、区人民政府) in one."""
    parts: list[str] = []
    held = ""
    at = 0
    for end, after, comma in [
        *((m.start(), m.end(), m[0] == "、") for m in _SPLIT.finditer(text)),
        (len(text), 0, False),
    ]:
        part = text[at:end]
        at = after
        if comma and before.fullmatch(_OPENING.sub("", part, count=1)) and not _NAMED.fullmatch(part):
            held += part + "、"
            continue
        joins = held and _GENERAL.search(part)
        parts += [held + part] if joins else [*held.split("、")[:-1], part]
        held = ""
    return [part for part in parts if part]
