"""Every format gives its text and fields; every bad file gives one line with the cure."""

from __future__ import annotations

import datetime
import io
import json
import os
import random
import sys
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xzsc.errors import InputError
from xzsc.loaders import ReadOptions, guard, load
from xzsc.loaders.layout import Piece, reading_order
from xzsc.loaders.numbering import chinese, format_number
from xzsc.model import Source

NOTICE = "各县（市、区）人民政府：\n现将有关事项通知如下。\n一、健全工作机制。\n"


def one(path: Path, **options: str) -> Source:
    (source,) = load(str(path), ReadOptions(**options))
    return source


def error(path: Path, **options: str) -> str:
    """The message of the one error; every message is one line and names the file first."""
    with pytest.raises(InputError) as caught:
        list(load(str(path), ReadOptions(**options)))
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message.removeprefix(f"{path}")


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- text ---------------------------------------------------------------------------------------------------


def test_text_and_markdown(tmp_path: Path) -> None:
    source = one(write(tmp_path / "a.txt", NOTICE.replace("\n", "\r\n")))
    assert (source.text, source.encoding, source.media_type) == (NOTICE, "utf-8", "text/plain")
    assert one(write(tmp_path / "a.md", NOTICE)).media_type == "text/markdown"
    assert one(write(tmp_path / "noending", NOTICE)).text == NOTICE


def test_a_guessed_encoding_and_lost_characters_are_told(tmp_path: Path) -> None:
    source = one(write(tmp_path / "a.txt", NOTICE.encode("gbk")))
    assert (source.text, source.encoding) == (NOTICE, "gb18030")
    assert "read as gb18030" in source.warnings[0]
    assert "1 characters were lost" in one(write(tmp_path / "b.txt", "实施\ufffd办法")).warnings[0]


# --- web pages ----------------------------------------------------------------------------------------------

PARAGRAPHS = (
    "近日，市人民政府办公室印发《关于支持银发经济发展的若干措施》，从四个方面提出十二条举措，自公布之日起施行，有效期三年。",
    "在服务供给方面，对新建社区食堂给予一次性建设补助，对连续运营满一年的给予运营补助，所需资金由市、区两级财政分担。",
    "下一步，市民政局将会同有关部门制定实施细则，明确申报条件和办理流程，并通过政务服务平台公开，接受社会监督。",
)
PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>支持银发经济发展</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/zwgk">政务公开</a> <a href="/hdjl">互动交流</a></div>
<div class="article"><h1>支持银发经济发展</h1><div class="info">发布时间：2026-03-05 来源：市民政局</div>
<div class="content"><p>{paragraphs}</p></div></div>
<div class="footer">主办：市人民政府办公室 网站标识码：0000000000</div></body></html>"""


@pytest.mark.parametrize(("charset", "codec"), [("utf-8", "utf-8"), ("gb2312", "gbk")])
def test_a_web_page_gives_its_paragraphs_as_lines(tmp_path: Path, charset: str, codec: str) -> None:
    page = PAGE.format(charset=charset, paragraphs="</p>\n<p>".join(PARAGRAPHS))
    source = one(write(tmp_path / "a.html", page.encode(codec)))
    lines = source.text.split("\n")
    assert [line for line in lines if len(line) > 40] == list(PARAGRAPHS)
    assert "网站标识码" not in source.text
    assert (source.field("title"), source.field("date")) == ("支持银发经济发展", "2026-03-05")


def test_a_page_that_trafilatura_gives_up_is_read_tag_by_tag(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("xzsc.loaders.markup._trafilatura", lambda html, *, precise: ("首页", ()))
    page = "<p>第一<b>条</b> 为了<br>规范</p><script>x()</script>"
    page += "<table><tr><td>指标</td><td>数值</td></tr></table>尾。"
    source = one(
        write(tmp_path / "a.htm", f"<?xml version='1.0' encoding='utf-8'?><html><body>{page}</body></html>")
    )
    assert source.text == "第一条 为了\n规范\n指标\t数值\n尾。"
    assert "all of it was read" in source.warnings[0]


def test_a_page_without_text(tmp_path: Path) -> None:
    assert ": no text in this page." in error(
        write(tmp_path / "a.html", "<html><body><img src='a.png'></body></html>")
    )


def test_saved_pages(shared: Path) -> None:
    texts = [one(path).text for path in sorted((shared / "data" / "formats").glob("*.html"))]
    assert len(texts) == 5
    assert all(len(text) > 250 and "<" not in text for text in texts)


# --- Word ---------------------------------------------------------------------------------------------------

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def numbered(document, text: str, num: int, level: int = 0) -> None:
    from docx.oxml import parse_xml

    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')
    )


def define_list(document, num: int, levels: Sequence[tuple[str, str]]) -> None:
    from docx.oxml import parse_xml

    root = document.part.numbering_part.element
    items = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="{num}">{items}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num xmlns:w="{W}" w:numId="{num}"><w:abstractNumId w:val="{num}"/></w:num>'))


def saved(document, path: Path) -> Path:
    document.save(str(path))
    return path


def test_a_word_document_in_its_order_with_lists_and_tables(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.core_properties.title = "实施方案"
    define_list(
        document, 77, [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    )
    document.add_paragraph("支持家政服务业实施方案")
    numbered(document, "总体要求", 77)
    numbered(document, "提升质量", 77)
    numbered(document, "完善标准。", 77, 1)
    numbered(document, "制定地方标准。", 77, 2)
    numbered(document, "开展培训。", 77, 1)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("任务", "单位", "技能培训", "市人社局"), strict=True):
        cell.text = text
    numbered(document, "组织实施", 77)
    numbered(document, "加强领导。", 77, 1)
    source = one(saved(document, tmp_path / "a.docx"))
    assert source.text.split("\n") == [
        "支持家政服务业实施方案",
        "一、总体要求",
        "二、提升质量",
        "（一）完善标准。",
        "1. 制定地方标准。",
        "（二）开展培训。",
        "任务\t单位",
        "技能培训\t市人社局",
        "三、组织实施",
        "（一）加强领导。",
    ]
    assert source.field("file_title") == "实施方案"


def test_nothing_in_a_word_document_vanishes(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    body = document.element.body
    wrapped = (
        "<w:sdt {0}><w:sdtContent><w:p><w:r><w:t>控件里的一段。</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p {0}><w:ins><w:r><w:t>插入的</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>下一行</w:t></w:r></w:p>",
        "<w:p {0}><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent>"
        "</w:pict>"
        "<w:t>正文</w:t></w:r></w:p>",
        "<w:tbl {0}><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>内表</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
    )
    for at, xml in enumerate(wrapped):
        body.insert(at, parse_xml(xml.format(f'xmlns:w="{W}"')))
    text = one(saved(document, tmp_path / "a.docx")).text
    assert text.split("\n") == [
        "控件里的一段。",
        "插入的链接",
        "下一行",
        "正文",
        "文本框",
        "甲",
        "乙",
        "内表",
    ]


def test_numbers_of_lists() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 100, 101, 110, 1005)] == [
        *("一", "十", "十一", "二十", "二十一", "一百", "一百零一", "一百一十", "一千零五")
    ]
    forms = (
        "decimalEnclosedCircle",
        "upperRoman",
        "lowerLetter",
        "decimalFullWidth",
        "none",
        "ideographDigital",
    )
    assert [format_number(14, form) for form in forms] == ["⑭", "XIV", "n", "１４", "", "一四"]


# --- PDF ----------------------------------------------------------------------------------------------------

Text = tuple[int, int, int, str]
"""x, y from the top, size, text."""


def pdf(pages: Sequence[Sequence[Text]], *, encrypted: bool = False) -> bytes:
    """A small PDF whose text uses the Chinese font that every reader brings along."""
    objects = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [2 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
        b"/FontDescriptor 3 0 R /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    parent = 4 + 2 * len(pages)
    for page in pages:
        shown = b"".join(
            b"/F1 %d Tf 1 0 0 1 %d %d Tm <%s> Tj\n"
            % (size, x, 842 - y, text.encode("utf-16-be").hex().encode())
            for x, y, size, text in page
        )
        objects.append(b"<< /Length %d >>\nstream\nBT\n%sET\nendstream" % (len(shown) + 6, shown))
        objects.append(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 1 0 R >> >> "
            b"/Contents %d 0 R >>" % (parent, len(objects))
        )
    kids = b" ".join(b"%d 0 R" % number for number in range(5, parent, 2))
    objects.append(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids))
    objects.append(b"<< /Type /Catalog /Pages %d 0 R >>" % parent)
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00><00>]" % (
        b"11" * 32,
        b"22" * 32,
    )
    out += b"trailer << /Size %d /Root %d 0 R %s >>\n" % (
        len(objects) + 1,
        parent + 1,
        lock if encrypted else b"",
    )
    return out + b"startxref\n%d\n%%%%EOF" % start


def column(
    x: int, y: int, mark: str, rows: int, width: int, *, leading: int = 14, size: int = 10
) -> list[Text]:
    return [(x, y + leading * row, size, mark * width) for row in range(rows)]


def order(source: Source) -> str:
    """The first character of each line, runs drawn together."""
    out = ""
    for line in source.text.split("\n"):
        out += line.strip()[:1] if not out.endswith(line.strip()[:1]) else ""
    return out


def test_pages_of_a_pdf(tmp_path: Path) -> None:
    pages = [[(60, 80, 12, "第一页 Plan 2026")], [], [(60, 80, 12, "第三页")]]
    source = one(write(tmp_path / "a.pdf", pdf(pages)))
    assert source.text == "第一页 Plan 2026\n\n第三页"
    assert source.page_starts == (0, 14, 15)
    assert [source.place(at).page for at in (0, 13, 15)] == [1, 1, 3]
    assert source.warnings[0].startswith("no text on page 2")


def two_columns() -> list[Text]:
    return [
        (180, 60, 18, "题目横跨两栏排在上面"),
        *column(50, 120, "左", 20, 23),
        *column(310, 120, "右", 20, 23),
        (280, 800, 9, "·１２·"),
    ]


def interleaved() -> list[Text]:
    first, *rest, last = two_columns()
    return [first, *(text for pair in zip(rest[:20], rest[20:], strict=True) for text in pair), last]


def newspaper() -> list[Text]:
    return [
        (60, 50, 24, "头条标题占满三栏"),
        *column(40, 100, "甲", 8, 15),
        *column(210, 100, "乙", 8, 15),
        *column(380, 100, "丙", 8, 15),
        (40, 250, 20, "次条标题占两栏"),
        *column(40, 280, "丁", 6, 15),
        *column(210, 280, "戊", 6, 15),
        *column(380, 252, "己", 9, 15),
    ]


def uneven() -> list[Text]:
    """Columns whose lines do not stand at the same height."""
    return [*column(50, 100, "左", 20, 23, leading=15), *column(310, 107, "右", 24, 23, leading=13)]


@pytest.mark.parametrize(
    ("page", "expected"),
    [(two_columns, "题左右·"), (interleaved, "题左右·"), (newspaper, "头甲乙丙次丁戊己"), (uneven, "左右")],
)
def test_columns_are_read_one_after_the_other(
    tmp_path: Path, page: Callable[[], list[Text]], expected: str
) -> None:
    assert order(one(write(tmp_path / "a.pdf", pdf([page()])))) == expected


def test_lines_may_be_drawn_in_any_order(tmp_path: Path) -> None:
    page = two_columns()
    random.Random(7).shuffle(page)
    assert order(one(write(tmp_path / "a.pdf", pdf([page])))) == "题左右·"


def test_a_table_is_read_row_by_row_and_indents_are_shown(tmp_path: Path) -> None:
    table = [
        text
        for y in (100, 120, 140, 160)
        for text in ((60, y, 10, "任务"), (200, y, 10, "单位"), (400, y, 10, "时限"))
    ]
    assert one(write(tmp_path / "a.pdf", pdf([table]))).text == "\n".join(["任务 单位 时限"] * 4)
    lines = [(80, 100, 10, "首行缩进两个字" * 5), (60, 116, 10, "次行顶格" * 9), (60, 132, 10, "末行。")]
    text = one(write(tmp_path / "b.pdf", pdf([lines]))).text
    assert text.split("\n") == ["　　" + "首行缩进两个字" * 5, "次行顶格" * 9, "末行。"]


boxes = st.tuples(st.integers(0, 500), st.integers(0, 700), st.integers(5, 300), st.integers(6, 24))


@given(st.lists(boxes, max_size=40))
def test_reading_order_keeps_every_piece(drawn: list[tuple[int, int, int, int]]) -> None:
    pieces = [Piece(x, y, x + w, y + h, f"<{at}>") for at, (x, y, w, h) in enumerate(drawn)]
    shown = "".join(reading_order(pieces))
    assert sorted(shown.replace("　", "").replace(" ", "").replace("><", ">|<").split("|")) == sorted(
        [f"<{at}>" for at in range(len(drawn))] or [""]
    )


# --- tables -------------------------------------------------------------------------------------------------

HEADER = ("编号", "标题", "发布日期", "发文机关", "文号", "正文", "地区")
ROW = (
    "n1",
    "关于做好防汛工作的通知",
    "2026-05-01",
    "市应急管理局",
    "澄应急〔2026〕3号",
    "各区要加强值守。\n及时报告。",
    "澄州",
)
FIELDS = (
    *(("id", "n1"), ("title", "关于做好防汛工作的通知"), ("date", "2026-05-01"), ("issuer", "市应急管理局")),
    *(("number", "澄应急〔2026〕3号"), ("地区", "澄州")),
)


def write_csv(
    path: Path, rows: Sequence[Sequence[str]], *, codec: str = "utf-8", delimiter: str = ","
) -> Path:
    import csv

    with path.open("w", encoding=codec, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


def write_jsonl(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    header, *body = rows
    lines = [json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) + "\n" for row in body]
    return write(path, "".join(lines))


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], title: str = "表") -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def write_parquet(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    import pyarrow
    import pyarrow.parquet as parquet

    header, *body = rows
    columns = {name: [row[at] for row in body] for at, name in enumerate(header)}
    parquet.write_table(pyarrow.table(columns), path, row_group_size=2)
    return path


WRITERS = {".csv": write_csv, ".jsonl": write_jsonl, ".xlsx": write_xlsx, ".parquet": write_parquet}


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
        ("甲!1", "补贴办法", (("id", "1"), ("date", "2026-05-01"), ("金额", "2.5"))),
        ("甲!3", "奖励办法", (("id", "2"), ("date", "2026-05-02 08:30:00"), ("金额", "3"))),
    ]
    assert len(notes) == 1
    assert "no text column" in notes[0]


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


def test_half_a_character_in_json_costs_its_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "\\ud842"}\n{"text": "\\ud842\\udfb7"}\n')
    errors: list[InputError] = []
    assert [source.text for source in load(str(path), on_error=errors.append)] == ["𠮷"]
    assert "half a character" in str(errors[0])


def test_rows_have_their_own_hash(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("标题", "内容"), ("甲", "文"), ("乙", "文"), ("甲", "文")])
    first, second, third = load(str(path))
    assert first.sha256 == third.sha256 != second.sha256


# --- archives -----------------------------------------------------------------------------------------------


class WindowsInfo(zipfile.ZipInfo):
    """A member whose name is written as old Chinese archivers do: in GBK, and without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def pack(path: Path, members: dict[str, bytes], kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = kind(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def test_an_archive_member_by_member(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", [HEADER, ROW]).read_bytes()
    members = {
        "b/通知.txt": NOTICE.encode("gbk"),
        "a.pdf": b"not a pdf",
        "t.csv": table,
        "x.exe": b"MZ",
        "__MACOSX/b/._通知.txt": b"\0",
        ".hidden.txt": b"x",
        "../../evil.txt": "出不去。".encode(),
        "inner.zip": pack(tmp_path / "inner.zip", {"c.txt": b"x"}).read_bytes(),
        "old.doc": b"x",
    }
    path = pack(tmp_path / "a.zip", members)
    errors: list[InputError] = []
    notes: list[str] = []
    found = [(s.record, s.encoding) for s in load(str(path), on_error=errors.append, on_note=notes.append)]
    assert found == [("../../evil.txt", "utf-8"), ("b/通知.txt", "gb18030"), ("t.csv!1", "utf-8")]
    assert [error.where.rpartition("!")[2] for error in errors] == ["a.pdf", "inner.zip", "old.doc"]
    assert notes == [f"{path}: 1 members of other formats were skipped."]
    assert not (tmp_path.parents[1] / "evil.txt").exists()


def test_names_of_members_in_the_old_code_page(tmp_path: Path) -> None:
    # the GBK bytes of 通知 happen to be UTF-8 of two Arabic and Hebrew marks
    path = pack(tmp_path / "a.zip", {"政策/办法.txt": b"1", "通知.txt": b"2"}, WindowsInfo)
    assert [source.record for source in load(str(path))] == ["政策/办法.txt", "通知.txt"]


def test_limits_of_an_archive(tmp_path: Path, monkeypatch) -> None:
    bomb = pack(tmp_path / "bomb.zip", {"a.txt": b"0" * 1_000_000})
    assert list(load(str(bomb)))
    monkeypatch.setattr(guard, "SMALL", 500_000)
    assert "as a zip bomb does" in error(bomb)
    monkeypatch.setattr(guard, "SIZE", 900_000)
    monkeypatch.setattr(guard, "RATIO", 10**6)
    assert "as a zip bomb does" in error(bomb)
    monkeypatch.setattr(guard, "MEMBERS", 0)
    assert "the limit is 0" in error(bomb)


# --- what cannot be read ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("a.pdf", "is not a PDF"),
        ("a.docx", "is not a .docx"),
        ("a.xlsx", "is not an .xlsx"),
        ("a.zip", "not a zip archive"),
        ("a.parquet", "not a parquet file"),
        ("a.txt", "--encoding"),
        ("a.csv", "--encoding"),
        ("a.jsonl", "--encoding"),
        ("a.html", "--encoding"),
        ("a.bin", "--encoding"),
    ],
)
def test_random_bytes(tmp_path: Path, name: str, what: str) -> None:
    assert what in error(write(tmp_path / name, random.Random(1).randbytes(5000)))
    assert "is empty" in error(write(tmp_path / name, b""))


def test_damaged_files(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("正文" * 500)
    whole = saved(document, tmp_path / "a.docx").read_bytes()
    assert "is damaged" in error(write(tmp_path / "a.docx", whole[: len(whole) // 2]))
    book = write_xlsx(tmp_path / "b.xlsx", [HEADER, ROW]).read_bytes()
    assert "is damaged" in error(write(tmp_path / "b.xlsx", book[: len(book) // 2]))
    assert "is damaged" in error(pack(tmp_path / "c.docx", {"a.txt": b"x"}))
    assert "is damaged" in error(pack(tmp_path / "c.xlsx", {"a.txt": b"x"}))
    assert "is damaged" in error(write(tmp_path / "d.pdf", pdf([two_columns()])[:300]))
    bad = bytearray(pack(tmp_path / "e.zip", {"a.txt": NOTICE.encode() * 50}).read_bytes())
    bad[60:80] = bytes(20)
    assert "damaged inside the archive" in error(write(tmp_path / "e.zip", bytes(bad)))
    ole = b"\xd0\xcf\x11\xe0" + bytes(600)
    assert "save it as a .docx" in error(write(tmp_path / "f.docx", ole))
    assert "save it as an .xlsx" in error(write(tmp_path / "f.xlsx", ole))


def test_locked_and_scanned_pdfs(tmp_path: Path) -> None:
    assert "is encrypted with a password. Save a copy" in error(
        write(tmp_path / "a.pdf", pdf([two_columns()], encrypted=True))
    )
    assert "scanned pages without text. Run OCR first" in error(write(tmp_path / "b.pdf", pdf([[], []])))
    glyphs = [(60, 100, 10, "".join(chr(0xE000 + n) for n in range(40)))]
    assert "Run OCR first" in error(write(tmp_path / "c.pdf", pdf([glyphs])))


def test_tables_without_a_text_column(tmp_path: Path) -> None:
    rows = [("标题", "时间", "要点"), ("甲", "2026", "要加强管理和服务。")]
    for suffix, writer in sorted(WRITERS.items()):
        path = writer(tmp_path / f"a{suffix}", rows)
        message = ": no text column; columns are 标题, 时间, 要点. Use --text-column 要点."
        assert error(path) == message
        assert "no column 要占; columns are 标题, 时间, 要点. Did you mean 要点?" in error(
            path, text_column="要占"
        )
    empty = write_csv(tmp_path / "b.csv", [("标题", "内容"), ("甲", "")])
    assert "the text column is empty in every row" in error(empty)


def test_old_formats_have_a_cure(tmp_path: Path) -> None:
    for suffix, cure in (
        (".doc", ".docx"),
        (".xls", ".xlsx"),
        (".wps", ".docx"),
        (".ofd", ".pdf"),
        (".rar", ".zip"),
    ):
        assert cure in error(write(tmp_path / f"a{suffix}", b"\xd0\xcf\x11\xe0"))


def test_things_that_are_no_files(tmp_path: Path) -> None:
    assert "is a folder" in error(tmp_path)
    assert "no such file" in error(tmp_path / "none.txt")
    assert "is not a regular file. Pipe it in" in error(Path("/dev/null"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "fifo.txt")
        assert "is not a regular file. Pipe it in" in error(tmp_path / "fifo.txt")


def test_an_unreadable_file(tmp_path: Path, monkeypatch) -> None:
    path = write(tmp_path / "a.txt", NOTICE)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("xzsc.loaders.blob.open", refuse, raising=False)
    assert "permission denied. Change its access rights" in error(path)


# --- standard input -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "media_type", "text"),
    [
        (NOTICE.encode(), "text/plain", NOTICE),
        ('{"text": "要加强管理。"}\n'.encode(), "application/jsonl", "要加强管理。"),
        ('[{"text": "要加强管理。"}]'.encode(), "application/json", "要加强管理。"),
        ("[1] 本文注释。\n".encode(), "text/plain", "[1] 本文注释。\n"),
        (pdf([[(60, 80, 12, "第一页")]]), "application/pdf", "第一页"),
        (PAGE.format(charset="utf-8", paragraphs=PARAGRAPHS[0]).encode(), "text/html", None),
    ],
)
def test_standard_input_is_known_by_its_first_bytes(
    monkeypatch, content: bytes, media_type: str, text: str | None
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (source,) = load("-")
    assert (source.path, source.media_type) == ("-", media_type)
    assert text is None or source.text == text


def test_office_files_and_archives_on_standard_input(tmp_path: Path, monkeypatch) -> None:
    paths = [
        write_xlsx(tmp_path / "a.xlsx", [HEADER, ROW]),
        write_parquet(tmp_path / "a.parquet", [HEADER, ROW]),
        pack(tmp_path / "a.zip", {"a.txt": NOTICE.encode()}),
    ]
    for path in paths:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
        assert len(list(load("-"))) == 1, path


def test_readers_are_silent(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        list(load(str(write(tmp_path / "a.pdf", pdf([two_columns()])))))
        list(load(str(write_xlsx(tmp_path / "a.xlsx", [HEADER, ROW]))))
        error(write(tmp_path / "b.html", "<html></html>"))
        error(write(tmp_path / "b.pdf", b"%PDF-1.4 nothing"))
    assert [str(item.message) for item in caught if "xzsc" in str(item.filename)] == []
    assert capfd.readouterr() == ("", "")
