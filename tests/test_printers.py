"""What every format holds, byte by byte where that is the contract."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from xzsc.errors import UsageError, XzscError
from xzsc.model import Cell, Table
from xzsc.printers import ENDINGS, FORMATS, LINES, Spelling, Style, Written, format_of, write
from xzsc.printers.cells import guarded, normal, width
from xzsc.printers.terminal import fold, legible, visible
from xzsc.printers.workbook import write_xlsx

COLUMNS = ("code", "theme", "text", "confidence", "page", "evidence")
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("1-1", "人才", "支持企业引进人才，\n给予补助。", 0.123456789, None, "支持；给予补助"),
    ("1-2", "科技创新", '建设"国家实验室"，布局|平台。', 1.0, 3, "建设"),
    ("1-3", "其他", "=HYPERLINK(1)", -2.5, 4, ""),
)
CLEAN = (
    ("1-1", "人才", "支持企业引进人才， 给予补助。", 0.123457, None, "支持；给予补助"),
    *ROWS[1:],
)


def table(rows: tuple[tuple[Cell, ...], ...] = ROWS, **options: object) -> Table:
    return Table("measures", COLUMNS, iter(rows), **options)  # type: ignore[arg-type]


def written(path: Path, rows: tuple[tuple[Cell, ...], ...] = ROWS, **options: object) -> bytes:
    write(table(rows), format=format_of(str(path)), output=str(path), **options)  # type: ignore[arg-type]
    return path.read_bytes()


CSV = (
    "code,theme,text,confidence,page,evidence\n"
    "1-1,人才,支持企业引进人才， 给予补助。,0.123457,,支持；给予补助\n"
    '1-2,科技创新,"建设""国家实验室""，布局|平台。",1,3,建设\n'
    "1-3,其他,'=HYPERLINK(1),-2.5,4,\n"
)


def test_a_csv_file_starts_with_a_mark_and_guards_formulas_but_not_numbers(tmp_path: Path) -> None:
    assert written(tmp_path / "a.csv") == b"\xef\xbb\xbf" + CSV.encode()


def test_no_bom_and_raw(tmp_path: Path) -> None:
    plain = CSV.replace("'=", "=").encode()
    assert written(tmp_path / "a.csv", bom=False, raw=True) == plain


def test_a_pipe_gets_no_mark_unless_asked(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write(table(), format="csv")
    assert capfdbinary.readouterr().out == CSV.encode()
    write(table(), format="csv", bom=True)
    assert capfdbinary.readouterr().out == b"\xef\xbb\xbf" + CSV.encode()


def test_a_format_that_does_not_exist_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format is called “docx”"):
        write(Table("t", ("a",), [("1",)]), format="docx", output=str(tmp_path / "a.docx"))
    assert not list(tmp_path.iterdir())


def test_tsv_has_no_tabs_inside_cells(tmp_path: Path) -> None:
    rows = (("a\tb", "", "", None, None, ""),)
    assert written(tmp_path / "a.tsv", rows, bom=False) == "\t".join(COLUMNS).encode() + b"\na b\t\t\t\t\t\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", b"code,theme,text,confidence,page,evidence\n"),
        ("a.json", b"[]\n"),
        ("a.jsonl", b""),
        (
            "a.md",
            b"| code | theme | text | confidence | page | evidence |\n" + b"| --- " * 6 + b"|\n",
        ),
    ],
)
def test_no_rows(tmp_path: Path, name: str, expected: bytes) -> None:
    assert written(tmp_path / name, (), **({"bom": False} if name == "a.csv" else {})) == expected


def read_back(path: Path) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Columns and rows of a written file, by a reader that is not ours."""
    if path.suffix == ".parquet":
        found = pq.read_table(path)
        return tuple(found.column_names), [tuple(row.values()) for row in found.to_pylist()]
    if path.suffix == ".xlsx":
        lines = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
        # An empty text and nothing are the same empty cell in a workbook.
        return lines[0], [
            tuple("" if c is None and at in (2, 5) else c for at, c in enumerate(r)) for r in lines[1:]
        ]
    text = path.read_text("utf-8")
    objects = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]
    return tuple(objects[0]), [tuple(row.values()) for row in objects]


@pytest.mark.parametrize("ending", [".json", ".jsonl", ".xlsx", ".parquet"])
def test_all_formats_hold_the_same_rows_and_the_same_bytes_twice(tmp_path: Path, ending: str) -> None:
    first = written(tmp_path / f"a{ending}")
    assert read_back(tmp_path / f"a{ending}") == (COLUMNS, list(CLEAN))
    assert written(tmp_path / f"b{ending}") == first


def test_markdown_escapes_pipes(tmp_path: Path) -> None:
    lines = written(tmp_path / "a.md").decode().splitlines()
    assert lines[3] == '| 1-2 | 科技创新 | 建设"国家实验室"，布局\\|平台。 | 1 | 3 | 建设 |'
    assert len(lines) == 5


def test_chosen_columns_come_in_their_order(tmp_path: Path) -> None:
    assert written(tmp_path / "a.tsv", columns=("theme", "code"), bom=False) == (
        b"theme\tcode\n" + "人才\t1-1\n科技创新\t1-2\n其他\t1-3\n".encode()
    )


@pytest.mark.parametrize("format", LINES)
@pytest.mark.parametrize("columns", [(), ("confidence", "text")])
@pytest.mark.parametrize("raw", [False, True])
def test_rows_spelled_elsewhere_are_the_same_bytes(
    tmp_path: Path, format: str, columns: tuple[str, ...], raw: bool
) -> None:
    spelling = pickle.loads(pickle.dumps(Spelling(format, COLUMNS, Style(columns, raw))))
    rows = (*ROWS, ("a\tb", "\ud800", "", float("nan"), 1e10, "-1"))
    blocks = [spelling(rows[:1]), spelling([]), spelling(rows[1:])]
    whole = written(tmp_path / f"a.{format}", rows, columns=columns, raw=raw)
    assert written(tmp_path / f"b.{format}", (), columns=columns, raw=raw, blocks=blocks) == whole
    assert len(whole.splitlines()) == 4 + (format != "jsonl")


def test_an_unknown_column_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"measures has no column “theem”; did you mean theme or text\?"):
        write(table(), format="csv", columns=("theem",))
    with pytest.raises(UsageError, match="there are code, theme, text, confidence, page, evidence"):
        write(table(), format="csv", columns=("总",))


def test_rows_stream_they_are_not_gathered(tmp_path: Path) -> None:
    """The third row is asked for only after the first two went to the printer."""
    seen: list[int] = []

    class Stream(io.StringIO):
        def write(self, text: str) -> int:
            seen.append(asked)
            return super().write(text)

    asked = 0

    def rows() -> Iterator[tuple[Cell, ...]]:
        nonlocal asked
        for row in ROWS:
            asked += 1
            yield row

    from xzsc.printers import delimited, jsons, markdown
    from xzsc.printers.style import Style

    printers = (
        delimited.write_csv,
        delimited.write_tsv,
        jsons.write_json,
        jsons.write_jsonl,
        markdown.write_markdown,
    )
    for printer in printers:
        asked = 0
        seen.clear()
        assert printer(Table("t", COLUMNS, rows()), Stream(), Style()) == Written(3)
        assert {1, 2, 3} <= set(seen), printer.__name__


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.971651, "0.972"), (0.5, "0.5"), (1.2345e-5, "1.2e-05"), (66.67, "66.67"), (1234.5, "1234.5")],
)
def test_a_terminal_shows_three_places(number: float, text: str) -> None:
    assert legible(number) == text


# --- workbooks and parquet ---------------------------------------------------------------------


def test_a_workbook_has_a_frozen_bold_header_a_filter_and_wrapped_text(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["measures"]
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert sheet.freeze_panes == "B2", "a grid: the first column names the rows"
    with (tmp_path / "b.xlsx").open("wb") as stream:
        write_xlsx(table(brief=COLUMNS[:1]), stream, Style())
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["measures"].freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F4"
    assert sheet["A1"].font.b
    assert not sheet["A2"].font.b
    assert sheet["C2"].alignment.wrap_text
    assert sheet["C4"].value == "=HYPERLINK(1)"
    assert sheet["C4"].data_type == "s"
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["A"].width


def test_shares_have_two_places_in_the_workbook_of_a_grid_and_counts_none(tmp_path: Path) -> None:
    for name, brief, formats in (("a", (), ["General", "0.00####"]), ("b", ("甲",), ["General", "General"])):
        with (tmp_path / f"{name}.xlsx").open("wb") as stream:
            write_xlsx(Table("grid", ("甲", "乙"), [(12, 9.5)], brief=brief), stream, Style())
        (cells,) = openpyxl.load_workbook(tmp_path / f"{name}.xlsx").worksheets[0].iter_rows(min_row=2)
        assert [cell.number_format for cell in cells] == formats


@pytest.mark.parametrize("text", ["=1+1", "http://a.b/c", "007", "1-2", "{=A1}", "<b>粗</b>", "a\x0bb", "𠮷"])
def test_text_stays_text_in_a_workbook(tmp_path: Path, text: str) -> None:
    written(tmp_path / "a.xlsx", ((text, "", "", None, None, ""),))
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["measures"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (normal(text), "s", None)


def test_excels_limits_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xzsc.printers.workbook.MAX_ROWS", 3)
    monkeypatch.setattr("xzsc.printers.workbook.MAX_CHARACTERS", 10)
    done = write(table(), format="xlsx", output=str(tmp_path / "a.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["measures", "measures 2"]
    assert [sheet.max_row for sheet in book] == [3, 2]
    assert book["measures"]["C2"].value == "支持企业引进人才，…"
    assert done.n_rows == 3
    assert done.notes == (
        "3 cells were cut at 10 characters, the most Excel takes",
        "the rows are on 2 sheets, Excel takes 3 rows a sheet",
    )


def test_parquet_types_are_the_narrowest_that_fit_all_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xzsc.printers.columnar.BATCH", 2)
    rows = ((1, 1, None, None, None, 1), (2, 2, None, None, None, 2), (3, 2.5, "x", None, 7, "y"))
    written(tmp_path / "a.parquet", rows)
    found = pq.read_table(tmp_path / "a.parquet")
    assert [str(kind) for kind in found.schema.types] == [
        "int64",
        "double",
        "string",
        "string",
        "int64",
        "string",
    ]
    assert [tuple(row.values()) for row in found.to_pylist()] == [
        (1, 1.0, None, None, None, "1"),
        (2, 2.0, None, None, None, "2"),
        (3, 2.5, "x", None, 7, "y"),
    ]


# --- cells -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_guarded(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("cell", ["", "-", "1-2", "人才", "a=b", None, -1, -1.5])
def test_not_guarded(cell: Cell) -> None:
    assert guarded(cell) == cell


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("一\r\n\n二\u2028三", "一 二 三"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("名\udcff", "名\\udcff"),
        (1234567.0, 1234570.0),
        (float("nan"), None),
        (float("inf"), "inf"),
        (3, 3),
    ],
)
def test_normal(cell: Cell, expected: Cell) -> None:
    assert normal(cell) == expected


def test_width_counts_a_han_character_twice() -> None:
    assert (width("人才"), width("abc"), width("人a")) == (4, 3, 3)


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(), st.text())] * 3), max_size=5))
def test_csv_round_trip(rows: list[tuple[Cell, ...]]) -> None:
    """Any row comes back from csv's own reader, one line a row, but for breaks and the guard."""
    from xzsc.printers.delimited import write_csv
    from xzsc.printers.style import Style

    stream = io.StringIO(newline="")
    write_csv(Table("t", ("a", "b", "c"), iter(rows)), stream, Style(raw=True))
    lines = stream.getvalue().split("\n")
    assert len(lines) == len(rows) + 2
    spelled = [["" if cell is None else str(normal(cell)) for cell in row] for row in rows]
    assert list(csv.reader(io.StringIO(stream.getvalue(), newline="")))[1:] == spelled


# --- the terminal ------------------------------------------------------------------------------


def on_terminal(monkeypatch: pytest.MonkeyPatch, shown: Table, wide: int = 40, **options: object) -> str:
    monkeypatch.setenv("COLUMNS", str(wide))
    stream = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        write(shown, format="table", **options)  # type: ignore[arg-type]
    return stream.getvalue()


def test_a_table_folds_text_and_shows_the_brief_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = table(brief=("code", "text"), group="theme")
    assert on_terminal(monkeypatch, shown, 24) == (
        "code  text\n"
        "────────────────────────\n"
        "\n"
        "人才\n"
        "1-1   支持企业引进人才，\n"
        "      给予补助。\n"
        "\n"
        "科技创新\n"
        '1-2   建设"国家实验室"，\n'
        "      布局|平台。\n"
        "\n"
        "其他\n"
        "1-3   =HYPERLINK(1)\n"
    )


def test_a_column_over_its_rows_is_printed_once_where_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        ("甲县", "修路3公里，建桥2座。", "3公里"),
        ("甲县", "修路3公里，建桥2座。", "2座"),
        ("甲县", "植树5棵。", "5棵"),
    ]
    columns = ("document", "text", "figure")

    def shown() -> Table:
        return Table("figures", columns, iter(rows), brief=("figure",), group="document", over="text")

    assert on_terminal(monkeypatch, shown()) == (
        "figure\n──────\n\n甲县\n\n修路3公里，建桥2座。\n3公里\n2座\n\n植树5棵。\n5棵\n"
    )
    chosen = on_terminal(monkeypatch, shown(), columns=("figure",))
    assert chosen == "figure\n──────\n\n甲县\n3公里\n2座\n5棵\n"


def test_columns_below_their_row_are_printed_across_unless_columns_are_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [("1-1", "修路。", "因为路坏了，车过不去，" * 4), ("1-2", "植树。", "")]

    def shown() -> Table:
        return Table("measures", ("code", "text", "why"), iter(rows), brief=("code", "text"), below=("why",))

    assert on_terminal(monkeypatch, shown()) == (
        "code  text\n────────────\n"
        "1-1   修路。\n"
        "  why  因为路坏了，车过不去，因为路坏\n"
        "    了，车过不去，因为路坏了，车过不去，\n"
        "    因为路坏了，车过不去，\n"
        "1-2   植树。\n"
    )
    chosen = on_terminal(monkeypatch, shown(), columns=("code", "why"))
    assert chosen.splitlines()[2].startswith("1-1   因为路坏了")


def test_numbers_stand_right_and_chosen_columns_end_the_grouping(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = table(brief=("code",), group="theme")
    assert on_terminal(monkeypatch, shown, columns=("theme", "page")).splitlines()[2:] == [
        "人才",
        "科技创新     3",
        "其他         4",
    ]


def test_too_many_columns_come_in_parts_that_repeat_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("class", *(f"主题{n}" for n in range(1, 8)))
    shown = Table(
        "crosstab", columns, iter([("供给", 1, 2, 3, 4, 5, 6, 7), ("需求", 10, 20, 30, 40, 50, 60, 70)])
    )
    assert on_terminal(monkeypatch, shown) == (
        "class  主题1  主题2  主题3  主题4  主题5\n"
        "────────────────────────────────────────\n"
        "供给       1      2      3      4      5\n"
        "需求      10     20     30     40     50\n"
        "\n"
        "class  主题6  主题7\n"
        "───────────────────\n"
        "供给       6      7\n"
        "需求      60     70\n"
        "\n"
    )


def test_evidence_is_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = on_terminal(monkeypatch, table(brief=("text",)), 60)
    assert "\x1b[1m支持\x1b[0m企业引进人才，" in out
    assert "\x1b[1m给予补助\x1b[0m" in out


@pytest.mark.parametrize(
    ("place", "own", "shown"),
    [
        ("16:18", (10, 26, ""), "凡受奖励的，\x1b[1m奖励\x1b[0m外再给补贴"),
        ("36:38", (10, 48, "10:13+33:48"), "凡受奖励的，\x1b[1m奖励\x1b[0m外再给补贴"),
        ("12:14", (10, 26, ""), "凡受\x1b[1m奖励\x1b[0m的，奖励外再给补贴"),
        ("", (10, 26, ""), "凡受\x1b[1m奖励\x1b[0m的，奖励外再给补贴"),
    ],
)
def test_evidence_is_bold_where_it_stands(
    monkeypatch: pytest.MonkeyPatch, place: str, own: tuple[int, int, str], shown: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    columns = ("text", "evidence", "start", "end", "spans", "evidence_spans")
    rows: list[tuple[Cell, ...]] = [("凡受奖励的，奖励外再给补贴。", "奖励", *own, place)]
    assert shown in on_terminal(monkeypatch, Table("measures", columns, iter(rows), brief=("text",)), 60)


def test_further_columns_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    for columns, expected in (
        ((), "code,theme,text,confidence,page\n1-2,"),
        (("page", "evidence"), "page,evidence\n3,建设\n"),
    ):
        path = tmp_path / "a.csv"
        shown = table(ROWS[1:2], further=("evidence",))
        write(shown, format="csv", output=str(path), bom=False, columns=columns)
        assert path.read_text("utf-8").startswith(expected)


def test_no_cell_commands_the_terminal() -> None:
    assert visible("红\x1b[31m\x07\x7f色") == "红␛[31m␇␡色"
    assert "\x1b" not in visible("红\x1b[31m色")


def test_an_outline_is_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        ("a", "标题", 1, "一、", "总则"),
        ("a", "标题", 2, "（一）", "目的"),
        ("a", "标题", 1, "二、", "附则"),
    ]
    columns = ("document", "title", "level", "marker", "heading")
    shown = Table("outline", columns, iter(rows), brief=("marker", "heading"), group="document", tree="level")
    assert on_terminal(monkeypatch, shown) == ("标题  a\n├── 一、总则\n│   └── （一）目的\n└── 二、附则\n")


@given(st.text(alphabet="人才，。（）「abc 0123456789%-", max_size=80), st.integers(2, 30))
def test_folding_loses_no_character_and_keeps_the_width(text: str, columns: int) -> None:
    lines = fold(Text(text), columns).plain.split("\n")
    assert all(cell_len(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


# --- files -------------------------------------------------------------------------------------


def test_unknown_ending() -> None:
    with pytest.raises(UsageError, match=r"no format has the ending “\.xls”"):
        format_of("a.xls")
    assert set(ENDINGS.values()) == set(FORMATS) - {"table"}


def test_outputs_that_cannot_be_are_refused_before_a_row_is_asked_for(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[Cell, ...]]:
        raise AssertionError("a row was asked for")
        yield ()

    for output, what in ((tmp_path, "is a folder"), (tmp_path / "no" / "a.csv", "does not exist")):
        with pytest.raises(UsageError, match=what):
            write(Table("t", COLUMNS, rows()), format="csv", output=str(output))


@pytest.mark.parametrize("format", FORMATS)
def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, format: str) -> None:
    def rows() -> Iterator[tuple[Cell, ...]]:
        yield ROWS[0]
        raise RuntimeError("the fourth wall")

    output = tmp_path / "a.out"
    output.write_text("old")
    with pytest.raises(RuntimeError):
        write(Table("t", COLUMNS, rows()), format=format, output=str(output))
    assert output.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.out"]


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_a_full_disk_is_one_line_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    from xzsc.printers import sink

    class Full(io.FileIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sink.os, "fdopen", lambda descriptor, mode: Full(descriptor, mode))
    with pytest.raises(XzscError, match="the disk is full"):
        write(table(), format=format, output=str(tmp_path / "a.out"))
    assert os.listdir(tmp_path) == []


def test_a_new_file_has_the_usual_rights_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    written(tmp_path / "a.csv")
    (tmp_path / "plain").write_text("")
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "a.csv").chmod(0o640)
    written(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed_and_a_device_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    written(tmp_path / "b.csv")
    assert (tmp_path / "b.csv").is_symlink()
    assert (tmp_path / "a.csv").is_file()
    write(table(), format="csv", output=os.devnull)
    assert not Path(os.devnull).is_file()
