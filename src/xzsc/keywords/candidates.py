"""Candidates for keyphrases: which runs of words in a document could be a term, and where they stand.

A candidate is a run of one to six words without punctuation inside (but for balanced quotation marks)
that neither begins nor ends with a stop word. Words are cut without the policy lexicon, so that the
parts of its terms are candidates too; the terms of the lexicon are looked up among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xzsc.keywords.hashing import Sums, sums_of
from xzsc.model import Document, Kind, Source, Unit

if TYPE_CHECKING:
    from xzsc.keywords.hashing import Array
    from xzsc.keywords.vocabulary import Vocabulary

LONGEST = 6
"""Words in the longest candidate."""
WIDEST = 22
"""Characters in the longest candidate."""
OPEN, CLOSE = "“「『", "”」』"
_LINKS = frozenset("和与及·—-＋+")
_QUOTED_LINKS = frozenset("、，/")
_SOFT = frozenset("一二三四五六七八九十百千万两多全后前中上下内外不无非最总各级类个多种年")
_MODAL = frozenset(
    "可以 能够 应当 应该 必须 需要 愿意 具有 具备 属于 成为 没有 表示 指出 认为 来说 而言 包括 包含".split()  # noqa: SIM905
)

_CHAPTER = re.compile("第[一二三四五六七八九十百零〇0-9]+[编章节条款]")
"""What numbers a part of a text belongs to no term."""

BREAK, WORD, SOFT, LINK, LIST, OPENS, CLOSES = range(7)
"""Classes of words: ends a run; may be an edge; may not be the last; inside only; inside quotation
marks only; the quotation marks."""


KINDS = tuple(Kind)
_NUMBER_OF = {kind: number for number, kind in enumerate(KINDS)}
_AFTER = 4
"""Words behind a quotation that may belong to it."""
_INSIDE = 9
"""Words of a quotation with its mark."""


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a document in one line, with what is known of each.

    Args:
        words: the words of all counted units, a line break after each unit.
        numbers: number of each word in the vocabulary.
        classes: class of each word.
        at: where each word begins in the text, and where the last one ends.
        units: ordinal of the unit of each word.
        kinds: kind of each unit, as its place in `KINDS`.
        sections: ordinal of the section of each unit.
        title: the title, or "".
        characters: number of characters of the title and the body.
        text: the words as one text.
        sums: for the hashes of its pieces.
        times: how often each word stands in the document.
    """

    words: list[str]
    numbers: Array
    classes: Array
    at: Array
    units: Array
    kinds: Array
    sections: Array
    title: str
    characters: int
    text: str
    sums: Sums
    times: Array


def read_page(document: Document, vocabulary: Vocabulary) -> Page:
    """Return the words of a document's title and body with their classes."""
    import numpy as np

    numbers: dict[tuple[object, ...], int] = {}
    texts, kinds, sections = [], [], []
    if document.title:
        texts.append(document.title)
        kinds.append(_NUMBER_OF[Kind.TITLE])
        sections.append(numbers.setdefault((), 0))
    for unit in document.body:
        texts.append(unit.text)
        kinds.append(_NUMBER_OF[unit.kind])
        part = unit.path[-1].spans if unit.path else ()
        sections.append(numbers.setdefault(part, len(numbers)))
    text = "\n".join(texts)
    if "\r" in text or text.count("\n") >= len(texts):
        text = "\n".join(one.replace("\r", " ").replace("\n", " ") for one in texts)
    text += "\n"
    words = vocabulary.segmenter.words(text)
    found = vocabulary.page_words(words)
    at = np.zeros(len(words) + 1, np.int64)
    np.cumsum(vocabulary.lengths.data[found], out=at[1:])
    units = np.zeros(len(words), np.int64)
    np.cumsum(found[:-1] == 0, out=units[1:])
    classes = vocabulary.classes.data[found]
    _mend(classes, at, vocabulary.find_torn(text))
    return Page(
        words, found, classes, at, units, np.array(kinds or [0]),
        np.array(sections or [0]), document.title, len(text) - len(texts or "1"), text, sums_of(text),
        np.bincount(found)[found],
    )  # fmt: skip


def _mend(classes: Array, at: Array, places: list[tuple[int, int, int]]) -> None:
    """Let runs go through the terms that hold stop words: these link, or begin or end a run as in the term.

    Args:
        classes: class of each word; changed here.
        at: where each word begins.
        places: which term, from, up to.
    """
    import numpy as np

    if not places:
        return
    _, starts, ends = np.array(places).T
    firsts, lasts = np.searchsorted(at, starts), np.searchsorted(at, ends)
    whole = np.flatnonzero((at[firsts] == starts) & (at[lasts] == ends))
    for first, last in zip(firsts[whole].tolist(), lasts[whole].tolist(), strict=True):
        inside = classes[first:last]
        inside[(inside != WORD) & (inside != SOFT)] = LINK
        if inside[0] == LINK:
            inside[0] = SOFT
        inside[-1] = WORD


def class_of(word: str, tag: str, stop_words: frozenset[str]) -> int:
    """Return the class of a word with its part of speech."""
    if len(word) == 1 and not word.isalnum():
        marks = {OPENS: OPEN, CLOSES: CLOSE, LIST: _QUOTED_LINKS, LINK: _LINKS}
        return next((class_ for class_, ones in marks.items() if word in ones), BREAK)
    if word in _LINKS:
        return LINK
    if _CHAPTER.fullmatch(word):
        return BREAK
    if word in _SOFT or (word[0].isdecimal() and not word.isalpha()):
        return SOFT
    if word not in stop_words:
        return WORD if word[0].isalnum() else BREAK
    content = len(word) > 1 and word not in _MODAL and tag[0] in "vn"
    return WORD if content else BREAK


def find_runs(classes: Array) -> tuple[Array, Array]:
    """Return the words that each candidate covers (from, up to), those with quotations last.

    Args:
        classes: class of each word; the last one is a `BREAK`.
    """
    import numpy as np

    n = len(classes)
    padded = np.zeros(n + LONGEST, np.uint8)
    padded[:n] = classes
    ends, links = padded == WORD, padded == LINK
    inner = ends | (padded == SOFT)
    alive = inner[:n]
    linked = np.zeros(n, bool)
    grid = np.zeros((n, 8), bool)
    np.logical_and(alive, ends[:n], out=grid[:, 0])
    for more in range(1, LONGEST):
        link = links[more : more + n]
        alive = alive & (inner[more : more + n] | (link & ~linked))
        linked = linked | link
        np.logical_and(alive, ends[more : more + n], out=grid[:, more])
    cells = np.flatnonzero(grid)
    starts = cells >> 3
    ends = starts + (cells & 7) + 1
    if OPENS in padded:
        quoted = np.array(_quotations(padded.tobytes()), np.int64).reshape(-1, 2)
        return np.concatenate((starts, quoted[:, 0])), np.concatenate((ends, quoted[:, 1]))
    return starts, ends


def _quotations(classes: bytes) -> list[tuple[int, int]]:
    """Return the candidates that hold a short quotation, the words around it included."""
    spans: list[tuple[int, int]] = []
    opens = classes.find(OPENS)
    while opens >= 0:
        close = _closing(classes, opens)
        if close:
            ends = [close + 1]
            for after in range(close + 1, close + 1 + _AFTER):
                if classes[after] not in (WORD, SOFT):
                    break
                if classes[after] == WORD:
                    ends.append(after + 1)
            spans += [(first, end) for first in _firsts(classes, opens) for end in ends]
        opens = classes.find(OPENS, opens + 1)
    return sorted(spans)


def _closing(classes: bytes, opens: int) -> int:
    """Return where a short quotation closes, or 0."""
    for at in range(opens + 1, opens + 1 + _INSIDE):
        if classes[at] == CLOSES:
            return at
        if classes[at] in (BREAK, OPENS):
            return 0
    return 0


def _firsts(classes: bytes, opens: int) -> list[int]:
    """Return where a candidate with a quotation may begin: there, and at the words that lead to it."""
    firsts, links = [opens], 0
    for first in range(opens - 1, max(opens - LONGEST, -1), -1):
        links += classes[first] == LINK
        if classes[first] not in (WORD, SOFT, LINK) or links > 1:
            break
        if classes[first] != LINK:
            firsts.append(first)
    return firsts


def possible(texts: Sequence[str], vocabulary: Vocabulary) -> set[str]:
    """Return which of these texts the shipped table of frequencies counts where they stand.

    It counts candidates, and was made without the terms that hold a stop word.
    """
    texts = [text for text in texts if not vocabulary.find_torn(text)]
    units = (Unit(Kind.SENTENCE, ((0, len(text)),), text) for text in texts)
    page = read_page(Document(Source("", ""), units=tuple(units)), vocabulary)
    both = zip(*(page.at[edges].tolist() for edges in find_runs(page.classes)), strict=True)
    return {page.text[start:end] for start, end in both}.intersection(texts)
