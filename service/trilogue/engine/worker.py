"""What runs in a process that may be killed: evaluations over a store, or one change to a copy.

The process talks with the service over one socket. It ends when the other end closes, when it is
killed, or when it has grown.
"""

import json
import os
import resource
import signal
import socket
import time
from pathlib import Path

from trilogue.engine import evaluation, wire
from trilogue.engine.changes import apply
from trilogue.engine.model import Body, Budget
from trilogue.errors import MemoryExceeded, QueryError, TrilogueError
from trilogue.store import Store

GROWN_BYTES = 64_000_000  # a worker that keeps more than this is replaced
SSTABLES_TO_COMPACT = 32
_SECONDS_AN_ORPHAN_LIVES = 5
_LONG_SECONDS = 0.05
_PAGE = resource.getpagesize()


def evaluate_until_closed(channel: socket.socket, store_path: Path, budget: Budget) -> None:
    """Answer one request after the other over the store at *store_path*.

    First says that it is ready. Each request and its answer are as `wire` has them.
    """
    with Store.open_read_only(store_path) as store:
        _limit_memory(budget.memory_bytes)
        base = _resident_bytes()
        wire.send_reply(channel, wire.READY, b"")
        while (request := wire.receive_request(channel)) is not None:
            began = time.monotonic()
            # In case the service itself is gone by then and nobody else ends this.
            signal.setitimer(signal.ITIMER_REAL, budget.seconds + _SECONDS_AN_ORPHAN_LIVES)
            body, error = _evaluate(store, request, budget)
            signal.setitimer(signal.ITIMER_REAL, 0)
            took_long = time.monotonic() - began > _LONG_SECONDS
            grown = took_long and _resident_bytes() - base > GROWN_BYTES
            if error is not None:
                wire.send_reply(channel, wire.ERROR, wire.pack_error(error), retires=grown)
            elif body is not None:
                wire.send_body(channel, body, retires=grown)
            if grown:
                return


def change_a_copy(channel: socket.socket, source: Path, target: Path, budget: Budget) -> None:
    """Copy the store at *source* to *target*, take one change over the *channel* and make it there.

    First says that it is ready. The copy is whole and on disk when this answers; the source is
    never written.
    """
    wire.send_reply(channel, wire.READY, b"")
    request = wire.receive_request(channel)
    if request is None:
        return
    signal.setitimer(signal.ITIMER_REAL, budget.seconds + _SECONDS_AN_ORPHAN_LIVES)
    try:
        change = wire.unpack_change(request)
        with Store.open_read_only(source) as store:
            store.backup(target)
        with Store.open(target) as copy:
            _limit_memory(budget.memory_bytes)
            created = apply(copy, change)
            copy.flush()
            if sum(1 for _ in target.glob("*.sst")) > SSTABLES_TO_COMPACT:
                copy.engine.optimize()
            quads = copy.count()
    except TrilogueError as error:
        wire.send_reply(channel, wire.ERROR, wire.pack_error(error))
    except MemoryError:
        wire.send_reply(channel, wire.ERROR, wire.pack_error(memory_exceeded(budget)))
    else:
        reply = json.dumps({"created": created, "quads": quads}).encode()
        wire.send_reply(channel, wire.DATA, reply)


def memory_exceeded(budget: Budget) -> MemoryExceeded:
    """Give the error for an evaluation that needed too much."""
    return MemoryExceeded(
        f"The evaluation needed more than {budget.memory_bytes:,} bytes of memory. "
        "Narrow it: sort, group or compare less at once.",
        "query_memory_bytes",
    )


def _evaluate(
    store: Store, request: bytes, budget: Budget
) -> tuple[Body | None, TrilogueError | None]:
    try:
        asked = wire.unpack_request(request)
        if isinstance(asked, wire.GraphAsked):
            return evaluation.graph(store, asked.graph, asked.format, budget, asked.coding), None
        return evaluation.answer(store, asked, budget), None
    except TrilogueError as error:
        return None, error
    except MemoryError:
        return None, memory_exceeded(budget)
    except Exception as error:  # noqa: BLE001 - the service must hear of it, whatever it is
        return None, QueryError(f"The evaluation failed: {error!r}.")


def _limit_memory(memory_bytes: int) -> None:
    """Let no more than *memory_bytes* be added to what this process has now.

    Where an allocation fails, the engine aborts the process, which is told by its signal.
    """
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return  # other systems take the limit and do not keep it
    data_pages = int(statm.read_text().split()[5])
    limit = data_pages * _PAGE + memory_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _resident_bytes() -> int:
    """Give what this process has in memory of its own; nothing where that is not told."""
    statm = "/proc/self/statm"
    if not os.path.exists(statm):  # noqa: PTH110 - on the way of a query
        return 0
    with open(statm, "rb") as file:  # noqa: PTH123 - as above
        fields = file.read().split()
    return (int(fields[1]) - int(fields[2])) * _PAGE


def silence() -> None:
    """Send to nowhere what the engine prints before it aborts."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
