"""What tells a pattern at a glance must not miss a text that the pattern matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xzsc.structure import elements, furniture
from xzsc.structure.markers import _CLAUSE as CLAUSE
from xzsc.structure.markers import _OPENING as OPENING
from xzsc.structure.markers import clause, is_marked, opening
from xzsc.structure.patterns import Option, Options, lazy

GIVEN = [
    (options, at)
    for options in (furniture._LINE, furniture._TAIL, elements._LINE)
    for at in range(len(options.options))
]


@pytest.mark.parametrize(("options", "at"), GIVEN)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_option_is_found_wherever_its_pattern_matches(options: Options, at: int, data: st.DataObject):
    option = options.options[at]
    text = data.draw(st.from_regex(re.compile(option.pattern.pattern), fullmatch=True).filter(str.strip))
    first = next(o.name for o in options.options if o.pattern.fullmatch(text))
    assert options.name(text) == first


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.from_regex(re.compile(OPENING.pattern, re.VERBOSE)))
def test_a_mark_is_found_wherever_its_pattern_matches(text: str):
    found = OPENING.match(text)
    marked = found is not None and any(found[name] for name in ("md", "bold", "mark"))
    assert (opening(text) is not None) == is_marked(text) == marked


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.from_regex(re.compile(CLAUSE.pattern, re.VERBOSE)))
def test_a_clause_is_found_wherever_its_pattern_matches(text: str):
    assert (clause(text) is not None) == (CLAUSE.match(text) is not None)


def test_the_first_option_counts_and_others_are_not_asked():
    options = Options(
        Option("number", lazy(r"\d+"), "0"),
        Option("both", lazy(r"[0-9a-z]+"), holds="x"),
        Option("word", lazy(r"[0-9a-z]+"), "a"),
    )
    asked = [options.name(text) for text in ("12", "１２", "1x", "ax", "ab", "bb", "1a")]
    assert asked == ["number", "number", "both", "both", "word", "", ""]


def test_a_lazy_pattern_is_compiled_once_and_does_what_a_compiled_one_does():
    pattern = lazy("(?P<word>b+)")
    assert "match" not in vars(pattern)
    assert pattern.search("abbc")["word"] == "bb"
    assert vars(pattern)["search"].__self__ is vars(pattern)["sub"].__self__
    assert pattern.sub("-", "abbcb") == "a-c-"
    assert pattern.pattern == "(?P<word>b+)"
