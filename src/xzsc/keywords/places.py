"""The counted text of a document, and where a term first stands in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from xzsc.model import PROVENANCE, Cell, Document, Kind, Source, Spans, provenance
from xzsc.occurrences import BARRIER, Passage, fold, passages, source_spans


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a document as one folded text, with its passages."""

    document: Document
    passages: tuple[Passage, ...]
    starts: tuple[int, ...]
    text: str

    def count(self, term: str) -> int:
        """Return how often a term stands in the body, as `xzsc count` counts it."""
        return self.text.count(fold(term))

    def first(self, term: str) -> tuple[Cell, ...]:
        """Return the provenance of the first occurrence in the body, or in the title if there is none."""
        folded = fold(term)
        at = self.text.find(folded)
        if at >= 0:
            number = bisect_right(self.starts, at) - 1
            return _place(self.document.source, self.passages[number], at - self.starts[number], len(folded))
        for passage in passages(self.document, title=True):
            at = passage.text.find(folded)
            if at >= 0 and passage.units[0].kind is Kind.TITLE:
                return _place(self.document.source, passage, at, len(folded))
        return (self.document.source.name, *([None] * (len(PROVENANCE) - 2)), "")


def body_of(document: Document) -> Body:
    """Return the body of a document."""
    found = tuple(passages(document))
    starts, at = [], 0
    for passage in found:
        starts.append(at)
        at += len(passage.text) + len(BARRIER)
    return Body(document, found, tuple(starts), BARRIER.join(passage.text for passage in found))


def _place(source: Source, passage: Passage, start: int, length: int) -> tuple[Cell, ...]:
    return provenance(source, _spans(source, passage, start, length))


@lru_cache(maxsize=4096)
def _keeps_length(text: str) -> bool:
    """Tell whether nothing is folded away; asked for each term of a document, of the same sentences."""
    return len(fold(text)) == len(text)


def _spans(source: Source, passage: Passage, start: int, length: int) -> Spans:
    """Return the spans of characters of a passage; straight from the units where nothing was folded away."""
    at = 0
    for unit in passage.units:
        for begin, end in unit.spans:
            size = end - begin
            if not _keeps_length(source.text[begin:end]):
                letters = passage.letters()[start : start + length]
                return source_spans(source, [offset for offset, _ in letters])
            if at <= start and start + length <= at + size:
                return ((begin + start - at, begin + start - at + length),)
            at += size
    letters = passage.letters()[start : start + length]
    return source_spans(source, [offset for offset, _ in letters])
