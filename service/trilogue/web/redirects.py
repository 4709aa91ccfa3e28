"""Where a browser goes on to after a form, or to log in.

Source: RFC 9110, section 15.4.4 (303 See Other).
"""

from collections.abc import Iterable
from http import HTTPStatus

from flask import Response, redirect


def see_other(address: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """Lead to *address*, to be read with GET."""
    response = redirect(address, HTTPStatus.SEE_OTHER)
    assert isinstance(response, Response)  # noqa: S101 - Flask's redirect gives Flask's response
    response.headers.extend(headers)
    return response
