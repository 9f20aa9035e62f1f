"""Makes corpus/, tests/gold/ and the plain copies in tests/texts/ from tests/texts/coded/.

Run ``python tools/make_corpus.py`` after a change to a coded source. It needs the extra ``dev``
and, for the PDF, reportlab (``pip install reportlab``); nothing else in the project needs that.
Same sources, same bytes: no clock, no random numbers.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from coded import ROOT, SEAM, Line, Part, gold_rows, read_coded, report, write_jsonl

CODED = ROOT / "tests/texts/coded"
PLAIN = ROOT / "tests/texts"
GOLD = ROOT / "tests/gold"
CORPUS = ROOT / "corpus"
STAMP = datetime(2026, 1, 1)
INDENT = "　　"

SUFFIX = {"txt": ".txt", "gb18030": ".txt", "page": ".txt", "md": ".md"}
MEANT = {"txt": "utf-8", "gb18030": "gb18030", "page": "utf-8", "md": "utf-8", "html": "utf-8"}


def joined(group: list[Line]) -> str:
    """Return a paragraph as one string, a table as one line a row."""
    return ("\n" if group[0].text.startswith("|") else "").join(line.text for line in group)


def as_text(part: Part) -> str:
    """Return the text with indented paragraphs, headings and elements flush left."""
    lines = []
    for group in part.paragraphs():
        flush = len(group) == 1 and group[0].role == "标题" and not group[0].level
        lines.append(("" if flush else INDENT) + joined(group).replace(SEAM, ""))
    return "\n".join(lines) + "\n"


def column(text: str, *, width: int) -> list[str]:
    """Return the lines of a narrow column; numbers stay whole, closing marks hang over."""
    lines = [""]
    for piece in re.findall(r"[0-9.%]+|.", text):
        full = len(lines[-1]) + len(piece) > width and piece not in "，。；：、？！）》”’"
        lines[-1:] = [lines[-1], piece] if full else [lines[-1] + piece]
    return lines


def as_page(part: Part) -> str:
    """Return the text as extraction gives a newspaper column: short lines, torn at the seams."""
    width = int(part.fields["width"])
    blocks = []
    for group in part.paragraphs():
        for block in joined(group).split(SEAM):
            blocks.append("\n".join(column(block, width=width)))
    return "\n\n".join(blocks) + "\n"


def as_markdown(part: Part) -> str:
    """Return the text with marked headings."""
    blocks = []
    for group in part.paragraphs():
        blocks.append("#" * group[0].level + " " * bool(group[0].level) + joined(group))
    return "\n\n".join(blocks) + "\n"


def marked(line: Line) -> Line:
    """Return a heading with the marks it has in Markdown, which count as characters."""
    return replace(line, text="#" * line.level + " " + line.text) if line.level else line


def as_html(part: Part) -> bytes:
    """Return the text as a page of a government site with its furniture."""
    fields = {key: html.escape(value) for key, value in part.fields.items()}
    body = []
    for group in part.paragraphs()[1:]:
        text = html.escape(joined(group))
        body.append(f"<p><strong>{text}</strong></p>" if group[0].level else f"<p>{text}</p>")
    page = (PLAIN / "page.html").read_text(encoding="utf-8")
    for key in ("title", "source", "date", "site"):
        page = page.replace("{" + key + "}", fields[key])
    return page.replace("{body}", "\n".join(body)).encode()


def as_docx(part: Part) -> bytes:
    """Return the text as a Word document; a line with vertical bars is a row of a table."""
    from docx import Document

    document = Document()
    document.core_properties.created = document.core_properties.modified = STAMP
    document.core_properties.author = ""
    document.core_properties.title = part.fields["title"]
    for group in part.paragraphs():
        if "|" in group[0].text:
            _add_table(document, group)
        elif group[0].level:
            document.add_heading(joined(group), level=group[0].level)
        else:
            document.add_paragraph(joined(group))
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


def _add_table(document: object, group: list[Line]) -> None:
    rows = [[cell.strip() for cell in line.text.strip("|").split("|")] for line in group]
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")  # type: ignore[attr-defined]
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def as_xlsx(parts: list[Part]) -> bytes:
    """Return the parts as rows of a sheet of notices."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = "通知公告"
    columns = ("标题", "发文机关", "发文字号", "日期", "正文")
    sheet.append(columns)
    for part in parts:
        text = "\n".join(joined(group) for group in part.paragraphs())
        sheet.append([*(part.fields[name] for name in columns[:-1]), text])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDE", (36, 20, 20, 12, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


def settled(data: bytes) -> bytes:
    """Return an Office file with fixed times, so that the same source makes the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            stamp = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", old.read(name))
            info = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, stamp)
    return out.getvalue()


def as_pdf(part: Part) -> bytes:
    """Return the text as a two-column journal article with running heads."""
    from journal_pdf import typeset

    return typeset(part)


BINARY: dict[str, Callable[[Part], bytes]] = {"html": as_html, "docx": as_docx, "pdf": as_pdf}
TEXTUAL: dict[str, Callable[[Part], str]] = {
    "txt": as_text,
    "gb18030": as_text,
    "page": as_page,
    "md": as_markdown,
}


def make(path: Path) -> dict[str, str | int]:
    """Write one text in its format, its gold table and, where needed, its plain copy."""
    parts = read_coded(path)
    kind = parts[0].fields["format"]
    lines = [line for part in parts for line in part.lines]
    if kind == "xlsx":
        data, target = as_xlsx(parts), CORPUS / f"{path.stem}.xlsx"
        records = enumerate(parts, 1)
        rows = [
            row
            for number, part in records
            for row in gold_rows(part.lines, file=_relative(target), record=str(number))
        ]
    elif kind in BINARY:
        data, target = BINARY[kind](parts[0]), CORPUS / f"{path.stem}.{kind}"
        plain = PLAIN / f"{path.stem}.txt"
        plain.write_text(as_text(parts[0]), encoding="utf-8", newline="\n")
        rows = gold_rows(lines, file=_relative(plain))
    else:
        target = CORPUS / (path.stem + SUFFIX[kind])
        data = TEXTUAL[kind](parts[0]).encode(MEANT[kind])
        coded = [marked(line) for line in lines] if kind == "md" else lines
        rows = gold_rows(coded, file=_relative(target))
    target.write_bytes(data)
    write_jsonl(GOLD / f"{path.stem}.jsonl", rows)
    return {
        "file": target.name,
        "title": parts[0].fields["title"],
        "genre": parts[0].fields["genre"],
        "format": target.suffix[1:],
        "encoding": MEANT.get(kind, ""),
        "characters": sum(len(line.quote) for line in lines),
        "sentences": len(lines),
        "measures": sum(bool(line.themes) for line in lines),
        "licence": "MIT, written for this project; places, bodies and figures are invented",
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def manifest(entries: list[dict[str, str | int]]) -> str:
    """Return the manifest as TOML, which no loader takes for a text."""
    blocks = ["# The sample corpus, made by tools/make_corpus.py. Characters without white space.\n"]
    for entry in entries:
        pairs = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in entry.items())
        blocks.append("[[text]]\n" + "".join(pairs))
    return "\n".join(blocks)


def main() -> None:
    """Make everything and print the counts."""
    for folder in (CORPUS, GOLD):
        folder.mkdir(exist_ok=True)
    paths = sorted(CODED.glob("*.txt"))
    entries = [make(path) for path in paths]
    (CORPUS / "manifest.toml").write_text(manifest(entries), encoding="utf-8", newline="\n")
    lines = [line for path in paths for part in read_coded(path) for line in part.lines]
    for entry in entries:
        sys.stdout.write("{file} {characters} {sentences} {measures}\n".format(**entry))
    sys.stdout.write(report(lines) + "\n")


if __name__ == "__main__":
    main()
