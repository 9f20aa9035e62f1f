"""Worker processes that keep the order of their work and lose no more than the piece of it that kills one.

`concurrent.futures` gives up the whole pool when a worker dies and cannot stop one that hangs. Here every
worker has its own pipe, so it is known which piece it was at: that one is lost, a new worker takes the rest.
At most one batch is with a worker and a few finished ones wait for their turn: memory stays bounded.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from ctypes import c_int
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, Generic, TypeVar

from xzsc.errors import XzscError

U = TypeVar("U")
R = TypeVar("R")

FLUSH = 0.02
"""Seconds for which a worker holds back results: a message for each would keep the parent busy."""
START = 60.0
"""Seconds in which a worker must have started."""
AHEAD = 4
"""Finished batches that may wait for an earlier one, for each worker."""


@dataclass(frozen=True, slots=True)
class Known(Generic[R]):
    """Stands in a batch for a piece whose result is known: found elsewhere, or given up."""

    result: R


@dataclass(slots=True)
class _Worker(Generic[U, R]):
    process: BaseProcess
    pipe: Connection
    at: c_int
    """How many pieces of what it was given it has done: tells which one killed it."""
    number: int = -1
    pieces: Sequence[U | Known[R]] = ()
    results: list[R] = field(default_factory=list)
    given: int = 0
    started: bool = False
    deadline: float = float("inf")

    @property
    def busy(self) -> bool:
        return self.number >= 0


def ordered(
    batches: Iterator[Sequence[Any]],
    work: Callable[[U], R],
    *,
    jobs: int,
    timeout: float,
    lost: Callable[[U, str], R],
) -> Iterator[R]:
    """Yield the result of each piece of each batch, in order, computed by worker processes.

    Args:
        batches: the work; taken only as fast as it is done. One of known results needs no worker.
        work: called in a worker for each piece; it and the pieces must pickle.
        jobs: number of workers.
        timeout: seconds that one piece may take.
        lost: gives the result of a piece whose worker died or took too long, from the reason.
    """
    pool = Pool(pickle.dumps(work), timeout, lost)
    try:
        yield from pool.run(batches, jobs)
    finally:
        pool.kill()


class Pool(Generic[U, R]):
    """Workers that stay between runs.

    Args:
        work: pickled, called in a worker for each piece.
        timeout: seconds that one piece may take.
        lost: gives the result of a piece whose worker died or took too long, from the reason.
        guest: this process is not a command of xzsc: nothing of its main module is loaded in a worker, and
            a daemon may have workers, which end with it.
    """

    def __init__(
        self, work: bytes, timeout: float, lost: Callable[[U, str], R], *, guest: bool = False
    ) -> None:
        self._work = work
        self._timeout = timeout
        self._lost = lost
        self._guest = guest
        self._workers: list[_Worker[U, R]] = []
        self._done: dict[int, list[R]] = {}

    def run(self, batches: Iterator[Sequence[Any]], jobs: int) -> Iterator[R]:
        """Yield the results of batches in order; the workers stay."""
        taken = given = shown = 0
        batch = next(batches, None)
        while batch is not None or given < taken:
            while batch is not None and taken < given + jobs * (1 + AHEAD) and self._take(taken, batch, jobs):
                taken += 1
                batch = next(batches, None)
            results, finished = self._so_far(given)
            yield from results[shown:]
            shown = len(results)
            if finished:
                given, shown = given + 1, 0
            elif given < taken:
                self._listen()

    def _take(self, number: int, batch: Sequence[U | Known[R]], jobs: int) -> bool:
        """Give a batch to a worker, unless there is nothing to do in it; tell whether it was taken."""
        results = [piece.result for piece in batch if isinstance(piece, Known)]
        if len(results) == len(batch):
            self._done[number] = results
            return True
        worker = self._idle(jobs)
        if worker is not None:
            self._give(worker, number, batch, [])
        return worker is not None

    def _so_far(self, number: int) -> tuple[list[R], bool]:
        """Return the results of a batch as far as they are there, and whether these are all."""
        if number in self._done:
            return self._done.pop(number), True
        worker = next((worker for worker in self._workers if worker.number == number), None)
        return (list(worker.results), False) if worker else ([], False)

    def kill(self) -> None:
        """End every worker at once."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()
        self._workers.clear()

    def _idle(self, jobs: int) -> _Worker[U, R] | None:
        for worker in self._workers:
            if not worker.busy:
                return worker
        return self._hire() if len(self._workers) < jobs else None

    def _hire(self) -> _Worker[U, R]:
        fork = not self._guest and _may_fork()
        context: Any = multiprocessing.get_context("fork" if fork else "spawn")
        ours, theirs = context.Pipe()
        at = context.RawValue(c_int, 0)
        # A forked worker holds our ends of all pipes: while it did, the others would not see us die.
        inherited = [ours, *(worker.pipe for worker in self._workers)] if fork else []
        process = context.Process(target=_serve, args=(theirs, at, self._work, inherited), daemon=True)
        with _unnoticed() if self._guest else nullcontext(), _uninterrupted():
            process.start()
        theirs.close()
        worker: _Worker[U, R] = _Worker(process, ours, at)
        self._workers.append(worker)
        return worker

    def _give(
        self, worker: _Worker[U, R], number: int, pieces: Sequence[U | Known[R]], results: list[R]
    ) -> None:
        worker.number, worker.pieces, worker.results = number, pieces, results
        worker.given, worker.at.value = len(results), 0
        # The time of a piece runs from the first word of the worker on; on a busy machine it starts late.
        patience = self._timeout if worker.started else max(self._timeout, START)
        worker.deadline = time.monotonic() + patience
        with suppress(OSError):  # it died: `_listen` sees that
            worker.pipe.send(pieces[len(results) :])

    def _listen(self) -> None:
        """Wait until a worker has something to say, dies, or is out of time."""
        busy = [worker for worker in self._workers if worker.busy]
        patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        heard = wait([worker.pipe for worker in busy], timeout=min(patience, 3600))
        for worker in busy:
            if worker.pipe in heard:
                self._hear(worker)
            elif time.monotonic() >= worker.deadline:
                self._replace(worker, f"took longer than {self._timeout:g} seconds")

    def _hear(self, worker: _Worker[U, R]) -> None:
        try:
            done, error = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(1)
            if not worker.started:
                code = worker.process.exitcode
                raise XzscError(f"worker processes do not start (exit code {code}). Use -j 1.") from None
            self._replace(worker, f"its worker process died (exit code {worker.process.exitcode})")
            return
        worker.started = True
        worker.results.extend(done)
        if error is not None:
            raise error
        worker.deadline = time.monotonic() + self._timeout
        if len(worker.results) == len(worker.pieces):
            self._done[worker.number] = worker.results
            worker.number, worker.pieces, worker.results = -1, (), []
            worker.deadline = float("inf")

    def _replace(self, worker: _Worker[U, R], reason: str) -> None:
        """Give up the piece a worker was at, and let a new worker do the rest of the batch."""
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        pieces = list(worker.pieces)
        culprit = min(worker.given + worker.at.value, len(pieces) - 1)
        piece = pieces[culprit]
        if not isinstance(piece, Known):
            pieces[culprit] = Known(self._lost(piece, reason))
        self._give(self._hire(), worker.number, pieces, worker.results)


def _may_fork() -> bool:
    """Tell whether a child may start as a copy of this process, a fifth of a second sooner than a new one.

    Not where there is another thread, of Python or of a library: a lock that it holds stays locked in a copy.
    """
    try:
        return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let a process that starts begin with Ctrl-C held back: it is ours to end, without a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_STARTING = threading.Lock()


@contextmanager
def _unnoticed() -> Iterator[None]:
    """Start a process as if the one we are in had no main module and were no daemon.

    A child imports the main module of its parent, here all of the engine. And daemons may have no children,
    lest these outlive them: ours end when their pipe closes.
    """
    with _STARTING:
        about: dict[str, Any] = vars(multiprocessing.current_process()).get("_config", {})
        main, daemon = sys.modules["__main__"], about.pop("daemon", None)
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            if daemon is not None:
                about["daemon"] = daemon


def _serve(pipe: Connection, at: c_int, pickled: bytes, inherited: Sequence[Connection]) -> None:
    """Do the work of a worker process until the other end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for end in inherited:
        end.close()
    with suppress(EOFError, OSError):
        try:
            work = pickle.loads(pickled)
        except Exception as error:
            pipe.send(([], _portable(error)))
            return
        pipe.send(([], None))  # we have started: what ends us from now on is a piece
        while True:
            _do(pipe.recv(), work, at, pipe)


def _do(pieces: Sequence[Any], work: Callable[[Any], Any], at: c_int, pipe: Connection) -> None:
    """Do a batch; send what is done every now and then and at the end."""
    done: list[Any] = []
    sent = time.monotonic()
    for piece in pieces:
        try:
            done.append(piece.result if isinstance(piece, Known) else work(piece))
        except Exception as error:
            pipe.send((done, _portable(error)))
            return
        at.value += 1
        if time.monotonic() - sent > FLUSH:
            pipe.send((done, None))
            done, sent = [], time.monotonic()
    if done:
        pipe.send((done, None))


def _portable(error: Exception) -> Exception:
    """Return the error with its traceback as a note, or what can be said of it if it does not pickle."""
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError("".join(traceback.format_exception(error)))
    return error
