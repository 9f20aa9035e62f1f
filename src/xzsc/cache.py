"""Results kept between runs, so that a PDF is read and structured once.

One SQLite file holds compressed values by key. A key is a digest of everything a value depends on: the
bytes of the file, its name, the options, the task with its codebook and lexicon, xzsc and the libraries that
read. The cache may be deleted, damaged, full or shared by processes at any time: whatever goes wrong with
it, the work is done without it.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sqlite3
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from xzsc.folders import VARIABLE, cache_folder

__all__ = ["FILE", "FRESH", "LIMIT", "PATIENCE", "VARIABLE", "Cache", "cache_folder", "pack", "unpack"]

T = TypeVar("T")

LIMIT = 512_000_000
"""Bytes on disk; beyond them the values that were not asked for longest go."""
FRESH = 3600
"""Seconds in which a value is not marked again as used, so that reading seldom writes."""
PATIENCE = 2.0
"""Seconds to wait for another process that writes."""
FILE = "results.sqlite3"

_SCHEMA = """
PRAGMA auto_vacuum = incremental;
CREATE TABLE IF NOT EXISTS kept (
    id INTEGER PRIMARY KEY, key BLOB UNIQUE NOT NULL,
    used INTEGER NOT NULL, size INTEGER NOT NULL, value BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS kept_used ON kept (used, id, size);
"""


class Cache:
    """Values by key in a folder.

    Args:
        folder: where the file is or shall be.
        limit: bytes on disk.
    """

    def __init__(self, folder: str | Path, *, limit: int = LIMIT) -> None:
        self.path = Path(folder) / FILE
        self.fault = ""
        """Why the cache does not work, or ""."""
        self.note = ""
        """That the file was damaged and begun anew, or ""."""
        self._limit = limit
        self._base: sqlite3.Connection | None = None
        self._open()

    def get(self, key: bytes) -> object:
        """Return the value kept under a key, or None."""
        return self._do(lambda base: _get(base, key), None)

    def put(self, key: bytes, value: object) -> None:
        """Keep a value; the ones that were not used longest go when there is no room."""
        self._do(lambda base: _put(base, key, value, self._limit), None)

    def __len__(self) -> int:
        return self._do(lambda base: int(base.execute("SELECT count(*) FROM kept").fetchone()[0]), 0)

    @property
    def size(self) -> int:
        """Bytes on disk, with the changes not yet merged."""
        return sum(file.stat().st_size for file in (*self._files(), *self._others()) if file.exists())

    def clear(self) -> None:
        """Forget all values, and what stands beside them; a file that cannot be read is deleted.

        Raises:
            OSError, sqlite3.Error: it cannot be done.
        """
        if self._base is None:
            self._delete()
        else:
            try:
                _clear(self._base)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
                self._give_up(error)
        for file in self._others():
            file.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = None

    def _open(self) -> None:
        try:
            self._base = _connect(self.path)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _delete(self) -> None:
        for file in self._files():
            file.unlink(missing_ok=True)

    def _files(self) -> tuple[Path, ...]:
        return tuple(Path(f"{self.path}{ending}") for ending in ("", "-wal", "-shm"))

    def _others(self) -> tuple[Path, ...]:
        """What others keep beside the results: words of the segmenter, digests of the program."""
        folder = self.path.parent
        return (*sorted(folder.glob("words-*.bin")), *sorted(folder.glob("program-*.txt")))

    def _do(self, step: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Do a step; from the first fault on, do none."""
        if self._base is None:
            return otherwise
        try:
            return step(self._base)
        except (sqlite3.Error, OSError) as error:
            if "locked" not in str(error):  # another process is at it: the next step may succeed
                self._give_up(error)
        return otherwise

    def _give_up(self, error: Exception) -> None:
        """Begin anew where the file is damaged, once; else work without a cache."""
        self.close()
        if _is_damage(error) and not self.note:
            self.note = f"the cache {self.path} was damaged ({error}) and was begun anew"
            with suppress(OSError):
                self._delete()
            self._open()
            return
        self.fault = f"the cache {self.path} cannot be used ({error}); working without it"


def _is_damage(error: Exception) -> bool:
    """Tell whether a file is no database, or a part of one."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    base = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    known = base.execute("SELECT count(*) FROM sqlite_master WHERE name = 'kept_used'").fetchone()[0]
    if not known:
        base.executescript(_SCHEMA)
        base.execute("PRAGMA journal_mode = wal")
    base.execute("PRAGMA synchronous = off")  # after a power cut the checksums tell
    return base


def _get(base: sqlite3.Connection, key: bytes) -> object:
    row = base.execute("SELECT used, value FROM kept WHERE key = ?", (key,)).fetchone()
    value = unpack(row[1]) if row else None
    if value is not None:
        now = int(time.time())
        if now - row[0] > FRESH:
            with suppress(sqlite3.OperationalError):  # it may be read where it may not be written
                base.execute("UPDATE kept SET used = ? WHERE key = ?", (now, key))
    return value


def _put(base: sqlite3.Connection, key: bytes, value: object, limit: int) -> None:
    packed = pack(value)
    if len(packed) > limit // 8:
        return
    row = (key, int(time.time()), len(packed), packed)
    base.execute("INSERT OR REPLACE INTO kept (key, used, size, value) VALUES (?, ?, ?, ?)", row)
    if _bytes_used(base) > limit:
        _shrink(base, limit * 3 // 4)


def _bytes_used(base: sqlite3.Connection) -> int:
    pages, free, size = (
        int(base.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _shrink(base: sqlite3.Connection, target: int) -> None:
    """Delete what was not used longest until about `target` bytes are left."""
    base.execute("BEGIN IMMEDIATE")
    try:
        over = _bytes_used(base) - target  # asked again: another process may have been here
        last = None
        for used, number, size in base.execute("SELECT used, id, size FROM kept ORDER BY used, id"):
            if over <= 0:
                break
            over, last = over - size, (used, number)
        if last:
            base.execute("DELETE FROM kept WHERE (used, id) <= (?, ?)", last)
    finally:
        base.execute("COMMIT")
    base.execute("PRAGMA incremental_vacuum").fetchall()


def _clear(base: sqlite3.Connection) -> None:
    base.execute("DELETE FROM kept")
    base.execute("PRAGMA incremental_vacuum").fetchall()
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


class Packer:
    """Takes values one by one and holds them compressed."""

    def __init__(self) -> None:
        self._compress = zlib.compressobj(1)
        self._packed: list[bytes] = []

    def add(self, value: object) -> None:
        """Take a value."""
        self._packed.append(self._compress.compress(pickle.dumps(value, 5)))

    def packed(self) -> bytes:
        """Return all values as compressed bytes with a checksum; no more can be added."""
        packed = b"".join((*self._packed, self._compress.flush()))
        return _checksum(packed) + packed


def pack(value: object) -> bytes:
    """Return a value as compressed bytes with a checksum."""
    packer = Packer()
    packer.add(value)
    return packer.packed()


def unpack(packed: bytes) -> object:
    """Return the value of packed bytes; None where they are damaged or hold what xzsc does not keep."""
    values = unpack_all(packed)
    return values[0] if values else None


def unpack_all(packed: bytes) -> list[Any] | None:
    """Return the values of packed bytes; None where they are damaged or hold what xzsc does not keep."""
    checksum, packed = packed[:8], packed[8:]
    if _checksum(packed) != checksum:
        return None
    try:
        content = zlib.decompress(packed)
        stream = io.BytesIO(content)
        values = []
        while stream.tell() < len(content):
            values.append(_Unpickler(stream).load())
        return values
    except (pickle.UnpicklingError, zlib.error, EOFError, AttributeError, ImportError, TypeError, ValueError):
        return None


def _checksum(packed: bytes) -> bytes:
    return hashlib.blake2b(packed, digest_size=8).digest()


class _Unpickler(pickle.Unpickler):
    """Makes values of xzsc and nothing else: a cache that somebody else wrote cannot run anything."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class of xzsc, or a container."""
        if (module, name) == ("collections", "Counter"):
            return super().find_class(module, name)  # type: ignore[no-any-return]
        if module.startswith("xzsc.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not kept")
