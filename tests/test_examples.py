"""Gold points into files of any format and encoding that xzsc reads."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import openpyxl
import pytest

from xzsc.errors import LexiconError
from xzsc.measures.examples import Coded, read_coded

HEAD, FIRST, SECOND = "人才工作方案", "对新引进的博士给予一次性补助十万元。", "去年共引进博士三十人。"


def gold(folder: Path, file: str, record: str = "", *, skipped: int = len(HEAD), **more: float) -> Path:
    """A measure and a fact, by characters that are no white space."""
    middle = skipped + len(FIRST)
    common = {"file": file, **({"record": record} if record else {}), **more}
    rows = [
        {"start": skipped, "end": middle, "roles": ["措施"], "label": "measure", "themes": [["人才"]]},
        {"start": middle, "end": middle + len(SECOND), "roles": ["成效"], "label": "other"},
    ]
    path = folder / "gold.jsonl"
    lines = [json.dumps(common | row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def labels(path: Path) -> dict[str, str]:
    """The roles of the units that are coded, by their text."""
    found: list[Coded] = read_coded(str(path))
    return {
        unit.text: label.role
        for coded in found
        for unit, label in zip(coded.document.units, coded.labels, strict=True)
        if label
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_of_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_text(f"{HEAD}\n　　{FIRST}\n　　{SECOND}\n", encoding=encoding)
    assert labels(gold(tmp_path, "a.txt")) == {FIRST: "措施", SECOND: "成效"}


def test_a_word_file(tmp_path: Path) -> None:
    page = docx.Document()
    for line in (HEAD, FIRST, SECOND):
        page.add_paragraph(line)
    page.save(str(tmp_path / "a.docx"))
    assert labels(gold(tmp_path, "a.docx")) == {FIRST: "措施", SECOND: "成效"}


@pytest.fixture
def workbook(tmp_path: Path) -> str:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("id", "标题", "正文"))
    sheet.append(("x", "另一篇", "别的文字。"))
    sheet.append(("y", HEAD, f"{FIRST}\n{SECOND}"))
    book.save(tmp_path / "a.xlsx")
    return "a.xlsx"


def test_a_row_of_a_workbook(tmp_path: Path, workbook: str) -> None:
    assert labels(gold(tmp_path, workbook, "y", skipped=0)) == {FIRST: "措施", SECOND: "成效"}


def test_the_first_row_of_a_text_may_say_what_it_counts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{HEAD}\n　　{FIRST}\n　　{SECOND}\n", encoding="utf-8")
    (less,) = read_coded(str(gold(tmp_path, "a.txt", share=0.2, class_share=0.5)))
    (full,) = read_coded(str(gold(tmp_path, "a.txt")))
    assert [(each.share, each.class_share) for each in (less, full)] == [(0.2, 0.5), (1.0, 1.0)]


def test_what_is_not_there_is_named(tmp_path: Path, workbook: str) -> None:
    with pytest.raises(LexiconError, match=r"a.xlsx: holds 2 texts. Name the id or row of each"):
        read_coded(str(gold(tmp_path, workbook)))
    with pytest.raises(LexiconError, match=r"a.xlsx: no record z\."):
        read_coded(str(gold(tmp_path, workbook, "z")))
    (tmp_path / "b.jsonl").write_text('{"id": 1, "text": "文"}\n', encoding="gb18030")
    with pytest.raises(LexiconError, match=r"b.jsonl: no record 2\."):
        read_coded(str(gold(tmp_path, "b.jsonl", "2")))
