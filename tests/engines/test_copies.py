"""Two copies of the service over one engine: one is killed under load, and nothing is lost."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

import pytest

from engines import free_port, oxigraph, running

SCRIPT = Path(__file__).resolve().parents[1] / "support" / "copy_of_service.py"
ASK = "ASK { <http://e/written> ?p ?o }"
SECONDS = 30


class Balancer:
    """A client that takes the copies in turn, and the next one where one does not answer."""

    def __init__(self, ports: list[int]) -> None:
        self.ports = cycle(ports)
        self.retried = 0

    def answered(self, query: str) -> bool:
        for _ in range(3):
            try:
                return ask(next(self.ports), query)
            except (OSError, HTTPException):
                self.retried += 1
        return False


def ask(port: int, query: str) -> bool:
    """Ask one copy; give whether it gave a whole answer with status 200."""
    status, body = send(port, "GET", "/sparql?" + urlencode({"query": query}))
    return status == 200 and "boolean" in json.loads(body)


def send(port: int, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, {"Accept": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[list[tuple[int, object]]]:
    """Two running copies: port and process of each."""
    with ExitStack() as stack:
        folders = [tmp_path / name for name in ("engine", "one", "two")]
        for folder in folders:
            folder.mkdir()
        address = stack.enter_context(oxigraph(folders[0]))
        made: list[tuple[int, object]] = []
        for folder in folders[1:]:
            port = free_port()
            command = [sys.executable, str(SCRIPT), str(port), address]
            made.append((port, stack.enter_context(running(command, folder, port))))
        yield made


def test_a_killed_copy_loses_nothing(copies: list[tuple[int, object]]) -> None:
    (one, killed), (two, _) = copies
    balancers = [Balancer([one, two]), Balancer([two, one])]
    counts = [0, 0]
    lost: list[int] = []
    stop = threading.Event()

    def load(number: int) -> None:
        while not stop.is_set():
            if not balancers[number].answered(ASK):
                lost.append(counts[number])
            counts[number] += 1

    threads = [threading.Thread(target=load, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    until(lambda: min(counts) >= 50)
    killed.kill()  # type: ignore[attr-defined]
    after = [count + 50 for count in counts]
    until(lambda: all(count >= least for count, least in zip(counts, after, strict=True)))
    stop.set()
    for thread in threads:
        thread.join(SECONDS)

    assert lost == []
    assert sum(balancer.retried for balancer in balancers) > 0


def test_a_write_through_one_copy_is_seen_through_the_other_at_once(
    copies: list[tuple[int, object]],
) -> None:
    (one, _), (two, _) = copies
    path = "/sparql?" + urlencode({"query": "SELECT ?o { <http://e/written> ?p ?o }"})

    for number in range(20):
        writer, reader = (one, two) if number % 2 else (two, one)
        text = (
            "DELETE WHERE { GRAPH <http://e/g> { <http://e/written> ?p ?o } };"
            f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/written> <http://e/p> {number} }} }}"
        )
        assert send(writer, "POST", "/update", text)[0] == 200
        found = json.loads(send(reader, "GET", path)[1])["results"]["bindings"]
        assert [each["o"]["value"] for each in found] == [str(number)]


def until(condition: object) -> None:
    """Wait until *condition* holds, up to a deadline."""
    deadline = time.monotonic() + SECONDS
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)
