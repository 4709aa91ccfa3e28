"""Answers that cost something: a kept one where there is one, else evaluated or made, and kept.

What the engine evaluates is within the budget, in the coding that the client likes, and ends when
the client hangs up; what is made of it here, such as a page, is kept as it was sent.
"""

from collections.abc import Callable

from flask import Response, request

from trilogue.engine.model import Asked, Body, Coding
from trilogue.formats import Format
from trilogue.web.bodies import HIT, MISSED, STORED, body_response
from trilogue.web.codings import encoded
from trilogue.web.site import Site
from trilogue.web.speech import spoken

Headers = list[tuple[str, str]]


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
) -> Body:
    """Give what *make* gives for the address of this request in a format, encoded.

    Args:
        format_: which the address may leave to the Accept header.
        coding: of the body.
        here: whose dataset it is made from.
        headers: of the response, which are told whether it was kept.
        make: depends on nothing of the request but address, format and dataset.
        is_stable: whether it depends on nothing else either.
    """

    def whole() -> Body:
        written = make()
        data = encoded(written.encode() if isinstance(written, str) else written, coding)
        return Body(data, None, len(data))

    # With the host, which stands in the addresses of pictures and of what may be embedded.
    key = (request.url_root, request.full_path, "\n", format_.suffix, coding, spoken())
    return _kept(key, here, headers, whole, is_stable=is_stable)


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
