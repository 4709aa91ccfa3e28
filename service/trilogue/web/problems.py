"""Each error becomes an answer, with the status and the body of its kind of problem.

A program gets ``application/problem+json``, a browser a page.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

import json
import secrets
from http import HTTPStatus

from flask import Flask, Response, current_app, request, url_for
from werkzeug.exceptions import HTTPException

from trilogue import errors
from trilogue.formats import HTML, wants_html
from trilogue.web.problem_pages import Problem, problem_page
from trilogue.web.problem_types import PROBLEMS
from trilogue.web.redirects import see_other
from trilogue.web.refusals import ExportsInTheMaking, RateExceeded
from trilogue.web.site import last_site

PROBLEM_TYPE = "application/problem+json"
# Of whoever asked or of how busy it is, whatever their status: no news for the log.
_NO_NEWS = (errors.LimitPassed, errors.AskerGone, ExportsInTheMaking)


def register(app: Flask) -> None:
    """Have all errors of *app* answered from here."""
    app.register_error_handler(errors.TrilogueError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _known(error: errors.TrilogueError) -> Response:
    if _is_page_for_people(error):
        then = request.full_path.rstrip("?")
        return see_other(url_for("login.form", next=then), [("Cache-Control", "no-store")])
    kind = next(kind for type_, kind in PROBLEMS if isinstance(error, type_))
    is_news = not isinstance(error, _NO_NEWS)
    if is_news and kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s", error, exc_info=error)
    fields = {name: getattr(error, name) for name in kind.fields}
    known = {name: value for name, value in fields.items() if value is not None}
    if isinstance(error, errors.LimitPassed):
        known["allowed"] = getattr(last_site().settings, error.limit, None)
    response = _response(
        Problem(f"/problems#{kind.slug}", kind.title, kind.status, error.message, known), error
    )
    response.headers.extend(kind.headers)
    if isinstance(error, RateExceeded):
        response.headers["Retry-After"] = str(error.seconds)
    if request.endpoint == "sparql.sparql":
        response.headers["Trilogue-Limits"] = last_site().limits
    return response


def _is_page_for_people(error: errors.TrilogueError) -> bool:
    """Tell whether the login is a better answer than the *error*."""
    return (
        isinstance(error, errors.TokenMissing)
        and request.method == "GET"
        and wants_html(request.headers.get("Accept"))
    )


def _http(error: HTTPException) -> Response:
    """Turn what Werkzeug raises (no such address, wrong method) into a problem."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = _response(
        Problem("about:blank", error.name, status, error.description or error.name), error
    )
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    """Give the client an id and the log the story."""
    reference = secrets.token_hex(6)
    current_app.logger.error("failure %s at %s", reference, request.path, exc_info=error)
    detail = (
        "Something went wrong here, not with the request. "
        f"Try again later; when it stays, report it with the reference {reference}."
    )
    return _response(
        Problem("about:blank", "Internal Server Error", 500, detail, {"reference": reference}),
        error,
    )


def _response(problem: Problem, error: Exception) -> Response:
    if wants_html(request.headers.get("Accept")):
        response = Response(problem_page(problem, error), content_type=HTML.content_type)
    else:
        body = {
            "type": problem.type,
            "title": problem.title,
            "status": problem.status,
            "detail": problem.detail,
            **problem.fields,
        }
        response = Response(
            json.dumps(body, ensure_ascii=False, indent=1), content_type=PROBLEM_TYPE
        )
    response.status_code = problem.status
    response.headers["Cache-Control"] = "no-store"
    return response
