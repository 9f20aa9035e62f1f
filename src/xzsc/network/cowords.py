"""Co-word networks: which terms stand in the same sentences, items or documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, groupby
from typing import Protocol, cast

from xzsc.formulas import equivalence, jaccard, ochiai
from xzsc.model import Cell, Document, Table, Unit, distinct
from xzsc.occurrences import BARRIER, Query, find, fold, running_text
from xzsc.structure.charges import CHARGE

UNITS = ("sentence", "item", "document")
WEIGHTS = ("count", "jaccard", "equivalence", "ochiai")
NODE_COLUMNS = ("term", "count", "degree", "strength", "betweenness", "cluster")
EDGE_COLUMNS = ("term", "term_2", "count", "weight")
SEED = 1
"""Of the search for clusters, which begins with a random order."""


class Finder(Protocol):
    """What is asked of a search for many terms: (number of the term, start, end) of each hit."""

    def find_matches_as_indexes(self, text: str, overlapping: bool = False) -> list[tuple[int, int, int]]:
        """Return the hits in a text."""


_FORMULAS: dict[str, Callable[[float, float, float], float]] = {
    "count": lambda together, a, b: together,
    "jaccard": jaccard,
    "equivalence": equivalence,
    "ochiai": ochiai,
}


@dataclass(frozen=True, slots=True)
class Node:
    """A term of a network.

    Args:
        term: the term.
        count: number of units that have it.
        degree: number of its neighbours.
        strength: sum of the weights of its edges.
        betweenness: share of the shortest paths between other terms that pass it (Freeman 1977).
        cluster: number of its cluster, from 1 for the largest.
    """

    term: str
    count: int
    degree: int = 0
    strength: float = 0.0
    betweenness: float = 0.0
    cluster: int = 1


@dataclass(frozen=True, slots=True)
class Edge:
    """Two terms, as places in the list of nodes, with the number of units that have both."""

    a: int
    b: int
    count: int
    weight: float


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes from the most frequent on, and edges in the order of their nodes."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    weight: str


def term_sets(
    document: Document, wanted: Query, *, unit: str = "sentence", nested: bool = False
) -> list[frozenset[str]]:
    """Return for each unit of a document the terms that occur in it; units without any are left out.

    Occurrences share no character, else 未来产业创新 would link 未来产业 with 产业创新: of two that do, the
    one that begins first is seen, of two that begin together the longer. Who is in charge
    (（责任单位：…）) is no text.

    Args:
        document: where to look.
        wanted: which terms.
        unit: ``sentence``, ``item`` (the numbered item of a part) or ``document``.
        nested: see every occurrence, also inside or across others.
    """
    finder = _finder(wanted, nested)
    texts = (CHARGE.sub(BARRIER, text) for text in _texts(document, unit))
    sets = (_found(text, wanted, finder, nested=nested) for text in texts)
    return [found for found in sets if found]


def build(
    sets: Iterable[frozenset[str]], *, weight: str = "count", top: int | None = None, min_count: int = 1
) -> Network:
    """Build the network of the terms that occur together.

    Args:
        sets: the terms of each unit.
        weight: of an edge: the ``count`` of units with both terms, or it set against the counts of
            the two: ``jaccard``, ``equivalence`` (c²/ab), ``ochiai`` (c/√ab).
        top: keep this many of the most frequent terms.
        min_count: keep pairs that this many units have.
    """
    units = list(sets)
    counts = Counter(term for terms in units for term in terms)
    ranked = sorted(counts, key=lambda term: (-counts[term], term))[:top]
    place = {term: at for at, term in enumerate(ranked)}
    pairs = Counter(
        pair
        for terms in units
        for pair in combinations(sorted(place[term] for term in terms if term in place), 2)
    )
    formula = _FORMULAS[weight]
    edges = tuple(
        Edge(a, b, times, formula(times, counts[ranked[a]], counts[ranked[b]]))
        for (a, b), times in sorted(pairs.items())
        if times >= min_count
    )
    return Network(tuple(_nodes(ranked, counts, edges)), edges, weight)


def nodes_table(network: Network) -> Table:
    """Return a row for each term."""
    rows = ((n.term, n.count, n.degree, n.strength, n.betweenness, n.cluster) for n in network.nodes)
    return Table("terms", NODE_COLUMNS, rows)


def edges_table(network: Network) -> Table:
    """Return a row for each pair of terms that occur together, the heaviest first."""
    ordered = sorted(network.edges, key=lambda edge: (-edge.weight, edge.a, edge.b))
    names = [node.term for node in network.nodes]
    return Table("pairs", EDGE_COLUMNS, ((names[e.a], names[e.b], e.count, e.weight) for e in ordered))


def matrix_table(network: Network) -> Table:
    """Return the square matrix of weights, as Ucinet reads it; the diagonal holds the terms' counts."""
    weights = {(e.a, e.b): e.weight for e in network.edges} | {(e.b, e.a): e.weight for e in network.edges}
    weights |= {(at, at): node.count for at, node in enumerate(network.nodes)}
    places = range(len(network.nodes))
    rows: list[tuple[Cell, ...]] = [
        (network.nodes[a].term, *(weights.get((a, b), 0) for b in places)) for a in places
    ]
    return Table("matrix", distinct("term", *(node.term for node in network.nodes)), rows)


@lru_cache(maxsize=4)
def _finder(wanted: Query, nested: bool) -> Finder:
    """Return a search for all terms at once: a lexicon has thousands, a sentence a few of them."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    folded = [term for _, term, _ in wanted.terms]
    return cast("Finder", AhoCorasick(folded, MatchKind.Standard if nested else MatchKind.LeftmostLongest))


def _found(text: str, wanted: Query, finder: Finder, *, nested: bool) -> frozenset[str]:
    hits = {at for at, _, _ in finder.find_matches_as_indexes(text, overlapping=nested)}
    terms = (wanted.terms[at] for at in hits)
    return frozenset(
        term for term, folded, longer in terms if not longer or find(text, folded, longer=longer)
    )


def _texts(document: Document, unit: str) -> Iterator[str]:
    if unit == "document":
        yield running_text(document)
        return
    units = (each for each in document.units if each.counted)
    if unit == "sentence":
        yield from (_folded(document, [each]) for each in units)
        return
    for _, group in groupby((each for each in units if each.code), key=_item):
        yield _folded(document, list(group))


def _item(unit: Unit) -> list[str]:
    """Return part and item of a code (1-2 of 1-2-3)."""
    return unit.code.split("-")[:2]


def _folded(document: Document, units: Sequence[Unit]) -> str:
    return "\n".join(fold(document.source.quote(unit.spans)) for unit in units)


def _nodes(terms: Sequence[str], counts: Counter[str], edges: Sequence[Edge]) -> Iterator[Node]:
    import networkx

    # Numbers, not names: networkx goes through sets of nodes, and the order of strings in a set
    # differs from run to run.
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(terms)))
    graph.add_weighted_edges_from((edge.a, edge.b, edge.weight) for edge in edges)
    between = networkx.betweenness_centrality(graph)
    found = networkx.community.louvain_communities(graph, seed=SEED) if edges else [{n} for n in graph]
    ordered = sorted(found, key=lambda community: (-len(community), min(community)))
    cluster = {node: number for number, nodes in enumerate(ordered, start=1) for node in nodes}
    for at, term in enumerate(terms):
        strength = graph.degree(at, weight="weight")
        yield Node(term, counts[term], graph.degree(at), float(strength), float(between[at]), cluster[at])
