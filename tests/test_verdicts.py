"""Why a measure got its theme and instrument: what is told is what decided."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from xzsc.cli import app
from xzsc.codebook import Class_, Dimension
from xzsc.measures import Coder
from xzsc.measures.cues import CueCoder
from xzsc.measures.verdicts import LISTED, by_cues
from xzsc.model import Document, Measure, Reason, Source, Verdict
from xzsc.structure import read

TEXT = """茶产业发展若干措施

一、人才支持
支持茶企引进制茶博士。
对新引进的博士给予十万元补贴。
建立制茶师人才数据平台，提供信息服务。
支持茶学院与茶企共建实训基地。

二、金融支持
引导银行开发茶园贷款。
鼓励茶企上市融资，允许茶园经营权抵押。
对茶园保险给予补贴。
建设茶叶交易市场，支持茶企参加境外展会。
建立茶叶质量追溯体系，严禁以次充好。
"""


@pytest.fixture(scope="module")
def coded() -> tuple[Document, tuple[Measure, ...], list[dict[str, Verdict]]]:
    coder = Coder()
    (document,) = read(Source("tea.txt", TEXT))
    measures = coder.measures(document)
    return document, measures, coder.verdicts(document, [measure.unit for measure in measures])


def test_the_class_that_is_explained_is_the_one_that_was_given(coded):
    _, measures, verdicts = coded
    assert len(measures) >= 8
    for measure, told in zip(measures, verdicts, strict=True):
        assert {key: each.chosen for key, each in told.items()} == {
            "theme": measure.theme,
            "instrument": measure.instrument,
        }
        assert all(each.rival not in ("", each.chosen) for each in told.values())


def test_reasons_add_up_to_the_lead_and_trees_decide_where_it_is_small(coded):
    found = [each for told in coded[2] for each in told.values()]
    for each in found:
        assert sum(reason.weight for reason in each.reasons) == pytest.approx(each.lead, abs=1e-4)
        assert (each.trees is None) == (each.lead >= 3)
        assert each.lead >= 0 or (each.trees or 0) > 0
    assert {each.trees is None for each in found} == {True, False}


def test_trees_that_change_the_places_are_told():
    """On the sample corpus they do so a few times; then the sums alone spoke for the rival."""
    from xzsc.corpus import default_paths, documents
    from xzsc.loaders import ReadOptions

    coder, changed = Coder(), 0
    paths, _ = default_paths()
    for document in documents(paths, ReadOptions(), on_error=lambda _: None):
        measures = coder.measures(document)
        verdicts = coder.verdicts(document, [measure.unit for measure in measures])
        for measure, told in zip(measures, verdicts, strict=True):
            assert (told["theme"].chosen, told["instrument"].chosen) == (measure.theme, measure.instrument)
            changed += sum(each.lead < 0 < (each.trees or 0) for each in told.values())
    assert changed > 0


def test_the_words_told_stand_in_the_sentence_or_its_heading(coded):
    _, measures, verdicts = coded
    for measure, told in zip(measures, verdicts, strict=True):
        places = measure.unit.text + measure.unit.section
        for reason in (reason for each in told.values() for reason in each.reasons):
            _, _, words = reason.what.partition("：")
            assert all(word in places for word in words.split())
    assert any(reason.what.startswith(f"{LISTED}：") for told in verdicts for reason in told["theme"].reasons)


def test_what_is_no_measure_has_no_verdict(coded):
    document, _, _ = coded
    assert Coder().verdicts(document, document.units[:1]) == [{}]


def test_cues_alone_are_counted_by_hand():
    classes = (
        Class_("茶", "茶", cues=("茶园",)),
        Class_("钱", "钱", cues=("贷款", "补贴资金")),
        Class_("无", "无"),
    )
    coder = CueCoder(Dimension("theme", "主题", classes))
    # 0.4 + 0.3 for each character; half as much again in the first clause; a third in the heading.
    assert by_cues(coder, "支持茶园，发放补贴资金。", "贷款") == Verdict(
        "钱",
        "茶",
        pytest.approx(1.6 + 1.0 / 3 * 1.5 - 1.5),
        (
            Reason("「补贴资金」", pytest.approx(1.6)),
            Reason("「茶园」", pytest.approx(-1.5)),
            Reason("标题", pytest.approx(0.5)),
        ),
    )
    assert by_cues(coder, "保护茶园。", "") == Verdict("茶", "", 1.5, (Reason("「茶园」", 1.5),))
    assert by_cues(coder, "修路。", "") == Verdict("", "", 0.0)


def test_the_numbers_shown_add_up(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    args = ["measures", str(tmp_path / "a.txt"), "--explain", "-f", "csv", "-q"]
    shown = CliRunner().invoke(app, [*args, "--columns", "why_theme,why_instrument"]).stdout
    cells = [cell for line in shown.splitlines()[1:] for cell in line.split(",")]
    assert len(cells) >= 16
    for cell in cells:
        match = re.fullmatch(
            r"(\S+)（次选 (\S+)，领先 ([+-][\d.]+)(?:，决策树(?:维持|改选) \S+)?）：(.+)", cell
        )
        assert match, cell
        parts = [float(part.split()[-1]) for part in match[4].split("；")]
        assert sum(parts) == pytest.approx(float(match[3]))
        assert len(parts) <= 6
