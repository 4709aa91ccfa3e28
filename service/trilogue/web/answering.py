"""Answers that cost something: a kept one where there is one, else evaluated or made, and kept.

What the engine evaluates is within the budget, in the coding that the client likes, and ends when
the client hangs up; what is made of it here, such as a page, is kept as it was sent. A page that
is made from nothing but the dataset is read once for each version of it, whoever comes.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import ParamSpec

from flask import Response, request

from trilogue.engine.model import Asked, Body, Coding
from trilogue.errors import NotAcceptable
from trilogue.formats import HTML, Format
from trilogue.web.bodies import HIT, MISSED, STORED, Page, body_response, not_modified
from trilogue.web.codings import choose_coding, encoded
from trilogue.web.site import Site, request_tag, site
from trilogue.web.speech import spoken

Headers = list[tuple[str, str]]

# Below it, what a coding saves is not worth its time.
_ENCODED_FROM_BYTES = 1_000
# Headers that are written anew for each answer.
_OWN = frozenset({"Content-Length"})
_Arguments = ParamSpec("_Arguments")


def evaluated(asked: Asked, here: Site, headers: Headers, *, is_stable: bool = True) -> Body:
    """Have *asked* answered; the *headers* are told whether it was kept.

    Args:
        asked: with ``watch`` where the client may hang up.
        here: whose dataset is asked.
        headers: of the response.
        is_stable: whether the answer depends on nothing but the dataset.

    Raises:
        As `View.answer`.
    """
    key = (
        asked.query,
        "\n",
        *asked.default_graphs,
        "\n",
        *asked.named_graphs,
        asked.format.suffix,
        asked.coding,
    )
    return _kept(key, here, headers, lambda: here.view.answer(asked), is_stable=is_stable)


def composed(
    format_: Format,
    coding: Coding,
    here: Site,
    headers: Headers,
    make: Callable[[], bytes | str],
    *,
    is_stable: bool = True,
    parts: tuple[str, ...] = (),
) -> Body:
    """Give what *make* gives for the address of this request in a format, encoded.

    Args:
        format_: which the address may leave to the Accept header.
        coding: of the body.
        here: whose dataset it is made from.
        headers: of the response, which are told whether it was kept.
        make: depends on nothing of the request but address, format and dataset.
        is_stable: whether it depends on nothing else either.
        parts: what else it depends on, and is kept by.
    """

    def whole() -> Body:
        written = make()
        data = encoded(written.encode() if isinstance(written, str) else written, coding)
        return Body(data, None, len(data))

    # With the host, which stands in the addresses of what a page gives to others.
    key = (request.url_root, request.full_path, "\n", format_.suffix, coding, spoken(), *parts)
    return _kept(key, here, headers, whole, is_stable=is_stable)


def kept_page(view: Callable[_Arguments, Response]) -> Callable[_Arguments, Response]:
    """Keep the pages that a *view* makes; what else it answers is passed on.

    Args:
        view: makes pages of nothing but dataset, address, Accept header and language, and tags
            them (see `trilogue.web.site.answered`).
    """

    @wraps(view)
    def answer(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> Response:
        here = site()
        if not here.answers.is_on or request.method not in ("GET", "HEAD"):
            return view(*arguments, **named)
        key = ("page", request_tag())
        found = here.answers.find(here.version, key)
        if isinstance(found, Page):
            headers = [*found.headers, ("Cache-Status", HIT)]
            tag = next(text for name, text in headers if name == "ETag")
            return not_modified(tag, []) or body_response(found, headers)
        response = view(*arguments, **named)
        if response.status_code == HTTPStatus.OK and response.mimetype == HTML.media_type:
            encode(response)
            data = response.get_data()
            told = tuple((name, text) for name, text in response.headers if name not in _OWN)
            if response.get_etag()[0] is not None:
                size = sum(len(name) + len(text) for name, text in told)
                page = Page(data, None, len(data), headers=told)
                here.answers.keep(here.version, key, size, page)
        return response

    return answer


def encode(response: Response) -> None:
    """Encode a body that no engine wrote as the client likes it, where that saves much."""
    try:
        coding = choose_coding(request.environ.get("HTTP_ACCEPT_ENCODING"))
    except NotAcceptable:
        # This is the answer that says so, or one that has no body.
        return
    if coding == "identity" or response.is_streamed or "Content-Encoding" in response.headers:
        return
    data = response.get_data()
    if len(data) < _ENCODED_FROM_BYTES:
        return
    response.set_data(encoded(data, coding))
    response.headers["Content-Encoding"] = coding


def sent(body: Body, format_: Format, coding: Coding, headers: Headers) -> Response:
    """Answer 200 with *body*, which is in *format_* and *coding*."""
    headers.append(("Content-Type", format_.content_type))
    if coding != "identity":
        headers.append(("Content-Encoding", coding))
    return body_response(body, headers)


def _kept(
    key: tuple[str, ...],
    here: Site,
    headers: Headers,
    make: Callable[[], Body],
    *,
    is_stable: bool,
) -> Body:
    view, answers = here.view, here.answers
    if not (is_stable and answers.is_on):
        return make()
    kept = answers.find(view.version, key)
    if kept is not None:
        headers.append(("Cache-Status", HIT))
        return kept
    body = make()
    is_kept = answers.keep(view.version, key, sum(map(len, key)), body)
    headers.append(("Cache-Status", STORED if is_kept else MISSED))
    return body
