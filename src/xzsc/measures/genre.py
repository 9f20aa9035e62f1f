"""What kind of text a document is, guessed from its words (never from its file name)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xzsc.model import Document, Kind

GENRES = (
    "report", "measures", "plan", "rules", "notice",
    "interpretation", "interview", "essay", "paper", "congress",
)  # fmt: skip

_HEAD = 1500
_TITLE: tuple[tuple[str, str], ...] = (
    ("report", "政府工作报告|工作报告"),
    ("interview", "答记者问|专访|访谈|对话"),
    ("interpretation", "解读|图解|一图读懂|吹风会|发布会|说明$"),
    (
        "measures",
        "若干(?:政策|重点)?(?:措施|举措)|若干政策|政策措施|[一二三四五六七八九十]条(?:措施|举措)|支持政策",
    ),
    ("rules", "(?:办法|规定|细则|条例|规则|章程)(?:（[^）]*）)?(?:》?的通知)?$"),
    ("plan", "规划|行动计划|方案|纲要|工作要点|意见|关于(?:全面|进一步|深化|加快|坚持)[^》]*的决定$"),
    ("notice", "通知|公告|通告|通报|批复|复函|的函$|的决定(?:》|$)|(?:指南|目录|名单)$"),
)
_TITLES = tuple((genre, re.compile(pattern)) for genre, pattern in _TITLE)
_QUESTION = re.compile("^(?:问|记者|主持人)[：:]|^(?:记者)?问：|^答[：:]")
_TOLD = re.compile(
    "(?:近日|日前|[0-9]{1,2}月[0-9]{1,2}日|近期)[^。]{0,60}(?:印发|出台|发布|公布|修订|制定|联合)"
)
_MAKING = re.compile(
    "出台背景|起草背景|起草过程|编制背景|修订背景|主要内容|主要举措|主要特点|制定背景|总体考虑|主要目的|有关情况"
)
_ARTICLE = re.compile("^第[一二三四五六七八九十百]+条")
_FORMAL = re.compile(
    "印发给你们|请认真贯彻|请结合实际|现就[^。]{0,40}(?:如下|通知|意见)|制定本(?:措施|方案|计划|办法|规定|细则|规划)|现提出"
)
_PAPER = re.compile("参考文献|关键词[：:]|摘要[：:]|\\[摘要\\]|【摘要】|［摘 ?要］")
_CONGRESS = re.compile("向大会作报告|全国代表大会上的报告|第[一二三四五六七八九十]+届中央委员会")


def genre(document: Document) -> str:
    """Return the kind of text, one of `GENRES`."""
    texts = [unit.text for unit in document.units if unit.kind is not Kind.FURNITURE]
    head = "\n".join(texts)[:_HEAD]
    formal = _FORMAL.search(head) is not None
    titles = [unit.text for unit in document.units if unit.kind is Kind.TITLE][:3] or [document.title]
    if "各位代表" in head or any("政府工作报告" in title for title in titles):
        return "report"
    if _PAPER.search("\n".join(texts[:40] + texts[-40:])):
        return "paper"
    if _asks(texts, formal=formal):
        return "interview"
    if _CONGRESS.search(head):
        return "congress"
    if sum(bool(_ARTICLE.match(text)) for text in texts) >= 8:
        return "rules"
    for title in titles:
        for name, pattern in _TITLES:
            if pattern.search(title):
                return name
    if not formal and "全文如下" not in head and (_TOLD.search(head) or _MAKING.search(head)):
        return "interpretation"
    if document.authors and not formal:
        return "essay"
    for name, pattern in _TITLES[3:]:
        if name != "rules" and pattern.search(head[:300]):
            return name
    return "notice" if formal else "essay"


def _asks(texts: Sequence[str], *, formal: bool) -> bool:
    """Return whether a text is made of questions: two that name who speaks, or many others."""
    if sum(bool(_QUESTION.match(text)) for text in texts) >= 2:
        return True
    questions = sum(text.endswith(("？", "?")) for text in texts[:400])
    return not formal and questions >= 3 and questions / len(texts) > 0.04
