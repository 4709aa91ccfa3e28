"""The SPARQL protocol, rule by rule."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import QueryResultsFormat, QuerySolutions

from trilogue.content import Content
from trilogue.engine.model import Engine
from trilogue.formats import GRAPH_FORMATS, RESULT_FORMATS, GraphFormat, ResultFormat
from trilogue.parse import parse_bytes
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BASE = "https://w3id.org/trilogue/"
SELECT = "SELECT ?s ?date WHERE { ?s <https://w3id.org/trilogue/ns/eventDate> ?date }"
ACTORS = "SELECT DISTINCT ?s WHERE { ?s a <https://w3id.org/trilogue/ns/Actor> }"
CONSTRUCT = "CONSTRUCT WHERE { ?s <https://w3id.org/trilogue/ns/eventDate> ?date }"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def url(*pairs: tuple[str, str]) -> str:
    return f"/sparql?{urlencode(pairs)}"


def rows(data: bytes) -> int:
    return len(json.loads(data)["results"]["bindings"])


def problem(response: Any) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    assert body["status"] == response.status_code
    assert {"type", "title", "detail"} <= set(body)
    return body


def test_a_query_by_get(client: FlaskClient) -> None:
    response = client.get(url(("query", SELECT)))

    assert response.status_code == 200
    assert response.content_type == "application/sparql-results+json"
    assert rows(response.data) == 1


def test_a_query_by_form(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": SELECT})

    assert rows(response.data) == 1


def test_a_query_as_the_body(client: FlaskClient) -> None:
    response = client.post("/sparql", data=SELECT, content_type=f"{QUERY}; charset=utf-8")

    assert rows(response.data) == 1


def test_head_is_get_without_the_body(client: FlaskClient) -> None:
    response = client.head(url(("query", SELECT)))

    assert response.status_code == 200
    assert response.content_type == "application/sparql-results+json"
    assert response.data == b""


@pytest.mark.parametrize("format_", RESULT_FORMATS, ids=lambda format_: format_.suffix)
@pytest.mark.parametrize("query", [SELECT, "ASK {}"], ids=["solutions", "boolean"])
def test_results_come_in_the_format_asked_for(
    client: FlaskClient, format_: ResultFormat, query: str
) -> None:
    for media_type in (format_.media_type, *format_.aliases):
        response = client.get(url(("query", query)), headers={"Accept": media_type})
        assert response.content_type == format_.content_type


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
@pytest.mark.parametrize(
    "query", [CONSTRUCT, "DESCRIBE <https://w3id.org/trilogue/id/event/letter>"]
)
def test_triples_come_in_the_format_asked_for(
    client: FlaskClient, format_: GraphFormat, query: str
) -> None:
    response = client.get(url(("query", query)), headers={"Accept": format_.media_type})

    assert response.content_type == format_.content_type
    assert parse_bytes(response.data, format_, None, "answer").quads


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        (SELECT, "*/*", "application/sparql-results+json"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (SELECT, "text/turtle", "application/sparql-results+json"),
        (CONSTRUCT, "application/sparql-results+json", "text/turtle; charset=utf-8"),
        (SELECT, BROWSER, "text/html; charset=utf-8"),
        (CONSTRUCT, BROWSER, "text/html; charset=utf-8"),
    ],
)
def test_the_answers_kind_and_the_header_together_decide(
    client: FlaskClient, query: str, accept: str, content_type: str
) -> None:
    response = client.get(url(("query", query)), headers={"Accept": accept})

    assert response.content_type == content_type


def test_nothing_acceptable_is_406_with_what_there_is(client: FlaskClient) -> None:
    response = client.get(url(("query", SELECT)), headers={"Accept": "image/png"})

    body = problem(response)
    assert body["status"] == 406
    assert "text/csv" in body["offered"]


@pytest.mark.parametrize(
    ("word", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
    ],
)
def test_the_format_parameter_wins_over_the_header(
    client: FlaskClient, word: str, content_type: str
) -> None:
    address = url(("query", SELECT), ("format", word))

    assert client.get(address, headers={"Accept": "text/turtle"}).content_type == content_type


def test_a_format_that_does_not_fit_the_answer_is_refused(client: FlaskClient) -> None:
    body = problem(client.get(url(("query", SELECT), ("format", "ttl"))))

    assert (body["status"], body["parameter"]) == (400, "format")


BAD_PARAMETERS = {
    "query-twice": [("query", SELECT), ("query", "ASK {}")],
    "no-query": [("default-graph-uri", "http://e/g")],
    "unknown-parameter": [("query", SELECT), ("timeout", "5")],
    "misspelt-parameter": [("query", SELECT), ("default-graph-url", "http://e/g")],
    "two-formats": [("query", SELECT), ("format", "csv"), ("format", "json")],
    "relative-default-graph": [("query", SELECT), ("default-graph-uri", "g")],
    "relative-named-graph": [("query", SELECT), ("named-graph-uri", "g")],
}


@pytest.mark.parametrize("pairs", BAD_PARAMETERS.values(), ids=BAD_PARAMETERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_parameters_are_read_strictly(
    client: FlaskClient, pairs: list[tuple[str, str]], method: str
) -> None:
    if method == "get":
        response = client.get(url(*pairs))
    else:
        response = client.post("/sparql", data=urlencode(pairs), content_type=FORM)

    body = problem(response)
    assert body["status"] == 400
    assert body["parameter"] in dict(pairs) or body["parameter"] == "query"


def test_a_key_given_in_url_and_body_is_refused(client: FlaskClient) -> None:
    address = url(("query", SELECT))

    assert problem(client.post(address, data={"query": SELECT}))["parameter"] == "query"
    assert problem(client.post(address, data=SELECT, content_type=QUERY))["parameter"] == "query"


def test_graph_parameters_may_stand_beside_a_query_in_the_body(client: FlaskClient) -> None:
    address = url(("default-graph-uri", "http://e/none"))

    assert rows(client.post(address, data=SELECT, content_type=QUERY).data) == 0


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"query=%FF", FORM, 400),
        (b"query=\xff", FORM, 400),
        (b"SELECT * { ?s ?p '\xff' }", QUERY, 400),
        (SELECT.encode("utf-16"), f"{QUERY}; charset=UTF-16", 400),
        (SELECT.encode(), f"{QUERY}; charset=UTF-16", 400),
        (b"query=ASK%20%7B%7D", "", 415),
        (b"{}", "application/json", 415),
        (SELECT.encode(), "text/plain", 415),
        (SELECT.encode(), "", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    client: FlaskClient, body: bytes, content_type: str, status: int
) -> None:
    assert problem(client.post("/sparql", data=body, content_type=content_type))["status"] == status


def test_an_address_that_is_not_utf_8_is_refused(client: FlaskClient) -> None:
    assert problem(client.get("/sparql?query=%FF"))["status"] == 400


def test_the_dataset_parameters_are_heeded(client: FlaskClient) -> None:
    graph = f"{BASE}graph/actors"
    by_graph = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"

    assert rows(client.get(url(("query", ACTORS))).data) == 2
    assert rows(client.get(url(("query", ACTORS), ("default-graph-uri", graph))).data) == 2
    assert rows(client.get(url(("query", ACTORS), ("default-graph-uri", "http://e/g"))).data) == 0
    two = [("named-graph-uri", graph), ("named-graph-uri", f"{BASE}graph/sources")]
    assert rows(client.get(url(("query", by_graph), *two)).data) == 2


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT *\nWHERE { ?s tri:x ?o }", 2, 12), ("SELECT * { ?s ?p ?o } LIMIT many", 1, 29)],
)
def test_a_syntax_error_has_line_and_column(
    client: FlaskClient, query: str, line: int, column: int
) -> None:
    body = problem(client.get(url(("query", query))))

    assert (body["status"], body["line"], body["column"]) == (400, line, column)


@pytest.mark.parametrize("content_type", [FORM, QUERY])
def test_an_update_in_the_place_of_a_query_is_403(
    client: FlaskClient, small_store: Store, content_type: str
) -> None:
    before = small_store.count()
    body = urlencode({"query": "DROP ALL"}) if content_type == FORM else "DROP ALL"

    response = client.post("/sparql", data=body, content_type=content_type)

    assert problem(response)["status"] == 403
    assert small_store.count() == before


def test_service_is_403(client: FlaskClient) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"

    assert problem(client.get(url(("query", query))))["status"] == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_405(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method.upper())

    assert problem(response)["status"] == 405
    assert "GET" in response.headers["Allow"]


def test_a_body_beyond_the_limit_is_413(
    small_store: Store, small_content: Content, engine_over: Callable[..., Engine]
) -> None:
    app = create_app(
        Settings(max_query_bytes=100),
        engine_over(small_store, Settings(max_query_bytes=100), "v"),
        small_content,
    )

    response = app.test_client().post("/sparql", data=b" " * 30_000, content_type=QUERY)

    assert problem(response)["status"] == 413


def test_a_query_beyond_the_limit_is_refused(
    small_store: Store, small_content: Content, engine_over: Callable[..., Engine]
) -> None:
    app = create_app(
        Settings(max_query_bytes=100),
        engine_over(small_store, Settings(max_query_bytes=100), "v"),
        small_content,
    )

    body = problem(app.test_client().get(url(("query", f"SELECT * {{}} #{'é' * 60}"))))

    assert (body["status"], body["parameter"]) == (400, "query")


def test_an_answer_beyond_the_limit_is_413_and_never_cut(
    small_store: Store, small_content: Content, engine_over: Callable[..., Engine]
) -> None:
    app = create_app(
        Settings(max_answer_bytes=50),
        engine_over(small_store, Settings(max_answer_bytes=50), "v"),
        small_content,
    )
    client = app.test_client()

    assert problem(client.get(url(("query", SELECT))))["status"] == 413
    assert problem(client.get(url(("query", SELECT), ("format", "html"))))["status"] == 413


def test_an_answer_has_a_tag_that_saves_the_next_one(client: FlaskClient) -> None:
    first = client.get(url(("query", SELECT)))
    tag = first.headers["ETag"]

    second = client.get(url(("query", SELECT)), headers={"If-None-Match": tag})

    assert (second.status_code, second.data) == (304, b"")
    assert second.headers["ETag"] == tag
    assert second.vary.to_header() == "Accept, Accept-Encoding"


def test_the_tag_depends_on_query_format_and_dataset(
    client: FlaskClient,
    small_store: Store,
    small_content: Content,
    engine_over: Callable[..., Engine],
) -> None:
    other = create_app(
        Settings(), engine_over(small_store, Settings(), "another"), small_content
    ).test_client()
    tags = [
        client.get(url(("query", SELECT))).headers["ETag"],
        client.get(url(("query", ACTORS))).headers["ETag"],
        client.get(url(("query", SELECT)), headers={"Accept": "text/csv"}).headers["ETag"],
        client.get(url(("query", SELECT), ("format", "tsv"))).headers["ETag"],
        client.get(url(("query", SELECT)), headers={"Accept-Encoding": "gzip"}).headers["ETag"],
        client.get(url(("query", SELECT), ("default-graph-uri", "http://e/"))).headers["ETag"],
        other.get(url(("query", SELECT))).headers["ETag"],
    ]

    assert len(set(tags)) == len(tags)


def test_an_answer_to_post_is_not_kept(client: FlaskClient) -> None:
    tag = client.get(url(("query", SELECT))).headers["ETag"]

    response = client.post("/sparql", data={"query": SELECT}, headers={"If-None-Match": tag})

    assert response.status_code == 200
    assert "ETag" not in response.headers


@pytest.mark.parametrize("function", ["NOW()", "rand()", "UUID()", "STRUUID()"])
def test_an_answer_that_changes_by_itself_has_no_tag(client: FlaskClient, function: str) -> None:
    response = client.get(url(("query", f"SELECT ({function} AS ?x) {{}}")))

    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_every_site_may_ask(client: FlaskClient) -> None:
    answer = client.get(url(("query", SELECT)), headers={"Origin": "https://example.org"})
    refusal = client.get(url(("query", "nonsense")), headers={"Origin": "https://example.org"})
    preflight = client.options(
        "/sparql",
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"},
    )

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert refusal.headers["Access-Control-Allow-Origin"] == "*"
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_answers_and_refusals_vary_on_accept(client: FlaskClient) -> None:
    for address in (url(("query", SELECT)), url(("query", "nonsense")), "/sparql"):
        assert "Accept" in client.get(address).vary


def test_without_a_query_a_program_gets_the_service_description(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "application/n-triples"})

    assert response.content_type == "application/n-triples"
    text = response.text
    assert "sparql-service-description#endpoint> <http://localhost/sparql>" in text
    assert "#UnionDefaultGraph>" in text
    assert f"<{BASE}graph/events/letters>" in text


def test_without_a_query_a_browser_gets_a_form(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": BROWSER}).text

    assert '<form action="/sparql" method="get"' in page
    assert "<textarea" in page


def test_an_empty_query_is_a_syntax_error(client: FlaskClient) -> None:
    assert problem(client.get("/sparql?query="))["status"] == 400


def test_a_browser_gets_a_table_with_the_query_above(client: FlaskClient) -> None:
    page = client.get(url(("query", SELECT)), headers={"Accept": BROWSER}).text

    assert "<caption>Answer: 1 row</caption>" in page
    assert '<a href="/page/id/event/letter"' in page
    assert "eventDate&gt; ?date" in page
    assert "format=csv" in page


def test_a_browser_sees_yes_or_no(client: FlaskClient) -> None:
    page = client.get(url(("query", "ASK {}")), headers={"Accept": BROWSER}).text

    assert ">Yes</p>" in page


def test_a_browser_sees_triples_as_turtle(client: FlaskClient) -> None:
    page = client.get(url(("query", CONSTRUCT)), headers={"Accept": BROWSER}).text

    assert "event:letter tri:eventDate" in page


def test_a_browser_keeps_its_query_when_it_is_wrong(client: FlaskClient) -> None:
    response = client.get(url(("query", "SELECT <x> oops")), headers={"Accept": BROWSER})

    assert response.status_code == 400
    assert "SELECT &lt;x&gt; oops</textarea>" in response.text


def test_a_long_query_by_get_is_answered(client: FlaskClient) -> None:
    values = " ".join(f"<http://e/{number}>" for number in range(2_000))

    response = client.get(f"/sparql?query={quote(f'SELECT * {{ VALUES ?x {{ {values} }} }}')}")

    solutions = pyoxigraph.parse_query_results(response.data, QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    assert len(list(solutions)) == 2_000
