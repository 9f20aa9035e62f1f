"""Document frequencies of a large body of policy texts and abstracts, as a compact table of numbers.

The table (`data/idf.bin`) holds no text: a candidate is looked up by a 32-bit hash, and loading takes
a few milliseconds.
Layout: the magic `XZIDF1`, three counts (keys, policy pieces, abstracts) as little-endian uint32, the
hashes as uint32, then three bytes a key: frequency in pieces, in headings, in abstracts, each as
`round(32 · ln(1 + n))`.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

MAGIC = b"XZIDF1\0\0"
SCALE = 32


@dataclass(frozen=True, slots=True)
class Reference:
    """Document frequencies, looked up by the hash of a term.

    Args:
        pieces: number of policy texts (long ones cut into pieces of 3,000 characters).
        abstracts: number of abstracts.
        index: hash of a term → where its levels begin.
        levels: three bytes a term.
    """

    pieces: int
    abstracts: int
    index: dict[int, int]
    levels: bytes

    def levels_of(self, term: str) -> tuple[int, int, int]:
        """Return `round(32 · ln(1 + n))` for policy pieces, headings, abstracts; zeros when unknown."""
        at = self.index.get(crc32(term.encode("utf-8", "surrogatepass")))
        if at is None:
            return 0, 0, 0
        return self.levels[at], self.levels[at + 1], self.levels[at + 2]

    def df(self, term: str) -> float:
        """Return the number of policy pieces with the term, to about 3 %; 0 for fewer than four."""
        return math.exp(self.levels_of(term)[0] / SCALE) - 1

    def idf(self, term: str) -> float:
        """Return `ln((1 + N) / (1 + df)) + 1`."""
        return math.log(1 + self.pieces) - self.levels_of(term)[0] / SCALE + 1


@cache
def load_reference() -> Reference:
    """Return the packaged table."""
    return unpack(files("xzsc").joinpath("data", "idf.bin").read_bytes())


def unpack(data: bytes) -> Reference:
    """Return the table that `pack` made."""
    keys, pieces, abstracts = struct.unpack_from("<III", data, len(MAGIC))
    start = len(MAGIC) + 12
    hashes = array("I", data[start : start + 4 * keys])
    if sys.byteorder == "big":
        hashes.byteswap()
    index = dict(zip(hashes, range(0, 3 * keys, 3), strict=True))
    return Reference(pieces, abstracts, index, data[start + 4 * keys :])


def pack(counts: Mapping[str, tuple[int, int, int]], *, pieces: int, abstracts: int) -> bytes:
    """Return the bytes of a table from the three frequencies of each term."""
    rows: dict[int, tuple[int, int, int]] = {}
    for term, found in counts.items():
        code = crc32(term.encode())
        rows[code] = max(rows.get(code, (0, 0, 0)), found)
    codes = sorted(rows)
    hashes = array("I", codes)
    if sys.byteorder == "big":
        hashes.byteswap()
    levels = bytes(min(255, round(SCALE * math.log1p(n))) for code in codes for n in rows[code])
    return MAGIC + struct.pack("<III", len(codes), pieces, abstracts) + hashes.tobytes() + levels
