"""The SPARQL protocol at ``/sparql``: queries by GET and POST, answers by Accept.

Source: SPARQL 1.1 Protocol, section 2.1; SPARQL 1.1 Service Description.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from trilogue.errors import RequestError, UnsupportedMediaType, UpdateNotOffered
from trilogue.formats import (
    GRAPH_FORMATS,
    HTML,
    RESULT_FORMATS,
    TURTLE,
    Format,
    GraphFormat,
    ResultFormat,
    choose,
    wants_html,
)
from trilogue.query import Answer, evaluate
from trilogue.querytext import has_word
from trilogue.serialise import answer_bytes, boolean, graph_bytes, table
from trilogue.terms import RDF, SD, VOID, XSD
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("sparql", __name__)

MAX_ROWS_ON_A_PAGE = 1_000
PARAMETERS = ("query", "default-graph-uri", "named-graph-uri", "format")
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_CHANGING_FUNCTIONS = ("NOW", "RAND", "UUID", "STRUUID")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True)
class QueryRequest:
    """What a client asks.

    Attributes:
        query: the text.
        default_graphs: from default-graph-uri.
        named_graphs: from named-graph-uri.
        format: the suffix of a format that wins over Accept; None where it is not given.
    """

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None

    @property
    def is_stable(self) -> bool:
        """Whether the same dataset gives the same answer again."""
        return not any(has_word(self.query, word) for word in _CHANGING_FUNCTIONS)

    @property
    def key(self) -> str:
        """Everything the answer depends on but dataset and Accept."""
        parts = (self.query, *self.default_graphs, "", *self.named_graphs, "", self.format or "")
        return "\0".join(parts)


@blueprint.route("/sparql", methods=["GET", "POST"], provide_automatic_options=False)
def sparql() -> Response:
    """Answer a query; without one, show the form or describe the service."""
    if request.method in ("GET", "HEAD") and not request.query_string:
        return _without_query()
    asked = read_request()
    if asked.is_stable:
        not_modified = unchanged(asked.key)
        if not_modified is not None:
            return not_modified
    answer = evaluate(asked.query, site().store, asked.default_graphs, asked.named_graphs)
    format_ = _format_for(answer, asked.format)
    if format_ == HTML:
        body: bytes | str = _result_page(asked, answer)
    else:
        body = answer_bytes(answer, format_, site().prefixes, site().settings.max_answer_bytes)
    if asked.is_stable:
        return answered(body, format_.content_type, asked.key)
    response = Response(body, content_type=format_.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/sparql", methods=["OPTIONS"])
def preflight() -> Response:
    """Tell a browser that pages of any site may ask here.

    Source: Fetch, section 3.3 (CORS protocol).
    """
    return Response(status=204, headers={"Allow": "GET, HEAD, POST, OPTIONS", **_PREFLIGHT})


def read_request() -> QueryRequest:
    """Read the current request after the rules of the protocol.

    Raises:
        RequestError: a parameter is missing, given twice, unknown, or not UTF-8.
        UpdateNotOffered: it is an update.
        UnsupportedMediaType: the body is of another type.
        werkzeug's RequestEntityTooLarge: the body is larger than the setting allows.
    """
    if request.method == "POST":
        parameters, query = _posted()
    else:
        parameters, query = Parameters(request.query_string), None
    if parameters.has("update"):
        raise _no_update()
    asked = QueryRequest(
        query if query is not None else parameters.take_one("query"),
        tuple(parameters.take_all("default-graph-uri")),
        tuple(parameters.take_all("named-graph-uri")),
        parameters.take_at_most_one("format"),
    )
    parameters.finish(PARAMETERS)
    size = len(asked.query.encode())
    limit = site().settings.max_query_bytes
    if size > limit:
        raise RequestError(
            f"The query has {size:,} bytes; {limit:,} are allowed. Shorten it.", "query"
        )
    return asked


def _posted() -> tuple[Parameters, str | None]:
    media_type = request.mimetype
    if media_type == _UPDATE:
        raise _no_update()
    if media_type not in (_FORM, _QUERY):
        raise UnsupportedMediaType(
            f'A body of type "{media_type[:80]}" cannot be read. '
            f"Send the query as {_QUERY}, or a form as {_FORM}.",
            (_QUERY, _FORM),
        )
    body = request.get_data()
    if media_type == _FORM:
        return Parameters(request.query_string, body), None
    parameters = Parameters(request.query_string)
    if parameters.has("query"):
        raise RequestError(
            'The parameter "query" is in the address, and the body is a query too. '
            "Give it in one of them.",
            "query",
        )
    try:
        return parameters, body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError("The query is not UTF-8. Encode it so.", "query") from error


def _no_update() -> UpdateNotOffered:
    return UpdateNotOffered(
        "This is an update, and this dataset can only be read here. "
        "Send a query (SELECT, ASK, CONSTRUCT or DESCRIBE)."
    )


def _format_for(answer: Answer, word: str | None) -> GraphFormat | ResultFormat:
    """Choose the format by the format parameter, else by Accept.

    Raises:
        NotAcceptable: the Accept header names nothing that can be given.
        RequestError: the format parameter names no format that fits the answer.
    """
    offered: tuple[GraphFormat | ResultFormat, ...] = (
        (*GRAPH_FORMATS, HTML) if answer.kind == "triples" else (*RESULT_FORMATS, HTML)
    )
    if word is None:
        return choose(request.headers.get("Accept"), offered)
    for format_ in offered:
        if word.lower() in (format_.suffix, *format_.spellings):
            return format_
    suffixes = ", ".join(format_.suffix for format_ in offered)
    raise RequestError(
        f'format: "{word[:40]}" does not fit {answer.kind}. Give one of: {suffixes}.', "format"
    )


def _result_page(asked: QueryRequest, answer: Answer) -> str:
    links = Links(site().vocabulary, request.script_root)
    shown: dict[str, object] = {}
    limit = site().settings.max_answer_bytes
    if answer.kind == "solutions":
        found = table(answer, MAX_ROWS_ON_A_PAGE, limit)
        shown["table"] = found
        shown["rows"] = [[links.cell(cell) for cell in row] for row in found.rows]
    elif answer.kind == "boolean":
        shown["boolean"] = boolean(answer)
    else:
        shown["turtle"] = answer_bytes(answer, TURTLE, site().prefixes, limit).decode()
    formats: tuple[Format, ...] = GRAPH_FORMATS if answer.kind == "triples" else RESULT_FORMATS
    downloads = [(format_.name, _address(asked, format_.suffix)) for format_ in formats]
    return render_template(
        "sparql.html", query=asked.query, kind=answer.kind, downloads=downloads, **shown
    )


def _address(asked: QueryRequest, suffix: str) -> str:
    values: dict[str, str | list[str]] = {"query": asked.query, "format": suffix}
    if asked.default_graphs:
        values["default-graph-uri"] = list(asked.default_graphs)
    if asked.named_graphs:
        values["named-graph-uri"] = list(asked.named_graphs)
    return url_for("sparql.sparql", **values)  # type: ignore[arg-type]


def _without_query() -> Response:
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    if wants_html(request.headers.get("Accept")):
        page = render_template("sparql.html", query=None, kind=None, downloads=())
        return answered(page, HTML.content_type)
    format_ = choose(request.headers.get("Accept"), GRAPH_FORMATS)
    endpoint = request.base_url
    data = graph_bytes(service_description(endpoint), format_, {"sd": SD, "void": VOID})
    return answered(data, format_.content_type)


def service_description(endpoint: str) -> list[Quad]:
    """Describe the endpoint at the address *endpoint*: language, formats, graphs with their sizes.

    Source: SPARQL 1.1 Service Description, section 3.
    """
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    a = NamedNode(f"{RDF}type")
    quads = [
        Quad(service, a, _sd("Service")),
        Quad(service, _sd("endpoint"), NamedNode(endpoint)),
        Quad(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Quad(service, _sd("feature"), _sd("UnionDefaultGraph")),
        Quad(service, _sd("defaultDataset"), dataset),
        Quad(dataset, a, _sd("Dataset")),
        Quad(dataset, _sd("defaultGraph"), default),
        Quad(default, a, _sd("Graph")),
        Quad(default, NamedNode(f"{VOID}triples"), _count(site().quads)),
    ]
    iris = [each.engine.iri for each in GRAPH_FORMATS]
    iris += [each.engine.iri for each in RESULT_FORMATS if each.engine is not None]
    quads += [Quad(service, _sd("resultFormat"), NamedNode(iri)) for iri in iris]
    for number, (graph, count) in enumerate(site().graphs.items()):
        named, content = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        quads += [
            Quad(dataset, _sd("namedGraph"), named),
            Quad(named, a, _sd("NamedGraph")),
            Quad(named, _sd("name"), NamedNode(graph)),
            Quad(named, _sd("graph"), content),
            Quad(content, a, _sd("Graph")),
            Quad(content, NamedNode(f"{VOID}triples"), _count(count)),
        ]
    return quads


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(f"{XSD}integer"))
