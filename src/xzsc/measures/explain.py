"""Why a sentence is or is not a measure: what each feature was worth."""

from __future__ import annotations

from collections.abc import Mapping

from xzsc.measures.context import NAMES, around
from xzsc.measures.features import Grams, Sheet, bucket
from xzsc.measures.places import Places
from xzsc.measures.rules import fired, load_rules
from xzsc.measures.weights import Weights, measure_scores, role_scores
from xzsc.model import Document, Reason

_LEAST = 0.05
_KINDS = {
    "k": "文种", "m": "序号", "v": "首动词", "M": "情态词", "e": "句末", "p": "段中位置",
    "s": "全文动词句比例", "S": "章节", "R": "规则", "H": "标题首词", "Q": "所答之问", "L": "列举",
    "b": "上一句", "l": "句长", "d": "层级",
}  # fmt: skip


def reasons(weights: Weights, document: Document, page: Sheet, row: int) -> tuple[Reason, ...]:
    """Return the reasons of one sentence, the strongest first."""
    first = role_scores(weights, page)
    around_ = _surroundings(weights, page, first[:, 0], row)
    found = _named(weights, document, page, row)
    named = sum(reason.weight for reason in found)
    grams = float(first[row, 0]) - named - float(weights.grams.bias[0])
    found += [
        Reason("字词", round(grams, 3)),
        Reason("常数", round(float(weights.grams.bias[0]), 3)),
        *around_,
    ]
    total = float(measure_scores(weights, page, first)[row])
    rest = total - sum(reason.weight for reason in found)
    found.append(Reason("自身折算", round(rest, 3)))
    kept = [reason for reason in found if abs(reason.weight) >= _LEAST]
    return tuple(sorted(kept, key=lambda reason: (-abs(reason.weight), reason.what)))


def _named(weights: Weights, document: Document, page: Sheet, row: int) -> list[Reason]:
    """The named features, those of one kind and word together; rules with the place that made them."""
    import numpy as np

    unit = page.units[row]
    places = Places(unit, document.source)
    spans = {rule.name: places.spans(*span) for rule, span in fired(load_rules()[0], unit.text)}
    layer = weights.named
    totals: dict[str, float] = {}
    for name in page.names[row]:
        one = Grams(np.zeros(1, dtype=np.int32), np.array([bucket(name)], dtype=np.int32))
        worth = float(layer.sums(one, 1)[0, 0])
        label = _label(name, spans)
        totals[label] = totals.get(label, 0.0) + worth
    return [
        Reason(label, round(worth, 3), spans.get(label.partition("：")[2], ()))
        for label, worth in totals.items()
    ]


def _label(name: str, rules: Mapping[str, object]) -> str:
    """Name a feature as a reader would: a rule by its name, anything else by its kind."""
    if name[0] == "R":
        rule = next((each for each in sorted(rules, key=len, reverse=True) if each in name), "")
        return f"规则：{rule}" if rule else "规则：上一句"
    return _KINDS.get(name[0], "其他")


def _surroundings(weights: Weights, page: Sheet, scores: object, row: int) -> list[Reason]:
    import numpy as np

    columns = around(page, np.asarray(scores, dtype=np.float32))[row]
    mean, deviation, slope = weights.around[:, :-1]
    worth = (columns - mean) / deviation * slope
    return [
        Reason(f"上下文：{name}", round(float(value), 3))
        for name, value in zip(NAMES, worth, strict=True)
        if name != NAMES[0]
    ]
