"""Where rows go: standard output, or a file that appears only when it is whole."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from xzsc.errors import UsageError, XzscError

STDOUT = "standard output"


def is_stdout(output: str | None) -> bool:
    """Return whether the rows go to standard output."""
    return output in (None, "-")


def is_file(output: str | None) -> bool:
    """Return whether the rows go to an ordinary file, not to a pipe, a terminal or a device."""
    return output is not None and not is_stdout(output) and _is_ordinary(Path(output))


def check(output: str | None) -> None:
    """Refuse an output that cannot be written, before any work is done.

    Raises:
        UsageError: the output is a folder, or its folder does not exist or cannot be written.
    """
    if output is None or is_stdout(output):
        return
    path, folder = Path(output), Path(output).parent
    if path.is_dir():
        raise UsageError(f"{output}: is a folder. Name a file in it, such as {path / 'rows.csv'}.")
    if not folder.is_dir():
        raise UsageError(f"{output}: the folder {folder} does not exist. Make it first, or choose another.")
    if not path.exists() and not os.access(folder, os.W_OK):
        raise UsageError(f"{output}: the folder {folder} cannot be written. Choose another.")


@contextmanager
def binary(output: str | None, *, heading: int = -1) -> Iterator[BinaryIO]:
    """Open the output for bytes.

    Args:
        output: a file, or standard output for None and ``-``.
        heading: for rows that are lines, how many lines come before them: Ctrl-C leaves what was written of
            a file in ``NAME.part`` then, and says so in a note of the interrupt. Otherwise it leaves nothing.
    """
    if output is None or is_stdout(output):
        with _told_as(STDOUT):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    check(output)
    path = Path(os.path.realpath(output))
    with _told_as(output), _replacing(path, heading) if _is_ordinary(path) else path.open("wb") as stream:
        yield stream


@contextmanager
def text(output: str | None, *, bom: bool = False, heading: int = -1) -> Iterator[TextIO]:
    r"""Open the output for UTF-8 text whose lines end in ``\n`` on every system; `heading` as in `binary`."""
    if is_stdout(output) and not hasattr(sys.stdout, "buffer"):
        yield sys.stdout
        return
    with binary(output, heading=heading) as stream:
        wrapped = io.TextIOWrapper(stream, "utf-8", errors="backslashreplace", newline="")
        try:
            if bom:
                wrapped.write("\ufeff")
            yield wrapped
            wrapped.flush()
        finally:
            # The bytes below belong to somebody else; a wrapper left attached would close them.
            with suppress(OSError, ValueError):
                wrapped.detach()


def _is_ordinary(path: Path) -> bool:
    return not path.exists() or stat.S_ISREG(path.stat().st_mode)


@contextmanager
def _replacing(path: Path, heading: int) -> Iterator[BinaryIO]:
    """Write beside the file, then rename: a full disk or Ctrl-C leaves the old file as it was."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    except KeyboardInterrupt as interrupt:
        if heading >= 0 and _cut(part, heading):
            kept = path.with_name(f"{path.name}.part")
            part.replace(kept)
            interrupt.add_note(f"the rows so far are in {kept}")
        raise
    finally:
        part.unlink(missing_ok=True)


def _cut(path: Path, heading: int) -> bool:
    """Cut a file after its last whole line; tell whether there are lines below the heading."""
    with path.open("r+b") as stream:
        n_lines = end = 0
        for line in stream:
            if line.endswith(b"\n"):
                n_lines, end = n_lines + 1, end + len(line)
        stream.truncate(end)
    return n_lines > heading


@contextmanager
def _told_as(where: str) -> Iterator[None]:
    """Turn a failed write into one line; a closed pipe and errors of other files pass."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise XzscError(
                f"{where}: the disk is full; no file was written. Make room, or choose another place by -o."
            ) from error
        if error.filename is None or where in str(error.filename):
            reason = error.strerror or error
            raise XzscError(f"{where}: cannot be written ({reason}). Choose another place by -o.") from error
        raise
