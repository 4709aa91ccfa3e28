"""The Graph Store Protocol, rule by rule."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

from trilogue.access import Access
from trilogue.content import Content
from trilogue.engine.model import Engine
from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.parse import parse_bytes
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

BASE = "https://w3id.org/trilogue/"
TURTLE = "text/turtle"
TRIPLE = "<http://e/s> <http://e/p> 1 ."
OTHER = "<http://e/s> <http://e/p> 2 ."
INDIRECT = f"/graphs?graph={quote('http://e/g', safe='')}"
DIRECT = "/graphs/people/1.ttl"
DEFAULT = "/graphs?default"
ADDRESSES = {"indirect": INDIRECT, "direct": DIRECT, "default": DEFAULT}
ACTORS = f"/graphs?graph={BASE}graph/actors"

named = pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return Access(tmp_path / "tokens.json")


@pytest.fixture
def reader(
    small_store: Store, small_content: Content, engine_over: Callable[..., Engine], access: Access
) -> FlaskClient:
    return create_app(Settings(), engine_over(small_store), small_content, access).test_client()


@pytest.fixture
def client(reader: FlaskClient, access: Access) -> FlaskClient:
    """A client that may write."""
    _, secret = access.create("maintainer", "test", 1, "Ada")
    maintainer = reader.application.test_client()
    maintainer.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return maintainer


def triples(response: Any, format_: GraphFormat = GRAPH_FORMATS[0]) -> set[str]:
    assert response.status_code == 200
    return {str(quad.triple) for quad in parse_bytes(response.data, format_, None, "x").quads}


def problem(response: Any) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    return body


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_everybody_reads_a_graph_in_each_format(reader: FlaskClient, format_: GraphFormat) -> None:
    by_header = reader.get(ACTORS, headers={"Accept": format_.media_type})
    by_word = reader.get(f"{ACTORS}&format={format_.suffix}", headers={"Accept": "text/csv"})

    assert by_header.content_type == by_word.content_type == format_.content_type
    assert triples(by_header, format_) == triples(by_word, format_)
    assert "europ" in str(triples(by_header, format_)).lower()


def test_head_is_get_without_the_body(reader: FlaskClient) -> None:
    got, head = reader.get(ACTORS), reader.head(ACTORS)

    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", [INDIRECT, DIRECT])
def test_a_graph_that_is_not_there_is_404(client: FlaskClient, method: str, address: str) -> None:
    assert client.open(address, method=method).status_code == 404


def test_deleting_a_graph_that_is_not_there_is_404(client: FlaskClient) -> None:
    assert client.delete(INDIRECT).status_code == 404


def test_the_unnamed_graph_is_always_there(reader: FlaskClient) -> None:
    assert triples(reader.get(DEFAULT)) == set()


@named
def test_put_replaces_and_post_adds(client: FlaskClient, address: str) -> None:
    made = client.put(address, data=TRIPLE, content_type=TURTLE)
    added = client.post(address, data=OTHER, content_type=TURTLE)
    both = triples(client.get(address))
    replaced = client.put(address, data=OTHER, content_type=f"{TURTLE}; charset=utf-8")

    assert [made.status_code, added.status_code, replaced.status_code] == [201, 204, 204]
    assert len(both) == 2
    assert len(triples(client.get(address))) == 1
    assert replaced.headers["Trilogue-Dataset-Version"] != made.headers["Trilogue-Dataset-Version"]


@named
def test_delete_removes_everything(client: FlaskClient, address: str) -> None:
    client.put(address, data=TRIPLE, content_type=TURTLE)

    assert client.delete(address).status_code == 204
    found = client.get(address)
    assert found.status_code == 404 or triples(found) == set()


def test_an_empty_graph_is_there_after_put(client: FlaskClient) -> None:
    assert client.put(INDIRECT, data="", content_type=TURTLE).status_code == 201
    assert triples(client.get(INDIRECT)) == set()


def test_an_address_below_graphs_is_named_under_the_base(client: FlaskClient) -> None:
    client.put(DIRECT, data=TRIPLE, content_type=TURTLE)

    assert len(triples(client.get(f"/graphs?graph={BASE}graphs/people/1.ttl"))) == 1


def test_percent_encoding_is_undone_once(client: FlaskClient) -> None:
    client.put("/graphs?graph=http://e/%31", data=TRIPLE, content_type=TURTLE)

    assert client.get("/graphs?graph=http%3A%2F%2Fe%2F1").status_code == 200
    assert client.get("/graphs?graph=http://e/%2531").status_code == 404


def test_post_to_the_store_makes_a_graph(client: FlaskClient) -> None:
    response = client.post("/graphs", data="<> <http://e/p> 1 .", content_type=TURTLE)

    assert response.status_code == 201
    location = response.headers["Location"]
    path = urlsplit(location).path
    assert location == f"http://localhost{path}"
    assert path.startswith("/graphs/")
    (triple,) = triples(client.get(path))
    assert f"<{BASE}graphs/{path.removeprefix('/graphs/')}>" in triple
    assert triples(client.get(f"/graphs?graph={location}")) == {triple}


@named
def test_relative_iris_resolve_against_the_graph(client: FlaskClient, address: str) -> None:
    client.put(address, data="<x> <http://e/p> 1 .", content_type=TURTLE)

    (triple,) = triples(client.get(address))
    base = {INDIRECT: "http://e/x", DIRECT: f"{BASE}graphs/people/x", DEFAULT: "http://localhost/x"}
    assert f"<{base[address]}>" in triple


def test_several_files_in_a_form_are_taken_together(client: FlaskClient) -> None:
    files = {
        "one": (BytesIO(TRIPLE.encode()), "one.ttl", TURTLE),
        "two": (BytesIO(OTHER.encode()), "two.trig", "application/trig"),
    }

    response = client.post(INDIRECT, data=files)
    assert response.status_code == 201, response.text
    assert len(triples(client.get(INDIRECT))) == 2


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("address", ["/graphs", *ADDRESSES.values()])
def test_who_has_no_token_writes_nothing(
    reader: FlaskClient, small_store: Store, access: Access, method: str, address: str
) -> None:
    before = small_store.count()
    lower = {"Authorization": f"Bearer {access.create('reviewer', 'x', 1, 'Ada')[1]}"}

    nobody = reader.open(address, method=method, data=TRIPLE, content_type=TURTLE)
    somebody = reader.open(address, method=method, data=TRIPLE, content_type=TURTLE, headers=lower)

    assert (nobody.status_code, somebody.status_code) == (401, 403)
    assert nobody.headers["WWW-Authenticate"].startswith("Bearer")
    assert small_store.count() == before


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/graphs?graph=relative", "graph"),
        ("/graphs?graph=", "graph"),
        ("/graphs?graph=http://e/1&graph=http://e/2", "graph"),
        ("/graphs?graph=http://e/1&default", "graph"),
        ("/graphs?default=yes", "default"),
        ("/graphs?default&default", "default"),
        ("/graphs?format=ttl", "graph"),
        ("/graphs?graphs=http://e/1", "graphs"),
        ("/graphs?default&format=csv", "format"),
        (f"{DIRECT}?default", "default"),
    ],
)
def test_parameters_are_read_strictly(client: FlaskClient, address: str, parameter: str) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert problem(response)["parameter"] == parameter


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_write_without_a_graph_is_400(client: FlaskClient, method: str) -> None:
    response = client.open("/graphs", method=method, data=TRIPLE, content_type=TURTLE)

    assert problem(response)["parameter"] == "graph"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (TRIPLE, "", 415),
        (TRIPLE, "text/plain", 415),
        (TRIPLE, "ttl", 415),
        (TRIPLE, f"{TURTLE}; charset=utf-16", 400),
        ("<http://e/s> <http://e/p>\n  oops .", TURTLE, 400),
        ("{", "application/ld+json", 400),
        ('{"@context": "http://127.0.0.1:9/c", "@id": "x", "a": 1}', "application/ld+json", 400),
        ("", "multipart/form-data; boundary=x", 400),
    ],
)
def test_a_document_that_cannot_be_read_changes_nothing(
    client: FlaskClient, small_store: Store, body: str, content_type: str, status: int
) -> None:
    before = small_store.count()

    for method in ("PUT", "POST"):
        response = client.open(INDIRECT, method=method, data=body, content_type=content_type)
        assert problem(response)["status"] == status
    assert small_store.count() == before


def test_a_broken_document_is_told_by_line_and_column(client: FlaskClient) -> None:
    body = problem(client.put(INDIRECT, data="<http://e/s>\n  oops .", content_type=TURTLE))

    assert body["line"] == 2
    assert body["column"]


def test_a_field_that_is_no_file_is_refused(client: FlaskClient) -> None:
    response = client.post(INDIRECT, data={"x": TRIPLE}, content_type="multipart/form-data")

    assert problem(response)["parameter"] == "x"


def test_an_encoded_document_is_refused(client: FlaskClient) -> None:
    response = client.put(
        INDIRECT, data=TRIPLE, content_type=TURTLE, headers={"Content-Encoding": "gzip"}
    )

    assert response.status_code == 415


def test_one_broken_file_of_several_changes_nothing(client: FlaskClient) -> None:
    files = {
        "one": (BytesIO(TRIPLE.encode()), "one.ttl", TURTLE),
        "two": (BytesIO(b"oops"), "two.ttl", TURTLE),
    }

    assert client.post(INDIRECT, data=files).status_code == 400
    assert client.get(INDIRECT).status_code == 404


def test_a_document_beyond_the_limit_is_413(
    small_store: Store, small_content: Content, engine_over: Callable[..., Engine], access: Access
) -> None:
    settings = Settings(max_upload_bytes=20)
    client = create_app(settings, engine_over(small_store), small_content, access).test_client()
    header = {"Authorization": f"Bearer {access.create('maintainer', 'x', 1, 'Ada')[1]}"}

    response = client.put(INDIRECT, data=TRIPLE, content_type=TURTLE, headers=header)

    assert response.status_code == 413


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_write_may_be_bound_to_what_was_read(client: FlaskClient, method: str) -> None:
    client.put(INDIRECT, data=TRIPLE, content_type=TURTLE)
    tag = client.get(INDIRECT, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    client.post(INDIRECT, data=OTHER, content_type=TURTLE)
    new = client.get(INDIRECT).headers["ETag"]

    def write(tag: str) -> int:
        return client.open(
            INDIRECT, method=method, data=TRIPLE, content_type=TURTLE, headers={"If-Match": tag}
        ).status_code

    assert write(tag) == 412
    assert write(f"W/{new}") == 412
    assert len(triples(client.get(INDIRECT))) == 2
    assert write(new) == 204


def test_a_graph_is_made_only_where_there_is_none(client: FlaskClient) -> None:
    def put(name: str) -> int:
        return client.put(
            INDIRECT, data=TRIPLE, content_type=TURTLE, headers={name: "*"}
        ).status_code

    assert put("If-Match") == 412
    assert put("If-None-Match") == 201
    assert put("If-None-Match") == 412
    assert put("If-Match") == 204


def test_a_graph_has_a_tag_that_saves_the_next_answer(reader: FlaskClient) -> None:
    tag = reader.get(ACTORS).headers["ETag"]

    assert not tag.startswith("W/")
    for known in (tag, f"W/{tag}", "*"):
        assert reader.get(ACTORS, headers={"If-None-Match": known}).status_code == 304
    assert reader.get(INDIRECT, headers={"If-None-Match": "*"}).status_code == 404


def test_a_program_gets_the_list_of_graphs(client: FlaskClient) -> None:
    client.put(INDIRECT, data=TRIPLE, content_type=TURTLE)

    found = triples(client.get("/graphs", headers={"Accept": TURTLE}))

    assert any("<http://e/g>" in triple and "#name>" in triple for triple in found)
    page = client.get("/graphs", headers={"Accept": "text/html"}).text
    assert "written over HTTP" in page
    assert '"/graphs?graph=http://e/g&amp;format=ttl"' in page


def test_other_methods_are_405(client: FlaskClient) -> None:
    response = client.patch(INDIRECT)

    assert response.status_code == 405
    assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= set(response.headers["Allow"].split(", "))
