"""One exchange with the engine: within a deadline, whole, and ended when nobody waits any more.

Nothing of this process is sent but what is given here; redirects are not followed.

Source: RFC 9112, section 8 (incomplete messages).
"""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse
from urllib3.util import wait_for_read

from trilogue.engine.model import Watch
from trilogue.engine.remote.credentials import Credentials
from trilogue.errors import AnswerTooLarge, AskerGone, EngineError, QueryTimeout

_CHUNK = 65_536
_SECONDS_TO_CONNECT = 5.0
_SECONDS_BEFORE_WATCH = 0.2
_FORM = "application/x-www-form-urlencoded"
_UNAUTHORIZED = 401
_CONNECTIONS = 16
_current = threading.local()


@dataclass(frozen=True)
class Reply:
    """What the engine answered, whole.

    Attributes:
        status: of HTTP.
        headers: by names in small letters.
        body: all of it.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Without parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class _Exchange:
    """The running request of one thread, which another thread may cut off."""

    def __init__(self, seconds: float, watch: Watch | None) -> None:
        self.seconds = seconds
        self.began = time.monotonic()
        self.watch = watch
        self.is_cut = False
        self.socket: socket.socket | None = None

    @property
    def left(self) -> float:
        return self.began + self.seconds - time.monotonic()

    def cut(self) -> None:
        """End it, from any thread."""
        self.is_cut = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)

    def tell_watch(self) -> None:
        """Tell the watch once, when it has taken long."""
        if self.watch is not None and time.monotonic() - self.began >= _SECONDS_BEFORE_WATCH:
            watch, self.watch = self.watch, None
            watch(self.cut)

    def hurry(self) -> None:
        """Let the next read of the socket wait no longer than is left.

        Raises:
            TimeoutError: nothing is left.
        """
        if self.left <= 0:
            raise TimeoutError
        if self.socket is not None:
            with suppress(OSError):
                self.socket.settimeout(self.left)


def _wait(sock: socket.socket) -> None:
    """Wait for the beginning of the answer, and tell the watch where that takes long."""
    exchange: _Exchange | None = getattr(_current, "exchange", None)
    if exchange is None:
        return
    exchange.socket = sock
    wait_for_read(sock, min(_SECONDS_BEFORE_WATCH, max(exchange.left, 0)))
    exchange.tell_watch()
    if exchange.is_cut:
        exchange.cut()
    exchange.hurry()


class _Connection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        if self.sock is not None:
            _wait(self.sock)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        if self.sock is not None:
            _wait(self.sock)
        return super().getresponse()


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class Transport:
    """Kept connections to one engine.

    Args:
        address: any address of the engine; all are at the same host.
        credentials: shown with each request.
    """

    def __init__(self, address: str, credentials: Credentials) -> None:
        parts = urlsplit(address)
        self.host = parts.hostname or ""
        kind = _SecurePool if parts.scheme == "https" else _Pool
        self._pool = kind(self.host, parts.port, maxsize=_CONNECTIONS, block=False)
        self._credentials = credentials

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def post(
        self,
        address: str,
        sent: Sequence[tuple[str, str]] | str,
        accept: str,
        seconds: float,
        most_bytes: int,
        watch: Watch | None = None,
    ) -> Reply:
        """Post a form, or an update as it is.

        Raises:
            QueryTimeout: the whole exchange takes longer than *seconds*.
            AnswerTooLarge: there are more than *most_bytes*.
            AskerGone: the watch ended it.
            EngineError: there is no whole answer.
        """
        parts = urlsplit(address)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        body = (sent if isinstance(sent, str) else urlencode(sent)).encode()
        media_type = "application/sparql-update" if isinstance(sent, str) else _FORM
        headers = {
            "Accept": accept,
            "Accept-Encoding": "identity",
            "Content-Type": media_type,
            "User-Agent": "Trilogue",
        }
        shown = self._credentials.first()
        if shown is not None:
            headers["Authorization"] = shown
        exchange = _Exchange(seconds, watch)
        with _fence(exchange, parts.netloc):
            reply = self._exchange(exchange, target, body, headers, most_bytes)
            if reply.status == _UNAUTHORIZED and shown is not None:
                # Virtuoso tells nobody that it wants Digest who comes with Basic.
                del headers["Authorization"]
                reply = self._exchange(exchange, target, body, headers, most_bytes)
            challenge = reply.headers.get("www-authenticate", "")
            if reply.status == _UNAUTHORIZED and challenge:
                answer = self._credentials.answer_to(challenge, "POST", target)
                if answer is not None:
                    headers["Authorization"] = answer
                    reply = self._exchange(exchange, target, body, headers, most_bytes)
            return reply

    def _exchange(
        self,
        exchange: _Exchange,
        target: str,
        body: bytes,
        headers: dict[str, str],
        most_bytes: int,
    ) -> Reply:
        _current.exchange = exchange
        try:
            response = self._pool.urlopen(
                "POST",
                target,
                body,
                headers,
                # A kept connection that the engine closed is found out before it is used again.
                retries=False,
                redirect=False,
                timeout=urllib3.Timeout(
                    connect=min(_SECONDS_TO_CONNECT, exchange.seconds),
                    read=max(exchange.left, 0.001),
                ),
                preload_content=False,
                decode_content=False,
            )
            return _read(response, exchange, most_bytes)
        finally:
            _current.exchange = None


def _read(response: urllib3.BaseHTTPResponse, exchange: _Exchange, most_bytes: int) -> Reply:
    chunks: list[bytes] = []
    size = 0
    whole = False
    try:
        for chunk in response.stream(_CHUNK):
            size += len(chunk)
            if size > most_bytes:
                raise AnswerTooLarge(
                    f"The answer is larger than {most_bytes:,} bytes. "
                    "Narrow the query, or add LIMIT and OFFSET; the whole dataset is in the "
                    "export.",
                    "max_answer_bytes",
                )
            chunks.append(chunk)
            exchange.tell_watch()
            exchange.hurry()
        whole = True
    finally:
        if whole:
            response.release_conn()
        else:
            response.close()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status, headers, b"".join(chunks))


@contextmanager
def _fence(exchange: _Exchange, place: str) -> Iterator[None]:
    """Turn what can go wrong between here and the engine into our errors."""
    try:
        yield
    except (urllib3.exceptions.HTTPError, OSError) as error:
        if exchange.is_cut:
            raise AskerGone("Whoever asked hung up, so the query was ended.") from error
        if exchange.left <= 0:
            raise timeout_of(exchange.seconds) from error
        raise EngineError(
            f"{place}: the engine gives no whole answer ({type(error).__name__}). "
            "See whether it runs and listens there; TRILOGUE_ENGINE holds its address."
        ) from error


def timeout_of(seconds: float) -> QueryTimeout:
    """Make the error for an evaluation that takes longer than *seconds*."""
    return QueryTimeout(
        f"The query takes longer than {seconds:g} s. Narrow it, or add LIMIT.", "query_seconds"
    )
