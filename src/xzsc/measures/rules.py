"""Rules for the role of a sentence: what a reader sees before any statistics.

The rules are data (`data/codebook-rules.toml`). A rule fires on the sentence or on a heading above it and
speaks for a role with a weight in log-odds. The trained model takes the rules as features.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any

from xzsc.model import Span
from xzsc.structure.patterns import lazy

FILE = "codebook-rules.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that speaks for a role.

    Args:
        name: what a reader would call it.
        role: the role it speaks for.
        weight: log-odds.
        pattern: what it looks for.
        needs: words of which the pattern needs one; found all at once, they spare most of the searching.
    """

    name: str
    role: str
    weight: float
    pattern: re.Pattern[str]
    needs: tuple[str, ...] = ()


@cache
def load_rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the rules for sentences and the rules for headings."""
    text = resources.files("xzsc").joinpath("data", FILE).read_text("utf-8")
    tables = tomllib.loads(text)
    sentences, headings = (tuple(map(_rule, tables[kind])) for kind in ("rule", "section"))
    return sentences, headings


def _rule(table: dict[str, Any]) -> Rule:
    return Rule(
        table["name"],
        table["role"],
        float(table["weight"]),
        lazy(table["pattern"]),
        tuple(table.get("needs", "").split()),
    )


def fired(rules: tuple[Rule, ...], text: str) -> list[tuple[Rule, Span]]:
    """Return the rules that fire on a text, with the place that made them."""
    return [(rule, match.span()) for rule in rules if (match := rule.pattern.search(text))]


@cache
def _triggers() -> tuple[Any, tuple[tuple[int, ...], ...]]:
    """An automaton of all needed words, and for each word the rules that need it."""
    import ahocorasick_rs

    rules_of: dict[str, list[int]] = {}
    for number, rule in enumerate(load_rules()[0]):
        for word in rule.needs:
            rules_of.setdefault(word, []).append(number)
    words = sorted(rules_of)
    return ahocorasick_rs.AhoCorasick(words), tuple(tuple(rules_of[word]) for word in words)


def names_fired(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each text the names of the rules that fire, in the order of the file."""
    rules = load_rules()[0]
    automaton, rules_of = _triggers()
    ends = list(accumulate(len(text) + 1 for text in texts))
    wanted: list[set[int]] = [set() for _ in texts]
    row = 0
    for word, _, end in automaton.find_matches_as_indexes("\n".join(texts), overlapping=True):
        while end > ends[row]:
            row += 1
        wanted[row].update(rules_of[word])
    return [
        tuple(rules[number].name for number in sorted(numbers) if rules[number].pattern.search(text))
        for text, numbers in zip(texts, wanted, strict=True)
    ]
