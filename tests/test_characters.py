"""Traditional characters: read as simplified ones, told as they stand."""

from __future__ import annotations

from pathlib import Path

from xzsc.measures import Coder
from xzsc.measures.characters import _COMMON, _pairs, simplified
from xzsc.measures.stated import stated_figures
from xzsc.model import Document, Source
from xzsc.structure import read

CORPUS = Path(__file__).parents[1] / "corpus"
WRITTEN = {"发": "發", "后": "後", "干": "幹", "里": "裏", "台": "臺", "面": "面", "系": "系", "复": "復"}


def traditional(text: str) -> str:
    """Write a text in traditional characters: of several that one stands for, the first."""
    back = {new: old for old, new in reversed(_pairs().items())}
    return text.translate(str.maketrans(back | WRITTEN))


def one(text: str) -> Document:
    (document,) = read(Source("a.txt", text))
    return document


def test_the_same_measures_in_both_ways_of_writing() -> None:
    text = (CORPUS / "linjiang-work-report.txt").read_text("utf-8")
    written = traditional(text)
    assert len(written) == len(text)
    assert sum(a != b for a, b in zip(text, written, strict=True)) > 300
    coder = Coder()
    plain, other = coder.measures(one(text)), coder.measures(one(written))
    assert len(plain) > 10
    assert [each.unit.spans for each in other] == [each.unit.spans for each in plain]
    assert [(m.theme, m.instrument, m.strength, m.actors, m.evidence, m.confidence) for m in other] == [
        (m.theme, m.instrument, m.strength, m.actors, m.evidence, m.confidence) for m in plain
    ]
    assert [m.unit.text for m in other] == [traditional(m.unit.text) for m in plain]


def test_figures_of_traditional_texts() -> None:
    text = "渡口辦法\n\n一、目標\n到2028年渡運收入達到三億元以上。"
    ((unit, figure),) = stated_figures(one(text))
    assert (figure.value, figure.unit, figure.comparator) == (3e8, "元", "达到…以上")
    assert unit.text == "到2028年渡運收入達到三億元以上。"


def test_units_keep_their_own_characters() -> None:
    document = one("渡口辦法\n\n一、總則\n渡口應當設立救生站。支持船廠改造渡船。")
    coded, measures = Coder().code(document)
    assert [unit.text for unit in coded.units] == [unit.text for unit in document.units]
    assert {measure.unit.text for measure in measures} <= {unit.text for unit in document.units}


def test_headings_and_title_are_read_in_simplified_characters() -> None:
    document = simplified(one("渡口辦法\n\n一、總則\n渡口應當設立救生站。支持船廠改造渡船。"))
    assert document.title == "渡口办法"
    assert [unit.path[-1].heading for unit in document.units if unit.path][:1] == ["总则"]
    assert document.source.text.startswith("渡口辦法")


def test_a_text_in_simplified_characters_is_returned_as_it_is() -> None:
    document = one("渡口办法\n\n渡口应当设立救生站。")
    assert simplified(document) is document


def test_each_pair_goes_from_a_character_that_the_plain_set_lacks() -> None:
    pairs = _pairs()
    assert len(pairs) > 2500
    assert not set(pairs) & set(pairs.values())
    assert set(_COMMON.pattern.strip("[]")) <= set(pairs)
    plain = [old for old in pairs if _in_gb2312(old)]
    assert plain == ["乾", "夥", "後", "徵", "於", "菸"]  # rare in simplified texts
    assert all(map(_in_gb2312, pairs.values()))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
