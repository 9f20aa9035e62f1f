"""The same bytes come from a cluster as from one process, also when a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from xzsc.errors import InputError, UsageError

distributed = pytest.importorskip("distributed")

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
ENVIRONMENT = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False", "PYTHONWARNINGS": "ignore"}
SLOW = """
import time
from xzsc import structure
real = structure.read
def read(source):
    time.sleep(0.02)
    return real(source)
structure.read = read
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process, with a reader that takes its time."""
    tmp_path = tmp_path_factory.mktemp("cluster")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "sitecustomize.py").write_text(SLOW, encoding="utf-8")
    address = f"tcp://127.0.0.1:{free_port()}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--no-show"]
    scheduler = subprocess.Popen([*start, "--host", address], env=ENVIRONMENT, **quiet)
    start = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard"]
    environment = {**ENVIRONMENT, "PYTHONPATH": str(tmp_path / "lib")}
    workers = [
        subprocess.Popen([*start, "--nthreads", "1"], env=environment, **quiet) for _ in range(2)
    ]  # fmt: skip
    try:
        with distributed.Client(address, timeout="30s", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, workers
    finally:
        for process in (*workers, scheduler):
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


def test_what_is_built_is_the_same(tmp_path: Path, cluster) -> None:
    address, _ = cluster
    texts(tmp_path, 8)
    for name, how in (("one", ("-j", "1")), ("many", ("--cluster", address))):
        done = subprocess.run(
            [sys.executable, "-m", "xzsc", "build", "in", "-o", name, "--no-results", *how],
            cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) == 6
    assert all(
        (tmp_path / "one" / path).read_bytes() == (tmp_path / "many" / path).read_bytes() for path in files
    )


def test_a_worker_killed_in_the_middle_changes_no_byte(tmp_path: Path, cluster) -> None:
    address, workers = cluster
    texts(tmp_path)
    right = run(tmp_path, "measures", "in")
    with open(tmp_path / "out.csv", "wb") as out:
        process = subprocess.Popen(
            command(tmp_path, "measures", "in", "--cluster", address),
            cwd=tmp_path,
            env=ENVIRONMENT,
            stdout=out,
        )
        while (tmp_path / "out.csv").stat().st_size == 0 and process.poll() is None:
            time.sleep(0.02)
        assert process.poll() is None  # it is in the middle
        workers[0].send_signal(signal.SIGKILL)
        assert process.wait(timeout=120) == 0
    assert (tmp_path / "out.csv").read_text("utf-8") == right


def double(number: int) -> int:
    if number == 13:
        os._exit(9)
    return 2 * number


def test_order_known_results_and_a_unit_that_kills_its_workers(tmp_path: Path) -> None:
    from xzsc.cluster import ordered
    from xzsc.pool import Known

    lost: list[str] = []

    def give_up(unit: int, reason: str) -> int:
        lost.append(f"{unit}: {reason}")
        return -1

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1"
    ) as local:
        batches = iter([[1, 2], [Known(77), Known(78)], [3, Known(79), 4], [5]])
        found = ordered(batches, double, address=local.scheduler_address, lost=give_up)
        assert list(found) == [2, 4, 77, 78, 6, 79, 8, 10]
        assert not lost
        found = ordered(iter([[12, 13, 14], [15]]), double, address=local.scheduler_address, lost=give_up)
        assert list(found) == [24, -1, 28, 30]
    assert len(lost) == 1
    assert lost[0].startswith("13: the ")


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    from xzsc import cluster as clusters

    monkeypatch.setattr(clusters, "PATIENCE", "0.5s")
    work = clusters.ordered(iter([[1]]), double, address=f"tcp://127.0.0.1:{free_port()}", lost=lambda *_: 0)
    with pytest.raises(UsageError, match="no scheduler answers there"):
        list(work)


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    from xzsc import cluster as clusters

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"Install xzsc\[cluster\]"):
        list(clusters.ordered(iter([[1]]), double, address="tcp://x:1", lost=lambda *_: 0))
    assert not issubclass(UsageError, InputError)
