"""Coded sentences to learn from: gold tables, passages and coding sheets as documents with labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from xzsc.codebook import Codebook
from xzsc.coding import MEASURE, ROLE, Coding
from xzsc.decode import decode
from xzsc.errors import LexiconError
from xzsc.loaders import FORMATS, ReadOptions, load
from xzsc.model import BETWEEN, Document, Kind, Section, Source, Unit, squeeze
from xzsc.structure import read
from xzsc.structure.markers import opening

Headings = tuple[tuple[str, str], ...]
"""The headings over a sentence, the outermost first: marker and words of each."""
Row = tuple[Headings, str, "Label"]
"""A sentence of a document that is put together: its headings, its text, its label."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a coder said of a sentence; several coders may have given several values."""

    role: str
    themes: tuple[str, ...] = ()
    """Primary themes, one per coder."""
    accepted: tuple[str, ...] = ()
    """Every theme a coder gave."""
    instruments: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """Classes in the dimensions of a user's own codebook, as (key, class) pairs."""
    scored: bool = True
    """False for run-in headings and disputed sentences: neither learned nor scored."""

    @property
    def measure(self) -> bool:
        """Whether the sentence is a measure."""
        return self.role == MEASURE

    def value(self, key: str) -> str:
        """Return the first class a coder gave in a dimension, or ""."""
        given = {"theme": self.themes, "instrument": self.instruments, "strength": self.strengths}.get(key)
        return next(iter(given or [value for name, value in self.values if name == key]), "")

    def with_value(self, key: str, value: str) -> Label:
        """Return the label with a class in a dimension that had none."""
        return replace(self, values=((key, value), *self.values))


@dataclass(frozen=True, slots=True)
class Coded:
    """A document with a label for each of its units (None where nobody coded it)."""

    name: str
    document: Document
    labels: tuple[Label | None, ...]
    share: float = 1.0
    """What its sentences count beside those of other texts, where it is learned what a measure is."""
    class_share: float = 1.0
    """What its measures count where themes and instruments are learned."""
    own: bool = field(default=False)
    """True for texts of our own writing, which are learned from but never scored."""


def read_coded(path: str) -> list[Coded]:
    """Return the documents of a coded table in JSON lines: the gold's shape, or passages.

    Raises:
        LexiconError: names file and line of what cannot be read.
    """
    rows = list(_json_rows(path))
    try:
        return _documents(rows, path)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise LexiconError(
            f"{path}: a row lacks something or has it in another shape ({error}). See training/README.md."
        ) from error


def _documents(rows: list[tuple[str, dict[str, Any]]], path: str) -> list[Coded]:
    if rows and ("sentences" in rows[0][1] or "paragraphs" in rows[0][1]):
        return [coded for where, row in rows for coded in _own(row, where)]
    files: dict[str, list[dict[str, Any]]] = {}
    for _, row in rows:
        if "label" in row:
            files.setdefault(_file(row), []).append(row)
    if not files:
        raise LexiconError(f"{path}:1: no coded sentences. Rows need text or quote, and role or label.")
    alone = len(files) == 1
    return [coded for file, group in files.items() for coded in _gold(group, Path(path), file, alone=alone)]


def read_training(paths: Iterable[str]) -> list[Coded]:
    """Return the documents of several coded tables; of a sentence coded in two tables the first coding."""
    known: set[tuple[str, int]] = set()
    found: list[Coded] = []
    for path in paths:
        fresh = [_unknown(coded, known) for coded in read_coded(path)]
        found += [coded for coded in fresh if any(coded.labels)]
        known.update(place for coded in fresh if not coded.own for place in _labelled(coded))
    return found


def _unknown(coded: Coded, known: set[tuple[str, int]]) -> Coded:
    """A document without the labels of the sentences that are known already."""
    if coded.own:
        return coded
    units = zip(coded.document.units, coded.labels, strict=True)
    labels = tuple(None if (coded.name, unit.start) in known else label for unit, label in units)
    return replace(coded, labels=labels)


def _labelled(coded: Coded) -> Iterator[tuple[str, int]]:
    units = zip(coded.document.units, coded.labels, strict=True)
    return ((coded.name, unit.start) for unit, label in units if label is not None)


def _file(row: dict[str, Any]) -> str:
    """File and record of a row: ``file#record``, or the record under a key of its own."""
    file = str(row.get("file", ""))
    return f"{file}#{row['record']}" if "record" in row else file


def from_coding(coding: Coding, codebook: Codebook) -> list[Coded]:
    """Return the documents of a coding sheet: columns role, theme_2 and the dimensions, by key or name."""
    keys = {each.name: each.key for each in codebook.dimensions if each.key not in coding.dimensions}
    titles: dict[str, str] = {}
    found: dict[str, list[Row]] = {}
    for unit in coding.units:
        values = {keys.get(name, name): value for name, value in unit.values}
        label = _sheet_label(values, codebook)
        if label is not None:
            headings = tuple(map(_heading, filter(None, unit.section.split(BETWEEN))))
            found.setdefault(unit.document, []).append((headings, unit.text, label))
            titles.setdefault(unit.document, unit.title)
    return [_written(name, titles[name] or name, rows) for name, rows in found.items()]


def _heading(text: str) -> tuple[str, str]:
    """Marker and words of a heading."""
    marker = opening(text)
    end = marker.end if marker else 0
    return text[:end], text[end:]


def _sheet_label(values: Mapping[str, str], codebook: Codebook) -> Label | None:
    """What a row of a sheet says; without a role it is a measure if it has a class in any dimension."""
    coded = any(values.get(each.key) for each in codebook.dimensions) or values.get("theme_2")
    role = values.get(ROLE) or values.get("measure") or (MEASURE if coded else "")
    if not role:
        return None
    themes = tuple(filter(None, (values.get("theme"), values.get("theme_2"))))
    return Label(
        MEASURE if role.casefold() in ("1", "true", "yes", "是", "measure") else role,
        themes[:1],
        themes,
        _one(values.get("instrument", "")),
        _one(values.get("strength", "")),
        tuple(values.items()),
    )


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _json_rows(path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    text = decode(Path(path).read_bytes(), where=path).text
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise LexiconError(f"{path}:{number}: not JSON: {error.msg}") from error
        if not isinstance(row, dict):
            raise LexiconError(f"{path}:{number}: not a JSON object. Give one object a line.")
        yield f"{path}:{number}", row


def _passage(row: dict[str, Any], where: str) -> Coded:
    headings = tuple(("", heading) for heading in row.get("headings", ()))
    rows = [(headings, *_pair(each, where)) for each in row["sentences"]]
    return _written(row.get("passage", where), row.get("genre", ""), rows, own=True)


def _own(row: dict[str, Any], where: str) -> list[Coded]:
    return _whole(row, where) if "paragraphs" in row else [_passage(row, where)]


def _pair(each: object, where: str) -> tuple[str, Label]:
    """A sentence of our own writing and its label."""
    if not isinstance(each, dict) or "text" not in each or "role" not in each:
        raise LexiconError(f"{where}: sentences: each needs text and role.")
    given = each.get("theme", ())
    themes = _one(given) if isinstance(given, str) else tuple(given)
    label = Label(
        each["role"],
        themes[:1],
        themes,
        _one(each.get("instrument", "")),
        _one(each.get("strength", "")),
        scored=not each.get("lead", False),
    )
    return each["text"], label


def _whole(row: dict[str, Any], where: str) -> list[Coded]:
    """A whole document, given by paragraphs of coded sentences (headings among them), read like any other."""
    paragraphs = [[_pair(each, where) for each in paragraph] for paragraph in row["paragraphs"]]
    title = row.get("title", "")
    text = "\n".join([title, *("".join(text for text, _ in paragraph) for paragraph in paragraphs)])
    pairs = [pair for paragraph in paragraphs for pair in paragraph]
    owner = [-1] * len(squeeze(title))
    for number, (sentence, _) in enumerate(pairs):
        owner += [number] * len(squeeze(sentence))
    source = Source(row["document"], text)
    return _labelled_units(source, owner, [label for _, label in pairs], row["document"], title, own=True)


def _written(name: str, title: str, rows: Sequence[Row], *, own: bool = False) -> Coded:
    """A document put together from its sentences and the headings they stand under."""
    lines = [title or "　"]
    places: dict[Headings, int] = {}
    for headings, sentence, _ in rows:
        for depth, heading in enumerate(headings, 1):
            if headings[:depth] not in places:
                places[headings[:depth]] = len(lines)
                lines.append("".join(heading))
        lines.append(sentence)
    ends = list(accumulate(len(line) + 1 for line in lines))
    spans = [(end - len(line) - 1, end - 1) for line, end in zip(lines, ends, strict=True)]
    paths = {
        headings: tuple(
            Section(depth, *heading, (spans[places[headings[:depth]]],))
            for depth, heading in enumerate(headings, 1)
        )
        for headings, _, _ in rows
    }
    paragraphs = {headings: number for number, headings in enumerate(paths, 1)}
    above = {0, *places.values()}
    sentences = [span for n, span in enumerate(spans) if n not in above]
    units = [Unit(Kind.TITLE, (spans[0],), lines[0])]
    units += [
        Unit(Kind.SENTENCE, (span,), sentence, path=paths[headings], paragraph=paragraphs[headings])
        for span, (headings, sentence, _) in zip(sentences, rows, strict=True)
    ]
    document = Document(Source(name, "\n".join(lines)), title=title, units=tuple(units))
    return Coded(name, document, (None, *(label for _, _, label in rows)), own=own)


def _gold(rows: list[dict[str, Any]], path: Path, where: str, *, alone: bool) -> list[Coded]:
    """Gold points into a file by characters without white space; the file is found above the table."""
    file, _, record = where.partition("#")
    name = record or (path.stem if alone else file)
    place = next((folder / file for folder in _above(path) if file and (folder / file).is_file()), None)
    if place is None:
        quoted = [((), row["quote"], _gold_label(row)) for row in rows if row.get("quote")]
        return [_written(name or path.stem, path.stem, quoted)] if quoted else []
    title, source = _found(place, file, record)
    owner = _owners(rows, len(squeeze(source.text)))
    coded = _labelled_units(source, owner, [*map(_gold_label, rows)], name, title)
    share, class_share = (float(rows[0].get(key, 1)) for key in ("share", "class_share"))
    return [replace(each, share=share, class_share=class_share) for each in coded]


def _labelled_units(
    source: Source, owner: list[int], labels: Sequence[Label], name: str, title: str, *, own: bool = False
) -> list[Coded]:
    """The documents of a source; each character but white space has a label, or none (-1)."""
    before = _squeezed(source.text)
    return [
        Coded(
            name,
            _titled(document, title),
            tuple(_owned(unit, owner, before, labels) for unit in document.units),
            own=own,
        )
        for document in read(source)
    ]


def _above(path: Path) -> list[Path]:
    """The folders above a table, and ``shared`` beside each of them."""
    return [folder / name for folder in path.resolve().parents for name in (".", "data", "shared/data")]


def _found(place: Path, file: str, record: str) -> tuple[str, Source]:
    """A file, or one record of a table, as a source; of JSON lines also its title.

    Raises:
        InputError: the file cannot be read.
        LexiconError: there is no such record, or several and none is named.
    """
    if FORMATS.get(place.suffix.lower(), "text") not in ("text", "jsonl"):
        return "", _record(list(load(str(place), ReadOptions())), file, record)
    text = decode(place.read_bytes(), where=file).text
    if not record:
        return "", Source(file, text)
    rows = [
        row for row in map(json.loads, filter(str.strip, text.split("\n"))) if str(row.get("id")) == record
    ]
    if not rows:
        raise LexiconError(f"{file}: no record {record}.")
    return rows[0].get("title", ""), Source(file, rows[0]["text"].replace("\u3000\u3000", "\n"))


def _record(sources: Sequence[Source], file: str, record: str) -> Source:
    """The source of a file that has one, or the record with this id or row."""
    if not record and len(sources) == 1:
        return sources[0]
    if not record:
        raise LexiconError(f"{file}: holds {len(sources)} texts. Name the id or row of each in a key record.")
    named = [source for source in sources if record in (source.field("id"), source.record)]
    if not named:
        raise LexiconError(f"{file}: no record {record}.")
    return named[0]


def _titled(document: Document, title: str) -> Document:
    return replace(document, title=title) if title and not document.title else document


def _gold_label(row: dict[str, Any]) -> Label:
    roles = row["roles"]
    measure = row["label"] == "measure"
    themes = row.get("themes", [])
    return Label(
        MEASURE if measure else next((role for role in roles if role != MEASURE), roles[0]),
        tuple(each[0] for each in themes),
        tuple(theme for each in themes for theme in each),
        tuple(row.get("instrument", ())),
        tuple(row.get("strength", ())),
        scored=row["label"] in ("measure", "other"),
    )


def _owners(rows: Iterable[dict[str, Any]], length: int) -> list[int]:
    owner = [-1] * length
    for number, row in enumerate(rows):
        owner[row["start"] : row["end"]] = [number] * (row["end"] - row["start"])
    return owner


def _squeezed(text: str) -> list[int]:
    """Offset → number of characters before it that are no white space."""
    counts, n = [], 0
    for c in text:
        counts.append(n)
        n += not c.isspace()
    return [*counts, n]


def _owned(unit: Unit, owner: list[int], before: list[int], labels: Sequence[Label]) -> Label | None:
    """The label of the coded sentence that holds at least half of a unit."""
    held = [number for start, end in unit.spans for number in owner[before[start] : before[end]]]
    best = max(set(held), key=lambda number: (held.count(number), -number), default=-1)
    return labels[best] if best >= 0 and 2 * held.count(best) >= len(held) else None
