"""The page about method, limits, licence and correction: its figures are those of the dataset."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pyoxigraph import QuerySolutions

from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.web.app import create_app

V = Vocabulary()
PAGES = ("/", "/about", "/contribute", "/search", "/page/id/actor/france", "/nothing-here")
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def curated(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def test_the_figures_are_those_of_the_dataset(curated: FlaskClient, curated_store: Store) -> None:
    page = " ".join(curated.get("/about").text.split())

    def count(query: str) -> int:
        solutions = curated_store.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {query} }}")
        assert isinstance(solutions, QuerySolutions)
        return int(next(solutions)["n"].value)

    claims = count(f"?x a {V.ns('Claim')}")
    assert claims > 100
    assert f"{claims:,} claims" in page
    sources = count(f"[] {V.ns('excerptOf')} ?x")
    assert f"{sources:,} sources" in page
    alleged = count(f"?x {V.ns('allegedOnly')} true")
    assert f"{alleged} are alleged only" in page
    mark = count(f"?x {V.ns('mark')} {V.id('mark', 'verified-text')}")
    assert re.search(rf'verified in the text <span class="tag">{mark:,}</span>', page)


def test_it_says_how_to_cite_as_cite_does(client: FlaskClient) -> None:
    page = client.get("/about").text
    sentence = client.get("/cite", headers={"Accept": "text/plain"}).text.strip()

    assert sentence.replace("&", "&amp;") in page
    for href in re.findall(r'href="(/cite\.[a-z]+)"', page):
        assert client.get(href).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_to_it_and_to_a_correction(client: FlaskClient, address: str) -> None:
    page = client.get(address, headers=BROWSER).text

    footer = page[page.index("<footer>") :]
    assert 'href="/about"' in footer
    assert 'href="/about#correction"' in footer


def test_its_links_lead_somewhere(curated: FlaskClient) -> None:
    page = curated.get("/fr/about", headers=BROWSER).text

    ids = set(re.findall(r' id="([^"]+)"', page))
    assert {"method", "limits", "licence", "cite", "correction", "privacy", "versions"} <= ids
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    main = page[page.index("<main") : page.index("</main>")]
    inner = set(re.findall(r'href="(/[^"]*)"', main))
    assert inner
    for href in inner:
        assert href.startswith("/fr/")
        # Files to download may be in the making.
        assert curated.get(href, headers=BROWSER).status_code in (200, 303, 503), href


def test_it_is_not_sent_twice_and_takes_no_parameter(client: FlaskClient) -> None:
    tag = client.get("/about").headers["ETag"]

    assert client.get("/about", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/about?x=1").status_code == 400
