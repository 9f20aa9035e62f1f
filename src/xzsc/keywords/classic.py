"""Classic lists of single words: tf-idf, TextRank, frequency, and jieba's own numbers.

The formulas stand in `docs/keywords.md`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress
from operator import mul

from xzsc.keywords.memo import Memo
from xzsc.segment import Segmenter, jieba_idf

Idf = Callable[[str], float]

WINDOW = 5
DAMPING = 0.85
ROUNDS = 10
_JIEBA_STOP_WORDS = frozenset(
    "the of is and to in that we for an are by be as on with can if from which you it this then at "  # noqa: SIM905
    "have all not one has or".split()
)
_RANKED_TAGS = ("ns", "n", "vn", "v", "nz")


def is_word(word: str, stop_words: frozenset[str]) -> bool:
    """Tell whether a token is counted: two characters or more, no number, no stop word."""
    return len(word) > 1 and word not in stop_words and word[0].isalpha() and word[-1].isalnum()


def count_words(text: str, segmenter: Segmenter) -> Counter[str]:
    """Count the words of a text, those of two or more characters that are no stop words."""
    return only_words(Counter(segmenter.words(text)), segmenter.lexicon.stop_words)


def only_words(counts: Mapping[str, int], stop_words: frozenset[str]) -> Counter[str]:
    """Leave out counted tokens that are no words."""
    return Counter({word: n for word, n in counts.items() if is_word(word, stop_words)})


def reference_tf_idf(
    stop_words: frozenset[str], idf: Idf
) -> Callable[[Mapping[str, int], int], list[tuple[str, float]]]:
    """Return a function that gives the n heaviest of the counted words of a text by `tf_idf`.

    Each word is asked for once in all documents; `idf` is above 0.
    """
    known = Memo(lambda word: idf(word) if is_word(word, stop_words) else 0.0)

    def heaviest(counts: Mapping[str, int], n: int) -> list[tuple[str, float]]:
        rare = list(map(known.__getitem__, counts))
        total = sum(compress(counts.values(), rare)) or 1
        products = list(map(mul, counts.values(), rare))
        least = min(sorted(products, reverse=True)[:n], default=0.0) * (1 - 1e-9)
        found = {
            word: count / total * known[word]
            for (word, count), product in zip(counts.items(), products, strict=True)
            if product and product >= least
        }
        return best(found, n)

    return heaviest


def tf_idf(counts: Mapping[str, int], idf: Idf) -> dict[str, float]:
    """Return `count / words · idf`."""
    total = sum(counts.values()) or 1
    return {word: n / total * idf(word) for word, n in counts.items()}


def smooth_idf(documents: int, df: Mapping[str, int]) -> Idf:
    """Return `ln((1 + documents) / (1 + df)) + 1`, as scikit-learn has it."""
    return lambda word: math.log((1 + documents) / (1 + df.get(word, 0))) + 1


def text_rank(texts: Iterable[Sequence[str]], segmenter: Segmenter) -> dict[str, float]:
    """Rank words by the words that they stand near, as jieba does.

    Words of the classes ns, n, vn, v and terms of the lexicon within five tokens are joined; ten
    rounds of `(1 - d) + d · Σ w / out · rank` with d = 0.85, scaled by `(w - min/10) / (max - min/10)`.

    Args:
        texts: the words of each; words of two texts are not near.
        segmenter: tells the classes.
    """
    links: Counter[tuple[str, str]] = Counter()
    stop_words = segmenter.lexicon.stop_words
    for text in texts:
        words = [
            word if len(word) > 1 and word not in stop_words and segmenter.tag(word) in _RANKED_TAGS else ""
            for word in text
        ]
        for at, word in enumerate(words):
            if word:
                links.update((word, other) for other in words[at + 1 : at + WINDOW] if other)
    return _rank(links)


def _rank(links: Counter[tuple[str, str]]) -> dict[str, float]:
    graph: dict[str, dict[str, int]] = {}
    for (a, b), n in links.items():
        graph.setdefault(a, {})[b] = graph.get(a, {}).get(b, 0) + n
        graph.setdefault(b, {})[a] = graph.get(b, {}).get(a, 0) + n
    if not graph:
        return {}
    out = {word: sum(near.values()) for word, near in graph.items()}
    rank = dict.fromkeys(graph, 1 / len(graph))
    for _ in range(ROUNDS):
        for word in sorted(graph):
            near = graph[word]
            rank[word] = (
                1 - DAMPING + DAMPING * sum(n / out[other] * rank[other] for other, n in near.items())
            )
    low, high = min(rank.values()) / 10, max(rank.values())
    return {word: (weight - low) / (high - low) for word, weight in rank.items()}


def jieba_weights(counts: Mapping[str, int]) -> dict[str, float]:
    """Return what `jieba.analyse.extract_tags(text, topK=None, withWeight=True)` returns.

    Args:
        counts: of the words of the text, as a segmenter without a lexicon cuts them.
    """
    idf, median = jieba_idf()
    ranked = {
        word: n
        for word, n in counts.items()
        if len(word.strip()) > 1 and word.lower() not in _JIEBA_STOP_WORDS
    }
    total = sum(ranked.values())
    return {word: n * idf.get(word, median) / total for word, n in ranked.items()}


def best(weights: Mapping[str, float], n: int) -> list[tuple[str, float]]:
    """Return the n heaviest words; ties in the order of their characters."""
    if n < 1:
        return []
    least = sorted(weights.values(), reverse=True)[:n][-1:]
    heavy = [pair for pair in weights.items() if pair[1] >= least[0]]
    return sorted(heavy, key=lambda pair: (-pair[1], pair[0]))[:n]
