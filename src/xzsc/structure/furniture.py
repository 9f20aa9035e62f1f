"""What is on a page and is not its text: page numbers, web chrome, licence notes, references."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xzsc.structure.lines import Line

_PAGE = re.compile(r"[-—–一·•\s]*\d{1,4}[-—–一·•\s]*|第\s?\d+\s?页(?:[，,/\s]*共\s?\d+\s?页)?|\d+\s?/\s?\d+")
_CHROME = re.compile(
    r"下载|打印(?:本页)?|全屏|收藏|[【\[]?字[号体][：:]?.{0,12}|加大|还原|减小|】|大|中|小|分享(?:到)?[：:]?|关闭窗口"
    r"|扫一扫在手机打开当前页|相关(?:附件|链接)>*"
)
_TAIL = re.compile(
    r"本作品(?:是|在|来自|按照).{2,}|相关(?:报道|文件|政策文件|链接|阅读|附件|新闻)(?:[：:>].*|)"
)


def mark(lines: Sequence[Line]) -> list[str]:
    """Return for every line which kind of furniture it is, or ""."""
    notes = ["" for _ in lines]
    for at, line in enumerate(lines):
        if len(line.text) > 60:
            continue
        if _PAGE.fullmatch(line.text):
            notes[at] = "页码"
        elif _CHROME.fullmatch(line.text):
            notes[at] = "网页"
    for at in range(max(len(lines) - 60, len(lines) // 2), len(lines)):
        if _TAIL.match(lines[at].text):
            notes[at:] = ["版权" if lines[at].text.startswith("本作品") else "相关报道"] * (len(lines) - at)
            break
    return notes
