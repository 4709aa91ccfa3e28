"""Ask one endpoint as fast as it answers, over a number of connections, and tell how that went.

The driver shares the machine with what it measures, so it does as little as it can: one thread,
requests that are bytes already, answers that are counted and not read.
"""

import selectors
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from processes import usage_of

CLIENTS = 8
_CHUNK = 1_048_576
_HEAD_END = b"\r\n\r\n"
_CHUNKED_END = b"\r\n0\r\n\r\n"
_SECONDS_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True)
class Endpoint:
    """What is asked.

    Attributes:
        name: for tables.
        port: on the loopback address.
        path: of the query endpoint.
        pid: the root of its processes.
    """

    name: str
    port: int
    path: str
    pid: int

    def request(self, query: str) -> bytes:
        """Write a GET for results in JSON, for a connection that stays open."""
        target = f"{self.path}?{urlencode({'query': query})}"
        return (
            f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            "Accept: application/sparql-results+json\r\n\r\n"
        ).encode()


@dataclass(frozen=True)
class Load:
    """What is asked of an endpoint, and when to stop.

    Attributes:
        query: ``{number}`` in it is replaced, in each request by another number where `is_cold`.
        is_cold: whether no two requests are alike, so that nobody can have kept an answer.
        clients: connections that each ask again as soon as they are answered.
        most: requests in all.
        seconds: after which nobody asks again.
        patience: seconds after which answers that are still under way are given up.
    """

    query: str
    is_cold: bool
    clients: int = CLIENTS
    most: int = 20_000
    seconds: float = 3.0
    patience: float = 60.0


@dataclass(frozen=True)
class Figures:
    """How it went.

    Attributes:
        answered: requests, in all.
        rate: answered requests in a second.
        p50_ms: half of the answers took no longer.
        p99_ms: ninety-nine in a hundred took no longer; None where there were fewer than that.
        cpu_ms: processor time of the server's processes for each request.
        peak_pss: bytes of memory of the server's processes, shared parts counted once.
        peak_rss: bytes of memory, shared parts counted for each process.
        size: bytes of the largest body.
        bad: answers that were not of status 200, were cut, or that nobody waited for.
        p95_ms: ninety-five in a hundred took no longer.
    """

    answered: int
    rate: float
    p50_ms: float
    p99_ms: float | None
    cpu_ms: float
    peak_pss: int
    peak_rss: int
    size: int
    bad: int
    p95_ms: float = float("nan")


def drive(endpoint: Endpoint, load: Load) -> Figures:
    """Put the *load* on the *endpoint*, and nothing else meanwhile."""
    run = _Run(endpoint, load)
    with _peaks(endpoint.pid) as peaks:
        before = usage_of(endpoint.pid, with_memory=False).cpu_seconds
        elapsed = run.to_the_end()
        cpu = usage_of(endpoint.pid, with_memory=False).cpu_seconds - before
    answered = max(len(run.latencies), 1)
    ordered = sorted(run.latencies) or [float("nan")]
    return Figures(
        answered=len(run.latencies),
        rate=len(run.latencies) / elapsed,
        p50_ms=1_000 * statistics.median(ordered),
        p99_ms=1_000 * ordered[int(len(ordered) * 0.99)] if len(ordered) >= 100 else None,
        cpu_ms=1_000 * cpu / answered,
        peak_pss=peaks[0],
        peak_rss=peaks[1],
        size=run.largest,
        bad=run.bad,
        p95_ms=1_000 * ordered[int(len(ordered) * 0.95)],
    )


@dataclass
class _Client:
    """One connection and the answer that it waits for."""

    connection: socket.socket
    began: float = 0.0
    head: bytes = b""
    has_head: bool = False
    is_chunked: bool = False
    expected: int = 0
    received: int = 0
    tail: bytes = b""

    def take(self, data: bytes) -> bool:
        """Take some bytes; tell whether the answer is whole."""
        if not self.has_head:
            self.head += data
            head, end, data = self.head.partition(_HEAD_END)
            if not end:
                return False
            self.has_head = True
            self._read_head(head)
        self.received += len(data)
        if not self.is_chunked:
            return self.received >= self.expected
        self.tail = (self.tail + data[-len(_CHUNKED_END) :])[-len(_CHUNKED_END) :]
        # Results in JSON hold no bare line end but those between chunks.
        return self.tail == _CHUNKED_END

    def is_good(self) -> bool:
        """Whether the whole answer is of status 200."""
        return self.head.startswith(b"HTTP/1.1 200") and self.received > 0

    def forget(self) -> None:
        """Be ready for the next answer."""
        self.head, self.has_head, self.is_chunked = b"", False, False
        self.expected, self.received, self.tail = 0, 0, b""

    def _read_head(self, head: bytes) -> None:
        for line in head.lower().split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name == b"content-length":
                self.expected = int(value)
            elif name == b"transfer-encoding":
                self.is_chunked = value.strip() == b"chunked"
        self.tail = b"\r\n"  # an answer without a body is its last chunk alone


@dataclass
class _Run:
    """One load on one endpoint."""

    endpoint: Endpoint
    load: Load
    latencies: list[float] = field(default_factory=list)
    largest: int = 0
    bad: int = 0

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._left = self.load.most
        self._same = self.endpoint.request(self.load.query.replace("{number}", "0"))

    def to_the_end(self) -> float:
        """Ask until the load's bounds are met; give the seconds to the last answer."""
        with selectors.DefaultSelector() as selector:
            for _ in range(self.load.clients):
                connection = socket.create_connection(("127.0.0.1", self.endpoint.port))
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(connection, selectors.EVENT_READ, _Client(connection))
            began = last = time.perf_counter()
            for key in list(selector.get_map().values()):
                self._ask(key.data)
            while selector.get_map() and time.perf_counter() - began < self.load.patience:
                for key, _ in selector.select(1.0):
                    client: _Client = key.data
                    data = client.connection.recv(_CHUNK)
                    if data and not client.take(data):
                        continue
                    last = time.perf_counter()
                    self._finish(client, last, is_whole=bool(data))
                    if not data or self._left <= 0 or last - began > self.load.seconds:
                        selector.unregister(client.connection)
                        client.connection.close()
                    else:
                        self._ask(client)
            self.bad += len(selector.get_map())
            for key in list(selector.get_map().values()):
                key.data.connection.close()
        return last - began

    def _ask(self, client: _Client) -> None:
        client.forget()
        self._left -= 1
        request = self._same
        if self.load.is_cold:
            query = self.load.query.replace("{number}", str(next(self._numbers)))
            request = self.endpoint.request(query)
        client.began = time.perf_counter()
        client.connection.sendall(request)

    def _finish(self, client: _Client, now: float, *, is_whole: bool) -> None:
        if is_whole and client.is_good():
            self.latencies.append(now - client.began)
            self.largest = max(self.largest, client.received)
        else:
            self.bad += 1


@contextmanager
def _peaks(root: int) -> Iterator[list[int]]:
    """Keep the largest PSS and RSS of the processes under *root*, looked at now and then."""
    peaks = [0, 0]
    over = threading.Event()

    def look() -> None:
        while True:
            usage = usage_of(root)
            peaks[0] = max(peaks[0], usage.pss_bytes)
            peaks[1] = max(peaks[1], usage.rss_bytes)
            if over.wait(_SECONDS_BETWEEN_LOOKS):
                return

    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    try:
        yield peaks
    finally:
        over.set()
        looker.join()
