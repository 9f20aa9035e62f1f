"""Texts to measure with: made from the corpora beside the project, or from the sample corpus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT.parent / "shared" / "data" / "corpora"


def originals() -> list[str]:
    """The texts of the corpora, or of the sample corpus where they are not here."""
    if CORPORA.is_dir():
        found = []
        for path in sorted(CORPORA.rglob("*")):
            if path.suffix == ".jsonl":
                found += [_text(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
            elif path.suffix == ".txt":
                found.append(path.read_text("utf-8"))
        return [text for text in found if len(text) > 200]
    return [path.read_text("utf-8") for path in sorted((ROOT / "corpus").glob("*[!s].md"))]


def _text(record: dict[str, str]) -> str:
    return next((record[name] for name in ("text", "content", "正文") if record.get(name)), "")


def endless() -> Iterator[str]:
    """The texts over and over, each time with another number in it."""
    for number, text in enumerate(cycle(originals())):
        yield f"{text}\n　　（第{number}份）\n"


def make_jsonl(path: Path, megabytes: float) -> Path:
    """Write a JSONL file of about so many megabytes of text."""
    size = 0.0
    with open(path, "w", encoding="utf-8") as stream:
        for number, text in enumerate(endless()):
            stream.write(json.dumps({"id": f"d{number}", "text": text}, ensure_ascii=False) + "\n")
            size += len(text.encode())
            if size >= megabytes * 1e6:
                return path
    return path


def make_files(folder: Path, number: int, characters: int = 1200) -> Path:
    """Write so many small text files, a thousand in a folder."""
    texts = endless()
    for n in range(number):
        inner = folder / f"{n // 1000:03}"
        if not n % 1000:
            inner.mkdir(parents=True)
        (inner / f"{n:06}.txt").write_text(next(texts)[:characters] + f"\n（{n}）\n", encoding="utf-8")
    return folder


def make_pdfs(folder: Path, number: int) -> Path:
    """Write so many copies of the PDF of the sample corpus, each with another comment at its end."""
    folder.mkdir(parents=True)
    page = (ROOT / "corpus" / "journal-paper.pdf").read_bytes()
    for n in range(number):
        (folder / f"{n:03}.pdf").write_bytes(page + b"\n%% copy %d\n" % n)
    return folder
