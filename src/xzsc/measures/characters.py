"""Traditional characters, read as the simplified ones that rules, words and weights know."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib.resources import files

from xzsc.model import Document, Section

_COMMON = re.compile(
    "[國個們這來時會學對發經過問題實業產動開關點義無為爲與當區進還應體長東現電機設從並達億萬辦規條總統計讓務費員"
    "際價財資銀買車運農縣鄉鎮級組織結構網數據標準導領責險強優環護創術藝營轉項養醫師證稅貿]"
)
"""No text in traditional characters does without all of these; to look for them takes a tenth of the time."""


@cache
def _pairs() -> dict[str, str]:
    """Each traditional character, or variant, with the simplified one."""
    text = files("xzsc").joinpath("data", "simplified.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {pair[0]: pair[1] for line in lines for pair in line.split()}


def simplified(document: Document) -> Document:
    """Return the document with title, headings and units in simplified characters, each in its place.

    Spans and source stay, so what is found can be told in the words of the source. A document without
    traditional characters is returned as it is.

    >>> from xzsc.model import Document, Kind, Source, Unit
    >>> text = "推動產業發展。"
    >>> unit = Unit(Kind.SENTENCE, ((0, 7),), text)
    >>> simplified(Document(Source("a.txt", text), units=(unit,))).units[0].text
    '推动产业发展。'
    """
    if not any(_COMMON.search(unit.text) for unit in document.units):
        return document
    table = str.maketrans(_pairs())
    paths: dict[int, tuple[Section, ...]] = {}
    for unit in document.units:
        if id(unit.path) not in paths:
            paths[id(unit.path)] = tuple(
                replace(section, heading=section.heading.translate(table)) for section in unit.path
            )
    units = tuple(
        replace(unit, text=unit.text.translate(table), path=paths[id(unit.path)]) for unit in document.units
    )
    return replace(document, title=document.title.translate(table), units=units)
