"""Tables: csv, tsv, xlsx, jsonl, json, parquet. A document for each row, read as a stream."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

from xzsc.decode import choose, public_name, undecodable
from xzsc.errors import InputError
from xzsc.loaders.blob import Blob, ReadOptions, Rejoined, Talk
from xzsc.loaders.columns import Columns, cell_text, find_columns, has_text_column, make_source
from xzsc.loaders.guard import check_package
from xzsc.model import Source

Handle = Any
"""A sheet of openpyxl or a file of pyarrow, which come without types."""

BLOCK = 1 << 20
HEADER_ROWS = 10
"""A header is looked for in so many rows: official spreadsheets open with a title row."""
BATCH = 256
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([^"]+)"')

Row = tuple[str, list[str]]
"""The name of a row (its number) and its cells."""


def read_csv(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield a source for each row of a csv or tsv file."""
    with blob.open() as stream:
        lines, encoding = _text_stream(stream, options, blob.name)
        yield from _table(_numbered(_delimited(lines, blob)), blob, options, talk, encoding, "text/csv")


def read_jsonl(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield a source for each line of a jsonl file."""
    with blob.open() as stream:
        lines, encoding = _text_stream(stream, options, blob.name)
        records = _json_lines(_guarded(lines, blob.name), blob, talk)
        yield from _records(records, blob, options, talk, encoding, "application/jsonl")


def read_json(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield a source for each object of a json file: a list of objects, one object, or lines after all."""
    from xzsc.decode import decode

    decoded = decode(blob.read(), encoding=options.encoding, where=blob.name)
    try:
        value = json.loads(decoded.text)
    except ValueError as error:
        if "\n{" in decoded.text.strip():
            yield from read_jsonl(blob, options, talk)
            return
        raise InputError(blob.name, f"is not JSON: {error}.") from None
    if isinstance(value, dict):
        lists = [
            item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)
        ]
        value = lists[0] if len(lists) == 1 and not has_text_column(list(value), options) else [value]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise InputError(blob.name, "is JSON, but neither an object nor a list of objects.")
    records = ((str(number), record) for number, record in enumerate(value, 1))
    yield from _records(records, blob, options, talk, decoded.encoding, "application/json")


def read_xlsx(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield a source for each row of every sheet with a text column."""
    book = _workbook(blob)
    failures: list[InputError] = []
    found = False
    sheets = book.worksheets
    for sheet in sheets:
        prefix = f"{sheet.title}!" if len(sheets) > 1 else ""
        rows = _sheet_rows(sheet, prefix, blob.name)
        try:
            for source in _table(rows, blob, options, talk, "xlsx", "application/xlsx"):
                found = True
                yield source
        except InputError as error:
            failures.append(error)
    book.close()
    if failures and not found:
        raise failures[0]
    for failure in failures:
        talk.note(f"{failure}")


def read_parquet(blob: Blob, options: ReadOptions, talk: Talk) -> Iterator[Source]:
    """Yield a source for each row of a parquet file, by row groups."""
    import pyarrow
    import pyarrow.parquet as parquet

    stream = blob.open()
    if not stream.seekable():
        stream = io.BytesIO(blob.read())
    elif not stream.seek(0, io.SEEK_END):
        stream.close()
        raise InputError(blob.name, "is empty. Leave it out, or replace it.")
    try:
        with stream:
            table = parquet.ParquetFile(stream)
            names = [str(name) for name in table.schema_arrow.names]
            records = _parquet_rows(table, names)
            yield from _table(records, blob, options, talk, "parquet", "application/parquet")
    except (pyarrow.ArrowInvalid, pyarrow.ArrowException, OSError, UnicodeDecodeError):
        raise InputError(blob.name, "is damaged: not a parquet file. Write it again.") from None


def named_rows(
    reader: str, blob: Blob, options: ReadOptions, is_header: Callable[[Sequence[str]], bool]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that holds no documents: cells by the names of their columns.

    Args:
        reader: csv, jsonl or xlsx, of which the one sheet with a header is read, else the first.
        blob: the file.
        options: its encoding; no column is looked for.
        is_header: whether cells are the header, above which a title may stand; else it is the first row.
    """
    if reader == "xlsx":
        yield from _by_name(*_coded_sheet(blob, is_header), blob.name)
        return
    with blob.open() as stream:
        lines, _ = _text_stream(stream, options, blob.name)
        if reader == "csv":
            yield from _by_name(*_headed(_delimited(lines, blob), is_header), blob.name)
        else:
            strict = Talk(_fail, lambda _: None)
            yield from (record for _, record in _json_lines(_guarded(lines, blob.name), blob, strict))


def _coded_sheet(
    blob: Blob, is_header: Callable[[Sequence[str]], bool]
) -> tuple[list[str], Iterator[list[str]]]:
    """Return header and rows of the sheet that has a header, wherever it stands in the workbook."""
    book = _workbook(blob)
    sheets = {sheet.title: _headed(_filled_down(sheet, blob), is_header) for sheet in book.worksheets}
    found = [title for title, (header, _) in sheets.items() if is_header(header)]
    if len(found) > 1:
        told = f"several sheets have coded rows: {', '.join(found)}"
        raise InputError(blob.name, f"{told}. Leave one in the file, or make a file of each.")
    return sheets[found[0]] if found else next(iter(sheets.values()), ([], iter(())))


def _headed(
    rows: Iterator[list[str]], is_header: Callable[[Sequence[str]], bool]
) -> tuple[list[str], Iterator[list[str]]]:
    opening = list(islice(rows, HEADER_ROWS))
    at = next((at for at, cells in enumerate(opening) if is_header(cells)), 0)
    return next(iter(opening[at:]), []), chain(opening[at + 1 :], rows)


def _by_name(header: Sequence[str], rows: Iterator[list[str]], where: str) -> Iterator[dict[str, str]]:
    names = [" ".join(name.split()) for name in header]
    twice = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    if twice:
        raise InputError(where, f"columns stand twice: {', '.join(twice)}. Rename or remove one of them.")
    for cells in rows:
        yield {name: cells[at] if at < len(cells) else "" for at, name in enumerate(names) if name}


def _filled_down(sheet: Handle, blob: Blob) -> Iterator[list[str]]:
    """Yield the rows of a sheet; what stands in merged cells holds for each of their rows."""
    below = _merged_below(sheet, blob)
    last: list[str] = []
    for at, (_, cells) in enumerate(_sheet_rows(sheet, "", blob.name)):
        for column in below.get(at, ()):
            if column < min(len(cells), len(last)):
                cells[column] = last[column]
        yield cells
        last = cells


def _merged_below(sheet: Handle, blob: Blob) -> dict[int, list[int]]:
    """Return for each row its columns that are merged with the row above (openpyxl does not stream them)."""
    from openpyxl.utils import range_boundaries

    found: dict[int, list[int]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(blob.read())) as package:
            refs = _MERGED.findall(package.read(sheet._worksheet_path))
    except (KeyError, zipfile.BadZipFile) as error:
        raise InputError(blob.name, "is damaged: a sheet cannot be read. Open and save it again.") from error
    for ref in refs:
        left, top, _, bottom = range_boundaries(ref.decode())
        for row in range(top, bottom):
            found.setdefault(row, []).append(left - 1)
    return found


def _fail(error: InputError) -> None:
    raise error


def _workbook(blob: Blob) -> Handle:
    import openpyxl

    content = blob.read()
    check_package(content, blob.name, what="an .xlsx workbook", old="an old .xls or an encrypted workbook")
    warnings.filterwarnings("ignore", module="openpyxl")  # it tells of styles and validation it does not know
    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # it raises whatever its parsers raise: KeyError, ValueError, ParseError …
        raise InputError(blob.name, "is damaged: not a workbook. Open and save it again.") from error


def _parquet_rows(table: Handle, names: list[str]) -> Iterator[Row]:
    yield "0", names
    number = 0
    for batch in table.iter_batches(batch_size=BATCH):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield str(number), [cell_text(value) for value in values]


def _sheet_rows(sheet: Handle, prefix: str, where: str) -> Iterator[Row]:
    try:
        for number, values in enumerate(sheet.iter_rows(values_only=True)):
            yield f"{prefix}{number}", [cell_text(value) for value in values]
    except Exception as error:  # as above: a truncated sheet shows only here
        raise InputError(where, "is damaged: a sheet ends too early. Open and save it again.") from error


def _numbered(rows: Iterable[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(rows):
        yield str(number), cells


def _table(
    rows: Iterator[Row], blob: Blob, options: ReadOptions, talk: Talk, encoding: str, media_type: str
) -> Iterator[Source]:
    """Find the header of a table and yield its rows; rows are numbered from 1 below the header."""
    opening = list(islice(rows, HEADER_ROWS + 20))
    if not any(any(cell.strip() for cell in cells) for _, cells in opening):
        raise InputError(blob.name, "is empty: no row has a cell.")
    at = _header(opening, options)
    body = [cells for _, cells in opening[at + 1 :]]
    columns = find_columns(opening[at][1], options, where=blob.name, rows=body)
    skipped = int(opening[at][0].rpartition("!")[2])
    empty: list[str] = []
    total = 0
    for name, cells in chain(opening[at + 1 :], rows):
        prefix, _, number = name.rpartition("!")
        row = f"{prefix}!{int(number) - skipped}" if prefix else str(int(number) - skipped)
        if not any(cell.strip() for cell in cells):
            continue
        total += 1
        source = make_source(cells, columns, blob, row=row, encoding=encoding, media_type=media_type)
        if source is None:
            empty.append(row)
        else:
            yield source
    _tell_empty(empty, total, blob.name, talk)


def _header(rows: Sequence[Row], options: ReadOptions) -> int:
    """Return the index of the header: the first row that names a text column, else the first with two cells.

    A single cell is the title of the table, unless no row has more.
    """
    for at, (_, cells) in enumerate(rows[:HEADER_ROWS]):
        if has_text_column(cells, options):
            return at
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in rows]
    return next(at for at, count in enumerate(filled) if count >= min(2, max(filled)))


def _records(
    records: Iterator[tuple[str, dict[str, Any]]],
    blob: Blob,
    options: ReadOptions,
    talk: Talk,
    encoding: str,
    media_type: str,
) -> Iterator[Source]:
    """Yield the sources of objects; their keys may differ from one to the next."""
    known: dict[tuple[str, ...], Columns] = {}
    lacking: list[InputError] = []
    empty: list[str] = []
    total = 0
    for row, record in records:
        total += 1
        names = tuple(record)
        cells = [_json_cell(value) for value in record.values()]
        if names not in known:
            try:
                known[names] = find_columns(names, options, where=blob.name, rows=[cells])
            except InputError as error:
                lacking.append(InputError(f"{blob.name}!{row}", error.what))
                continue
        while lacking:
            talk.error(lacking.pop(0))
        try:
            source = make_source(cells, known[names], blob, row=row, encoding=encoding, media_type=media_type)
        except InputError as error:
            talk.error(error)
            continue
        if source is None:
            empty.append(row)
        else:
            yield source
    if not total:
        raise InputError(blob.name, "is empty: it holds no record.")
    if not known:
        raise InputError(blob.name, lacking[0].what)
    for failure in lacking:
        talk.error(failure)
    _tell_empty(empty, total, blob.name, talk)


def _json_lines(lines: Iterable[str], blob: Blob, talk: Talk) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            yield str(number), record
        else:
            talk.error(InputError(f"{blob.name}!{number}", "is not a JSON object. Mend or remove the line."))


def _json_cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "；".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else cell_text(value)


def _tell_empty(empty: Sequence[str], total: int, where: str, talk: Talk) -> None:
    if empty and len(empty) == total:
        raise InputError(where, "the text column is empty in every row. Choose another with --text-column.")
    if empty:
        shown = ", ".join(empty[:5]) + (" …" if len(empty) > 5 else "")
        talk.note(f"{where}: {len(empty)} of {total} rows have no text and were left out (row {shown}).")


def _delimited(lines: io.TextIOWrapper, blob: Blob) -> Iterator[list[str]]:
    first = lines.readline()
    csv.field_size_limit(1 << 30)
    return _guarded(csv.reader(chain([first], lines), delimiter=_delimiter(first, blob.suffix)), blob.name)


def _delimiter(line: str, suffix: str) -> str:
    """Return the delimiter of a table: as its name says, or the mark that parts its first line most."""
    usual = "\t" if suffix in (".tsv", ".tab") else ","
    counts = {mark: line.count(mark) for mark in (usual, ",", "\t", ";", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    return usual if counts[usual] or not counts[best] else best


def _guarded(lines: Iterable[Any], where: str) -> Iterator[Any]:
    """Pass items on; turn what the decoder and the csv reader raise into an `InputError`."""
    try:
        yield from lines
    except UnicodeDecodeError as error:
        raise undecodable(where, error) from None
    except csv.Error as error:
        raise InputError(where, f"is not a readable table: {error}.") from None


def _text_stream(stream: BinaryIO, options: ReadOptions, where: str) -> tuple[io.TextIOWrapper, str]:
    """Return a text stream over bytes, its encoding chosen from the first block that is not ASCII."""
    held: list[bytes] = []
    while True:
        block = stream.read(BLOCK)
        held.append(block)
        if len(block) < BLOCK or not block.isascii() or len(held) >= 64:
            break
    sample = b"".join(held)
    if not sample.strip():
        raise InputError(where, "is empty. Leave it out, or replace it.")
    complete = len(held[-1]) < BLOCK
    choice = choose(sample, encoding=options.encoding, where=where, complete=complete)
    raw = io.BufferedReader(Rejoined(sample[choice.skip :], stream), BLOCK)
    codec = codecs.lookup(choice.codecs[0]).name
    return io.TextIOWrapper(raw, encoding=codec, errors="strict", newline=""), public_name(choice.codecs[0])
