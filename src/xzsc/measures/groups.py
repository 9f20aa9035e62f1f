"""Groups that act (企业, 高校院所 …): as the subject, or behind 鼓励, 支持 where their verb follows."""

from __future__ import annotations

import re

from xzsc.measures.bodies import tells_action
from xzsc.measures.wordlists import either, words
from xzsc.structure.patterns import lazy

_GROUPS: tuple[tuple[str, str], ...] = (
    (
        "政府部门",
        "各级政府|地方政府|人民政府|[省市县区乡镇]{1,3}政府|有关部门|相关部门|主管部门|各部门|各地区|各地"
        r"|各[地市县区州旗盟乡镇街道]{1,2}(?:[（(][^（）()]{1,8}[）)])?(?=[、和与及]|$)",
    ),
    ("企业", "企业|用人单位|经营主体|平台公司|市场主体"),
    (
        "高校院所",
        "高校|大学|科研院所|科研机构|研究机构|院校|学校|新型研发机构",
    ),
    ("金融机构", "银行|金融机构|保险机构|担保机构|证券公司|基金|创投机构"),
    ("社会组织", "商会|社会组织|学会|协会|社会力量"),
    ("医疗机构", "医院|医疗机构|医疗卫生机构"),
    ("党组织与干部", "党组织|党员干部|领导干部|党员|各级党委"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _GROUPS)
_ENDS = tuple(
    (name, re.compile(f"(?:{pattern}{more})$"))
    for (name, pattern), more in zip(
        _GROUPS,
        ("", "|企业?事业单位|(?:运营|建设|施工|经营)单位", "|院所", "|银行机构", "", "", ""),
        strict=True,
    )
)
_ANY = re.compile("|".join(pattern for _, pattern in _GROUPS))
_IN_LIST = frozenset(["", *"、和及或与等事"])
NEAR_HEAD = 4
"""A group that is the subject stands within so many characters of its head."""

_MOVE = "(?:鼓励|支持|引导(?!基金)|推动|督促|要求|指导|激励|(?<![会党者业务众济])组织)"
_AND = "(?:、|和|及|或|以及)"
"""与 is none: 高校与企业共建 is said of the 高校."""
_BRACKET = "(?:[（(][^（）()]{0,20}[）)])?"
_NOUN = (
    f"(?:{'|'.join(pattern for _, pattern in _GROUPS)}"
    "|院所|机构|机关|单位|组织|人员|中心|基地|平台|产业|资本|主体|合作社|农场|个人|干部|部门|团队|集团|孵化器|联盟)"
)
"""What a list of those who act is made of: groups, and others that have no name here."""
_NO_MODIFIER = "[，。；：、“”（）()和与及或对向在把将由从为以到赴]|进(?!出口)|发展|减轻|提高"

_NO_OBJECT = (
    "[的者，。；：、）)]|体|$"
    "|(?<=建设|培养|研发|开发|申报|采购|应用|转化)(?:项目|工程|计划|规划|工作|标准|基地)"
)
"""What makes a noun of the verb before it: 支持学校建设。 is no act of a school."""


def _moved() -> str:
    verb = either(words("acts"))
    member = rf"(?:(?!{_NO_MODIFIER}|{verb})[^\s]){{0,14}}?{_NOUN}{_BRACKET}"
    adverb = either(words("adverbs"))
    follows = (
        rf"(?:{adverb}|自主|广泛|率先|共同|单独|更多|依规|按规定)*(?:(?:{verb})(?!{_NO_OBJECT})"
        rf"|{either(words('deeds_alone'))}|要(?!求)|应(?!用)"
        "|[向与将把](?!导)|[按从](?!业)|以(?![及为])|为(?!主|重|中心|核心)|对(?![接口外])|在(?![建研职岗校])"
        "|通过|根据|依据|面向|针对)"
    )
    return (
        rf"{_MOVE}(?:[和与、并]?(?:{_MOVE}|帮助|扶持))*"
        rf"({member}(?:{_AND}{member})*)(?:等[^，。；：、的]{{0,8}}?)?(?={follows})"
    )


_MOVED = lazy(_moved)
_MAKES = re.compile("(?:落实|完善|出台|制定|健全|优化|营造|形成|加大|执行|解读|宣传)[^，。；：]*$")
_RULES = re.compile(
    "[^，。；：]*的[^，。；：]{0,4}(?:政策|措施|办法|意见|规定|机制|制度|氛围|环境|资金|力度)(?:[，。；：、]|$)"
)
"""Behind such a verb and before such a noun stands what rules are about: 落实支持企业引进人才的政策."""
_MEMBER = re.compile(rf"{_BRACKET}(?:{_AND}|$)")
_MAY_MOVE = re.compile(_MOVE)


def moved(text: str) -> tuple[str, ...]:
    """Return the groups that are to act because they are encouraged, urged or led to.

    >>> moved("鼓励各类茶叶企业、职业院校建立实训基地。"), moved("支持企业转制。")
    (('企业', '高校院所'), ())
    """
    if not (_MAY_MOVE.search(text) and _ANY.search(text)):
        return ()
    members = (
        each
        for match in _MOVED.finditer(text)
        if not (_RULES.match(text, match.end()) and _MAKES.search(text[: match.start()]))
        for each in _MEMBER.split(match[1])
    )
    return tuple(dict.fromkeys(name for each in members for name, ends in _ENDS if ends.search(each)))


def subjects(subject: str) -> tuple[str, ...]:
    """Return the groups that stand where a subject does: at its head or end, or in a list."""
    if not _ANY.search(subject) or tells_action(subject):
        return ()
    return tuple(name for name, pattern in _PATTERNS if _is_subject(pattern, subject))


def _is_subject(pattern: re.Pattern[str], subject: str) -> bool:
    return any(
        m.start() <= NEAR_HEAD or subject[m.end() : m.end() + 1] in _IN_LIST
        for m in pattern.finditer(subject)
    )
