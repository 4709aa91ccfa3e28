"""Pages in English, French, German and Spanish: by address, else by what the browser likes."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.store import Store

SKIP = {
    "en": "Skip to the content",
    "fr": "Aller au contenu",
    "de": "Zum Inhalt springen",
    "es": "Ir al contenido",
}


def language_of(page: str) -> str:
    found = re.search(r'<html lang="(\w+)">', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("language", SKIP)
def test_an_address_says_the_language(client: FlaskClient, language: str) -> None:
    response = client.get(f"/{language}/", headers={"Accept-Language": "es, fr;q=0.5"})

    assert language_of(response.text) == language
    assert SKIP[language] in response.text
    assert response.headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("liked", "language"),
    [("de-AT, en;q=0.5", "de"), ("pt, nl", "en"), ("en;q=0.2, fr", "fr"), ("", "en")],
)
def test_without_one_the_browser_is_asked(client: FlaskClient, liked: str, language: str) -> None:
    response = client.get("/", headers={"Accept-Language": liked})

    assert language_of(response.text) == language
    assert "Accept-Language" in response.headers["Vary"]


def test_links_keep_the_language(client: FlaskClient) -> None:
    page = client.get("/fr/").text
    inner = re.findall(r'<a [^>]*href="(/[^"]*)"', page)
    switch = {f"/{each}/" for each in SKIP}

    assert inner
    assert all(href.startswith("/fr/") for href in inner if href not in switch)
    assert switch <= set(inner)
    assert client.get("/fr/status?format=html").status_code == 200
    assert client.get("/fr", follow_redirects=True).status_code == 200


def test_files_and_the_canonical_address_are_the_same_in_all(client: FlaskClient) -> None:
    pages = [client.get(path).text for path in ("/de/", "/")]
    styles = {tuple(re.findall(r'rel="stylesheet" href="([^"]+)"', page)) for page in pages}

    assert len(styles) == 1
    ((style, *_),) = styles
    with client.get(style) as response:
        assert response.status_code == 200
    assert '</>; rel="canonical"' in client.get("/de/").headers["Link"]


def test_the_other_languages_are_named_in_the_head(client: FlaskClient) -> None:
    page = client.get("/es/search?q=%C3%A9t%C3%A9&format=html").text

    assert (
        '<link rel="alternate" hreflang="fr" href="/fr/search?q=%C3%A9t%C3%A9&amp;format=html">'
        in page
    )


def test_a_language_has_a_tag_of_its_own(client: FlaskClient) -> None:
    tags = {client.get(f"/{language}/").headers["ETag"] for language in SKIP}

    assert len(tags) == len(SKIP)
    liked = {"Accept-Language": "fr"}
    tag = client.get("/", headers=liked).headers["ETag"]
    assert client.get("/", headers={**liked, "If-None-Match": tag}).status_code == 304
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_no_other_word_is_a_language(client: FlaskClient) -> None:
    assert client.get("/it/").status_code == 404
    assert client.get("/french/").status_code == 404
    assert client.get("/fr/nowhere").status_code == 404


def test_data_is_the_same_in_every_language(client: FlaskClient) -> None:
    accept = {"Accept": "application/n-triples"}

    assert client.get("/fr/id/actor/one", headers=accept).status_code in (303, 404)
    assert (
        client.get("/fr/graphs/", headers=accept).data
        == client.get("/graphs/", headers=accept).data
    )


def test_names_are_told_in_the_language_that_is_spoken_and_marked_where_there_is_none(
    app: Flask, small_store: Store, client: FlaskClient
) -> None:
    del client
    base = app.extensions["trilogue"].now().settings.base
    label = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    one, two = (NamedNode(f"{base}id/thing/{name}") for name in ("one", "two"))
    small_store.load(
        [
            Quad(one, label, Literal("one thing", language="en")),
            Quad(one, label, Literal("<une> chose", language="fr")),
            Quad(two, label, Literal("ein Ding", language="de")),
        ]
    )
    name = app.jinja_env.globals["name"]
    assert callable(name)
    with app.test_request_context("/", headers={"Accept-Language": "fr"}):
        assert name(one.value, "one thing") == "&lt;une&gt; chose"
        assert name(two.value, "ein Ding") == '<span lang="de">ein Ding</span>'
        assert (
            name(f"{base}id/thing/three", "no <name>") == '<span lang="en">no &lt;name&gt;</span>'
        )
    with app.test_request_context("/"):
        assert name(one.value, "one thing") == "one thing"
        assert name(two.value, "ein Ding") == '<span lang="de">ein Ding</span>'


def test_a_service_under_a_folder_keeps_it(app: Flask) -> None:
    page = app.test_client().get("/de/", environ_overrides={"SCRIPT_NAME": "/kg"}).text

    assert language_of(page) == "de"
    assert 'href="/kg/de/status"' in page
    assert 'href="/kg/static/site.css' in page
    assert 'href="/kg/fr/"' in page
