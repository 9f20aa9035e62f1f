"""Make the shipped weights of the measure classifier from all coded texts at hand.

    python tools/train_measures.py [OUTPUT]

Learns from ``../shared/data/gold`` and from ``training/`` (our passages, and our codings of public texts by
offsets, which need ``../shared``). Takes about ten minutes; the same inputs give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from xzsc.codebook import load_codebook
from xzsc.measures.examples import Coded, read_coded, read_training
from xzsc.measures.fitting import fit, prepare
from xzsc.measures.weights import cue_table, save

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "data" / "gold"
OUTPUT = ROOT / "src" / "xzsc" / "data" / "weights" / "measures.npz"
NOT_SENTENCES = {"articles", "figures", "keywords"}


def training_files() -> list[str]:
    """Return our own coded files, the passages first."""
    folder = ROOT / "training"
    return [str(folder / "coded.jsonl"), *map(str, sorted(folder.glob("*places.jsonl"))),
            *map(str, sorted((folder / "corpora").glob("*.jsonl")))]  # fmt: skip


def coded_texts() -> list[Coded]:
    """Return all coded texts, those of the shared gold first."""
    gold = [path for path in sorted(GOLD.glob("*.jsonl")) if path.stem not in NOT_SENTENCES]
    return [each for path in gold for each in read_coded(str(path))] + list(read_training(training_files()))


def main(output: str = str(OUTPUT)) -> None:
    """Fit and save."""
    book = load_codebook()
    cues = cue_table(book)
    prepared = [prepare(each, cues) for each in coded_texts()]
    n = sum(label is not None and label.scored for each in prepared for label in each.labels)
    n_measures = sum(len(each.measures) for each in prepared)
    sys.stdout.write(f"{len(prepared)} texts, {n} coded sentences, {n_measures} measures\n")
    save(fit(prepared, book), output)
    sys.stdout.write(f"{output}: {Path(output).stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
