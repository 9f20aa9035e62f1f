"""`xzsc codebook`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from xzsc.cli import tables
from xzsc.cli.options import OF_TEXTS, Options, common_command
from xzsc.cli.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xzsc.codebook import Codebook, Dimension


@partial(common_command, without=(*OF_TEXTS, "encoding"))
@click.argument("file", required=False, type=click.Path())
def command(options: Options, file: str | None) -> int:
    """Roles, themes, instruments and strengths with definitions, cues and examples; checks a FILE of yours.

    Of a FILE the dimensions are shown in which it differs; all others are the shipped ones.

    \b
    Example:
      xzsc codebook --columns scheme,code,definition
    """
    from xzsc.codebook import load_codebook

    path = file or options.codebook
    book = load_codebook(path)
    run = Run(options)
    if path:
        called = f" ({book.title})" if book.title and book.title not in path else ""
        run.say(f"xzsc: {path}{called}: {_size(book)}, no faults")
        for key in book.own:
            for told in _doubts(book.dimension(key)):
                run.say(f"xzsc: {key}: {told}")
    return run.write(tables.codebook_table(book))


def _doubts(dimension: Dimension) -> Iterator[str]:
    """Say what is no fault in a dimension and yet may not be meant."""
    from xzsc.measures.cues import OTHER, shares

    for cue, given in shares(dimension).items():
        owners = [code for code, worth in given.items() if worth > 0]
        if len(owners) > 1:
            yield f"{cue} is a cue of {', '.join(owners)}; it counts for each in part"
    silent = [each.code for each in dimension.classes if not each.cues and each.code != OTHER]
    if silent:
        yield f"no cues for {', '.join(silent)}; without them only xzsc train can code so"


def _size(book: Codebook) -> str:
    numbers = {"dimension": len(book.own), "class": sum(len(book.dimension(key).classes) for key in book.own)}
    plural = {"dimension": "dimensions", "class": "classes"}
    return ", ".join(f"{n} {name if n == 1 else plural[name]}" for name, n in numbers.items())
