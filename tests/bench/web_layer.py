"""Measure what the web layer takes for one small query, without engine and server.

Run it with the venv's Python: python tests/bench/web_layer.py. The view answers at once, so that
what is left is reading the request, choosing, and writing the response; processor time, since other
programs run too. Flask alone is measured beside it.
"""

import time
import timeit
from collections.abc import Callable, Iterable
from itertools import cycle
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.test import EnvironBuilder

from trilogue.engine.model import Asked, Body, Change, Coding, View, Written, budget_of
from trilogue.errors import WriteRefused
from trilogue.formats import GraphFormat
from trilogue.settings import Settings
from trilogue.store import Dataset, Store
from trilogue.web.app import create_app

QUERY = "SELECT ?s ?date WHERE { ?s <https://w3id.org/trilogue/ns/eventDate> ?date }"
ANSWER = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"x:y"}}]}}'
NUMBER = 2_000
REPEATS = 7


class AtOnce:
    """An engine, and the only view of it, whose answers cost nothing."""

    can_wait_in_place = True
    version = "0123456789abcdef"

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.budget = budget_of(Settings())

    def view(self) -> View:
        return self

    def answer(self, asked: Asked) -> Body:
        del asked
        return Body(ANSWER, None, len(ANSWER))

    def graph(self, graph: str | None, format: GraphFormat, coding: Coding = "identity") -> Body:  # noqa: A002
        del graph, format, coding
        return Body(b"", None, 0)

    def write(self, change: Change) -> Written:
        del change
        raise WriteRefused("Nothing is written here.")

    def close(self) -> None:
        pass


def environ(query: str) -> dict[str, Any]:
    """Make what a server hands over."""
    accept = [("Accept", "application/sparql-results+json")]
    return EnvironBuilder(f"/sparql?query={quote(query)}", headers=accept).get_environ()


def microseconds(application: Callable[..., Iterable[bytes]], asked: list[dict[str, Any]]) -> float:
    """Give the processor time of one request, of the best of several runs."""
    turn = cycle(asked)

    def once() -> None:
        b"".join(application(dict(next(turn)), lambda *_: None))

    return min(timeit.repeat(once, number=NUMBER, repeat=REPEATS, timer=time.process_time)) / (
        NUMBER / 1e6
    )


def main() -> None:
    """Print the table."""
    plain = Flask("plain")
    plain.add_url_rule("/sparql", view_func=lambda: b"{}")
    known = [environ(QUERY)]
    new = [environ(f"{QUERY} # {number}") for number in range(NUMBER * REPEATS)]
    print("| Microseconds for one request | |\n| --- | --- |")
    print(f"| Flask alone | {microseconds(plain.wsgi_app, known):.0f} |")
    with Store.in_memory() as store:
        engine = AtOnce(store)
        asking = create_app(Settings(cache_bytes=0), engine).wsgi_app
        keeping = create_app(Settings(), engine).wsgi_app
        print(f"| a text that was asked before | {microseconds(asking, known):.0f} |")
        print(f"| a new text each time | {microseconds(asking, new):.0f} |")
        print(f"| a kept answer | {microseconds(keeping, known):.0f} |")


if __name__ == "__main__":
    main()
