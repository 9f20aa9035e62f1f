"""The pages of a PDF are read as a person reads them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import (
    Text,
    column,
    one,
    pdf,
    two_columns,
    write,
)

from xzsc import structure
from xzsc.loaders.layout import Piece, reading_order
from xzsc.loaders.pdf import _pieces
from xzsc.model import Source


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


def test_a_line_of_characters_set_apart_is_closed_up(tmp_path: Path) -> None:
    words = ["渡 工 培 训 要 常 办 。", "目 录", "3 5 1 2 4 6", "到 2 0 3 0 年 建 成 渡 口"]
    page = [(50, 100 + 40 * row, 12, text) for row, text in enumerate(words)]
    assert one(write(tmp_path / "a.pdf", pdf([page]))).text.split() == [
        *("渡工培训要常办。", "目", "录", "3", "5", "1", "2", "4", "6", "到2030年建成渡口"),
    ]


def test_lines_may_be_drawn_in_any_order(tmp_path: Path) -> None:
    page = two_columns()
    random.Random(7).shuffle(page)
    assert order(one(write(tmp_path / "a.pdf", pdf([page])))) == "题左右·"


def prose(x: int, y: int, text: str, width: int) -> list[Text]:
    """A paragraph set in lines of so many characters, its first line set in by two."""
    lines = [text[: width - 2], *(text[at : at + width] for at in range(width - 2, len(text), width))]
    return [(x + (0 if at else 20), y + 15 * at, 10, line) for at, line in enumerate(lines)]


ROADS = (
    "乡里今年新修水泥路十二公里，沿线五个村的果子当天就能运进县城的冷库。路通以后，外出的年轻人陆续回来办厂。"
)
WOODS = "护林员每天沿着山脊巡查，夏季防火的责任落实到每一个山头。林子密了，山泉也多了，下游的稻田不再缺水。"
CLASS = "夜校每周三晚上开课，由县里的农技员讲授果树剪枝和病虫防治。三年下来，全村已有两百多人拿到证书。"


def test_a_newspaper_page_gives_its_articles(tmp_path: Path) -> None:
    page: list[Text] = []
    stories = (
        ("路修到果园门口", "王明", ROADS),
        ("把护林的事办好", "李志强", WOODS),
        ("夜校里学剪枝", "陈静", CLASS),
    )
    for x, (title, author, text) in zip((40, 215, 390), stories, strict=True):
        page += [(x, 100, 16, title), (x, 130, 10, f"□{author}"), *prose(x, 160, text, 15)]
    page = [(40, 40, 9, "2026年5月6日 星期三"), (480, 40, 9, "第7版"), *page, (280, 800, 9, "— 7 —")]
    found = [d for d in structure.read(one(write(tmp_path / "a.pdf", pdf([page])))) if d.authors]
    assert [(d.title, d.authors) for d in found] == [(title, (author,)) for title, author, _ in stories]
    assert ["".join(unit.text for unit in d.body) for d in found] == [ROADS, WOODS, CLASS]


def test_a_paper_in_two_columns_goes_on_over_the_page(tmp_path: Path) -> None:
    first = [
        (180, 60, 18, "山区道路与果业发展"),
        *prose(50, 120, ROADS + WOODS, 23),
        *prose(310, 120, CLASS, 23),
    ]
    first += [
        (310, 195, 10, "一、山区道路赋能果业发展的作用和若干机理考察"),
        (310, 210, 10, "第一，运得快。车辆进出山村的时间比过去缩短"),
    ]
    second = [(50, 120, 10, "一半以上。"), *prose(50, 150, WOODS, 23), *prose(310, 120, CLASS, 23)]
    foot = [(60, 800, 9, "收稿日期：2026-05-06。"), (280, 815, 9, "· 12 ·")]
    (document,) = structure.read(one(write(tmp_path / "a.pdf", pdf([[*first, *foot], second]))))
    texts = [unit.text for unit in document.units]
    assert document.title == "山区道路与果业发展"
    assert "一、山区道路赋能果业发展的作用和若干机理考察" in texts
    assert "车辆进出山村的时间比过去缩短一半以上。" in texts


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


def test_a_change_of_size_parts_a_title_from_what_follows(tmp_path: Path) -> None:
    lines = [(60, 80, 18, "正题两行之一"), (60, 104, 18, "正题两行之二"), (60, 130, 10, "某课题组")]
    text = one(write(tmp_path / "a.pdf", pdf([[*lines, (60, 146, 10, "正文一行。")]]))).text
    assert text.split("\n") == ["正题两行之一", "正题两行之二", "", "", "某课题组", "正文一行。"]


boxes = st.tuples(st.integers(0, 500), st.integers(0, 700), st.integers(5, 300), st.integers(6, 24))


def test_characters_outside_the_first_plane_keep_their_columns(tmp_path: Path) -> None:
    page = [(x, y, size, text.replace("左", "𠮷", 1)) for x, y, size, text in interleaved()]
    content = pdf([page]).replace(b"UniGB-UCS2-H", b"UniGB-UTF16-H")
    source = one(write(tmp_path / "a.pdf", content))
    assert order(source) == "题𠮷右·"
    assert source.text.count("𠮷") == 20


@given(st.lists(boxes, max_size=40))
def test_reading_order_keeps_every_piece(drawn: list[tuple[int, int, int, int]]) -> None:
    pieces = [Piece(x, y, x + w, y + h, f"<{at}>") for at, (x, y, w, h) in enumerate(drawn)]
    shown = "".join(reading_order(pieces))
    assert sorted(shown.replace("　", "").replace(" ", "").replace("><", ">|<").split("|")) == sorted(
        [f"<{at}>" for at in range(len(drawn))] or [""]
    )


def test_a_headline_above_columns_is_read_first_even_where_it_crosses_no_gutter() -> None:
    columns = [
        Piece(x, 60 + 16 * row, x + 90, 70 + 16 * row, f"{name}{row}")
        for x, name in ((0, "甲"), (100, "乙"), (200, "丙"), (300, "丁"))
        for row in range(4)
    ]
    headline, byline = Piece(140, 10, 250, 35, "题"), Piece(155, 40, 235, 50, "本报记者")
    wanted = [f"{name}{row}" for name in "甲乙丙丁" for row in range(4)]
    lines = [line.strip() for line in reading_order([*columns, headline, byline]) if line]
    assert lines == ["题", "本报记者", *wanted]


def test_a_running_head_further_left_than_the_text_hides_no_indents() -> None:
    head = Piece(0, 0, 60, 10, "简报")
    text = [Piece(x, top, 300, top + 10, "修路") for top, x in ((20, 60), (36, 40), (52, 60), (68, 40))]
    assert reading_order([head, *text]) == ["简报", "　　修路", "修路", "　　修路", "修路"]


def test_a_flat_first_character_does_not_make_a_line_small(monkeypatch) -> None:
    text = "一、修路"

    def loose(page: None, index: int, box) -> None:
        box.left, box.right = 10.0 * index, 10.0 * index + 10
        box.bottom, box.top = (48.0, 50.0) if text[index] == "一" else (45.0, 55.0)

    monkeypatch.setattr("pypdfium2.raw.FPDFText_GetLooseCharBox", loose)
    assert _pieces(None, text, range(len(text) + 1), 100.0) == [Piece(0.0, 45.0, 40.0, 55.0, text)]
