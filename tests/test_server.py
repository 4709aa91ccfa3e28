"""A request of granian's as WSGI has it."""

from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.wrappers import Request

from trilogue.server import _environ


def scope(**values: Any) -> Any:
    """Give a request as granian tells of it."""
    usual = {
        "path": "/contributions",
        "method": "GET",
        "query_string": "",
        "http_version": "2",
        "client": "127.0.0.1:4711",
        "server": "localhost:8000",
        "scheme": "http",
        "headers": {},
    }
    return SimpleNamespace(**{**usual, **values})


@pytest.mark.parametrize("path", ["/a b", "/é", "/\u202e", "/\ufffd", "/a%41", "/100%"])
def test_a_path_is_the_text_that_was_sent(path: str) -> None:
    """What granian decoded is not decoded again: "%41" stands for itself there."""
    environ = _environ(scope(path=path))

    assert Request(environ).path == path


def test_headers_that_came_in_pieces_are_joined() -> None:
    pairs = [
        ("accept", "text/html"),
        ("accept", "text/plain"),
        ("cookie", "a=1"),
        ("cookie", "trilogue=x.y.z"),
    ]

    environ = _environ(scope(headers=SimpleNamespace(items=lambda: pairs)))

    assert environ["HTTP_ACCEPT"] == "text/html,text/plain"
    assert environ["HTTP_COOKIE"] == "a=1; trilogue=x.y.z"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
