"""Coded units counted by one dimension or two, in the shapes that papers print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xzsc.coding import MEASURE, ROLE, Coding
from xzsc.errors import UsageError, nearest
from xzsc.formulas import chi_squared, chi_squared_p, cramers_v
from xzsc.model import BETWEEN, Cell, Document, Measure, Table, distinct

TOTAL, PERCENT, NONE = "合计", "占比%", "（无）"
CELLS = ("count", "percent", "both")
BASES = ("total", "row", "column")
STANDARD = ("theme", "theme_2", "instrument", "class", "strength", "actor", "document", "year", "section")
FREQUENCY_COLUMNS = ("class", "name", "codes", "count", "percent", "class_count", "class_percent")
MOST_SMALL = 0.2
"""Cochran's rule: with more small expected counts than these, χ² is no χ²."""

_CLASS_MARK = "-"


@dataclass(frozen=True, slots=True)
class Record:
    """One coded unit, ready to be counted: its place, and its values on each dimension."""

    document: str
    code: str
    values: Mapping[str, tuple[str, ...]]


def measure_record(document: Document, measure: Measure) -> Record:
    """Return a measure as a record; it counts once for each of its actors."""
    unit = measure.unit
    values = {
        "theme": (measure.theme,),
        "theme_2": (measure.theme_2,),
        "instrument": (measure.instrument,),
        "class": (instrument_class(measure.instrument),),
        "strength": (measure.strength,),
        "actor": measure.actors,
        "document": (document.id,),
        "year": (document.year,),
        "section": (unit.path[0].marker + unit.path[0].heading if unit.path else "",),
        **{key: (value,) for key, value in measure.codes},
    }
    return Record(document.id, unit.code, values)


def coding_records(coding: Coding, *, measures_only: bool = True) -> Iterator[Record]:
    """Yield the units of a coding sheet as records, in the order of the sheet.

    Args:
        coding: the sheet.
        measures_only: leave out units with another role than 措施, if the sheet has roles.
    """
    roles = {unit.value(ROLE) for unit in coding.units}
    wanted = {MEASURE} if measures_only and MEASURE in roles else roles
    columns = {"year": "year", "section": "section", "actors": "actor"}
    told = [name for field, name in columns.items() if any(getattr(unit, field) for unit in coding.units)]
    for unit in coding.units:
        if unit.value(ROLE) not in wanted:
            continue
        values: dict[str, tuple[str, ...]] = {name: (value,) for name, value in unit.values}
        values["document"] = (unit.document,)
        # The outermost heading, as of documents; what no unit of the sheet tells is no dimension of it.
        outermost = unit.section.split(BETWEEN)[0]
        about: dict[str, tuple[str, ...]] = {
            "year": (unit.year,),
            "section": (outermost,),
            "actor": unit.actors,
        }
        values |= {name: about[name] for name in told}
        if "instrument" in values:
            values["class"] = (instrument_class(values["instrument"][0]),)
        yield Record(unit.document, unit.code, values)


def instrument_class(instrument: str) -> str:
    """Return the class of an instrument: what stands before the hyphen (供给型-人才培养)."""
    return instrument.split(_CLASS_MARK)[0]


def crosstab(
    records: Iterable[Record],
    *,
    rows: str,
    columns: str,
    cells: str = "count",
    base: str = "total",
    orders: Mapping[str, Sequence[str]] | None = None,
) -> Table:
    """Count records by two dimensions, with margins and the percentages of the margins.

    A record with several values on a dimension counts once for each; one with none counts as
    （无）. Classes that no record has are left out.

    Args:
        records: what is counted.
        rows: the dimension of the rows.
        columns: the dimension of the columns.
        cells: ``count``, ``percent``, or ``both`` as text, ``12 (8.3%)``.
        base: what a percentage in a cell is of: all records (``total``), its row or its column.
        orders: the order of the classes of a dimension; else years and documents and sections
            come as they are read, and other classes by their count. Its dimensions are known
            also where there is no record.

    Raises:
        UsageError: on a dimension, cells or base that does not exist.
    """
    found = list(records)
    for name, known in (
        (rows, _dimensions(found, orders)),
        (columns, _dimensions(found, orders)),
        (cells, CELLS),
        (base, BASES),
    ):
        _check(name, known)
    counts = Counter((a, b) for r in found for a in _values(r, rows) for b in _values(r, columns))
    tabs = _Counts(
        counts, _ordered(found, rows, orders or {}), _ordered(found, columns, orders or {}), cells, base
    )
    row, total, percent, *names = distinct(rows, TOTAL, PERCENT, *tabs.columns)
    return Table(f"{rows} x {columns}", (row, *names, total, percent), list(tabs.table()))


@dataclass(frozen=True, slots=True)
class Association:
    """How strongly two dimensions hang together; see `xzsc.formulas`."""

    chi2: float
    df: int
    p: float
    v: float
    small: float
    """Share of the cells in which fewer than 5 records are expected: with more than a fifth, p misleads."""

    def __str__(self) -> str:
        return f"χ² {self.chi2:.4g}, df {self.df}, p {self.p:.3g}, Cramér's V {self.v:.3g}"

    @property
    def warning(self) -> str:
        """What to say where p misleads, or ""."""
        few = f"{self.small:.0%} of the expected counts are under 5: do not rely on p"
        return few if self.small > MOST_SMALL else ""


def association(records: Iterable[Record], *, rows: str, columns: str) -> Association | None:
    """Return χ², its p and Cramér's V of a cross table; None where one dimension has one class only.

    The test supposes that each record counts once; with dimensions of several values (actors) it
    says less than it seems.
    """
    counts = Counter((a, b) for r in records for a in _values(r, rows) for b in _values(r, columns))
    names = dict.fromkeys(a for a, _ in counts), dict.fromkeys(b for _, b in counts)
    table = [[counts[a, b] for b in names[1]] for a in names[0]]
    found = chi_squared(table)
    if found is None:
        return None
    return Association(*found, chi_squared_p(*found), cramers_v(table) or 0.0, _small(table))


def _small(table: list[list[int]]) -> float:
    columns = [sum(row[at] for row in table) for at in range(len(table[0]))]
    total = sum(columns)
    expected = [sum(row) * column / total for row in table for column in columns]
    return sum(each < 5 for each in expected) / len(expected)


def frequencies(
    records: Iterable[Record],
    *,
    dimension: str = "instrument",
    orders: Mapping[str, Sequence[str]] | None = None,
    most: int | None = None,
) -> Table:
    """Return the 频数表 of a dimension: for each class the list of codes, the count and its share.

    Instruments, of the form 供给型-人才培养, are split into class and name, and the class has its sum
    on every row; another value is a class of its own. With more than one document the codes of
    each stand behind its name: ``plan:1-2-3、1-2-4；rules:1-1-1``. What has no class has no list.

    Args:
        records: what is counted.
        dimension: the dimension of the rows.
        orders: as for `crosstab`.
        most: list so many codes at most; all where None.
    """
    found = list(records)
    _check(dimension, _dimensions(found, orders))
    several = len({record.document for record in found}) > 1
    places: dict[str, list[Record]] = {}
    for record in found:
        for value in _values(record, dimension):
            places.setdefault(value, []).append(record)
    codes = {value: _codes(given[:most], several=several) for value, given in places.items()}
    codes |= {value: f"{codes[value]}…" for value, given in places.items() if len(given[:most]) < len(given)}
    codes |= {NONE: ""}
    class_of = instrument_class if dimension == "instrument" else str
    names = _grouped(_ordered(found, dimension, orders or {}), class_of)
    classes = Counter(class_of(value) for value in places for _ in places[value])
    counts = {name: len(places[name]) for name in names}
    total = classes.total()
    rows = [_frequency_row(n, class_of(n), codes[n], counts[n], classes[class_of(n)], total) for n in names]
    closing = [(TOTAL, "", "", total, 100.0, total, 100.0)] if total else []
    return Table("frequencies", FREQUENCY_COLUMNS, [*rows, *closing])


@dataclass(frozen=True, slots=True)
class _Counts:
    counts: Counter[tuple[str, str]]
    rows: list[str]
    columns: list[str]
    cells: str
    base: str

    def table(self) -> Iterator[tuple[Cell, ...]]:
        total = self.counts.total()
        if not total:
            return
        for a in self.rows:
            yield self._row(a, [self.counts[a, b] for b in self.columns], total)
        sums = [sum(self.counts[a, b] for a in self.rows) for b in self.columns]
        yield self._row(TOTAL, sums, total)
        yield PERCENT, *(_percent(n, total) for n in sums), _percent(total, total), None

    def _row(self, name: str, counts: list[int], total: int) -> tuple[Cell, ...]:
        whole = sum(counts)
        cells = [
            self._cell(n, {"total": total, "row": whole, "column": self._column_sum(b)}[self.base])
            for b, n in zip(self.columns, counts, strict=True)
        ]
        return name, *cells, whole, _percent(whole, total)

    def _cell(self, count: int, whole: int) -> Cell:
        if self.cells == "count":
            return count
        percent = _percent(count, whole)
        return percent if self.cells == "percent" else f"{count} ({percent:.1f}%)"

    def _column_sum(self, b: str) -> int:
        return sum(self.counts[a, b] for a in self.rows)


def _codes(records: list[Record], *, several: bool) -> str:
    """List codes, of several documents behind the name of each."""
    by_document: dict[str, list[str]] = {}
    for record in records:
        by_document.setdefault(f"{record.document}:" if several else "", []).append(record.code)
    return "；".join(name + "、".join(codes) for name, codes in by_document.items())


def _frequency_row(
    value: str, group: str, codes: str, count: int, whole: int, total: int
) -> tuple[Cell, ...]:
    name = value.removeprefix(group).removeprefix(_CLASS_MARK) or value
    return group, name, codes, count, _percent(count, total), whole, _percent(whole, total)


def _values(record: Record, dimension: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in record.values.get(dimension, ()) if value))
    return values or (NONE,)


def _ordered(records: list[Record], dimension: str, orders: Mapping[str, Sequence[str]]) -> list[str]:
    counts = Counter(value for record in records for value in _values(record, dimension))
    order = orders.get(dimension, ())
    named = [value for value in order if value in counts]
    rest = [value for value in counts if value not in order and value != NONE]
    if dimension == "year":
        rest.sort()
    elif dimension not in ("document", "section"):
        rest.sort(key=lambda value: (-counts[value], value))
    return [*named, *rest, *([NONE] if NONE in counts else [])]


def _grouped(names: list[str], class_of: Callable[[str], str]) -> list[str]:
    """Bring the names of a class together, classes in the order in which they come first."""
    groups = dict.fromkeys(map(class_of, names))
    return [name for group in groups for name in names if class_of(name) == group]


def _dimensions(records: list[Record], orders: Mapping[str, Sequence[str]] | None) -> list[str]:
    known = dict.fromkeys(name for record in records for name in record.values)
    return list(known) or [*STANDARD, *(orders or {})]


def _check(name: str, known: Sequence[str]) -> None:
    if name not in known:
        near = ", ".join(nearest(name, known) or known)
        raise UsageError(f"unknown dimension or setting {name!r}. Did you mean {near}?")


def _percent(part: int, whole: int) -> float:
    return round(part / whole * 100, 2) if whole else 0.0
