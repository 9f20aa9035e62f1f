"""Titles and official elements of a document that has a page to itself, and what kind of text it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xzsc.model import SUBTITLE
from xzsc.structure.elements import ADDRESSEE, ATTACHMENT, KICKER, META, TITLE, are_bodies, element
from xzsc.structure.lines import BLANK, Paragraph
from xzsc.structure.markers import opening
from xzsc.structure.paragraphs import ended
from xzsc.structure.patterns import lazy

_KINDS = [
    "决议",
    "决定",
    "命令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
    "办法",
    "细则",
    "规定",
    "条例",
    "规划",
    "方案",
    "计划",
    "措施",
    "要点",
    "纲要",
    "政策解读",
    "解读",
    "规则",
    "章程",
    "准则",
    "指南",
    "目录",
    "清单",
    "制度",
    "建议",
    "说明",
    "讲话",
    "答记者问",
    "标准",
    "政策",
    "法典",
    "法",
    "令",
]
_KIND = lazy(rf"(?:{'|'.join(_KINDS)})(?:全文|稿|（[^）]*）|\([^)]*\))*(?:\.{{3}}|…)?\Z")
_OPEN_TITLE = lazy(r"(?:印发|转发|批转|公布|发布|关于|[:：、，—])\Z")
_PAGE_HEADING = lazy(r"#+\s*(?:政策全文|基本信息|正文|全文|文档\s?[:：]?.*|文件内容)\Z")
_SUBHEADING = lazy(r"\#{2,6}[ \t\u3000]")
_LONGEST, _HEAD = 120, 40
_LONGEST_WORD = 5
"""A title of a record that is no longer (通知, 报告) may be a word of any line."""
_LONGEST_ENTRY = 60
_SPEAKERS = ("问：", "问:", "答：", "答:", "记者")
_EDGES = "#*_" + BLANK


def label(paragraphs: Sequence[Paragraph], *, title: str = "", only: bool = False) -> list[Paragraph]:
    """Return the paragraphs, titles and elements marked as such.

    Args:
        paragraphs: what stands on the page.
        title: the title that the record gives, if it does.
        only: whether the text has no other title than that one.
    """
    labelled: list[Paragraph] = []
    head, titled = True, False
    for paragraph in paragraphs:
        if paragraph.note:
            labelled.append(paragraph)
            continue
        note = META if head and _PAGE_HEADING.match(paragraph.text) else element(paragraph.text, head=head)
        if not note and labelled and labelled[-1].note == ATTACHMENT:
            note = ATTACHMENT if _lists_on(labelled[-1].text, paragraph.text) else ""
        if not note and head:
            likely = _may_be_title(paragraph.text) or paragraph.text == title
            likely = likely and not (titled and _SUBHEADING.match(paragraph.text))
            note = TITLE if likely and len(labelled) < _HEAD else ""
            head = bool(note)
        titled = titled or note == TITLE
        if note == ADDRESSEE:
            head = False
        labelled.append(paragraph.marked(note) if note else paragraph)
    return _settled(labelled, title, only=only)


def _lists_on(before: str, text: str) -> bool:
    """Return whether a line goes on with a list of attachments.

    >>> _lists_on("附件：1.渡口名单", "2.渡口查验表"), _lists_on("附件：1.渡口名单", "3.渡口查验表")
    (True, False)
    """
    mark, above = opening(text), opening(before.removeprefix("附件").lstrip("：: "))
    if before.startswith("附") and not {"：", ":"} & set(before[:4]):  # 附件1, over its title
        return False
    if mark is None or mark.family != "1." or len(text) > _LONGEST_ENTRY or ended(text):
        return False
    return mark.number == (above.number if above and above.family == "1." else 0) + 1


def _may_be_title(text: str) -> bool:
    if not 2 <= len(text) <= _LONGEST or ended(text) or any(stop in text for stop in "。；！？\t"):
        return False
    mark = opening(text)
    return (mark is None or not mark.family) and not text.startswith(_SPEAKERS)


def plain(text: str) -> str:
    """Return a heading without Markdown."""
    return text.strip(_EDGES).replace("**", "")


def _settled(page: Sequence[Paragraph], title: str, *, only: bool) -> list[Paragraph]:
    """Return the page with title lines kept where they make a title; above it they are 引题.

    Where the record gives the title, other lines are text; where nothing is text, they are, and so
    is the title unless it is one of an official document with something beside it.
    """
    best = best_title(page, title, only=only)
    bare = all(p.note for p in page)
    if bare and not _is_official(page, best):
        return [p.marked("") if p.note == TITLE else p for p in page]
    first, rest = min(best, default=0), "" if only or bare else TITLE
    kept = [p.note != TITLE or at in best or (only and _repeats(p.text, title)) for at, p in enumerate(page)]
    return [
        p if keep else p.marked(KICKER if at < first else rest)
        for at, (p, keep) in enumerate(zip(page, kept, strict=True))
    ]


def _is_official(page: Sequence[Paragraph], best: Sequence[int]) -> bool:
    """Return whether the title of a page ends as a notice's does, and something stands beside it."""
    return len(best) < len(page) and bool(kind_of(joined(page[at].text for at in best)))


def _repeats(line: str, title: str) -> bool:
    """Return whether a line is a form of a title: it names the document, or says mostly the same.

    >>> _repeats("某省财政厅印发《渡口管理办法》的通知", "渡口管理办法")
    True
    >>> _repeats("为做好渡口管理，修缮栈桥", "渡口管理办法")
    False
    """
    if line.endswith(("：", ":")):  # 现将《渡口管理办法》印发给你们：
        return False
    said, given = ("".join(filter(str.isalnum, text)) for text in (line, title))
    if given in said and len(given) > _LONGEST_WORD and kind_of(title):
        return True
    shared = sum(said[at : at + 2] in given for at in range(len(said) - 1))
    return len(said) > 1 and 2 * shared >= len(said) - 1


def best_title(page: Sequence[Paragraph], title: str = "", *, only: bool = False) -> tuple[int, ...]:
    """Return which paragraphs make the title of a page, as indexes.

    Args:
        page: the paragraphs.
        title: the title that the record gives, if it does.
        only: whether the page has no other title than that one.
    """
    groups: list[list[int]] = []
    for at, paragraph in enumerate(page):
        if paragraph.note != TITLE:
            continue
        last = groups[-1][-1] if groups else -2
        if last == at - 1 and _goes_with(page[last].text, paragraph.text, page, at):
            groups[-1].append(at)
        else:
            groups.append([at])
    if only:
        groups = [group for group in groups if _repeats(joined(page[at].text for at in group), title)]
    weights = [(_weight(page, group, title), -group[0]) for group in groups]
    return tuple(groups[weights.index(max(weights))]) if groups else ()


def _goes_with(before: str, after: str, page: Sequence[Paragraph], at: int) -> bool:
    """Return whether two title lines are one title."""
    before, after = plain(before), plain(after)
    if _OPEN_TITLE.search(before) or after.startswith(("——", "（", "(")):
        return True
    if are_bodies(before) and after.startswith(("关于", "印发", "转发")):
        return True
    subtitled = at + 1 < len(page) and page[at + 1].note == SUBTITLE
    return subtitled and not kind_of(before)


def _weight(page: Sequence[Paragraph], group: Sequence[int], title: str) -> float:
    text = joined(page[at].text for at in group)
    weight = 3.0 * bool(kind_of(text)) + 3.0 * ("关于" in text or "印发" in text or "报告" in text)
    weight += 2.0 * page[group[0]].text.startswith("# ") + 0.5 * (group[0] == 0)
    return weight + 5.0 * bool(title and plain(title)[:20] in text)


def joined(lines: Iterable[str]) -> str:
    """Return the lines of a title as one: closed up after a break, with a space between two phrases."""
    text = ""
    for line in map(plain, lines):
        glue = (
            ""
            if not text or _OPEN_TITLE.search(text) or line.startswith(("（", "(", "关于", "印发"))
            else " "
        )
        text += glue + line
    return text


def kind_of(title: str) -> str:
    """Return the 文种 that a title ends with, or "".

    >>> kind_of("关于促进就业的若干措施（试行）"), kind_of("加快形成新优势")
    ('措施', '')
    """
    if plain(title).startswith("解读"):
        return "解读"
    found = _KIND.search(plain(title).rstrip("》〉"))
    return next((kind for kind in _KINDS if found and found.group().startswith(kind)), "")
