"""Build `src/xzsc/data/idf.bin`, the table of document frequencies, from the shared corpora.

    python benchmarks/build_reference.py

Texts that share more than a twentieth of their 40-character runs with a document that has listed
keyphrases are left out, so that scores on those documents are those of unseen texts. The frequency in
abstracts is stored less one: an abstract of the table then counts as unseen.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

from train_keywords import DATA, ROOT, Bench, gold_abstracts

from xzsc.keywords.candidates import KINDS, find_candidates, read_page
from xzsc.keywords.reference import pack
from xzsc.model import Kind, Source
from xzsc.structure import read

TARGET = ROOT / "src" / "xzsc" / "data" / "idf.bin"
PIECE = 3000
LEAST = 4
RUN = 40
FOLDERS = ("work-reports-national", "work-reports-provincial-2026", "party-congress")
FILES = ("hebei-documents", "laws", "local-policies")
HEADED = (Kind.TITLE, Kind.HEADING, Kind.LEAD)


def corpus_texts():
    for name in FILES:
        for line in (DATA / "corpora" / f"{name}.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            yield f"{record['title']}\n{record['text']}"
    for folder in FOLDERS:
        for path in sorted((DATA / "corpora" / folder).glob("*.txt")):
            yield path.read_text("utf-8")


def squeeze(text):
    return "".join(text.split())


def gold_runs():
    runs = set()
    for path in sorted((DATA / "documents").rglob("*.txt")):
        text = squeeze(path.read_text("utf-8"))[:20000]
        runs.update(text[at : at + RUN] for at in range(0, len(text) - RUN, 7))
    return runs


def is_gold(text, runs):
    text = squeeze(text)
    places = range(max(0, len(text) - RUN))
    return bool(places) and sum(text[at : at + RUN] in runs for at in places) > 0.05 * len(places)


def count(bench, document, found, headed):
    """Add a document; return the number of its pieces."""
    page = read_page(document, bench.words)
    size, piece_of = 0, {}
    units, kinds = page.units.tolist(), [KINDS[kind] for kind in page.kinds.tolist()]
    for word, unit in zip(page.words, units, strict=True):
        size += len(word.strip("\n"))
        piece_of[unit] = size // PIECE
    pieces, heads = {}, set()
    for key, (first, _) in zip(*find_candidates(page), strict=True):
        if 2 <= len(key) <= 18:
            unit = units[first]
            pieces.setdefault(piece_of[unit], set()).add(key)
            if kinds[unit] in HEADED:
                heads.add(key)
    for keys in pieces.values():
        found.update(keys)
    headed.update(heads)
    return size // PIECE + 1


def main() -> None:
    bench = Bench()
    found, headed, abstracts = Counter(), Counter(), Counter()
    runs = gold_runs()
    pieces = 0
    for text in corpus_texts():
        if not is_gold(text, runs):
            pieces += sum(count(bench, document, found, headed) for document in read(Source("corpus", text)))
    texts = gold_abstracts()
    for text in texts:
        keys, _ = find_candidates(bench.page(text))
        abstracts.update({key for key in keys if 2 <= len(key) <= 18})
    table = {
        key: (
            found[key] if found[key] >= LEAST else 0,
            headed[key] if found[key] >= LEAST and headed[key] > 1 else 0,
            abstracts[key] - 1 if abstracts[key] > LEAST else 0,
        )
        for key in sorted(found.keys() | abstracts.keys())
        if found[key] >= LEAST or abstracts[key] > LEAST
    }
    TARGET.write_bytes(pack(table, pieces=pieces, abstracts=len(texts)))
    print(
        f"{TARGET.name}: {len(table)} keys, {pieces} pieces, {TARGET.stat().st_size} bytes", file=sys.stderr
    )


if __name__ == "__main__":
    main()
