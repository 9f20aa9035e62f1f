"""The coder: a document in, its units with roles and its measures out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xzsc.codebook import Codebook, load_codebook, shipped
from xzsc.coding import HEADING, MEASURE
from xzsc.measures.actors import actors
from xzsc.measures.characters import simplified
from xzsc.measures.contests import contests
from xzsc.measures.cues import CueCoder, or_other
from xzsc.measures.evidence import head
from xzsc.measures.explain import reasons
from xzsc.measures.features import Sheet, full_width, sheet
from xzsc.measures.figures import figures
from xzsc.measures.lists import conditions, forbidden, heading_nothing
from xzsc.measures.places import Places
from xzsc.measures.responsible import charged, in_charge
from xzsc.measures.reviews import in_review, no_action
from xzsc.measures.strength import FORCED, strength
from xzsc.measures.targets import targets
from xzsc.measures.verdicts import EXPLAINED, Learned, by_cues, by_views
from xzsc.measures.weights import (
    NONE,
    Weights,
    check,
    head_cues,
    load,
    measure_scores,
    probabilities,
    role_scores,
)
from xzsc.measures.words import CueTable
from xzsc.model import Document, Measure, Reason, Source, Span, Unit, Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SECOND_FROM = 0.45
"""A second class is reported from this probability on."""


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
        read = simplified(document)
        page = sheet(read)
        first = role_scores(self._model(), page)
        odds = self._odds(read, page, first)
        roles = self._roles(document, page, first, odds)
        coded = replace(document, units=tuple(map(_with_role, document.units, roles)))
        return coded, self._measures(document, read, page, odds)

    def measures(self, document: Document) -> tuple[Measure, ...]:
        """Return the measures of a document in reading order; the roles of its other units are not asked."""
        read = simplified(document)
        page = sheet(read)
        odds = self._odds(read, page, role_scores(self._model(), page))
        return self._measures(document, read, page, odds)

    def explain(self, document: Document, unit: Unit) -> tuple[Reason, ...]:
        """Return what spoke for (positive weight) and against calling a unit a measure, the strongest first.

        The weights are log-odds: what the model learned for each rule and feature, the wording as a whole,
        and what the context added. They add up to the decision.
        """
        return self.explanations(document, (unit,))[0]

    def explanations(self, document: Document, units: Sequence[Unit]) -> list[tuple[Reason, ...]]:
        """Return `explain` of some units of a document: the document is scored once."""
        read = simplified(document)
        page = sheet(read)
        rows = {document.units[index].spans: n for n, index in reversed([*enumerate(page.indices)])}
        known = [rows[unit.spans] for unit in units if unit.spans in rows]
        told = dict(zip(known, reasons(self._model(), read, page, known), strict=True))
        return [told[rows[unit.spans]] if unit.spans in rows else () for unit in units]

    def verdicts(self, document: Document, units: Sequence[Unit]) -> list[dict[str, Verdict]]:
        """Return why measures got their theme and instrument, by dimension; nothing for other units."""
        read = simplified(document)
        page = sheet(read)
        rows = _measures_of(self._odds(read, page, role_scores(self._model(), page)))
        learned = self._learned(page, rows)
        places = {document.units[page.indices[n]].spans: k for k, n in reversed([*enumerate(rows)])}
        found = [places.get(unit.spans) for unit in units]
        return [{} if k is None else self._verdicts(learned, page, rows, k) for k in found]

    def _verdicts(
        self, learned: Mapping[str, Learned], page: Sheet, rows: Sequence[int], place: int
    ) -> dict[str, Verdict]:
        told = {}
        for key in EXPLAINED:
            if key in learned:
                found = by_views(learned[key], page, rows, place)
            else:
                unit = page.units[rows[place]]
                found = by_cues(self._coder(key), full_width(unit.text), _context(unit))
            told[key] = replace(found, chosen=or_other(found.chosen, self.codebook.dimension(key)))
        return told

    def _model(self) -> Weights:
        if self._loaded is None:
            loaded = load(self.weights)
            check(loaded, self.codebook, where=self.weights or "shipped weights")
            self._loaded = loaded
        return self._loaded

    def _odds(self, document: Document, page: Sheet, first: Floats) -> Floats:
        """Log-odds that each sentence is a measure; below 0 in reviews and where nothing is to be done."""
        odds = measure_scores(self._model(), page, first)
        units = document.units
        _no_headings(odds, first, self._model().roles.index(HEADING), page, heading_nothing(units))
        none = conditions(units) if self.include_review else conditions(units) | in_review(document)
        odds[[n for n, at in enumerate(page.indices) if at in none or no_action(units[at].text)]] = -1.0
        return odds

    def _roles(self, document: Document, page: Sheet, first: Floats, odds: Floats) -> list[str]:
        roles = [HEADING] * len(document.units)
        others = first[:, 1:].argmax(axis=1)
        for n, index in enumerate(page.indices):
            roles[index] = MEASURE if odds[n] > 0 else self._model().roles[1 + int(others[n])]
        return roles

    def _measures(self, document: Document, read: Document, page: Sheet, odds: Floats) -> tuple[Measure, ...]:
        """The measures of a document, found in what was read of it and told in its own characters."""
        rows = _measures_of(odds)
        sure = probabilities(self._model(), odds).tolist()
        decided = {key: each.contest for key, each in self._learned(page, rows).items()}
        classes = {k: two_best(each.scores(), each.also, each.head.codes) for k, each in decided.items()}
        lines = charged(read.units)
        bans = frozenset[int]() if "strength" in self.codebook.own else forbidden(read.units)
        found = []
        for k, n in enumerate(rows):
            chosen = {key: each[k] for key, each in classes.items()}
            at = page.indices[n]
            own = _with_role(document.units[at], MEASURE)
            bodies = in_charge(read.units, lines, at)
            measure = self._measure(own, page.units[n], read.source, sure[n], chosen, bodies)
            found.append(replace(measure, strength=FORCED) if at in bans else measure)
        return tuple(found)

    def _learned(self, page: Sheet, rows: Sequence[int]) -> dict[str, Learned]:
        """What decides on the classes of the measures, for the dimensions that were trained."""
        if not rows:
            return {}
        found = {}
        for n, model in enumerate(self._model().classes):
            if n not in self._tables:
                self._tables[n] = head_cues(model, shipped() if n == 0 else self.codebook)
            cues = self._tables[n]
            for key, contest in contests(model, cues, page, rows).items():
                if n or key not in self.codebook.own:
                    found[key] = Learned(model, cues, contest)
        return found

    def _coder(self, key: str) -> CueCoder:
        if key not in self._cues:
            self._cues[key] = CueCoder(self.codebook.dimension(key))
        return self._cues[key]

    def _measure(
        self,
        own: Unit,
        unit: Unit,
        source: Source,
        confidence: float,
        classes: dict[str, tuple[str, str]],
        bodies: tuple[str, ...],
    ) -> Measure:
        """The measure that a unit is; ``own`` is the unit in the characters of its document."""
        text = full_width(unit.text)
        places = Places(unit, source)
        context = _context(unit)

        def choose(key: str) -> tuple[str, str]:
            first, second = classes.get(key) or self._coder(key).code(text, context=context)
            return first or or_other("", self.codebook.dimension(key)), second

        theme, theme_2 = choose("theme")
        force, place = self._strength(text, choose)
        acting = actors(text)
        return Measure(
            unit=own,
            theme=theme,
            theme_2=theme_2,
            instrument=choose("instrument")[0],
            strength=force,
            actors=tuple(dict.fromkeys(acting + bodies)) if bodies else acting,
            targets=targets(text),
            figures=tuple([replace(each, spans=places.spans(*each.spans[0])) for each in figures(text)]),
            evidence=places.spans(*place) or places.spans(*head(text)),
            confidence=round(confidence, 3),
            codes=tuple([(each.key, choose(each.key)[0]) for each in self.codebook.extra]),
        )

    def _strength(self, text: str, choose: Callable[[str], tuple[str, str]]) -> tuple[str, Span]:
        """The strength, and where the deciding word stands: a user's own is chosen like any class."""
        return (choose("strength")[0], (0, 0)) if "strength" in self.codebook.own else strength(text)


def _measures_of(odds: Floats) -> list[int]:
    found: list[int] = (odds > 0).nonzero()[0].tolist()
    return found


def _context(unit: Unit) -> str:
    """The heading whose cues count for a unit."""
    return unit.path[-1].heading if unit.path else ""


def _no_headings(odds: Floats, first: Floats, heading: int, page: Sheet, nothing: frozenset[int]) -> None:
    """Ask anew about sentences that were taken for headings and head nothing: are they measures?

    Args:
        odds: log-odds that each sentence is a measure; changed.
        first: scores of the first pass, a column for each role; the column of headings is lowered.
        heading: which column that is.
        page: the sentences.
        nothing: units, by index, that head nothing.
    """
    for n, index in enumerate(page.indices):
        if index in nothing and first[n, 1:].argmax() + 1 == heading:
            first[n, heading] = first[n].min() - 1
            odds[n] = max(odds[n], first[n, 0] - first[n, 1:].max())


def _with_role(unit: Unit, role: str) -> Unit:
    """Return the unit with a role: `dataclasses.replace` takes five times as long."""
    u = unit
    return Unit(u.kind, u.spans, u.text, u.code, u.path, u.marker, u.note, role, u.paragraph)


def two_best(first: Floats, second: Floats, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return for each row the best class, and a second one where it is likely enough, else ""."""
    import numpy as np

    best = first.argmax(axis=1)
    odds = np.exp(second - second.max(axis=1, keepdims=True))
    odds[np.arange(len(odds)), best] = 0.0
    also = odds.argmax(axis=1)
    likely = odds.max(axis=1) >= SECOND_FROM * odds.sum(axis=1)
    codes = tuple("" if code == NONE else code for code in codes)
    return [
        (codes[b], codes[a] if sure and codes[b] else "")
        for b, a, sure in zip(best.tolist(), also.tolist(), likely.tolist(), strict=True)
    ]
