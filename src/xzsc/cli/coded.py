"""Coded units for the commands that count or compare them: from a sheet, or coded by xzsc."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xzsc.cli.options import Options
from xzsc.cli.run import Run
from xzsc.cli.trained import Trained
from xzsc.codebook import Codebook
from xzsc.coding import Coding
from xzsc.model import Document, Measure


def coded_documents(
    run: Run, paths: Sequence[str], *, weights: Trained | None = None
) -> Iterator[tuple[Document, tuple[Measure, ...]]]:
    """Yield documents with roles on their units, and their measures."""
    from xzsc.measures import Coder

    coder = Coder(run.options.load_codebook(), weights=weights.path if weights else None)
    return (coder.code(doc) for doc in run.documents(paths))


def orders(book: Codebook, *, ordinal: bool = False) -> dict[str, tuple[str, ...]]:
    """Return the classes of each dimension in the order of the codebook, or of the ordinal ones only."""
    found = {each.key: each.codes for each in book.dimensions if each.ordinal or not ordinal}
    if not ordinal:
        classes = (code.split("-")[0] for code in found.get("instrument", ()))
        found |= {"class": tuple(dict.fromkeys(classes)), "role": tuple(role.code for role in book.roles)}
    return found


def read_codings(options: Options, run: Run, paths: Sequence[str]) -> list[Coding]:
    """Read coded sheets and say which of their values the codebook does not know."""
    from xzsc.sheets import read_coding, strangers

    book = options.load_codebook()
    codings = [read_coding(path) for path in paths]
    for coding in codings:
        run.counts["units"] += len(coding.units)
        for stranger in strangers(coding, book):
            run.say(f"xzsc: warning: {stranger}: not in the codebook {book.name}")
    return codings
