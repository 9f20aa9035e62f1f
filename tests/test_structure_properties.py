"""What holds for every text: nothing vanishes, nothing overlaps, nothing is edited, time is linear."""

from __future__ import annotations

import gc
import json
import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzsc.model import Kind, Source, squeeze
from xzsc.structure import read
from xzsc.structure.assignment import assign
from xzsc.structure.lines import ZERO_WIDTH
from xzsc.structure.sentences import sentences

BITS = [
    *(
        "一、",
        "（一）",
        "1.",
        "第三条 ",
        "第一章",
        "①",
        "一是",
        "二是",
        "首先，",
        "## ",
        "**",
        "专栏1",
        "附件：",
        "问：",
        "答：",
    ),
    *(
        "。",
        "；",
        "！",
        "？",
        "，",
        "：",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        ";",
        ".",
        "\n",
        "\n\n",
        "　　",
        " ",
        "\t",
        "\r\n",
        "\u200b",
    ),
    *(
        "□林海棠",
        "（作者单位：某某大学）",
        "各乡镇人民政府：",
        "青政发〔2024〕7号",
        "2024年7月18日",
        "二〇二四年七月十八日",
    ),
    *(
        "现将《冷库办法》印发给你们",
        "冷库办法",
        "青禾县教育局",
        "参考文献",
        "名词解释",
        "下载",
        "打印",
        "3",
        "5.5%",
        "摘要：",
        "关键词：",
    ),
    *("加强河道保洁", "修路要快", "县里每年拿出五百万元支持果农建设冷库和购买运输车辆", "word", "𠮷", "é"),
]
texts = st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=60).map("".join)


def check(source: Source, *, headings: bool = True) -> None:
    """Assert the invariants of the model on whatever the source holds."""
    found = read(source)
    held = [0] * len(source.text)
    for unit in (unit for document in found for unit in document.units):
        assert squeeze(source.quote(unit.spans)) == squeeze(unit.text)
        assert not set("\n\r") & set(unit.text)
        for start, end in unit.spans:
            assert start < end
            for at in range(start, end):
                held[at] += 1
    for section in (section for document in found if headings for section in document.sections):
        assert squeeze(section.heading) in squeeze(source.quote(section.spans)).replace("**", "")
    assert max(held, default=0) <= 1
    assert all(n for n, character in zip(held, source.text, strict=True) if not character.isspace())


@settings(max_examples=200, deadline=None)
@given(texts)
def test_every_visible_character_is_in_one_unit(text):
    check(Source("random.txt", text))
    check(Source("random.md", text, media_type="text/markdown"), headings=False)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_junk_is_covered_too(text):
    check(Source("junk.txt", text))


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_pages_with_bylines_are_covered_too(parts, rng):
    lines = [line for part in parts for line in ("□林海棠", part, "加强河道保洁", "护林要严。")]
    rng.shuffle(lines)
    check(Source("page.txt", "\n\n".join(lines)))


@settings(max_examples=40, deadline=None)
@given(texts)
def test_same_text_same_documents(text):
    assert read(Source("a.txt", text)) == read(Source("a.txt", text))


@settings(max_examples=60, deadline=None)
@given(texts)
def test_codes_are_unique_and_for_sentences_only(text):
    for document in read(Source("a.txt", text)):
        coded = [unit.code for unit in document.units if unit.code]
        assert len(coded) == len(set(coded)) == sum(1 for _ in document.sentences)


def _visible(text: str) -> str:
    return squeeze(text).translate(dict.fromkeys(map(ord, ZERO_WIDTH)))


@pytest.mark.parametrize(
    "text", ["（一）一、**", "专栏１：冷库", "第１条 修路。", "\u00ad修路。\u00ad", "修\u00ad路。"]
)
def test_texts_that_once_failed(text):
    check(Source("a.txt", text))
    test_sentences_tile_their_paragraph.hypothesis.inner_test(text)


@given(texts)
def test_sentences_tile_their_paragraph(text):
    bounds = list(sentences(text))
    assert _visible("".join(text[a:b] for a, b in bounds)) == _visible(text)
    assert all(a < b for a, b in bounds)
    assert bounds == sorted(bounds)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=6), min_size=1, max_size=n)
    )
)
def test_assignment_beats_every_other(gain):
    import itertools

    columns = min(map(len, gain))
    gain = [[float(g) for g in row[:columns]] for row in gain]
    best = max(
        sum(row[c] for row, c in zip(gain, order, strict=True))
        for order in itertools.permutations(range(columns), len(gain))
    )
    chosen = assign(gain)
    assert len(set(chosen)) == len(gain)
    assert sum(row[c] for row, c in zip(gain, chosen, strict=True)) == best


@pytest.mark.parametrize(
    "piece",
    [
        "修路要快，",
        "修路要快。",
        "路\n",
        "一、路",
        "（一）路",
        "第一条路",
        "“",
        "《",
        "1.",
        "　　路",
        "教育局",
        "□林海棠 ",
        "，",
        "2024年1月1日",
    ],
)
def test_time_is_linear(piece):
    def seconds(n: int) -> float:
        source = Source("long.txt", piece * n)
        start = time.process_time()
        read(source)
        return time.process_time() - start

    seconds(500)
    small, large = min(seconds(2000) for _ in range(3)), min(seconds(16000) for _ in range(2))
    assert large < 0.1 or large < 8 * small * 3


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_of_rings_is_left_as_it_was(enabled, monkeypatch):
    seen = []
    monkeypatch.setattr("xzsc.structure.mend", lambda page: seen.append(gc.isenabled()) or 1 / 0)
    before = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        with pytest.raises(ZeroDivisionError):
            read(Source("a.txt", "修路要快。"))
        assert (seen, gc.isenabled()) == ([False], enabled)
    finally:
        gc.enable() if before else gc.disable()


def test_every_shared_text_is_covered(shared):
    for path in sorted((shared / "data" / "documents").rglob("*.txt")):
        check(Source(path.name, path.read_text("utf-8")))
    for law in (shared / "data/corpora/laws.jsonl").read_text("utf-8").splitlines()[:40]:
        check(Source("law", json.loads(law)["text"]))


def score(shared: Path) -> Counter[str]:
    """Count gold sentences that are whole, leads that are found, and characters that are covered."""
    tally: Counter[str] = Counter()
    for path in sorted((shared / "data" / "gold").glob("*.jsonl")):
        gold = [g for g in map(json.loads, path.read_text("utf-8").splitlines()) if "label" in g]
        if not gold:
            continue
        text = (shared / "data" / gold[0]["file"]).read_text("utf-8")
        units = [u for d in read(Source(path.stem, text)) for u in d.units if u.kind is not Kind.FURNITURE]
        heads = {squeeze(u.text) for u in units if u.kind is not Kind.SENTENCE}
        pieces = {squeeze(u.text) for u in units}
        clauses = "\n".join(p for p in sorted(pieces) if not re.search(r"[。！？](?![”’」』）)。！？]*$)", p))
        for g in gold:
            tally["sentences"] += 1
            tally["whole"] += g["quote"] in pieces or g["quote"] in clauses
            if g["label"] == "lead":
                tally["leads"] += 1
                tally["found"] += g["quote"] in heads
        tally["characters"] += len(squeeze(text))
        tally["covered"] += sum(len(squeeze(u.text)) for u in units)
    return tally


def test_coded_sentences_come_out_whole(shared):
    tally = score(shared)
    assert tally["whole"] >= 0.99 * tally["sentences"]
    assert tally["found"] >= 0.9 * tally["leads"]
    assert tally["covered"] >= 0.97 * tally["characters"]


def test_articles_of_the_shared_pages(shared):
    wanted: dict[str, list[tuple[str, ...]]] = {}
    for entry in map(json.loads, (shared / "data/gold/articles.jsonl").read_text("utf-8").splitlines()):
        if entry["article"]:
            wanted.setdefault(entry["file"], []).append((entry["title"] or "", *sorted(entry["authors"])))
    for file, articles in wanted.items():
        found = {
            (d.title, *sorted(d.authors))
            for d in read(Source(file, (shared / "data" / file).read_text("utf-8")))
        }
        assert set(articles) <= found


def test_divisions_of_laws_equal_a_plain_count(shared):
    heading = re.compile(r"^#*\s*第[一二三四五六七八九十百千零〇\d]+(编|章|节|条)", re.MULTILINE)
    for law in map(json.loads, (shared / "data/corpora/laws.jsonl").read_text("utf-8").splitlines()):
        plain = Counter(heading.findall(law["text"].replace("\u200b", "")))
        found = Counter(
            re.sub(r".*(编|章|节|条).*", r"\1", section.marker)
            for document in read(Source(law["id"], law["text"]))
            for section in document.sections
            if section.marker.startswith("第")
        )
        assert found == plain, law["title"]


def test_facts_about_headings_and_runs(shared):
    rows = [line.split("\t") for line in (shared / "data/facts.tsv").read_text("utf-8").splitlines()[1:]]
    for file, kind, what, expected, *_ in rows:
        (found,) = read(Source(file, (shared / "data" / file).read_text("utf-8")))
        if kind == "headings" and what == "level 1":
            assert sum(s.level == 1 for s in found.sections) == int(expected), file
        elif kind == "headings":
            part = what.split()[-1] + "、"
            under = [u.path for u in found.units if len(u.path) > 1 and u.path[0].marker == part]
            assert len({path[1].number for path in under}) == int(expected), file
        elif kind == "enumeration":
            marks = [u.marker for u in found.units if u.marker.endswith("是")]
            assert marks == ["一是", "二是", "三是", "四是", "五是", "六是"][: int(expected)], file
        elif kind == "count":
            assert sum(squeeze(u.text).count(what) for u in found.body) == int(expected), (file, what)


def test_speed_on_clean_text(shared):
    """12 MB/s is the aim on an idle core; the floor leaves room for a busy machine."""
    reports = sorted((shared / "data/corpora/work-reports-national").glob("20*.txt"))
    source = Source("all.txt", "\n".join(path.read_text("utf-8") for path in reports))
    read(source)
    start = time.process_time()
    read(source)
    assert len(source.text.encode()) / 1e6 / (time.process_time() - start) > 4


def test_random_order_of_lines_never_loses_one():
    rng = random.Random(1)
    lines = [
        "□林海棠",
        "加强河道保洁",
        "修路要快。",
        "县里每年拿出五百万元支持果农建设冷库和购买运输车辆",
        "3",
        "（作者单位：某某大学）",
    ] * 4
    for _ in range(50):
        rng.shuffle(lines)
        check(Source("page.txt", "\n\n".join(lines)))
