"""The signs of Markdown: what they say about the page is used, but they are no part of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xzsc.model import Span
from xzsc.structure.lines import Paragraph
from xzsc.structure.patterns import lazy

MEDIA_TYPE = "text/markdown"
SIGN = "标记"
"""The note of the furniture that the signs are."""

_BLOCK = lazy(r"(?:>[ \t]*|[-*+][ \t]+(?=\S))+(?=[^\s>])")
"""Opens a quotation or an item of a list: nothing asks for it."""
_SIGNS = lazy(
    r"\A\#{1,6}[ \t\u3000]+|[ \t]+\#+\Z|\*\*|__|~~|`+"
    r"|\*(?=[^\s*][^*]*(?<=[^\s])\*(?!\*))|(?<=[^\s*])\*(?!\*)"
    r"|!?\[(?=[^\]]*\]\([^)\s]*\))|\]\([^)\s]*\)"
)


def without_blocks(page: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a page without the signs of quotations and of items of lists."""
    for paragraph in page:
        opened = _BLOCK.match(paragraph.text)
        if opened is None or paragraph.note:
            yield paragraph
        else:
            yield paragraph.cut(opened.end(), len(paragraph.text))


def between_signs(text: str) -> list[Span]:
    """Return the stretches of a text that are no signs, white space at its edges trimmed.

    >>> between_signs("**1.修路。**"), between_signs("平整")
    ([(2, 6)], [(0, 2)])
    """
    found: list[Span] = []
    at = 0
    for sign in (*_SIGNS.finditer(text), None):
        start, end = sign.span() if sign else (len(text), len(text))
        if text[at:start].strip():
            found.append((at, start))
        at = end
    if not found:
        return []
    (first, _), (_, last) = found[0], found[-1]
    found[0] = first + len(text[first:]) - len(text[first:].lstrip()), found[0][1]
    found[-1] = found[-1][0], len(text[:last].rstrip())
    return found
