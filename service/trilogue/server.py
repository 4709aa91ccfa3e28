"""The Flask application on granian's own interface (RSGI), which tells when a client hangs up.

Requests that only wait for workers run on the event loop itself, in place; all others, such as
pages that read the store, run in threads.

Source: granian's RSGI specification, version 1.5; PEP 3333.
"""

import sys
from asyncio import AbstractEventLoop, ensure_future, get_running_loop
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Protocol

from granian._granian import RSGIProtocolClosed as ProtocolClosed
from granian.rsgi import Scope

from trilogue.engine.model import Body, Engine
from trilogue.engine.waiting import run_in_place
from trilogue.settings import Settings
from trilogue.web.bodies import BODY_KEY, WATCH_KEY

_IN_PLACE = frozenset(["/sparql", "/healthz"])
# Reading a query takes time too, a microsecond for some 5 characters. A longer one, and whatever
# may be an update, is for a thread.
_LONGEST_IN_PLACE = 4_000
_BODY_METHODS = frozenset(["POST", "PUT", "PATCH", "DELETE"])
_ENVIRONMENT: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}

Headers = list[tuple[str, str]]


class Transport(Protocol):
    """A response that is sent piece by piece."""

    async def send_bytes(self, data: bytes) -> None:
        """Send some bytes."""


class Exchange(Protocol):
    """What granian gives for one request, as far as it is used here."""

    async def __call__(self) -> bytes:
        """Give the whole body."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body piece by piece."""

    async def client_disconnect(self) -> None:
        """Wait until the client hangs up."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole response."""

    def response_stream(self, status: int, headers: Headers) -> Transport:
        """Begin a response."""


@dataclass(frozen=True)
class Answered:
    """What the application gave: either bytes or the body of an answer that is an open file."""

    status: int
    headers: Headers
    data: bytes
    body: Body | None


class Server:
    """What granian calls.

    Args:
        settings: limits, and how many threads.
        make_engine: makes the engine on the event loop that it is given.
        make_app: makes the WSGI application over that engine.
    """

    def __init__(
        self,
        settings: Settings,
        make_engine: Callable[[AbstractEventLoop], Engine],
        make_app: Callable[[Engine], Callable[..., Any]],
    ) -> None:
        self._make_engine = make_engine
        self._make_app = make_app
        self._engine: Engine | None = None
        self._app: Callable[..., Any] | None = None
        self._most_bytes = settings.max_upload_bytes
        self._threads = ThreadPoolExecutor(settings.threads, "request")

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        """Begin: granian calls this before the first request."""
        self._engine = self._make_engine(loop)
        self._app = self._make_app(self._engine)

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        """End: granian calls this after the last request."""
        del loop
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._engine is not None:
            self._engine.close()

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        assert self._engine is not None  # noqa: S101 - granian has called the above
        environ = _environ(scope)
        if scope.method in _BODY_METHODS:
            await self._read_body(environ, exchange)
        environ[WATCH_KEY] = _Watch(exchange)
        if self._engine.can_wait_in_place and _is_quick(environ):
            answered = await run_in_place(self._call, environ)
        else:
            loop = get_running_loop()
            answered = await loop.run_in_executor(self._threads, self._call, environ)
        # A client that is gone misses nothing.
        with suppress(ProtocolClosed):
            await _send(exchange, answered)

    def _call(self, environ: dict[str, Any]) -> Answered:
        assert self._app is not None  # noqa: S101 - as above
        began: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _: Any = None) -> None:
            lowered = [(name.lower(), value) for name, value in headers]
            began.append((int(status[:3]), lowered))

        parts = self._app(environ, start_response)
        try:
            body: Body | None = environ.get(BODY_KEY)
            if body is not None and body.file is not None and environ["REQUEST_METHOD"] != "HEAD":
                data = b""
            else:
                body, data = None, b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        return Answered(*began[-1], data, body)

    async def _read_body(self, environ: dict[str, Any], exchange: Exchange) -> None:
        """Read what the application may accept; it refuses what is longer by its length alone."""
        length = environ.get("CONTENT_LENGTH", "")
        if length.isdecimal() and int(length) > self._most_bytes:
            return
        pieces: list[bytes] = []
        size = 0
        if length:
            pieces.append(await exchange())
            size = len(pieces[0])
        else:
            async for piece in exchange:
                size += len(piece)
                if size > self._most_bytes:
                    break
                pieces.append(piece)
        environ["CONTENT_LENGTH"] = str(size)
        environ["wsgi.input"] = BytesIO(b"".join(pieces))


class _Watch:
    """Calls back when the client hangs up; made for each request, used by the few that last."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._loop = get_running_loop()

    def __call__(self, hung_up: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(self._begin, hung_up)

    def _begin(self, hung_up: Callable[[], None]) -> None:
        waiting = ensure_future(self._exchange.client_disconnect())
        waiting.add_done_callback(lambda done: None if done.cancelled() else hung_up())


def _is_quick(environ: dict[str, Any]) -> bool:
    """Tell whether a request takes hardly any time but that of waiting for a worker."""
    if environ["PATH_INFO"] not in _IN_PLACE or "html" in environ.get("HTTP_ACCEPT", ""):
        return False
    if environ["REQUEST_METHOD"] == "POST":
        is_query = environ.get("CONTENT_TYPE", "").startswith("application/sparql-query")
        return is_query and int(environ["CONTENT_LENGTH"] or 0) <= _LONGEST_IN_PLACE
    return len(environ["QUERY_STRING"]) <= _LONGEST_IN_PLACE


def _environ(scope: Scope) -> dict[str, Any]:
    host, _, port = scope.server.rpartition(":")
    environ = {
        **_ENVIRONMENT,
        "REQUEST_METHOD": scope.method,
        # granian has decoded it as text; WSGI wants bytes, each as the character of its number.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
            if key in environ:
                # RFC 9110, section 5.3; of cookies RFC 9113, section 8.2.3.
                separator = "; " if key == "HTTP_COOKIE" else ","
                value = f"{environ[key]}{separator}{value}"  # noqa: PLW2901 - as above
        environ[key] = value
    return environ


async def _send(exchange: Exchange, answered: Answered) -> None:
    body = answered.body
    if body is None or body.file is None:
        exchange.response_bytes(answered.status, answered.headers, answered.data)
        return
    transport = exchange.response_stream(answered.status, answered.headers)
    for piece in body.pieces():
        await transport.send_bytes(piece)
