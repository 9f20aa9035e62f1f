"""Words as numbers, with what is known of each word in columns.

A word is looked up once in a run; what is asked of the words of a document is then taken from the columns,
for all its words at a time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from xzsc.keywords.candidates import BREAK, LINK, LIST, class_of
from xzsc.keywords.hashing import digests
from xzsc.keywords.reference import SCALE, Reference
from xzsc.lexicon import Lexicon
from xzsc.segment import Segmenter

if TYPE_CHECKING:
    from xzsc.keywords.hashing import Array

END = "\n"
"""The word between two units."""
PLAIN, MARK, COLON, STOP, DE, LISTED, TAGGED = range(7)
"""What stands beside a candidate: nothing of note, a mark, a colon, a stop word, 的, a link, and the part
of speech that is looked for: a verb before, a noun behind."""
WAYS = 7
NOUNISH = "nvjlaxe"
"""First letters of the parts of speech that may end a phrase that stands but once."""
_SHORT = 2
"""Characters of the longest term that is left torn when a stop word is part of it."""
_STOPS_INSIDE = re.compile("[可以为再两即就的个去用均五]|一般|有效|直接|积极|以上|进一步|各级|碳中和|特别")
"""Stop words that terms hold: 可持续发展, 接诉即办, 规模以上工业企业."""
_LINKING = frozenset("和与及、")


class Column:
    """An array that grows."""

    __slots__ = ("data", "size")

    def __init__(self, kind: str) -> None:
        import numpy as np

        self.data: Array = np.zeros(4096, kind)
        self.size = 0

    def add(self, values: Iterable[Any], count: int) -> None:
        """Add values at the end."""
        import numpy as np

        end = self.size + count
        if end > len(self.data):
            data = np.zeros(max(end, 2 * len(self.data)), self.data.dtype)
            data[: self.size] = self.data[: self.size]
            self.data = data
        self.data[self.size : end] = values
        self.size = end


class Numbers(dict[str, int]):
    """The number of each word, given in the order of their appearance."""

    __slots__ = ("texts",)

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.texts)
        self.texts.append(word)
        return number


class Vocabulary:
    """The words that were met, and columns of what is known of each.

    Args:
        segmenter: knows the parts of speech.
        lexicon: has the stop words.
        reference: has the document frequencies.
    """

    def __init__(self, segmenter: Segmenter, lexicon: Lexicon, reference: Reference) -> None:
        self.segmenter, self.lexicon, self.reference = segmenter, lexicon, reference
        self.numbers = Numbers()
        self.tag_numbers = Numbers()
        self.classes, self.before, self.behind = Column("u1"), Column("u1"), Column("u1")
        self.flags, self.tags = Column("u1"), Column("i8")
        self.lengths = Column("i8")
        self.levels, self.topics = Column("f8"), Column("f8")
        self.find_torn = _torn_terms(lexicon)
        self.page_words([END])

    def page_words(self, words: list[str]) -> Array:
        """Return the numbers of words; the columns know all of them."""
        import numpy as np

        numbers = np.fromiter(map(self.numbers.__getitem__, words), np.int64, len(words))
        known = self.lengths.size
        if known < len(self.numbers.texts):
            self._learn(self.numbers.texts[known:])
        return numbers

    def _learn(self, words: list[str]) -> None:
        n, stop_words = len(words), self.lexicon.stop_words
        tag = self.segmenter.tag
        tags = [tag(word) if word[0].isalnum() else "x" for word in words]
        classes = [class_of(word, its_tag, stop_words) for word, its_tag in zip(words, tags, strict=True)]
        flags = [_flags(word, its_tag) for word, its_tag in zip(words, tags, strict=True)]
        self.classes.add(classes, n)
        self.flags.add(flags, n)
        both = list(zip(words, classes, flags, strict=True))
        self.before.add([_way(*one, VERB) for one in both], n)
        self.behind.add([_way(*one, NOUN) for one in both], n)
        self.tags.add([self.tag_numbers[tag] for tag in tags], n)
        found = self.reference.index.levels_at(digests(words))
        levels = found[:, ::2].max(axis=1) / SCALE
        self.levels.add(levels, n)
        self.topics.add(self._topics(words, levels), n)
        self.lengths.add(list(map(len, words)), n)

    def _topics(self, words: list[str], levels: Array) -> list[float]:
        """Return what one occurrence of each word weighs, by its document frequency."""
        top, stop_words = math.log(1 + self.reference.pieces), self.lexicon.stop_words
        return [
            max(top - level, 0.2) * min(len(word), 3)
            if word[0].isalnum() and not word.isdecimal() and word not in stop_words
            else 0.0
            for word, level in zip(words, levels.tolist(), strict=True)
        ]


def _torn_terms(lexicon: Lexicon) -> Callable[[str], list[tuple[int, int, int]]]:
    """Return a finder of the terms with a stop word in them, which no run of content words holds."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    torn = [
        term.text for term in lexicon.terms if len(term.text) > _SHORT and _STOPS_INSIDE.search(term.text)
    ]
    return AhoCorasick(torn, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes


NOUN, VERB, NOUN_LIKE, ENDS, LINKS, DIGIT, LATIN, QUOTE = (1 << bit for bit in range(8))
"""Flags of words: its tag begins with n, with v; it is a noun or a verb used as one; it may end a phrase
that stands but once; it links; it has a digit; it is of Latin letters, digits and marks only; it opens a
quotation."""


def _flags(word: str, tag: str) -> int:
    flags = _tag_flags(tag)
    if not word.isalpha():
        flags |= DIGIT * any(map(str.isdigit, word)) | QUOTE * (word == "“")
    if word.isascii():
        flags |= LATIN
    return flags | LINKS if word in _LINKING else flags


@cache
def _tag_flags(tag: str) -> int:
    letter = tag[:1]
    noun, verb = letter == "n", letter == "v"
    return NOUN * noun | VERB * verb | NOUN_LIKE * (noun or tag == "vn") | ENDS * (letter in NOUNISH)


def _way(word: str, class_: int, flags: int, flag: int) -> int:
    """Return what a word is when it stands beside a candidate."""
    if class_ == BREAK:
        if word[:1].isalnum():
            return DE if word == "的" else STOP
        return COLON if word in ("：", ":") else MARK
    if class_ in (LIST, LINK):
        return LISTED
    return TAGGED if flags & flag else PLAIN


class Weighted:
    """A weight for each word of a growing list; 0 for those that have none."""

    __slots__ = ("column", "find", "texts")

    def __init__(self, texts: list[str], find: Callable[[str, float], float], kind: str = "f8") -> None:
        self.texts, self.find = texts, find
        self.column = Column(kind)

    def data(self) -> Array:
        """Return the weights, by the numbers of the words."""
        known = self.column.size
        if known < len(self.texts):
            self.column.add([self.find(word, 0.0) for word in self.texts[known:]], len(self.texts) - known)
        return self.column.data
