"""Paths to documents: what they are called, in order, failures collected, by one process or several.

Documents stream: one source is held at a time, in a pool a bounded number of batches. Order, names and
results do not depend on the number of workers.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from xzsc.errors import InputError
from xzsc.loaders import FORMATS, TABLES, OnError, OnNote, ReadOptions
from xzsc.loaders.blob import STDIN, Talk, printable
from xzsc.loaders.inventory import Entry, has_texts, survey
from xzsc.model import Document
from xzsc.work import Doing, Failure, Keep, Outcome, Piece, Reader, doing, note_of_cache, rows

if TYPE_CHECKING:
    from xzsc.pool import Known

T = TypeVar("T")


class OnProgress(Protocol):
    """Is told how far the work is."""

    def __call__(self, files: int, of_files: int, size: int, of_size: int = 0, documents: int = 0, /) -> None:
        """Hear of files done and in all, bytes done and in all (0 where unknown), documents done."""


TIMEOUT = 300.0
"""Seconds that a worker may take for one file or row."""
ALONE = 4_000_000
"""Below this many bytes in all, starting workers takes longer than the work."""
BATCH_FILES, BATCH_BYTES = 16, 256_000
"""A worker is given so much at a time: enough to make the pipe cheap, little enough to share out."""


def documents(
    paths: Sequence[str],
    options: ReadOptions | None = None,
    *,
    on_error: OnError,
    on_progress: OnProgress | None = None,
    on_note: OnNote | None = None,
    read: Reader | None = None,
) -> Iterator[Document]:
    """Yield the documents of files, folders, globs, archives and standard input, each with its id.

    Args:
        paths: what to read.
        options: encoding and names of columns.
        on_error: told of each file, member or row that could not be read; the rest goes on.
        on_progress: told of files done and in all, bytes done and in all, documents done.
        on_note: told what a reader should know though nothing failed.
        read: what makes documents of a source; `structure.read` by default.
    """
    yield from run(
        paths, _itself, options, on_error=on_error, on_progress=on_progress, on_note=on_note, read=read
    )


def run(
    paths: Sequence[str],
    task: Callable[[Document], T],
    options: ReadOptions | None = None,
    *,
    jobs: int = 1,
    on_error: OnError,
    on_progress: OnProgress | None = None,
    on_note: OnNote | None = None,
    timeout: float = TIMEOUT,
    read: Reader | None = None,
    keep: Keep | None = None,
    cluster: str = "",
    light: bool = False,
) -> Iterator[T]:
    """Yield what a task makes of each document, in the order of the documents.

    Args:
        paths: what to read.
        task: called with each document, or two steps of which the first is kept (`Then`); with several
            jobs it and its results must pickle.
        options: encoding and names of columns.
        jobs: number of worker processes; 1 works in this process, 0 chooses by cores and size.
        on_error: told of each failure, in order.
        on_progress: told of files done and in all, bytes done and in all, documents done.
        on_note: told what a reader should know though nothing failed.
        timeout: seconds for a file or row before it is given up. In this process that takes a system with
            SIGALRM, the main thread, and code that returns to Python now and then.
        read: what makes documents of a source; `structure.read` by default.
        keep: where results are kept between runs; nowhere by default.
        cluster: address of a dask scheduler whose workers do the work; they must see the same files.
        light: the task asks only for title and text of a document, not for sentences or sections.
    """
    note = on_note or _ignore
    entries = survey(paths, on_error=on_error, on_note=note)
    options = options or ReadOptions()
    tell_of_options(entries, options, note)
    work = doing(task, options, read, keep, light=light)
    stream = _stream(entries, options)
    if cluster:
        from xzsc.cluster import ordered

        batches: Iterator[list[Piece | Known[Outcome[T]]]] = _batches(_known(stream, work))
        outcomes = ordered(batches, work, address=cluster, timeout=timeout, lost=lost)
    else:
        outcomes = _outcomes(stream, work, number_of_jobs(jobs, entries), timeout)
    files = size = number = 0
    of_size = sum(entry.size for entry in entries)
    for outcome in outcomes:
        for message in outcome.notes:
            note(message)
        yield from outcome.results
        for failure in outcome.failures:
            on_error(failure)
        files, size = files + outcome.files, size + outcome.size
        number += len(outcome.results)
        if on_progress:
            on_progress(files, len(entries), size, of_size, number)
    if keep and keep.talk and (said := note_of_cache(keep)):
        note(said)


def default_paths() -> tuple[tuple[str, ...], str]:
    """Return what is read when no PATH is given (``./corpus`` or the sample corpus), and a note on it."""
    if os.path.isdir("corpus") and has_texts("corpus"):
        return ("corpus",), "no PATH given: reading ./corpus"
    package = Path(__file__).resolve().parent
    for folder in (package / "data" / "corpus", package.parents[1] / "corpus"):
        if folder.is_dir():
            return (str(folder),), "no PATH given and no folder ./corpus: reading the sample corpus of xzsc"
    raise InputError("corpus", "no PATH given and no folder ./corpus. Name a file or a folder.")


def _outcomes(
    stream: Iterator[Piece | Outcome[Any]], work: Doing[T], jobs: int, timeout: float
) -> Iterator[Outcome[T]]:
    """Yield the outcomes of all pieces in order."""
    if jobs == 1:
        for item in stream:
            yield item if isinstance(item, Outcome) else in_time(work, item, timeout)
        return
    from xzsc.pool import ordered

    yield from ordered(_batches(_known(stream, work)), work, jobs=jobs, timeout=timeout, lost=lost)


class _TooLong(BaseException):
    """No `Exception`: what guards against the faults of a library must let it pass."""


def in_time(work: Doing[T], piece: Piece, timeout: float) -> Outcome[T]:
    """Do a piece in this process, and give it up when its time is over."""

    def give_up(*_: object) -> None:
        raise _TooLong

    if not hasattr(signal, "setitimer") or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        return work(piece)  # on Windows, or where the alarm is somebody else's
    try:
        signal.signal(signal.SIGALRM, give_up)
    except ValueError:  # not the main thread
        return work(piece)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, timeout)
            return work(piece)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
    except _TooLong:
        return lost(piece, f"took longer than {timeout:g} seconds")


def _known(stream: Iterator[Piece | Outcome[Any]], work: Doing[T]) -> Iterator[Piece | Outcome[Any]]:
    """Look up here what is known: a worker would only pass it on."""
    for item in stream:
        yield (not isinstance(item, Outcome) and work.known(item)) or item


def _stream(entries: Sequence[Entry], options: ReadOptions) -> Iterator[Piece | Outcome[Any]]:
    """Yield files to be read, rows of tables, and what is to be said after a table."""
    taken = names_of_files(entries)
    for entry in entries:
        if not is_stream(entry):
            yield entry
            continue
        failures: list[Failure] = []
        notes: list[str] = []
        talk = Talk(failures.append, notes.append)
        counted = 0
        try:
            for row in rows(entry, options, talk, taken):
                counted += len(row[1].text) * 3
                yield row
        except InputError as error:
            failures.append(error)
        yield Outcome((), tuple(failures), tuple(notes), 1, entry.size - counted)


def tell_of_options(entries: Sequence[Entry], options: ReadOptions, note: OnNote) -> None:
    """Tell which corpora at rest were read before, so that what is said of reading changes nothing."""
    said = [f"--{each.name.replace('_', '-')}" for each in fields(options) if getattr(options, each.name)]
    for store in dict.fromkeys(entry.path for entry in entries if entry.part) if said else ():
        note(f"{printable(store)}: is a corpus at rest, {' '.join(said)} changes nothing. Use it with build.")


def names_of_files(entries: Sequence[Entry]) -> set[str]:
    """Return the ids that rows of tables may not have: files that are no tables are called so."""
    return {entry.id for entry in entries if not is_stream(entry)}


def is_stream(entry: Entry) -> bool:
    """Tell whether a file is read here row by row and not by a worker as a whole."""
    suffix = PurePath(entry.member or entry.path).suffix.lower()
    return entry.path == STDIN or (FORMATS.get(suffix) in TABLES and not entry.part)


def _batches(stream: Iterator[Piece | Outcome[Any]]) -> Iterator[list[Piece | Known[Any]]]:
    """Share out pieces; what is known makes batches of its own."""
    from xzsc.pool import Known

    batch: list[Piece | Known[Any]] = []
    size = 0
    known = False
    for item in stream:
        if batch and (known != isinstance(item, Outcome) or len(batch) >= BATCH_FILES or size >= BATCH_BYTES):
            yield batch
            batch, size = [], 0
        known = isinstance(item, Outcome)
        batch.append(Known(item) if isinstance(item, Outcome) else item)
        size += len(item[1].text) * 3 if isinstance(item, tuple) else item.size
    if batch:
        yield batch


def lost(piece: Piece, reason: str) -> Outcome[Any]:
    """Return the outcome of a piece that killed its worker or took too long."""
    name = piece[1].name if isinstance(piece, tuple) else piece.name
    failure = InputError(name, f"{reason}. Try it alone, or split it.")
    return Outcome(failures=(failure,), files=0 if isinstance(piece, tuple) else 1)


def number_of_jobs(jobs: int, entries: Sequence[Entry]) -> int:
    """Return how many processes are worth while: as many as asked for, or for 0 as the cores and the size."""
    if jobs > 0:
        return jobs
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if sum(entry.size for entry in entries) >= ALONE else 1


def _itself(document: Document) -> Document:
    return document


def _ignore(note: str) -> None:
    """Do nothing with a note that nobody asked for."""
