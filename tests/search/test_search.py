"""Search over content made for it and over the real one."""

import gc
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyoxigraph import Quad

from trilogue.errors import RequestError, SlugUnknown
from trilogue.search.asking import HITS_ON_A_PAGE, Asked, Found, find
from trilogue.search.index import Index
from trilogue.store import Store
from trilogue.terms import Vocabulary

BASE = "https://w3id.org/trilogue/"
FACTS = """\
tri:Person rdfs:subClassOf tri:Actor .
tri:Actor skos:prefLabel "actor"@en .
<https://w3id.org/trilogue/id/stage/late> a tri:Stage ; skos:prefLabel "Late"@en ;
    tri:stageOrder 20 .
<https://w3id.org/trilogue/id/stage/early> a tri:Stage ; skos:prefLabel "Zero"@en ;
    tri:stageOrder 10 .
<https://w3id.org/trilogue/id/actor-kind/minister> skos:prefLabel "minister"@en .
actor:same a tri:Actor ; skos:prefLabel "Élan"@fr .
actor:begins a tri:Actor ; skos:prefLabel "Elan of Paris"@en .
actor:named a tri:Actor ; skos:prefLabel "Something"@en ; skos:altLabel "elan" .
actor:within a tri:Actor ; skos:prefLabel "Great elan"@en .
actor:told a tri:Person ; skos:prefLabel "Person"@en, "Personne"@fr ;
    tri:gloss "Shows elan."@en ; tri:actorKind <https://w3id.org/trilogue/id/actor-kind/minister> .
<https://w3id.org/trilogue/id/text/act> a tri:LegislativeText ;
    skos:prefLabel "Act as published"@en ; tri:identifier "32024R1689" ;
    tri:textOfStage <https://w3id.org/trilogue/id/stage/late> .
<https://w3id.org/trilogue/id/provision/h> a tri:ProvisionVersion ;
    skos:prefLabel "Ban"@en ; tri:locator "Art. 5(1)(h)" ;
    tri:inText <https://w3id.org/trilogue/id/text/act> .
<https://w3id.org/trilogue/id/provision/i> a tri:ProvisionVersion ;
    skos:prefLabel "Other ban"@en ; tri:locator "Art. 5(1)(i)" .
<https://w3id.org/trilogue/id/claim/old> a tri:Claim ; skos:prefLabel "It is banned"@en ;
    tri:claimedOn "2021-03-01"^^xsd:date ; tri:datePrecision "month" ; tri:claimedBy actor:told ;
    tri:aboutStage <https://w3id.org/trilogue/id/stage/early> .
<https://w3id.org/trilogue/id/claim/gone> a tri:Claim, tri:Tombstone ; skos:prefLabel "Gone" .
<https://w3id.org/trilogue/id/claim/replaced> a tri:Claim ; skos:prefLabel "Replaced" .
<https://w3id.org/trilogue/id/claim/new> a tri:Claim ; skos:prefLabel "New"@en ;
    tri:claimedOn "2024-05-06"^^xsd:date ;
    tri:supersedesRecord <https://w3id.org/trilogue/id/claim/replaced> .
source:page a tri:Source ; skos:prefLabel "Page"@en .
excerpt:there a tri:Excerpt ; tri:excerptOf source:page ; tri:locator "paragraph 2" .
"""
DERIVED = """\
<https://w3id.org/trilogue/id/status/x> a tri:EffectiveStatus ; skos:prefLabel "Élan: banned"@en .
"""


@pytest.fixture
def index(store: Store, parse_turtle: Callable[[str, str], list[Quad]]) -> Index:
    store.load(parse_turtle(FACTS, f"{BASE}graph/facts"))
    store.load(parse_turtle(DERIVED, f"{BASE}graph/derived"))
    return Index(store, Vocabulary())


@pytest.fixture(scope="module")
def curated(curated_store: Store) -> Index:
    return Index(curated_store, Vocabulary())


def slugs(found: Found) -> list[str]:
    return [hit.thing.iri.removeprefix(f"{BASE}id/") for hit in found.hits]


def test_the_best_come_first(index: Index) -> None:
    found = find(Asked("elan"), index)

    assert slugs(found) == [
        "actor/same",
        "actor/named",
        "actor/begins",
        "actor/within",
        "actor/told",
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("32024r1689", "text/act"),
        ("Article 5(1)(h)", "provision/h"),
        ("personn", "actor/told"),
        ("actor:same", "actor/same"),
        (f"{BASE}id/actor/same", "actor/same"),
        ("BANNED is it", "claim/old"),
    ],
)
def test_a_thing_is_found_by(index: Index, text: str, first: str) -> None:
    assert slugs(find(Asked(text), index))[:1] == [first]


def test_all_words_must_be_there(index: Index) -> None:
    assert find(Asked("great nonsense"), index).total == 0
    assert slugs(find(Asked("Art. 5(1)(i)"), index)) == ["provision/i"]


@pytest.mark.parametrize("text", ["gone", "replaced"])
def test_what_does_not_stand_any_more_is_not_found(index: Index, text: str) -> None:
    assert find(Asked(text), index).total == 0


def test_excerpts_and_derived_statuses_are_found_by_those_who_ask(index: Index) -> None:
    assert "status/x" not in slugs(find(Asked("elan"), index))
    assert slugs(find(Asked("elan", {"type": "EffectiveStatus"}), index)) == ["status/x"]
    (excerpt,) = find(Asked("", {"type": "Excerpt"}), index).hits
    assert excerpt.thing.label.text == "Page, paragraph 2"
    assert find(Asked("paragraph 2"), index).total == 0


def test_a_type_holds_those_below_it(index: Index) -> None:
    assert "actor/told" in slugs(find(Asked("", {"type": "Actor"}), index))
    assert slugs(find(Asked("", {"type": "Person"}), index)) == ["actor/told"]


def test_a_stage_has_its_provisions_and_what_is_said_of_it(index: Index) -> None:
    late = slugs(find(Asked("", {"stage": "late"}), index))

    assert sorted(late) == ["provision/h", "stage/late", "text/act"]
    stages = find(Asked("", {"type": "Stage"}), index).facets[1]
    assert [choice.slug for choice in stages.choices] == ["early", "late"]


def test_a_record_is_found_by_the_kind_of_who_speaks(index: Index) -> None:
    assert sorted(slugs(find(Asked("", {"actor": "minister"}), index))) == [
        "actor/told",
        "claim/old",
    ]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2021-03-15", None, ["claim/old", "claim/new"]),
        (None, "2021-03-01", ["claim/old"]),
        ("2021-04-01", "2024-05-06", ["claim/new"]),
        (None, "2021-02-28", []),
    ],
)
def test_a_date_fits_as_far_as_it_is_known(
    index: Index, since: str | None, until: str | None, expected: list[str]
) -> None:
    assert slugs(find(Asked("", {}, since, until), index)) == expected


def test_another_name_that_fits_is_told(index: Index) -> None:
    (hit,) = find(Asked("Personne"), index).hits

    assert hit.also == (("Personne", True),)
    assert hit.also_language == "fr"


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        (Asked("x" * 201), "q"),
        (Asked("elan", {}, "yesterday"), "from"),
        (Asked("elan", {}, None, "2024-02-30"), "until"),
        (Asked("elan", page=2), "page"),
    ],
)
def test_what_cannot_be_asked_is_refused(index: Index, asked: Asked, parameter: str) -> None:
    with pytest.raises(RequestError) as caught:
        find(asked, index)

    assert caught.value.parameter == parameter


def test_an_unknown_type_names_the_nearest(index: Index) -> None:
    with pytest.raises(SlugUnknown) as caught:
        find(Asked("elan", {"type": "Persn"}), index)

    assert caught.value.nearest[0] == "Person"


def test_a_typing_error_is_helped(index: Index, curated: Index) -> None:
    (near,) = find(Asked("Persone great"), index).nearest
    assert (near.word, near.words[0]) == ("persone", "personne")
    (near,) = find(Asked("biometirc categorisation"), curated).nearest
    assert near.words[0] == "biometric"


def test_counts_of_facets_are_what_their_choice_leaves(curated: Index) -> None:
    asked = Asked("identification", {"type": "Claim"}, "2021-01-01")
    found = find(asked, curated)

    assert found.total > HITS_ON_A_PAGE
    for facet in found.facets[:4]:
        for choice in facet.choices:
            narrowed = {**asked.facets, facet.name: choice.slug}
            again = find(Asked(asked.text, narrowed, asked.since), curated)
            assert again.total == choice.count, (facet.name, choice)


def test_pages_hold_every_hit_once(curated: Index) -> None:
    first = find(Asked("surveillance"), curated)
    numbers = range(1, first.pages + 1)
    seen = [
        slug for page in numbers for slug in slugs(find(Asked("surveillance", page=page), curated))
    ]

    assert len(seen) == len(set(seen)) == first.total


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("France", "actor/france"),
        ("Frankreich", "actor/france"),
        ("Q142", "actor/france"),
        ("edri", "actor/edri"),
        ("AI Act Art. 26(10)", "provision/art-26-10"),
        ("32024R1689", "text/reg-2024-1689"),
        ("biometrische Fernidentif", "practice/remote-biometric-identification"),
    ],
)
def test_the_real_content_is_found(curated: Index, text: str, first: str) -> None:
    assert slugs(find(Asked(text), curated))[:1] == [first]


def test_every_thing_is_found_by_its_own_name(curated: Index) -> None:
    for thing in curated.things[:: len(curated.things) // 100]:
        if not thing.is_quiet and len(thing.label.text) <= 200:
            found = find(Asked(thing.label.text), curated)
            assert any(hit.thing.label.text == thing.label.text for hit in found.hits), thing.iri


def test_threads_may_look_at_once(curated: Index) -> None:
    texts = ["France", "surveillance", "art 5", "EDRi"] * 25
    alone = {text: find(Asked(text), curated) for text in texts}

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: find(Asked(text), curated), texts))

    assert together == [alone[text] for text in texts]


def test_an_index_that_nobody_holds_is_let_go(store: Store) -> None:
    index = Index(store, Vocabulary())
    gone = weakref.ref(index)
    assert find(Asked("anything"), index).total == 0
    del index
    gc.collect()

    assert gone() is None
