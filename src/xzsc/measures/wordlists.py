"""Word lists of the rules (`data/words.toml`), read when a rule first asks for one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

FILE = "words.toml"


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(resources.files("xzsc").joinpath("data", FILE).read_text("utf-8"))


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a list in the order of the file."""
    return tuple(_file()[name].split())


def by_class(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of a table, by what they speak for."""
    return {each: tuple(written.split()) for each, written in _file()[name].items()}


def either(given: tuple[str, ...]) -> str:
    """Return a pattern that matches one of some words, the first that fits."""
    return "|".join(map(re.escape, given))
