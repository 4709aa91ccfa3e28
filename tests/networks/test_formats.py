"""GEXF and GraphML, read back by two readers each; with texts that are hard on XML."""

import csv
import io
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as ET

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trilogue.networks import write_networks
from trilogue.networks.gexf import NAMESPACE, gexf_of
from trilogue.networks.graphml import graphml_of
from trilogue.networks.listing import edges_csv, nodes_csv
from trilogue.networks.model import Edge, Network, Node
from trilogue.networks.reading import read_network
from trilogue.networks.selection import Projection, projection
from trilogue.networks.xmltext import visible
from trilogue.records import Records
from trilogue.store import Store
from trilogue.tables.delimited import unguarded
from trilogue.terms import Vocabulary

G = f"{{{NAMESPACE}}}"
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
# What GEXF's schema allows, by element: attributes that must be there, and all that may.
ALLOWED = {
    "gexf": ({"version"}, {"version", "variant"}),
    "meta": (set(), {"lastmodifieddate"}),
    "creator": (set(), set()),
    "description": (set(), set()),
    "graph": (
        set(),
        {"timeformat", "start", "end", "mode", "timerepresentation", "defaultedgetype", "idtype"},
    ),
    "attributes": ({"class"}, {"class", "mode"}),
    "attribute": ({"id", "title", "type"}, {"id", "title", "type"}),
    "nodes": (set(), {"count"}),
    "edges": (set(), {"count"}),
    "node": ({"id"}, {"id", "label", "start", "end"}),
    "edge": (
        {"source", "target"},
        {"id", "source", "target", "label", "weight", "kind", "start", "end"},
    ),
    "attvalues": (set(), set()),
    "attvalue": ({"for", "value"}, {"for", "value"}),
}


@pytest.fixture(scope="module")
def networks(curated_store: Store) -> dict[str, Network]:
    whole = read_network(Records(curated_store, Vocabulary()), "v1")
    return {"whole": whole, **{which: projection(whole, which) for which in Projection}}


@pytest.fixture(params=["whole", *Projection])
def network(request: pytest.FixtureRequest, networks: dict[str, Network]) -> Network:
    return networks[request.param]


def counts(things: Iterator[dict[str, Any]]) -> tuple[int, int, int]:
    """Count things, and how many have a first and a last day."""
    found = list(things)
    return (
        len(found),
        sum(bool(each.get("start")) for each in found),
        sum(bool(each.get("end")) for each in found),
    )


def expected(things: tuple[Node, ...] | tuple[Edge, ...]) -> tuple[int, int, int]:
    return counts({"start": each.start, "end": each.end} for each in things)


def test_gexf_has_the_same_nodes_edges_and_times_for_two_readers(network: Network) -> None:
    data = gexf_of(network, "2026-01-01")

    by_networkx = nx.read_gexf(BytesIO(data), version="1.3")
    assert counts(dict(d) for _, d in by_networkx.nodes(data=True)) == expected(network.nodes)
    assert counts(dict(d) for *_, d in by_networkx.edges(data=True)) == expected(network.edges)
    by_hand = ET.fromstring(data)  # noqa: S314 - our own
    assert counts(dict(e.attrib) for e in by_hand.iter(f"{G}node")) == expected(network.nodes)
    assert counts(dict(e.attrib) for e in by_hand.iter(f"{G}edge")) == expected(network.edges)
    assert expected(network.edges)[1] > 0


def test_graphml_has_the_same_nodes_edges_and_times_for_two_readers(
    network: Network, tmp_path: Path
) -> None:
    path = tmp_path / "network.graphml"
    path.write_bytes(graphml_of(network, "2026-01-01"))

    by_networkx = nx.read_graphml(path, force_multigraph=True)
    assert counts(dict(d) for _, d in by_networkx.nodes(data=True)) == expected(network.nodes)
    assert counts(dict(d) for *_, d in by_networkx.edges(data=True)) == expected(network.edges)
    by_igraph = igraph.Graph.Read_GraphML(str(path))
    assert by_igraph.is_directed()
    assert counts(each.attributes() for each in by_igraph.vs) == expected(network.nodes)
    assert counts(each.attributes() for each in by_igraph.es) == expected(network.edges)


def test_types_and_signs_are_kept(networks: dict[str, Network]) -> None:
    network = networks[Projection.ACTORS_PRACTICES]
    graph = nx.read_gexf(BytesIO(gexf_of(network, "2026-01-01")), version="1.3")

    for edge in network.edges:
        data = graph.edges[edge.source, edge.target]
        assert (data["sign"], data["supports"], data["opposes"]) == (
            edge.sign,
            edge.supports,
            edge.opposes,
        )
        assert data["weight"] == edge.weight
        assert data["signed_weight"] == edge.sign * edge.weight  # type: ignore[operator]
    assert {edge.sign for edge in network.edges} == {-1, 0, 1}


def test_gexf_is_as_its_schema_has_it(network: Network) -> None:
    root = ET.fromstring(gexf_of(network, "2026-01-01"))  # noqa: S314 - our own

    assert (root.tag, root.get("version")) == (f"{G}gexf", "1.3")
    graph = root.find(f"{G}graph")
    assert graph is not None
    assert [each.tag for each in graph] == [
        f"{G}{n}" for n in ("attributes", "attributes", "nodes", "edges")
    ]
    for element in root.iter():
        needed, allowed = ALLOWED[element.tag.removeprefix(G)]
        assert needed <= set(element.attrib) <= allowed, element.tag
    declared = {
        (each.get("class"), one.get("id")): one.get("type")
        for each in graph.findall(f"{G}attributes")
        for one in each
    }
    for what in ("node", "edge"):
        for element in graph.iter(f"{G}{what}"):
            for value in element.iter(f"{G}attvalue"):
                assert (what, value.get("for")) in declared


def test_two_writings_are_the_same(curated_store: Store, tmp_path: Path) -> None:
    one, two = (
        {
            path: (tmp_path / name / path).read_bytes()
            for path in write_networks(curated_store, Vocabulary(), "v1", tmp_path / name)
        }
        for name in ("one", "two")
    )

    assert one == two
    assert len(one) == 12


def small(label: str, detail: str) -> Network:
    nodes = (
        Node("http://a.example/a", label, "actor", label),
        Node("http://a.example/b", "b", "actor", "x"),
    )
    edge = Edge(
        nodes[0].iri, nodes[1].iri, "Position", label, detail=detail, records=("r",), sign=-1
    )
    return Network("t", "v", nodes, (edge, edge))


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_any_text_survives_xml_or_is_shown_as_its_number(label: str, detail: str) -> None:
    network = small(label, detail)
    by_gexf = nx.read_gexf(BytesIO(gexf_of(network, "2026-01-01")), version="1.3")
    data = graphml_of(network, "2026-01-01")
    by_graphml = nx.read_graphml(BytesIO(data), force_multigraph=True)
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.graphml")
        path.write_bytes(data)
        by_igraph = igraph.Graph.Read_GraphML(str(path))

    assert by_gexf.nodes["http://a.example/a"]["label"] == visible(label)
    assert by_graphml.nodes["http://a.example/a"]["label"] == visible(label)
    assert by_igraph.vs[0]["label"] == visible(label)
    for graph in (by_gexf, by_graphml):
        details = [d["detail"] for *_, d in graph.edges(data=True)]
        assert details == [visible(detail)] * 2


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_text_survives_the_lists(text: str) -> None:

    network = small(text, text)
    rows = list(csv.reader(io.StringIO(nodes_csv(network).decode(), newline=""), strict=True))
    ties = list(csv.reader(io.StringIO(edges_csv(network).decode(), newline=""), strict=True))

    assert unguarded(rows[1][1]) == text
    assert unguarded(ties[1][ties[0].index("detail")]) == text
    assert rows[1][1][0] not in "=+-@\t\r\n"
