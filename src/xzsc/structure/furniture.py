"""What is on a page and is not its text: page numbers, running heads, web chrome, licences, references.

Furniture is marked line by line before paragraphs are made, so that it never runs into the text;
what closes a page (a licence, references, 名词解释) is furniture down to its end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from xzsc.structure.lines import Line
from xzsc.structure.patterns import Option, Options, lazy

PAGE, HEAD, SHEET, EDITOR, WEB = "页码", "页眉", "版次", "责编", "网页"
LICENCE, RELATED, REFERENCES, ENGLISH = "版权", "相关报道", "参考文献", "英文摘要"
FOOTNOTE, GLOSSARY, TASKS, PICTURE = "脚注", "名词解释", "任务分工", "图片说明"
CONTENTS, STAGE = "目录", "现场"
BETWEEN_PAGES = frozenset((PAGE, HEAD, SHEET, FOOTNOTE))
"""What may stand in the middle of a sentence that runs over to the next page."""

_SHORT = 60
_PAGE = lazy(r"[-—–―一·•.\s]*\d{1,4}[-—–―一·•.\s]*|\d+\s?/\s?\d+|[-—]\s?[ⅠⅡⅢⅣⅤivx]+\s?[-—]")
_PAGE_OF = lazy(r"第\s?\d+\s?页(?:[，,/\s]*共\s?\d+\s?页)?")
_SHEET = lazy(
    r"第?\s?[A-D]?\d{1,3}\s?版.{0,12}|第?\s?[A-D]?\d{1,3}\s?版.{0,12}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日.{0,20}"
    r"|[（(▶►▲◀◄△]*\s*(?:下转|上接|紧接)第?\s?[A-D]?[\d一二三四五六七八九十]{1,3}\s?版.{0,16}"
)
_PAPER = lazy(
    r"[A-D]\d{1,2}(?:\s.{1,10})?|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\s*星期[一二三四五六日天].{0,20}"
)
TURN = lazy(r"[（(]\s?(?:下转|上接|紧接)第?\s?[A-D]?[\d一二三四五六七八九十]{1,3}\s?版.{0,16}[）)]")
"""Tells where an article goes on; also behind the last stop of a paragraph."""
IN_THE_HALL = lazy(r"(?:[（(][^（()）。]{0,12}(?:掌声|鼓掌|笑声|大笑|起立)[^（()）。]{0,6}[）)])+")
"""What happens in the hall while somebody speaks; also behind the last stop of a paragraph."""
_MASTHEAD = lazy(
    r"[\u4e00-\u9fa5（）()·]{2,20}\s+(?:19|20)\d{2}\s?年\s?(?:第\s?\d{1,3}\s?卷\s?)?第\s?\d{1,3}\s?期"
    r"(?:\s?[（(]?总第\s?\d+\s?期[）)]?)?"
)
_NAMED = lazy(
    r"\A(?!\d{1,4}[-/.]).*(?:通知|意见|方案|办法|措施|规划|计划|决定|决议|批复|公告|通告|通报|报告|条例|规定|细则|规则|纲要|要点|准则|指南)"
    r"(?:\s?[（(][^）)]*[）)])?\Z"
)
"""How a line ends that may be the title of a document."""
_EDITOR = lazy(r"(?:本版)?(?:责任?编辑?|责编|美编|组版|版式|校对|值班主任|总值班)(?:[：:\s/].{0,50}|)")
_WEB = lazy(
    r"下载|打印(?:本页)?|全屏|收藏|[【\[]?字[号体]?[：:\s].{0,14}|[【\[]字[号体].{0,14}|加大|还原|减小|】|分享(?:到)?[：:]?.{0,16}|[【\[]?关闭(?:窗口|本页)?[】\]]?"
    r"|扫一扫.{0,16}|(?:当前|您现在的|您的)?位置[：:].{0,40}|(?:浏览|阅读|点击)(?:次数|量)?[：:].{0,16}|返回(?:顶部|首页)|首页|上一篇.{0,40}|下一篇.{0,40}"
    r"|[【\[]?(?:打印|纠错|收藏|评论)[】\]]?|(?:网站地图|联系我们|关于我们|网站声明)|版权所有.{0,40}|主办(?:单位)?[：:].{0,30}|技术支持[：:].{0,30}|更多信息，?请关注.{2,30}"
)
_RECORD = lazy(r".{0,30}(?:ICP备|公网安备).{0,30}")
_SIZE = lazy(r"[大中小]")
_CRUMB = lazy(r"[>›»＞]{1,2}")
_LONGEST_CRUMB = 12
_NOTE = lazy(
    r"[\[［【〔]\d{1,3}[\]］】〕]|[①-⑳]|(?:[\[［【]?(?:收稿日期|基金项目|作者简介|通信作者|通讯作者|收修改稿|网络首发)[\]］】]?[：:].*)"
)
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_REFERENCE = lazy(r"(?<=[^\s：；、，（(])([①-⑳])(?=[，。；：、！？”》）」]|\Z)")
"""The number of a note behind a word; that of an item stands before one."""
_PICTURE = lazy(
    r"(?:[（(]?(?:上|下|左|右|本版)?图(?:片)?为[^。；]{3,50}[。）)]?\s*)?"
    r"(?:[（(]?(?:本报|新华社|人民网|中新社)?(?:特约)?(?:记者|通讯员|摄影记者)[\s:：]*[^，。；]{2,20}(?:摄|摄影报道)[）)]?)?"
)
_LINE = Options(
    Option(PAGE, _PAGE, "-—–―一·•.0 "),
    Option(PAGE, _PAGE_OF, "第", holds="页"),
    Option(SHEET, _SHEET, "第 ABCD0（(▶►▲◀◄△下上紧", holds="版"),
    Option(SHEET, _PAPER, "ABCD12"),
    Option(STAGE, IN_THE_HALL, "（("),
    Option(HEAD, _MASTHEAD, holds="期"),
    Option(EDITOR, _EDITOR, "本责美组版校值总"),
    Option(WEB, _WEB, "下打全收【[字加还减】分关扫当您位浏阅点返首上纠评网联版主技更"),
    Option(WEB, _RECORD, holds="备"),
    Option(FOOTNOTE, _NOTE, "[［【〔收基作通网" + "".join(sorted(_CIRCLED))),
    *(Option(PICTURE, _PICTURE, "（(上下左右本图新人中特记通摄", holds=word) for word in "图摄"),
)
_LICENCE = lazy(
    r"本作品(?:是|在|来自|依据|按照|采用|的原文).{2,}"
    r"|(?:本文|本页面?).{0,12}(?:知识共享|CC BY|公有领域).{0,60}"
)
_RELATED = lazy(r"相关(?:报道|文件|政策文件|链接|阅读|附件|新闻|解读|推荐)(?:[：:>》].*|)|延伸阅读[：:]?")
_REFERENCES = lazy(r"[\[［【]?参\s?考\s?文\s?献[\]］】]?[：:]?|[\[［【]?注\s?释[\]］】]?[：:]?|References?:?")
_GLOSSARY = lazy(
    r"(?:附(?:件|录)?\s?\d?[：:]?\s?)?.{0,24}(?:名词解释|名词注释|有关用语说明|缩略语)(?:（.{1,12}）)?"
)
_TASKS = lazy(r"(?:附(?:件|表)\s?\d?[：:]?\s?)?.{0,30}(?:任务|责任)分工(?:方案|表|清单)?")
_TAIL = Options(
    Option(LICENCE, _LICENCE, "本"),
    Option(RELATED, _RELATED, "相延"),
    Option(REFERENCES, _REFERENCES, "[［【参注R"),
    *(Option(GLOSSARY, _GLOSSARY, holds=word) for word in ("名词", "用语说明", "缩略语")),
    Option(TASKS, _TASKS, holds="分工"),
)
_CONTENTS = lazy(r"目\s*[录錄次]\s?[:：]?")
_LEADER = lazy(r"[\s.…·．]*[（(\-—]?\d{0,4}[）)\-—]?\Z|[\s　]+")
"""What stands in an entry of a table of contents and not in the heading: dots, the page, blanks."""
_ABSTRACT = lazy(r"\s*(?:Abstract|ABSTRACT|Key\s?words|Keywords|KEY WORDS)\b")
_LATIN = lazy(r"[A-Za-z]")
_BACK = {REFERENCES: 0.5, GLOSSARY: 0.5, TASKS: 0.6}
"""From which share of the lines on a tail may begin."""
_MOST, _SMALL = {REFERENCES: 0.5, GLOSSARY: 0.4, TASKS: 0.4}, 2000
"""Share of the characters that a tail may hold (a quarter if not said), and what is always small enough."""


def mark(lines: Sequence[Line], page_starts: Sequence[int] = ()) -> list[str]:
    """Return for every line which kind of furniture it is, or ""."""
    notes = [_LINE.name(line.text) if len(line.text) <= _SHORT else "" for line in lines]
    _mark_sizes(lines, notes)
    _mark_crumbs(lines, notes)
    _mark_contents(lines, notes)
    pages = _pages(lines, page_starts)
    _mark_heads(lines, pages, notes)
    _mark_footnotes(lines, pages, notes)
    _mark_english(lines, notes)
    _mark_tail(lines, notes)
    return notes


def _mark_sizes(lines: Sequence[Line], notes: list[str]) -> None:
    """Mark 大 中 小 behind 字号：, and the name below 责任编辑：."""
    for at in range(1, len(lines)):
        if notes[at] or not notes[at - 1]:
            continue
        text = lines[at].text
        named = notes[at - 1] == EDITOR and lines[at - 1].text.endswith(("：", ":")) and len(text) <= 4
        if named or (notes[at - 1] == WEB and _SIZE.fullmatch(text)):
            notes[at] = notes[at - 1]


def _mark_crumbs(lines: Sequence[Line], notes: list[str]) -> None:
    """Mark a trail of links (首页 > 要闻): the signs and the short lines beside them."""
    for at, line in enumerate(lines):
        if len(line.text) <= 2 and _CRUMB.fullmatch(line.text):
            for beside in range(max(at - 1, 0), min(at + 2, len(lines))):
                if len(lines[beside].text) <= _LONGEST_CRUMB:
                    notes[beside] = WEB


def _mark_contents(lines: Sequence[Line], notes: list[str]) -> None:
    """Mark a table of contents: short lines below 目录, half of which stand again further down."""
    heads = (at for at, line in enumerate(lines) if line.text[0] == "目" and _CONTENTS.fullmatch(line.text))
    opened = next(heads, len(lines))
    entries: set[str] = set()
    last = opened
    for at in range(opened + 1, len(lines)):
        entry = _LEADER.sub("", lines[at].text)
        if len(lines[at].text) > _SHORT or entry in entries or lines[at].text.endswith(("。", "；")):
            break
        if not notes[at]:
            entries.add(entry)
            last = at
    below = {_LEADER.sub("", line.text) for line in lines[last + 1 :] if len(line.text) <= _SHORT}
    if 2 * len(entries & below) >= max(len(entries), 4):
        for at in range(opened, last + 1):
            notes[at] = notes[at] or CONTENTS


def _pages(lines: Sequence[Line], page_starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first line of every page and the one after its last."""
    starts = [line.start for line in lines]
    firsts = [bisect_left(starts, start) for start in page_starts]
    return list(zip(firsts, [*firsts[1:], len(lines)], strict=False))


def _mark_heads(lines: Sequence[Line], pages: Sequence[tuple[int, int]], notes: list[str]) -> None:
    """Mark what stands at the head or foot of a third of the pages, or of both of two, digits aside.

    A running head is often the title of the document: on the first page it may be the title itself, or
    stand above it.
    """
    edges: dict[int, str] = {}
    deep = 2 if len(pages) > 2 else 1
    for first, last in pages:
        for at in {*range(first, min(first + deep, last)), *range(max(last - deep, first), last)}:
            if len(lines[at].text) <= _SHORT:
                edges[at] = re.sub(r"[\d\s]+", "#", lines[at].text)
    counted = Counter(edges.values())
    repeated = [at for at, text in edges.items() if counted[text] >= max(min(3, len(pages)), len(pages) // 3)]
    named = (at for at in repeated if at < pages[0][1] and _NAMED.search(lines[at].text))
    title = max(named, default=-1)
    for at in repeated if len(pages) > 1 else ():
        if not notes[at] and at != title:
            notes[at] = HEAD


def _mark_footnotes(lines: Sequence[Line], pages: Sequence[tuple[int, int]], notes: list[str]) -> None:
    """Mark the notes at the foot of a page: they open with the numbers that the text above refers to."""
    for first, last in pages:
        page = lines[first:last]
        opened = [at for at, line in enumerate(page) if line.text[0] in _CIRCLED]
        for at in opened[-len(_CIRCLED) :]:
            above = {sign for line in page[:at] for sign in _REFERENCE.findall(line.text)}
            numbers = [page[place].text[0] for place in opened if place >= at]
            if numbers == sorted(above) and 2 * at >= len(page):
                for place in range(first + at, last):
                    notes[place] = notes[place] or FOOTNOTE
                break


def _mark_english(lines: Sequence[Line], notes: list[str]) -> None:
    """Mark an English abstract: from its word on while the lines stay Latin."""
    inside = False
    for at, line in enumerate(lines):
        if line.text.lstrip()[0] in "AK" and _ABSTRACT.match(line.text):
            inside = True
        elif inside and len(_LATIN.findall(line.text)) * 2 < len(line.text):
            inside = False
        if inside and not notes[at]:
            notes[at] = ENGLISH


def _mark_tail(lines: Sequence[Line], notes: list[str]) -> None:
    """Mark what closes the page, down to its end."""
    for at in range(_earliest(lines), len(lines)):
        text = lines[at].text
        found = _TAIL.name(text) if len(text) <= 200 else ""
        if found and at and at >= len(lines) * _BACK.get(found, 0.0) and _closes(lines, at, found):
            for behind in range(at, len(lines)):
                notes[behind] = notes[behind] if notes[behind] in (ENGLISH, FOOTNOTE) else found
            return


def _closes(lines: Sequence[Line], at: int, note: str) -> bool:
    """Return whether what follows is short enough to be the close of the page and not half of it."""
    behind = lines[-1].end - lines[at].start
    return behind <= max(_SMALL, _MOST.get(note, 0.25) * lines[-1].end)


def _earliest(lines: Sequence[Line]) -> int:
    """Return the line from which on a tail is looked for."""
    return min(len(lines) // 2, max(len(lines) - 80, 0))
