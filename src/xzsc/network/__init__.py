"""Co-word networks, and their files for the programs that draw them."""

from __future__ import annotations

from xzsc.network.cowords import (
    UNITS,
    WEIGHTS,
    Edge,
    Network,
    Node,
    build,
    edges_table,
    matrix_table,
    nodes_table,
    term_sets,
)
from xzsc.network.graphs import gexf, graph_text, graphml, pajek, vosviewer_map, vosviewer_network

__all__ = [
    "UNITS",
    "WEIGHTS",
    "Edge",
    "Network",
    "Node",
    "build",
    "edges_table",
    "gexf",
    "graph_text",
    "graphml",
    "matrix_table",
    "nodes_table",
    "pajek",
    "term_sets",
    "vosviewer_map",
    "vosviewer_network",
]
