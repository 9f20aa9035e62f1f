"""Learning from coded tables: the one command, and what it says of its gain (extra ``train``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from xzsc.codebook import Codebook, Dimension, load_codebook
from xzsc.coding import Coding
from xzsc.errors import LexiconError
from xzsc.measures.cues import CueCoder, or_other
from xzsc.measures.examples import Coded, from_coding, read_coded
from xzsc.measures.fitting import SHIPPED_KEYS, Prepared, fit, fit_classes, prepare, splits
from xzsc.measures.weights import cue_table, head_scores, load, save
from xzsc.measures.words import CueTable

WHOLE = 2000
"""From so many coded sentences on, what is a measure is learned anew."""
FEWEST = 20
"""A dimension is learned from so many coded measures on, which must be of more than one document."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What training gave in one dimension, cross-validated by document.

    Args:
        dimension: its key.
        n: coded measures that were used.
        documents: from so many documents.
        cues: share coded as the coder did, by the cues alone.
        trained: share after training, each document by weights that never saw it.
    """

    dimension: str
    n: int
    documents: int
    cues: float
    trained: float

    def __str__(self) -> str:
        return (
            f"{self.dimension}: {self.n} coded measures in {self.documents} documents, "
            f"cues {self.cues:.3f}, trained {self.trained:.3f} ({self.trained - self.cues:+.3f})"
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
    deciding it, and only the classes of the coded dimensions are learned. A dimension that training does not
    improve over its cues is left as it was.

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
    coded = [each for path in coded_paths for each in read_coded(path)]
    coded += [each for coding in codings for each in from_coding(coding, book)]
    keys = _coded_keys(coded, book, where=", ".join([*coded_paths, *(coding.coder for coding in codings)]))
    cues = cue_table(book, keys)
    prepared = [prepare(each, cues) for each in coded]
    found = gains(prepared, cues)
    n_sentences = sum(label is not None and label.scored for each in coded for label in each.labels)
    if n_sentences >= WHOLE and set(keys) >= set(SHIPPED_KEYS):
        shipped_cues = cue_table(load_codebook())
        base = fit([prepare(each, shipped_cues) for each in coded])
    else:
        base = load()
    helped = {gain.dimension for gain in found if gain.trained > gain.cues}
    own = tuple(key for key in keys if key in helped and (key in book.own or n_sentences < WHOLE))
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
        if label and label.measure and label.scored and (value := label.value(dimension.key))
    ]
    for value in sorted({value for value, _ in given} - set(dimension.codes)):
        raise LexiconError(
            f"{dimension.key}: {value!r} is no class of codebook {book.name}. "
            f"Classes are {', '.join(dimension.codes)}."
        )
    return [name for _, name in given]


def gains(prepared: Sequence[Prepared], cues: CueTable) -> tuple[Gain, ...]:
    """Return what training gives in each dimension, every document coded by weights that never saw it.

    Args:
        prepared: coded documents, prepared with the same cues.
        cues: the dimensions.
    """
    coders = {each.key: CueCoder(each) for each in cues.dimensions}
    hits: dict[str, list[tuple[str, bool, bool]]] = {key: [] for key in coders}
    for seen, held in splits(prepared):
        model = fit_classes(seen, cues)
        for each in held:
            if not each.measures:
                continue
            scores = head_scores(model, cues, each.sheet, each.measures)
            for key, (first, _) in scores.items():
                codes = model.heads[key].codes
                for row, best in zip(each.measures, first.argmax(axis=1).tolist(), strict=True):
                    label = each.labels[row]
                    if label is None or not (truth := label.value(key)):
                        continue
                    text, heading = each.sheet.texts[row], each.sheet.headings[row]
                    by_cues = or_other(coders[key].code(text, context=heading)[0], coders[key].dimension)
                    hits[key].append((each.coded.name, by_cues == truth, codes[best] == truth))
    return tuple(_gain(key, found) for key, found in hits.items())


def _gain(key: str, found: Sequence[tuple[str, bool, bool]]) -> Gain:
    n = max(1, len(found))
    cued, trained = sum(hit[1] for hit in found) / n, sum(hit[2] for hit in found) / n
    return Gain(key, len(found), len({hit[0] for hit in found}), cued, trained)
