"""Candidates for keyphrases: which runs of words in a document could be a term, and where they stand.

A candidate is a run of one to six words without punctuation inside (but for balanced quotation marks)
that neither begins nor ends with a stop word. Words are cut without the policy lexicon, so that the
parts of its terms are candidates too; the terms of the lexicon are looked up among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xzsc.keywords.memo import Memo
from xzsc.model import Document, Kind, Section
from xzsc.segment import Segmenter

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

BREAK, WORD, SOFT, LINK, LIST, OPENS, CLOSES = range(7)
"""Classes of words: ends a run; may be an edge; may not be the last; inside only; inside quotation
marks only; the quotation marks."""
_STARTS = (WORD, SOFT)


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a document in one line, with what is known of each.

    Args:
        words: the words of all counted units, a "" between units.
        classes: class of each word.
        units: ordinal of the unit of each word.
        kinds: kind of each unit.
        sections: ordinal of the section of each unit.
        title: the title, or the first words where there is none.
        characters: number of characters of the body.
    """

    words: list[str]
    classes: bytearray
    units: list[int]
    kinds: list[Kind]
    sections: list[int]
    title: str
    characters: int


def word_classes(segmenter: Segmenter, stop_words: frozenset[str]) -> Memo[int]:
    """Return the classes of words, each found out once."""
    return Memo(lambda word: _class(word, segmenter, stop_words))


def read_page(document: Document, segmenter: Segmenter, known: Mapping[str, int]) -> Page:
    """Return the words of a document's title and body with their classes."""
    words: list[str] = []
    units: list[int] = []
    kinds: list[Kind] = []
    sections: list[int] = []
    numbers: dict[tuple[object, ...], int] = {}
    pieces: list[tuple[Kind, str, tuple[Section, ...]]] = []
    if document.title:
        pieces.append((Kind.TITLE, document.title, ()))
    pieces += [(unit.kind, unit.text, unit.path) for unit in document.body]
    for (kind, _, path), found in zip(
        pieces, _words([text for _, text, _ in pieces], segmenter), strict=True
    ):
        words += found
        words.append("")
        units += [len(kinds)] * (len(found) + 1)
        kinds.append(kind)
        sections.append(numbers.setdefault(tuple(section.spans for section in path), len(numbers)))
    classes = bytearray([known[word] for word in words])
    return Page(words, classes, units, kinds, sections, document.title, sum(map(len, words)))


def _words(texts: list[str], segmenter: Segmenter) -> Iterator[list[str]]:
    """Yield the words of each text; all are cut in one call, since a call costs as much as a sentence."""
    joined = "\n".join(texts)
    if "\r" in joined or joined.count("\n") >= len(texts):
        yield from map(segmenter.words, texts)
        return
    words = segmenter.words(joined)
    at = 0
    for _ in texts[1:]:
        end = words.index("\n", at)
        yield words[at:end]
        at = end + 1
    if texts:
        yield words[at:]


def _class(word: str, segmenter: Segmenter, stop_words: frozenset[str]) -> int:
    if (len(word) == 1 and not word.isalnum()) or not word:
        if not word:
            return BREAK
        marks = {OPENS: OPEN, CLOSES: CLOSE, LIST: _QUOTED_LINKS, LINK: _LINKS}
        return next((class_ for class_, ones in marks.items() if word in ones), BREAK)
    if word in _LINKS:
        return LINK
    if word in _SOFT or (word[0].isdecimal() and not word.isalpha()):
        return SOFT
    if word not in stop_words:
        return WORD if word[0].isalnum() else BREAK
    content = len(word) > 1 and word not in _MODAL and segmenter.tag(word)[0] in "vn"
    return WORD if content else BREAK


def find_candidates(page: Page) -> tuple[list[str], list[tuple[int, int]]]:
    """Return every candidate of the page and the words it covers (from, up to), in reading order."""
    words, classes = page.words, page.classes
    keys: list[str] = []
    spans: list[tuple[int, int]] = []
    for first, class_ in enumerate(classes):
        if class_ in _STARTS:
            _runs(words, classes, first, keys, spans)
        elif class_ == OPENS:
            _quoted(words, classes, first, keys, spans)
    return keys, spans


def find_promising(
    page: Page, free: Sequence[int], known: Mapping[str, object]
) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the candidates that could matter; an order of their own, nothing that recurs left out.

    A run is made longer only where it recurs, begins in a place that is `free`, or is `known`: what is
    longer cannot recur more often than what it begins with.
    """
    words, classes = page.words, page.classes
    keys: list[str] = []
    spans: list[tuple[int, int]] = []
    wave: list[tuple[int, int, str, int]] = []
    for first, class_ in enumerate(classes):
        if class_ in _STARTS:
            wave.append((first, first, "", 0))
        elif class_ == OPENS:
            _quoted(words, classes, first, keys, spans)
    while wave:
        grown = _grow(words, classes, wave, keys, spans)
        texts = [text for _, _, text, _ in grown]
        counts = Counter(texts)
        keys += texts
        spans += [(first, end) for first, end, _, _ in grown]
        wave = [run for run in grown if counts[run[2]] > 1 or free[run[0]] or known[run[2]]]
    return keys, spans


def _grow(
    words: list[str],
    classes: bytearray,
    wave: list[tuple[int, int, str, int]],
    keys: list[str],
    spans: list[tuple[int, int]],
) -> list[tuple[int, int, str, int]]:
    """Make each run longer up to the next word that may be its last."""
    grown = []
    for first, at, text, links in wave:
        while at < first + LONGEST:
            class_ = classes[at]
            if class_ == WORD:
                grown.append((first, at + 1, text + words[at], links))
                break
            if class_ == LINK and not links and at > first:
                links = 1
            elif class_ == OPENS and at > first:
                _quoted(words, classes, at, keys, spans, first, text)
                break
            elif class_ != SOFT:
                break
            text += words[at]
            at += 1
    return grown


def _runs(
    words: list[str], classes: bytearray, first: int, keys: list[str], spans: list[tuple[int, int]]
) -> None:
    """Add the candidates that begin with a word."""
    text = ""
    links = 0
    for at in range(first, first + LONGEST):
        class_ = classes[at]
        if class_ == WORD:
            text += words[at]
            keys.append(text)
            spans.append((first, at + 1))
        elif class_ == SOFT:
            text += words[at]
        elif class_ == LINK and not links:
            links = 1
            text += words[at]
        elif class_ == OPENS and at > first:
            _quoted(words, classes, at, keys, spans, first, text)
            return
        else:
            return


def _quoted(
    words: list[str],
    classes: bytearray,
    opens: int,
    keys: list[str],
    spans: list[tuple[int, int]],
    first: int = -1,
    text: str = "",
) -> None:
    """Add the candidates that hold a short quotation, the words around it included."""
    first = opens if first < 0 else first
    text += words[opens]
    for at in range(opens + 1, opens + 10):
        class_ = classes[at]
        text += words[at]
        if class_ == CLOSES:
            break
        if class_ in (BREAK, OPENS):
            return
    else:
        return
    if classes[at] != CLOSES:
        return
    keys.append(text)
    spans.append((first, at + 1))
    for after in range(at + 1, at + 5):
        if classes[after] not in (WORD, SOFT):
            return
        text += words[after]
        if classes[after] == WORD:
            keys.append(text)
            spans.append((first, after + 1))
