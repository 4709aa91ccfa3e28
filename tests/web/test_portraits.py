"""The sections on the pages of actors, claims, sources, provisions and norms."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pages import Sections
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from trilogue.content import Content
from trilogue.engine.model import Engine
from trilogue.formats import TURTLE
from trilogue.parse import parse_bytes
from trilogue.portraits.actor import read_actor
from trilogue.portraits.claim import read_claim
from trilogue.portraits.law import read_law
from trilogue.portraits.reading import MOST_LINKS, in_text_order
from trilogue.portraits.source import RECORDS_ON_A_PAGE, read_source
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.web.app import create_app

BROWSER = {"Accept": "text/html"}
BASE = "https://w3id.org/trilogue/"
PREFIXES = f"""\
@prefix tri: <{BASE}ns/> .
@prefix actor: <{BASE}id/actor/> .
@prefix claim: <{BASE}id/claim/> .
@prefix source: <{BASE}id/source/> .
@prefix excerpt: <{BASE}id/excerpt/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
MOST_QUERIES = 5
LARGE = [
    "actor/european-parliament",
    "actor/france",
    "actor/patrick-breyer",
    "claim/seed-c21",
    "claim/seed-c27",
    "source/seed-article",
    "text/reg-2024-1689",
    "provision/art-5-1-h",
    "provision-work/real-time-rbi",
    "norm/final-act/art-5-1-h",
]


@pytest.fixture(scope="module")
def curated(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


@pytest.fixture
def serve(
    small_store: Store, small_content: Content, engine_over: Callable[..., Engine]
) -> Callable[[str], FlaskClient]:
    """Serve the small dataset with more facts, written in Turtle with the prefixes."""

    def client(turtle: str) -> FlaskClient:
        text = (PREFIXES + turtle).encode()
        graph = f"{BASE}graph/more"
        small_store.extend(parse_bytes(text, TURTLE, graph, "more.ttl").quads)
        return create_app(Settings(), engine_over(small_store), small_content).test_client()

    return client


def claims(number: int) -> str:
    """Write claims about the network that rest on its page."""
    return "".join(
        f'claim:c{each:03} a tri:Claim ; skos:prefLabel "Claim {each:03}"@en ;'
        " tri:aboutActor actor:edri ; tri:evidencedBy excerpt:page .\n"
        for each in range(number)
    )


def sections(client: FlaskClient, path: str) -> dict[str, str]:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200
    return Sections(response.text).texts


def test_the_page_of_france_tells_what_it_stood_for_and_from_where(curated: FlaskClient) -> None:
    positions = sections(curated, "/page/id/actor/france")["positions"]

    assert "2022-11 France: security, defence and public order outside the act" in positions
    assert "supports" in positions
    assert "Exclusion of military, defence and national security" in positions
    assert "known from reporting on leaked documents" in positions
    assert "Investigate Europe on the Council negotiations, passages on France" in positions


def test_influence_that_is_alleged_is_told_as_alleged(
    curated: FlaskClient, curated_store: Store
) -> None:
    told = sections(curated, "/page/id/actor/france")
    asked = curated_store.query(
        f"""PREFIX tri: <{BASE}ns/>
        SELECT (COUNT(DISTINCT ?act) AS ?number) {{
          ?act tri:influencer|tri:influenced <{BASE}id/actor/france> ; tri:allegedOnly true
        }}"""
    )
    assert isinstance(asked, QuerySolutions)
    number = int(next(asked)["number"].value)

    assert number > 0
    assert told["influence"].count(" alleged only, known from ") == number
    assert "France leads the offensive against protection" in told["influence"]
    assert "paragraph P12" in told["influence"]
    assert "no proof of cause" in told["influence"]
    assert "2022 alleged to have worked upon others France leads the offensive" in told["timeline"]
    assert "2022 worked upon others France leads the offensive" not in told["timeline"]


def test_the_timeline_is_in_order_and_has_every_dated_part(
    curated_store: Store, vocabulary: Vocabulary
) -> None:
    actor = read_actor(f"{BASE}id/actor/france", curated_store, vocabulary)

    days = [one.day.key for one in actor.timeline]
    assert days == sorted(days)
    parts = (actor.positions, actor.claims, actor.claims_about, actor.acts, actor.acts_upon)
    records = {one.record for part in parts for one in part}
    assert records <= {one.record for one in actor.timeline}


def test_roles_have_a_period_and_claims_a_finding(curated: FlaskClient) -> None:
    france = sections(curated, "/page/id/actor/france")
    author = sections(curated, "/page/id/actor/seed-article-author")

    assert "2022-01-01 2022-06-30 presidency of the Council" in france["roles"]
    assert "computed: partly confirmed; appraised: partly confirmed" in author["claims"]


def test_votes_are_told_with_their_figures(
    curated: FlaskClient, curated_store: Store, vocabulary: Vocabulary
) -> None:
    (vote, *_) = read_actor(f"{BASE}id/actor/european-parliament", curated_store, vocabulary).votes

    assert vote.votes is not None
    said = sections(curated, "/page/id/actor/european-parliament")["votes"]
    assert f"{vote.votes[0]} {vote.votes[1]}" in said


def test_the_page_of_an_actor_leads_to_its_question_and_its_network(curated: FlaskClient) -> None:
    page = curated.get("/page/id/actor/france", headers=BROWSER).text

    question = re.search(r'href="(/questions/q47-[^"]+)"', page)
    network = re.search(r'<h2 id="network">.*?href="(/network\?[^"]+gexf)"', page, re.DOTALL)
    assert question is not None
    assert network is not None
    answer = curated.get(question[1].replace("&amp;", "&"), headers=BROWSER)
    assert "France: reservations about the deal" in answer.text
    graph = curated.get(network[1].replace("&amp;", "&"))
    assert graph.status_code == 200
    assert "actor/france" in graph.text


def test_people_are_told_how_to_reply_and_bodies_are_not(curated: FlaskClient) -> None:
    person = curated.get("/page/id/actor/patrick-breyer", headers=BROWSER).text
    body = curated.get("/page/id/actor/france", headers=BROWSER).text

    correct = re.search(r'href="(/contribute/correct\?record=[^"]+)">propose a record', person)
    assert correct is not None
    assert curated.get(correct[1], headers=BROWSER).status_code == 200
    assert "public role of a person" in person
    assert "public role of a person" not in body


def test_a_claim_is_shown_with_both_findings_and_why(curated: FlaskClient) -> None:
    told = sections(curated, "/page/id/claim/seed-c21")

    assert "Said by author of the seed article" in told["said"]
    assert "On behalf of Reclaim Your Face" in told["said"]
    assert "2024-01 (inferred)" in told["said"]
    assert "Hedge no hedge" in told["said"]
    assert "in its own words" in told["said"]
    # In the order of the procedure, not of the alphabet.
    assert "Stages Provisional agreement, Final act" in told["said"]
    assert "Computed finding: partly confirmed." in told["standing"]
    assert "Appraised: partly confirmed" in told["standing"]
    assert "Not prohibited is right; allowed says too much." in told["standing"]
    assert "By editors of Trilogue" in told["standing"]
    assert "AI Act, recital 63" in told["standing"]
    assert "supports Narrow ban on emotion recognition" in told["arguments"]
    assert "paragraph P9" in told["evidence"]


@pytest.mark.parametrize("claim", ["seed-c21", "seed-c35", "seed-c24", "seed-c03"])
def test_statuses_are_compared_as_the_saved_question_does(
    curated: FlaskClient, curated_store: Store, vocabulary: Vocabulary, claim: str
) -> None:
    answer = curated.get(
        "/questions/q70-statuses-behind-a-computed-finding",
        query_string={"claim": claim, "format": "json"},
    )
    asked = answer.get_json()["rows"]

    read = read_claim(f"{BASE}id/claim/{claim}", curated_store, vocabulary).comparisons

    told = {
        (one.scenario.iri, one.stage.iri, one.value.iri, one.result)
        for one in read
        if one.scenario and one.stage and one.value
    }
    wanted = {
        tuple(row[name]["value"] for name in ("scenario", "stage", "value", "result"))
        for row in asked
    }
    assert told == wanted
    assert len(told) == len(read) > 1


def test_many_links_of_one_sort_leave_room_for_others_and_are_told(
    serve: Callable[[str], FlaskClient],
) -> None:
    turtle = 'claim:other a tri:Claim ; skos:prefLabel "Other"@en ; tri:claimedBy actor:edri .\n'
    client = serve(turtle + claims(MOST_LINKS + 5))

    told = sections(client, "/page/id/actor/edri")

    assert "what is told here is a part" in told["who"]
    assert "1,001 in all, the first 200 are shown" in told["claims"]
    assert "Other" in told["claims"]
    assert "what is told here is a part" not in sections(client, "/page/id/actor/france")["who"]


def test_what_replaces_a_claim_is_told_on_both_pages(
    serve: Callable[[str], FlaskClient],
) -> None:
    client = serve(
        'claim:new a tri:Claim ; skos:prefLabel "New"@en ; tri:supersedesRecord claim:old .\n'
        'claim:old a tri:Claim ; skos:prefLabel "Old"@en .\n'
    )

    assert "Supersedes Old" in sections(client, "/page/id/claim/new")["history"]
    assert "Superseded by New" in sections(client, "/page/id/claim/old")["history"]


def test_a_provision_is_followed_through_five_stages(curated: FlaskClient) -> None:
    told = sections(curated, "/page/id/provision/art-5-1-h")

    versions = told["versions"]
    stages = [
        "Commission proposal, Art. 5(1)(d)",
        "Council general approach, Art. 5(1)(d)",
        "Parliament position, Art. 5(1)(d), Am. 220-223",
        "Provisional agreement, announced content",
        "AI Act, Art. 5(1)(h) this one",
    ]
    places = [versions.index(stage) for stage in stages]
    assert places == sorted(places)
    assert "draft for Council general approach Slovenian compromise" in versions
    assert "Ban on real-time identification for law enforcement" in told["norms"]
    assert "16 in all" in told["statuses"]
    assert "Police identify people live in public space, Final act: prohibited" in told["statuses"]
    assert "Claims about it" in told["claims"]
    assert "Check: " in told["appraisals"]


def test_only_the_first_statuses_are_listed(curated_store: Store, vocabulary: Vocabulary) -> None:
    """Of the norm on which most rest."""
    asked = curated_store.query(
        f"""PREFIX tri: <{BASE}ns/>
        SELECT ?norm (COUNT(DISTINCT ?status) AS ?number) {{
          ?status tri:becauseOf|tri:alsoBecauseOf ?norm
        }} GROUP BY ?norm ORDER BY DESC(?number) LIMIT 1"""
    )
    assert isinstance(asked, QuerySolutions)
    norm, number = next(asked)

    law = read_law(norm.value, curated_store, vocabulary)

    assert law.resting == int(number.value)
    assert len(law.statuses) == 20 < law.resting


def test_a_norm_is_told_with_what_it_reaches(curated: FlaskClient) -> None:
    stands = sections(curated, "/page/id/norm/final-act/art-5-1-h")["stands"]

    assert "Laid down in AI Act, Art. 5(1)(h)" in stands
    assert "Covers practice real-time remote biometric identification" in stands
    assert "Stands at Final act, Omnibus of 2026" in stands


def test_a_legal_text_lists_its_provisions_in_its_own_order(
    curated_store: Store, vocabulary: Vocabulary
) -> None:
    source = read_source(f"{BASE}id/text/reg-2024-1689", 1, curated_store, vocabulary)

    places = [one.locator for one in source.wordings]
    wanted = ["recital 18", "recital 132", "Art. 5(1)(h)", "Art. 26(10)", "Annex III point 1(a)"]
    assert [place for place in places if place in wanted] == wanted
    assert not source.wordings[0].is_binding


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("recital 9", "recital 10"),
        ("recital 132", "Art. 2(3)"),
        ("Art. 5(2)", "Art. 26(10)"),
        ("Art. 113", "Annex II"),
        ("Annex III point 6(a)", "Annex VIII"),
        ("Annex IX", "Annex X"),
    ],
)
def test_places_in_a_law_are_sorted_as_they_stand_there(before: str, after: str) -> None:
    assert in_text_order(before) < in_text_order(after)


def test_a_source_lists_what_rests_on_it_by_type(curated: FlaskClient) -> None:
    told = sections(curated, "/page/id/source/seed-article")

    assert "Police lie detection will be allowed, paragraph P9" in told["carries"]
    for kind in ("argument link", "claim", "influence act"):
        assert re.search(rf"\b{kind} \d", told["carries"])
    assert "Language" in told["what"]


def test_a_long_list_of_a_source_has_pages(serve: Callable[[str], FlaskClient]) -> None:
    client = serve(claims(RECORDS_ON_A_PAGE + 1))
    first = client.get("/page/id/source/page", headers=BROWSER)
    second = client.get("/page/id/source/page?page=2", headers=BROWSER)

    # The network's page backs the actor too.
    assert first.text.count(", <a href=") >= RECORDS_ON_A_PAGE
    assert "Claim 000" not in Sections(second.text).texts["carries"]
    assert "Claim 200" in Sections(second.text).texts["carries"]
    assert '</page/id/source/page?page=2>; rel="next"' in first.headers["Link"]
    assert '</page/id/source/page?page=1>; rel="prev"' in second.headers["Link"]
    assert 'rel="canonical"' not in second.headers["Link"]
    assert client.get("/page/id/source/page?page=3", headers=BROWSER).status_code == 404
    assert client.get("/page/id/actor/edri?page=2", headers=BROWSER).status_code == 400


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/actor/france", "/page/id/actor/france"),
        ("/claim/seed-c21", "/page/id/claim/seed-c21"),
        ("/source/seed-article", "/page/id/source/seed-article"),
        ("/source/reg-2024-1689", "/page/id/text/reg-2024-1689"),
        ("/provision/art-5-1-h", "/page/id/provision/art-5-1-h"),
        (
            "/provision/general-approach/art-5-1-d",
            "/page/id/provision/general-approach/art-5-1-d",
        ),
        ("/provision/real-time-rbi", "/page/id/provision-work/real-time-rbi"),
    ],
)
def test_a_short_address_leads_to_the_page(curated: FlaskClient, address: str, page: str) -> None:
    response = curated.get(address, headers=BROWSER)

    assert (response.status_code, response.headers["Location"]) == (303, page)
    assert curated.get(page, headers=BROWSER).status_code == 200


@pytest.mark.parametrize("kind", ["actor", "claim", "source", "provision"])
def test_a_short_address_of_nothing_is_a_problem(curated: FlaskClient, kind: str) -> None:
    response = curated.get(f"/{kind}/nobody-knows", headers={"Accept": "application/json"})

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert curated.get(f"/{kind}/france?shown=1").status_code == 400


def test_the_table_of_properties_is_folded_where_there_are_sections(curated: FlaskClient) -> None:
    actor = curated.get("/page/id/actor/france", headers=BROWSER).text
    kind = curated.get("/page/id/hedge/none", headers=BROWSER).text
    part = curated.get("/page/id/actor/france?property=tri:involved", headers=BROWSER).text

    assert re.search(r'<details id="properties"[^>]*>\s*<summary>All properties', actor)
    assert '<h2 id="properties">Properties</h2>' in kind
    assert '<h2 id="who">' not in part


@pytest.mark.parametrize("thing", LARGE)
def test_a_portrait_costs_at_most_five_queries(
    curated_store: Store, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch, thing: str
) -> None:
    asked: list[str] = []
    ask = curated_store.query

    def counted(text: str, *rest: list[str]) -> object:
        asked.append(text)
        return ask(text, *rest)

    monkeypatch.setattr(curated_store, "query", counted)
    iri = f"{BASE}id/{thing}"
    match thing.partition("/")[0]:
        case "actor":
            read_actor(iri, curated_store, vocabulary)
        case "claim":
            read_claim(iri, curated_store, vocabulary)
        case "source" | "text":
            read_source(iri, 1, curated_store, vocabulary)
        case _:
            read_law(iri, curated_store, vocabulary)

    assert 0 < len(asked) <= MOST_QUERIES


def test_hostile_names_stay_text(serve: Callable[[str], FlaskClient], small_store: Store) -> None:
    """A script tag, an override of direction, ten kilobytes without a space; in every section."""
    evil = f"<script>alert(1)</script>\u202eevil{'w' * 10_000}"
    link = "javascript:alert(1)"
    client = serve(
        f"""
        claim:bad a tri:Claim ; tri:claimedBy actor:bad, <{link}> ; tri:aboutActor actor:bad ;
            tri:claimedOn "2024-01-01"^^xsd:date ; tri:evidencedBy excerpt:bad .
        actor:bad a tri:Actor .
        excerpt:bad tri:excerptOf source:bad .
        source:bad a tri:Source ; tri:webAddress "{link}"^^xsd:anyURI .
        <{BASE}id/position/bad> a tri:Position ; tri:heldBy actor:bad ; tri:onSubject <{link}> .
        <{BASE}id/norm/bad> a tri:Norm ; tri:laidDownIn <{BASE}id/provision/bad> .
        <{BASE}id/provision/bad> a tri:ProvisionVersion ; tri:inText source:bad .
        """
    )
    graph = NamedNode(f"{BASE}graph/more")
    label = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    names = ("actor/bad", "claim/bad", "source/bad", "position/bad", "norm/bad", "provision/bad")
    for name in names:
        node = NamedNode(f"{BASE}id/{name}")
        small_store.extend([Quad(node, label, Literal(evil), graph)])
    for name in ("gloss", "locator", "onlyWhere", "speechMode", "identifier", "language"):
        subjects = [*names, "excerpt/bad"]
        for subject in subjects:
            node, path = NamedNode(f"{BASE}id/{subject}"), NamedNode(f"{BASE}ns/{name}")
            small_store.extend([Quad(node, path, Literal(evil), graph)])

    for name in names:
        response = client.get(f"/page/id/{name}", headers=BROWSER)
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert 'href="javascript:' not in response.text
        # In tables and lists names are isolated, cut and broken anywhere.
        cut = re.search(r'<bdi class="long">[^<]{200,400}\.\.\.</bdi>', response.text)
        assert cut is not None or name == "position/bad", "a position has no section of its own"
    with client.get("/static/site.css") as answer:
        style = answer.get_data(as_text=True)
    assert re.search(r"\.long \{\s*overflow-wrap: anywhere;", style)
