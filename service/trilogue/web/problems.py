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
from trilogue.web.site import site

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
        headers: that go with it.
    """

    slug: str
    title: str
    status: int
    help: str
    fields: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


# The first row that fits is taken: narrow errors before the errors they are a kind of.
PROBLEMS: tuple[tuple[type[errors.TrilogueError], ProblemType], ...] = (
    (
        errors.QuerySyntaxError,
        ProblemType(
            "query-syntax",
            "The text is not SPARQL",
            400,
            "It could not be read as a SPARQL 1.1 query or update; line and column count from 1.",
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
            "An update was sent as a query",
            403,
            "Only queries are read there; an update is posted to /sparql as one, with a token.",
        ),
    ),
    (
        errors.ServiceRefused,
        ProblemType(
            "service-refused",
            "SERVICE and LOAD are refused",
            403,
            "No query and no update may make this server open a connection or a file.",
        ),
    ),
    (
        errors.ConditionFailed,
        ProblemType(
            "condition",
            "A condition of the request does not hold",
            412,
            "If-Match or If-None-Match names a state of the graph that is not its present one.",
        ),
    ),
    (
        errors.AskerGone,
        ProblemType(
            "asker-gone",
            "The client hung up",
            503,
            "The evaluation was ended since nobody waited for the answer.",
        ),
    ),
    (
        errors.QueryTimeout,
        ProblemType(
            "query-timeout",
            "The evaluation took too long",
            504,
            "It was ended at the limit; nothing was sent, since a cut answer is a wrong one.",
            ("limit",),
        ),
    ),
    (
        errors.MemoryExceeded,
        ProblemType(
            "memory-exceeded",
            "The evaluation needs too much memory",
            422,
            "It was ended at the limit, and would be again; ask for less at a time.",
            ("limit",),
        ),
    ),
    (
        errors.AnswerTooLarge,
        ProblemType(
            "answer-too-large",
            "The answer is too large",
            413,
            "The answer passed the limit; nothing was sent, since a cut answer is a wrong one.",
            ("limit",),
        ),
    ),
    (
        errors.ServiceBusy,
        ProblemType(
            "busy",
            "Too many requests are waiting",
            503,
            "Nothing was evaluated; ask again after the time that Retry-After tells.",
            ("limit",),
            (("Retry-After", "2"),),
        ),
    ),
    (
        errors.LimitPassed,
        ProblemType(
            "limit",
            "A limit was passed",
            422,
            "The evaluation was ended at a limit that the body names.",
            ("limit",),
        ),
    ),
    (
        errors.QueryError,
        ProblemType(
            "query",
            "The text cannot be evaluated",
            400,
            "It is SPARQL, but it cannot be evaluated here.",
        ),
    ),
    (
        errors.NotAcceptable,
        ProblemType(
            "not-acceptable",
            "None of the formats asked for can be given",
            406,
            "The Accept or Accept-Encoding header names nothing that fits; the body lists "
            "what would.",
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
        errors.ParseError,
        ProblemType(
            "document",
            "The document is not what its format says",
            400,
            "It could not be read, so nothing was changed; line and column count from 1.",
            ("line", "column"),
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
        errors.TokenMissing,
        ProblemType(
            "token-missing",
            "This needs a token",
            401,
            "Whoever writes shows a token, as Authorization: Bearer …; readers need none.",
            (),
            (("WWW-Authenticate", 'Bearer realm="trilogue"'),),
        ),
    ),
    (
        errors.AccessDenied,
        ProblemType(
            "access-denied",
            "The token does not allow this",
            403,
            "The token is good, and its role may not do this; the body names one that may.",
            ("role",),
        ),
    ),
    (
        errors.WriteRefused,
        ProblemType(
            "write-refused",
            "The dataset takes no writes here",
            403,
            "The dataset can be read here and not changed, by nobody.",
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
            "The dataset cannot be read or written at the moment.",
        ),
    ),
    (
        errors.EngineError,
        ProblemType(
            "engine",
            "The engine is out of order",
            502,
            "Whoever keeps the dataset cannot be reached, or gives no proper answer.",
        ),
    ),
    (
        errors.TrilogueError,
        ProblemType(
            "trouble", "The service is out of order", 500, "Something is wrong with the service."
        ),
    ),
)
# Of whoever asked or of how busy it is, whatever their status: no news for the log.
_NO_NEWS = (errors.LimitPassed, errors.AskerGone)


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
    is_news = not isinstance(error, _NO_NEWS)
    if is_news and kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s", error, exc_info=error)
    fields = {name: getattr(error, name) for name in kind.fields}
    known = {name: value for name, value in fields.items() if value is not None}
    if isinstance(error, errors.LimitPassed):
        known["allowed"] = getattr(site().settings, error.limit, None)
    response = _response(
        Problem(f"/problems#{kind.slug}", kind.title, kind.status, error.message, known)
    )
    response.headers.extend(kind.headers)
    if request.endpoint == "sparql.sparql":
        response.headers["Trilogue-Limits"] = site().limits
    return response


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
