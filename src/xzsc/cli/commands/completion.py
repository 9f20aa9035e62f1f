"""`xzsc completion`."""

from __future__ import annotations

import click

from xzsc.cli.options import Name

SHELLS = ("bash", "zsh", "fish")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("shell", type=Name("shell", SHELLS), metavar="bash|zsh|fish")
def command(shell: str) -> None:
    """Print the script that completes commands, options, themes, instruments and strengths.

    \b
    Example:
      xzsc completion bash
    """
    from click.shell_completion import get_completion_class

    from xzsc.cli.app import app

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(app, {}, "xzsc", "_XZSC_COMPLETE").source())
