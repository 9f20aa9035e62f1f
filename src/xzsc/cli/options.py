"""Options that mean the same in every command, as one frozen value."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import click

from xzsc.cli.registry import WARNINGS
from xzsc.errors import LexiconError, nearest
from xzsc.printers import FORMATS, format_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from xzsc.codebook import Codebook
    from xzsc.lexicon import Lexicon, Term
    from xzsc.loaders import ReadOptions


@dataclass(frozen=True, slots=True)
class Options:
    """What the common options said."""

    format: str
    output: str | None = None
    columns: tuple[str, ...] = ()
    bom: bool | None = None
    raw: bool = False
    encoding: str | None = None
    text_column: str | None = None
    title_column: str | None = None
    date_column: str | None = None
    issuer_column: str | None = None
    number_column: str | None = None
    id_column: str | None = None
    lexicon: str | None = None
    codebook: str | None = None
    jobs: int | None = None
    no_cache: bool = False
    quiet: bool = False
    verbose: bool = False
    color: bool = True

    @property
    def reading(self) -> ReadOptions:
        """The options of the loaders."""
        from xzsc.loaders import ReadOptions

        return ReadOptions(**{each.name: getattr(self, each.name) for each in fields(ReadOptions)})

    def load_codebook(self) -> Codebook:
        """Return the user's codebook or the shipped one."""
        from xzsc.codebook import load_codebook

        return load_codebook(self.codebook)

    def load_lexicon(self) -> Lexicon:
        """Return the shipped lexicon, joined by the user's terms; the run warns of rows left out."""
        from xzsc.lexicon import load_lexicon

        return load_lexicon(self.lexicon, on_note=_warn)


def read_terms(path: str) -> tuple[Term, ...]:
    """Return the terms of a user's file; the run warns of rows left out."""
    from xzsc.lexicon import read_terms

    return read_terms(path, on_note=_warn)


def warnings() -> dict[str, None]:
    """Return what the run of this command is to warn of, each once; it may be added to."""
    context = click.get_current_context(silent=True)
    kept: dict[str, None] = context.meta.setdefault(WARNINGS, {}) if context else {}
    return kept


def _warn(warning: str) -> None:
    warnings()[warning] = None


class Name(click.ParamType[str]):
    """One of some names; another one is answered with the nearest."""

    name = "name"

    def __init__(self, what: str, names: Sequence[str]) -> None:
        self._what, self._names = what, names

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the names as they stand in the help."""
        return self._what.upper()

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name if it is one."""
        if value not in self._names:
            self.fail(unknown(self._what, value, self._names), param, ctx)
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the names."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self._names if name.startswith(incomplete)]


def unknown(what: str, value: str, names: Sequence[str]) -> str:
    """Say that there is no such name, with the nearest ones or all."""
    near = nearest(value, names)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}."
    return f"no {what} “{value}”; {hint}"


class Command(click.Command):
    """A command whose help lists its own options first, then the common ones."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write two lists of options."""
        records: dict[str, list[tuple[str, str]]] = {"Options": [], "Common options": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                own = not isinstance(param, _Common) and param.name != "help"
                records["Options" if own else "Common options"].append(record)
        for title, rows in records.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows, col_max=26)


class _Common(click.Option):
    """An option that all commands share."""


_COMMON_OPTIONS = (
    _Common(
        ["-f", "--format"],
        type=Name("format", FORMATS),
        help=f"{', '.join(FORMATS)}; default: table on a terminal, else csv.",
    ),
    _Common(["-o", "--output"], type=click.Path(), metavar="FILE", help="Its ending names the format."),
    _Common(["--columns"], metavar="A,B,C", help="Write these columns, in this order."),
    _Common(["--bom/--no-bom"], default=None, help="Byte order mark; default: in files, not in pipes."),
    _Common(["--raw"], is_flag=True, help="Do not guard cells that a spreadsheet would run as a formula."),
    _Common(["--encoding"], metavar="NAME", help="Encoding of the input, if it is not found by itself."),
    _Common(["--text-column"], metavar="NAME", help="Column of a table that holds the text."),
    _Common(["--title-column"], metavar="NAME", help="… the title."),
    _Common(["--date-column"], metavar="NAME", help="… the date."),
    _Common(["--issuer-column"], metavar="NAME", help="… the issuer 发文机关."),
    _Common(["--number-column"], metavar="NAME", help="… the document number 发文字号."),
    _Common(["--id-column"], metavar="NAME", help="… the name of the document."),
    _Common(
        ["--lexicon"], type=click.Path(), metavar="FILE", help="Your own terms, beside the shipped ones."
    ),
    _Common(["--codebook"], type=click.Path(), metavar="FILE", help="Your own codebook (TOML)."),
    _Common(
        ["-j", "--jobs"], type=click.IntRange(min=1), metavar="N", help="Processes; default by input size."
    ),
    _Common(["--no-cache"], is_flag=True, help="Neither use nor keep what earlier runs found out."),
    _Common(["-q", "--quiet"], is_flag=True, help="No warnings, no summary."),
    _Common(["-v", "--verbose"], is_flag=True, help="All warnings, and what was used."),
    _Common(["--no-color"], is_flag=True, help="No colours; NO_COLOR does the same."),
)


OF_TEXTS = (
    *("text_column", "title_column", "date_column", "issuer_column", "number_column", "id_column"),
    *("lexicon", "jobs", "no_cache"),
)
"""Options that mean nothing to a command that reads no texts."""


def common_options(function: Callable[..., Any], *, without: Sequence[str] = ()) -> Callable[..., Any]:
    """Give a command the common options; it receives them as one value, ``options``.

    Args:
        function: the command.
        without: names of options that mean nothing to it.
    """
    chosen = [option for option in _COMMON_OPTIONS if option.name not in without]
    names = [str(option.name) for option in chosen]

    @functools.wraps(function)
    def wrapped(**given: Any) -> Any:  # noqa: ANN401 (whatever the command takes and returns)
        common = {name: given.pop(name) for name in names}
        return function(options=_options(**common), **given)

    own = list(getattr(function, "__click_params__", []))
    # click reads decorators from the bottom up and turns the list round in the end.
    wrapped.__click_params__ = list(reversed(chosen)) + own  # type: ignore[attr-defined]
    return wrapped


def _options(
    *,
    format: str | None = None,
    columns: str | None = None,
    no_color: bool = False,
    **given: Any,  # noqa: ANN401 (the rest as it is)
) -> Options:
    output = given.get("output")
    for path in (given.get("lexicon"), given.get("codebook")):
        if path and not os.path.isfile(path):  # also for a command that would never open it
            raise LexiconError(f"{path}: no such file.")
    names = tuple(name for name in (columns or "").replace("，", ",").split(",") if name.strip())
    return Options(
        format=format or _default_format(output),
        columns=tuple(name.strip() for name in names),
        color=not (no_color or os.environ.get("NO_COLOR")),
        **given,
    )


def _default_format(output: str | None) -> str:
    if output not in (None, "-"):
        return format_of(str(output))
    return "table" if sys.stdout.isatty() else "csv"


def paths_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the argument ``paths``."""
    path = click.Path(allow_dash=True, readable=False)  # an unreadable file does not stop the others
    return click.argument("paths", nargs=-1, metavar="[PATH]...", type=path)(function)


def cluster_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``cluster``."""
    return click.option(
        "--cluster", default="", metavar="ADDRESS", help="Let the workers of this dask scheduler do it."
    )(function)


def common_command(function: Callable[..., Any], *, without: Sequence[str] = ()) -> Command:
    """Make a command out of a function that takes ``options`` besides its own options.

    Args:
        function: the command.
        without: names of common options that mean nothing to it.
    """
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    made: Command = click.command(cls=Command, context_settings=settings)(
        common_options(function, without=without)
    )
    return made
