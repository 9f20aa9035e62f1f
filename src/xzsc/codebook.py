"""Codebooks: the roles of a sentence and the dimensions a measure is coded in.

A codebook is a TOML file (`data/codebook.toml` is the shipped one). A file of a user may replace the
dimensions ``theme``, ``instrument`` and ``strength`` and may add dimensions of its own; whatever it does
not define is taken from the shipped codebook, so that a file with one dimension is enough. The roles stay:
a file may say otherwise what they mean, for the people who code, but there are no others.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from xzsc.errors import LexiconError
from xzsc.model import PROVENANCE

SHIPPED = "codebook.toml"
STANDARD = ("theme", "instrument", "strength")
"""Keys of the dimensions that every measure has a column for."""

RESERVED = frozenset({
    *("document", "title", "section", "code", "marker", "text", "before", "after", "theme_2"),
    *("actors", "figures", "evidence", "confidence", "why", "role", "note", "coder"),
    *("targets", "evidence_spans"),
    *("class", "actor", "year"),
    *PROVENANCE,
})  # fmt: skip
"""Columns of the coding table, of sheets and of cross tables, which no dimension may be named like."""

LISTED = ("scheme", "code", "name", "definition", "cues", "exclude", "yes", "no", "dimension", "question")
"""Columns of a codebook as a table: `listing`."""

_HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?")
_BETWEEN = re.compile(r"(?<=\w)\W+(?=[^\W\d])|(?<=[^\W\d])\W+(?=\w)")
_LISTED, _PARTED = re.compile("[、，,；;]"), re.compile(r"[\s、，,；;]")
_DOTS = re.compile(r"…+|\.{3,}")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_CLASS_KEYS = {"code", "name", "definition", "cues", "exclude", "yes", "no"}
_DIMENSION_KEYS = {"key", "name", "question", "ordinal", "class"}
_TOP_KEYS = {"name", "title", "role", "dimension"}


@dataclass(frozen=True, slots=True)
class Class_:
    """One class of a dimension, or one role.

    Args:
        code: the value that stands in the table.
        name: a longer name; the code where the file gives none.
        definition: what belongs to the class.
        cues: words that speak for it; ``a…b`` is a followed by b in the same clause.
        exclude: words that speak against it.
        yes: example sentences that belong to it.
        no: example sentences that do not.
    """

    code: str
    name: str
    definition: str = ""
    cues: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """One question that is asked of every measure, with its classes in order."""

    key: str
    name: str
    classes: tuple[Class_, ...]
    question: str = ""
    ordinal: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the classes, in the order of the file."""
        return tuple(each.code for each in self.classes)


@dataclass(frozen=True, slots=True)
class Codebook:
    """Roles and dimensions.

    Args:
        name: short name, the file's stem where the file gives none.
        roles: the roles of a sentence.
        dimensions: theme, instrument, strength, then the dimensions of the user's own.
        title: what stands above the coding sheet.
        own: keys of the dimensions in which the user's file differs (empty for the shipped one).
    """

    name: str
    roles: tuple[Class_, ...]
    dimensions: tuple[Dimension, ...]
    title: str = ""
    own: tuple[str, ...] = ()

    def dimension(self, key: str) -> Dimension:
        """Return the dimension with that key; KeyError where there is none."""
        for each in self.dimensions:
            if each.key == key:
                return each
        raise KeyError(key)

    def key_of(self, name: str) -> str:
        """Return the key of the dimension with that key or name, else the name; one's own go first."""
        keys = {each.name: each.key for each in self.dimensions}  # one's own stand last
        keys |= {each.key: each.key for each in self.dimensions}
        return keys.get(name, name)

    @property
    def extra(self) -> tuple[Dimension, ...]:
        """The dimensions beyond theme, instrument and strength."""
        return tuple(each for each in self.dimensions if each.key not in STANDARD)


def spellings(classes: Collection[Class_]) -> Callable[[str], str]:
    """Return what tells the code of a class from its code, its name or both, as people write them.

    Marks between the two (``1、供给型``) and full-width characters do not matter. What may mean two
    classes, or none, stays as it was written.
    """
    known: dict[str, set[str]] = {}
    codes = {each.code for each in classes}
    for each in classes:
        for written in (each.code, each.name, each.code + each.name, each.name + each.code):
            known.setdefault(_plain(written), set()).add(each.code)

    def code(written: str) -> str:
        meant = known.get(_plain(written), ())
        return next(iter(meant)) if len(meant) == 1 and written not in codes else written

    return code


def _plain(written: str) -> str:
    """Leave out marks but those of a number (``-1``, ``1.5``), and what is full-width."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", written)).strip("()[] ")


def listing(scheme: str, book: Codebook) -> list[tuple[str, ...]]:
    """Return the classes of a dimension, by its key, or the roles (``role``), as rows of `LISTED`."""
    asked = None if scheme == "role" else book.dimension(scheme)
    about = (asked.name, asked.question) if asked else ("", "")
    return [
        (
            *(scheme, each.code, each.name, each.definition, "、".join(each.cues), "、".join(each.exclude)),
            *(" / ".join(each.yes), " / ".join(each.no), *about),
        )
        for each in (asked.classes if asked else book.roles)
    ]


@cache
def shipped() -> Codebook:
    """Return the codebook that comes with the package."""
    text = resources.files("xzsc").joinpath("data", SHIPPED).read_text("utf-8")
    return _parse(text, SHIPPED, base=None)


def load_codebook(path: str | None = None) -> Codebook:
    """Return the codebook in a TOML file, or the shipped one.

    Raises:
        LexiconError: names file, line and key of the mistake.
    """
    if path is None:
        return shipped()
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")
    except OSError as error:
        raise LexiconError(f"{path}: {error.strerror or error}. Give a codebook in TOML.") from error
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: byte {error.start} is not UTF-8. Save the codebook as UTF-8.") from error
    return _parse(text, path, base=shipped())


def _parse(text: str, path: str, *, base: Codebook | None) -> Codebook:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        how = 'Head a class by [[dimension.class]]; write texts in straight quotes: key = "stage"'
        raise LexiconError(f"{path}: not valid TOML: {error}. {how}.") from error
    reader = _Reader(path, _lines(text))
    reader.known_keys(raw, _TOP_KEYS, ())
    dimensions = reader.dimensions(raw)
    roles = reader.classes(raw.get("role", []), ("role",))
    if base is None:
        return Codebook(raw["name"], roles, dimensions, raw.get("title", ""))
    if not dimensions and not roles:
        raise LexiconError(f"{path}:1: no [[dimension]]. A codebook defines at least one dimension.")
    reader.only_roles(roles, tuple(each.code for each in base.roles))
    return _extend(base, raw, roles, dimensions, path)


def _extend(
    base: Codebook, raw: dict[str, Any], roles: tuple[Class_, ...], given: tuple[Dimension, ...], path: str
) -> Codebook:
    own = tuple(each for each in given if each not in base.dimensions)  # a copy of the shipped one is none
    by_key = {each.key: each for each in own}
    by_code = {each.code: each for each in roles}
    standard = tuple(by_key.get(each.key, each) for each in base.dimensions)
    extra = tuple(each for each in own if each.key not in STANDARD)
    stem = re.split(r"[\\/]", path)[-1].rsplit(".", 1)[0]
    name = str(raw.get("name", stem))
    title = str(raw.get("title", name))
    own_roles = tuple(by_code.get(each.code, each) for each in base.roles)
    return Codebook(name, own_roles, standard + extra, title, tuple(by_key))


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Map each table and key of the file, as ``("dimension", 0, "class", 3, "cues")``, to its line."""
    at: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line.split("#")[0].rstrip()):
            at = ()
            parts = header[1].split(".")
            for depth, part in enumerate(parts):
                key = (*at, part)
                if depth == len(parts) - 1:
                    counts[key] = counts.get(key, -1) + 1
                at = (*key, max(counts.get(key, 0), 0))
            lines[at] = number
        elif pair := _KEY.match(line):
            lines.setdefault((*at, pair[1]), number)
    return lines


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns parsed TOML into values and says where a mistake stands."""

    path: str
    lines: dict[tuple[str | int, ...], int]

    def fail(self, where: tuple[str | int, ...], what: str) -> LexiconError:
        line = next((self.lines[where[:n]] for n in range(len(where), 0, -1) if where[:n] in self.lines), 1)
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
        return LexiconError(f"{self.path}:{line}: {key}: {what}")

    def known_keys(self, table: dict[str, Any], known: set[str], where: tuple[str | int, ...]) -> None:
        for key in table:
            if key not in known:
                names = ", ".join(sorted(known))
                raise self.fail((*where, key), f"unknown key. Known keys are {names}.")

    def tables(self, value: object, where: tuple[str | int, ...]) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            keys = ".".join(part for part in where if isinstance(part, str))
            raise self.fail(where, f"must be tables, written [[{keys}]].")
        return value

    def dimensions(self, raw: dict[str, Any]) -> tuple[Dimension, ...]:
        found: dict[str, Dimension] = {}
        for n, table in enumerate(self.tables(raw.get("dimension", []), ("dimension",))):
            where = ("dimension", n)
            self.known_keys(table, _DIMENSION_KEYS, where)
            key = self.string(table, "key", where, needed=True)
            if not re.fullmatch(r"[^\W\d]\w*", key):
                raise self.fail((*where, "key"), f"{key!r} cannot name a column. Use letters and _.")
            if key in RESERVED:
                raise self.fail((*where, "key"), f"{key!r} is a column already. Choose another key.")
            if key in found:
                raise self.fail((*where, "key"), f"{key!r} stands twice. Give each dimension its own key.")
            classes = self.classes(table.get("class", []), (*where, "class"))
            if not classes:
                raise self.fail(where, f"dimension {key!r} has no [[dimension.class]]. Add its classes.")
            if not isinstance(table.get("ordinal", False), bool):
                raise self.fail((*where, "ordinal"), f"must be true or false, is {table['ordinal']!r}.")
            found[key] = Dimension(
                key,
                self.string(table, "name", where) or key,
                classes,
                self.string(table, "question", where),
                table.get("ordinal", False),
            )
        return tuple(found.values())

    def classes(self, value: object, where: tuple[str | int, ...]) -> tuple[Class_, ...]:
        found: dict[str, Class_] = {}
        for n, table in enumerate(self.tables(value, where)):
            here = (*where, n)
            self.known_keys(table, _CLASS_KEYS, here)
            code = self.string(table, "code", here) or self.string(table, "name", here)
            if not code:
                raise self.fail((*here, "code"), "missing. Every class needs a code or a name.")
            if code in found:
                raise self.fail((*here, "code"), f"{code!r} stands twice. Give each class its own code.")
            found[code] = Class_(
                code,
                self.string(table, "name", here) or code,
                self.string(table, "definition", here),
                self.cues(table, "cues", here),
                self.cues(table, "exclude", here),
                self.strings(table, "yes", here),
                self.strings(table, "no", here),
            )
        return tuple(found.values())

    def only_roles(self, roles: tuple[Class_, ...], learned: tuple[str, ...]) -> None:
        for n, role in enumerate(roles):
            if role.code not in learned:
                what = f"{role.code!r} is no role; roles are learned: {', '.join(learned)}."
                raise self.fail(("role", n, "code"), f"{what} Make a [[dimension]] of yours.")

    def string(
        self, table: dict[str, Any], key: str, where: tuple[str | int, ...], *, needed: bool = False
    ) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.fail((*where, key), f'must be a text, is {value!r}. Write {key} = "{value}".')
        if needed and not value.strip():
            raise self.fail((*where, key), "missing or empty.")
        return value.strip()

    def strings(self, table: dict[str, Any], key: str, where: tuple[str | int, ...]) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise self.fail((*where, key), "must be a list of texts, none of them empty.")
        return tuple(value)

    def cues(self, table: dict[str, Any], key: str, where: tuple[str | int, ...]) -> tuple[str, ...]:
        value = table.get(key, [])
        given, marks = (
            ((value,), _PARTED) if isinstance(value, str) else (self.strings(table, key, where), _LISTED)
        )
        cues = [_DOTS.sub("…", cue.strip()) for each in given for cue in marks.split(each) if cue.strip()]
        for cue in cues:
            if not all(cue.split("…")):
                raise self.fail((*where, key), f"{cue!r}: … needs a word on both sides.")
        return tuple(dict.fromkeys(cues))
