"""The commands that look for terms: count, kwic, keyness."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xzsc.cli import app


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def rows(*args: object) -> list[dict[str, str]]:
    done = run(*args, "-f", "csv", "-q")
    assert (done.exit_code, done.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_a_row_without_a_term_is_warned_of_once(tmp_path: Path) -> None:
    text, terms = tmp_path / "a.txt", tmp_path / "terms.csv"
    text.write_text("推广银龄课堂。", "utf-8")
    terms.write_text("词语,类别\n银龄课堂,民生\n,经济\n", "utf-8")
    warning = f"xzsc: warning: {terms}:3: no term in this row; it was left out.\n"
    for args in (
        ["terms", "--audit", "--lexicon", terms],
        ["keywords", "--lexicon", terms],
        ["keyness", "--reference", "shipped", "--lexicon", terms],
        ["network", "--terms", terms],
        ["network", "--lexicon", terms],
        ["compare", "--terms", text, "--lexicon", terms],
        ["count", "课堂", "--terms", terms],
        ["count", "课堂", "--exclude-longer", "--lexicon", terms],
        ["build", "--tokens", "-o", tmp_path / "a.corpus", "--lexicon", terms],
    ):
        done = run(*args, text)
        assert (done.exit_code, done.stderr.count(warning)) == (0, 1), (args, done.stderr)
        assert "warning" not in run(*args, text, "-q").stderr


def test_a_path_in_the_place_of_the_term_is_read_where_other_terms_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt", "课堂/c.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("推广银龄课堂。", "utf-8")
    Path("terms.csv").write_text("词语\n银龄\n", "utf-8")
    found = {
        ("-t", "银龄", "a.txt", "b.txt"): [("a", "银龄"), ("b", "银龄")],
        ("--terms", "terms.csv", "课堂"): [("c", "银龄")],
        ("课堂", "课堂", "-t", "银龄"): [("c", "课堂"), ("c", "银龄")],
        ("课堂", "a.txt"): [("a", "课堂")],
    }
    for args, expected in found.items():
        assert [(row["document"], row["term"]) for row in rows("count", *args)] == expected
    for args in (["a.txt"], ["a.txt", "课堂"], ["课堂/", "课堂"]):
        done = run("count", *args)
        assert (done.exit_code, done.stdout) == (2, "")
        assert f"{args[0]}: is a path, no term. Write the term first" in done.stderr
    assert "a term is missing. Write the term first" in run("kwic").stderr


REPORTS = {
    "2023.txt": (
        "关于人才和粮食工作的意见",
        "",
        "要培养人才，引进科技人才。粮食安全要保障，粮食要增产。",
    ),
    "2024.txt": (
        "关于产业工作的意见",
        "",
        "要发展人工智能，推动各类企业用好数据，使人工智",
        "能赋能产业。人才是关键。",
    ),
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, lines in REPORTS.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_count(reports: Path):
    found = rows("count", "人才", reports, "-t", "人工智能", "--longer", "科技人才")
    assert [(row["document"], row["term"], row["count"], row["characters"]) for row in found] == [
        ("2023", "人才", "1", "27"),
        ("2023", "人工智能", "0", "27"),
        ("2024", "人才", "1", "35"),
        ("2024", "人工智能", "2", "35"),
    ]


def test_count_sums_up(reports: Path):
    assert "most: 人才 3 人工智能 2" in run("count", "人才", reports, "-t", "人工智能", "-f", "csv").stderr


def test_count_outside_the_terms_of_the_lexicon(reports: Path, tmp_path: Path):
    lexicon = tmp_path / "lexicon.txt"
    lexicon.write_text("粮食安全\n", encoding="utf-8")
    (first,) = rows("count", "粮食", reports / "2023.txt")
    (second,) = rows("count", "粮食", reports / "2023.txt", "--exclude-longer", "--lexicon", lexicon)
    assert (first["count"], second["count"]) == ("2", "1")


def test_terms_of_a_file_and_han_characters(reports: Path, tmp_path: Path):
    terms = tmp_path / "terms.txt"
    terms.write_text("粮食\n产业\n", encoding="utf-8")
    found = rows("count", "人才", reports / "2023.txt", "--terms", terms, "--han")
    assert [(row["term"], row["count"], row["characters"]) for row in found] == [
        ("人才", "2", "23"), ("粮食", "2", "23"), ("产业", "0", "23"),
    ]  # fmt: skip


def test_kwic_on_the_sources_offsets(reports: Path):
    (_, broken) = rows("kwic", "人工智能", reports, "--width", "3")
    assert (broken["pre"], broken["keyword"], broken["post"]) == ("据，使", "人工智能", "赋能产")
    text = (reports / "2024.txt").read_text(encoding="utf-8")
    assert text[int(broken["start"]) : int(broken["end"])] == "人工智\n能"


def test_counting_in_several_processes_gives_the_same_bytes(reports: Path):
    one, two = (run("count", "人才", reports, "-j", jobs, "-f", "csv").stdout for jobs in (1, 2))
    assert one == two != ""


def test_an_empty_term_and_a_missing_one(reports: Path):
    done = run("count", " ", reports)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "a term is empty" in done.stderr
    assert run("kwic").exit_code == 2


def test_keyness_against_a_folder_and_against_a_year(reports: Path, tmp_path: Path):
    options = ("--min-count", "2", "--min-g2", "0", "--all-words")
    other = rows("keyness", reports / "2024.txt", "--reference", reports / "2023.txt", *options)
    assert [(row["term"], row["count"], row["reference_count"]) for row in other] == [
        ("人工智能", "2", "0"),
        ("要", "1", "3"),
    ]
    assert {row["variant"] for row in other} == {"2-cell"}
    year = rows("keyness", reports, "--reference", "2023", *options)
    assert year == other
    assert [row["term"] for row in rows("keyness", reports, "-r", "2023", *options[:-1])] == ["人工智能"]


def test_a_text_on_both_sides_of_keyness_is_warned_of(reports: Path):
    warning = "xzsc: warning: one document stands on both sides, as target and reference."
    assert warning in run("keyness", reports / "2024.txt", "-r", reports, "-f", "csv").stderr
    apart = run("keyness", reports / "2024.txt", "-r", reports / "2023.txt", "-f", "csv")
    assert "both sides" not in apart.stderr


def test_keyness_against_the_shipped_frequencies(reports: Path):
    found = rows("keyness", reports, "-r", "shipped", "--min-g2", "0")
    assert all(int(row["reference_count"]) >= 0 for row in found)
    row = next(row for row in found if row["term"] == "人工智能")
    assert (row["count"], row["documents"]) == ("1", "1")
    assert int(row["reference_count"]) > 3


def test_terms_that_the_shipped_frequencies_cannot_know_are_left_out(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("要发展5G，落实“两个确立”，要办好全域冰上龙舟，新的人工智能。", encoding="utf-8")
    options = ("-r", "shipped", "--min-g2", "0", "--min-count", "1", "--all-words")
    found = {
        row["term"]: row["reference_count"] for row in rows("keyness", path, *options) if row["count"] != "0"
    }
    assert found.keys().isdisjoint({"5G", "两个确立", "新", "要"})
    assert found["龙舟"] == "0"
    assert int(found["人工智能"]) > 3
    said = run("keyness", path, *options, "-f", "csv").stderr
    assert "5G" in said
    assert "terms are no runs of words that the shipped table counts" in said


def test_key_terms_of_a_single_piece_are_warned_of(tmp_path: Path):
    text = "全域冰上龙舟，茶叶与人工智能。"
    (tmp_path / "0.txt").write_text(text, encoding="utf-8")
    options = ("-r", "shipped", "--min-count", "1")
    n = sum(float(row["G2"]) > 0 for row in rows("keyness", tmp_path, *options))
    said = run("keyness", tmp_path, *options, "-f", "csv").stderr
    assert "warning: --reference shipped: pieces of about 3,000 characters are compared" in said
    assert f"the target has 1; {n} of {n} key terms stand in one piece only" in said
    (tmp_path / "1.txt").write_text(text, encoding="utf-8")
    said = run("keyness", tmp_path, *options, "-f", "csv").stderr
    assert "2 documents" in said
    assert "warning" not in said


def test_keyness_of_given_terms(reports: Path):
    options = ("-t", "人工智能", "-t", "人才", "--min-count", "1", "--min-g2", "0", "--sort", "count")
    found = rows("keyness", reports, "-r", "2023", *options)
    assert [(row["term"], row["count"], row["reference_count"]) for row in found] == [
        ("人工智能", "2", "0"),
        ("人才", "1", "2"),
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "--reference"),
        (("-r", "shipped", "-t", "人才"), "no --term"),
        (("-r", "1999"), "no document of PATH is of that year"),
        (("-r", "2023", "--sort", "g2"), "G2"),
    ],
)
def test_keyness_says_what_is_wrong(reports: Path, args: tuple[str, ...], message: str):
    done = run("keyness", reports, *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_track(reports: Path):
    found = rows("track", "人工智能", reports, "-t", "人才")
    assert [(row["term"], row["period"], row["count"], row["signal"]) for row in found] == [
        ("人工智能", "2023", "0", ""),
        ("人工智能", "2024", "2", "DEBUT"),
        ("人才", "2023", "2", ""),
        ("人才", "2024", "1", ""),
    ]
    (row,) = rows("track", "人工智能", reports, "--summary")
    assert (row["first"], row["last"], row["trend"]) == ("2024", "2024", "·█")


def test_track_shows_the_trend_and_what_it_left_out(reports: Path):
    (reports / "undated.txt").write_text(
        "关于人才的说明\n\n人才很重要，要用好各方面人才。\n", encoding="utf-8"
    )
    done = run("track", "人才", reports, "-f", "csv")
    assert done.exit_code == 0
    assert "documents without a year, left out: 1\n" in done.stderr
    assert "人才 █▄ 2023–2024" in done.stderr


def test_network_writes_rows_and_files(reports: Path, tmp_path: Path):
    graph, stem = tmp_path / "net.gexf", tmp_path / "vos"
    options = ("-t", "人才", "-t", "粮食", "-t", "科技人才", "-t", "人工智能", "--unit", "document")
    found = rows("network", reports, *options, "--rows", "pairs", "--graph", graph, "--vosviewer", stem)
    assert [(row["term"], row["term_2"], row["weight"]) for row in found] == [
        ("人才", "人工智能", "1"),
        ("人才", "科技人才", "1"),
        ("人才", "粮食", "1"),
        ("科技人才", "粮食", "1"),
    ]
    assert 'label="科技人才"' in graph.read_text(encoding="utf-8")
    assert (tmp_path / "vos-map.txt").read_text(encoding="utf-8").startswith("id\tlabel\tcluster\t")
    assert (tmp_path / "vos-network.txt").read_text(
        encoding="utf-8"
    ) == "1\t2\t1\n1\t3\t1\n1\t4\t1\n3\t4\t1\n"


def test_network_refuses_an_unknown_graph_format_before_it_writes(reports: Path, tmp_path: Path):
    done = run("network", reports, "-t", "人才", "--graph", tmp_path / "net.docx")
    assert (done.exit_code, done.stdout) == (2, "")
    assert list(tmp_path.glob("net*")) == []


def test_a_chart_of_the_counted_terms(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    drawn = []
    monkeypatch.setattr("xzsc.charts.draw", lambda terms, output, **how: drawn.append((terms, output, how)))
    chart = str(tmp_path / "a.svg")
    added = f"count, added over {len(REPORTS)} documents"
    rows("count", "人才", reports, "-t", "人工智能", "--chart", chart, "--chart-kind", "cloud")
    assert drawn == [([("人才", 3), ("人工智能", 2)], chart, {"kind": "cloud", "font": None, "label": added})]
    rows(
        "keyness",
        reports,
        "-r",
        "2023",
        "-t",
        "人工智能",
        "--min-count",
        "1",
        "--min-g2",
        "0",
        "--chart",
        chart,
    )
    assert [term for term, _ in drawn[1][0]] == ["人工智能"]
    assert drawn[1][2]["label"] == "G2"
    rows("keywords", reports, "--method", "freq", "--chart", chart, "--chart-weight", "count")
    assert drawn[2][0][0] == ("人工智能", 2)
    assert drawn[2][2]["label"] == added
    rows("keywords", reports, "--by", "corpus", "--chart", chart)
    assert drawn[3][2]["label"] == "score"


def test_a_chart_of_nothing_is_no_failure(reports: Path, tmp_path: Path):
    chart = tmp_path / "a.png"
    done = run("count", "没有的词", reports, "--chart", chart, "-f", "csv")
    assert done.exit_code == 0
    assert done.stdout.count("没有的词") == len(REPORTS)
    assert f"{chart}: not drawn, no term has a count above 0" in done.stderr
    assert not chart.exists()


def test_a_chart_that_cannot_be_written_is_refused_before_the_work(reports: Path, tmp_path: Path):
    done = run("count", "人才", reports, "--chart", tmp_path / "none" / "a.png")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "does not exist" in done.stderr


def test_side_files_are_written_only_with_the_rows(reports: Path, tmp_path: Path):
    done = run("network", reports, "-t", "人才", "--graph", tmp_path / "a.gexf", "--columns", "bad")
    assert (done.exit_code, done.stdout) == (2, "")
    done = run("network", reports, "-t", "人才", "--vosviewer", tmp_path / "none" / "a")
    assert (done.exit_code, done.stdout) == (2, "")
    assert list(tmp_path.glob("a*")) == []


def test_a_chart_of_an_unknown_format_is_refused_before_anything_is_written(reports: Path):
    done = run("count", "人才", reports, "--chart", "a.docx")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "a bar chart is .png or .svg or .pdf" in done.stderr
