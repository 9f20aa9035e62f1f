"""Dates as official texts write them → ISO."""

from __future__ import annotations

from xzsc.numerals import numeral
from xzsc.structure.patterns import lazy

_HAN = "〇○ＯO零一二三四五六七八九十"
_DATE = lazy(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})\s?(?:年\s?(?P<m>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?[日号])?|[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2})(?!\d))"
    rf"|(?P<hy>[一二][{_HAN}]{{3}})年(?P<hm>[{_HAN}]{{1,3}})月(?:(?P<hd>[{_HAN}]{{1,3}})日)?"
)
DAY = rf"(?:(?:19|20)\d{{2}}年\d{{1,2}}月\d{{1,2}}日|[一二][{_HAN}]{{3}}年[{_HAN}]{{1,2}}月[{_HAN}]{{1,3}}日)"
"""A day as signatures have it: 2024年7月18日, 二〇二四年七月十八日."""
_WIDE = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")
_ROUND = str.maketrans("○ＯO", "〇〇〇")
ONLY = lazy(
    rf"[（(]?\s?(?:[12]\s?\d\s?\d\s?\d\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日|[一二][{_HAN}]{{3}}年[{_HAN}]{{1,3}}月[{_HAN}]{{1,3}}日"
    r"|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)\s?[）)]?"
)
"""A line that is a date and nothing else."""


def iso(text: str) -> str:
    """Return the first date of a text as YYYY-MM-DD (YYYY-MM without a day), or "".

    >>> iso("二〇二四年七月十八日"), iso("2024年7月18日"), iso("2021年5月"), iso("昨天")
    ('2024-07-18', '2024-07-18', '2021-05', '')
    """
    for found in _DATE.finditer(text.translate(_WIDE)):
        if found["hy"]:
            year, month, day = (
                numeral(found[name].translate(_ROUND)) if found[name] else 0 for name in ("hy", "hm", "hd")
            )
        else:
            year, month = int(found["y"]), int(found["m"] or found["m2"])
            day = int(found["d"] or found["d2"] or 0)
        if 1 <= month <= 12 and day <= 31:
            return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")
    return ""
