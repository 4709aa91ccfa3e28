"""The login for browsers: a token is shown once, and a session stands for it from then on."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext

from trilogue.formats import HTML
from trilogue.web.handing import PRIVATE
from trilogue.web.parameters import Parameters
from trilogue.web.people import log_in, log_out, person_of_request, require_own_form, spend
from trilogue.web.redirects import see_other

blueprint = Blueprint("login", __name__)


@blueprint.get("/login")
def form() -> Response:
    """Ask for a token."""
    parameters = Parameters(request.query_string)
    then = _ours(parameters.take_at_most_one("next"))
    parameters.finish(("next",))
    return _page(then, None, HTTPStatus.OK)


@blueprint.post("/login")
def enter() -> Response:
    """Begin a session, and lead to where it was needed."""
    require_own_form()
    spend("login")
    then = _ours(request.form.get("next"))
    if log_in(request.form.get("token", "").strip()) is None:
        message = gettext(
            "This is no token that is good: it may be mistyped, expired or revoked. "
            "Copy it whole, or ask whoever runs the service for a new one."
        )
        return _page(then, message, HTTPStatus.FORBIDDEN)
    return see_other(then, PRIVATE)


@blueprint.post("/logout")
def leave() -> Response:
    """End the session."""
    require_own_form()
    log_out()
    return see_other(url_for("pages.home"), PRIVATE)


def _page(then: str, message: str | None, status: int) -> Response:
    found = person_of_request(None)
    page = render_template(
        "login.html", then=then, message=message, person=None if found is None else found[0]
    )
    return Response(page, status, content_type=HTML.content_type, headers=list(PRIVATE))


def _ours(address: str | None) -> str:
    """Give *address* if it is a path of this service, else that of the contributions."""
    if not address or not address.isascii() or not address.isprintable():
        return url_for("contributions.listing")
    # Browsers take a backslash for a slash, and two slashes for another host.
    if not address.startswith("/") or address[1:2] in ("/", "\\"):
        return url_for("contributions.listing")
    return address
