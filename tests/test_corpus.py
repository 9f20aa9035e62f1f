"""Paths become documents with names, in one order, whatever the number of workers."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from toy import hear_interrupts

from xzsc import corpus
from xzsc.corpus import default_paths, documents, run
from xzsc.errors import InputError
from xzsc.loaders import ReadOptions, inventory
from xzsc.model import Document, Source


def whole(source: Source) -> tuple[Document, ...]:
    """A stand-in for the structure room: a document for each part between lines of ``===``."""
    return tuple(Document(source, title=part.strip()) for part in source.text.split("===") if part.strip())


def row(document: Document) -> tuple[str, str, str]:
    return document.id, document.source.name, document.title


def naughty(document: Document) -> str:
    """A task that dies, hangs or fails where the text says so."""
    if "die" in document.title:
        os._exit(3)
    if "hang" in document.title:
        time.sleep(60)
    if "bug" in document.title:
        raise ZeroDivisionError(document.id)
    return document.id


def tree(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def ids(paths: Sequence[Path | str]) -> list[str]:
    def fail(error: InputError) -> None:
        raise error

    return [document.id for document in documents([str(path) for path in paths], on_error=fail, read=whole)]


def failures(paths: Sequence[Path | str], **options: str) -> list[str]:
    errors: list[InputError] = []
    list(documents([str(p) for p in paths], ReadOptions(**options), on_error=errors.append, read=whole))
    return [str(error) for error in errors]


def test_one_path_may_stand_alone_and_may_be_a_path_object(tmp_path: Path) -> None:
    text = tmp_path / "甲.txt"
    text.write_text("关于粮食的通知", "utf-8")
    for paths in (str(text), text, [text], [str(text)]):
        assert [doc.id for doc in documents(paths, on_error=pytest.fail)] == ["甲"]  # type: ignore[arg-type]


# --- which files, and their names ---------------------------------------------------------------------------


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    files = {
        "b.txt": "乙",
        "a/z.md": "甲",
        "a/c/x.txt": "丙",
        "c.txt": "丁",
        ".hidden/y.txt": "戊",
        "~$b.docx": "己",
    }
    tree(tmp_path, {**files, "manifest.csv": "a,b\n", "README.md": "说明"})
    assert ids([tmp_path]) == ["x", "z", "b", "c"]


def test_where_stems_clash_the_path_tells_them_apart(tmp_path: Path) -> None:
    tree(tmp_path, {"hb/2025.txt": "甲", "hn/2025.txt": "乙", "hn/2025.md": "丙", "2024.txt": "丁"})
    assert ids([tmp_path]) == ["2024", "hb/2025", "hn/2025.md", "hn/2025.txt"]
    assert ids([tmp_path / "hb"]) == ["2025"]
    assert ids([tmp_path / "hb", tmp_path / "hn"]) == ["hb/2025", "2025.md", "hn/2025"]


def test_articles_rows_and_members_have_names(tmp_path: Path) -> None:
    lines = [{"id": "p-9", "text": "甲===乙"}, {"text": "丙"}]
    files: dict[str, str | bytes] = {
        "page.txt": "一===二===三",
        "t.jsonl": "\n".join(json.dumps(line) for line in lines),
    }
    tree(tmp_path, files)
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for name, content in {
            "m/页.txt": "丁",
            "m/t.csv": "正文\n戊\n",
            "page.txt": "己",
            "x.bin": "0",
        }.items():
            archive.writestr(name, content)
    assert ids([tmp_path]) == [
        *("page", "page#2", "page#3", "p-9", "p-9#2", "t#2"),
        *("z/m/t#1", "页", "z/page"),
    ]


def test_standard_input_is_called_stdin(monkeypatch) -> None:
    def names(text: str) -> list[str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return [doc.id for doc in documents(["-"], on_error=pytest.fail, read=whole)]

    assert names("甲===乙") == ["stdin", "stdin#2"]
    assert names("日期,正文\n2020,甲\n2021,乙\n") == ["stdin#1", "stdin#2"]


def test_an_id_that_was_given_before_gets_the_name_of_its_file(tmp_path: Path) -> None:
    tree(tmp_path, {"a.csv": "id,正文\n1,甲\n2,乙===丙\n1,丁\n1,戊\n", "b.csv": "id,正文\n2,己\n3,庚\n"})
    tree(tmp_path, {"3.txt": "辛", "c.jsonl": '{"id": "c", "text": "壬"}'})
    notes: list[str] = []
    found = documents([str(tmp_path)], on_error=pytest.fail, on_note=notes.append, read=whole)
    assert [d.id for d in found] == ["3", "1", "2", "2#2", "a#1", "a#1#4", "b#2", "b#3", "c"]
    assert [note.removeprefix(f"{tmp_path}/") for note in notes] == [
        "a.csv: 2 ids were in use before; their documents are called a#id.",
        "b.csv: 2 ids were in use before; their documents are called b#id.",
    ]


def test_a_file_named_twice_is_read_once(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tree(tmp_path, {"a.txt": "甲", "b.txt": "乙"}))
    assert ids(["b.txt", ".", "./a.txt", "*.txt"]) == ["b", "a"]


def test_globs(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tree(tmp_path, {"x/b.txt": "乙", "x/a.txt": "甲", "x/c.bin": "0", "a[1].txt": "丙"}))
    assert ids(["x/*"]) == ["a", "b"]
    assert ids(["**/*.txt"]) == ["a[1]", "a", "b"]
    assert ids(["a[1].txt"]) == ["a[1]"]


def test_links_that_run_in_a_circle_end(tmp_path: Path) -> None:
    tree(tmp_path, {"a/b.txt": "甲"})
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert ids([tmp_path]) == ["b"]


def test_what_is_passed_over_is_counted(tmp_path: Path) -> None:
    notes: list[str] = []
    tree(tmp_path, {"a.txt": "甲", "b.png": "0", "c.png": "0", "Makefile": "0"})
    list(documents([str(tmp_path)], on_error=pytest.fail, on_note=notes.append, read=whole))
    assert notes == [f"{tmp_path}: 3 other files were skipped (.png, Makefile)."]


def test_names_are_alike_by_more_than_their_ending(tmp_path: Path) -> None:
    tree(tmp_path, {"渡口规划.txt": "甲", "渡口规划.md": "乙", "航标.txt": "丙"})
    errors: list[InputError] = []
    list(documents([f"{tmp_path}/{name}.txt" for name in ("渡口规化", "通知")], on_error=errors.append))
    assert [str(error).replace(f"{tmp_path}/", "") for error in errors] == [
        "渡口规化.txt: no such file or folder. Did you mean 渡口规划.md, 渡口规划.txt?",
        "通知.txt: no such file or folder.",
    ]


def test_bad_paths_do_not_stop_the_good_ones(tmp_path: Path) -> None:
    tree(tmp_path, {"report.txt": "甲", "empty.txt": "", "old.doc": "x", "bad.zip": "x", "void/pic.png": "0"})
    paths = [tmp_path / "reprot.txt", tmp_path / "void", tmp_path / "none" / "x.txt", f"{tmp_path}/*.pdf"]
    errors: list[InputError] = []
    found = [d.id for d in documents([*map(str, paths), str(tmp_path)], on_error=errors.append, read=whole)]
    assert found == ["report"]
    messages = [str(error).replace(f"{tmp_path}/", "") for error in errors]
    assert messages[0] == "reprot.txt: no such file or folder. Did you mean report.txt, empty.txt?"
    assert messages[1].startswith("void: no file in this folder can be read. Formats are .txt")
    assert messages[2] == "none/x.txt: no such file, and no folder none."
    assert messages[3].startswith("*.pdf: no file matches.")
    assert [message.split(":")[0] for message in messages[4:]] == ["bad.zip", "empty.txt", "old.doc"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_all_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for name, text in (("a.txt", "甲"), ("a.txt", "乙"), ("a (2).txt", "丙"), ("a.txt", "丁")):
            archive.writestr(name, text)
    found = documents([str(tmp_path)], on_error=pytest.fail, read=whole)
    assert [(d.source.record, d.title) for d in found] == [
        *(("a (2).txt", "丙"), ("a (3).txt", "乙"), ("a (4).txt", "丁"), ("a.txt", "甲"))
    ]


def test_a_file_that_its_library_chokes_on_does_not_stop_the_good_ones(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = docx.Document()
    run = document.add_paragraph("支持企业技术改造。").add_run()
    run._r.append(parse_xml(f'<w:sym xmlns:w="{word}" w:char="zz"/>'))
    document.save(str(tmp_path / "sign.docx"))
    deep = "[" * 100_000
    tree(tmp_path, {"deep.json": deep, "good.txt": "甲", "deep": deep})
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("deep.json", deep)
        archive.writestr("fine.txt", "乙")
    errors: list[InputError] = []
    paths = [str(tmp_path), str(tmp_path / "deep")]
    found = [d.id for d in documents(paths, on_error=errors.append, read=whole)]
    assert found == ["good", "fine"]
    assert [Path(error.where).name for error in errors] == [
        *("deep.json", "sign.docx", "z.zip!deep.json", "deep")
    ]
    assert all("Open and save it again." in str(error) for error in errors)


def test_a_folder_that_may_not_be_read_does_not_hide_its_neighbours(tmp_path: Path, monkeypatch) -> None:
    def scan(folder: str) -> object:
        if folder.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    listed = os.scandir
    tree(tmp_path, {"a.txt": "甲", "locked/b.txt": "乙", "open/c.txt": "丙"})
    monkeypatch.setattr(inventory.os, "scandir", scan)
    errors: list[InputError] = []
    found = [d.id for d in documents([str(tmp_path)], on_error=errors.append, read=whole)]
    assert found == ["a", "c"]
    refusal = "locked: may not be read: permission denied. Change its access rights."
    assert [str(error) for error in errors] == [f"{tmp_path}/{refusal}"]
    assert failures([tmp_path / "locked"]) == [f"{tmp_path}/{refusal}"]


@pytest.mark.skipif(sys.platform != "linux", reason="names that are any bytes")
def test_names_of_files_that_are_no_utf8(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    Path(os.fsdecode(folder + b"/" + "意见.txt".encode("gbk"))).write_text("甲")
    with zipfile.ZipFile(os.fsdecode(folder + b"/" + "汇编.zip".encode("gbk")), "w") as archive:
        archive.writestr("a.txt", "乙")
    found = [row(d) for d in documents([str(tmp_path)], on_error=pytest.fail, read=whole)]
    assert found == [("a", f"{tmp_path}/汇编.zip!a.txt", "乙"), ("意见", f"{tmp_path}/意见.txt", "甲")]


# --- the work -----------------------------------------------------------------------------------------------


def mixed(root: Path) -> Path:
    rows = "".join(json.dumps({"id": f"r{n}", "text": f"第{n}行"}) + "\n" for n in range(150))
    files: dict[str, str | bytes] = {f"f{n:02}.txt": f"文{n}===另{n}" for n in range(40)}
    files |= {
        "g.jsonl": rows + "not json\n",
        "f07b.txt": b"\xff\xfe\x00",
        "f30b.pdf": b"%PDF nothing",
        "h.txt": "",
    }
    tree(root, files)
    with zipfile.ZipFile(root / "z.zip", "w") as archive:
        for n in range(30):
            archive.writestr(f"m{n:02}.txt", f"员{n}")
    return root


def test_order_and_failures_are_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    mixed(tmp_path)
    seen = []
    for jobs in (1, 2, 3):
        log: list[str] = []
        progress: list[tuple[int, ...]] = []
        for result in run(
            [str(tmp_path)],
            row,
            jobs=jobs,
            on_error=lambda error, log=log: log.append(str(error)),
            on_progress=lambda *state, progress=progress: progress.append(state),
            on_note=log.append,
            read=whole,
        ):
            log.append("|".join(result))
        seen.append((log, progress))
    assert seen[0] == seen[1] == seen[2]
    log, progress = seen[0]
    assert len([line for line in log if "|" in line]) == 40 * 2 + 150 + 30
    assert sum("|" not in line for line in log) == 4
    assert progress[-1][:2] == (74, 74)
    assert [state[4] for state in progress] == sorted(state[4] for state in progress)
    assert progress[-1][4] == 40 * 2 + 150 + 30
    assert progress[-1][2] == sum(
        path.stat().st_size for path in tmp_path.iterdir() if path.suffix != ".zip"
    ) + sum(len(f"员{n}".encode()) for n in range(30))


@pytest.fixture(params=["fork", "spawn"])
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Workers that start as copies of this process, or anew."""
    if request.param == "fork" and sys.platform != "linux":
        pytest.skip("no forks here")
    monkeypatch.setattr("xzsc.pool._may_fork", lambda: request.param == "fork")
    return str(request.param)


@pytest.mark.usefixtures("start")
@pytest.mark.parametrize(
    ("word", "reason"), [("die", "its worker process died (exit code 3)"), ("hang", "took longer")]
)
def test_a_worker_that_dies_or_hangs_costs_one_document(tmp_path: Path, word: str, reason: str) -> None:
    tree(tmp_path, {f"{n}.txt": word if n in (2, 5) else "fine" for n in range(8)})
    errors: list[InputError] = []
    found = list(run([str(tmp_path)], naughty, jobs=2, timeout=2, on_error=errors.append, read=whole))
    assert found == ["0", "1", "3", "4", "6", "7"]
    assert [Path(error.where).name for error in errors] == ["2.txt", "5.txt"]
    assert all(reason in error.what for error in errors)


@pytest.mark.skipif(os.name == "nt", reason="no alarm")
def test_a_document_that_hangs_in_the_only_process_costs_itself(tmp_path: Path) -> None:
    tree(tmp_path, {f"{n}.txt": "hang" if n == 1 else "fine" for n in range(3)})
    errors: list[InputError] = []
    found = list(run([str(tmp_path)], naughty, jobs=1, timeout=0.5, on_error=errors.append, read=whole))
    assert found == ["0", "2"]
    (error,) = errors
    assert (Path(error.where).name, error.what) == (
        "1.txt",
        "took longer than 0.5 seconds. Try it alone, or split it.",
    )
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    in_a_thread: list[list[str]] = []

    def read_it() -> None:
        files = [str(tmp_path / "0.txt")]
        in_a_thread.append(list(run(files, naughty, timeout=0.5, on_error=errors.append, read=whole)))

    thread = threading.Thread(target=read_it)
    thread.start()
    thread.join()
    assert (in_a_thread, len(errors)) == ([["0"]], 1)


def test_a_worker_that_does_not_start_is_no_fault_of_the_documents(tmp_path: Path) -> None:
    """As in a script whose main module starts workers when it is imported."""
    tree(tmp_path, {"a.txt": "文", "script.py": "from xzsc.corpus import run\nimport xzsc.pool\n"})
    with (tmp_path / "script.py").open("a") as script:
        script.write(
            "xzsc.pool._may_fork = lambda: False\nlist(run(['a.txt'], str, jobs=2, on_error=print))\n"
        )
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "XzscError: worker processes do not start (exit code 1). Use -j 1." in done.stderr


ORPHANS = """
import os, sys, time
from pathlib import Path
from xzsc.corpus import run
import xzsc.corpus, xzsc.pool

def slow(doc):
    Path(sys.argv[2], str(os.getpid())).touch()
    time.sleep(0.3)

if __name__ == "__main__":
    xzsc.corpus.BATCH_FILES = 1
    if sys.argv[3] == "spawn":
        xzsc.pool._may_fork = lambda: False
    list(run([sys.argv[1]], slow, jobs=3, on_error=print))
"""


def test_workers_go_when_their_parent_is_killed(tmp_path: Path, start: str) -> None:
    tree(tmp_path / "in", {f"{n}.txt": "文" for n in range(40)})
    tree(tmp_path, {"script.py": ORPHANS, "pids/.keep": ""})
    given = [str(tmp_path / name) for name in ("script.py", "in", "pids")]
    process = subprocess.Popen([sys.executable, *given, start])
    pids = tmp_path / "pids"
    until(lambda: len(list(pids.iterdir())) == 4)
    process.kill()
    process.wait()
    workers = [int(path.name) for path in pids.iterdir() if path.name != ".keep"]
    until(lambda: not any(alive(pid) for pid in workers))


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_row_that_kills_its_worker_costs_that_row(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": "die" if n == 3 else "fine"}) + "\n" for n in range(1, 8))
    tree(tmp_path, {"t.jsonl": lines})
    errors: list[InputError] = []
    found = list(run([str(tmp_path)], naughty, jobs=2, on_error=errors.append, read=whole))
    assert found == [f"t#{n}" for n in (1, 2, 4, 5, 6, 7)]
    assert [error.where for error in errors] == [f"{tmp_path}/t.jsonl!3"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bug_keeps_its_traceback(tmp_path: Path, jobs: int) -> None:
    tree(tmp_path, {"a.txt": "fine", "b.txt": "bug"})
    with pytest.raises(ZeroDivisionError) as caught:
        list(run([str(tmp_path)], naughty, jobs=jobs, on_error=pytest.fail, read=whole))
    assert jobs == 1 or "in naughty" in caught.value.__notes__[0]


def test_work_is_read_no_faster_than_it_is_done(tmp_path: Path) -> None:
    tree(tmp_path, {"t.jsonl": "".join(json.dumps({"text": "文" * 20_000}) + "\n" for _ in range(300))})
    given = []
    real = corpus._batches

    def counted(stream):
        for batch in real(stream):
            given.append(len(batch))
            yield batch

    corpus._batches = counted
    try:
        stream = run([str(tmp_path)], naughty, jobs=2, on_error=pytest.fail, read=whole)
        next(stream)
        assert sum(given) < 120
        stream.close()
    finally:
        corpus._batches = real


SCRIPT = """
import sys, time
from xzsc.corpus import run
from xzsc.model import Document

def whole(source):
    return (Document(source),)

def slow(document):
    time.sleep(0.2)
    return document.id

if __name__ == "__main__":
    for name in run([sys.argv[1]], slow, jobs=2, on_error=print, read=whole):
        print(name, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_interrupt_ends_at_once_and_leaves_no_worker(tmp_path: Path) -> None:
    tree(tmp_path, {f"in/{n:03}.txt": "文" for n in range(200)})
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "in")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_interrupts,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "000\n"
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers = children.read_text().split() if children.exists() else []
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=10)
    assert time.monotonic() - started < 3
    assert talk.count("KeyboardInterrupt") == 1
    while alive := [pid for pid in workers if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() - started < 5, alive
        time.sleep(0.05)


# --- the default --------------------------------------------------------------------------------------------


def test_the_default_is_the_folder_corpus_else_the_sample(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths, note = default_paths()
    assert Path(paths[0]).name == "corpus"
    assert Path(paths[0]).is_absolute()
    assert "sample corpus" in note
    (tmp_path / "corpus").mkdir()
    assert "sample corpus" in default_paths()[1]
    tree(tmp_path, {"corpus/a.txt": "甲"})
    assert default_paths() == (("corpus",), "no PATH given: reading ./corpus")


def test_the_sample_corpus_has_no_failures() -> None:
    root = Path(__file__).parents[1] / "corpus"
    if not root.is_dir():
        pytest.skip("the sample corpus is not here")
    assert failures([root]) == []
