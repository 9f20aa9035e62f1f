"""`xzsc train` on a codebook with a dimension of its own, and what --weights does with the result."""

from __future__ import annotations

import csv
import io
import json
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xzsc.cli import app
from xzsc.cli.commands import compare
from xzsc.cli.trained import trained
from xzsc.codebook import load_codebook
from xzsc.coding import CodedUnit, Coding
from xzsc.errors import LexiconError
from xzsc.measures.examples import from_coding, read_coded
from xzsc.measures.train import Gain
from xzsc.measures.weights import load
from xzsc.model import Source
from xzsc.structure import read

BOOK = """name = "toy"
[[dimension]]
key = "money"
name = "钱"
[[dimension.class]]
code = "有"
name = "有"
definition = "给钱"
cues = ["补贴"]
[[dimension.class]]
code = "无"
name = "无"
definition = "不给钱"
cues = ["协作"]
"""
PAID = ("奖励{}万元给{}", "资助{}个{}", "对{1}免收{0}个月租金", "减征{1}税费{0}%", "发放补贴{}元给{}")
FREE = ("建设{}个{}站点", "组织{}场{}活动", "公布{}批{}名单", "培训{}名{}骨干", "与{1}协作办好{0}场论坛")
WHO = ("茶企", "渔船", "果园", "粮仓", "作坊", "渡口", "苗圃", "窑厂", "码头", "牧场")


def run(*args: object) -> Result:
    return told(*args, "-q")


def told(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """A hundred coded measures in ten documents; the cues know one form of five of each class."""
    (tmp_path / "toy.toml").write_text(BOOK, "utf-8")
    path = tmp_path / "coded.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("document", "text", "role", "money"))
        for number, who in enumerate(WHO, 2):
            for code, forms in (("有", PAID), ("无", FREE)):
                writer.writerows((who, form.format(number, who) + "。", "措施", code) for form in forms)
    return path


def test_training_improves_over_the_cues_and_says_by_how_much(coded: Path, tmp_path: Path) -> None:
    book, weights = tmp_path / "toy.toml", tmp_path / "toy.npz"
    done = run("train", coded, "--codebook", book, "-o", weights, "-f", "csv")
    assert done.exit_code == 0, done.stderr
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["dimension"], row["coded"], row["documents"]) == ("money", "100", "10")
    assert float(row["trained"]) >= 0.95
    assert float(row["gain"]) == pytest.approx(float(row["trained"]) - float(row["cues"]), abs=1e-5)
    assert float(row["gain"]) >= 0.2
    text = tmp_path / "plan.txt"
    text.write_text("行动方案\n一、主要任务\n推进改革，免收摊位6个月租金。\n", "utf-8")
    asked = ("measures", text, "--codebook", book, "-f", "csv", "--columns", "money")
    assert run(*asked, "--weights", weights).stdout.splitlines()[1:] == ["有"]
    said = (
        CliRunner().invoke(app, ["codebook", "-v"]),
        CliRunner().invoke(app, [*map(str, asked), "--weights", str(weights), "-v"]),
    )
    assert [", weights toy.npz " in done.stderr for done in said] == [False, True]
    (doc,) = read(Source("plan.txt", text.read_text("utf-8")))
    (item,) = compare._items(doc, book=load_codebook(str(book)), weights=trained(str(weights)))
    assert item.measure.codes == (("money", "有"),)


@pytest.mark.parametrize("content", [None, b"no weights"])
def test_a_wrong_weights_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "wrong.npz"
    if content:
        path.write_bytes(content)
    done = CliRunner().invoke(app, ["units", "--weights", str(path)])
    assert done.exit_code == 2
    assert "xzsc train CODED" in done.stderr


def test_without_scikit_learn_the_cure_is_named(coded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xzsc.cli.commands.train.find_spec", lambda _name: None)
    done = run("train", coded)
    assert done.exit_code == 2
    assert 'pip install "xzsc[train]"' in done.stderr


def test_other_weights_of_the_same_name_are_other_results() -> None:
    from xzsc.cli.tables import measure_task
    from xzsc.cli.trained import Trained
    from xzsc.fingerprint import fingerprint

    book = load_codebook()
    marks = {fingerprint(measure_task(book, weights=Trained("a.npz", digest))) for digest in ("1", "2")}
    assert len(marks) == 2
    assert None not in marks


def test_a_missing_lexicon_is_refused_by_a_command_that_needs_none() -> None:
    done = CliRunner().invoke(app, ["measures", "--lexicon", "nosuch.txt"])
    assert (done.exit_code, done.stderr) == (2, "xzsc: error: nosuch.txt: no such file.\n")


@pytest.mark.parametrize("args", [("sheet",), ("crosstab",), ("evaluate", "gold.csv"), ("compare", "a", "b")])
def test_all_commands_that_code_check_the_weights(args: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, [*args, "--weights", "nosuch.npz"]).exit_code == 2


def test_a_dimension_that_training_makes_worse_is_left_as_it_was(tmp_path: Path) -> None:
    book, sheet, weights = tmp_path / "toy.toml", tmp_path / "coded.csv", tmp_path / "toy.npz"
    book.write_text(BOOK, "utf-8")
    rows = [("document", "text", "role", "money")]
    for number, who in enumerate(WHO):
        # the cues decide every sentence, so nothing can be gained
        code, cue, rest = ("有", "补贴", "甲乙丙丁戊己") if number % 2 else ("无", "协作", "子丑寅卯辰巳")
        rows += [(who, f"{cue}{rest[n % 6]}{n}号{who}。", "措施", code) for n in range(3)]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = CliRunner().invoke(
        app, ["train", str(sheet), "--codebook", str(book), "-o", str(weights), "-f", "csv"]
    )
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert float(row["cues"]) == 1.0
    assert float(row["gain"]) <= 0
    assert "left as it was" in done.stderr
    assert len(load(str(weights)).classes) == len(load().classes)


def test_what_was_coded_for_nothing_is_told(coded: Path, tmp_path: Path) -> None:
    sheet, rows = tmp_path / "more.csv", list(csv.reader(coded.read_text("utf-8").splitlines()))
    themes = ["theme", *("人才" if n < 5 else "" for n in range(len(rows)))]
    mine = ["mine", *("x" * len(rows))]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*row, themes[n], mine[n]] for n, row in enumerate(rows))
    done = told("train", sheet, "--codebook", tmp_path / "toy.toml", "-o", tmp_path / "w.npz")
    assert "warning: theme: 5 coded measures are too few (or of one document), so it is not" in done.stderr
    assert "warning: mine: no dimension of the codebook toy, so it is not learned. Give yours" in done.stderr
    assert "commonest" not in done.stderr


def test_learning_no_more_than_the_commonest_class_is_told(tmp_path: Path) -> None:
    book, sheet = tmp_path / "toy.toml", tmp_path / "coded.csv"
    book.write_text(BOOK, "utf-8")
    rows = [("document", "text", "role", "money")]
    for number, who in enumerate(WHO):  # nothing in the sentences tells one class from the other
        rows += [(who, f"完善制度{number}{n}。", "措施", "有" if n else "无") for n in range(5)]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = told("train", sheet, "--codebook", book, "-o", tmp_path / "w.npz")
    assert (
        "money: the commonest class for all would reach 0.800, so hardly anything is learned." in done.stderr
    )


def test_weights_of_another_codebook_are_refused(coded: Path, tmp_path: Path) -> None:
    book, weights, text = tmp_path / "toy.toml", tmp_path / "toy.npz", tmp_path / "plan.txt"
    assert run("train", coded, "--codebook", book, "-o", weights).exit_code == 0
    text.write_text("行动方案\n一、主要任务\n推进改革，免收摊位6个月租金。\n", "utf-8")
    (tmp_path / "other.toml").write_text(BOOK.replace('"无"', '"没有"'), "utf-8")
    for given, has in (
        ((), "the codebook xzsc has no such dimension"),
        (("--codebook", tmp_path / "other.toml"), "the codebook toy has the classes 有, 没有"),
    ):
        done = run("measures", text, "--weights", weights, *given)
        assert done.exit_code == 2
        assert done.stderr == (
            f"xzsc: error: {weights}: trained to code money as 有, 无; {has}. "
            "Give the codebook of the training by --codebook.\n"
        )


PASSAGE = '{"sentences": [{"text": "支持培训。", "role": "措施", "theme": "人才"}]}'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            PASSAGE.encode("gb18030"),
            "no dimension has 20 coded measures. Code 20 in one of the columns",
        ),
        (PASSAGE.encode(), "no dimension has 20 coded measures. Code 20 in one of the columns"),
        (b"[1]\n", "a.jsonl:1: not a JSON object"),
        (b'{"sentences": [1]}\n', "a.jsonl:1: sentences: each needs text and role"),
        (b'{"sentences": 1}\n', "in another shape"),
        (b'{"roles": ["x"], "label": "measure", "themes": 1, "quote": "x"}\n', "in another shape"),
    ],
)
def test_a_table_that_cannot_be_learned_from_is_told_in_one_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    done = run("train", tmp_path / "a.jsonl", "-o", tmp_path / "w.npz")
    assert isinstance(done.exception, SystemExit)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert message in done.stderr
    assert not (tmp_path / "w.npz").exists()


def test_an_output_that_cannot_be_written_is_told_before_the_training(coded: Path, tmp_path: Path) -> None:
    done = run("train", coded, "--codebook", tmp_path / "toy.toml", "-o", tmp_path / "none" / "w.npz")
    assert (done.exit_code, "does not exist" in done.stderr) == (2, True)


def test_an_array_and_a_damaged_archive_are_no_weights(tmp_path: Path) -> None:
    import numpy as np

    np.save(tmp_path / "x.npy", np.zeros(3))
    whole = resources.files("xzsc").joinpath("data", "weights", "measures.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "bent.npz").write_bytes(whole[:5000] + b"\0" * 900 + whole[5900:])
    for name in ("x.npy", "cut.npz", "bent.npz"):
        with pytest.raises(LexiconError, match="not a weights file"):
            trained(str(tmp_path / name))


def test_a_theme_may_be_a_text_or_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(PASSAGE, "utf-8")
    (document,) = read_coded(str(tmp_path / "a.jsonl"))
    assert [label.themes for label in document.labels if label] == [("人才",)]


def own_book(tmp_path: Path, *, other: bool) -> Path:
    """The toy codebook, with or without a class 其他."""
    path = tmp_path / "toy.toml"
    path.write_text(BOOK + ('[[dimension.class]]\ncode = "其他"\n' if other else ""), "utf-8")
    return path


@pytest.mark.parametrize(("other", "given"), [(False, ""), (True, "其他")])
def test_a_measure_without_a_cue_is_other_where_the_file_has_that_class(
    tmp_path: Path, other: bool, given: str
) -> None:
    text = tmp_path / "plan.txt"
    text.write_text("行动方案\n一、主要任务\n推进渡口改革，免收摊位租金。\n对作坊发放补贴。\n", "utf-8")
    done = run("measures", text, "--codebook", own_book(tmp_path, other=other), "-f", "jsonl")
    assert [json.loads(line)["money"] for line in done.stdout.splitlines()] == [given, "有"]


def test_the_cues_are_credited_with_what_is_other(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    rows = [f"{who},{form.format(n, who)}。,措施,其他" for n, who in enumerate(WHO) for form in FREE[:4]]
    path.write_text("\n".join(["document,text,role,money", *rows]), "utf-8")
    done = run("train", path, "--codebook", own_book(tmp_path, other=True), "-o", tmp_path / "w", "-f", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["coded"], row["cues"]) == ("40", "1")


@pytest.mark.parametrize("column", ["document", "place"])
def test_measures_of_one_document_are_refused_as_they_cannot_be_held_out(
    coded: Path, tmp_path: Path, column: str
) -> None:
    lines = coded.read_text("utf-8").splitlines()
    name = (lambda line: line) if column == "place" else (lambda line: f"甲{line[line.index(',') :]}")
    lines = [lines[0].replace("document", column), *map(name, lines[1:])]
    coded.write_text("\n".join(lines), "utf-8")
    done = run("train", coded, "--codebook", tmp_path / "toy.toml", "-o", tmp_path / "w.npz")
    assert (done.exit_code, (tmp_path / "w.npz").exists()) == (2, False)
    assert done.stderr == (
        "xzsc: error: coded: 100 measures coded in money, but all of one document: cross-validation "
        "needs two. Name the document of each row in a column document.\n"
    )


def trained_rows(sheet: Path, *args: object) -> list[dict[str, str]]:
    """The table of a training, and nothing else."""
    done = run("train", sheet, "--codebook", sheet.with_name("toy.toml"), *args, "-f", "csv")
    assert done.exit_code == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize("header", ["document,text,money", "document,text,钱", "文档,原文,钱"])
def test_a_class_makes_a_row_a_measure_and_a_dimension_goes_by_its_name(
    coded: Path, tmp_path: Path, header: str
) -> None:
    weights = "-o", tmp_path / "w.npz"
    expected = trained_rows(coded, *weights)
    lines = coded.read_text("utf-8").splitlines()[1:]
    coded.write_text("\n".join([header, *(line.replace(",措施,", ",") for line in lines)]), "utf-8")
    assert trained_rows(coded, *weights) == expected


def test_a_sheet_is_learned_from_with_its_headings(tmp_path: Path) -> None:
    own_book(tmp_path, other=False)
    sheet = tmp_path / "coded.csv"
    rows = [
        f"{who},一、营商 › （{'一二'[k]}）{('补贴', '协作')[k]}办法,{form.format(n, who)}。,措施,{'有无'[k]}"
        for n, who in enumerate(WHO)
        for k, forms in enumerate((PAID[:4], FREE[:4]))
        for form in forms
    ]
    sheet.write_text("\n".join(["document,section,text,role,money", *rows]), "utf-8")
    (row,) = trained_rows(sheet, "-o", tmp_path / "w.npz")
    assert (row["coded"], row["cues"]) == ("80", "1")


def test_a_document_put_together_from_a_sheet_has_the_sections_of_the_text() -> None:
    values = (("role", "措施"),)
    sections = "一、营商 › （一）补贴", "一、营商 › 第二条", "一、营商 › （一）补贴", ""
    units = [CodedUnit("甲", "", f"办{n}事。", values, "", "方案", each) for n, each in enumerate(sections)]
    (coded,) = from_coding(Coding("x", ("role",), tuple(units)), load_codebook())
    document = coded.document
    assert document.source.text == "方案\n一、营商\n（一）补贴\n办0事。\n第二条\n办1事。\n办2事。\n办3事。"
    assert [unit.section for unit in document.units] == ["", *sections]
    assert [[document.source.text[slice(*span)] for span in unit.spans] for unit in document.units] == [
        [unit.text] for unit in document.units
    ]
    assert [each.heading for each in document.units[2].path] == ["营商", ""]
    assert document.units[1].path == document.units[3].path
    assert [unit.paragraph for unit in document.units[1:]] == [1, 2, 1, 3]


def test_that_no_measure_was_left_empty_is_said(coded: Path, tmp_path: Path) -> None:
    args = "train", coded, "--codebook", tmp_path / "toy.toml", "-o", tmp_path / "w.npz"
    done = CliRunner().invoke(app, list(map(str, args)))
    assert "xzsc: money: every coded measure has a class, so --weights gives each one\n" in done.stderr


def test_a_measure_left_empty_beside_others_is_learned_to_be_none(coded: Path, tmp_path: Path) -> None:
    book, weights, text = tmp_path / "toy.toml", tmp_path / "w.npz", tmp_path / "plan.txt"
    coded.write_text(coded.read_text("utf-8").replace(",无\n", ",\n").replace(",无\r\n", ",\r\n"), "utf-8")
    done = run("train", coded, "--codebook", book, "-o", weights, "-f", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["coded"], row["documents"], row["cues"]) == ("100", "10", "0.5")
    assert float(row["trained"]) >= 0.95
    text.write_text(
        "行动方案\n一、主要任务\n要组织6场灯会活动，建设渡口站点。\n推进改革，免收摊位6个月租金。\n", "utf-8"
    )
    asked = "measures", text, "--codebook", book, "--weights", weights, "-f", "jsonl"
    assert [json.loads(line)["money"] for line in run(*asked).stdout.splitlines()] == ["", "有"]
    told = CliRunner().invoke(app, ["train", str(coded), "--codebook", str(book), "-o", str(weights)])
    assert "xzsc: money: 50 measures left empty count as none of its classes\n" in told.stderr


def test_a_gain_of_chance_is_no_clear_gain() -> None:
    assert [Gain("x", 240, 12, 0.5, 0.5, 0, *pair).clear for pair in ((9, 3), (14, 12), (1, 0), (0, 0))] == [
        True, False, False, False,
    ]  # fmt: skip


def test_shipped_themes_are_measured_against_the_shipped_weights(tmp_path: Path) -> None:
    sheet, weights = tmp_path / "coded.csv", tmp_path / "w.npz"
    forms = (("人才", "引进{}名{}高层次人才"), ("金融", "发放{}笔{}小额贷款"), ("教育", "新建{}所{}小学"))
    # so few examples that the shipped weights know more
    rows = [f"{who},{form.format(n, who)}。,{theme}" for n, who in enumerate(WHO) for theme, form in forms]
    sheet.write_text("\n".join(["document,text,theme", *rows]), "utf-8")
    done = CliRunner().invoke(app, ["train", str(sheet), "-o", str(weights), "-f", "csv"])
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert float(row["cues"]) >= 0.9
    assert "theme: no clear gain over the shipped weights, which may know these texts" in done.stderr
    assert len(load(str(weights)).classes) == len(load().classes)


def test_shipped_themes_are_learned_where_the_coder_means_others(tmp_path: Path) -> None:
    sheet, weights = tmp_path / "coded.csv", tmp_path / "w.npz"
    rows = [f"{who},{form.format(n, who)}。,企业" for n, who in enumerate(WHO) for form in FREE]
    rows += [f"{who},{form.format(n, who)}。,文化旅游" for n, who in enumerate(WHO) for form in PAID]
    sheet.write_text("\n".join(["document,text,theme", *rows]), "utf-8")
    done = run("train", sheet, "-o", weights, "-f", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert float(row["cues"]) < 0.5 < 0.9 < float(row["trained"])
    assert [*load(str(weights)).classes[-1].heads] == ["theme"]
