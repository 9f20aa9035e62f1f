"""One table of keyword tools on the same texts: how many listed keyphrases stand among the first terms.

    python benchmarks/peers_keywords.py [--abstracts 200]

Compared: `xzsc keywords` with its packaged weights, which were trained on these very texts (for weights
that never saw a text see `crossval_keywords.py`), the untrained formula of its first stage, jieba's
TF-IDF and TextRank, YAKE and pke_zh where they are installed (pip install yake pke_zh). All get the same
text: title and body as xzsc reads them.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from train_keywords import Bench, gold_abstracts, gold_documents

from xzsc.keywords.phrases import extractor


def jieba_tf_idf(text, n):
    import jieba.analyse

    return jieba.analyse.extract_tags(text, topK=n)


def jieba_text_rank(text, n):
    import jieba.analyse

    return jieba.analyse.textrank(text, topK=n)


def yake_words(text, n):
    import jieba
    import yake

    spaced = " ".join(jieba.lcut(text))
    found = yake.KeywordExtractor(lan="zh", n=3, top=n).extract_keywords(spaced)
    return ["".join(term.split()) for term, _ in found]


def pke(text, n):
    from pke_zh import TextRank

    return [term for term, _ in TextRank().extract(text, n_best=n)]


def plain_text(text):
    return "\n".join([text.document.title, *(unit.text for unit in text.document.body)])


def formula(bench):
    def rank(text, n):
        names, values, _ = bench.cheap(text)
        order = sorted(range(len(names)), key=lambda at: (-values[at][-1], names[at]))
        return [names[at] for at in order[:n]]

    return rank


def tools(bench):
    ours = extractor(bench.lexicon)
    yield "xzsc keywords (trained on these)", lambda t, n: [term for term, _ in ours.phrases(t.document, n=n)]
    yield "xzsc formula of the first stage", formula(bench)
    peers = (("jieba TF-IDF", jieba_tf_idf), ("jieba TextRank", jieba_text_rank))
    for name, call in (*peers, ("YAKE on jieba's words", yake_words), ("pke_zh TextRank", pke)):
        yield name, lambda t, n, call=call: call(plain_text(t), n)


def score(rank, texts, cuts):
    hits, given, size = Counter(), Counter(), 0
    start = time.perf_counter()
    for text in texts:
        terms = rank(text, max(cuts))
        size += len(plain_text(text).encode())
        for cut in cuts:
            hits[cut] += len(set(text.listed) & set(terms[:cut]))
            given[cut] += len(terms[:cut])
    return hits, given, size / 1e6 / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--abstracts", type=int, default=200, help="how many abstracts; default 200")
    args = parser.parse_args()
    bench = Bench()
    texts, single = gold_documents()
    documents = [text for text in texts if text.group in single]
    abstracts = gold_abstracts()[: args.abstracts]
    wanted = sum(len(text.listed) for text in abstracts)
    head = f"| tool | documents @10 | @20 | MB/s | {len(abstracts)} abstracts F1@5 | F1@10 |"
    print(f"{head}\n|---|---|---|---|---|---|")
    for name, rank in tools(bench):
        try:
            hits, _, speed = score(rank, documents, (10, 20))
            found, given, _ = score(rank, abstracts, (5, 10))
        except ImportError as error:
            print(f"| {name} | not installed ({error.name}) | | | | |")
            continue
        n = len(documents)
        f1 = [2 * found[cut] / (given[cut] + wanted) for cut in (5, 10)]
        print(
            f"| {name} | {hits[10] / n:.2f} | {hits[20] / n:.2f} | {speed:.2f} | {f1[0]:.3f} | {f1[1]:.3f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
