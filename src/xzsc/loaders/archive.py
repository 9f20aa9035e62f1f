"""Zip archives: their members are read one at a time, within limits, and nothing is ever written."""

from __future__ import annotations

import io
import os
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from xzsc.errors import InputError
from xzsc.loaders.blob import Blob
from xzsc.loaders.guard import open_zip

_UTF8_FLAG = 0x800
_ENCRYPTED = 0x1


def members(blob: Blob) -> Iterator[Blob]:
    """Yield the files of an archive in the order of their names; hidden ones and folders are passed over."""
    with open_archive(blob) as container:
        for name, info in listing(container):
            yield member(container, blob, name, info)


def open_archive(blob: Blob) -> zipfile.ZipFile:
    """Open the archive of a blob within the limits."""
    if blob.file:
        blob.open().close()
        return open_zip(blob.file, blob.name)
    return open_zip(io.BytesIO(blob.read()), blob.name)


def listing(container: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the names, decoded, and the entries of the files in an archive, sorted by name.

    Of several files with one name the second gets a 2, and so on: an archive may hold such.
    """
    named = [(member_name(info), info) for info in container.infolist() if not info.is_dir()]
    taken = {name for name, _ in named}
    found: dict[str, zipfile.ZipInfo] = {}
    numbers: Counter[str] = Counter()
    for name, info in named:
        new = name
        while new in found or (new != name and new in taken):
            numbers[name] += 1
            stem, ending = os.path.splitext(name)
            new = f"{stem} ({numbers[name] + 1}){ending}"
        found[new] = info
    return sorted((item for item in found.items() if not _hidden(item[0])), key=lambda pair: pair[0])


def member(container: zipfile.ZipFile, blob: Blob, name: str, info: zipfile.ZipInfo) -> Blob:
    """Return the blob of one member; it cannot be opened if it is encrypted or damaged."""

    def opener() -> BinaryIO:
        where = f"{blob.path}!{name}"
        if info.flag_bits & _ENCRYPTED:
            raise InputError(where, "is encrypted. Unpack it with its password first.")
        try:
            return cast(BinaryIO, _Member(container.open(info), where))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            raise InputError(where, "is damaged inside the archive. Get the archive again.") from None

    return Blob(blob.path, PurePosixPath(name).suffix.lower(), opener, name)


def member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name: UTF-8 where the archive says so, else what old Chinese archivers wrote."""
    name = info.filename
    if info.flag_bits & _UTF8_FLAG:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    readings = [text for text in (_decoded(raw, "utf-8"), _decoded(raw, "gb18030")) if text]
    if len(readings) == 2 and not raw.isascii() and max(readings[0]) < "\u0800":
        return readings[1]  # no Chinese name in UTF-8 has only two-byte characters, but 通知 in GBK looks so
    return readings[0] if readings else name


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or any(part.startswith((".", "~$")) and part != ".." for part in parts)


class _Member(io.RawIOBase):
    """A member's stream; damage found while reading becomes an `InputError`."""

    def __init__(self, stream: object, where: str) -> None:
        self._stream = cast(BinaryIO, stream)
        self._where = where

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int | None = -1, /) -> bytes:
        import zlib

        try:
            return self._stream.read(-1 if size is None else size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
            raise InputError(self._where, "is damaged inside the archive. Get the archive again.") from None

    def close(self) -> None:
        self._stream.close()
        super().close()
