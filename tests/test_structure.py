"""A page as a person reads it: toy texts with answers counted by hand."""

from __future__ import annotations

import pytest

from xzsc.model import Document, Kind, Source, squeeze
from xzsc.structure import read
from xzsc.structure.dates import iso
from xzsc.structure.elements import keywords, organisations
from xzsc.structure.markers import opening
from xzsc.structure.titles import kind_of

S, H, L, E, T, F = (
    Kind.SENTENCE,
    Kind.HEADING,
    Kind.LEAD,
    Kind.ELEMENT,
    Kind.TITLE,
    Kind.FURNITURE,
)


def one(text: str, **fields: str) -> Document:
    found = read(Source("toy.txt", text, fields=tuple(fields.items())))
    assert len(found) == 1
    return found[0]


def table(document: Document) -> list[tuple[Kind, str, str, str]]:
    """Return kind, code, marker or note, and text of every unit."""
    return [(u.kind, u.code, u.marker or u.note, u.text) for u in document.units]


def outline(document: Document) -> list[tuple[int, str, str, bool]]:
    return [(s.level, s.marker, s.heading, s.lead) for s in document.sections]


MEASURES = """青禾县促进就业若干措施

为促进就业，制定如下措施。

一、支持企业扩岗

（一）发放扩岗补贴。对新招毕业生的企业，每人补贴一千元。补贴由县财政承担。

（二）提供贷款贴息。对小微企业贷款给予百分之二的贴息。贴息期限不超过一年。

二、支持个人创业

（一）免费提供场地。县创业园对首次创业者免租两年。

本措施自印发之日起施行。
"""


def test_measures_have_sections_leads_and_codes():
    assert table(one(MEASURES)) == [
        (T, "", "", "青禾县促进就业若干措施"),
        (S, "0-1", "", "为促进就业，制定如下措施。"),
        (H, "", "", "一、支持企业扩岗"),
        (L, "", "", "（一）发放扩岗补贴。"),
        (S, "1-1-1", "", "对新招毕业生的企业，每人补贴一千元。"),
        (S, "1-1-2", "", "补贴由县财政承担。"),
        (L, "", "", "（二）提供贷款贴息。"),
        (S, "1-2-1", "", "对小微企业贷款给予百分之二的贴息。"),
        (S, "1-2-2", "", "贴息期限不超过一年。"),
        (H, "", "", "二、支持个人创业"),
        (L, "", "", "（一）免费提供场地。"),
        (S, "2-1-1", "", "县创业园对首次创业者免租两年。"),
        (S, "2-1-2", "", "本措施自印发之日起施行。"),
    ]
    assert outline(one(MEASURES)) == [
        (1, "一、", "支持企业扩岗", False),
        (2, "（一）", "发放扩岗补贴", True),
        (2, "（二）", "提供贷款贴息", True),
        (1, "二、", "支持个人创业", False),
        (2, "（一）", "免费提供场地", True),
    ]
    assert one(MEASURES).kind == "措施"


def test_depth_follows_first_appearance_not_the_glyph():
    text = (
        "一、总体要求\n（1）提高认识\n各地要提高认识。\n（2）明确目标\n各地要明确目标。\n"
        "二、重点任务\n1.建好队伍\n建好一支队伍。\n"
    )
    assert [(level, mark) for level, mark, _, _ in outline(one(text))] == [
        (1, "一、"),
        (2, "（1）"),
        (2, "（2）"),
        (1, "二、"),
        (2, "1."),
    ]


def test_law_keeps_divisions_items_and_paragraphs_apart():
    text = (
        "# 青禾县河道管理办法\n\n## 第一章 总　　则\n\n第一条 为了管好河道。"
        "\n\n"
        "第二条 河道管理遵循下列原则：\n\n（一）统一规划；\n\n（二）分级负责。\n\n"
        "县人民政府应当组织普查。\n\n"
        "## 第二章 附则\n\n第三条 本办法自公布之日起施行。\n"
    )
    found = one(text)
    assert found.title == "青禾县河道管理办法"
    assert outline(found) == [
        (1, "第一章", "总　　则", False),
        (2, "第一条", "", False),
        (2, "第二条", "", False),
        (1, "第二章", "附则", False),
        (2, "第三条", "", False),
    ]
    assert [(u.code, u.marker) for u in found.sentences] == [
        ("1-1", "第一条"),
        ("1-2-1", "第二条"),
        ("1-2-2", "（一）"),
        ("1-2-3", "（二）"),
        ("1-2-4", ""),
        ("2-1", "第三条"),
    ]


def test_decimals_years_and_mentions_are_no_headings():
    text = (
        "增长目标说明\n全年增长5.5%，2027年达到3.2%。\n3.5个百分点来自工业。\n"
        "2027年要再上台阶。\n第三条规定的情形除外。\n"
    )
    found = one(text)
    assert outline(found) == []
    assert [u.text for u in found.sentences][1:] == [
        "3.5个百分点来自工业。",
        "2027年要再上台阶。",
        "第三条规定的情形除外。",
    ]


def test_a_sentence_that_lays_a_duty_on_somebody_is_no_headline():
    text = (
        "青禾县渡口管理办法\n渡船应当定期检修。检修记录保存三年，以备查验。\n"
        "缆绳应当定期更换。更换费用由渡口站承担，不得收取。\n栈桥应当定期加固。加固前须公告停航时间，并设标志。\n"
    )
    assert [u.kind.value for u in one(text).units] == ["title", *["sentence"] * 6]


def test_an_article_on_projects_is_counted_where_lines_are_lost():
    text = (
        "第一章总则第一条为管好渡口，制定本办法。第二条渡口依照第一条项下的目录登记。"
        "第二章登记第三条项目由渡口站登记。第四条渡口站公布名单。\n"
    )
    assert [(u.section, u.text[:3]) for u in one(text).sentences] == [
        ("第一章总则 › 第一条", "第一条"),
        ("第一章总则 › 第二条", "第二条"),
        ("第二章登记 › 第三条", "第三条"),
        ("第二章登记 › 第四条", "第四条"),
    ]


def test_inline_runs_start_at_one_and_are_consecutive():
    text = (
        "要抓好三件事。一是修路，改善出行。二是通电，方便生产。三是建校，方便孩子上学。"
        "各方认识的统一是前提。之一是修路。五是种树，绿化荒山。"
        "首先，摸清底数。其次，制定计划。第一，筹集资金。第二，招聘人员。\n"
    )
    assert [(u.marker, u.text[:4]) for u in one(text).sentences] == [
        ("", "要抓好三"),
        ("一是", "一是修路"),
        ("二是", "二是通电"),
        ("三是", "三是建校"),
        ("", "各方认识"),
        ("", "之一是修"),
        ("", "五是种树"),
        ("首先", "首先，摸"),
        ("其次", "其次，制"),
        ("第一", "第一，筹"),
        ("第二", "第二，招"),
    ]


def test_clauses_in_one_sentence_are_divided_at_semicolons():
    text = "一是清淤；二是护岸；三是种草。①清点人数;②分发工具。\n"
    assert [(u.marker, u.text) for u in one(text).sentences] == [
        ("一是", "一是清淤；"),
        ("二是", "二是护岸；"),
        ("三是", "三是种草。"),
        ("①", "①清点人数;"),
        ("②", "②分发工具。"),
    ]


NOTICE = """青禾县人民政府办公室关于印发《青禾县冷库建设方案》的通知
青政办发〔2024〕7号
各乡镇人民政府，县政府各部门：
　　《青禾县冷库建设方案》已经县政府同意，现印发给你们，请认真贯彻执行。
　　附件：青禾县冷库建设方案
青禾县人民政府办公室
二〇二四年七月十八日
（此件公开发布）

青禾县冷库建设方案
　　为减少损耗，制定本方案。
　　一、主要目标
　　到2026年建成冷库三十座。
"""


def test_notice_and_the_text_it_carries_are_two_documents():
    notice, carried = read(Source("notice.txt", NOTICE))
    assert (notice.title, notice.kind) == ("青禾县人民政府办公室关于印发《青禾县冷库建设方案》的通知", "通知")
    assert (notice.number, notice.issuer, notice.date) == (
        "青政办发〔2024〕7号",
        "青禾县人民政府办公室",
        "2024-07-18",
    )
    assert [(u.kind, u.note) for u in notice.units] == [
        (T, ""),
        (E, "发文字号"),
        (E, "主送机关"),
        (S, ""),
        (E, "附件说明"),
        (E, "发文机关"),
        (E, "日期"),
        (E, "公开方式"),
    ]
    assert (carried.title, carried.kind) == ("青禾县冷库建设方案", "方案")
    assert (carried.number, carried.issuer, carried.date) == (notice.number, notice.issuer, notice.date)
    assert [u.code for u in carried.sentences] == ["0-1", "1-1"]


def test_notice_without_line_breaks_is_read_all_the_same():
    text = (
        "青科发〔2023〕12号各市科技局：现将《青禾省试验田建设办法》印发给你们，请遵照执行。"
        "青禾省科学技术厅青禾省财政厅2023年5月8日（此件主动公开）青禾省试验田建设办法为建好试验田，制定本办法。"
        "一、建设内容（一）平整土地。对坡地进行改造。对洼地进行回填。（二）修建水渠。每亩补助二百元。资金直接拨付。"
        "二、组织实施（一）落实责任。市县政府负责实施。（二）加强检查。每季度检查一次。更多信息请关注官方微信“青禾科技”"
    )
    notice, carried = read(
        Source("run.txt", text, fields=(("title", "关于印发《青禾省试验田建设办法》的通知"),))
    )
    assert (notice.number, notice.issuer, notice.date) == (
        "青科发〔2023〕12号",
        "青禾省科学技术厅、青禾省财政厅",
        "2023-05-08",
    )
    assert carried.title == "青禾省试验田建设办法"
    assert [(level, mark, heading) for level, mark, heading, _ in outline(carried)] == [
        (1, "一、", "建设内容"),
        (2, "（一）", "平整土地"),
        (2, "（二）", "修建水渠"),
        (1, "二、", "组织实施"),
        (2, "（一）", "落实责任"),
        (2, "（二）", "加强检查"),
    ]
    assert [u.code for u in carried.sentences] == ["0-1", "1-1-1", "1-1-2", "1-2-1", "1-2-2", "2-1", "2-2"]
    assert [u.note for u in carried.units if u.kind is F] == ["网页"]


def test_fields_of_a_record_are_the_metadata():
    found = one(
        "冷库要建好。",
        title="关于冷库的意见",
        date="2024年3月2日",
        issuer="青禾县商务局",
        number="青商〔2024〕1号",
    )
    assert (found.title, found.date, found.issuer, found.number, found.kind) == (
        "关于冷库的意见",
        "2024-03-02",
        "青禾县商务局",
        "青商〔2024〕1号",
        "意见",
    )


def test_cited_numbers_are_not_the_number_of_the_document():
    found = one("根据《某某意见》（国发〔2019〕3号）精神，制定本办法。各地要抓好落实。\n")
    assert found.number == ""


def test_work_report_head_and_web_chrome():
    text = (
        "下载\n打印\n【字号：\n大\n中\n小\n】\n2026年青禾省政府工作报告\n——2026年1月20日在青禾省人民代表大会上\n"
        "来源：青禾日报\n时间：2026-02-01\n青禾省省长　林海棠\n各位代表：\n现在，我报告工作，请予审议。\n"
        "一、工作回顾\n过去一年，成绩很好。\n相关报道：\n数字看报告\n"
    )
    found = one(text)
    assert (found.title, found.authors, found.date) == ("2026年青禾省政府工作报告", ("林海棠",), "2026-01-20")
    assert [u.text for u in found.units if u.kind is F] == [
        *("下载", "打印", "【字号：", "大", "中", "小", "】"),
        *("相关报道：", "数字看报告"),
    ]
    assert [u.text for u in found.sentences] == ["现在，我报告工作，请予审议。", "过去一年，成绩很好。"]


def test_licence_and_glossary_run_to_the_end():
    licence = one("修路要快。\n\n护林要严。\n\n\n本作品是某国的\n法律\n，不适用于著作权法。\nPublic domain\n")
    assert [u.note for u in licence.units if u.kind is F] == ["版权"] * 4
    glossary = one("修路要快。\n护林要严。\n建库要稳。\n名词解释\n1.“双链”：指产业链和人才链。\n")
    assert [u.text for u in glossary.sentences] == ["修路要快。", "护林要严。", "建库要稳。"]


def test_running_heads_repeat_across_pages():
    pages = [
        f"青禾学刊 2024年第{n}期\n{line}\n{n}\n"
        for n, line in enumerate(("修路要快。", "护林要严。", "建库要稳。"), 1)
    ]
    text = "".join(pages)
    starts = (0, len(pages[0]), len(pages[0]) + len(pages[1]))
    (found,) = read(Source("paper.pdf", text, page_starts=starts))
    assert [(u.note, u.text) for u in found.units if u.kind is F][:2] == [
        ("页眉", "青禾学刊 2024年第1期"),
        ("页码", "1"),
    ]
    assert [u.text for u in found.sentences] == ["修路要快。", "护林要严。", "建库要稳。"]


def test_a_running_head_leaves_the_title_of_the_document():
    title = "青禾县渡口办法"
    bodies = ("第一条　修路要快。", "第二条　护林要严。", "第三条　建库要稳。")

    def page(heads, bodies):
        pages = [f"{head}{body}\n" for head, body in zip(heads, bodies, strict=True)]
        starts = tuple(sum(map(len, pages[:at])) for at in range(len(pages)))
        (found,) = read(Source("paper.pdf", "".join(pages), page_starts=starts))
        return found.title, [u.text for u in found.units if u.kind is F]

    assert page([f"{title}\n"] * 3, bodies) == (title, [title] * 2)
    assert page([f"{title}\n{title}\n", f"{title}\n", f"{title}\n"], bodies) == (title, [title] * 3)
    heads = ["第4卷 第3期 青禾学刊\n渡口的研究\n", "第4卷 第3期 青禾学刊\n"]
    assert page(heads, bodies[:2]) == ("渡口的研究", ["第4卷 第3期 青禾学刊"] * 2)
    sheet = "04版 要闻 2025年3月12日 星期三 青禾日报"
    assert page([f"{sheet}\n渡口的研究\n"], bodies[:1]) == ("渡口的研究", [sheet])


def test_journal_paper():
    text = (
        "冷链建设与果农增收:\n来自山区的证据\n林海棠1，周明远2\n（1.某某大学 经济学院，某某 100000）\n"
        "摘要：本文研究冷链与增收。结果显示，冷链提高了收入。\n关键词：冷链；果农；增收\n"
        "Abstract: This paper studies cold chains and farmers.\nKey words: cold chain; farmers\n"
        "一、引言\n已有研究较多[1]。\n二、结论\n冷链很重要。\n参考文献：\n[1]某某.冷链研究[J].某某学刊,2020(1):1-9.\n"
    )
    found = one(text)
    assert found.title == "冷链建设与果农增收:来自山区的证据"
    assert found.authors == ("林海棠", "周明远")
    assert found.keywords == ("冷链", "果农", "增收")
    assert [u.note for u in found.sentences] == ["摘要", "摘要", "", ""]
    assert [u.note for u in found.units if u.kind is F] == ["英文摘要", "英文摘要", "参考文献", "参考文献"]


def test_soft_breaks_are_joined_without_losing_a_character():
    text = (
        "改进河道管理需要先把每一处排污口的位置弄清楚，再把\n责任落实到每一个单位和每一名工作人员身上，做到有人管\n"
        "护、有人检查、有人负责。只有这样，河道才能保持长久的\n清洁。\n"
        "建设数字地图需要各县一起行动，统一坐标、统一编号、统\n一更新，避免出现互相矛盾的情况。\n"
    )
    found = one(text)
    assert [u.text[-9:] for u in found.sentences] == [
        "人检查、有人负责。",
        "能保持长久的清洁。",
        "现互相矛盾的情况。",
    ]
    assert squeeze("".join(u.text for u in found.units)) == squeeze(text)


def test_torn_line_end_that_stands_twice_is_reported():
    text = (
        "冷库建设与果农增收\n\n青禾县把冷库建到地头以后，果农的收入一年比一年多，这条路要坚定不移走下去，要把高质量"
        "\n\n量发展的要求落到每一座冷库。还要把账算清楚。\n\n各乡镇都要行动起来。\n\n县里每年检查一次。\n"
    )
    found = one(text)
    assert found.warnings == ("line 5: repeats the end of the line before the break",)
    assert [u.text[-9:] for u in found.sentences][:2] == ["求落到每一座冷库。", "还要把账算清楚。"[-9:]]


def test_annexes_are_headings_behind_the_text():
    text = "修路要快。\n附件1\n任务清单\n一、修路三条。\n附件2\n经费清单\n二百万元用于修路。\n"
    assert [(level, mark) for level, mark, _, _ in outline(one(text)) if mark] == [
        (1, "附件1"),
        (3, "一、"),
        (1, "附件2"),
    ]


def test_runs_of_ideographic_spaces_part_paragraphs_but_not_wide_words():
    text = "　　一、总体要求　　修路要快。护林要严。　　二、附　　则　　本办法今日施行。"
    found = one(text)
    assert outline(found) == [(1, "一、", "总体要求", False), (1, "二、", "附　　则", False)]
    assert [u.code for u in found.sentences] == ["1-1-1", "1-1-2", "2-1"]


def test_zero_width_characters_are_covered():
    text = "\u200b\n第一条 河道\u200b要管好。\n\u200b\n"
    found = one(text)
    assert sum(len(squeeze(u.text)) for u in found.units) == len(squeeze(text))
    assert [u.marker for u in found.sentences] == ["第一条"]


def test_unnumbered_run_in_headings_need_neighbours_that_open_alike():
    alike = (
        "加强河道保洁。沿河村庄每周清扫。垃圾统一外运。\n提升堤防标准。县城堤防加高一米。乡镇堤防加固。\n"
        "推进数字监管。安装水位探头。建立预警平台。\n"
    )
    assert [u.text for u in one(alike).units if u.kind is L] == [
        "加强河道保洁。",
        "提升堤防标准。",
        "推进数字监管。",
    ]
    single = "水是生命之源。我们要爱护水。大家都要行动。\n"
    assert [u.kind for u in one(single).units] == [S, S, S]


def test_numbered_item_of_one_sentence_is_no_lead():
    text = "1.每年清淤一次。（责任单位：水利局）\n2.每月巡查一次。（责任单位：水利局）\n"
    assert [(u.kind, u.marker) for u in one(text).units] == [(S, "1."), (S, ""), (S, "2."), (S, "")]


def test_questions_and_answers_keep_their_speakers():
    text = "问：为什么要建冷库？\n答：为了减少损耗。果农等得起，果子等不起。\n"
    assert [u.text for u in one(text).sentences] == [
        "问：为什么要建冷库？",
        "答：为了减少损耗。",
        "果农等得起，果子等不起。",
    ]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年7月18日", "2024-07-18"),
        ("二〇二四年七月十八日", "2024-07-18"),
        ("二○○九年十一月三十日", "2009-11-30"),
        ("2024-07-18 09:30:00", "2024-07-18"),
        ("２０２４年７月１８日", "2024-07-18"),
        ("2021年5月", "2021-05"),
        ("2024年13月1日", ""),
        ("", ""),
    ],
)
def test_dates(text, date):
    assert iso(text) == date


@pytest.mark.parametrize(
    ("text", "family", "number"),
    [
        ("第三章 附则", "章", 3),
        ("第一百零三条　违反本法", "条", 103),
        ("十二、保障措施", "一、", 12),
        ("（三）加强领导", "（一）", 3),
        ("(三)加强领导", "（一）", 3),
        ("4.建立制度", "1.", 4),
        ("4．建立制度", "1.", 4),
        ("（5）建立制度", "（1）", 5),
        ("②建立制度", "①", 2),
        ("专栏3 重点工程", "专栏", 3),
        ("附件2", "附件", 2),
        ("第一条\u2003\u2003为了", "条", 1),
        ("1.2.3 研究方法", "1.1.1", 3),
    ],
)
def test_marks(text, family, number):
    mark = opening(text)
    assert mark is not None
    assert (mark.family, mark.number) == (family, number)


@pytest.mark.parametrize("text", ["第三条规定的", "5.5%左右", "2027年", "一二三", "（略）", "第三，", ""])
def test_no_marks(text):
    assert opening(text) is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于冷库的若干措施（试行）", "措施"),
        ("青禾县“十五五”规划", "规划"),
        ("《冷库办法》政策解读", "政策解读"),
        ("果子熟了", ""),
    ],
)
def test_kinds(title, kind):
    assert kind_of(title) == kind


def test_organisations_are_kept_apart():
    assert organisations("青禾省教育厅青禾省财政厅") == "青禾省教育厅、青禾省财政厅"
    assert organisations("青禾省教育厅　青禾省财政厅") == "青禾省教育厅、青禾省财政厅"


def test_keywords_by_whatever_separator():
    assert keywords("关键词：冷链；果农") == ("冷链", "果农")
    assert keywords("关 键 词: 冷链 果农") == ("冷链", "果农")


def test_empty_source_is_one_empty_document():
    assert table(one("")) == []
    assert table(one(" \n　\n")) == []


def test_a_box_of_links_in_the_middle_does_not_swallow_the_rest():
    text = "修路要快。\n" * 100 + "相关链接：\n" + "护林要严，建库要稳，收费要公开。\n" * 200
    assert sum(u.kind is F for u in one(text).units) == 0


def test_numbered_sentences_over_plain_paragraphs_are_headlines_a_last_item_is_not() -> None:
    text = (
        "一、重点工作\n（一）做强创新平台，塑造新的优势。\n提升能力。优化实验室运行。\n"
        "（二）扩大有效需求，释放内需潜力。\n提振消费。开展以旧换新。\n二、组织实施\n1.建立工作台账和清单。\n2.每月通报各县工作进展。\n请各地抓好落实。\n"
    )
    (document,) = read(Source("a.txt", text))
    headings = [unit.text for unit in document.units if unit.kind is Kind.HEADING]
    assert headings == [
        "一、重点工作",
        "（一）做强创新平台，塑造新的优势。",
        "（二）扩大有效需求，释放内需潜力。",
        "二、组织实施",
    ]
    assert [unit.marker for unit in document.sentences if unit.marker] == ["1.", "2."]


def test_a_long_title_right_above_the_text_is_no_torn_piece_of_it() -> None:
    title = "关于进一步完善云岭县基层农业技术推广人员职称评审工作机制的指导意见"
    text = f"{title}\n为加强基层农技推广队伍建设，现提出如下意见。\n"
    (document,) = read(Source("a.txt", text))
    assert document.title == title
    assert [unit.text for unit in document.sentences] == ["为加强基层农技推广队伍建设，现提出如下意见。"]


def test_a_table_of_contents_is_no_text() -> None:
    contents = "青禾县渡口规划\n目　录\n前言 …… 1\n第一章　渡运 ........ 2\n第二章 附则\t9\n"
    text = "前言\n本规划阐明方向。\n第一章　渡运\n修路要快。\n第二章　附则\n护林要严。\n"
    found = one(contents + text)
    assert [u.text for u in found.units if u.note == "目录"] == contents.split("\n")[1:-1]
    assert [u.code for u in found.sentences] == ["0-1", "1-1", "2-1"]
    assert [
        u.text for u in one("渡口\n目录\n第一章 渡运\n修路要快。\n护林要严。\n").units if u.kind is F
    ] == []
