"""Columns of Arrow made from Python values, straight into their buffers.

pyarrow's own conversion of lists imports pandas, 40 MB and half a second of it, to see whether a list is one
of its series.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

Values = Sequence[Any]


def table(columns: Mapping[str, Values], schema: Any) -> Any:  # noqa: ANN401 (pyarrow has no types)
    """Return a table of columns whose types are whole, boolean, string, lists of these or map of strings.

    Raises:
        UnicodeEncodeError: a text holds what UTF-8 cannot carry.
    """
    import pyarrow as pa

    arrays = [_made(columns[each.name], each.type) for each in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _made(values: Values, kind: Any) -> Any:  # noqa: ANN401
    from pyarrow import types

    makers: tuple[tuple[Callable[[Any], bool], Callable[[Values, Any], Any]], ...] = (
        (types.is_int32, _whole),
        (types.is_string, _texts),
        (types.is_boolean, _truths),
        (types.is_list, _lists),
        (types.is_map, _maps),
    )
    return next(make for fits, make in makers if fits(kind))(values, kind)


def _whole(values: Values, kind: Any) -> Any:  # noqa: ANN401
    return _built(kind, len(values), [None, array("i", values)])


def _texts(values: Values, kind: Any) -> Any:  # noqa: ANN401
    pieces = [value.encode() for value in values]
    return _built(kind, len(values), [None, _offsets(pieces), b"".join(pieces)])


def _truths(values: Values, kind: Any) -> Any:  # noqa: ANN401
    return _built(kind, len(values), [None, _bits(values)])


def _lists(values: Values, kind: Any) -> Any:  # noqa: ANN401
    """Return lists; None is a list that is not there."""
    there = [value is not None for value in values]
    held = [value or () for value in values]
    children = [_made(list(chain.from_iterable(held)), kind.value_type)]
    missing = None if all(there) else _bits(there)
    return _built(kind, len(values), [missing, _offsets(held)], children)


def _maps(values: Values, kind: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa

    pairs = list(chain.from_iterable(values))
    sides = (_texts([pair[at] for pair in pairs], pa.string()) for at in (0, 1))
    offsets = _built(pa.int32(), len(values) + 1, [None, _offsets(values)])
    return pa.MapArray.from_arrays(offsets, *sides)


def _offsets(pieces: Sequence[Any]) -> array[int]:
    return array("i", accumulate(map(len, pieces), initial=0))


def _bits(values: Values) -> bytes:
    """Return one bit a value, the first in the lowest place of the first byte."""
    bits = sum(1 << at for at, value in enumerate(values) if value)
    return bits.to_bytes((len(values) + 7) // 8, "little")


def _built(kind: Any, length: int, buffers: Sequence[Any], children: Sequence[Any] = ()) -> Any:  # noqa: ANN401
    import pyarrow as pa

    held = [None if each is None else pa.py_buffer(each) for each in buffers]
    return pa.Array.from_buffers(kind, length, held, children=list(children))
