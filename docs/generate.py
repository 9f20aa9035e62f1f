"""Write what the documents say about the commands, from the commands themselves.

python docs/generate.py            writes commands.md, files.md, the names in python.md,
                                   the tables of the READMEs, the command in CONTRIBUTING.md, the picture
python docs/generate.py --check    changes nothing; exit code 1 names what is out of date
"""

from __future__ import annotations

import ast
import contextlib
import html
import inspect
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from click.testing import CliRunner

import xzsc
from xzsc.cli import app
from xzsc.cli.registry import COMMANDS, SECTIONS, Entry
from xzsc.model import PROVENANCE

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 96
PICTURE = ROOT / "docs/images/measures.svg"
COLUMNS_AS_ASKED = {"crosstab": "as asked by `--rows` and `--columns`"}
"""Tables whose columns are values found in the texts."""
PICTURED = "xzsc measures --theme 人才"
SHOWN_COMMAND = "src/xzsc/cli/commands/figures.py"
PICTURE_COLUMNS, PICTURE_LINES, FONT_SIZE = 88, 30, 20


def help_of(*args: str) -> str:
    """Return the help of the program or of a command."""
    return CliRunner().invoke(app, [*args, "--help"], terminal_width=WIDTH).stdout.rstrip()


def examples_of(entry: Entry) -> list[list[str]]:
    """Return the examples in a command's help, as arguments of xzsc."""
    text = import_module(entry.module).command.help
    lines = (line.strip() for line in text.splitlines())
    return [shlex.split(line)[1:] for line in lines if line.startswith("xzsc ")]


@cache
def tables_of(entry: Entry) -> dict[str, list[str]]:
    """Return the columns of the tables in a command's examples, each under the first example that has it."""
    if entry.name in COLUMNS_AS_ASKED or "columns" not in {
        param.name for param in import_module(entry.module).command.params
    }:
        return {}
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for args in examples_of(entry):
            if args[0] == entry.name:
                columns = printed([*without_output(args), "-f", "csv", "-q"]).partition("\n")[0].split(",")
                if columns not in found.values():
                    found[f"xzsc {shlex.join(args)}"] = columns
            if "-o" in args:
                printed(args)  # the next example may read it
    return found


def without_output(args: list[str]) -> list[str]:
    """Return arguments without those that say which columns are written how and where."""
    kept = list(args)
    for name in ("--columns", "-o", "--output", "-f", "--format"):
        if name in kept:
            del kept[kept.index(name) : kept.index(name) + 2]
    return kept


def printed(args: list[str]) -> str:
    """Return what xzsc prints."""
    done = CliRunner().invoke(app, args)
    if done.exit_code:
        raise SystemExit(f"xzsc {shlex.join(args)}: {done.stderr or done.exception!r}")
    return done.stdout


def run(args: list[str], folder: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run xzsc as a user does, in a folder of its own."""
    command = [sys.executable, "-m", "xzsc", *args]
    plain = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.run(
        command, cwd=folder, env=plain | environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(f"{shlex.join(args)}: {done.stderr}")
    return done


def commands_page() -> str:
    """Return docs/commands.md."""
    parts = [
        "# Commands\n",
        "Written by `python docs/generate.py` from the program; the tests compare it. "
        "Every row also ends with its provenance: "
        + ", ".join(f"`{name}`" for name in PROVENANCE)
        + ", where a row points at a place.\n",
        f"```\n{help_of()}\n```\n",
    ]
    for section in SECTIONS:
        for entry in COMMANDS:
            if entry.section == section:
                parts.append(f"## xzsc {entry.name}\n\n```\n{help_of(entry.name)}\n```\n")
                for number, (example, columns) in enumerate(tables_of(entry).items()):
                    of = f" of `{example}`" if number else ""
                    parts.append(f"Columns{of}: " + ", ".join(f"`{name}`" for name in columns) + "\n")
                if entry.name in COLUMNS_AS_ASKED:
                    parts.append(f"Columns: {COLUMNS_AS_ASKED[entry.name]}\n")
    return "\n".join(parts)


def commands_table(*, chinese: bool) -> str:
    """Return the table of commands and columns for a README."""
    head = (
        ("命令", "作用", "列（出处列之前）")
        if chinese
        else ("command", "what", "columns before the provenance")
    )
    lines = [head, ("---",) * 3]
    for section in SECTIONS:
        for entry in COMMANDS:
            if entry.section == section:
                first = next(iter(tables_of(entry).values()), [])
                columns = [f"`{name}`" for name in first if name not in PROVENANCE]
                told = entry.chinese if chinese else entry.help
                lines.append(
                    (f"`{entry.name}`", told, " ".join(columns) or COLUMNS_AS_ASKED.get(entry.name, "–"))
                )
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def with_block(text: str, name: str, block: str) -> str:
    """Return a document with a generated block put between its marks."""
    pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    if not pattern.search(text):
        raise SystemExit(f"no block {name}")
    return pattern.sub(lambda found: f"{found[1]}{block}\n{found[2]}", text)


def picture() -> str:
    """Return the terminal picture: rich's recording of real output, cut to one screen."""
    from rich.console import Console
    from rich.text import Text

    with tempfile.TemporaryDirectory() as folder:
        size = {"COLUMNS": str(PICTURE_COLUMNS), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
        done = run([*shlex.split(PICTURED)[1:], "-f", "table"], folder, **size)
    lines = done.stdout.splitlines()
    console = Console(record=True, width=PICTURE_COLUMNS, file=io.StringIO(), color_system="truecolor")
    console.print(Text.assemble(("$ ", "bold green"), PICTURED))
    console.print(Text.from_ansi("\n".join(lines[:PICTURE_LINES])), soft_wrap=True)
    if len(lines) > PICTURE_LINES:
        console.print(Text("⋮", style="dim"))
    console.print(Text(done.stderr.strip().splitlines()[-1], style="dim"))
    return unsqueezed(console.export_svg(title="xzsc", unique_id="xzsc"))


def unsqueezed(svg: str) -> str:
    """Put every run of Han or Latin characters where a terminal would.

    rich's SVG gives a Han character the room of one column, and a browser spreads a mixed run evenly.
    """
    from rich.cells import cell_len

    def placed(found: re.Match[str]) -> str:
        before, x, middle, length, after, text = found.groups()
        text = html.unescape(text)
        column, at, parts = float(length) / len(text), float(x), []
        for run in re.findall(r"[ \xa0]+|[!-~]+|[^ -~\xa0]+", text):
            wide = column * cell_len(run)
            # A Han character is as wide as the font is high; the rest of its two columns follows it.
            inked = wide if run[0] <= "~" else wide - 2 * column + FONT_SIZE
            if run.strip(" \xa0"):
                place = f'<text{before}x="{at:.4g}"{middle}textLength="{inked:.4g}"{after}'
                parts.append(f"{place}>{html.escape(run)}</text>")
            at += wide
        return "".join(parts)

    pattern = r'<text([^>]*?)x="([\d.]+)"([^>]*?)textLength="([\d.]+)"([^>]*)>([^<]*)</text>'
    # Fonts from the network do not load in a README, and a picture should ask nobody.
    return re.sub(pattern, placed, re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.S))


def command_source() -> str:
    """Return the example of a command in CONTRIBUTING: one that is there, so that it runs."""
    return "```python\n" + (ROOT / SHOWN_COMMAND).read_text("utf-8") + "```"


def first_sentence(path: Path) -> str:
    """Return what the docstring of a file says first."""
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(said.partition("\n\n")[0].split()).replace("|", "\\|")


def files_page() -> str:
    """Return docs/files.md: a line for each file of the rooms that have several."""
    parts = [
        "# What is in which file\n",
        "Written by `python docs/generate.py` from the first sentence of each file. "
        "The rooms, and which may import which: [ARCHITECTURE.md](../ARCHITECTURE.md).\n",
    ]
    source = ROOT / "src/xzsc"
    for room in [source, *sorted(path.parent for path in source.glob("*/__init__.py"))]:
        files = sorted(path for path in room.glob("*.py") if path.name != "__main__.py")
        lines = [f"| `{path.name}` | {first_sentence(path)} |" for path in files]
        name = str(room.relative_to(ROOT / "src"))
        parts.append(f"## {name}/\n\n| file | what |\n| --- | --- |\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def python_page() -> str:
    """Return docs/python.md with the public names."""
    head = ["| name | module | what |", "| --- | --- | --- |"]
    for name in xzsc.__all__:
        if name != "__version__":
            thing = getattr(xzsc, name)
            said = " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split()).replace("|", "\\|")
            head.append(f"| `{name}` | `{thing.__module__}` | {said} |")
    text = (ROOT / "docs/python.md").read_text("utf-8")
    return with_block(text, "names", "\n".join(head))


def pages() -> Iterator[tuple[Path, str]]:
    """Yield each document with the text that it should have."""
    yield ROOT / "docs/commands.md", commands_page()
    yield ROOT / "docs/files.md", files_page()
    yield ROOT / "docs/python.md", python_page()
    guide = ROOT / "CONTRIBUTING.md"
    yield guide, with_block(guide.read_text("utf-8"), "command", command_source())
    for name, chinese in (("README.md", False), ("README.zh-CN.md", True)):
        text = (ROOT / name).read_text("utf-8")
        yield ROOT / name, with_block(text, "commands", commands_table(chinese=chinese))


def main() -> int:
    """Write or check the documents."""
    stale = [(path, text) for path, text in pages() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path, _ in stale:
            sys.stdout.write(f"{path.relative_to(ROOT)} is out of date: run python docs/generate.py\n")
        return 1 if stale else 0
    for path, text in stale:
        path.write_text(text, "utf-8")
    PICTURE.write_text(picture(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
