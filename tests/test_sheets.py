"""Coding sheets: what is written, what Excel is told, and what comes back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from toy import document

from xzsc.codebook import Class_, Codebook, Dimension
from xzsc.coding import CodedUnit, Coding
from xzsc.errors import InputError, UsageError
from xzsc.model import Document, Kind, Measure
from xzsc.printers.sheet import write_sheet
from xzsc.reliability import agreement
from xzsc.sheets import coded_columns, read_coding, sheet, strangers


def classes(*codes: str) -> tuple[Class_, ...]:
    return tuple(Class_(code, code) for code in codes)


BOOK = Codebook(
    "toy",
    classes("措施", "目标", "背景"),
    (
        Dimension("theme", "主题", classes("人才", "金融")),
        Dimension("instrument", "工具", classes("供给型-人才培养", "环境型-金融支持")),
        Dimension("strength", "强度", classes("鼓励", "要求"), ordinal=True),
        Dimension("stage", "阶段", classes("引进", "培养")),
    ),
)


def coded() -> tuple[Document, list[Measure]]:
    doc = document("!人才意见\n#人才\n近年来有进展。要引进人才。\n支持贷款贴息。\n")
    roles = iter(("背景", "措施", "措施"))
    units = tuple(replace(u, role=next(roles)) if u.code else u for u in doc.units)
    one, two = (unit for unit in units if unit.role == "措施")
    measures = [
        Measure(one, "人才", "金融", "供给型-人才培养", "要求", codes=(("stage", "引进"),)),
        Measure(two, "金融", "", "环境型-金融支持", "鼓励", codes=(("stage", ""),)),
    ]
    return replace(doc, units=units), measures


HEAD = ("甲", "人才意见", "一、人才")
TAIL = ("甲.txt", None, 3)


def test_columns_follow_the_codebook():
    assert coded_columns(BOOK) == ("role", "theme", "theme_2", "instrument", "strength", "stage", "note")


def test_a_blind_sheet_shows_each_sentence_between_its_neighbours():
    rows = list(sheet([coded()], BOOK).rows)
    empty = ("",) * 7
    assert rows == [
        (*HEAD, "1-1-1", "", "近年来有进展。", "要引进人才。", *empty, *TAIL, 10, 17, ""),
        (*HEAD, "1-1-2", "近年来有进展。", "要引进人才。", "支持贷款贴息。", *empty, *TAIL, 17, 23, ""),
        (*HEAD, "1-2-1", "要引进人才。", "支持贷款贴息。", "", *empty, "甲.txt", None, 4, 24, 31, ""),
    ]


def test_a_filled_sheet_holds_the_coding():
    table = sheet([coded()], BOOK, filled=True)
    at = table.columns.index("role")
    assert [row[at : at + 7] for row in table.rows] == [
        ("背景", "", "", "", "", "", ""),
        ("措施", "人才", "金融", "供给型-人才培养", "要求", "引进", ""),
        ("措施", "金融", "", "环境型-金融支持", "鼓励", "", ""),
    ]
    only = sheet([coded()], BOOK, measures_only=True)
    assert [row[3] for row in only.rows] == ["1-1-2", "1-2-1"]


def test_run_in_heads_are_coded_too():
    doc, measures = coded()
    first = next(doc.sentences)
    units = tuple(replace(u, kind=Kind.LEAD, role="标题") if u is first else u for u in doc.units)
    rows = list(sheet([(replace(doc, units=units), measures)], BOOK, filled=True).rows)
    assert [row[5] for row in rows] == ["近年来有进展。", "要引进人才。", "支持贷款贴息。"]
    assert rows[0][7] == "标题"


def test_a_drawn_sheet_is_the_same_for_the_same_seed_and_keeps_the_order():
    doc = document("".join(f"第{n}句。\n" for n in range(100)))
    drawn = [[row[3] for row in sheet([(doc, [])], BOOK, share=0.2, seed=seed).rows] for seed in (1, 1, 2)]
    assert [len(codes) for codes in drawn] == [20, 20, 20]
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] == sorted(drawn[0], key=lambda code: int(code.split("-")[1]))


def workbook(**options: bool) -> bytes:
    stream = io.BytesIO()
    assert write_sheet(sheet([coded()], BOOK, **options), BOOK, stream) == 3
    return stream.getvalue()


def test_the_workbook_has_drop_down_lists_of_the_codebook():
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    assert book.sheetnames == ["sheet", "codebook"]
    page, lists = book["sheet"], book["codebook"]
    header = [cell.value for cell in page[1]]
    found = {}
    for rule in page.data_validations.dataValidation:
        (place,) = rule.sqref.ranges
        column = header[place.min_col - 1]
        assert (place.min_row, place.max_row) == (2, 4)
        cells = lists[rule.formula1.split("!")[1].replace("$", "")]
        found[column] = [cell.value for (cell,) in cells]
    assert found == {
        "role": ["措施", "目标", "背景"],
        "theme": ["人才", "金融"],
        "theme_2": ["人才", "金融"],
        "instrument": ["供给型-人才培养", "环境型-金融支持"],
        "strength": ["鼓励", "要求"],
        "stage": ["引进", "培养"],
    }


def test_the_text_stays_in_view_and_the_codebook_can_be_read():
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    assert book["sheet"].freeze_panes == "G2"
    page = book["codebook"]
    assert page.freeze_panes == "C3"
    assert page["A1"].value.startswith("toy. Choose from the list in each cell")
    assert [[cell.value for cell in row] for row in page["A2:C4"]] == [
        ["scheme", "code", "name"],
        ["role", "措施", None],
        ["role", "目标", None],
    ]  # fmt: skip
    assert page["B3"].alignment.wrap_text


def test_the_workbook_shows_all_of_the_codebook():
    whole = Class_(
        "引进",
        "引进人才",
        "从外面来",
        ("引进", "招聘"),
        ("回顾",),
        ("要引进人才。", "招聘教师。"),
        ("已引进。",),
    )
    stage = Dimension("stage", "阶段", (whole,), "在哪一步")
    stream = io.BytesIO()
    write_sheet(sheet([coded()], BOOK), replace(BOOK, dimensions=(stage,), title="人才编码本"), stream)
    page = openpyxl.load_workbook(stream)["codebook"]
    assert page["A1"].value.startswith("人才编码本. Choose")
    head, *_, last = page.iter_rows(min_row=2, values_only=True)
    assert dict(zip(head, last, strict=True)) == {
        "scheme": "stage", "code": "引进", "name": "引进人才", "definition": "从外面来", "cues": "引进、招聘",
        "exclude": "回顾", "yes": "要引进人才。 / 招聘教师。", "no": "已引进。", "dimension": "阶段",
        "question": "在哪一步",
    }  # fmt: skip


def test_the_workbook_is_the_same_bytes_every_time():
    assert workbook(filled=True) == workbook(filled=True)


def test_a_workbook_comes_back_as_a_coding(tmp_path: Path):
    path = tmp_path / "王.xlsx"
    path.write_bytes(workbook(filled=True))
    coding = read_coding(str(path))
    assert coding.coder == "王"
    assert coding.dimensions == ("role", "theme", "theme_2", "instrument", "strength", "stage")
    assert coding.units[1] == CodedUnit(
        "甲",
        "1-1-2",
        "要引进人才。",
        (
            ("role", "措施"), ("theme", "人才"), ("theme_2", "金融"), ("instrument", "供给型-人才培养"),
            ("strength", "要求"), ("stage", "引进"),
        ),
        title="人才意见",
        section="一、人才",
    )  # fmt: skip
    table = agreement([coding, coding])
    assert {row[table.columns.index("agreement")] for row in table.rows} == {1.0}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_comes_back_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str):
    path = tmp_path / "b.csv"
    text = '文档,编号,原文,角色,备注\n甲,1-1-1,"要引进人才,加快培养各类技能人才。",措施,看过\n,,,,\n'
    path.write_bytes(text.encode(encoding))
    unit = CodedUnit("甲", "1-1-1", "要引进人才,加快培养各类技能人才。", (("role", "措施"),), "看过")
    assert read_coding(str(path)) == Coding("b", ("role",), (unit,))


def test_tables_of_other_kinds(tmp_path: Path):
    tsv, jsonl = tmp_path / "c.tsv", tmp_path / "c.jsonl"
    tsv.write_text("text\ttheme\tconfidence\n要引进人才。\t人才\t0.9\n", encoding="utf-8")
    jsonl.write_text(
        '{"quote": "要引进人才。", "theme": ["人才", "教育"], "start": 3.0}\n\n', encoding="utf-8"
    )
    for path in (tsv, jsonl):
        assert read_coding(str(path)).units == (CodedUnit("", "", "要引进人才。", (("theme", "人才"),)),)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "is empty"),
        ("a.csv", "code,role\n", "no rows"),
        ("a.csv", "甲,乙\n1,2\n", "columns are 甲, 乙"),
        ("a.csv", "code,text\n1-1,好。\n", "nothing is coded"),
        ("a.doc", "x", ".xlsx, .csv, .tsv, .jsonl"),
        ("a.xlsx", "not a zip", "not an .xlsx workbook"),
        ("a.jsonl", "{]\n", "a.jsonl!1: is not a JSON object"),
        ("a.jsonl", "[1]\n", "a.jsonl!1: is not a JSON object"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, content: str, message: str):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_coding(str(path))


def test_a_sheet_cut_off_is_said(tmp_path: Path):
    whole, part = openpyxl.Workbook(), tmp_path / "cut.xlsx"
    whole.active.append(("text", "role"))
    whole.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as source, zipfile.ZipFile(part, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    with pytest.raises(InputError, match=r"cut.xlsx: is damaged"):
        read_coding(str(part))


def test_long_cells_and_line_separators_in_a_text_are_read(tmp_path: Path):
    long = "甲" * 140_000
    for name, content in (
        ("a.csv", f"text,role\n{long},措施\n"),
        ("a.jsonl", '{"text": "要\u2028引\u0085进", "role": "措施"}\n'),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (unit,) = read_coding(str(tmp_path / "a.csv")).units
    assert unit.text == long
    assert len(read_coding(str(tmp_path / "a.jsonl")).units) == 1


def test_the_encoding_may_be_named(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes("text,role\n要引進人才。,措施\n".encode("big5"))
    assert read_coding(str(path), encoding="big5").units[0].text == "要引進人才。"
    with pytest.raises(UsageError, match="--encoding"):
        read_coding(str(path), encoding="nonsense")


def test_a_missing_file():
    with pytest.raises(InputError, match="no such file"):
        read_coding("nowhere.csv")


def test_values_that_the_codebook_does_not_know():
    units = tuple(
        CodedUnit("甲", code, "", (("role", "措施"), ("theme", theme), ("theme_2", "金融"), ("mine", "x")))
        for code, theme in (("1-1", "人才"), ("1-2", "人材"), ("1-3", "人材"), ("1-4", ""))
    )
    assert strangers(Coding("王", (), units), BOOK) == [
        "王: theme 人材 (2 rows, first 甲 1-2) is not in the codebook toy. Did you mean 人才?"
    ]


def test_other_names_of_the_code_give_way_to_the_code(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("id,label2\n1,甲\n", encoding="utf-8")
    assert read_coding(str(path)).units == (CodedUnit("", "1", "", (("label2", "甲"),)),)
    path.write_text("id,code,theme\n7,1-2,人才\n", encoding="utf-8")
    assert read_coding(str(path)).units == (CodedUnit("", "1-2", "", (("theme", "人才"),)),)


@pytest.mark.parametrize(
    ("cells", "year"),
    [
        ("1999,甲2019,2020.txt", "1999"),
        (",甲2019,2020.txt", "2019"),
        (",甲,in-2021/2020.txt", "2020"),
        (",甲,-", ""),
    ],
)
def test_years_and_actors_of_a_table(tmp_path: Path, cells: str, year: str):
    path = tmp_path / "a.csv"
    path.write_text(f"年份,document,source,text,theme,actors\n{cells},句,人才,高校、企业\n", encoding="utf-8")
    coding = read_coding(str(path))
    assert coding.dimensions == ("theme",)
    assert (coding.units[0].year, coding.units[0].actors) == (year, ("高校", "企业"))


def handed_in(tmp_path: Path, rows: Sequence[Sequence[str]], *, merged: str = "", front: str = "") -> Coding:
    """What is read of a workbook that a coder worked on by hand."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    if front:
        book.create_sheet("说明", 0).append(front.split())
    book.save(tmp_path / "a.xlsx")
    return read_coding(str(tmp_path / "a.xlsx"))


@pytest.mark.parametrize("front", ["", "请填theme一列", "scheme code name definition cues"])
def test_the_header_of_a_coding_may_stand_lower_or_on_a_later_sheet(tmp_path: Path, front: str):
    rows = [("编码表（张三）",), (), ("序号", "text", "theme"), ("1", "要引进人才。", "人才")]
    coding = handed_in(tmp_path, rows, front=front)
    assert (coding.dimensions, coding.units) == (
        ("theme",), (CodedUnit("", "", "要引进人才。", (("theme", "人才"),)),)
    )  # fmt: skip
    (tmp_path / "a.csv").write_text("编码表（张三）,\ntext,theme\n要引进人才。,人才\n", encoding="utf-8")
    assert read_coding(str(tmp_path / "a.csv")).units == coding.units


def test_two_codings_in_one_workbook_are_not_guessed_between(tmp_path: Path):
    with pytest.raises(InputError, match=r"several sheets have coded rows: 说明, Sheet. Leave one"):
        handed_in(tmp_path, [("text", "theme"), ("甲。", "人才")], front="text theme")


def test_merged_cells_hold_for_each_of_their_rows(tmp_path: Path):
    rows = [("document", "text", "theme"), ("甲", "一。", "人才"), ("", "二。", "金融"), ("", "三。", "教育")]
    coding = handed_in(tmp_path, rows, merged="A2:A3")
    assert [unit.document for unit in coding.units] == ["甲", "甲", ""]


def test_the_name_of_a_column_is_one_line(tmp_path: Path):
    assert handed_in(tmp_path, [("text", "my\ncolumn "), ("甲。", "x")]).dimensions == ("my column",)


def test_a_column_that_stands_twice_is_told(tmp_path: Path):
    with pytest.raises(InputError, match=r"columns stand twice: theme. Rename or remove one"):
        handed_in(tmp_path, [("text", "theme", "theme"), ("甲。", "人才", "")])


def test_dimensions_and_classes_may_go_by_their_names(tmp_path: Path):
    two = (("1", "供给型"), ("2", "环境型"), ("10", "其他"), ("3", "其他"))
    tool = Dimension("X", "工具", tuple(Class_(code, name) for code, name in two))
    book = replace(BOOK, dimensions=(*BOOK.dimensions, tool), own=("X",))
    path = tmp_path / "a.csv"
    written = ("1", "环境型", "１", "1、供给型", "供给型（1）", "1.0", "-1", "其他", "3 其他", "")
    lines = "".join(f"甲{n}。,{value}\n" for n, value in enumerate(written))
    path.write_text(f"text,工具\n{lines}", encoding="utf-8")
    coding = read_coding(str(path), codebook=book)
    assert coding.dimensions == ("X",)  # 工具 is instrument elsewhere
    assert [unit.value("X") for unit in coding.units] == [
        "1", "2", "1", "1", "1", "1.0", "-1", "其他", "3", "",
    ]  # fmt: skip


def test_the_guard_against_formulas_is_taken_off(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("text,theme\n'-5%以内。,人才\n'好',人才\n", encoding="utf-8")
    assert [unit.text for unit in read_coding(str(path)).units] == ["-5%以内。", "'好'"]
