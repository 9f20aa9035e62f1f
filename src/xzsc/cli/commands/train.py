"""`xzsc train`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import click

from xzsc.cli.coded import read_codings
from xzsc.cli.options import Command, Options, common_options
from xzsc.cli.run import Run
from xzsc.codebook import Codebook
from xzsc.coding import ROLE, Coding
from xzsc.decode import decode
from xzsc.errors import InputError, UsageError
from xzsc.model import Table
from xzsc.printers import open_binary

COLUMNS = ("dimension", "coded", "documents", "cues", "trained", "gain")


@click.command(
    cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@partial(common_options, without=("output",))
@click.argument("coded", nargs=-1, required=True, metavar="CODED...", type=click.Path())
@click.option("-o", "--output", "weights", default="weights.npz", metavar="FILE", help="The weights file.")
def command(options: Options, coded: Sequence[str], weights: str) -> int:
    """Learn from coded tables: writes weights for --weights, says by how much they help.

    CODED are sheets that xzsc sheet wrote and people filled (.xlsx, .csv, .tsv), or JSON lines in
    the shape of training/README.md. The table says what share of the coded measures the cues
    alone and the training get right, each document coded by weights that never saw it; for
    theme and instrument, cues is the share of the shipped weights, which decide without
    --weights and may have learned from the same texts. A dimension is learned from 20 coded
    measures on, of two documents or more, and only where that clearly helps.

    \b
    Example:
      xzsc sheet --filled -o coded.xlsx
      xzsc train coded.xlsx -o mine.npz
    """
    if find_spec("sklearn") is None:
        raise UsageError('train: scikit-learn is missing. Install it with: pip install "xzsc[train]"')
    from xzsc.measures.cues import OTHER
    from xzsc.measures.train import train

    for path in coded:
        if not Path(path).is_file():
            raise InputError(path, "no such file.")
    tables = [path for path in coded if not _is_sheet(path)]
    run, book = Run(options), options.load_codebook()
    codings = read_codings(options, run, [path for path in coded if _is_sheet(path)])
    with open_binary(weights) as file:  # which is refused now if it cannot be written, and whole or not there
        gains = train(tables, file, codebook=book, codings=codings)
    run.say(f"xzsc: wrote {weights}")
    for told in _not_learned(codings, book, {each.dimension for each in gains}):
        run.say(f"xzsc: warning: {told}")
    for each in gains:
        before = "the shipped weights, which may know these texts" if each.shipped else "the cues alone"
        if each.empty:
            run.say(f"xzsc: {each.dimension}: {each.empty} measures left empty count as none of its classes")
        elif each.clear and OTHER not in book.dimension(each.dimension).codes:
            run.say(f"xzsc: {each.dimension}: every coded measure has a class, so --weights gives each one")
        if not each.clear:
            run.say(
                f"xzsc: warning: {each.dimension}: no clear gain over {before}, "
                "so it is left as it was. Code more measures."
            )
        elif each.guessed:
            run.say(
                f"xzsc: warning: {each.dimension}: the commonest class for all would reach "
                f"{each.common:.3f}, so hardly anything is learned. Code more measures."
            )
    rows = (
        (each.dimension, each.n, each.documents, each.cues, each.trained, each.trained - each.cues)
        for each in gains
    )
    return run.write(Table("dimensions", COLUMNS, rows, brief=COLUMNS))


def _not_learned(codings: Sequence[Coding], book: Codebook, learned: Container[str]) -> Iterator[str]:
    """Say which columns people coded for nothing."""
    from xzsc.sheets import SECOND_THEME

    own = {each.key for each in book.dimensions} - {"strength"} | set(book.own)
    passed = {ROLE, SECOND_THEME, "measure", "strength"} - set(book.own)
    coded = Counter(
        book.key_of(name)
        for coding in codings
        for unit in coding.units
        for name, value in unit.values
        if value
    )
    for key, number in coded.items():
        if key in own and key not in learned:
            yield f"{key}: {number} coded measures are too few (or of one document), so it is not learned."
        elif key not in own and key not in passed:
            told = f"no dimension of the codebook {book.name}, so it is not learned"
            yield f"{key}: {told}. Give yours by --codebook."


def _is_sheet(path: str) -> bool:
    """Whether a file is a coding sheet; JSON lines may be one, or gold or passages."""
    if not path.lower().endswith(".jsonl"):
        return True
    lines = decode(Path(path).read_bytes(), where=path).text.split("\n")
    try:
        row = json.loads(next(filter(str.strip, lines), "{}"))
    except json.JSONDecodeError:
        return False
    return isinstance(row, dict) and not ({"sentences", "roles"} & row.keys())
