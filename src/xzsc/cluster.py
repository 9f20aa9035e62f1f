"""The same work over the workers of a dask scheduler: in order, and no more under way than is needed.

dask brings what a cluster takes: a worker that dies has its batches done by another. Here the order and the
bound are taken care of, and each thread of a worker has a process of its own do the work: a piece that hangs
or kills it costs that piece and not the worker, and threads do not wait for one another. The workers must
have the same xzsc and see the same folders.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

from xzsc.errors import UsageError
from xzsc.pool import Known, Pool

U = TypeVar("U")
R = TypeVar("R")

AHEAD = 3
"""Batches under way or waiting for their turn, for each thread of the workers."""
PATIENCE = "20s"
"""How long the scheduler may take to answer."""
IDLE = 30.0
"""Seconds after which a process that has nothing to do ends: the next batch may be on its way."""


@dataclass(frozen=True, slots=True)
class _GivenUp:
    """Stands for the result of a piece that hung or killed its process."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Placed(Generic[U, R]):
    """Work that is done in a folder: paths are named from there."""

    folder: str
    work: Callable[[U], R]

    def __call__(self, piece: U) -> R:
        """Do the work on a piece."""
        os.chdir(self.folder)
        return self.work(piece)


def ordered(
    batches: Iterator[Sequence[Any]],
    work: Callable[[U], R],
    *,
    address: str,
    timeout: float,
    lost: Callable[[U, str], R],
) -> Iterator[R]:
    """Yield the result of each piece of each batch, in order, computed by the workers of a cluster.

    Args:
        batches: the work; taken only as fast as it is done.
        work: called on a worker for each piece; it and the pieces must pickle.
        address: of the scheduler.
        timeout: seconds that one piece may take.
        lost: gives the result of a piece that took too long or killed what it came to, from the reason.

    Raises:
        UsageError: dask.distributed is not installed, or nobody answers at the address.
    """
    client = _client(address)
    # Sent with each batch: scattered data is gone when the workers that hold it are.
    sent = pickle.dumps(_Placed(os.getcwd(), work)), timeout
    try:
        for piece, result in _ordered(client, batches, sent):
            yield lost(piece, result.reason) if isinstance(result, _GivenUp) else result
    finally:
        client.close()


Sent = tuple[bytes, float]


def _ordered(
    client: Any,  # noqa: ANN401 (distributed has no types)
    batches: Iterator[Sequence[Any]],
    sent: Sent,
) -> Iterator[tuple[Any, Any]]:
    """Yield each piece with its result."""
    under_way: deque[tuple[Sequence[Any], Any]] = deque()
    batch = next(batches, None)
    while batch is not None or under_way:
        while batch is not None and len(under_way) < AHEAD * max(1, sum(client.nthreads().values())):
            under_way.append((batch, _submit(client, sent, batch)))
            batch = next(batches, None)
        pieces, future = under_way.popleft()
        yield from zip(pieces, _results(client, sent, pieces, future), strict=True)


def _submit(client: Any, sent: Sent, batch: Sequence[Any]) -> Any:  # noqa: ANN401
    """Send a batch; nothing where all is known."""
    if all(isinstance(piece, Known) for piece in batch):
        return None
    return client.submit(_do, *sent, list(batch), pure=False)


def _results(
    client: Any,  # noqa: ANN401
    sent: Sent,
    pieces: Sequence[Any],
    future: Any,  # noqa: ANN401
) -> Iterator[Any]:
    """Yield the results of a batch; where it killed its workers, try its pieces one by one."""
    from distributed import KilledWorker

    if future is None:
        yield from (piece.result for piece in pieces)
        return
    try:
        yield from future.result()
        return
    except KilledWorker:
        pass
    for piece in pieces:
        if isinstance(piece, Known):
            yield piece.result
            continue
        try:
            yield from client.submit(_do, *sent, [piece], pure=False).result()
        except KilledWorker as error:
            yield _GivenUp(f"the {error.allowed_failures + 1} workers that tried it died")


# --- on the workers -----------------------------------------------------------------------------------------


def _do(work: bytes, timeout: float, pieces: Sequence[Any]) -> list[Any]:
    """Let a process do a batch: one that has done this work before, or a new one."""
    key = work, timeout
    with _LOCK:
        hands = _FREE[key].pop() if _FREE.get(key) else _Hands(key)
    hands.rest.cancel()
    try:
        done = list(hands.pool.run(iter([pieces]), 1))
    except BaseException:
        hands.pool.kill()
        raise
    hands.rest = _rest(hands)
    with _LOCK:
        _FREE.setdefault(key, []).append(hands)
    hands.rest.start()
    return done


class _Hands:
    """A process with the work it knows, and when it may go."""

    def __init__(self, key: Sent) -> None:
        self.key = key
        self.pool: Pool[Any, Any] = Pool(*key, lambda _, reason: _GivenUp(reason), guest=True)
        self.rest = _rest(self)


_FREE: dict[Sent, list[_Hands]] = {}
_LOCK = threading.Lock()


def _rest(hands: _Hands) -> threading.Timer:
    timer = threading.Timer(IDLE, _dismiss, [hands])
    timer.daemon = True
    return timer


def _dismiss(hands: _Hands) -> None:
    """End a process that had nothing to do, unless it was given something this very moment."""
    with _LOCK:
        idle = _FREE.get(hands.key, [])
        if hands not in idle:
            return
        idle.remove(hands)
        if not idle:
            del _FREE[hands.key]
    hands.pool.kill()


def _client(address: str) -> Any:  # noqa: ANN401
    try:
        distributed: Any = import_module("distributed")  # so that types are checked alike without the extra
    except ImportError:
        raise UsageError("--cluster needs dask.distributed. Install xzsc[cluster].") from None
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise UsageError(f"--cluster {address}: no scheduler answers there: {error}.") from None
