"""xzsc reads Chinese policy texts and turns them into tables.

>>> from xzsc import Segmenter
>>> Segmenter().words("发展新质生产力")
['发展', '新质生产力']

Names are imported when they are first used, so that ``import xzsc`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xzsc.codebook import Codebook, load_codebook
    from xzsc.coding import CodedUnit, Coding
    from xzsc.concordance import count, kwic
    from xzsc.corpus import default_paths, documents
    from xzsc.errors import InputError, LexiconError, UsageError, XzscError
    from xzsc.lexicon import Lexicon, load_lexicon
    from xzsc.loaders import ReadOptions, load
    from xzsc.measures import Coder
    from xzsc.model import Document, Figure, Kind, Measure, Reason, Section, Source, Table, Token, Unit
    from xzsc.printers import write
    from xzsc.reliability import (
        agreement,
        cohen_kappa,
        disagreements,
        evaluation,
        fleiss_kappa,
        holsti,
        krippendorff_alpha,
        percent_agreement,
        scott_pi,
    )
    from xzsc.segment import Segmenter
    from xzsc.sheets import read_coding
    from xzsc.structure import read

__version__ = "0.1.0"

__all__ = [
    "Codebook",
    "CodedUnit",
    "Coder",
    "Coding",
    "Document",
    "Figure",
    "InputError",
    "Kind",
    "Lexicon",
    "LexiconError",
    "Measure",
    "ReadOptions",
    "Reason",
    "Section",
    "Segmenter",
    "Source",
    "Table",
    "Token",
    "Unit",
    "UsageError",
    "XzscError",
    "agreement",
    "cohen_kappa",
    "count",
    "default_paths",
    "disagreements",
    "documents",
    "evaluation",
    "fleiss_kappa",
    "holsti",
    "krippendorff_alpha",
    "kwic",
    "load",
    "load_codebook",
    "load_lexicon",
    "percent_agreement",
    "read",
    "read_coding",
    "scott_pi",
    "write",
]

_ROOMS = {
    "codebook": ("Codebook", "load_codebook"),
    "coding": ("CodedUnit", "Coding"),
    "concordance": ("count", "kwic"),
    "corpus": ("default_paths", "documents"),
    "errors": ("InputError", "LexiconError", "UsageError", "XzscError"),
    "lexicon": ("Lexicon", "load_lexicon"),
    "loaders": ("ReadOptions", "load"),
    "measures": ("Coder",),
    "model": (
        *("Document", "Figure", "Kind", "Measure", "Reason"),
        *("Section", "Source", "Table", "Token", "Unit"),
    ),
    "printers": ("write",),
    "reliability": (
        *("agreement", "cohen_kappa", "disagreements", "evaluation", "fleiss_kappa"),
        *("holsti", "krippendorff_alpha", "percent_agreement", "scott_pi"),
    ),
    "segment": ("Segmenter",),
    "sheets": ("read_coding",),
    "structure": ("read",),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"xzsc.{_HOME[name]}"), name)
