"""No query opens a connection or a file: a listener and a file that nobody may touch."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from trilogue.errors import ServiceRefused, TrilogueError
from trilogue.formats import RESULT_JSON, TURTLE
from trilogue.query import evaluate
from trilogue.safety import refuse_service
from trilogue.serialise import answer_bytes
from trilogue.store import Store

SECRET = "the-canary-sings"  # noqa: S105 - not a password


class Canary:
    """A listener on this machine that knows whether somebody knocked."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0)
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"

    @property
    def was_knocked_at(self) -> bool:
        """Whether a connection waits; it does as soon as the other side's connect returns."""
        try:
            connection, _ = self.socket.accept()
        except BlockingIOError:
            return False
        connection.close()
        return True


@pytest.fixture
def canary() -> Iterator[Canary]:
    made = Canary()
    with made.socket:
        yield made


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """The address of a file that a reader of files would take for Turtle."""
    path = tmp_path / "secret.ttl"
    path.write_text(f'<http://e/s> <http://e/p> "{SECRET}" .')
    return path.as_uri()


SERVICES = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "lower-case": "select * { service silent <URL> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?e { <URL> } SERVICE ?e { ?s ?p ?o } }",
    "silent-variable": "SELECT * { VALUES ?e { <URL> } SERVICE SILENT ?e { ?s ?p ?o } }",
    "prefixed-name": "PREFIX e: <URL> SELECT * { SERVICE e:x { ?s ?p ?o } }",
    "empty-prefix-and-no-space": "PREFIX : <URL> SELECT * { SERVICE:x{ ?s ?p ?o } }",
    "prefix-called-service": "PREFIX service: <URL> SELECT * { SERVICE service:x { ?s ?p ?o } }",
    "after-a-number": "SELECT * { ?s ?p 1SERVICE SILENT<URL>{ ?s ?p ?o } }",
    "after-a-boolean": "SELECT * { ?s ?p trueSERVICE SILENT<URL>{ ?s ?p ?o } }",
    "comments-between": "SELECT * { SERVICE#x\nSILENT#y\n<URL>#z\n{ ?s ?p ?o } }",
    "comment-ended-by-return": "SELECT * { #\r SERVICE SILENT <URL> { ?s ?p ?o } \n}",
    "escaped": "SELECT * { SERV\\u0049CE SILENT <URL> { ?s ?p ?o } }",
    "long-escape": "SELECT * { \\U00000053ERVICE SILENT <URL> { ?s ?p ?o } }",
    "escaped-quote-in-a-name": "PREFIX e: <http://e/> SELECT * { "
    "?s ?p e:a\\' . SERVICE SILENT <URL> { ?s ?p ?o } . ?s ?p e:a\\' }",
    "escaped-quote-in-an-iri": "SELECT * { ?s ?p <http://e/\\u0022> . "
    "SERVICE SILENT <URL> { ?s ?p ?o } . ?s ?p <http://e/\\u0022> }",
    "after-less-than": "SELECT * { FILTER(1<?x&&2>1) SERVICE SILENT <URL> { ?s ?p ?o } }",
    "after-a-long-string": 'SELECT * { ?s ?p """a"""SERVICE SILENT <URL> { ?s ?p ?o } }',
    "in-exists": "SELECT * { FILTER EXISTS { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "in-optional": "SELECT * { OPTIONAL { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "in-a-subquery": "SELECT * { { SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } } } }",
    "in-construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "in-describe": "DESCRIBE ?s WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "in-ask": "ASK { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "in-minus": "SELECT * { ?s ?p ?o MINUS { SERVICE SILENT <URL> { ?s ?p ?o } } }",
}


@pytest.mark.parametrize("query", SERVICES.values(), ids=SERVICES)
def test_service_is_refused_before_anything_is_opened(
    small_store: Store, canary: Canary, query: str
) -> None:
    with pytest.raises(ServiceRefused, match="SERVICE"):
        evaluate(query.replace("URL", canary.address), small_store)

    assert not canary.was_knocked_at


@pytest.mark.parametrize("name", ["plain", "empty-prefix-and-no-space", "comment-ended-by-return"])
def test_the_canary_sees_what_the_engine_does_when_nobody_guards_it(
    small_store: Store, name: str
) -> None:
    """Without this the test above might pass since nothing ever connects."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        visits: list[bool] = []

        def answer() -> None:
            connection, _ = listener.accept()
            visits.append(True)
            connection.close()

        waiter = threading.Thread(target=answer)
        waiter.start()
        # The listener hangs up, which is an error to those queries that are not SILENT.
        with contextlib.suppress(TrilogueError, OSError):
            result = small_store.query(SERVICES[name].replace("URL", address))
            assert isinstance(result, QuerySolutions)
            list(result)
        was_visited = bool(visits)
        if not was_visited:
            socket.create_connection(listener.getsockname()).close()
        waiter.join()

    assert was_visited


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p 'SERVICE <http://e/> { }' }",
        "SELECT ?service ?x { ?service ?p ?x }",
        "# SERVICE <http://e/> { }\nSELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p <http://e/service> }",
        "PREFIX dpv: <http://d/> SELECT * { ?s a dpv:PublicService . { ?s dpv:service ?o } }",
        "PREFIX service: <http://d/> SELECT * { ?s service:of ?o . OPTIONAL { ?o ?p ?s } }",
    ],
)
def test_the_word_alone_is_no_service(small_store: Store, query: str) -> None:
    assert evaluate(query, small_store).kind == "solutions"


def test_what_cannot_be_shown_to_be_harmless_is_refused(store: Store) -> None:
    """The engine knows LATERAL, the second parser does not."""
    query = "SELECT * { ?service ?p ?o LATERAL { SELECT * { ?s ?p ?o } LIMIT 1 } }"

    with pytest.raises(ServiceRefused, match="too unusual"):
        evaluate(query, store)


def test_what_is_too_deep_for_the_second_parser_is_refused() -> None:
    query = f"SELECT * {{ FILTER({'(' * 60}'service'{')' * 60}) }}"

    with pytest.raises(ServiceRefused, match="too unusual"):
        refuse_service(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } FROM <URL> WHERE { ?s ?p ?o }",
        "DESCRIBE <URL>",
        "DESCRIBE <URL> FROM <URL>",
    ],
)
@pytest.mark.parametrize("kind", ["file", "address"])
def test_naming_a_file_or_an_address_opens_nothing(
    small_store: Store, canary: Canary, secret: str, kind: str, query: str
) -> None:
    url = secret if kind == "file" else canary.address

    answer = evaluate(query.replace("URL", url), small_store)

    body = answer_bytes(answer, TURTLE if answer.kind == "triples" else RESULT_JSON)
    assert SECRET.encode() not in body
    assert not canary.was_knocked_at


@pytest.mark.parametrize("kind", ["file", "address"])
def test_graphs_given_by_the_caller_open_nothing(
    small_store: Store, canary: Canary, secret: str, kind: str
) -> None:
    url = secret if kind == "file" else canary.address

    answer = evaluate("SELECT * { ?s ?p ?o }", small_store, [url], [url])

    assert SECRET.encode() not in answer_bytes(answer, RESULT_JSON)
    assert not canary.was_knocked_at


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <URL>",
        "LOAD SILENT <URL>",
        "LOAD <URL> INTO GRAPH <http://e/g>",
        "PREFIX e: <http://e/> LOAD <URL>",
        "ASK {} ; LOAD <URL>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    ],
)
@pytest.mark.parametrize("kind", ["file", "address"])
def test_an_update_opens_nothing_and_changes_nothing(
    small_store: Store, canary: Canary, secret: str, kind: str, update: str
) -> None:
    before = small_store.count()

    with pytest.raises(TrilogueError):
        evaluate(update.replace("URL", secret if kind == "file" else canary.address), small_store)

    assert small_store.count() == before
    assert not canary.was_knocked_at
