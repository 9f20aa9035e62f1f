"""Numbers that stand for pieces of text: a hash that is counted for all pieces of a text at once.

The hash is a polynomial over the characters, modulo 2⁶⁴. With running sums that of any piece takes one
subtraction and one multiplication, however the piece was cut into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

BASE = 0x9E3779B97F4A7C15
_UNBASE = pow(BASE, -1, 1 << 64)
_MASK = (1 << 64) - 1


def digest(text: str) -> int:
    """Return the hash of a text: the sum of its characters, the last times the base, each times its power."""
    value = 0
    for character in text:
        value = (value + ord(character)) * BASE & _MASK
    return value


@dataclass(frozen=True, slots=True)
class Sums:
    """Running sums over a text.

    Args:
        codes: its characters.
        sums: the sum before each of them, and that of all.
        powers: powers of the base from the first.
    """

    codes: Array
    sums: Array
    powers: Array

    def digests(self, starts: Array, ends: Array) -> Array:
        """Return the hashes of pieces of the text."""
        return (self.sums[ends] - self.sums[starts]) * self.powers[ends]


def sums_of(text: str) -> Sums:
    """Return what the hashes of the pieces of a text are made from."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    powers, inverse = _powers(max(10, len(codes).bit_length()))
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * inverse[1 : len(codes) + 1], out=sums[1:])
    return Sums(codes, sums, powers[1:])


def digests(texts: Sequence[str]) -> Array:
    """Return the hash of each text."""
    import numpy as np

    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    return sums_of("".join(texts)).digests(np.concatenate(([0], ends[:-1])), ends) if texts else ends


def distinct(values: Array) -> tuple[Array, Array]:
    """Return each of some whole numbers once, ascending, and where each value stands among them.

    `numpy.unique` does it too, but its first call imports what takes 15 ms.
    """
    import numpy as np

    order = values.argsort(kind="stable")
    ordered = values[order]
    fresh = np.ones(len(values), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    places = np.empty(len(values), np.int64)
    places[order] = np.cumsum(fresh) - 1
    return ordered[fresh], places


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Array, Array]:
    """Return the powers of the base and of its inverse, 2 to the `bits` of each and one."""
    import numpy as np

    found = []
    for base in (BASE, _UNBASE):
        powers = np.full((1 << bits) + 1, base, np.uint64)
        powers[0] = 1
        found.append(np.cumprod(powers, dtype=np.uint64))
    return found[0], found[1]
