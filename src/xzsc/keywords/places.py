"""The counted text of a document, and where a term first stands in it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from xzsc.model import Cell, Document, Kind, provenance
from xzsc.occurrences import BARRIER, Passage, fold, passages, source_spans

folded = lru_cache(maxsize=1 << 16)(fold)
"""`fold` for terms: the same ones are looked up in many documents."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a document as one folded text, with its passages."""

    document: Document
    name: str
    passages: tuple[Passage, ...]
    starts: tuple[int, ...]
    text: str
    pieces: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict, repr=False, compare=False)
    """For passages asked for: where their spans begin in the text, with the end of the last, and where in
    the source."""
    offsets: dict[int, array[int]] = field(default_factory=dict, repr=False, compare=False)

    def count(self, term: str) -> int:
        """Return how often a term stands in the body, as `xzsc count` counts it."""
        return self.text.count(folded(term))

    def first(self, term: str) -> tuple[Cell, ...]:
        """Return the provenance of the first occurrence in the body, or in the title if there is none."""
        return self.look(term)[1]

    def look(self, term: str) -> tuple[int, tuple[Cell, ...]]:
        """Return both, with one search."""
        plain = folded(term)
        at = self.text.find(plain)
        if at < 0:
            return 0, self._in_title(plain)
        number = bisect_right(self.starts, at) - 1
        place = self._place(number, at - self.starts[number], len(plain))
        return self.text.count(plain, at), place

    def _in_title(self, plain: str) -> tuple[Cell, ...]:
        source = self.document.source
        for passage in passages(self.document, title=True):
            at = passage.text.find(plain)
            if at >= 0 and passage.units[0].kind is Kind.TITLE:
                return provenance(source, source_spans(source, passage.offsets()[at : at + len(plain)]))
        return provenance(source, ())

    def _place(self, number: int, start: int, length: int) -> tuple[Cell, ...]:
        """Return the provenance of characters of a passage; straight from a span where nothing was folded."""
        pieces = self.pieces.get(number)
        if pieces is None:
            pieces = self.pieces[number] = _pieces(self.passages[number])
        source = self.document.source
        at = bisect_right(pieces[0], start) - 1
        if at < len(pieces[1]) and start + length <= pieces[0][at + 1]:
            begin = pieces[1][at] + start - pieces[0][at]
            page = bisect_right(source.page_starts, begin) or None
            return self.name, page, bisect_right(source.line_starts, begin), begin, begin + length, ""
        if number not in self.offsets:
            self.offsets[number] = self.passages[number].offsets()
        return provenance(source, source_spans(source, self.offsets[number][start : start + length]))


def body_of(document: Document) -> Body:
    """Return the body of a document."""
    found = tuple(passages(document))
    starts, at = [], 0
    for passage in found:
        starts.append(at)
        at += len(passage.text) + len(BARRIER)
    text = BARRIER.join([passage.text for passage in found])
    return Body(document, document.source.name, found, tuple(starts), text)


def _pieces(passage: Passage) -> tuple[list[int], list[int]]:
    """Return where the spans of a passage stand, up to the first one that folding changes."""
    starts, at = [0], 0
    places: list[int] = []
    text = passage.source.text
    spans = [span for unit in passage.units for span in unit.spans]
    whole = sum([end - begin for begin, end in spans]) == len(passage.text)
    for begin, end in spans:
        if not whole and len(fold(text[begin:end])) != end - begin:
            return starts, places
        at += end - begin
        starts.append(at)
        places.append(begin)
    # what is shorter though no span is has lost a mark that was torn apart
    return (starts, places) if whole else ([0], [])
