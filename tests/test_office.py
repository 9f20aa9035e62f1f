"""Word documents come in their order, with their lists and tables, and nothing in them vanishes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reading import (
    one,
    saved,
)

from xzsc.loaders.numbering import chinese, format_number

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
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


def test_numbers_that_run_on_through_the_chapters(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    define_list(
        document, 77, [("chineseCounting", "第%1章"), ("chineseCounting", "第%2条"), ("decimal", "%3.")]
    )
    level = document.part.numbering_part.element[0].findall(f"{{{W}}}lvl")[1]
    level.insert(2, parse_xml(f'<w:lvlRestart xmlns:w="{W}" w:val="0"/>'))
    for text, depth in (
        ("总则", 0),
        ("目的", 1),
        ("甲", 2),
        ("依据", 1),
        ("乙", 2),
        ("附则", 0),
        ("施行", 1),
    ):
        numbered(document, text, 77, depth)
    text = one(saved(document, tmp_path / "a.docx")).text
    assert text.split("\n") == [
        "第一章 总则", "第一条 目的", "1. 甲", "第二条 依据", "1. 乙", "第二章 附则", "第三条 施行",
    ]  # fmt: skip


def test_numbers_that_styles_give(tmp_path: Path) -> None:
    """A heading style names its list, the list its level; another list only names a list style."""
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    define_list(document, 77, [("chineseCounting", "第%1章"), ("decimal", "%1.%2")])
    define_list(document, 78, [])
    abstract = {item.get(f"{{{W}}}abstractNumId"): item for item in document.part.numbering_part.element}
    for level, style in enumerate(("Heading 1", "Heading 2")):
        properties = document.styles[style].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr xmlns:w="{W}"><w:numId w:val="77"/></w:numPr>'))
        name = document.styles[style].style_id
        abstract["77"].findall(f"{{{W}}}lvl")[level].append(
            parse_xml(f'<w:pStyle xmlns:w="{W}" w:val="{name}"/>')
        )
    abstract["77"].insert(0, parse_xml(f'<w:styleLink xmlns:w="{W}" w:val="章节"/>'))
    abstract["78"].insert(0, parse_xml(f'<w:numStyleLink xmlns:w="{W}" w:val="章节"/>'))
    document.add_heading("总则", 1)
    document.add_heading("目的", 2)
    document.add_heading("依据", 2)
    document.add_heading("附则", 1)
    numbered(document, "另表", 78)
    text = one(saved(document, tmp_path / "a.docx")).text
    assert text.split("\n") == ["第一章 总则", "一.1 目的", "一.2 依据", "第二章 附则", "第一章 另表"]


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
        "<w:t>正文</w:t></w:r><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>",
        "<w:tbl {0}><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>内表</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
    )
    for at, xml in enumerate(wrapped):
        body.insert(at, parse_xml(xml.format(f'xmlns:w="{W}" xmlns:m="{MATH}"')))
    text = one(saved(document, tmp_path / "a.docx")).text
    assert text.split("\n") == [
        "控件里的一段。",
        "插入的链接",
        "下一行",
        "正文x=1",
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
