"""The workers over one dataset version: who is free, who is busy for how long, who waits.

Everything here happens on one event loop, in its thread.
"""

import os
import signal
import socket
import sys
import time
from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from trilogue.engine import wire
from trilogue.engine.model import Budget, Watch
from trilogue.engine.worker import memory_exceeded
from trilogue.errors import AskerGone, EngineError, QueryTimeout, ServiceBusy, TrilogueError

# A query that runs for SLOW_SECONDS yields the processors to shorter ones. One more worker starts
# when somebody has waited for PATIENCE_SECONDS and each other one has been busy as long, or for a
# tenth of its time; idle ones beyond the usual number go after IDLE_SECONDS.
PATIENCE_SECONDS = 0.1
SLOW_SECONDS = 1.0
IDLE_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 10.0
WATCH_SECONDS = 0.1
_POLITE = 15
_COMING = 2


@dataclass(eq=False)
class Job:
    """One request and what becomes of it.

    Attributes:
        request: as `wire` writes it.
        future: of the reply.
        watch: as `Asked.watch`; called once, when it takes long.
        since: when it came, or when its evaluation began; seconds of the monotonic clock.
    """

    request: list[bytes]
    future: "Future[wire.Reply]"
    watch: Watch | None
    since: float = field(default_factory=time.monotonic)


@dataclass(eq=False)
class Worker:
    """One process.

    Attributes:
        channel: our end of its socket.
        pid: None until the zygote tells it.
        job: what it is doing; None while it is idle or not ready yet.
        ended_for: why we ended it; None where we did not.
    """

    channel: socket.socket
    reader: wire.ReplyReader = field(default_factory=wire.ReplyReader)
    pid: int | None = None
    is_ready: bool = False
    is_polite: bool = False
    job: Job | None = None
    idle_since: float = 0.0
    ended_for: TrilogueError | None = None
    status: int | None = None
    is_closed: bool = False


# Has a process made for the other end of a worker's socket; `Crew.started` hears of it.
Starter = Callable[["Crew", Worker, socket.socket], None]


class Crew:
    """The workers over one store.

    Args:
        loop: where all of this happens.
        start: makes the process of a worker.
        budget: of each request.
        usual: how many stand ready.
        most: how many there are at the most.
        longest_queue: how many requests may wait.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        start: Starter,
        budget: Budget,
        usual: int,
        most: int,
        longest_queue: int,
    ) -> None:
        self._loop = loop
        self._start = start
        self._budget = budget
        self._usual = usual
        self._most = max(usual, most)
        self._longest_queue = longest_queue
        self._idle: list[Worker] = []
        self._waiting: deque[Job] = deque()
        self._is_leaving = False
        self.workers: set[Worker] = set()
        self.ready: Future[None] = loop.create_future()
        for _ in range(usual):
            self._hire()

    @property
    def is_done(self) -> bool:
        """Whether it was told to leave and nobody is left."""
        return self._is_leaving and not self.workers

    @property
    def is_working(self) -> bool:
        """Whether there is anything to look after now."""
        return (
            self._is_leaving
            or bool(self._waiting)
            or not len(self._idle) == len(self.workers) == self._usual
        )

    def submit(self, request: list[bytes], watch: Watch | None) -> "Future[wire.Reply]":
        """Have *request* answered by the next free worker.

        Returns:
            A future of the reply, which raises as `View.answer` does.
        """
        job = Job(request, self._loop.create_future(), watch)
        if self._idle:
            self._give(self._idle.pop(), job)
        elif self._is_leaving and not self.workers:
            job.future.set_exception(
                EngineError("The dataset changed a while ago. Ask again for the present one.")
            )
        elif len(self._waiting) >= self._longest_queue:
            job.future.set_exception(
                ServiceBusy(
                    f"{len(self._waiting)} queries are waiting already. Try again in a moment.",
                    "max_waiting",
                )
            )
        else:
            self._waiting.append(job)
        return job.future

    def leave(self) -> None:
        """End every worker as soon as nobody waits for it."""
        self._is_leaving = True
        self._dismiss_idle(0)

    def end(self) -> None:
        """End every worker now."""
        self._is_leaving = True
        for job in self._waiting:
            _fail(job, EngineError("The service stops."))
        self._waiting.clear()
        for worker in list(self.workers):
            self._kill(worker, EngineError("The service stops."))
            self._let_go(worker)

    def look_after(self, now: float) -> None:
        """Do what time asks for; to be called often while `is_working`."""
        for worker in list(self.workers):
            job = worker.job
            if job is None:
                continue
            lasted = now - job.since
            if lasted > self._budget.seconds:
                self._kill(worker, _timeout(self._budget))
            elif lasted > SLOW_SECONDS and not worker.is_polite:
                self._make_polite(worker)
            if lasted > WATCH_SECONDS and job.watch is not None:
                self._watch(job)
        self._look_after_the_queue(now)
        beyond = self._usual if not self._is_leaving else 0
        self._dismiss_idle(beyond, now)

    def started(self, worker: Worker, pid: int) -> None:
        """Take the process id of a worker that was asked for."""
        worker.pid = pid
        if worker.ended_for is not None:
            self._kill(worker, worker.ended_for)

    def ended(self, worker: Worker, status: int) -> None:
        """Take the end of a worker's process, with its wait status."""
        worker.status = status
        if worker.is_closed:
            self._settle(worker)

    # -- jobs and workers ---------------------------------------------------------------------

    def _hire(self) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        worker = Worker(ours)
        self.workers.add(worker)
        self._loop.add_reader(ours.fileno(), self._hear, worker)
        self._start(self, worker, theirs)
        theirs.close()

    def _give(self, worker: Worker, job: Job) -> None:
        worker.job = job
        job.since = time.monotonic()
        try:
            sent = worker.channel.sendmsg(job.request)
        except OSError:
            return  # it is gone; its end is noticed like any other
        left = sum(map(len, job.request)) - sent
        if left:
            # More than the socket takes at once; no hot path, so let a task push the rest.
            rest = b"".join(job.request)[sent:]
            task = self._loop.create_task(self._push(worker, rest))
            job.future.add_done_callback(lambda _: task.cancel())

    async def _push(self, worker: Worker, rest: bytes) -> None:
        with suppress(OSError):
            await self._loop.sock_sendall(worker.channel, rest)

    def _hear(self, worker: Worker) -> None:
        try:
            reply = worker.reader.read(worker.channel)
        except BlockingIOError:
            return
        except (EOFError, OSError):
            self._close(worker)
            return
        if reply is None:
            return
        if reply.kind == wire.READY:
            worker.is_ready = True
            if not self.ready.done():
                self.ready.set_result(None)
            self._take_next(worker)
            return
        job, worker.job = worker.job, None
        if job is not None:
            _finish(job, reply)
        if reply.retires or worker.is_polite:
            self._dismiss(worker)
        elif worker.ended_for is None:
            self._take_next(worker)

    def _take_next(self, worker: Worker) -> None:
        while self._waiting:
            job = self._waiting.popleft()
            if not job.future.done():
                self._give(worker, job)
                return
        worker.idle_since = time.monotonic()
        self._idle.append(worker)
        if self._is_leaving:
            self._dismiss_idle(0)

    def _look_after_the_queue(self, now: float) -> None:
        while self._waiting and self._waiting[0].future.done():
            self._waiting.popleft()
        for job in self._waiting:
            waited = now - job.since
            if waited > WATCH_SECONDS and job.watch is not None:
                self._watch(job)
            if waited > LONGEST_WAIT_SECONDS and not job.future.done():
                _fail(
                    job,
                    ServiceBusy(
                        f"No process was free for {LONGEST_WAIT_SECONDS:g} seconds. "
                        "Try again in a moment.",
                        "max_workers",
                    ),
                )
        coming = sum(not worker.is_ready for worker in self.workers)
        too_few = len(self.workers) < self._usual and not self._is_leaving
        waits = bool(self._waiting) and now - self._waiting[0].since > PATIENCE_SECONDS
        # Two that are quick take no longer one after the other than side by side, and less memory.
        lasting = min(SLOW_SECONDS, self._budget.seconds / 10)
        stuck = waits and all(
            worker.job is None or now - worker.job.since > lasting for worker in self.workers
        )
        if too_few or (stuck and coming < _COMING and len(self.workers) < self._most):
            self._hire()

    def _watch(self, job: Job) -> None:
        watch, job.watch = job.watch, None
        assert watch is not None  # noqa: S101 - both callers look

        def hung_up() -> None:
            self._loop.call_soon_threadsafe(self._abandon, job)

        watch(hung_up)

    def _abandon(self, job: Job) -> None:
        gone = AskerGone("Whoever asked is gone, so the evaluation was ended.")
        for worker in self.workers:
            if worker.job is job:
                self._kill(worker, gone)
                return
        _fail(job, gone)

    # -- ends ---------------------------------------------------------------------------------

    def _make_polite(self, worker: Worker) -> None:
        worker.is_polite = True
        if worker.pid is not None and sys.platform != "win32":
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, worker.pid, _POLITE)

    def _dismiss_idle(self, keep: int, now: float | None = None) -> None:
        while len(self.workers) > keep and self._idle:
            oldest = self._idle[0]
            if now is not None and keep and now - oldest.idle_since < IDLE_SECONDS:
                return
            self._idle.pop(0)
            self._dismiss(oldest)

    def _dismiss(self, worker: Worker) -> None:
        """Let an idle worker end: it does when its socket is closed."""
        self._let_go(worker)
        self._replace()

    def _kill(self, worker: Worker, reason: TrilogueError) -> None:
        worker.ended_for = reason
        if worker.pid is not None and worker.status is None:
            with suppress(OSError):
                os.kill(worker.pid, signal.SIGKILL)

    def _close(self, worker: Worker) -> None:
        """Take the end of a worker's socket; why it ended, its status tells, maybe later."""
        self._let_go(worker)
        worker.is_closed = True
        if worker.ended_for is not None or worker.status is not None:
            self._settle(worker)
        self._replace()
        if not self.workers:
            for job in self._waiting:
                _fail(job, _why(None, self._budget))
            self._waiting.clear()

    def _settle(self, worker: Worker) -> None:
        job, worker.job = worker.job, None
        if job is not None:
            _fail(job, worker.ended_for or _why(worker.status, self._budget))

    def _let_go(self, worker: Worker) -> None:
        if worker in self.workers:
            self.workers.discard(worker)
            if worker in self._idle:
                self._idle.remove(worker)
            self._loop.remove_reader(worker.channel.fileno())
            worker.reader.close()
            worker.channel.close()

    def _replace(self) -> None:
        wanted = self._most if self._waiting else self._usual
        if not self._is_leaving and len(self.workers) < wanted:
            self._hire()


def _finish(job: Job, reply: wire.Reply) -> None:
    if job.future.done():
        if reply.file is not None:
            os.close(reply.file)
    elif reply.kind == wire.ERROR:
        job.future.set_exception(wire.unpack_error(reply.data))
    else:
        job.future.set_result(reply)


def _fail(job: Job, error: TrilogueError) -> None:
    if not job.future.done():
        job.future.set_exception(error)


def _timeout(budget: Budget) -> QueryTimeout:
    return QueryTimeout(
        f"The evaluation took longer than {budget.seconds:g} s and was ended. "
        "Narrow it: bind more, compare less, or add LIMIT inside a subquery.",
        "query_seconds",
    )


def _why(status: int | None, budget: Budget) -> TrilogueError:
    if status is not None and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGABRT:
        return memory_exceeded(budget)
    return EngineError(
        "The process that evaluated this ended unexpectedly. Ask again; report it if it stays."
    )
