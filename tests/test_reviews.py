"""What looks back proposes nothing, unless it is asked for."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from toy import document

from xzsc.cli import app
from xzsc.measures.reviews import in_review, is_review, no_action
from xzsc.model import Kind

REPORT = """政府工作报告

各位代表：

一、2025年工作回顾

强化创新驱动。支持企业建设研发平台，推动高校与园区共建实验室。完善人才评价机制，加快引进青年博士。

二、2026年工作安排

加快建设人才强市。支持企业建设研发平台，推动高校与园区共建实验室。健全人才评价机制，加快引进青年博士。
"""


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("2025年工作回顾", True),
        ("过去五年政府工作的回顾", True),
        ("2025年工作总结和“十四五”发展成就", True),
        ("关于过去五年的政府工作", True),
        ("过去五年的工作和十年的基本总结", False),  # draws lessons: what must be done from now on
        ("2025年工作回顾和2026年工作安排", False),
        ("“十四五”时期发展成就和“十五五”时期主要目标任务", False),
        ("2026年重点工作", False),
        ("一、取得重大成就的五年", True),
        ("六五计划前两年的执行情况", True),
        ("国民经济的成就和今后的建设任务", False),
        ("二、工作开展情况", True),
        ("（三）检查工作开展情况", False),
    ],
)
def test_headings_that_look_back(heading: str, expected: bool) -> None:
    assert is_review(heading) is expected


def test_a_review_is_part_of_its_document_and_never_all_of_it() -> None:
    report = document("!报告\n#工作回顾\n修了路。\n#工作安排\n要架桥。要铺路。")
    past = [report.units[n] for n in sorted(in_review(report))]
    assert [unit.text for unit in past if unit.kind is Kind.SENTENCE] == ["修了路。"]
    assert in_review(document("\n".join(["#工作回顾", *["修了路。"] * 20]))) == frozenset()


def test_a_report_on_what_was_done_looks_back_until_it_says_what_comes_next() -> None:
    text = (
        "#一、健全制度\n完善巡查制度。\n#二、加强培训\n举办讲座。下一步，将开设夜校。编写教材。"
        "\n#三、改进服务\n增设窗口。"
    )
    report = replace(document(text), title="青禾县2024年度档案工作情况报告")
    past = [report.units[n].text for n in sorted(in_review(report)) if report.units[n].kind is Kind.SENTENCE]
    assert past == ["完善巡查制度。", "举办讲座。", "增设窗口。"]
    assert not in_review(replace(report, title="青禾县档案工作方案"))
    assert not in_review(replace(report, title="关于报送2024年度档案工作情况报告的通知"))


def test_a_paragraph_that_opens_with_a_look_back_looks_back_until_it_turns() -> None:
    report = document("!报告\n#民生\n一年来，扩建了学校。增加了床位。新的一年，要多建公园。种好行道树。")
    past = [report.units[n].text for n in sorted(in_review(report))]
    assert past == ["一年来，扩建了学校。", "增加了床位。"]


def test_a_run_in_head_that_looks_back_opens_its_paragraph() -> None:
    report = document("!报告\n#渡口\n一年来，渡运好转。整修码头。新的一年，要多造渡船。")
    head, *rest = [n for n, unit in enumerate(report.units) if unit.kind is Kind.SENTENCE]
    units = (*report.units[:head], replace(report.units[head], kind=Kind.LEAD), *report.units[head + 1 :])
    assert rest[0] in in_review(replace(report, units=units))
    assert rest[1] not in in_review(replace(report, units=units))


def test_a_paragraph_may_look_back_after_its_run_in_head() -> None:
    report = document("!报告\n#渡口\n抓好渡运。一年来，整修码头。")
    head, past = [n for n, unit in enumerate(report.units) if unit.kind is Kind.SENTENCE]
    units = (*report.units[:head], replace(report.units[head], kind=Kind.LEAD), *report.units[head + 1 :])
    assert in_review(replace(report, units=units)) == {past}


TOLD = """#渡口
解放初，渡口破败。渡船靠人摇。必须重修渡口。
加强渡口巡查。船工修好了三座浮桥。"""


def test_a_report_to_deputies_tells_what_was_done_between_what_is_to_be_done() -> None:
    report = document("!报告\n各位代表：\n" + TOLD)
    past = [report.units[n].text for n in sorted(in_review(report))]
    assert past == ["解放初，渡口破败。", "渡船靠人摇。", "船工修好了三座浮桥。"]
    assert in_review(document("!报告\n" + TOLD)) == frozenset()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("船厂废除了旧章程。", True),
        ("船队曾停航三月。", True),
        ("县里编制了渡口规划纲要，浮桥效应显现。", True),
        ("渡口账目乱了，要求船队清查。", False),
        ("去年渡运收入超出预算三成。", True),
        ("去年停办的夜航要恢复。", False),
        ("船工修好了浮桥，今后要常检修。", False),
        ("为了渡客安全，加装护栏。", False),
        ("深入了解渡客需求。", False),
        ("做到定了就干。", False),
        ("公开账目，让渡客知道船票用到了何处。", False),
        ("除了汛期，渡口常年开放。", False),
        ("在适当时候增开夜航。", False),
        ("推广已经成熟的渡运办法。", False),
    ],
)
def test_what_was_done_in_a_report(text: str, told: bool) -> None:
    assert bool(in_review(document("!报告\n各位代表：\n#渡口\n" + text))) is told


def test_no_measure_comes_from_a_review_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, "utf-8")

    def sections(*options: str) -> set[str]:
        args = ["measures", str(tmp_path / "report.txt"), "-f", "csv", "-q", "--no-cache", *options]
        rows = csv.DictReader(io.StringIO(CliRunner().invoke(app, args).stdout))
        return {row["section"].split(" › ")[0] for row in rows}

    assert sections() == {"二、2026年工作安排"}
    assert sections() <= sections("--include-review")


@pytest.mark.parametrize(
    ("text", "none"),
    [
        *(
            (cell, True)
            for cell in ("序号", "×", "|", "今年", "2 030", "船工", "林站长说。", "（责任单位：县水运站）")
        ),
        *((action, False) for action in ("严查超载。", "修缮渡口", "购买3艘船。", "县水运站负责登记。")),
    ],
)
def test_a_cell_of_a_table_and_who_said_it_name_no_action(text: str, none: bool) -> None:
    assert no_action(text) is none


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("一等奖3名，奖金600元；", True),
        ("对一等奖奖励600元；", False),
        ("渡口站的主要职责是：", True),
        ("渡口站应当履行下列主要职责：", False),
        ("船员的安全职责主要是：", True),
        ("渡口年度考核的内容主要包括：", True),
        ("渡口站应当公示下列内容：", False),
        ("青禾县渡船修造基地。", True),
        ("建设渡船修造基地。", False),
        ("（责任单位：县水利局、各乡镇人民政府；", True),
        ("单位序号" * 30, True),
        ("企业类型□渡运□修造□仓储" * 10, True),
        ("更换栈桥木板，添置渡船，查验缆绳，培训船工。" * 6, False),
    ],
)
def test_what_only_names_something_is_no_measure(text: str, named: bool) -> None:
    assert no_action(text) is named
