"""How well one torn piece of text goes on in another: judged at the seam.

Three witnesses: how strongly the last character calls for the first (a small table of official
Chinese, `seams.txt`), whether the words across the seam stand elsewhere on the page, and whether
quotes, brackets and enumerations go on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from xzsc.model import squeeze
from xzsc.structure.lines import NEVER_FIRST
from xzsc.structure.patterns import lazy

_UNSEEN = -3.0
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ("「", "」"))
_ENUMERATED = lazy(r"(?:(?<=[。；：])|(?<=\A))([一二三四五六七八九])([是要])")
_NOT_HAN = lazy(r"[^\u4e00-\u9fff]+")
_NUMBERS = "一二三四五六七八九"


@lru_cache(maxsize=1)
def _calls() -> Mapping[str, Mapping[str, int]]:
    """Load the table: first character → following character → bits."""
    table: dict[str, dict[str, int]] = {}
    lines = Path(__file__).with_name("seams.txt").read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("; "):
            continue
        row, bits = table.setdefault(line[0], {}), 0
        for character in line[1:]:
            if character.isdecimal() and character.isascii():
                bits = int(character)
            else:
                row[character] = bits
    return table


def call(left: str, right: str) -> float:
    """Return in bits how strongly one character calls for the next."""
    table = _calls()
    first, second = ("#" if c.isdecimal() else c for c in (left, right))
    return table.get(first, {}).get(second, _UNSEEN)


def seam(before: str, after: str, page: str) -> float:
    """Return in log-odds how well `after` continues `before`, which stops in mid-sentence.

    The weights were fitted on pages made of articles cut at random (2026-11-21).

    Args:
        before: the text up to the seam.
        after: the text behind it.
        page: all text of the page, its pieces kept apart, to look words up in.
    """
    tail, head = squeeze(before[-200:]), squeeze(after[:200])
    if not tail or not head:
        return _UNSEEN
    if head[0] in NEVER_FIRST:
        return 4.0
    score = 2.0 * repeated if (repeated := doubled(tail, head)) else _joint(tail, head, page)
    return score + _balance(before, after) + _enumeration(before, after)


def _joint(tail: str, head: str, page: str) -> float:
    return 0.5 * call(tail[-1], head[0]) + _known_across(tail, head, page)


def _known_across(tail: str, head: str, page: str) -> float:
    """Return a bonus for the longest string across the seam that the page has elsewhere."""
    for size in range(6, 1, -1):
        for left in range(1, size):
            if left <= len(tail) and size - left <= len(head) and tail[-left:] + head[: size - left] in page:
                return 0.5 * (size - 1)
    return 0.0


def doubled(tail: str, head: str) -> int:
    """Return how many characters the second piece repeats from the end of the first (高质量/量发展).

    Counts only what cannot be meant: one character that also ends a known pair on the left and
    opens one on the right, or two characters and more.
    """
    for size in (3, 2):
        if len(tail) > size and tail[-size:] == head[:size]:
            return size
    if len(tail) > 1 and len(head) > 1 and tail[-1] == head[0]:
        return int(
            call(tail[-2], tail[-1]) > 2 and call(head[0], head[1]) >= 0 and call(tail[-1], head[0]) < 0
        )
    return 0


def _balance(before: str, after: str) -> float:
    """Return a bonus where a quote that is open before the seam closes behind it, else a malus."""
    score = 0.0
    sentence = re.split(r"[。！？]", before)[-1]
    for opening, closing in _PAIRS:
        is_open = sentence.rfind(opening) > sentence.rfind(closing)
        first_open, first_close = after.find(opening), after.find(closing)
        closes = first_close >= 0 and (first_open < 0 or first_close < first_open)
        if is_open:
            score += 2.6 if closes and first_close < 40 else -2.6
        elif closes and first_close < 60:
            score -= 2.6
    return score


def _enumeration(before: str, after: str) -> float:
    """Return a bonus where 二是 follows 一是 across the seam, a malus where the count breaks."""
    last, first = list(_ENUMERATED.finditer(before)), _ENUMERATED.search(after)
    if first is None or first[1] == "一":
        return 0.0
    if not last:
        return -2.0
    follows = _NUMBERS.index(first[1]) == _NUMBERS.index(last[-1][1]) + 1
    return (2.5 if first[2] == last[-1][2] else 0.5) if follows else -2.5


def profile(text: str) -> Counter[str]:
    """Return the character pairs of a text, counted: what it talks about."""
    text = _NOT_HAN.sub(" ", text)
    return Counter([pair for at in range(len(text) - 1) if " " not in (pair := text[at : at + 2])])


class Topic(NamedTuple):
    """The character pairs of a text, counted, and the square of their length when rare pairs weigh more."""

    pairs: Mapping[str, int]
    norm: float


def topic(pairs: Mapping[str, int], weight: Mapping[str, float]) -> Topic:
    """Return the topic of a profile."""
    return Topic(pairs, sum([(weight.get(pair, 0.0) * n) ** 2 for pair, n in pairs.items()]))


def likeness(one: Topic, other: Topic, weight: Mapping[str, float]) -> float:
    """Return the cosine of two topics, rare pairs weighing more."""
    few, many = (other, one) if len(other.pairs) < len(one.pairs) else (one, other)
    known = many.pairs
    dot = sum(
        [weight.get(pair, 0.0) ** 2 * n * known[pair] for pair, n in few.pairs.items() if pair in known]
    )
    norm = sqrt(one.norm * other.norm)
    return dot / norm if norm else 0.0
