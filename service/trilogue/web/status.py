"""The legal status of a use at each stage, at ``/status``: for programs, as data, as a page."""

import json
from collections.abc import Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for

from trilogue.errors import RequestError, ResourceNotFound, SlugUnknown
from trilogue.formats import GRAPH_FORMATS, HTML, JSON, Format, GraphFormat
from trilogue.legal_answer import NOTE, LegalStatus, as_json
from trilogue.scenarios import FACETS, Kind
from trilogue.serialise import graph_bytes
from trilogue.web.answering import composed, sent
from trilogue.web.codings import choose_coding
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.site import VERSION_HEADER, answered, site, tagged, unchanged

blueprint = Blueprint("status", __name__)

PARAMETERS = (*(facet.name for facet in FACETS), "stage", "format")
_FIVE = "/".join(f"<{facet.name}>" for facet in FACETS[:-1])
OFFERED: tuple[Format, ...] = (JSON, *GRAPH_FORMATS, HTML)


@blueprint.get("/status")
def status() -> Response:
    """Say how the text treats a use, at one stage or at all of them."""
    parameters = Parameters(request.query_string)
    # A form sends what is not chosen as empty.
    given = {name: parameters.take_at_most_one(name) or None for name in PARAMETERS}
    parameters.finish(PARAMETERS)
    format_ = choose_format(given["format"], request.headers.get("Accept"), OFFERED)
    if format_ == HTML and given["practice"] is None:
        return unchanged() or answered(_page(given, None), HTML.content_type)
    stage = None if given["stage"] is None else site().legal_statuses.stage(given["stage"])
    scenario = site().legal_statuses.scenario({facet.name: given[facet.name] for facet in FACETS})
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    here = site()
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    headers = [(VERSION_HEADER, here.version), *tagged()]

    def written() -> bytes | str:
        answer = here.legal_statuses.of(scenario)
        return _written(answer if stage is None else answer.at(stage), format_, given)

    body = composed(format_, coding, here, headers, written)
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
        return _page(given, answer)
    document = {**as_json(answer), "dataset": site().version}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _page(given: Mapping[str, str | None], answer: LegalStatus | None) -> str:
    catalogue = site().legal_statuses.catalogue
    questions: list[tuple[str, str, list[Kind], str | None]] = [
        (facet.name, facet.words, list(catalogue.kinds[facet.name].values()), given[facet.name])
        for facet in FACETS
    ]
    questions.append(("stage", "At which stage?", list(catalogue.stages.values()), given["stage"]))
    asked = {name: value for name, value in given.items() if value and name != "format"}
    downloads = [
        (format_.name, url_for("status.status", **asked, format=format_.suffix))  # type: ignore[arg-type]
        for format_ in OFFERED
        if format_ != HTML
    ]
    return render_template(
        "status.html",
        note=NOTE,
        questions=questions,
        answer=answer,
        downloads=downloads,
        page=Links(site().vocabulary, request.script_root).page,
    )
