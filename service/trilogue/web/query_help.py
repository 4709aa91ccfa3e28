"""What helps to write a query, beside ``/sparql``: what to propose, and how a query is read."""

import json
from dataclasses import asdict

from flask import Blueprint, Response, render_template, request

from trilogue.formats import HTML, JSON
from trilogue.query import require_harmless, study
from trilogue.query_plan import plan
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.site import answered, site, unchanged
from trilogue.web.speech import spoken

blueprint = Blueprint("query_help", __name__)


@blueprint.get("/sparql/help.json")
def proposals() -> Response:
    """Give prefixes, terms with their names, and the saved questions as examples."""
    Parameters(request.query_string).finish(())
    known = unchanged()
    if known is not None:
        return known
    here = site()
    language = spoken()
    document = {
        "dataset": here.version,
        "prefixes": here.prefixes,
        "terms": [
            {
                "iri": each.iri,
                "sort": each.sort,
                "label": here.names.best(each.iri, each.label, language)[0],
                "definition": each.definition,
            }
            for each in here.proposals
        ],
        "examples": [
            {"name": each.name, "title": each.title, "query": each.query} for each in here.questions
        ],
    }
    return answered(json.dumps(document, ensure_ascii=False), JSON.content_type)


@blueprint.get("/sparql/plan")
def query_plan() -> Response:
    """Tell how a query is read, without evaluating it: its form and its algebra."""
    read = Parameters(request.query_string)
    query = read.take_one("query")
    word = read.take_at_most_one("format")
    read.finish(("query", "format"))
    format_ = choose_format(word, request.headers.get("Accept"), (JSON, HTML))
    known = unchanged()
    if known is not None:
        return known
    require_harmless(query)
    studied = study(query)
    steps = plan(query, site().prefixes)
    if format_ == HTML:
        page = render_template("plan.html", query=query, studied=studied, step=steps)
        return answered(page, HTML.content_type)
    document = {
        "query": query,
        "form": studied.form,
        "stable": studied.is_stable,
        "algebra": asdict(steps),
    }
    return answered(json.dumps(document, ensure_ascii=False, indent=1), JSON.content_type)
