"""Every command that reads many documents gives the same bytes, however many processes read them."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xzsc import corpus
from xzsc.cli import app
from xzsc.cli.registry import COMMANDS

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
LINES = (
    "measures --explain",
    "units",
    "documents -f jsonl",
    "outline -f json",
    "figures -f tsv",
    "count 发展",
    "kwic 发展 --columns title,line",
    "keywords",
    "keywords --words --idf corpus",
    "keywords --by corpus --method tfidf",
    "terms --min-count 2 --min-freedom 0 --min-cohesion 0",
    "terms --audit",
    "keyness -r 2025 --min-count 2 --min-g2 0",
    "keyness -r shipped",
    "keyness -r in/0-2024.txt -t 人才 -t 创新 --min-count 1 --min-g2 0",
    "track 人才 -t 创新 --by document",
    "network --top 20 --rows pairs",
    "crosstab --rows class --columns theme",
    "crosstab --frequencies",
    "sheet --filled",
    "sheet --sample 20% --seed 7 -f jsonl",
    "evaluate gold.csv",
    "compare in in --one-to-one",
    "compare in/0-2024.txt in --terms",
)
WITHOUT = {"build", "agree", "train", "codebook", "cache", "completion"}
"""Commands that read no documents, or whose processes are tested elsewhere."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five reports that differ, of two years, and a coding of them."""
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "in").mkdir()
    text = (CORPUS / "chengzhou-talent-measures.txt").read_text("gb18030")
    for n in range(5):
        dated = text.replace("2024", str(2024 + n % 2)).replace("2025", str(2024 + n % 2))
        (folder / "in" / f"{n}-{2024 + n % 2}.txt").write_text(
            f"{dated}\n　　支持第{n}批青年人才开展科技创新，给予{n + 1}万元补助。\n", encoding="utf-8"
        )
    return folder


@pytest.fixture(autouse=True)
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """In the folder, with workers that start at once; the list counts them."""
    started: list[int] = []
    forking = multiprocessing.get_context("fork")

    class Counted:
        Pipe, RawValue = forking.Pipe, forking.RawValue

        @staticmethod
        def Process(**how: Any) -> Any:
            started.append(1)
            return forking.Process(**how)

    monkeypatch.setattr(multiprocessing, "get_context", lambda _: Counted)
    monkeypatch.setattr(corpus, "BATCH_FILES", 2)
    monkeypatch.chdir(folder)
    return started


def output(*args: str) -> bytes:
    done = CliRunner().invoke(app, [*args, "--no-cache", *(() if "-f" in args else ("-f", "csv"))])
    assert done.exit_code == 0, done.output
    return done.stdout_bytes + done.stderr_bytes


@pytest.mark.parametrize("line", LINES)
def test_the_number_of_processes_changes_no_byte(line: str, here: list[int], folder: Path) -> None:
    if "gold.csv" in line and not (folder / "gold.csv").exists():
        output("sheet", "in", "--filled", "-o", "gold.csv")
    given = () if line.startswith("compare") else ("in",)
    one = output(*line.split(), *given, "-j", "1")
    assert not here
    assert output(*line.split(), *given, "-j", "2") == one
    assert len(here) >= 2
    assert one.count(b"\n") > 3


def test_no_command_was_forgotten() -> None:
    assert {line.split()[0] for line in LINES} | WITHOUT == {entry.name for entry in COMMANDS}
