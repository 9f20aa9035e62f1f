"""Which words frame a term, and the stance that they amount to.

A chain is framing words (``data/frames.tsv``) with nothing between them. The last chain before a term,
in its clause and at most eight characters away, frames it. What decides, the first of these that holds:

- A word that negates (不得, 禁止, 停止, 取消, 不 …) makes what follows it 约束. Where that is a restraint, an
  obstacle or negated itself (不得减少, 取消限制, 禁止破坏), the stance is open.
- Words of an obstacle or a lack leave it open (尚未建立, 阻碍发展).
- A restraint (防范, 整治 …) decides wherever it stands in the chain: 加快化解 is 约束.
- Words of what ought not be so leave it open (盲目推进, 不完善).
- A cautious word (稳妥, 审慎 …) decides wherever it stands: 积极稳妥推进 is 稳定.
- The first word that does more than strengthen the next one (加快, 积极 …) or say how (有序).

A word like 不得 or 防止 earlier in the clause, with other words between, is shown (不得…建设); how far it
reaches is not known, so the stance is open. An open stance is "": framing words, but no stance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

NEAR = 8
"""A framing word stands at most this many characters before the term, in the same clause."""

OPEN = ""
_STANCES = {
    **{stance: stance for stance in ("促进", "约束", "稳定", "探索")},
    "加强": "促进",
    "规范": "约束",
    "审慎": "稳定",
    "禁止": "约束",
    "否定": "约束",
    "不足": OPEN,
}
"""The kinds of word that frame a term without another word, and their stances."""

_REACHING = ("禁止", "不得")
_NEGATING = (*_REACHING, "否定", "不")
_LEADING = ("不得", "不", "盲目", "方式", "未定")
_CLAUSE_END = re.compile("[，。；：！？,;:!?…—]")


def frame(before: str) -> tuple[str, str] | None:
    """Return the framing words nearest before a term, and their stance; None where nothing frames it.

    >>> frame("积极稳妥推进")
    ('积极稳妥推进', '稳定')
    >>> frame("不得减少")
    ('不得减少', '')
    """
    ends = [mark.end() for mark in _CLAUSE_END.finditer(before)]
    clause = before[ends[-1] if ends else 0 :]
    found = None
    for chain in _chain().finditer(clause):
        found = chain
    if found is None or len(clause) - found.end() > NEAR:
        return None
    reaching = _reaching().findall(clause[: found.start()])
    if reaching:
        return f"{reaching[-1]}…{found[0]}", OPEN
    kinds = [_kinds()[word] for word in _word().findall(found[0])]
    if kinds[-1] in (*_NEGATING, "约束") and _obstacle().search(clause, found.end()):
        return found[0], OPEN
    return found[0], _stance(kinds)


def _stance(kinds: Sequence[str]) -> str:
    for at, kind in enumerate(kinds):
        if kind in _NEGATING:
            # 整治不落实: a restraint of what is not done.
            doubled = kind == "不" and "约束" in kinds[:at]
            return OPEN if doubled or _against(kinds[at + 1 :]) else "约束"
    if "未定" in kinds:
        return OPEN
    if "约束" in kinds:
        return "约束"
    if "盲目" in kinds or "不足" in kinds:
        return OPEN
    if "审慎" in kinds:
        return "稳定"
    telling = [kind for kind in kinds if kind != "方式"]
    return _STANCES[next((kind for kind in telling if kind != "加强"), telling[0])]


def _against(kinds: Sequence[str]) -> bool:
    """Say whether what is negated is a restraint itself, or not known."""
    rest = [kind for kind in kinds if kind not in ("盲目", "方式")]
    return bool(rest) and _stance(rest) in (OPEN, "约束")


@cache
def _kinds() -> dict[str, str]:
    lines = files("xzsc").joinpath("data", "frames.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


@cache
def _chain() -> re.Pattern[str]:
    leading = _words((*_LEADING, "审慎"))
    return re.compile(f"(?:(?:(?:{leading})[地而、]?)*(?:{_words(_STANCES)}))+")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(_words((*_STANCES, *_LEADING)))


@cache
def _reaching() -> re.Pattern[str]:
    # In 防止和遏制 it does not negate: both say the same.
    return re.compile(f"(?:{_words(_REACHING)})(?![、和与及或并])")


@cache
def _obstacle() -> re.Pattern[str]:
    return re.compile(_words(("未定",)))


def _words(kinds: Iterable[str]) -> str:
    wanted = set(kinds)
    words = [word for word, kind in _kinds().items() if kind in wanted]
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
