"""What is never a subject, however often it stands.

Kinds of documents, places by themselves, terms of time, and fragments that a cut through the text leaves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

_TIME = re.compile("之日起|日内|工作日|[0-9]+个?[月日天]|(?:当|次|本)[年月日]|年度内|以内$|期限内$|范围内$")
_KINDS = frozenset(
    "实施方案 行动方案 工作方案 实施意见 指导意见 实施办法 管理办法 政策措施 工作措施 通知 意见 办法 方案 "  # noqa: SIM905
    "规定 细则 公告 通告 附件 文件 政策解读 解读 "
    "答记者问 征求意见稿 有关规定 有关部门 相关部门 各有关单位 各地各部门".split()
)
_AREA = re.compile("(?:.{2,4}[省市县]|.{2,3}自治区)")
_OPENS_NOTHING = frozenset("上下中内外里间之其所")
_ENDS_NOTHING = frozenset("发求使让令把被给予及将向于至")


@lru_cache(maxsize=1 << 16)
def _is_never(text: str) -> bool:
    """Tell whether a candidate is no subject whatever its words: a kind of document, a term of time."""
    return text in _KINDS or _TIME.search(text) is not None


def is_form(text: str, words: Sequence[str], tag: Callable[[str], str]) -> bool:
    """Tell whether a candidate can be no subject.

    Args:
        text: the candidate.
        words: its words.
        tag: tells the part of speech of a word.
    """
    if _is_never(text):
        return True
    first, last = words[0], words[-1]
    if len(words) == 1:
        return _AREA.fullmatch(text) is not None and tag(text) == "ns"
    return first in _OPENS_NOTHING or last in _ENDS_NOTHING
