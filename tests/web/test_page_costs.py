"""What a page costs the store and the line, however much there is to tell."""

from dataclasses import replace

import pytest
from counting import Counted
from flask.testing import FlaskClient
from page_types import PAGES
from resident import ResidentEngine

from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml", "Accept-Encoding": "gzip"}
MOST_QUERIES = 5
# None of them grows with the lists of a page.
MOST_LOOKS = 24
MOST_BYTES = 100_000
# Those that need somebody, or files that are made for a minute.
LOOKED_AT = {
    name: page.path
    for name, page in PAGES.items()
    if page.who is None and page.status == 200 and name != "exports"
}


@pytest.fixture(scope="module")
def counted(curated_store: Store) -> Counted:
    return Counted(curated_store)


@pytest.fixture(scope="module")
def client(curated_store: Store, counted: Counted) -> FlaskClient:
    """The curated dataset without kept pages."""
    settings = Settings(cache_bytes=0)
    engine = ResidentEngine(curated_store, settings)
    engine.shown = replace(engine.shown, dataset=counted)
    return create_app(settings, engine).test_client()


@pytest.mark.parametrize("path", LOOKED_AT.values(), ids=LOOKED_AT)
def test_a_page_takes_few_looks_at_the_store_and_few_bytes(
    client: FlaskClient, counted: Counted, path: str
) -> None:
    # What is read once for each version of the dataset is read now.
    client.get(path, headers=BROWSER, follow_redirects=True)
    counted.begin()

    response = client.get(path, headers=BROWSER, follow_redirects=True)

    assert response.status_code == 200
    assert counted.queries <= MOST_QUERIES, counted.asked
    assert counted.looks <= MOST_LOOKS, counted.asked
    with client.get("/static/site.css", headers=BROWSER) as sheet:
        assert len(response.data) + len(sheet.data) <= MOST_BYTES
    assert response.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/", "/page/id/actor/france", "/ontology", "/questions/"])
def test_a_page_that_is_kept_asks_the_store_nothing_and_stays_the_same(
    curated_store: Store, path: str
) -> None:
    engine = ResidentEngine(curated_store, Settings())
    counted = Counted(curated_store)
    engine.shown = replace(engine.shown, dataset=counted)
    client = create_app(Settings(), engine).test_client()
    first = client.get(path, headers=BROWSER)
    counted.begin()

    again = client.get(path, headers=BROWSER)

    assert counted.asked == []
    assert again.headers["Cache-Status"] == "trilogue; hit"
    assert again.data == first.data
    told = {name: text for name, text in again.headers if name != "Cache-Status"}
    assert told == dict(first.headers)


def test_a_kept_page_is_that_of_the_language_and_of_the_address(curated_store: Store) -> None:
    client = create_app(Settings(), ResidentEngine(curated_store, Settings())).test_client()
    german = {**BROWSER, "Accept-Language": "de"}
    for _ in range(2):
        pages = [
            client.get("/", headers=BROWSER),
            client.get("/", headers=german),
            client.get("/fr/", headers=BROWSER),
            client.get("/", headers={"Accept": "text/html"}),
        ]
        assert [page.headers["Content-Language"] for page in pages] == ["en", "de", "fr", "en"]
        assert len({page.data for page in pages}) == 4


def test_a_client_that_has_the_kept_page_is_told_so(curated_store: Store) -> None:
    client = create_app(Settings(), ResidentEngine(curated_store, Settings())).test_client()
    first = client.get("/page/id/actor/france", headers=BROWSER)
    client.get("/page/id/actor/france", headers=BROWSER)

    again = client.get(
        "/page/id/actor/france", headers={**BROWSER, "If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304
    assert again.data == b""


def test_a_page_of_another_version_is_made_anew(curated_store: Store) -> None:
    engine = ResidentEngine(curated_store, Settings())
    client = create_app(Settings(), engine).test_client()
    first = client.get("/", headers=BROWSER)
    engine.shown = replace(engine.shown, version="another")

    again = client.get("/", headers=BROWSER)

    assert again.headers["ETag"] != first.headers["ETag"]
    assert "Cache-Status" not in again.headers
