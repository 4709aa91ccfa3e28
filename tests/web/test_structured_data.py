"""What extruct finds in our pages is schema.org, on every page type, and says what we know."""

import json
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from extruct.jsonld import JsonLdExtractor
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import scripts_within
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import SDO

from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import SKOS
from trilogue.web.app import create_app

BASE = "https://w3id.org/trilogue/"
BROWSER = {"Accept": "text/html"}
# An address for each pattern; the description of the service is held to them too.
SAMPLES: dict[str, str] = runpy.run_path(str(Path(__file__).with_name("test_openapi.py")))[
    "SAMPLES"
]
# Every name of schema.org that rdflib knows.
WORDS = frozenset(SDO.__annotations__)
# One of each sort of thing, with its type there.
THINGS = {
    "id/claim/seed-c01": "Claim",
    "id/appraisal/seed-c01": "ClaimReview",
    "id/text/reg-2024-1689": "Legislation",
    "id/provision/art-5-1-h": "Legislation",
    "id/provision-work/real-time-rbi": "Legislation",
    "id/actor/edri": "NGO",
    "id/actor/european-commission": "GovernmentOrganization",
    "id/actor/trilogue-editors": "Organization",
    "id/event/provisional-agreement": "Event",
    "id/vote/committee-report": "Event",
    "id/letter/ai-red-lines-2021": "Message",
    "id/source/seed-article": "CreativeWork",
    "id/excerpt/seed-p01": "CreativeWork",
    "id/contribution/founding": "Dataset",
    "id/practice/post-rbi": "DefinedTerm",
    "id/finding/partly": "DefinedTerm",
    "ns/Claim": "DefinedTerm",
    "ns/claimedBy": "DefinedTerm",
    "ontology/core": "Dataset",
    "graph/letters": "Dataset",
    "id/scenario/missing-child": "WebPage",
    "shape/Claim": "WebPage",
}


@pytest.fixture(scope="module")
def app(curated_store: Store, engine_over: Callable[..., Engine]) -> Flask:
    return create_app(Settings(), engine_over(curated_store))


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def found_in(page: str) -> dict[str, Any]:
    """Give the one block of JSON-LD that extruct finds."""
    (block,) = JsonLdExtractor().extract(page)
    assert isinstance(block, dict)
    return block


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Walk all objects of a block."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from nodes(one)


def require_valid(block: dict[str, Any], where: str) -> None:
    """Hold a block to the words of schema.org, and every value to being there."""
    assert block["@context"] == "https://schema.org/", where
    assert block["@type"] in WORDS, where
    for node in nodes(block):
        assert node.get("@type", "Thing") in WORDS, (where, node["@type"])
        unknown = {name for name in node if not name.startswith("@")} - WORDS
        assert not unknown, (where, unknown)
        assert all(one not in ("", None, [], {}) for one in node.values()), (where, node)


def test_every_page_type_carries_schema_org(app: Flask, client: FlaskClient) -> None:
    """The pages are taken from the routes, so that none is forgotten."""
    adapter = app.url_map.bind("localhost")
    samples = {
        adapter.match(sample.partition("?")[0], return_rule=True)[0].rule: sample
        for sample in SAMPLES.values()
    }
    samples["/questions/<name>"] = "/questions/q16-vote-counts"
    pages = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        response = client.get(
            samples.get(rule.rule, rule.rule), headers=BROWSER, follow_redirects=True
        )
        if response.mimetype == "text/html":
            require_valid(found_in(response.text), rule.rule)
            pages += 1
    assert pages > 20


@pytest.mark.parametrize("path", THINGS)
def test_a_thing_is_what_it_is(client: FlaskClient, path: str) -> None:
    response = client.get(f"/page/{path}")
    block = found_in(response.text)

    require_valid(block, path)
    assert block["@type"] == THINGS[path]
    entity = block.get("mainEntity", block)
    assert entity["@id"] == BASE + path
    assert entity["name"]


def test_a_claim_review_has_what_aggregators_ask_for(client: FlaskClient) -> None:
    """Claim reviewed, who reviewed it, when, the rating, and the claim with its voice."""
    block = found_in(client.get("/page/id/appraisal/seed-c02").text)

    assert block["claimReviewed"]
    assert block["author"]["name"] == "editors of Trilogue"
    assert block["datePublished"] == "2026-11-23"
    assert block["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "partly confirmed",
        "bestRating": 5,
        "ratingValue": 3,
        "worstRating": 1,
    }
    item = block["itemReviewed"]
    assert (item["@type"], item["@id"]) == ("Claim", f"{BASE}id/claim/seed-c02")
    assert item["author"][0]["name"] == "lead negotiators of the European Parliament"


def test_a_finding_on_no_scale_has_no_number(client: FlaskClient, curated_store: Store) -> None:
    finding = NamedNode(f"{BASE}id/finding/not-decidable")
    quad = next(curated_store.quads(predicate=NamedNode(f"{BASE}ns/finding"), object=finding))
    assert isinstance(quad.subject, NamedNode)

    page = client.get(f"/page/{quad.subject.value.removeprefix(BASE)}").text

    rating = found_in(page)["reviewRating"]
    assert rating == {"@type": "Rating", "alternateName": "not decidable by law"}


def test_the_act_is_known_by_its_celex_number_and_eli(client: FlaskClient) -> None:
    act = found_in(client.get("/page/id/text/reg-2024-1689").text)
    article = found_in(client.get("/page/id/provision/art-5-1-h").text)

    assert act["legislationIdentifier"] == "32024R1689"
    assert act["legislationType"] == "Regulation"
    assert act["legislationDate"] == "2024-07-12"
    assert "http://data.europa.eu/eli/reg/2024/1689/oj" in act["sameAs"]
    assert article["isPartOf"]["legislationIdentifier"] == "32024R1689"


def test_a_name_in_another_language_is_told(client: FlaskClient) -> None:
    block = found_in(client.get("/page/id/actor/european-commission?language=de").text)

    assert block["name"] == "Europäische Kommission"
    assert "European Commission" in block["alternateName"]


@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    | st.sampled_from(["</script><script>alert(1)</script>", "<!--", "\u2028", "]]>", "\u202ertl"])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_no_label_ends_the_block(engine_over: Callable[..., Engine], name: str) -> None:
    iri = NamedNode(f"{BASE}id/actor/x")
    with Store.in_memory() as store:
        store.load(
            [
                Quad(iri, NamedNode(f"{SKOS}prefLabel"), Literal(name, language="en")),
                Quad(iri, NamedNode(f"{SKOS}altLabel"), Literal(f"{name} again", language="en")),
            ]
        )
        page = create_app(Settings(), engine_over(store)).test_client().get("/page/id/actor/x").text

    assert scripts_within(page) == 1
    _, _, rest = page.partition('<script type="application/ld+json">')
    body, _, _ = rest.partition("</script>")
    assert not set(body) & set("<>&")
    assert json.loads(body)["mainEntity"]["name"] == name
