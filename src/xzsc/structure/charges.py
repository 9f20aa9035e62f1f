"""Who is in charge, as official texts print it: （责任单位：…；配合单位：…）, （县教育局、县财政局负责）."""

from __future__ import annotations

from xzsc.structure.patterns import lazy

OPEN, CLOSED = "（(〔［【", "）)〕］】"
"""Brackets that may hold a list of bodies."""
LABEL = "(?:责任|牵头|配合|主责|落实|负责|考核|实施|主办|承办|协办|参与|主管)+(?:单位|部门|主体|处室)"
"""What stands before a list, outside a bracket as well: 责任单位：…"""
DOES = "(?:负责|牵头|配合|落实)"
"""What stands behind the names of a list without a label."""
NAMES = rf"(?:[^{OPEN}{CLOSED}。；;\n]|[{OPEN}][^{OPEN}{CLOSED}\n]{{0,20}}[{CLOSED}])"
"""A character of a list, or a bracket in it: 各市（含青禾市）."""
CHARGE = lazy(
    rf"[{OPEN}](?:(?=[^{CLOSED}]{{0,12}}{LABEL}[：:])(?:{NAMES}|[；;]){{4,300}}"
    rf"|{NAMES}{{2,300}}{DOES}(?:[；;]{NAMES}{{2,120}}{DOES})*)[；;。]?[{CLOSED}]"
)
"""A list of bodies in charge, from its bracket to its bracket: （牵头单位：…；配合单位：…） is one."""


def is_charge(text: str) -> bool:
    """Return whether a text is a list of bodies in charge in its bracket, and nothing else.

    >>> is_charge("（责任单位：县教育局；配合单位：县财政局）"), is_charge("（此件主动公开）")
    (True, False)
    """
    return text[:1] in OPEN and CHARGE.fullmatch(text) is not None
