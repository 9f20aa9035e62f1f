"""Why a sentence is or is not a measure: what each feature was worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from xzsc.measures.features import Sheet, bucket, full_width, verbs
from xzsc.measures.grams import Grams, gram_table
from xzsc.measures.linear import Layer
from xzsc.measures.places import Places
from xzsc.measures.rules import fired, load_rules
from xzsc.measures.weights import ROLE_GRAMS, Weights, measure_scores, role_scores, usual_scores
from xzsc.measures.words import topics
from xzsc.model import Document, Reason

_LEAST, TOLD = 0.05, 3
CONTEXT, WORDING, RULE = "上下文（邻句、章节、文种）", "全句用词", "规则："
_KINDS = {
    "m": "句首序号", "v": "句首动词", "M": "情态词", "e": "句末", "L": "列举", "l": "句长",
}  # fmt: skip
"""What a reader calls the features of the sentence itself; all others are its context."""


def reasons(
    weights: Weights, document: Document, page: Sheet, rows: Sequence[int]
) -> list[tuple[Reason, ...]]:
    """Return the reasons of some sentences of a page, the strongest first.

    All that stands around the sentence is one reason: what it changes against usual surroundings. The
    wording as a whole takes in the rest: the constant, and what the second pass makes of the sentence's
    own score. So they add up to the decision.
    The page is scored once, however many of its sentences are asked about.
    """
    if not rows:
        return []
    first = role_scores(weights, page)
    totals = measure_scores(weights, page, first)
    near = totals - usual_scores(weights, page, first)
    found = []
    for row in rows:
        named = _named(weights, document, page, row)
        around_ = named.pop(CONTEXT, Reason(CONTEXT, 0.0)).weight + float(near[row])
        own = float(totals[row]) - around_ - sum(reason.weight for reason in named.values())
        wording = _wording(weights, page.texts[row], own)
        found.append(_sorted((*named.values(), Reason(CONTEXT, round(around_, 3)), wording)))
    return found


def _sorted(found: Sequence[Reason]) -> tuple[Reason, ...]:
    kept = [reason for reason in found if abs(reason.weight) >= _LEAST]
    return tuple(sorted(kept, key=lambda reason: (-abs(reason.weight), reason.what)))


def _wording(weights: Weights, text: str, own: float) -> Reason:
    """The wording as one reason, with the words that spoke most for what it says."""
    direction = [1.0 if own > 0 else -1.0, *[0.0] * (len(weights.roles) - 1)]
    runs = " ".join(telling(weights.grams, text, direction, most=ROLE_GRAMS))
    return Reason(f"{WORDING}：{runs}" if runs else WORDING, round(own, 3))


@cache
def _known_words() -> frozenset[str]:
    """Words that a reader takes as one: verbs of measures, and words of known meaning."""
    return frozenset(verbs()).union(*topics().values())


def telling(layer: Layer, text: str, direction: Sequence[float], *, most: int) -> list[str]:
    """Return the known words whose n-grams weigh most, each n-gram shared by its characters.

    Args:
        layer: weights of n-grams.
        text: a sentence.
        direction: how much each class of the layer counts.
        most: characters of the longest n-gram.
    """
    import numpy as np

    found = gram_table([text], most=most, spots=False)
    worth = (layer.table[layer.index[found.ids]] @ (layer.scale * np.array(direction))) * found.whole
    heat = np.zeros(len(text) + most)
    for n, line in enumerate(worth, 1):
        for k in range(n):
            heat[k : k + len(line)] += line / n
    known = _known_words()
    runs = [(at, n) for n in range(2, 7) for at in range(len(text) - n + 1) if text[at : at + n] in known]
    runs.sort(key=lambda run: -heat[run[0] : sum(run)].sum() / run[1] ** 0.5)
    kept: list[tuple[int, int]] = []
    for at, n in runs:
        if heat[at : at + n].sum() > 0 and all(at + n <= a or a + m <= at for a, m in kept):
            kept.append((at, n))
        if len(kept) == TOLD:
            break
    return [text[at : at + n] for at, n in sorted(kept)]


def _named(weights: Weights, document: Document, page: Sheet, row: int) -> dict[str, Reason]:
    """The named features, those of one kind together; rules with the place that made them."""
    import numpy as np

    unit = page.units[row]
    places = Places(unit, document.source)
    spans = {rule.name: places.spans(*span) for rule, span in fired(load_rules()[0], full_width(unit.text))}
    layer = weights.named
    totals: dict[str, float] = {}
    for name in (name for group in page.names[row] for name in group.names):
        one = Grams(np.zeros(1, dtype=np.int32), np.array([bucket(name)], dtype=np.int32))
        worth = float(layer.sums(one, 1)[0, 0])
        label = _label(name, spans)
        totals[label] = totals.get(label, 0.0) + worth
    return {
        label: Reason(label, round(worth, 3), spans.get(label.removeprefix(RULE), ()))
        for label, worth in totals.items()
    }


def _label(name: str, rules: Mapping[str, object]) -> str:
    """Name a feature as a reader would: a rule by its name, anything else by its kind."""
    if name[0] == "R":
        rule = next((each for each in sorted(rules, key=len, reverse=True) if each in name), "")
        return RULE + rule if rule else CONTEXT
    return _KINDS.get(name[0], CONTEXT)
