"""The legal status of a use at each stage, at ``/status``: for programs, as data, as a page."""

import json
from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request, url_for

from trilogue.errors import RequestError, ResourceNotFound, SlugUnknown
from trilogue.formats import HTML, Format, GraphFormat
from trilogue.legal_answer import LegalStatus, as_json
from trilogue.scenarios import FACETS
from trilogue.serialise import graph_bytes
from trilogue.web.answering import composed, sent
from trilogue.web.codings import choose_coding
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.site import VERSION_HEADER, answered, site, tagged, unchanged
from trilogue.web.status_view import OFFERED, status_page, today

blueprint = Blueprint("status", __name__)

PARAMETERS = (*(facet.name for facet in FACETS), "stage", "format")
_FIVE = "/".join(f"<{facet.name}>" for facet in FACETS[:-1])


@blueprint.get("/status")
def status() -> Response:
    """Say how the text treats a use, at one stage or at all of them."""
    parameters = Parameters(request.query_string)
    # A form sends what is not chosen as empty.
    is_blank = not any(parameters.has(name) for name in PARAMETERS if name != "format")
    given = {name: parameters.take_at_most_one(name) or None for name in PARAMETERS}
    parameters.finish(PARAMETERS)
    format_ = choose_format(given["format"], request.headers.get("Accept"), OFFERED)
    if format_ == HTML and is_blank:
        return unchanged() or answered(status_page(given), HTML.content_type)
    statuses = site().legal_statuses
    try:
        stage = None if given["stage"] is None else statuses.stage(given["stage"])
        scenario = statuses.scenario({facet.name: given[facet.name] for facet in FACETS})
    except (RequestError, SlugUnknown) as error:
        if format_ != HTML:
            raise
        return _refused(given, error)
    # A page says on which day it was asked.
    day = (today(),) if format_ == HTML else ()
    not_modified = unchanged(*day)
    if not_modified is not None:
        return not_modified
    here = site()
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    headers = [(VERSION_HEADER, here.version), *tagged(*day)]

    def written() -> bytes | str:
        answer = here.legal_statuses.of(scenario)
        return _written(answer if stage is None else answer.at(stage), format_, given)

    body = composed(format_, coding, here, headers, written, parts=day)
    return sent(body, format_, coding, headers)


@blueprint.get(f"/id/scenario/{_FIVE}")
@blueprint.get(f"/id/scenario/{_FIVE}/<trait>")
@blueprint.get(f"/id/status/{_FIVE}/<stage>")
@blueprint.get(f"/id/status/{_FIVE}/<trait>/<stage>")
def made(**slugs: str) -> Response:
    """Lead from the IRI of a scenario that nobody recorded, or of its status, to the answer."""
    stage = slugs.pop("stage", None)
    try:
        site().legal_statuses.scenario(slugs)
        if stage is not None:
            site().legal_statuses.stage(stage)
    except (RequestError, SlugUnknown) as error:
        iri = f"{site().vocabulary.base}{request.path.lstrip('/')}"
        raise ResourceNotFound(f"There is no {iri}. {error.message}", iri) from error
    asked = {**slugs, **({} if stage is None else {"stage": stage})}
    response = redirect(url_for("status.status", **asked), 303)  # type: ignore[arg-type]
    assert isinstance(response, Response)  # noqa: S101 - Flask's redirect gives Flask's response
    return response


def _written(answer: LegalStatus, format_: Format, given: Mapping[str, str | None]) -> bytes | str:
    if isinstance(format_, GraphFormat):
        return graph_bytes(answer.quads, format_, site().prefixes)
    if format_ == HTML:
        return status_page(given, answer)
    document = {**as_json(answer), "dataset": site().version}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _refused(given: Mapping[str, str | None], error: RequestError | SlugUnknown) -> Response:
    """Give the form again, with what was chosen and what is wrong with it."""
    response = Response(status_page(given, error=error), 400, content_type=HTML.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response
