"""What a request to ``/sparql`` says, read after the rules of the protocol.

Source: SPARQL 1.1 Protocol, sections 2.1 (query) and 2.2 (update).
"""

from dataclasses import dataclass

from flask import request

from trilogue.access import Role
from trilogue.errors import RequestError, UnsupportedMediaType
from trilogue.formats import GRAPH_FORMATS, HTML, RESULT_FORMATS, Format
from trilogue.web.parameters import Parameters
from trilogue.web.site import Site

# The last two are other servers' names for the first, which SPARQLWrapper sends along with it.
_FORMAT_NAMES = ("format", "output", "results")
QUERY_PARAMETERS = ("query", "default-graph-uri", "named-graph-uri", *_FORMAT_NAMES)
UPDATE_PARAMETERS = ("update", "using-graph-uri", "using-named-graph-uri")
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_UTF_8 = ("utf-8", "utf8", "us-ascii")
WRITER: Role = "maintainer"


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """What a client that may do so wants to change.

    Attributes:
        update: the text.
        using_graphs: from using-graph-uri.
        using_named_graphs: from using-named-graph-uri.
    """

    update: str
    using_graphs: tuple[str, ...]
    using_named_graphs: tuple[str, ...]


def read_request(site: Site) -> QueryRequest | UpdateRequest:
    """Read the current request.

    Raises:
        RequestError: a parameter is missing, given twice, unknown, or not UTF-8.
        UnsupportedMediaType: the body is of another type.
        TokenMissing, AccessDenied: it is an update of somebody who may send none.
        werkzeug's RequestEntityTooLarge: the body is larger than the setting allows.
    """
    in_address = Parameters(request.query_string)
    if in_address.has("update"):
        raise RequestError(
            "An update cannot be sent in the address. "
            f"Post it as the body, as {UPDATE} or in a form.",
            "update",
        )
    if request.method != "POST":
        return _query(in_address, None, site)
    media_type = request.mimetype
    if media_type not in (FORM, QUERY, UPDATE):
        raise UnsupportedMediaType(
            f'A body of type "{media_type[:80]}" cannot be read. Send the query as {QUERY}, '
            f"the update as {UPDATE}, or either in a form as {FORM}.",
            (QUERY, UPDATE, FORM),
        )
    require_utf_8()
    if media_type == FORM:
        return _from_form(site)
    return _from_text(in_address, media_type, site)


def _from_form(site: Site) -> QueryRequest | UpdateRequest:
    _allow_large_body(site)
    parameters = Parameters(request.query_string, request.get_data())
    if not parameters.has("update"):
        return _query(parameters, None, site)
    site.access.require(request.environ.get("HTTP_AUTHORIZATION"), WRITER)
    if parameters.has("query"):
        raise RequestError('There is a "query" and an "update". Send one of them.', "update")
    return _update(parameters, parameters.take_one("update"))


def _from_text(parameters: Parameters, media_type: str, site: Site) -> QueryRequest | UpdateRequest:
    is_update = media_type == UPDATE
    if is_update:
        # Before the body is read, which may be large.
        site.access.require(request.environ.get("HTTP_AUTHORIZATION"), WRITER)
        _allow_large_body(site)
    if parameters.has("query"):
        raise RequestError(
            'The parameter "query" is in the address, and the body is a text too. '
            "Give it in one of them.",
            "query",
        )
    try:
        text = request.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        name = "update" if is_update else "query"
        raise RequestError(f"The {name} is not UTF-8. Encode it so.", name) from error
    return _update(parameters, text) if is_update else _query(parameters, text, site)


def _allow_large_body(site: Site) -> None:
    """Allow the current request the body of somebody who may write, if it is from such a one."""
    authorization = request.environ.get("HTTP_AUTHORIZATION")
    token = site.access.find(authorization) if authorization else None
    if token is not None and token.role == WRITER:
        request.max_content_length = site.settings.max_upload_bytes


def require_utf_8() -> None:
    """Refuse a body that says that it is encoded in another way.

    Raises:
        RequestError: it does.
    """
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in _UTF_8:
        raise RequestError(f'The charset "{charset[:40]}" is not spoken here. Send UTF-8.')


def _query(parameters: Parameters, text: str | None, site: Site) -> QueryRequest:
    asked = QueryRequest(
        text if text is not None else parameters.take_one("query"),
        tuple(parameters.take_all("default-graph-uri")),
        tuple(parameters.take_all("named-graph-uri")),
        _format(parameters),
    )
    parameters.finish(QUERY_PARAMETERS)
    limit = site.settings.max_query_bytes
    # Four bytes are the most that a character takes.
    if len(asked.query) * 4 > limit and (size := len(asked.query.encode())) > limit:
        raise RequestError(
            f"The query has {size:,} bytes; {limit:,} are allowed. Shorten it.", "query"
        )
    return asked


def _format(parameters: Parameters) -> str | None:
    """Give the word or media type of the format; several may be given if they name one format."""
    words = [word for name in _FORMAT_NAMES for word in parameters.take_all(name)]
    if len(set(words)) > 1 and not set.intersection(*map(_formats_called, words)):
        raise RequestError(
            f"{', '.join(_FORMAT_NAMES)}: these name different formats. Give one of them.", "format"
        )
    return words[0] if words else None


def _formats_called(word: str) -> set[Format]:
    names = {name.strip().lower() for name in word.split(",")}
    return {
        format_
        for format_ in (*GRAPH_FORMATS, *RESULT_FORMATS, HTML)
        if names & {format_.suffix, format_.media_type, *format_.spellings, *format_.aliases}
    }


def _update(parameters: Parameters, text: str) -> UpdateRequest:
    asked = UpdateRequest(
        text,
        tuple(parameters.take_all("using-graph-uri")),
        tuple(parameters.take_all("using-named-graph-uri")),
    )
    parameters.finish(UPDATE_PARAMETERS)
    return asked
