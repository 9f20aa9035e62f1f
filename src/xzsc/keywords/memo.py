"""Answers kept by word: what does not change from document to document is found out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")
MOST = 300_000
"""Answers kept at once, so that memory stays bounded."""


class Memo(dict[str, V]):
    """A dictionary that finds out what it lacks; a subclass of dict because a hit then costs no call."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[str], V]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> V:
        if len(self) >= MOST:
            self.clear()
        value = self[word] = self._find(word)
        return value
