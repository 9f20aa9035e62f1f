"""Documents → rows, a document at a time, so that the work can be shared among processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from xzsc.model import (
    PROVENANCE,
    Cell,
    Document,
    Kind,
    Measure,
    Reason,
    Spans,
    Table,
    Unit,
    Verdict,
    provenance,
    written,
)

if TYPE_CHECKING:
    from xzsc.cli.trained import Trained
    from xzsc.codebook import Codebook
    from xzsc.lexicon import Lexicon
    from xzsc.measures import Coder
    from xzsc.segment import Segmenter

Row = tuple[Cell, ...]
JOINT = "；"
WHY = ("why", "why_theme", "why_instrument")
"""Columns that tell why."""
REASONS = 5
"""So many reasons are told at most."""

DOCUMENT_COLUMNS = (
    *("document", "title", "authors", "issuer", "number", "date", "kind"),
    *("characters", "units", "encoding", "sha256", *PROVENANCE),
)
OUTLINE_COLUMNS = ("document", "title", "level", "marker", "heading", "lead", "units", *PROVENANCE)
FURTHER_COLUMNS = ("targets", "evidence_spans")
"""Of the coding table: only where they are asked for."""
UNIT_COLUMNS = ("document", "title", "section", "code", "marker", "role", "text", *PROVENANCE)


def documents_table(rows: Iterable[Row]) -> Table:
    """Return the table of `xzsc documents`."""
    brief = ("document", "title", "date", "kind", "characters", "units")
    return Table("documents", DOCUMENT_COLUMNS, rows, brief=brief)


def document_rows(doc: Document) -> list[Row]:
    """Return the one row of a document."""
    source = doc.source
    n_units = sum(1 for _ in doc.sentences)
    about = (doc.id, doc.title, "、".join(doc.authors), doc.issuer, doc.number, doc.date, doc.kind)
    size = (doc.characters, n_units, source.encoding, source.sha256)
    return [(*about, *size, *provenance(source, _extent(doc)))]


def _extent(doc: Document) -> Spans:
    """Return where the document stands: its units' spans, joined where only white space parts them."""
    text, joined = doc.source.text, list[tuple[int, int]]()
    for start, end in sorted(span for unit in doc.units for span in unit.spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined) or ((0, len(text)),)


def outline_table(rows: Iterable[Row]) -> Table:
    """Return the table of `xzsc outline`."""
    brief = ("marker", "heading")
    return Table("outline", OUTLINE_COLUMNS, rows, brief=brief, group="document", tree="level")


def outline_rows(doc: Document) -> list[Row]:
    """Return a row for each heading; ``units`` counts the sentences under it, deeper ones included."""
    return list(_headings(doc))


def _headings(doc: Document) -> Iterator[Row]:
    sizes = dict.fromkeys(range(len(doc.sections)), 0)
    places = {id(section): at for at, section in enumerate(doc.sections)}
    for unit in doc.sentences:
        for section in unit.path:
            if id(section) in places:
                sizes[places[id(section)]] += 1
    for at, section in enumerate(doc.sections):
        about = (doc.id, doc.title, section.level, section.marker, section.heading)
        yield (*about, "lead" if section.lead else "", sizes[at], *provenance(doc.source, section.spans))


def units_table(rows: Iterable[Row]) -> Table:
    """Return the table of `xzsc units`."""
    return Table("units", UNIT_COLUMNS, rows, brief=("code", "role", "text"), group="document")


def unit_rows(
    doc: Document, *, book: Codebook, furniture: bool = False, weights: Trained | None = None
) -> list[Row]:
    """Return a row for each unit in reading order, with its role."""
    coded = code(doc, book=book, weights=weights)[0]
    return [_unit_row(doc, unit) for unit in coded.units if furniture or _is_text(unit)]


def unit_task(
    book: Codebook, *, furniture: bool = False, weights: Trained | None = None
) -> Callable[[Document], list[Row]]:
    """Return `unit_rows` with its arguments: the same for the same wishes, so that results are known."""
    task = partial(unit_rows, book=book, furniture=furniture)
    return partial(task, weights=weights) if weights else task


def code(
    doc: Document, *, book: Codebook, weights: Trained | None = None
) -> tuple[Document, tuple[Measure, ...]]:
    """Return a document with roles on its units, and its measures."""
    return _code(doc, _coder(book, weights=weights))


@lru_cache(maxsize=1)
def segmenter(lexicon: Lexicon) -> Segmenter:
    """Return the segmenter of a process: loaded once, and never sent from one process to another."""
    from xzsc.segment import Segmenter

    return Segmenter(lexicon)


@lru_cache(maxsize=2)
def _coder(book: Codebook, *, include_review: bool = False, weights: Trained | None = None) -> Coder:
    """Return the coder of a process: loaded once, and never sent from one process to another."""
    from xzsc.measures import Coder

    return Coder(book, weights=weights.path if weights else None, include_review=include_review)


_LAST: list[tuple[Document, Coder, tuple[Document, tuple[Measure, ...]]]] = []
"""The last document coded, so that two tables of it cost one coding."""


def _code(doc: Document, coder: Coder) -> tuple[Document, tuple[Measure, ...]]:
    """Return the coded document and its measures."""
    if not _LAST or _LAST[0][0] is not doc or _LAST[0][1] is not coder:
        _LAST[:] = [(doc, coder, coder.code(doc))]
    return _LAST[0][2]


def _measures(doc: Document, coder: Coder) -> tuple[Measure, ...]:
    """Return the measures of a document, without the roles of its other units if nobody asked for them."""
    if _LAST and _LAST[0][0] is doc and _LAST[0][1] is coder:
        return _LAST[0][2][1]
    return coder.measures(doc)


def _is_text(unit: Unit) -> bool:
    return unit.kind is not Kind.FURNITURE


def _unit_row(doc: Document, unit: Unit) -> Row:
    about = (doc.id, doc.title, unit.section, unit.code, unit.marker, unit.role or unit.note, unit.text)
    return (*about, *provenance(doc.source, unit.spans))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which measures are wanted; an empty tuple wants all."""

    theme: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    strength: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    min_confidence: float = 0.0

    def takes(self, measure: Measure) -> bool:
        """Return whether a measure is wanted; a theme counts as first or second."""
        return (
            measure.confidence >= self.min_confidence
            and (not self.theme or measure.theme in self.theme or measure.theme_2 in self.theme)
            and (not self.instrument or _is_one(measure.instrument, self.instrument))
            and (not self.strength or measure.strength in self.strength)
            and (not self.actor or any(wanted in name for name in measure.actors for wanted in self.actor))
        )


def _is_one(instrument: str, wanted: tuple[str, ...]) -> bool:
    """Whether an instrument is wanted, by its code, its class such as 供给型, or without it."""
    return instrument in wanted or any(part in wanted for part in instrument.split("-", 1))


def measure_columns(book: Codebook, *, explain: bool = False) -> tuple[str, ...]:
    """Return the columns of the coding table; a user's own dimensions stand behind strength."""
    return (
        *("document", "title", "section", "code", "marker", "text"),
        *("theme", "theme_2", "instrument", "strength"),
        *(dimension.key for dimension in book.extra),
        *("actors", "figures", "evidence", "confidence"),
        *(WHY if explain else ()),
        *PROVENANCE,
    )


def measures_table(rows: Iterable[Row], *, book: Codebook, explain: bool = False) -> Table:
    """Return the coding table; on a terminal a user's own dimensions stand in the place of the shipped."""
    shown = book.own if book.extra else ("theme", "instrument", "strength")
    brief, below = ("code", *shown, "text"), WHY if explain else ()
    columns = (*measure_columns(book, explain=explain), *FURTHER_COLUMNS)
    return Table(
        "measures", columns, rows, brief=brief, group="document", below=below, further=FURTHER_COLUMNS
    )


def measure_task(
    book: Codebook,
    choice: Choice | None = None,
    *,
    explain: bool = False,
    include_review: bool = False,
    weights: Trained | None = None,
) -> Callable[[Document], list[Row]]:
    """Return `measure_rows` with its arguments: the same for the same wishes, so that results are known."""
    choice = choice or Choice()
    task = partial(measure_rows, book=book, choice=choice, explain=explain, include_review=include_review)
    return partial(task, weights=weights) if weights else task


def measure_rows(
    doc: Document,
    *,
    book: Codebook,
    choice: Choice,
    explain: bool = False,
    include_review: bool = False,
    weights: Trained | None = None,
) -> list[Row]:
    """Return a row for each wanted measure.

    Args:
        doc: the document.
        book: what to code after.
        choice: which measures are wanted.
        explain: add the columns `WHY`: what spoke for and against the measure, its theme and instrument.
        include_review: also take measures from parts that look back.
        weights: what `xzsc train` wrote; the shipped weights where None.
    """
    coder = _coder(book, include_review=include_review, weights=weights)
    chosen = [*filter(choice.takes, _measures(doc, coder))]
    if not explain:
        return [_measure_row(doc, measure, ()) for measure in chosen]
    units = [measure.unit for measure in chosen]
    told = zip(chosen, coder.explanations(doc, units), coder.verdicts(doc, units), strict=True)
    return [
        _measure_row(doc, measure, (_why(doc, why), *map(_verdict, verdicts.values())))
        for measure, why, verdicts in told
    ]


def _measure_row(doc: Document, measure: Measure, why: tuple[str, ...]) -> Row:
    unit = measure.unit
    return (
        *(doc.id, doc.title, unit.section, unit.code, unit.marker, unit.text),
        *(measure.theme, measure.theme_2, measure.instrument, measure.strength),
        *(value for _, value in measure.codes),
        "、".join(measure.actors),
        JOINT.join([figure.text for figure in measure.figures]),
        JOINT.join([_quote(doc, (span,)) for span in measure.evidence]),
        measure.confidence,
        *why,
        *provenance(doc.source, unit.spans),
        "、".join(measure.targets),
        written(measure.evidence),
    )


def _quote(doc: Document, spans: Spans) -> str:
    quoted = doc.source.quote(spans)
    return quoted.strip() if quoted.isprintable() else "".join(map(str.strip, quoted.splitlines()))


def _why(doc: Document, reasons: tuple[Reason, ...]) -> str:
    """The strongest reasons, at most `REASONS`; among these the quoted cues come first."""
    strongest = sorted(reasons[:REASONS], key=lambda each: not each.spans)
    return JOINT.join(_reason(doc, each) for each in strongest)


def _reason(doc: Document, reason: Reason) -> str:
    quoted = f"「{_quote(doc, reason.spans)}」" if reason.spans else ""
    return f"{quoted}{reason.what.removeprefix('规则：')} {reason.weight:+.2f}"


def _verdict(found: Verdict) -> str:
    """A class, the next best, and the strongest reasons: with the rest they add up to the lead."""
    if not found.reasons:
        return found.chosen
    lead = round(found.lead, 2)
    head = f"{found.chosen}（次选 {found.rival or '无'}，领先 {lead:+.2f}"
    if found.trees is not None:
        head += f"，决策树{'改选' if found.lead < 0 else '维持'} {found.trees:+.2f}"
    shown = [(reason.what, round(reason.weight, 2)) for reason in found.reasons[:REASONS]]
    shown = [each for each in shown if each[1]]
    rest = round(lead - sum(weight for _, weight in shown), 2)
    shown += [("其余", rest)] if rest else []
    return f"{head}）：" + JOINT.join(f"{what} {weight:+.2f}" for what, weight in shown)


def codebook_table(book: Codebook) -> Table:
    """Return a row for each role and each class of each dimension; of a user's file what is its own."""
    from xzsc.codebook import LISTED, listing

    schemes = book.own or ("role", *(each.key for each in book.dimensions))
    rows = [row for scheme in schemes for row in listing(scheme, book)]
    # The shipped book fills a terminal as it is; of one's own all is shown that was written down.
    used = ("exclude", "yes", "no") if book.own else ()
    more = (name for name in used if any(row[LISTED.index(name)] for row in rows))
    return Table("codebook", LISTED, rows, brief=("code", "definition", "cues", *more), group="scheme")
