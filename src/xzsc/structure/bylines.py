"""Who wrote an article, and where they work: bylines and author notes."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from xzsc.structure.patterns import lazy

_NOT_NAMES = lazy(
    r"大学|学院|学校|研究|中心|委员|党校|记者|通讯员|评论员|本报|单位|部门|公司|集团|协会|教授|主任|书记|部长|市长|省长|局|实习生|整理|特约"
)
_GROUP = lazy(
    r"[\u4e00-\u9fa5A-Za-z“”]{0,30}"
    r"(?:(?:课题|调研|编写|写作|研究)组|评论员|编辑部|研究院|研究所|研究中心|研究室|社科院|党校)"
)
_BULLETS = "□■◆●◇○△▲☆★◎"
_BYLINE = lazy(
    rf"(?:[{_BULLETS}]\s*(?:文\s*[/／|｜:：]?\s*)?|(?:撰文|文|作者)\s*[/／|｜:：]\s*)(?P<rest>\S.{{0,70}})"
    r"|(?P<press>本报(?:特约|首席)?(?:记者|评论员|通讯员)[\s:：]*(?P<press_rest>[^，。；摄]{2,30}))"
)
OPENS_BYLINE = frozenset(_BULLETS + "撰文作本")
_SHORT_NAME = lazy(r"[\u4e00-\u9fa5]{2,3}(?!\w)")
"""Behind a square, which printers keep for bylines, a rare surname is believed too."""
_BRACKET = lazy(r"[（(]([^（）()]*)[)）]")
_RAISED = lazy(r"[\d*＊†¹²³]+")
_SEPARATORS = lazy(r"[\s\u3000、，,/／;；|｜]+")
_NOTE = lazy(
    r"[（(【\[]?\s*(?:本文)?(?:第一)?作者[:：]?\s*(?P<who>[\u4e00-\u9fa5·、\s]{0,16}?)(?:单位|简介|分别|均|现)*(?:系|为|是|[:：]|单位)\s*[:：]?(?P<where>.+)",
    re.DOTALL,
)
_FUNDED = lazy(
    r"[，,；;。]\s*(?:本文|系|该文|基金|项目)[^，,；;]*(?:成果|项目|课题|基金|资助|编号).*\Z|[，,；;。]\s*本文.*\Z",
    re.DOTALL,
)


def authors(text: str) -> tuple[str, ...]:
    """Return the authors that a byline names, or () if the line is none.

    >>> authors("□李明 欧阳文"), authors("□省社科院课题组"), authors("●推进改革 扩大开放")
    (('李明', '欧阳文'), ('省社科院课题组',), ())
    """
    if len(text) > 80 or text.lstrip()[:1] not in OPENS_BYLINE:
        return ()
    found = _BYLINE.fullmatch(text.strip())
    if found is None:
        return ()
    rest = _BRACKET.sub(" ", found["rest"] or found["press_rest"] or "")
    return _names(rest) or (_names(rest, known=False) if text.lstrip()[0] in "□■" else ())


def _names(text: str, *, known: bool = True) -> tuple[str, ...]:
    """Return the names of people and groups in a list; () where a word is neither that nor an employer.

    Args:
        text: the list.
        known: whether a name must begin with a known surname.
    """
    names: list[str] = []
    words = [word for word in _SEPARATORS.split(text) if word]
    at = 0
    while at < len(words):
        word = words[at]
        if len(word) == 1 and at + 1 < len(words) and len(words[at + 1]) == 1:
            word, at = word + words[at + 1], at + 1
        at += 1
        if is_name(word) or _GROUP.fullmatch(word) or (not known and _SHORT_NAME.fullmatch(word)):
            names.append(word)
        elif not _NOT_NAMES.search(word):
            return ()
    return tuple(names)


def names(text: str) -> tuple[str, ...]:
    """Return the names of a line that holds names and nothing else (李明1，王芳2), or ()."""
    if len(text) > 60:
        return ()
    found = [word for word in _SEPARATORS.split(_RAISED.sub(" ", text)) if word]
    return tuple(found) if found and all(is_name(word) for word in found) else ()


@cache
def _surnames() -> frozenset[str]:
    written = resources.files("xzsc").joinpath("data", "surnames.txt").read_text("utf-8")
    return frozenset("".join(written.split()))


def is_name(word: str) -> bool:
    """Return whether a word can be the name of a person."""
    if "·" in word:
        return 3 <= len(word) <= 14
    return 2 <= len(word) <= 4 and word[0] in _surnames() and not _NOT_NAMES.search(word)


def affiliation(text: str) -> str | None:
    """Return the affiliation an author note states ("" if it states none), or None if it is no note.

    >>> affiliation("（作者单位：某市委党校，本文为某课题成果）")
    '某市委党校'
    """
    if len(text) > 300 or "作者" not in text[:8]:
        return None
    found = _NOTE.match(text.strip())
    if found is None or (found["who"].strip() and not _names(found["who"])):
        return None
    where = found["where"].strip()
    if text.lstrip()[:1] in "（([【" and where[-1:] in "）)]】":
        where = where[:-1]
    where = _FUNDED.sub("", where)
    return re.sub(r"^分别(?:系|为|是)", "", where).strip(" 　:：")


def note_authors(text: str) -> tuple[str, ...]:
    """Return the authors that an author note names (（作者李明系…）)."""
    found = _NOTE.match(text.strip())
    return _names(found["who"]) if found and found["who"] else ()
