"""`xzsc figures` on a text whose figures are counted by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from xzsc.cli import app
from xzsc.measures.figures import figures

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
        ("达到12万亩以上", "120000", "亩", "达到", "", "2027"),
        ("三成", "3", "成", "", "比2024年", "2027"),
        ("1.5亿元", "150000000", "元", "", "", ""),
        ("10家", "10", "家", "", "", ""),
        ("不超过50万元", "500000", "元", "不超过", "", ""),
    ]
    assert all(TEXT[int(row["start"]) : int(row["end"])] == row["figure"] for row in rows)


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
        ("培育3至5个品牌，占比升到4%—5%。", [("3至5个", 3, "个"), ("4%—5%", 4, "%")]),
        (
            "茶园面积居全省第二，建设3大产区和两大市场。",
            [("第二", 2, "位"), ("3大", 3, "大"), ("两大", 2, "大")],
        ),
        ("第五次会议审议第六条，一批人才到岗。", []),
        ("吸引50家内资企业。", [("50家", 50, "家")]),
    ],
)
def test_units_ranges_and_ranks(text: str, found: list[tuple[str, float, str]]) -> None:
    assert [(figure.text, figure.value, figure.unit) for figure in figures(text)] == found


def test_a_date_from_which_something_holds_is_no_deadline() -> None:
    (years,) = figures("本办法自2025年7月1日起施行，有效期3年。")
    assert (years.text, years.deadline) == ("3年", "")
    assert figures("到2028年7月1日，建成12座粮仓。")[0].deadline == "2028-07-01"
