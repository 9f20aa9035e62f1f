"""The same bytes come from a cluster as from one process, also when a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from xzsc import corpus
from xzsc.errors import InputError, UsageError
from xzsc.model import Document
from xzsc.pool import Known

distributed = pytest.importorskip("distributed")

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
ENVIRONMENT = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False", "PYTHONWARNINGS": "ignore"}
SLOW = """
import os, time
from xzsc import structure
def slow(real):
    def read(source):
        with open(os.environ["TALLY"], "a") as tally:
            tally.write(".")
        time.sleep(0.02)
        return real(source)
    return read
structure.read, structure.read_lightly = slow(structure.read), slow(structure.read_lightly)
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass(frozen=True)
class Cluster:
    """A scheduler and two workers with a reader that takes its time and counts what it reads in a file."""

    address: str
    workers: list[subprocess.Popen[bytes]]
    tally: Path

    def read(self) -> int:
        return self.tally.stat().st_size if self.tally.exists() else 0


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    address = f"tcp://127.0.0.1:{free_port()}"
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--no-show"]
    process = subprocess.Popen([*start, "--host", address], env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    yield address
    process.kill()
    process.wait()


@pytest.fixture
def cluster(tmp_path: Path, scheduler: str) -> Iterator[Cluster]:
    """Two workers, each a process."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "sitecustomize.py").write_text(SLOW, encoding="utf-8")
    start = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, "--no-nanny", "--no-dashboard"]
    environment = {**ENVIRONMENT, "PYTHONPATH": str(tmp_path / "lib"), "TALLY": str(tmp_path / "tally")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path / "lib"}
    workers = [
        subprocess.Popen([*start, "--nthreads", "1"], env=environment, **quiet) for _ in range(2)
    ]  # fmt: skip
    try:
        with distributed.Client(scheduler, timeout="30s", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield Cluster(scheduler, workers, tmp_path / "tally")
    finally:
        for process in workers:
            process.kill()
            process.wait()


def texts(root: Path, n: int = 60) -> Path:
    """Many copies of a report, each a little different."""
    report = (CORPUS / "linjiang-work-report.txt").read_text("utf-8")
    (root / "in").mkdir()
    for number in range(n):
        (root / "in" / f"{number:03}.txt").write_text(f"{report}\n　　第{number}份。\n", encoding="utf-8")
    return root / "in"


def command(root: Path, *args: str) -> list[str]:
    return [sys.executable, "-m", "xzsc", *args, "-f", "csv", "--no-cache", "-q"]


def run(root: Path, *args: str) -> str:
    done = subprocess.run(command(root, *args), cwd=root, env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["measures", "keywords"])
def test_a_wrong_address_is_told_before_a_header_is_written(tmp_path: Path, name: str) -> None:
    texts(tmp_path, 1)
    patience = "import xzsc.cluster as c, sys; c.PATIENCE = 1; from xzsc.cli import main\n"
    args = ["xzsc", name, "in", "-f", "csv", "--no-cache", "--cluster", f"tcp://127.0.0.1:{free_port()}"]
    done = subprocess.run(
        [sys.executable, "-c", f"{patience}sys.argv = {args!r}; main()"],
        cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "no scheduler answers there" in done.stderr


@pytest.mark.parametrize(("how", "files"), [("--no-results", 6), ("--no-tokens", 9)])
def test_what_is_built_is_the_same(tmp_path: Path, cluster: Cluster, how: str, files: int) -> None:
    texts(tmp_path, 8)
    for name, where in (("one", ("-j", "1")), ("many", ("--cluster", cluster.address))):
        done = subprocess.run(
            [sys.executable, "-m", "xzsc", "build", "in", "-o", name, how, *where],
            cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    one, many = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "many")
    )
    assert len(one) == files
    assert one == many


@pytest.mark.parametrize("what", ["measures", "keywords", "keywords --words --by corpus --method freq"])
def test_a_worker_killed_in_the_middle_changes_no_byte(tmp_path: Path, cluster: Cluster, what: str) -> None:
    texts(tmp_path)
    right = run(tmp_path, *what.split(), "in")
    with open(tmp_path / "out.csv", "wb") as out:
        process = subprocess.Popen(
            command(tmp_path, *what.split(), "in", "--cluster", cluster.address),
            cwd=tmp_path,
            env=ENVIRONMENT,
            stdout=out,
        )
        while cluster.read() < 20 and process.poll() is None:
            time.sleep(0.02)
        cluster.workers[0].send_signal(signal.SIGKILL)
        killed_at = cluster.read()
        assert process.wait(timeout=120) == 0
    assert killed_at < 60 <= cluster.read()  # it was in the middle
    assert (tmp_path / "out.csv").read_text("utf-8") == right


def double(number: int) -> int:
    if number == 13:
        os._exit(9)
    if number == 17:
        time.sleep(600)
    if number == 19:
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
    if number == 23:
        raise ZeroDivisionError
    return 2 * number


@pytest.fixture(scope="module")
def local() -> Iterator[str]:
    """A cluster whose workers are daemons and are started again when they die."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as found:
        yield found.scheduler_address


def doubled(address: str, *batches: list[int | Known[int]]) -> tuple[list[int], list[str]]:
    """What comes of batches over a cluster, and what is said of those that are lost."""
    from xzsc.cluster import ordered

    lost: list[str] = []

    def give_up(unit: int, reason: str) -> int:
        lost.append(f"{unit}: {reason}")
        return -1

    return list(ordered(iter(batches), double, address=address, timeout=2, lost=give_up)), lost


def test_order_and_known_results(local: str) -> None:
    found = doubled(local, [1, 2], [Known(77), Known(78)], [3, Known(79), 4], [5])
    assert found == ([2, 4, 77, 78, 6, 79, 8, 10], [])


def test_a_unit_that_hangs_or_kills_its_process_costs_that_unit(local: str) -> None:
    found, lost = doubled(local, [12, 13, 14], [16, 17, 18], [Known(1), 17, 20])
    assert found == [24, -1, 28, 32, -1, 36, 1, -1, 40]
    assert lost == [
        "13: its worker process died (exit code 9)",
        "17: took longer than 2 seconds",
        "17: took longer than 2 seconds",
    ]


def test_a_unit_that_kills_the_worker_itself_costs_that_unit(local: str) -> None:
    found, lost = doubled(local, [15, Known(7), 19, 21])
    assert found == [30, 7, -1, 42]
    assert len(lost) == 1
    assert lost[0].startswith("19: the ")


def test_a_bug_is_raised_here_and_the_cluster_goes_on(local: str) -> None:
    with pytest.raises(ZeroDivisionError):
        doubled(local, [22, 23])
    assert doubled(local, [24]) == ([48], [])


def test_a_document_that_hangs_is_reported_and_the_others_come(tmp_path: Path, local: str) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text("停" if number == 3 else "行", encoding="utf-8")
    errors: list[InputError] = []
    found = corpus.run([str(tmp_path)], title, timeout=2, on_error=errors.append, cluster=local)
    assert list(found) == ["0", "1", "2", "4", "5"]
    assert [(Path(error.where).name, error.what) for error in errors] == [
        ("3.txt", "took longer than 2 seconds. Try it alone, or split it.")
    ]


def title(doc: Document) -> str:
    if "停" in doc.source.text:
        time.sleep(600)
    return doc.id


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    from xzsc import cluster as clusters

    monkeypatch.setattr(clusters, "PATIENCE", "0.5s")
    address = f"tcp://127.0.0.1:{free_port()}"
    work = clusters.ordered(iter([[1]]), double, address=address, timeout=1, lost=lambda *_: 0)
    with pytest.raises(UsageError, match="no scheduler answers there"):
        list(work)


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    from xzsc import cluster as clusters

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"Install xzsc\[cluster\]"):
        list(clusters.ordered(iter([[1]]), double, address="tcp://x:1", timeout=1, lost=lambda *_: 0))
    assert not issubclass(UsageError, InputError)
