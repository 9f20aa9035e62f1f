"""`xzsc agree`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import click

from xzsc.cli.coded import coding_units, headings_option, orders, read_codings
from xzsc.cli.options import OF_TEXTS, Options, common_command
from xzsc.cli.run import Run
from xzsc.coding import Coding
from xzsc.errors import UsageError

_CURE = "Give codings of the same units."


@partial(common_command, without=OF_TEXTS)
@click.argument("sheets", nargs=-1, metavar="A B [C]...", type=click.Path())
@headings_option
@click.option("--disagreements", "differ", is_flag=True, help="List the units on which the coders differ.")
def command(options: Options, sheets: Sequence[str], headings: bool, differ: bool) -> int:
    """Agreement of two or more coders: percent, Holsti, κ, π, Fleiss' κ and Krippendorff's α.

    A, B … are sheets that xzsc sheet wrote, or tables with the columns document, code or text, and
    role, theme, instrument, strength or dimensions of your own. A row for each dimension, then for
    each of its classes against the others. What is not defined stays empty and the note says why.

    \b
    Example:
      xzsc sheet --filled -o first.xlsx
      xzsc sheet --filled -o second.xlsx
      xzsc agree first.xlsx second.xlsx
    """
    from xzsc.reliability import agreement, disagreements, lacking

    if len(sheets) < 2:
        raise UsageError("agree: one coder agrees with nobody. Give the sheets of two coders or more.")
    run = Run(options)
    codings = read_codings(options, run, sheets)
    lacks = lacking(codings)
    if lacks is None:
        raise UsageError(f"{sheets[1]}: shares no unit (document and text) with {sheets[0]}. {_CURE}")
    for coding, units in zip(codings, lacks, strict=True):
        if units:
            first = " ".join(filter(None, (units[0].document, units[0].code or units[0].text[:12])))
            run.say(f"xzsc: {coding.coder} lacks units of the other sheets: {len(units)} (first {first})")
    for told in _not_shared(codings):
        run.say(f"xzsc: warning: {told}")
    codings = coding_units(run, codings, headings=headings)
    if differ:
        return run.write(disagreements(codings))
    book = options.load_codebook()
    nominal = [each.key for each in book.dimensions if not each.ordinal]
    return run.write(agreement(codings, orders=orders(book, ordinal=True), nominal=nominal))


def _not_shared(codings: Sequence[Coding]) -> Iterator[str]:
    """Say which columns only some of the sheets have: they are not compared."""
    columns: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for coding in codings for name in coding.dimensions):
        lacking = [coding.coder for coding in codings if name not in coding.dimensions]
        if lacking:
            columns.setdefault(", ".join(lacking), []).append(name)
    for coders, names in columns.items():
        yield f"not compared, for {coders} has no such column: {', '.join(names)}. Name them alike in all."
