"""Digests of values, of functions by name, and of the program itself: what the keys of the cache are made of.

Two values with the same fingerprint are the same to every task. A value of which that cannot be known (a
local function, an open file, anything from outside xzsc) has none.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from pathlib import Path
from types import FunctionType
from typing import Any
from zlib import crc32

from xzsc import __version__
from xzsc.folders import cache_folder

_READERS = (
    *("ahocorasick_rs", "charset_normalizer", "htmldate", "jieba", "justext", "lxml", "numpy", "openpyxl"),
    *("pyarrow", "pypdfium2", "python_docx", "rjieba", "trafilatura"),
)
"""Distributions whose version may change a result, as their folders are called, in lower case."""


_PLAIN = frozenset({type(None), bool, int, float, str, bytes})


class Unknown(Exception):
    """There is no telling when this value is the same."""


def fingerprint(*values: object) -> bytes | None:
    """Return a digest of values, the same in every process, or None where there is no telling."""
    pieces: list[str] = []
    try:
        _add(pieces, values)
    except Unknown:
        return None
    return hashlib.sha256("\n".join(pieces).encode("utf-8", "surrogatepass")).digest()


def _add(pieces: list[str], value: object) -> None:
    """Add what makes up a value; each piece is one line that says what it is, how long, and what it holds."""
    kind: Any = type(value)
    if kind in _PLAIN:
        pieces.append(repr(value))
    elif kind in (tuple, list):
        _add_items(pieces, value)  # type: ignore[arg-type]
    elif isinstance(value, Enum):
        pieces.append(f"enum {_name(kind)} {value.name}")
    elif isinstance(value, re.Pattern):
        pieces.append(f"re {value.pattern!r} {value.flags}")
    elif isinstance(value, FunctionType | type):
        pieces.append(f"name {_name(value)}")
    elif is_dataclass(value):
        pieces.append(f"value {_name(kind)}")
        _add_items(pieces, [getattr(value, name) for name in _fields(kind)])
    elif isinstance(value, set | frozenset):
        pieces.append(f"set {len(value)}")
        pieces.extend(sorted(repr(_lines(item)) for item in value))
    elif isinstance(value, Mapping):
        pieces.append(f"mapping {len(value)}")
        _add_items(pieces, [part for item in value.items() for part in item])
    elif isinstance(value, partial):
        pieces.append("partial")
        _add_items(pieces, (value.func, value.args, value.keywords))
    else:
        _add_remade(pieces, value)


def _add_items(pieces: list[str], items: Sequence[object]) -> None:
    if all(type(item) in _PLAIN for item in items):
        pieces.append(repr(tuple(items)))
        return
    pieces.append(f"items {len(items)}")
    for item in items:
        _add(pieces, item)


def _lines(value: object) -> list[str]:
    pieces: list[str] = []
    _add(pieces, value)
    return pieces


@cache
def _fields(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 (any dataclass)
    return tuple(each.name for each in fields(kind) if each.init)


def _add_remade(pieces: list[str], value: object) -> None:
    """An object that pickles by a function and its arguments is what these say."""
    made = value.__reduce__() if type(value).__module__.startswith("xzsc.") else None
    if not isinstance(made, tuple) or len(made) != 2:
        raise Unknown(repr(value))
    _add(pieces, made)


def _name(thing: FunctionType | type) -> str:
    """Return the name of what stands in a module of xzsc; nobody else's code is known by its name."""
    module, name = thing.__module__, thing.__qualname__
    if not module.startswith("xzsc.") or "<" in name:
        raise Unknown(f"{module}.{name}")
    return f"{module}.{name}"


@cache
def program() -> bytes:
    """Return a digest of this xzsc: version, code, packaged data, Python, and the libraries that read.

    Where it lies and when its files were written does not matter: a copy elsewhere has the same.
    """
    lines = [__version__, sys.version, sys.platform, _content(os.path.dirname(os.path.abspath(__file__)))]
    lines += sorted(name for name in _installed() if name.lower().startswith(_READERS))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).digest()


def _content(package: str) -> str:
    """Return a digest of the bytes of the files, from the cache folder where their states are still the same.

    To read and hash them takes longer than to ask for their states, which every run would wait for.
    """
    files = sorted(_files(package))
    states = hashlib.sha256(package.encode("utf-8", "surrogateescape"))
    for name, status in files:
        state = f"{name} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}\n"
        states.update(state.encode("utf-8", "surrogateescape"))
    known = Path(cache_folder(), f"program-{crc32(package.encode('utf-8', 'surrogateescape')):08x}.txt")
    stamp = states.hexdigest()
    with suppress(OSError, ValueError):
        kept, digest = known.read_text("ascii").split()
        if kept == stamp:
            return digest
    digest = _digest(package, [name for name, _ in files])
    with suppress(OSError):  # the folder is not there yet, or may not be written
        new = known.with_suffix(f".{os.getpid()}")
        new.write_text(f"{stamp}\n{digest}\n", "ascii")
        os.replace(new, known)
    return digest


def _files(folder: str, inside: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files of the package by their path in it, with their state."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path, f"{inside}{entry.name}/")
            elif not entry.name.endswith(".pyc"):
                yield f"{inside}{entry.name}", entry.stat()


def _digest(package: str, names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        content = Path(package, name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode("utf-8", "surrogateescape") + content)
    return digest.hexdigest()


def _installed() -> Iterator[str]:
    for folder in sys.path:
        if os.path.isdir(folder):
            yield from (name for name in os.listdir(folder) if name.endswith(".dist-info"))
