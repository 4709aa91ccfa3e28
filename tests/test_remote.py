"""What an engine may do wrong on the wire, by a server that does it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from trilogue.engine.remote.credentials import Credentials
from trilogue.engine.remote.transport import Reply, Transport
from trilogue.errors import AnswerTooLarge, AskerGone, EngineError, QueryTimeout
from trilogue.settings import Settings

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
Asking = Callable[..., Reply]


@pytest.fixture
def answering() -> Iterator[Callable[[bytes], Asking]]:
    """Make a server that sends some bytes and then waits, and what asks it."""
    listener = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = []

    def serve(data: bytes, *, closes: bool = False) -> Asking:
        def run() -> None:
            connection, _ = listener.accept()
            kept.append(connection)
            connection.recv(65_536)
            connection.sendall(data)
            if closes:
                with suppress(OSError):  # the client may have closed first
                    connection.shutdown(socket.SHUT_RDWR)

        threading.Thread(target=run, daemon=True).start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/query"
        transport = Transport(address, Credentials("ann", "secret"))

        def asking(seconds: float = 5, most: int = 1000, watch: object = None) -> Reply:
            return transport.post(address, [("query", "ASK {}")], "*/*", seconds, most, watch)  # type: ignore[arg-type]

        return asking

    yield serve
    for each in (listener, *kept):
        each.close()


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"Content-Length: 10\r\n\r\nhalf",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"",
        b"nothing of HTTP\r\n\r\n",
    ],
    ids=["short of its length", "without its last chunk", "nothing", "no HTTP"],
)
def test_an_answer_that_breaks_off_is_an_error(
    answering: Callable[..., Asking], data: bytes
) -> None:
    with pytest.raises(EngineError) as caught:
        answering(data, closes=True)()

    assert "secret" not in caught.value.message


def test_an_answer_is_given_whole(answering: Callable[..., Asking]) -> None:
    assert answering(HEAD + b"Content-Length: 4\r\n\r\nfour")().body == b"four"


def test_a_redirect_is_not_followed(answering: Callable[..., Asking]) -> None:
    found = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"

    assert answering(found)().status == 302


@pytest.mark.parametrize("data", [b"", HEAD + b"Content-Length: 10\r\n\r\nhalf"])
def test_the_deadline_is_over_the_whole_exchange(
    answering: Callable[..., Asking], data: bytes
) -> None:
    began = time.monotonic()

    with pytest.raises(QueryTimeout):
        answering(data)(seconds=0.4)

    assert time.monotonic() - began < 1.4


def test_the_limit_in_bytes_is_kept(answering: Callable[..., Asking]) -> None:
    with pytest.raises(AnswerTooLarge):
        answering(HEAD + b"Content-Length: 2000\r\n\r\n" + b"x" * 2000)()


def test_whoever_hangs_up_ends_the_exchange(answering: Callable[..., Asking]) -> None:
    def watch(end: Callable[[], None]) -> None:
        threading.Timer(0.1, end).start()

    with pytest.raises(AskerGone):
        answering(b"")(watch=watch)


def test_a_secret_is_never_shown() -> None:
    settings = Settings(engine_user="ann", engine_password="secret", engine_token="secret")  # noqa: S106

    assert "secret" not in repr(settings) + repr(Credentials("ann", "secret", "secret"))
