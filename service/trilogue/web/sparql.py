"""The SPARQL protocol at ``/sparql``: queries for everybody, updates for those who may write.

A query is evaluated by the engine, not here; what is done here for each costs microseconds, and is
written so that it stays so.

Source: SPARQL 1.1 Protocol, section 2.
"""

import time
from functools import lru_cache
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from trilogue.engine.model import Asked, Body, Coding, Update
from trilogue.errors import QuerySyntaxError
from trilogue.formats import (
    GRAPH_FORMATS,
    HTML,
    RESULT_FORMATS,
    RESULT_JSON,
    TURTLE,
    Format,
    GraphFormat,
    ResultFormat,
    choose,
    wants_html,
)
from trilogue.query import Studied, require_harmless, require_harmless_update, study
from trilogue.querytext import has_relative_iri, with_base
from trilogue.serialise import (
    Table,
    boolean_from_json,
    first_triples,
    graph_bytes,
    table_from_json,
)
from trilogue.terms import SD, VOID
from trilogue.web.answer_view import Used, column_kinds
from trilogue.web.answering import evaluated, sent
from trilogue.web.bodies import HIT, WATCH_KEY, not_modified
from trilogue.web.codings import choose_coding
from trilogue.web.description import service_description
from trilogue.web.links import Links
from trilogue.web.parameters import choose_format
from trilogue.web.protocol import QueryRequest, UpdateRequest, read_request
from trilogue.web.site import VERSION_HEADER, Site, address, answered, site, unchanged
from trilogue.web.speech import neutral_root, spoken

blueprint = Blueprint("sparql", __name__)

MAX_ROWS_ON_A_PAGE = 1_000
MAX_TURTLE_ON_A_PAGE = 500_000
_CHOICES_KEPT = 512
_OFFERED: dict[bool, tuple[GraphFormat | ResultFormat, ...]] = {
    True: (*GRAPH_FORMATS, HTML),
    False: (*RESULT_FORMATS, HTML),
}


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query or make an update; without either, show the form or describe the service."""
    if request.method in ("GET", "HEAD") and not request.query_string:
        return _without_query()
    here = site()
    asked = read_request(here)
    return _answer(asked, here) if isinstance(asked, QueryRequest) else _update(asked, here)


def _answer(asked: QueryRequest, here: Site) -> Response:
    require_harmless(asked.query, asked.default_graphs, asked.named_graphs)
    studied = study(asked.query)
    environ = request.environ
    format_ = _format_for(studied.gives_triples, asked.format, environ.get("HTTP_ACCEPT"))
    coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING"))
    headers = [("Trilogue-Limits", here.limits), (VERSION_HEADER, here.version)]
    if not studied.is_stable:
        headers.append(("Cache-Control", "no-store"))
    elif environ["REQUEST_METHOD"] != "POST":
        # Weak: the engine may give the same rows in another order.
        place = (request.script_root, spoken() if format_ is HTML else "")
        tag = f'W/"{here.etag(*_parts(asked), format_.suffix, coding, *place)}"'
        headers.append(("Cache-Control", "no-cache"))
        known = not_modified(tag, headers)
        if known is not None:
            return known
        headers.append(("ETag", tag))
    if format_ is HTML:
        return _result_page(asked, studied, here, headers)
    body = _evaluated(asked, studied, format_, coding, here, headers)
    return sent(body, format_, coding, headers)


def _evaluated(
    asked: QueryRequest,
    studied: Studied,
    format_: GraphFormat | ResultFormat,
    coding: Coding,
    here: Site,
    headers: list[tuple[str, str]],
) -> Body:
    base = address() if studied.needs_base else ""
    text = with_base(asked.query, base) if base else asked.query
    prefixes = here.prefixes if studied.gives_triples else {}
    watch = request.environ.get(WATCH_KEY)
    full = Asked(text, format_, asked.default_graphs, asked.named_graphs, coding, prefixes, watch)
    try:
        return evaluated(full, here, headers, is_stable=studied.is_stable)
    except QuerySyntaxError as error:
        raise _as_sent(error, base) from error


def _parts(asked: QueryRequest) -> tuple[str, ...]:
    """Give what the request says besides the format, so that no two requests give the same."""
    if not asked.default_graphs and not asked.named_graphs:
        return (asked.query,)
    return (asked.query, "\n", *asked.default_graphs, "\n", *asked.named_graphs)


@lru_cache(_CHOICES_KEPT)
def _format_for(
    gives_triples: bool,  # noqa: FBT001 - the key of the cache
    word: str | None,
    accept: str | None,
) -> GraphFormat | ResultFormat:
    """Choose the format; as `choose_format`."""
    return choose_format(word, accept, _OFFERED[gives_triples])


def _update(asked: UpdateRequest, here: Site) -> Response:
    require_harmless_update(asked.update, asked.using_graphs, asked.using_named_graphs)
    base = address() if has_relative_iri(asked.update) else ""
    text = with_base(asked.update, base) if base else asked.update
    try:
        with here.writing:
            written = here.engine.write(Update(text, asked.using_graphs, asked.using_named_graphs))
    except QuerySyntaxError as error:
        raise _as_sent(error, base) from error
    headers = {VERSION_HEADER: written.version, "Trilogue-Limits": here.limits}
    return Response(status=204, headers=headers)


def _as_sent(error: QuerySyntaxError, base: str) -> QuerySyntaxError:
    """Tell the place in the text that was sent, which had no line with a base before it."""
    if not base or error.line is None:
        return error
    return QuerySyntaxError(error.what, max(error.line - 1, 1), error.column)


def _result_page(
    asked: QueryRequest, studied: Studied, here: Site, headers: list[tuple[str, str]]
) -> Response:
    """Show the answer on a page; it is asked for like any other, and read from its bytes."""
    links = Links(here.vocabulary, request.script_root)
    shown: dict[str, object] = {}
    format_ = TURTLE if studied.gives_triples else RESULT_JSON
    began = time.perf_counter()
    data = _evaluated(asked, studied, format_, "identity", here, headers).read()
    was_kept = ("Cache-Status", HIT) in headers
    shown["used"] = Used(time.perf_counter() - began, len(data), was_kept)
    found: Table | None = None
    if studied.gives_triples:
        kind = "triples"
        found = first_triples(data, MAX_ROWS_ON_A_PAGE)
        text = data[:MAX_TURTLE_ON_A_PAGE].decode(errors="ignore")
        shown["turtle"], shown["is_cut"] = text, len(data) > MAX_TURTLE_ON_A_PAGE
    elif studied.form == "ASK":
        kind = "boolean"
        shown["boolean"] = boolean_from_json(data)
    else:
        kind = "solutions"
        found = table_from_json(data, MAX_ROWS_ON_A_PAGE)
    if found is not None:
        shown["table"], shown["kinds"] = found, column_kinds(found)
        shown["rows"] = [[links.cell(cell) for cell in row] for row in found.rows]
    formats: tuple[Format, ...] = GRAPH_FORMATS if kind == "triples" else RESULT_FORMATS
    downloads = [(each.name, _address(asked, each.suffix)) for each in formats]
    page = render_template(
        "sparql.html",
        query=asked.query,
        kind=kind,
        downloads=downloads,
        share=_share(asked),
        questions=here.questions,
        **shown,
    )
    return Response(page, headers=[*headers, ("Content-Type", HTML.content_type)])


def _share(asked: QueryRequest) -> str:
    """Give the address that shows this answer to anybody, in their own language."""
    inner = _address(asked, HTML.suffix).removeprefix(request.script_root)
    return f"{request.host_url.rstrip('/')}{neutral_root()}{inner}"


def _address(asked: QueryRequest, suffix: str) -> str:
    pairs = [("query", asked.query), ("format", suffix)]
    pairs += [("default-graph-uri", iri) for iri in asked.default_graphs]
    pairs += [("named-graph-uri", iri) for iri in asked.named_graphs]
    return f"{request.script_root}/sparql?{urlencode(pairs)}"


def _without_query() -> Response:
    known = unchanged()
    if known is not None:
        return known
    accept = request.headers.get("Accept")
    if wants_html(accept):
        page = render_template(
            "sparql.html", query=None, kind=None, downloads=(), questions=site().questions
        )
        response = answered(page, HTML.content_type)
    else:
        format_ = choose(accept, GRAPH_FORMATS)
        endpoint = address()
        quads = service_description(endpoint, site())
        prefixes = {"sd": SD, "void": VOID, "limit": f"{endpoint}#"}
        response = answered(graph_bytes(quads, format_, prefixes), format_.content_type)
    response.headers["Trilogue-Limits"] = site().limits
    return response
