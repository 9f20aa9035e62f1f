"""What the tests of the loaders share: short calls, and small files of each format."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from xzsc.errors import InputError
from xzsc.loaders import ReadOptions, load
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


def saved(document, path: Path) -> Path:
    document.save(str(path))
    return path


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


def two_columns() -> list[Text]:
    return [
        (180, 60, 18, "题目横跨两栏排在上面"),
        *column(50, 120, "左", 20, 23),
        *column(310, 120, "右", 20, 23),
        (280, 800, 9, "·１２·"),
    ]


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
