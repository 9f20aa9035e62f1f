"""Co-word networks counted by hand, and their files read back by networkx."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import networkx
import pytest
from toy import document

from xzsc.errors import UsageError
from xzsc.network import (
    build,
    edges_table,
    gexf,
    graph_text,
    graphml,
    matrix_table,
    nodes_table,
    pajek,
    term_sets,
    vosviewer_map,
    vosviewer_network,
)
from xzsc.occurrences import query

DOC = document(
    "!人才规划\n#人才与资金\n要引进人才。安排资金。\n人才和资金、技术结合。\n#技术\n突破技术。人才培养要加强。\n"
)
TERMS = ("人才", "资金", "技术", "人才培养")


def sets(unit: str) -> list[frozenset[str]]:
    return term_sets(DOC, query(TERMS, longer=TERMS), unit=unit)


def test_units_of_co_occurrence():
    assert sets("sentence") == [
        frozenset({"人才", "资金"}),
        frozenset({"人才"}),
        frozenset({"资金"}),
        frozenset({"人才", "资金", "技术"}),
        frozenset({"技术"}),
        frozenset({"技术"}),
        frozenset({"人才培养"}),
    ]
    assert sets("item") == [
        frozenset({"人才", "资金"}),
        frozenset({"人才", "资金", "技术"}),
        frozenset({"技术", "人才培养"}),
    ]
    assert sets("document") == [frozenset(TERMS)]


def test_occurrences_that_share_characters_do_not_co_occur():
    text = document("未来产业创新很快。未来产业要创新，抓好产业创新。\n")
    search = query(["未来产业", "产业创新", "产业"])
    assert term_sets(text, search) == [frozenset({"未来产业"}), frozenset({"未来产业", "产业创新"})]
    assert term_sets(text, search, nested=True)[0] == frozenset({"未来产业", "产业创新", "产业"})


def test_who_is_in_charge_is_no_text():
    text = document(
        "扶持工业。〔责任单位：信息化局、粮食局〕\n发展工业（信息化局、粮食局按职责负责）。储备粮食（大米）。\n"
    )
    search = query(["工业", "信息化", "粮食", "大米"])
    found = [frozenset({"工业"}), frozenset({"工业"}), frozenset({"粮食", "大米"})]
    assert term_sets(text, search) == found
    assert term_sets(text, search, unit="document") == [frozenset({"工业", "粮食", "大米"})]


def test_a_bracket_among_those_in_charge_does_not_end_their_list():
    text = document("扶持工业。（责任单位：各镇（含粮食镇）、信息化局）")
    assert term_sets(text, query(["工业", "信息化", "粮食"])) == [frozenset({"工业"})]


SETS = [frozenset(each) for each in ("甲乙", "甲乙丙", "甲丁", "戊己", "戊己", "己")]


def test_counts_and_degrees():
    network = build(SETS)
    assert list(nodes_table(network).rows) == [
        ("己", 3, 1, 2.0, 0.0, 2),
        ("甲", 3, 3, 4.0, pytest.approx(0.2), 1),
        ("乙", 2, 2, 3.0, 0.0, 1),
        ("戊", 2, 1, 2.0, 0.0, 2),
        ("丁", 1, 1, 1.0, 0.0, 1),
        ("丙", 1, 2, 2.0, 0.0, 1),
    ]
    assert list(edges_table(network).rows) == [
        ("己", "戊", 2, 2), ("甲", "乙", 2, 2), ("甲", "丁", 1, 1), ("甲", "丙", 1, 1), ("乙", "丙", 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("weight", "value"),
    [("count", 2), ("jaccard", 2 / 3), ("equivalence", 4 / 6), ("ochiai", 2 / 6**0.5)],
)
def test_weights(weight: str, value: float):
    rows = {row[:2]: row[3] for row in edges_table(build(SETS, weight=weight)).rows}
    assert rows["甲", "乙"] == pytest.approx(value)


def test_thresholds():
    assert [node.term for node in build(SETS, top=3).nodes] == ["己", "甲", "乙"]
    assert [(edge.a, edge.b) for edge in build(SETS, min_count=2).edges] == [(0, 3), (1, 2)]


def test_the_matrix_is_square_and_symmetric():
    table = matrix_table(build(SETS, top=3))
    assert table.columns == ("term", "己", "甲", "乙")
    assert list(table.rows) == [("己", 3, 0, 0), ("甲", 0, 3, 2), ("乙", 0, 2, 2)]


def test_no_terms():
    network = build([])
    assert (network.nodes, network.edges) == ((), ())
    assert vosviewer_network(network) == ""
    assert networkx.read_gexf(io.BytesIO(gexf(network).encode())).number_of_nodes() == 0


ODD = build([frozenset({"甲<乙>&", "“丙”"}), frozenset({"“丙”"})], weight="jaccard")


@pytest.mark.parametrize("network", [build(SETS), ODD])
def test_gexf_and_graphml_read_back(network):
    read = networkx.read_gexf(io.BytesIO(gexf(network).encode()))
    other = networkx.read_graphml(io.BytesIO(graphml(network).encode()))
    for graph, prefix in ((read, ""), (other, "n")):
        names = [graph.nodes[f"{prefix}{at}"]["label"] for at in range(len(network.nodes))]
        assert names == [node.term for node in network.nodes]
        for at, node in enumerate(network.nodes):
            found = graph.nodes[f"{prefix}{at}"]
            assert (found["count"], found["degree"], found["cluster"]) == (
                node.count,
                node.degree,
                node.cluster,
            )
            assert found["betweenness"] == pytest.approx(node.betweenness)
        for edge in network.edges:
            found = graph.edges[f"{prefix}{edge.a}", f"{prefix}{edge.b}"]
            assert found["weight"] == pytest.approx(edge.weight)
            assert found["count"] == edge.count
        assert graph.number_of_edges() == len(network.edges)
    assert "date" not in gexf(network)


def test_pajek_reads_back():
    network = build(SETS)
    graph = networkx.parse_pajek(pajek(network))
    assert list(graph.nodes) == [node.term for node in network.nodes]
    assert graph.get_edge_data("甲", "乙")[0]["weight"] == 2.0


def test_vosviewer_files_follow_the_manual():
    """Tab-separated; the map has a header, ids and clusters from 1; the network has no header."""
    network = build(SETS)
    rows = list(csv.DictReader(io.StringIO(vosviewer_map(network)), delimiter="\t"))
    assert list(rows[0]) == [
        "id", "label", "cluster", "weight<Occurrences>", "weight<Links>", "weight<Total link strength>",
    ]  # fmt: skip
    assert rows[1] == dict(zip(rows[0], ("2", "甲", "1", "3", "3", "4"), strict=True))
    assert vosviewer_network(network) == "1\t4\t2\n2\t3\t2\n2\t5\t1\n2\t6\t1\n3\t6\t1\n"


def test_the_ending_names_the_format():
    network = build(SETS)
    assert graph_text(network, output="a.GEXF") == gexf(network)
    with pytest.raises(UsageError, match=r"\.gexf, \.graphml, \.net"):
        graph_text(network, output="a.csv")


def test_the_same_bytes_whatever_the_hash_seed():
    code = (
        "from xzsc.network import build, gexf\n"
        "print(gexf(build([frozenset(w) for w in ('甲乙丙丁','乙丙','丙丁戊','戊己庚','己庚辛','辛甲')])))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


def test_clusters_of_a_ring_are_cut_at_the_same_places_each_time():
    # All ways of cutting a ring into arcs are equally good, so only the seed decides.
    ring = [frozenset({f"词{n:02}", f"词{(n + 1) % 40:02}"}) for n in range(40)]
    runs = {tuple(node.cluster for node in build(ring).nodes) for _ in range(4)}
    assert len(runs) == 1


def test_a_term_named_like_the_first_column_has_a_column_of_its_own():
    table = matrix_table(build([frozenset(("term", "甲"))]))
    assert table.columns == ("term", "term#2", "甲")
