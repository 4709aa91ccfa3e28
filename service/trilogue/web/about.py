"""What this is, how it is made, what it does not say, and whom to tell that it is wrong."""

from flask import Blueprint, Response, render_template, request, url_for

from trilogue.citation.sentence import sentence
from trilogue.citation.writing import CITATION_FORMATS
from trilogue.formats import HTML
from trilogue.web.answering import kept_page
from trilogue.web.parameters import Parameters
from trilogue.web.people import SESSION_SECONDS
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
@kept_page
def about() -> Response:
    """Tell method and limits before anything else; each figure is of the dataset as it stands."""
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    here = site()
    page = render_template(
        "about.html",
        grades=here.grades,
        quads=here.quads,
        rules=len(here.rules),
        questions=len(here.questions),
        period=here.period,
        changed=here.changes[-1].at[:10] if here.changes else None,
        citation=sentence(here.release),
        citations=[
            (each.name, each.media_type, url_for("citing.release_as", suffix=each.suffix))
            for each in CITATION_FORMATS
        ],
        session_hours=SESSION_SECONDS // 3_600,
    )
    return answered(page, HTML.content_type)
