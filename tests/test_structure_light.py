"""The light reading counts what the full one counts, to the character."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzsc.loaders import load
from xzsc.model import Source
from xzsc.occurrences import passages
from xzsc.structure import read, read_lightly

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
BITS = (
    *("一、", "（一）", "1.", "第三条 ", "一是", "## ", "附件：", "问：", "[1]", "［2］", "[3，4]", "["),
    *("。", "；", "！", "，", "：", "”", "（", "）", "\n", "\n\n", "　　", " ", "\u200b", "\r\n"),
    *("□林海棠", "各乡镇人民政府：", "青政发〔2024〕7号", "2024年7月18日", "现将《冷库办法》印发给你们"),
    *("冷库办法", "参考文献", "下载", "３", "（下转第二版）", "——在县人代会上的报告", "修路要快", "word"),
)
texts = st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=60).map("".join)


def counted(source: Source, *, light: bool) -> list[tuple[object, ...]]:
    """Return what is counted of each document, with its title, warnings and the places of its characters."""
    found = []
    for doc in (read_lightly if light else read)(source):
        places = [(one.text, list(one.offsets())) for one in passages(doc)]
        found.append((doc.title, doc.warnings, places))
    return found


@settings(max_examples=300)
@given(texts)
def test_the_same_counts_of_any_text(text: str) -> None:
    source = Source("a.txt", text)
    assert counted(source, light=True) == counted(source, light=False)


@given(st.lists(texts, min_size=2, max_size=4), st.sampled_from(["", "冷库办法"]))
def test_the_same_counts_of_a_page(parts: list[str], title: str) -> None:
    lines = [line for part in parts for line in ("□林海棠", part, "加强河道保洁", "护林要严。")]
    source = Source("a.txt", "\n\n".join(lines), fields=(("title", title),))
    assert counted(source, light=True) == counted(source, light=False)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.*")), ids=lambda path: path.name)
def test_the_same_counts_of_the_sample(path: Path) -> None:
    for source in load(str(path)):
        assert counted(source, light=True) == counted(source, light=False)


def test_a_paragraph_is_one_unit() -> None:
    (doc,) = read_lightly(Source("a.txt", "关于修路的通知\n一、快修。先修桥。\n2024年7月18日\n"))
    assert [unit.text for unit in doc.body] == ["一、快修。先修桥。"]
    assert doc.title == "关于修路的通知"
