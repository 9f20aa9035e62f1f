"""A 提法 over time: how often, where in the list, framed by which words, and when it came and went.

Signals, for the periods that have documents, in their order:

- DEBUT: the first period with the term; not in the first period of all, before which nothing is known.
- RETURN: the term is back after two periods or more without it.
- VANISH: the first of two or more periods without a term that the period before still had.
- SPIKE: at least 3 occurrences at a rate of at least 5 times the mean of up to five periods before,
  of which there must be two or more and not all without the term.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import fsum

from xzsc.framing import frame
from xzsc.model import Cell, Document, Table, Unit
from xzsc.numerals import numeral
from xzsc.occurrences import Passage, Query, characters, find, passages, running_text

COLUMNS = (
    *("term", "period", "documents", "share", "count", "per_10k", "characters", "signal"),
    *("rank", "place", "before", "stance"),
)
SUMMARY_COLUMNS = ("term", "first", "last", "periods", "gap", "count", "documents", "signals", "trend")
PERIODS = ("year", "month", "document")

ABSENT, SPIKE_TIMES, SPIKE_COUNT, SPIKE_PERIODS = 2, 5, 3, 5
SEEN = 40
"""So many characters before a term are looked at, clause ends among them."""

_BARS = "▁▂▃▄▅▆▇█"
_NUMERAL = re.compile("[一二三四五六七八九十百零〇]+|[0-9]+|首先|其次|再次")
_ORDINALS = {"首先": 1, "其次": 2, "再次": 3}

Frames = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one document has of one term."""

    term: str
    period: str
    document: str
    count: int
    size: int
    rank: int | None = None
    place: str = ""
    frames: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """What all documents of one period have of one term."""

    period: str
    n_documents: int
    with_term: int
    count: int
    size: int
    rank: int | None
    place: str
    frames: Frames
    signal: str = ""

    @property
    def rate(self) -> float:
        """Occurrences per 10,000 characters."""
        return self.count / self.size * 10_000 if self.size else 0.0


def period_of(document: Document, *, by: str = "year") -> str:
    """Return the period of a document, "" where its date does not tell."""
    if by == "document":
        return f"{document.date or document.year} {document.id}".strip()
    if by == "month":
        return document.date[:7] if re.match(r"\d{4}-\d\d", document.date) else ""
    return document.year


def sightings(document: Document, wanted: Query, *, by: str = "year") -> list[Sighting]:
    """Look for the terms of a query in a document; ``by`` names the kind of period."""
    period = period_of(document, by=by)
    size = characters(running_text(document, title=wanted.title))
    found = list(passages(document, title=wanted.title))
    return [
        _sighting(found, Sighting(term, period, document.id, 0, size), folded, longer)
        for term, folded, longer in wanted.terms
    ]


def track(found: Iterable[Sighting]) -> Table:
    """Return a row for each term and period, also where the term does not occur.

    ``share`` is the share of the period's documents with the term; ``rank`` the number of the
    section or list item in which it stands first, ``place`` the markers that lead there; ``before``
    the framing words right before it (加快, 稳妥, 严控 …), ``stance`` what they amount to by the rule of
    ``framing``; words whose stance that leaves open (不得减少) are in ``before`` only.
    """
    rows = [_row(term, stretch) for term, line in _lines(found) for stretch in line]
    brief = ("period", "documents", "count", "per_10k", "share", "signal", "rank", "before")
    return Table("track", COLUMNS, rows, brief=brief, group="term")


def track_summary(found: Iterable[Sighting]) -> Table:
    """Return a row for each term: first and last period, longest gap between, trend as a spark line."""
    rows = [_summary_row(term, line) for term, line in _lines(found)]
    return Table("terms", SUMMARY_COLUMNS, rows)


def spark(values: Sequence[float]) -> str:
    """Return a line of bars; the highest value has the highest bar, 0 is a dot.

    >>> spark([0, 1, 4, 8])
    '·▁▄█'
    """
    top = max(values, default=0.0)
    return "".join(_BARS[min(int(v / top * len(_BARS) - 1e-9), 7)] if v else "·" for v in values)


def _sighting(found: Sequence[Passage], empty: Sighting, term: str, longer: Sequence[str]) -> Sighting:
    count, first = 0, None
    frames: list[tuple[str, str]] = []
    for passage in found:
        starts = find(passage.text, term, longer=longer)
        count += len(starts)
        frames += [framed for at in starts if (framed := frame(passage.text[max(at - SEEN, 0) : at]))]
        if starts and first is None:
            first = passage.units[bisect_right(passage.ends(), starts[0])]
    if first is None:
        return empty
    return replace(empty, count=count, rank=_rank(first), place=_place(first), frames=tuple(frames))


def _rank(unit: Unit) -> int | None:
    """Return the number of the list item or section that a unit stands in, the innermost that has one."""
    for marker in (unit.marker, *(section.marker for section in reversed(unit.path))):
        if found := _NUMERAL.search(marker):
            return _ORDINALS.get(found[0]) or numeral(found[0])
    return None


def _place(unit: Unit) -> str:
    markers = [section.marker for section in unit.path]
    # An article is both a section and what opens its first sentence.
    return "".join(markers if unit.marker in markers[-1:] else (*markers, unit.marker))


def _lines(found: Iterable[Sighting]) -> list[tuple[str, list[Stretch]]]:
    """Bring the sightings together by term, in the order in which terms come, then by period."""
    by_term: dict[str, list[Sighting]] = {}
    for sighting in found:
        if sighting.period:
            by_term.setdefault(sighting.term, []).append(sighting)
    return [(term, _signalled(_stretches(each))) for term, each in by_term.items()]


def _stretches(found: list[Sighting]) -> list[Stretch]:
    ordered = sorted(found, key=lambda sighting: (sighting.period, sighting.document))
    return [
        _stretch(period, list(group))
        for period, group in groupby(ordered, key=lambda sighting: sighting.period)
    ]


def _stretch(period: str, found: list[Sighting]) -> Stretch:
    having = [sighting for sighting in found if sighting.count]
    frames: Frames = Counter(frame for sighting in having for frame in sighting.frames)
    return Stretch(
        period,
        len(found),
        len(having),
        sum(sighting.count for sighting in having),
        sum(sighting.size for sighting in found),
        having[0].rank if having else None,
        having[0].place if having else "",
        frames,
    )


def _signalled(line: list[Stretch]) -> list[Stretch]:
    return [replace(stretch, signal=_signal(line, at)) for at, stretch in enumerate(line)]


def _signal(line: list[Stretch], at: int) -> str:
    before, here = line[:at], line[at]
    if not here.count:
        ahead = line[at : at + ABSENT]
        gone = len(ahead) == ABSENT and not any(stretch.count for stretch in ahead)
        return "VANISH" if gone and before and before[-1].count else ""
    if not before:
        return ""
    if not any(stretch.count for stretch in before):
        return "DEBUT"
    if len(before) >= ABSENT and not any(stretch.count for stretch in before[-ABSENT:]):
        return "RETURN"
    recent = [stretch.rate for stretch in before[-SPIKE_PERIODS:]]
    mean = fsum(recent) / len(recent)
    spike = len(recent) > 1 and mean and here.count >= SPIKE_COUNT and here.rate >= SPIKE_TIMES * mean
    return "SPIKE" if spike else ""


def _row(term: str, stretch: Stretch) -> tuple[Cell, ...]:
    words, stances = Counter[str](), Counter[str]()
    for (word, stance), times in stretch.frames.items():
        words[word] += times
        if stance:
            stances[stance] += times
    return (
        *(term, stretch.period, stretch.with_term, stretch.with_term / stretch.n_documents),
        *(stretch.count, stretch.rate, stretch.size, stretch.signal, stretch.rank, stretch.place),
        *(_ranked(words), _ranked(stances)),
    )


def _summary_row(term: str, line: list[Stretch]) -> tuple[Cell, ...]:
    having = [at for at, stretch in enumerate(line) if stretch.count]
    gap = max((b - a - 1 for a, b in pairwise(having)), default=0)
    return (
        term,
        line[having[0]].period if having else "",
        line[having[-1]].period if having else "",
        len(having),
        gap,
        sum(stretch.count for stretch in line),
        sum(stretch.with_term for stretch in line),
        "、".join(f"{stretch.period} {stretch.signal}" for stretch in line if stretch.signal),
        spark([stretch.rate for stretch in line]),
    )


def _ranked(counts: Counter[str]) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "、".join(f"{word} {times}" for word, times in ranked[:5])
