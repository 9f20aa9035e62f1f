"""Which units of a document look back: what is told there was done, and proposes nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from xzsc.model import Document

_LOOKS_BACK = re.compile(r"回顾|工作的?(?:基本|简要)?总结|过去[一二三五十两]年的?政府工作")
_LOOKS_AHEAD = re.compile(r"目标|任务|安排|建议|展望|部署|打算|思路|要求|今后|下一步|未来")
_MOST = 0.9
"""A review longer than this share of its document is a heading read wrong, or leaves nothing else to code."""


def in_review(document: Document) -> frozenset[int]:
    """Return which units, as indexes, stand under a heading that looks back and not ahead as well."""
    units = document.units
    found = frozenset(
        n for n, unit in enumerate(units) if any(is_review(section.heading) for section in unit.path)
    )
    return found if len(found) <= _MOST * len(units) else frozenset()


@lru_cache(maxsize=4096)
def is_review(heading: str) -> bool:
    """Return whether a heading opens a review.

    >>> is_review("2025年工作回顾"), is_review("2025年工作回顾和2026年工作安排")
    (True, False)
    """
    return bool(_LOOKS_BACK.search(heading)) and not _LOOKS_AHEAD.search(heading)
