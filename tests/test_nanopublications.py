"""Nanopublications are whole, stay as they are, and have the digest that others find in them."""

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from nanopub.trustyuri.rdf.RdfModule import RdfModule
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from trilogue.errors import ResourceNotFound, StoreError
from trilogue.formats import N_QUADS, TRIG
from trilogue.nanopublications import (
    NP,
    Nanopublication,
    all_nanopublications,
    code_at_end,
    nanopublication,
    trig_of_all,
    write_nanopublications,
)
from trilogue.parse import parse_bytes
from trilogue.serialise import graph_bytes
from trilogue.store import Store
from trilogue.terms import PROV, Vocabulary
from trilogue.trusty import artifact_code, named, with_code

# The implementation that is not ours reads by what rdflib has given up.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

# Without types.
OTHER: Any = RdfModule()
VERSION = "0123456789abcdef"
CODE = "RA" + "x" * 43
GRAPH = "https://w3id.org/trilogue/graph/x"
RECORDS = """\
@prefix contribution: <https://w3id.org/trilogue/id/contribution/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
contribution:one a tri:Contribution ;
    dcterms:license <http://example.org/licence> ;
    tri:contributedBy actor:ada ;
    tri:recordedAt "2026-12-01T10:00:00Z"^^xsd:dateTime ;
    tri:reviewedBy actor:bea .
event:claim a tri:Claim ;
    skos:prefLabel "Line\\nfeed \\\\ and \\t tab"@EN, "=1+1"@de ;
    tri:claimedBy actor:cyd ;
    tri:evidencedBy excerpt:a ;
    tri:recordedIn contribution:one ;
    tri:size 1, 1.5 .
excerpt:a a tri:Excerpt ; tri:excerptOf source:s ; tri:locator "p. 1" ;
    tri:recordedIn contribution:one .
source:s a tri:Source ; tri:recordedIn contribution:one .
event:parts a tri:Claim ; tri:recordedIn contribution:one ;
    tri:part [ tri:size 1 ; tri:part [ tri:size 2 ] ], [ tri:size 3 ] .
event:loose a tri:Claim .
"""


class Resource:
    """What the other implementation checks."""

    def __init__(self, data: bytes, iri: str) -> None:
        self._data, self._iri = data, iri

    def get_content(self) -> bytes:
        return self._data

    def get_filename(self) -> str:
        return "x.nq"

    def get_hashstr(self) -> str:
        return self._iri.rpartition("/")[2]


@pytest.fixture(autouse=True, scope="module")
def as_written() -> Iterator[None]:
    """Have rdflib keep values as they are written, as the other implementation needs it.

    That sets it when it is imported, and pySHACL sets it back after each validation.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
        yield


def is_right(found: Nanopublication, vocabulary: Vocabulary) -> bool:
    # It is read from TriG first, as whoever got it would do.
    quads = parse_bytes(found.trig(vocabulary), TRIG, None, "x").quads
    resource = Resource(graph_bytes(quads, N_QUADS), found.iri)
    return bool(OTHER.has_correct_hash(resource))


@pytest.fixture
def recorded(store: Store, parse_turtle: Callable[[str, str], list[Quad]]) -> Store:
    store.load(parse_turtle(RECORDS, GRAPH))
    return store


@pytest.fixture
def claim(recorded: Store, vocabulary: Vocabulary) -> Nanopublication:
    return nanopublication(vocabulary.id("event", "claim").value, recorded, vocabulary)


def said(found: Nanopublication, part: str) -> set[tuple[str, str, str]]:
    return {
        (str(q.subject).strip("<>"), q.predicate.value, str(q.object).strip("<>"))
        for q in found.quads
        if q.graph_name == NamedNode(f"{found.iri}#{part}")
    }


def test_it_has_the_four_graphs(claim: Nanopublication) -> None:
    assert said(claim, "Head") == {
        (claim.iri, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"{NP}Nanopublication"),
        (claim.iri, f"{NP}hasAssertion", f"{claim.iri}#assertion"),
        (claim.iri, f"{NP}hasProvenance", f"{claim.iri}#provenance"),
        (claim.iri, f"{NP}hasPublicationInfo", f"{claim.iri}#pubinfo"),
    }
    assert {str(q.graph_name).strip("<>").rpartition("#")[2] for q in claim.quads} == {
        *("Head", "assertion", "provenance", "pubinfo")
    }


def test_the_parts_say_what_they_are_for(claim: Nanopublication, vocabulary: Vocabulary) -> None:
    base, assertion = vocabulary.base, f"{claim.iri}#assertion"
    provenance, pubinfo = said(claim, "provenance"), said(claim, "pubinfo")

    assert (f"{base}id/event/claim", f"{base}ns/claimedBy", f"{base}id/actor/cyd") in said(
        claim, "assertion"
    )
    assert not [t for t in said(claim, "assertion") if t[1] == f"{base}ns/recordedIn"]
    for term, value in (
        ("wasAttributedTo", "id/actor/cyd"),
        ("wasDerivedFrom", "id/excerpt/a"),
        ("hadPrimarySource", "id/source/s"),
        ("wasGeneratedBy", "id/contribution/one"),
    ):
        assert (assertion, f"{PROV}{term}", f"{base}{value}") in provenance
    assert (f"{base}id/excerpt/a", f"{base}ns/locator", '"p. 1"') in provenance
    by_term = {term: value for subject, term, value in pubinfo if subject == claim.iri}
    assert by_term["http://purl.org/dc/terms/creator"] == f"{base}id/actor/ada"
    assert by_term["http://purl.org/dc/terms/license"] == "http://example.org/licence"
    assert by_term["http://purl.org/dc/terms/created"].startswith('"2026-12-01T10:00:00Z"')


def test_another_implementation_finds_the_same_digest(
    recorded: Store, vocabulary: Vocabulary
) -> None:
    found = list(all_nanopublications(recorded, vocabulary))

    assert [each.record.rpartition("/")[2] for each in found] == ["claim", "parts", "s"]
    for each in found:
        assert re.fullmatch(r".*/RA[A-Za-z0-9_-]{43}", each.iri)
        assert is_right(each, vocabulary), each.record


def test_a_changed_word_is_found_out(claim: Nanopublication, vocabulary: Vocabulary) -> None:
    data = graph_bytes(claim.quads, N_QUADS)
    assert is_right(claim, vocabulary)

    for one, other in ((b"p. 1", b"p. 2"), (b"=1+1", b"=1+2"), (b"2026-12-01", b"2026-12-02")):
        assert one in data
        changed = Resource(data.replace(one, other), claim.iri)
        assert not OTHER.has_correct_hash(changed)


def test_blank_nodes_get_the_same_names_each_time(
    vocabulary: Vocabulary, parse_turtle: Callable[[str, str], list[Quad]]
) -> None:
    iris = set()
    for _ in range(3):
        with Store.in_memory() as store:
            store.load(reversed(parse_turtle(RECORDS, GRAPH)))
            iris.add(nanopublication(f"{vocabulary.base}id/event/parts", store, vocabulary).iri)

    assert len(iris) == 1


def test_what_others_add_to_the_dataset_changes_nothing(
    recorded: Store,
    vocabulary: Vocabulary,
    claim: Nanopublication,
    parse_turtle: Callable[[str, str], list[Quad]],
) -> None:
    recorded.extend(parse_turtle("event:other tri:about event:claim .", GRAPH))
    derived = vocabulary.derived_graph.value
    recorded.extend(parse_turtle("event:claim tri:supportsClaim event:parts .", derived))

    assert nanopublication(claim.record, recorded, vocabulary) == claim


@pytest.mark.parametrize("slug", ["event/loose", "event/none", "excerpt/a"])
def test_what_is_no_record_has_none(recorded: Store, vocabulary: Vocabulary, slug: str) -> None:
    with pytest.raises(ResourceNotFound, match="no nanopublication"):
        nanopublication(f"{vocabulary.base}id/{slug}", recorded, vocabulary)


def test_what_has_no_canonical_form_in_time_has_none(
    recorded: Store, vocabulary: Vocabulary, claim: Nanopublication
) -> None:
    """Nine nodes that all point to each other take minutes."""
    part, knot = vocabulary.ns("part"), [BlankNode() for _ in range(9)]
    recorded.load(Quad(NamedNode(claim.record), part, each) for each in knot)
    recorded.load(Quad(one, part, other) for one in knot for other in knot if one != other)

    with pytest.raises(ResourceNotFound, match="too tangled"):
        nanopublication(claim.record, recorded, vocabulary)
    assert claim.record not in {each.record for each in all_nanopublications(recorded, vocabulary)}


def test_all_are_one_document(recorded: Store, vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = tmp_path / "new" / "nanopublications.trig"

    size = write_nanopublications(recorded, vocabulary, VERSION, path)

    data = path.read_bytes()
    assert size == len(data)
    assert data == b"".join(trig_of_all(recorded, vocabulary, VERSION))
    whole = {q for each in all_nanopublications(recorded, vocabulary) for q in each.quads}
    assert set(parse_bytes(data, TRIG, None, "x").quads) == whole
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_that_cannot_be_written_is_told(
    recorded: Store, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot be written"):
        write_nanopublications(recorded, vocabulary, VERSION, tmp_path / "file" / "x.trig")


def test_every_record_of_the_dataset_has_one_that_is_right(
    curated_store: Store, vocabulary: Vocabulary
) -> None:
    """All are made; of each class the first is checked by the other implementation."""
    count, checked = 0, set()
    for each in all_nanopublications(curated_store, vocabulary):
        count += 1
        kind = each.record.split("/")[-2]
        if kind not in checked:
            checked.add(kind)
            assert is_right(each, vocabulary), each.record
    assert count > 2_000
    assert {"claim", "position", "appraisal", "actor", "text", "role"} <= checked


terms = st.builds(
    lambda n: NamedNode(f"http://example.org/{n}"), st.text("abcCODE-_/", min_size=1, max_size=9)
)
literals = st.builds(Literal, st.text(max_size=12)) | st.builds(
    lambda text, tag: Literal(text, language=tag),
    st.text(max_size=12),
    st.sampled_from(["en", "de-at", "fr"]),
)


@st.composite
def datasets(draw: st.DrawFn) -> list[Quad]:
    size = draw(st.integers(1, 6))
    return [
        Quad(draw(terms), draw(terms), draw(terms | literals), draw(terms)) for _ in range(size)
    ]


@given(datasets(), st.booleans())
def test_any_dataset_has_the_digest_that_the_other_finds(
    quads: list[Quad],
    reverse: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    place = "the-place-of-the-code"
    itself = NamedNode(f"http://example.org/{place}#Head")
    content = [*quads, Quad(itself, itself, itself, itself)]
    code = artifact_code(reversed(content) if reverse else content, place)

    # The other one reads a carriage return in a literal as a line feed.
    if all("\r" not in str(q.object.value) for q in quads if isinstance(q.object, Literal)):
        data = graph_bytes(with_code(content, place, code), N_QUADS)
        assert OTHER.has_correct_hash(Resource(data, f"http://example.org/{code}"))
    assert len(base64.urlsafe_b64decode(code.removeprefix("RA") + "=")) == 32


def test_a_blank_node_has_no_place_in_it(
    parse_turtle: Callable[[str, str], list[Quad]],
) -> None:
    quads = parse_turtle("event:x tri:part [ tri:size 1 ] .", GRAPH)

    with pytest.raises(ValueError, match="no IRI"):
        artifact_code(quads, "x")
    assert artifact_code(named(quads, "http://x.example/#_"), "x")


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        (f"id/claim/a/{CODE}", ("id/claim/a", CODE)),
        ("id/claim/a", ("id/claim/a", None)),
        ("id/claim/RAab", ("id/claim/RAab", None)),
    ],
)
def test_the_code_is_told_from_the_path(path: str, parts: tuple[str, str | None]) -> None:
    assert code_at_end(path) == parts
