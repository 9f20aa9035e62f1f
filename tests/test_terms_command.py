"""`xzsc terms`: new terms become a lexicon, and a lexicon proves itself."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner

from xzsc.cli import app

SENTENCES = (
    "各县要推广茶园数字管家。",
    "银行为茶园数字管家提供担保。",
    "发放茶园数字管家三千笔。",
    "农户申请茶园数字管家。",
    "试点茶园数字管家业务。",
    "乡镇宣传茶园数字管家政策。",
)

LOOSE = ("--min-cohesion", "1")
"""Six sentences hold too few words for the PMI of a real corpus."""


def _rows(*arguments: str) -> list[dict[str, str]]:
    done = CliRunner().invoke(app, ["terms", *arguments, "-f", "csv", "-q"])
    assert done.exit_code == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_new_terms_are_a_lexicon_for_the_next_run(tmp_path: Path) -> None:
    text = tmp_path / "tea.txt"
    text.write_text("\n".join(SENTENCES), "utf-8")
    found = {row["term"]: row for row in _rows(str(text), *LOOSE)}
    assert found["茶园数字管家"]["count"] == "6"
    mine = tmp_path / "mine.csv"
    done = CliRunner().invoke(app, ["terms", str(text), *LOOSE, "-o", str(mine), "-q"])
    assert done.exit_code == 0, done.stderr
    assert "茶园数字管家" not in {row["term"] for row in _rows(str(text), *LOOSE, "--lexicon", str(mine))}
    audit = {row["term"]: row["verdict"] for row in _rows(str(text), "--audit", "--lexicon", str(mine))}
    assert audit["茶园数字管家"] == "hit"


def test_no_new_terms_are_an_empty_lexicon_for_the_next_run(tmp_path: Path) -> None:
    text, mine = tmp_path / "tea.txt", tmp_path / "mine.csv"
    text.write_text(SENTENCES[0], "utf-8")
    assert CliRunner().invoke(app, ["terms", str(text), "-o", str(mine)]).exit_code == 0
    warning = f"xzsc: warning: {mine}: no terms under the names of the columns.\n"
    for more in (["terms", "--lexicon"], ["terms", "--audit", "--lexicon"], ["network", "--terms"]):
        done = CliRunner().invoke(app, [*more, str(mine), str(text), "-f", "csv"])
        assert (done.exit_code, done.stderr.count(warning), done.stdout.count("\n")) == (0, 1, 1)


def test_the_audit_tells_what_never_occurs_and_what_is_shadowed(tmp_path: Path) -> None:
    text, terms = tmp_path / "tea.txt", tmp_path / "terms.txt"
    text.write_text("\n".join(SENTENCES), "utf-8")
    terms.write_text("茶园数字管家\n数字管家\n海上风电场群\n", "utf-8")
    audit = {
        row["term"]: (row["verdict"], row["by"])
        for row in _rows(str(text), "--audit", "--lexicon", str(terms))
    }
    assert audit == {
        "茶园数字管家": ("hit", ""),
        "数字管家": ("shadowed", "茶园数字管家"),
        "海上风电场群": ("never", ""),
    }
