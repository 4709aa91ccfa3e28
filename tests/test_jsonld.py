"""JSON-LD for reading says what the quads say, whatever they say."""

from typing import Any

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple
from rdflib.compare import to_isomorphic

from trilogue.describe import describe
from trilogue.jsonld import Context, framed, json_bytes, read_context
from trilogue.store import Store
from trilogue.terms import RDF, SKOS, XSD, Vocabulary

BASE = "https://w3id.org/trilogue/"
ROOT = f"{BASE}id/claim/one"


def written(frame: dict[str, Any], context: Context) -> tuple[str, str]:
    """Write the document with its whole context, and with the part of it that it needs."""
    whole, part = context.document()["@context"], context.part(frame)["@context"]
    texts = [json_bytes({"@context": one, **frame}).decode() for one in (whole, part)]
    return texts[0], texts[1]


def n_triples(quads: list[Quad]) -> str:
    return "\n".join(f"{quad.triple} ." for quad in quads)


def same(quads: list[Quad], text: str) -> bool:
    """Tell whether rdflib and the engine read from *text* exactly what *quads* say."""
    wanted = to_isomorphic(rdflib.Graph().parse(data=n_triples(quads), format="nt"))
    by_rdflib = to_isomorphic(rdflib.Graph().parse(data=text, format="json-ld"))
    by_engine = pyoxigraph.Dataset(
        Quad(q.subject, q.predicate, q.object)
        for q in pyoxigraph.parse(text, format=RdfFormat.JSON_LD)
    )
    own = pyoxigraph.Dataset(Quad(q.subject, q.predicate, q.object) for q in quads)
    for one in (by_engine, own):
        one.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return wanted == by_rdflib and own == by_engine


@pytest.fixture(scope="module")
def context(curated_store: Store) -> Context:
    return read_context(curated_store, Vocabulary())


def test_names_types_and_languages_come_from_the_ontology_and_the_shapes(context: Context) -> None:
    document = context.document()["@context"]

    assert document["Claim"] == "tri:Claim"
    assert document["claimedBy"] == {"@id": "tri:claimedBy", "@type": "@id"}
    assert document["claimedOn"] == {"@id": "tri:claimedOn", "@type": "xsd:date"}
    assert document["votesFor"] == {"@id": "tri:votesFor", "@type": "xsd:integer"}
    assert document["gloss"] == {"@id": "tri:gloss", "@container": "@language"}
    assert document["prefLabel"] == {"@id": "skos:prefLabel", "@container": "@language"}
    assert document["webAddress"] == {"@id": "tri:webAddress", "@type": "xsd:anyURI"}
    # A plain text needs no more than its name.
    assert document["locator"] == "tri:locator"


def test_a_name_means_one_thing(context: Context) -> None:
    assert len(set(context.names.values())) == len(context.names)
    assert not set(context.names.values()) & set(context.prefixes)


def test_a_claim_reads_as_a_claim_with_its_places_inside(
    curated_store: Store, context: Context
) -> None:
    iri = f"{BASE}id/claim/seed-c01"

    found = framed(iri, describe(iri, curated_store, Vocabulary()).quads, context)

    assert list(found)[:2] == ["id", "type"]
    assert (found["id"], found["type"]) == (iri, "Claim")
    assert isinstance(found["prefLabel"]["en"], str)
    assert found["claimedBy"]["prefLabel"]["en"]
    places = found["evidencedBy"]
    (place,) = [places] if isinstance(places, dict) else places[:1]
    assert place["excerptOf"]["prefLabel"]["en"]
    assert place["locator"]
    # What points to it: its appraisal, by name.
    assert "appraises" in found["@reverse"]


# rdflib's own reader of JSON-LD uses what rdflib has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    "path",
    [
        "id/claim/seed-c01",
        "id/appraisal/seed-c01",
        "id/text/reg-2024-1689",
        "id/actor/european-commission",
        "id/vote/criminal-law-resolution",
        "ns/Claim",
        "ns/claimedBy",
        "shape/Tombstone",
        "ontology/core",
    ],
)
def test_a_real_thing_loses_nothing(curated_store: Store, context: Context, path: str) -> None:
    description = describe(BASE + path, curated_store, Vocabulary())

    frame = framed(BASE + path, description.quads, context)

    for text in written(frame, context):
        assert same(description.quads, text)


IRIS = st.sampled_from(
    [
        ROOT,
        f"{BASE}id/claim/two",
        f"{BASE}ns/Claim",
        "https://example.org/a%20b?c=d#e",
        "urn:x:y",
        "javascript:alert(1)",
        "https://example.org/été",
    ]
).map(NamedNode)
PREDICATES = st.sampled_from(
    [
        f"{RDF}type",
        f"{BASE}ns/claimedBy",
        f"{BASE}ns/claimedOn",
        f"{BASE}ns/gloss",
        f"{BASE}ns/votesFor",
        f"{BASE}ns/webAddress",
        f"{SKOS}prefLabel",
        f"{SKOS}broader",
        "https://example.org/said/of",
        "urn:p:q",
    ]
).map(NamedNode)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=12
) | st.sampled_from(["</script>", "=1+1", "\u202eabc", '"\\', "@id", "@none", "_:b0", "tri:gloss"])
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.tuples(TEXTS, st.sampled_from(["en", "de", "fr", "ar", "zh-hant"])).map(
        lambda pair: Literal(pair[0], language=pair[1])
    ),
    st.tuples(
        st.sampled_from(["1", "-7", "007", "99999999999999999999999", "-0", "true", "2024-01-01"]),
        st.sampled_from(["integer", "date", "boolean", "decimal", "anyURI", "double", "gYear"]),
    ).map(lambda pair: Literal(pair[0], datatype=NamedNode(XSD + pair[1]))),
    st.just(Literal("<a/>", datatype=NamedNode(f"{RDF}HTML"))),
)
BLANKS = st.sampled_from(["a", "b", "c"]).map(BlankNode)
TRIPLES = st.builds(Triple, IRIS | BLANKS, PREDICATES, IRIS | BLANKS | LITERALS)


@given(st.lists(TRIPLES, min_size=1, max_size=12))
def test_any_statements_lose_nothing(triples: list[Triple]) -> None:
    context = OWN_CONTEXT
    quads = [Quad(one.subject, one.predicate, one.object) for one in triples]
    assert context.can_write(quads)

    frame = framed(ROOT, quads, context)

    for text in written(frame, context):
        own = pyoxigraph.Dataset(quads)
        again = pyoxigraph.Dataset(pyoxigraph.parse(text, format=RdfFormat.JSON_LD))
        for one in (own, again):
            one.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        assert own == again


OWN_CONTEXT = Context(
    {"tri": f"{BASE}ns/", "skos": SKOS, "rdf": RDF, "xsd": XSD},
    {
        f"{BASE}ns/{name}": name
        for name in ("Claim", "claimedBy", "claimedOn", "gloss", "votesFor", "webAddress")
    }
    | {f"{SKOS}prefLabel": "prefLabel"},
    {
        f"{BASE}ns/claimedBy": "@id",
        f"{BASE}ns/claimedOn": f"{XSD}date",
        f"{BASE}ns/votesFor": f"{XSD}integer",
        f"{BASE}ns/webAddress": f"{XSD}anyURI",
        f"{BASE}ns/gloss": f"{RDF}langString",
        f"{SKOS}prefLabel": f"{RDF}langString",
    },
)


def test_an_iri_that_would_be_taken_for_a_name_is_told(context: Context) -> None:
    quads = [Quad(NamedNode(ROOT), NamedNode(f"{SKOS}broader"), NamedNode("tri:Claim"))]

    assert not context.can_write(quads)
