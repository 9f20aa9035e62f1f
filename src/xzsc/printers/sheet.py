"""Coding sheets as workbooks: each coded cell has the classes of the codebook in a drop-down list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from xzsc.codebook import LISTED, Codebook, listing
from xzsc.coding import ROLE
from xzsc.model import Cell, Table
from xzsc.printers.workbook import lay_out
from xzsc.sheets import NOTE, SECOND_THEME

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = {
    "document": 10,
    "title": 10,
    "section": 12,
    "code": 8,
    "before": 16,
    "text": 44,
    "after": 24,
    ROLE: 8,
    "theme": 14,
    "theme_2": 14,
    "instrument": 18,
    "strength": 8,
    NOTE: 20,
}
"""Up to the text the columns stay in place, and leave room on a screen for those that are coded."""
_HOW = (
    "Choose from the list in each cell; leave open what you do not code. theme_2 only where a unit has a "
    "second theme."
)
_CODEBOOK_WIDTHS = {"scheme": 12, "code": 20, "name": 20, "dimension": 12}
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
    head = book.add_format({"bold": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, ". ".join(filter(None, (codebook.title or codebook.name, _HOW))))
    for at, name in enumerate(LISTED):
        page.write_string(1, at, name, head)
        page.set_column(at, at, _CODEBOOK_WIDTHS.get(name, 60))
    page.freeze_panes(2, 2)
    lists: dict[str, str] = {}
    line = 2
    for column in (ROLE, *(each.key for each in codebook.dimensions)):
        rows = listing(column, codebook)
        lists[column] = f"=codebook!$B${line + 1}:$B${line + len(rows)}"
        for row in rows:
            for at, cell in enumerate(row):
                if cell and (LISTED[at] != "name" or cell != row[1]):
                    page.write_string(line, at, cell, text)
            line += 1
    if "theme" in lists:
        lists[SECOND_THEME] = lists["theme"]
    return lists


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
    page.freeze_panes(1, columns.index("text") + 1 if "text" in columns else 0)
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
