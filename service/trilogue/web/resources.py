"""Linked data: from a thing's IRI to its page or its data, and to the links of both.

The IRI of a thing answers 303 and leads to ``/page/…`` for people or ``/data/….ttl`` (or another
suffix) for programs; a suffix at the IRI's end says the same. IRIs are taken under the configured
base, whatever host the service runs on. The IRI of a named graph leads to what the graph holds.

Source: Cool URIs for the Semantic Web, section 4.3; RFC 9110, section 15.4.4.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import NamedNode, Quad

from trilogue.describe import Description, describe, describe_links
from trilogue.errors import RequestError, ResourceNotFound
from trilogue.formats import (
    GRAPH_FORMATS,
    HTML,
    JSON_LD,
    Format,
    GraphFormat,
    choose,
    wants_html,
)
from trilogue.jsonld import framed, json_bytes
from trilogue.query import require_iri
from trilogue.schema_org.site import Distribution, graph
from trilogue.schema_org.thing import described
from trilogue.schema_org.types import type_of
from trilogue.serialise import graph_bytes
from trilogue.signposting import (
    LINKSET_FORMATS,
    LINKSET_JSON,
    Facts,
    Link,
    data_links,
    facts_of,
    header,
    linkset,
    linkset_json,
    linkset_text,
    page_links,
    thing_links,
    together,
)
from trilogue.terms import RDF
from trilogue.web.answering import kept_page
from trilogue.web.discovery import root_address
from trilogue.web.known import (
    Known,
    addresses,
    current,
    is_whole,
    known,
    known_file,
    known_with_suffix,
)
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters
from trilogue.web.resource_view import Turn, members, turn, turn_links, view
from trilogue.web.sections import has_pages, sections_of
from trilogue.web.site import answered, site, unchanged
from trilogue.web.speech import neutral_root, spoken

blueprint = Blueprint("resources", __name__)

_TYPE = NamedNode(f"{RDF}type")
_SCHEMA = "https://schema.org/"
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@blueprint.get('/<any(id, ns, graph, shape, ontology, "shape-graph"):kind>/<path:rest>')
def thing(kind: str, rest: str) -> Response:
    """Lead from a thing to its page or its data."""
    inner = current(f"{kind}/{rest}")
    if is_whole(inner):
        return _lead(f"{request.script_root}/{inner}", HTTPStatus.SEE_OTHER)
    found, format_ = known_with_suffix(inner)
    accept = request.headers.get("Accept")
    if found.successor is not None:
        return _merged(found, "", format_)
    at = addresses(found.iri, request.script_root)
    if format_ is None:
        format_ = HTML if wants_html(accept) else choose(accept, GRAPH_FORMATS)
    address = at.page if format_ is HTML else at.data[format_.media_type]
    response = _lead(address, HTTPStatus.SEE_OTHER)
    response.headers["Link"] = header(thing_links(at))
    return response


@blueprint.get('/<any(id, ns, graph, shape, ontology, "shape-graph"):kind>/')
def namespace(kind: str) -> Response:
    """Lead from a namespace to the list of graphs, where its terms are."""
    del kind
    return _lead(f"{request.script_root}/graphs", HTTPStatus.SEE_OTHER)


@blueprint.get("/data/<path:inner>")
def data(inner: str) -> Response:
    """Give the data about a thing, in the format of the suffix or else by Accept."""
    found, format_ = known_file(inner, GRAPH_FORMATS)
    if found.successor is not None:
        return _merged(found, "data", format_)
    parameters = Parameters(request.query_string)
    links_by, number = _page_of_links(parameters)
    context = parameters.take_at_most_one("context")
    parameters.finish(("property", "page", "context"))
    if context not in (None, "iri"):
        raise RequestError(
            f'context: "{context[:40]}" is not known. Give "iri", or leave it out.', "context"
        )
    if format_ is None:
        format_ = choose(request.headers.get("Accept"), GRAPH_FORMATS)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    at = addresses(found.iri, request.script_root)
    if found.iri in site().graphs and links_by is None:
        quads: Sequence[Quad] = list(site().store.quads(graph_name=NamedNode(found.iri)))
        description, turns = Description(found.iri, (), ()), []
        body = graph_bytes(quads, format_, site().prefixes)
    else:
        description = _described(found.iri, links_by, number, "en")
        own = at.data[format_.media_type]
        turns = [turn(group, own) for group in description.incoming]
        body = _bytes(description, format_, is_whole=context is None)
    response = answered(body, format_.content_type)
    facts = _facts(description)
    typed = [*data_links(at, facts, format_.media_type), *turn_links(turns)]
    response.headers["Link"] = header(typed)
    return response


@blueprint.get("/page/<path:inner>")
@kept_page
def page(inner: str) -> Response:
    """Give the page about a thing."""
    found = known(inner)
    if found.successor is not None:
        return _merged(found, "page", None)
    parameters = Parameters(request.query_string)
    links_by, number = _page_of_links(parameters)
    language = _language(parameters.take_at_most_one("language"))
    parameters.finish(("property", "page", "language"))
    is_graph = found.iri in site().graphs and links_by is None
    not_modified = unchanged(language)
    if not_modified is not None:
        return not_modified
    links = Links(site().vocabulary, request.script_root)
    # One document in several languages: what programs are told is the address of none of them.
    at = addresses(found.iri, neutral_root())
    description = _described(found.iri, links_by, number, language)
    types = _types(description)
    if number > 1 and links_by is None and not is_graph and not has_pages(types):
        raise RequestError("page: of which list? Give property too.", "page")
    sections = [] if links_by is not None else sections_of(found.iri, types)
    laid_out = view(description, links)
    listed = members(found.iri, number, links) if is_graph else None
    facts = _facts(description)
    turns = [turn(group, at.page) for group in description.incoming]
    if listed is not None and isinstance(listed["turn"], Turn):
        turns.append(listed["turn"])
    turns += [one for _, section in sections if isinstance(one := section.get("turn"), Turn)]
    typed = [*page_links(at, facts), *turn_links(turns)]
    if number > 1 or links_by is not None:
        # A part of a list is not the same document as the page.
        typed = [link for link in typed if link.rel != "canonical"]
    body = render_template(
        "resource.html",
        iri=found.iri,
        typed=together(typed),
        alternates=[(format_, at.data[format_.media_type]) for format_ in GRAPH_FORMATS],
        members=listed,
        file=site().files.get(found.iri),
        is_derived=found.iri == site().vocabulary.derived_graph.value,
        newer=[links.iri(iri, description.labels) for iri in facts.successors],
        older=[links.iri(iri, description.labels) for iri in facts.predecessors],
        is_part=links_by is not None,
        sections=sections,
        links=links,
        structured=_structured(description, facts, language, is_graph=is_graph),
        **laid_out,
    )
    response = answered(body, HTML.content_type, language)
    response.headers["Link"] = header(typed)
    languages = {"en", spoken(), str(laid_out["title_language"] or "en")}
    response.headers["Content-Language"] = ", ".join(sorted(languages))
    return response


@blueprint.get("/linkset/<path:inner>")
def links_of(inner: str) -> Response:
    """Give the typed links of a thing, of its page and of its data."""
    Parameters(request.query_string).finish(())
    found, format_ = known_file(inner, LINKSET_FORMATS)
    if found.successor is not None:
        return _merged(found, "linkset", format_)
    format_ = format_ or choose(request.headers.get("Accept"), LINKSET_FORMATS)
    root = root_address()
    not_modified = unchanged(root)
    if not_modified is not None:
        return not_modified
    at = addresses(found.iri, root)
    whole = linkset(at, _facts(_described(found.iri, None, 1, "en")))
    body = linkset_json(whole) if format_ == LINKSET_JSON else linkset_text(whole)
    response = answered(body, format_.content_type, root)
    response.headers["Link"] = header([Link(at.iri, "describes")])
    return response


def _lead(address: str, status: HTTPStatus) -> Response:
    response = redirect(address, status)
    assert isinstance(response, Response)  # noqa: S101 - Flask's redirect gives Flask's response
    return response


def _merged(found: Known, room: str, format_: Format | None) -> Response:
    """Lead from what was merged to the same of what it was merged into."""
    inner = (found.successor or "").removeprefix(site().vocabulary.base)
    suffix = "" if format_ is None else f".{format_.suffix}"
    address = "/".join(part for part in (room, inner) if part)
    return _lead(f"{request.script_root}/{address}{suffix}", HTTPStatus.MOVED_PERMANENTLY)


def _page_of_links(parameters: Parameters) -> tuple[NamedNode | None, int]:
    """Take the property whose links are wanted, and which page of them."""
    word = parameters.take_at_most_one("property")
    number = parameters.take_at_most_one("page")
    if number is not None and not _NUMBER.fullmatch(number):
        raise RequestError(
            f'page: "{number[:40]}" is no page. Give a number from 1 upwards.', "page"
        )
    if word is None:
        return None, int(number or 1)
    prefix, colon, local = word.partition(":")
    namespace_iri = site().prefixes.get(prefix)
    iri = namespace_iri + local if colon and namespace_iri is not None else word
    return NamedNode(require_iri("property", iri)), int(number or 1)


def _language(word: str | None) -> str:
    """Choose the language of names: by the parameter, else as the page speaks."""
    if word is not None:
        if not _LANGUAGE.fullmatch(word):
            raise RequestError(
                f'language: "{word[:40]}" is no language tag. Give one such as "de".', "language"
            )
        return word.lower()
    return spoken()


def _described(iri: str, links_by: NamedNode | None, number: int, language: str) -> Description:
    here = site()
    if links_by is not None:
        return describe_links(iri, links_by, number, here.store, here.vocabulary, language)
    try:
        return describe(iri, here.store, here.vocabulary, language=language)
    except ResourceNotFound:
        # A named graph that nothing is said about still has a page: what it says.
        return Description(iri, (), ())


def _types(description: Description) -> list[str]:
    return [one.value for one in description.values(_TYPE) if isinstance(one, NamedNode)]


def _facts(description: Description) -> Facts:
    here = site()
    types = _types(description)
    kind = "Dataset" if description.iri in here.graphs else type_of(description, here.vocabulary)
    return facts_of(description, (f"{_SCHEMA}{kind}", *types), here.store, here.vocabulary)


def _structured(
    description: Description, facts: Facts, language: str, *, is_graph: bool
) -> dict[str, Any]:
    here = site()
    if is_graph:
        iri, base = description.iri, here.vocabulary.base
        at = addresses(iri, base.rstrip("/"))
        files = [
            Distribution(at.data[each.media_type], each.name, each.media_type)
            for each in GRAPH_FORMATS
        ]
        return graph(iri, iri.removeprefix(base), at.page, f"{base}graph/", files)
    return described(description, facts, here.store, here.vocabulary, language)


def _bytes(description: Description, format_: GraphFormat, *, is_whole: bool) -> bytes:
    """Write what is said of a thing; in JSON-LD with the thing as root.

    Args:
        description: of it.
        format_: to write.
        is_whole: whether a JSON-LD document carries its context, which any program can read
            without asking for more, instead of naming it.
    """
    here = site()
    quads = description.quads
    if format_ != JSON_LD or not here.context.can_write(quads):
        return graph_bytes(quads, format_, here.prefixes)
    frame = framed(description.iri, quads, here.context)
    context: object = f"{here.vocabulary.base}context.jsonld"
    if is_whole:
        context = here.context.part(frame)["@context"]
    return json_bytes({"@context": context, **frame})
