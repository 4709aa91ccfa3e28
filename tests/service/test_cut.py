"""An answer that is larger than allowed is a problem, in every format, and never a part of it."""

from collections.abc import Callable

import pytest
from served import Server

from trilogue.formats import GRAPH_FORMATS, RESULT_FORMATS, Format

MOST_SOLUTIONS = 50
MOST_BYTES = 20_000
# Numbers, so that no format needs more than the bytes that are allowed.
NUMBERS = " ".join(map(str, range(10)))
COUNTED = f"{{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} BIND(?a * 10 + ?b AS ?n) }}"
DOUBLED = " ".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(12))
LONG = f'{{ BIND("0123456789" AS ?s0) {DOUBLED} }}'
QUERIES = {
    "select": f"SELECT ?n {COUNTED} LIMIT %d",
    "construct": f"CONSTRUCT {{ <http://e/s> <http://e/p> ?n }} WHERE {COUNTED} LIMIT %d",
}
LONG_QUERIES = {
    "select": f"SELECT ?s12 {LONG}",
    "construct": f"CONSTRUCT {{ <http://e/s> <http://e/p> ?s12 }} WHERE {LONG}",
}
FORMATS = [
    *((format_, "select") for format_ in RESULT_FORMATS),
    *((format_, "construct") for format_ in GRAPH_FORMATS),
]

in_every_format = pytest.mark.parametrize(
    ("format_", "form"), FORMATS, ids=[format_.suffix for format_, _ in FORMATS]
)

Start = Callable[..., Server]


@pytest.fixture(scope="module")
def narrow(start: Start) -> Server:
    """A service that sends short answers only."""
    return start(max_solutions=MOST_SOLUTIONS, max_answer_bytes=MOST_BYTES)


@in_every_format
def test_as_many_solutions_as_allowed_are_sent(narrow: Server, format_: Format, form: str) -> None:
    reply = narrow.query(QUERIES[form] % MOST_SOLUTIONS, format_.media_type)

    assert reply.status == 200
    assert reply.headers["content-type"].startswith(format_.media_type)
    assert int(reply.headers["content-length"]) == len(reply.body) > 0


@in_every_format
def test_one_solution_more_is_a_problem(narrow: Server, format_: Format, form: str) -> None:
    reply = narrow.query(QUERIES[form] % (MOST_SOLUTIONS + 1), format_.media_type)

    problem = reply.problem()
    assert problem["status"] == 413
    assert str(MOST_SOLUTIONS) in problem["detail"]


@in_every_format
def test_too_many_bytes_are_a_problem(narrow: Server, format_: Format, form: str) -> None:
    reply = narrow.query(LONG_QUERIES[form], format_.media_type)

    problem = reply.problem()
    assert problem["status"] == 413
    assert f"{MOST_BYTES:,}" in problem["detail"]


@pytest.mark.parametrize("format_", RESULT_FORMATS, ids=lambda format_: str(format_.suffix))
def test_solutions_that_bind_nothing_count_too(narrow: Server, format_: Format) -> None:
    reply = narrow.query(f"SELECT ?nothing {COUNTED} LIMIT 51", format_.media_type)

    assert reply.problem()["status"] == 413


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_limit_is_of_what_is_encoded(narrow: Server, coding: str) -> None:
    headers = {"Content-Type": "application/sparql-query", "Accept-Encoding": coding}
    reply = narrow.ask("POST", "/sparql", LONG_QUERIES["select"].encode(), headers)

    assert reply.problem()["status"] == 413


def test_an_answer_by_head_that_is_too_large_is_a_problem_too(narrow: Server) -> None:
    path = "/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D"

    assert narrow.ask("HEAD", path).status == 413
