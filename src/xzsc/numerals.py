"""Numerals, Chinese (三亿五千万) and Arabic (12,000; 1.5万), and what they are worth."""

from __future__ import annotations

import re
from functools import lru_cache

HAN_DIGITS = "零〇一二两兩三四五六七八九"
_DIGITS = dict(zip(HAN_DIGITS, "0012223456789", strict=True))
TENS = {"廿": "二十", "卅": "三十"}
"""Old short forms."""
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
MAGNITUDES = "".join([*_SMALL, *_LARGE])
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:[.．]\d+)?"
"""A comma parts thousands only before three digits; the Chinese comma never does."""
_TOKEN = re.compile(rf"{ARABIC}|[{HAN_DIGITS}]+(?:点[{HAN_DIGITS}]+)?|[{MAGNITUDES}]")


def number(text: str) -> float | None:
    """Return the value of a numeral, or None where it is none.

    >>> number("三亿五千万"), number("一点五"), number("12,000"), number("2.4万亿"), number("三万五")
    (350000000.0, 1.5, 12000.0, 2400000000000.0, 35000.0)
    >>> number("廿三")
    23.0
    """
    if text.isdecimal():
        return float(text)
    text = spelled(text)
    tokens = _TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        return None
    value = _sum(tokens)
    return None if value is None else float(f"{value:.15g}")


def spelled(text: str) -> str:
    """Return a numeral with 廿 and 卅 as 二十 and 三十."""
    for short, full in TENS.items():
        text = text.replace(short, full)
    return text


@lru_cache(maxsize=1024)
def numeral(text: str) -> int:
    """Return the value of a numeral that counts something; 0 where it is none.

    >>> numeral("一百零三"), numeral("十二"), numeral("二〇二四"), numeral("7")
    (103, 12, 2024, 7)
    """
    return int(text) if text.isdecimal() else int(number(text) or 0)


def _sum(tokens: list[str]) -> float | None:
    """Add what the tokens say; 万 and 亿 take all that came since the last larger one."""
    done: list[tuple[float, int]] = []
    section, digit, size = 0.0, None, 1
    for n, token in enumerate(tokens):
        if token in _LARGE:
            size = _LARGE[token]
            section, digit = section + (digit or 0.0), None
            while done and done[-1][1] <= size:
                section += done.pop()[0]
            if n and not section and tokens[n - 1] in MAGNITUDES:
                return None
            done.append(((section if n else 1) * size, size))
            section = 0.0
        elif token in _SMALL:
            size = _SMALL[token]
            if digit is None and n and size > 10:
                return None
            section, digit = section + (1 if digit is None else digit) * size, None
        elif digit is None and _fits(token, n, tokens):
            digit = _plain(token)
            if n and n == len(tokens) - 1 and token[0] in "一二三四五六七八九":
                digit *= max(size // 10, 1)
        else:
            return None
    return sum(value for value, _ in done) + section + (digit or 0.0)


def _fits(token: str, n: int, tokens: list[str]) -> bool:
    """Digits read by their places stand alone (二〇二四), or one by one between magnitudes (零五)."""
    places = len(token.partition("点")[0])
    return places == 1 or len(tokens) == 1 or token[0] not in _DIGITS or (n > 0 and token[0] in "零〇")


def _plain(token: str) -> float:
    """Read digits by their places: 12,000; 二〇二四; 二点五."""
    if token[0] not in _DIGITS:
        return float(token.replace(",", "").replace("．", "."))
    return float("".join(_DIGITS.get(c, ".") for c in token))
