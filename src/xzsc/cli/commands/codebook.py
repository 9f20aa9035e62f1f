"""`xzsc codebook`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from xzsc.cli import tables
from xzsc.cli.options import OF_TEXTS, Options, common_command
from xzsc.cli.run import Run

if TYPE_CHECKING:
    from xzsc.codebook import Codebook


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
    return run.write(tables.codebook_table(book))


def _size(book: Codebook) -> str:
    numbers = {"dimension": len(book.own), "class": sum(len(book.dimension(key).classes) for key in book.own)}
    plural = {"dimension": "dimensions", "class": "classes"}
    return ", ".join(f"{n} {name if n == 1 else plural[name]}" for name, n in numbers.items())
