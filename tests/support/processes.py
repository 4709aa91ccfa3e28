"""What a process and everything it started uses, as Linux tells in /proc."""

import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_POLL_SECONDS = 0.02
# Fields of /proc/PID/stat after the name, counted from 0.
_PARENT = 1
_TIMES = slice(11, 15)
_RESIDENT = 21


@dataclass(frozen=True)
class Usage:
    """What a tree of processes uses at one moment.

    Attributes:
        processes: ids, the root among them.
        cpu_seconds: user and system time of all, those that have ended and were waited for too.
        pss_bytes: memory, what several share counted once in all.
        rss_bytes: memory, what several share counted for each of them.
        open_files: descriptors of all.
    """

    processes: frozenset[int]
    cpu_seconds: float
    pss_bytes: int
    rss_bytes: int
    open_files: int


def usage_of(root: int, *, with_memory: bool = True) -> Usage:
    """Look at the tree under the process *root* now; a process that ends meanwhile counts nothing.

    Args:
        root: process id.
        with_memory: whether to read the memory, which takes milliseconds for a large process.
    """
    stats = _stats()
    processes = _tree(root, stats)
    ticks = sum(int(ticks) for process in processes for ticks in stats[process][_TIMES])
    resident = sum(int(stats[process][_RESIDENT]) for process in processes)
    pss = sum(map(_pss, processes)) if with_memory else 0
    files = sum(map(_open_files, processes))
    return Usage(processes, ticks / _TICKS, pss, resident * _PAGE, files)


def processes_under(root: int) -> frozenset[int]:
    """Give the ids of *root* and of everything it started, directly or not."""
    return _tree(root, _stats())


def is_running(process: int) -> bool:
    """Whether the process has not ended; one that nobody has waited for yet has."""
    fields = _stat(process)
    return bool(fields) and fields[0] != "Z"


def kill_all(processes: Iterable[int]) -> None:
    """Kill each of *processes* that is there."""
    for process in processes:
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)


def cpu_seconds(process: int) -> float:
    """Give the processor time of one process alone; nothing when it has ended."""
    fields = _stat(process)
    return sum(map(int, fields[_TIMES][:2])) / _TICKS if fields else 0.0


def until(condition: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Wait for *condition*, looking often.

    Raises:
        AssertionError: it has not come true within *seconds*; the message tells *what* was awaited.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(_POLL_SECONDS)


def _stats() -> dict[int, list[str]]:
    found = {int(entry.name): _stat(int(entry.name)) for entry in _PROC.glob("[0-9]*")}
    return {process: fields for process, fields in found.items() if fields}


def _stat(process: int) -> list[str]:
    try:
        text = (_PROC / str(process) / "stat").read_text()
    except OSError:
        return []
    # The name stands in brackets and may hold anything.
    return text.rpartition(")")[2].split()


def _tree(root: int, stats: dict[int, list[str]]) -> frozenset[int]:
    children: dict[int, list[int]] = {}
    for process, fields in stats.items():
        children.setdefault(int(fields[_PARENT]), []).append(process)
    found: set[int] = set()
    waiting = [root] if root in stats else []
    while waiting:
        process = waiting.pop()
        found.add(process)
        waiting.extend(children.get(process, ()))
    return frozenset(found)


def _pss(process: int) -> int:
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    found = (line.split()[1] for line in lines if line.startswith("Pss:"))
    return int(next(found, "0")) * 1024


def _open_files(process: int) -> int:
    try:
        return sum(1 for _ in (_PROC / str(process) / "fd").iterdir())
    except OSError:
        return 0
