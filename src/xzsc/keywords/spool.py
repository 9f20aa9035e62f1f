"""What a second look needs, put aside on disk, so that memory does not grow with the texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import IO

HELD = 4_000_000
"""Bytes that are held in memory: a file for less is not worth the import of what makes it."""


@dataclass(slots=True)
class Spool:
    """Pieces of bytes, read back in order; those beyond the first few wait in a temporary file."""

    held: list[bytes] = field(default_factory=list)
    left: int = HELD
    file: IO[bytes] | None = None
    sizes: list[int] = field(default_factory=list)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            self.file.close()

    def __len__(self) -> int:
        return len(self.held) + len(self.sizes)

    def put(self, data: bytes) -> None:
        """Add a piece."""
        self.left -= len(data)
        if self.left >= 0:
            self.held.append(data)
            return
        if self.file is None:
            import tempfile

            self.file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the spool)
        self.sizes.append(self.file.write(data))

    def pieces(self) -> Iterator[bytes]:
        """Yield the pieces in the order they were put."""
        return chain(self.held, self._filed())

    def _filed(self) -> Iterator[bytes]:
        if self.file is not None:
            self.file.seek(0)
            yield from map(self.file.read, self.sizes)
