"""What is to be done to bring a corpus at rest up to date: its parts in order, as they are or as jobs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from pathlib import Path
from typing import Any
from zlib import crc32

from xzsc.corpus import is_stream, names_of_files
from xzsc.errors import InputError
from xzsc.fingerprint import program
from xzsc.loaders import OnError, ReadOptions
from xzsc.loaders.blob import STDIN, Talk
from xzsc.loaders.inventory import Entry
from xzsc.store import (
    RESULTS,
    Input,
    Part,
    is_store,
    part_of,
    part_path,
    part_said,
    read_manifest,
    read_names,
)
from xzsc.work import Outcome, Piece, open_blob, part_key, row_id, rows

SMALLEST, LARGEST = 2_000_000, 8_000_000
"""Bytes of input in a part. Where it ends is told by the names of the files, so that a new file changes
its own part and not all that follow."""
FRESH = ".new"
"""Folder in the store where new parts lie until all are made, unseen by those who read its tables."""
FEW = 2_000
"""Files in a part, at most."""


@dataclass(frozen=True, slots=True)
class Job:
    """A part to be made.

    Args:
        name: of the part, a digest of its inputs.
        inputs: what it is read from.
        pieces: for each input what is to be read; for a table its rows.
        old: for each input the part of the store that holds its documents already and the place of the
            first, or None.
        said: failures and notes of a table that was read to its end.
        size: bytes of input.
    """

    name: str
    inputs: tuple[Input, ...]
    pieces: tuple[tuple[Piece, ...], ...]
    old: tuple[tuple[str, int] | None, ...]
    said: Outcome[Any]
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Divides the input into parts, and knows which are there already.

    Args:
        stamp: digest of all that a part depends on besides its inputs.
        folder: of the store.
        options: encoding and names of columns.
        doings: fingerprints of the tasks whose results are kept with a part.
        earlier: parts of the store by name.
        fresh: parts by name that an interrupted build has made.
        on_error: told of files that cannot be opened.
    """

    stamp: bytes
    folder: str
    options: ReadOptions
    doings: tuple[bytes, ...]
    earlier: dict[str, Part]
    fresh: dict[str, Part]
    on_error: OnError

    def steps(self, entries: Sequence[Entry]) -> Iterator[Job | Part]:
        """Yield the parts in order: as they are, or as jobs."""
        places = dict(_places(self.earlier))
        tables = _tables(self.earlier)
        taken = names_of_files(entries)
        group: list[tuple[Input, Entry]] = []
        for entry in entries:
            table = is_stream(entry)
            each = self._input(entry)
            if group and table:
                yield self._of_files(group, places)
                group = []
            if each and table:
                known = tables.get(_about(each)) if each.sha256 else None
                same = known and self._are_called_so(entry, known, taken)
                yield from map(self._again, known) if known and same else self._of_table(entry, each, taken)
            elif each:
                group.append((each, entry))
                if _is_full(group):
                    yield self._of_files(group, places)
                    group = []
        if group:
            yield self._of_files(group, places)

    def _input(self, entry: Entry) -> Input | None:
        """Return the input with the digest of its bytes; standard input has none."""
        try:
            sha256 = "" if entry.path == STDIN else entry.part or _sha256(entry)
        except InputError as error:
            self.on_error(error)
            return None
        return Input(entry.path, entry.member or entry.part, entry.id, sha256)

    def _of_files(
        self, group: Sequence[tuple[Input, Entry]], places: dict[tuple[str, ...], tuple[str, int, int]]
    ) -> Job | Part:
        name = _name(self.stamp, *(field for each, _ in group for field in _about(each)))
        if name in self.earlier:
            return self._again(self.earlier[name])
        if name in self.fresh:
            return self.fresh[name]
        pieces: list[tuple[Piece, ...]] = []
        old: list[tuple[str, int] | None] = []
        inputs: list[Input] = []
        for each, entry in group:
            place = places.get(_about(each))
            pieces.append(() if place else (entry,))
            old.append(place[:2] if place else None)
            inputs.append(replace(each, documents=place[2]) if place else each)
        size = sum(entry.size for _, entry in group)
        return Job(name, tuple(inputs), tuple(pieces), tuple(old), Outcome(), size)

    def _are_called_so(self, entry: Entry, parts: Sequence[Part], taken: set[str]) -> bool:
        """Tell whether the rows of a table have the ids that they would be given now, and take these."""
        given: list[str] = []
        names = chain.from_iterable(read_names(self.folder, part.name) for part in parts)
        with suppress(InputError):
            for name, record, own in names:
                given.append(row_id(entry, record, own, taken))
                if given[-1] != name:
                    break
            else:
                return True
        taken.difference_update(given)
        return False

    def _of_table(self, entry: Entry, each: Input, taken: set[str]) -> Iterator[Job | Part]:
        """Yield the parts of a table, read row by row."""
        failures: list[InputError] = []
        notes: list[str] = []
        talk = Talk(failures.append, notes.append)
        pieces: list[Piece] = []
        names: list[str] = []
        size = 0
        try:
            for named, source in rows(entry, self.options, talk, taken):
                pieces.append((named, source))
                names += (named.id, source.record, source.text)
                size += len(source.text) * 3
                if size > SMALLEST:
                    yield self._of_rows(each, names, pieces, Outcome(), size)
                    pieces, names, size = [], [], 0
        except InputError as error:
            failures.append(error)
        said: Outcome[Any] = Outcome((), tuple(failures), tuple(notes))
        if pieces or failures or notes:
            yield self._of_rows(each, names, pieces, said, size)

    def _of_rows(
        self, each: Input, names: Sequence[str], pieces: Sequence[Piece], said: Outcome[Any], size: int
    ) -> Job | Part:
        name = _name(self.stamp, *_about(each), *names)
        fresh = self.fresh.get(name) if each.sha256 else None
        told = tuple((failure.where, failure.what) for failure in said.failures)
        if fresh and (fresh.failures, fresh.notes) == (told, said.notes):
            return fresh
        return Job(name, (each,), (tuple(pieces),), (None,), said, size)

    def _again(self, part: Part) -> Job | Part:
        """Return a part as it is, or the job to complete it from its own documents."""
        if has_results(self.folder, part.name, self.doings):
            return part
        starts = [0, *accumulate(each.documents for each in part.inputs)]
        old = tuple((part.name, start) for start in starts[:-1])
        failures = tuple(InputError(where, what) for where, what in part.failures)
        said: Outcome[Any] = Outcome((), failures, part.notes)
        return Job(part.name, part.inputs, ((),) * len(part.inputs), old, said, part.size)


def _name(stamp: bytes, *fields: str) -> str:
    digest = hashlib.sha256(stamp)
    for text in fields:
        piece = text.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(piece) + piece)
    return f"part-{digest.hexdigest()[:20]}"


def _about(each: Input) -> tuple[str, str, str, str]:
    return each.path, each.member, each.id, each.sha256


def _sha256(entry: Entry) -> str:
    digest = hashlib.sha256()
    with open_blob(entry).open() as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _is_full(group: Sequence[tuple[Input, Entry]]) -> bool:
    """Tell whether a part ends here: after the first name of a certain kind when it is large enough."""
    size = sum(entry.size for _, entry in group)
    if size < SMALLEST and len(group) < FEW // 4:
        return False
    return (
        size >= LARGEST or len(group) >= FEW or crc32(group[-1][1].name.encode("utf-8", "replace")) % 8 == 0
    )


def earlier_parts(folder: str, stamp: bytes) -> dict[str, Part]:
    """Return the parts of the store that were made in the same way and are whole."""
    if not is_store(folder):
        return {}
    try:
        said, parts = read_manifest(folder)
    except InputError:  # never finished, damaged, or of another schema
        return {}
    if said.get("build") != stamp.hex():
        return {}
    return {name: part for name, part in parts.items() if _is_whole(folder, part)}


def _is_whole(folder: str | Path, part: Part) -> bool:
    """Tell whether the files of a part are there, each with the rows that it should have."""
    return all(_n_rows(part_path(folder, table, part.name)) == n for table, n in part.rows.items())


def _n_rows(path: Path) -> int:
    """Return what the end of a file says of its rows; -1 where it is damaged or missing."""
    from pyarrow import parquet

    try:
        return int(parquet.read_metadata(path).num_rows)
    except (OSError, ValueError):
        return -1


def note_part(fresh: Path, part: Part) -> None:
    """Write down that a part is made, for the build that goes on where this one may be interrupted."""
    path = fresh / f"{part.name}.json"
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(json.dumps(part_said(part)), encoding="utf-8")
    os.replace(new, path)


def fresh_parts(folder: str, doings: Sequence[bytes]) -> dict[str, Part]:
    """Return the parts that an interrupted build has made, with the results of these tasks."""
    fresh = Path(folder) / FRESH
    found: list[Part] = []
    for path in sorted(fresh.glob("part-*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            found.append(part_of(json.loads(path.read_text("utf-8"))))
    whole = (part for part in found if _is_whole(fresh, part))
    return {part.name: part for part in whole if has_results(fresh, part.name, doings)}


def has_results(folder: str | Path, name: str, doings: Sequence[bytes]) -> bool:
    """Tell whether what the tasks make of a part is kept in a folder."""
    keys = (part_key(name, program(), doing).hex() for doing in doings)
    return all((Path(folder) / RESULTS / f"{key}.bin").exists() for key in keys)


def _places(parts: dict[str, Part]) -> Iterator[tuple[tuple[str, ...], tuple[str, int, int]]]:
    """Yield where the documents of each input are: part, place of the first, number."""
    for part in parts.values():
        start = 0
        for each in part.inputs:
            if not part.failures:
                yield _about(each), (part.name, start, each.documents)
            start += each.documents


def _tables(parts: dict[str, Part]) -> dict[tuple[str, ...], list[Part]]:
    """Return the parts of each input that stands alone in its part."""
    found: dict[tuple[str, ...], list[Part]] = {}
    for part in parts.values():
        if len(part.inputs) == 1:
            found.setdefault(_about(part.inputs[0]), []).append(part)
    return found
