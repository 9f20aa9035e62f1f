"""The coder: a document in, its units with roles and its measures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xzsc.codebook import Codebook, load_codebook, shipped
from xzsc.measures.actors import actors, opening_list, responsible, targets
from xzsc.measures.cues import CueCoder
from xzsc.measures.evidence import head
from xzsc.measures.explain import reasons
from xzsc.measures.features import Sheet, sheet
from xzsc.measures.figures import figures
from xzsc.measures.places import Places
from xzsc.measures.reviews import in_review
from xzsc.measures.strength import strength
from xzsc.measures.weights import (
    Weights,
    cue_table,
    head_scores,
    load,
    measure_scores,
    probabilities,
    role_scores,
)
from xzsc.measures.words import CueTable
from xzsc.model import Document, Kind, Measure, Reason, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SECOND_FROM = 0.45
"""A second class is reported from this probability on."""

MEASURE, HEADING, OTHER = "措施", "标题", "其他"


@dataclass(slots=True)
class Coder:
    """Codes documents after a codebook.

    Args:
        codebook: the shipped one where None.
        weights: path of a weights file made by `train`; the shipped weights where None.
        include_review: also take measures from parts that look back (工作回顾).
    """

    codebook: Codebook = field(default_factory=load_codebook)
    weights: str | None = None
    include_review: bool = False
    _cues: dict[str, CueCoder] = field(default_factory=dict, repr=False)
    _loaded: Weights | None = field(default=None, repr=False)
    _tables: dict[int, CueTable] = field(default_factory=dict, repr=False)

    def code(self, document: Document) -> tuple[Document, tuple[Measure, ...]]:
        """Return the document with roles on its units, and its measures in reading order."""
        page = sheet(document)
        weights = self._model()
        first = role_scores(weights, page)
        odds = measure_scores(weights, page, first)
        sure = probabilities(weights, odds)
        past = frozenset[int]() if self.include_review else in_review(document)
        odds[[n for n, index in enumerate(page.indices) if index in past]] = -1.0
        rows = [n for n in range(len(page.texts)) if odds[n] > 0]
        roles = self._roles(weights, document, page, first, odds)
        units = tuple(replace(unit, role=role) for unit, role in zip(document.units, roles, strict=True))
        coded = replace(document, units=units)
        classes = self._classes(page, rows)
        measures = tuple(
            self._measure(
                coded, page.indices[n], float(sure[n]), {key: each[k] for key, each in classes.items()}
            )
            for k, n in enumerate(rows)
        )
        return coded, measures

    def measures(self, document: Document) -> tuple[Measure, ...]:
        """Return the measures of a document in reading order."""
        return self.code(document)[1]

    def explain(self, document: Document, unit: Unit) -> tuple[Reason, ...]:
        """Return what spoke for (positive weight) and against calling a unit a measure, the strongest first.

        The weights are log-odds: what the model learned for each rule and feature, the wording as a whole,
        and what the context added. They add up to the decision.
        """
        page = sheet(document)
        row = next(
            (n for n, index in enumerate(page.indices) if document.units[index].spans == unit.spans), None
        )
        if row is None:
            return ()
        return reasons(self._model(), document, page, row)

    def _model(self) -> Weights:
        if self._loaded is None:
            self._loaded = load(self.weights)
        return self._loaded

    def _roles(
        self, weights: Weights, document: Document, page: Sheet, first: Floats, odds: Floats
    ) -> list[str]:
        roles = [HEADING] * len(document.units)
        for n, index in enumerate(page.indices):
            roles[index] = MEASURE if odds[n] > 0 else weights.roles[1 + int(first[n, 1:].argmax())]
        return roles

    def _classes(self, page: Sheet, rows: list[int]) -> dict[str, list[tuple[str, str]]]:
        """The first and second class of each measure, for the dimensions that were trained."""
        if not rows:
            return {}
        found = {}
        for n, model in enumerate(self._model().classes):
            if n not in self._tables:
                self._tables[n] = cue_table(shipped() if n == 0 else self.codebook, model.heads)
            for key, (first, second) in head_scores(model, self._tables[n], page, rows).items():
                if n or key not in self.codebook.own:
                    codes = model.heads[key].codes
                    found[key] = [two_best(*pair, codes) for pair in zip(first, second, strict=True)]
        return found

    def _coder(self, key: str) -> CueCoder:
        if key not in self._cues:
            self._cues[key] = CueCoder(self.codebook.dimension(key))
        return self._cues[key]

    def _measure(
        self, document: Document, n: int, confidence: float, classes: dict[str, tuple[str, str]]
    ) -> Measure:
        unit = document.units[n]
        places = Places(unit, document.source)
        context = unit.path[-1].heading if unit.path else ""

        def choose(key: str) -> tuple[str, str]:
            return classes.get(key) or self._coder(key).code(unit.text, context=context)

        theme, theme_2 = choose("theme")
        force, place = strength(unit.text)
        return Measure(
            unit=unit,
            theme=theme or OTHER,
            theme_2=theme_2,
            instrument=choose("instrument")[0] or OTHER,
            strength=force,
            actors=tuple(dict.fromkeys(actors(unit.text) + _in_charge(document.units, n))),
            targets=targets(unit.text),
            figures=tuple(replace(each, spans=places.spans(*each.spans[0])) for each in figures(unit.text)),
            evidence=places.spans(*place) or places.spans(*head(unit.text)),
            confidence=round(confidence, 3),
            codes=tuple((each.key, choose(each.key)[0]) for each in self.codebook.extra),
        )


def two_best(first: Floats, second: Floats, codes: tuple[str, ...]) -> tuple[str, str]:
    """Return the best class, and a second one where it is likely enough, else ""."""
    import numpy as np

    best = int(first.argmax())
    odds = np.exp(second - second.max())
    odds[best] = 0.0
    also = int(odds.argmax())
    return codes[best], codes[also] if odds[also] >= SECOND_FROM * odds.sum() else ""


def _in_charge(units: Sequence[Unit], n: int) -> tuple[str, ...]:
    """Bodies in the 责任单位 line that closes the item of a unit; it may be glued to the item after."""
    path = units[n].path
    for unit in units[n + 1 : n + 16]:
        if unit.kind is Kind.FURNITURE:
            continue
        if glued := opening_list(unit.text):
            return responsible(glued)
        if unit.kind is not Kind.SENTENCE or (unit.path is not path and unit.path != path):
            break
        if found := responsible(unit.text):
            return found
    return ()
