"""Who is in charge: （责任单位：…） and （…负责） behind a sentence, and the lists that close its item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xzsc.measures.bodies import listed
from xzsc.model import Kind, Unit
from xzsc.structure.charges import CHARGE, CLOSED, LABEL, NAMES, OPEN

Lines = dict[int, tuple[tuple[str, ...], bool]]
"""By the index of a unit that names bodies in charge: who, and whether they open its text."""
NEAR = 15
"""A 责任单位 line closes an item within so many units."""
_SIGN = re.compile("单位|部门|负责|牵头|配合|主体|处室")
"""Stands in every text that names bodies in charge: a cheap test before the patterns."""
_LABELLED = re.compile(rf"{LABEL}[：:]\s*((?:{NAMES}|[；;])+)")
_OPENS = re.compile(f"[{OPEN}]")
_DOING = re.compile(
    rf"[{OPEN}]((?:{NAMES}|[；;]){{2,300}}(?:负责|牵头|配合)(?!单位|部门)){NAMES}{{0,20}}[{CLOSED}]"
)
_LINE = re.compile(rf"[{OPEN}]?\s*{LABEL}[：:]")
_TRAILER = re.compile("(?:按照?(?:各自)?职责|分工负责|分别|共同|牵头|负责|配合).*$")


def responsible(text: str) -> tuple[str, ...]:
    """Return the bodies that a line such as （责任单位：…） or （…负责） names, or ()."""
    return _named_in(text) if _SIGN.search(text) else ()


@lru_cache(maxsize=1024)
def _named_in(text: str) -> tuple[str, ...]:
    """Return the bodies that a text names: asked for each unit of a document, then for its measures."""
    lists = [match[1] for match in _LABELLED.finditer(text)] if "：" in text or ":" in text else []
    if not lists and _OPENS.search(text) and (match := _DOING.search(text)):
        lists = [match[1]]
    names = (
        _TRAILER.sub("", name.strip("。 〕］】")).strip("等 ") for each in lists for name in listed(each)
    )
    return tuple(dict.fromkeys(name for name in names if 2 <= len(name) <= 24))


def opening_list(text: str) -> str:
    """Return the list （责任单位：…） or （…负责） that opens a text, but closes the item before it."""
    match = CHARGE.match(text) if text.startswith(tuple(OPEN)) else None
    return match[0] if match and text[match.end() :].strip("。 ") else ""


def charged(units: Sequence[Unit]) -> Lines:
    """Return which units name bodies in charge.

    A list that opens a text is glued to it and belongs to the item before.
    """
    found = {}
    for n, unit in enumerate(units):
        if _SIGN.search(unit.text) and unit.kind is not Kind.FURNITURE:
            if glued := opening_list(unit.text):
                found[n] = responsible(glued), True
            elif bodies := responsible(unit.text):
                found[n] = bodies, False
    return found


def in_charge(units: Sequence[Unit], lines: Lines, n: int) -> tuple[str, ...]:
    """Return the bodies in the 责任单位 line, or lines, that close the item of unit ``n``.

    A unit that names bodies itself has its own list, and that of a later unit is not its.
    """
    own, opens = lines.get(n, ((), False))
    if not lines or (own and not opens):
        return ()
    path = units[n].path
    found: list[str] = []
    for at in range(n + 1, min(n + 1 + NEAR, len(units))):
        bodies, glued = lines.get(at, ((), False))
        unit = units[at]
        if unit.kind is Kind.FURNITURE and not glued:
            continue
        inside = unit.kind is Kind.SENTENCE and (unit.path is path or unit.path == path)
        if found and not (bodies and _LINE.match(unit.text)):
            break
        if not glued and not inside:
            break
        found += bodies
        if glued:
            break
    return tuple(dict.fromkeys(found))
