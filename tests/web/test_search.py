"""Search over HTTP: the page, the answer for programs, and the description for browsers."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from offices import Service
from pages import scripts_within

from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

BROWSER = {"Accept": "text/html"}
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
HOSTILE = '"><script>alert(1)</script>\u202e'


@pytest.fixture(scope="module")
def curated(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def links(page: str, pattern: str) -> list[str]:
    return [unescape(link) for link in re.findall(rf'href="({pattern})"', page)]


def test_a_hit_links_to_its_page_and_shows_why(curated: FlaskClient) -> None:
    page = curated.get("/search?q=biometrische+fernidentif", headers=BROWSER).text
    named = curated.get("/search?q=untargeted+scrap", headers=BROWSER).text

    assert 'Also: <bdi lang="de"><mark>biometrische</mark> <mark>Fernidentifizierung</mark>' in page
    assert "<bdi><mark>untargeted</mark> <mark>scraping</mark>" in named
    assert '<a href="/page/id/practice/untargeted-scraping">' in named
    assert '<span class="tag">practice</span>' in named
    assert re.search(r'<time datetime="\d{4}', named)


def test_a_program_gets_the_same(curated: FlaskClient) -> None:
    found = curated.get("/search?q=France&type=Claim").get_json()
    page = curated.get("/search?q=France&type=Claim", headers=BROWSER).text

    assert found["total"] > 3
    assert f"{found['total']} things found" in page
    assert found["narrowed"] == {"type": "Claim"}
    for hit in found["hits"]:
        assert hit["types"] == ["Claim"]
        assert f'href="{hit["page"]}"' in page
    assert curated.get(found["hits"][0]["page"]).status_code == 200


def test_every_way_to_narrow_leads_to_what_it_counts(curated: FlaskClient) -> None:
    page = curated.get("/search?q=identification&stage=final-act", headers=BROWSER).text
    choices = re.findall(r'<li><a href="(/search[^"]+)"[^>]*>[^<]*</a> <small>([\d,]+)', page)

    assert len(choices) > 20
    for link, count in choices[::4]:
        if "stage=final-act" in link:
            narrowed = curated.get(f"{unescape(link)}&format=json").get_json()
            assert narrowed["total"] == int(count.replace(",", "")), link
    assert 'aria-current="true">Final act</a>' in page
    (back,) = re.findall(r'<strong>Final act</strong> \(<a href="([^"]+)"', page)
    assert unescape(back) == "/search?q=identification"


def test_pages_lead_on_and_back(curated: FlaskClient) -> None:
    seen: list[str] = []
    address, pages = "/search?q=surveillance&from=2021-01-01", 0
    while True:
        page = curated.get(address, headers=BROWSER)
        pages += 1
        seen += links(page.text, '/page/[^"]+')
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        if following is None:
            break
        address = unescape(following[1])
    total = curated.get("/search?q=surveillance&from=2021-01-01").get_json()["total"]

    assert pages == -(-total // 20) > 1
    assert len(seen) == len(set(seen)) == total
    assert 'rel="prev"' in page.text


def test_nothing_found_is_helped(curated: FlaskClient) -> None:
    page = curated.get("/search?q=surveilance+emotoin", headers=BROWSER).text

    assert "Nothing found for" in page
    assert "/search?q=surveillance+emotion" in links(page, '/search[^"]+')
    for address in ("/questions/", "/search?type=Practice", "/contribute", "/sparql"):
        assert f'href="{address}"' in page
    for link in links(page, '/search[^"]+'):
        assert curated.get(link, headers=BROWSER).status_code == 200


@pytest.mark.parametrize("query", ["", "?q=", "?q=&type=&from=", "?q=%20%2B%2A%22", "?q=%00"])
def test_a_search_for_nothing_is_no_error(client: FlaskClient, query: str) -> None:
    assert client.get(f"/search{query}").get_json()["total"] == 0
    page = client.get(f"/search{query}", headers=BROWSER)
    assert page.status_code == 200
    for link in links(page.text, '/search[^"]+'):
        assert client.get(link, headers=BROWSER).status_code == 200, link


@pytest.mark.parametrize(
    ("query", "parameter", "status"),
    [
        (f"q={'x' * 201}", "q", 400),
        ("q=a&q=b", None, 400),
        ("q=a&lang=de", "lang", 400),
        ("q=a&page=0", None, 400),
        ("q=a&page=x", "page", 400),
        ("q=open&page=7", "page", 400),
        ("q=a&from=2023", "from", 400),
        ("q=a&type=Nothing", "type", 404),
        ("q=a&format=ttl", "format", 400),
    ],
)
def test_what_cannot_be_asked_is_told(
    client: FlaskClient, query: str, parameter: str | None, status: int
) -> None:
    response = client.get(f"/search?{query}")

    assert response.status_code == status
    if parameter is not None:
        assert response.get_json()["parameter"] == parameter


def test_hostile_text_is_text(client: FlaskClient) -> None:
    typed = client.get(f"/search?q={quote(HOSTILE)}", headers=BROWSER).text
    found = client.get("/search?q=france", headers=BROWSER).text

    for page in (typed, found):
        assert scripts_within(page) == 1
    assert "<mark>France</mark> &lt;script&gt;" in found
    assert "<bdi>&#34;&gt;&lt;script&gt;" in typed


def test_nothing_is_sent_again_that_did_not_change(client: FlaskClient) -> None:
    first = client.get("/search?q=open")
    again = client.get("/search?q=open", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert client.get("/search?q=letter").headers["ETag"] != first.headers["ETag"]


def test_what_is_written_is_found_at_once(service: Service) -> None:
    assert service.client.get("/search?q=zebra").get_json()["total"] == 0
    update = (
        "INSERT DATA { GRAPH <https://w3id.org/trilogue/graph/new> { "
        "<https://w3id.org/trilogue/id/actor/zebra> "
        '<http://www.w3.org/2004/02/skos/core#prefLabel> "Zebra"@en } }'
    )
    written = service.post("/sparql", update, "cyd", content_type="application/sparql-update")
    assert written.status_code < 300, written.text

    (hit,) = service.client.get("/search?q=zebra").get_json()["hits"]
    assert hit["label"] == "Zebra"


def test_a_program_gets_names_in_the_language_of_the_address(curated: FlaskClient) -> None:
    (hit, *_) = curated.get("/de/search?q=Frankreich&type=Actor&format=json").get_json()["hits"]
    plain = next(
        each
        for each in curated.get("/search?q=Frankreich&type=Actor").get_json()["hits"]
        if each["iri"] == hit["iri"]
    )

    assert (hit["name"], hit["name_language"]) == ("Frankreich", "de")
    assert (plain["name"], plain["name_language"]) == ("France", "en")
    assert hit["label"] == plain["label"] == "France"
    assert hit["page"] == "/de/page/id/actor/france"
    assert plain["type_names"] == [{"text": "member state", "language": "en"}]


def test_every_page_has_a_box_that_searches(client: FlaskClient) -> None:
    page = client.get("/coverage", headers=BROWSER).text
    own = client.get("/search", headers=BROWSER).text

    assert 'action="/search" method="get" role="search"' in page
    assert page.count('name="q"') == own.count('name="q"') == 1
    for field in re.findall(r'<input type="(?:search|date)" id="(\w+)"', page + own):
        assert f'<label for="{field}">' in own or f'for="{field}">' in page


def test_browsers_may_add_the_search(client: FlaskClient) -> None:
    page = client.get("/", headers=BROWSER).text
    (address,) = re.findall(
        r'rel="search" type="[^"]*opensearch[^"]*" title="\w+" href="([^"]+)"', page
    )
    response = client.get(address)
    assert response.mimetype == "application/opensearchdescription+xml"

    root = ET.fromstring(response.data)  # noqa: S314 - our own
    templates = {
        url.get("type"): url.get("template", "") for url in root.findall(f"{OPENSEARCH}Url")
    }
    assert len(root.findtext(f"{OPENSEARCH}ShortName", "")) <= 16
    assert templates["text/html"].startswith("http://localhost/search?q=")
    asked = templates["text/html"].replace("{searchTerms}", "Digitale%20Rechte")
    assert 'href="/page/id/actor/edri"' in client.get(asked, headers=BROWSER).text
