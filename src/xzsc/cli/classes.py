"""Options whose values are classes of the codebook, completed and checked against it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from xzsc.cli.options import unknown
from xzsc.errors import UsageError, XzscError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from xzsc.codebook import Codebook


def class_option(key: str, help: str) -> Callable[..., Any]:
    """Give a command a repeatable option for the classes of one dimension; commas part several."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from xzsc.codebook import load_codebook

        try:
            classes = load_codebook(ctx.params.get("codebook")).dimension(key).classes
        except (XzscError, KeyError):
            return []
        return [
            CompletionItem(each.code, help=each.definition)
            for each in classes
            if each.code.startswith(incomplete)
        ]

    def split(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(filter(None, (value for each in given for value in re.split("[,，、]", each))))

    return click.option(
        f"--{key}", multiple=True, metavar=key.upper(), shell_complete=complete, callback=split, help=help
    )


def check_classes(book: Codebook, **wanted: Sequence[str]) -> None:
    """Refuse a class that the codebook does not have.

    Raises:
        UsageError: with the nearest classes.
    """
    for key, values in wanted.items():
        codes = book.dimension(key).codes
        # 供给型 stands for all of 供给型-人才培养, 供给型-资金投入 …, and 人才培养 for the first of them.
        groups = {part for code in codes if key == "instrument" for part in code.split("-", 1)}
        for value in values:
            if value not in codes and value not in groups:
                raise UsageError(f"--{key}: {unknown(key, value, codes)}")
