"""The Graph Store Protocol at ``/graphs``: each graph read by everybody, written by maintainers.

A graph is named by ``?graph=IRI``, by ``?default``, or by an address of its own: below ``/graphs/``
is what the dataset calls ``<base>graphs/…``, whatever the host's name is.

Source: SPARQL 1.1 Graph Store HTTP Protocol, sections 4 and 5; RFC 9110, section 13 (conditions).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode
from werkzeug.datastructures import FileStorage

from trilogue.engine.model import (
    Change,
    DeleteGraph,
    GraphDocument,
    PostGraph,
    PutGraph,
    View,
    Written,
)
from trilogue.errors import ConditionFailed, RequestError, UnsupportedMediaType
from trilogue.formats import GRAPH_FORMATS, GraphFormat, choose
from trilogue.query import require_iri
from trilogue.serialise import graph_bytes
from trilogue.terms import SD, VOID, as_path
from trilogue.web.answering import sent
from trilogue.web.bodies import not_modified
from trilogue.web.codings import CODINGS, choose_coding
from trilogue.web.description import graph_list
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.protocol import WRITER, require_utf_8
from trilogue.web.site import VERSION_HEADER, Site, address, answered, site, unchanged

blueprint = Blueprint("graph_store", __name__)

_PARAMETERS = ("graph", "default", "format")
_MULTIPART = "multipart/form-data"
_MEDIA_TYPES = {
    media_type: format_
    for format_ in GRAPH_FORMATS
    for media_type in (format_.media_type, *format_.aliases)
}


@dataclass(frozen=True)
class _Target:
    """What a request is about.

    Attributes:
        graph: its IRI; None for the unnamed graph.
        format: the suffix of a format that wins over Accept; None where it is not given.
    """

    graph: str | None
    format: str | None


@blueprint.get("/graphs/<path:inner>")
def read_direct(inner: str) -> Response:
    """Give what the graph at this address holds."""
    return _read(_direct(inner))


@blueprint.route("/graphs/<path:inner>", methods=["PUT", "POST", "DELETE"])
def write_direct(inner: str) -> Response:
    """Replace, extend or remove the graph at this address."""
    site().access.require(request.headers.get("Authorization"), WRITER)
    return _write(_direct(inner))


@blueprint.route("/graphs", methods=["PUT", "POST", "DELETE"])
def write_indirect() -> Response:
    """Replace, extend or remove the graph that a parameter names; a POST without one makes one."""
    site().access.require(request.headers.get("Authorization"), WRITER)
    if request.method == "POST" and not request.query_string:
        return _create()
    return _write(_indirect())


def read() -> Response:
    """Give the graph that a parameter names, or the list of graphs where there is none."""
    if request.query_string:
        return _read(_indirect())
    known = unchanged()
    if known is not None:
        return known
    format_ = choose(request.headers.get("Accept"), GRAPH_FORMATS)
    data = graph_bytes(graph_list(site()), format_, {"sd": SD, "void": VOID})
    return answered(data, format_.content_type)


def address_of(graph: str, format_: GraphFormat) -> str:
    """Give the address at which the graph is read in a format."""
    name = quote(graph, safe=":/")
    return f"{request.script_root}/graphs?graph={name}&format={format_.suffix}"


def _direct(inner: str) -> _Target:
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("format")
    parameters.finish(("format",))
    return _Target(require_iri("graph", _own(as_path(inner), site())), word)


def _indirect() -> _Target:
    parameters = Parameters(request.query_string)
    graph = parameters.take_at_most_one("graph")
    default = parameters.take_at_most_one("default")
    word = parameters.take_at_most_one("format")
    parameters.finish(_PARAMETERS)
    if (graph is None) == (default is None):
        raise RequestError(
            "The graph has to be named: give either graph=IRI or default, and not both.", "graph"
        )
    if default:
        raise RequestError('The parameter "default" takes no value. Give it alone.', "default")
    if graph is None:
        return _Target(None, word)
    # What a graph that was made here was said to be at is another name of it.
    here = f"{request.host_url.rstrip('/')}{request.script_root}/graphs/"
    if graph.startswith(here):
        graph = _own(graph.removeprefix(here), site())
    return _Target(require_iri("graph", graph), word)


def _own(inner: str, here: Site) -> str:
    return f"{here.vocabulary.base}graphs/{inner}"


def _read(target: _Target) -> Response:
    here = site()
    format_ = choose_format(target.format, request.headers.get("Accept"), GRAPH_FORMATS)
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    # Strong, since a condition on a write is decided by it. One version of the dataset gives the
    # same bytes again, for nothing is sent that depends on the moment.
    tag = f'"{_tag(here, target.graph, format_.suffix, coding)}"'
    headers = [("Cache-Control", "no-cache"), (VERSION_HEADER, here.version)]
    if not request.if_none_match.star_tag:
        known = not_modified(tag, headers)
        if known is not None:
            return known
    body = here.view.graph(target.graph, format_, coding)
    # Anything at all will do for this client; now it is known that there is something.
    known = not_modified(tag, headers)
    if known is not None:
        return known
    headers.append(("ETag", tag))
    return sent(body, format_, coding, headers)


def _tag(here: Site, graph: str | None, *parts: str) -> str:
    return here.etag("graph store", graph or "", *parts)


def _write(target: _Target) -> Response:
    if target.format is not None:
        raise RequestError("The format of what is sent is told by Content-Type.", "format")
    graph = target.graph
    if request.method == "DELETE":
        written = _make(DeleteGraph(graph), graph)
    else:
        kind = PutGraph if request.method == "PUT" else PostGraph
        written = _make(kind(graph, _documents(graph or address())), graph)
    return _done(written)


def _create() -> Response:
    name = secrets.token_hex(8)
    here, graph = address(), _own(name, site())
    response = _done(_make(PostGraph(graph, _documents(graph)), graph))
    response.status_code = 201
    response.headers["Location"] = f"{here}/{name}"
    return response


def _done(written: Written) -> Response:
    status = 201 if written.created else 204
    return Response(status=status, headers={VERSION_HEADER: written.version})


def _make(change: Change, graph: str | None) -> Written:
    here = site()
    with here.writing:
        _require_conditions(here, here.engine.view(), graph)
        return here.engine.write(change)


def _require_conditions(here: Site, now: View, graph: str | None) -> None:
    """Let a write pass only where the client's conditions hold, at the moment of the write.

    Raises:
        ConditionFailed: one does not.
    """
    wanted, unwanted = request.if_match, request.if_none_match
    if not (wanted or wanted.star_tag or unwanted or unwanted.star_tag):
        return
    is_there = graph is None or (
        next(now.dataset.quads(graph_name=NamedNode(graph)), None) is not None
    )
    changed = now.version != here.version
    tags = {
        _tag(here, graph, format_.suffix, coding)
        for format_ in GRAPH_FORMATS
        for coding in CODINGS
        if is_there and not changed
    }
    if (wanted or wanted.star_tag) and not (
        is_there if wanted.star_tag else any(wanted.is_strong(tag) for tag in tags)
    ):
        raise ConditionFailed(
            "If-Match: the graph has changed since it was read, or is not there. "
            "Read it again and decide anew."
        )
    if (unwanted.star_tag and is_there) or any(unwanted.contains_weak(tag) for tag in tags):
        raise ConditionFailed(
            "If-None-Match: the graph is there already. Choose another name, or write without it."
        )


def _documents(base: str) -> Sequence[GraphDocument]:
    """Read the body: one document, or several in a form; they are parsed where they are written."""
    request.max_content_length = site().settings.max_upload_bytes
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType(
            "The body has a content coding. Send it without one.", ("identity",)
        )
    if request.mimetype != _MULTIPART:
        require_utf_8()
        return (GraphDocument(request.get_data(), _format_of(request.mimetype), base),)
    if request.form:
        name = next(iter(request.form))
        raise RequestError(
            f'The part "{name[:80]}" is no file. Give each part a filename and a Content-Type.',
            name[:80],
        )
    files = [file for _, file in request.files.items(multi=True)]
    if not files:
        raise RequestError("The form has no file. Send at least one document.")
    return [_document(file, base) for file in files]


def _document(file: FileStorage, base: str) -> GraphDocument:
    return GraphDocument(file.read(), _format_of(file.mimetype), base)


def _format_of(media_type: str) -> GraphFormat:
    try:
        return _MEDIA_TYPES[media_type]
    except KeyError:
        accepted = tuple(format_.media_type for format_ in GRAPH_FORMATS)
        raise UnsupportedMediaType(
            f'A document of type "{media_type[:80]}" cannot be read. '
            f"Send one of: {', '.join(accepted)}.",
            accepted,
        ) from None
