"""Texts, web pages, archives and standard input are read; every bad file gives one line with the cure."""

from __future__ import annotations

import io
import os
import random
import sys
import warnings
from pathlib import Path

import pytest
from reading import (
    HEADER,
    NOTICE,
    ROW,
    WRITERS,
    WindowsInfo,
    error,
    one,
    pack,
    pdf,
    saved,
    two_columns,
    write,
    write_csv,
    write_parquet,
    write_xlsx,
)

from xzsc.errors import InputError
from xzsc.loaders import guard, load
from xzsc.loaders.markup import _headline


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


def test_headings_of_a_web_page_are_kept(tmp_path: Path) -> None:
    headings = ("一、服务供给", "二、资金保障")
    body = f"</p><p>{PARAGRAPHS[0]}</p><h2>{headings[0]}</h2><p>{PARAGRAPHS[1]}</p><h2>{headings[1]}</h2><p>"
    page = PAGE.format(charset="utf-8", paragraphs=body + PARAGRAPHS[2])
    lines = one(write(tmp_path / "a.html", page)).text.split("\n")
    kept = [line for line in lines if line in (*headings, *PARAGRAPHS)]
    assert kept == [PARAGRAPHS[0], headings[0], PARAGRAPHS[1], headings[1], PARAGRAPHS[2]]


def test_a_date_that_a_web_page_does_not_declare_is_not_made_up(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8", paragraphs="</p><p>".join(PARAGRAPHS)).replace(
        "发布时间：2026-03-05", "2026年度"
    )
    assert one(write(tmp_path / "a.html", page)).field("date") == ""


def test_a_page_that_trafilatura_gives_up_is_read_tag_by_tag(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("xzsc.loaders.markup._trafilatura", lambda html, *, precise: ("首页", ()))
    page = "<p>第一<b>条</b> 为了<br>规范</p><script>x()</script>"
    page += "<table><tr><td>指标</td><td>数值</td></tr></table>尾。"
    source = one(
        write(tmp_path / "a.htm", f"<?xml version='1.0' encoding='utf-8'?><html><body>{page}</body></html>")
    )
    assert source.text == "第一条 为了\n规范\n指标\t数值\n尾。"
    assert "all of it was read" in source.warnings[0]


def test_what_a_government_page_says_of_itself(tmp_path: Path) -> None:
    names = {
        "ArticleTitle": "银发经济若干措施",
        "PubDate": "2026-03-06 10:00",
        "ContentSource": "市民政局",
        "Author": "",
    }
    tags = "".join(f'<meta name="{name}" content="{content}">' for name, content in names.items())
    page = PAGE.format(charset="utf-8", paragraphs="</p><p>".join(PARAGRAPHS)).replace(
        "<title>", tags + "<title>"
    )
    source = one(write(tmp_path / "a.html", page))
    found = [source.field(name) for name in ("title", "date", "content_source", "author")]
    assert found == ["银发经济若干措施", "2026-03-06 10:00", "市民政局", ""]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("关于稳就业的通知_临江省人民政府网", "关于稳就业的通知"),
        ("关于稳就业的通知 - 通知公告 - 临江省政府门户网站", "关于稳就业的通知 - 通知公告"),
        ("行动计划（2025-2027年）", "行动计划（2025-2027年）"),
        ("建设工业互联网", "建设工业互联网"),
        ("_临江网", "_临江网"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, headline: str) -> None:
    assert _headline(title) == headline


def test_a_page_without_text(tmp_path: Path) -> None:
    assert ": no text in this page." in error(write(tmp_path / "b.html", "<!-- nothing -->"))
    assert ": no text in this page." in error(
        write(tmp_path / "a.html", "<html><body><img src='a.png'></body></html>")
    )


def test_saved_pages(shared: Path) -> None:
    texts = [one(path).text for path in sorted((shared / "data" / "formats").glob("*.html"))]
    assert len(texts) == 5
    assert all(len(text) > 250 and "<" not in text for text in texts)


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


@pytest.mark.parametrize(
    ("content", "media_type", "text"),
    [
        (NOTICE.encode(), "text/plain", NOTICE),
        ('{"text": "要加强管理。"}\n'.encode(), "application/jsonl", "要加强管理。"),
        ('[{"text": "要加强管理。"}]'.encode(), "application/json", "要加强管理。"),
        ("[1] 本文注释。\n".encode(), "text/plain", "[1] 本文注释。\n"),
        ('日期,"正文"\r\n2020,要加强管理。\r\n'.encode("gb18030"), "text/csv", "要加强管理。"),
        ("text\ttitle\n要加强管理。\t管理\n".encode(), "text/csv", "要加强管理。"),
        ("内容,要全文公开。\n".encode(), "text/plain", "内容,要全文公开。\n"),
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
