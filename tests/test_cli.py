"""The command line as a user meets it: rows on stdout, talk on stderr, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from toy import hear_interrupts

from xzsc.cli import app
from xzsc.cli.registry import COMMANDS
from xzsc.cli.tables import DOCUMENT_COLUMNS, OUTLINE_COLUMNS, UNIT_COLUMNS
from xzsc.loaders import blob
from xzsc.model import PROVENANCE
from xzsc.printers.cells import as_text

TEXT = """海州市支持青年人才发展若干措施

为吸引青年人才，制定本措施。

一、加大引才力度

（一）发放生活补贴。对新引进的博士，给予每人每年5万元生活补贴。

（二）建设人才公寓。到2027年，新建人才公寓3000套。

二、强化保障

各部门要加强协作，不得推诿。
"""
MEASURE_COLUMNS = (
    *("document", "title", "section", "code", "marker", "text", "theme", "theme_2", "instrument"),
    *("strength", "actors", "figures", "evidence", "confidence", *PROVENANCE),
)

Xzsc = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with one text in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    return tmp_path


@pytest.fixture
def xzsc(folder: Path) -> Xzsc:
    """Run the command line in this process."""

    def run(*args: str, **options: object) -> Result:
        result = CliRunner().invoke(app, args, **options)  # type: ignore[arg-type]
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def process(*args: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "xzsc", *args]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# --- rows --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("documents", DOCUMENT_COLUMNS),
        ("outline", OUTLINE_COLUMNS),
        ("units", UNIT_COLUMNS),
        ("measures", MEASURE_COLUMNS),
    ],
)
def test_columns_are_the_promised_ones_and_close_with_the_provenance(
    xzsc: Xzsc, command: str, columns: tuple[str, ...]
) -> None:
    done = xzsc(command, "a.txt")
    assert (done.exit_code, done.stdout.partition("\n")[0]) == (0, ",".join(columns))
    assert columns[-6:] == PROVENANCE
    for row in rows_of(done.stdout):
        assert row["source"] == "a.txt"
        assert TEXT[int(row["start"]) : int(row["end"])]


def test_documents(xzsc: Xzsc) -> None:
    (row,) = rows_of(xzsc("documents", "a.txt").stdout)
    assert row["document"] == "a"
    assert row["title"] == "海州市支持青年人才发展若干措施"
    assert row["characters"] == str(len("".join(TEXT.split())) - len(row["title"]))
    assert (row["encoding"], len(row["sha256"])) == ("utf-8", 64)
    assert (row["start"], row["end"], row["spans"]) == ("0", str(len(TEXT.rstrip())), "")


def test_outline(xzsc: Xzsc) -> None:
    rows = rows_of(xzsc("outline", "a.txt").stdout)
    assert [(row["level"], row["marker"], row["heading"].rstrip("。")) for row in rows] == [
        ("1", "一、", "加大引才力度"),
        ("2", "（一）", "发放生活补贴"),
        ("2", "（二）", "建设人才公寓"),
        ("1", "二、", "强化保障"),
    ]
    assert [row["units"] for row in rows] == ["2", "1", "1", "1"]
    assert [row["lead"] for row in rows] == ["", "lead", "lead", ""]


def test_measures_point_at_their_text_and_quote_their_evidence(xzsc: Xzsc) -> None:
    rows = rows_of(xzsc("measures", "a.txt").stdout)
    assert rows
    for row in rows:
        assert TEXT[int(row["start"]) : int(row["end"])] == row["text"]
        assert row["evidence"]
        assert all(piece in row["text"] for piece in row["evidence"].split("；"))
        assert 0 <= float(row["confidence"]) <= 1
    subsidy = next(row for row in rows if "5万元" in row["text"])
    assert subsidy["section"].rstrip("。") == "一、加大引才力度 › （一）发放生活补贴"
    assert "5万元" in subsidy["figures"]


def test_filters_choose_rows_and_nothing_else(xzsc: Xzsc) -> None:
    everything = rows_of(xzsc("measures", "a.txt").stdout)
    for key in ("theme", "instrument", "strength"):
        value = everything[0][key]
        chosen = rows_of(xzsc("measures", "a.txt", f"--{key}", value).stdout)
        second = "theme_2" if key == "theme" else key
        assert chosen == [row for row in everything if value in (row[key], row[second])]
    family = everything[0]["instrument"].partition("-")[0]
    assert rows_of(xzsc("measures", "a.txt", "--instrument", family).stdout) == [
        row for row in everything if row["instrument"].startswith(family)
    ]
    short = everything[0]["instrument"].partition("-")[2]
    assert rows_of(xzsc("measures", "a.txt", "--instrument", short).stdout) == [
        row for row in everything if row["instrument"].endswith(short)
    ]
    both = rows_of(xzsc("measures", "a.txt", "--strength", "要求，鼓励").stdout)
    assert both == [row for row in everything if row["strength"] in ("要求", "鼓励")]
    assert rows_of(xzsc("measures", "a.txt", "--min-confidence", "1", "--actor", "没有这个部门").stdout) == []


def test_further_columns_tell_targets_and_the_place_of_the_evidence(xzsc: Xzsc) -> None:
    asked = ["text", "evidence", "evidence_spans", "targets"]
    rows = rows_of(xzsc("measures", "a.txt", "--columns", ",".join(asked)).stdout)
    assert list(rows[0]) == asked
    for row in rows:
        start, _, end = row["evidence_spans"].partition(":")
        assert TEXT[int(start) : int(end)] == row["evidence"]
    assert next(row for row in rows if "博士" in row["text"])["targets"] == "人才"
    assert tuple(rows_of(xzsc("measures", "a.txt").stdout)[0]) == MEASURE_COLUMNS


def test_explain_adds_columns_that_say_why(xzsc: Xzsc) -> None:
    rows = rows_of(xzsc("measures", "a.txt", "--explain").stdout)
    assert list(rows[0]) == [*MEASURE_COLUMNS[:14], "why", "why_theme", "why_instrument", *PROVENANCE]
    assert all(row["why"] and row["why_theme"].startswith(row["theme"]) for row in rows)


def test_a_codebook_of_the_users_adds_its_dimension(xzsc: Xzsc, folder: Path) -> None:
    (folder / "mine.toml").write_text(
        'name = "mine"\n[[dimension]]\nkey = "money"\nname = "钱"\n'
        '[[dimension.class]]\ncode = "有"\nname = "有"\ndefinition = "给钱"\ncues = ["万元"]\n'
        '[[dimension.class]]\ncode = "无"\nname = "无"\ndefinition = "不给钱"\ncues = ["协作"]\n',
        "utf-8",
    )
    rows = rows_of(xzsc("measures", "a.txt", "--codebook", "mine.toml").stdout)
    assert list(rows[0]) == [*MEASURE_COLUMNS[:10], "money", *MEASURE_COLUMNS[10:]]
    assert next(row for row in rows if "5万元" in row["text"])["money"] == "有"


def test_units_show_furniture_only_when_asked(xzsc: Xzsc, folder: Path) -> None:
    (folder / "b.txt").write_text(TEXT + "\n— 3 —\n", "utf-8")
    plain, full = (rows_of(xzsc("units", "b.txt", *more).stdout) for more in ((), ("--furniture",)))
    assert [row["text"] for row in full if row not in plain] == ["— 3 —"]


def test_all_formats_hold_the_same_rows_and_two_runs_the_same_bytes(xzsc: Xzsc, folder: Path) -> None:
    piped = rows_of(xzsc("measures", "a.txt").stdout)
    for ending in ("csv", "tsv", "json", "jsonl", "md", "xlsx", "parquet"):
        for name in ("one", "two"):
            assert xzsc("measures", "a.txt", "-q", "-o", f"{name}.{ending}").output == ""
        assert (folder / f"one.{ending}").read_bytes() == (folder / f"two.{ending}").read_bytes(), ending
    found = {
        "csv": rows_of((folder / "one.csv").read_text("utf-8-sig")),
        "json": json.loads((folder / "one.json").read_text("utf-8")),
        "jsonl": [json.loads(line) for line in (folder / "one.jsonl").read_text("utf-8").splitlines()],
        "parquet": pq.read_table(folder / "one.parquet").to_pylist(),
        "xlsx": [
            dict(zip(MEASURE_COLUMNS, row, strict=True))
            for row in openpyxl.load_workbook(folder / "one.xlsx").active.iter_rows(2, values_only=True)
        ],
    }
    for ending, rows in found.items():
        spelled = [{key: as_text(value) for key, value in row.items()} for row in rows]
        assert spelled == piped, ending
    lines = (folder / "one.md").read_text("utf-8").splitlines()
    assert [line.split(" | ")[5] for line in lines[2:]] == [row["text"] for row in piped]


def test_a_gb18030_copy_gives_the_same_rows(xzsc: Xzsc, folder: Path) -> None:
    before = rows_of(xzsc("measures", "a.txt").stdout)
    (folder / "a.txt").write_bytes(TEXT.encode("gb18030"))
    assert rows_of(xzsc("measures", "a.txt").stdout) == before
    assert "read as gb18030" not in xzsc("measures", "a.txt").stderr
    assert "a.txt: no mark of its encoding: read as gb18030" in xzsc("measures", "a.txt", "-v").stderr


def test_the_number_of_processes_changes_no_byte(folder: Path) -> None:
    for n in range(5):
        (folder / f"b{n}.txt").write_text(TEXT.replace("海州", f"第{n}"), "utf-8")
    outputs = {process("measures", str(folder), "-j", jobs, "-q").stdout for jobs in ("1", "2")}
    assert len(outputs) == 1
    assert outputs.pop().count(b"\n") > 5


def test_a_text_in_a_pipe_that_is_not_read_is_told_of(folder: Path) -> None:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "x.txt").write_text(TEXT, "utf-8")
    command = [sys.executable, "-m", "xzsc", "documents"]
    piped = subprocess.run(command, input=TEXT.encode(), capture_output=True, cwd=folder, check=True)
    quiet = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd=folder, check=True)
    told = b"reading ./corpus; standard input is read only by the PATH -"
    assert (told in piped.stderr, told in quiet.stderr) == (True, False)


def test_without_a_path_corpus_or_the_sample_is_read_and_said(xzsc: Xzsc, folder: Path) -> None:
    sample = xzsc("documents")
    assert sample.stderr.startswith("xzsc: no PATH given and no folder ./corpus: reading the sample corpus")
    assert len(rows_of(sample.stdout)) >= 10
    (folder / "corpus").mkdir()
    (folder / "corpus" / "x.txt").write_text(TEXT, "utf-8")
    own = xzsc("documents")
    assert own.stderr.startswith("xzsc: no PATH given: reading ./corpus")
    assert [row["document"] for row in rows_of(own.stdout)] == ["x"]


def test_standard_input(folder: Path) -> None:
    done = process("documents", "-", "-q", input=TEXT.encode("gb18030"))
    (row,) = rows_of(done.stdout.decode())
    assert (row["source"], row["title"]) == ("-", "海州市支持青年人才发展若干措施")


def test_keywords_know_the_methods_of_their_room() -> None:
    """The command names them itself, so that its help imports no segmenter."""
    from xzsc.cli.commands import keywords as command
    from xzsc.keywords import METHODS

    assert command.METHODS == METHODS


def test_keywords_count_what_stands_in_the_text(xzsc: Xzsc) -> None:
    rows = rows_of(xzsc("keywords", "a.txt", "--words", "--top", "5").stdout)
    assert list(rows[0])[:7] == ["document", "title", "rank", "term", "score", "count", "documents"]
    assert tuple(rows[0])[7:] == PROVENANCE
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    body = TEXT.partition("\n")[2].replace("\n", "")
    for row in rows:
        assert int(row["count"]) == body.count(row["term"])
        assert TEXT[int(row["start"]) : int(row["end"])] == row["term"]


# --- output ------------------------------------------------------------------------------------


def test_the_ending_names_the_format_and_f_wins(xzsc: Xzsc, folder: Path) -> None:
    assert xzsc("documents", "a.txt", "-o", "x.json").exit_code == 0
    assert isinstance(json.loads((folder / "x.json").read_text("utf-8")), list)
    assert xzsc("documents", "a.txt", "-o", "x.json", "-f", "csv").exit_code == 0
    assert (folder / "x.json").read_bytes().startswith(b"\xef\xbb\xbfdocument,")
    assert xzsc("documents", "a.txt", "-o", "-", "-f", "tsv").stdout.startswith("document\ttitle\t")


def test_columns_choose_in_every_format(xzsc: Xzsc) -> None:
    assert xzsc("outline", "a.txt", "--columns", "marker，level", "-f", "jsonl").stdout.splitlines()[0] == (
        '{"marker": "一、", "level": 1}'
    )


def test_units_are_sentences_and_rows_are_rows(xzsc: Xzsc) -> None:
    done = xzsc("units", "a.txt")
    assert done.stderr.startswith(f"xzsc: 1 document, 4 units, {len(rows_of(done.stdout))} rows")
    assert len(rows_of(done.stdout)) > 4
    assert xzsc("documents", "a.txt").stderr == "xzsc: 1 document, 4 units\n"


def test_quiet_is_silent_and_the_summary_counts(xzsc: Xzsc) -> None:
    assert xzsc("measures", "a.txt", "-q").stderr == ""
    n_rows = len(rows_of(xzsc("measures", "a.txt").stdout))
    assert xzsc("measures", "a.txt").stderr.startswith(f"xzsc: 1 document, 4 units, {n_rows} measure")


# --- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["meashures"], 2, "no command “meashures”. Did you mean measures"),
        (["蛋糕"], 2, "no command “蛋糕”. Commands: documents, outline, units,"),
        (["measures", "--theem", "人才"], 2, "--theme"),
        (["measures", "a.txt", "--theme", "人材"], 2, "--theme: no theme “人材”; did you mean 人才?"),
        (["measures", "a.txt", "--instrument", "供给"], 2, "no instrument “供给”; did you mean 供给型-"),
        (["measures", "a.txt", "--strength", "强迫"], 2, "did you mean 强制?"),
        (["measures", "a.txt", "--columns", "themes"], 2, "no column “themes”; did you mean theme"),
        (["measures", "a.txt", "-f", "xls"], 2, "no format “xls”; did you mean xlsx"),
        (["network", "a.txt", "-o", "a.gexf"], 2, "name the format by -f, or --graph of network."),
        (["measures", "a.txt", "-o", "a.xls"], 2, "no format has the ending “.xls”. Use .csv, .tsv,"),
        (["measures", "a.txt", "-o", "no/a.csv"], 2, "no/a.csv: the folder no does not exist."),
        (["measures", "a.txt", "-o", "d.csv"], 2, "d.csv: is a folder."),
        (["measures", "a.txt", "-o", "."], 2, ".: is a folder. Name a file in it, such as rows.csv."),
        (["measures", "a.txt", "-o", "rows"], 2, "rows: the name has no ending. Use .csv, .tsv,"),
        (["measures", "a.txt", "-f", "json", "--bom"], 2, "--bom: only csv and tsv"),
        (["measures", "a.txt", "--codebook", "bad.toml"], 2, "bad.toml: not valid TOML:"),
        (["measures", "none.txt"], 1, "none.txt"),
        (["documents", "empty.txt"], 1, "empty.txt"),
        (["documents", "d.csv"], 1, "d.csv"),
        (["documents", "bad.pdf"], 1, "bad.pdf"),
        (["documents", "bad.docx"], 1, "bad.docx"),
        (["documents", "bad.xlsx"], 1, "bad.xlsx"),
        (["documents", "bad.zip"], 1, "bad.zip"),
        (["documents", "table.csv"], 1, "--text-column"),
        (["documents", "a.txt", "--encoding", "nonsense"], 2, "nonsense"),
        (["documents", "a.txt", "--min-confidence", "2"], 2, "--min-confidence"),
    ],
)
def test_an_error_is_one_line_with_its_cure(
    xzsc: Xzsc, folder: Path, args: list[str], status: int, message: str
) -> None:
    (folder / "d.csv").mkdir()
    (folder / "empty.txt").write_text("")
    (folder / "bad.toml").write_text("[[dimension")
    (folder / "table.csv").write_text("号,值\n1,2\n", "utf-8")
    for ending in ("pdf", "docx", "xlsx", "zip"):
        (folder / f"bad.{ending}").write_bytes(bytes(range(256)) * 8)
    done = xzsc(*args)
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("xzsc: error: ")]
    assert message in line
    assert "Traceback" not in done.stderr
    assert done.exit_code == status
    assert done.stdout.count("\n") <= 1


def test_good_files_come_out_and_failures_are_listed_last(xzsc: Xzsc, folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    done = xzsc("documents", "empty.txt", "none.txt", "a.txt")
    assert [row["document"] for row in rows_of(done.stdout)] == ["a"]
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert lines[0].startswith("xzsc: 1 document")
    assert sorted(line.split(": ")[2] for line in lines[1:]) == ["empty.txt", "none.txt"]
    assert all(line.startswith("xzsc: error: ") for line in lines[1:])


def test_what_could_not_be_read_is_told_before_the_error_that_follows(xzsc: Xzsc) -> None:
    done = xzsc("keyness", "a.txt", "-r", "none.txt")
    lines = [line for line in done.stderr.splitlines() if line.startswith("xzsc: error: ")]
    assert lines[0].startswith("xzsc: error: none.txt: no such file")
    assert len(lines) == 2
    assert done.exit_code == 1


def test_the_output_never_takes_the_place_of_the_input(xzsc: Xzsc, folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "b.csv").write_text("正文\n扩大投资。\n", "utf-8")
    (folder / "in" / "link.csv").symlink_to(folder / "in" / "b.csv")
    commands = [
        *(["documents", "a.txt", "-o", "a.txt", "-f", "csv"], ["units", "in/b.csv", "-o", "in/link.csv"]),
        *(["measures", "in", "-o", "in/b.csv"], ["agree", "in/b.csv", "in/b.csv", "-o", "in/b.csv"]),
    ]
    for command in commands:
        done = xzsc(*command)
        assert done.exit_code == 2
        assert "is among the files to be read. Choose another place by -o." in done.stderr
    assert (folder / "a.txt").read_text("utf-8") == TEXT
    assert (folder / "in" / "b.csv").read_text("utf-8") == "正文\n扩大投资。\n"
    assert xzsc("documents", "a.txt", "-o", "in/b.csv").exit_code == 0


def test_a_file_without_the_right_to_read_is_one_failure_among_good_rows(
    xzsc: Xzsc, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(file: str, *rest: str) -> io.BufferedReader:
        if file == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return open(file, "rb")

    access = os.access
    (folder / "secret.txt").write_text(TEXT, "utf-8")
    # Root may read everything, so the refusal is played.
    monkeypatch.setattr(os, "access", lambda path, mode: path != "secret.txt" and access(path, mode))
    monkeypatch.setattr(blob, "open", opened, raising=False)
    for command in (["documents"], ["kwic", "人才"]):
        done = xzsc(*command, "secret.txt", "a.txt", "--no-cache")
        assert {row["document"] for row in rows_of(done.stdout)} == {"a"}
        assert "xzsc: error: secret.txt: may not be read: permission denied." in done.stderr
        assert done.exit_code == 1


def test_warnings_are_shown_in_part_and_in_full(xzsc: Xzsc, folder: Path) -> None:
    for n in range(12):
        (folder / f"g{n:02}.txt").write_text(TEXT + "\ufffd", "utf-8")
    short = xzsc("documents", ".").stderr
    assert short.count("xzsc: warning: ") == 10
    assert "xzsc: 2 more warnings; -v shows all" in short
    assert xzsc("documents", ".", "-v").stderr.count("xzsc: warning: ") == 12


def test_a_bug_keeps_its_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **options: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("xzsc.cli.tables.document_rows", broken)
    result = CliRunner().invoke(app, ["documents", "a.txt"])
    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "xzsc", "documents", "a.txt", "-q"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("xzsc: error: standard output: the disk is full")
    assert done.stderr.count(b"\n") == 1


# --- help and completion -----------------------------------------------------------------------


def test_help_groups_the_commands_and_shows_three_examples(xzsc: Xzsc) -> None:
    text = xzsc("--help").stdout
    assert text == xzsc("-h").stdout
    assert text.count("\n    xzsc ") == 3
    places = [
        text.index(f"\n{section}:\n")
        for section in ("Reading 读", "Terms 词", "Measures 措施", "Coding 编码")
    ]
    assert places == sorted(places)
    assert all(f"\n  {entry.name} " in text and entry.help in text for entry in COMMANDS)
    assert xzsc("--version").stdout == "xzsc 0.1.0\n"
    empty = xzsc()
    assert (empty.exit_code, empty.stdout) == (2, "")
    assert empty.stderr.startswith("Usage: xzsc")


def complete(words: str, current: str) -> list[str]:
    environment = {**os.environ, "_XZSC_COMPLETE": "bash_complete", "COMP_WORDS": f"{words} {current}"}
    environment["COMP_CWORD"] = str(len(words.split()))
    done = subprocess.run(
        [sys.executable, "-c", "from xzsc.cli import main; main()"],
        env=environment,
        capture_output=True,
        check=True,
    )
    return [line.split(",", 1)[1] for line in done.stdout.decode().splitlines()]


def test_completion_knows_commands_themes_and_formats() -> None:
    assert complete("xzsc", "meas") == ["measures"]
    assert complete("xzsc measures --theme", "人") == ["人才"]
    assert "供给型-人才培养" in complete("xzsc measures --instrument", "供给")
    assert complete("xzsc measures --strength", "强") == ["强制"]
    assert complete("xzsc measures -f", "js") == ["json", "jsonl"]
    assert complete("xzsc completion", "f") == ["fish"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(xzsc: Xzsc, shell: str) -> None:
    script = xzsc("completion", shell).stdout
    assert f"_XZSC_COMPLETE={shell}_complete" in script
    assert xzsc("completion", "bush").stderr.startswith("xzsc: error: ")


# --- pipes, signals, terminals -----------------------------------------------------------------


def many(folder: Path, n: int = 300) -> str:
    (folder / "many").mkdir(exist_ok=True)
    for at in range(n):
        (folder / "many" / f"{at:04}.txt").write_text(TEXT, "utf-8")
    return str(folder / "many")


@pytest.mark.parametrize("format", ["csv", "jsonl", "table"])
def test_a_closed_pipe_ends_quietly(folder: Path, format: str) -> None:
    command = [sys.executable, "-m", "xzsc", "units", many(folder), "-f", format]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 0


def interrupted(folder: Path, output: str) -> str:
    """Interrupt a command when it has written something; return what it said."""
    command = [sys.executable, "-m", "xzsc", "units", many(folder, 3000), "-o", output, "-j", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=folder, preexec_fn=hear_interrupts) as running:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if any(path.stat().st_size for path in folder.glob(f".{output}.*.part")):
                break
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        assert running.stderr
        said = running.stderr.read().decode()
        # Interrupted inside an exec(), CPython dies by the signal itself, which a shell sees as 130.
        assert running.wait(30) in (130, -signal.SIGINT)
    return said


@pytest.mark.parametrize("output", ["x.csv", "x.jsonl"])
def test_ctrl_c_leaves_the_whole_rows_so_far_beside_and_says_where(folder: Path, output: str) -> None:
    (folder / "many").mkdir()
    (folder / "many" / "0.pdf").write_bytes(b"%PDF nothing")
    said = interrupted(folder, output).splitlines()
    kept = folder / f"{output}.part"
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "many", kept.name], said
    match = re.fullmatch(r"xzsc: interrupted after (\d+) documents; the rows so far are in (.*)", said[0])
    assert match, said
    assert match[2] == str(kept.resolve())
    assert [line.partition(": ")[0] for line in said[1:]] == ["xzsc"]
    assert "0.pdf" in said[1]
    text = kept.read_text("utf-8-sig")
    assert text.endswith("\n")
    rows = rows_of(text) if output == "x.csv" else [json.loads(line) for line in text.splitlines()]
    per_document = len(rows_of(process("units", "a.txt").stdout.decode()))
    assert all(len(row) == len(rows[0]) and None not in row for row in rows)
    assert 0 <= int(match[1]) - len(rows) / per_document <= 1


def test_ctrl_c_leaves_no_file_of_a_format_that_would_be_broken(folder: Path) -> None:
    said = interrupted(folder, "x.json")
    assert re.fullmatch(r"xzsc: interrupted after \d+ documents; no file was written\n", said)
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "many"]


def on_terminal(args: list[str], *, stdout: bool, prelude: str = "", **environment: str) -> tuple[str, str]:
    """Run in a pseudo-terminal; return what stdout (or a pipe) and the terminal got."""
    leader, follower = pty.openpty()
    code = f"import sys; from xzsc.cli import main; {prelude}\nsys.argv = ['xzsc', *{args!r}]\nmain()"
    plain = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=follower,
        stdout=follower if stdout else subprocess.PIPE,
        stderr=follower,
        env={**plain, "TERM": "xterm-256color", "COLUMNS": "80", **environment},
    ) as running:
        os.close(follower)
        shown = b""
        piped = b"" if stdout or not running.stdout else running.stdout.read()
        while True:
            try:
                chunk = os.read(leader, 65536)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
    os.close(leader)
    assert running.returncode == 0, shown.decode()
    return piped.decode(), shown.decode()


def test_a_terminal_shows_a_table_with_bold_evidence(folder: Path) -> None:
    _, shown = on_terminal(["measures", "a.txt", "-q"], stdout=True)
    assert "\x1b[1m海州市支持青年人才发展若干措施\x1b[0m" in shown
    assert "document,title" not in shown
    _, plain = on_terminal(["measures", "a.txt", "-q", "--no-color"], stdout=True)
    _, same = on_terminal(["measures", "a.txt", "-q"], stdout=True, NO_COLOR="1")
    assert plain == same
    assert "\x1b[3" not in plain


def test_a_concordance_on_a_terminal_has_a_line_for_each_occurrence(folder: Path) -> None:
    (folder / "b.txt").write_text(
        "题目\n\n" + "要办好此事" * 8 + "引进博士" + "要办好此事" * 8 + "。\n", "utf-8"
    )
    _, shown = on_terminal(["kwic", "博士", "b.txt", "--no-color"], stdout=True)
    lines = shown.splitlines()
    (at,) = [at for at, line in enumerate(lines) if "博士" in line]
    assert lines[at + 1].startswith("xzsc: 1 document")
    piped, _ = on_terminal(["kwic", "博士", "b.txt"], stdout=False)
    assert [len(rows_of(piped)[0][side]) for side in ("pre", "post")] == [20, 20]


def test_progress_shows_on_a_terminal_for_long_work_and_nowhere_else(folder: Path) -> None:
    paths = [many(folder, 30)]
    slow = "import xzsc.printers.progress as m; m.PATIENCE = 0.0"
    piped, shown = on_terminal(["documents", *paths], stdout=False, prelude=slow)
    assert "30 of 30 files" in shown
    assert len(rows_of(piped)) == 30
    assert "30 documents, 30 of 30 files" in shown
    lines = "".join(json.dumps({"text": TEXT}, ensure_ascii=False) + "\n" for _ in range(30))
    (folder / "t.jsonl").write_text(lines, "utf-8")
    steady = f"{slow}; import xzsc.printers.progress as p; real = p._bar; seen = []\n"
    steady += "def bar():\n    made = real(); seen.append(made); return made\n"
    steady += (
        "p._bar = bar\nimport atexit; atexit.register(lambda: print(seen[0].tasks[0].total, file=sys.stderr))"
    )
    _, table = on_terminal(["documents", "t.jsonl"], stdout=False, prelude=steady)
    assert "30 documents, 0.0 MB" in table
    assert table.split()[-1] == str((folder / "t.jsonl").stat().st_size)
    _, quick = on_terminal(["documents", "a.txt"], stdout=False)
    _, quiet = on_terminal(["documents", *paths, "-q"], stdout=False, prelude=slow)
    _, rows = on_terminal(["documents", *paths], stdout=True, prelude=slow)
    assert not any(" of 30 files" in text for text in (quick, quiet, rows))
    assert quiet == ""
    start = f"import sys; from xzsc.cli import main; {slow}\n"
    script = f"{start}sys.argv = ['xzsc', 'documents', {paths[0]!r}]\nmain()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert b" files" not in done.stderr


def test_a_binary_format_does_not_go_to_a_terminal(folder: Path) -> None:
    with pytest.raises(AssertionError, match=r"a terminal cannot show it\. Use -o FILE\.xlsx"):
        on_terminal(["documents", "a.txt", "-f", "xlsx"], stdout=True)
    assert process("documents", "a.txt", "-f", "xlsx", "-q").stdout.startswith(b"PK")


def test_utf8_comes_out_whatever_the_locale(folder: Path) -> None:
    for name in ("C", "POSIX"):
        environment = {**os.environ, "LC_ALL": name, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        done = process("documents", "a.txt", env=environment)
        assert "海州市".encode() in done.stdout
        assert b"\r" not in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file names")
def test_a_file_name_that_is_no_text(folder: Path) -> None:
    os.rename("a.txt", b"\xff.txt")
    done = process("documents", ".")
    assert done.returncode == 0
    (row,) = rows_of(done.stdout.decode("utf-8"))
    assert row["document"] == "\\xff"
