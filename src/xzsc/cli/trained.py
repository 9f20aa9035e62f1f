"""The option --weights: what `xzsc train` wrote, known by its bytes as well as by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from xzsc.errors import LexiconError


@dataclass(frozen=True, slots=True)
class Trained:
    """A weights file; the digest makes results of another file of the same name other results."""

    path: str
    sha256: str


def trained(path: str | None) -> Trained | None:
    """Return the weights file, checked, or None without one.

    Raises:
        LexiconError: there is no such file, or it holds no weights.
    """
    if path is None:
        return None
    import hashlib

    from xzsc.measures.weights import load

    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise LexiconError(f"{path}: {error.strerror}. Make weights with: xzsc train CODED") from error
    load(path)
    return Trained(path, hashlib.sha256(content).hexdigest())


def weights_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``weights``; it receives a `Trained` or None."""
    return click.option(
        "--weights",
        type=click.Path(),
        metavar="FILE",
        callback=lambda _ctx, _param, value: trained(value),
        help="Code by what xzsc train wrote, not by the shipped weights.",
    )(function)
