"""`xzsc figures` on a text whose figures are counted by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from xzsc.cli import app
from xzsc.measures.figures import figures
from xzsc.measures.stated import stated_figures
from xzsc.model import Source
from xzsc.structure import read

TEXT = """云岭县茶产业计划

到2027年，茶园面积达到12万亩以上，比2024年增长三成。设立1.5亿元基金，
对10家企业给予不超过50万元奖励。2025年3月5日印发。
"""


def test_figures_come_with_value_unit_deadline_and_place(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, "utf-8")
    done = CliRunner().invoke(app, ["figures", str(path), "-f", "csv", "-q"])
    assert done.exit_code == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    keys = ("figure", "value", "unit", "comparator", "base", "deadline")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("达到12万亩以上", "120000", "亩", "达到…以上", "", "2027"),
        ("增长三成", "30", "%", "增长", "比2024年", "2027"),
        ("1.5亿元", "150000000", "元", "", "", ""),
        ("10家", "10", "家", "", "", ""),
        ("不超过50万元", "500000", "元", "不超过", "", ""),
    ]
    assert all(TEXT[int(row["start"]) : int(row["end"])] == row["figure"] for row in rows)


def test_a_terminal_shows_the_sentence_once_and_what_is_known_of_its_figures(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("到2027年，茶企由8家增加到9家，能耗下降3%（约束性）。", "utf-8")
    done = CliRunner().invoke(app, ["figures", str(path), "-f", "table", "-q"], env={"COLUMNS": "100"})
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("到2027年，茶企由8家增加到9家") == 1
    assert [line.split()[1:] for line in done.stdout.splitlines()[-3:]] == [
        ["8家", "8", "家"],
        ["增加到9家", "9", "家", "由8家", "2027"],
        ["下降3%", "3", "%", "2027", "约束性"],
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("试用期6个月，十个工作日内答复。", [("6个月", 6, "个月"), ("十个工作日内", 10, "个工作日")]),
        ("由8部门联合举办不少于30场对接会。", [("不少于30场", 30, "场")]),
        (
            "浓度降至28微克/立方米，每人补助500元/月。",
            [("降至28微克/立方米", 28, "微克/立方米"), ("500元/月", 500, "元/月")],
        ),
        ("产值翻一番，出口翻两番。", [("翻一番", 1, "番"), ("翻两番", 2, "番")]),
        ("培育3至5个品牌，占比升到4%—5%。", [("3至5个", 3, "个"), ("升到4%—5%", 4, "%")]),
        (
            "选派廿三名茶师，新建卅个茶亭，第廿一条另有规定。",
            [("廿三名", 23, "名"), ("卅个", 30, "个")],
        ),
        (
            "培训二三十人，惠及三四百户，力争产值七八千万元，不少于十二个月。",
            [
                ("二三十人", 20, "人"),
                ("三四百户", 300, "户"),
                ("七八千万元", 70_000_000, "元"),
                ("不少于十二个月", 12, "个月"),
            ],
        ),
        ("推动三大产业融合，改造八十年代的茶厂和七八十年代的茶站。", []),
        (
            "茶园面积居全省第二，建设3大产区，实施六大行动。",
            [("第二", 2, "位次"), ("3大", 3, "大"), ("六大", 6, "大")],
        ),
        ("种茶1 2 0 户，产值5 0 0 0 万元。", [("1 2 0 户", 120, "户"), ("5 0 0 0 万元", 50_000_000, "元")]),
        ("这五年，1 9 9 7 年建园。这是丰收的五年。", []),
        ("第五次会议审议第六条，一批人才到岗。", []),
        ("吸引50家内资企业。", [("50家", 50, "家")]),
        (
            "培训茶农30余万人次，投资1200多亿元，三亿五千万元到账。",
            [
                ("30余万人次", 300_000, "人次"),
                ("1200多亿元", 120_000_000_000, "元"),
                ("三亿五千万元", 350_000_000, "元"),
            ],
        ),
        ("2026年达到60，2030年达到100家，另有10，20个。", [("达到100家", 100, "家"), ("20个", 20, "个")]),
        (
            "存栏山羊60万头，用电9.7亿度，开行茶叶专列20列，服务32万老年人。",
            [
                ("60万头", 600_000, "头"),
                ("9.7亿度", 970_000_000, "度"),
                ("20列", 20, "列"),
                ("32万老年人", 320_000, "老年人"),
            ],
        ),
        (
            "盐分降到3克/千克，招收40周岁以下学徒，按1∶1配套，半年以上、三个多月完成。",
            [
                ("降到3克/千克", 3, "克/千克"),
                ("40周岁以下", 40, "周岁"),
                ("1∶1", 1, "比"),
                ("半年以上", 0.5, "年"),
                ("三个多月", 3, "个月"),
            ],
        ),
        (
            "三分之一以上的村、不足四成的户、千分之五的田。",
            [("三分之一以上", 33.3333, "%"), ("不足四成", 40, "%"), ("千分之五", 0.5, "%")],
        ),
        (
            "奖励3—5万元，300万—500万元各一档。",
            [("3—5万元", 30_000, "元"), ("300万—500万元", 3_000_000, "元")],
        ),
        (
            "每年培训茶师2千人，对新茶园每亩每年补助300元，占比5%；每个茶站奖励9元，每项再加2元。",
            [
                ("2千人", 2000, "人/年"),
                ("300元", 300, "元/亩/年"),
                ("5%", 5, "%"),
                ("9元", 9, "元/个"),
                ("2元", 2, "元/项"),
            ],
        ),
        ("过去五年新建6座，未来3年再建。", [("6座", 6, "座")]),
        ("五年来实施三年提升行动，第六个五年规划，近两年，三五年内，千家万户，城乡二元结构。", []),
        ("“两园”建设，三种茶，PM2.5，G60，十四五期间，上半年，2026—2028学年。", []),
        (
            "近百家茶企，上千亩茶园，产值翻两番，过百亿元。",
            [
                ("近百家", 100, "家"),
                ("上千亩", 1000, "亩"),
                ("翻两番", 2, "番"),
                ("过百亿元", 10**10, "元"),
            ],
        ),
        ("茶叶产量列全省第3位。", [("第3位", 3, "位次")]),
        (
            "增长一倍半，学徒两年半，三小时半到茶园，2年半径流观测。",
            [("增长一倍半", 1.5, "倍"), ("两年半", 2.5, "年"), ("三小时半", 3.5, "小时"), ("2年", 2, "年")],
        ),
        (
            "投入12万人年，3人年龄偏大，5人年均采茶9千克。",
            [("12万人年", 120_000, "人年"), ("3人", 3, "人"), ("5人", 5, "人"), ("9千克", 9, "千克")],
        ),
        ("力争翻一番，产量占全省1/4以上。", [("力争翻一番", 1, "番"), ("1/4以上", 25, "%")]),
        ("“1/4”行动，2026/1/4印发，7/24热线，第1/2页，6/3，1/2月。", []),
    ],
)
def test_units_ranges_and_ranks(text: str, found: list[tuple[str, float, str]]) -> None:
    assert [(figure.text, figure.value, figure.unit) for figure in figures(text)] == found


def test_a_date_from_which_something_holds_is_no_deadline() -> None:
    (years,) = figures("本办法自2025年7月1日起施行，有效期3年。")
    assert (years.text, years.deadline) == ("3年", "")
    assert figures("到2028年7月1日，建成12座粮仓。")[0].deadline == "2028-07-01"


@pytest.mark.parametrize(
    ("text", "comparators"),
    [
        (
            "超20项，升至80%，增至50家，至少3人，最长可达15年，下降3.8%。",
            ["超", "升至", "增至", "至少", "最长可达", "下降"],
        ),
        ("年均增长8%以上，控制在5%左右，提高到不低于60%。", ["年均增长…以上", "控制在…左右", "提高到不低于"]),
        (
            "补助不超过茶园投资的30%，不得少于两人，培训超过5家，至少建设1座。",
            ["不超过", "不得少于", "超过", "至少"],
        ),
        ("连续12年，节约10%，预约20人，附近3公里。", ["连续", "", "", ""]),
        ("8千余户，1000人（不含）以下。", ["余", "（不含）以下"]),
        ("茶青、干茶分别增长8%、7%以上和6%，近9家、8家。", ["增长", "增长…以上", "增长", "近", ""]),
        ("评比前3名，目前3家，最高可至5万元。", ["前", "", "最高可至"]),
    ],
)
def test_comparators_before_after_and_some_words_away(text: str, comparators: list[str]) -> None:
    assert [figure.comparator for figure in figures(text)] == comparators


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("茶园由15万亩扩大到20万亩，同比增长5%。", ["", "由15万亩", "同比"]),
        ("亩产高于全省0.4个百分点，低于平均水平2%。", ["高于全省", ""]),
        ("占比超过全省平均水平2个百分点，增幅超过3个百分点。", ["超过全省平均水平", ""]),
        ("占比较2024年提高3个百分点、比重达到40%。", ["较2024年", ""]),
        ("比上年分别增长5%、6%，总量达到9万吨。", ["比上年", "比上年", ""]),
        ("与2020年相比，产值增长50%；产量是2020年的3倍。", ["与2020年相比", "2020年"]),
        ("从40家、30家增加到80家、50家。", ["", "", "从40家、30家", "从40家、30家"]),
    ],
)
def test_what_a_figure_is_measured_against(text: str, bases: list[str]) -> None:
    assert [figure.base for figure in figures(text)] == bases


@pytest.mark.parametrize(
    ("text", "year", "deadlines"),
    [
        ("2024年，茶园达到8万亩，到2027年达到9万亩，2030年达到12万亩。", "", ["", "2027", "2030"]),
        ("截至2024年底，建成6座；2026年6月底前再建2座。", "", ["", "2026-06"]),
        ("年底前建成2座。", "", ["年底前"]),
        ("年底前建成2座，9月底前开工1座。", "2026", ["2026", "2026-09"]),
        ("由2020年的5座增至2024年的8座。", "", ["", ""]),
        ("到2024年建成5座，2028年建成9座。", "2026", ["", "2028"]),
        ("到“十五五”末建成9座。", "", ["2030"]),
        ("“十五五”时期新建9座。", "2026", ["2030"]),
        ("到2027年，服务期5年。", "", [""]),
        (
            "到2027年，茶企由2024年的40家增加到60家，占比达到9%。",
            "2026",
            ["", "2027", "2027"],
        ),
        ("到2030年，产量是2020年的3倍，茶园从8万亩扩大到9万亩。", "", ["2030", "", "2030"]),
        ("茶园由2025年的8万亩扩大到2028年的9万亩，茶工达到6千人。", "2026", ["", "", ""]),
        ("今年要新建2座，今年拟改造3座。", "2026", ["2026", "2026"]),
        ("今年主要新建2座，今年已改造3座。", "2026", ["", ""]),
        ("到2028年，60岁以上茶农减少2%。", "2026", ["", "2028"]),
    ],
)
def test_deadlines_look_ahead(text: str, year: str, deadlines: list[str]) -> None:
    assert [figure.deadline for figure in figures(text, year=year)] == deadlines


def test_binding_is_said_before_or_behind_a_figure_and_not_of_a_count_of_targets() -> None:
    told = figures("规划有20项指标，其中8项约束性指标：能耗下降3%（约束性），收入增长5%（预期性）。")
    assert [(each.value, each.binding) for each in told] == [(20, ""), (8, ""), (3, "约束性"), (5, "预期性")]
    tags = "主要预期目标：茶园增加2%（约束性），茶企达到8家，亩产（约束性指标）达到9千克，茶工达到6人。"
    assert [each.binding for each in figures(tags)] == ["约束性", "预期性", "约束性", "预期性"]
    told = figures("能耗下降3%（约束性指标）、茶园达到9亩。")
    assert [each.binding for each in told] == ["约束性", ""]
    assert [each.binding for each in figures("主要预期目标是：产值增长7%，新增茶工300人。")] == [
        "预期性",
        "预期性",
    ]


AIMS = """云岭县茶产业行动方案

一、发展目标

到2028年，茶产业成为支柱产业。

——产量。年产茶叶6万吨。

二、到2027年重点任务

在坡地建设标准化茶园3万亩，改造老茶园。项目有效期2年，逐年验收。2026年，全县已有茶园1万亩。

三、约束性指标

全县茶园的农药用量减少2%，推广绿色防控。
"""


def test_the_year_of_the_work_told_above_is_due_where_a_sentence_names_it_again() -> None:
    text = "云岭县茶业简报\n\n2026年3月1日\n\n一、2026年重点工作\n\n今年建设茶园3万亩，改造茶站2座。\n"
    (document,) = read(Source(path="year.txt", text=text))
    assert [figure.deadline for _, figure in stated_figures(document)] == ["2026", "2026"]


def test_the_title_is_the_heading_above_all_others() -> None:
    text = "2026年云岭县民生实事\n\n2026年3月1日\n\n建设茶农食堂3座，改造茶站2座。\n"
    (document,) = read(Source(path="title.txt", text=text))
    assert [figure.deadline for _, figure in stated_figures(document)] == ["2026", "2026"]


def test_deadline_and_binding_come_from_the_headings_and_the_sentence_that_opens_a_list() -> None:
    (document,) = read(Source(path="aims.txt", text=AIMS))
    found = [(figure.text, figure.deadline, figure.binding) for _, figure in stated_figures(document)]
    assert found == [
        ("6万吨", "2028", ""),
        ("3万亩", "2027", ""),
        ("2年", "", ""),
        ("1万亩", "", ""),
        ("减少2%", "", "约束性"),
    ]


REPORT = """茶山县政府工作报告

2026年1月20日

一、2025年工作回顾

新建茶园4万亩，安置茶工300人。

二、“十五五”时期的主要目标任务

（一）“十五五”发展目标

茶叶产值达到9亿元。

三、2026年重点工作

主要预期目标是：茶叶产值增长6%。新建茶仓8座。去年茶价下降7%。用三年时间改造茶园5万亩。到2028年，建成茶市2个。
"""


def test_this_year_is_due_where_a_heading_or_a_sentence_tells_of_aims() -> None:
    (document,) = read(Source(path="report.txt", text=REPORT))
    assert [(figure.text, figure.deadline) for _, figure in stated_figures(document)] == [
        ("4万亩", ""),
        ("300人", ""),
        ("达到9亿元", "2030"),
        ("增长6%", "2026"),
        ("8座", "2026"),
        ("下降7%", ""),
        ("三年", ""),
        ("5万亩", ""),
        ("2个", "2028"),
    ]
    told = "今年茶业的主要目标是：产值增长6%，茶工达到8千人。"
    assert [figure.deadline for figure in figures(told, year="2026")] == ["2026", "2026"]
    assert [figure.deadline for figure in figures("今年新建茶仓8座。", year="2026")] == [""]
    assert [figure.deadline for figure in figures("2025年的目标是建仓8座。", year="2026")] == [""]


@settings(deadline=None)
@given(
    st.text(
        "一二两三十百千万亿0123456789.,，、%％年月日个家元第余多来至—到比较由从"
        "每超不最“”（）约束性 的分之半翻番",
        max_size=40,
    )
)
def test_figures_of_any_text_stand_one_behind_the_other(text: str) -> None:
    at = 0
    for figure in figures(text, year="2026"):
        ((start, end),) = figure.spans
        assert at <= start < end
        assert text[start:end] == figure.text
        at = end
