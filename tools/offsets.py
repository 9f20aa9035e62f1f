"""Code texts that must not be copied: list their sentences by number, keep the codes by offsets.

    python tools/offsets.py list ../shared/data corpora/work-reports-national/2016.txt
    python tools/offsets.py list ../shared/data corpora/hebei-documents.jsonl hb0007
    python tools/offsets.py keep ../shared/data codes.tsv training/corpora/reports.jsonl

``codes.tsv`` has lines ``@ FILE [RECORD]`` and, below each, ``NUMBER ROLE THEME[,THEME] INSTRUMENT STRENGTH``
(tabs; the last three for 措施 only). What is kept names file, record and offsets in characters without
white space, as the gold of the project does, and no text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from xzsc.codebook import load_codebook
from xzsc.model import Kind, Source, Unit, squeeze
from xzsc.structure import read


def sentences(root: Path, file: str, record: str) -> tuple[str, list[Unit]]:
    """Return the text of a file or record and its sentences in the order of the page."""
    text, title = text_of(root, file, record)
    source = Source(file, text, fields=(("title", title),) if title else ())
    units = [unit for document in read(source) for unit in document.units if unit.kind is Kind.SENTENCE]
    return text, sorted(units, key=lambda unit: unit.start)


def text_of(root: Path, file: str, record: str) -> tuple[str, str]:
    """Return text and title of a file, or of the record of a JSON-lines file."""
    raw = (root / file).read_text("utf-8")
    if not record:
        return raw, ""
    row = next(row for row in map(json.loads, raw.splitlines()) if row["id"] == record)
    return row["text"], row.get("title", "")


def kept(root: Path, codes: str) -> Iterator[dict[str, object]]:
    """Yield a row for each coded sentence.

    Raises:
        ValueError: a line names a sentence or a class that does not exist.
    """
    book = load_codebook()
    known = {key: set(book.dimension(key).codes) for key in ("theme", "instrument", "strength")}
    roles = {each.code for each in book.roles}
    text, units, place = "", list[Unit](), dict[str, object]()
    for number, line in enumerate(codes.splitlines(), 1):
        if line.startswith("@"):
            file, _, record = line[1:].strip().partition(" ")
            text, units = sentences(root, file, record.strip())
            place = {"file": file} | ({"record": record.strip()} if record else {})
        elif line.strip():
            cells = [*line.split("\t"), "", "", ""]
            themes = [theme for theme in cells[2].split(",") if theme]
            if cells[1] not in roles or not set(themes) <= known["theme"]:
                raise ValueError(f"line {number}: {line!r}")
            if cells[1] == "措施" and (
                cells[3] not in known["instrument"] or cells[4] not in known["strength"]
            ):
                raise ValueError(f"line {number}: {line!r}")
            yield place | _row(text, units[int(cells[0])], cells[1], themes, cells[3], cells[4])


def _row(
    text: str, unit: Unit, role: str, themes: list[str], instrument: str, strength: str
) -> dict[str, object]:
    start = len(squeeze(text[: unit.start]))
    row: dict[str, object] = {"start": start, "end": start + len(squeeze(text[unit.start : unit.end]))}
    row |= {"roles": [role], "label": "measure" if role == "措施" else "other"}
    if role == "措施":
        row |= {"themes": [themes], "instrument": [instrument], "strength": [strength]}
    return row


def main(command: str, root: str, *rest: str) -> None:
    """Run one of the two commands."""
    if command == "list":
        _, units = sentences(Path(root), rest[0], rest[1] if len(rest) > 1 else "")
        section = None
        for number, unit in enumerate(units):
            if unit.section != section:
                section = unit.section
                sys.stdout.write(f"## {section}\n")
            sys.stdout.write(f"{number}\t{unit.text}\n")
    else:
        rows = kept(Path(root), Path(rest[0]).read_text("utf-8"))
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        Path(rest[1]).write_text("\n".join(lines) + "\n", "utf-8")
        sys.stdout.write(f"{len(lines)} coded sentences\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
