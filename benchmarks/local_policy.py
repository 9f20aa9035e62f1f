#!/usr/bin/env python3
"""Is it a measure, on local policies coded by students: a noisy set that nothing here learned from.

    python benchmarks/local_policy.py [--data FILE]

A sentence whose label begins with 政策内容 counts as a measure. The sentences of a policy are joined to a
document, one a line, and coded as any text; one is found when half of its characters lie in a measure. Beside
it two trivial baselines: every sentence is a measure; a sentence with one of ten verbs is.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from xzsc.measures import Coder
from xzsc.model import Source
from xzsc.structure import read

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "benchmarks" / "local-policy-sentences.jsonl"
VERBS = re.compile("给予|支持|鼓励|奖励|补助|补贴|加大|推进|加强|建立|实施")


def found(coder: Coder, sentences: list[str]) -> list[bool]:
    """Return for each sentence of a policy whether half of it lies in a measure."""
    text = "\n".join(sentences)
    taken = bytearray(len(text) + 1)
    for document in read(Source("policy", text)):
        for measure in coder.measures(document):
            for start, end in measure.unit.spans:
                taken[start:end] = b"\x01" * (end - start)
    hits, start = [], 0
    for sentence in sentences:
        hits.append(2 * sum(taken[start : start + len(sentence)]) >= len(sentence) > 0)
        start += len(sentence) + 1
    return hits


def line(name: str, pairs: Counter[tuple[bool, bool]]) -> str:
    """Return precision, recall and F1 of (said, true) pairs."""
    tp, fp, fn = pairs[True, True], pairs[True, False], pairs[False, True]
    precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return f"{name:20} P {precision:.3f} R {recall:.3f} F1 {2 * tp / max(1, 2 * tp + fp + fn):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    rows = [json.loads(row) for row in parser.parse_args().data.read_text("utf-8").splitlines()]
    policies: dict[str, list[dict]] = {}
    for row in rows:
        policies.setdefault(row["doc"], []).append(row)
    coder = Coder()
    said: dict[str, Counter[tuple[bool, bool]]] = {
        name: Counter() for name in ("xzsc", "every sentence", "ten verbs")
    }
    for group in policies.values():
        sentences = [row["sentence"].replace("\n", "") for row in group]
        for row, sentence, hit in zip(group, sentences, found(coder, sentences), strict=True):
            true = row["label"].startswith("政策内容")
            said["xzsc"][hit, true] += 1
            said["every sentence"][True, true] += 1
            said["ten verbs"][VERBS.search(sentence) is not None, true] += 1
    for name, pairs in said.items():
        print(line(name, pairs))


if __name__ == "__main__":
    main()
