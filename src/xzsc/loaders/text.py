"""Plain text and Markdown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from xzsc.decode import decode
from xzsc.errors import InputError
from xzsc.loaders.blob import Blob, ReadOptions, Talk
from xzsc.model import GUESSED, Source

MARKDOWN = frozenset({".md", ".markdown"})


def read(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield the one source of a text file."""
    content = blob.read()
    decoded = decode(content, encoding=options.encoding, where=blob.name)
    if not decoded.text.strip():
        raise InputError(blob.name, "is empty: nothing but white space.")
    yield Source(
        path=blob.path,
        record=blob.record,
        text=decoded.text,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=decoded.encoding,
        media_type="text/markdown" if blob.suffix in MARKDOWN else "text/plain",
        warnings=text_warnings(decoded.text, decoded.encoding, guessed=decoded.guessed),
    )


def text_warnings(text: str, encoding: str, *, guessed: bool) -> tuple[str, ...]:
    """Return what a reader should know about how a text was decoded."""
    found = []
    if guessed:
        found.append(f"{GUESSED} {encoding}. If that is wrong, use --encoding.")
    if "\ufffd" in text:
        found.append(f"{text.count(chr(0xFFFD))} characters were lost before xzsc saw the text (U+FFFD).")
    return tuple(found)
