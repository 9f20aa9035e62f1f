"""The command compare."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xzsc.cli import app

CENTRE = """关于人才工作的意见

为做好人才工作，结合实际提出以下意见。鼓励企业引进高层次人才，对引进的人才按照贡献给予奖励。
要完善职称评审制度，破除唯论文倾向，推行代表作评价。要加强乡村教师培训，三年内轮训一遍。
"""
PROVINCE = """关于人才工作的实施意见

为做好人才工作，结合实际提出以下意见。鼓励企业引进高层次人才和创新团队，对引进的团队给予奖励。
要完善职称评审制度，破除唯论文倾向，推行代表作评价。要建设人才公寓，每年筹集五千套房源。
"""


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def rows(*args: object) -> list[dict[str, str]]:
    done = run(*args, "-f", "csv", "-q")
    assert (done.exit_code, done.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "centre.txt", tmp_path / "province.txt"
    for path, text in zip(paths, (CENTRE, PROVINCE), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_measures_of_two_files(sides: tuple[Path, Path]):
    found = rows("compare", *sides)
    assert [(row["status"], row["text"][:4], row["text_b"][:4]) for row in found] == [
        ("changed", "鼓励企业", "鼓励企业"),
        ("same", "要完善职", "要完善职"),
        ("only A", "要加强乡", ""),
        ("only B", "", "要建设人"),
    ]


def test_only_some_rows_of_a_comparison(sides: tuple[Path, Path]):
    found = rows("compare", *sides, "--only", "changed", "--only", "only A")
    assert [(row["status"], row["text"][:4]) for row in found] == [
        ("changed", "鼓励企业"), ("only A", "要加强乡"),
    ]  # fmt: skip
    assert run("compare", *sides, "--only", "change").exit_code == 2
    assert run("compare", *sides, "--only", "changed", "--terms").exit_code == 2


def test_terms_of_two_files(sides: tuple[Path, Path]):
    found = {row["term"]: row for row in rows("compare", *sides, "--terms")}
    assert (found["奖励"]["status"], found["引进"]["status"]) == ("shared", "shared")
    assert (found["引进"]["count"], found["引进"]["count_b"]) == ("2", "2")
    assert "的" not in found
    assert {row["variant"] for row in found.values()} == {"2-cell"}


def test_documents_of_the_sample_corpus_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    found = rows("compare", "future-industry-plan", "low-carbon-opinions")
    assert {row["document"] for row in found} == {"future-industry-plan", ""}
    done = run("compare", "future-industry-plan", "nothing-like-it")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no document of that name. There are" in done.stderr
