"""What looks back proposes nothing, unless it is asked for."""

from __future__ import annotations

import csv
import io
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
    ],
)
def test_headings_that_look_back(heading: str, expected: bool) -> None:
    assert is_review(heading) is expected


def test_a_review_is_part_of_its_document_and_never_all_of_it() -> None:
    report = document("!报告\n#工作回顾\n修了路。\n#工作安排\n要架桥。要铺路。")
    past = [report.units[n] for n in sorted(in_review(report))]
    assert [unit.text for unit in past if unit.kind is Kind.SENTENCE] == ["修了路。"]
    assert in_review(document("\n".join(["#工作回顾", *["修了路。"] * 20]))) == frozenset()


def test_a_paragraph_that_opens_with_a_look_back_looks_back_until_it_turns() -> None:
    report = document("!报告\n#民生\n一年来，扩建了学校。增加了床位。新的一年，要多建公园。种好行道树。")
    past = [report.units[n].text for n in sorted(in_review(report))]
    assert past == ["一年来，扩建了学校。", "增加了床位。"]


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
