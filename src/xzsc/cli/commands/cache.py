"""`xzsc cache`."""

from __future__ import annotations

import click


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
    from xzsc.cache import LIMIT, Cache, cache_folder

    held = Cache(cache_folder())
    fault = held.fault
    if clear:
        held.clear()
    elif fault:
        click.echo(f"xzsc: warning: {fault}", err=True)
    click.echo(f"{held.path}: {len(held):,} results, {held.size / 1e6:,.1f} of {LIMIT / 1e6:,.0f} MB")
    held.close()
