"""A thousand killers in a row leave the service as it was."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from killing import killers
from processes import Usage, until, usage_of
from served import Reply, Server

MANY = 1_000
AT_ONCE = 24
# The others are refused by reading them, or while all processes are taken.
EVALUATED = 200
LIMIT = 1
# A query may wait for a process as long as it may be evaluated afterwards.
LONGEST = 2 * LIMIT + 1
QUESTION = (
    "SELECT ?p (COUNT(*) AS ?count) (MIN(?o) AS ?least) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
)
NEAR_BYTES = 130_000_000
NEAR_FILES = 8

Start = Callable[..., Server]


def test_a_thousand_killers_leave_the_service_as_it_was(start: Start) -> None:
    server = start(
        query_seconds=LIMIT,
        query_memory_bytes=200_000_000,
        max_workers=16,
        max_waiting=AT_ONCE,
        cache_bytes=0,
    )
    answers = server.query(QUESTION).solutions()
    before = usage_of(server.pid)
    queries = list(islice(cycle(killers().values()), MANY))

    def kill(query: str) -> tuple[Reply, float]:
        began = time.monotonic()
        return server.query(query, "*/*"), time.monotonic() - began

    with ThreadPoolExecutor(AT_ONCE) as pool:
        ended = list(pool.map(kill, queries))

    kinds = Counter(reply.problem()["title"] for reply, _ in ended)
    evaluated = sum("The evaluation" in reply.problem()["detail"] for reply, _ in ended)
    assert evaluated >= EVALUATED, f"only {evaluated} were evaluated; {kinds}"
    slow = [lasted for _, lasted in ended if lasted >= LONGEST]
    assert len(slow) <= MANY // 100, f"{len(slow)} took up to {max(slow):.1f} s; {kinds}"
    until(lambda: is_near(usage_of(server.pid), before), "everything is as before", 60)
    assert server.query(QUESTION).solutions() == answers


def is_near(now: Usage, before: Usage) -> bool:
    """Whether nothing is left behind but what a worker may keep."""
    return (
        len(now.processes) == len(before.processes)
        and now.pss_bytes < before.pss_bytes + NEAR_BYTES
        and now.open_files <= before.open_files + NEAR_FILES
    )
