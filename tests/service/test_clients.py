"""Programs that people use get from the running service what they ask for."""

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import Dataset, Graph, Literal, URIRef, Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from served import Server, bearer
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper

TRI = "https://w3id.org/trilogue/ns/"
SELECT = f"SELECT ?claim WHERE {{ ?claim a <{TRI}Claim> }} ORDER BY ?claim LIMIT 3"
ASK = f"ASK {{ ?claim a <{TRI}Claim> }}"
CONSTRUCT = f"CONSTRUCT {{ ?claim a <{TRI}Claim> }} WHERE {{ ?claim a <{TRI}Claim> }} LIMIT 3"
DESCRIBE = f"DESCRIBE ?claim WHERE {{ ?claim a <{TRI}Claim> }} ORDER BY ?claim LIMIT 1"
CLAIM = "https://w3id.org/trilogue/id/claim/0"
TARGET = "http://e/graph/clients"

Start = Callable[..., Server]
Writable = tuple[Server, str]

# rdflib and SPARQLWrapper leave it to the garbage collector to close what they opened.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

# What rdflib's parsers call the format, and what it must be asked for beyond the Accept header that
# rdflib sends: for N-Triples that names a media type of long ago, for N-Quads it names none.
PARSED = {
    "turtle": "",
    "nt": "&format=nt",
    "xml": "",
    "json-ld": "",
    "trig": "",
    "nquads": "&format=nq",
}


@pytest.fixture(scope="module")
def server(start: Start) -> Server:
    return start()


# -- SPARQLWrapper --------------------------------------------------------------------------------


def claims_in_json(found: Any) -> int:
    return len(found["results"]["bindings"])


def claims_in_xml(found: Any) -> int:
    return len(found.getElementsByTagName("result"))


def lines(found: Any) -> int:
    assert isinstance(found, bytes)
    return len(found.splitlines()) - 1


def triples_in(format_: str) -> Callable[[Any], int]:
    return lambda found: len(Graph().parse(data=found, format=format_))


def triples(found: Any) -> int:
    assert isinstance(found, Graph)
    return len(found)


WRAPPED = {
    "select-json": (SELECT, JSON, claims_in_json, 3),
    "select-xml": (SELECT, XML, claims_in_xml, 3),
    "select-csv": (SELECT, CSV, lines, 3),
    "select-tsv": (SELECT, TSV, lines, 3),
    "ask-json": (ASK, JSON, lambda found: found["boolean"], True),
    "ask-xml": (
        ASK,
        XML,
        lambda found: found.getElementsByTagName("boolean")[0].firstChild.data,
        "true",
    ),
    "construct-turtle": (CONSTRUCT, TURTLE, triples_in("turtle"), 3),
    "construct-n3": (CONSTRUCT, N3, triples_in("n3"), 3),
    "construct-rdf-xml": (CONSTRUCT, RDFXML, triples, 3),
    "construct-xml": (CONSTRUCT, XML, triples, 3),
    "construct-json-ld": (CONSTRUCT, JSONLD, triples, 3),
    "describe-turtle": (DESCRIBE, TURTLE, triples_in("turtle"), 8),
    "describe-n3": (DESCRIBE, N3, triples_in("n3"), 8),
    "describe-rdf-xml": (DESCRIBE, RDFXML, triples, 8),
    "describe-json-ld": (DESCRIBE, JSONLD, triples, 8),
}


@pytest.mark.parametrize(
    ("method", "request_method"),
    [(GET, None), (POST, None), (POST, POSTDIRECTLY)],
    ids=["get", "post-form", "post-directly"],
)
@pytest.mark.parametrize("name", WRAPPED)
# The clients' own use of what rdflib is about to drop.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
def test_sparqlwrapper(server: Server, name: str, method: str, request_method: str | None) -> None:
    query, format_, measure, expected = WRAPPED[name]
    client = Wrapper(f"{server.address}/sparql")
    client.setQuery(query)
    client.setMethod(method)
    if request_method is not None:
        client.setRequestMethod(request_method)
    client.setReturnFormat(format_)

    found = client.queryAndConvert()

    assert measure(found) == expected


def test_sparqlwrapper_updates_with_a_token(writable: Writable) -> None:
    server, token = writable
    client = Wrapper(f"{server.address}/sparql")
    client.addCustomHttpHeader("Authorization", f"Bearer {token}")
    client.setMethod(POST)
    client.setQuery(f"INSERT DATA {{ GRAPH <{TARGET}> {{ <http://e/a> <http://e/b> 1 }} }}")

    client.query()

    assert len(server.query(f"SELECT * {{ GRAPH <{TARGET}> {{ ?s ?p ?o }} }}").solutions()) == 1
    assert server.update(f"DROP GRAPH <{TARGET}>", token).status == 204


# -- rdflib ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format_", ["xml", "json", "csv", "tsv"])
def test_rdflib_store(server: Server, format_: str, method: str) -> None:
    store = SPARQLStore(f"{server.address}/sparql", returnFormat=format_, method=method)

    rows = list(store.query(SELECT))
    assert len(rows) == 3
    assert str(rows[0][0]) == CLAIM  # type: ignore[index]
    assert len(list(store.query(CONSTRUCT))) == 3
    if format_ in ("xml", "json"):  # CSV and TSV have no booleans
        assert store.query(ASK).askAnswer is True


def test_rdflib_graph_over_the_service(server: Server) -> None:
    graph = Graph(SPARQLStore(f"{server.address}/sparql"))

    assert len(list(graph.triples((URIRef(CLAIM), None, None)))) == 8
    found = graph.query(SELECT, initBindings={Variable("claim"): URIRef(CLAIM)})
    assert {row[0] for row in found} == {URIRef(CLAIM)}  # type: ignore[index]


@pytest.mark.parametrize("format_", PARSED)
# rdflib's own parsers use names that rdflib has given up.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_a_query_by_its_address(server: Server, format_: str) -> None:
    dataset = Dataset()

    query = quote(CONSTRUCT)
    dataset.parse(f"{server.address}/sparql?query={query}{PARSED[format_]}", format=format_)

    assert len(list(dataset.quads())) == 3


def test_rdflib_update_store_with_a_token(writable: Writable) -> None:
    server, token = writable
    address = f"{server.address}/sparql"
    store = SPARQLUpdateStore(address, address, headers=bearer(token), autocommit=True)
    graph = Graph(store, identifier=URIRef(TARGET))
    triple = (URIRef("http://e/a"), URIRef("http://e/says"), Literal('ä " \n', "en"))

    graph.add(triple)
    assert set(graph) == {triple}

    graph.remove(triple)
    assert set(graph) == set()


def test_rdflib_update_store_without_a_token_is_refused(writable: Writable) -> None:
    server, _ = writable
    address = f"{server.address}/sparql"
    store = SPARQLUpdateStore(address, address, autocommit=True)
    graph = Graph(store, identifier=URIRef(TARGET))

    with pytest.raises(Exception, match="401"):
        graph.add((URIRef("http://e/a"), URIRef("http://e/b"), Literal(1)))


# -- curl -----------------------------------------------------------------------------------------

CURL = shutil.which("curl")
with_curl = pytest.mark.skipif(CURL is None, reason="curl is not installed")


def curl(*arguments: str, data: bytes = b"") -> bytes:
    assert CURL is not None
    command = [CURL, "--silent", "--show-error", "--fail", "--noproxy", "*", *arguments]
    return subprocess.run(command, check=True, input=data, capture_output=True, timeout=30).stdout


ASKED_BY_CURL = {
    "get": ["--get", "--data-urlencode", f"query={SELECT}"],
    "get-form": ["--get", "--data-urlencode", f"query={SELECT}", "--data", "format=json"],
    "post-form": ["--data-urlencode", f"query={SELECT}"],
    "post-directly": ["-H", "Content-Type: application/sparql-query", "--data-binary", SELECT],
    "post-directly-with-a-charset": [
        "-H",
        "Content-Type: application/sparql-query; charset=utf-8",
        "--data-binary",
        SELECT,
    ],
    "compressed": ["--compressed", "--data-urlencode", f"query={SELECT}"],
    "chunked": [
        "-H",
        "Transfer-Encoding: chunked",
        "-H",
        "Content-Type: application/sparql-query",
        "--data-binary",
        SELECT,
    ],
    "expecting": ["-H", "Expect: 100-continue", "--data-urlencode", f"query={SELECT}"],
    "old": ["--http1.0", "--get", "--data-urlencode", f"query={SELECT}"],
}


@with_curl
@pytest.mark.parametrize("name", ASKED_BY_CURL)
def test_curl_asks(server: Server, name: str) -> None:
    accept = ["-H", "Accept: application/sparql-results+json"]

    found = curl(*ASKED_BY_CURL[name], *accept, f"{server.address}/sparql")

    assert len(json.loads(found)["results"]["bindings"]) == 3


@with_curl
def test_curl_asks_by_head(server: Server) -> None:
    found = curl("--head", f"{server.address}/sparql?query={quote(SELECT)}").decode().lower()

    assert found.startswith("http/1.1 200")
    assert "content-length: " in found


@with_curl
def test_curl_saves_a_large_answer_whole(server: Server) -> None:
    query = "SELECT * { ?s ?p ?o }"
    accept = ["-H", "Accept: text/csv"]

    found = curl(*accept, "--get", "--data-urlencode", f"query={query}", f"{server.address}/sparql")

    assert len(found.splitlines()) == 6_001


@with_curl
def test_curl_puts_reads_and_deletes_a_graph(writable: Writable) -> None:
    server, token = writable
    address = f"{server.address}/graphs?graph={quote(TARGET, safe='')}"
    shown = ["-H", f"Authorization: Bearer {token}"]
    turtle = ["-H", "Content-Type: text/turtle"]
    data = b"<http://e/a> <http://e/b> 1 , 2 ."

    curl(*shown, *turtle, "--upload-file", "-", address, data=data)
    found = curl("-H", "Accept: application/n-triples", address)
    assert len(found.splitlines()) == 2

    curl(*shown, "--request", "DELETE", address)
    with pytest.raises(subprocess.CalledProcessError):
        curl(address)
