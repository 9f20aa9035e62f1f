"""The exceptions of xzsc. Only `cli` turns them into messages and exit codes.

XzscError
├── InputError      a file or record cannot be read: where, what, the cure
├── LexiconError    a codebook, term list or model is wrong: file, line, key
└── UsageError      an option or name that xzsc does not know: the nearest names
"""

from __future__ import annotations

from collections.abc import Iterable


class XzscError(Exception):
    """Base of all errors that a user can cure; ``str()`` is the one-line message."""


class InputError(XzscError):
    """A file cannot be read.

    Args:
        where: the path, with the record inside it.
        what: what is wrong, and what can be done about it.
    """

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        return type(self), (self.where, self.what)


class LexiconError(XzscError):
    """A codebook, a lexicon or a model file is wrong."""


class UsageError(XzscError):
    """The user asked for something that does not exist or does not fit."""


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Return the three known names, or fewer, that look most like a wrong one, the best first."""
    from difflib import SequenceMatcher

    ranked = sorted(names, key=lambda known: (-SequenceMatcher(None, name, known).ratio(), known))
    return [known for known in ranked if SequenceMatcher(None, name, known).ratio() >= 0.4][:3]
