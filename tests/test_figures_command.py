"""`xzsc figures` on a text whose figures are counted by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner

from xzsc.cli import app

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
