"""Shapes of page that a reader met in real collections: toy texts with answers counted by hand."""

from __future__ import annotations

from xzsc.model import Document, Kind, Source
from xzsc.structure import read

S, H, T, E, F = Kind.SENTENCE, Kind.HEADING, Kind.TITLE, Kind.ELEMENT, Kind.FURNITURE


def one(text: str, media_type: str = "text/plain") -> Document:
    (found,) = read(Source("toy.txt", text, media_type=media_type))
    return found


def pairs(document: Document) -> list[tuple[Kind, str]]:
    return [(unit.kind, unit.text) for unit in document.units]


def test_the_first_paragraph_of_an_article_is_a_norm_however_many_follow() -> None:
    text = (
        "第一条 为管好渡口，制定本规定。\n第二条 船工应当每日查验渡船的缆绳。\n缆绳由渡口站出资更换。\n"
        "第三条 渡运时间。\n每日六时至十八时开渡。\n第四条 任何人不得攀爬缆桩。\n"
        "遇有攀爬的，船工予以劝阻。\n第五条 罚则。\n违者罚款五十元。\n"
    )
    document = one(text)
    assert [unit.text for unit in document.units if unit.kind is H] == ["第三条 渡运时间。", "第五条 罚则。"]
    assert [(unit.section, unit.text) for unit in document.sentences][1:3] == [
        ("第二条", "第二条 船工应当每日查验渡船的缆绳。"),
        ("第二条", "缆绳由渡口站出资更换。"),
    ]


def test_a_numbered_sentence_that_binds_is_no_headline() -> None:
    text = (
        "（一）完善渡口设施。\n新建候船亭两座。\n（二）船工必须穿救生衣。\n救生衣每年检查。\n"
        "（三）提高渡口服务水平。\n开设网上售票。\n"
    )
    assert [unit.text for unit in one(text).units if unit.kind is H] == [
        "（一）完善渡口设施。",
        "（三）提高渡口服务水平。",
    ]


def test_a_list_of_bodies_in_charge_ends_behind_its_bracket() -> None:
    text = (
        "一、渡口建设\n1.修缮码头。更换栈桥木板。（责任单位：县水运站，各乡〔镇〕人民政府）2.添置渡船。购买钢质渡船。"
        "（县水运站、县财政局负责）3.培训船工。船工每年培训一次。〔牵头单位：县人社局〕办好船工技能比武。\n"
        "二、渡口服务\n开通网上售票。（责任单位：县水运站）三、渡口安全。\n每日查验缆绳（含备用缆绳）并登记。\n"
    )
    assert [unit.text for unit in one(text).units] == [
        "一、渡口建设",
        *("1.修缮码头。", "更换栈桥木板。", "（责任单位：县水运站，各乡〔镇〕人民政府）"),
        *("2.添置渡船。", "购买钢质渡船。", "（县水运站、县财政局负责）"),
        *("3.培训船工。", "船工每年培训一次。", "〔牵头单位：县人社局〕", "办好船工技能比武。"),
        *("二、渡口服务", "开通网上售票。", "（责任单位：县水运站）三、渡口安全。"),
        "每日查验缆绳（含备用缆绳）并登记。",
    ]


def test_a_heading_stands_over_text_that_closes_with_bodies_in_charge() -> None:
    text = "一、渡口建设。\n更换栈桥木板。（责任单位：县水运站）\n"
    text += "二、渡口服务。\n开通网上售票。（责任单位：县水运站）\n"
    assert [unit.text for unit in one(text).units if unit.kind is H] == ["一、渡口建设。", "二、渡口服务。"]


def test_a_heading_by_its_signs_is_none_of_the_title() -> None:
    text = "{}青禾县渡口计划\n\n## 总体思路\n\n全县要建成渡口三十座，改造渡船一百艘。\n"
    for title in ("# ", ""):
        document = one(text.format(title), "text/markdown")
        assert pairs(document)[:2] == [(T, "青禾县渡口计划"), (H, "总体思路")]
        assert document.title == "青禾县渡口计划"


def test_the_signs_of_markdown_are_no_text() -> None:
    text = (
        "# 青禾县渡口计划\n\n## 一、渡口建设\n\n**1.修缮码头。**更换*栈桥*木板，见[清单](a.html)。\n\n"
        "**2.添置渡船。**购买钢质渡船。\n\n> 专栏1　重点渡口\n\n- 柳湾渡口。\n\n**\n"
    )
    document = one(text, "text/markdown")
    assert pairs(document)[:9] == [
        (T, "青禾县渡口计划"),
        (H, "一、渡口建设"),
        (Kind.LEAD, "1.修缮码头。"),
        (S, "更换栈桥木板，见清单。"),
        (Kind.LEAD, "2.添置渡船。"),
        (S, "购买钢质渡船。"),
        (H, "专栏1　重点渡口"),
        (S, "柳湾渡口。"),
        (F, "**"),
    ]
    signs = ("#", "##", "**", "**", "*", "*", "[", "](a.html)", "**", "**", ">", "-")
    rest = [(unit.kind, unit.note, unit.text) for unit in document.units[9:]]
    assert rest == [(F, "标记", sign) for sign in signs]
    assert document.title == "青禾县渡口计划"
    assert [unit.text for unit in one("# 青禾县渡口计划\n").units] == ["# 青禾县渡口计划"]


def test_private_characters_open_paragraphs_and_are_no_text() -> None:
    text = "渡口管理规定\ue003第一章总则\ue004第一条为管好渡口，制定本规定。\ue004"
    text += "第二条渡口限载2\ue010000人次。\n"
    text += "\uf06c每日查验缆绳。\n"
    document = one(text)
    assert pairs(document)[:6] == [
        (T, "渡口管理规定"),
        (H, "第一章总则"),
        (S, "第一条为管好渡口，制定本规定。"),
        (S, "第二条渡口限载2\ue010000人次。"),
        (S, "每日查验缆绳。"),
        (F, "\ue003"),
    ]
    assert [unit.text for unit in document.units[6:]] == ["\ue004", "\ue004", "\uf06c"]


def test_a_title_that_runs_into_the_text_is_found_at_its_head() -> None:
    notice = (
        "青禾县水利局关于印发《青禾县渡口管理办法》的通知各乡镇人民政府，各渡口：现将有关事项通知如下。\n"
    )
    document = one(notice + "一、修缮渡口。更换栈桥木板。\n")
    assert (document.title, document.kind) == ("青禾县水利局关于印发《青禾县渡口管理办法》的通知", "通知")
    assert document.issuer == "青禾县水利局"
    assert one("日前，县里下发关于印发《青禾县渡口管理办法》的通知，要求更换栈桥木板。\n").title == ""


def test_a_text_of_nothing_but_a_title_is_text() -> None:
    clause = "各乡要加快修缮渡口，培训船工，添置渡船"
    assert pairs(one(clause)) == [(S, clause)]
    lines = ["修缮渡口码头", "培训持证船工", "添置渡船"]
    assert pairs(one("\n".join(lines))) == [(S, line) for line in lines]
    notice = one("青禾县关于管好渡口的通知\n" + "\n".join(lines))
    assert pairs(notice) == [(T, "青禾县关于管好渡口的通知"), *[(S, line) for line in lines]]
    assert pairs(one("渡口修缮方案\n青禾县水利局\n2024年7月18日"))[0] == (T, "渡口修缮方案")


def record(title: str, text: str, media_type: str = "text/csv") -> list[tuple[Kind, str]]:
    (found,) = read(Source("toy.csv", text, record="1", media_type=media_type, fields=(("title", title),)))
    assert found.title == title
    return pairs(found)


def test_a_record_with_a_title_has_no_other_in_its_text() -> None:
    body = "船工应当持证上岗。"
    assert record("通知三", f"各乡要加快修缮渡口，培训船工\n{body}") == [
        (S, "各乡要加快修缮渡口，培训船工"),
        (S, body),
    ]
    opening = "根据《青禾县渡口管理办法》，现将有关事项通知如下："
    assert record("青禾县渡口管理办法", f"{opening}\n一、{body}") == [(S, opening), (S, "一、" + body)]
    assert record("渡口", f"渡口要修缮，船工要培训\n{body}")[0] == (S, "渡口要修缮，船工要培训")


def test_a_line_that_repeats_the_title_of_its_record_is_a_title() -> None:
    body = "船工应当持证上岗。"
    for line in (
        "青禾县渡口管理办法（试行）",
        "# 渡口管理办法",
        "青禾县水利局印发《青禾县渡口管理办法》的通知",
    ):
        assert record("青禾县渡口管理办法", f"水上安全\n{line}\n渡船要添置\n{body}") == [
            (E, "水上安全"),
            (T, line),
            (H, "渡船要添置"),
            (S, body),
        ]
    links = "首页 > 渡口 > 要闻"
    assert record("青禾县修缮渡口", f"{links}\n{body}", "text/html") == [(T, links), (S, body)]


def test_a_comment_of_markup_is_no_text() -> None:
    assert pairs(one("# 渡口管理办法\n<!-- 目录 -->\n船工应当持证上岗。"))[1] == (E, "<!-- 目录 -->")
