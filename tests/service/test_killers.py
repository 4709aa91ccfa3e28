"""A query that would never end is ended, and nobody else notices."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import quote

import pytest
from killing import killers
from probing import probing
from processes import cpu_seconds, is_running, processes_under, until, usage_of
from served import JSON_RESULTS, Reply, Server

LIMIT = 1
MEMORY = 300_000_000
HEALTHY_SECONDS = 0.1
SMALL = f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 1')}"
KILLERS = killers()
HARD_TO_READ = {
    "many-numbers": f"SELECT * {{ VALUES ?a {{ {' '.join(map(str, range(16_000)))} }} }} LIMIT 1",
    "many-numbers-and-the-word": "SELECT ?service { VALUES ?service "
    f"{{ {' '.join(map(str, range(16_000)))} }} }} LIMIT 1",
    "many-triples-and-the-word": "SELECT ?service { "
    + " ".join(f"?service ?b{n} ?c{n} ." for n in range(4_000))
    + " } LIMIT 1",
    "many-marks": f'SELECT * {{ ?a ?b ?c FILTER(?a = "x") {"." * 90_000} }} LIMIT 1',
}
# A probe may meet the scheduler of a busy machine once; a service that stands still does so again.
TRIALS = 3
# What a worker may keep before it is replaced, for each of those that stand ready.
NEAR = 130_000_000

Start = Callable[..., Server]


@pytest.fixture(scope="module")
def limited(start: Start) -> Server:
    """A service with a short limit, asked once already."""
    server = start(query_seconds=LIMIT, query_memory_bytes=MEMORY, cache_bytes=0)
    assert server.ask("GET", SMALL).status == 200
    return server


@pytest.fixture(scope="module")
def patient(start: Start) -> Server:
    """A service whose limit no test waits for."""
    return start(query_seconds=600, query_memory_bytes=2_000_000_000, cache_bytes=0)


def test_there_are_more_than_ten_of_them() -> None:
    assert len(KILLERS) > 10


@pytest.mark.parametrize("name", KILLERS)
def test_a_killer_ends_soon_and_nobody_else_notices(limited: Server, name: str) -> None:
    before = usage_of(limited.pid)

    for _ in range(TRIALS):
        with probing(limited, "/healthz") as health, probing(limited, SMALL) as small:
            began = time.monotonic()
            reply = limited.query(KILLERS[name], "*/*")
            lasted = time.monotonic() - began
        if health.slowest < HEALTHY_SECONDS:
            break

    problem = reply.problem()
    assert lasted < LIMIT + 1
    assert names_a_reason(problem["detail"]), problem["detail"]
    assert health.failures == []
    assert health.slowest < HEALTHY_SECONDS
    assert small.failures == []
    assert small.median < HEALTHY_SECONDS
    until(lambda: is_idle(limited.pid), "no process works any more")
    until(lambda: usage_of(limited.pid).pss_bytes < before.pss_bytes + NEAR, "memory is given back")


@pytest.mark.parametrize("name", HARD_TO_READ)
def test_reading_a_long_query_keeps_nobody_waiting(limited: Server, name: str) -> None:
    """Whether it is answered or refused; nothing that runs away, but much to be looked at."""
    for _ in range(TRIALS):
        with probing(limited, "/healthz") as health:
            began = time.monotonic()
            limited.query(HARD_TO_READ[name])
            lasted = time.monotonic() - began
        if health.slowest < HEALTHY_SECONDS:
            break

    assert lasted < LIMIT + 1
    assert health.slowest < HEALTHY_SECONDS


def names_a_reason(detail: str) -> bool:
    """Whether a person learns from *detail* which limit was passed."""
    limits = (f"{LIMIT} s ", f"{MEMORY:,} bytes", "64 are allowed", "400 are allowed")
    return any(limit in detail for limit in (*limits, "100,000 are allowed"))


def is_idle(root: int) -> bool:
    """Whether the processes under *root* have hardly used a processor for a quarter of a second."""
    before = usage_of(root, with_memory=False).cpu_seconds
    time.sleep(0.25)
    return usage_of(root, with_memory=False).cpu_seconds - before < 0.05


@pytest.fixture
def asking() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.mark.parametrize("name", ["cross-product", "regex-bomb", "path-over-everything"])
def test_who_hangs_up_frees_the_worker(patient: Server, name: str) -> None:
    connection = begin(patient, KILLERS[name])
    worker = busy_worker(patient)

    connection.close()

    until(lambda: worker not in processes_under(patient.pid), "the worker is ended", 5)
    assert patient.ask("GET", SMALL).status == 200


def test_many_who_hang_up_leave_nothing_behind(patient: Server) -> None:
    connections = [begin(patient, KILLERS["cross-product"]) for _ in range(20)]
    busy_worker(patient)

    for connection in connections:
        connection.close()

    until(lambda: is_idle(patient.pid), "no process works any more", 10)
    assert patient.ask("GET", SMALL).status == 200


def test_a_worker_that_is_killed_from_outside_is_told_and_replaced(
    patient: Server, asking: ThreadPoolExecutor
) -> None:
    asked: Future[Reply] = asking.submit(patient.query, KILLERS["cross-product"])
    worker = busy_worker(patient)

    os.kill(worker, signal.SIGKILL)

    assert asked.result(timeout=10).problem()["status"] >= 500
    assert patient.ask("GET", SMALL).status == 200


def test_who_stops_the_service_stops_what_it_started(start: Start) -> None:
    server = start(query_seconds=600)
    connection = begin(server, KILLERS["cross-product"])
    busy_worker(server)
    everybody = processes_under(server.pid)

    server.process.terminate()

    try:
        until(lambda: not any(map(is_running, everybody)), "all are gone", 15)
    finally:
        connection.close()
        for process in filter(is_running, everybody):
            os.kill(process, signal.SIGKILL)


def begin(server: Server, query: str) -> HTTPConnection:
    """Send a query and leave the connection open, with the answer to come."""
    connection = server.connect()
    headers = {"Content-Type": "application/sparql-query", "Accept": JSON_RESULTS}
    connection.request("POST", "/sparql", query.encode(), headers)
    return connection


def busy_worker(server: Server) -> int:
    """Wait until one process of the *server* works hard; give its id."""
    found: list[int] = []
    start = {process: cpu_seconds(process) for process in processes_under(server.pid)}

    def works() -> bool:
        found[:] = [
            process
            for process in processes_under(server.pid)
            if cpu_seconds(process) - start.get(process, 0.0) > 0.2
        ]
        return bool(found)

    until(works, "a worker is busy")
    return found[0]
