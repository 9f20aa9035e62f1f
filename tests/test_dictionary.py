"""The words at rest: what a text needs of them, and what happens when the file is not what was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzsc import segment
from xzsc.dictionary import Damaged, Dictionary, Needs, heads_of, open_dictionary, pack, write_dictionary
from xzsc.lexicon import Lexicon, Term, load_lexicon
from xzsc.segment import Segmenter

LINES = ["银 3 n", "银龄 5 n", "银龄课堂 7 nz", "银行 9 n", "课 2 n", "课堂 4 n", "课堂课 1 x", "堂课 1 n"]


def head(word: str) -> int:
    """The head of a word: its first characters as one number."""
    found = 0
    for character in word[:3]:
        found = found << 21 | ord(character)
    return found


def test_a_text_needs_the_words_it_may_hold_and_each_once() -> None:
    needs = Needs(Dictionary(pack(LINES)))
    assert sorted(needs.of("银龄人")) == [("银", 3, "n"), ("银龄", 5, "n")]
    assert needs.of("银龄人") == []
    assert (
        needs.of("课堂") == [("课", 2, "n"), ("课堂", 4, "n")] or {word for word, *_ in needs.of("")} == set()
    )
    # no text so far holds the first three characters of the longer ones
    assert {word for word, *_ in needs.of("堂课龄课")} == {"堂课"}
    assert {word for word, *_ in needs.of("银龄课堂课")} == {"课堂课", "银龄课堂"}
    assert needs.of("银行") == [("银行", 9, "n")]


def test_terms_add_their_frequency_and_leave_the_tag() -> None:
    found = Dictionary(pack(LINES, ["银龄 50 nz", "银发经济 8 nz"]))
    assert found.total == sum((3, 50, 7, 9, 2, 4, 1, 1, 8))
    heads = map(head, ("银龄", "银龄课", "银发经", "银发"))
    assert found.lines(heads) == ["银龄 50 n", "银龄课堂 7 nz", "银发经济 8 nz"]
    assert Dictionary(pack(LINES, total=99)).total == 99


han = st.text(st.sampled_from("银龄课堂行"), min_size=1, max_size=4)


@given(
    words=st.sets(han, min_size=1, max_size=12),
    texts=st.lists(st.text("银龄课堂行，a", max_size=8), max_size=4),
)
def test_no_word_of_a_text_is_missed(words: set[str], texts: list[str]) -> None:
    needs = Needs(Dictionary(pack([f"{word} 1 n" for word in sorted(words)])))
    given: list[str] = []
    for text in texts:
        given += [word for word, *_ in needs.of(text)]
        assert {word for word in words if word in text} <= {*given}
    assert len(given) == len({*given})


def test_heads() -> None:
    assert heads_of("银龄银") == set(map(head, ("银龄银", "银龄", "龄银", "银", "龄")))
    assert heads_of("") == set()


def test_a_file_that_is_not_what_was_written_is_none(tmp_path: Path) -> None:
    path, data = tmp_path / "a" / "words.bin", pack(LINES)
    assert open_dictionary(path) is None
    write_dictionary(path, data)
    assert [file.name for file in path.parent.iterdir()] == ["words.bin"]
    found = open_dictionary(path)
    assert found is not None
    assert found.lines([head("课堂课"), head("课堂"), head("堂")]) == ["课堂课 1 x", "课堂 4 n"]
    for broken in (b"", data[:4], b"x" + data[1:], data[:-1], data + b"x"):
        path.write_bytes(broken)
        assert open_dictionary(path) is None
    path.write_bytes(data.replace("银龄 5".encode(), "银龄 6".encode()))
    changed = open_dictionary(path)
    assert changed is not None
    with pytest.raises(Damaged):
        changed.lines([head("银龄")])


def test_a_folder_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    write_dictionary(tmp_path / "file" / "words.bin", pack(LINES))
    assert open_dictionary(tmp_path / "file" / "words.bin") is None


def fresh(lexicon: Lexicon | None) -> Segmenter:
    """A segmenter that shares its words with none before it."""
    segment._engine.cache_clear()
    return Segmenter(lexicon)


TEXTS = (
    "银发经济、低空经济和新质生产力的发展，要有AI和3.5%的投入；科技成果转化乙丙丁。",
    "社区银龄课堂请来退休教师，讲智能手机怎么用，也讲T恤怎么染。",
    "全国统一大市场建设，供给侧结构性改革，2026年底前完成。",
)


@pytest.mark.parametrize("lexicon", [Lexicon(), None], ids=["bare", "packaged"])
def test_with_words_at_rest_texts_are_cut_as_with_all_words(
    lexicon: Lexicon | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XZSC_CACHE_DIR", str(tmp_path))
    full = fresh(lexicon)
    assert len(list(tmp_path.glob("words-*.bin"))) == 1
    lean = fresh(lexicon)
    monkeypatch.setattr(segment, "_FEW", 60)
    switching = fresh(lexicon)
    monkeypatch.setattr(segment, "_FEW", 10**6)
    assert (full._engine._needs, bool(lean._engine._needs)) == (None, True)  # type: ignore[attr-defined]
    for text in TEXTS:
        words = full.tagged(text)
        assert lean.tagged(text) == switching.tagged(text) == words
    assert lean._engine._needs is not None  # type: ignore[attr-defined]
    assert switching._engine._needs is None  # type: ignore[attr-defined]
    for term in load_lexicon().terms[::40]:
        assert lean.tag(term.text) == full.tag(term.text)


def test_damaged_words_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XZSC_CACHE_DIR", str(tmp_path))
    expected = fresh(Lexicon()).words(TEXTS[0])
    (file,) = tmp_path.glob("words-*.bin")
    data = bytearray(file.read_bytes())
    data[-2_000_000:] = bytes(2_000_000)
    file.write_bytes(data)
    lean = fresh(Lexicon())
    assert lean._engine._needs is not None  # type: ignore[attr-defined]
    assert lean.words(TEXTS[0] + "鼎") == [*expected, "鼎"]
    assert lean._engine._needs is None  # type: ignore[attr-defined]


def test_terms_of_the_user_make_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XZSC_CACHE_DIR", str(tmp_path))
    assert fresh(Lexicon((Term("银龄课堂"),))).words("银龄课堂开课") == ["银龄课堂", "开课"]
    assert list(tmp_path.iterdir()) == []


def test_the_known_dictionary_is_that_of_rjieba() -> None:
    """What `_SAME_WORDS` says holds for the version that is installed, which is one of them."""
    from importlib.metadata import version

    assert version("rjieba") in segment._SAME_WORDS  # with another version the words at rest are not used
    import rjieba

    lines = Path(segment._jieba_words()).read_text("utf-8").split("\n")[:-1]
    assert sum(int(line.split(" ")[1]) for line in lines) == segment._WORDS_TOTAL
    full = rjieba.Jieba()
    part = lines[::23]
    assert all(full.has_word(line.split(" ")[0]) for line in part)
    assert all(full.suggest_freq(line.split(" ")[0]) >= int(line.split(" ")[1]) for line in part)
