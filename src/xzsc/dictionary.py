"""The words of the segmenter at rest, ordered by their first three characters.

To load a dictionary of 350,000 words takes a tenth of a second; a text needs some hundred of them. This
file gives the words that begin with given characters without reading the others. It is made once and kept
in the user's cache directory; it may be deleted, damaged or out of reach at any time, then there is none.

Layout: the magic, the number of heads and the sum of all frequencies; of each head, in order, its code, where
its words begin, and a checksum of them; then the words: `word frequency tag`, one a line, in UTF-8.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby, pairwise
from pathlib import Path
from zlib import crc32

MAGIC = b"XZWORDS2"
_HEADER = struct.Struct("=8sQQ")


class Damaged(Exception):
    """The file does not hold what was written."""


class Dictionary:
    """Words by their first three characters.

    Args:
        data: what `pack` made, in memory or mapped.

    Raises:
        Damaged: it was not made by `pack`, or is not whole.
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        view = memoryview(data)
        if len(view) < _HEADER.size:
            raise Damaged
        magic, heads, self.total = _HEADER.unpack_from(view)
        codes = _HEADER.size + 8 * heads
        starts = codes + 8 * (heads + 1)
        sums = starts + 4 * heads + 4 * (heads % 2)
        if magic != MAGIC or len(view) < sums:
            raise Damaged
        self._codes = view[_HEADER.size : codes].cast("Q")
        self._starts = view[codes:starts].cast("Q")
        self._sums = view[starts : starts + 4 * heads].cast("I")
        self._lines = view[sums:]
        if self._starts[heads] != len(self._lines):
            raise Damaged

    def lines(self, heads: Iterable[int]) -> list[str]:
        """Return `word frequency tag` of the words with these heads (`heads_of`).

        Raises:
            Damaged: the words of a head are not those that were written.
        """
        codes, starts, sums, count = self._codes, self._starts, self._sums, len(self._codes)
        found: list[str] = []
        for head in heads:
            at = bisect_left(codes, head)
            if at < count and codes[at] == head:
                lines = bytes(self._lines[starts[at] : starts[at + 1]])
                if crc32(lines) != sums[at]:
                    raise Damaged
                found += lines.decode().split("\n")
        return found


class Needs:
    """What of a dictionary the texts so far need.

    Args:
        dictionary: the dictionary.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self._heads: set[int] = set()

    def of(self, text: str) -> list[tuple[str, int, str]]:
        """Return the words that a text may hold and no text before it, with frequency and tag.

        Raises:
            Damaged: see `Dictionary.lines`.
        """
        new = heads_of(text) - self._heads
        self._heads |= new
        words = []
        for line in self.dictionary.lines(new):
            word, frequency, tag = line.split(" ")
            words.append((word, int(frequency), tag))
        return words


def heads_of(text: str) -> set[int]:
    """Return the heads of every word that a text may hold.

    A head is a number of the first three characters, or of all where there are fewer.
    """
    codes = array(
        "I", text.encode("utf-32-le" if sys.byteorder == "little" else "utf-32-be", "surrogatepass")
    )
    heads = set(codes)
    heads.update([first << 21 | second for first, second in pairwise(codes)])
    heads.update([a << 42 | b << 21 | c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)])
    return heads


def pack(lines: Iterable[str], terms: Iterable[str] = (), *, total: int = 0) -> bytes:
    """Return the bytes of a dictionary.

    Args:
        lines: `word frequency tag` of each word.
        terms: the same of words that are added; one that is there takes the frequency and keeps its tag.
        total: sum of the frequencies of `lines`; 0 has them added up.
    """
    ordered = sorted(lines)
    total = total or sum(map(_frequency, ordered))
    added = {line.split(" ")[0]: line for line in terms}
    total += sum(map(_frequency, added.values()))
    ordered += added.values()
    ordered.sort(key=_head)  # what is added stands behind what has the same head
    codes, starts, sums = array("Q"), array("Q", [0]), array("I")
    text = bytearray()
    for head, group in groupby(ordered, key=_head):
        known = list(group)
        if added and known[-1].split(" ")[0] in added:
            total -= _take_over(known, added)
        block = "\n".join(known).encode()
        text += block
        codes.append(_code(head))
        starts.append(len(text))
        sums.append(crc32(block))
    header = _HEADER.pack(MAGIC, len(codes), total)
    gap = b"\0\0\0\0" * (len(codes) % 2)
    return b"".join([header, codes.tobytes(), starts.tobytes(), sums.tobytes(), gap, text])


def _take_over(lines: list[str], added: dict[str, str]) -> int:
    """Give words that are added the tags of those whose place they take; return the frequencies of these."""
    gone = 0
    tags = {}
    for line in list(lines):
        word = line.split(" ")[0]
        if word in added and line is not added[word]:
            gone += _frequency(line)
            tags[word] = line.rpartition(" ")[2]
            lines.remove(line)
    for at, line in enumerate(lines):
        word, frequency, tag = line.split(" ")
        lines[at] = f"{word} {frequency} {tags.get(word, tag)}"
    return gone


def open_dictionary(path: Path) -> Dictionary | None:
    """Return the dictionary at a path, or None where there is none that can be read."""
    with suppress(OSError, ValueError, Damaged), path.open("rb") as file:
        return Dictionary(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    return None


def write_dictionary(path: Path, data: bytes) -> None:
    """Write a dictionary so that others see all of it or nothing; where that fails, there is none."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _head(line: str) -> str:
    """Return the head of the word of a line as three characters, so that they sort as their numbers do."""
    return line[:3].partition(" ")[0].rjust(3, "\0")


def _code(head: str) -> int:
    first, second, third = map(ord, head)
    return first << 42 | second << 21 | third


def _frequency(line: str) -> int:
    return int(line.split(" ")[1])
