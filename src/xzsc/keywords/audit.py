"""The audit of a term list: which terms hit, which never occur, which cannot win in segmentation.

A term that occurs as a string but is never a word of the segmented text is either shadowed (a longer
term or word swallows it) or split (other words win over it).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator

from xzsc.keywords.places import body_of
from xzsc.lexicon import Lexicon, Term
from xzsc.model import Cell, Document, Table
from xzsc.occurrences import fold_term
from xzsc.segment import Segmenter

COLUMNS = ("term", "kind", "verdict", "count", "words", "documents", "by")
VERDICTS = ("hit", "never", "shadowed", "split", "cannot win")


def audit(documents: Iterable[Document], lexicon: Lexicon, *, terms: Iterable[Term] | None = None) -> Table:
    """Tell for each term of a list what becomes of it in documents.

    Args:
        documents: what to read; consumed once.
        lexicon: what the segmenter knows.
        terms: the terms to report, each once; all of the lexicon when None.

    Returns:
        A table with a verdict for each term: `hit` (a word of the text at least once), `never` (its
        characters never stand together), `shadowed` (always inside the longer term or word in `by`),
        `split` (always cut by the words in `by`), `cannot win` (cut even when it stands alone).
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


def _rows(
    documents: Iterable[Document], terms: dict[str, Term], segmenter: Segmenter
) -> Iterator[tuple[Cell, ...]]:
    from ahocorasick_rs import AhoCorasick

    names = list(terms)
    automaton = AhoCorasick(names) if names else None
    counts: Counter[str] = Counter()
    held: Counter[str] = Counter()
    words: Counter[str] = Counter()
    by: dict[str, str] = {}
    for document in documents:
        text = body_of(document).text
        edges, cut = [], segmenter.words(text)
        at = 0
        for word in cut:
            edges.append(at)
            at += len(word)
        starts = {start: number for number, start in enumerate(edges)}
        seen: set[str] = set()
        for index, start, end in (
            automaton.find_matches_as_indexes(text, overlapping=True) if automaton else ()
        ):
            name = names[index]
            counts[name] += 1
            seen.add(name)
            number = starts.get(start)
            if number is not None and cut[number] == name:
                words[name] += 1
            elif name not in by:
                by[name] = _around(cut, edges, start, end)
        held.update(seen)
    for name, term in terms.items():
        verdict = _verdict(name, counts[name], words[name], by.get(name, ""), segmenter)
        reason = "" if verdict in ("hit", "never") else by.get(name) or " ".join(segmenter.words(name))
        yield (term.text, term.kind, verdict, counts[name], words[name], held[name], reason)


def _verdict(name: str, count: int, words: int, by: str, segmenter: Segmenter) -> str:
    if words:
        return "hit"
    if segmenter.words(name) != [name]:
        return "cannot win"
    if not count:
        return "never"
    return "shadowed" if any(name in word for word in by.split(" ")) else "split"


def _around(cut: list[str], edges: list[int], start: int, end: int) -> str:
    """Return the words that cover a place of the text, parted by spaces."""
    first = bisect_right(edges, start) - 1
    last = bisect_right(edges, end - 1)
    return " ".join(word for word in cut[first:last] if word.strip())
