"""The work on one file or row: read it, structure it, give its documents to a task; or know the results.

With `Remembering`, what came of a file is looked up by the bytes of the file and everything else it depends
on, and kept where it is new. It is kept twice: the documents of a file that is slow to read serve any task,
the results only the same task.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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
Piece = Entry | tuple[Entry, Source]
"""A piece of work, as a worker is given it: a file that is not a table, or a row with its file."""

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
    """Reads a file or row and does the task on its documents; it pickles if the task does.

    Args:
        task: what is done.
        options: encoding and names of columns.
        read: what makes documents of a source; `structure.read` by default.
        light: the task asks for the text alone; documents that are kept for other runs are read in full.
    """

    task: Task[T]
    options: ReadOptions
    read: Reader | None = None
    light: bool = False

    def __call__(self, piece: Piece) -> Outcome[T]:
        """Return the outcome of a file that is not a table, or of a row."""
        if isinstance(piece, tuple):
            entry, source = piece
            results = tuple(self.task(doc) for doc in _named(entry.id, source, self.reader()))
            return Outcome(results, size=len(source.text) * 3)
        return self.finish(self.documents(piece, read=self.reader()))

    def reader(self) -> Reader | None:
        """Return what reads no more than the task asks for."""
        return self.read or (_light_structure() if self.light else None)

    def known(self, piece: Piece) -> Outcome[T] | None:
        """Return the outcome of a file or row if it is known without work: it never is."""
        return None

    def documents(
        self, entry: Entry, blob: Blob | None = None, *, read: Reader | None = None
    ) -> Outcome[Document]:
        """Return the documents of a file, whose bytes may be at hand already."""
        if entry.part:
            return _part(entry)
        failures: list[Failure] = []
        notes: list[str] = []
        found: list[Document] = []
        taken: set[str] = set()
        try:
            talk = Talk(failures.append, notes.append)
            for source in load_blob(blob or open_blob(entry), self.options, talk):
                is_row = source.media_type in TABLE_TYPES  # of a table whose name does not say that it is one
                name = row_id(entry, source.record, source.field("id"), taken) if is_row else entry.id
                found.extend(_named(name, source, read or self.read))
        except InputError as error:
            failures.append(error)
        return Outcome(tuple(found), tuple(failures), tuple(notes), 1, entry.size)

    def finish(self, found: Outcome[Document]) -> Outcome[T]:
        """Return the outcome with what the task makes of the documents in their place."""
        results = tuple(self.task(doc) for doc in found.results)
        return Outcome(results, found.failures, found.notes, found.files, found.size)


@dataclass(frozen=True, slots=True)
class Then(Generic[T]):
    """A task in two steps: both are done where the document is, what the first makes is kept.

    Args:
        task: the first step, worth keeping.
        last: makes of its result what is wanted now.
    """

    task: Task[Any]
    last: Callable[[Any], T]

    def __call__(self, doc: Document) -> T:
        """Do both."""
        return self.last(self.task(doc))


@dataclass(frozen=True, slots=True)
class Finishing(Generic[T]):
    """Work whose results go through one more step, known or new."""

    work: Work[Any] | Remembering[Any]
    last: Callable[[Any], T]

    def __call__(self, piece: Piece) -> Outcome[T]:
        """Return the outcome of a file or row."""
        return self._of(self.work(piece))

    def known(self, piece: Piece) -> Outcome[T] | None:
        """Return the outcome of a file if it was kept."""
        found = self.work.known(piece)
        return found and self._of(found)

    def _of(self, found: Outcome[Any]) -> Outcome[T]:
        results = tuple(map(self.last, found.results))
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
        program: fingerprint of xzsc.
        reading: fingerprint of all that documents depend on besides the file.
        doing: fingerprint of the task, or None where it has none or results are not to be kept.
    """

    work: Work[T]
    keep: Keep
    program: bytes
    reading: bytes
    doing: bytes | None

    def __call__(self, piece: Piece) -> Outcome[T]:
        """Return the outcome of a file, known or new, or of a row."""
        if isinstance(piece, tuple) or not self._is_worth_it(piece):
            return self.work(piece)
        try:
            key, blob = self._key(piece)
        except InputError as error:
            return Outcome(failures=(error,), files=1, size=piece.size)
        return self._known(piece, key) or self._new(piece, key, blob)

    def known(self, piece: Piece) -> Outcome[T] | None:
        """Return the outcome of a file if it was kept."""
        if isinstance(piece, tuple) or self.doing is None or not self._is_worth_it(piece):
            return None
        try:
            return self._known(piece, self._key(piece)[0])
        except InputError:
            return None

    def _is_worth_it(self, entry: Entry) -> bool:
        if entry.part:
            return self.doing is not None
        if entry.size > LARGE:
            return False
        return _is_slow(entry) or (self.doing is not None and entry.size >= SMALL)

    def _key(self, entry: Entry) -> tuple[bytes, Blob | None]:
        """Return the key of the documents of a file, and its bytes: a part has its digest for a name."""
        if entry.part:
            return hashlib.sha256(self.program + entry.part.encode()).digest(), None
        blob = open_blob(entry)
        content = blob.read()
        digest = hashlib.sha256(self.reading)
        for name in (entry.path, entry.member, entry.id):
            digest.update(b"%d:" % len(name) + name.encode("utf-8", "surrogatepass"))
        digest.update(content)
        return digest.digest(), replace(blob, opener=lambda: io.BytesIO(content))

    def _known(self, entry: Entry, key: bytes) -> Outcome[T] | None:
        if self.doing is None:
            return None
        result_key = _result_key(key, self.doing)
        known = _from_store(entry, result_key) if entry.part else None
        known = known or self._held().get(result_key)
        return replace(known, files=1, size=entry.size) if isinstance(known, Outcome) else None

    def _new(self, entry: Entry, key: bytes, blob: Blob | None) -> Outcome[T]:
        held = self._held()
        outcome = self.work.finish(self._documents(held, key, entry, blob))
        if self.doing is not None and (not outcome.failures or (entry.part and outcome.results)):
            held.put(_result_key(key, self.doing), outcome)
        if self.keep.talk and (held.fault or held.note):
            return replace(outcome, notes=(*outcome.notes, held.fault or held.note))
        return outcome

    def _held(self) -> Cache:
        return _open_cache(self.keep.folder or _users_folder(), os.getpid())

    def _documents(self, held: Cache, key: bytes, entry: Entry, blob: Blob | None) -> Outcome[Document]:
        if entry.part or not _is_slow(entry):
            return self.work.documents(entry, blob, read=self.work.reader())
        known = held.get(key)
        if isinstance(known, Outcome):
            return replace(known, size=entry.size)
        outcome = self.work.documents(entry, blob)
        if not outcome.failures:
            held.put(key, outcome)
        return outcome


def note_of_cache(keep: Keep) -> str:
    """Return what is to be said of the cache, if this process has opened it."""
    if not _open_cache.cache_info().currsize:
        return ""
    held = _open_cache(keep.folder or _users_folder(), os.getpid())
    return held.fault or held.note


Doing = Work[T] | Remembering[T] | Finishing[T]


def doing(
    task: Task[T],
    options: ReadOptions,
    read: Reader | None = None,
    keep: Keep | None = None,
    *,
    light: bool = False,
) -> Doing[T]:
    """Return the work of a task, of one step or two, with results kept or not."""
    work = Work(task.task if isinstance(task, Then) else task, options, read, light)
    kept = remembering(work, keep) if keep else work
    return Finishing(kept, task.last) if isinstance(task, Then) else kept


def remembering(work: Work[T], keep: Keep) -> Work[T] | Remembering[T]:
    """Return work that keeps results, or the work itself where nothing tells one result from another."""
    from xzsc.fingerprint import fingerprint, program

    reading = fingerprint(program(), work.options, work.read)
    if reading is None:
        return work
    doing = fingerprint(work.task) if keep.results else None
    return Remembering(work, keep, program(), reading, doing)


def _part(entry: Entry) -> Outcome[Document]:
    """Return the documents of a part of a corpus at rest, and what was said when it was built."""
    from xzsc.store import read_manifest, read_part

    try:
        found = read_part(entry.path, entry.part)
    except InputError as error:
        return Outcome(failures=(error,), files=1, size=entry.size)
    part = read_manifest(entry.path)[1][entry.part]
    failures = tuple(InputError(where, what) for where, what in part.failures)
    return Outcome(found, failures, part.notes, 1, entry.size)


def _is_slow(entry: Entry) -> bool:
    """Tell whether a file takes longer to read than to look up: a PDF, a DOCX, a web page, not a text."""
    suffix = PurePath(entry.member or entry.path).suffix.lower()
    return FORMATS.get(suffix) not in ("text", None)


def _result_key(key: bytes, doing: bytes) -> bytes:
    return hashlib.sha256(key + doing).digest()


def part_key(name: str, program: bytes, doing: bytes) -> bytes:
    """Return the key of what a task makes of a part of a corpus at rest."""
    return _result_key(hashlib.sha256(program + name.encode()).digest(), doing)


def _from_store(entry: Entry, key: bytes) -> object:
    """Return what a task made of a part when it was built: its results, then what was said with them."""
    from xzsc.store import read_result

    *results, said = read_result(entry.path, key.hex()) or [None]
    return replace(said, results=tuple(results)) if isinstance(said, Outcome) else None


def _users_folder() -> str:
    from xzsc.cache import cache_folder

    return cache_folder()


@lru_cache(maxsize=4)
def _open_cache(folder: str, _process: int) -> Cache:
    """Return the cache of a process: one that was forked must neither use nor close that of its parent."""
    from xzsc.cache import Cache

    return Cache(folder)


def open_blob(entry: Entry) -> Blob:
    """Return the bytes of a file or of a member of an archive."""
    if not entry.member:
        return open_file(entry.path)
    from xzsc.loaders.archive import member

    container, infos = _archive(entry.path, os.getpid())
    return member(container, open_file(entry.path), entry.member, infos[entry.member])


@lru_cache(maxsize=1)
def _archive(path: str, _process: int) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Return an archive that stays open while its members are read one after the other, by one process."""
    from xzsc.loaders.archive import listing, open_archive

    container = open_archive(open_file(path))
    return container, dict(listing(container))


def rows(entry: Entry, options: ReadOptions, talk: Talk, taken: set[str]) -> Iterator[tuple[Entry, Source]]:
    """Yield the rows of a table, each with a file that is called as its documents shall be.

    Args:
        entry: the table.
        options: encoding and names of columns.
        talk: told what could not be read, and of ids that other documents had before.
        taken: the ids given so far; those of the rows are added.
    """
    clashes = 0
    for source in load_blob(open_blob(entry), options, talk):
        own = source.field("id")
        name = row_id(entry, source.record, own, taken)
        clashes += name != own != ""
        yield replace(entry, id=name), source
    if clashes:
        told = f"{clashes} ids were in use before; their documents are called {entry.id}#id."
        talk.note(f"{entry.name}: {told}")


def row_id(entry: Entry, record: str, own: str, taken: set[str]) -> str:
    """Return what the documents of a row are called: its own id, or with the file where that is taken."""
    row = record.removeprefix(f"{entry.member}!" if entry.member else "")
    if not own:
        return f"{entry.id}#{row}" if row else entry.id  # standard input may be no table
    last = f"{entry.id}#{own}#{row}"
    name = next((name for name in (own, f"{entry.id}#{own}") if name not in taken), last)
    taken.add(name)
    return name


def _named(name: str, source: Source, read: Reader | None) -> Iterator[Document]:
    """Yield the documents of a source with their ids."""
    read = read or _structure()
    for number, doc in enumerate(read(source), 1):
        yield replace(doc, id=name if number == 1 else f"{name}#{number}")


def _structure() -> Reader:
    from xzsc.structure import read

    return read


def _light_structure() -> Reader:
    from xzsc.structure import read_lightly

    return read_lightly
