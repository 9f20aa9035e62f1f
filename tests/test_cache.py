"""The cache gives back what was computed, never a stale or foreign result; nothing fails because of it."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from xzsc import cache as caches
from xzsc import fingerprint as prints
from xzsc import work
from xzsc.cache import FILE, Cache, pack, unpack
from xzsc.cli import app, tables
from xzsc.codebook import load_codebook
from xzsc.corpus import run
from xzsc.fingerprint import fingerprint, program
from xzsc.lexicon import Lexicon, Term
from xzsc.loaders import ReadOptions
from xzsc.model import Document, Kind, Source, Unit
from xzsc.segment import Segmenter
from xzsc.work import Keep

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PAGE = "journal-paper.pdf"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a PDF and a long text, and a cache of its own."""
    monkeypatch.setenv("XZSC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    shutil.copy(CORPUS / PAGE, tmp_path / "in" / PAGE)
    shutil.copy(CORPUS / "linjiang-work-report.txt", tmp_path / "in" / "report.txt")
    return tmp_path


def xzsc(*args: str) -> str:
    work._open_cache.cache_clear()  # as a new process would
    done = CliRunner().invoke(app, [*args, "-f", "csv"], prog_name="xzsc")
    assert done.exit_code == 0, done.output
    return done.stdout


def entries() -> int:
    held = Cache(os.environ["XZSC_CACHE_DIR"])
    found = len(held)
    held.close()
    return found


def read_by_a_loader(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count which files a loader reads from now on."""
    seen: Counter[str] = Counter()
    real = work.load_blob

    def load_blob(blob, *rest):
        seen[Path(blob.path).name] += 1
        return real(blob, *rest)

    monkeypatch.setattr(work, "load_blob", load_blob)
    return seen


# --- the same bytes, and less work --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [("measures",), ("units", "--furniture"), ("kwic", "人才"), ("documents",)]
)
def test_cold_warm_and_without_are_the_same(folder: Path, command: tuple[str, ...]) -> None:
    without = xzsc(*command, "in", "--no-cache")
    assert not (folder / "cache").exists()
    assert without == xzsc(*command, "in") == xzsc(*command, "in") == xzsc(*command, "in", "-j", "2")
    assert len(without.splitlines()) > 1


def test_a_second_run_reads_nothing_and_another_command_no_pdf(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    xzsc("measures", "in")
    seen = read_by_a_loader(monkeypatch)
    xzsc("measures", "in")
    assert not seen
    xzsc("kwic", "人才", "in")
    assert seen == {"report.txt": 1}


def test_commands_that_take_documents_know_them_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [xzsc("terms", "in", "--min-count", "2"), xzsc("crosstab", "in")]
    seen = read_by_a_loader(monkeypatch)
    assert xzsc("terms", "in", "--min-count", "2") == first[0]
    assert seen == {"report.txt": 1}
    seen.clear()
    assert xzsc("crosstab", "in") == first[1]  # it keeps what it counts
    assert not seen


def test_small_texts_and_tables_leave_no_trace(folder: Path) -> None:
    (folder / "a.txt").write_text("一、加快发展。", encoding="utf-8")
    (folder / "b.csv").write_text("正文\n加快发展。\n", encoding="utf-8")
    xzsc("units", "a.txt", "b.csv")
    assert not (folder / "cache").exists()


# --- never stale, never foreign -----------------------------------------------------------------------------


def changed_byte(folder: Path) -> tuple[str, ...]:
    path = folder / "in" / "report.txt"
    path.write_bytes(path.read_bytes().replace("人才".encode(), "人材".encode(), 1))
    return ("units", "in")


def changed_codebook(folder: Path) -> tuple[str, ...]:
    shipped = Path(caches.__file__).parent / "data" / "codebook.toml"
    (folder / "mine.toml").write_text(
        shipped.read_text("utf-8").replace('code = "人才"', 'code = "人才队伍"'), encoding="utf-8"
    )
    return ("units", "in", "--codebook", "mine.toml")


def other_options(folder: Path) -> tuple[str, ...]:
    return ("units", "in", "--furniture")


def other_name(folder: Path) -> tuple[str, ...]:
    (folder / "in" / "report.txt").rename(folder / "in" / "renamed.txt")
    return ("units", "in")


def clashing_stem(folder: Path) -> tuple[str, ...]:
    (folder / "in" / "x").mkdir()
    shutil.copy(folder / "in" / PAGE, folder / "in" / "x" / PAGE)
    return ("units", "in")


def other_path(folder: Path) -> tuple[str, ...]:
    return ("units", str(folder / "in"))


@pytest.mark.parametrize(
    "change",
    [
        *(changed_byte, changed_codebook, other_options),
        *(other_name, clashing_stem, other_path),
    ],
)
def test_a_change_is_seen(folder: Path, change: Callable[[Path], tuple[str, ...]]) -> None:
    before = xzsc("units", "in")
    command = change(folder)
    after = xzsc(*command)
    assert after == xzsc(*command, "--no-cache")
    assert after != before or change is changed_codebook


def test_another_version_reads_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    xzsc("units", "in")
    n_entries = entries()
    monkeypatch.setattr(prints, "__version__", "99.0")
    program.cache_clear()
    try:
        xzsc("units", "in")
        assert entries() == 2 * n_entries
    finally:
        program.cache_clear()


def test_the_program_is_known_by_its_data_and_its_libraries(tmp_path: Path, monkeypatch) -> None:
    def now() -> bytes:
        program.cache_clear()
        return program()

    package = tmp_path / "xzsc"
    (package / "data").mkdir(parents=True)
    (package / "data" / "weights.bin").write_bytes(b"1")
    monkeypatch.setattr(prints, "__file__", str(package / "fingerprint.py"))
    try:
        seen = [now(), now()]
        assert seen[0] == seen[1]
        state = os.stat(package / "data" / "weights.bin")
        (package / "data" / "weights.bin").write_bytes(b"2")
        os.utime(package / "data" / "weights.bin", ns=(state.st_atime_ns, state.st_mtime_ns))
        seen.append(now())
        (tmp_path / "site" / "rjieba-9.9.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        seen.append(now())
        assert len(set(seen)) == 3
    finally:
        program.cache_clear()


def test_a_copy_of_the_program_elsewhere_is_the_same_program(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("XZSC_CACHE_DIR", str(tmp_path / "cache"))

    def of(package: Path) -> bytes:
        monkeypatch.setattr(prints, "__file__", str(package / "fingerprint.py"))
        program.cache_clear()
        return program()

    for name in ("one", "two"):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / "words.txt").write_text("甲")
        (tmp_path / name / "code.py").write_text("1")
        (tmp_path / name / "__pycache__").mkdir()
        (tmp_path / name / "__pycache__" / name).write_text(name)
    os.utime(tmp_path / "two" / "code.py", ns=(0, 0))
    try:
        cold = [of(tmp_path / "one"), of(tmp_path / "two")]
        assert not (tmp_path / "cache").exists()
        (tmp_path / "cache").mkdir()
        for _ in range(2):
            assert [of(tmp_path / "one"), of(tmp_path / "two")] == cold
        assert cold[0] == cold[1]
        (tmp_path / "two" / "code.py").write_text("2")
        assert of(tmp_path / "two") != cold[1]
        (tmp_path / "two" / "code.py").rename(tmp_path / "two" / "code2.py")
        (tmp_path / "two" / "code2.py").write_text("1")
        assert of(tmp_path / "two") != cold[1]
        monkeypatch.setattr(prints, "_digest", None)  # states that are known are not read again
        assert of(tmp_path / "one") == cold[0]
        assert len([*(tmp_path / "cache").iterdir()]) == 2
    finally:
        program.cache_clear()


def test_every_library_that_reads_is_found_among_the_installed() -> None:
    installed = [name.lower() for name in prints._installed()]
    missing = [name for name in prints._READERS if not any(n.startswith(name) for n in installed)]
    assert missing == []


def test_a_user_s_own_task_is_not_known_by_its_name(folder: Path) -> None:
    keep = Keep(str(folder / "cache"))

    def task(document: Document) -> str:
        return document.id

    for _ in range(2):
        assert list(run(["in"], task, on_error=pytest.fail, keep=keep)) == ["journal-paper", "report"]
    assert entries() == 1  # the documents of the PDF


def test_failures_are_not_kept(folder: Path) -> None:
    (folder / "in" / "bad.pdf").write_bytes(b"%PDF nothing" * 1000)
    for _ in range(2):
        done = CliRunner().invoke(app, ["units", "in", "-f", "csv"], prog_name="xzsc")
        assert done.exit_code == 1
        assert "bad.pdf: " in done.stderr
    (folder / "in" / "bad.pdf").unlink()
    xzsc("units", "in")


def test_notes_and_warnings_come_back(folder: Path) -> None:
    name = "chengzhou-talent-measures.txt"
    shutil.copy(CORPUS / name, folder / name)
    said = [CliRunner().invoke(app, ["units", name, "-v"], prog_name="xzsc").stderr for _ in range(2)]
    assert said[0] == said[1]
    assert "gb18030" in said[0]


# --- fingerprints -------------------------------------------------------------------------------------------


def test_different_values_have_different_fingerprints() -> None:
    book = load_codebook()
    values: list[object] = [
        *(None, True, 1, 1.0, "1", b"1", "", "a\nb", ("a", "b"), ("ab",), (("a",), "b"), ("a", ("b",))),
        *(frozenset("ab"), frozenset("abc"), {"a": 1}, {"a": 2}, ("a", 1), Kind.LEAD, Kind.TITLE),
        *(re.compile("a"), re.compile("a", re.DOTALL), ReadOptions(), ReadOptions(encoding="a")),
        *(book, replace(book, name="other"), tables.outline_rows, tables.unit_rows),
        *(partial(tables.unit_rows, book=book), partial(tables.unit_rows, book=book, furniture=True)),
        *(Lexicon(), Lexicon((Term("新质"),)), Lexicon((), frozenset({"的"}))),
        *(Segmenter(Lexicon()), Segmenter(Lexicon((Term("新质"),)))),
    ]
    found = [fingerprint(value) for value in values]
    assert None not in found
    assert len(set(found)) == len(values)


@pytest.mark.parametrize("value", [lambda doc: doc, open, object(), (1, [shutil.copy]), iter(())])
def test_what_cannot_be_known_has_none(value: object) -> None:
    assert fingerprint(value) is None


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    code = (
        "from xzsc.fingerprint import fingerprint; from xzsc.lexicon import load_lexicon\n"
        "print(fingerprint(load_lexicon(), frozenset('abcdef')).hex())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
    assert len(seen.pop()) == 65


# --- the file -----------------------------------------------------------------------------------------------


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    unit = Unit(Kind.SENTENCE, ((0, 3), (5, 6)), "甲乙丙丁", code="1-2-3")
    value = (Document(Source("a.txt", "甲乙丙\n\n丁"), id="a", units=(unit,)), Counter("甲乙甲"), None, 1.5)
    held = Cache(tmp_path)
    assert held.get(b"k") is None
    held.put(b"k", value)
    assert held.get(b"k") == value
    again = Cache(tmp_path)
    assert again.get(b"k") == value
    assert again.get(b"k")[0].source.line_starts == (0, 4, 5)


def test_a_cache_runs_nobody_s_code() -> None:
    class Evil:
        def __reduce__(self):
            return os.system, ("true",)

    assert unpack(pack(Evil())) is None
    assert unpack(pack(os.system)) is None
    dotted = b"\x80\x04\x8c\x0cxzsc.folders\x8c\x09os.system\x93\x8c\x04true\x85R."
    assert pickle.loads(dotted) == 0  # it would run
    packed = zlib.compress(dotted)
    assert unpack(caches._checksum(packed) + packed) is None


@pytest.mark.parametrize("at", [0, 9, -1])
def test_a_damaged_value_is_none(at: int) -> None:
    packed = bytearray(pack(("甲",) * 50))
    packed[at] ^= 1
    assert unpack(bytes(packed)) is None
    assert unpack(b"") is None


def test_the_oldest_go_first_and_the_size_is_bounded(tmp_path: Path, monkeypatch) -> None:
    now = 1_000_000
    monkeypatch.setattr(caches.time, "time", lambda: now)
    held = Cache(tmp_path, limit=400_000)
    values = {bytes([n]): os.urandom(20_000) for n in range(60)}
    for key, value in values.items():
        now += 10_000
        assert held.get(b"\0") == (values[b"\0"] if key != b"\0" else None)  # asked for again and again
        held.put(key, value)
    assert 100_000 < held.size <= 450_000 + 5_000_000  # with the changes of one run not yet merged
    known = [key[0] for key in values if held.get(key) is not None]
    assert known[0] == 0
    assert known[1:] == list(range(60 - len(known) + 1, 60))
    assert 10 <= len(known) <= 20
    held.close()
    assert Cache(tmp_path).size <= 450_000
    held = Cache(tmp_path, limit=400_000)
    held.put(b"big", os.urandom(100_000))
    assert held.get(b"big") is None


def damage(file: Path, how: str) -> None:
    base = sqlite3.connect(file)
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    base.close()
    for ending in ("-wal", "-shm"):  # from a whole log SQLite would read all the same
        Path(f"{file}{ending}").unlink(missing_ok=True)
    work._open_cache.cache_clear()
    if how == "cut short":
        with file.open("r+b") as stream:
            stream.truncate(9000)
        return
    file.write_bytes({"other": b"no database at all" * 100, "odd": b"SQLite format 3\0" + b"\1" * 5000}[how])


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("how", ["other", "odd", "cut short"])
def test_a_damaged_file_is_replaced_and_costs_nothing_but_time(folder: Path, how: str, jobs: str) -> None:
    right = xzsc("units", "in", "--no-cache")
    xzsc("units", "in")
    damage(folder / "cache" / FILE, how)
    loud = CliRunner().invoke(app, ["units", "in", "-v", "-f", "csv", "-j", jobs], prog_name="xzsc")
    assert loud.stdout == right
    assert loud.stderr.count("was damaged") == loud.stderr.count("begun anew") == 1
    assert entries() == 3
    damage(folder / "cache" / FILE, how)
    quiet = CliRunner().invoke(app, ["units", "in", "-f", "csv"], prog_name="xzsc")
    assert quiet.stdout == right
    assert "cache" not in quiet.stderr
    assert entries() == 3


def test_a_damaged_file_that_cannot_be_replaced_is_done_without(folder: Path, monkeypatch) -> None:
    right = xzsc("units", "in", "--no-cache")
    (folder / "cache").mkdir()
    (folder / "cache" / FILE).write_bytes(b"no database at all" * 100)

    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)
    work._open_cache.cache_clear()
    loud = CliRunner().invoke(app, ["units", "in", "-v", "-f", "csv"], prog_name="xzsc")
    assert loud.stdout == right
    assert loud.stderr.count("working without it") == 1
    refused = CliRunner().invoke(app, ["cache", "--clear"], prog_name="xzsc")
    assert refused.exit_code == 1
    told = str(refused.stderr or refused.exception)
    assert f"{folder / 'cache' / FILE}: cannot be cleared (" in told
    assert "XZSC_CACHE_DIR" in told


def test_a_cache_that_another_process_writes_is_not_cleared_in_silence(folder: Path, monkeypatch) -> None:
    xzsc("units", "in")
    monkeypatch.setattr("xzsc.cache.PATIENCE", 0.1)
    base = sqlite3.connect(folder / "cache" / FILE, isolation_level=None)
    base.execute("BEGIN IMMEDIATE")
    locked = CliRunner().invoke(app, ["cache", "--clear"], prog_name="xzsc")
    base.close()
    assert locked.exit_code == 1
    assert "cannot be cleared (database is locked). Try again when no other xzsc runs." in locked.stderr
    assert entries() == 3


def test_a_folder_that_cannot_be_made(folder: Path) -> None:
    right = xzsc("units", "in", "--no-cache")
    (folder / "cache").write_text("a file where the folder should be")
    assert xzsc("units", "in") == right
    refused = CliRunner().invoke(app, ["cache", "--clear"], prog_name="xzsc")
    assert refused.exit_code == 1
    assert "cannot be cleared (" in refused.stderr


def test_several_processes_at_once(folder: Path) -> None:
    for n in range(12):
        text = (folder / "in" / "report.txt").read_text("utf-8")
        (folder / "in" / f"r{n:02}.txt").write_text(f"{text}\n第{n}份。\n", encoding="utf-8")
    right = xzsc("units", "in", "--no-cache")
    command = [sys.executable, "-m", "xzsc", "units", "in", "-f", "csv", "-q", "-j", "2"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[0].decode() for process in running] == [right, right]
    assert xzsc("units", "in") == right
    base = sqlite3.connect(folder / "cache" / FILE)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    base.close()


# --- the command --------------------------------------------------------------------------------------------


def test_the_command_shows_and_clears(folder: Path) -> None:
    xzsc("units", "in")
    shown = CliRunner().invoke(app, ["cache"], prog_name="xzsc").stdout
    assert shown.startswith(str(folder / "cache" / FILE) + ": 3 results, 0.")
    cleared = CliRunner().invoke(app, ["cache", "--clear"], prog_name="xzsc").stdout
    assert ": 0 results, " in cleared
    assert entries() == 0
