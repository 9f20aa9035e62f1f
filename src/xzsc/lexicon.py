"""Policy terms and stop words: what must stay whole in segmentation, and what is never a keyword.

The packaged terms are facts about Chinese policy language, one a line with class and year of first use.
A user's file adds to them: one term a line; a number beside it is its frequency, a word its class;
`#` opens a comment at the start of a line or after a space; a first line with the column name `term`
or 词语 makes the file a table, as `xzsc terms` writes it, with comments on lines of their own only.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from xzsc.errors import LexiconError

LONGEST = 40
"""More characters than this are a sentence, not a term."""
USER = "用户"
"""The class of a term whose file names none."""

_COLUMNS = (
    dict.fromkeys(("词", "词语", "术语", "关键词", "词条"), "term")
    | dict.fromkeys(("类", "类别"), "kind")
    | dict.fromkeys(("年份", "首次", "首次年份"), "year")
    | dict.fromkeys(("词频", "频次"), "frequency")
)
"""Usual Chinese names of the columns of a table of terms."""
_COMMENT = re.compile(r"(?:^|\s)#.*")
_LINE_COMMENT = re.compile(r"^\s*#.*")


@dataclass(frozen=True, slots=True)
class Term:
    """A term that segmentation keeps whole.

    Args:
        text: the term, without white space.
        kind: its class (提法, 机构, 产业 …).
        year: year of its first use in the dated corpora, or None.
        frequency: frequency for the segmenter, or 0: one that lets the term win.
    """

    text: str
    kind: str = ""
    year: int | None = None
    frequency: int = 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms, sorted by their text, and stop words."""

    terms: tuple[Term, ...] = ()
    stop_words: frozenset[str] = frozenset()
    by_text: dict[str, Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_text", {term.text: term for term in self.terms})

    def __contains__(self, text: object) -> bool:
        return text in self.by_text

    def __hash__(self) -> int:
        return hash((self.terms, self.stop_words))

    def kind(self, text: str) -> str:
        """Return the class of a term, or "" for what is none."""
        term = self.by_text.get(text)
        return term.kind if term else ""

    def join(self, terms: Iterable[Term]) -> Lexicon:
        """Return a lexicon with more terms; a later one takes the place of an earlier."""
        by_text = self.by_text | {term.text: term for term in terms}
        return Lexicon(tuple(by_text[text] for text in sorted(by_text)), self.stop_words)


def load_lexicon(path: str | None = None, *, on_note: Callable[[str], None] | None = None) -> Lexicon:
    """Return the packaged lexicon, joined by the terms of a user's file.

    Args:
        path: the user's file.
        on_note: told of what is left out, as `read_terms` does.

    Raises:
        LexiconError: the file cannot be read or a line is no term; names file and line.
    """
    return _packaged() if path is None else _packaged().join(read_terms(path, on_note=on_note))


def read_terms(path: str, *, on_note: Callable[[str], None] | None = None) -> tuple[Term, ...]:
    """Return the terms of a user's file in its own order.

    Args:
        path: the file.
        on_note: told of each row whose term is an empty cell, which is left out, and of a table without rows,
            which holds no term.

    Raises:
        LexiconError: the file cannot be read or a line is no term; names file and line.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise LexiconError(f"{path}: {reason}. Give a text file with one term a line.") from None
    return tuple(_parse(_text(data, path), path, on_note or _silent))


def _silent(note: str) -> None:
    """Tell nobody."""


@cache
def _packaged() -> Lexicon:
    folder = Path(__file__).with_name("data")
    terms = (_packaged_term(line) for line in _lines(folder.joinpath("terms.tsv").read_text("utf-8")))
    words = frozenset(_lines(folder.joinpath("stop_words.txt").read_text("utf-8")))
    return Lexicon((), words).join(terms)


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.split("\n") if line and not line.startswith("#"))


def _packaged_term(line: str) -> Term:
    text, kind, year = line.split("\t")
    return Term(text, kind, int(year) if year else None)


def _text(data: bytes, path: str) -> str:
    """Decode as the usual programs save a list: with a BOM, as UTF-8, or as GB18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise LexiconError(f"{path}: neither UTF-8 nor GB18030 text. Save it as UTF-8, one term a line.")


def _parse(text: str, path: str, on_note: Callable[[str], None]) -> Iterator[Term]:
    header: list[str] | None = None
    first, found = True, False
    for number, raw in enumerate(text.splitlines(), 1):
        where = f"{path}:{number}"
        # A tab at the start of a row stands behind an empty cell, at the start of a list's line for nothing.
        line = _LINE_COMMENT.sub("", raw).strip(" ") if header else _COMMENT.sub("", raw).strip()
        cells = _cells(line, where) if line else []
        if not any(cells):
            continue
        if first:
            header, first = _header(cells), False
            if header:
                continue
        term = _row(cells, header, where) if header else _term(cells, where)
        if term:
            found = True
            yield term
        else:
            on_note(f"{where}: no term in this row; it was left out.")
    if not found:
        # A table of columns alone is what `xzsc terms` writes where nothing is new; other files are mistaken.
        if not header:
            raise LexiconError(f"{path}: no terms. Give one term a line.")
        on_note(f"{path}: no terms under the names of the columns.")


LONGEST_LINE = 10_000
"""Characters of a line: csv itself may refuse longer cells, or not, as other readers have set it."""


def _cells(line: str, where: str) -> list[str]:
    separator = "\t" if "\t" in line else "," if "," in line else None
    if separator is None:
        return [cell.strip('"') for cell in line.split()]
    if len(line) > LONGEST_LINE:
        raise LexiconError(f"{where}: a line of {len(line):,} characters is no term. Give one term a line.")
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def _header(cells: list[str]) -> list[str] | None:
    """Return the names of the columns if a first line has them; one with a number is a term of a list."""
    names = [_COLUMNS.get(cell, cell) for cell in cells]
    return names if "term" in names and not any(cell.isdecimal() for cell in cells) else None


def _row(cells: list[str], header: list[str], where: str) -> Term | None:
    """A line of a table: only the columns that a term has are taken, each where its name stands first."""
    values = dict(reversed([*zip(header, cells, strict=False)]))
    if not values.get("term"):
        return None
    year, frequency = values.get("year", ""), values.get("frequency", "")
    return Term(
        _checked(values["term"], where),
        values.get("kind") or USER,
        int(year) if year.isdecimal() else None,
        int(frequency) if frequency.isdecimal() else 0,
    )


def _term(cells: list[str], where: str) -> Term | None:
    frequency, kind = 0, USER
    for cell in cells[1:]:
        if cell.isdecimal():
            frequency = int(cell)
        elif cell:
            kind = cell
    if len(cells) > 3:
        raise LexiconError(f"{where}: {len(cells)} columns; a line holds term, frequency and class.")
    return Term(_checked(cells[0], where), kind, None, frequency) if cells[0] else None


def _checked(text: str, where: str) -> str:
    if len(text) > LONGEST:
        raise LexiconError(f"{where}: {len(text)} characters are no term; the longest may have {LONGEST}.")
    if not any(character.isalnum() for character in text):
        raise LexiconError(f"{where}: {text!r} has no letter. Give one term a line; # opens a comment.")
    return text
