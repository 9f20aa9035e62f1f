"""A progress bar on stderr for work that takes longer than a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 1.0
"""Seconds without a bar: most runs are over by then, and rich is never imported."""


@contextmanager
def meter(*, shown: bool) -> Iterator[Callable[[int, int, int], None]]:
    """Give a callback that takes files done, files in all, and bytes done.

    Args:
        shown: whether stderr is a terminal and the user wants to see a bar.
    """
    bar: Any = None
    since = time.monotonic()

    def on_progress(done: int, total: int, size: int) -> None:
        nonlocal bar
        if not shown or time.monotonic() - since < PATIENCE:
            return
        if bar is None:
            bar = _bar()
            bar.start()
            bar.add_task("", total=total)
        megabytes = size / 1e6
        rate = megabytes / (time.monotonic() - since)
        text = f"{done:,} of {total:,} files, {megabytes:,.1f} MB, {rate:,.1f} MB/s"
        bar.update(bar.task_ids[0], completed=done, total=total, description=text)

    try:
        yield on_progress
    finally:
        if bar is not None:
            bar.stop()


def _bar() -> Any:  # noqa: ANN401 (rich must not be imported for a type)
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(24), TextColumn("{task.description}"), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
