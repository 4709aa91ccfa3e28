"""What a citation is made of."""

import hashlib
from collections.abc import Callable

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Quad

from trilogue.citation.model import EVERYBODY, cite_dataset, cite_record
from trilogue.errors import ResourceNotFound
from trilogue.export.canonical import canonical_digest
from trilogue.store import Store
from trilogue.terms import Vocabulary

GRAPH = "https://w3id.org/trilogue/graph/contributions/x"
RECORDS = """\
@prefix contribution: <https://w3id.org/trilogue/id/contribution/> .
@prefix contributor: <https://w3id.org/trilogue/id/contributor/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
tri:Claim rdfs:label "claim"@en .
actor:a tri:recordedIn contribution:founding .
contribution:founding a tri:Contribution ;
    tri:contributedBy actor:editors ;
    tri:recordedAt "2026-11-24T00:00:00Z"^^xsd:dateTime .
contribution:two a tri:Contribution ;
    dcterms:license <http://example.org/licence> ;
    tri:contributedBy contributor:bo ;
    tri:recordedAt "2026-12-01T10:00:00Z"^^xsd:dateTime .
contributor:bo a tri:Contributor ; skos:prefLabel "Bo"@en .
event:one a tri:Claim ; skos:prefLabel "One"@en ; tri:recordedIn contribution:two ;
    tri:part [ tri:size 1 ] .
event:two a tri:Claim ; skos:prefLabel "Two"@en ; tri:recordedIn contribution:founding .
"""


@pytest.fixture
def recorded(store: Store, parse_turtle: Callable[[str, str], list[Quad]]) -> Store:
    store.load(parse_turtle(RECORDS, GRAPH))
    return store


def test_a_record_is_cited_after_its_contribution(recorded: Store, vocabulary: Vocabulary) -> None:
    iri = vocabulary.id("event", "one").value

    found = cite_record(iri, recorded, vocabulary, "v1")

    assert (found.title, found.kind, found.contributors) == ("One", "claim", ("Bo",))
    assert (found.issued, found.licence) == ("2026-12-01", "http://example.org/licence")
    assert found.iri == iri


def test_founding_records_are_of_everybody(recorded: Store, vocabulary: Vocabulary) -> None:
    found = cite_record(vocabulary.id("event", "two").value, recorded, vocabulary, "v1")

    assert found.contributors == (EVERYBODY,)
    assert found.issued == "2026-11-24"


def test_the_dataset_is_cited_with_everybody_and_the_latest_day(
    recorded: Store, vocabulary: Vocabulary
) -> None:
    found = cite_dataset(recorded, vocabulary, "v1")

    assert found.contributors == (EVERYBODY, "Bo")
    assert found.issued == "2026-12-01"
    assert found.is_whole


def test_the_digest_is_of_what_is_said_and_not_of_how_it_was_read(
    vocabulary: Vocabulary, parse_turtle: Callable[[str, str], list[Quad]]
) -> None:
    """Labels of blank nodes and the order of quads are new with each reading."""
    iri = vocabulary.id("event", "one").value
    digests = set()
    for change in ("", "", "event:two skos:prefLabel 'Zwei'@de .", "event:one tri:size 2 ."):
        with Store.in_memory() as store:
            store.load(reversed(parse_turtle(RECORDS + change, GRAPH)))
            record = cite_record(iri, store, vocabulary, "v1").digest
            digests.add((record, cite_dataset(store, vocabulary, "v1").digest))

    assert len({record for record, _ in digests}) == 2
    assert len({whole for _, whole in digests}) == 3


def test_the_digest_of_the_dataset_is_that_of_its_canonical_form(recorded: Store) -> None:
    dataset = pyoxigraph.Dataset(recorded.quads())
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n" for quad in dataset)

    assert any("_:c14n0" in line for line in lines)
    assert canonical_digest(recorded.quads()) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_what_the_rules_conclude_does_not_change_how_a_record_is_cited(
    recorded: Store,
    vocabulary: Vocabulary,
    parse_turtle: Callable[[str, str], list[Quad]],
) -> None:
    iri = vocabulary.id("event", "one").value
    before = cite_record(iri, recorded, vocabulary, "v1")
    derived = vocabulary.derived_graph.value

    recorded.extend(parse_turtle("event:one tri:supports event:two . status:x tri:of 1 .", derived))

    assert cite_record(iri, recorded, vocabulary, "v1") == before
    assert cite_record(vocabulary.id("status", "x").value, recorded, vocabulary, "v1").digest


def test_what_has_no_canonical_form_in_time_is_cited_without_a_digest(
    store: Store, vocabulary: Vocabulary
) -> None:
    """Nine nodes that all point to each other take minutes."""
    part, node = vocabulary.ns("part"), vocabulary.id("event", "x")
    knot = [BlankNode() for _ in range(9)]
    store.load(Quad(node, part, each) for each in knot)
    store.load(Quad(one, part, other) for one in knot for other in knot if one != other)

    assert cite_record(node.value, store, vocabulary, "v").digest is None


def test_what_nothing_is_said_about_cannot_be_cited(
    recorded: Store, vocabulary: Vocabulary
) -> None:
    with pytest.raises(ResourceNotFound, match="Nothing is said"):
        cite_record("http://example.org/nothing", recorded, vocabulary, "v1")


def test_a_moment_that_is_none_is_no_day(
    store: Store, vocabulary: Vocabulary, parse_turtle: Callable[[str, str], list[Quad]]
) -> None:
    store.load(
        parse_turtle("event:x tri:recordedIn event:c . event:c tri:recordedAt 'now' .", GRAPH)
    )

    assert cite_record(vocabulary.id("event", "x").value, store, vocabulary, "v").issued is None
