"""The reference of the ontology: one page with every term, its use, and its like elsewhere."""

from flask import Blueprint, Response, render_template, request

from trilogue.diagram import LINE, diagram_of
from trilogue.formats import HTML
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("ontology", __name__)


@blueprint.get("/ontology")
def reference() -> Response:
    """Show all modules, classes and properties."""
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    modules = site().reference
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
    )
    return answered(page, HTML.content_type)
