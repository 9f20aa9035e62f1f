"""Columns made straight into buffers are those that pyarrow makes of the same lists."""

from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xzsc import arrow

SCHEMA = pa.schema(
    {
        "whole": pa.int32(),
        "truth": pa.bool_(),
        "text": pa.string(),
        "wholes": pa.list_(pa.int32()),
        "texts": pa.list_(pa.string()),
        "map": pa.map_(pa.string(), pa.string()),
    }
)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
WHOLE = st.integers(-(2**31), 2**31 - 1)
ROW = st.tuples(
    WHOLE,
    st.booleans(),
    TEXT,
    st.none() | st.lists(WHOLE, max_size=3),
    st.none() | st.lists(TEXT, max_size=3),
    st.lists(st.tuples(TEXT, TEXT), max_size=2),
)


@given(st.lists(ROW, max_size=20))
def test_the_same_as_pyarrow_makes(rows: list[tuple[object, ...]]) -> None:
    columns = {name: [row[at] for row in rows] for at, name in enumerate(SCHEMA.names)}
    made = arrow.table(columns, SCHEMA)
    made.validate(full=True)
    assert made.equals(pa.table(columns, schema=SCHEMA))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        arrow.table({"a": ["\ud800"]}, pa.schema({"a": pa.string()}))
    with pytest.raises(OverflowError):
        arrow.table({"a": [2**31]}, pa.schema({"a": pa.int32()}))


def test_pandas_stays_away() -> None:
    code = """if True:
    import sys
    from pathlib import Path
    from xzsc.model import Document, Source
    from xzsc.store import PartWriter, read_part
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        writer = PartWriter(Path(folder), "p")
        writer.add(Document(Source("a.txt", "文", fields=(("a", "b"),)), "a"))
        assert writer.close()["documents"] == 1
        assert len(read_part(folder, "p")) == 1
    assert "pandas" not in sys.modules
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
