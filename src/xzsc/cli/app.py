"""The `xzsc` command: lazily imported commands, one-line errors, exit codes."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn, TextIO, cast

import click

from xzsc import __version__
from xzsc.cli.registry import COMMANDS, FAILURES, INTERRUPT, SECTIONS
from xzsc.errors import InputError, XzscError, nearest

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

EXAMPLES = """\b
Examples:
  xzsc measures --theme 人才                        the sample corpus, as a table
  xzsc measures reports/ --theme 人才 -o rc.xlsx    a folder, into a workbook
  xzsc keywords plan.pdf -f csv | head              the first lines of a CSV
"""


class App(click.Group):
    """A group that imports a command when it is called or asked for help, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names in the order of the help."""
        return [entry.name for section in SECTIONS for entry in COMMANDS if entry.section == section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        entry = next((entry for entry in COMMANDS if entry.name == cmd_name), None)
        if entry is None:
            return None
        command = import_module(entry.module).command
        command.short_help = entry.help
        return cast("click.Command", command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; answer an unknown one with the nearest names."""
        name, names = args[0], self.list_commands(ctx)
        if name not in names and not name.startswith("-") and not ctx.resilient_parsing:
            near = nearest(name, names)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"Commands: {', '.join(names)}."
            raise click.UsageError(f"no command “{name}”. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section, from the registry alone."""
        for section in SECTIONS:
            rows = [(entry.name, entry.help) for entry in COMMANDS if entry.section == section]
            with formatter.section(section):
                formatter.write_dl(rows, col_max=14)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete command names without importing the commands."""
        from click.shell_completion import CompletionItem

        found = [CompletionItem(e.name, help=e.help) for e in COMMANDS if e.name.startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's own signature)
        """Run a command; a closed pipe ends it quietly, Ctrl-C with a word on what was done."""
        try:
            status = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _forget_stdout()
            raise click.exceptions.Exit(DONE) from None
        except KeyboardInterrupt as interrupt:
            ctx.meta.get(INTERRUPT, _say_nothing)(getattr(interrupt, "__notes__", ()))
            for failure in ctx.meta.get(FAILURES, ()):
                _complain(str(failure), FAILED)
            raise click.exceptions.Exit(INTERRUPTED) from None
        except XzscError as error:
            if not ctx.meta.get(FAILURES):
                raise
            for failure in (*ctx.meta[FAILURES], error):  # what could not be read may be why
                _complain(str(failure), FAILED)
            raise click.exceptions.Exit(FAILED) from None
        return status

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 (click's own signature)
    ) -> NoReturn:
        """Run the command line and leave with its exit code."""
        _speak_utf8()
        _one_thread()
        try:
            # Globs are ours to expand: `corpus` does it, in one order on all systems.
            extra["windows_expand_args"] = False
            status = super().main(args, "xzsc", complete_var, standalone_mode=False, **extra)
        except (click.Abort, KeyboardInterrupt):
            status = INTERRUPTED
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            status = WRONG_USAGE
        except click.ClickException as error:
            status = _complain(_one_line(error), WRONG_USAGE)
        except InputError as error:
            status = _complain(str(error), FAILED)
        except XzscError as error:
            status = _complain(str(error), error_status(error))
        sys.exit(status if isinstance(status, int) else DONE)


def error_status(error: XzscError) -> int:
    """Return the exit code of an error: 2 for what the user asked, 1 for what the world did."""
    return FAILED if type(error) in (XzscError, InputError) else WRONG_USAGE


def _one_line(error: click.ClickException) -> str:
    message = " ".join(error.format_message().split())
    context = getattr(error, "ctx", None)
    return f"{message} See {context.command_path} --help." if context else message


def _complain(message: str, status: int) -> int:
    click.echo(f"xzsc: error: {message}", err=True)
    return status


def _say_nothing(notes: Sequence[str]) -> None:
    """Stand in for a run that has not begun."""


def _speak_utf8() -> None:
    """Write UTF-8 and ``\n`` on every system, also where a file name is no text."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            cast("Any", stream).reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _forget_stdout() -> None:
    """Let nothing be flushed into a pipe that nobody reads, not at shutdown either."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = cast("TextIO", open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


@click.group(
    cls=App,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.version_option(__version__, message="xzsc %(version)s")
def app() -> None:
    """Read Chinese policy texts and turn them into tables.

    \b
    xzsc COMMAND [PATH…]
    A PATH is a file, a folder, a glob, a .zip, or - for standard input. Without a PATH:
    the folder ./corpus, or else the sample corpus that comes with xzsc.
    """


def _one_thread() -> None:
    """Let numpy use one thread when it is loaded: its arrays here are small, and -j says how many cores."""
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


_RINGS = (100_000, 20, 20)
"""After how many new values the collector of rings looks at the young ones, and how seldom at the others."""


def main() -> None:
    """Run the command line.

    The collector of rings looks at all values again and again, and once more at the end, of which next to
    none is part of a ring: that took a tenth of the time of a short command.
    """
    gc.set_threshold(*_RINGS)
    try:
        app.main()
    finally:
        gc.freeze()
