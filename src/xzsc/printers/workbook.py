"""Excel workbooks, written row by row in constant memory, the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from xzsc.model import Cell, Table
from xzsc.printers.cells import picked, width
from xzsc.printers.style import Style, Written

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767
_NARROWEST, _WIDEST, _FOR_READING = 8, 30, 60
_READ = frozenset({"text", "text_b", "definition", "cues", "pre", "post", "why"})
"""Columns that are read, not looked up: the others fold early, so that these stand on the first screen."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
"""What Excel does not take in the name of a sheet."""
_MEASURED_ROWS = 1_000
_IN_MEMORY = 64 << 20
_CREATED = datetime(2000, 1, 1)
"""A clock in the file would make two runs differ."""


def write_xlsx(table: Table, stream: BinaryIO, style: Style) -> Written:
    """Write a workbook: bold frozen header, filter, wrapped text, text that stays text."""
    import xlsxwriter

    columns, rows = picked(table, style.columns)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # The archive is made aside: a zip file whose disk is full complains again when it is collected.
    with SpooledTemporaryFile(_IN_MEMORY) as archive:
        book = xlsxwriter.Workbook(archive, options)
        try:
            book.set_properties({"created": _CREATED})
            # Without brief columns a table is a grid, whose first column names the rows.
            sheets = _Sheets(book, table.name, columns, fixed=0 if table.brief else 1)
            for row in rows:
                sheets.add(row)
            sheets.finish(table.note)
        finally:
            book.close()  # also after a failure: it removes the rows' temporary files
        archive.seek(0)
        copyfileobj(archive, stream)
    return Written(sheets.n_rows, sheets.notes())


def lay_out(sheet: Worksheet) -> None:
    """Set a sheet up for paper: A4 across, the header on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)


class _Sheets:
    """The rows of a table over as many sheets as Excel's limit asks for."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[str], *, fixed: int) -> None:
        self.n_rows = 0
        self._fixed = fixed
        self._book, self._name, self._columns = book, _FORBIDDEN.sub(" ", name)[:28], columns
        self._head = book.add_format({"bold": True, "valign": "top", "bottom": 1})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"valign": "top"})
        # In a grid shares stand among counts: 9.02 and 100.00 below 12.
        self._share = book.add_format({"valign": "top", "num_format": "0.00####"}) if fixed else self._number
        self._n_sheets = self._n_cut = 0
        self._open()

    def _open(self) -> None:
        self._n_sheets += 1
        name = self._name if self._n_sheets == 1 else f"{self._name} {self._n_sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._line = 0
        self._widths = [width(column) + 4 for column in self._columns]  # 4: the filter's button
        self._sheet.freeze_panes(1, self._fixed)
        lay_out(self._sheet)
        for at, column in enumerate(self._columns):
            self._sheet.write_string(0, at, column, self._head)

    def add(self, row: Sequence[Cell]) -> None:
        """Write one row."""
        if self._line + 1 == MAX_ROWS:
            self.finish()
            self._open()
        self._line += 1
        self.n_rows += 1
        for at, cell in enumerate(row):
            self._put(at, cell)

    def _put(self, at: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if not isinstance(cell, str):
            self._sheet.write_number(
                self._line, at, cell, self._share if isinstance(cell, float) else self._number
            )
            return
        if len(cell) > MAX_CHARACTERS:
            self._n_cut += 1
            cell = cell[: MAX_CHARACTERS - 1] + "…"
        self._sheet.write_string(self._line, at, cell, self._text)
        if self._line <= _MEASURED_ROWS:
            self._widths[at] = max(self._widths[at], width(cell) + 1)

    def finish(self, note: str = "") -> None:
        """Give the sheet its widths and its filter, and a note below the rows."""
        last = len(self._columns) - 1
        for at, wide in enumerate(self._widths):
            widest = _FOR_READING if self._columns[at] in _READ else _WIDEST
            self._sheet.set_column(at, at, max(_NARROWEST, min(wide, widest)))
        self._sheet.autofilter(0, 0, self._line, last)
        if note:
            self._sheet.write_string(self._line + 2, 0, note)
        # 文号 and codes such as 1-2 are text; no green triangle shall ask to make numbers of them.
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS}"})

    def notes(self) -> tuple[str, ...]:
        """What Excel's limits did to the rows."""
        cut = f"{self._n_cut} cells were cut at {MAX_CHARACTERS} characters, the most Excel takes"
        split = f"the rows are on {self._n_sheets} sheets, Excel takes {MAX_ROWS} rows a sheet"
        return ((cut,) if self._n_cut else ()) + ((split,) if self._n_sheets > 1 else ())
