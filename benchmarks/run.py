"""Measure xzsc against itself and its peers in one run: `python benchmarks/run.py [--quick] [--big]`.

Prints a Markdown table. Compare the ratios: the absolute figures belong to the machine. Times are those of
the whole process, medians of several runs for what is short; memory is the sum over all processes.

One row at a time, with the texts made once:

    python benchmarks/run.py --folder /tmp/bench --only 200 --row "xzsc measures -j 2"
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from texts import ROOT, make_files, make_jsonl, make_pdfs

PYTHON = sys.executable
XZSC = (PYTHON, "-m", "xzsc")
PEER = (PYTHON, str(Path(__file__).with_name("peers.py")))
FIVE = ("talent-speech.md", "linjiang-work-report.txt", "theory-page.txt", "pilot-platform-rules.txt")
FIVE += ("future-industry-plan.md",)


@dataclass(frozen=True)
class Run:
    """Seconds of the clock, seconds of the processor, and megabytes of a command."""

    seconds: float
    cpu: float
    memory: float


def once(command: tuple[str, ...], cwd: Path) -> Run:
    """Run a command to its end and watch it."""
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    most = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, most), daemon=True)
    watcher.start()
    said = process.communicate()[1]
    took = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {said.decode()[-2000:]}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    watcher.join()
    return Run(took, cpu, most[0])


def _watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(map(_resident, _family(process.pid))))
        time.sleep(0.01 if most[0] < 60 else 0.05)


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                found += map(int, Path(f"/proc/{one}/task/{task}/children").read_text().split())
        except OSError:
            continue
    return found


def _resident(pid: int) -> float:
    """Memory of a process in MB, pages shared with others counted in part."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1000
    except OSError:
        pass
    return 0.0


class Bench:
    """Measures commands in one folder and prints a row for each.

    Args:
        folder: where the texts are.
        wanted: measure only rows whose name holds one of these; all where there are none.
    """

    def __init__(self, folder: Path, wanted: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.wanted = wanted
        self.seen: dict[str, Run] = {}

    def head(self, title: str) -> None:
        """Open a table."""
        print(f"\n### {title}\n\n| what | s | CPU s | MB/s | × | MB of memory |\n|---|---|---|---|---|---|")

    def row(
        self, name: str, command: tuple[str, ...], *, times: int = 1, size: float = 0.0, to: str = ""
    ) -> None:
        """Measure a command and print it, with its time as a multiple of another row's."""
        if self.wanted and not any(each in name for each in self.wanted):
            return
        runs = [once(command, self.folder) for _ in range(times)]
        middle = Run(
            statistics.median(run.seconds for run in runs),
            statistics.median(run.cpu for run in runs),
            max(run.memory for run in runs),
        )
        self.seen[name] = middle
        rate = f"{size / middle.seconds:.2f}" if size else ""
        ratio = f"{middle.seconds / self.seen[to].seconds:.3f} of {to}" if to in self.seen else ""
        cells = (name, f"{middle.seconds:.3f}", f"{middle.cpu:.2f}", rate, ratio, f"{middle.memory:.0f}")
        print(f"| {' | '.join(cells)} |", flush=True)


def start_up(bench: Bench) -> None:
    """Commands that do almost nothing."""
    bench.head("Start-up")
    bench.row("python -c pass", (PYTHON, "-c", "pass"), times=9)
    bench.row("xzsc --help", (*XZSC, "--help"), times=9)
    imports = "import click, rich.console, pandas, jieba.analyse"
    bench.row("naive stack: its imports alone", (PYTHON, "-c", imports), times=3)
    bench.row("xzsc measures, one document", (*XZSC, "measures", FIVE[0], "-f", "csv", "-q"), times=5)
    bench.row("xzsc keywords, one document", (*XZSC, "keywords", FIVE[0], "-f", "csv", "-q"), times=5)


def five(bench: Bench) -> None:
    """Five documents, the peers in the same run."""
    bench.head("Keywords of five documents")
    flat = ("-f", "csv", "-q", "--no-cache")
    bench.row("naive stack", (*PEER, "naive", *FIVE), times=3)
    bench.row("scikit-learn + jieba", (*PEER, "sklearn", *FIVE), times=3, to="naive stack")
    bench.row("xzsc keywords", (*XZSC, "keywords", *FIVE, *flat), times=5, to="naive stack")
    words = (*XZSC, "keywords", "--words", "--method", "tfidf", *FIVE, *flat)
    bench.row("xzsc keywords --words --method tfidf", words, times=5, to="naive stack")


KEYWORDS = (("keywords", "--words", "--method", "tfidf"), ("keywords",))
STREAMED = (("measures",), ("units",), ("kwic", "发展"), ("count", "发展"))
"""Commands whose memory does not grow with the input."""


def jsonl(bench: Bench, size: float) -> tuple[str, float]:
    """Return the name of a JSONL file and its size, made unless it is there from an earlier run."""
    made = bench.folder / f"{size:g}.jsonl"
    if not made.exists():
        make_jsonl(made.with_suffix(".new"), size).rename(made)
    return made.name, made.stat().st_size / 1e6


def throughput(
    bench: Bench,
    size: float,
    *,
    jobs: tuple[int, ...],
    peers: bool = False,
    commands: tuple[tuple[str, ...], ...] = KEYWORDS + STREAMED,
) -> None:
    """One JSONL file."""
    name, actual = jsonl(bench, size)
    documents = sum(1 for _ in (bench.folder / name).open("rb"))
    bench.head(f"{actual:.0f} MB, {documents:,} documents in a JSONL file")
    if peers:
        bench.row("jieba.analyse.extract_tags", (*PEER, "naive", name), size=actual)
        bench.row("scikit-learn + jieba tf-idf", (*PEER, "sklearn", name), size=actual)
    compare = {"to": "jieba.analyse.extract_tags"} if peers else {}
    for what in commands:
        flat = ("-f", "csv", "-q", "--no-cache", "-j")
        for n in jobs:
            title = f"xzsc {' '.join(what)} -j {n}"
            against = compare if what[0] == "keywords" and n == 1 else {}
            if n != jobs[0]:
                against = {"to": f"xzsc {' '.join(what)} -j {jobs[0]}"}
            bench.row(title, (*XZSC, *what, name, *flat, str(n)), size=actual, **against)


def at_rest(bench: Bench, size: float, jobs: int) -> None:
    """The same from a corpus at rest."""
    name, size = jsonl(bench, size)
    store = bench.folder / "kept"
    if bench.wanted and not any("build" in each for each in bench.wanted):
        return
    shutil.rmtree(store, ignore_errors=True)
    build = (*XZSC, "build", name, "-o", "kept", "-q", "-j", str(jobs))
    bench.row(f"xzsc build -j {jobs}", build, size=size)
    if not store.exists():
        once(build, bench.folder)
    bench.row("xzsc build again", (*XZSC, "build", name, "-o", "kept", "-q"), size=size)
    for what in (("keywords",), ("measures",), ("units",), ("count", "发展")):
        title, to = f"xzsc {' '.join(what)}, from build", f"xzsc {' '.join(what)} -j {jobs}"
        bench.row(title, (*XZSC, *what, "kept", "-f", "csv", "-q", "-j", "1"), size=size, to=to)
    size_of = sum(path.stat().st_size for path in store.rglob("*") if path.is_file()) / 1e6
    print(f"\nThe corpus at rest takes {size_of:.1f} MB on disk.")
    shutil.rmtree(store, ignore_errors=True)


def second_run(bench: Bench) -> None:
    """PDFs, read for the first and for the second time."""
    make_pdfs(bench.folder / "pdfs", 60)
    bench.head("60 PDFs, first and second run")
    os.environ["XZSC_CACHE_DIR"] = str(bench.folder / "cache")
    for what in ("measures", "units", "keywords"):
        shutil.rmtree(bench.folder / "cache", ignore_errors=True)
        command = (*XZSC, what, "pdfs", "-f", "csv", "-q", "-j", "1")
        bench.row(f"xzsc {what}, first", command)
        bench.row(f"xzsc {what}, second", command, times=3, to=f"xzsc {what}, first")
    command = (*XZSC, "outline", "pdfs", "-f", "csv", "-q", "-j", "1")
    bench.row("xzsc outline, after another command", command, times=3)
    shutil.rmtree(bench.folder / "pdfs")


def many_files(bench: Bench, number: int) -> None:
    """A folder of small files."""
    folder = bench.folder / f"files-{number}"
    if not folder.exists():
        make_files(folder.with_suffix(".new"), number).rename(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*.txt")) / 1e6
    bench.head(f"{number:,} small files, {size:.0f} MB")
    for what in STREAMED:
        command = (*XZSC, *what, folder.name, "-f", "csv", "-q", "--no-cache", "-j", "2")
        bench.row(f"xzsc {' '.join(what)} -j 2", command, size=size)


def steps(size: float = 4.0) -> None:
    """Each step alone, in this process."""
    from collections.abc import Callable
    from functools import partial

    from xzsc import Coder, Segmenter, load, load_lexicon, read
    from xzsc.keywords import looker
    from xzsc.model import Document

    with tempfile.TemporaryDirectory() as folder:
        path = make_jsonl(Path(folder) / "t.jsonl", size)
        print("\n### Steps, one process\n\n| step | MB/s |\n|---|---|")

        def step(name: str, work: Callable[[], object]) -> object:
            start = time.process_time()
            result = work()
            print(f"| {name} | {size / (time.process_time() - start):.1f} |", flush=True)
            return result

        sources = step("load", lambda: list(load(str(path))))
        documents: list[Document] = []
        step("structure", lambda: [documents.extend(read(source)) for source in sources])
        segmenter, coder, look = Segmenter(load_lexicon()), Coder(), looker()
        for warm in (segmenter.words, partial(coder.measures), look):
            warm("发展" if warm == segmenter.words else documents[0])
        step("segment", lambda: [segmenter.words(unit.text) for doc in documents for unit in doc.body])
        step("keywords (phrases)", lambda: [look(doc) for doc in documents])
        step("measures", lambda: [coder.measures(doc) for doc in documents])


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="2 MB instead of 20 and 200")
    parser.add_argument("--big", action="store_true", help="also 1 GB and 100,000 files: an hour")
    parser.add_argument(
        "--only", default="", help="start, five, steps, pdf, 20, 200, 1000, files, big; comma between"
    )
    parser.add_argument("--row", default="", help="only rows whose name holds this; comma between")
    parser.add_argument("--folder", default="", help="make the texts here and leave them for the next run")
    asked = parser.parse_args()
    wanted = set(asked.only.split(",")) if asked.only else {"start", "five", "steps", "pdf", "20", "200"}
    if asked.big or "big" in wanted:
        wanted |= {"1000", "files"}
    with tempfile.TemporaryDirectory(prefix="xzsc-bench-") as name:
        # A copy: an edit in the middle of a run would change what is measured, and empty the cache.
        shutil.copytree(ROOT / "src", Path(name, "src"))
        # As pip leaves it: compiled. Some machines forbid Python to do so by itself.
        compileall.compile_dir(Path(name, "src"), quiet=1)
        os.environ["PYTHONPATH"] = str(Path(name, "src"))
        sys.path.insert(0, str(Path(name, "src")))
        os.environ["XZSC_CACHE_DIR"] = str(Path(name, "cache"))
        folder = Path(asked.folder or name).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for each in FIVE:
            shutil.copy(ROOT / "corpus" / each, folder / each)
        # The first command that cuts text puts the words at rest, once for each user: not what is measured.
        for way in ((), ("--words",)):
            once((*XZSC, "keywords", *way, FIVE[0], "-f", "csv", "-q"), folder)
        rows = tuple(each.strip() for each in asked.row.split(",") if each.strip())
        measure(Bench(folder, rows), wanted, quick=asked.quick)


def measure(bench: Bench, wanted: set[str], *, quick: bool) -> None:
    """Measure the parts that are wanted."""
    for part, do in (("start", start_up), ("five", five), ("pdf", second_run)):
        if part in wanted:
            do(bench)
    if "steps" in wanted:
        steps()
    if "20" in wanted:
        throughput(bench, 2 if quick else 20, peers=True, jobs=(1, 2))
        at_rest(bench, 2 if quick else 20, 1)
    if "200" in wanted and not quick:
        throughput(bench, 200, jobs=(2,))
        at_rest(bench, 200, 2)
    if "1000" in wanted:  # beside 20 MB in the same run, to see whether rate or memory change
        for size in (2, 4) if quick else (20, 1000):
            throughput(bench, size, jobs=(2,), commands=STREAMED)
    if "files" in wanted:
        for number in (200, 400) if quick else (5_000, 100_000):
            many_files(bench, number)


if __name__ == "__main__":
    main()
