"""The network of a few records, looked at node by node and edge by edge."""

import csv
import io
import json
from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import Quad

from trilogue.content import find_content
from trilogue.errors import ResourceNotFound
from trilogue.networks.listing import edges_csv, json_of, nodes_csv
from trilogue.networks.model import Edge, Network, Node
from trilogue.networks.neighbours import lines, neighbours
from trilogue.networks.reading import read_network
from trilogue.networks.selection import Projection, iri_of, neighbourhood, projection
from trilogue.parse import parse_file
from trilogue.records import Records
from trilogue.store import Store
from trilogue.terms import Vocabulary

BASE = "https://w3id.org/trilogue/"
ID = f"{BASE}id/"
FACTS = """
@prefix practice: <https://w3id.org/trilogue/id/practice/> .
@prefix stance: <https://w3id.org/trilogue/id/stance/> .
@prefix claim: <https://w3id.org/trilogue/id/claim/> .
@prefix link: <https://w3id.org/trilogue/id/link/> .
@prefix link-kind: <https://w3id.org/trilogue/id/link-kind/> .
@prefix role: <https://w3id.org/trilogue/id/role/> .
@prefix role-kind: <https://w3id.org/trilogue/id/role-kind/> .
@prefix held-position: <https://w3id.org/trilogue/id/position/> .
@prefix influence: <https://w3id.org/trilogue/id/influence/> .
@prefix source-class: <https://w3id.org/trilogue/id/source-class/> .
@prefix norm: <https://w3id.org/trilogue/id/norm/final-act/> .

actor:ann a tri:Person ; skos:prefLabel "Ann"@en .
actor:org a tri:Organisation ; skos:prefLabel "Org"@en ; tri:existsFrom "2001-02-03"^^xsd:date .
actor:gov a tri:MemberState ; skos:prefLabel "Gov"@en .
practice:live a tri:Practice ; skos:prefLabel "live"@en .
stance:opposes skos:prefLabel "opposes"@en .
source-class:press skos:prefLabel "press"@en .
norm:ban a tri:Prohibition ; skos:prefLabel "Ban"@en ; tri:coversPractice practice:live ;
    tri:standsAt stage:final-act ; tri:appliesTo scenario:police .
stage:final-act a tri:Stage ; tri:stageDate "2024-06-13"^^xsd:date .
role:chair a tri:RoleHolding ; tri:roleOf actor:ann ; tri:roleIn actor:org ;
    tri:roleKind role-kind:chair ; tri:holdsFrom "2020-01-01"^^xsd:date ;
    tri:holdsUntil "2021-12-31"^^xsd:date .
held-position:one a tri:Position ; tri:heldBy actor:org, actor:ann ; tri:onSubject practice:live ;
    tri:stance stance:opposes ; tri:holdsFrom "2021-05-01"^^xsd:date ;
    tri:sourceClass source-class:press ; tri:evidencedBy excerpt:a, excerpt:b .
held-position:two a tri:Position ; tri:heldBy actor:gov ; tri:onSubject practice:live ;
    tri:stance stance:seeks-wider ; tri:holdsFrom "2022-05-01"^^xsd:date .
held-position:three a tri:Position ; tri:heldBy actor:gov ; tri:onSubject norm:ban ;
    tri:stance stance:supports ; tri:holdsFrom "2023-05-01"^^xsd:date .
influence:push a tri:InfluenceAct ; tri:influencer actor:org ; tri:influenced actor:gov ;
    tri:aboutPractice practice:live ; tri:allegedOnly true ; tri:holdsFrom "2022-01-01"^^xsd:date .
claim:first a tri:Claim ; tri:claimedBy actor:org ; tri:aboutPractice practice:live ;
    tri:claimedOn "2021-01-01"^^xsd:date .
claim:second a tri:Claim ; tri:claimedBy actor:gov ; tri:aboutNorm norm:ban .
link:no a tri:ArgumentLink ; tri:linksFrom claim:second ; tri:linksTo claim:first ;
    tri:linkKind link-kind:disputes .
event:march a tri:Event ; tri:ledBy actor:org ; tri:aboutPractice practice:live ;
    tri:eventDate "2021-03-01"^^xsd:date .
actor:org tri:opposesSubject practice:live .
"""


@pytest.fixture(scope="module")
def modules() -> list[Quad]:
    files = find_content().all_files()
    return [
        quad
        for file in files
        if file.relative.startswith("ontology/") and file.relative.count("/") == 1
        for quad in parse_file(file).quads
    ]


@pytest.fixture
def records(
    modules: list[Quad], parse_turtle: Callable[[str, str], list[Quad]]
) -> Iterator[Records]:
    with Store.in_memory() as store:
        store.load(modules)
        store.load(parse_turtle(FACTS, f"{BASE}graph/facts"))
        yield Records(store, Vocabulary())


@pytest.fixture
def network(records: Records) -> Network:
    return read_network(records, "v1")


def node(network: Network, inner: str) -> Node:
    (found,) = (each for each in network.nodes if each.iri == ID + inner)
    return found


def edges(network: Network, source: str, target: str) -> list[Edge]:
    ends = (ID + source, ID + target)
    return [each for each in network.edges if (each.source, each.target) == ends]


def test_nodes_have_sort_class_and_days(network: Network) -> None:
    assert {each.sort for each in network.nodes} == {
        "actor",
        "practice",
        "norm",
        "stage",
        "event",
        "claim",
    }
    organisation = node(network, "actor/org")
    assert (organisation.class_name, organisation.start) == ("organisation", "2001-02-03")
    march = node(network, "event/march")
    assert (march.start, march.end) == ("2021-03-01", "2021-03-01")
    assert node(network, "norm/final-act/ban").start == "2024-06-13"


def test_a_position_is_an_edge_for_each_holder_with_its_sign_and_its_backing(
    network: Network,
) -> None:
    for holder in ("actor/org", "actor/ann"):
        (found,) = (e for e in edges(network, holder, "practice/live") if e.type == "Position")
        assert (found.sign, found.detail, found.start, found.end) == (
            -1,
            "opposes",
            "2021-05-01",
            None,
        )
        assert found.records == (f"{ID}position/one",)
        assert (found.source_class, found.evidence) == ("press", 2)


@pytest.mark.parametrize(
    ("source", "target", "kind", "sign"),
    [
        ("actor/gov", "practice/live", "Position", 1),
        ("actor/gov", "norm/final-act/ban", "Position", 1),
        ("claim/second", "claim/first", "ArgumentLink", -1),
        ("actor/org", "actor/gov", "InfluenceAct", None),
        ("actor/ann", "actor/org", "RoleHolding", None),
    ],
)
def test_records_that_tie_two_nodes_are_edges(
    network: Network, source: str, target: str, kind: str, sign: int | None
) -> None:
    (found,) = edges(network, source, target)

    assert (found.type, found.sign) == (kind, sign)


def test_roles_end_and_allegations_say_so(network: Network) -> None:
    (role,) = edges(network, "actor/ann", "actor/org")
    (act,) = edges(network, "actor/org", "actor/gov")

    assert (role.start, role.end) == ("2020-01-01", "2021-12-31")
    assert act.alleged is True
    assert act.attributes["alleged"] == "true"


def test_what_rules_conclude_is_left_out_but_for_the_stage_of_a_norm(network: Network) -> None:
    kinds = {each.type for each in network.edges}

    assert "opposesSubject" not in kinds
    assert "standsAt" in kinds


def test_a_projection_counts_records_and_signs(network: Network) -> None:
    found = projection(network, Projection.ACTORS_PRACTICES)

    (edge,) = edges(found, "actor/org", "practice/live")
    assert edge.records == tuple(
        f"{ID}{inner}" for inner in ("claim/first", "event/march", "influence/push", "position/one")
    )
    assert (edge.weight, edge.sign, edge.supports, edge.opposes) == (4.0, -1, 0, 1)
    assert (edge.start, edge.end) == ("2021-01-01", None)
    assert edges(found, "actor/gov", "practice/live")[0].sign == 1
    assert {each.sort for each in found.nodes} == {"actor", "practice"}


def test_the_other_projection_has_norms(network: Network) -> None:
    found = projection(network, Projection.ACTORS_NORMS)

    (edge,) = found.edges
    assert edge.records == (f"{ID}claim/second", f"{ID}position/three")
    assert (edge.weight, edge.supports) == (2.0, 1)


def test_a_neighbourhood_grows_by_steps_in_either_direction(network: Network) -> None:
    one = neighbourhood(network, f"{ID}actor/ann", 1)
    two = neighbourhood(network, f"{ID}actor/ann", 2)

    assert {each.iri for each in one.nodes} == {
        ID + inner for inner in ("actor/ann", "actor/org", "practice/live")
    }
    assert f"{ID}claim/first" in {each.iri for each in two.nodes}
    assert {each.iri for each in one.nodes} < {each.iri for each in two.nodes}
    ends = {end for each in one.edges for end in (each.source, each.target)}
    assert ends <= {each.iri for each in one.nodes}


def test_a_record_that_is_an_edge_has_a_neighbourhood_too(network: Network) -> None:
    found = neighbourhood(network, f"{ID}role/chair", 1)

    assert {f"{ID}actor/ann", f"{ID}actor/org"} <= {each.iri for each in found.nodes}


def test_what_is_cut_is_told(network: Network) -> None:
    whole = neighbourhood(network, f"{ID}practice/live", 2)
    found = neighbourhood(network, f"{ID}practice/live", 2, most=3)

    assert len(found.nodes) == 3
    assert f"{ID}practice/live" in {each.iri for each in found.nodes}
    assert (
        found.note
        == f"{len(whole.nodes) - 3} of {len(whole.nodes)} nodes are left out: 3 is the most."
    )
    assert whole.note == ""


def test_there_is_nothing_around_what_is_no_part_of_it(network: Network) -> None:
    with pytest.raises(ResourceNotFound, match="neither a node nor an edge"):
        neighbourhood(network, f"{ID}scenario/police", 1)


@pytest.mark.parametrize(
    "word", ["actor:edri", f"{ID}actor/edri", f"<{ID}actor/edri>"], ids=["prefix", "iri", "angles"]
)
def test_a_thing_is_named_in_three_ways(word: str) -> None:
    assert iri_of(word, Vocabulary()) == f"{ID}actor/edri"


def test_lists_have_every_node_and_edge(network: Network) -> None:
    nodes = list(csv.DictReader(io.StringIO(nodes_csv(network).decode(), newline="")))
    ties = list(csv.DictReader(io.StringIO(edges_csv(network).decode(), newline="")))
    document = json.loads(json_of(network, "2026-01-01"))

    assert [each["id"] for each in nodes] == [each.iri for each in network.nodes]
    assert len(ties) == len(network.edges) == len(document["edges"])
    assert {each["source"] for each in ties} <= {each["id"] for each in nodes}
    (tie,) = (each for each in ties if each["record"] == f"{ID}position/two")
    assert (tie["sign"], tie["signed_weight"], tie["start"]) == ("1", "1.0", "2022-05-01")
    against = next(each for each in ties if each["record"] == f"{ID}position/one")
    assert against["signed_weight"] == "-1.0"
    assert document["dataset"] == "v1"


def test_neighbours_are_told_with_tie_direction_day_and_number_of_records(
    network: Network,
) -> None:
    rows = neighbours(network, f"{ID}actor/org")

    told = {
        (row.node.iri.removeprefix(ID), row.tie.label, row.leads_there, row.since, row.records)
        for row in rows
    }
    assert len(told) == len(rows)
    assert {
        ("practice/live", "opposes", True, "2021-05-01", 1),
        ("actor/gov", "InfluenceAct", True, "2022-01-01", 1),
        ("claim/first", "claimed by", False, "2021-01-01", 1),
    } <= told
    assert [row.node.sort for row in rows] == sorted(
        (row.node.sort for row in rows), key=["actor", "practice", "event", "claim"].index
    )
    assert neighbours(network, f"{ID}actor/nobody") == []


def test_what_a_tie_is_called_can_be_looked_up(network: Network) -> None:
    by_label = {row.tie.label: row.tie.iri for row in neighbours(network, f"{ID}actor/org")}

    assert by_label["opposes"] == f"{ID}stance/opposes"
    assert by_label["claimed by"] == f"{BASE}ns/claimedBy"
    assert by_label["InfluenceAct"] == f"{BASE}ns/InfluenceAct"


def test_a_line_is_all_that_leads_from_one_to_another(network: Network) -> None:
    found = {(line.source, line.target): line for line in lines(network)}

    assert set(found) == {(edge.source, edge.target) for edge in network.edges}
    line = found[f"{ID}actor/org", f"{ID}practice/live"]
    assert [tie.label for tie in line.ties] == ["InfluenceAct", "opposes"]
    assert (line.records, line.since) == (2, "2021-05-01")


def test_what_is_left_out_is_counted(network: Network) -> None:
    whole = neighbourhood(network, f"{ID}practice/live", 1)
    part = neighbourhood(network, f"{ID}practice/live", 1, 3)

    assert (whole.left_out, len(part.nodes)) == (0, 3)
    assert part.left_out == len(whole.nodes) - 3
