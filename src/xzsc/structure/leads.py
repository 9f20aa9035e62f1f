"""Run-in headings: the first sentence of a paragraph or item that is its headline.

A headline is short, the sentences that spell it out follow in the same paragraph, and its
neighbours open alike. The weights are log-odds, fitted on 992 coded paragraph openings
(2026-11-21); leaving one document out they gave precision 0.95 and recall 0.98 for numbered
openings, 0.91 and 0.91 for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xzsc.model import Section, Span
from xzsc.structure.lines import Paragraph
from xzsc.structure.markers import Marker
from xzsc.structure.patterns import lazy

_BRACKETED = lazy(r"[（(〔][^（()）〔〕]*(?:[（(〔][^（()）〔〕]*[）)〕][^（()）〔〕]*)*[）)〕]。?")
_GREETING = frozenset("？?！!：:；;）)〕］")
_SPEAKER = lazy(r"[^，。：:]{1,20}[：:](?!“)")
"""Opens what somebody says (主持人：谢谢。): no headline."""
_MEASURE = lazy(r"(?:应当?|要|需要?|必须)(?![求点素害领])|(?:今年|明年|当前|20\d\d年)是")
"""Opens a plain sentence that says itself what is to be done, or when: no headline."""
_DUTY = lazy("应当|不得|可以")
"""In a sentence that lays a duty on somebody, or allows: no headline, wherever it stands."""
_REST = lazy(r"(?:法律|行政法规|国家)?.{0,6}(?:规定的)?其他.{2,30}(?:行为|事项|情形|服务|职责|条件|材料)。\Z")
"""The last item of a list of a law."""
_PERIOD = lazy(r"这五年|五年来|一年来|过去|这一年")
_STANDS_ALONE = lazy(rf"—|{_PERIOD.pattern}")
_DIGIT = lazy(r"\d")
_REVIEW = lazy(r"回顾|成就|成效|成绩")
CLAUSE = "clause"
"""Family of paragraphs that open with an enumerated clause (第一，…): an action, not a headline."""
_WINDOW, _SIDE, _ALIKE = 14, 2, 8


class Reading(NamedTuple):
    """A paragraph with what was found out about it before units are made of it.

    Args:
        paragraph: the paragraph.
        mark: the mark that opens it.
        bounds: where its sentences begin and end in its text; none in what is no running text.
        texts: its sentences.
        family: series of the mark of its first sentence, or "".
        first: its first sentence, without the mark.
    """

    paragraph: Paragraph
    mark: Marker | None
    bounds: Sequence[Span]
    texts: Sequence[str]
    family: str
    first: str

    @property
    def commas(self) -> int:
        """Number of commas in the first sentence."""
        return self.first.count("，") + self.first.count(",")


def is_lead(readings: Sequence[Reading], at: int, path: Sequence[Section]) -> bool:
    """Return whether the first sentence of paragraph `at` is a run-in heading.

    Args:
        readings: the paragraphs of the document.
        at: which one is asked for.
        path: the sections that are open above it.
    """
    _, _, _, texts, family, first = reading = readings[at]
    if len(texts) < 2 or len(first) > 60 or family == CLAUSE or first[-1:] in _GREETING:
        return False
    if "\t" in reading.paragraph.text[len(texts[0]) :] or (not family and _SPEAKER.match(first)):
        return False
    if texts[1][0] in "（(〔" and all(_BRACKETED.fullmatch(text) for text in texts[1:]):
        return False
    if _closes_list(readings, at) or (not family and _MEASURE.match(first)) or _DUTY.search(first):
        return False
    alike = _alike(readings, at)
    if family:
        return _numbered(reading, alike) > 0
    if not alike and not _STANDS_ALONE.match(first):
        return False
    below = any(section.lead and section.marker for section in path)
    return _plain(reading, alike, below) > 0


def _closes_list(readings: Sequence[Reading], at: int) -> bool:
    """Return whether a paragraph opens with the last item of a list (（一）…；（二）…。)."""
    reading, before = readings[at], readings[at - 1] if at else None
    if not reading.family:
        return False
    if before is not None and before.family == reading.family and len(before.texts) < 2:
        listed = before.first.endswith(("；", ";"))
    else:
        listed = False
    return listed or ("其他" in reading.first and _REST.match(reading.first) is not None)


def _numbered(reading: Reading, alike: float) -> float:
    rest = len(reading.texts) - 1
    mean = sum(map(len, reading.texts[1:])) / rest
    return (
        2.9
        + 1.9 * alike
        + 1.7 * min(mean / 50, 2)
        - 1.7 * len(reading.first) / 10
        - 1.6 * (reading.family in ("1.", "（1）"))
        + 1.2 * min(rest, 7) / 4
        - 5.0 * (reading.family == "条")
    )


def _plain(reading: Reading, alike: float, below: bool) -> float:
    first = reading.first
    return (
        1.2
        + 3.7 * alike
        + 1.7 * first.startswith("—")
        + 1.3 * (_PERIOD.match(first) is not None)
        + 0.7 * first.startswith("坚持")
        + 0.6 * min(len(reading.texts) - 1, 7) / 4
        - 1.0 * len(first) / 10
        - 1.5 * ("是" in first)
        - 1.0 * ("我们" in first or "我国" in first)
        - 0.8 * (_DIGIT.search(first) is not None)
        - 0.5 * ("《" in first)
        - 0.65 * below
    )


def _alike(readings: Sequence[Reading], at: int) -> float:
    """Return how many of the nearest paragraphs of the same series open alike (three or more: 1.0)."""
    found = 0
    family, size, commas = readings[at].family, len(readings[at].first), readings[at].commas
    for near in (readings[max(at - _WINDOW, 0) : at][::-1], readings[at + 1 : at + 1 + _WINDOW]):
        seen = 0
        for other in near:
            if other.family == family and len(other.texts) > 1:
                found += abs(len(other.first) - size) <= _ALIKE and other.commas == commas
                seen += 1
                if seen == _SIDE:
                    break
    return min(found, 3) / 3


def names_direction(clause: str, section: str) -> bool:
    """Return whether an enumerated clause (一是…。) only names a direction, as in a review or on drafting."""
    return len(clause) <= 24 and ("是突出" in clause[:5] or _REVIEW.search(section) is not None)
