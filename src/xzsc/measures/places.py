"""Places inside a unit's text, carried back into its source."""

from __future__ import annotations

from dataclasses import dataclass, field

from xzsc.model import Source, Span, Spans, Unit


@dataclass(slots=True)
class Places:
    """Maps places in ``unit.text`` to spans of the source.

    Text and source agree but for white space, so the n-th character that is not white space in the one
    is the n-th in the other.
    """

    unit: Unit
    source: Source
    _at: list[int] | None = field(default=None, repr=False)

    def spans(self, start: int, end: int) -> Spans:
        """Return where ``unit.text[start:end]`` stands in the source; () for an empty place."""
        if start >= end:
            return ()
        (first, _), *others = self.unit.spans
        if not others and self.source.text.startswith(self.unit.text, first):
            return ((first + start, first + end),)
        if self._at is None:
            text = self.source.text
            self._at = [n for a, b in self.unit.spans for n in range(a, b) if not text[n].isspace()]
        begin = sum(not c.isspace() for c in self.unit.text[:start])
        count = sum(not c.isspace() for c in self.unit.text[start:end])
        return _joined(self._at[begin : begin + count], self.unit.spans)


def _joined(offsets: list[int], torn: Spans) -> Spans:
    """Join offsets into spans; a gap that the unit itself does not have (white space) is bridged."""
    spans: list[Span] = []
    ends = {end for _, end in torn}
    for offset in offsets:
        if (spans and not any(spans[-1][1] <= end <= offset for end in ends)) or (
            spans and spans[-1][1] == offset
        ):
            spans[-1] = (spans[-1][0], offset + 1)
        else:
            spans.append((offset, offset + 1))
    return tuple(spans)
