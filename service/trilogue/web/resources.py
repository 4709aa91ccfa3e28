"""Linked data: from a thing's IRI to its page or its data.

The IRI of a thing answers 303 and leads to ``/page/…`` for people or ``/data/….ttl`` (or another
suffix) for programs. IRIs are taken under the configured base, whatever host the service runs on.
The IRI of a named graph leads to what the graph holds.

Source: Cool URIs for the Semantic Web, section 4.3; RFC 9110, section 15.4.4.
"""

from collections.abc import Iterable

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.describe import Description, describe, label_of
from trilogue.errors import ResourceGone, ResourceNotFound
from trilogue.formats import (
    GRAPH_FORMATS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    TURTLE,
    GraphFormat,
    choose,
    wants_html,
)
from trilogue.serialise import graph_bytes
from trilogue.terms import DCTERMS, PROV, RDF, RDFS, SKOS
from trilogue.web.links import Links, Shown
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("resources", __name__)

ALTERNATES = (TURTLE, N_TRIPLES, JSON_LD)
MAX_SUBJECTS_ON_A_PAGE = 300
_TYPE = f"{RDF}type"
_INVALIDATED_BY = NamedNode(f"{PROV}wasInvalidatedBy")
_ENDED_AT = NamedNode(f"{PROV}endedAtTime")
_FOREIGN_TEXTS = (f"{SKOS}definition", f"{RDFS}comment", f"{DCTERMS}description")
_OWN_TEXTS = ("gloss", "explanation")


@blueprint.get('/<any(id, ns, graph, shape, ontology, "shape-graph"):kind>/<path:rest>')
def thing(kind: str, rest: str) -> Response:
    """Lead from a thing to its page or its data."""
    inner = f"{kind}/{rest}"
    iri = known(inner)
    links = Links(site().vocabulary, request.script_root)
    accept = request.headers.get("Accept")
    if wants_html(accept):
        address = links.page(iri) or ""
    else:
        address = links.data(iri, choose(accept, GRAPH_FORMATS).suffix)
    response = redirect(address, 303)
    assert isinstance(response, Response)  # noqa: S101 - Flask's redirect gives Flask's response
    return response


@blueprint.get('/<any(id, ns, graph, shape, ontology, "shape-graph"):kind>/')
def namespace(kind: str) -> Response:
    """Lead from a namespace to the list of graphs, where its terms are."""
    del kind
    response = redirect(f"{request.script_root}/graphs", 303)
    assert isinstance(response, Response)  # noqa: S101 - as above
    return response


@blueprint.get("/data/<path:inner>")
def data(inner: str) -> Response:
    """Give the data about a thing, in the format of the suffix or else by Accept."""
    inner, format_ = _split_suffix(inner)
    iri = known(inner)
    if format_ is None:
        format_ = choose(request.headers.get("Accept"), GRAPH_FORMATS)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    body = graph_bytes(_quads(iri), format_, site().prefixes)
    response = answered(body, format_.content_type)
    page = Links(site().vocabulary, request.script_root).page(iri)
    response.headers["Link"] = (
        f'<{iri}>; rel="describes", <{page}>; rel="alternate"; type="{HTML.media_type}"'
    )
    return response


@blueprint.get("/page/<path:inner>")
def page(inner: str) -> Response:
    """Give the page about a thing."""
    iri = known(inner)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    links = Links(site().vocabulary, request.script_root)
    alternates = [(format_, links.data(iri, format_.suffix)) for format_ in ALTERNATES]
    is_graph = iri in site().graphs
    try:
        description = describe(iri, site().store, site().vocabulary)
    except ResourceNotFound:
        # A named graph that nothing is said about still has a page: what it says.
        description = Description(iri, (), ())
    body = render_template(
        "resource.html",
        iri=iri,
        alternates=alternates,
        members=_members(iri, links) if is_graph else None,
        file=site().files.get(iri),
        is_derived=iri == site().vocabulary.derived_graph.value,
        **_view(description, links),
    )
    response = answered(body, HTML.content_type)
    response.headers["Link"] = ", ".join(
        f'<{address}>; rel="alternate"; type="{format_.media_type}"'
        for format_, address in alternates
    )
    return response


def known(inner: str) -> str:
    """Give the IRI for the path *inner* below the base.

    Raises:
        ResourceNotFound: the dataset does not mention it.
        ResourceGone: it was retracted.
    """
    iri = site().vocabulary.base + inner
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise ResourceNotFound(f"{iri} is not an IRI. Look for a typing error.", iri) from error
    find = site().store.quads
    for quads in (find(node), find(object=node), find(predicate=node), find(graph_name=node)):
        if next(quads, None) is not None:
            _require_there(node)
            return iri
    raise ResourceNotFound(
        f"Nothing is known about {iri}. Look for a typing error, or find it with a query at "
        f"{request.script_root}/sparql.",
        iri,
    )


def _require_there(node: NamedNode) -> None:
    find, ns = site().store.quads, site().vocabulary.ns
    for quad in find(node, _INVALIDATED_BY):
        step = quad.object
        if isinstance(step, NamedNode):
            reason = next((q.object for q in find(step, ns("reason"))), None)
            moment = next((q.object for q in find(step, _ENDED_AT)), None)
            why = reason.value if isinstance(reason, Literal) else ""
            when = moment.value if isinstance(moment, Literal) else None
            raise ResourceGone(
                f"{site().vocabulary.shrink(node.value)} was retracted"
                f"{f' on {when[:10]}' if when else ''}: {why} What happened is told at "
                f"{request.script_root}/page/{step.value.removeprefix(site().vocabulary.base)}.",
                node.value,
                why,
                when,
            )


def _split_suffix(inner: str) -> tuple[str, GraphFormat | None]:
    name, dot, suffix = inner.rpartition(".")
    if dot:
        for format_ in GRAPH_FORMATS:
            if suffix == format_.suffix:
                return name, format_
    return inner, None


def _quads(iri: str) -> Iterable[Quad]:
    if iri in site().graphs:
        return site().store.quads(graph_name=NamedNode(iri))
    return describe(iri, site().store, site().vocabulary).quads


def _view(description: Description, links: Links) -> dict[str, object]:
    """Lay the description out for the template."""
    labels = description.labels
    about = [quad for quad in description.outgoing if quad.subject == NamedNode(description.iri)]
    own = [site().vocabulary.ns(name).value for name in _OWN_TEXTS]
    lead = (*own, *_FOREIGN_TEXTS)
    apart = {_TYPE, site().vocabulary.ns("evidencedBy").value, *lead}
    return {
        "title": labels.get(description.iri)
        or site().vocabulary.shrink(description.iri).strip("<>"),
        "types": _values(about, _TYPE, links, labels),
        "texts": [text for predicate in lead for text in _values(about, predicate, links, labels)],
        "properties": _properties(
            [quad for quad in about if quad.predicate.value not in apart], links, labels
        ),
        "evidence": [
            (each, links.page(each.source or each.excerpt), links.page(each.excerpt))
            for each in description.evidence
        ],
        "incoming": [
            (
                links.iri(group.predicate, labels),
                [links.term(quad.subject, labels) for quad in group.quads],
                group.left_out,
            )
            for group in description.incoming
        ],
        "graphs": _graphs(about, links, labels),
        "is_node": _is_node(about),
        "is_record": any(quad.predicate == site().vocabulary.ns("recordedIn") for quad in about),
    }


def _is_node(about: list[Quad]) -> bool:
    """Tell whether a thing is one that people look at the network of."""
    tree, ns = site().records.tree, site().vocabulary.ns
    wanted = {ns(name).value for name in ("Actor", "Practice", "Norm")}
    return any(
        wanted & set(tree.above(quad.object.value))
        for quad in about
        if quad.predicate.value == _TYPE and isinstance(quad.object, NamedNode)
    )


def _values(
    quads: Iterable[Quad], predicate: str, links: Links, labels: dict[str, str]
) -> list[Shown]:
    found = {quad.object: None for quad in quads if quad.predicate.value == predicate}
    return [links.term(term, labels) for term in found]


def _properties(
    quads: list[Quad], links: Links, labels: dict[str, str]
) -> list[tuple[Shown, list[Shown]]]:
    predicates = dict.fromkeys(quad.predicate.value for quad in quads)
    rows = [
        (links.iri(predicate, labels), _values(quads, predicate, links, labels))
        for predicate in predicates
    ]
    return sorted(rows, key=lambda row: row[0].text.casefold())


def _graphs(
    quads: list[Quad], links: Links, labels: dict[str, str]
) -> list[tuple[Shown, str | None, bool]]:
    names = sorted({q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)})
    derived = site().vocabulary.derived_graph.value
    return [(links.iri(name, labels), site().files.get(name), name == derived) for name in names]


def _members(graph: str, links: Links) -> dict[str, object]:
    """Give what the named graph is about: the first subjects by IRI, and how many there are."""
    store = site().store
    quads = store.quads(graph_name=NamedNode(graph))
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    shown = sorted(subjects)[:MAX_SUBJECTS_ON_A_PAGE]
    labels = {iri: label_of(iri, store, site().vocabulary) for iri in shown}
    return {
        "quads": site().graphs[graph],
        "total": len(subjects),
        "things": [links.iri(iri, labels) for iri in shown],
    }
