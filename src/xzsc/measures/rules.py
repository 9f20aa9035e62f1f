"""Rules for the role of a sentence: what a reader sees before any statistics.

The rules are data (`data/codebook-rules.toml`). A rule fires on the sentence or on a heading above it and
speaks for a role with a weight in log-odds. The trained model takes the rules as features.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
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
        sure: any of these words is a match.
    """

    name: str
    role: str
    weight: float
    pattern: re.Pattern[str]
    needs: tuple[str, ...] = ()
    sure: bool = False


@cache
def load_rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the rules for sentences and the rules for headings."""
    text = resources.files("xzsc").joinpath("data", FILE).read_text("utf-8")
    tables = tomllib.loads(text)
    sentences, headings = (tuple(map(_rule, tables[kind])) for kind in ("rule", "section"))
    return sentences, headings


def _rule(table: dict[str, Any]) -> Rule:
    pattern, needs = table["pattern"], tuple(table.get("needs", "").split())
    sure = set(needs) == set(pattern.split("|"))
    return Rule(table["name"], table["role"], float(table["weight"]), lazy(pattern), needs, sure)


def fired(rules: tuple[Rule, ...], text: str) -> list[tuple[Rule, Span]]:
    """Return the rules that fire on a text, with the place that made them."""
    return [(rule, match.span()) for rule in rules if (match := rule.pattern.search(text))]


@cache
def _triggers() -> tuple[Any, list[int]]:
    """An automaton of a line break and all needed words, and for each the rules that need it, as bits."""
    import ahocorasick_rs

    rules_of = {"\n": 0}
    for number, rule in enumerate(load_rules()[0]):
        for word in rule.needs:
            rules_of[word] = rules_of.get(word, 0) | 1 << number
    return ahocorasick_rs.BytesAhoCorasick([word.encode() for word in rules_of]), [*rules_of.values()]


@lru_cache(maxsize=1 << 14)
def _called(bits: int) -> tuple[Rule, ...]:
    return tuple(rule for number, rule in enumerate(load_rules()[0]) if bits >> number & 1)


def names_fired(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each text the names of the rules that fire, in the order of the file."""
    automaton, rules_of = _triggers()
    wanted, bits = [], 0
    joined = "\n".join((*texts, ""))
    for word, _, _ in automaton.find_matches_as_indexes(joined.encode(), overlapping=True):
        if word:
            bits |= rules_of[word]
        else:
            wanted.append(bits)
            bits = 0
    return [
        tuple([rule.name for rule in _called(bits) if rule.sure or rule.pattern.search(text)])
        for text, bits in zip(texts, wanted, strict=True)
    ]
