"""Suffixes, readable JSON-LD, languages, long lists, versions, and what is gone or merged."""

import json
import re
from collections.abc import Callable
from itertools import pairwise

import pyoxigraph
import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import Quad, RdfFormat
from rdflib.compare import to_isomorphic

from trilogue.content import Content
from trilogue.engine.model import Engine
from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

BASE = "https://w3id.org/trilogue/"
EDRI = f"{BASE}id/actor/edri"
Parse = Callable[[str, str], list[Quad]]

MERGED = """\
@prefix claim: <https://w3id.org/trilogue/id/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
claim:kept a tri:Claim ; skos:prefLabel "Kept"@en ; tri:supersedesRecord claim:older .
claim:older a tri:Claim ; skos:prefLabel "Older"@en .
claim:gone a tri:Tombstone ; dcterms:isReplacedBy claim:kept .
claim:wrong a tri:Tombstone ; prov:wasInvalidatedBy <https://w3id.org/trilogue/id/step/one> .
<https://w3id.org/trilogue/id/step/one> a tri:Step ; tri:reason "Forged." .
"""
VERSIONS = """\
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<https://w3id.org/trilogue/ontology/core> a owl:Ontology ;
    owl:versionInfo "0.1.0" ;
    owl:versionIRI <https://w3id.org/trilogue/ontology/0.1.0/core> .
<https://w3id.org/trilogue/shape-graph/core> a owl:Ontology ;
    owl:versionInfo "0.2.0" ;
    owl:versionIRI <https://w3id.org/trilogue/shape-graph/0.2.0/core> .
"""


def links(header: str) -> dict[str, list[str]]:
    """Read a Link header: each relation with its targets."""
    found: dict[str, list[str]] = {}
    for target, rel in re.findall(r'<([^>]*)>; rel="([^"]*)"', header):
        for one in rel.split():
            found.setdefault(one, []).append(target)
    return found


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_a_suffix_leads_to_the_data_in_that_format(
    client: FlaskClient, format_: GraphFormat
) -> None:
    response = client.get(f"/id/actor/edri.{format_.suffix}", headers={"Accept": "text/html"})

    assert response.status_code == 303
    assert response.headers["Location"] == f"/data/id/actor/edri.{format_.suffix}"


def test_the_suffix_of_a_page_leads_to_the_page(client: FlaskClient) -> None:
    response = client.get("/ns/Event.html")

    assert (response.status_code, response.headers["Location"]) == (303, "/page/ns/Event")


def test_a_suffix_hides_no_thing_that_is_called_so(
    client: FlaskClient, small_store: Store, parse_turtle: Parse
) -> None:
    text = (
        f'<{EDRI}.ttl> skos:prefLabel "Ends like a file"@en . <{BASE}id/actor/x.nq> a tri:Actor .'
    )
    small_store.load(parse_turtle(text, "https://example.org/g"))

    assert client.get("/id/actor/edri.ttl").headers["Location"] == "/data/id/actor/edri.ttl.ttl"
    assert "Ends like a file" in client.get("/data/id/actor/edri.ttl.ttl").text
    # What the thing without the suffix leads to is its own data all the same.
    assert "European Digital Rights" in client.get("/data/id/actor/edri.ttl").text
    assert client.get("/data/id/actor/x.nq", headers={"Accept": "text/turtle"}).content_type == (
        "text/turtle; charset=utf-8"
    )


# rdflib's own reader of JSON-LD uses what rdflib has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@pytest.mark.parametrize("path", ["id/actor/edri", "id/event/letter", "id/actor/france"])
def test_json_ld_says_what_turtle_says(client: FlaskClient, path: str) -> None:
    turtle = rdflib.Graph().parse(data=client.get(f"/data/{path}.ttl").data, format="turtle")
    whole = client.get(f"/data/{path}.jsonld").get_json(force=True)
    named = client.get(f"/data/{path}.jsonld?context=iri").get_json(force=True)
    context = client.get("/context.jsonld").get_json(force=True)

    assert named["@context"] == f"{BASE}context.jsonld"
    assert {**named, "@context": whole["@context"]} == whole
    for document in (whole, {**named, **context}):
        read = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
        assert to_isomorphic(read) == to_isomorphic(turtle)


def test_json_ld_reads_as_a_thing_with_what_belongs_to_it(client: FlaskClient) -> None:
    document = client.get("/data/id/actor/edri.jsonld").get_json(force=True)

    del document["@context"]
    document.pop("@included")
    assert document == {
        "id": EDRI,
        "type": "tri:Actor",
        "prefLabel": {"de": "Digitale Rechte", "en": "European Digital Rights"},
        "tri:country": {"id": "javascript:alert(1)"},
        "tri:evidencedBy": {
            "id": f"{BASE}id/excerpt/page",
            "tri:excerptOf": {
                "id": f"{BASE}id/source/page",
                "prefLabel": {"en": "Page of the network"},
                "tri:webAddress": {
                    "@type": "xsd:anyURI",
                    "@value": "https://example.org/page",
                },
            },
            "tri:locator": "paragraph 2",
        },
        "tri:gloss": {"@language": "en", "@value": "A network of rights groups."},
        "@reverse": {
            "tri:involved": [{"id": f"{BASE}id/event/letter", "prefLabel": {"en": "Open letter"}}],
            "tri:openException": [{"id": f"{BASE}id/status/police-final"}],
        },
    }


def test_an_iri_that_no_context_can_carry_is_written_in_full(
    client: FlaskClient, small_store: Store, parse_turtle: Parse
) -> None:
    small_store.load(parse_turtle(f"<{EDRI}> skos:related <tri:Claim> .", "https://example.org/g"))

    data = client.get("/data/id/actor/edri.jsonld").data

    read = {str(quad.object) for quad in pyoxigraph.parse(data, format=RdfFormat.JSON_LD)}
    assert "<tri:Claim>" in read


@pytest.mark.parametrize("query", ["context=inline", "context=iri&context=iri", "contxt=iri"])
def test_what_the_data_cannot_do_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/data/id/actor/edri.jsonld?{query}").status_code == 400


def test_the_context_may_be_kept_and_read_from_any_site(client: FlaskClient) -> None:
    response = client.get("/context.jsonld")
    again = client.get("/context.jsonld", headers={"If-None-Match": response.headers["ETag"]})

    assert response.content_type == "application/ld+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=86400" in response.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")
    assert "max-age=86400" in again.headers["Cache-Control"]


def test_the_contexts_tag_stays_while_the_words_do(
    client: FlaskClient, small_content: Content, engine_over: Callable[..., Engine]
) -> None:
    with Store.in_memory() as other:
        other.update(f"INSERT DATA {{ <{EDRI}> a <{BASE}ns/Actor> }}")
        more = create_app(Settings(), engine_over(other, version="f" * 16), small_content)
        tags = {
            one.get("/context.jsonld").headers["ETag"]
            for one in (more.test_client(), more.test_client())
        }

    assert len(tags) == 1
    assert tags != {client.get("/context.jsonld").headers["ETag"]}


@pytest.mark.parametrize(
    ("query", "accept", "title", "spoken"),
    [
        ("", "", "<h1>European Digital Rights</h1>", "en"),
        ("", "de-AT, en;q=0.5", "<h1>Digitale Rechte</h1>", "de, en"),
        ("", "fr", '<h1 lang="en">European Digital Rights</h1>', "en, fr"),
        ("?language=de", "en", '<h1 lang="de">Digitale Rechte</h1>', "de, en"),
        ("?language=es", "", "<h1>European Digital Rights</h1>", "en"),
        ("", "ja", "<h1>European Digital Rights</h1>", "en"),
    ],
)
def test_the_title_is_in_the_readers_language_where_there_is_one(
    client: FlaskClient, query: str, accept: str, title: str, spoken: str
) -> None:
    response = client.get(f"/page/id/actor/edri{query}", headers={"Accept-Language": accept})

    assert title in response.text
    assert response.headers["Content-Language"] == spoken
    assert "Accept-Language" in response.vary


def test_a_page_in_another_language_has_another_tag(client: FlaskClient) -> None:
    tags = {
        client.get("/page/id/actor/edri", headers={"Accept-Language": word}).headers["ETag"]
        for word in ("en", "de")
    }

    assert len(tags) == 2


@pytest.fixture
def crowded(small_store: Store) -> Store:
    small_store.update(
        "INSERT DATA { GRAPH <http://e/g> {"
        + " ".join(f"<http://e/{n:03}> <{BASE}ns/involved> <{EDRI}> ." for n in range(249))
        + "} }"
    )
    return small_store


@pytest.mark.parametrize("room", ["page", "data"])
@pytest.mark.usefixtures("crowded")
def test_a_long_list_is_walked_page_by_page(client: FlaskClient, room: str) -> None:
    address: str | None = f"/{room}/id/actor/edri" + (".nt" if room == "data" else "")
    seen: list[set[str]] = []
    while address is not None:
        response = client.get(address)
        assert response.status_code == 200
        # On a page, what the portrait above tells of the same things is another list.
        listed = response.text.partition('id="incoming"')[2] or response.text
        seen.append(set(re.findall(r"http://e/(\d{3})", listed)))
        told = links(response.headers["Link"])
        assert ("prev" in told) == (len(seen) > 1)
        address = told.get("next", [None])[0]

    # The event of the small content comes after them all.
    assert [len(page) for page in seen] == [100, 100, 49]
    assert not any(one & other for one, other in pairwise(seen))
    assert set().union(*seen) == {f"{n:03}" for n in range(249)}


@pytest.mark.usefixtures("crowded")
def test_a_page_of_links_tells_how_many_there_are(client: FlaskClient) -> None:
    page = client.get("/page/id/actor/edri?property=tri:involved&page=2").text

    assert "101 to 200 of 250" in page
    assert 'rel="canonical"' not in page
    assert '<a rel="next" href="/page/id/actor/edri?property=tri%3Ainvolved&amp;page=3">' in page
    assert client.get(f"/page/id/actor/edri?property={BASE}ns/involved&page=2").text == (
        page.replace("property=tri:involved", f"property={BASE}ns/involved")
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("property=tri:involved&page=4", 404),
        ("property=tri:nothing", 404),
        ("property=tri:involved&page=0", 400),
        ("property=tri:involved&page=two", 400),
        ("property=involved", 400),
        ("page=2", 400),
        ("language=d_e", 400),
        ("size=5", 400),
    ],
)
@pytest.mark.usefixtures("crowded")
def test_a_page_that_is_not_there_is_told(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/page/id/actor/edri?{query}").status_code == status


def test_the_things_of_a_graph_are_walked_too(client: FlaskClient, small_store: Store) -> None:
    subjects = " ".join(f"<http://e/{n:03}> a <{BASE}ns/Actor> ." for n in range(301))
    small_store.update(f"INSERT DATA {{ GRAPH <{BASE}graph/many> {{ {subjects} }} }}")

    first = client.get("/page/graph/many")
    (more,) = links(first.headers["Link"])["next"]
    second = client.get(more)

    assert "Listed are 1 to 300" in first.text
    assert "http://e/300" in second.text
    assert "http://e/299" not in second.text
    assert links(second.headers["Link"])["prev"] == ["/page/graph/many?page=1"]
    assert client.get("/page/graph/many?page=3").status_code == 404


@pytest.mark.parametrize("room", ["id", "page/id", "data/id", "linkset/id"])
def test_what_was_merged_leads_to_what_stands_for_both(
    client: FlaskClient, small_store: Store, parse_turtle: Parse, room: str
) -> None:
    small_store.load(parse_turtle(MERGED, f"{BASE}graph/claims"))
    suffix = {"data/id": ".nt", "linkset/id": ".json"}.get(room, "")

    response = client.get(f"/{room}/claim/gone{suffix}")

    assert response.status_code == 301
    assert response.headers["Location"] == f"/{room}/claim/kept{suffix}"
    assert client.get(response.headers["Location"], follow_redirects=True).status_code == 200


@pytest.mark.parametrize("address", ["/id/claim/wrong", "/page/id/claim/wrong"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_what_was_retracted_is_gone_with_its_reason(
    client: FlaskClient, small_store: Store, parse_turtle: Parse, address: str, accept: str
) -> None:
    small_store.load(parse_turtle(MERGED, f"{BASE}graph/claims"))

    for each in (address, "/data/id/claim/wrong.ttl", "/linkset/id/claim/wrong"):
        response = client.get(each, headers={"Accept": accept})
        assert response.status_code == 410
        assert "Forged." in response.text


def test_a_retired_term_keeps_its_own_meaning(
    client: FlaskClient, small_store: Store, parse_turtle: Parse
) -> None:
    """It names what takes its place, but who asks for it is not led to another meaning."""
    text = (
        f"<{BASE}ns/old> <http://www.w3.org/2002/07/owl#deprecated> true ;"
        f" <http://purl.org/dc/terms/isReplacedBy> <{BASE}ns/involved> ."
    )
    small_store.load(parse_turtle(text, f"{BASE}ontology/core"))

    page = client.get("/ns/old", headers={"Accept": "text/html"}, follow_redirects=True)

    assert page.request.path == "/page/ns/old"
    assert links(page.headers["Link"])["successor-version"] == [f"{BASE}ns/involved"]


def test_a_superseded_record_stays_and_tells_of_the_newer_one(
    client: FlaskClient, small_store: Store, parse_turtle: Parse
) -> None:
    small_store.load(parse_turtle(MERGED, f"{BASE}graph/claims"))

    older = client.get("/page/id/claim/older")
    newer = client.get("/page/id/claim/kept")

    assert 'Replaced by <a href="/page/id/claim/kept"' in older.text
    assert links(older.headers["Link"])["successor-version"] == [f"{BASE}id/claim/kept"]
    assert 'In the place of <a href="/page/id/claim/older"' in newer.text
    assert links(newer.headers["Link"])["predecessor-version"] == [f"{BASE}id/claim/older"]


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("ontology/0.1.0/core", "text/html", "/page/ontology/core"),
        ("ontology/0.1.0/core", "text/turtle", "/data/ontology/core.ttl"),
        ("ontology/0.1.0/core.rdf", "text/html", "/data/ontology/core.rdf"),
        ("ontology/0.1.0", "text/html", "/ontology"),
        ("shape-graph/0.2.0/core", "text/turtle", "/data/shape-graph/core.ttl"),
        ("shape-graph/0.2.0", "text/turtle", "/shapes"),
    ],
)
def test_a_version_iri_leads_to_what_it_names(
    client: FlaskClient,
    small_store: Store,
    parse_turtle: Parse,
    path: str,
    accept: str,
    location: str,
) -> None:
    small_store.load(parse_turtle(VERSIONS, f"{BASE}ontology/core"))

    response = client.get(f"/{path}", headers={"Accept": accept})

    assert (response.status_code, response.headers["Location"]) == (303, location)


@pytest.mark.parametrize("path", ["ontology/9.9.9/core", "ontology/0.0.1", "ontology/0.1.0/none"])
def test_a_version_that_is_not_kept_is_404_with_those_that_are(
    client: FlaskClient, small_store: Store, parse_turtle: Parse, path: str
) -> None:
    small_store.load(parse_turtle(VERSIONS, f"{BASE}ontology/core"))

    response = client.get(f"/{path}")

    assert response.status_code == 404
    assert "There are: 0.1.0." in response.get_json()["detail"]


def test_every_version_iri_of_the_real_content_can_be_followed(
    curated_store: Store, engine_over: Callable[..., Engine]
) -> None:
    client = create_app(Settings(), engine_over(curated_store)).test_client()
    version_iri = pyoxigraph.NamedNode("http://www.w3.org/2002/07/owl#versionIRI")
    named = [str(quad.object.value) for quad in curated_store.quads(predicate=version_iri)]  # type: ignore[union-attr]

    assert any(f"{BASE}shape-graph/" in iri for iri in named)
    for iri in named:
        path = iri.removeprefix(BASE)
        response = client.get(f"/{path}", follow_redirects=True)
        assert (response.status_code, response.mimetype) == (200, "text/turtle"), path


@pytest.mark.parametrize(
    ("name", "folder"), [("ontology", "ontology/"), ("shapes", "shape-graph/")]
)
def test_the_words_and_the_shapes_are_files_too(
    client: FlaskClient, small_store: Store, name: str, folder: str
) -> None:
    wanted = {
        quad.triple
        for graph in small_store.graph_counts()
        if graph.startswith(BASE + folder) and "/bridge/" not in graph
        for quad in small_store.quads(graph_name=pyoxigraph.NamedNode(graph))
    }

    by_suffix = client.get(f"/{name}.nt")
    by_header = client.get(f"/{name}", headers={"Accept": "application/n-triples"})
    page = client.get(f"/{name}", headers={"Accept": "text/html"})

    assert wanted
    read = pyoxigraph.parse(by_suffix.data, format=RdfFormat.N_TRIPLES)
    assert {quad.triple for quad in read} == wanted
    assert by_header.data == by_suffix.data
    assert page.content_type == "text/html; charset=utf-8"
    assert f"/{name}.ttl" in links(page.headers["Link"])["alternate"]
    assert links(by_suffix.headers["Link"])["license"] == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]
    assert client.get(f"/{name}.pdf").status_code == 404
