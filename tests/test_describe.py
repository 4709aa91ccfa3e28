from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.describe import Evidence, describe, describe_links, label_of
from trilogue.errors import ResourceNotFound
from trilogue.store import Store
from trilogue.terms import SKOS, XSD, Vocabulary

Parse = Callable[[str, str], list[Quad]]

BASE = "https://w3id.org/trilogue/"
GRAPH = "https://example.org/graph"
EDRI = f"{BASE}id/actor/edri"


def test_what_is_said_about_a_thing_is_there(small_store: Store, vocabulary: Vocabulary) -> None:
    found = describe(EDRI, small_store, vocabulary)

    assert {quad.predicate.value for quad in found.outgoing} >= {
        f"{SKOS}prefLabel",
        f"{BASE}ns/evidencedBy",
    }
    assert {quad.graph_name for quad in found.outgoing} == {NamedNode(f"{BASE}graph/actors")}


def test_what_links_to_a_thing_is_grouped_by_property(
    small_store: Store, vocabulary: Vocabulary
) -> None:
    found = describe(EDRI, small_store, vocabulary)

    assert [(group.predicate, group.total) for group in found.incoming] == [
        (f"{BASE}ns/involved", 1),
        (f"{BASE}ns/openException", 1),
    ]


def test_links_beyond_the_limit_are_only_counted(
    store: Store, vocabulary: Vocabulary, parse_turtle: Parse
) -> None:
    store.load(
        parse_turtle("".join(f"event:e{n} tri:involved actor:x .\n" for n in range(5)), GRAPH)
    )

    found = describe(f"{BASE}id/actor/x", store, vocabulary, max_incoming=2)

    assert [len(group.quads) for group in found.incoming] == [2]
    assert found.left_out == 3
    assert str(found.incoming[0].quads[0].subject) == f"<{BASE}id/event/e0>"


def test_things_linked_to_come_with_their_names(small_store: Store, vocabulary: Vocabulary) -> None:
    found = describe(f"{BASE}id/event/letter", small_store, vocabulary)

    assert found.labels[EDRI] == "European Digital Rights"
    assert found.labels[f"{BASE}ns/Event"] == "event"
    assert any(quad.object == Literal("event", language="en") for quad in found.quads)


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "European Digital Rights"),
        ("de", "Digitale Rechte"),
        ("fr", "European Digital Rights"),
    ],
)
def test_a_name_is_in_the_language_asked_for_or_english(
    small_store: Store, vocabulary: Vocabulary, language: str, label: str
) -> None:
    assert label_of(EDRI, small_store, vocabulary, language) == label


def test_a_thing_without_a_name_is_called_by_its_short_iri(
    store: Store, vocabulary: Vocabulary
) -> None:
    assert label_of(EDRI, store, vocabulary) == "actor:edri"
    assert label_of("urn:x", store, vocabulary) == "<urn:x>"


def test_evidence_names_source_and_place(small_store: Store, vocabulary: Vocabulary) -> None:
    assert describe(EDRI, small_store, vocabulary).evidence == (
        Evidence(
            f"{BASE}id/excerpt/page",
            f"{BASE}id/source/page",
            "Page of the network",
            "paragraph 2",
            "https://example.org/page",
        ),
    )


def test_evidence_that_is_described_nowhere_is_still_named(
    store: Store, vocabulary: Vocabulary, parse_turtle: Parse
) -> None:
    store.load(parse_turtle("actor:x tri:evidencedBy excerpt:gone .", GRAPH))

    (evidence,) = describe(f"{BASE}id/actor/x", store, vocabulary).evidence

    assert evidence == Evidence(f"{BASE}id/excerpt/gone", None, "excerpt:gone", None, None)


def test_blank_nodes_belong_to_the_thing_even_in_a_ring(
    store: Store, vocabulary: Vocabulary, parse_turtle: Parse
) -> None:
    store.load(parse_turtle("actor:x tri:part _:a . _:a tri:part _:b . _:b tri:part _:a .", GRAPH))

    assert len(describe(f"{BASE}id/actor/x", store, vocabulary).outgoing) == 3


def test_a_thing_that_is_only_linked_to_is_known(
    store: Store, vocabulary: Vocabulary, parse_turtle: Parse
) -> None:
    store.load(parse_turtle("event:e tri:involved actor:x .", GRAPH))

    assert describe(f"{BASE}id/actor/x", store, vocabulary).outgoing == ()


def test_a_thing_that_nobody_mentions_is_not_found(store: Store, vocabulary: Vocabulary) -> None:
    with pytest.raises(ResourceNotFound) as caught:
        describe(EDRI, store, vocabulary)

    assert caught.value.iri == EDRI


def test_the_places_of_evidence_are_part_of_the_data(
    small_store: Store, vocabulary: Vocabulary
) -> None:
    found = describe(EDRI, small_store, vocabulary)

    told = {(str(quad.predicate.value), quad.object) for quad in found.evidence_quads}
    assert told == {
        (f"{BASE}ns/excerptOf", NamedNode(f"{BASE}id/source/page")),
        (f"{BASE}ns/locator", Literal("paragraph 2")),
        (
            f"{BASE}ns/webAddress",
            Literal("https://example.org/page", datatype=NamedNode(f"{XSD}anyURI")),
        ),
    }
    assert set(found.evidence_quads) <= set(found.quads)
    assert found.labels[f"{BASE}id/source/page"] == "Page of the network"


def test_links_are_described_page_by_page(
    store: Store, vocabulary: Vocabulary, parse_turtle: Parse
) -> None:
    text = "".join(f"event:e{n:03} tri:involved actor:x .\n" for n in range(101))
    store.load(parse_turtle(text, GRAPH))
    involved = vocabulary.ns("involved")

    pages = [
        describe_links(f"{BASE}id/actor/x", involved, number, store, vocabulary).incoming[0]
        for number in (1, 2)
    ]

    assert [(page.before, len(page.quads), page.left_out) for page in pages] == [
        (0, 100, 1),
        (100, 1, 0),
    ]
    assert pages[1].quads[0].subject == NamedNode(f"{BASE}id/event/e100")
    with pytest.raises(ResourceNotFound, match="has 2 pages"):
        describe_links(f"{BASE}id/actor/x", involved, 3, store, vocabulary)
