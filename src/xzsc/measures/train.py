"""Learning from coded tables: the one command, and what it says of its gain (extra ``train``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import BinaryIO

from xzsc.codebook import Codebook, Dimension, load_codebook, shipped
from xzsc.coding import Coding
from xzsc.errors import LexiconError
from xzsc.measures.contests import contests
from xzsc.measures.cues import OTHER, CueCoder, or_other
from xzsc.measures.examples import Coded, from_coding, read_coded
from xzsc.measures.fitting import SHIPPED_KEYS, Prepared, fit, fit_classes, prepare, splits
from xzsc.measures.heads import first_class
from xzsc.measures.weights import NONE, ClassModel, cue_table, load, save, with_none
from xzsc.measures.words import CueTable

WHOLE = 2000
"""From so many coded sentences on, what is a measure is learned anew."""
FEWEST = 20
"""A dimension is learned from so many coded measures on, which must be of more than one document."""

Case = tuple[str, str, str, str]
"""Document of a measure, and its class: by the coder, without training, after training."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What training gave in one dimension, cross-validated by document.

    Args:
        dimension: its key.
        n: coded measures that were used.
        documents: from so many documents.
        cues: share coded as the coder did, by the cues alone; by the shipped weights, which may have learned
            from the same texts, in a dimension that they decide.
        trained: share after training, each document by weights that never saw it.
        empty: measures of ``n`` that were left without a class in a table in which others have one.
        better: measures that only training codes as the coder did.
        worse: measures that only the cues (or shipped weights) do.
        shipped: whether ``cues`` tells of the shipped weights.
        common: share of the class that is coded most often, which calling every measure so would get right.
    """

    dimension: str
    n: int
    documents: int
    cues: float
    trained: float
    empty: int = 0
    better: int = 0
    worse: int = 0
    shipped: bool = False
    common: float = 0.0

    @property
    def guessed(self) -> bool:
        """Whether training is no better (by a standard error) than to give all the commonest class."""
        return self.trained - self.common <= sqrt(self.common * (1 - self.common) / max(1, self.n))

    @property
    def clear(self) -> bool:
        """Whether training helps, and by more than one standard error of the difference."""
        return self.better - self.worse > sqrt(self.better + self.worse)

    def __str__(self) -> str:
        before = "shipped weights" if self.shipped else "cues"
        return (
            f"{self.dimension}: {self.n} coded measures in {self.documents} documents, "
            f"{before} {self.cues:.3f}, trained {self.trained:.3f} ({self.trained - self.cues:+.3f})"
        )


def train(
    coded_paths: Sequence[str],
    output: str | BinaryIO,
    *,
    codebook: Codebook | None = None,
    codings: Sequence[Coding] = (),
) -> tuple[Gain, ...]:
    """Learn classes from coded tables, write weights for `Coder`, and say by how much they help.

    What is a measure is learned anew from 2,000 coded sentences on; below that the shipped weights keep
    deciding it, and only the classes of the coded dimensions are learned. A measure without a class, in a
    table in which others have one, is learned to have none unless there is a class 其他. A dimension that
    training does not clearly improve over its cues, or over the shipped weights where they decide it, is left
    as it was.

    Args:
        coded_paths: tables in JSON lines, in the shape of gold or of passages.
        output: the weights file to write, or an open one.
        codebook: the codebook the classes come from; the shipped one where None.
        codings: coding sheets that were read already (columns document, text, role, theme, …,
            which dimensions may also go by their names).

    Raises:
        LexiconError: nothing to learn from, or classes that the codebook does not know.
    """
    book = codebook or load_codebook()
    tables = [*map(read_coded, coded_paths), *(from_coding(coding, book) for coding in codings)]
    coded = [each for table in tables for each in _told_empty(table, book)]
    keys = _coded_keys(coded, book, where=", ".join([*coded_paths, *(coding.coder for coding in codings)]))
    labels = [label for each in coded for label in each.labels if label]
    book = with_none(book, [key for key in keys if any(label.value(key) == NONE for label in labels)])
    cues = cue_table(book, keys)
    prepared = [prepare(each, cues) for each in coded]
    found = gains(prepared, cues)
    own = tuple(gain.dimension for gain in found if gain.clear)
    base = load()
    n_sentences = sum(label is not None and label.scored for label in labels)
    if n_sentences >= WHOLE and set(keys) >= set(SHIPPED_KEYS):
        shipped_cues = cue_table(load_codebook())
        anew = fit([prepare(each, shipped_cues) for each in coded])
        better = set(own) - set(book.own) >= set(SHIPPED_KEYS)
        base = anew if better else replace(anew, classes=base.classes)
        own = tuple(key for key in own if not better or key not in SHIPPED_KEYS)
    if own:
        own_cues = cue_table(book, own)
        model = fit_classes([prepare(each, own_cues) for each in coded], own_cues)
        base = replace(base, classes=(*base.classes, model))
    save(base, output)
    return found


def _coded_keys(coded: Sequence[Coded], book: Codebook, *, where: str) -> tuple[str, ...]:
    """The dimensions with enough coded measures; the shipped strength is left to its rules.

    Raises:
        LexiconError: there is none.
    """
    found = {each.key: _coded_in(coded, each, book) for each in book.dimensions}
    if "strength" not in book.own:
        del found["strength"]
    keys = tuple(key for key, names in found.items() if len(names) >= FEWEST and len(set(names)) > 1)
    if keys:
        return keys
    key, names = max(found.items(), key=lambda item: len(item[1]))
    if len(names) >= FEWEST:
        raise LexiconError(
            f"{where}: {len(names)} measures coded in {key}, but all of one document: cross-validation needs "
            "two. Name the document of each row in a column document."
        )
    raise LexiconError(
        f"{where}: no dimension has {FEWEST} coded measures. Code {FEWEST} in one of the columns "
        f"{', '.join(found)}."
    )


def _coded_in(coded: Sequence[Coded], dimension: Dimension, book: Codebook) -> list[str]:
    """The document of each measure that has a class in a dimension."""
    given = [
        (value, each.name)
        for each in coded
        for label in each.labels
        if label
        and label.measure
        and label.scored
        and (value := label.value(dimension.key)) not in ("", NONE)
    ]
    for value in sorted({value for value, _ in given} - set(dimension.codes)):
        raise LexiconError(
            f"{dimension.key}: {value!r} is no class of codebook {book.name}. "
            f"Classes are {', '.join(dimension.codes)}."
        )
    return [name for _, name in given]


def _told_empty(table: Sequence[Coded], book: Codebook) -> list[Coded]:
    """Say `NONE` of measures without a class where others of their table have one, and 其他 is none."""
    coded = list(table)
    for dimension in book.dimensions:
        values = {label.value(dimension.key) for each in coded for label in each.labels if label}
        if OTHER not in dimension.codes and any(values):
            coded = [_none_where_empty(each, dimension.key) for each in coded]
    return coded


def _none_where_empty(coded: Coded, key: str) -> Coded:
    labels = (
        label.with_value(key, NONE) if label and label.measure and not label.value(key) else label
        for label in coded.labels
    )
    return replace(coded, labels=tuple(labels))


def gains(prepared: Sequence[Prepared], cues: CueTable) -> tuple[Gain, ...]:
    """Return what training gives in each dimension, every document coded by weights that never saw it.

    Args:
        prepared: coded documents, prepared with the same cues.
        cues: the dimensions.
    """
    ours = cue_table(shipped())
    weights = load().classes[0]
    coders = {each.key: CueCoder(each) for each in cues.dimensions if each not in ours.dimensions}
    cases: dict[str, list[Case]] = {each.key: [] for each in cues.dimensions}
    for seen, held in splits(prepared):
        model = fit_classes(seen, cues)
        for each in held:
            trained = _by_model(model, cues, each)
            before = _by_model(weights, ours, each) if len(coders) < len(cases) else {}
            before |= {key: _by_cues(coder, each) for key, coder in coders.items()}
            for key, found in cases.items():
                found += _cases(each, key, before[key], trained[key])
    return tuple(_gain(key, found, ours=key not in coders) for key, found in cases.items())


def _by_cues(coder: CueCoder, each: Prepared) -> list[str]:
    texts = [(each.sheet.texts[row], each.sheet.headings[row]) for row in each.measures]
    found = [coder.code(text, context=heading)[0] for text, heading in texts]
    return [or_other(code, coder.dimension) or NONE for code in found]


def _by_model(model: ClassModel, cues: CueTable, each: Prepared) -> dict[str, list[str]]:
    """The class of each measure, by dimension."""
    found = contests(model, cues, each.sheet, each.measures) if each.measures else {}
    best = {key: contest.scores().argmax(axis=1).tolist() for key, contest in found.items()}
    return {key: [head.codes[n] for n in best.get(key, ())] for key, head in model.heads.items()}


def _cases(each: Prepared, key: str, before: Sequence[str], trained: Sequence[str]) -> list[Case]:
    """The measures that a coder decided on."""
    truth = [first_class(each.labels[row], key) for row in each.measures]
    found = zip(truth, before, trained, strict=True)
    return [(each.coded.name, *classes) for classes in found if classes[0]]


def _gain(key: str, cases: Sequence[Case], *, ours: bool) -> Gain:
    hits = Counter((truth == before, truth == after) for _, truth, before, after in cases)
    both, better, worse = hits[True, True], hits[False, True], hits[True, False]
    n, documents = len(cases), len({name for name, *_ in cases})
    empty = sum(truth == NONE for _, truth, *_ in cases)
    shares = (both + worse) / max(1, n), (both + better) / max(1, n)
    common = max(Counter(truth for _, truth, *_ in cases).values(), default=0) / max(1, n)
    return Gain(key, n, documents, *shares, empty, better, worse, ours, common)
