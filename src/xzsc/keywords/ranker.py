"""Weights that turn what is known of a candidate into a score: plain numbers, no library.

A score is a sum: for each value a slope and steps at thresholds, for each sign (an edge word, a part of
speech) a weight of its own. The weights come from `benchmarks/train_keywords.py` and stand in
`data/keywords.json`, one set for documents and one for abstracts.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import mul
from pathlib import Path
from typing import Any

SHORT = 1200
"""Texts with fewer characters are ranked as abstracts when they have the shape of one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model with steps.

    Args:
        slopes: weight of each value.
        thresholds: where the steps of each value stand.
        steps: what is added between the thresholds of each value.
        signs: weight of each sign.
    """

    slopes: tuple[float, ...]
    thresholds: tuple[tuple[float, ...], ...]
    steps: tuple[tuple[float, ...], ...]
    signs: dict[str, float]
    stairs: tuple[tuple[int, tuple[float, ...], tuple[float, ...]], ...] = field(init=False, repr=False)
    tables: dict[str, dict[str, float]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        both = zip(self.thresholds, self.steps, strict=True)
        stairs = tuple((index, at, step) for index, (at, step) in enumerate(both) if at)
        object.__setattr__(self, "stairs", stairs)
        tables: dict[str, dict[str, float]] = {}
        for sign, weight in self.signs.items():
            tables.setdefault(sign[:2], {})[sign[2:]] = weight
        object.__setattr__(self, "tables", tables)

    def table(self, mark: str) -> dict[str, float]:
        """Return the weights of the signs that begin with a mark of two characters, without it."""
        return self.tables.get(mark, {})

    def score(self, values: Sequence[float], signs: Sequence[str]) -> float:
        """Return the score of a candidate; only differences within a document mean anything."""
        total: float = sum(map(mul, self.slopes, values))
        for index, at, step in self.stairs:
            total += step[bisect_left(at, values[index])]
        get = self.signs.get
        for sign in signs:
            total += get(sign, 0.0)
        return total


@dataclass(frozen=True, slots=True)
class Model:
    """Two stages: `first` chooses the candidates worth a close look, `second` ranks them.

    Args:
        first: weights of the values that are cheap to count.
        second: weights of all values.
        offset: what the score lacks to be the log-odds of being listed.
        slope: log-odds per unit of the score.
        owed: what a part of a listed phrase loses when it never stands outside that phrase.
    """

    first: Weights
    second: Weights
    offset: float
    slope: float
    owed: float

    def probability(self, score: float) -> float:
        """Return how likely a reader lists a candidate with this score."""
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, self.offset + self.slope * score))))


@cache
def load_models() -> dict[str, Model]:
    """Return the packaged weights: `documents` and `abstracts`."""
    data = json.loads(Path(__file__).parents[1].joinpath("data", "keywords.json").read_text("utf-8"))
    return {name: model_of(part) for name, part in data.items()}


def model_of(part: dict[str, Any]) -> Model:
    """Return the model that a part of the weights file describes."""
    return Model(
        _weights(part["first"]), _weights(part["second"]), part["offset"], part["slope"], part["owed"]
    )


def _weights(part: dict[str, Any]) -> Weights:
    return Weights(
        tuple(part["slopes"]),
        tuple(map(tuple, part["thresholds"])),
        tuple(map(tuple, part["steps"])),
        part["signs"],
    )
