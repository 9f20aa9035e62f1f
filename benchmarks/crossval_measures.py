#!/usr/bin/env python3
"""Cross-validate the measure classifier by document on coded texts, through the whole pipeline.

    python benchmarks/crossval_measures.py [--gold DIR] [--folds N] [-j N] [--training FILE ...] [--theme C]

The documents are dealt into folds; the weights that code a document never saw it. Scored as
`eval/score_measures.py` scores: a coded sentence is found when half of its characters lie in a reported
measure; run-in heads and disputed sentences are left out; theme, instrument and strength are asked of
the sentences that were found. Printed per document, per kind of text, and in total; then precision and
recall of one theme, and a reliability table of the confidence.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path

from xzsc.codebook import load_codebook
from xzsc.measures import Coder
from xzsc.measures.examples import read_coded, read_training
from xzsc.measures.fitting import fit, prepare
from xzsc.measures.weights import cue_table, save
from xzsc.model import Source, squeeze
from xzsc.structure import read

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
TRAINING = [
    ROOT / "training" / "coded.jsonl",
    ROOT / "training" / "hebei-places.jsonl",
    *sorted((ROOT / "training" / "corpora").glob("*.jsonl")),
]
KEYS = ("theme", "accepted", "instrument", "class", "strength")


def gold_files(folder: Path) -> dict[str, list[dict]]:
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        rows = [row for row in rows if "label" in row]
        if rows:
            found[path.stem] = rows
    return found


def positions(text: str) -> list[int]:
    out, n = [], 0
    for c in text:
        out.append(n)
        n += not c.isspace()
    return [*out, n]


def score(coder: Coder, rows: list[dict], root: Path, theme: str) -> tuple[Counter, list, str]:
    text = (root / rows[0]["file"]).read_text("utf-8")
    source = Source(rows[0]["file"], text)
    at = positions(text)
    owner: list = [None] * at[-1]
    kind = ""
    for document in read(source):
        from xzsc.measures.genre import genre

        kind = kind or genre(document)
        for measure in coder.measures(document):
            assert squeeze(source.quote(measure.unit.spans)) == squeeze(measure.unit.text)
            for start, end in measure.unit.spans:
                owner[at[start] : at[end]] = [measure] * (at[end] - at[start])
    tally, confidences = Counter(), []
    for row in rows:
        if row["label"] not in ("measure", "other"):
            continue
        cells = owner[row["start"] : row["end"]]
        hits = [cell for cell in cells if cell is not None]
        found, wanted = 2 * len(hits) >= len(cells), row["label"] == "measure"
        tally["tp"] += found and wanted
        tally["fp"] += found and not wanted
        tally["fn"] += wanted and not found
        given = wanted and any(theme in themes for themes in row["themes"])
        best = max(hits, key=lambda cell: sum(each is cell for each in hits)) if found else None
        said = best is not None and theme in (best.theme, best.theme_2)
        tally["theme_tp"] += said and given
        tally["theme_fp"] += said and not given
        tally["theme_fn"] += given and not said
        if best is not None:
            confidences.append((best.confidence, wanted))
        if found and wanted:
            tally["theme"] += best.theme in {themes[0] for themes in row["themes"]}
            tally["accepted"] += best.theme in {each for themes in row["themes"] for each in themes}
            tally["instrument"] += best.instrument in row["instrument"]
            tally["class"] += best.instrument[:2] in {each[:2] for each in row["instrument"]}
            tally["strength"] += best.strength in row["strength"]
    return tally, confidences, kind


def line(name: str, t: Counter) -> str:
    tp = max(1, t["tp"])
    f1 = 2 * t["tp"] / max(1, 2 * t["tp"] + t["fp"] + t["fn"])
    rest = " ".join(f"{key} {t[key] / tp:.3f}" for key in KEYS)
    return (
        f"{name:36.36} n {t['tp'] + t['fn']:4d} P {t['tp'] / max(1, t['tp'] + t['fp']):.3f} "
        f"R {t['tp'] / max(1, t['tp'] + t['fn']):.3f} F1 {f1:.3f} | {rest}"
    )


def fold_of(files: dict[str, list[dict]], folds: int) -> dict[str, int]:
    """Texts are dealt into folds by their size, so that folds are alike."""
    order = sorted(files, key=lambda name: (-len(files[name]), name))
    return {name: n % folds for n, name in enumerate(order)}


def scored(fold: int, args: argparse.Namespace) -> list[tuple[str, Counter, list, str]]:
    """Name, counts, confidences and kind of each text of a fold, by weights that never saw them."""
    files, book = gold_files(args.gold), load_codebook()
    cues, folds = cue_table(book), fold_of(files, args.folds)
    gold = [each for name in files for each in read_coded(str(args.gold / f"{name}.jsonl"))]
    coded = [each for each in gold if folds[each.name] != fold]
    coded += read_training(map(str, filter(Path.exists, args.training)))
    weights = fit([prepare(each, cues) for each in coded], book)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/weights.npz"
        save(weights, path)
        coder = Coder(book, weights=path)
        found = [
            (name, *score(coder, files[name], args.root, args.theme)) for name in files if folds[name] == fold
        ]
    print(f"fold {fold + 1} of {args.folds}", file=sys.stderr)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, default=SHARED / "gold")
    parser.add_argument("--root", type=Path, default=SHARED)
    parser.add_argument("--folds", type=int, default=10, help="as many as documents: leave one out")
    parser.add_argument("--training", type=Path, nargs="*", default=TRAINING)
    parser.add_argument("--theme", default="人才")
    parser.add_argument("-j", "--jobs", type=int, default=1, help="folds at a time")
    args = parser.parse_args()
    total, kinds, confidences = Counter(), {}, []
    lines = {}
    with ProcessPoolExecutor(args.jobs) as pool:
        folds = range(min(args.folds, len(gold_files(args.gold))))
        for name, tally, sure, kind in chain.from_iterable(pool.map(partial(scored, args=args), folds)):
            lines[name] = line(name, tally)
            total += tally
            kinds[kind] = kinds.get(kind, Counter()) + tally
            confidences += sure
    for name in sorted(lines):
        print(lines[name])
    print()
    for kind in sorted(kinds):
        print(line(f"kind: {kind}", kinds[kind]))
    print(line("TOTAL", total))
    tp, fp, fn = total["theme_tp"], total["theme_fp"], total["theme_fn"]
    print(f"--theme {args.theme}: precision {tp / max(1, tp + fp):.3f} recall {tp / max(1, tp + fn):.3f}")
    print("\nconfidence   reported  true measures")
    for low in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99):
        high = {0.5: 0.6, 0.6: 0.7, 0.7: 0.8, 0.8: 0.9, 0.9: 0.95, 0.95: 0.99, 0.99: 1.01}[low]
        part = [wanted for sure, wanted in confidences if low <= sure < high]
        if part:
            print(f"{low:.2f}–{min(high, 1):.2f}   {len(part):6d}     {sum(part) / len(part):.3f}")


if __name__ == "__main__":
    main()
