"""Building a corpus at rest: files to parts of a store, several at a time, only what changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from xzsc import __version__
from xzsc.cache import Packer
from xzsc.corpus import TIMEOUT, OnProgress, in_time, lost, number_of_jobs, tell_of_options
from xzsc.errors import InputError, UsageError
from xzsc.fingerprint import fingerprint, program
from xzsc.lexicon import Lexicon, load_lexicon
from xzsc.loaders import OnError, OnNote, ReadOptions
from xzsc.loaders.inventory import Entry, survey
from xzsc.model import Document
from xzsc.plan import FRESH, Job, Plan, earlier_parts, fresh_parts, note_part
from xzsc.pool import Known, ordered
from xzsc.segment import Segmenter
from xzsc.store import (
    RESULTS,
    TABLES,
    Input,
    Part,
    PartWriter,
    is_store,
    open_store,
    read_part,
    write_manifest,
    write_result,
)
from xzsc.work import Outcome, Task, Work, part_key

T = TypeVar("T")

PATIENCE = 1200.0
"""Seconds for a part before its documents are tried one by one."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes a part; it pickles.

    Args:
        folder: of the store.
        work: reads a file or row.
        lexicon: for the tokens, or None to write none.
        tasks: whose results are kept beside the part, with their fingerprints.
        program: fingerprint of the xzsc that asks for the results; that of a worker may lie elsewhere.
    """

    folder: str
    work: Work[Document]
    lexicon: Lexicon | None
    tasks: tuple[tuple[Task[Any], bytes], ...]
    program: bytes

    def __call__(self, job: Job) -> Part:
        """Read what is to be read, write the part, and return what the manifest shall say of it."""
        return self.finish(
            job, ((in_time(self.work, piece, TIMEOUT) for piece in pieces) for pieces in job.pieces)
        )

    def finish(self, job: Job, outcomes: Iterable[Iterable[Outcome[Document]]]) -> Part:
        """Write a part from what comes of its pieces, a document after the other: none is held."""
        writer = self._writer(job.name)
        results = [Packer() for _ in self.tasks]
        inputs: list[Input] = []
        said: list[Outcome[Any]] = [job.said]
        for each, old, found in zip(job.inputs, job.old, outcomes, strict=True):
            number = 0
            for doc in self._taken(old, each) if old else _heard(found, said):
                writer.add(doc)
                for (task, _), packer in zip(self.tasks, results, strict=True):
                    packer.add(task(doc))
                number += 1
            inputs.append(replace(each, documents=number))
        failures = tuple(failure for one in said for failure in one.failures)
        notes = tuple(note for one in said for note in one.notes)
        rows = writer.close()
        for (_, doing), packer in zip(self.tasks, results, strict=True):
            packer.add(Outcome((), failures, notes, 1, job.size))
            write_result(self.fresh, self.result_key(job.name, doing), packer.packed())
        told = tuple((failure.where, failure.what) for failure in failures)
        part = Part(job.name, tuple(inputs), job.size, rows, told, notes)
        note_part(self.fresh, part)
        return part

    @property
    def fresh(self) -> Path:
        """Where parts lie until all are made."""
        return Path(self.folder) / FRESH

    def result_key(self, name: str, doing: bytes) -> str:
        """Return the key of what a task makes of a part."""
        return part_key(name, self.program, doing).hex()

    def _taken(self, old: tuple[str, int], each: Input) -> Sequence[Document]:
        name, first = old
        return _old_part(self.folder, name)[first : first + each.documents]

    def _writer(self, name: str) -> PartWriter:
        if self.lexicon is None:
            return PartWriter(self.fresh, name)
        segmenter = _segmenter(self.lexicon)
        return PartWriter(self.fresh, name, cut=segmenter.words, tag=segmenter.tag)


def _heard(outcomes: Iterable[Outcome[Document]], said: list[Outcome[Any]]) -> Iterator[Document]:
    """Yield the documents of outcomes and keep what else was said."""
    for outcome in outcomes:
        yield from outcome.results
        said.append(replace(outcome, results=()))


@lru_cache(maxsize=1)
def _old_part(folder: str, name: str) -> tuple[Document, ...]:
    """Return the documents of a part, which its files ask for one after the other."""
    return read_part(folder, name)


@lru_cache(maxsize=1)
def _segmenter(lexicon: Lexicon) -> Segmenter:
    """Return the segmenter of a process: loaded once, and never sent from one to another."""
    return Segmenter(lexicon)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Args:
        rows: number of rows by table.
        parts: number of parts.
        made: how many of them were made anew.
    """

    rows: dict[str, int]
    parts: int
    made: int


def build(
    paths: Sequence[str],
    folder: str,
    options: ReadOptions | None = None,
    *,
    on_error: OnError,
    on_note: OnNote,
    on_progress: OnProgress | None = None,
    jobs: int = 1,
    cluster: str = "",
    tasks: Sequence[Task[Any]] = (),
    tokens: bool = True,
    lexicon: Lexicon | None = None,
) -> Built:
    """Write the documents of paths as a corpus at rest, or bring one up to date.

    Args:
        paths: what to read.
        folder: where the corpus is or shall be: empty, missing, or one built before.
        options: encoding and names of columns.
        on_error: told of each failure, in order.
        on_note: told what a reader should know though nothing failed.
        on_progress: told of files done and in all, bytes done and in all, documents done.
        jobs: number of processes; 0 chooses by cores and size.
        cluster: address of a dask scheduler whose workers see the same folders.
        tasks: whose results are kept with the documents.
        tokens: write the table of tokens.
        lexicon: for the tokens; the packaged one where None.

    Raises:
        UsageError: the folder holds something else.
    """
    _check(folder)
    entries = survey(paths, on_error=on_error, on_note=on_note)
    if not entries:  # nothing of what was named is there: no reason to empty a corpus, or to make one
        return Built(dict.fromkeys(TABLES, 0), 0, 0)
    tell_of_options(entries, options or ReadOptions(), on_note)
    open_store(Path(folder))
    words = (lexicon or load_lexicon()) if tokens else None
    work = Work(_itself, options or ReadOptions())
    maker = Maker(folder, work, words, tuple(_known(tasks)), program())
    stamp, doings = _stamp(maker), tuple(doing for _, doing in maker.tasks)
    earlier, fresh = earlier_parts(folder, stamp), fresh_parts(folder, doings)
    plan = Plan(stamp, folder, maker.work.options, doings, earlier, fresh, on_error)
    parts: list[Part] = []
    made = 0
    show = _shower(on_progress, entries)
    try:
        for part in _parts(plan.steps(entries), maker, number_of_jobs(jobs, entries), cluster):
            parts.append(part)
            made += part is not earlier.get(part.name) and part is not fresh.get(part.name)
            _tell(part, on_error, on_note)
            show(part)
        _close(Path(folder), parts, maker)
    except KeyboardInterrupt as interrupt:
        interrupt.add_note(_kept(folder, maker))
        raise
    rows = {table: sum(part.rows.get(table, 0) for part in parts) for table in TABLES}
    return Built(rows, len(parts), made)


def _tell(part: Part, on_error: OnError, on_note: OnNote) -> None:
    """Tell what was said of a part when it was made."""
    for note in part.notes:
        on_note(note)
    for where, what in part.failures:
        on_error(InputError(where, what))


def _shower(on_progress: OnProgress | None, entries: Sequence[Entry]) -> Callable[[Part], None]:
    """Return what tells, part by part, how far the build is; a table counts from its first part on."""
    of_size = sum(entry.size for entry in entries)
    files: set[tuple[str, str]] = set()
    size = documents = 0

    def show(part: Part) -> None:
        nonlocal size, documents
        files.update((each.path, each.member) for each in part.inputs)
        size, documents = size + part.size, documents + part.rows.get("documents", 0)
        if on_progress:
            on_progress(len(files), len(entries), size, of_size, documents)

    return show


def _kept(folder: str, maker: Maker) -> str:
    """Say what an interrupted build leaves for the next one."""
    number = len([*maker.fresh.glob("part-*.json")])
    if not number:
        return f"no new part of {folder} was finished"
    parts = "1 new part is" if number == 1 else f"{number} new parts are"
    return f"{parts} kept in {maker.fresh}: run the same command again, it goes on from there"


def _parts(steps: Iterator[Job | Part], maker: Maker, jobs: int, cluster: str) -> Iterator[Part]:
    """Yield the parts in order; one whose worker died is made piece by piece."""
    found: Iterator[Part | Job]
    batches = ([Known(step) if isinstance(step, Part) else step] for step in steps)
    if cluster:
        from xzsc.cluster import ordered as over_cluster

        found = over_cluster(batches, maker, address=cluster, timeout=PATIENCE, lost=_itself)
    elif jobs > 1:
        found = ordered(batches, maker, jobs=jobs, timeout=PATIENCE, lost=_itself)
    else:
        found = (step if isinstance(step, Part) else maker(step) for step in steps)
    for part in found:
        yield part if isinstance(part, Part) else _piecewise(part, maker)


def _piecewise(job: Job, maker: Maker) -> Part:
    """Make a part although one of its documents kills a worker or hangs: that document is lost."""
    outcomes: list[list[Outcome[Document]]] = [[] for _ in job.pieces]
    flat = [(number, piece) for number, pieces in enumerate(job.pieces) for piece in pieces]
    batches = ([piece] for _, piece in flat)
    found = ordered(batches, maker.work, jobs=1, timeout=TIMEOUT, lost=lost)
    for (number, _), outcome in zip(flat, found, strict=True):
        outcomes[number].append(outcome)
    return replace(maker, tasks=()).finish(job, outcomes)


def _known(tasks: Sequence[Task[Any]]) -> Iterator[tuple[Task[Any], bytes]]:
    for task in tasks:
        doing = fingerprint(task)
        if doing:
            yield task, doing


def _stamp(maker: Maker) -> bytes:
    """Return the digest of all that a part depends on besides its inputs."""
    stamp = fingerprint(maker.program, maker.work.options, maker.lexicon)
    assert stamp is not None
    return stamp


def _check(folder: str) -> None:
    """Refuse a folder that holds something else."""
    path = Path(folder)
    if path.exists() and not path.is_dir():
        raise UsageError(f"{folder}: is a file. Name a folder for the corpus.")
    if path.is_dir() and not is_store(path) and any(path.iterdir()):
        raise UsageError(f"{folder}: holds other files. Name a new or an empty folder.")


def _close(folder: Path, parts: Sequence[Part], maker: Maker) -> None:
    """Move the new parts to the old ones, write the manifest, then delete what belongs to no part."""
    wanted = {f"{part.name}.parquet" for part in parts}
    wanted |= {f"{maker.result_key(part.name, doing)}.bin" for part in parts for _, doing in maker.tasks}
    for inner in (*TABLES, RESULTS):
        for path in (maker.fresh / inner).glob("*"):
            if path.name in wanted:
                (folder / inner).mkdir(exist_ok=True)
                path.replace(folder / inner / path.name)
    write_manifest(folder, {"xzsc": __version__, "build": _stamp(maker).hex()}, parts)
    for inner in (*TABLES, RESULTS):
        for path in (folder / inner).glob("*"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)
    shutil.rmtree(maker.fresh, ignore_errors=True)


def _itself(value: T, *_: object) -> T:
    return value
