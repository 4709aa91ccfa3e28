"""Two copies of the service over one engine: one is killed under load, and nothing is lost."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

import pytest
from processes import processes_under, until
from served import Reply, Server, make_token, running

from engines import oxigraph
from trilogue.build import build
from trilogue.content import Content

ASK = "/sparql?" + urlencode({"query": "ASK { <http://e/written> ?p ?o }"})
WRITTEN = (200, 204)
SECONDS = 30


class Balancer:
    """A client that takes the copies in turn, and the next one where one does not answer."""

    def __init__(self, copies: list[Server]) -> None:
        self.copies = cycle(copies)
        self.answered = 0
        self.retried = 0
        self.lost: list[str] = []

    def send(self, request: Callable[[Server], Reply]) -> Reply | None:
        """Give what the first copy to answer says; nothing where none does."""
        for _ in range(3):
            try:
                reply = request(next(self.copies))
            except (OSError, HTTPException):
                self.retried += 1
            else:
                self.answered += 1
                return reply
        return None

    def read(self) -> None:
        """Ask for a whole answer."""
        reply = self.send(lambda copy: copy.ask("GET", ASK))
        if reply is None or reply.status != 200 or "boolean" not in json.loads(reply.body):
            self.lost.append(str(reply))

    def write(self, token: str) -> None:
        """Add the next number, as often as it takes."""
        text = (
            f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/n> <http://e/p> {self.answered} }} }}"
        )
        reply = self.send(lambda copy: copy.update(text, token))
        if reply is None or reply.status not in WRITTEN:
            self.lost.append(str(reply))


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    """The file of tokens that both copies read."""
    return tmp_path / "tokens.json"


@pytest.fixture
def copies(small_content: Content, tokens: Path, tmp_path: Path) -> Iterator[list[Server]]:
    """Two running copies, each with a store of its own; the first one publishes."""
    with ExitStack() as stack:
        (tmp_path / "engine").mkdir()
        address = stack.enter_context(oxigraph(tmp_path / "engine"))
        shared = ["--engine", address, "--content", str(small_content.root)]
        made: list[Server] = []
        for name in ("one", "two"):
            build(small_content, tmp_path / name, validate=False)
            options = [*shared, "--store", str(tmp_path / name)]
            made.append(stack.enter_context(running(options, tokens=tokens)))
        yield made


def test_a_killed_copy_loses_nothing(copies: list[Server], tokens: Path) -> None:
    one, two = copies
    token = make_token(["--tokens", str(tokens)], "maintainer")
    readers = [Balancer([one, two]), Balancer([two, one])]
    writer = Balancer([one, two])
    clients = [*readers, writer]
    stop = threading.Event()

    def repeat(action: Callable[[], None]) -> None:
        while not stop.is_set():
            action()

    def answered(times: int) -> None:
        goals = [(client, client.answered + times) for client in clients]
        until(
            lambda: all(client.answered >= goal for client, goal in goals),
            f"{times} more answers for each client",
            SECONDS,
        )

    actions = [*(reader.read for reader in readers), lambda: writer.write(token)]
    threads = [threading.Thread(target=repeat, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    try:
        answered(30)
        kill(one)
        answered(30)
    finally:
        stop.set()
        for thread in threads:
            thread.join(SECONDS)

    assert [client.lost for client in clients] == [[], [], []]
    assert all(client.retried > 0 for client in clients)
    found = two.query("SELECT ?n { <http://e/n> <http://e/p> ?n }").solutions()
    assert {int(each["n"]) for each in found} == set(range(writer.answered))


def test_a_write_through_one_copy_is_seen_through_the_other_at_once(
    copies: list[Server], tokens: Path
) -> None:
    one, two = copies
    token = make_token(["--tokens", str(tokens)], "maintainer")

    for number in range(20):
        writer, reader = (one, two) if number % 2 else (two, one)
        written = writer.update(
            "DELETE WHERE { GRAPH <http://e/g> { <http://e/written> ?p ?o } };"
            f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/written> <http://e/p> {number} }} }}",
            token,
        )
        assert written.status in WRITTEN, written.body
        found = reader.query("SELECT ?o { <http://e/written> ?p ?o }").solutions()
        assert found == [{"o": str(number)}]


def test_the_second_copy_finds_what_the_first_published(copies: list[Server]) -> None:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    counts = [copy.query(query).solutions() for copy in copies]
    versions = [json.loads(copy.get("/healthz")[2]) for copy in copies]

    assert counts[0] == counts[1] != [{"n": "0"}]
    assert versions[0] == versions[1]


def kill(copy: Server) -> None:
    """End all processes of a copy at once, as a machine that fails would."""
    for process in sorted(processes_under(copy.pid)):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
