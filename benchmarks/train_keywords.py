"""Train the weights of `xzsc keywords` on the shared keyphrases and abstracts.

    python benchmarks/train_keywords.py            writes src/xzsc/data/keywords.json

The loss is a conditional logit: each listed phrase against the candidates of its own document that
nobody listed, so that long and short documents weigh the same.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from collections import Counter, defaultdict

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from xzsc.keywords.candidates import read_page
from xzsc.keywords.features import Context, first_signs, first_values, gather
from xzsc.keywords.phrases import describe
from xzsc.keywords.ranker import Weights, model_of
from xzsc.keywords.reference import load_reference
from xzsc.keywords.values import signs_of, values_of
from xzsc.keywords.vocabulary import Vocabulary
from xzsc.lexicon import Lexicon, load_lexicon
from xzsc.model import Source
from xzsc.segment import Segmenter
from xzsc.structure import read

ROOT = pathlib.Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
TARGET = ROOT / "src" / "xzsc" / "data" / "keywords.json"
BINS = 6
# strength of the penalty, scale and least number of the signs, and what parts owe, per kind of text
SETTINGS = {"documents": (3.0, 0.5, 4, 1.5), "abstracts": (6.0, 0.6, 4, 0.0)}


class Text:
    """A document with the phrases listed for it and how many readers listed each."""

    def __init__(self, name, document, listed, readers, group):
        self.name, self.document, self.listed, self.readers, self.group = (
            name,
            document,
            listed,
            readers,
            group,
        )


def gold_documents():
    """Return the documents with listed keyphrases; `group` is the file."""
    listed = defaultdict(list)
    for line in (DATA / "gold" / "keywords.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        listed[entry["file"], entry["article"]].append(entry["keywords"])
    titles = {}
    for line in (DATA / "gold" / "articles.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        titles[entry["file"], entry["article"]] = entry["title"]
    articles = Counter(file for file, _ in listed)
    parsed = {}
    texts = []
    for (file, article), lists in listed.items():
        if file not in parsed:
            parsed[file] = read(Source(file, (DATA / file).read_text("utf-8")))
        documents = parsed[file]
        if articles[file] > 1:
            title = "".join((titles[file, article] or "?").split())[:8]
            documents = [d for d in documents if "".join(d.title.split())[:8] == title]
        if documents:
            best = max(documents, key=lambda d: d.characters)
            votes = Counter(phrase for phrases in lists for phrase in phrases)
            texts.append(Text((file, article), best, votes, len(lists), file))
    return texts, {file for file, n in articles.items() if n == 1}


def own_documents():
    """Return texts of the corpora with the phrases that were listed for them in `listed.jsonl`."""
    texts = []
    for line in (ROOT / "benchmarks" / "listed.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        name = f"{entry['corpus']}/{entry['id']}"
        document = max(read(Source(name, _corpus_text(entry))), key=lambda d: d.characters)
        texts.append(Text(name, document, Counter(entry["keywords"]), 1, name))
    return texts


def _corpus_text(entry):
    corpora = DATA / "corpora"
    folder = corpora / entry["corpus"]
    if folder.is_dir():
        return (folder / f"{entry['id']}.txt").read_text("utf-8")
    lines = (corpora / f"{entry['corpus']}.jsonl").read_text("utf-8").splitlines()
    records = {record["id"]: record for record in map(json.loads, lines)}
    record = records[entry["id"]]
    return f"{record['title']}\n{record['text']}"


def gold_abstracts():
    """Return the abstracts with their authors' keywords."""
    texts = []
    for line in (DATA / "benchmarks" / "csl-keywords.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        source = Source("csl", entry["abstract"], fields=(("title", entry["title"]),))
        texts.append(Text(entry["id"], read(source)[0], Counter(entry["keywords"]), 1, entry["id"]))
    return texts


class Bench:
    """What all texts share."""

    def __init__(self):
        self.lexicon = load_lexicon()
        self.segmenter = Segmenter(Lexicon())
        self.reference = load_reference()
        self.pages = {}
        self.words = Vocabulary(self.segmenter, self.lexicon, self.reference)
        self.context = Context(self.words, self.lexicon, self.reference)

    def page(self, text):
        if text.name not in self.pages:
            self.pages[text.name] = read_page(text.document, self.words)
        return self.pages[text.name]

    def cheap(self, text):
        """Candidates of the first stage: texts, values, signs."""
        page = self.page(text)
        groups = gather(page, self.context)
        places = zip(page.at[groups.starts].tolist(), page.at[groups.ends].tolist(), strict=True)
        values = np.array(first_values(groups, page)).T
        return [page.text[start:end] for start, end in places], values, first_signs(groups, page)

    def close(self, text, context):
        """Candidates of the second stage."""
        found = describe(self.page(text), context)
        return found.texts(), values_of(found).T, signs_of(found)


def labels(texts, rows):
    """Share of the readers who listed each candidate, and the document of each."""
    share, group = [], []
    for number, (text, (candidates, _, _)) in enumerate(zip(texts, rows, strict=True)):
        share += [text.listed.get(candidate, 0) / text.readers for candidate in candidates]
        group += [number] * len(candidates)
    return np.array(share), np.array(group)


def train_weights(texts, rows, *, penalty, scale, least, bins):
    """Fit the weights; return them as plain data."""
    values = np.concatenate([vs for _, vs, _ in rows])
    signs = [s for _, _, ss in rows for s in ss]
    share, group = labels(texts, rows)
    mean, deviation = values.mean(0), values.std(0) + 1e-9
    low, high = mean - 4 * deviation, mean + 4 * deviation
    dense = (np.clip(values, low, high) - mean) / deviation
    counts = Counter(sign for one in signs for sign in set(one))
    names = sorted(sign for sign, n in counts.items() if n >= least)
    index = {sign: at for at, sign in enumerate(names)}
    at = [(row, index[sign]) for row, one in enumerate(signs) for sign in one if sign in index]
    shape = (len(signs), len(names))
    sign_part = sparse.csr_matrix((np.ones(len(at)), np.array(at).T), shape=shape) * scale
    thresholds = [_edges(values[:, j], bins) for j in range(values.shape[1])]
    steps = [(values[:, [j]] > edges).astype(float) for j, edges in enumerate(thresholds)]
    step_part = sparse.csr_matrix(np.hstack(steps)) * 0.3
    matrix = sparse.hstack([sparse.csr_matrix(dense), sign_part, step_part]).tocsr()
    weights = conditional_logit(matrix, share, group, penalty)
    count = values.shape[1]
    slopes = weights[:count] / deviation
    sign_weights = weights[count : count + len(names)] * scale
    jumps = weights[count + len(names) :] * 0.3
    return _plain(slopes, thresholds, jumps, dict(zip(names, sign_weights, strict=True)))


def _edges(column, bins):
    if bins < 2:
        return np.array([])
    return np.unique(np.quantile(column, np.linspace(0, 1, bins + 1)[1:-1]))


def _plain(slopes, thresholds, jumps, signs):
    steps, at = [], 0
    for edges in thresholds:
        steps.append([0.0, *np.cumsum(jumps[at : at + len(edges)])])
        at += len(edges)
    return {
        "slopes": [_round(x) for x in slopes],
        "thresholds": [[float(x) for x in edges] for edges in thresholds],
        "steps": [[_round(x) for x in one] for one in steps],
        "signs": {sign: _round(w) for sign, w in sorted(signs.items()) if abs(w) >= 0.015},
    }


def _round(x):
    return float(f"{x:.4g}")


def conditional_logit(matrix, share, group, penalty):
    """Minimise -Σ log softmax of each listed candidate against the others of its document."""
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    sizes = np.diff(np.r_[starts, len(group)])
    listed = share > 0
    transposed = matrix.T.tocsr()

    def loss(weights):
        score = matrix @ weights
        odds = np.exp(score - np.repeat(np.maximum.reduceat(score, starts), sizes))
        others = np.where(listed, 0, odds)
        total = np.add.reduceat(others, starts) + 1e-30
        chance = np.where(listed, odds / (odds + np.repeat(total, sizes)), 1)
        missed = share * (1 - chance)
        gradient = np.repeat(np.add.reduceat(missed, starts) / total, sizes) * others - missed
        value = -(share * np.log(chance + 1e-12)).sum() + penalty / 2 * weights @ weights
        return value, transposed @ gradient + penalty * weights

    start = np.zeros(matrix.shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 120}).x


def train(bench, texts, kind):
    """Return both stages and the calibration as plain data."""
    penalty, scale, least, owed = SETTINGS[kind]
    cheap = [bench.cheap(text) for text in texts]
    first = train_weights(texts, cheap, penalty=3.0, scale=0.5, least=4, bins=0)
    context = Context(bench.words, bench.lexicon, bench.reference, _as_weights(first))
    close = [bench.close(text, context) for text in texts]
    second = train_weights(texts, close, penalty=penalty, scale=scale, least=least, bins=BINS)
    offset, slope = calibrate(texts, close, _as_weights(second))
    return {"first": first, "second": second, "offset": offset, "slope": slope, "owed": owed}


def _as_weights(plain) -> Weights:
    return model_of({"first": plain, "second": plain, "offset": 0, "slope": 1, "owed": 0}).first


def calibrate(texts, rows, weights):
    """Fit log-odds = offset + slope · score."""
    share, _ = labels(texts, rows)
    score = np.array([weights.score(v, s) for _, vs, ss in rows for v, s in zip(vs, ss, strict=True)])

    def loss(p):
        odds = p[0] + p[1] * score
        return np.logaddexp(0, odds).sum() - (share * odds).sum()

    offset, slope = minimize(loss, [0.0, 1.0], method="Nelder-Mead").x
    return _round(offset), _round(slope)


def main() -> None:
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args()
    bench = Bench()
    documents, _ = gold_documents()
    data = {
        "documents": train(bench, documents + own_documents(), "documents"),
        "abstracts": train(bench, gold_abstracts(), "abstracts"),
    }
    TARGET.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
