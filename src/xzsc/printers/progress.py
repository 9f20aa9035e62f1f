"""A progress bar on stderr for work that takes longer than a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 1.0
"""Seconds without a bar: most runs are over by then, and rich is never imported."""


@contextmanager
def meter(*, shown: bool) -> Iterator[Callable[..., None]]:
    """Give a callback that takes files done and in all, bytes done and in all, and documents done.

    Args:
        shown: whether stderr is a terminal and the user wants to see a bar.
    """
    bar: Any = None
    since = time.monotonic()

    def on_progress(files: int, of_files: int, size: int, of_size: int = 0, documents: int = 0) -> None:
        nonlocal bar
        if not shown or time.monotonic() - since < PATIENCE:
            return
        if bar is None:
            bar = _bar()
            bar.start()
            bar.add_task("")
        # More bytes than there are: a table that is packed, or a pipe. How much is left cannot be told then.
        bar.tasks[0].total = of_size if size <= of_size else None
        rate = size / 1e6 / (time.monotonic() - since)
        told = [f"{documents:,} documents"] if documents else []
        told += [f"{files:,} of {of_files:,} files"] if of_files > 1 else []
        told += [f"{size / 1e6:,.1f} MB", f"{rate:,.1f} MB/s"]
        bar.update(bar.task_ids[0], completed=size, description=", ".join(told))

    try:
        yield on_progress
    finally:
        if bar is not None:
            bar.stop()


def _bar() -> Any:  # noqa: ANN401 (rich must not be imported for a type)
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(12), TextColumn("{task.description}"), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
