"""Coded units for the commands that count or compare them: from a sheet, or coded by xzsc."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from xzsc.cli.options import Options
from xzsc.cli.run import Row, Rows, Run
from xzsc.cli.tables import code
from xzsc.cli.trained import Trained
from xzsc.codebook import Codebook
from xzsc.coding import Coding
from xzsc.model import Document


def sheet_rows(
    run: Run,
    paths: Sequence[str],
    *,
    weights: Trained | None = None,
    filled: bool = False,
    measures_only: bool = False,
    every: bool = False,
) -> Rows:
    """Return the rows of the coding sheet of documents; see `xzsc.sheets.document_rows`."""
    task = partial(_sheet_rows, book=run.options.load_codebook(), weights=weights)
    return run.rows(paths, partial(task, filled=filled, measures_only=measures_only, every=every))


def _sheet_rows(
    doc: Document, *, book: Codebook, weights: Trained | None, filled: bool, measures_only: bool, every: bool
) -> list[Row]:
    from xzsc.sheets import document_rows

    coded, measures = code(doc, book=book, weights=weights)
    return list(document_rows(coded, measures, book, filled=filled, measures_only=measures_only, every=every))


def orders(book: Codebook, *, ordinal: bool = False) -> dict[str, tuple[str, ...]]:
    """Return the classes of each dimension in the order of the codebook, or of the ordinal ones only."""
    found = {each.key: each.codes for each in book.dimensions if each.ordinal or not ordinal}
    if not ordinal:
        classes = (code.split("-")[0] for code in found.get("instrument", ()))
        found |= {"class": tuple(dict.fromkeys(classes)), "role": tuple(role.code for role in book.roles)}
    return found


def dimension_key(name: str, book: Codebook, coding: Coding | None) -> str:
    """Return the key of a dimension that is called by its name (阶段 for stage), else the name itself."""
    return name if coding and name in coding.dimensions else book.key_of(name)


def headings_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``headings``."""
    help = "Count units too that all who coded them call 标题; they are left out."
    return click.option("--headings", is_flag=True, help=help)(function)


def coding_units(run: Run, codings: Sequence[Coding], *, headings: bool) -> list[Coding]:
    """Return codings without the headings they agree on, unless these are to be counted, and say so."""
    from xzsc.reliability import without_headings

    left = list(codings) if headings else without_headings(codings)
    number = len(codings[0].units) - len(left[0].units)
    if number:
        run.say(f"xzsc: {number} headings were left out; --headings counts them")
    return left


def read_codings(options: Options, run: Run, paths: Sequence[str]) -> list[Coding]:
    """Read coded sheets and say which of their values the codebook does not know."""
    from xzsc.sheets import read_coding, strangers

    run.spare(paths)
    book = options.load_codebook()
    codings = []
    stems = Counter(Path(path).stem for path in paths)
    for path in paths:
        coding = read_coding(path, encoding=options.encoding, codebook=book)
        units = tuple(unit for unit in coding.units if unit.code or unit.text)
        if nameless := len(coding.units) - len(units):
            run.say(f"xzsc: warning: {path}: {nameless} rows without code and text were left out")
        name = coding.coder if stems[coding.coder] == 1 else path
        coding = replace(coding, coder=name, units=units)
        codings.append(coding)
        run.counts["coded units"] = max(run.counts["coded units"], len(coding.units))
        for stranger in strangers(coding, book):
            run.say(f"xzsc: warning: {stranger}")
    return codings
