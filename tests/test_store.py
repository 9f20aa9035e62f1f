"""A corpus at rest gives back the same documents and the same rows; only what changed is read again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xzsc import build as builds
from xzsc import plan, store, structure, work
from xzsc.build import build
from xzsc.cli import app
from xzsc.corpus import documents
from xzsc.errors import InputError, UsageError
from xzsc.model import Document, Kind, Section, Source, Unit
from xzsc.store import PartWriter, is_store, part_path, read_manifest, read_part

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
COMMANDS = (
    ("measures",),
    ("measures", "--theme", "人才", "--explain"),
    ("units", "--furniture"),
    ("documents",),
    ("outline",),
    ("kwic", "人才"),
    ("count", "发展", "--title"),
    ("crosstab",),
    ("keywords",),
    ("keywords", "--words", "--by", "corpus", "--idf", "corpus"),
    ("keyness", "--reference", "2025", "--min-count", "2", "--min-g2", "0"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of texts in six formats with names that clash, and a cache of its own."""
    monkeypatch.setenv("XZSC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return filled(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, built once for tests that only read."""
    root = filled(tmp_path_factory.mktemp("built"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XZSC_CACHE_DIR", str(root / "cache"))
        patch.chdir(root)
        xzsc("build", "in", "-o", "kept")
    return root


def filled(tmp_path: Path) -> Path:
    shutil.copytree(CORPUS, tmp_path / "in")
    (tmp_path / "in" / "x").mkdir()
    shutil.copy(CORPUS / "talent-speech.md", tmp_path / "in" / "x" / "talent-speech.md")
    rows = [
        {"id": f"r{n}", "正文": f"一、目标\n到20{n:02}年，力争新建{n}家平台。", "备注": f"甲{n}"}
        for n in range(30, 60)
    ]
    (tmp_path / "in" / "rows.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    with zipfile.ZipFile(tmp_path / "in" / "more.zip", "w") as archive:
        archive.writestr("a/notice.txt", "关于印发方案的通知\n各市：\n　　请认真贯彻执行。\n2025年3月1日\n")
    return tmp_path


def call(*args: str) -> Result:
    work._open_cache.cache_clear()  # as a new process would
    return CliRunner().invoke(app, list(args), prog_name="xzsc")


def xzsc(*args: str) -> str:
    done = call(*args)
    assert done.exit_code == 0, done.output
    return done.stdout


def tree(root: str | Path) -> dict[str, bytes]:
    """Every file of a folder by its path below it; of the results only which there are."""
    files = [path for path in Path(root).rglob("*") if path.is_file()]
    return {
        str(path.relative_to(root)): b"" if path.suffix == ".bin" else path.read_bytes() for path in files
    }


def made(summary: str) -> int:
    """The number of parts made anew, from the summary."""
    return int(summary.split(" new part")[0].split()[-1]) if " new part" in summary else 0


# --- the same rows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_gives_the_same_bytes(built: Path, monkeypatch, command: tuple[str, ...]) -> None:
    monkeypatch.chdir(built)
    monkeypatch.setenv("XZSC_CACHE_DIR", str(built / "cache"))
    right = xzsc(*command, "in", "-f", "csv", "--no-cache")
    assert len(right.splitlines()) > 1
    assert xzsc(*command, "kept", "-f", "csv", "--no-cache") == right
    assert xzsc(*command, "kept", "-f", "csv") == right
    assert xzsc(*command, "kept", "-f", "csv") == right


def test_warnings_failures_and_the_exit_code_come_back(folder: Path) -> None:
    (folder / "in" / "bad.pdf").write_bytes(b"%PDF nothing")
    (folder / "in" / "rows.jsonl").write_text('{"text": "加快发展。"}\nnot json\n', encoding="utf-8")
    files = call("units", "in", "-f", "csv")
    assert files.exit_code == 1
    assert call("build", "in", "-o", "kept").exit_code == 1
    assert call("build", "in", "-o", "kept").exit_code == 1
    kept = call("units", "kept", "-f", "csv")
    assert (kept.exit_code, kept.stdout) == (1, files.stdout)
    assert sorted(kept.stderr.splitlines()) == sorted(files.stderr.splitlines())


def test_the_number_of_processes_changes_no_byte(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SMALLEST", 20_000)
    for n in range(6):
        text = (CORPUS / "linjiang-work-report.txt").read_text("utf-8")
        (folder / "in" / f"z{n}.txt").write_text(text * 6, encoding="utf-8")
    one = call("build", "in", "-o", "one", "-j", "1", "--no-results")
    two = call("build", "in", "-o", "two", "-j", "2", "--no-results")
    assert one.stderr == two.stderr
    assert tree("one") == tree("two")
    assert len(read_manifest("one")[1]) > 4


def test_known_results_are_not_computed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = xzsc("measures", "in", "-f", "csv", "--no-cache")
    xzsc("build", "in", "-o", "kept")
    shutil.rmtree(folder / "in")
    for table in store.TABLES:
        for path in (folder / "kept" / table).iterdir():
            path.unlink()
    assert xzsc("measures", "kept", "-f", "csv") == right


# --- only what changed --------------------------------------------------------------------------------------


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that loaders read from now on."""
    seen: list[str] = []
    real = work.load_blob

    def load_blob(blob, *rest):
        seen.append(Path(blob.path).name)
        return real(blob, *rest)

    monkeypatch.setattr(work, "load_blob", load_blob)
    return seen


def test_a_second_build_reads_nothing_and_changes_nothing(folder: Path, monkeypatch) -> None:
    assert made(call("build", "in", "-o", "kept").stderr) > 0
    before = tree("kept")
    seen = counting(monkeypatch)
    assert made(call("build", "in", "-o", "kept").stderr) == 0
    assert seen == []
    assert tree("kept") == before


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (lambda root: (root / "talent-speech.md").write_text("# 讲话\n\n重视人才。\n"), "talent-speech.md"),
        (lambda root: (root / "rows.jsonl").write_text('{"text": "加快发展。"}\n'), "rows.jsonl"),
        (lambda root: (root / "new.txt").write_text("新建平台。\n"), "new.txt"),
        (lambda root: (root / "journal-paper.pdf").unlink(), None),
        (lambda root: os.utime(root / "journal-paper.pdf"), None),
    ],
    ids=["changed", "table changed", "added", "removed", "touched"],
)  # fmt: skip
def test_only_what_changed_is_read(folder: Path, monkeypatch, change, read: str | None) -> None:
    xzsc("build", "in", "-o", "kept")
    change(folder / "in")
    seen = counting(monkeypatch)
    xzsc("build", "in", "-o", "kept")
    assert seen == ([read] if read else [])
    xzsc("build", "in", "-o", "anew")
    assert tree("kept") == tree("anew")


def test_ids_that_clash_are_the_same_in_files_and_at_rest(folder: Path, monkeypatch) -> None:
    for name in "abc":
        (folder / "in" / f"z{name}.csv").write_text("id,正文\n1,扩大投资。\n2,稳定就业。\n", encoding="utf-8")
    right = xzsc("documents", "in", "-f", "csv", "--columns", "document")
    assert right.split()[-6:] == ["1", "2", "zb#1", "zb#2", "zc#1", "zc#2"]
    xzsc("build", "in", "-o", "kept")
    assert xzsc("documents", "kept", "-f", "csv", "--columns", "document") == right
    (folder / "in" / "za.csv").unlink()
    xzsc("build", "in", "-o", "kept")
    xzsc("build", "in", "-o", "anew")
    assert tree("kept") == tree("anew")
    seen = counting(monkeypatch)
    xzsc("build", "in", "-o", "kept")
    assert seen == []


def test_results_of_a_worker_with_its_xzsc_elsewhere_are_kept(folder: Path, monkeypatch) -> None:
    real = builds.Maker.__call__

    def elsewhere(maker: builds.Maker, job: plan.Job) -> store.Part:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plan, "program", lambda: b"another")
            patch.setattr(builds, "program", lambda: b"another")
            return real(maker, job)

    monkeypatch.setattr(builds.Maker, "__call__", elsewhere)
    assert made(call("build", "in", "-o", "kept").stderr) > 0
    assert made(call("build", "in", "-o", "kept").stderr) == 0


def test_results_are_added_to_parts_that_are_there(folder: Path, monkeypatch) -> None:
    xzsc("build", "in", "-o", "kept", "--no-results")
    seen = counting(monkeypatch)
    xzsc("build", "in", "-o", "kept")
    assert seen == []
    xzsc("build", "in", "-o", "anew")
    assert tree("kept") == tree("anew")


def test_other_options_read_again(folder: Path) -> None:
    xzsc("build", "in", "-o", "kept")
    (folder / "terms.txt").write_text("力争新建\n", encoding="utf-8")
    assert made(call("build", "in", "-o", "kept", "--lexicon", "terms.txt").stderr) > 0
    assert made(call("build", "in", "-o", "kept", "--lexicon", "terms.txt").stderr) == 0


def test_a_missing_part_is_made_again(folder: Path) -> None:
    xzsc("build", "in", "-o", "kept")
    before = tree("kept")
    next((folder / "kept" / "units").iterdir()).unlink()
    assert made(call("build", "in", "-o", "kept").stderr) == 1
    assert tree("kept") == before


@pytest.mark.parametrize("table", store.TABLES)
def test_a_damaged_part_is_made_again(folder: Path, table: str) -> None:
    xzsc("build", "in/talent-speech.md", "-o", "kept")
    before = tree("kept")
    path = next((folder / "kept" / table).iterdir())
    path.write_bytes(path.read_bytes()[:200])
    assert made(call("build", "in/talent-speech.md", "-o", "kept").stderr) == 1
    assert tree("kept") == before


@pytest.mark.parametrize("update", [False, True])
def test_an_interrupted_build_shows_nothing_new_and_goes_on_where_it_stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch, update: bool
) -> None:
    monkeypatch.setattr(plan, "SMALLEST", 500)
    paths = ["in/rows.jsonl", "in/talent-speech.md"]
    if update:
        xzsc("build", paths[1], "-o", "kept")
    before = tree("kept")
    done: list[store.Part] = []

    def note(fresh: Path, part: store.Part) -> None:
        plan.note_part(fresh, part)
        done.append(part)
        if len(done) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(builds, "note_part", note)
        interrupted = call("build", *paths, "-o", "kept")
    assert interrupted.exit_code == 130
    told = "3 new parts are kept in kept/.new: run the same command again, it goes on from there"
    assert interrupted.stderr.splitlines()[-1] == f"xzsc: interrupted; {told}"
    seen = {name: held for name, held in tree("kept").items() if not name.startswith(".new")}
    assert seen == before if update else [*seen] == ["manifest.json"]
    summary = call("build", *paths, "-o", "kept").stderr
    assert made(summary) == len(read_manifest("kept")[1]) - len(done) - update > 0
    xzsc("build", *paths, "-o", "anew")
    assert tree("kept") == tree("anew")


def test_a_new_file_leaves_the_other_parts_alone(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(plan, "SMALLEST", 3000)
    (folder / "many").mkdir()
    for n in range(120):
        (folder / "many" / f"{n:03}.txt").write_text(f"第{n}件\n" + "支持企业创新。" * 40, encoding="utf-8")
    xzsc("build", "many", "-o", "kept", "-j", "1", "--no-tokens", "--no-results")
    before = set(read_manifest("kept")[1])
    (folder / "many" / "0601.txt").write_text("新的一件。", encoding="utf-8")
    xzsc("build", "many", "-o", "kept", "-j", "1", "--no-tokens", "--no-results")
    after = set(read_manifest("kept")[1])
    assert len(before) >= 5
    assert len(after - before) <= 2


# --- what stands in it --------------------------------------------------------------------------------------


def torn() -> list[Document]:
    """Documents with everything that may make a round trip hard."""
    first = Section(1, "一、", "目标", ((4, 8),), number=1)
    lead = Section(2, "", "加快", ((8, 10),), lead=True, number=1)
    source = Source(
        *("甲.zip", "标题\n\n一、目标加快，\n发展。\n", "m/a.txt", "ab", "gb18030", "text/plain", (0, 3)),
        *((("id", "9"), ("备注", "x"), ("备注", "y")), ("guessed",)),
    )
    units = (
        Unit(Kind.TITLE, ((0, 2),), "标题"),
        Unit(Kind.LEAD, ((8, 11),), "加快，", "1-1-1", (first, lead), "一是", "", "", 2),
        Unit(Kind.SENTENCE, ((8, 11), (12, 15)), "加快，发展。", "1-1-2", (first,), "", "", "", 2),
        Unit(Kind.FURNITURE, ((15, 16),), "", note="页码"),
    )
    about = ("甲", "标题", ("张",), "某校", "某府", "某发〔2025〕1号", "2025-03-01", "通知", ("a", "b"))
    whole = Document(source, *about, (first,), units, ("torn",))
    return [whole, Document(source, "甲#2"), Document(Source("b.txt", ""), "b")]


def test_documents_come_back_as_they_were(tmp_path: Path) -> None:
    written = torn()
    writer = PartWriter(tmp_path, "p")
    for doc in written:
        writer.add(doc)
    rows = writer.close()
    assert rows == {"sources": 2, "documents": 3, "sections": 2, "units": 4}
    found = read_part(tmp_path, "p")
    assert list(found) == written
    assert found[0].units[1].path[0] is found[0].sections[0]
    assert found[0].source is found[1].source


def test_a_real_corpus_comes_back_as_it_was(folder: Path) -> None:
    right = list(documents(["in"], on_error=pytest.fail))
    build(["in"], "kept", on_error=pytest.fail, on_note=str, tokens=False)
    assert list(documents(["kept"], on_error=pytest.fail)) == right


def test_tokens_tile_their_units(folder: Path) -> None:
    from pyarrow import parquet

    xzsc("build", "in", "-o", "kept", "--no-results")
    for name in read_manifest("kept")[1]:
        units = parquet.read_table(part_path("kept", "units", name)).to_pylist()
        at = {(unit["document"], unit["unit"]): "" for unit in units}
        for token in parquet.read_table(part_path("kept", "tokens", name)).to_pylist():
            key = token["document"], token["unit"]
            assert token["start"] == len(at[key])
            assert token["end"] - token["start"] == len(token["text"])
            at[key] += token["text"]
        assert at == {(unit["document"], unit["unit"]): unit["text"] for unit in units}


def test_the_manifest_names_inputs_with_their_digests_and_no_clock(folder: Path) -> None:
    import hashlib

    xzsc("build", "in", "-o", "kept")
    said = json.loads((folder / "kept" / "manifest.json").read_text("utf-8"))
    assert (said["format"], said["schema"], said["xzsc"]) == ("xzsc corpus", 1, "0.1.0")
    inputs = [each for part in said["parts"] for each in part["inputs"]]
    assert [each["path"] for each in inputs] == sorted(each["path"] for each in inputs)
    pdf = next(each for each in inputs if each["path"].endswith(".pdf"))
    digest = hashlib.sha256((CORPUS / "journal-paper.pdf").read_bytes()).hexdigest()
    assert pdf == {
        "path": "in/journal-paper.pdf",
        "member": "",
        "id": "journal-paper",
        "sha256": digest,
        "documents": 1,
    }
    assert said["rows"]["documents"] == sum(each["documents"] for each in inputs)


def test_pandas_and_duckdb_read_it_as_it_is(folder: Path) -> None:
    pd = pytest.importorskip("pandas")
    xzsc("build", "in", "-o", "kept", "--no-results")
    units = pd.read_parquet("kept/units")
    docs = pd.read_parquet("kept/documents", columns=["document", "title", "date"])
    joined = units[units.kind == "sentence"].merge(docs, on="document")
    assert (
        len(joined)
        == docs.merge(
            units[units.kind == "sentence"].groupby("document").size().rename("n"), on="document"
        ).n.sum()
    )
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql("SELECT count(*) FROM 'kept/units/*.parquet' WHERE kind = 'sentence'").fetchone()
    assert found == (len(joined),)


# --- what goes wrong ----------------------------------------------------------------------------------------


def test_a_folder_that_holds_something_else_is_refused(folder: Path) -> None:
    done = call("build", "in", "-o", "in")
    assert done.exit_code == 2
    assert "in: holds other files. Name a new or an empty folder." in done.stderr
    with pytest.raises(UsageError, match="is a file"):
        build(["in"], "in/rows.jsonl", on_error=pytest.fail, on_note=str)


def test_where_nothing_is_found_the_folder_stays_as_it_was(folder: Path) -> None:
    done = call("build", "none.txt", "-o", "kept")
    assert (done.exit_code, (folder / "kept").exists()) == (1, False)
    assert done.stderr.splitlines()[0] == "xzsc: nothing was read"
    xzsc("build", "in/rows.jsonl", "-o", "kept")
    before = tree("kept")
    assert call("build", "none.txt", "-o", "kept").exit_code == 1
    assert tree("kept") == before


def test_a_store_inside_a_folder_is_not_read_twice(folder: Path) -> None:
    right = xzsc("documents", ".", "-f", "csv")
    xzsc("build", "in", "-o", "kept")
    assert xzsc("documents", ".", "-f", "csv") == right
    assert is_store("kept")
    assert not is_store("in")


@pytest.mark.parametrize("pattern", ["put/*", "put/**", "put/k*", "p*"])
def test_a_pattern_takes_a_corpus_as_a_whole(folder: Path, pattern: str) -> None:
    (folder / "put").mkdir()
    xzsc("build", "in/rows.jsonl", "-o", "put/kept", "--no-results")
    (folder / "put" / "one.txt").write_text("稳定就业。\n", encoding="utf-8")
    rows = xzsc("documents", pattern, "-f", "csv", "--columns", "document").split()[1:]
    kept = [] if pattern == "p*" else [f"r{n}" for n in range(30, 60)]
    assert sorted(rows) == ["one"] * (pattern != "put/k*") + kept


@pytest.mark.parametrize("path", ["put", "put/sub", "put/sub/kept/units/*", "put/**/*.parquet"])
def test_where_there_is_only_a_corpus_it_is_named(folder: Path, path: str) -> None:
    (folder / "put" / "sub").mkdir(parents=True)
    xzsc("build", "in/rows.jsonl", "-o", "put/sub/kept", "--no-results")
    done = call("documents", path)
    assert done.exit_code == 1
    told = f"{path}: nothing to read but a corpus at rest. Name it: put/sub/kept."
    assert told in done.stderr


@pytest.mark.parametrize(
    "content", ['{"format": "xzsc corpus", "schema": 99, "parts": []}', '{"format": "xzsc corpus"']
)
def test_a_damaged_or_future_manifest(folder: Path, content: str) -> None:
    xzsc("build", "in", "-o", "kept")
    (folder / "kept" / "manifest.json").write_text(content)
    done = call("units", "kept")
    assert done.exit_code == 1
    assert "Run xzsc build again." in done.stderr


def test_a_damaged_part_costs_that_part(folder: Path) -> None:
    xzsc("build", "in", "-o", "kept", "--no-results")
    parts = list(read_manifest("kept")[1])
    part_path("kept", "units", parts[0]).write_bytes(b"no parquet")
    for _ in range(2):
        done = call("documents", "kept", "-f", "csv")
        assert done.exit_code == 1
        assert parts[0] in done.stderr
        assert len(done.stdout.splitlines()) > 10


def naughty(document: Document) -> str:
    if "r33" in document.id:
        os._exit(7)
    return document.id


@pytest.mark.skipif(sys.platform != "linux", reason="the patches reach the workers by fork")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_document_that_hangs_costs_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    real = structure.read

    def read(source: Source) -> Sequence[Document]:
        if "2033" in source.text:
            time.sleep(600)
        return real(source)

    monkeypatch.setattr(structure, "read", read)
    monkeypatch.setattr("xzsc.pool._may_fork", lambda: True)
    monkeypatch.setattr(builds, "PATIENCE", 4)
    monkeypatch.setattr(builds, "TIMEOUT", 2)
    errors: list[InputError] = []
    built = build(["in/rows.jsonl"], "kept", on_error=errors.append, on_note=print, jobs=jobs, tokens=False)
    assert [(error.where, error.what[:22]) for error in errors] == [
        ("in/rows.jsonl!4", "took longer than 2 sec")
    ]
    rows = len((folder / "in" / "rows.jsonl").read_text("utf-8").splitlines())
    assert built.rows["documents"] == rows - 1
    assert len(list(documents(["kept"], on_error=lambda error: None))) == rows - 1


def test_the_progress_of_a_build_knows_the_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SMALLEST", 500)
    (folder / "b.txt").write_text("支持企业创新。", encoding="utf-8")
    told: list[tuple[int, ...]] = []
    quiet = {"on_error": lambda error: None, "on_note": print, "tokens": False}
    build(["b.txt", "in/rows.jsonl"], "kept", on_progress=lambda *each: told.append(each), **quiet)
    size = sum(Path(path).stat().st_size for path in ("b.txt", "in/rows.jsonl"))
    assert len(told) > 3
    assert {(files, of_files, of_size) for files, of_files, _, of_size, _ in told} == {
        (1, 2, size),
        (2, 2, size),
    }
    sizes, numbers = zip(*[(done, number) for _, _, done, _, number in told], strict=True)
    assert list(sizes) == sorted(sizes)
    assert numbers[0] == 1
    assert numbers[-1] == 31


def test_a_document_that_kills_its_worker_costs_no_other(folder: Path, monkeypatch) -> None:
    code = (
        "import os, sys\nfrom xzsc import structure\nreal = structure.read\n"
        "def read(source):\n    if '2033' in source.text: os._exit(7)\n    return real(source)\n"
        "structure.read = read\n"
    )
    (folder / "lib").mkdir()
    (folder / "lib" / "sitecustomize.py").write_text(code)
    command = [
        sys.executable,
        "-m",
        "xzsc",
        "build",
        "in/rows.jsonl",
        "in/talent-speech.md",
        "-o",
        "kept",
        "-j",
        "2",
    ]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(folder / "lib")}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "in/rows.jsonl!4: its worker process died (exit code 7)" in done.stderr
    ids = [doc.id for doc in documents(["kept"], on_error=lambda error: None)]
    assert ids == [*(f"r{n}" for n in range(30, 60) if n != 33), "talent-speech"]


def test_names_that_clash_between_corpora_are_told(folder: Path) -> None:
    for year in ("23", "24"):
        (folder / year).mkdir()
        (folder / year / "report.txt").write_text(f"20{year}年稳定就业。\n", encoding="utf-8")
        xzsc("build", year, "-o", f"y{year}", "--no-results")
    told = "names of files that are in use elsewhere: 1 (report). Build one corpus from all the files"
    assert f"y23, y24: {told}" in call("documents", "y23", "y24").stderr
    assert f"y23: {told}" in call("documents", "y23", "24").stderr
    assert told not in call("documents", "y23", "in").stderr + call("documents", "y23").stderr


def test_options_of_reading_that_come_too_late_are_told(folder: Path) -> None:
    xzsc("build", "in/rows.jsonl", "-o", "kept", "--no-results")
    told = "kept: is a corpus at rest, --encoding --text-column changes nothing. Use it with build."
    late = ("--text-column", "备注", "--encoding", "utf-8")
    assert told in call("documents", "kept", *late).stderr
    assert told in call("build", "kept", "-o", "again", "--no-results", *late).stderr
    assert told not in call("documents", "in/rows.jsonl", *late).stderr


def test_an_unreadable_result_is_computed(folder: Path) -> None:
    right = xzsc("measures", "in", "-f", "csv")
    xzsc("build", "in", "-o", "kept")
    for path in (folder / "kept" / "results").iterdir():
        path.write_bytes(path.read_bytes()[:-3])
    assert xzsc("measures", "kept", "-f", "csv", "--no-cache") == right
    assert xzsc("measures", "kept", "-f", "csv") == right


def test_standard_input_can_be_kept(folder: Path) -> None:
    text = "".join(json.dumps({"text": f"建设{n}个平台。"}) + "\n" for n in range(3))
    done = CliRunner().invoke(app, ["build", "-", "-o", "kept"], input=text, prog_name="xzsc")
    assert done.exit_code == 0
    errors: list[InputError] = []
    assert [doc.id for doc in documents(["kept"], on_error=errors.append)] == [
        "stdin#1",
        "stdin#2",
        "stdin#3",
    ]
    assert not errors
    assert builds.is_store("kept")


def test_an_interrupted_build_is_not_taken_for_a_corpus(folder: Path, monkeypatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(builds, "_close", interrupt)
        assert call("build", "in", "-o", "kept").exit_code == 130
    done = call("units", "kept")
    assert done.exit_code == 1
    assert "never finished. Run xzsc build again." in done.stderr
    xzsc("build", "in", "-o", "kept")
    xzsc("build", "in", "-o", "anew")
    assert tree("kept") == tree("anew")
