"""Document frequencies of a large body of policy texts and abstracts, as a compact table of numbers.

The table (`data/idf.bin`) holds no text: a candidate is looked up by half of its hash (`hashing.py`), and
loading takes a few milliseconds.
Layout: the magic `XZIDF2`, three counts (keys, policy pieces, abstracts) as little-endian uint32, the
upper halves of the hashes as uint32, then three bytes a key: frequency in pieces, in headings, in abstracts,
each as `round(32 · ln(1 + n))`.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xzsc.keywords.hashing import digest

if TYPE_CHECKING:
    from xzsc.keywords.hashing import Array

MAGIC = b"XZIDF2\0\0"
SCALE = 32
_COARSE = 44
"""Of each hash the bits that tell at first sight what is not in the table: twenty."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Document frequencies, looked up by the hash of a term.

    Args:
        pieces: number of policy texts (long ones cut into pieces of 3,000 characters).
        abstracts: number of abstracts.
        keys: the upper halves of the hashes, ascending.
        levels: three bytes a term.
    """

    pieces: int
    abstracts: int
    keys: array[int]
    levels: bytes

    @cached_property
    def index(self) -> Index:
        """The table for looking up many terms at a time."""
        return _index(self)

    def levels_of(self, term: str) -> tuple[int, int, int]:
        """Return `round(32 · ln(1 + n))` for policy pieces, headings, abstracts; zeros when unknown."""
        key = digest(term) >> 32
        at = bisect_left(self.keys, key)
        if at == len(self.keys) or self.keys[at] != key:
            return 0, 0, 0
        return self.levels[3 * at], self.levels[3 * at + 1], self.levels[3 * at + 2]

    def df(self, term: str) -> float:
        """Return the number of policy pieces with the term, to about 3 %; 0 for fewer than four."""
        return math.exp(self.levels_of(term)[0] / SCALE) - 1

    def idf(self, term: str) -> float:
        """Return `ln((1 + N) / (1 + df)) + 1`."""
        return math.log(1 + self.pieces) - self.levels_of(term)[0] / SCALE + 1


@dataclass(frozen=True, slots=True)
class Index:
    """The table as arrays.

    Args:
        keys: ascending, with one more at the end that nothing has.
        levels: a row of three for each key.
        coarse: whether any key begins with twenty bits.
    """

    keys: Array
    levels: Array
    coarse: Array

    def levels_at(self, hashes: Array) -> Array:
        """Return the three levels of each hash; zeros where it is unknown. Sorted hashes are faster."""
        import numpy as np

        wanted = (hashes >> np.uint64(32)).astype(np.uint32)
        at = self.keys.searchsorted(wanted)
        at[self.keys[at] != wanted] = len(self.keys) - 1
        found: Array = self.levels[at]
        return found


def coarse(hashes: Array) -> Array:
    """Return for what the upper bits of a hash may be whether any of these hashes has them."""
    import numpy as np

    found = np.zeros(1 << (64 - _COARSE), bool)
    found[(hashes >> np.uint64(_COARSE)).astype(np.int64)] = True
    return found


def seen(coarse: Array, hashes: Array) -> Array:
    """Tell which hashes may be among those of `coarse`: all that are, and a few that are not."""
    import numpy as np

    found: Array = coarse[(hashes >> np.uint64(_COARSE)).astype(np.int64)]
    return found


def _index(reference: Reference) -> Index:
    import numpy as np

    n = len(reference.keys)
    keys = np.full(n + 1, 0xFFFFFFFF, np.uint32)
    keys[:n] = np.frombuffer(reference.keys, np.uint32)
    levels = np.zeros((n + 1, 3), np.uint8)
    levels[:n] = np.frombuffer(reference.levels, np.uint8).reshape(n, 3)
    return Index(keys, levels, coarse(keys[:n].astype(np.uint64) << np.uint64(32)))


@cache
def load_reference() -> Reference:
    """Return the packaged table."""
    return unpack(Path(__file__).parents[1].joinpath("data", "idf.bin").read_bytes())


def unpack(data: bytes) -> Reference:
    """Return the table that `pack` made."""
    keys, pieces, abstracts = struct.unpack_from("<III", data, len(MAGIC))
    start = len(MAGIC) + 12
    hashes = array("I", data[start : start + 4 * keys])
    if sys.byteorder == "big":
        hashes.byteswap()
    return Reference(pieces, abstracts, hashes, data[start + 4 * keys :])


def pack(counts: Mapping[str, tuple[int, int, int]], *, pieces: int, abstracts: int) -> bytes:
    """Return the bytes of a table from the three frequencies of each term."""
    rows: dict[int, tuple[int, int, int]] = {}
    for term, found in counts.items():
        key = digest(term) >> 32
        rows[key] = max(rows.get(key, (0, 0, 0)), found)
    keys = sorted(rows)
    hashes = array("I", keys)
    if sys.byteorder == "big":
        hashes.byteswap()
    levels = bytes(min(255, round(SCALE * math.log1p(n))) for key in keys for n in rows[key])
    return MAGIC + struct.pack("<III", len(keys), pieces, abstracts) + hashes.tobytes() + levels
