"""The same work over the workers of a dask scheduler: in order, and no more under way than is needed.

dask brings what a cluster takes: a worker that dies has its batches done by another. Here only the order, the
bound and the unit that kills every worker it comes to are taken care of. The workers must have the same xzsc
and see the same folders.
"""

from __future__ import annotations

import os
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeVar

from xzsc.errors import UsageError
from xzsc.pool import Known

U = TypeVar("U")
R = TypeVar("R")

AHEAD = 3
"""Batches under way or waiting for their turn, for each thread of the workers."""
PATIENCE = "20s"
"""How long the scheduler may take to answer."""


def ordered(
    batches: Iterator[Sequence[Any]],
    work: Callable[[U], R],
    *,
    address: str,
    lost: Callable[[U, str], R],
) -> Iterator[R]:
    """Yield the result of each unit of each batch, in order, computed by the workers of a cluster.

    Args:
        batches: the work; taken only as fast as it is done.
        work: called on a worker for each unit; it and the units must pickle.
        address: of the scheduler.
        lost: gives the result of a unit that killed the workers it came to, from the reason.

    Raises:
        UsageError: dask.distributed is not installed, or nobody answers at the address.
    """
    client = _client(address)
    try:
        yield from _ordered(client, batches, work, lost)
    finally:
        client.close()


def _ordered(
    client: Any,  # noqa: ANN401 (distributed has no types)
    batches: Iterator[Sequence[Any]],
    work: Callable[[U], R],
    lost: Callable[[U, str], R],
) -> Iterator[R]:
    # Sent with each batch: scattered data is gone when the workers that hold it are.
    sent = pickle.dumps((os.getcwd(), work))
    under_way: deque[tuple[Sequence[U | Known[R]], Any]] = deque()
    batch = next(batches, None)
    while batch is not None or under_way:
        while batch is not None and len(under_way) < AHEAD * max(1, sum(client.nthreads().values())):
            under_way.append((batch, _submit(client, sent, batch)))
            batch = next(batches, None)
        units, future = under_way.popleft()
        yield from _results(client, sent, units, future, lost)


def _submit(client: Any, work: bytes, batch: Sequence[Any]) -> Any:  # noqa: ANN401
    """Send a batch; nothing where all is known."""
    if all(isinstance(unit, Known) for unit in batch):
        return None
    return client.submit(_do, work, list(batch), pure=False)


def _results(
    client: Any,  # noqa: ANN401
    work: bytes,
    units: Sequence[U | Known[R]],
    future: Any,  # noqa: ANN401
    lost: Callable[[U, str], R],
) -> Iterator[R]:
    """Yield the results of a batch; where it killed its workers, try its units one by one."""
    from distributed import KilledWorker

    if future is None:
        yield from (unit.result for unit in units if isinstance(unit, Known))
        return
    try:
        yield from future.result()
        return
    except KilledWorker:
        pass
    for unit in units:
        if isinstance(unit, Known):
            yield unit.result
            continue
        try:
            yield from client.submit(_do, work, [unit], pure=False).result()
        except KilledWorker as error:
            yield lost(unit, f"the {error.allowed_failures + 1} workers that tried it died")


def _do(pickled: bytes, units: Sequence[Any]) -> list[Any]:
    folder, work = _loaded(pickled)
    os.chdir(folder)  # paths are named from there
    return [unit.result if isinstance(unit, Known) else work(unit) for unit in units]


@lru_cache(maxsize=4)
def _loaded(pickled: bytes) -> tuple[str, Callable[[Any], Any]]:
    return pickle.loads(pickled)  # type: ignore[no-any-return]


def _client(address: str) -> Any:  # noqa: ANN401
    try:
        distributed: Any = import_module("distributed")  # so that types are checked alike without the extra
    except ImportError:
        raise UsageError("--cluster needs dask.distributed. Install xzsc[cluster].") from None
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise UsageError(f"--cluster {address}: no scheduler answers there: {error}.") from None
