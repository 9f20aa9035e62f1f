"""Numerals of both kinds, and the way back from the numbers that Word writes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzsc.loaders.numbering import chinese
from xzsc.numerals import number, numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("百", 100),
        ("一百零三", 103),
        ("一千二百六十", 1260),
        ("二〇二八", 2028),
        ("三点二", 3.2),
        ("两万", 20_000),
        ("三亿五千万", 350_000_000),
        ("十五亿三千万", 1_530_000_000),
        ("一万亿", 10**12),
        ("2.4万亿", 2.4e12),
        ("9.7亿", 970_000_000),
        ("3亿5千万", 350_000_000),
        ("三万五", 35_000),
        ("三万零五", 30_005),
        ("1,200.5", 1200.5),
        ("６０．５", 60.5),
        ("0万", 0),
        ("廿三", 23),
        ("卅", 30),
        ("百廿五", 125),
    ],
)
def test_what_a_numeral_is_worth(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "万物", "亿万", "千百万", "三五十", "60，2030", "10,20", "点五"])
def test_what_is_no_numeral(text: str) -> None:
    assert number(text) is None
    assert numeral(text) == 0


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=9_999), st.integers(min_value=1, max_value=9_999))
def test_what_word_writes_is_read_back(low: int, high: int) -> None:
    assert numeral(chinese(low)) == low
    assert number(f"{chinese(high)}亿{chinese(low)}万") == high * 10**8 + low * 10**4


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=99_999_999))
def test_thousands_are_parted_by_commas(value: int) -> None:
    assert number(f"{value:,}") == value
