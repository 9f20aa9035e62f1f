"""What the documents say is true: examples run, generated parts are what the program says."""

from __future__ import annotations

import contextlib
import importlib.util
import re
import shlex
import shutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from xzsc.cli import app
from xzsc.cli.registry import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")


def recipes(name: str) -> list[str]:
    """The blocks of a README that say that they run."""
    return re.findall(r"<!-- run -->\n```sh\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S)


def run_lines(lines: list[str], folder: Path) -> list[str]:
    """Run lines that start with xzsc, one after the other; return what they print."""
    outputs = []
    for line in lines:
        name, *args = shlex.split(line)
        with contextlib.chdir(folder):
            done = CliRunner().invoke(app, args)
        assert (name, done.exit_code) == ("xzsc", 0), f"{line}\n{done.stderr}\n{done.exception!r}"
        outputs.append(done.stdout)
    return outputs


def test_there_are_five_recipes_and_the_same_in_chinese() -> None:
    english, chinese = map(recipes, READMES)
    assert len(english) == 5
    assert english == chinese


def test_the_two_commands_are_the_same_in_chinese() -> None:
    english, chinese = (
        re.findall(r"```sh\n(python3 .*?)```", (ROOT / name).read_text("utf-8"), re.S) for name in READMES
    )
    assert len(english) == 2
    assert english == chinese


@pytest.mark.parametrize("block", recipes("README.md"), ids=lambda block: block.split()[1])
def test_a_recipe_runs(block: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    before = set(tmp_path.iterdir())
    outputs = run_lines(block.splitlines(), tmp_path)
    named = set(re.findall(r"-o (\S+)", block))
    assert {path.name for path in set(tmp_path.iterdir()) - before} == named
    printed = [text for text, line in zip(outputs, block.splitlines(), strict=True) if "-o " not in line]
    assert all(text.count("\n") > 1 for text in printed)


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(
        r"<!-- run -->\n```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.S
    )
    names: dict[str, object] = {}
    exec(block, names)
    assert names["failures"] == []
    assert "人才" in capsys.readouterr().out


def examples(name: str) -> list[str]:
    help_text = import_module(f"xzsc.cli.commands.{name}").command.help
    return [line.strip() for line in help_text.splitlines() if line.strip().startswith("xzsc ")]


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_the_examples_in_the_help_run_in_an_empty_folder(name: str, tmp_path: Path) -> None:
    lines = examples(name)
    assert lines[-1].startswith(f"xzsc {name}")
    run_lines(lines, tmp_path)


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_parts_are_up_to_date(generate: ModuleType) -> None:
    stale = [
        str(path.relative_to(ROOT)) for path, text in generate.pages() if path.read_text("utf-8") != text
    ]
    assert stale == [], "run python docs/generate.py"


def test_the_columns_of_every_example_are_told(generate: ModuleType) -> None:
    (terms,) = (entry for entry in COMMANDS if entry.name == "terms")
    new, audited = generate.tables_of(terms).items()
    assert (new[1][:5], audited[1][:3]) == (
        ["term", "count", "documents", "cohesion", "freedom"],
        ["term", "kind", "verdict"],
    )
    page = (ROOT / "docs/commands.md").read_text("utf-8")
    for of, columns in (("", new[1]), (f" of `{audited[0]}`", audited[1])):
        assert f"\nColumns{of}: " + ", ".join(f"`{name}`" for name in columns) in page
    for name in READMES:
        assert "`term` `count` `documents` `cohesion` `freedom` `known` `context` |" in (
            (ROOT / name).read_text("utf-8")
        )


def test_the_picture_shows_what_the_program_prints(generate: ModuleType) -> None:
    def words(svg: str) -> list[str]:
        return re.findall(r"<text[^>]*>([^<]*)</text>", svg)

    shown = generate.PICTURE.read_text("utf-8")
    assert words(shown) == words(generate.picture()), "run python docs/generate.py"


@pytest.mark.parametrize("name", [*READMES, "docs/commands.md"])
def test_every_command_is_in_the_documents(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert [
        entry.name for entry in COMMANDS if f"`{entry.name}`" not in text and f"xzsc {entry.name}" not in text
    ] == []


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name
)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
