"""A small process with one thread that makes the workers by forking.

The service itself has many threads, from which no process can be forked safely. This one has what
workers need in its memory already, so that a new one is there within milliseconds and shares that
memory with the others.

Orders come as datagrams of JSON with the worker's end of its socket beside them:
``["evaluate", store, budget…]`` or ``["change", source, target, budget…]``. It answers
``["started", pid]`` in the same order, and ``["ended", pid, status]`` later, the status as
`os.waitpid` has it. It ends when the other end closes.
"""

import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from trilogue.engine.model import Budget
from trilogue.engine.worker import change_a_copy, evaluate_until_closed, silence

_DATAGRAM = 65_536
# The service itself must always get its turn: it tells everybody how things are.
_NICE = 5
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


def main() -> None:
    """Serve the socket whose descriptor is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    # The service decides when this ends, by closing the socket; Ctrl+C reaches the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    leave_the_network()
    gc.collect()
    gc.freeze()
    wake_read, wake_write = socket.socketpair()
    for end in (wake_read, wake_write):
        end.settimeout(0)
    signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    workers: set[int] = set()
    try:
        with suppress(ConnectionError):  # the service is gone: so is this
            _serve(control, (wake_read, wake_write), workers)
    finally:
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _serve(
    control: socket.socket, wake: tuple[socket.socket, socket.socket], workers: set[int]
) -> None:
    wake_read = wake[0]
    while True:
        ready, _, _ = select.select([control, wake_read], [], [])
        if wake_read in ready:
            wake_read.recv(_DATAGRAM)
            _report_ended(control, workers)
        if control in ready:
            data, files, _, _ = socket.recv_fds(control, _DATAGRAM, 1)
            if not data:
                return
            workers.add(_start(json.loads(data), files[0], control, wake))


def leave_the_network() -> bool:
    """Give this process, and so all workers, a network of their own without any interface.

    Then nothing that an engine might be made to do reaches another machine or this one, in addition
    to what is refused by reading the query. Where the system does not allow it, that alone holds.

    Returns:
        Whether it could be done.
    """
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return any(unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def _start(
    order: list[Any],
    channel_file: int,
    control: socket.socket,
    wake: tuple[socket.socket, socket.socket],
) -> int:
    pid = os.fork()
    if pid:
        os.close(channel_file)
        control.send(json.dumps(["started", pid]).encode())
        return pid
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        for end in (control, *wake):
            end.close()
        silence()
        os.nice(_NICE)
        with socket.socket(fileno=channel_file) as channel:
            _work(order, channel)
        status = 0
    except OSError:
        pass  # the service closed the socket while this was writing: nobody waits any more
    finally:
        # Without what a normal exit would do, which is the parent's to do.
        os._exit(status)


def _work(order: list[Any], channel: socket.socket) -> None:
    kind, *paths, budget = order
    if kind == "evaluate":
        evaluate_until_closed(channel, Path(paths[0]), Budget(*budget))
    else:
        change_a_copy(channel, Path(paths[0]), Path(paths[1]), Budget(*budget))


def _report_ended(control: socket.socket, workers: set[int]) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        workers.discard(pid)
        control.send(json.dumps(["ended", pid, status]).encode())


if __name__ == "__main__":
    main()
