"""What changed is read from what the dataset tells of itself."""

from collections.abc import Callable

from pyoxigraph import Quad

from trilogue.changes import Activity, Change, activities, read_changes, recorded
from trilogue.sitemap import Entry, entries, sitemap_index
from trilogue.store import Store
from trilogue.terms import Vocabulary

Parse = Callable[[str, str], list[Quad]]
BASE = "https://w3id.org/trilogue/"
GRAPH = f"{BASE}graph/history"
HISTORY = """\
@prefix claim: <https://w3id.org/trilogue/id/claim/> .
@prefix contribution: <https://w3id.org/trilogue/id/contribution/> .
@prefix step: <https://w3id.org/trilogue/id/step/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
contribution:one a tri:Contribution ;
    skos:prefLabel "First"@en ;
    tri:contributedBy actor:ada ;
    tri:recordedAt "2026-11-24T10:00:00Z"^^xsd:dateTime .
contribution:two a tri:Contribution ;
    skos:prefLabel "Second"@en ;
    tri:recordedAt "2026-11-25T10:00:00Z"^^xsd:dateTime .
contribution:timeless a tri:Contribution ; tri:recordedAt "some day" .
actor:ada skos:prefLabel "Ada"@en .
claim:a a tri:Claim ; tri:recordedIn contribution:one .
claim:b a tri:Claim ; tri:recordedIn contribution:one .
claim:c a tri:Claim ; tri:recordedIn contribution:two ; tri:supersedesRecord claim:a .
claim:lost a tri:Claim ; tri:recordedIn contribution:timeless .
claim:gone a tri:Tombstone ; prov:wasInvalidatedBy step:one .
claim:merged a tri:Tombstone ; dcterms:isReplacedBy claim:b .
step:one a tri:Step ;
    tri:reason "Forged." ;
    prov:wasAssociatedWith actor:ada ;
    prov:endedAtTime "2026-11-26T10:00:00Z"^^xsd:dateTime .
"""


def claim(name: str) -> str:
    return f"{BASE}id/claim/{name}"


def test_records_come_in_give_way_and_are_retracted(
    store: Store, vocabulary: Vocabulary, parse_turtle: Parse
) -> None:
    store.load(parse_turtle(HISTORY, GRAPH))

    found = read_changes(store, vocabulary)

    one, two = f"{BASE}id/contribution/one", f"{BASE}id/contribution/two"
    monday, tuesday = "2026-11-24T10:00:00Z", "2026-11-25T10:00:00Z"
    assert found == (
        Change(one, "Create", monday, "First", ("Ada",), (claim("a"), claim("b"))),
        Change(two, "Create", tuesday, "Second", (), (claim("c"),)),
        Change(two, "Update", tuesday, "Replaced by Second", (), (claim("a"),)),
        Change(
            f"{BASE}id/step/one",
            "Delete",
            "2026-11-26T10:00:00Z",
            "Retracted: Forged.",
            ("Ada",),
            (claim("gone"),),
        ),
    )
    assert len({change.id for change in found}) == len(found)
    assert activities(found)[:2] == [
        Activity("Create", monday, claim("a"), one),
        Activity("Create", monday, claim("b"), one),
    ]
    assert recorded(found)[claim("a")] == tuesday


def test_a_dataset_that_tells_nothing_has_no_changes(store: Store, vocabulary: Vocabulary) -> None:
    assert read_changes(store, vocabulary) == ()


def test_the_sitemap_lists_what_stands_with_its_last_day(
    store: Store, vocabulary: Vocabulary, parse_turtle: Parse
) -> None:
    store.load(parse_turtle(HISTORY, GRAPH))

    found = entries(store, vocabulary, read_changes(store, vocabulary), ["", "status"])

    assert found[:2] == [Entry("", "2026-11-26"), Entry("status", "2026-11-26")]
    claims = [each for each in found if "/claim/" in each.path]
    assert claims == [
        Entry("page/id/claim/a", "2026-11-25"),
        Entry("page/id/claim/b", "2026-11-24"),
        Entry("page/id/claim/c", "2026-11-25"),
        Entry("page/id/claim/lost", None),
    ]


def test_the_list_of_lists_names_each() -> None:
    text = sitemap_index(2, "https://kg.example", "2026-11-26").decode()

    assert "<loc>https://kg.example/sitemap/2.xml</loc><lastmod>2026-11-26</lastmod>" in text
