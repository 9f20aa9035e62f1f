"""`xzsc cache`."""

from __future__ import annotations

import click

from xzsc.errors import InputError


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--clear", is_flag=True, help="Forget everything.")
def command(clear: bool) -> None:
    """Show where results are kept between runs, how many and how large; or forget them.

    What came of a file is kept by its bytes, its name, the options, codebook and lexicon, and
    the version of xzsc: a changed file is read again. The folder may be deleted at any time;
    XZSC_CACHE_DIR names another one, --no-cache does without.

    \b
    Example:
      xzsc cache --clear
    """
    from sqlite3 import Error

    from xzsc.cache import LIMIT, VARIABLE, Cache, cache_folder

    held = Cache(cache_folder())
    if clear:
        try:
            held.clear()
        except (OSError, Error) as error:
            cure = f"Change the access rights of its folder, or name another folder by {VARIABLE}."
            if "locked" in str(error):
                cure = "Try again when no other xzsc runs."
            raise InputError(str(held.path), f"cannot be cleared ({error}). {cure}") from None
    if held.fault or held.note:
        click.echo(f"xzsc: warning: {held.fault or held.note}", err=True)
    click.echo(f"{held.path}: {len(held):,} results, {held.size / 1e6:,.1f} of {LIMIT / 1e6:,.0f} MB")
    held.close()
