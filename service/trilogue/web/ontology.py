"""The reference of the ontology: one page with every term, its use, and its like elsewhere."""

from flask import Blueprint, Response, render_template, request

from trilogue.diagram import LINE, diagram_of
from trilogue.formats import GRAPH_FORMATS, HTML, GraphFormat, choose
from trilogue.schema_org.site import term_set
from trilogue.web.answering import kept_page
from trilogue.web.documents import document_links, vocabulary_data
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("ontology", __name__)


@blueprint.get("/ontology")
@kept_page
def reference() -> Response:
    """Show all modules, classes and properties; to a program that asks for RDF, give them."""
    Parameters(request.query_string).finish(())
    chosen = choose(request.headers.get("Accept"), (HTML, *GRAPH_FORMATS))
    if isinstance(chosen, GraphFormat):
        return vocabulary_data("ontology", chosen)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    modules, base = site().reference, site().vocabulary.base
    links = Links(site().vocabulary, request.script_root)
    terms = {term.iri: term for module in modules for term in module.terms}
    examples = {iri for term in terms.values() for iri in term.examples}
    labels = {
        **site().offers.labels(examples),
        **{iri: term.label for iri, term in terms.items()},
    }
    page = render_template(
        "ontology.html",
        modules=modules,
        diagrams={module.iri: diagram_of(module, terms) for module in modules},
        line=LINE,
        terms=terms,
        shown=lambda iri: links.iri(iri, labels),
        shrink=site().vocabulary.shrink,
        formats=GRAPH_FORMATS,
        structured=term_set(
            f"{base}ontology",
            "The ontology of Trilogue",
            f"{base}ontology",
            ((term.iri, term.label, term.name) for term in terms.values()),
        ),
    )
    response = answered(page, HTML.content_type)
    response.headers["Link"] = document_links("ontology")
    return response
