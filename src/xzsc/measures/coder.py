"""The coder: a document in, its units with roles and its measures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from xzsc.codebook import Codebook, load_codebook
from xzsc.measures.actors import actors, responsible, targets
from xzsc.measures.cues import CueCoder
from xzsc.measures.figures import figures
from xzsc.measures.places import Places
from xzsc.measures.rules import RULES, SECTIONS, fired
from xzsc.measures.strength import strength
from xzsc.model import Document, Kind, Measure, Reason, Spans, Unit

MEASURE, HEADING, OTHER = "措施", "标题", "其他"


@dataclass(slots=True)
class Coder:
    """Codes documents after a codebook.

    Args:
        codebook: the shipped one where None.
    """

    codebook: Codebook = field(default_factory=load_codebook)
    _cues: dict[str, CueCoder] = field(default_factory=dict, repr=False)

    def code(self, document: Document) -> tuple[Document, tuple[Measure, ...]]:
        """Return the document with roles on its units, and its measures in reading order."""
        scored = [self._role(unit) for unit in document.units]
        units = tuple(
            replace(unit, role=role) for unit, (role, _) in zip(document.units, scored, strict=True)
        )
        coded = replace(document, units=units)
        measures = [
            self._measure(coded, units, n, confidence)
            for n, (role, confidence) in enumerate(scored)
            if role == MEASURE
        ]
        return coded, tuple(measures)

    def measures(self, document: Document) -> tuple[Measure, ...]:
        """Return the measures of a document in reading order."""
        return self.code(document)[1]

    def explain(self, document: Document, unit: Unit) -> tuple[Reason, ...]:
        """Return what spoke for (positive weight) and against calling a unit a measure, the strongest first."""
        places = Places(unit, document.source)
        reasons = [
            Reason(
                f"规则:{rule.name}",
                rule.weight if rule.role == MEASURE else -rule.weight,
                places.spans(*span),
            )
            for rule, span in fired(RULES, unit.text)
        ]
        reasons += [
            Reason(f"章节:{rule.name}", rule.weight if rule.role == MEASURE else -rule.weight)
            for rule, _ in fired(SECTIONS, unit.section)
        ]
        return tuple(sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.what)))

    def _role(self, unit: Unit) -> tuple[str, float]:
        if unit.kind is not Kind.SENTENCE:
            return HEADING, 0.0
        totals: dict[str, float] = {}
        for rule, _ in fired(RULES, unit.text) + fired(SECTIONS, unit.section):
            totals[rule.role] = totals.get(rule.role, 0.0) + rule.weight
        if not totals:
            return OTHER, 0.0
        best = max(totals, key=lambda role: totals[role])
        total = sum(totals.values())
        return best, round(totals[best] / total, 3)

    def _coder(self, key: str) -> CueCoder:
        if key not in self._cues:
            self._cues[key] = CueCoder(self.codebook.dimension(key))
        return self._cues[key]

    def _measure(self, document: Document, units: Sequence[Unit], n: int, confidence: float) -> Measure:
        unit = units[n]
        places = Places(unit, document.source)
        context = unit.path[-1].heading if unit.path else ""
        theme, theme_2 = self._coder("theme").code(unit.text, context=context)
        instrument, _ = self._coder("instrument").code(unit.text, context=context)
        force, place = strength(unit.text)
        return Measure(
            unit=unit,
            theme=theme or OTHER,
            theme_2=theme_2,
            instrument=instrument or OTHER,
            strength=force,
            actors=tuple(dict.fromkeys(actors(unit.text) + _in_charge(units, n))),
            targets=targets(unit.text),
            figures=tuple(replace(each, spans=places.spans(*each.spans[0])) for each in figures(unit.text)),
            evidence=places.spans(*place) or _head(unit, places),
            confidence=confidence,
            codes=tuple(
                (each.key, self._coder(each.key).code(unit.text, context=context)[0])
                for each in self.codebook.extra
            ),
        )


def _head(unit: Unit, places: Places) -> Spans:
    """The first clause stands for the verb phrase where no cue word decided."""
    end = next((n for n, c in enumerate(unit.text) if c in "，；。：" and n > 3), len(unit.text))
    return places.spans(0, end)


def _in_charge(units: Sequence[Unit], n: int) -> tuple[str, ...]:
    """Bodies in the 责任单位 line that closes the item of a unit."""
    for unit in units[n + 1 : n + 30]:
        if unit.kind in (Kind.HEADING, Kind.LEAD, Kind.TITLE) or unit.path != units[n].path:
            break
        if found := responsible(unit.text):
            return found
    return ()
