"""Several texts on one page: notices, attachments, compilations. Toy texts with answers counted by hand."""

from __future__ import annotations

from xzsc.model import Document, Kind, Source
from xzsc.structure import read, read_lightly

BODY = "渡口每天六时开渡，船工开渡前查验缆绳和救生衣，遇有大雾大风暂停摆渡并向渡口站报告。"


def texts(*lines: str) -> tuple[Document, ...]:
    source = Source("toy.txt", "\n".join(lines) + "\n")
    found = read(source)
    assert [document.title for document in read_lightly(source)] == [document.title for document in found]
    return found


def told(documents: tuple[Document, ...]) -> list[tuple[str, list[str]]]:
    return [(document.title, [unit.code for unit in document.sentences]) for document in documents]


def test_the_texts_that_a_list_announces_are_documents() -> None:
    lines = ("青禾县渡口文件", "一、共有两个文件", "1.关于修缮渡口的三条措施", "2.渡口查验办法")
    first = ("关于修缮渡口的三条措施", "一、更换木板", "每年更换一次。", "二、添置渡船", BODY)
    second = ("渡口查验办法", "一、查验缆绳", "每日查验。")
    assert told(texts(*lines, *first, *second, BODY)) == [
        ("青禾县渡口文件", []),
        ("关于修缮渡口的三条措施", ["1-1", "2-1"]),
        ("渡口查验办法", ["1-1", "1-2"]),
    ]


def test_an_attachment_is_a_document() -> None:
    notice = ("关于渡口查验的通知", "各渡口：", "现将查验事项通知如下。", "附件：1.渡口名单2.渡口查验表")
    found = texts(*notice, "青禾县水利局", "附件1", "渡口名单", BODY, "附件2：", "渡口查验表", BODY)
    assert told(found) == [
        ("关于渡口查验的通知", ["0-1"]),
        ("渡口名单", ["0-1"]),
        ("渡口查验表", ["0-1"]),
    ]
    assert [(unit.kind, unit.note, unit.text) for unit in found[1].units[:2]] == [
        (Kind.ELEMENT, "附件说明", "附件1"),
        (Kind.TITLE, "", "渡口名单"),
    ]


def test_names_of_attachments_without_their_text_are_no_documents() -> None:
    assert len(texts("关于查验的通知", BODY, "附件1：渡口名单", "附件2：渡口查验表", "附件3：联系表")) == 1
    assert len(texts("关于查验的通知", BODY, "附件：", "1.渡口名单.docx", "2.渡口查验办法.docx")) == 1


def test_an_attachment_that_lost_its_lines_is_cut_out() -> None:
    text = "制定本计划。附件：1.渡口修缮方案2.渡船添置方案附件1渡口修缮方案一、更换木板。每年更换一次。"
    found = texts(text + "附件2渡船添置方案一、购买渡船。" + BODY)
    assert told(found)[1:] == [("渡口修缮方案", ["1-1"]), ("渡船添置方案", ["1-1"])]
    assert [unit.text for unit in found[1].units] == ["附件1渡口修缮方案", "一、更换木板。", "每年更换一次。"]


def test_a_series_begins_anew_under_the_title_of_another_text() -> None:
    lines = ("渡口修缮方案", "一、更换木板", BODY, "二、添置渡船", BODY)
    found = texts(*lines, "青禾县渡口查验办法", "为保障安全，制定本办法。", "一、查验缆绳", BODY)
    assert told(found) == [("渡口修缮方案", ["1-1", "2-1"]), ("青禾县渡口查验办法", ["0-1", "1-1"])]
    headed = texts(*lines, "保障渡口安全措施", "一、查验缆绳", BODY)
    assert [document.title for document in headed] == ["渡口修缮方案"]


def test_a_carried_text_is_found_behind_a_date_or_a_stop() -> None:
    notice = (
        "现将《青禾县渡口办法》印发给你们。",
        "青禾县水利局",
        "2024年3月1日青禾县渡口办法",
        "一、查验缆绳",
        BODY,
    )
    first, second = texts(*notice)
    assert (first.date, second.title, [unit.code for unit in second.sentences]) == (
        "2024-03-01",
        "青禾县渡口办法",
        ["1-1"],
    )
    change = "《青禾县渡口办法》根据本决定作相应修改，重新公布。青禾县渡口办法"
    first, second = texts("一、删去第二条。", change, "第一条　渡口每天六时开渡。")
    assert ([unit.text for unit in first.units][-1], second.title) == (change[:-7], "青禾县渡口办法")


def test_a_word_that_ends_in_one_is_no_mark() -> None:
    text = "通知如下：一、健全台账。要建立编号统一、样式规范的台账。二、落实责任。船工要巡查缆绳。"
    (found,) = read(Source("toy.txt", text))
    assert {section.heading for unit in found.units for section in unit.path} == {
        "健全台账",
        "落实责任",
    }


def test_an_article_on_projects_is_an_article() -> None:
    text = "第一条渡口应当挂牌。第二条项目经费由镇财政拨付。第三条船工应当培训。"
    (found,) = read(Source("toy.txt", text))
    assert [unit.marker for unit in found.units] == ["第一条", "第二条", "第三条"]


def noted(*lines: str) -> list[tuple[str, str, str]]:
    (document,) = texts(*lines)
    return [(unit.note or unit.kind.value, unit.code, unit.text) for unit in document.units]


def test_rows_of_a_table_stay_apart() -> None:
    rows = (
        "序号\t任务\t单位\t时限",
        "1\t更换木板，对老旧渡口全部更换防腐木板并加装护栏\t县交通局、各乡镇\t2025年12月",
        "2\t每天查验缆绳，大雾大风暂停摆渡并报告。\t县应急局、各渡口站\t6月底前",
    )
    assert noted("渡口任务表", *rows) == [
        ("title", "", "渡口任务表"),
        ("sentence", "0-1", rows[0]),
        ("sentence", "0-2", rows[1]),
        ("sentence", "0-3-1", "2\t每天查验缆绳，大雾大风暂停摆渡并报告。"),
        ("sentence", "0-3-2", "县应急局、各渡口站\t6月底前"),
    ]


def test_the_table_above_a_notice_of_a_web_page_is_none_of_its_text() -> None:
    rows = (
        "索 引 号\tQH002/2025\t发布机构\t青禾县水利局",
        "发文字号\t青水发〔2025〕3号\t成文日期\t2025年4月10日",
    )
    (document,) = texts(*rows, "关于渡口查验的通知", "各渡口：", BODY)
    assert document.number == "青水发〔2025〕3号"
    assert [unit.note for unit in document.units] == ["网页信息", "网页信息", "", "主送机关", ""]


def test_what_is_added_behind_a_stop_ends_its_paragraph() -> None:
    first, second = "支持" + BODY, "鼓励" + BODY
    assert noted(
        "渡口方案",
        f"{first}（牵头单位：县交通局）",
        f"{second}（县数据局）",
        "主持人：谢谢。",
        "（全场鼓掌）",
    ) == [
        ("title", "", "渡口方案"),
        ("sentence", "0-1-1", first),
        ("sentence", "0-1-2", "（牵头单位：县交通局）"),
        ("sentence", "0-2-1", second),
        ("sentence", "0-2-2", "（县数据局）"),
        ("sentence", "0-3", "主持人：谢谢。"),
        ("现场", "", "（全场鼓掌）"),
    ]


def test_what_a_speaker_opens_with_is_no_headline() -> None:
    spoken = "谢谢主持人。各位记者朋友，大家好！" + BODY
    lines = ("渡口发布会", f"李大江：{spoken}", f"王小河：{spoken}（掌声）", BODY)
    assert [note for note, _, _ in noted(*lines)] == ["title", *["sentence"] * 6, "现场", "sentence"]


def test_a_list_of_attachments_is_no_outline() -> None:
    lines = (
        "关于渡口查验的通知",
        "各渡口：",
        "一、要求",
        BODY,
        "附件：1.青禾县渡口名单",
        "2.青禾县渡口查验表",
        "青禾县水利局",
    )
    found = texts(*lines, "2025年3月1日", "附件1", "青禾县渡口名单", BODY, "附件2", "青禾县渡口查验表", BODY)
    assert [document.title for document in found] == [
        "关于渡口查验的通知",
        "青禾县渡口名单",
        "青禾县渡口查验表",
    ]
    headings = [unit.text for document in found for unit in document.units if unit.kind is Kind.HEADING]
    assert headings == ["一、要求"]
