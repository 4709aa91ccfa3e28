"""The reference of the ontology: every term, explained, with its use."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from trilogue.content import find_content
from trilogue.engine.model import Engine
from trilogue.parse import parse_file
from trilogue.reference import Module, Term, read_reference
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import OWL, RDF, Vocabulary
from trilogue.web.app import create_app

V = Vocabulary()


@pytest.fixture(scope="module")
def modules(curated_store: Store) -> tuple[Module, ...]:
    return read_reference(curated_store, V)


@pytest.fixture(scope="module")
def terms(modules: tuple[Module, ...]) -> dict[str, Term]:
    return {term.name: term for module in modules for term in module.terms}


def test_every_declared_term_is_there_once(modules: tuple[Module, ...]) -> None:
    declared = {
        quad.subject.value  # type: ignore[union-attr]
        for file in find_content().files("ontology")
        for quad in parse_file(file).quads
        if quad.predicate.value == RDF + "type"
        and str(quad.object).strip("<>")
        in {OWL + sort for sort in ("Class", "ObjectProperty", "DatatypeProperty")}
        and str(quad.subject).startswith(f"<{V.base}ns/")
    }

    told = [term.iri for module in modules for term in module.terms]

    assert declared <= set(told)
    assert len(told) == len(set(told))


def test_modules_come_after_those_that_they_import(modules: tuple[Module, ...]) -> None:
    seen: set[str] = set()
    for module in modules:
        assert set(module.imports) <= seen
        seen.add(module.name)
    assert {"core", "actor", "practice", "procedure", "norm", "claim", "derived"} == seen


def test_a_term_is_explained(terms: dict[str, Term]) -> None:
    claim, claimed_by, about = terms["Claim"], terms["claimedBy"], terms["aboutActor"]

    assert claim.sort == "class"
    assert claim.above == (V.ns("Assertable").value,)
    assert claim.uses > 80
    assert len(claim.examples) == 3
    assert all(each.startswith(f"{V.base}id/claim/") for each in claim.examples)
    assert ("http://www.w3.org/2004/02/skos/core#closeMatch", "https://schema.org/Claim") in [
        (predicate, iri.replace("http://schema", "https://schema"))
        for predicate, iri in claim.alignments
    ]
    assert claimed_by.domain == (V.ns("Claim").value,)
    assert claimed_by.range == (V.ns("Actor").value,)
    assert claimed_by.uses >= claim.uses
    assert about.sort == "object property"
    assert terms["contradictsClaim"].computed
    for term in terms.values():
        assert term.label, term.iri
        assert term.definition, term.iri
        assert term.since, term.iri


def test_a_class_of_another_vocabulary_above_a_term_is_told(terms: dict[str, Term]) -> None:
    above = "http://www.w3.org/2000/01/rdf-schema#subClassOf"

    assert (above, "http://www.w3.org/ns/prov#Entity") in terms["Record"].alignments
    assert not [iri for p, iri in terms["Claim"].alignments if p == above and V.base in iri]


def test_a_union_is_told_by_its_members(terms: dict[str, Term]) -> None:
    unions = [term for term in terms.values() if len(term.domain) > 1 or len(term.range) > 1]

    assert unions
    for term in unions:
        assert all(iri.startswith("http") for iri in (*term.domain, *term.range))


def test_the_page_has_every_term_and_every_link_of_it_leads_somewhere(
    curated_store: Store, engine_over: Callable[..., Engine], terms: dict[str, Term]
) -> None:
    client: FlaskClient = create_app(Settings(), engine_over(curated_store)).test_client()

    page = client.get("/ontology", headers={"Accept": "text/html"})

    text = page.get_data(as_text=True)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(terms) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    again = client.get(
        "/ontology", headers={"Accept": "text/html", "If-None-Match": page.headers["ETag"]}
    )
    assert again.status_code == 304
