from __future__ import annotations

from pathlib import Path

import pytest

from xzsc.errors import LexiconError
from xzsc.lexicon import Lexicon, Term, load_lexicon, read_terms


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    path = tmp_path / "terms.txt"
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_a_list_with_frequencies_classes_and_comments(tmp_path: Path) -> None:
    path = write(tmp_path, "# 我的词表\n银龄课堂\n河湖长制 30\n社区食堂 12 民生  # 常见\n链主企业\t产业\n\n")
    assert read_terms(path) == (
        Term("银龄课堂", "用户"),
        Term("河湖长制", "用户", None, 30),
        Term("社区食堂", "民生", None, 12),
        Term("链主企业", "产业"),
    )


def test_a_table_as_terms_writes_it(tmp_path: Path) -> None:
    path = write(tmp_path, "term,count,documents,known\n银龄课堂,8,2,\n河湖长制,5,3,制度\n", "utf-8-sig")
    assert [term.text for term in read_terms(path)] == ["银龄课堂", "河湖长制"]


@pytest.mark.parametrize(
    "names",
    [
        "词,类,年份,词频",
        "词语,类别,首次,频次",
        "术语,类,首次年份,词频",
        "关键词,类,年份,频次",
        "词条,kind,year,frequency",
    ],
)
def test_a_table_with_chinese_names(tmp_path: Path, names: str) -> None:
    path = write(tmp_path, f"序号,{names}\n1,银龄课堂,民生,2021,30\n2,书画,,,\n")
    assert read_terms(path) == (Term("银龄课堂", "民生", 2021, 30), Term("书画", "用户"))


def test_the_first_column_of_a_name_counts(tmp_path: Path) -> None:
    assert read_terms(write(tmp_path, "词语,术语\n书画,甲\n")) == (Term("书画", "用户"),)


def test_a_first_line_with_a_number_is_a_term(tmp_path: Path) -> None:
    path = write(tmp_path, "词条 12\n书画\n")
    assert read_terms(path) == (Term("词条", "用户", None, 12), Term("书画", "用户"))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("term,kind\n,经济\n书画,民生\n,,\n", [2]),
        ("序号\t词语\t类别\n1\t\t经济\n2\t书画\t民生\n3\n", [2, 4]),
        ("词语\t类别\n\t经济\n书画\t民生\n", [2]),
        ("书画,民生\n,经济,\n,,\n", [2]),
    ],
)
def test_a_row_with_an_empty_cell_for_its_term_is_left_out_and_told(
    tmp_path: Path, text: str, rows: list[int]
) -> None:
    path, notes = write(tmp_path, text), list[str]()
    assert read_terms(path, on_note=notes.append) == (Term("书画", "民生"),)
    assert notes == [f"{path}:{row}: no term in this row; it was left out." for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"), [("term,count\n", 0), ("词语\n\n# 无\n", 0), ("序号,词语\n1,\n", 1)]
)
def test_a_table_without_terms_is_an_empty_lexicon_and_told(tmp_path: Path, text: str, rows: int) -> None:
    path, notes = write(tmp_path, text), list[str]()
    assert load_lexicon(path, on_note=notes.append) == load_lexicon()
    assert notes[rows:] == [f"{path}: no terms under the names of the columns."]


def test_quoted_cells_and_signs_inside_terms(tmp_path: Path) -> None:
    path = write(tmp_path, 'C#语言\n"人才,引进",制度\n "银龄课堂" 8 #民生\n#注释\nＣ＃ #\n')
    assert read_terms(path) == (
        Term("C#语言", "用户"),
        Term("人才,引进", "制度"),
        Term("银龄课堂", "用户", None, 8),
        Term("Ｃ＃", "用户"),
    )
    table = 'count,context,term,kind\n8,"在甲 #,乙",银龄课堂,"""新""词"\n# 5,6,书画,\n'
    assert read_terms(write(tmp_path, table)) == (Term("银龄课堂", '"新"词'),)


def test_a_line_that_is_no_row_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "银龄课堂\n书画," + "长" * 20_000)
    with pytest.raises(LexiconError, match=":2: a line of 20,003 characters is no term"):
        read_terms(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    assert read_terms(write(tmp_path, "银龄课堂\n", encoding)) == (Term("银龄课堂", "用户"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("银龄课堂\n，\n", ":2: '，' has no letter"),
        ("好\n\n" + "长" * 41, ":3: 41 characters"),
        ("银龄课堂 1 2 3\n", ":1: 4 columns"),
        ("# 空\n", ": no terms"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(LexiconError) as caught:
        read_terms(path)
    assert str(caught.value).startswith(path + message)


def test_a_file_that_is_no_text_or_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(LexiconError, match="neither UTF-8 nor GB18030"):
        read_terms(str(path))
    with pytest.raises(LexiconError, match="no such file"):
        read_terms(str(tmp_path / "none.txt"))


def test_the_users_term_takes_the_place_of_the_packaged(tmp_path: Path) -> None:
    lexicon = load_lexicon(write(tmp_path, "新质生产力 9 我的\n银龄课堂\n"))
    assert lexicon.by_text["新质生产力"] == Term("新质生产力", "我的", None, 9)
    assert lexicon.kind("银龄课堂") == "用户"
    assert len(lexicon.terms) == len(load_lexicon().terms) + 1


def test_the_packaged_lexicon_is_clean() -> None:
    lexicon = load_lexicon()
    texts = [term.text for term in lexicon.terms]
    assert texts == sorted(set(texts))
    assert all(term.kind for term in lexicon.terms)
    assert all(1 < len(text) <= 24 and text == "".join(text.split()) for text in texts)
    assert not lexicon.stop_words & set(texts)
    assert {"的", "以及", "进行"} <= lexicon.stop_words


def test_an_empty_lexicon() -> None:
    assert Lexicon().kind("新质生产力") == ""
    assert "新质生产力" not in Lexicon()
