"""What is never a subject, however often it stands.

Kinds of documents, places and bodies of state by themselves, terms of time, strings of a verb and its
object, and fragments that a cut through the text leaves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

_TIME = (
    "之日起|日内|工作日|[0-9]+个?[月日天届]|(?:^|路)[0-9]+号|[0-9]+号文|(?:当|次|本)[年月日]|年度内|"
    "以内$|期限内$|范围内$"
)
_KIND = (
    "“?(?:实施|行动|工作|指导|管理|政策|项目|专项|总体|暂行|若干|具体|各项|本|有关|[一二三四五六七八九十]+条)*"
    "(?:方案|细则|办法|措施|意见|规定|通知|公告|通告|通报|复函|批复|附件|附则|总则|文件|解读)”?"
)
_PARTS = frozenset(
    "答记者问 征求意见稿 有关部门 相关部门 各有关单位 各地各部门 法律责任 主要内容 起草背景 "  # noqa: SIM905
    "出台背景 参考格式 主动公开 此件主动公开 单位审核后公开 现予公布 印发 贯彻落实 贯彻执行 遵照执行 "
    "决策部署 进展情况".split()
)
_AREA = re.compile("(?:.{2,7}[省市县]|.{2,3}自治区)")
_TWO_AREAS = "[^省市县区]{2,3}[省市][^省市县区]{2,7}(?<![园发示])[市县区]|.{2,7}自治[县州]"
_BODY = re.compile(
    ".*(?:人民政府|国务院|办公[厅室]|(?:行政|主管|管理)部门|(?:改革|监督管理|监察|健康)委员会|(?:改革|健康|国资)委|"
    "省[^内级]{2,5}办|[^大客餐展歌音舞]厅|[^格布结时开终全僵]局|[一二三四五六七八九十]处|"
    "(?:财政|科技|教育|公安|商务|民政|司法|保障|信息化|农村|环境|交通运输|自然资源|水利|组织|宣传)部)"
)
_NUMBER = "[办政人社科教财交委部][发字函规]$"
"""How the number of a document ends: 冀人社发."""
_SAYS = "有关|相关|进行|予以|给予|应当|不得"
_NEVER_INSIDE = re.compile("|".join((_TIME, _SAYS, _NUMBER)))
_NEVER_WHOLE = re.compile("|".join((_KIND, _TWO_AREAS, _BODY.pattern)))
_OPENS_NOTHING = frozenset(
    "上 下 中 内 外 里 间 之 其 所 厅 局 类 由省 由市 由县 由区 各市 各县 各地 各部门 各单位 "  # noqa: SIM905
    "请 基于 同意 增设 会同".split()
)
_ENDS_NOTHING = frozenset(
    "发 求 使 让 令 把 被 给予 及 将 向 于 至 负责 提交 应有 有 收悉 印发 抓好".split()  # noqa: SIM905
)
_ACTS = frozenset(
    "推进 促进 加强 提高 加快 实现 开展 符合 取得 办理 做好 抓好 取消 责令 明确 确保 营造 "  # noqa: SIM905
    "建立 建立健全 完善 利用 使用 采用 支持 设立 设置 享受 参加 参与 制定 维护 打造 坚持 收取 领取 颁发 解除 "
    "依法 积极 大力 广泛 认真 贯彻 落实 贯彻落实 举办 发挥 支撑".split()
)
"""Verbs, and adverbs of verbs, that lead a phrase: what they act on is the subject."""


_OFFICIAL = re.compile(
    "(?:通知|意见|办法|规定|规则|细则|方案|措施|决定|公告|通告|通报|复函|批复|条例|计划|规划|纲要|解读|章程|指引)"
    "(?:[（(][^（）()]*[）)])?$|关于印发|关于转发|关于同意|关于公布"
)


def is_official(title: str) -> bool:
    """Tell whether a title is that of an official text, not of a paper."""
    return _OFFICIAL.search(title) is not None


def is_body(text: str) -> bool:
    """Tell whether a candidate names a body of state: who acts, not what the text is about."""
    return _BODY.fullmatch(text) is not None


@lru_cache(maxsize=1 << 16)
def _is_never(text: str) -> bool:
    """Tell whether a candidate is no subject whatever its words."""
    inside = _NEVER_INSIDE.search(text) is not None
    return inside or text in _PARTS or _NEVER_WHOLE.fullmatch(text) is not None


def is_form(text: str, words: Sequence[str], tag: Callable[[str], str], *, known: bool = False) -> bool:
    """Tell whether a candidate can be no subject.

    Args:
        text: the candidate.
        words: its words.
        tag: tells the part of speech of a word.
        known: whether it is a term of the lexicon; such a one may begin with a verb.
    """
    if _is_never(text):
        return True
    first, last = words[0], words[-1]
    if len(words) == 1:
        return _AREA.fullmatch(text) is not None and tag(text) == "ns"
    return first in _OPENS_NOTHING or last in _ENDS_NOTHING or (first in _ACTS and not known)
