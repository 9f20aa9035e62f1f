"""What a command may import: it answers before one notices only while this list stays short."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SPEECH = str(Path(__file__).resolve().parents[1] / "corpus" / "talent-speech.md")
QUIET = ("-q", "-f", "csv")

SITE = {"__main__", "_distutils_hack", "site", "sitecustomize", "usercustomize"}
CLI = {"click"}
SLOW_STANDARD = {
    *("asyncio", "concurrent", "csv", "difflib", "email", "hashlib", "html", "http", "json", "logging"),
    *("multiprocessing", "pickle", "sqlite3", "ssl", "subprocess", "tempfile", "tomllib", "unittest"),
    *("xml", "zipfile"),
}
"""Modules of the standard library that take more than a millisecond to import."""

ALLOWED = {
    ("--help",): (CLI, set()),
    ("--version",): (CLI, set()),
    ("measures", "--help"): (CLI, {"tempfile", "csv"}),
    ("codebook", *QUIET): (CLI, {"csv", "difflib", "tempfile", "tomllib", "zipfile"}),
    ("documents", SPEECH, *QUIET, "--no-cache"): (
        CLI,
        {
            "csv",
            "difflib",
            "email",
            "hashlib",
            "html",
            "json",
            "logging",
            "subprocess",
            "tempfile",
            "zipfile",
        },
    ),
    ("count", "人才", SPEECH, *QUIET): (
        CLI | {"ahocorasick_rs"},
        {"csv", "difflib", "hashlib", "json", "pickle", "sqlite3", "tempfile", "zipfile"},
    ),
    ("keywords", SPEECH, *QUIET): (
        CLI | {"ahocorasick_rs", "numpy", "rjieba"},
        None,  # numpy brings its own
    ),
    ("keywords", "--words", SPEECH, *QUIET): (
        CLI | {"ahocorasick_rs", "rjieba"},
        {"csv", "difflib", "hashlib", "json", "pickle", "sqlite3", "tempfile", "zipfile", "tomllib"},
    ),
    ("measures", SPEECH, *QUIET, "--no-cache"): (
        CLI | {"ahocorasick_rs", "numpy"},
        None,  # numpy brings its own
    ),
}
"""For each command line: third-party packages, and slow ones of the standard library."""


def imported_by(*args: str) -> set[str]:
    """Names in sys.modules after a run of the command line in a fresh interpreter."""
    code = (
        "import sys\nfrom xzsc.cli import main\n"
        f"sys.argv = ['xzsc', *{args!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def top_level(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("args", ALLOWED, ids=" ".join)
def test_a_command_imports_what_it_needs_and_no_more(args: tuple[str, ...]) -> None:
    packages, slow = ALLOWED[args]
    found = top_level(imported_by(*args))
    third_party = {name for name in found if name not in sys.stdlib_module_names and not name.startswith("_")}
    assert third_party - SITE - {"xzsc"} <= packages
    assert slow is None or found & SLOW_STANDARD <= slow


@pytest.mark.parametrize("args", ["--help", "--version"])
def test_help_imports_no_command(args: str) -> None:
    ours = {name for name in imported_by(args) if name.startswith("xzsc")}
    assert ours == {"xzsc", "xzsc.cli", "xzsc.cli.app", "xzsc.cli.registry", "xzsc.errors"}


def test_help_takes_little_more_than_python() -> None:
    """Ratio in one run; the bound is loose because the machine may be busy."""

    def fastest(*command: str) -> float:
        took = []
        for _ in range(5):
            start = os.times()
            subprocess.run([sys.executable, *command], capture_output=True, check=True)
            end = os.times()
            took.append(end.children_user + end.children_system - start.children_user - start.children_system)
        return min(took)

    bare, ours = fastest("-c", "pass"), fastest("-m", "xzsc", "--help")
    assert ours - bare <= 0.12, (bare, ours)
