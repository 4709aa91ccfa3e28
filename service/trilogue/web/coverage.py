"""How complete and how well backed the dataset is, as a page and as JSON."""

import json

from flask import Blueprint, Response, render_template, request

from trilogue.formats import HTML, JSON
from trilogue.measures import as_json
from trilogue.web.answering import kept_page
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("coverage", __name__)


@blueprint.get("/coverage")
@kept_page
def coverage() -> Response:
    """Tell what is measured and how it stands, with examples of what is missing."""
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("format")
    parameters.finish(("format",))
    format_ = choose_format(word, request.headers.get("Accept"), (JSON, HTML))
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    standings = site().standings
    if format_ == HTML:
        links = Links(site().vocabulary, request.script_root)
        examples = {iri for each in standings for one in each.figures for iri in one.examples}
        labels = site().offers.labels(examples)
        page = render_template(
            "coverage.html",
            standings=standings,
            shown={iri: links.iri(iri, labels) for iri in examples},
        )
        return answered(page, HTML.content_type)
    document = {"measures": as_json(standings), "dataset": site().version}
    return answered(json.dumps(document, ensure_ascii=False, indent=1), JSON.content_type)
