"""The way of reviewers to what waits for them: ``/review``, the oldest first."""

from flask import Blueprint, Response, request, url_for

from trilogue.web.contributions import listed
from trilogue.web.handing import PRIVATE
from trilogue.web.parameters import Parameters
from trilogue.web.people import person_of_request
from trilogue.web.redirects import see_other

blueprint = Blueprint("review", __name__)


@blueprint.get("/review")
def queue() -> Response:
    """List what waits for a decision, and what was decided; for reviewers."""
    person, role = person_of_request("reviewer")
    return listed(person, role)


@blueprint.get("/review/<digest>")
def one(digest: str) -> Response:
    """Lead to the one page that a contribution has."""
    Parameters(request.query_string).finish(())
    return see_other(url_for("contributions.one", digest=digest), PRIVATE)
