"""Score keyphrases with weights that never saw the text, through the real pipeline.

    python benchmarks/crossval_keywords.py [--folds 12] [--only documents|abstracts] [-v]

Documents: the texts are dealt into folds by file; each fold is ranked by weights trained on the others
(articles of the two newspaper pages are trained on, but only files with one article are scored, as
`eval/score_keywords.py` does). `--folds 0` leaves out one file at a time.
Abstracts: ten folds; precision, recall and F1 at 5 and 10.
"""

from __future__ import annotations

import argparse
import time

from train_keywords import Bench, gold_abstracts, gold_documents, own_documents, train

from xzsc.keywords.phrases import Extractor, is_abstract
from xzsc.keywords.ranker import model_of


def folds_of(texts, folds):
    groups = sorted({text.group for text in texts})
    return [[g for at, g in enumerate(groups) if at % folds == k] for k in range(folds or len(groups))]


def listed_by(bench, texts, kind, held, n):
    model = model_of(train(bench, [text for text in texts if text.group not in held], kind))
    extractor = Extractor(bench.lexicon, {"documents": model, "abstracts": model}, bench.segmenter)
    return {
        text.name: [term for term, _ in extractor.phrases(text.document, n=n)]
        for text in texts
        if text.group in held
    }


def documents(bench, folds, verbose):
    texts, single = gold_documents()
    own = own_documents()
    found = {}
    for held in folds_of(texts, folds or len({t.group for t in texts})):
        found |= listed_by(bench, texts + own, "documents", set(held), 20)
    scores = []
    for text in texts:
        if text.group in single:
            terms = found[text.name]
            wanted = set(text.listed)
            scores.append((len(wanted & set(terms[:10])), len(wanted & set(terms))))
            if verbose:
                marked = " ".join(("+" if term in wanted else "") + term for term in terms)
                print(f"{text.group[-36:]} {scores[-1]} {marked} | {' '.join(sorted(wanted - set(terms)))}")
    n = len(scores)
    print(
        f"documents: @10 {sum(a for a, _ in scores) / n:.2f} @20 {sum(b for _, b in scores) / n:.2f} over {n}"
    )


def abstracts(bench, folds):
    texts = gold_abstracts()
    found = {}
    for held in folds_of(texts, folds or 10):
        found |= listed_by(bench, texts, "abstracts", set(held), 10)
    cells = []
    for k in (5, 10):
        hits = sum(len(set(found[text.name][:k]) & set(text.listed)) for text in texts)
        precision = hits / sum(len(found[text.name][:k]) for text in texts)
        recall = hits / sum(len(text.listed) for text in texts)
        cells.append(
            f"@{k} P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"
        )
    taken = sum(is_abstract(text.document, text.document.characters) for text in texts)
    print(f"abstracts: {' | '.join(cells)} over {len(texts)} ({taken} taken for abstracts)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folds", type=int, default=12)
    parser.add_argument("--only", choices=["documents", "abstracts"])
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args()
    bench = Bench()
    start = time.perf_counter()
    if args.only != "abstracts":
        documents(bench, args.folds, args.verbose)
    if args.only != "documents":
        abstracts(bench, args.folds and min(args.folds, 10))
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
