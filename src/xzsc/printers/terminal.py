"""Tables and trees for people: rich on a terminal, Chinese text folded, never cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby, islice, zip_longest
from typing import TYPE_CHECKING, TextIO

from xzsc.model import Cell, Table
from xzsc.printers.cells import as_text, normal
from xzsc.printers.style import Style, Written

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

MEASURED_ROWS = 200
"""Rows that decide how wide the columns are; the later ones fold into that."""
EVIDENCE_JOINT = "；"
_GAP = "  "
_NARROW, _MODEST = 6, 14
"""Columns narrower than this are a pain to read; and what a column of a wide table gets at most."""
_NOT_AT_LINE_START = "，。；：、！？）》”’】〉」』%％…"
_NOT_AT_LINE_END = "（《“‘【〈「『"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

Row = tuple[Cell, ...]


def write_table(table: Table, stream: TextIO, style: Style) -> Written:
    """Print the chosen or the brief columns, a block for each value of the group column."""
    console = _console(stream, style)
    shown = style.columns or table.brief or table.usual
    if style.columns:
        table = replace(table, over="", below=())
    group = "" if table.group in shown else table.group
    rows = (tuple(map(normal, row)) for row in table.rows)
    head = list(islice(rows, MEASURED_ROWS))
    lines = chain(head, rows)
    if table.tree and not style.columns:
        return Written(_print_trees(console, table, lines))
    parts = _parts(table, shown, head, console.width)
    if len(parts) > 1:
        everything = [*lines]
        for part in parts:
            _print_part(console, table, part, everything)
        return Written(len(everything))
    grid = _Grid(console, table, shown, head)
    grid.header()
    if not group:
        return Written(grid.block("", lines))
    key = table.columns.index(group)
    blocks = groupby(lines, key=lambda row: row[key])
    return Written(sum(grid.block(legible(name), members) for name, members in blocks))


def _parts(table: Table, shown: Sequence[str], rows: Sequence[Row], width: int) -> list[list[str]]:
    """Return the columns side by side, or, where they are too many, in parts that repeat the first."""
    if len(shown) * (_NARROW + len(_GAP)) <= width:
        return [[*shown]]
    from rich.cells import cell_len

    def wanted(name: str) -> int:
        at = table.columns.index(name)
        widest = max(cell_len(text) for text in (name, *(legible(row[at]) for row in rows)))
        return len(_GAP) + min(widest, _MODEST)

    parts: list[list[str]] = []
    room = 0
    for name in shown[1:]:
        room -= wanted(name)
        if room < 0:
            parts.append([shown[0]])
            room = width + len(_GAP) - wanted(shown[0]) - wanted(name)
        parts[-1].append(name)
    return parts


def _print_part(console: Console, table: Table, shown: Sequence[str], rows: Sequence[Row]) -> None:
    grid = _Grid(console, table, shown, rows)
    grid.header()
    grid.block("", iter(rows))
    console.print()


def _console(stream: TextIO, style: Style) -> Console:
    from rich.console import Console

    class Quiet(Console):
        """rich would leave with 1 when the reader of a pipe has gone; the command line knows better."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Quiet(file=stream, no_color=not style.color or None, highlight=False, markup=False, emoji=False)


def _widths(names: Sequence[str], columns: Sequence[Sequence[str]], total: int) -> list[int]:
    """Return the width of each column: what it needs, the widest ones cut down until all fit."""
    from rich.cells import cell_len

    wanted = [max(map(cell_len, (name, *cells))) for name, cells in zip(names, columns, strict=True)]
    room = max(total - len(_GAP) * (len(names) - 1), 4 * len(names))
    cap = max(wanted)
    while sum(min(want, cap) for want in wanted) > room:
        cap -= 1
    return [min(want, cap) for want in wanted]


class _Grid:
    """Prints rows under fixed columns, in blocks, each with a heading line.

    rich's own Table needs all rows before the first line and breaks only at spaces.
    """

    def __init__(self, console: Console, table: Table, shown: Sequence[str], head: Sequence[Row]) -> None:
        self._console, self._shown, self._columns = console, shown, table.columns
        self._places = [table.columns.index(name) for name in shown]
        self._over = table.columns.index(table.over) if table.over else None
        self._below = [(name, table.columns.index(name)) for name in table.below]
        sample = [[row[at] for row in head] for at in self._places]
        spelled = [[legible(cell) for cell in cells] for cells in sample]
        self._widths = _widths(shown, spelled, console.width)
        self._right = [
            name == "pre" or (bool(cells) and not any(isinstance(cell, str) for cell in cells))
            for name, cells in zip(shown, sample, strict=True)
        ]

    def header(self) -> None:
        """Print the names of the columns and a rule."""
        from rich.text import Text

        self._print([Text(name, style="dim") for name in self._shown])
        full = sum(self._widths) + len(_GAP) * (len(self._widths) - 1)
        self._console.print(Text("─" * full, style="dim"), soft_wrap=True)

    def block(self, name: str, rows: Iterator[Row]) -> int:
        """Print the rows under the name of their block; return how many there were."""
        n_rows, over = 0, None
        for row in rows:
            if not n_rows and name:
                self._heading(name, self._cell(row, "title"))
            if self._over is not None and (not n_rows or row[self._over] != over):
                over = row[self._over]
                self._across(visible(legible(over)))
            self._print(list(self._texts(row)))
            for column, at in self._below:
                self._under(column, visible(legible(row[at])))
            n_rows += 1
        return n_rows

    def _under(self, name: str, text: str) -> None:
        """Print a cell below its row, indented, behind the name of its column."""
        from rich.text import Text

        if text:
            told = fold(Text.assemble((name, "dim"), _GAP, text), self._console.width - 2 * len(_GAP))
            for n, line in enumerate(told.split("\n")):
                self._console.print(Text.assemble(_GAP * min(n + 1, 2), line), soft_wrap=True)

    def _heading(self, name: str, title: str) -> None:
        from rich.text import Text

        line = Text(visible(title or name), style="bold")
        if title and title != name:
            named = Text(visible(name), style="not bold dim")
            fits = line.cell_len + len(_GAP) + named.cell_len <= self._console.width
            line = Text.assemble(line, _GAP if fits else "\n", named)
        self._console.print()
        for part in line.split("\n"):
            self._console.print(fold(part, self._console.width), soft_wrap=True)

    def _across(self, text: str) -> None:
        from rich.text import Text

        self._console.print()
        self._console.print(fold(Text(text), self._console.width), soft_wrap=True)

    def _cell(self, row: Row, name: str) -> str:
        return legible(row[self._columns.index(name)]) if name in self._columns else ""

    def _texts(self, row: Row) -> Iterator[Text]:
        from rich.text import Text

        for at, name in zip(self._places, self._shown, strict=True):
            text = Text(visible(legible(row[at])))
            if name == "text":
                self._embolden(text, row)
            yield text

    def _embolden(self, text: Text, row: Row) -> None:
        """Print the evidence in bold where it stands, or where its words first do if no place is told."""
        names = ("evidence_spans", "start", "end", "spans")
        spans, start, end, torn = (self._cell(row, name) for name in names)
        place = _before(spans, torn or f"{start}:{end}") if spans and end else 0
        for piece in filter(None, self._cell(row, "evidence").split(EVIDENCE_JOINT)):
            at = _nearest(text.plain, visible(piece), place)
            if at >= 0:
                place = at + len(piece)
                text.stylize("bold", at, place)

    def _print(self, cells: Sequence[Text]) -> None:
        from rich.text import Text

        folded = [fold(cell, width).split() for cell, width in zip(cells, self._widths, strict=True)]
        for pieces in zip_longest(*folded, fillvalue=Text()):
            line = Text()
            for piece, width, right in zip(pieces, self._widths, self._right, strict=True):
                pad = " " * (width - piece.cell_len)
                line = Text.assemble(line, *((pad, piece) if right else (piece, pad)), _GAP)
            line.rstrip()
            self._console.print(line, soft_wrap=True)


def _nearest(text: str, piece: str, place: int) -> int:
    """Return where in a text a piece stands nearest to a place (white space counts in the source), or -1."""
    found = [at for at in range(len(text)) if text.startswith(piece, at)]
    return min(found, key=lambda at: abs(at - place), default=-1)


def _before(spans: str, whole: str) -> int:
    """Return how many characters of a text that is torn into pieces stand before some of it.

    >>> _before("22:24", "5:8+20:30"), _before("9:12+20:22", "5:12+20:30")
    (5, 4)
    """
    first = _pairs(spans)[0][0]
    return sum(max(0, min(end, first) - start) for start, end in _pairs(whole))


def _pairs(spans: str) -> list[tuple[int, int]]:
    parted = (span.partition(":") for span in spans.split("+"))
    return [(int(start), int(end)) for start, _, end in parted]


def legible(cell: Cell) -> str:
    """Return a cell as it is read: of a float three places, or two digits where it is smaller than these."""
    if not isinstance(cell, float) or not 0 < abs(cell) < 100:
        return as_text(cell)
    if abs(cell) < 0.001:
        return f"{cell:.2g}"
    return f"{cell:.3f}".rstrip("0").rstrip(".")


def visible(text: str) -> str:
    """Show control characters by their pictures, so that no cell commands the terminal."""
    return text if text.isprintable() else _CONTROLS.sub(_picture, text)


def _picture(control: re.Match[str]) -> str:
    return "␡" if control[0] == "\x7f" else chr(0x2400 + ord(control[0]))


def fold(text: Text, width: int) -> Text:
    """Break a text into lines of at most the width, by the rules of Chinese typesetting.

    rich breaks at spaces only, which leaves ragged lines where a Latin word stands in Chinese
    text; here a line may end after any Han character, no line starts with a closing mark or ends
    with an opening one, and Latin words and numbers stay whole where they fit.
    """
    from rich.text import Text

    lines = text.divide(_breaks(text.plain, width))
    for line in lines:
        line.rstrip()
    return Text("\n").join(lines)


def _breaks(text: str, width: int) -> list[int]:
    """Return the offsets at which new lines start."""
    from rich.cells import cell_len, get_character_cell_size

    if cell_len(text) <= width:
        return []
    starts, start, used = [], 0, 0
    for at, character in enumerate(text):
        size = get_character_cell_size(character)
        while used + size > width and at > start and not character.isspace():
            start = _good_break(text, start, at)
            starts.append(start)
            used = cell_len(text[start:at])
        used += size
    return starts


def _good_break(text: str, start: int, at: int) -> int:
    """Return the best place for a break at or a little before the given one."""
    for place in range(at, max(start, at - 12), -1):
        before, after = text[place - 1], text[place]
        together = after.isspace() or (_is_latin(before) and _is_latin(after) and before not in "-_/")
        if not together and after not in _NOT_AT_LINE_START and before not in _NOT_AT_LINE_END:
            return place
    return at


def _is_latin(character: str) -> bool:
    return character.isascii() and not character.isspace()


def _print_trees(console: Console, table: Table, rows: Iterator[Row]) -> int:
    """Print the rows as trees, one for each value of the group column, by the depth they name."""
    from rich.text import Text
    from rich.tree import Tree

    group, depth = table.columns.index(table.group), table.columns.index(table.tree)
    labels = [table.columns.index(name) for name in table.brief]
    n_rows = 0
    for name, members in groupby(rows, key=lambda row: row[group]):
        stack: list[tuple[int, Tree]] = []
        for row in members:
            if not stack:
                stack = [(0, Tree(Text(visible(_root(table, row, str(name))), style="bold")))]
            level = int(row[depth] or 1)
            while len(stack) > 1 and stack[-1][0] >= level:
                stack.pop()
            label = Text(visible(_label([legible(row[at]) for at in labels])))
            room = console.width - 4 * len(stack)
            stack.append((level, stack[-1][1].add(fold(label, max(room, 8)))))
            n_rows += 1
        console.print(stack[0][1])
    return n_rows


def _label(pieces: Sequence[str]) -> str:
    """Join marker and heading as they are printed: 一、总则, （一）目的, 第三条 目的."""
    joined = ""
    for piece in filter(None, pieces):
        joined += piece if not joined or joined.endswith(("、", "）", ")", ".", "．")) else f" {piece}"
    return joined


def _root(table: Table, row: Row, name: str) -> str:
    title = legible(row[table.columns.index("title")]) if "title" in table.columns else ""
    return f"{title}  {name}" if title and title != name else name
