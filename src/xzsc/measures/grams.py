"""Hashed character n-grams of sentences, all sentences of a document at once.

Nothing here knows what an n-gram is worth; `linear` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xzsc.measures.features import BITS, MARKER, SCATTER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Codes = NDArray[np.uint32]
    Bools = NDArray[np.bool_]

_MULTIPLY, _MIX, _SALT, _LAST = 0x01000193, 0x85EBCA6B, 0x27D4EB2F, 0xC2B2AE35
_SPOTS = (0, 16, 32, 48)
"""What is added to the length of an n-gram that knows where it stands: anywhere, clause, head, end."""
_LONGEST_END = 3
_PLANE = 0x10000
"""Characters from here on are what they are."""


@dataclass(frozen=True, slots=True)
class Grams:
    """Features of many sentences: ``ids[k]`` occurs in sentence ``rows[k]``; rows never descend."""

    rows: Ints
    ids: Ints


class GramTable(NamedTuple):
    """The n-grams of many sentences: a column for each place, a line for each length.

    Args:
        rows: in which sentence each column stands.
        ids: the buckets.
        whole: which of them end in the sentence in which they begin; the others are none.
        n_plain: so many columns come first whose rows never descend.
    """

    rows: Ints
    ids: Codes
    whole: Bools
    n_plain: int


class _Text(NamedTuple):
    """Sentences as one text: the sentence of each character, how many are left in it, hashes by length."""

    rows: Ints
    folded: Codes
    left: Ints
    hashes: Codes


@lru_cache(maxsize=1)
def _folding() -> Codes:
    """All digits fold to 0, full-width to half-width, punctuation that breaks clauses to 1."""
    import numpy as np

    table = np.arange(_PLANE, dtype=np.uint32)
    table[0xFF01:0xFF5F] = table[0x21:0x7F]
    table[ord("0") : ord("9") + 1] = ord("0")
    table[0xFF10:0xFF1A] = ord("0")
    for c in "，。；：！？,;:!?、":
        table[ord(c)] = 1 if c not in "、" else ord("、")
    for c in "“”\"'‘’":
        table[ord(c)] = ord('"')
    return table


def _folded(codes: Codes) -> Codes:
    import numpy as np

    folded = _folding().take(codes, mode="clip")
    return folded if codes.max(initial=0) < _PLANE else np.where(codes < _PLANE, folded, codes)


def character_grams(texts: Sequence[str], *, most: int, spots: bool = True) -> Grams:
    """Return the n-grams of `gram_table` one by one."""
    return one_by_one(gram_table(texts, most=most, spots=spots))


def one_by_one(found: GramTable) -> Grams:
    """Return n-grams in the order of their sentences."""
    import numpy as np

    rows = np.broadcast_to(found.rows, found.ids.shape)[found.whole]
    order = np.argsort(rows, kind="stable")
    return Grams(rows[order], found.ids[found.whole][order].astype(np.int32))


def gram_table(texts: Sequence[str], *, most: int, spots: bool = True) -> GramTable:
    """Return the n-grams (1 to ``most`` characters) of sentences.

    Args:
        texts: tidied sentences.
        most: longest n-gram.
        spots: add n-grams that know where they stand: at the head of the sentence (behind its marker),
            at the head of a clause, at the end.
    """
    import numpy as np

    lengths = np.fromiter(map(len, texts), dtype=np.int32, count=len(texts))
    sizes = np.arange(1, most + 1, dtype=np.uint32)[:, None]
    text = _text(texts, lengths, most)
    if spots and len(text.rows):
        return _with_spots(texts, lengths, text, sizes)
    return GramTable(text.rows, _salted(text.hashes, sizes), text.left >= sizes, len(text.rows))


def _text(texts: Sequence[str], lengths: Ints, most: int) -> _Text:
    import numpy as np

    folded = _folded(np.frombuffer("".join(texts).encode("utf-32-le"), dtype="<u4"))
    n = len(folded)
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    left: Ints = np.cumsum(lengths).astype(np.int32)[rows]
    left -= np.arange(n, dtype=np.int32)
    mixed = folded * np.uint32(_MIX)
    hashes = np.zeros((most, n), dtype=np.uint32)
    hashes[:1] = mixed
    for k in range(1, min(most, n)):
        hashes[k, : n - k] = (hashes[k - 1, : n - k] * np.uint32(_MULTIPLY)) ^ mixed[k:]
    return _Text(rows, folded, left, hashes)


def _with_spots(texts: Sequence[str], lengths: Ints, text: _Text, sizes: Codes) -> GramTable:
    """Return all n-grams, then once more those at the heads of clauses, behind markers, and at the ends."""
    import numpy as np

    used = np.flatnonzero(lengths).astype(np.int32)
    ends = np.cumsum(lengths).astype(np.int32)[used]
    heads = ends - lengths[used] + _skips(texts)[used]
    opens = np.zeros(len(text.rows), dtype=bool)
    opens[1:] = (text.folded[:-1] == 1) & (text.folded[1:] != 1) & (text.left[:-1] > 1)
    opens[heads] = True
    clauses = np.flatnonzero(opens)
    rows = np.concatenate((text.rows, text.rows[clauses], used, used))
    salts = np.repeat(np.array(_SPOTS, dtype=np.uint32), (len(text.rows), len(clauses), len(used), len(used)))
    whole = np.concatenate((text.left, text.left[clauses], text.left[heads], lengths[used])) >= sizes
    whole[_LONGEST_END:, -len(used) :] = False
    # An n-gram at the end begins as many characters before it.
    closing = np.maximum(ends - sizes.astype(np.int32), 0)
    hashes = [text.hashes, text.hashes[:, clauses], text.hashes[:, heads]]
    hashes.append(text.hashes[sizes.astype(np.int32) - 1, closing])
    ids = _salted(np.concatenate(hashes, axis=1), sizes + salts)
    return GramTable(rows, ids, whole, len(text.rows))


def _skips(texts: Sequence[str]) -> Ints:
    """Return how long the marker of each sentence is, 0 where nothing stands behind it."""
    import numpy as np

    matches = map(MARKER.match, texts)
    ends = [match.end() if match else 0 for match in matches]
    skips = [end if end < len(text) else 0 for end, text in zip(ends, texts, strict=True)]
    return np.array(skips, dtype=np.int32)


def _salted(values: Codes, salts: Codes) -> Codes:
    """Return the buckets of hashes; a salt keeps those of one kind of n-gram apart from the others."""
    import numpy as np

    mixed = values >> np.uint32(15)
    mixed ^= values
    mixed += salts * np.uint32(_SALT)
    mixed *= np.uint32(SCATTER)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(_LAST)
    mixed >>= np.uint32(32 - BITS)
    return mixed
