"""A write is seen whole or not at all, and from the moment on when it is acknowledged."""

import threading
from collections.abc import Iterator

import pytest
from processes import until
from served import JSON_RESULTS, Server, exchange

WRITES = 50
READERS = 4
LEFT, RIGHT = "http://e/graph/left", "http://e/graph/right"
FIRST = (
    f"INSERT DATA {{ GRAPH <{LEFT}> {{ <http://e/a> <http://e/value> 0 }} "
    f"GRAPH <{RIGHT}> {{ <http://e/b> <http://e/value> 0 }} }}"
)
QUERY = (
    f"SELECT ?left ?right {{ GRAPH <{LEFT}> {{ <http://e/a> <http://e/value> ?left }} "
    f"GRAPH <{RIGHT}> {{ <http://e/b> <http://e/value> ?right }} }}"
)


def write(number: int) -> str:
    """Write an update that moves both graphs to *number* in two operations."""
    return " ; ".join(
        f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{graph}> "
        f"{{ ?s ?p {number} }} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        for graph in (LEFT, RIGHT)
    )


class Reader:
    """Somebody who asks all the time over one connection.

    Attributes:
        seen: how many answers there were.
        wrong: what was not as it must be, in words.
    """

    def __init__(self, server: Server, acknowledged: list[int], over: threading.Event) -> None:
        self._server = server
        self._acknowledged = acknowledged
        self._over = over
        self.seen = 0
        self.wrong: list[str] = []
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        connection = self._server.connect()
        headers = {"Content-Type": "application/sparql-query", "Accept": JSON_RESULTS}
        try:
            while not self._over.is_set():
                least = self._acknowledged[-1]
                reply = exchange(connection, "POST", "/sparql", QUERY.encode(), headers)
                values = [(each["left"], each["right"]) for each in reply.solutions()]
                if len(values) != 1 or len(set(values[0])) != 1:
                    self.wrong.append(f"half a write: {values}")
                elif int(values[0][0]) < least:
                    self.wrong.append(f"{values[0][0]} after {least} was acknowledged")
                self.seen += 1
        except (OSError, AssertionError, KeyError) as error:
            self.wrong.append(repr(error))
        finally:
            connection.close()


@pytest.fixture
def prepared(writable: tuple[Server, str]) -> Iterator[tuple[Server, str]]:
    server, token = writable
    assert server.update(FIRST, token).status == 204
    yield server, token
    assert server.update(f"DROP GRAPH <{LEFT}> ; DROP GRAPH <{RIGHT}>", token).status == 204


def test_no_reader_sees_half_a_write_or_an_old_one(prepared: tuple[Server, str]) -> None:
    server, token = prepared
    acknowledged = [0]
    over = threading.Event()
    readers = [Reader(server, acknowledged, over) for _ in range(READERS)]
    until(lambda: all(reader.seen or reader.wrong for reader in readers), "all readers read")

    statuses = []
    for number in range(1, WRITES + 1):
        statuses.append(server.update(write(number), token).status)
        acknowledged.append(number)
    over.set()
    for reader in readers:
        reader.thread.join()

    assert set(statuses) == {204}
    assert [reader.wrong for reader in readers] == [[]] * READERS
    assert sum(reader.seen for reader in readers) > WRITES


def test_an_update_that_fails_late_changes_nothing(prepared: tuple[Server, str]) -> None:
    server, token = prepared
    before = server.query(QUERY).solutions()

    failed = server.update(f"{write(7)} ; CREATE GRAPH <{LEFT}>", token)

    assert failed.status >= 400
    assert server.query(QUERY).solutions() == before


def test_writers_beside_each_other_lose_nothing(prepared: tuple[Server, str]) -> None:
    server, token = prepared
    statuses: list[int] = []

    def add(writer: int) -> None:
        for number in range(5):
            triple = f"<http://e/writer/{writer}> <http://e/wrote> {number}"
            update = f"INSERT DATA {{ GRAPH <{LEFT}> {{ {triple} }} }}"
            statuses.append(server.update(update, token).status)

    writers = [threading.Thread(target=add, args=(writer,)) for writer in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()

    assert set(statuses) == {204}
    count = "SELECT (COUNT(*) AS ?count) { ?writer <http://e/wrote> ?number }"
    assert server.query(count).solutions() == [{"count": "20"}]
