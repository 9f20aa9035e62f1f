"""How coded documents are dealt into folds for the second passes."""

from __future__ import annotations

from itertools import combinations

import pytest

from xzsc.codebook import load_codebook
from xzsc.measures.contests import contests
from xzsc.measures.examples import Coded, Label
from xzsc.measures.weights import cue_table
from xzsc.model import Document, Source
from xzsc.structure import read

pytest.importorskip("scipy")

from xzsc.measures.fitting import INNER_FOLDS, Prepared, first_pass, prepare, splits
from xzsc.measures.heads import once


def coded(name: str) -> Prepared:
    document: Document = read(Source(name, "行动方案\n加快建设渡口。"))[0]
    labels = tuple(Label("措施") for _ in document.units)
    return prepare(Coded(name, document, labels), cue_table(load_codebook()))


@pytest.fixture(scope="module")
def texts() -> list[Prepared]:
    # Two parts of one text, and as many other texts as fill four rounds.
    return [coded("甲"), *(coded(f"{n:02}") for n in range(4 * INNER_FOLDS - 1)), coded("甲")]


def together(texts: list[Prepared], deal: int) -> set[tuple[str, str]]:
    held = [[each.coded.name for each in held] for _, held in splits(texts, deal)]
    return {pair for names in held for pair in combinations(sorted(set(names)), 2)}


@pytest.mark.parametrize("deal", [0, 1, 2])
def test_each_text_is_held_out_once_and_not_seen_then(texts: list[Prepared], deal: int) -> None:
    pairs = splits(texts, deal)
    assert len(pairs) == INNER_FOLDS
    assert sorted(each.coded.name for _, held in pairs for each in held) == sorted(
        each.coded.name for each in texts
    )
    for seen, held in pairs:
        assert len(seen) + len(held) == len(texts)
        assert not {each.coded.name for each in seen} & {each.coded.name for each in held}


def test_another_deal_brings_others_together(texts: list[Prepared]) -> None:
    assert not together(texts, 0) & together(texts, 1)
    assert not together(texts, 1) & together(texts, 2)


def test_a_text_dealt_out_three_times_counts_once() -> None:
    one, two = coded("甲"), coded("乙")
    assert once([one, two, one, one]) == [1 / 3, 1.0, 1 / 3, 1 / 3]


@pytest.mark.parametrize(("shares", "learned"), [((1.0, 0.1), "农业农村"), ((0.1, 1.0), "文化旅游")])
def test_of_two_codings_of_the_same_words_that_of_the_larger_share_is_learned(
    shares: tuple[float, float], learned: str
) -> None:
    cues = cue_table(load_codebook())
    document: Document = read(Source("甲", "行动方案\n" + "加快苎麻收储。\n" * 6))[0]
    texts = [
        prepare(Coded(theme, document, (Label("措施", (theme,)),) * 7, class_share=share), cues)
        for theme, share in zip(("农业农村", "文化旅游"), shares, strict=True)
    ]
    (theme, _) = contests(first_pass(texts, cues), cues, texts[0].sheet, [0]).values()
    assert theme.head.codes[theme.sums[0].argmax()] == learned
