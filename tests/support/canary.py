"""A file that nobody may open and an address at which nobody may knock, and who tells if they do.

Source: inotify(7).
"""

import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

SECRET = "the-canary-sings"  # noqa: S105 - not a password
_IN_ACCESS, _IN_OPEN = 0x1, 0x20
_EVENTS = 4_096
_TRIALS = 20


class Canary:
    """What must never be touched.

    Args:
        file: holds the secret.
        watch: descriptor that tells of each opening of the *file*.
        listeners: on the loopback addresses of both families, at the same port.
    """

    def __init__(self, file: Path, watch: int, listeners: list[socket.socket]) -> None:
        self._file = file
        self._watch = watch
        self._listeners = listeners
        port: int = listeners[0].getsockname()[1]
        self.addresses = {
            "file": file.as_uri(),
            "file-with-host": file.as_uri().replace("file://", "file://localhost", 1),
            "address": f"http://127.0.0.1:{port}/secret.ttl",
            "name": f"http://localhost:{port}/secret.ttl",
            "decimal": f"http://2130706433:{port}/secret.ttl",
            "mapped": f"http://[::ffff:127.0.0.1]:{port}/secret.ttl",
            "ipv6": f"http://[::1]:{port}/secret.ttl",
            "encrypted": f"https://127.0.0.1:{port}/secret.ttl",
        }

    def touched(self) -> list[str]:
        """Tell what was touched since the last time, in words."""
        found = []
        try:
            os.read(self._watch, _EVENTS)
            found.append("the file was opened")
        except BlockingIOError:
            pass
        for listener in self._listeners:
            try:
                connection, other = listener.accept()
            except BlockingIOError:
                continue
            connection.close()
            found.append(f"a connection from {other}")
        return found


@contextmanager
def canary(folder: Path) -> Iterator[Canary]:
    """Put out a canary; its file is in *folder*."""
    file = folder / "secret.ttl"
    file.write_text(f'<http://e/secret> <http://e/says> "{SECRET}" .\n', encoding="utf-8")
    with ExitStack() as stack:
        listeners = [stack.enter_context(each) for each in _listeners()]
        watch = _watch(file)
        stack.callback(os.close, watch)
        yield Canary(file, watch, listeners)


def _listeners() -> list[socket.socket]:
    """Listen on 127.0.0.1 and, where the machine has it, on ::1, at one port."""
    for _ in range(_TRIALS):
        first = socket.create_server(("127.0.0.1", 0))
        first.settimeout(0)
        if not _has_ipv6():
            return [first]
        try:
            second = socket.create_server(("::1", first.getsockname()[1]), family=socket.AF_INET6)
        except OSError:  # somebody else has that port in the other family
            first.close()
            continue
        second.settimeout(0)
        return [first, second]
    raise AssertionError("no port is free in both families")


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def _watch(file: Path) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    watch: int = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    added = libc.inotify_add_watch(watch, os.fsencode(file), _IN_OPEN | _IN_ACCESS)
    assert min(watch, added) >= 0, os.strerror(ctypes.get_errno())
    return watch
