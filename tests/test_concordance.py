"""Counting and concordance: the rules one by one on toy texts, then published counts."""

from __future__ import annotations

import csv
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import document

from xzsc import occurrences
from xzsc.concordance import COUNT_COLUMNS, KWIC_COLUMNS, count, kwic
from xzsc.errors import UsageError
from xzsc.model import Document, Kind, Source, Unit, squeeze
from xzsc.occurrences import count_term, find, fold

PAGE = document(
    "!关于发展的意见\n"
    "~下载 打印 发展\n"
    "#发展目标\n"
    "要发展发展再发展。社会主义社会要建设。\n"
    "第１９条讲ＡＩ＋制造。\n"
)


HERE = ("甲", "关于发展的意见", "一、发展目标")


def counts(*terms: str, doc: Document = PAGE, **options: object) -> list[int]:
    return [row[3] for row in count([doc], terms, **options).rows]


def test_a_row_for_each_document_and_term():
    other = document("不提它。\n", id="乙", path="乙.txt")
    table = count([PAGE, other], ["发展", "社会"])
    assert table.columns == COUNT_COLUMNS
    assert list(table.rows) == [
        ("甲", "关于发展的意见", "发展", 4, 4 / 34 * 10_000, 34, "甲.txt"),
        ("甲", "关于发展的意见", "社会", 2, 2 / 34 * 10_000, 34, "甲.txt"),
        ("乙", "", "发展", 0, 0.0, 4, "乙.txt"),
        ("乙", "", "社会", 0, 0.0, 4, "乙.txt"),
    ]


def test_a_term_that_stands_alone_is_no_list_of_characters():
    assert [row[2:4] for row in count([PAGE], "社会").rows] == [("社会", 2)]
    assert counts("社会", longer="社会主义") == [1]


def test_furniture_is_out_and_the_title_only_on_request():
    assert counts("发展") == [4]
    assert counts("发展", title=True) == [5]


def test_a_title_in_a_column_of_a_table_is_counted_on_request():
    row = document("要发展。\n", title="发展规划")
    assert counts("发展", doc=row) == [1]
    assert counts("发展", doc=row, title=True) == [2]
    first, second = kwic([row], ["发展"], title=True).rows
    assert first == ("甲", "发展规划", "", "", "", "发展", "规划", "甲.txt", None, None, None, None, "")
    assert second[4:7] == ("要", "发展", "。")


def test_han_characters_are_another_denominator():
    (row,) = count([PAGE], ["发展"], han=True).rows
    assert row[4:6] == (4 / 26 * 10_000, 26)


def test_digits_and_latin_letters_match_in_either_width():
    assert counts("第19条", "AI+", "ＡＩ", "ai") == [1, 1, 1, 0]


def test_longer_terms_can_be_left_out():
    assert counts("社会", "主义", longer=["社会主义", "社会主义社会"]) == [0, 0]
    assert counts("社会", longer=["社会主义"]) == [1]
    assert counts("社会主义", longer=["社会主义"]) == [1]


def test_a_longer_term_that_only_touches_does_not_hide():
    # 甲乙 stands in 乙甲乙甲 at 1; the longer 乙甲 does not hold it
    assert find("乙甲乙甲", "甲乙", longer=["乙甲"]) == [1]


def test_longer_terms_that_overlap_one_another_all_hide():
    text = "中国特色社会主义制度"
    assert count_term(text, "主义", longer=["特色社会主", "社会主义制"]) == 0


@pytest.mark.parametrize("gap", ["\n", " ", "　", "\u200b", "\ufeff\n", "\r\n"])
def test_gaps_inside_a_word_do_not_matter(gap: str):
    text = f"推进科技{gap}创新。"
    doc = Document(Source("a", text), units=(Unit(Kind.SENTENCE, ((0, len(text)),), squeeze(text)),))
    assert counts("科技创新", doc=doc) == [1]
    (row,) = kwic([doc], ["科技创新"]).rows
    assert row[4:7] == ("推进", "科技创新", "。")
    start, end = row[-3], row[-2]
    assert text[start:end] == f"科技{gap}创新"
    assert row[-1] == ""


def test_footnote_marks_are_not_counted_and_do_not_part_a_word():
    text = "数据[1]要素很重要[2，3]。\n要素[\n4]市场。"
    spans = (((0, 16),), ((17, 26),))
    units = tuple(
        Unit(Kind.SENTENCE, span, squeeze(text[span[0][0] : span[-1][1]]), paragraph=n)
        for n, span in enumerate(spans)
    )
    doc = Document(Source("a.txt", text), "a", units=units)
    (row,) = count([doc], ["数据要素"]).rows
    assert (row[3], row[5]) == (1, 13)
    (row,) = kwic([doc], ["要素市场"]).rows
    start, end = row[KWIC_COLUMNS.index("start")], row[KWIC_COLUMNS.index("end")]
    assert text[start:end] == "要素[\n4]市场"


def test_an_occurrence_does_not_leave_its_paragraph():
    doc = document("#深化改革\n发展经济。\n稳中求进\n工作总基调\n")
    assert counts("改革发展", "进工作", doc=doc) == [0, 0]


def test_kwic_lists_what_count_counts():
    table = kwic([PAGE], ["发展", "发展再"], width=4)
    assert table.columns == KWIC_COLUMNS
    assert list(table.rows) == [
        (*HERE, "", "", "发展", "目标", "甲.txt", None, 3, 20, 22, ""),
        (*HERE, "1-1-1", "要", "发展", "发展再发", "甲.txt", None, 4, 26, 28, ""),
        (*HERE, "1-1-1", "要发展", "发展再", "发展。社", "甲.txt", None, 4, 28, 31, ""),
        (*HERE, "1-1-1", "要发展", "发展", "再发展。", "甲.txt", None, 4, 28, 30, ""),
        (*HERE, "1-1-1", "展发展再", "发展", "。社会主", "甲.txt", None, 4, 31, 33, ""),
    ]  # fmt: skip


def test_kwic_across_the_pieces_of_a_torn_sentence():
    text = "要推进科技\n【别的一栏】\n创新体系。"
    torn = Unit(Kind.SENTENCE, ((0, 5), (13, 18)), "要推进科技创新体系。", code="0-1-1")
    doc = Document(Source("a.txt", text, page_starts=(0, 6)), id="a", units=(torn,))
    (row,) = kwic([doc], ["科技创新"]).rows
    assert row == ("a", "", "", "0-1-1", "要推进", "科技创新", "体系。", "a.txt", 1, 1, 3, 15, "3:5+13:15")


def test_kwic_in_a_sentence_whose_opening_stands_behind_its_end():
    text = "技创新。要推进科"
    torn = Unit(Kind.SENTENCE, ((4, 8), (0, 4)), "要推进科技创新。", code="0-1-1")
    doc = Document(Source("a.txt", text), id="a", units=(torn,))
    (row,) = kwic([doc], ["进科技创"]).rows
    assert (row[4:7], row[-3:]) == (("要推", "进科技创", "新。"), (6, 2, "6:8+0:2"))


def test_kwic_across_two_units_names_the_first():
    doc = document("加快建设。强国有我。\n")
    (row,) = kwic([doc], ["建设。强国"]).rows
    assert (row[3], row[5]) == ("0-1-1", "建设。强国")


def test_context_keeps_the_space_between_latin_words_only():
    doc = document("引入 open source 软件 AI 平台。\n")
    (row,) = kwic([doc], ["软件"]).rows
    assert (row[4], row[6]) == ("引入open source", "AI平台。")


def test_a_character_outside_the_basic_plane():
    doc = document("𠮷祥发展。\n")
    (row,) = kwic([doc], ["发展"]).rows
    assert (row[4], row[-3], row[-2]) == ("𠮷祥", 2, 4)
    (row,) = count([doc], ["𠮷"], han=True).rows
    assert row[3:6] == (1, 2500.0, 4)


def test_nothing_to_count():
    empty = document("")
    assert list(count([empty], ["发展"]).rows) == [("甲", "", "发展", 0, None, 0, "甲.txt")]
    assert list(kwic([empty, PAGE], ["没有的词"]).rows) == []


@pytest.mark.parametrize("term", [" ", "[12]", "\u200b"])
def test_a_term_of_which_nothing_counts_is_refused(term: str):
    with pytest.raises(UsageError, match=r"footnote marks and white space are not counted"):
        count([PAGE], [term])


pieces = st.lists(st.sampled_from(["发", "展", "社", "会", " ", "\n", "。", "Ａ", "\u200b"]), max_size=40)


@given(pieces)
def test_kwic_has_as_many_rows_as_count_and_points_at_the_term(parts: list[str]):
    text = "".join(parts)
    doc = document(text)
    for term in ("发展", "社会", "展发", "A发"):
        rows = list(kwic([doc], [term]).rows)
        assert [len(rows)] == counts(term, doc=doc)
        assert all(fold(text[row[-3] : row[-2]]) == term for row in rows)


def test_what_every_character_folds_to() -> None:
    """A text that has nothing to fold is told at a look; what is looked at must miss no character."""
    marks = [f"[{n}]" for n in ("1", " 12 ", "3，4", "1234", "a")]
    for text in (*map(chr, range(0x3100)), *map(chr, range(0xF000, 0x10000)), *marks):
        slow = occurrences._SKIPPED.sub("", f"甲{text}乙").translate(occurrences._FOLDED)
        assert fold(f"甲{text}乙") == slow


def facts(shared: Path) -> list[dict[str, str]]:
    with (shared / "data" / "facts.tsv").open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines, delimiter="\t") if row["kind"] == "count"]


def test_published_counts_hold(shared: Path):
    structure = pytest.importorskip("xzsc.structure")
    if not hasattr(structure, "read"):
        pytest.skip("structure does not read yet")
    wrong = []
    for file in dict.fromkeys(row["file"] for row in facts(shared)):
        text = (shared / "data" / file).read_text(encoding="utf-8")
        docs = structure.read(Source(file, text))
        for row in facts(shared):
            if row["file"] == file:
                found = sum(cells[3] for cells in count(docs, [row["what"]]).rows)
                if found != int(row["expected"]):
                    wrong.append((file, row["what"], row["expected"], found))
    assert wrong == []


def test_counting_stays_linear_in_one_long_paragraph():
    """Ten times the text takes about ten times as long, also when every occurrence is hidden."""

    def seconds(times: int) -> float:
        doc = document("社会主义社会要建设，" * times + "\n")
        begin = process_time()
        assert counts("社会", doc=doc, longer=["社会主义", "主义社会"]) == [0]
        assert len(list(kwic([doc], ["建设"], width=5).rows)) == times
        return process_time() - begin

    seconds(100)
    assert seconds(20_000) < 30 * seconds(2_000)
