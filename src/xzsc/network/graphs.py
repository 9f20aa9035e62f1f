"""Networks in the formats of the programs that draw them.

GEXF for Gephi, GraphML, Pajek's .net, and the map and network files of VOSviewer. They are
written here and not by networkx, which puts the date and its own version into the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from xzsc.errors import UsageError
from xzsc.network.cowords import Network, Node

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ATTRIBUTES = (
    ("count", "integer", "int"),
    ("degree", "integer", "int"),
    ("strength", "double", "double"),
    ("betweenness", "double", "double"),
    ("cluster", "integer", "int"),
)
"""Of a node: its name, its type in GEXF, its type in GraphML."""


def graph_text(network: Network, *, output: str) -> str:
    """Return a network in the format that the ending of the output names: .gexf, .graphml, .net.

    Raises:
        UsageError: if the ending is none of them.
    """
    writers = {".gexf": gexf, ".graphml": graphml, ".net": pajek}
    ending = Path(output).suffix.lower()
    if ending not in writers:
        raise UsageError(f"--graph {output}: no graph format has this ending. Use {', '.join(writers)}.")
    return writers[ending](network)


def gexf(network: Network) -> str:
    """Return the network in GEXF 1.2, without a date."""
    return _HEAD + "\n".join(_gexf_lines(network)) + "\n"


def graphml(network: Network) -> str:
    """Return the network in GraphML."""
    return _HEAD + "\n".join(_graphml_lines(network)) + "\n"


def pajek(network: Network) -> str:
    """Return the network in the .net format of Pajek; vertices are numbered from 1."""
    lines = [f"*Vertices {len(network.nodes)}"]
    lines += [f'{at} "{_plain(node.term)}"' for at, node in enumerate(network.nodes, start=1)]
    lines.append("*Edges")
    lines += [f"{edge.a + 1} {edge.b + 1} {_number(edge.weight)}" for edge in network.edges]
    return "\n".join(lines) + "\n"


def vosviewer_map(network: Network) -> str:
    """Return the map file of VOSviewer: the items with their clusters and weights.

    Without coordinates VOSviewer lays the map out itself.
    """
    header = ("id", "label", "cluster", "weight<Occurrences>", "weight<Links>", "weight<Total link strength>")
    lines = ["\t".join(header)]
    for at, node in enumerate(network.nodes, start=1):
        cells = (at, _plain(node.term), node.cluster, node.count, node.degree, _number(node.strength))
        lines.append("\t".join(str(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def vosviewer_network(network: Network) -> str:
    """Return the network file of VOSviewer: two ids and the strength of their link, no header."""
    lines = (f"{edge.a + 1}\t{edge.b + 1}\t{_number(edge.weight)}\n" for edge in network.edges)
    return "".join(lines)


def _gexf_lines(network: Network) -> Iterator[str]:
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
    yield '  <graph mode="static" defaultedgetype="undirected">'
    yield '    <attributes class="node" mode="static">'
    for at, (name, kind, _) in enumerate(_ATTRIBUTES):
        yield f'      <attribute id="{at}" title="{name}" type="{kind}"/>'
    yield "    </attributes>"
    yield '    <attributes class="edge" mode="static">'
    yield '      <attribute id="0" title="count" type="integer"/>'
    yield "    </attributes>"
    yield "    <nodes>"
    for at, node in enumerate(network.nodes):
        yield f'      <node id="{at}" label={quoteattr(node.term)}>'
        values = "".join(f'<attvalue for="{n}" value="{value}"/>' for n, value in enumerate(_values(node)))
        yield f"        <attvalues>{values}</attvalues>"
        yield "      </node>"
    yield "    </nodes>"
    yield "    <edges>"
    for at, edge in enumerate(network.edges):
        value = f'<attvalues><attvalue for="0" value="{edge.count}"/></attvalues>'
        weight = _number(edge.weight)
        yield f'      <edge id="{at}" source="{edge.a}" target="{edge.b}" weight="{weight}">{value}</edge>'
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _graphml_lines(network: Network) -> Iterator[str]:
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    yield '  <key id="label" for="node" attr.name="label" attr.type="string"/>'
    for name, _, kind in _ATTRIBUTES:
        yield f'  <key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>'
    yield '  <key id="weight" for="edge" attr.name="weight" attr.type="double"/>'
    yield '  <key id="together" for="edge" attr.name="count" attr.type="int"/>'
    yield '  <graph edgedefault="undirected">'
    for at, node in enumerate(network.nodes):
        cells = (
            ("label", _escaped(node.term)),
            *zip((a[0] for a in _ATTRIBUTES), _values(node), strict=True),
        )
        yield f'    <node id="n{at}">' + "".join(f'<data key="{k}">{v}</data>' for k, v in cells) + "</node>"
    for edge in network.edges:
        pair = (("weight", _number(edge.weight)), ("together", str(edge.count)))
        values = "".join(f'<data key="{k}">{v}</data>' for k, v in pair)
        yield f'    <edge source="n{edge.a}" target="n{edge.b}">{values}</edge>'
    yield "  </graph>"
    yield "</graphml>"


def _values(node: Node) -> list[str]:
    numbers = (node.count, node.degree, node.strength, node.betweenness, node.cluster)
    return [_number(number) for number in numbers]


def _number(value: float) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _escaped(text: str) -> str:
    return quoteattr(text)[1:-1]


def _plain(text: str) -> str:
    """Return a label for formats without escapes."""
    return text.replace('"', "'").replace("\t", " ")
