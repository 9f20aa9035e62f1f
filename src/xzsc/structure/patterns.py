"""Regular expressions that are compiled when they are first asked for.

This room knows about a hundred. To compile them all takes longer than to read a document, and no
document needs all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, cast

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "split")


class _Lazy:
    """Stands for a compiled pattern; its methods become attributes at the first use of one."""

    def __init__(self, pattern: str | Callable[[], str], flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self.pattern() if callable(self.pattern) else self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is not compiled yet, or not written: one of words that are read from a file."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


class Option(NamedTuple):
    """A pattern for whole texts, and by what a text that it cannot match is told at a glance.

    Args:
        name: what a text is that matches.
        pattern: the pattern.
        opens: the characters that such a text may open with; 0 stands for every digit, a space for
            every white space; "" for any character.
        holds: what such a text holds.
    """

    name: str
    pattern: re.Pattern[str]
    opens: str = ""
    holds: str = ""


class Options(dict[str, tuple[Option, ...]]):
    """Options by the first character of a text, each set of them in the order given."""

    def __init__(self, *options: Option) -> None:
        super().__init__()
        self.options = options

    def __missing__(self, first: str) -> tuple[Option, ...]:
        stands_for = "0" if first.isdecimal() else " " if first.isspace() else first
        found = tuple(o for o in self.options if not o.opens or stands_for in o.opens or first in o.opens)
        self[first] = found
        return found

    def name(self, text: str) -> str:
        """Return the name of the first option that a text matches, or ""."""
        for name, pattern, _, holds in self[text[:1]]:
            if holds in text and pattern.fullmatch(text):
                return name
        return ""
