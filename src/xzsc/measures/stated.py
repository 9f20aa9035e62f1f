"""The figures of a whole document, in their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xzsc.measures.figures import figures
from xzsc.measures.places import Places
from xzsc.model import Document, Figure, Unit


def stated_figures(document: Document) -> Iterator[tuple[Unit, Figure]]:
    """Yield every figure that the sentences of a document state, spans in the source."""
    for unit in document.sentences:
        found = figures(unit.text)
        if found:
            places = Places(unit, document.source)
            for figure in found:
                yield unit, replace(figure, spans=places.spans(*figure.spans[0]))
