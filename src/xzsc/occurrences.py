"""Where terms occur in the running text of a document.

The counting rules, the same for every command that counts:

1. Counted is the body: running text, run-in leads, headings and the subtitle. Furniture (page
   numbers, web chrome, licence notes), bylines, addressees and signatures are not. The title is
   counted on request only.
2. White space, line breaks, zero-width characters and footnote marks ([12]) do not count; full-width
   digits, Latin letters, ``％`` and ``＋`` equal the half-width ones. Nothing else is folded: the
   case of letters and traditional characters count as they stand.
3. Occurrences of a term are found as substrings from left to right and do not overlap.
4. An occurrence stays within its paragraph or heading.
5. An occurrence inside one of the given longer terms can be left out.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from xzsc.errors import UsageError
from xzsc.model import Document, Kind, Source, Span, Spans, Unit

BARRIER = "\n"
"""Stands between paragraphs in a running text; no term holds it."""

_SKIPPED = re.compile(
    "[\\s\u00ad\u200b-\u200f\u2060\ufeff]+|\\[\\s*\\d{1,3}(?:\\s*[,，、–—~-]\\s*\\d{1,3})*\\s*\\]"
)
_KEPT = re.compile("[^\\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_FOLDED = str.maketrans(
    {full: chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F) if chr(full).isalnum() or chr(full) in "％＋"}
)
_FULL = re.compile("[％＋０-９Ａ-Ｚａ-ｚ]")
"""Asked first, because most texts have none and to translate each character takes longer."""
_HAN = "[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading or title of the body: what an occurrence may not leave.

    Args:
        source: where it stands.
        units: its units in reading order; one without spans is a title outside the text.
        text: its folded text.
    """

    source: Source
    units: tuple[Unit, ...]
    text: str

    def offsets(self) -> array[int]:
        """Return where each character of the text stands in the source."""
        found = array("L")
        text = self.source.text
        for unit in self.units:
            if any("[" in text[start:end] for start, end in unit.spans):
                found.extend(_unmarked(text, unit.spans))
                continue
            for start, end in unit.spans:
                for run in _KEPT.finditer(text, start, end):
                    found.extend(range(*run.span()))
        return found

    def ends(self) -> list[int]:
        """Return where each unit ends in the text."""
        return list(accumulate(self._lengths()))

    def letters(self) -> list[tuple[int, Unit]]:
        """Return `offsets`, each with its unit."""
        owners = (unit for unit, n in zip(self.units, self._lengths(), strict=True) for _ in range(n))
        return list(zip(self.offsets(), owners, strict=True))

    def _lengths(self) -> list[int]:
        if len(self.units) == 1:
            return [len(self.text)]
        return [len(fold(self.source.quote(unit.spans))) for unit in self.units]


def _unmarked(text: str, spans: Spans) -> Iterator[int]:
    """Yield the offsets of what counts where there may be footnote marks, also torn ones."""
    places = [at for start, end in spans for at in range(start, end)]
    last = 0
    for skipped in _SKIPPED.finditer("".join(text[start:end] for start, end in spans)):
        yield from places[last : skipped.start()]
        last = skipped.end()
    yield from places[last:]


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; see `query`."""

    terms: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Each term as given, folded, and the longer terms that hide it."""
    title: bool


def query(terms: Iterable[str], *, title: bool = False, longer: Iterable[str] = ()) -> Query:
    """Prepare a search for terms.

    Args:
        terms: what to look for, in the order of the rows.
        title: look at the title too.
        longer: leave out a term inside these (社会 inside 社会主义).

    Raises:
        UsageError: as `fold_term` does.
    """
    folded = {term: fold_term(term) for term in dict.fromkeys(_each(terms))}
    around: dict[str, list[str]] = {each: [] for each in folded.values()}
    for other in dict.fromkeys(fold(each) for each in _each(longer)):
        for part in _parts(other):
            if part in around:
                around[part].append(other)
    return Query(tuple((term, each, tuple(around[each])) for term, each in folded.items()), title)


def _each(terms: Iterable[str]) -> Iterable[str]:
    """Take a term that stands alone for one, not for its characters."""
    return [terms] if isinstance(terms, str) else terms


def _parts(term: str) -> set[str]:
    """Return the shorter terms that a term might hide; asking each pair of a lexicon takes seconds."""
    lengths = range(1, len(term))
    return {term[at : at + length] for length in lengths for at in range(len(term) - length + 1)}


def fold(text: str) -> str:
    r"""Return a text as it is compared: no white space, no zero-width, half-width digits and Latin.

    >>> fold("第 １９\\n条ＡＩ＋，")
    '第19条AI+，'
    """
    # What is printable holds no white space but blanks, no zero-width characters: most texts pass at once.
    clean = text.isprintable() and " " not in text and "[" not in text
    kept = text if clean else _SKIPPED.sub("", text)
    return kept.translate(_FOLDED) if _FULL.search(kept) else kept


def fold_term(term: str) -> str:
    """Return a term as it is looked for.

    Raises:
        UsageError: nothing of it counts.
    """
    folded = fold(term)
    if not folded:
        raise UsageError(f"term {term!r}: footnote marks and white space are not counted. Give a word.")
    return folded


def passages(document: Document, *, title: bool = False) -> Iterator[Passage]:
    """Yield what is counted of a document, in reading order.

    A title that stands outside the text (in a column of a table) comes before it.
    """
    if title and document.title and not any(unit.kind is Kind.TITLE for unit in document.units):
        yield Passage(document.source, (Unit(Kind.TITLE, (), document.title),), fold(document.title))
    counted = (unit for unit in document.units if unit.counted or (title and unit.kind is Kind.TITLE))
    source = document.source
    for _, group in groupby(counted, key=_passage_key):
        units = tuple(group)
        yield Passage(source, units, "".join([fold(source.quote(unit.spans)) for unit in units]))


def running_text(document: Document, *, title: bool = False) -> str:
    """Return the folded body with a `BARRIER` between passages."""
    return BARRIER.join([passage.text for passage in passages(document, title=title)])


def characters(text: str, *, han: bool = False) -> int:
    """Return the number of characters of a running text: all of them, or the Han ones."""
    return len(re.findall(_HAN, text)) if han else len(text) - text.count(BARRIER)


def count_term(text: str, term: str, *, longer: Iterable[str] = ()) -> int:
    """Return how often a folded term occurs in a folded text, not counting it inside longer ones."""
    around = [other for other in longer if is_longer(other, term)]
    return len(find(text, term, longer=around)) if around else text.count(term) if term else 0


def find(text: str, term: str, *, longer: Iterable[str] = ()) -> list[int]:
    """Return where a folded term starts in a folded text, as `count_term` counts it."""
    starts = list(_starts(text, term, step=len(term)))
    hidden: set[int] = set()
    for other in longer if starts else ():
        if is_longer(other, term):
            inside = list(_starts(other, term, step=1))
            hidden.update(start + at for start in _starts(text, other, step=1) for at in inside)
    return [at for at in starts if at not in hidden] if hidden else starts


def is_longer(other: str, term: str) -> bool:
    """Tell whether a term holds another one and is longer."""
    return len(other) > len(term) and term in other


def source_spans(source: Source, offsets: Sequence[int]) -> Spans:
    """Return the spans of characters in reading order; only what parts words opens a new span."""
    spans: list[Span] = []
    for at in offsets:
        if spans and spans[-1][1] <= at and not fold(source.text[spans[-1][1] : at]):
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return tuple(spans)


def _starts(text: str, term: str, *, step: int) -> Iterator[int]:
    at = text.find(term) if term else -1
    while at >= 0:
        yield at
        at = text.find(term, at + step)


def _passage_key(unit: Unit) -> tuple[int, bool, int]:
    """Sentences and leads of a paragraph go together; each heading and title stands alone."""
    alone = unit.kind not in (Kind.SENTENCE, Kind.LEAD)
    return unit.paragraph, alone, unit.start if alone else -1
