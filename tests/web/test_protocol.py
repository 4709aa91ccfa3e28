"""Updates, limits, codings, kept answers and bodies in files, at the HTTP surface."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import zstandard
from flask import Response, request
from flask.testing import FlaskClient
from pyoxigraph import Literal

from trilogue.access import Access
from trilogue.content import Content
from trilogue.engine.model import Asked, Body, Engine
from trilogue.errors import (
    AskerGone,
    EngineError,
    MemoryExceeded,
    QueryTimeout,
    ServiceBusy,
    TrilogueError,
    WriteRefused,
)
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

SELECT = "SELECT ?s ?date WHERE { ?s <https://w3id.org/trilogue/ns/eventDate> ?date }"
INSERT = "INSERT DATA { <http://e/s> <http://e/p> 1 }"
FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"
QUERY = "application/sparql-query"


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return Access(tmp_path / "tokens.json")


@pytest.fixture
def writer(access: Access) -> dict[str, str]:
    """The header of somebody who may write."""
    return {"Authorization": f"Bearer {access.create('maintainer', 'test', 1, 'Ada')[1]}"}


@pytest.fixture
def engine(small_store: Store, engine_over: Callable[..., Engine]) -> Engine:
    return engine_over(small_store)


@pytest.fixture
def client(engine: Engine, small_content: Content, access: Access) -> FlaskClient:
    return create_app(Settings(), engine, small_content, access).test_client()


def url(*pairs: tuple[str, str]) -> str:
    return f"/sparql?{urlencode(pairs)}"


def ask(client: FlaskClient, query: str) -> bool:
    found: bool = json.loads(client.get(url(("query", query))).data)["boolean"]
    return found


def problem(response: Any) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    return body


@pytest.mark.parametrize("content_type", [UPDATE, f"{UPDATE}; charset=utf-8", FORM])
def test_a_maintainer_updates_and_the_next_answer_knows(
    client: FlaskClient, writer: dict[str, str], content_type: str
) -> None:
    before = client.get(url(("query", SELECT))).headers
    body = urlencode({"update": INSERT}) if content_type == FORM else INSERT

    response = client.post("/sparql", data=body, content_type=content_type, headers=writer)

    after = client.get(url(("query", SELECT))).headers
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Trilogue-Dataset-Version"] == after["Trilogue-Dataset-Version"]
    assert before["ETag"] != after["ETag"]
    assert ask(client, "ASK { <http://e/s> <http://e/p> 1 }")


@pytest.mark.parametrize("content_type", [UPDATE, FORM])
def test_an_update_without_a_good_token_is_401(
    client: FlaskClient, small_store: Store, content_type: str
) -> None:
    before = small_store.count()
    body = urlencode({"update": "DROP ALL"}) if content_type == FORM else "DROP ALL"

    for header in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": "token=x"}):
        response = client.post("/sparql", data=body, content_type=content_type, headers=header)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert small_store.count() == before


@pytest.mark.parametrize("role", ["reader", "contributor", "reviewer"])
def test_an_update_of_a_lower_role_is_403(client: FlaskClient, access: Access, role: Any) -> None:
    header = {"Authorization": f"Bearer {access.create(role, 'test', 1, 'Ada')[1]}"}

    response = client.post("/sparql", data="DROP ALL", content_type=UPDATE, headers=header)

    assert response.status_code == 403
    assert problem(response)["role"] == "maintainer"


@pytest.mark.parametrize(
    ("address", "body", "content_type"),
    [
        ("/sparql", urlencode({"update": INSERT, "query": "ASK {}"}), FORM),
        ("/sparql", urlencode([("update", INSERT), ("update", INSERT)]), FORM),
        ("/sparql", urlencode({"update": INSERT, "format": "json"}), FORM),
        ("/sparql", urlencode({"update": INSERT, "default-graph-uri": "http://e/g"}), FORM),
        ("/sparql?using-graph-uri=g", INSERT, UPDATE),
        ("/sparql?query=ASK+%7B%7D", INSERT, UPDATE),
        ("/sparql?update=x", INSERT, UPDATE),
        ("/sparql?update=CLEAR+ALL", "", FORM),
        ("/sparql", "CLEAR XYZ", UPDATE),
        ("/sparql", INSERT.encode("utf-16"), UPDATE),
        ("/sparql", INSERT, f"{UPDATE}; charset=UTF-16"),
        ("/sparql?using-graph-uri=http%3A%2F%2Fe%2Fg", f"WITH <http://e/g> {INSERT}", UPDATE),
    ],
)
def test_updates_are_read_strictly(
    client: FlaskClient,
    small_store: Store,
    writer: dict[str, str],
    address: str,
    body: str | bytes,
    content_type: str,
) -> None:
    before = small_store.count()

    response = client.post(address, data=body, content_type=content_type, headers=writer)

    assert response.status_code == 400
    assert small_store.count() == before


def test_an_update_in_the_address_is_400_even_for_a_maintainer(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    response = client.get(url(("update", INSERT)), headers=writer)

    assert response.status_code == 400
    assert problem(response)["parameter"] == "update"


def test_the_dataset_parameters_of_an_update_are_heeded(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    client.post(
        "/sparql?using-graph-uri=http%3A%2F%2Fe%2Fnone",
        data="INSERT { <http://e/s> <http://e/p> ?o } WHERE { ?s ?p ?o }",
        content_type=UPDATE,
        headers=writer,
    )

    assert not ask(client, "ASK { <http://e/s> <http://e/p> ?o }")


@pytest.mark.parametrize("update", ["LOAD <http://127.0.0.1:9/>", "\\u004cOAD <file:///etc/x>"])
def test_an_update_that_could_fetch_is_403(
    client: FlaskClient, writer: dict[str, str], update: str
) -> None:
    response = client.post("/sparql", data=update, content_type=UPDATE, headers=writer)

    assert response.status_code == 403
    assert problem(response)["type"] == "/problems#service-refused"


def test_a_maintainer_may_send_more_than_others(
    engine: Engine, small_content: Content, access: Access, writer: dict[str, str]
) -> None:
    settings = Settings(max_query_bytes=10, max_upload_bytes=100_000)
    client = create_app(settings, engine, small_content, access).test_client()
    body = {"update": f'INSERT DATA {{ <http://e/s> <http://e/p> "{"x" * 40_000}" }}'}

    assert client.post("/sparql", data=body).status_code == 413
    assert client.post("/sparql", data=body, headers=writer).status_code == 204
    body["update"] *= 3
    assert client.post("/sparql", data=body, headers=writer).status_code == 413


def test_relative_iris_resolve_against_the_endpoint(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    update = "INSERT DATA { <s> <p> <o> }"

    client.post("/sparql", data=update, content_type=UPDATE, headers=writer)

    assert ask(client, "ASK { <http://localhost/s> <http://localhost/p> <o> }")
    response = client.get(url(("query", "SELECT * {\n <s> <p> oops }")))
    assert problem(response)["line"] == 2


HOSTS = [
    "e/> ASK { SERVICE <http://127.0.0.1:9/> {} } #",
    "e/>LOAD<http://127.0.0.1:9/>;BASE<http://e",
    "a b",
    "e/\t",
]


@pytest.mark.parametrize("host", HOSTS)
def test_the_host_header_never_becomes_part_of_the_text(
    client: FlaskClient, small_store: Store, writer: dict[str, str], host: str
) -> None:
    """A base goes before the text after the text was found harmless."""
    headers = {**writer, "Host": host}

    asked = client.get(url(("query", "ASK { <s> ?p ?o }")), headers=headers)
    made = client.post(
        "/sparql", data="INSERT DATA { <s> <p> 42 }", content_type=UPDATE, headers=headers
    )
    described = client.get("/sparql", headers={"Host": host, "Accept": "text/turtle"})
    created = client.post("/graphs", data="", content_type="text/turtle", headers=headers)

    statuses = {each.status_code for each in (asked, made, described, created)}
    assert statuses <= {200, 201, 204, 400}
    (quad,) = small_store.quads(object=Literal(42))
    assert str(quad.subject).endswith("/s>")
    assert b"true" not in asked.data


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0.5, identity;q=0.9", None),
        ("*", None),
        ("br", None),
        ("identity;q=0, *", "gzip"),
        ("*;q=0, zstd", "zstd"),
        ("gzip;q=oops, zstd;q=2", None),
    ],
)
@pytest.mark.parametrize("address", [url(("query", SELECT)), "/problems"])
def test_the_content_coding_is_the_one_asked_for(
    client: FlaskClient, header: str | None, coding: str | None, address: str
) -> None:
    plain = client.get(address).data

    response = client.get(address, headers={"Accept-Encoding": header} if header else {})

    assert response.headers.get("Content-Encoding") == coding
    assert response.headers["Content-Length"] == str(len(response.data))
    assert "Accept-Encoding" in response.vary
    decode: dict[str | None, Callable[[bytes], bytes]] = {
        None: bytes,
        "gzip": gzip.decompress,
        "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    }
    assert decode[coding](response.data) == plain


@pytest.mark.parametrize("header", ["identity;q=0", "*;q=0", "identity;q=0, br"])
def test_excluding_every_coding_is_406(client: FlaskClient, header: str) -> None:
    response = client.get(url(("query", SELECT)), headers={"Accept-Encoding": header})

    assert response.status_code == 406
    assert "gzip" in problem(response)["offered"]


def test_each_coding_has_a_tag_of_its_own(client: FlaskClient) -> None:
    for address in (url(("query", SELECT)), "/"):
        tags = {
            client.get(address, headers={"Accept-Encoding": coding}).headers["ETag"]
            for coding in ("identity", "gzip", "zstd")
        }
        assert len(tags) == 3


def test_the_second_answer_is_a_kept_one_until_something_changes(
    client: FlaskClient, writer: dict[str, str]
) -> None:
    address = url(("query", SELECT))
    first = client.get(address)
    second = client.post("/sparql", data={"query": SELECT})
    client.post("/sparql", data=INSERT, content_type=UPDATE, headers=writer)
    third = client.get(address)

    assert [each.headers["Cache-Status"] for each in (first, second, third)] == [
        "trilogue; fwd=miss; stored",
        "trilogue; hit",
        "trilogue; fwd=miss; stored",
    ]
    assert first.data == second.data


def test_a_kept_answer_is_of_one_query_dataset_format_and_coding(client: FlaskClient) -> None:
    graph = ("default-graph-uri", "http://e/g")
    named = ("named-graph-uri", "http://e/g")
    asked: list[tuple[list[tuple[str, str]], dict[str, str]]] = [
        ([("query", SELECT)], {}),
        ([("query", SELECT + " ")], {}),
        ([("query", SELECT), graph], {}),
        ([("query", SELECT), named], {}),
        ([("query", SELECT), ("format", "csv")], {}),
        ([("query", SELECT)], {"Accept-Encoding": "gzip"}),
    ]
    for pairs, headers in asked:
        assert "hit" not in client.get(url(*pairs), headers=headers).headers["Cache-Status"]
    for pairs, headers in asked:
        assert "hit" in client.get(url(*pairs), headers=headers).headers["Cache-Status"]


@pytest.mark.parametrize("function", ["NOW()", "rand()", "UUID()", "STRUUID()", "\\u004eOW()"])
def test_an_answer_that_changes_by_itself_is_not_kept(client: FlaskClient, function: str) -> None:
    response = client.get(url(("query", f"SELECT ({function} AS ?x) {{}}")))

    assert "Cache-Status" not in response.headers
    assert "ETag" not in response.headers


def test_no_answer_is_kept_where_that_is_off(engine: Engine, small_content: Content) -> None:
    client = create_app(Settings(cache_bytes=0), engine, small_content).test_client()

    for _ in range(2):
        assert "Cache-Status" not in client.get(url(("query", SELECT))).headers


LARGE = "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 9 } " + "".join(
    f"VALUES ?{name} {{ 1 2 3 4 5 6 7 8 9 }} " for name in "bcd"
)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_large_answer_is_sent_whole_from_a_file(client: FlaskClient, coding: str) -> None:
    address = url(("query", f"{LARGE} }}"), ("format", "xml"))
    bodies: list[Body | None] = []

    @client.application.after_request
    def look(response: Response) -> Response:
        bodies.append(request.environ.get("trilogue.body"))
        return response

    for status in ("fwd=miss", "hit"):
        response = client.get(address, headers={"Accept-Encoding": coding})
        data = gzip.decompress(response.data) if coding == "gzip" else response.data
        assert response.headers["Content-Length"] == str(len(response.data))
        assert data.count(b"<result>") == 9**4
        assert status in response.headers["Cache-Status"]
    assert all((body is not None) == (len(response.data) > 262_144) for body in bodies)

    head = client.head(address, headers={"Accept-Encoding": coding})
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(response.data)))


def test_a_page_shows_the_beginning_of_a_large_answer(client: FlaskClient) -> None:
    large = client.get(url(("query", f"{LARGE} VALUES ?e {{ 1 2 3 }} }}"), ("format", "html")))

    assert "19683 rows, the first 1000 shown" in large.text
    assert large.text.count("<tr>") < 1_100


def test_every_answer_tells_the_limits(client: FlaskClient) -> None:
    limits = "seconds=10, solutions=500000, bytes=64000000, memory=1000000000, query-bytes=100000"
    page, wrong = url(("query", SELECT), ("format", "html")), url(("query", "oops"))
    for address in ("/sparql", url(("query", SELECT)), page, wrong):
        assert client.get(address).headers["Trilogue-Limits"] == limits


@pytest.mark.parametrize(
    ("error", "status", "members"),
    [
        (QueryTimeout("Too long.", "query_seconds"), 504, {"limit": "query_seconds"}),
        (QueryTimeout("Too long.", "query_seconds"), 504, {"allowed": 10}),
        (MemoryExceeded("Too much.", "query_memory_bytes"), 422, {"limit": "query_memory_bytes"}),
        (ServiceBusy("Too many.", "max_waiting"), 503, {"allowed": 64}),
        (AskerGone("Nobody waits."), 503, {}),
        (EngineError("Not there."), 502, {}),
    ],
)
def test_what_ends_an_evaluation_has_a_status_and_tells_the_limit(
    client: FlaskClient,
    engine: Any,
    error: TrilogueError,
    status: int,
    members: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_view: object, _asked: Asked) -> None:
        raise error

    monkeypatch.setattr(type(engine.view()), "answer", fail)

    response = client.get(url(("query", SELECT)))

    assert response.status_code == status
    assert members.items() <= problem(response).items()
    assert ("Retry-After" in response.headers) == isinstance(error, ServiceBusy)


def test_a_dataset_that_takes_no_writes_is_403(
    client: FlaskClient, engine: Any, writer: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_engine: object, _change: object) -> None:
        raise WriteRefused("This dataset takes no writes.")

    monkeypatch.setattr(type(engine), "write", refuse)

    response = client.post("/sparql", data=INSERT, content_type=UPDATE, headers=writer)

    assert response.status_code == 403


def test_the_server_may_watch_an_evaluation(
    client: FlaskClient, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Asked] = []
    answer = type(engine.view()).answer

    def look(view: Any, asked: Asked) -> Any:
        seen.append(asked)
        return answer(view, asked)

    def watch(_: Callable[[], None]) -> None:
        pass

    monkeypatch.setattr(type(engine.view()), "answer", look)

    client.get(url(("query", SELECT)), environ_overrides={"trilogue.watch": watch})
    client.get(url(("query", SELECT + " ")))

    assert [asked.watch for asked in seen] == [watch, None]


@pytest.mark.parametrize("address", ["/", "/sparql", "/graphs", "/graphs/x", "/healthz", "/id/x"])
def test_every_site_may_read_and_none_may_write(client: FlaskClient, address: str) -> None:
    response = client.options(
        address,
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"},
    )

    assert response.status_code == 204
    assert {"GET", "HEAD", "OPTIONS"} <= set(response.headers["Allow"].split(", "))
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert "PUT" not in response.headers["Access-Control-Allow-Methods"]
    assert "Authorization" not in response.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_page_of_another_site_may_read_every_header_of_ours(client: FlaskClient) -> None:
    response = client.get(url(("query", SELECT)))

    exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
    ours = [name for name, _ in response.headers if name.startswith("Trilogue-")]
    assert {*ours, "ETag", "Cache-Status"} <= set(exposed)
