"""Somebody who asks the same thing over and over, and keeps the time of each answer."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException

from processes import until
from served import Server, exchange

_PAUSE_SECONDS = 0.01


@dataclass
class Probe:
    """What the answers to one address were like.

    Attributes:
        seconds: that each answer took.
        failures: what was no answer of status 200, in words.
    """

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def slowest(self) -> float:
        """The longest time of all."""
        return max(self.seconds, default=0.0)

    @property
    def median(self) -> float:
        """The time that half of the answers took at the most."""
        return sorted(self.seconds)[len(self.seconds) // 2] if self.seconds else 0.0


@contextmanager
def probing(server: Server, path: str, **headers: str) -> Iterator[Probe]:
    """Ask for *path* over one connection, again and again, until the context ends.

    The context begins when the first answer is there, which is not kept.
    """
    probe = Probe()
    over = threading.Event()

    def ask() -> None:
        connection = server.connect()
        try:
            while not over.wait(_PAUSE_SECONDS):
                began = time.monotonic()
                try:
                    reply = exchange(connection, "GET", path, None, headers)
                except (OSError, HTTPException) as error:
                    probe.failures.append(repr(error))
                    connection.close()
                    continue
                probe.seconds.append(time.monotonic() - began)
                if reply.status != 200:
                    probe.failures.append(f"{reply.status} {reply.body[:200]!r}")
        finally:
            connection.close()

    asker = threading.Thread(target=ask, daemon=True)
    asker.start()
    until(lambda: bool(probe.seconds or probe.failures), f"an answer at {path}")
    probe.seconds.clear()
    try:
        yield probe
    finally:
        over.set()
        asker.join()
