"""The work on one file or row: read it, structure it, give its documents to a task; or know the results.

With `Remembering`, what came of a file is looked up by the bytes of the file and everything else it depends
on, and kept where it is new. It is kept twice: the documents of a file that is slow to read serve any task,
the results only the same task.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Generic, TypeVar

from xzsc.errors import InputError
from xzsc.loaders import FORMATS, TABLE_TYPES, ReadOptions, load_blob
from xzsc.loaders.blob import Blob, Talk, open_file
from xzsc.loaders.inventory import Entry
from xzsc.model import Document, Source

if TYPE_CHECKING:
    import zipfile

    from xzsc.cache import Cache

Failure = InputError
T = TypeVar("T")
Reader = Callable[[Source], Sequence[Document]]
Task = Callable[[Document], T]
Unit = Entry | tuple[Entry, Source]
"""What a worker is given: a file that is not a table, or a row with its file."""

SMALL = 4_000
"""Bytes of a text below which it is sooner computed than looked up."""
LARGE = 32_000_000
"""Bytes of a file above which nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of one file or row: results, failures and notes, in order."""

    results: tuple[T, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    files: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """Reads a unit and does the task on its documents; it pickles if the task does."""

    task: Task[T]
    options: ReadOptions
    read: Reader | None = None

    def __call__(self, unit: Unit) -> Outcome[T]:
        """Return the outcome of a file that is not a table, or of a row."""
        if isinstance(unit, tuple):
            results = tuple(self.task(doc) for doc in _named(*unit, self.read))
            return Outcome(results, size=len(unit[1].text) * 3)
        return self.finish(self.documents(unit))

    def documents(self, entry: Entry, blob: Blob | None = None) -> Outcome[Document]:
        """Return the documents of a file, whose bytes may be at hand already."""
        failures: list[Failure] = []
        notes: list[str] = []
        found: list[Document] = []
        try:
            talk = Talk(failures.append, notes.append)
            for source in load_blob(blob or open_blob(entry), self.options, talk):
                found.extend(_named(entry, source, self.read))
        except InputError as error:
            failures.append(error)
        return Outcome(tuple(found), tuple(failures), tuple(notes), 1, entry.size)

    def finish(self, found: Outcome[Document]) -> Outcome[T]:
        """Return the outcome with what the task makes of the documents in their place."""
        results = tuple(self.task(doc) for doc in found.results)
        return Outcome(results, found.failures, found.notes, found.files, found.size)


@dataclass(frozen=True, slots=True)
class Keep:
    """Where results are kept between runs.

    Args:
        folder: the folder of the cache; "" for the one of the user.
        results: keep what the task makes, not only the documents.
        talk: say why the cache does not work, if it does not.
    """

    folder: str = ""
    results: bool = True
    talk: bool = False


@dataclass(frozen=True, slots=True)
class Remembering(Generic[T]):
    """Work that looks up first what came of a file.

    Args:
        work: the work.
        keep: where results are kept.
        reading: fingerprint of all that documents depend on besides the file.
        doing: fingerprint of the task, or None where it has none or results are not to be kept.
    """

    work: Work[T]
    keep: Keep
    reading: bytes
    doing: bytes | None

    def __call__(self, unit: Unit) -> Outcome[T]:
        """Return the outcome of a file, known or new, or of a row."""
        if isinstance(unit, tuple) or not self._is_worth_it(unit):
            return self.work(unit)
        try:
            blob = open_blob(unit)
            content = blob.read()
        except InputError as error:
            return Outcome(failures=(error,), files=1, size=unit.size)
        held = _open_cache(self.keep.folder or _users_folder())
        blob = replace(blob, opener=lambda: io.BytesIO(content))
        outcome = self._outcome(held, self._key(unit, content), unit, blob)
        if self.keep.talk and held.fault:
            return replace(outcome, notes=(*outcome.notes, held.fault))
        return outcome

    def _is_worth_it(self, entry: Entry) -> bool:
        if entry.size > LARGE:
            return False
        return _is_slow(entry) or (self.doing is not None and entry.size >= SMALL)

    def _key(self, entry: Entry, content: bytes) -> bytes:
        digest = hashlib.sha256(self.reading)
        for name in (entry.path, entry.member, entry.id):
            digest.update(b"%d:" % len(name) + name.encode("utf-8", "surrogatepass"))
        digest.update(content)
        return digest.digest()

    def _outcome(self, held: Cache, key: bytes, entry: Entry, blob: Blob) -> Outcome[T]:
        if self.doing is None:
            return self.work.finish(self._documents(held, key, entry, blob))
        result_key = hashlib.sha256(key + self.doing).digest()
        known = held.get(result_key)
        if isinstance(known, Outcome):
            return replace(known, size=entry.size)
        outcome = self.work.finish(self._documents(held, key, entry, blob))
        if not outcome.failures:
            held.put(result_key, outcome)
        return outcome

    def _documents(self, held: Cache, key: bytes, entry: Entry, blob: Blob) -> Outcome[Document]:
        if not _is_slow(entry):
            return self.work.documents(entry, blob)
        known = held.get(key)
        if isinstance(known, Outcome):
            return replace(known, size=entry.size)
        outcome = self.work.documents(entry, blob)
        if not outcome.failures:
            held.put(key, outcome)
        return outcome


def remembering(work: Work[T], keep: Keep) -> Work[T] | Remembering[T]:
    """Return work that keeps results, or the work itself where nothing tells one result from another."""
    from xzsc.fingerprint import fingerprint, program

    reading = fingerprint(program(), work.options, work.read)
    if reading is None:
        return work
    return Remembering(work, keep, reading, fingerprint(work.task) if keep.results else None)


def _is_slow(entry: Entry) -> bool:
    """Tell whether a file takes longer to read than to look up: a PDF, a DOCX, a web page, not a text."""
    suffix = PurePath(entry.member or entry.path).suffix.lower()
    return FORMATS.get(suffix) not in ("text", None)


def _users_folder() -> str:
    from xzsc.cache import cache_folder

    return cache_folder()


@lru_cache(maxsize=1)
def _open_cache(folder: str) -> Cache:
    from xzsc.cache import Cache

    return Cache(folder)


def open_blob(entry: Entry) -> Blob:
    """Return the bytes of a file or of a member of an archive."""
    if not entry.member:
        return open_file(entry.path)
    from xzsc.loaders.archive import member

    container, infos = _archive(entry.path)
    return member(container, open_file(entry.path), entry.member, infos[entry.member])


@lru_cache(maxsize=1)
def _archive(path: str) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Return an archive that stays open while its members are read one after the other."""
    from xzsc.loaders.archive import listing, open_archive

    container = open_archive(open_file(path))
    return container, dict(listing(container))


def _named(entry: Entry, source: Source, read: Reader | None) -> Iterator[Document]:
    """Yield the documents of a source with their ids."""
    read = read or _structure()
    base = entry.id
    if source.media_type in TABLE_TYPES:
        row = source.record.removeprefix(f"{entry.member}!" if entry.member else "")
        base = source.field("id") or f"{entry.id}#{row}"
    for number, doc in enumerate(read(source), 1):
        yield replace(doc, id=base if number == 1 else f"{base}#{number}")


def _structure() -> Reader:
    from xzsc.structure import read

    return read
