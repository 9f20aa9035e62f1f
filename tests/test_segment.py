from __future__ import annotations

import os
import pickle
import random
import re
import tempfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzsc import segment
from xzsc.lexicon import Lexicon, Term
from xzsc.segment import Segmenter

SPLIT_BY_JIEBA = (
    "新质生产力 全要素生产率 供给侧结构性改革 专精特新 全国统一大市场 低空经济 中国式现代化 "
    "耐心资本 揭榜挂帅 未来产业 战略性新兴产业 科技成果转化 产教融合 科教融汇 新型举国体制 "
    "现代化产业体系 数字经济 创新联合体 高水平科技自立自强 营商环境 乡村振兴 共同富裕 双循环 "
    "碳达峰碳中和 人类命运共同体 京津冀协同发展 雄安新区 新基建 教育科技人才一体 两个毫不动摇"
)


@pytest.fixture(scope="module")
def oracle() -> Callable[[str], list[str]]:
    import jieba

    jieba.setLogLevel(60)
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    return tokenizer.lcut  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def bare() -> Segmenter:
    return Segmenter(Lexicon(), engine="rjieba")


WORDS = (  # noqa: SIM905
    "发展 改革 卡拉OK 生产关系 T恤 C++ 3.5% 的 了 一 二 中国 X光 AT&T 1号店 - "
    "％ 、 “ ” \r\n \t _ % # a b 2026 . "
    "14.5 《 》 年 月 号 研 究 人 才 引 进 \u3000 ä 😀 "
    "𠀀 㐀 豈 鿍 Ａ http://a.b/c?d=e_f-1 国家 统计 局 和 与 不 断 提 高"
).split(" ")
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5)
texts = st.lists(
    st.sampled_from(WORDS) | st.text(HAN, max_size=4) | st.text(max_size=3),
    max_size=12,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(text=texts)
def test_the_same_words_as_jieba(text: str, bare: Segmenter, oracle: Callable[[str], list[str]]) -> None:
    assert bare.words(text) == oracle(text)


def test_the_same_words_as_jieba_when_fuzzed(bare: Segmenter, oracle: Callable[[str], list[str]]) -> None:
    rng = random.Random(20261121)
    size = int(os.environ.get("XZSC_FUZZ", "4000"))
    for _ in range(size):
        text = "".join(
            rng.choice(WORDS) if rng.random() < 0.6 else chr(rng.randint(0x4E00, 0x9FD5)) for _ in range(10)
        )
        assert bare.words(text) == oracle(text)


@settings(max_examples=100, deadline=None)
@given(text=texts)
def test_tokens_tile_the_text(text: str, bare: Segmenter) -> None:
    tokens = bare.tokens(text)
    assert "".join(token.text for token in tokens) == text
    assert [token.start for token in tokens] == [0, *(token.end for token in tokens)][: len(tokens)]


@pytest.mark.parametrize("term", SPLIT_BY_JIEBA.split())
def test_terms_that_jieba_splits_come_out_whole(term: str) -> None:
    assert term in Segmenter().words(f"要以{term}为重点，发展{term}。")


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_a_term_without_frequency_wins(engine: str) -> None:
    terms = (Term("银龄课堂"), Term("数据“三权”分置"), Term("5G专网"), Term("老漂族"))
    segmenter = Segmenter(Lexicon(terms), engine=engine)
    words = segmenter.words("开办银龄课堂，老漂族用5G专网，推进数据“三权”分置，45G专网。")
    expected = "开办 银龄课堂 ， 老漂族 用 5G专网 ， 推进 数据“三权”分置 ，"
    assert words[:10] == expected.split()
    assert "".join(words[10:]) == "45G专网。"
    assert "5G专网" not in words[10:]


def test_the_longer_term_wins() -> None:
    lexicon = Lexicon((Term("乡村建设"), Term("乡村建设行动"), Term("行动方案")))
    assert Segmenter(lexicon).words("乡村建设行动方案") == ["乡村建设行动", "方案"]
    assert Segmenter(lexicon).words("乡村建设的行动方案") == ["乡村建设", "的", "行动方案"]


def test_tags() -> None:
    segmenter = Segmenter(Lexicon((Term("银龄课堂"),)))
    assert segmenter.tagged("发展银龄课堂，3项") == [
        ("发展", "vn"),
        ("银龄课堂", "nz"),
        ("，", "x"),
        ("3", "m"),
        ("项", "n"),
    ]


def test_two_segmenters_do_not_share_terms() -> None:
    first = Segmenter(Lexicon((Term("银龄课堂"),)))
    second = Segmenter(Lexicon((Term("社区食堂"),)))
    assert "银龄课堂" in first.words("银龄课堂")
    assert "银龄课堂" not in second.words("银龄课堂")


def test_pickled_it_cuts_the_same() -> None:
    segmenter = Segmenter(Lexicon((Term("银龄课堂"),)))
    again = pickle.loads(pickle.dumps(segmenter))
    assert again.words("银龄课堂里") == segmenter.words("银龄课堂里") == ["银龄课堂", "里"]


def test_the_private_dictionary_of_rjieba_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    import rjieba

    monkeypatch.delattr(rjieba, "_DEFAULT_JIEBA")
    monkeypatch.setattr(segment._Rjieba, "_claimed", False)
    assert Segmenter(Lexicon((Term("银龄课堂"),))).words("银龄课堂" * 10_000)[:2] == ["银龄课堂"] * 2


def test_nothing_is_loaded_at_import() -> None:
    import subprocess
    import sys

    code = (
        "import sys, xzsc.segment, xzsc.lexicon;"
        "print([name for name in ('jieba', 'rjieba', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert re.sub(r"\s", "", done.stdout) == "[]"
