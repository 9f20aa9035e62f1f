"""Learning from coded tables: the one command, and what it says of its gain (extra ``train``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from xzsc.codebook import Codebook, load_codebook
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
"""A dimension is learned from so many coded measures on."""


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
        codings: coding sheets that were read already (columns document, text, role, theme, …).

    Raises:
        LexiconError: nothing to learn from, or classes that the codebook does not know.
    """
    book = codebook or load_codebook()
    coded = [each for path in coded_paths for each in read_coded(path)]
    coded += [each for coding in codings for each in from_coding(coding)]
    keys = _coded_keys(coded, book)
    if not keys:
        names = ", ".join([*coded_paths, *(coding.coder for coding in codings)])
        raise LexiconError(f"{names}: no coded measures. Code at least {FEWEST} in one dimension.")
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


def _coded_keys(coded: Sequence[Coded], book: Codebook) -> tuple[str, ...]:
    """The dimensions with enough coded measures; the shipped strength is left to its rules."""
    keys = []
    for dimension in book.dimensions:
        values = [
            label.value(dimension.key) for each in coded for label in each.labels if label and label.measure
        ]
        known = [value for value in values if value]
        for value in sorted(set(known) - set(dimension.codes)):
            raise LexiconError(
                f"{dimension.key}: {value!r} is no class of codebook {book.name}. "
                f"Classes are {', '.join(dimension.codes)}."
            )
        ruled = dimension.key == "strength" and "strength" not in book.own
        if not ruled and len(known) >= FEWEST:
            keys.append(dimension.key)
    return tuple(keys)


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
