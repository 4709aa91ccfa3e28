"""Each error's HTTP status and body; the only place that knows them.

A program gets ``application/problem+json``, a browser a page.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

import json
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from trilogue import errors
from trilogue.formats import wants_html

PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True)
class ProblemType:
    """One kind of problem.

    Attributes:
        slug: its anchor on the page of problems.
        title: the same for each occurrence.
        status: HTTP status.
        help: what it means, in a sentence.
        fields: attributes of the error that go into the body.
    """

    slug: str
    title: str
    status: int
    help: str
    fields: tuple[str, ...] = ()


# The first row that fits is taken: narrow errors before the errors they are a kind of.
PROBLEMS: tuple[tuple[type[errors.TrilogueError], ProblemType], ...] = (
    (
        errors.QuerySyntaxError,
        ProblemType(
            "query-syntax",
            "The query is not SPARQL",
            400,
            "The text could not be read as a SPARQL 1.1 query; line and column count from 1.",
            ("line", "column"),
        ),
    ),
    (
        errors.RequestError,
        ProblemType(
            "request",
            "The request breaks a rule of the protocol",
            400,
            "A parameter is missing, unknown, given twice or cannot be read.",
            ("parameter",),
        ),
    ),
    (
        errors.UpdateNotOffered,
        ProblemType(
            "update-not-offered",
            "Updates are not offered",
            403,
            "This dataset can be read here and not changed.",
        ),
    ),
    (
        errors.ServiceRefused,
        ProblemType(
            "service-refused",
            "SERVICE is refused",
            403,
            "No query may make this server open a connection.",
        ),
    ),
    (
        errors.AnswerTooLarge,
        ProblemType(
            "answer-too-large",
            "The answer is too large",
            413,
            "The answer passed the limit; nothing was sent, since a cut answer is a wrong one.",
        ),
    ),
    (
        errors.QueryError,
        ProblemType(
            "query",
            "The query cannot be answered",
            400,
            "The query is SPARQL, but it cannot be evaluated here.",
        ),
    ),
    (
        errors.NotAcceptable,
        ProblemType(
            "not-acceptable",
            "None of the formats asked for can be given",
            406,
            "The Accept header names nothing that fits; the body lists what would.",
            ("offered",),
        ),
    ),
    (
        errors.UnsupportedMediaType,
        ProblemType(
            "unsupported-media-type",
            "The format is not spoken here",
            415,
            "The body or the format asked for is unknown here; the body lists what is known.",
            ("accepted",),
        ),
    ),
    (
        errors.ResourceNotFound,
        ProblemType(
            "not-known",
            "Nothing is known about this",
            404,
            "The dataset says nothing about the IRI.",
            ("iri",),
        ),
    ),
    (
        errors.SlugUnknown,
        ProblemType(
            "slug-unknown",
            "There is nothing of this name",
            404,
            "A parameter names a kind, a stage or a thing that the dataset does not have; "
            "the body lists the nearest names, and all.",
            ("parameter", "nearest", "known"),
        ),
    ),
    (
        errors.StoreError,
        ProblemType(
            "store",
            "The store is out of order",
            503,
            "The dataset cannot be read at the moment.",
        ),
    ),
    (
        errors.TrilogueError,
        ProblemType(
            "trouble", "The service is out of order", 500, "Something is wrong with the service."
        ),
    ),
)


@dataclass(frozen=True)
class Problem:
    """One occurrence.

    Attributes:
        type: a reference to the page that explains it; "about:blank" where the status says it all.
        title: of its kind.
        status: HTTP status.
        detail: what went wrong, where, and the mend.
        fields: further members of the body.
    """

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, Any] = field(default_factory=dict)


def register(app: Flask) -> None:
    """Have all errors of *app* answered from here."""
    app.register_error_handler(errors.TrilogueError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _known(error: errors.TrilogueError) -> Response:
    kind = next(kind for type_, kind in PROBLEMS if isinstance(error, type_))
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s", error, exc_info=error)
    fields = {name: getattr(error, name) for name in kind.fields}
    known = {name: value for name, value in fields.items() if value is not None}
    return _response(
        Problem(f"/problems#{kind.slug}", kind.title, kind.status, error.message, known)
    )


def _http(error: HTTPException) -> Response:
    """Turn what Werkzeug raises (no such address, wrong method) into a problem."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = _response(
        Problem("about:blank", error.name, status, error.description or error.name)
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
        Problem("about:blank", "Internal Server Error", 500, detail, {"reference": reference})
    )


def _response(problem: Problem) -> Response:
    if wants_html(request.headers.get("Accept")):
        query = request.args.get("query") if request.path == "/sparql" else None
        page = render_template("problem.html", problem=problem, query=query)
        response = Response(page, content_type="text/html; charset=utf-8")
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
