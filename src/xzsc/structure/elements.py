"""Official elements after GB/T 9704: what stands around the text and belongs to it."""

from __future__ import annotations

import re

from xzsc.model import SUBTITLE, squeeze
from xzsc.structure.bylines import affiliation, authors, is_name, names
from xzsc.structure.dates import DAY, ONLY, iso
from xzsc.structure.patterns import Option, Options, lazy

TITLE, AUTHOR, AFFILIATION = "标题", "作者", "作者单位"
NUMBER, ADDRESSEE, ISSUER, DATE = "发文字号", "主送机关", "发文机关", "日期"
ATTACHMENT, RELEASE, PRINTED, ORIGIN, META = "附件说明", "公开方式", "印发", "来源", "网页信息"
ADOPTED, KEYWORDS, RULE, KICKER = "通过信息", "关键词", "分隔", "引题"
ABSTRACT = "摘要"
_OPENING_ABSTRACT = lazy(r"[\[［【]?(?:摘\s*要|内容提要|内容摘要)[\]］】]?\s?[:：]?")
"""What an abstract opens with; its sentences are text, noted `ABSTRACT`."""
_FIRST_OF_ABSTRACT = frozenset("[［【摘内")
ELEMENTS = frozenset(
    (SUBTITLE, AUTHOR, AFFILIATION, NUMBER, ADDRESSEE, ISSUER, DATE, ATTACHMENT, RELEASE)
) | {PRINTED, ORIGIN, META, ADOPTED, KEYWORDS, RULE, KICKER}

NUMBER_PATTERN = lazy(
    r"[\u4e00-\u9fa5]{1,14}(?:〔|\[|（|\(|【|［|﹝)\s?(?:19|20)\d{2}\s?(?:〕|\]|）|\)|】|］|﹞)\s?(?:第)?\s?\d{1,5}\s?号(?!文|收悉)"
    r"|[\u4e00-\u9fa5]{2,16}令\s?第?\s?\d{1,4}\s?号"
)
_ISSUED_AS = lazy(
    rf"(?:印发|公布|发布|文\s?号[：:]?|发文字号[：:]?)[\s，]*(?P<number>{NUMBER_PATTERN.pattern})"
)
_BODY_FIRST = (
    r"(?:中共|共青团|中国|中华|中央|国务院|国家|全国|最高|人民|[\u4e00-\u9fa5]{1,8}?(?:省|市|县|区|旗|州|盟)|教育|科技|科学技术|公安|财政|民政|司法"
    r"|人力资源|自然资源|生态环境|住房|交通|水利|农业|商务|文化|卫生|退役军人|应急|审计|外交|国防|工业和信息化|市场监|海关|税务|体育|统计|广播|林业)"
)
_BODY_LAST = lazy(
    r"(?:人民政府|政府|办公[厅室]|委员会|领导小组|总?工会|联合会|管委会|国务院|[党省市县区工团]委|中央"
    r"|[厅局部院署]|银行|妇联|工商联|扶贫办|检察院|残联|科协|网信办|总会)\Z"
)
_LONGEST_LAST, _LAST_OF_BODY = 4, frozenset("府厅室会组院委央局部署行联办协")
_BODIES = lazy(rf"{_BODY_FIRST}[\u4e00-\u9fa5（）()、·\s]*")
_NEXT_BODY = lazy(
    r"(?<=[厅部委局署行会院])(?!教育工委)(?=国家|国务院|中国|中央|中华|全国|中共|共青团|财政|教育|科技|科学|商务|民政|公安|司法|人力|工业|农业|文化|卫生|住房|交通|水利|自然|生态|应急|审计|退役)"
)
_PROVINCE = (
    r"(?:北京|天津|上海|重庆)市|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    r"|云南|陕西|甘肃|青海)省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区"
)
_NEXT_PROVINCE = lazy(rf"(?<=[厅局部院委署会室府行])(?=(?:中共)?(?:{_PROVINCE}))")
_NO_BODY = lazy(r"[的为了在将与]|关于|印发|通知|名单|附件|表|方案|办法|文件")
_REGION = lazy(
    r"(?:中共|共青团)?(?:[\u4e00-\u9fa5]{2}(?:省|市)|国务院|国家|中华|财政部|科技部|教育部|人力资源)"
)
SIGNED = lazy(
    r"(?:^|(?<=[。！？；：:》）)\d.a-z]))\s*(?P<who>[\u4e00-\u9fa5][\u4e00-\u9fa5（）、\s]{2,400}?)\s*"
    rf"(?P<when>{DAY})"
)
_DATED = lazy(r"年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日")
"""What a text holds that somebody signed."""
_ADDRESSEE = lazy(r"[^。！？；]{2,600}[：:]")
_GREETING = lazy(r"(?:各位|同志|尊敬的|女士|朋友).{0,40}[：:]")
_SENT_TO = lazy(r"各|省|市|区|县|厅|局|部|委|单位|机关|企业|学校|高校|院|中心|公司")
_RELEASED = lazy(r"[（(]\s?此件.{1,12}[）)]|[（(]?信息公开.{0,12}[）)]?|[（(]公开方式.{1,12}[）)]")
_PRINTED = lazy(r"(?:抄送|主送|抄报|分送)[：:].+|(?:签发人|密级|紧急程度|份号|联系人)[：:].{1,60}")
_PRINTED_ON = lazy(r".{2,30}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日印发")
_ATTACHMENT = lazy(r"附件[：:]\s?\S.*|附件[：:]?|附[：:].{2,80}|【原文下载】|[-*]?\s?\[[^\]]+\]\([^)]*\)")
_ANNEX = lazy(r"附\s?件\s?\d{1,2}[:：]?")
"""Behind the text it opens an annex, and is a heading."""
_ORIGIN = lazy(r"(?:(?:信息)?来源|稿源|出处|责任编辑|编辑)[：:].{0,40}")
_TIME = lazy(
    r"(?:(?:发布|成文|更新|发文|印发)?(?:日期|时间))[：:].{4,40}|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\s+\d{1,2}[时:]\d{1,2}分?"
)
_META = lazy(
    r"(?:[-*]\s+)?\*\*[^*]{2,10}\*\*\s?[：:].*|【法宝引证码】.*|原文链接[：:].*|(?:索\s?引\s?号|主题分类|公开类别|文\s?号|发文字号|发布机构|发文机关|成文日期|公文种类|名\s?称|主题词|有效性)\s?[：:\t].{0,60}"
)
_KEYWORDS = lazy(r"[\[［【]?关\s?键\s?词[\]］】]?\s?[:：]?\s?(?P<words>.{2,200})")
_CLASSED = lazy(r"[\[［【]?(?:中图分类号|文献标[识志]码|文章编号|DOI|doi)[\]］】]?\s?[:：].{1,120}")
_WORKPLACE = lazy(r"[（(].{2,80}(?:大学|学院|研究院|研究所|党校|中心|医院|科学院).{0,60}\d{6}.{0,40}[）)]")
_COMMENT = lazy(r"<!--[^<>]*-->")
_RULE = lazy(r"[-=_*—]{2,}")
_ADOPTED = lazy(
    r"[（(]?\s?(?:19|20)\d{2}年\d{1,2}月\d{1,2}日.{4,120}(?:通过|公布|发布|修正|修订|印发|施行|批准)(?:.{0,60})[）)]?|[（(](?:19|20)\d{2}年.{2,200}(?:通过|公布|发布|修正|修订|印发|施行|批准).{0,60}[）)]"
)
_OCCASION = lazy(
    r"[（(]?(?:——|--|―)?\s?(?:19|20)\d{2}年.{1,12}在.{4,50}(?:会|会议|大会|会議|开幕式|座谈会)上?(?:的.{2,8})?[）)]?"
)
_OFFICE = lazy(
    r"(?P<office>[\u4e00-\u9fa5]{0,24}(?:总理|省长|市长|区长|县长|州长|主席|书记|主任|部长|厅长|局长|院长|检察长|代省长|代市长))[\s\u3000]+(?P<name>[\u4e00-\u9fa5·\s\u3000]{2,14})"
)


_CONGRESS = lazy(
    r"日\s?(?P<place>全国|[\u4e00-\u9fa5]{2,9}?(?:省|市|自治区|自治州|自治县))?第[一二三四五六七八九十]{1,3}届"
    r"(?P<body>(?:全国)?人民代表大会(?:常务委员会)?)(?=第[一二三四五六七八九十]{1,4}次会议(?:审议|修订)?通过)"
)
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_DECREED = lazy(r"[（(](?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?P<who>[\u4e00-\u9fa5、]{3,60}?)令\s?第?\s?\d")


def element(text: str, *, head: bool) -> str:
    """Return which element of the document a line is, or "".

    Args:
        text: the line.
        head: whether it stands before the text proper.
    """
    if len(text) > 620:
        return ""
    if not head and text.startswith("附") and _ANNEX.fullmatch(text):
        return ""
    if note := _LINE.name(text):
        return note
    if are_bodies(text):
        return ISSUER
    if text.endswith(("：", ":")) and _is_addressee(text, head=head):
        return ADDRESSEE
    if head and (person(text) or authors(text) or names(text)):
        return AUTHOR
    if head and _WORKPLACE.fullmatch(text):
        return AFFILIATION
    if head and ((text.startswith(("——", "--", "―")) and len(text) < 80) or _OCCASION.fullmatch(text)):
        return SUBTITLE
    if authors(text):
        return AUTHOR
    if affiliation(text) is not None:
        return AFFILIATION
    return ""


def _is_addressee(text: str, *, head: bool) -> bool:
    if _GREETING.fullmatch(text):
        return True
    sent = NUMBER_PATTERN.match(text) or (head and _SENT_TO.search(text) and "如下" not in text)
    return bool(sent) and _ADDRESSEE.fullmatch(text) is not None


_LINE = Options(
    Option(NUMBER, NUMBER_PATTERN, holds="号"),
    Option(DATE, ONLY, "（( 12一二"),
    *(Option(RELEASE, _RELEASED, "（(信", holds=word) for word in ("此件", "公开")),
    Option(PRINTED, _PRINTED, "抄主分签密紧份联"),
    Option(PRINTED, _PRINTED_ON, holds="日印发"),
    Option(ATTACHMENT, _ATTACHMENT, "附【-*[ "),
    Option(DATE, _TIME, "发成更印日时12"),
    Option(ORIGIN, _ORIGIN, "信来稿出责编"),
    Option(KEYWORDS, _KEYWORDS, "[［【关"),
    Option(META, _CLASSED, "[［【中文Dd"),
    Option(META, _META, "-*【原索主公文发成名有"),
    Option(META, _COMMENT, "<"),
    Option(RULE, _RULE, "-=_*—"),
    Option(ADOPTED, _ADOPTED, "（( 12", holds="年"),
)


def is_abstract(text: str) -> bool:
    """Return whether a text opens as an abstract does."""
    return text[:1] in _FIRST_OF_ABSTRACT and _OPENING_ABSTRACT.match(text) is not None


def are_bodies(text: str) -> bool:
    """Return whether a line names offices and nothing else.

    >>> are_bodies("某某省教育厅　某某省财政厅"), are_bodies("推进教育厅的改革")
    (True, False)
    """
    end = text.rstrip("）)")[-_LONGEST_LAST:]
    return (
        end[-1:] in _LAST_OF_BODY
        and 3 <= len(text) <= 300
        and _BODY_LAST.search(end) is not None
        and _BODIES.fullmatch(text) is not None
        and _NO_BODY.search(text) is None
    )


def person(text: str) -> str:
    """Return the name in a line that names who speaks (国务院总理　李　强; a bare name), or ""."""
    found = _OFFICE.fullmatch(text.strip("（）() 　"))
    name = found["name"] if found else text.strip("（）() 　")
    name = squeeze(name) if len(name) <= 9 else name
    return name if is_name(name) or (found and 2 <= len(name) <= 8) else ""


def organisations(text: str) -> str:
    """Return the bodies that a signature names, kept apart by 、.

    >>> organisations("某某省教育厅某某省财政厅")
    '某某省教育厅、某某省财政厅'
    """
    text = re.sub(r"[\s\u3000、]+", "、", text.strip().removeprefix("号"))
    region = re.match(r"(?:中共)?([\u4e00-\u9fa5]{2,7}?(?:省|市|自治区|县))", text)
    if region:
        text = re.sub(rf"(?<=[厅局部院委署会室府行])(?=(?:中共|共青团)?{region[1]})", "、", text)
    text = _NEXT_BODY.sub("、", _NEXT_PROVINCE.sub("、", text))
    return re.sub(r"、+", "、", text).strip("、")


def keywords(text: str) -> tuple[str, ...]:
    """Return the keywords that a line of keywords names.

    >>> keywords("关键词：乡村振兴；数字经济；人才")
    ('乡村振兴', '数字经济', '人才')
    """
    found = _KEYWORDS.fullmatch(text)
    words = found["words"] if found else ""
    parts = re.split(r"[;；]" if re.search("[;；]", words) else r"[,，、\s\u3000]+", words)
    return tuple(word for part in parts if (word := part.strip(" \u3000。.")))


def signature(text: str) -> tuple[str, str]:
    """Return who signed a text that lost its lines, and when (ISO); ("", "") if nobody did."""
    found = signed(text)
    return (organisations(_bodies(found["who"])), iso(found["when"])) if found else ("", "")


def signed(text: str) -> re.Match[str] | None:
    """Return the first signature in a text (`who` and `when`), or None."""
    if not _DATED.search(text):
        return None
    return next((found for found in SIGNED.finditer(text) if _bodies(found["who"])), None)


def _bodies(text: str) -> str:
    """Return the offices that a text ends with (名单某某省人民政府 → 某某省人民政府), or ""."""
    if are_bodies(text):
        return text
    ends = (text[found.start() :] for found in _REGION.finditer(text))
    return next((end for end in ends if are_bodies(end)), "")


def adopter(text: str) -> str:
    """Return the body that passed or decreed a text, where a note of its passing names it, or "".

    >>> adopter("（2020年5月6日某某省第十届人民代表大会常务委员会第三次会议通过）")
    '某某省人民代表大会常务委员会'
    """
    found = _CONGRESS.search(text.translate(_WIDE_DIGITS)) if "届" in text else None
    if found and (found["place"] or found["body"].startswith("全国")):
        return (found["place"] or "") + found["body"]
    found = _DECREED.search(text) if "令" in text else None
    return organisations(found["who"]) if found and are_bodies(found["who"]) else ""


def number(text: str) -> str:
    """Return the 发文字号 that a text opens with, or that stands where it tells of its issue.

    A number that is only cited does not count.
    """
    if "号" not in text:
        return ""
    found = NUMBER_PATTERN.match(text.lstrip("（(")) or _ISSUED_AS.search(text[:200])
    if found is None:
        return ""
    value = found.groupdict().get("number") or found.group()
    return "" if value.startswith(("你", "根据", "按照")) else value
