"""The corpus at rest: documents as partitioned Parquet, and back again exactly as they were.

docs/corpus-at-rest.md says what stands in which column. A part holds the documents of some input files; its
name is a digest of all that went into it, so a part that exists is right. Results of common tasks lie beside
it under keys like those of the cache.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from xzsc import arrow
from xzsc.errors import InputError
from xzsc.model import Document, Kind, Section, Source, Spans, Unit

FORMAT, SCHEMA = "xzsc corpus", 1
MANIFEST = "manifest.json"
TABLES = ("sources", "documents", "sections", "units", "tokens")
RESULTS = "results"

Columns = dict[str, list[Any]]
Cut = Callable[[str], list[str]]
Tag = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Input:
    """A file or member that went into a part.

    Args:
        path: as the user named it.
        member: the name inside an archive, or "".
        id: the name of its documents.
        sha256: of its bytes.
        documents: how many came of it.
    """

    path: str
    member: str
    id: str
    sha256: str
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What the manifest says of a part.

    Args:
        name: of its files, without the ending.
        inputs: what it was read from.
        size: bytes of text.
        rows: number of rows by table.
        failures: where and what, for inputs that could not be read.
        notes: what a reader should know though nothing failed.
    """

    name: str
    inputs: tuple[Input, ...]
    size: int
    rows: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def is_store(folder: str | Path) -> bool:
    """Tell whether a folder is a corpus at rest."""
    try:
        with open(Path(folder) / MANIFEST, encoding="utf-8") as stream:
            return f'"{FORMAT}"' in stream.read(200)
    except (OSError, UnicodeDecodeError):
        return False


def read_manifest(folder: str | Path) -> tuple[dict[str, Any], dict[str, Part]]:
    """Return what the manifest says of the whole, and its parts by name, in order."""
    path = Path(folder) / MANIFEST
    try:
        status = path.stat()
    except OSError:
        raise InputError(str(path), "no such file.") from None
    return _manifest(str(path), status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=4)
def _manifest(path: str, _size: int, _time: int) -> tuple[dict[str, Any], dict[str, Part]]:
    try:
        said = json.loads(Path(path).read_text("utf-8"))
        parts = {each["name"]: part_of(each) for each in said.pop("parts")}
        schema, finished = said["schema"], said.get("finished", True)
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(path, "is damaged. Run xzsc build again.") from None
    if schema != SCHEMA:
        raise InputError(path, f"is of schema {schema}, not {SCHEMA}. Run xzsc build again.")
    if not finished:
        raise InputError(path, "its corpus was never finished. Run xzsc build again.")
    return said, parts


def part_of(said: dict[str, Any]) -> Part:
    """Return the part of which the manifest says this."""
    inputs = tuple(Input(**one) for one in said["inputs"])
    failures = tuple((where, what) for where, what in said["failures"])
    return Part(said["name"], inputs, said["size"], said["rows"], failures, tuple(said["notes"]))


def part_said(part: Part) -> dict[str, Any]:
    """Return what the manifest says of a part."""
    return {
        "name": part.name,
        "size": part.size,
        "rows": dict(part.rows),
        "inputs": [{name: getattr(one, name) for name in one.__slots__} for one in part.inputs],
        "failures": part.failures,
        "notes": part.notes,
    }


def open_store(folder: Path) -> None:
    """Make the folder of a store, so that nobody takes it for something else while it is filled."""
    if not is_store(folder):
        folder.mkdir(parents=True, exist_ok=True)
        said = {"format": FORMAT, "schema": SCHEMA, "finished": False, "parts": []}
        (folder / MANIFEST).write_text(json.dumps(said), encoding="utf-8")


def write_manifest(folder: Path, said: Mapping[str, Any], parts: Sequence[Part]) -> None:
    """Write the manifest beside the old one and put it in its place."""
    rows = {table: sum(part.rows.get(table, 0) for part in parts) for table in TABLES}
    whole = {"format": FORMAT, "schema": SCHEMA, **said, "rows": rows, "parts": [*map(part_said, parts)]}
    new = folder / f".{MANIFEST}.new"
    new.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(new, folder / MANIFEST)


def part_path(folder: str | Path, table: str, name: str) -> Path:
    """Return the file of a part in a table."""
    return Path(folder) / table / f"{name}.parquet"


# --- writing ------------------------------------------------------------------------------------------------


CHUNK = 20_000
"""Characters whose rows are gathered as Python values before they become compact columns."""


class PartWriter:
    """Takes the documents of a part one by one, so that none need be held, and writes its tables.

    Args:
        folder: of the store.
        name: of the part.
        cut: cuts a text into the words that are written as tokens; None to write none.
        tag: tells the part of speech of a word.
    """

    def __init__(self, folder: Path, name: str, *, cut: Cut | None = None, tag: Tag | None = None) -> None:
        self._folder, self._name = folder, name
        self._cut, self._tag = cut, tag
        self._names = dict(zip(TABLES, _COLUMNS, strict=True))
        if not (cut and tag):
            del self._names["tokens"]
        self._chunks: dict[str, list[Any]] = {table: [] for table in self._names}
        self._rows = {table: _empty(names) for table, names in self._names.items()}
        self._source: Source | None = None
        self._n_sources = self._characters = 0

    def add(self, doc: Document) -> None:
        """Take a document; those of a source follow one another."""
        if doc.source is not self._source:
            self._source, self._n_sources = doc.source, self._n_sources + 1
            self._put("sources", [_source_row(doc.source)])
        sections = _sections(doc)
        self._put("documents", [_document_row(doc, self._n_sources - 1, len(sections))])
        self._put("sections", _section_rows(doc, sections))
        self._put("units", _unit_rows(doc, sections))
        if self._cut and self._tag:
            _add_tokens(self._rows["tokens"], doc, self._cut, self._tag)
        self._characters += doc.characters
        if self._characters >= CHUNK:
            self._pack()

    def close(self) -> dict[str, int]:
        """Write the tables and return their numbers of rows."""
        self._pack()
        return {table: self._write(table) for table in self._names}

    def _put(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        columns = self._rows[table].values()
        for row in rows:
            for column, value in zip(columns, row, strict=True):
                column.append(value)

    def _pack(self) -> None:
        for table, names in self._names.items():
            try:
                self._chunks[table].append(arrow.table(self._rows[table], _schema(table)))
            except UnicodeEncodeError:
                where = str(part_path(self._folder, table, self._name))
                raise InputError(where, "a text holds half a character (a lone surrogate).") from None
            self._rows[table] = _empty(names)
        self._characters = 0

    def _write(self, table: str) -> int:
        import pyarrow as pa
        from pyarrow import parquet

        path = part_path(self._folder, table, self._name)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.{os.getpid()}")
        names = self._names[table]
        coded: list[str] = [name for name in ("document", "kind", "note", "tag") if name in names]
        if table == "tokens":
            coded.append("text")
        made = pa.concat_tables(self._chunks.pop(table))
        # Arrow's own pool keeps what it was given: 40 MB after the first part.
        how = {"compression": "zstd", "memory_pool": pa.system_memory_pool()}
        parquet.write_table(made, new, use_dictionary=coded, write_statistics=coded, **how)
        os.replace(new, path)
        return int(made.num_rows)


_SOURCES = ("path", "record", "sha256", "encoding", "media_type", "text", "page_starts", "fields", "warnings")
_DOCUMENTS = (
    *("document", "source", "path", "title", "authors", "affiliation", "issuer", "number", "date", "kind"),
    *("year", "keywords", "warnings", "characters", "unit_rows", "section_rows"),
)
_SECTIONS = ("document", "level", "marker", "heading", "lead", "number", "listed", "spans")
_UNITS = (
    *("document", "unit", "kind", "code", "section", "path", "marker", "note", "paragraph"),
    *("start", "end", "spans", "text"),
)
_TOKENS = ("document", "unit", "start", "end", "text", "tag")


_COLUMNS = (_SOURCES, _DOCUMENTS, _SECTIONS, _UNITS, _TOKENS)


def _empty(names: Sequence[str]) -> Columns:
    return {name: [] for name in names}


def _source_row(source: Source) -> tuple[Any, ...]:
    about = (source.path, source.record, source.sha256, source.encoding, source.media_type)
    return (*about, source.text, source.page_starts, source.fields, source.warnings)


def _sections(doc: Document) -> list[Section]:
    """Return its sections, then those that only stand in the paths of its units; each object once."""
    found = {id(section): section for section in doc.sections}
    for unit in doc.units:
        for section in unit.path:
            found.setdefault(id(section), section)
    return list(found.values())


def _document_row(doc: Document, source: int, n_sections: int) -> tuple[Any, ...]:
    return (
        *(doc.id, source, doc.source.name, doc.title, doc.authors, doc.affiliation),
        *(doc.issuer, doc.number, doc.date, doc.kind, doc.year, doc.keywords, doc.warnings),
        *(doc.characters, len(doc.units), n_sections),
    )


def _section_rows(doc: Document, sections: Sequence[Section]) -> Iterator[tuple[Any, ...]]:
    listed = {id(section) for section in doc.sections}
    for each in sections:
        about = (doc.id, each.level, each.marker, each.heading, each.lead, each.number)
        yield (*about, id(each) in listed, _flat(each.spans))


def _unit_rows(doc: Document, sections: Sequence[Section]) -> Iterator[tuple[Any, ...]]:
    at = {id(section): number for number, section in enumerate(sections)}
    for number, unit in enumerate(doc.units):
        path = [at[id(section)] for section in unit.path]
        about = (doc.id, number, str(unit.kind), unit.code, unit.section, path, unit.marker, unit.note)
        torn = _flat(unit.spans) if len(unit.spans) > 1 else None
        yield (*about, unit.paragraph, unit.start, unit.end, torn, unit.text)


def _add_tokens(columns: Columns, doc: Document, cut: Cut, tag: Tag) -> None:
    for number, unit in enumerate(doc.units):
        words = cut(unit.text)
        ends = list(accumulate(map(len, words)))
        columns["document"] += [doc.id] * len(words)
        columns["unit"] += [number] * len(words)
        columns["start"] += [0, *ends[:-1]] if words else []
        columns["end"] += ends
        columns["text"] += words
        columns["tag"] += map(tag, words)


def _flat(spans: Spans) -> list[int]:
    return [offset for span in spans for offset in span]


@lru_cache(maxsize=8)
def _schema(table: str) -> Any:  # noqa: ANN401 (pyarrow has no types)
    import pyarrow as pa

    whole, texts = pa.int32(), pa.list_(pa.string())
    numbers = {
        **dict.fromkeys(("level", "number"), whole),
        **dict.fromkeys(("source", "unit", "paragraph", "start", "end"), whole),
        **dict.fromkeys(("characters", "unit_rows", "section_rows"), whole),
        **dict.fromkeys(("lead", "listed"), pa.bool_()),
        **dict.fromkeys(("path", "spans", "page_starts"), pa.list_(whole)),
        **dict.fromkeys(("authors", "keywords", "warnings"), texts),
        "fields": pa.map_(pa.string(), pa.string()),
    }
    named = dict(zip(TABLES, _COLUMNS, strict=True))[table]
    other = {("sources", "path"), ("documents", "path"), ("documents", "number")}
    return pa.schema(
        [(name, pa.string() if (table, name) in other else numbers.get(name, pa.string())) for name in named]
    )


# --- reading ------------------------------------------------------------------------------------------------


def read_part(folder: str | Path, name: str) -> tuple[Document, ...]:
    """Return the documents of a part as they were written."""
    try:
        sources = [_source(*row) for row in _rows(folder, name, "sources", _SOURCES)]
        sections = _read_sections(folder, name)
        units = _read_units(folder, name)
        found = []
        for row in _rows(folder, name, "documents", _DOCUMENTS):
            found.append(_document(row, sources, sections, units))
        return tuple(found)
    except (OSError, ValueError, LookupError, StopIteration) as error:
        where = str(part_path(folder, "…", name))
        raise InputError(where, f"cannot be read: {error}. Delete it and run xzsc build again.") from None


def read_names(folder: str | Path, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield what the documents of each row of a table are called, its number, and its own id or ""."""
    try:
        sources = list(_rows(folder, name, "sources", ("record", "fields")))
        seen = -1
        for document, source in _rows(folder, name, "documents", ("document", "source")):
            if source != seen:
                record, fields = sources[source]
                yield document, record, dict(reversed(fields)).get("id", "")
            seen = source
    except (OSError, ValueError, LookupError):
        raise InputError(
            str(part_path(folder, "…", name)), "cannot be read. Delete it and run xzsc build again."
        ) from None


def _rows(folder: str | Path, name: str, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    from pyarrow import parquet

    file = parquet.ParquetFile(part_path(folder, table, name))
    read = file.read(columns=list(columns), use_threads=False)
    file.close()
    return zip(*(read.column(column).to_pylist() for column in columns), strict=True)


def _source(
    path: str,
    record: str,
    sha256: str,
    encoding: str,
    media_type: str,
    text: str,
    page_starts: list[int],
    fields: list[tuple[str, str]],
    warnings: list[str],
) -> Source:
    return Source(
        *(path, text, record, sha256, encoding, media_type),
        *(tuple(page_starts), tuple(fields), tuple(warnings)),
    )


def _document(
    row: tuple[Any, ...],
    sources: Sequence[Source],
    sections: Iterator[tuple[bool, Section]],
    units: Iterator[tuple[Any, ...]],
) -> Document:
    name, source, _, title, authors, affiliation, issuer, number, date, kind = row[:10]
    _, keywords, warnings, _, unit_rows, section_rows = row[10:]
    found = list(islice(sections, section_rows))
    known = [section for _, section in found]
    paths: dict[tuple[int, ...], tuple[Section, ...]] = {(): ()}
    made = []
    for kind_, code, path, marker, note, paragraph, spans, text in islice(units, unit_rows):
        if path not in paths:
            paths[path] = tuple(known[at] for at in path)
        made.append(Unit(kind_, spans, text, code, paths[path], marker, note, "", paragraph))
    return Document(
        *(sources[source], name, title, tuple(authors), affiliation, issuer, number, date, kind),
        *(tuple(keywords), tuple(section for listed, section in found if listed), tuple(made)),
        warnings=tuple(warnings),
    )


def _read_sections(folder: str | Path, name: str) -> Iterator[tuple[bool, Section]]:
    for level, marker, heading, lead, number, listed, spans in _rows(folder, name, "sections", _SECTIONS[1:]):
        yield listed, Section(level, marker, heading, _paired(spans), lead, number)


def _read_units(folder: str | Path, name: str) -> Iterator[tuple[Any, ...]]:
    columns = ("kind", "code", "path", "marker", "note", "paragraph", "start", "end", "spans", "text")
    kinds = {str(kind): kind for kind in Kind}
    for kind, code, path, marker, note, paragraph, start, end, spans, text in _rows(
        folder, name, "units", columns
    ):
        whole = ((start, end),) if spans is None else _paired(spans)
        yield kinds[kind], code, tuple(path), marker, note, paragraph, whole, text


def _paired(offsets: Sequence[int]) -> Spans:
    return tuple(zip(offsets[::2], offsets[1::2], strict=True))


# --- results ------------------------------------------------------------------------------------------------


def read_result(folder: str | Path, key: str) -> list[Any] | None:
    """Return the values of a result kept in the store, or None."""
    from xzsc.cache import unpack_all

    try:
        packed = (Path(folder) / RESULTS / f"{key}.bin").read_bytes()
    except OSError:
        return None
    return unpack_all(packed)


def write_result(folder: Path, key: str, packed: bytes) -> None:
    """Keep a result in the store: values that a `xzsc.cache.Packer` packed."""
    path = folder / RESULTS / f"{key}.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(packed)
    os.replace(new, path)
