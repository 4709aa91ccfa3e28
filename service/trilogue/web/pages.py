"""The pages that are not about one thing: overview, graphs, problems; and health."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request

from trilogue.catalogue import files
from trilogue.formats import HTML, JSON_LD, TURTLE, wants_html
from trilogue.schema_org.site import dataset
from trilogue.signposting import Link, header
from trilogue.terms import CC_BY
from trilogue.web import graphs as graph_store
from trilogue.web import home as overview
from trilogue.web.answering import kept_page
from trilogue.web.discovery import release
from trilogue.web.links import Links
from trilogue.web.problem_types import PROBLEMS
from trilogue.web.site import answered, site, unchanged
from trilogue.web.speech import neutral_root

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@kept_page
def home() -> Response:
    """Say what this is, and show how each practice stood at each stage."""
    response = overview.page(
        lambda: {
            "quads": site().quads,
            "graphs": len(site().graphs),
            "inventory": site().highlights.inventory,
            "questions": site().questions,
            "release": site().release,
            "structured": dataset(release(site())),
        }
    )
    if response.status_code != HTTPStatus.OK:
        return response
    base, root = site().vocabulary.base, neutral_root()
    response.headers["Link"] = header(
        [
            Link(f"{base}graph/", "cite-as"),
            Link(f"{root}/", "canonical"),
            Link(CC_BY, "license"),
            Link(f"{base}catalogue#publisher", "author"),
            Link("https://schema.org/AboutPage", "type"),
            Link("https://schema.org/Dataset", "type"),
            *(
                Link(f"{root}/{name}.{each.suffix}", "describedby", each.media_type)
                for name in ("catalogue", "void")
                for each in (TURTLE, JSON_LD)
            ),
            *(
                Link(f"{root}/exports/{each.name}", "item", each.packing or each.format.media_type)
                for each in files()
            ),
        ]
    )
    return response


@blueprint.get("/graphs")
@kept_page
def graphs() -> Response:
    """List the named graphs; to a program, or with a parameter, see `trilogue.web.graphs`."""
    if request.query_string or not wants_html(request.headers.get("Accept")):
        return graph_store.read()
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    links = Links(site().vocabulary, request.script_root)
    rows = [
        (
            links.iri(graph, {}),
            site().files.get(graph),
            count,
            graph_store.address_of(graph, TURTLE),
        )
        for graph, count in site().graphs.items()
    ]
    derived = site().vocabulary.derived_graph.value
    page = render_template(
        "graphs.html",
        rows=rows,
        quads=site().quads,
        derived=derived,
        structured=dataset(release(site())),
    )
    return answered(page, HTML.content_type)


@blueprint.get("/problems")
@kept_page
def problems() -> Response:
    """Explain each kind of problem that an answer may name."""
    page = render_template("problems.html", problems=[kind for _, kind in PROBLEMS])
    return answered(page, HTML.content_type)


@blueprint.get("/healthz")
def health() -> dict[str, object]:
    """Say that the service answers, and which dataset it shows; asks neither store nor workers."""
    return {"status": "ok", "dataset": site().version}
