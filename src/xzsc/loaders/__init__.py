"""Files to sources: one module for each family of formats, each a stream of `Source` values."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from xzsc.errors import InputError, XzscError
from xzsc.loaders.blob import STDIN, Blob, OnError, OnNote, ReadOptions, Rejoined, Talk, open_file
from xzsc.model import Source

__all__ = [
    "FORMATS",
    "OBSOLETE",
    "TABLES",
    "TABLE_TYPES",
    "OnError",
    "OnNote",
    "ReadOptions",
    "load",
    "load_blob",
    "load_rows",
]

FORMATS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "markup", ".htm": "markup", ".xhtml": "markup",
    ".docx": "office", ".docm": "office",
    ".pdf": "pdf",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".parquet": "parquet",
    ".zip": "zip",
}  # fmt: skip
"""Reader of each ending."""

TABLES = frozenset({"csv", "xlsx", "jsonl", "json", "parquet"})
"""Readers that give a source for each row."""

TABLE_TYPES = frozenset({"text/csv"} | {f"application/{name}" for name in TABLES - {"csv"}})
"""Media types of such sources."""

OBSOLETE = {
    ".doc": "old Word files are not read. Save it as .docx",
    ".dot": "old Word templates are not read. Save it as .docx",
    ".rtf": "RTF files are not read. Save it as .docx",
    ".wps": "WPS files are not read. Save it as .docx",
    ".odt": "OpenDocument files are not read. Save it as .docx",
    ".xls": "old Excel files are not read. Save it as .xlsx",
    ".et": "WPS spreadsheets are not read. Save it as .xlsx",
    ".ods": "OpenDocument files are not read. Save it as .xlsx",
    ".ofd": "OFD files are not read. Save it as .pdf with the reader that shows it",
    ".ceb": "CEB files are not read. Print it to a .pdf with the reader that shows it",
    ".caj": "CAJ files are not read. Save it as .pdf with the reader that shows it",
    ".rar": "RAR archives are not read. Pack it as .zip",
    ".7z": "7z archives are not read. Pack it as .zip",
}
"""Formats that hold policy texts but are not read, with the cure."""


def load(
    path: str,
    options: ReadOptions | None = None,
    *,
    on_error: OnError | None = None,
    on_note: OnNote | None = None,
) -> Iterator[Source]:
    """Yield the sources of a file, of standard input (``-``), or of the members of a zip archive.

    Args:
        path: a file; folders and globs are the business of `corpus`.
        options: encoding and names of columns.
        on_error: told of a member or row that is lost; without it the error is raised.
        on_note: told what a reader should know though nothing failed.
    """
    talk = Talk(on_error or _raise, on_note or _ignore)
    yield from load_blob(open_file(path), options or ReadOptions(), talk)


def load_blob(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield the sources of an opened thing; whatever its reader raises is an `InputError`."""
    try:
        yield from _loaded(blob, options, talk)
    except (XzscError, ImportError, MemoryError):
        raise
    except Exception as error:  # the libraries raise what they like, and one odd file must not stop a run
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise InputError(blob.name, f"is damaged ({reason}). Open and save it again.") from error


def _loaded(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    if blob.suffix in OBSOLETE:
        raise InputError(blob.name, f"{OBSOLETE[blob.suffix]}.")
    reader = FORMATS.get(blob.suffix)
    if reader is None:
        blob, reader = _sniffed(blob, options)
    if reader == "zip":
        yield from _load_archive(blob, options, talk)
    else:
        yield from _read(reader, blob, options, talk)


def load_rows(
    path: str, options: ReadOptions | None = None, *, is_header: Callable[[Sequence[str]], bool]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table without documents (.csv, .tsv, .xlsx, .jsonl), by the names of its columns.

    Args:
        path: the file.
        options: its encoding.
        is_header: whether the cells of a row are the header.

    Raises:
        InputError: it cannot be read.
    """
    from xzsc.loaders.tables import named_rows

    blob = open_file(path)
    yield from named_rows(FORMATS[blob.suffix], blob, options or ReadOptions(), is_header)


def _read(reader: str, blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Call the reader of a format; each is imported only when a file needs it."""
    if reader in TABLES:
        from xzsc.loaders import tables

        return getattr(tables, f"read_{reader}")(blob, options, talk)  # type: ignore[no-any-return]
    if reader == "markup":
        from xzsc.loaders.markup import read
    elif reader == "office":
        from xzsc.loaders.office import read
    elif reader == "pdf":
        from xzsc.loaders.pdf import read
    else:
        from xzsc.loaders.text import read
    return read(blob, options, talk)


def _load_archive(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    from xzsc.loaders.archive import members

    if blob.record:
        raise InputError(blob.name, "an archive inside an archive is not read. Unpack it first.")
    found, skipped = 0, 0
    for part in members(blob):
        if part.suffix not in FORMATS and part.suffix not in OBSOLETE:
            skipped += 1
            continue
        found += 1
        try:
            yield from load_blob(part, options, talk)
        except InputError as error:
            talk.error(error)
    if skipped:
        talk.note(f"{blob.path}: {skipped} members of other formats were skipped.")
    if not found:
        raise InputError(blob.path, f"holds no file that can be read. Formats are {' '.join(FORMATS)}.")


def _sniffed(blob: Blob, options: ReadOptions) -> tuple[Blob, str]:
    """Tell the format of a thing without a known ending from its first bytes."""
    stream = blob.open()
    head = stream.read(1 << 16)
    if blob.path == STDIN:  # it can be read but once: give back what was looked at
        rejoined = io.BufferedReader(Rejoined(head, stream), 1 << 20)
        blob = Blob(STDIN, "", lambda: rejoined)
    else:
        stream.close()
    return blob, _magic(head, options)


def _magic(head: bytes, options: ReadOptions) -> str:
    opening = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if b"%pdf" in opening:
        return "pdf"
    if head.startswith(b"PK"):
        return "office" if b"word/" in head else "xlsx" if b"xl/" in head else "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if opening.startswith((b"<!doctype html", b"<html")):
        return "markup"
    if opening.startswith((b"{", b"[")):
        return _json_kind(head)
    return "csv" if options.text_column or _is_header(head, options) else "text"


def _is_header(head: bytes, options: ReadOptions) -> bool:
    """Whether the first line names columns, a text's and another usual one, as no line of prose does."""
    from xzsc.decode import choose
    from xzsc.loaders.columns import is_header

    try:
        choice = choose(head, encoding=options.encoding, where="", complete=False)
    except InputError:  # the reader will say what is wrong, and where
        return False
    text = str(head[choice.skip :], choice.codecs[0], "ignore")
    return is_header(re.split(r"[,\t;|]", text.lstrip().split("\n", 1)[0]))


def _json_kind(head: bytes) -> str:
    line = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if line.startswith(b"{") and line.rstrip().endswith(b"}"):
        return "jsonl"
    return "json" if head.rstrip()[-1:] in b"}]" or len(head) == 1 << 16 else "text"


def _raise(error: InputError) -> None:
    raise error


def _ignore(note: str) -> None:
    """Do nothing with a note that nobody asked for."""
