"""What people use today, as small programs: `python benchmarks/peers.py PEER FILE…`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path


def texts(paths: list[str]) -> Iterator[tuple[str, str]]:
    """Name and text of each document, read as simply as can be."""
    for path in paths:
        if path.endswith(".jsonl"):
            with open(path, encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    yield f"{path}#{number}", json.loads(line)["text"]
        else:
            yield path, Path(path).read_text("utf-8", errors="replace")


def naive(paths: list[str]) -> None:
    """The usual stack: click, rich, pandas and jieba.analyse, imported at the top."""
    import click
    import jieba.analyse
    import pandas as pd
    from rich.console import Console

    @click.command()
    @click.argument("paths", nargs=-1)
    def command(paths: tuple[str, ...]) -> None:
        """List the keywords of files."""
        rows = [
            (name, rank, term, weight)
            for name, text in texts(list(paths))
            for rank, (term, weight) in enumerate(
                jieba.analyse.extract_tags(text, topK=20, withWeight=True), 1
            )
        ]
        pd.DataFrame(rows, columns=["document", "rank", "term", "score"]).to_csv(sys.stdout, index=False)
        Console(stderr=True).print(f"{len(rows)} rows")

    command(paths, standalone_mode=False)


def sklearn(paths: list[str]) -> None:
    """scikit-learn's tf-idf over jieba's words."""
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer

    found = list(texts(paths))
    vectorizer = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=False)
    table = vectorizer.fit_transform(text for _, text in found).tocsr()
    terms = vectorizer.get_feature_names_out()
    for number, (name, _) in enumerate(found):
        row = table[number]
        best = sorted(zip(-row.data, row.indices, strict=True))[:20]
        for rank, (weight, at) in enumerate(best, 1):
            print(f"{name},{rank},{terms[at]},{-weight:.6g}")


def textrank(paths: list[str]) -> None:
    """TextRank of jieba."""
    import jieba.analyse

    for name, text in texts(paths):
        for rank, (term, weight) in enumerate(jieba.analyse.textrank(text, withWeight=True), 1):
            print(f"{name},{rank},{term},{weight:.6g}")


def count(paths: list[str]) -> None:
    """Count one word with str.count in a loop."""
    for name, text in texts(paths):
        print(f"{name},{text.count('发展')}")


PEERS = {"naive": naive, "sklearn": sklearn, "textrank": textrank, "count": count}

if __name__ == "__main__":
    PEERS[sys.argv[1]](sys.argv[2:])
