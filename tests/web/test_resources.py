"""Linked data: 303, pages, data, for the configured base whatever the host."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from trilogue.content import Content
from trilogue.engine.model import Engine
from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.parse import parse_bytes, parse_file
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BASE = "https://w3id.org/trilogue/"
THINGS = [
    "id/actor/edri",
    "id/event/letter",
    "ns/Event",
    "graph/actors",
    "graph/derived",
    "shape/Event",
    "ontology/core",
    "shape-graph/core",
]


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize("host", ["localhost", "w3id.org", "kg.example:8000"])
def test_a_thing_leads_a_browser_to_its_page(client: FlaskClient, path: str, host: str) -> None:
    response = client.get(f"/{path}", headers={"Accept": BROWSER, "Host": host})

    assert response.status_code == 303
    assert response.headers["Location"] == f"/page/{path}"
    assert "Accept" in response.vary
    assert client.get(f"/page/{path}", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_a_thing_leads_a_program_to_its_data(
    client: FlaskClient, path: str, format_: GraphFormat
) -> None:
    response = client.get(f"/{path}", headers={"Accept": format_.media_type})

    assert response.status_code == 303
    assert response.headers["Location"] == f"/data/{path}.{format_.suffix}"
    data = client.get(response.headers["Location"])
    assert data.content_type == format_.content_type
    assert parse_bytes(data.data, format_, None, path).quads


def test_a_program_that_does_not_mind_gets_turtle(client: FlaskClient) -> None:
    assert client.get("/id/actor/edri").headers["Location"] == "/data/id/actor/edri.ttl"


def test_nothing_acceptable_is_406(client: FlaskClient) -> None:
    assert client.get("/id/actor/edri", headers={"Accept": "image/png"}).status_code == 406


def test_data_without_a_suffix_is_negotiated(client: FlaskClient) -> None:
    response = client.get("/data/id/actor/edri", headers={"Accept": "application/ld+json"})

    assert response.content_type == "application/ld+json"


def test_the_suffix_wins_over_the_header(client: FlaskClient) -> None:
    response = client.get("/data/id/actor/edri.nt", headers={"Accept": "text/turtle"})

    assert response.content_type == "application/n-triples"


def test_data_tells_what_it_describes_and_carries_names(client: FlaskClient) -> None:
    response = client.get("/data/id/event/letter.ttl")

    assert f'<{BASE}id/event/letter>; rel="describes cite-as"' in response.headers["Link"]
    assert '"European Digital Rights"@en' in response.text


def test_the_data_of_a_graph_is_what_the_graph_says(
    client: FlaskClient, small_content: Content
) -> None:
    (file,) = [f for f in small_content.files("graph") if f.relative == "graph/actors.ttl"]

    data = client.get("/data/graph/actors.nq").data

    assert {quad.triple for quad in parse_bytes(data, GRAPH_FORMATS[5], None, "x").quads} == {
        quad.triple for quad in parse_file(file).quads
    }


@pytest.mark.parametrize("prefix", ["", "/page", "/data"])
@pytest.mark.parametrize("path", ["id/actor/nobody", "id/actor/nobody.ttl", "graph/none"])
def test_what_nobody_mentions_is_404(client: FlaskClient, prefix: str, path: str) -> None:
    assert client.get(f"{prefix}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/page/id/actor/%3Cx%3E", "/data/id/a%20b", "/id/x%22y"])
def test_what_is_no_iri_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/ns/", "/graph/", "/ontology/", "/shape/", "/id/"])
def test_a_namespace_leads_to_the_graphs(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert (response.status_code, response.headers["Location"]) == (303, "/graphs")


def test_another_base_is_served_just_as_well(
    small_content: Content, engine_over: Callable[..., Engine]
) -> None:
    base = "https://kg.example/bio/"
    with Store.in_memory() as store:
        for file in small_content.all_files():
            store.load(parse_file(file, base).quads)
        client = create_app(Settings(base=base), engine_over(store), small_content).test_client()

        response = client.get("/id/actor/edri")
        page = client.get("/page/id/actor/edri").text

    assert response.headers["Location"] == "/data/id/actor/edri.ttl"
    assert f"<code>{base}id/actor/edri</code>" in page
    assert '<a href="/page/id/event/letter"' in page


def test_under_a_path_addresses_keep_it(client: FlaskClient) -> None:
    root = "http://localhost/kg/"

    response = client.get("/id/actor/edri", base_url=root)
    page = client.get("/page/id/actor/edri", base_url=root).text

    assert response.headers["Location"] == "/kg/data/id/actor/edri.ttl"
    assert 'href="/kg/page/id/event/letter"' in page


def section(page: str, name: str) -> str:
    """Give the section of the page whose heading has the id *name*."""
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


@pytest.fixture
def page(client: FlaskClient) -> str:
    return client.get("/page/id/actor/edri", headers={"Accept": BROWSER}).text


def test_a_page_shows_name_type_and_gloss(page: str) -> None:
    assert "<h1>European Digital Rights</h1>" in page
    assert '<a href="/page/ns/Actor"' in page
    assert '<p class="lead">A network of rights groups.</p>' in page


def test_a_page_shows_other_languages_as_such(page: str) -> None:
    assert '<span lang="de">Digitale Rechte</span>' in page


def test_a_page_shows_evidence_by_source_and_place(page: str) -> None:
    evidence = section(page, "evidence")

    assert '<a href="/page/id/source/page">Page of the network</a>' in evidence
    assert '<a href="/page/id/excerpt/page">paragraph 2</a>' in evidence
    assert 'href="https://example.org/page">on the web</a>' in evidence


def test_a_page_shows_incoming_links_by_property(page: str) -> None:
    incoming = section(page, "incoming")

    assert '<a href="/page/ns/involved"' in incoming
    assert ">Open letter</a>" in incoming


def test_a_page_tells_which_file_says_it(page: str) -> None:
    assert "(file <code>graph/actors.ttl</code>)" in page


def test_a_page_of_a_derived_thing_says_so(client: FlaskClient) -> None:
    page = client.get("/page/id/status/police-final").text

    assert "(concluded by the rules)" in page


def test_a_page_offers_its_data(client: FlaskClient, page: str) -> None:
    response = client.get("/page/id/actor/edri")

    for suffix in ("ttl", "nt", "jsonld"):
        assert f'href="/data/id/actor/edri.{suffix}"' in page
        assert f"</data/id/actor/edri.{suffix}>" in response.headers["Link"]


def test_only_http_addresses_become_links(page: str) -> None:
    assert "javascript:alert(1)" in page
    assert not re.search(r"""(href|src)=["']?\s*javascript:""", page)


def test_markup_in_the_data_is_text(client: FlaskClient) -> None:
    page = client.get("/page/id/actor/france").text

    assert "<script>" not in page
    assert "France &lt;script&gt;" in page


def test_a_long_list_of_links_says_how_many_more(client: FlaskClient, small_store: Store) -> None:
    small_store.engine.update(
        "INSERT DATA { GRAPH <http://e/g> {"
        + " ".join(
            f"<http://e/{n}> <{BASE}ns/involved> <{BASE}id/actor/edri> ." for n in range(150)
        )
        + "} }"
    )

    page = client.get("/page/id/actor/edri").text
    more = re.search(r'and <a href="([^"]*)">51 more</a>', page)
    assert more is not None
    assert more[1] == "/page/id/actor/edri?property=tri%3Ainvolved&amp;page=2"


def test_the_page_of_a_graph_lists_its_things(client: FlaskClient) -> None:
    page = client.get("/page/graph/actors").text

    assert "8 statements about 2 things" in page
    assert "from the file <code>graph/actors.ttl</code>" in page
    assert '<a href="/page/id/actor/edri"' in page


def test_pages_and_data_have_tags(client: FlaskClient) -> None:
    for path in ("/page/id/actor/edri", "/data/id/actor/edri.ttl"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
