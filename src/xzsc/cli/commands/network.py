"""`xzsc network`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import click

from xzsc.cli.options import Name, Options, common_command, paths_argument, read_terms
from xzsc.cli.run import Run
from xzsc.printers import check_output

if TYPE_CHECKING:
    from xzsc.network import Network

UNITS = ("sentence", "item", "document")
WEIGHTS = ("count", "jaccard", "equivalence", "ochiai")
TABLES = ("terms", "pairs", "matrix")


@common_command
@paths_argument
@click.option("-t", "--term", "terms", multiple=True, metavar="TERM", help="A term; repeatable.")
@click.option("--terms", "file", type=click.Path(), metavar="FILE", help="Terms, one a line.")
@click.option(
    "--unit", type=Name("unit", UNITS), default="sentence", help="sentence (default), item, document."
)
@click.option(
    "--weight", type=Name("weight", WEIGHTS), default="count", help=f"{', '.join(WEIGHTS)}; default count."
)
@click.option("--top", metavar="N", type=click.IntRange(min=2), default=50, help="So many terms; default 50.")
@click.option(
    "--min-count", metavar="N", type=click.IntRange(min=1), default=1, help="Units a pair needs; default 1."
)
@click.option("--nested", is_flag=True, help="See a term also inside or across another.")
@click.option(
    "--rows", type=Name("table", TABLES), default="terms", help="Write terms (default), pairs, matrix."
)
@click.option("--graph", multiple=True, metavar="FILE", help="Also write a .gexf, .graphml, .net.")
@click.option("--vosviewer", metavar="STEM", help="Also write STEM-map.txt and STEM-network.txt.")
def command(
    options: Options,
    paths: Sequence[str],
    terms: Sequence[str],
    file: str | None,
    unit: str,
    weight: str,
    top: int,
    min_count: int,
    nested: bool,
    rows: str,
    graph: Sequence[str],
    vosviewer: str | None,
) -> int:
    """The network of terms that occur together, for Gephi, Pajek, VOSviewer and Ucinet.

    A pair's weight is the count of units with both terms, or that count set against those of
    the two: jaccard, equivalence (c²/ab), ochiai (c/√ab). Terms come with degree, strength,
    betweenness and cluster (Louvain). Without terms those of the lexicon are taken.

    \b
    Example:
      xzsc network --top 20 --graph terms.gexf --vosviewer terms
      xzsc network --top 20 --rows pairs
    """
    from xzsc.network import (
        build,
        edges_table,
        graph_text,
        matrix_table,
        nodes_table,
        term_sets,
        vosviewer_map,
        vosviewer_network,
    )
    from xzsc.occurrences import query

    makers: dict[str, Callable[[Network], str]] = {name: partial(graph_text, output=name) for name in graph}
    if vosviewer:
        makers[f"{vosviewer}-map.txt"] = vosviewer_map
        makers[f"{vosviewer}-network.txt"] = vosviewer_network
    for name in makers:
        check_output(name)
    wanted = _terms(options, terms, file)
    run = Run(options)
    sets = run.results(paths, partial(term_sets, wanted=query(wanted), unit=unit, nested=nested))
    network = build(chain.from_iterable(sets), weight=weight, top=top, min_count=min_count)
    texts = {name: make(network) for name, make in makers.items()}
    tables = {"terms": nodes_table, "pairs": edges_table, "matrix": matrix_table}
    status = run.write(tables[rows](network))
    _write(texts)
    return status


def _terms(options: Options, terms: Sequence[str], file: str | None) -> list[str]:
    if terms or file:
        return [*terms, *(term.text for term in (read_terms(file) if file else ()))]
    return [term.text for term in options.load_lexicon().terms]


def _write(texts: dict[str, str]) -> None:
    from xzsc.printers import sink

    for name, text in texts.items():
        with sink.text(name) as stream:
            stream.write(text)
