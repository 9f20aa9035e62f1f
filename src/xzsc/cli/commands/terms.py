"""`xzsc terms`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from xzsc.cli.options import Options, common_command, paths_argument, read_terms
from xzsc.cli.run import Run


@common_command
@paths_argument
@click.option("-n", "--top", "n", type=click.IntRange(min=1), help="So many new terms; default all.")
@click.option("--min-count", type=click.IntRange(min=2), default=5, help="Least occurrences; default 5.")
@click.option("--min-cohesion", type=float, default=2.0, help="Least PMI over all splits; default 2.")
@click.option("--min-freedom", type=float, default=0.8, help="Least entropy of neighbours; default 0.8.")
@click.option("--known", is_flag=True, help="Show terms that the lexicon has, too.")
@click.option("--audit", is_flag=True, help="What becomes of each term of --lexicon: hit, never, shadowed, …")
def command(
    options: Options, paths: Sequence[str], n: int | None, audit: bool, known: bool, **least: float
) -> int:
    """New terms of these texts, by cohesion and freedom; or an audit of a list of terms.

    \b
    The CSV of new terms is a lexicon: take out what is none, then give it to --lexicon.

    \b
    Example:
      xzsc terms --min-count 3 -o mine.csv
      xzsc terms --audit --lexicon mine.csv
    """
    run = Run(options)
    lexicon = options.load_lexicon()
    documents = run.documents(paths)
    if audit:
        from xzsc.keywords.audit import audit as audited

        own = read_terms(options.lexicon) if options.lexicon else None
        return run.write(audited(documents, lexicon, terms=own), tally="verdict")
    from xzsc.keywords.discovery import new_terms

    return run.write(new_terms(documents, n=n or 0, known=known, lexicon=lexicon, **least))  # type: ignore[arg-type]
