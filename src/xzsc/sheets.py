"""Coding sheets: out to people who code, and back.

A sheet has one row per coding unit, with the text between its neighbours, and one column for the
role and for each dimension of the codebook. A blind sheet leaves those empty, a filled one holds
the coding of xzsc for a person to correct.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random

from xzsc.codebook import LISTED, Codebook, spellings
from xzsc.coding import ROLE, CodedUnit, Coding
from xzsc.errors import InputError, nearest
from xzsc.loaders import ReadOptions, load_rows
from xzsc.model import PROVENANCE, Cell, Document, Kind, Measure, Table, Unit, provenance, year_in

BEFORE = ("document", "title", "section", "code", "before", "text", "after")
FORMATS = (".xlsx", ".csv", ".tsv", ".jsonl")
"""What coders hand in."""
NOTE, SECOND_THEME = "note", "theme_2"
ACTORS = "、"
"""Stands between the actors of a measure in a table."""

_NAMES = {
    "文档": "document", "政策名称": "document", "文件": "document", "file": "document",
    "编号": "code", "编码": "code", "条文编号": "code", "单元": "code", "unit": "code", "unit_id": "code",
    "id": "code", "内容分析单元": "text", "原文": "text", "quote": "text", "标题": "title", "章节": "section",
    "备注": NOTE, "角色": ROLE, "roles": ROLE, "主题": "theme", "themes": "theme", "工具": "instrument",
    "强度": "strength", "年份": "year", "编码员": "coder", "编码人": "coder", "编码者": "coder", "序号": "",
}  # fmt: skip
"""Other names under which the columns of a coded table are known; "" is no column of ours."""

_NOT_CODED = {
    *BEFORE, *PROVENANCE, NOTE, "marker", "actors", "figures", "evidence", "confidence", "why", "coder",
    "targets", "evidence_spans", "year",
}  # fmt: skip
"""Columns that hold no value of a coder."""

Coded = tuple[Document, Sequence[Measure]]
"""A document with roles on its units, and its measures."""


def coded_columns(codebook: Codebook) -> tuple[str, ...]:
    """Return the columns that a coder fills: the role, the dimensions, a second theme, a note."""
    keys = [dimension.key for dimension in codebook.dimensions]
    if "theme" in keys:
        keys.insert(keys.index("theme") + 1, SECOND_THEME)
    return (ROLE, *keys, NOTE)


def sheet(
    documents: Iterable[Coded],
    codebook: Codebook,
    *,
    filled: bool = False,
    measures_only: bool = False,
    every: bool = False,
    share: float = 1.0,
    seed: int = 1,
) -> Table:
    """Return the coding sheet of documents.

    Args:
        documents: each with its measures.
        codebook: what is asked of each unit.
        filled: put in the roles and the measures' classes; else the sheet is blind.
        measures_only: leave out the units that are no measures.
        every: take in titles, headings and whatever else stands on the page.
        share: the part of the units to draw at random, in reading order (.2 for a pre-coding); at least one.
        seed: of the draw; the same seed draws the same units.
    """
    fill = partial(document_rows, codebook=codebook, filled=filled, measures_only=measures_only, every=every)
    rows = (row for doc, measures in documents for row in fill(doc, measures))
    return sheet_table(rows, codebook, share=share, seed=seed)


def sheet_table(
    rows: Iterable[tuple[Cell, ...]], codebook: Codebook, *, share: float = 1.0, seed: int = 1
) -> Table:
    """Return the coding sheet of the rows of all its documents, or of some drawn at random."""
    if share < 1:
        rows = list(rows)
        drawn = Random(seed).sample(range(len(rows)), max(round(len(rows) * share), min(1, len(rows))))
        rows = [rows[at] for at in sorted(drawn)]
    columns = (*BEFORE, *coded_columns(codebook), *PROVENANCE)
    return Table("sheet", columns, rows, brief=("code", "text", ROLE), group="document")


def read_coding(path: str, *, encoding: str | None = None, codebook: Codebook | None = None) -> Coding:
    """Read a coded sheet or table (.xlsx, .csv, .tsv, .jsonl); the coder is the stem of the file.

    Args:
        path: the file.
        encoding: of a table of text, if it is not found by itself.
        codebook: if given, its dimensions and classes may go by their names too; they become keys and codes.

    Raises:
        InputError: if the file cannot be read or has no unit or nothing coded.
    """
    rows = list(_records(path, encoding, _columns(codebook)))
    if not rows:
        raise InputError(path, "no rows. Give a sheet that xzsc sheet wrote, or a table with a header.")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if "text" not in columns and "code" not in columns:
        found = ", ".join(columns)
        raise InputError(path, f"no column code or text; columns are {found}. Name them code and text.")
    dimensions = tuple(name for name in columns if name and name not in _NOT_CODED)
    if not dimensions:
        raise InputError(path, "nothing is coded: no column role, theme, instrument or of your own.")
    codes = _codes(codebook)
    units = tuple(_coded_unit(row, dimensions, codes) for row in rows)
    return Coding(Path(path).stem, dimensions, units)


def sheet_coding(table: Table, *, coder: str) -> Coding:
    """Return the rows of a sheet as a coding, as if a coder had handed them in."""
    dimensions = tuple(name for name in table.columns if name not in _NOT_CODED)
    named = ({n: _cell(v) for n, v in zip(table.columns, row, strict=True)} for row in table.rows)
    return Coding(coder, dimensions, tuple(_coded_unit(row, dimensions, {}) for row in named))


def strangers(coding: Coding, codebook: Codebook) -> list[str]:
    """Return what a coder wrote that the codebook does not know: how often, where, what may be meant."""
    known = {ROLE: {role.code for role in codebook.roles}}
    known |= {dimension.key: set(dimension.codes) for dimension in codebook.dimensions}
    known[SECOND_THEME] = known.get("theme", set())
    found: dict[tuple[str, str], list[CodedUnit]] = {}
    for unit in coding.units:
        for name, value in unit.values:
            if value and name in known and value not in known[name]:
                found.setdefault((name, value), []).append(unit)
    return [
        f"{coding.coder}: {name} {value} {_places(units)} is not in the codebook {codebook.name}."
        + (f" Did you mean {', '.join(near)}?" if (near := nearest(value, sorted(known[name]))) else "")
        for (name, value), units in found.items()
    ]


def _places(units: Sequence[CodedUnit]) -> str:
    first = units[0]
    place = " ".join(filter(None, (first.document, first.code or first.text[:12])))
    return f"({place})" if len(units) == 1 else f"({len(units)} rows, first {place})"


def document_rows(
    doc: Document,
    measures: Sequence[Measure],
    codebook: Codebook,
    *,
    filled: bool = False,
    measures_only: bool = False,
    every: bool = False,
) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of one document in a coding sheet; the arguments are those of `sheet`."""
    coded = {measure.unit.spans: measure for measure in measures}
    # Run-in heads too: only a person can tell that one of them is a measure after all.
    units = [unit for unit in doc.units if every or unit.kind in (Kind.SENTENCE, Kind.LEAD)]
    for at, unit in enumerate(units):
        measure = coded.get(unit.spans)
        if measures_only and measure is None:
            continue
        before = units[at - 1].text if at else ""
        after = units[at + 1].text if at + 1 < len(units) else ""
        about = doc.id, doc.title, unit.section, unit.code, before, unit.text, after
        values = _values(unit, measure if filled else None, codebook, role=unit.role if filled else "")
        yield *about, *values, *provenance(doc.source, unit.spans)


def _values(unit: Unit, measure: Measure | None, codebook: Codebook, *, role: str) -> list[str]:
    given = {ROLE: role}
    if measure:
        standard = ("theme", SECOND_THEME, "instrument", "strength")
        given |= {name: getattr(measure, name) for name in standard} | dict(measure.codes)
    return [given.get(name, "") for name in coded_columns(codebook)]


def _columns(codebook: Codebook | None) -> dict[str, str]:
    """Return our names of the columns, by the other ones; those of one's own codebook go first."""
    if codebook is None:
        return _NAMES
    own = [each for each in codebook.dimensions if each.key in codebook.own]
    keys = {each.key for each in own}
    names = _NAMES | {each.name: each.key for each in own}
    return {name: key for name, key in names.items() if name not in keys}


def _codes(codebook: Codebook | None) -> dict[str, Callable[[str], str]]:
    """Return for each column that is coded what tells the code of a class, however it is written."""
    if codebook is None:
        return {}
    found = {each.key: spellings(each.classes) for each in codebook.dimensions}
    return found | {ROLE: spellings(codebook.roles), SECOND_THEME: found["theme"]}


def _coded_unit(
    row: dict[str, str], dimensions: Sequence[str], codes: Mapping[str, Callable[[str], str]]
) -> CodedUnit:
    document, code, text, note, title, section, actors, year = (
        row.get(name, "") for name in ("document", "code", "text", NOTE, "title", "section", "actors", "year")
    )
    values = tuple((name, codes.get(name, str)(row.get(name, ""))) for name in dimensions)
    return CodedUnit(
        document,
        code,
        text,
        values,
        note,
        title,
        section,
        tuple(filter(None, actors.split(ACTORS))),
        year or year_in(document) or year_in(Path(row.get("source", "")).name),
    )


def _records(path: str, encoding: str | None, names: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the rows of a file that hold anything, under our names of the columns."""
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise InputError(path, f"a coding is {', '.join(FORMATS)}. Save it as one of these.")
    clean = _unguarded if suffix in (".csv", ".tsv") else _cell
    is_header = partial(_is_header, names=names)
    for row in load_rows(path, ReadOptions(encoding=encoding), is_header=is_header):
        cells = {name: clean(value) for name, value in row.items()} | _second(row.get("themes"))
        named = {
            names.get(name, name): value for name, value in cells.items() if names.get(name) not in cells
        }
        named.pop("", None)
        if any(named.values()):
            # A column of files names the documents as corpus does: by the stem.
            yield named | ({"document": Path(named["document"]).stem} if "file" in cells else {})


def _is_header(cells: Sequence[str], *, names: Mapping[str, str]) -> bool:
    """Whether cells name the columns of a coding, not those of the codebook beside it in a workbook."""
    found = {names.get(cell.strip(), cell.strip()) for cell in cells} - {""}
    return len(found) > 1 and not found.isdisjoint(("code", "text")) and not found.issuperset(LISTED[:4])


def _unguarded(value: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a cell as a formula."""
    value = value.strip()
    return value[1:] if value.startswith(("'=", "'+", "'-", "'@")) else value


def _second(themes: object) -> dict[str, str]:
    """Return the second of the themes that the first coder listed: ``[["人才", "教育"], ["人才"]]``."""
    first = themes[0] if isinstance(themes, list) and themes else None
    return {SECOND_THEME: _cell(first[1])} if isinstance(first, list) and len(first) > 1 else {}


def _cell(value: object) -> str:
    """Return a cell as text: a whole number without its point, the first of a list."""
    if isinstance(value, list):
        return _cell(value[0]) if value else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
