"""The floors hold, heavy modules wait until they are used, and the public names are sorted."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import xzsc
from xzsc.cli.registry import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))

HEAVY = (
    *("ahocorasick_rs", "charset_normalizer", "docx", "jieba", "lxml", "matplotlib", "networkx", "numpy"),
    *("openpyxl", "pandas", "platformdirs", "pyarrow", "pypdfium2", "rich", "rjieba", "scipy", "sklearn"),
    *(
        "trafilatura",
        "xlsxwriter",
        "multiprocessing",
        "concurrent",
        "tomllib",
        "zipfile",
        "importlib.metadata",
    ),
)
"""What no file imports at its top; what a command may import is in test_startup."""


@pytest.mark.parametrize(
    "command",
    [
        ("lint-imports", "--no-cache"),
        ("ruff", "check", "--output-format=concise", "."),
        ("ruff", "format", "--check", "--quiet", "."),
        ("mypy",),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_floors_style_and_types(command: tuple[str, ...]) -> None:
    tool = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def imports(path: Path) -> set[str]:
    """Top-level packages that a file imports at run time or for its types."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize(
    ("package", "room"),
    [
        ("click", "src/xzsc/cli/"),
        ("rich", "src/xzsc/printers/"),
        ("jieba", "src/xzsc/segment.py"),
        ("rjieba", "src/xzsc/segment.py"),
        ("matplotlib", "src/xzsc/charts.py"),
        ("wordcloud", "src/xzsc/charts.py"),
        ("distributed", "src/xzsc/cluster.py"),
    ],
)
def test_one_room_imports(package: str, room: str) -> None:
    importers = [str(path.relative_to(ROOT)) for path in SOURCES if package in imports(path)]
    assert importers
    assert [name for name in importers if not name.startswith(room)] == []


def test_heavy_modules_are_imported_inside_functions() -> None:
    """At the top of a file stand only light modules, or imports for types."""
    wrong = [
        f"{path.name}: {name}"
        for path in SOURCES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.partition(".")[0] in {*HEAVY} - {"tomllib", "zipfile", "multiprocessing", "concurrent"}
    ]
    assert wrong == []


def test_the_public_names_are_sorted_and_there() -> None:
    assert xzsc.__all__ == sorted(xzsc.__all__)
    tree = ast.parse((ROOT / "src/xzsc/__init__.py").read_text("utf-8"))
    typed = {
        (node.module, alias.name)
        for branch in tree.body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == {(f"xzsc.{room}", name) for name, room in xzsc._HOME.items()}
    assert {name for _, name in typed} == set(xzsc.__all__)
    for name in xzsc.__all__:
        assert getattr(xzsc, name) is not None, name


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Tokenizer'"):
        _ = xzsc.Tokenizer


def test_every_command_has_a_line_a_help_and_an_example() -> None:
    for entry in COMMANDS:
        command = import_module(entry.module).command
        assert entry.help.endswith(".")
        assert len(entry.help) <= 64, entry.name
        assert "Example" in (command.help or ""), entry.name
        assert f"xzsc {entry.name}" in (command.help or ""), entry.name
        assert all(param.help for param in command.params if param.param_type_name == "option"), entry.name


def test_files_and_functions_stay_small() -> None:
    long_files = [path.name for path in SOURCES if path.read_text("utf-8").count("\n") > 450]
    long_functions = [
        f"{path.name}:{node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long_files == []
    assert long_functions == []
