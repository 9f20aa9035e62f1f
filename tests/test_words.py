"""Words of a codebook and words of known meaning, counted by hand by their place in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from xzsc.codebook import Class_, Dimension, load_codebook, shipped
from xzsc.measures.weights import cue_table
from xzsc.measures.words import PLACES, CueTable, topics

FARMING = Class_("农", "农", cues=("水稻",))
HEALING = Class_("医", "医", cues=("疫苗",), exclude=("水稻田",))
DIMENSION = Dimension("theme", "主题", (FARMING, HEALING))
KNOWN = {"育秧": {"theme": ("农",)}, "接种点": {"theme": ("医", "农")}, "水稻": {"theme": ("医",)}}


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


def test_the_shipped_words_name_shipped_classes_and_are_no_cues_of_the_same_dimension() -> None:
    for key in ("theme", "instrument"):
        dimension = shipped().dimension(key)
        named = {code for speaks in topics().values() for code in speaks[key]}
        assert named <= set(dimension.codes)
    assert all(any(speaks.values()) for speaks in topics().values())
    cues = {cue for each in shipped().dimension("theme").classes for cue in each.cues}
    assert not cues & {word for word, speaks in topics().items() if speaks["theme"]}


def test_a_dimension_of_ones_own_has_its_own_words_only(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[[dimension]]\nkey = "X"\n[[dimension.class]]\ncode = "钱"\ncues = "补助 奖励"\n', "utf-8"
    )
    assert set(cue_table(load_codebook(str(path)), ("X",)).words) == {"补助", "奖励"}
