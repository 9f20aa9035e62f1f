"""A table gives a source for each row, its columns found by their names."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import (
    FIELDS,
    HEADER,
    ROW,
    WRITERS,
    error,
    one,
    write,
    write_csv,
)

from xzsc.errors import InputError
from xzsc.loaders import load


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_columns_are_found_by_their_usual_names(tmp_path: Path, suffix: str) -> None:
    source = one(WRITERS[suffix](tmp_path / f"a{suffix}", [HEADER, ROW]))
    assert (source.text, source.record, source.fields) == ("各区要加强值守。\n及时报告。", "1", FIELDS)
    assert source.name == f"{tmp_path / 'a'}{suffix}!1"


cells = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@pytest.mark.parametrize("suffix", sorted(WRITERS))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_a_table_comes_back(tmp_path: Path, suffix: str, rows: list[tuple[str, str]]) -> None:
    path = WRITERS[suffix](
        tmp_path / f"a{suffix}", [("标题", "内容"), *(("题" + a, "文" + b) for a, b in rows)]
    )
    found = [(source.field("title"), source.text) for source in load(str(path))]
    assert found == [("题" + a, "文" + b) for a, b in rows]


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030", "utf-16", "big5"])
def test_a_csv_in_other_encodings(tmp_path: Path, codec: str) -> None:
    row = (
        [("標題", "內容"), ("工作通知", "各機關應當加強管理，提高服務質量。")]
        if codec == "big5"
        else [HEADER, ROW]
    )
    path = write_csv(tmp_path / "a.csv", row, codec=codec)
    source = one(path, text_column=row[0][1 if codec == "big5" else 5])
    assert source.text == row[1][1 if codec == "big5" else 5]


@pytest.mark.parametrize(("suffix", "delimiter"), [(".tsv", "\t"), (".csv", ";"), (".csv", "\t")])
def test_delimiters(tmp_path: Path, suffix: str, delimiter: str) -> None:
    assert one(write_csv(tmp_path / f"a{suffix}", [HEADER, ROW], delimiter=delimiter)).fields == FIELDS


def test_options_name_columns_and_a_full_text_goes_before_an_abstract(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("摘要", "全文", "题"), ("短", "长", "名")])
    assert (one(path).text, one(path).fields) == ("长", (("摘要", "短"), ("题", "名")))
    assert one(path, text_column="摘要", title_column="题").fields == (("全文", "长"), ("title", "名"))


def test_a_sheet_with_a_title_row_dates_and_several_sheets(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    rows = [
        ["2026年政策汇总"],
        [None],
        ["序号", "内容", "日期", "金额"],
        [1, "补贴办法", datetime.datetime(2026, 5, 1), 2.5],
        [None, None, None, None],
        [2, "奖励办法", datetime.datetime(2026, 5, 2, 8, 30), 3.0],
    ]
    for row in rows:
        book.active.append(row)
    book.active.title = "甲"
    other = book.create_sheet("乙")
    other.append(["说明"])
    book.save(tmp_path / "a.xlsx")
    notes: list[str] = []
    found = list(load(str(tmp_path / "a.xlsx"), on_note=notes.append))
    assert [(source.record, source.text, source.fields) for source in found] == [
        ("甲!1", "补贴办法", (("序号", "1"), ("date", "2026-05-01"), ("金额", "2.5"))),
        ("甲!3", "奖励办法", (("序号", "2"), ("date", "2026-05-02 08:30:00"), ("金额", "3"))),
    ]
    assert len(notes) == 1
    assert "no text column" in notes[0]


def test_a_row_with_too_many_cells_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "标题,正文\n甲,要加强管理,提高质量\n乙,要加强管理,\n丙\n")
    notes: list[str] = []
    first, second = load(str(path), on_note=notes.append)
    assert first.warnings[0].startswith("1 more cells than the header")
    assert second.warnings == ()
    assert "1 of 3 rows have no text and were left out (row 3)" in notes[0]


def test_json_in_its_shapes(tmp_path: Path) -> None:
    record = {"标题": "通知", "正文": "要加强管理。", "tags": ["甲", "乙"], "meta": {"a": 1}}
    expected = ("要加强管理。", (("title", "通知"), ("tags", "甲；乙"), ("meta", '{"a": 1}')))
    for name, value in (("list", [record]), ("one", record), ("wrapped", {"total": 1, "rows": [record]})):
        source = one(write(tmp_path / f"{name}.json", json.dumps(value, ensure_ascii=False, indent=1)))
        assert (source.text, source.fields) == expected, name
    lines = (json.dumps(record) + "\n") * 2
    assert [source.record for source in load(str(write(tmp_path / "lines.json", lines)))] == ["1", "2"]


def test_bad_rows_cost_themselves_only(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl", '{"text": "甲"}\n{"text": \n\n[1]\n{"body": "乙"}\n{"x": 1}\n{"text": " "}\n'
    )
    errors: list[InputError] = []
    notes: list[str] = []
    found = [(s.record, s.text) for s in load(str(path), on_error=errors.append, on_note=notes.append)]
    assert found == [("1", "甲"), ("5", "乙")]
    assert [error.where.rpartition("!")[2] for error in errors] == ["2", "4", "6"]
    assert notes == [f"{path}: 1 of 4 rows have no text and were left out (row 7)."]


def test_a_first_object_without_text_costs_itself_only(tmp_path: Path) -> None:
    bare, whole = '{"title": "甲"}', '{"title": "乙", "text": "加快发展。"}'
    for lines, number in (((bare, whole), 1), ((whole, bare), 2)):
        path = write(tmp_path / "a.jsonl", "\n".join(lines))
        errors: list[InputError] = []
        assert [source.text for source in load(str(path), on_error=errors.append)] == ["加快发展。"]
        assert [each.where for each in errors] == [f"{path}!{number}"]
    path = write(tmp_path / "b.jsonl", f"{bare}\n{bare}")
    with pytest.raises(InputError, match=r"b\.jsonl: no text column"):
        list(load(str(path), on_error=pytest.fail))


def test_half_a_character_in_json_costs_its_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "\\ud842"}\n{"text": "\\ud842\\udfb7"}\n')
    errors: list[InputError] = []
    assert [source.text for source in load(str(path), on_error=errors.append)] == ["𠮷"]
    assert "half a character" in str(errors[0])


def test_rows_have_their_own_hash(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("标题", "内容"), ("甲", "文"), ("乙", "文"), ("甲", "文")])
    first, second, third = load(str(path))
    assert first.sha256 == third.sha256 != second.sha256


def test_a_title_row_is_no_header_and_a_note_behind_a_name_no_part_of_it(tmp_path: Path) -> None:
    rows = "渡口政策汇总表,,\n序号,政策名称,政策内容（全文）\n1,渡口通知,每天查验缆绳。\n"
    source = one(write(tmp_path / "a.csv", rows))
    assert (source.text, source.field("title"), source.record) == ("每天查验缆绳。", "渡口通知", "1")
    message = error(write(tmp_path / "b.csv", rows.replace("政策内容（全文）", "任务")))
    assert message == ": no text column; columns are 序号, 政策名称, 任务. Use --text-column 任务."


def test_the_markup_in_a_cell_is_no_text(tmp_path: Path) -> None:
    record = {
        "title": "渡口通知",
        "content": "<p>各渡口：</p><p>每天<b>查验</b>&nbsp;缆绳。<br/>若 1<2 则停。</p>",
    }
    source = one(write(tmp_path / "a.jsonl", json.dumps(record, ensure_ascii=False)))
    assert source.text == "各渡口：\n每天查验 缆绳。\n若 1<2 则停。"
