"""Coding sheets as workbooks: each coded cell has the classes of the codebook in a drop-down list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from xzsc.codebook import Class_, Codebook
from xzsc.coding import ROLE
from xzsc.model import Cell, Table
from xzsc.printers.workbook import lay_out
from xzsc.sheets import NOTE, SECOND_THEME

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = {
    "document": 12,
    "title": 12,
    "section": 16,
    "code": 8,
    "before": 24,
    "text": 48,
    "after": 24,
    ROLE: 8,
    "theme": 14,
    "theme_2": 14,
    "instrument": 18,
    "strength": 8,
    NOTE: 20,
}
"""Text and coded columns fit on one screen beside one another."""
_CREATED = datetime(2000, 1, 1)
"""A clock in the file would make two runs differ."""


def write_sheet(table: Table, codebook: Codebook, stream: BinaryIO) -> int:
    """Write a coding sheet as an .xlsx whose coded cells have drop-down lists; return the number of rows."""
    import xlsxwriter

    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _CREATED})
    page = book.add_worksheet("sheet")
    lists = _write_codebook(book, codebook)
    rows = list(table.rows)
    _write_rows(book, page, table.columns, rows)
    for at, column in enumerate(table.columns):
        if column in lists and rows:
            _drop_down(page, at, len(rows), lists[column])
    book.close()
    return len(rows)


def _write_codebook(book: Workbook, codebook: Codebook) -> dict[str, str]:
    """Write the classes to sheets of their own; return for each column the range of its list.

    A list written into the cell's rule itself may have 255 characters only.
    """
    page = book.add_worksheet("codebook")
    lists: dict[str, str] = {}
    line = 0
    for column, classes in _schemes(codebook):
        first = line + 2
        page.write_row(line, 0, ("scheme", "code", "name", "definition", "cues"))
        for each in classes:
            line += 1
            cells = (column, each.code, each.name, each.definition, "、".join(each.cues))
            for at, cell in enumerate(cells):
                page.write_string(line, at, cell)
        lists[column] = f"=codebook!$B${first}:$B${line + 1}"
        line += 2
    for at, wide in enumerate((12, 20, 20, 60, 60)):
        page.set_column(at, at, wide)
    if "theme" in lists:
        lists[SECOND_THEME] = lists["theme"]
    return lists


def _schemes(codebook: Codebook) -> list[tuple[str, tuple[Class_, ...]]]:
    return [(ROLE, codebook.roles), *((each.key, each.classes) for each in codebook.dimensions)]


def _write_rows(
    book: Workbook, page: Worksheet, columns: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    head = book.add_format({"bold": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for at, column in enumerate(columns):
        page.set_column(at, at, _WIDTHS.get(column, 14))
        page.write_string(0, at, column, head)
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, int | float):
                page.write_number(line, at, cell)
            else:
                page.write_string(line, at, cell, text) if cell else page.write_blank(line, at, None, text)
    page.freeze_panes(1, 0)
    lay_out(page)
    if NOTE in columns:  # on paper the provenance would leave no room for the text
        page.print_area(0, 0, len(rows), columns.index(NOTE))
        page.fit_to_pages(1, 0)
    page.autofilter(0, 0, len(rows), len(columns) - 1)


def _drop_down(page: Worksheet, at: int, n_rows: int, source: str) -> None:
    page.data_validation(
        1,
        at,
        n_rows,
        at,
        {
            "validate": "list",
            "source": source,
            "error_title": "not in the codebook",
            "error_message": "Choose a class from the list, or leave the cell empty.",
        },
    )
