"""The project's own texts: what is shipped is what was coded, character for character."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
GOLD = sorted((ROOT / "tests/gold").glob("*.jsonl"))
ROLES = {"措施", "目标", "背景", "意义", "定义", "问题", "成就", "数据", "要求引述", "程序", "标题", "其他"}
STRENGTHS = {"强制", "要求", "鼓励", "探索"}


def manifest() -> list[dict[str, object]]:
    texts: list[dict[str, object]] = tomllib.loads((CORPUS / "manifest.toml").read_text("utf-8"))["text"]
    return texts


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read(path: Path) -> str:
    encoding = {str(entry["file"]): str(entry["encoding"]) for entry in manifest()}.get(path.name, "utf-8")
    return "".join(path.read_text(encoding).split())


def test_manifest_names_every_file_with_its_hash() -> None:
    listed = {str(entry["file"]): entry["sha256"] for entry in manifest()}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in CORPUS.iterdir()}
    del found["manifest.toml"]
    assert listed == found


def test_the_corpus_has_the_promised_size_and_formats() -> None:
    entries = manifest()
    assert len(entries) >= 10
    assert 15_000 <= sum(int(str(entry["characters"])) for entry in entries) <= 20_000
    assert {entry["format"] for entry in entries} == {"txt", "md", "html", "docx", "pdf", "xlsx"}
    assert {entry["encoding"] for entry in entries} >= {"utf-8", "gb18030"}


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_codings_cover_their_text_without_a_gap(path: Path) -> None:
    records: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in rows(path):
        records.setdefault((str(row["file"]), str(row.get("record", ""))), []).append(row)
    for (file, record), group in records.items():
        text = "".join(str(row["quote"]) for row in group)
        at = 0
        for row in group:
            assert (row["start"], row["end"]) == (at, at + len(str(row["quote"])))
            at += len(str(row["quote"]))
        if not record:
            assert text == read(ROOT / file)


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_only_measures_have_themes(path: Path) -> None:
    for row in rows(path):
        assert set(row["roles"]) <= ROLES  # type: ignore[call-overload]
        assert row["label"] in ("measure", "other", "lead")
        measure = row["label"] == "measure"
        assert measure == (row["roles"] == ["措施"])
        assert measure == bool(row.get("themes")) == bool(row.get("instrument")) == bool(row.get("strength"))


def taught() -> list[dict[str, object]]:
    """The sentences of the training passages and documents."""
    found: list[dict[str, object]] = []
    for part in rows(ROOT / "training/coded.jsonl"):
        for paragraph in part.get("paragraphs", [part.get("sentences")]):  # type: ignore[attr-defined]
            found += paragraph
    return found


def test_training_passages_are_whole_and_coded() -> None:
    names = [part.get("document", part.get("passage")) for part in rows(ROOT / "training/coded.jsonl")]
    assert len(set(names)) == len(names)
    sentences = taught()
    assert len(sentences) >= 600
    for row in sentences:
        assert row["role"] in ROLES
        assert (row["role"] == "措施") == ("theme" in row)
        assert row.get("strength", "要求") in STRENGTHS


def test_no_sentence_stands_in_both_gold_and_training() -> None:
    asked = {row["quote"] for path in GOLD for row in rows(path) if row["roles"] == ["措施"]}
    assert {row["text"] for row in taught()} & asked == set()


def test_a_theory_page_comes_apart_into_its_articles() -> None:
    from xzsc import corpus

    page = [*corpus.documents([str(CORPUS / "theory-page.txt")], on_error=pytest.fail)]
    assert [(article.title, article.authors) for article in page[1:]] == [
        ("让传统产业“老树发新芽”", ("临江省社科院课题组",)),
        ("科技赋能山区农业现代化", ("云岭学院乡村研究中心",)),
        ("以人才链激活创新链", ("沧江大学教育研究院",)),
        ("发展新质生产力要有钉钉子精神", ("本报评论员",)),
    ]


def test_a_journal_paper_has_the_title_of_the_paper() -> None:
    from xzsc import corpus

    (paper,) = corpus.documents([str(CORPUS / "journal-paper.pdf")], on_error=pytest.fail)
    assert paper.title == "数字基础设施赋能新质生产力的机理、困境与路径"
    assert paper.units[0].note == "页眉"
