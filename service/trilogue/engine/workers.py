"""The workers of the service: the zygote that makes them, their crews, and the clock.

Everything happens on one event loop, in its thread.
"""

import json
import os
import socket
import subprocess
import sys
import time
from asyncio import AbstractEventLoop, Future
from collections import deque
from dataclasses import astuple
from pathlib import Path
from typing import Any

import trilogue
from trilogue.engine import wire
from trilogue.engine.crew import Crew, Worker
from trilogue.engine.model import Budget
from trilogue.errors import EngineError
from trilogue.settings import Settings

_TICK_SECONDS = 0.05
_SECONDS_TO_END = 5
_DATAGRAM = 65_536
_ZYGOTE = "from trilogue.engine.zygote import main; main()"


class Workers:
    """Makes crews, and keeps time for them.

    Args:
        loop: where all happens.
        settings: how many workers there may be.
        budget: of each request.
    """

    def __init__(self, loop: AbstractEventLoop, settings: Settings, budget: Budget) -> None:
        self._loop = loop
        self._settings = settings
        self._budget = budget
        self._crews: list[Crew] = []
        self._starting: deque[tuple[Crew, Worker]] = deque()
        self._running: dict[int, tuple[Crew, Worker]] = {}
        self._ticks = False
        self._process, self._control = _start_zygote()
        loop.add_reader(self._control.fileno(), self._hear)

    def crew(self, store_path: Path) -> Crew:
        """Make the workers that evaluate over the store at *store_path*."""
        settings = self._settings
        order = ["evaluate", str(store_path), astuple(self._budget)]
        return self._crew(order, settings.workers, settings.max_workers)

    def change(self, source: Path, target: Path, request: list[bytes]) -> "Future[wire.Reply]":
        """Have one change made to a copy, by a worker for this alone.

        Returns:
            A future of the reply, which raises as `Engine.write` does.
        """
        crew = self._crew(["change", str(source), str(target), astuple(self._budget)], 1, 1)
        future = crew.submit(request, None)
        crew.leave()
        return future

    def leave(self, crew: Crew) -> None:
        """End the workers of *crew* as soon as nobody waits for them."""
        crew.leave()
        self._tick()

    def wake(self) -> None:
        """See to it that time is kept; to be called after each `Crew.submit`."""
        if not self._ticks:
            self._ticks = True
            self._loop.call_later(_TICK_SECONDS, self._tick)

    def end(self) -> None:
        """End all workers and the zygote."""
        for crew in self._crews:
            crew.end()
        self._crews.clear()
        self._loop.remove_reader(self._control.fileno())
        self._control.close()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _crew(self, order: list[Any], usual: int, most: int) -> Crew:
        message = json.dumps(order).encode()

        def start(crew: Crew, worker: Worker, theirs: socket.socket) -> None:
            try:
                socket.send_fds(self._control, [message], [theirs.fileno()])
            except OSError as error:
                raise EngineError(
                    "The process that makes workers does not answer. Start the service again."
                ) from error
            self._starting.append((crew, worker))

        crew = Crew(self._loop, start, self._budget, usual, most, self._settings.max_waiting)
        self._crews.append(crew)
        self.wake()
        return crew

    def _tick(self) -> None:
        now = time.monotonic()
        for crew in self._crews:
            crew.look_after(now)
        self._crews = [crew for crew in self._crews if not crew.is_done]
        self._ticks = any(crew.is_working for crew in self._crews)
        if self._ticks:
            self._loop.call_later(_TICK_SECONDS, self._tick)

    def _hear(self) -> None:
        try:
            data = self._control.recv(_DATAGRAM)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._start_again()
            return
        kind, pid, *rest = json.loads(data)
        if kind == "started":
            crew, worker = self._starting.popleft()
            self._running[pid] = (crew, worker)
            crew.started(worker, pid)
        else:
            crew, worker = self._running.pop(pid)
            crew.ended(worker, rest[0])

    def _start_again(self) -> None:
        """Put another zygote in the place of one that is gone; its workers went with it or will."""
        self._loop.remove_reader(self._control.fileno())
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._starting.clear()
        self._running.clear()
        self._process, self._control = _start_zygote()
        self._loop.add_reader(self._control.fileno(), self._hear)


def _start_zygote() -> tuple["subprocess.Popen[bytes]", socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    package = str(Path(trilogue.__file__).resolve().parents[1])
    paths = [package, os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _ZYGOTE, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        env=environment,
    )
    theirs.close()
    ours.settimeout(0)
    return process, ours
