"""The query page: what it shows of an answer, what it offers to a script, how a query is read."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trilogue.engine.model import Engine
from trilogue.serialise import Cell, Table
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.answer_view import column_kinds
from trilogue.web.app import create_app
from trilogue.web.bundle import read_bundle

BROWSER = {"Accept": "text/html"}
XSD = "http://www.w3.org/2001/XMLSchema#"
HOSTILE = (
    'SELECT * { VALUES (?text ?iri ?n) { ("<script>alert(1)</script><img src=x onerror=alert(2)>" '
    "<javascript:alert(3)> 3) } }"
)


def asked(client: FlaskClient, query: str, **headers: str) -> str:
    return client.get(f"/sparql?query={quote(query)}", headers={**BROWSER, **headers}).text


@pytest.fixture
def curated(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def test_the_page_is_whole_without_a_script(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=BROWSER).text

    assert 'method="get"' in page
    assert '<button type="submit">Ask</button>' in page
    # What only a script can do is not seen without one.
    for marker in ("data-open-editor", "data-stop", "data-when-editing"):
        assert re.search(rf"<[^>]*{marker} hidden", page), marker


def test_the_page_loads_one_small_script_by_its_digest(client: FlaskClient, app: Flask) -> None:
    page = client.get("/sparql", headers=BROWSER).text
    scripts = re.findall(r'<script type="module" src="([^"]+)" integrity="(sha384-[^"]+)">', page)
    (script,) = (each for each in scripts if "/query-" in each[0])

    manifest = json.loads(Path(app.root_path, "static/built/manifest.json").read_bytes())
    name = script[0].rpartition("/")[2]
    assert manifest["scripts"]["query"] == name
    assert manifest["files"][name]["integrity"] == unescape(script[1])
    assert manifest["files"][name]["bytes"] < 20_000
    assert client.get(script[0]).status_code == 200


def test_other_pages_load_the_script_of_the_search_box_only(client: FlaskClient) -> None:
    for path in ("/", "/status", "/questions/", "/ontology"):
        page = client.get(path, headers=BROWSER).text
        assert re.findall(r"/static/built/(\w+)-", page) == ["typing"], path


def test_a_program_without_the_bundle_has_the_plain_page(app: Flask, tmp_path: Path) -> None:
    nothing = read_bundle(tmp_path)
    app.context_processor(lambda: {"bundle": nothing})

    page = app.test_client().get("/sparql", headers=BROWSER)

    assert page.status_code == 200
    assert "<textarea" in page.text
    assert "data-query" not in page.text
    assert "/static/built/" not in page.text


def test_the_words_for_the_script_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    words = re.findall(r'data-words="([^"]+)"', client.get("/fr/sparql", headers=BROWSER).text)

    assert json.loads(unescape(words[0])).keys() >= {"asking", "table", "bars", "graph"}


def test_the_saved_questions_are_examples_with_addresses(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=BROWSER).text
    examples = re.findall(r'<a href="(/questions/[^"]+)" data-example="([^"]+)"', page)

    offered = {each["name"] for each in client.get("/sparql/help.json").get_json()["examples"]}
    assert {name for _, name in examples} == offered
    for address, _ in examples:
        assert client.get(address, headers=BROWSER).status_code == 200


def test_help_has_prefixes_and_terms_with_names(curated: FlaskClient) -> None:
    response = curated.get("/sparql/help.json")
    told = response.get_json()
    terms = {(each["sort"], each["iri"]): each for each in told["terms"]}

    assert told["prefixes"]["tri"] == "https://w3id.org/trilogue/ns/"
    claim = terms["class", "https://w3id.org/trilogue/ns/Claim"]
    assert claim["label"] == "claim"
    assert claim["definition"]
    assert ("property", "https://w3id.org/trilogue/ns/eventDate") in terms
    # Those of others too, where the dataset uses them.
    assert ("property", "http://www.w3.org/2004/02/skos/core#prefLabel") in terms
    again = curated.get("/sparql/help.json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert curated.get("/sparql/help.json?x=1").status_code == 400


def test_every_example_can_be_asked(curated: FlaskClient) -> None:
    for each in curated.get("/sparql/help.json").get_json()["examples"]:
        assert curated.get(f"/sparql?query={quote(each['query'])}").status_code == 200, each["name"]


def test_an_answer_tells_what_it_took_of_what_is_allowed(client: FlaskClient) -> None:
    query = "SELECT ?e { ?e ?p ?o } LIMIT 2"

    first, second = asked(client, query), asked(client, query)

    assert re.search(r"It took \d\.\d{3} of 10 seconds and [\d,]+ of 64,000,000 bytes\.", first)
    assert "It was kept from the last time" in second


def test_the_address_to_share_shows_the_answer(client: FlaskClient) -> None:
    query = 'SELECT ("é & <b>" AS ?x) {}'
    page = client.get(f"/fr/sparql?query={quote(query)}", headers=BROWSER).text

    (shared,) = re.findall(r'<input id="share" type="text" readonly value="([^"]+)">', page)
    address = urlsplit(unescape(shared))
    assert address.path == "/sparql"
    assert parse_qs(address.query) == {"query": [query], "format": ["html"]}
    assert "é &amp; &lt;b&gt;</td>" in client.get(f"{address.path}?{address.query}").text


def test_the_columns_say_of_what_kind_they_are(client: FlaskClient) -> None:
    values = f'"a" <http://e/> 1 "2024-01-02"^^<{XSD}date>'
    page = asked(client, f"SELECT ?t ?i ?n ?d {{ VALUES (?t ?i ?n ?d) {{ ({values}) }} }}")

    assert re.findall(r'data-kind="(\w+)">(\w)', page) == [
        ("text", "t"),
        ("iri", "i"),
        ("number", "n"),
        ("date", "d"),
    ]


def test_a_column_of_several_kinds_is_of_none() -> None:
    rows = ((Cell("uri", "http://e/"), None), (Cell("literal", "a"), None))

    assert column_kinds(Table(("a", "b"), rows, 2)) == ("other", "other")


def test_triples_are_a_table_and_turtle(client: FlaskClient) -> None:
    page = asked(client, "CONSTRUCT { <http://e/s> <http://e/p> <http://e/o>, 3, 'a'@fr } WHERE {}")

    assert "<caption>Triples: 3 rows</caption>" in page
    assert re.findall(r'data-kind="(\w+)">(\w+)', page)[:2] == [
        ("iri", "subject"),
        ("iri", "predicate"),
    ]
    assert "As Turtle" in page
    assert '<span lang="fr">a</span>' in page


def test_many_triples_are_counted_and_the_first_shown(client: FlaskClient) -> None:
    values = " ".join(str(number) for number in range(1_200))
    query = f"CONSTRUCT {{ <http://e/s> <http://e/p> ?v }} WHERE {{ VALUES ?v {{ {values} }} }}"

    assert "1200 rows, the first 1000 shown" in asked(client, query)


def test_hostile_values_are_only_shown(client: FlaskClient) -> None:
    page = asked(client, HOSTILE)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript:' not in page


def test_a_wrong_query_says_its_line_to_the_script(client: FlaskClient) -> None:
    page = asked(client, "SELECT * {\n ?s ?p ?o .\n nobody:knows ?p ?o }")

    assert 'role="alert" data-line="3" data-column="2">' in page
    assert 'id="answer-part"' in page


def test_how_a_query_is_read(client: FlaskClient) -> None:
    query = "SELECT ?s { ?s a ?t FILTER(?t != <http://e/x>) } LIMIT 3"
    told = client.get(f"/sparql/plan?query={quote(query)}").get_json()
    page = client.get(f"/sparql/plan?query={quote(query)}", headers=BROWSER).text

    assert (told["form"], told["stable"]) == ("SELECT", True)
    assert told["algebra"]["parts"][0]["name"] == "Slice"
    assert '<span class="operator">Filter</span>' in page
    assert "<code>?t != &lt;http://e/x&gt;</code>" in page
    link = re.search(r'<a href="([^"]+)">How the query is read</a>', asked(client, query))
    assert link is not None
    assert client.get(unescape(link[1])).status_code == 200


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("/sparql/plan", "missing"),
        ("/sparql/plan?query=ASK{}&x=1", "not known"),
        ("/sparql/plan?query=oops", "second parser"),
        ("/sparql/plan?query=ASK{SERVICE<http://e/>{}}", "SERVICE"),
        ("/sparql/plan?query=CLEAR+ALL", "update"),
        ("/sparql/plan?query=ASK{}&format=csv", "csv"),
    ],
)
def test_what_cannot_be_read_is_refused(client: FlaskClient, address: str, detail: str) -> None:
    response = client.get(address, headers={"Accept": "application/json"})

    assert response.status_code in (400, 403, 405, 422)
    assert detail in response.get_json()["detail"]
