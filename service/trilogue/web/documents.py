"""What the words mean, as files: the context for JSON-LD, the ontology and the shapes as RDF.

Source: JSON-LD 1.1, section 6 (IANA considerations) and JSON-LD Best Practices, "Cache JSON-LD
Contexts"; Best Practice Recipes for Publishing RDF Vocabularies, recipe 3.
"""

import hashlib
from collections.abc import Callable

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode, Quad

from trilogue.describe import labels_of
from trilogue.errors import ResourceNotFound
from trilogue.formats import GRAPH_FORMATS, HTML, JSON_LD, GraphFormat, choose
from trilogue.jsonld import json_bytes
from trilogue.serialise import graph_bytes
from trilogue.signposting import Link, header
from trilogue.terms import CC_BY, RDF, SH
from trilogue.web.answering import kept_page
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("documents", __name__)

_SUFFIXES = ", ".join(each.suffix for each in GRAPH_FORMATS)
# A processor that asks for every document would ask as often for its context.
_CONTEXT_SECONDS = 86_400
# Alignments are of others' words as much as of ours, and nothing imports them.
_BRIDGE = "ontology/bridge/"


@blueprint.get("/context.jsonld")
def context() -> Response:
    """Give the context of our JSON-LD; its tag stays while the words do."""
    Parameters(request.query_string).finish(())
    body = json_bytes(site().context.document())
    tag = hashlib.sha256(body).hexdigest()[:32]
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = Response(body, content_type=JSON_LD.content_type)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = f"public, max-age={_CONTEXT_SECONDS}"
    return response


@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str) -> Response:
    """Give the ontology with its kinds, in the format of the suffix."""
    return vocabulary_data("ontology", _format(suffix))


@blueprint.get("/shapes.<suffix>")
def shapes_file(suffix: str) -> Response:
    """Give the shapes, in the format of the suffix."""
    return vocabulary_data("shapes", _format(suffix))


@blueprint.get("/shapes")
@kept_page
def shapes() -> Response:
    """List the shapes by the file that they are in; to a program, give them."""
    Parameters(request.query_string).finish(())
    chosen = choose(request.headers.get("Accept"), (HTML, *GRAPH_FORMATS))
    if isinstance(chosen, GraphFormat):
        return vocabulary_data("shapes", chosen)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    here = site()
    links = Links(here.vocabulary, request.script_root)
    node_shape = NamedNode(f"{SH}NodeShape")
    by_graph: dict[str, set[str]] = {}
    for quad in here.store.quads(predicate=NamedNode(f"{RDF}type"), object=node_shape):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
            by_graph.setdefault(quad.graph_name.value, set()).add(quad.subject.value)
    all_shapes = (iri for iris in by_graph.values() for iri in iris)
    names = labels_of(all_shapes, here.store, here.vocabulary)
    page = render_template(
        "shapes.html",
        groups=[
            (links.iri(graph, {}), [links.iri(iri, names) for iri in sorted(iris)])
            for graph, iris in sorted(by_graph.items())
        ],
        formats=GRAPH_FORMATS,
    )
    response = answered(page, HTML.content_type)
    response.headers["Link"] = document_links("shapes")
    return response


def vocabulary_data(name: str, format_: GraphFormat) -> Response:
    """Give the words or the shapes in one document."""
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    is_part = _PARTS[name]
    base = site().vocabulary.base
    quads: list[Quad] = [
        quad
        for graph in site().graphs
        if graph.startswith(base) and is_part(graph.removeprefix(base))
        for quad in site().store.quads(graph_name=NamedNode(graph))
    ]
    response = answered(graph_bytes(quads, format_, site().prefixes), format_.content_type)
    response.headers["Link"] = document_links(name, format_)
    return response


def document_links(name: str, own: GraphFormat | None = None) -> str:
    """Give the Link header of the words or the shapes: their other formats, and the licence."""
    root = request.script_root
    links = [
        Link(f"{root}/{name}.{each.suffix}", "alternate", each.media_type)
        for each in GRAPH_FORMATS
        if each != own
    ]
    if own is not None:
        links.append(Link(f"{root}/{name}", "alternate", HTML.media_type))
    return header([*links, Link(CC_BY, "license")])


def _format(suffix: str) -> GraphFormat:
    for each in GRAPH_FORMATS:
        if each.suffix == suffix:
            return each
    raise ResourceNotFound(
        f'There is no such document with ".{suffix[:40]}". Use one of: {_SUFFIXES}.',
        request.path,
    )


def _is_ontology(path: str) -> bool:
    return path.startswith("ontology/") and not path.startswith(_BRIDGE)


def _is_shapes(path: str) -> bool:
    return path.startswith("shape-graph/")


_PARTS: dict[str, Callable[[str], bool]] = {"ontology": _is_ontology, "shapes": _is_shapes}
