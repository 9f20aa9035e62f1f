"""The audit of a term list: which terms hit, which never occur, which cannot win in segmentation.

A term that occurs as a string but is never a word of the segmented text is either shadowed (longer
terms or words swallow it) or split (other words win over it).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from xzsc.keywords.places import body_of
from xzsc.lexicon import Lexicon, Term
from xzsc.model import Cell, Document, Table
from xzsc.occurrences import fold_term
from xzsc.segment import Segmenter

COLUMNS = ("term", "kind", "verdict", "count", "words", "documents", "by")
COVERS = 5
"""So many different covers of a term are told at most."""
JOINT = "；"


def audit(documents: Iterable[Document], lexicon: Lexicon, *, terms: Iterable[Term] | None = None) -> Table:
    """Tell for each term of a list what becomes of it in documents.

    Args:
        documents: what to read; consumed once.
        lexicon: what the segmenter knows.
        terms: the terms to report, each once; all of the lexicon when None.

    Returns:
        A table with a verdict for each term: `hit` (a word of the text at least once), `never` (its
        characters never stand together), `shadowed` (always inside a longer term or word),
        `split` (never a word, and cut at least once), `cannot win` (cut even when it stands alone).
        `by` names the words that cover it, the commonest cover first, at most five.
        `count` is how often its characters stand together, `words` how often they are a word,
        `documents` in how many documents they stand.

    Raises:
        UsageError: nothing of a term counts.
    """
    asked: dict[str, Term] = {}
    for term in lexicon.terms if terms is None else terms:
        asked.setdefault(fold_term(term.text), term)
    rows = _rows(documents, asked, Segmenter(lexicon))
    return Table("audit", COLUMNS, rows, brief=("term", "verdict", "count", "words", "by"), group="")


@dataclass(slots=True)
class _Seen:
    """What became of a term so far; its covers are the words around it where it is no word."""

    count: int = 0
    words: int = 0
    documents: int = 0
    covers: Counter[str] = field(default_factory=Counter)


def _rows(
    documents: Iterable[Document], terms: dict[str, Term], segmenter: Segmenter
) -> Iterator[tuple[Cell, ...]]:
    from ahocorasick_rs import AhoCorasick

    names = list(terms)
    found = {name: _Seen() for name in names}
    automaton = AhoCorasick(names) if names else None
    for document in documents:
        text = body_of(document).text
        places = automaton.find_matches_as_indexes(text, overlapping=True) if automaton else ()
        here = [(names[index], start, end) for index, start, end in places]
        _look(here, segmenter.words(text), found)
        for name in {name for name, _, _ in here}:
            found[name].documents += 1
    for name, term in terms.items():
        one = found[name]
        verdict, by = _verdict(name, one, segmenter.words(name))
        yield (term.text, term.kind, verdict, one.count, one.words, one.documents, by)


def _look(here: list[tuple[str, int, int]], cut: list[str], found: dict[str, _Seen]) -> None:
    """Tell of each place of a document whether it is a word, and if not, what covers it."""
    edges = [0, *accumulate(map(len, cut))][:-1]
    starts = {start: number for number, start in enumerate(edges)}
    for name, start, end in here:
        one = found[name]
        one.count += 1
        number = starts.get(start)
        if number is not None and cut[number] == name:
            one.words += 1
        elif not one.words:  # the covers of a term that hits are not told
            one.covers[_around(cut, edges, start, end)] += 1


def _verdict(name: str, one: _Seen, alone: list[str]) -> tuple[str, str]:
    """Return the verdict, and the covers that tell why."""
    if one.words:
        return "hit", ""
    ranked = sorted(one.covers.items(), key=lambda cover: (-cover[1], cover[0]))
    by = JOINT.join([cover for cover, _ in ranked[:COVERS]] + ["…"] * (len(ranked) > COVERS))
    if alone != [name]:
        return "cannot win", by or " ".join(alone)
    if not one.count:
        return "never", ""
    inside = all(any(name in word for word in cover.split(" ")) for cover in one.covers)
    return "shadowed" if inside else "split", by


def _around(cut: list[str], edges: list[int], start: int, end: int) -> str:
    """Return the words that cover a place of the text, parted by spaces."""
    first = bisect_right(edges, start) - 1
    last = bisect_right(edges, end - 1)
    return " ".join(word for word in cut[first:last] if word.strip())
