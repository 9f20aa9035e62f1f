"""What a second look needs, put aside on disk, so that memory does not grow with the texts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO


@dataclass(slots=True)
class Spool:
    """Pieces of bytes in a temporary file, read back in order."""

    file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    sizes: list[int] = field(default_factory=list)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def put(self, data: bytes) -> None:
        """Add a piece."""
        self.sizes.append(self.file.write(data))

    def pieces(self) -> Iterator[bytes]:
        """Yield the pieces in the order they were put."""
        self.file.seek(0)
        return (self.file.read(size) for size in self.sizes)
