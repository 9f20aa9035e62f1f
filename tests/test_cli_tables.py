"""Documents to rows, on documents made by hand."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from xzsc.cli import tables
from xzsc.cli.options import Options
from xzsc.cli.used import used
from xzsc.model import Document, Kind, Measure, Section, Source, Unit

TEXT = "标题\n甲一。乙一。\n甲二。"
SOURCE = Source("a.txt", TEXT)
TITLE = Unit(Kind.TITLE, ((0, 2),), "标题")
FIRST = Section(1, "一、", "总则", ((0, 2),))


def sentence(*spans: tuple[int, int], path: tuple[Section, ...] = ()) -> Unit:
    return Unit(Kind.SENTENCE, spans, "".join(TEXT[start:end] for start, end in spans), path=path)


def test_the_extent_of_a_document_names_its_pieces_where_another_stands_between() -> None:
    torn = Document(SOURCE, "a", "标题", units=(TITLE, sentence((3, 6)), sentence((10, 13))))
    (row,) = tables.document_rows(torn)
    assert row[-6:] == ("a.txt", None, 1, 0, 13, "0:6+10:13")
    units = (TITLE, sentence((3, 6)), sentence((6, 9)), sentence((10, 13)))
    (row,) = tables.document_rows(Document(SOURCE, "a", "标题", units=units))
    assert row[-6:] == ("a.txt", None, 1, 0, 13, "")


def test_a_document_without_units_is_a_row_too() -> None:
    (row,) = tables.document_rows(Document(SOURCE, "a"))
    assert row[7:9] == (0, 0)
    assert row[-6:] == ("a.txt", None, 1, 0, 13, "")


def test_headings_count_the_sentences_under_them_deeper_ones_included() -> None:
    second = Section(2, "（一）", "目的", ((3, 6),), lead=True)
    units = (sentence((3, 6), path=(FIRST, second)), sentence((6, 9), path=(FIRST,)), sentence((10, 13)))
    rows = tables.outline_rows(Document(SOURCE, "a", "标题", sections=(FIRST, second), units=units))
    assert [row[:7] for row in rows] == [
        ("a", "标题", 1, "一、", "总则", "", 2),
        ("a", "标题", 2, "（一）", "目的", "lead", 1),
    ]


MEASURE = Measure(
    *(sentence((3, 6)), "人才", "教育", "供给型-资金投入", "鼓励"), actors=("市教育局",), confidence=0.7
)


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (tables.Choice(), True),
        (tables.Choice(theme=("教育",)), True),
        (tables.Choice(theme=("金融", "人才")), True),
        (tables.Choice(theme=("金融",)), False),
        (tables.Choice(instrument=("供给型",)), True),
        (tables.Choice(instrument=("需求型",)), False),
        (tables.Choice(strength=("强制",)), False),
        (tables.Choice(actor=("教育局",)), True),
        (tables.Choice(actor=("财政局",)), False),
        (tables.Choice(min_confidence=0.7), True),
        (tables.Choice(min_confidence=0.71), False),
        (tables.Choice(theme=("人才",), strength=("强制",)), False),
    ],
)
def test_all_that_is_asked_must_hold(choice: tables.Choice, taken: bool) -> None:
    assert choice.takes(MEASURE) is taken


def test_what_was_used_names_the_version_and_the_data(tmp_path: Path) -> None:
    book = tmp_path / "mine.toml"
    book.write_bytes(b"x")
    said = used(Options("csv", codebook=str(book)))
    assert said.startswith("version 0.1.0, codebook mine.toml " + hashlib.sha256(b"x").hexdigest()[:12])
    assert ", lexicon terms.tsv " in said
