import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from trilogue.serialise import Cell
from trilogue.terms import XSD, Vocabulary
from trilogue.web.links import Links, Shown, outside

LINKS = Links(Vocabulary())


@pytest.mark.parametrize(
    ("iri", "page"),
    [
        ("https://w3id.org/trilogue/id/actor/edri", "/page/id/actor/edri"),
        ("https://w3id.org/trilogue/id/x?y#z", "/page/id/x%3Fy%23z"),
        ("https://example.org/x", "https://example.org/x"),
        ("http://example.org/x", "http://example.org/x"),
        ("javascript:alert(1)", None),
        ("JavaScript://example.org/%0Aalert(1)", None),
        ("data:text/html,x", None),
        ("urn:isbn:1", None),
        ("mailto:a@example.org", None),
        ("https:", None),
        ("http://[broken", None),
    ],
)
def test_only_our_own_and_web_addresses_are_links(iri: str, page: str | None) -> None:
    assert LINKS.page(iri) == page


def test_an_address_of_ours_under_a_path_keeps_it() -> None:
    links = Links(Vocabulary(), "/kg")

    assert links.page("https://w3id.org/trilogue/ns/Claim") == "/kg/page/ns/Claim"
    assert links.data("https://w3id.org/trilogue/ns/Claim", "nt") == "/kg/data/ns/Claim.nt"


def test_terms_are_shown_for_reading() -> None:
    iri = "https://w3id.org/trilogue/id/actor/edri"

    assert LINKS.iri(iri, {iri: "EDRi"}) == Shown(
        "EDRi", "/page/id/actor/edri", title=iri, is_name=True
    )
    assert LINKS.iri(iri, {}) == Shown("actor:edri", "/page/id/actor/edri", title=iri)
    assert LINKS.term(NamedNode("urn:x"), {}).text == "urn:x"
    assert LINKS.term(Literal("x", language="fr"), {}).language == "fr"
    assert LINKS.term(Literal("1", datatype=NamedNode(f"{XSD}integer")), {}).title == "xsd:integer"
    assert "without a name" in LINKS.term(BlankNode("b"), {}).text


def test_an_address_in_a_literal_is_a_link_when_it_is_one() -> None:
    datatype = NamedNode(f"{XSD}anyURI")

    assert LINKS.term(Literal("https://e/x", datatype=datatype), {}).href == "https://e/x"
    assert LINKS.term(Literal("javascript:x", datatype=datatype), {}).href is None
    assert LINKS.term(Literal("https://e/x"), {}).href is None


def test_cells_are_shown_like_terms() -> None:
    assert LINKS.cell(None) == Shown("")
    assert LINKS.cell(Cell("uri", "https://w3id.org/trilogue/ns/Claim")).text == "tri:Claim"
    assert LINKS.cell(Cell("bnode", "b0")).text == "_:b0"
    assert LINKS.cell(Cell("literal", "x", "de")).language == "de"


def test_outside_addresses_need_a_host() -> None:
    assert outside("https:///x") is None
    assert outside("https://e/") == "https://e/"
