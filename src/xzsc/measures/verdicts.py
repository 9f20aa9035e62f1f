"""Why a measure got its class and not the next: what each view was worth, and what the trees said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xzsc.measures.contests import Contest
from xzsc.measures.context import CLASS_VIEWS
from xzsc.measures.cues import CueCoder, rank
from xzsc.measures.explain import WORDING, telling
from xzsc.measures.features import Sheet
from xzsc.measures.weights import CLASS_GRAMS, NONE, ClassModel
from xzsc.measures.words import CueTable
from xzsc.model import Reason, Verdict

EXPLAINED = ("theme", "instrument")
"""The dimensions that are explained."""
CONSTANT, LISTED, HEADING = "常数", "词表", "标题"
_GROUPS = {
    "自身": WORDING, "自身²": WORDING, "标题词表": HEADING,
    "同节": "同节措施", "同上级": "同章措施", "同段": "同段措施", "全文": "全文措施",
}  # fmt: skip
"""What a reader calls the views."""


class Learned(NamedTuple):
    """What was learned for a dimension, and what it makes of the measures of a document."""

    model: ClassModel
    cues: CueTable
    contest: Contest

    def column(self, number: int) -> int:
        """Return the column of a class of the dimension where those of all dimensions stand side by side."""
        heads = [*self.model.heads.values()]
        before = heads[: next(n for n, head in enumerate(heads) if head is self.contest.head)]
        return sum(len(head.codes) for head in before) + number


def by_views(learned: Learned, page: Sheet, rows: Sequence[int], place: int) -> Verdict:
    """Return why a measure got a class that was learned.

    Args:
        learned: what decides.
        page: the sentences.
        rows: which of them are measures.
        place: which of these is asked about.
    """
    contest = learned.contest
    codes = ["" if code == NONE else code for code in contest.head.codes]
    best = [int(number) for number in contest.best[place]]
    odds = float(contest.odds[place])
    if place in contest.changed:
        best, odds = best[::-1], -odds
    if len(best) == 1:
        return Verdict(codes[best[0]], "", 0.0)
    one, other = best
    sums = contest.sums[place]
    texts = page.texts[rows[place]], page.headings[rows[place]]
    reasons = tuple(
        Reason(_told(learned, what, texts, best if weight > 0 else best[::-1]), weight)
        for what, weight in _weights(contest, place, one, other).items()
    )
    strongest = sorted(reasons, key=lambda each: (-abs(each.weight), each.what))
    trees = None if odds == float("inf") else odds
    return Verdict(codes[one], codes[other], float(sums[one] - sums[other]), tuple(strongest), trees)


def _weights(contest: Contest, place: int, one: int, other: int) -> dict[str, float]:
    """What the views add to the lead of one class before another, those of a kind together."""
    head = contest.head
    worth = head.views * (contest.views[:, place, one] - contest.views[:, place, other])
    totals = {CONSTANT: float(head.bias[one] - head.bias[other])}
    for name, value in zip(CLASS_VIEWS, worth.tolist(), strict=True):
        what = LISTED if name.startswith(LISTED) else _GROUPS.get(name, name)
        totals[what] = totals.get(what, 0.0) + value
    return totals


def _told(learned: Learned, what: str, texts: tuple[str, str], best: Sequence[int]) -> str:
    """The name of a reason with the words, if any, that speak for the first class and not the second."""
    text, heading = texts
    one, other = map(learned.column, best)
    if what == WORDING:
        direction = [0.0] * len(learned.model.grams.scale)
        direction[one], direction[other] = 1.0, -1.0
        words: Sequence[str] = telling(learned.model.grams, text, direction, most=CLASS_GRAMS)
    elif what in (LISTED, HEADING):
        words = learned.cues.told(text if what == LISTED else heading, one, other)
    else:
        words = ()
    return f"{what}：{' '.join(words)}" if words else what


def by_cues(coder: CueCoder, text: str, context: str) -> Verdict:
    """Return why a measure got a class by cues alone, as `CueCoder.code` gives it."""
    own, above = coder.worths(text), coder.scores(context)
    totals = coder.totals(text, context=context)
    best = rank(totals, coder.dimension.codes)[:2]
    if not best:
        return Verdict("", "", 0.0)
    signs = dict(zip(best, (1.0, -1.0), strict=False))
    found = {HEADING: sum(sign * above.get(code, 0.0) / 3 for code, sign in signs.items())}
    for hit, weight in own:
        found[f"「{hit.cue}」"] = found.get(f"「{hit.cue}」", 0.0) + signs.get(hit.code, 0.0) * weight
    reasons = [Reason(what, weight) for what, weight in found.items() if weight]
    reasons.sort(key=lambda each: (-abs(each.weight), each.what))
    lead = sum(sign * totals[code] for code, sign in signs.items())
    return Verdict(best[0], best[1] if len(best) > 1 else "", lead, tuple(reasons))
