"""Parquet: two passes over a spool on disk, so that neither types nor memory depend on luck."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO

from xzsc.model import Cell, Table
from xzsc.printers.cells import as_text, picked
from xzsc.printers.style import Style, Written

BATCH = 16_384
_IN_MEMORY = 64 << 20
_NOTHING, _INTEGER, _NUMBER, _STRING = range(4)
_ALWAYS_INTEGER = ("page", "line", "start", "end")
"""Whole numbers even in a table where every cell of the column is empty."""


def write_parquet(table: Table, stream: BinaryIO, style: Style) -> Written:
    """Write whole numbers as int64, other numbers as double, everything else as string.

    A column's type is the narrowest that all its cells fit, known only after the last row:
    the rows wait on a spool (in memory up to 64 MB, then on disk).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, rows = picked(table, style.columns)
    kinds = [_INTEGER if name in _ALWAYS_INTEGER else _NOTHING for name in columns]
    with SpooledTemporaryFile(_IN_MEMORY) as spool:
        n_rows = _spool(rows, spool, kinds)
        types = {_INTEGER: pa.int64(), _NUMBER: pa.float64()}
        schema = pa.schema(
            [(name, types.get(kind, pa.string())) for name, kind in zip(columns, kinds, strict=True)]
        )
        with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
            for batch in _batches(spool):
                cells = zip(*batch, strict=True)
                arrays = [_fitted(column, kind) for column, kind in zip(cells, kinds, strict=True)]
                writer.write_table(pa.table(arrays, schema=schema))
    return Written(n_rows)


def _spool(rows: Iterator[tuple[Cell, ...]], spool: IO[bytes], kinds: list[int]) -> int:
    """Write the rows to the spool in batches; widen the kinds to what was seen; count."""
    n_rows = 0
    while batch := list(islice(rows, BATCH)):
        n_rows += len(batch)
        for at, column in enumerate(zip(*batch, strict=True)):
            kinds[at] = max(kinds[at], *map(_kind, column))
        pickle.dump(batch, spool)
    spool.seek(0)
    return n_rows


def _batches(spool: IO[bytes]) -> Iterator[list[tuple[Cell, ...]]]:
    while True:
        try:
            yield pickle.load(spool)
        except EOFError:
            return


def _kind(cell: Cell) -> int:
    if cell is None:
        return _NOTHING
    return _STRING if isinstance(cell, str) else _NUMBER if isinstance(cell, float) else _INTEGER


def _fitted(cells: Iterable[Cell], kind: int) -> Sequence[Cell]:
    if kind == _STRING:
        return [None if cell is None else as_text(cell) for cell in cells]
    return list(cells)
