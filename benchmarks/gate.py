#!/usr/bin/env python3
"""The evaluation gate: our own coded texts as the shipped weights code them, against floors that only rise.

    python benchmarks/gate.py            the table, a line for each figure under its floor, exit code 1 if any
    python benchmarks/gate.py --raise    raise the floors to what is reached less a slack; never lowers one

The texts are tests/gold, none of them trained on; a sentence that also stands in training/coded.jsonl
(同志们：) is not asked. Files and records are read by the loaders, as xzsc reads them. Scored as in
crossval_measures.py: a coded sentence is found when half of its characters lie in a reported measure; theme,
instrument and strength are asked of the measures that were found; run-in heads are left out.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from xzsc.codebook import load_codebook
from xzsc.corpus import documents
from xzsc.measures import Coder
from xzsc.model import Document, Measure, squeeze

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
FLOORS = GOLD / "floors.toml"
TAUGHT = ROOT / "training" / "coded.jsonl"
CLASSES = ("theme", "accepted", "instrument", "class", "strength")
METRICS = ("sentences", "f1", *CLASSES)
TOTAL = "total"
SLACK, SLACK_OF_TOTAL, FEW = 0.03, 0.02, 2

Row = dict[str, Any]
Figures = dict[str, dict[str, float]]
"""Metrics by kind of text."""


def rows_of(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def taught(path: Path = TAUGHT) -> frozenset[str]:
    """The sentences the weights learned from, without white space."""
    parts = (part.get("paragraphs", [part.get("sentences")]) for part in rows_of(path))
    return frozenset(
        squeeze(row["text"])
        for paragraphs in parts
        for group in paragraphs
        for row in group
        if row["role"] != "标题"
    )


def owners(coder: Coder, found: Sequence[Document]) -> list[Measure | None]:
    """For each character of a source that is no white space, the measure reported there."""
    text = found[0].source.text
    owner: list[Measure | None] = [None] * len(text)
    for document in found:
        for measure in coder.measures(document):
            for start, end in measure.unit.spans:
                owner[start:end] = [measure] * (end - start)
    return [measure for measure, c in zip(owner, text, strict=True) if not c.isspace()]


def tally(
    rows: Iterable[Row], owner: Sequence[Measure | None], known: frozenset[str] = frozenset()
) -> Counter[str]:
    """Count what was found, missed and taken wrongly, and the right classes of what was found.

    Run-in heads are not counted; sentences that are known from the training count, but are not asked.
    """
    counts: Counter[str] = Counter()
    for row in rows:
        if row["label"] not in ("measure", "other"):
            continue
        counts["sentences"] += 1
        if row["quote"] in known:
            continue
        cells = owner[row["start"] : row["end"]]
        hits = [cell for cell in cells if cell is not None]
        found, wanted = 2 * len(hits) >= len(cells), row["label"] == "measure"
        counts["tp" if found and wanted else "fp" if found else "fn" if wanted else "tn"] += 1
        if found and wanted:
            best = max(hits, key=lambda cell: sum(each is cell for each in hits))
            themes, instruments = row["themes"], row["instrument"]
            counts["theme"] += best.theme in {each[0] for each in themes}
            counts["accepted"] += best.theme in {theme for each in themes for theme in each}
            counts["instrument"] += best.instrument in instruments
            counts["class"] += best.instrument[:2] in {each[:2] for each in instruments}
            counts["strength"] += best.strength in row["strength"]
    return counts


def tally_file(coder: Coder, file: str, rows: Sequence[Row], known: frozenset[str]) -> Counter[str]:
    """Code a file and count, record by record.

    Raises:
        SystemExit: the file cannot be read, or is not the text that was coded.
    """
    records: dict[str, list[Document]] = {}
    for document in documents([str(ROOT / file)], on_error=fail):
        records.setdefault(document.source.record, []).append(document)
    counts: Counter[str] = Counter()
    for record in dict.fromkeys(row.get("record", "") for row in rows):
        coded = [row for row in rows if row.get("record", "") == record]
        found = records.get(record)
        if not found or squeeze(found[0].source.text) != "".join(row["quote"] for row in coded):
            raise SystemExit(f"{file}: record {record or 1} is not the coded text. Remake its gold.")
        counts += tally(coded, owners(coder, found), known)
    return counts


def fail(error: Exception) -> None:
    raise SystemExit(str(error))


def counts_by_kind(kinds: dict[str, str], gold: Path = GOLD) -> dict[str, Counter[str]]:
    """Code every coded text with the shipped weights.

    Raises:
        SystemExit: a text without a kind, or a kind without its text.
    """
    stems = {path.stem for path in gold.glob("*.jsonl")}
    if odd := sorted(stems ^ kinds.keys()):
        raise SystemExit(f"{FLOORS.name}: {odd[0]} needs both a coded text and a kind. Add what is missing.")
    coder, known = Coder(load_codebook()), taught()
    counts: dict[str, Counter[str]] = {}
    for stem, kind in sorted(kinds.items(), key=lambda pair: (pair[1], pair[0])):
        rows = rows_of(gold / f"{stem}.jsonl")
        for file in dict.fromkeys(row["file"] for row in rows):
            part = tally_file(coder, file, [row for row in rows if row["file"] == file], known)
            counts[kind] = counts.get(kind, Counter()) + part
    counts[TOTAL] = sum(counts.values(), Counter())
    return counts


def measures(counts: Counter[str]) -> int:
    return counts["tp"] + counts["fn"]


def figures(counts: Counter[str]) -> dict[str, float]:
    """The metrics of a kind of text; 0 where nothing was found."""
    tp = counts["tp"]
    f1 = 2 * tp / max(1, 2 * tp + counts["fp"] + counts["fn"])
    return {"sentences": counts["sentences"], "f1": f1} | {key: counts[key] / max(1, tp) for key in CLASSES}


def shown(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.4f}"


def below(floors: Figures, reached: Figures) -> list[str]:
    """A line for each floor that is not reached."""
    return [
        f"{kind}: {metric} {shown(reached.get(kind, {}).get(metric, 0.0))} is below its floor {shown(floor)}."
        for kind, wanted in floors.items()
        for metric, floor in wanted.items()
        if reached.get(kind, {}).get(metric, 0.0) < floor
    ]


def raised(floors: Figures, counts: dict[str, Counter[str]]) -> Figures:
    """The floors, each at the higher of what it was and what is reached less the slack."""
    new: Figures = {kind: dict(wanted) for kind, wanted in floors.items()}
    for kind, count in counts.items():
        slack = max(SLACK_OF_TOTAL if kind == TOTAL else SLACK, FEW / max(1, measures(count)))
        for metric, value in figures(count).items():
            offer = value if metric == "sentences" else max(0.0, math.floor((value - slack) * 1000) / 1000)
            wanted = new.setdefault(kind, {})
            wanted[metric] = max(wanted.get(metric, 0), offer)
    return {kind: new[kind] for kind in sorted(new, key=lambda kind: (kind == TOTAL, kind))}


def as_toml(floors: Figures) -> str:
    blocks = [
        f"[floor.{kind}]\n" + "".join(f"{metric} = {wanted[metric]}\n" for metric in METRICS)
        for kind, wanted in floors.items()
    ]
    return "\n".join(blocks)


def write_floors(path: Path, floors: Figures) -> None:
    """Replace the floors and keep what stands above them."""
    head = path.read_text("utf-8").split("\n[floor.")[0].rstrip("\n")
    path.write_text(f"{head}\n\n{as_toml(floors)}", encoding="utf-8", newline="\n")


def table(counts: dict[str, Counter[str]], floors: Figures) -> str:
    """What is reached, and in brackets the floor."""
    lines = ["| kind | sentences | measures | " + " | ".join(METRICS[1:]) + " |", "|---" * 9 + "|"]
    for kind, count in counts.items():
        reached, wanted = figures(count), floors.get(kind, {})
        cells = [f"{reached[metric]:.3f} ({wanted.get(metric, 0):.3f})" for metric in METRICS[1:]]
        lines.append(f"| {kind} | {count['sentences']} | {measures(count)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--raise", action="store_true", dest="lift", help="raise the floors, never lower one")
    parser.add_argument("--floors", type=Path, default=FLOORS)
    options = parser.parse_args(args)
    settings = tomllib.loads(options.floors.read_text("utf-8"))
    floors: Figures = settings.get("floor", {})
    counts = counts_by_kind(settings["kinds"])
    if options.lift:
        floors = raised(floors, counts)
        write_floors(options.floors, floors)
    print(table(counts, floors))
    missed = below(floors, {kind: figures(count) for kind, count in counts.items()})
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
