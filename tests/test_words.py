"""Words of a codebook and words of known meaning, counted by hand by their place in a sentence."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzsc.codebook import Class_, Dimension, load_codebook, shipped
from xzsc.measures.cues import CueCoder
from xzsc.measures.features import first_verb
from xzsc.measures.weights import cue_table
from xzsc.measures.wordlists import by_class, words
from xzsc.measures.words import PLACES, CueTable, _Finder, topics

FARMING = Class_("农", "农", cues=("水稻",))
HEALING = Class_("医", "医", cues=("疫苗",), exclude=("水稻田",))
DIMENSION = Dimension("theme", "主题", (FARMING, HEALING))
KNOWN = {"theme": {"育秧": ("农",), "接种点": ("医", "农"), "水稻": ("医",)}}


@pytest.fixture(scope="module")
def table() -> CueTable:
    return CueTable((DIMENSION,), KNOWN)


def test_words_count_where_they_stand(table: CueTable) -> None:
    # A word of two characters is worth 1.0, one of three 1.3: 0.4 and 0.3 for each character.
    (sums,) = table.sums(["推广育秧和水稻，送疫苗进村，增设接种点。"])
    found = {place: tuple(round(float(worth), 2) for worth in sums[:, n]) for n, place in enumerate(PLACES)}
    assert found == {
        "全句": (1 + 1 + 0.4 * 1.3, 1 + 0.6 * 1.3),
        "首句": (2.0, 0.0),
        "首词": (1.0, 0.0),
        "首句末词": (1.0, 0.0),
        "句末词": (1 + 0.4 * 1.3, 1 + 0.6 * 1.3),
        "末词": (0.4 * 1.3, 0.6 * 1.3),
    }


def test_texts_do_not_run_into_one_another_and_may_hold_no_word(table: CueTable) -> None:
    sums = table.sums(["水", "稻", "", "水稻田"])
    assert sums[:3].sum() == 0
    assert sums[3, :, 0].tolist() == pytest.approx([0.0, -1.3])  # a word that is excluded counts against
    assert table.sums([]).shape == (0, 2, len(PLACES))


@pytest.mark.parametrize("key", ["theme", "instrument"])
def test_the_shipped_words_name_classes_of_the_shipped_codebook(key: str) -> None:
    dimension = shipped().dimension(key)
    assert {code for codes in topics()[key].values() for code in codes} <= set(dimension.codes)
    assert all(len(word) > 1 for word in topics()[key])


def test_the_card_says_how_many_words_there_are() -> None:
    data = resources.files("xzsc").joinpath("data")
    n_words = len(topics()["theme"].keys() | topics()["instrument"].keys())
    assert f"{n_words:,} words" in data.joinpath("topics-card.md").read_text("utf-8")
    assert f"{n_words:,} words" in data.joinpath("weights", "CARD.md").read_text("utf-8")


def test_no_shipped_word_is_a_cue_of_its_theme_already() -> None:
    cues = {cue for each in shipped().dimension("theme").classes for cue in each.cues}
    assert not cues & topics()["theme"].keys()


def test_a_cue_weighs_the_same_with_weights_and_by_cues_alone() -> None:
    dimension = shipped().dimension("instrument")
    coder, table = CueCoder(dimension), CueTable((dimension,))
    for word, row in zip(table.words, table.worth.tolist(), strict=True):
        alone = {hit.code: hit.weight for hit in coder.hits(word) if hit.cue == word}
        by_table = {code: weight for code, weight in zip(dimension.codes, row, strict=True) if weight}
        assert by_table == pytest.approx(alone), word


def test_classes_that_have_a_cue_in_common_share_it() -> None:
    both = ("选派…进修", "进修")
    dimension = Dimension("X", "X", (Class_("甲", "甲", cues=both), Class_("乙", "乙", cues=both)))
    weights = [(hit.code, round(hit.weight, 2)) for hit in CueCoder(dimension).hits("选派教师进修。")]
    assert weights == [("甲", 0.5), ("乙", 0.5), ("甲", 0.8), ("乙", 0.8)]


def test_a_dimension_of_ones_own_has_its_own_words_only(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[[dimension]]\nkey = "X"\n[[dimension.class]]\ncode = "钱"\ncues = "补助 奖励"\n', "utf-8"
    )
    assert set(cue_table(load_codebook(str(path)), ("X",)).words) == {"补助", "奖励"}


@given(st.text("水稻田育秧接种点 ", max_size=40))
def test_little_text_and_much_text_are_searched_alike(text: str) -> None:
    find = _Finder(("水稻", "水稻田", "育秧", "秧", "接种点", "种"))
    assert find.plainly(text) == find.quickly(text)


def test_a_word_stands_once_in_its_list() -> None:
    written = tomllib.loads(resources.files("xzsc").joinpath("data", "words.toml").read_text("utf-8"))
    lists = {name: words(name) for name, given in written.items() if isinstance(given, str)}
    for name in written.keys() - lists.keys():
        lists |= by_class(name)
    assert {name for name, given in lists.items() if not given or len(set(given)) < len(given)} == set()


def test_verbs_of_two_classes_count_for_the_first() -> None:
    assert [name for name, verbs in by_class("verbs").items() if "规范" in verbs] == ["完善", "约束"]
    assert first_verb("规范管理") == "完善"
