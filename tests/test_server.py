"""A request of granian's as WSGI has it."""

from types import SimpleNamespace

from trilogue.server import _environ


def test_headers_that_came_in_pieces_are_joined() -> None:
    pairs = [
        ("accept", "text/html"),
        ("accept", "text/plain"),
        ("cookie", "a=1"),
        ("cookie", "trilogue=x.y.z"),
    ]
    scope = SimpleNamespace(
        path="/contributions",
        method="GET",
        query_string="",
        http_version="2",
        client="127.0.0.1:4711",
        server="localhost:8000",
        scheme="http",
        headers=SimpleNamespace(items=lambda: pairs),
    )

    environ = _environ(scope)  # type: ignore[arg-type]

    assert environ["HTTP_ACCEPT"] == "text/html,text/plain"
    assert environ["HTTP_COOKIE"] == "a=1; trilogue=x.y.z"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
