"""A readable thing: a file, standard input, or a member of an archive, and how to open it."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from xzsc.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

OnError = Callable[[InputError], None]
OnNote = Callable[[str], None]

STDIN = "-"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about the input: its encoding, and the columns of a table by name."""

    encoding: str | None = None
    text_column: str | None = None
    title_column: str | None = None
    date_column: str | None = None
    id_column: str | None = None
    issuer_column: str | None = None
    number_column: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a reader tells what went wrong: ``error`` for a record that is lost, ``note`` for the rest."""

    error: OnError
    note: OnNote


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes with the name under which the user knows them.

    Args:
        path: the path as the user named it.
        suffix: the ending that tells the format, lower case with its dot.
        opener: gives a fresh binary stream.
        record: the member inside an archive, or "".
        file: the path under which the system knows it, or "".
    """

    path: str
    suffix: str
    opener: Callable[[], BinaryIO]
    record: str = ""
    file: str = ""

    @property
    def name(self) -> str:
        """The path with the member inside it."""
        return f"{self.path}!{self.record}" if self.record else self.path

    def open(self) -> BinaryIO:
        """Open the bytes for reading; what the system refuses is an `InputError`."""
        try:
            return self.opener()
        except OSError as error:
            raise system_error(self.name, error) from None

    def read(self) -> bytes:
        """Return all bytes; an empty file is an `InputError`."""
        try:
            with self.open() as stream:
                content = stream.read()
        except OSError as error:
            raise system_error(self.name, error) from None
        if not content:
            raise InputError(self.name, "is empty. Leave it out, or replace it.")
        return content


def open_file(path: str) -> Blob:
    """Return the blob of a regular file or of standard input (``-``)."""
    if path == STDIN:
        return _stdin()
    shown = printable(path)
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise system_error(shown, error) from None
    if stat.S_ISDIR(mode):
        raise InputError(shown, "is a folder. Name its files, or give the folder to a command as a PATH.")
    if not stat.S_ISREG(mode):
        raise InputError(shown, "is not a regular file. Pipe it in: xzsc … - < FILE.")
    return Blob(shown, suffix_of(path), lambda: open(path, "rb"), file=path)


def suffix_of(path: str) -> str:
    """Return the ending of a path in lower case; pathlib takes ten times as long."""
    return os.path.splitext(path)[1].lower()


def printable(path: str) -> str:
    """Return a path that can be written out: a name that is no UTF-8 is taken for GB18030.

    Archives packed on Windows leave such names behind when they are unpacked elsewhere.
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("gb18030", "backslashreplace")
    return path


def system_error(where: str, error: OSError) -> InputError:
    """Return the one-line message for an error of the operating system."""
    if isinstance(error, FileNotFoundError):
        return InputError(where, "no such file.")
    if isinstance(error, PermissionError):
        return InputError(where, "may not be read: permission denied. Change its access rights.")
    return InputError(where, f"cannot be read: {error.strerror or error}.")


def _stdin() -> Blob:
    return Blob(STDIN, "", lambda: sys.stdin.buffer)


class Rejoined(io.RawIOBase):
    """A raw stream that gives back the bytes looked at before it goes on with the rest."""

    def __init__(self, held: bytes, rest: BinaryIO) -> None:
        self._held = memoryview(held)
        self._rest = rest

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill the buffer, first with what was held."""
        view = memoryview(buffer).cast("B")
        if self._held:
            size = min(len(view), len(self._held))
            view[:size] = self._held[:size]
            self._held = self._held[size:]
            return size
        block = self._rest.read(len(view))
        view[: len(block)] = block
        return len(block)
