"""ClaimReview, ELI and QuickStatements, of small hostile facts and of the whole dataset."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.claim_reviews import claim_review_feed
from trilogue.eli import ELI, PREFIXES, eli_quads
from trilogue.formats import GRAPH_FORMATS, JSON_LD, GraphFormat
from trilogue.parse import parse_bytes
from trilogue.quickstatements import PROPERTIES, quickstatements
from trilogue.serialise import graph_bytes
from trilogue.store import Store
from trilogue.terms import Vocabulary

VERSION = "0123456789abcdef"
GRAPH = "https://w3id.org/trilogue/graph/x"
SCHEMA = "https://schema.org/"
# The terms of the ontology that are used, of its classes, object and datatype properties.
ELI_TERMS = {
    *("LegalResource", "LegalResourceSubdivision", "LegalExpression", "Format"),
    *("amends", "is_derivative_of", "is_embodied_by", "is_member_of", "is_part_of"),
    *("is_realized_by", "language", "publisher_agent", "realizes", "type_document"),
    *("date_applicability", "date_publication", "description", "id_local", "number"),
    "title_alternative",
}
RECORDS = """\
@prefix claim: <https://w3id.org/trilogue/id/claim/> .
@prefix appraisal: <https://w3id.org/trilogue/id/appraisal/> .
@prefix finding: <https://w3id.org/trilogue/id/finding/> .
@prefix mark: <https://w3id.org/trilogue/id/mark/> .
@prefix contribution: <https://w3id.org/trilogue/id/contribution/> .
@prefix kind: <https://w3id.org/trilogue/id/role-kind/> .
@prefix text: <https://w3id.org/trilogue/id/text/> .
@prefix item: <http://www.wikidata.org/entity/> .
contribution:yes tri:reviewedBy actor:bea .
finding:partly skos:prefLabel "partly confirmed"@en .
finding:outside-law skos:prefLabel "outside the law"@en .
appraisal:a a tri:Appraisal ; skos:prefLabel "Check"@en ; tri:appraises claim:a ;
    tri:appraisedBy actor:bea ; tri:appraisedOn "2026-11-23"^^xsd:date ;
    tri:finding finding:partly ; tri:gloss "</script><b>\\"so\\"</b>"@en .
appraisal:b a tri:Appraisal ; tri:appraises claim:a ; tri:finding finding:outside-law .
appraisal:c a tri:Appraisal ; tri:appraises claim:a .
claim:a a tri:Claim ; skos:prefLabel "A claim"@en ; tri:claimedBy actor:ada ;
    tri:claimedOn "2024-01-01"^^xsd:date ; tri:datePrecision "month" ;
    tri:gloss "What \\u202eit\\u202c says"@en ; tri:evidencedBy excerpt:a .
excerpt:a tri:excerptOf source:a .
source:a skos:prefLabel "A page"@en ; tri:retrievedOn "2026-11-24"^^xsd:date ;
    tri:webAddress "https://page.example/?a=\\u00e9"^^xsd:anyURI,
        "javascript:alert(1)"^^xsd:anyURI .
actor:ada a tri:Person ; skos:exactMatch item:Q1 ; tri:memberId "17", "x\\ty" ;
    tri:country actor:france ; tri:evidencedBy excerpt:a ; tri:mark mark:verified-page ;
    tri:recordedIn contribution:yes .
actor:club a tri:Organisation ; skos:exactMatch item:Q2, <http://x.example/Q9> ;
    tri:country actor:france ; tri:evidencedBy excerpt:a ; tri:mark mark:verified-text ;
    tri:recordedIn contribution:yes ; skos:prefLabel "Club\\nQ7\\tP1"@en .
actor:france a tri:MemberState ; skos:exactMatch item:Q3 .
event:member a tri:RoleHolding ; tri:roleOf actor:ada ; tri:roleIn actor:club ;
    tri:roleKind kind:member ; tri:holdsFrom "2022-05-01"^^xsd:date ; tri:datePrecision "month" ;
    tri:evidencedBy excerpt:a ; tri:mark mark:verified-page ; tri:recordedIn contribution:yes .
event:chair a tri:RoleHolding ; tri:roleOf actor:ada ; tri:roleIn actor:club ;
    tri:roleKind kind:chair ;
    tri:evidencedBy excerpt:a ; tri:mark mark:verified-page ; tri:recordedIn contribution:yes .
text:act a tri:LegislativeText ; skos:prefLabel "Act"@en ; tri:language "en" ;
    tri:identifier "32024R1689", "Regulation (EU) 2024/1689" ; tri:carriesOver text:old ;
    tri:publishedOn "2024-07-12"^^xsd:date ; tri:publishedBy actor:club ;
    tri:webAddress "http://data.europa.eu/eli/reg/2024/1689/oj"^^xsd:anyURI .
text:old a tri:LegislativeText ; tri:identifier "52021PC0206" ; tri:language "und", "nl" ;
    skos:prefLabel "Draft"@en ; tri:webAddress "https://x.example/a b"^^xsd:anyURI,
    "https://x.example/ab"^^xsd:anyURI .
event:v a tri:ProvisionVersion ; skos:prefLabel "Art. 5"@en ; tri:inText text:act ;
    tri:versionOf event:p ; tri:locator "Art. 5" ; tri:applicableFrom "2025-02-02"^^xsd:date .
event:p a tri:Provision ; skos:prefLabel "Ban"@en ; tri:gloss "A ban."@en .
"""


@pytest.fixture
def facts(store: Store, parse_turtle: Callable[[str, str], list[Quad]]) -> Store:
    store.load(parse_turtle(RECORDS, GRAPH))
    return store


def reviews(store: Store, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    feed = json.loads(claim_review_feed(store, vocabulary, VERSION))
    assert feed["@type"] == "DataFeed"
    assert feed["version"] == VERSION
    return [element["item"] for element in feed["dataFeedElement"]]


def test_a_review_tells_the_claim_its_voice_and_the_finding(
    facts: Store, vocabulary: Vocabulary
) -> None:
    first, second = reviews(facts, vocabulary)
    base = vocabulary.base

    assert first["claimReviewed"] == "What \u202eit\u202c says"
    assert first["reviewBody"] == '</script><b>"so"</b>'
    assert first["datePublished"] == "2026-11-23"
    assert first["author"][0]["url"] == f"{base}id/actor/bea"
    item = first["itemReviewed"]
    assert item["@id"] == f"{base}id/claim/a"
    assert item["author"][0]["url"] == f"{base}id/actor/ada"
    assert item["datePublished"] == "2024-01"
    assert item["appearance"][0]["url"] == "https://page.example/?a=é"
    assert first["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "partly confirmed",
        "ratingValue": 2,
        "worstRating": 1,
        "bestRating": 3,
    }
    # What lies outside the law is nowhere between contradicted and confirmed.
    assert second["reviewRating"] == {"@type": "Rating", "alternateName": "outside the law"}


def test_the_feed_can_stand_in_a_page(facts: Store, vocabulary: Vocabulary) -> None:
    assert "<" not in claim_review_feed(facts, vocabulary, VERSION)


def test_the_feed_is_json_ld(facts: Store, vocabulary: Vocabulary) -> None:
    """Its context is somewhere else; all that matters here is that every word is schema.org's."""
    feed = json.loads(claim_review_feed(facts, vocabulary, VERSION))
    feed["@context"] = {"@vocab": SCHEMA}

    quads = parse_bytes(json.dumps(feed).encode(), JSON_LD, None, "x").quads

    types = [q for q in quads if q.object == NamedNode(f"{SCHEMA}ClaimReview")]
    assert len(types) == 2
    claims = {q.object for q in quads if q.predicate == NamedNode(f"{SCHEMA}itemReviewed")}
    assert claims == {NamedNode(f"{vocabulary.base}id/claim/a")}


def test_every_appraisal_of_the_dataset_is_a_review(
    curated_store: Store, vocabulary: Vocabulary
) -> None:
    found = reviews(curated_store, vocabulary)

    names = {review["reviewRating"]["alternateName"] for review in found}
    assert len(found) >= 37
    assert len(names) >= 3
    for review in found:
        assert {"claimReviewed", "itemReviewed", "author", "datePublished", "url"} <= set(review)
        assert review["itemReviewed"]["author"]
        assert ("ratingValue" in review["reviewRating"]) == (
            review["reviewRating"]["alternateName"]
            in {"confirmed", "partly confirmed", "contradicted"}
        )


def eli_of(subject: str, quads: list[Quad]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.subject == NamedNode(f"https://w3id.org/trilogue/id/{subject}"):
            term = quad.predicate.value.rpartition("#")[2]
            assert isinstance(quad.object, NamedNode | Literal)
            found.setdefault(term, set()).add(quad.object.value)
    return found


def test_texts_and_provisions_are_told_in_words_of_eli(
    facts: Store, vocabulary: Vocabulary
) -> None:
    quads = eli_quads(facts, vocabulary)
    act, old, version = (eli_of(each, quads) for each in ("text/act", "text/old", "event/v"))
    things = f"{vocabulary.base}id/"

    assert act["id_local"] == {"32024R1689"}
    assert act["number"] == {"Regulation (EU) 2024/1689"}
    assert {each.rpartition("/")[2] for each in act["type_document"]} == {"REG"}
    assert act["date_publication"] == {"2024-07-12"}
    assert act["amends"] == {f"{things}text/old"}
    assert act["exactMatch"] == {"http://data.europa.eu/eli/reg/2024/1689/oj"}
    assert old["id_local"] == {"52021PC0206"}
    assert "type_document" not in old
    assert old["is_realized_by"] == {f"{things}text/old#nl"}
    dutch = eli_of("text/old#nl", quads)
    assert dutch["is_embodied_by"] == {"https://x.example/ab"}
    assert {each.rpartition("/")[2] for each in dutch["language"]} == {"NLD"}
    assert dutch["title_alternative"] == {"Draft"}
    assert version["is_part_of"] == {f"{things}text/act"}
    assert version["is_member_of"] == {f"{things}event/p"}
    assert version["number"] == {"Art. 5"}
    assert version["date_applicability"] == {"2025-02-02"}
    assert eli_of("event/p", quads)["description"] == {"A ban."}


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_the_law_of_the_dataset_reads_back(
    curated_store: Store, vocabulary: Vocabulary, format_: GraphFormat
) -> None:
    quads = eli_quads(curated_store, vocabulary)

    data = graph_bytes(quads, format_, vocabulary.prefixes() | PREFIXES)
    assert set(parse_bytes(data, format_, None, "x").quads) == set(quads)
    told = {
        term.value.removeprefix(ELI)
        for quad in quads
        for term in (quad.predicate, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith(ELI)
    }
    assert told == ELI_TERMS


def commands(draft: str) -> list[list[str]]:
    return [line.split("\t") for line in draft.splitlines() if not line.startswith("#")]


def test_reviewed_facts_become_commands_with_references(
    facts: Store, vocabulary: Vocabulary
) -> None:
    draft = quickstatements(facts, vocabulary, VERSION)
    reference = ["S854", '"https://page.example/?a=%C3%A9"', "S813", "+2026-11-24T00:00:00Z/11"]

    assert commands(draft) == [
        ["Q1", "P1186", '"17"', *reference],
        ["Q2", "P17", "Q3", *reference],
        ["Q1", "P463", "Q2", "P585", "+2022-05-00T00:00:00Z/10", *reference],
    ]
    remarks = [line for line in draft.splitlines() if line.startswith("#")]
    assert "DRAFT" in remarks[0]
    assert VERSION in remarks[0]
    assert remarks[-1].startswith(
        "# role-kind:chair in Club Q7 P1: Q1\tP39\t(item of the position)\t"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mark:verified-page", "mark:secondary"),
        ("contribution:yes tri:reviewedBy actor:bea .", ""),
        ("excerpt:a tri:excerptOf source:a .", ""),
        ("item:Q1 ;", "item:L1 ;"),
    ],
    ids=["not verified", "not reviewed", "no source with an address", "no item"],
)
def test_what_nobody_could_stand_for_is_left_out(
    store: Store,
    vocabulary: Vocabulary,
    parse_turtle: Callable[[str, str], list[Quad]],
    one: str,
    other: str,
) -> None:
    assert one in RECORDS
    store.load(parse_turtle(RECORDS.replace(one, other), GRAPH))

    assert [c for c in commands(quickstatements(store, vocabulary, VERSION)) if c[0] == "Q1"] == []


def test_the_draft_of_the_dataset_has_only_what_the_tool_can_read(
    curated_store: Store, vocabulary: Vocabulary
) -> None:
    found = commands(quickstatements(curated_store, vocabulary, VERSION))

    assert len(found) >= 25
    known = {number.replace("P8", "S8", 1) for number in PROPERTIES} | set(PROPERTIES)
    value = re.compile(r'Q[1-9]\d*|"[^"\t]+"|\+\d{4}-\d\d-\d\dT00:00:00Z/(9|10|11)')
    for item, *pairs in found:
        assert re.fullmatch(r"Q[1-9]\d*", item)
        assert len(pairs) % 2 == 0
        assert set(pairs[::2]) <= known
        assert all(value.fullmatch(each) for each in pairs[1::2])
        assert "S854" in pairs
