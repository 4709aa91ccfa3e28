"""Bodies of the engine as responses, and what a client already has.

Source: RFC 9110, sections 8.8.3 (ETag) and 13.1 (conditions); RFC 9211 (Cache-Status).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, request
from werkzeug.datastructures import Headers

from trilogue.engine.model import Body

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Where whoever runs the application finds a body that it may send by itself.
BODY_KEY = "trilogue.body"
# Where that one puts what is told when an evaluation takes long; see `Asked.watch`.
WATCH_KEY = "trilogue.watch"
HIT = "trilogue; hit"
STORED = "trilogue; fwd=miss; stored"
MISSED = "trilogue; fwd=miss"


@dataclass(frozen=True)
class Page(Body):
    """A page as it is sent.

    Attributes:
        headers: that it is sent with.
    """

    headers: tuple[tuple[str, str], ...] = ()


class BodyResponse(Response):
    """An answer whose headers are ours, known and whole.

    Werkzeug looks at each header several times on its way, for what views may get wrong: a third
    of the time that a small answer takes here.
    """

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        """Give the headers as they are."""
        del environ
        return self.headers


def body_response(body: Body, headers: list[tuple[str, str]], status: int = 200) -> Response:
    """Answer with *body*; one that is a file is read piece by piece."""
    known = Headers()
    extend(known, [*headers, ("Content-Length", str(body.size))])
    if body.file is None:
        return BodyResponse([body.data], status, known)
    request.environ[BODY_KEY] = body
    return BodyResponse(body.pieces(), status, known)


def extend(headers: Headers, pairs: Iterable[tuple[str, str]]) -> None:
    """Add *pairs* that are known to be text without line breaks, and not to be there yet."""
    headers._list.extend(pairs)  # noqa: SLF001 - its own extend takes a microsecond for each


def not_modified(tag: str, headers: list[tuple[str, str]]) -> Response | None:
    """Answer 304 when a client that reads already has what has this *tag*, else give None.

    Args:
        tag: with its quotation marks, and W/ where it is weak.
        headers: that the answer would have had too.
    """
    environ: dict[str, Any] = request.environ
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    if not request.if_none_match.contains_weak(tag.removeprefix("W/").strip('"')):
        return None
    return Response(status=304, headers=[*headers, ("ETag", tag)])
