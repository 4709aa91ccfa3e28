"""What changed between two stages, at ``/diff``; short addresses of stages and practices."""

import json

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import ngettext

from trilogue.errors import RequestError, ResourceNotFound
from trilogue.formats import HTML, JSON, Format
from trilogue.scenarios import Kind, find
from trilogue.stage_comparison import Comparison, as_json, compare
from trilogue.web.answering import composed, sent
from trilogue.web.codings import choose_coding
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.redirects import see_other
from trilogue.web.site import VERSION_HEADER, site, tagged, unchanged

blueprint = Blueprint("stages", __name__)

PARAMETERS = ("from", "to", "practice", "format")
OFFERED: tuple[Format, ...] = (JSON, HTML)


@blueprint.get("/diff")
def diff() -> Response:
    """Tell what changed from one stage to another, practice by practice."""
    parameters = Parameters(request.query_string)
    # A form sends what is not chosen as empty.
    given = {name: parameters.take_at_most_one(name) or None for name in PARAMETERS}
    parameters.finish(PARAMETERS)
    format_ = choose_format(given["format"], request.headers.get("Accept"), OFFERED)
    here = site()
    law, stages = here.stages, here.stages.kinds
    if law.usual_pair is None:
        raise ResourceNotFound(
            "This dataset has no two stages to compare. Record a second one.",
            here.vocabulary.ns("Stage").value,
        )
    usual = law.usual_pair
    before = find("from", given["from"] or usual[0].slug, stages)
    after = find("to", given["to"] or usual[1].slug, stages)
    practices = practice_kinds()
    practice = find("practice", given["practice"], practices) if given["practice"] else None
    if before == after:
        raise RequestError(
            f'"{after.slug}" is compared with itself. Give another stage, one of: '
            f"{', '.join(slug for slug in stages if slug != after.slug)}.",
            "to",
        )
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    headers = [(VERSION_HEADER, here.version), *tagged()]

    def written() -> str:
        found = compare(
            law, law.stages[before.slug], law.stages[after.slug], practice.iri if practice else None
        )
        if format_ == HTML:
            return _page(found, practice)
        document = {
            **as_json(found),
            "practice": practice.slug if practice else None,
            "dataset": here.version,
        }
        return json.dumps(document, ensure_ascii=False, indent=1)

    return sent(composed(format_, coding, here, headers, written), format_, coding, headers)


@blueprint.get("/stage/<slug>")
def stage(slug: str) -> Response:
    """Lead to the page of a stage."""
    Parameters(request.query_string).finish(())
    return _lead(find("stage", slug, site().stages.kinds))


@blueprint.get("/practice/<slug>")
def practice(slug: str) -> Response:
    """Lead to the page of a practice."""
    Parameters(request.query_string).finish(())
    return _lead(find("practice", slug, practice_kinds()))


@blueprint.get("/practice/<slug>/<stage>")
def cell(slug: str, stage: str) -> Response:
    """Lead to the status of a practice, or of a recorded situation, at a stage."""
    Parameters(request.query_string).finish(())
    law, statuses, practices = site().stages, site().legal_statuses, practice_kinds()
    at = find("stage", stage, law.kinds)
    situations = {
        each.iri.rpartition("/")[2]: Kind(each.iri.rpartition("/")[2], each.iri, each.label)
        for each in law.scenarios
    }
    kind = find("practice", slug, {**situations, **practices})
    iri = statuses.scenario({"practice": slug}).iri if slug in practices else kind.iri
    status = law.statuses.get((iri, at.iri))
    if status is not None:
        return _lead(Kind(slug, status.iri, status.label))
    if slug not in practices:
        raise ResourceNotFound(f"{iri} has no status at the stage {at.slug}.", iri)
    return see_other(url_for("status.status", practice=slug, stage=at.slug))


def practice_kinds() -> dict[str, Kind]:
    """Give the practices by slug, in order of names."""
    return dict(site().offers.of(site().vocabulary.ns("Practice").value))


def _lead(kind: Kind) -> Response:
    return see_other(Links(site().vocabulary, request.script_root).page(kind.iri) or "/")


def _counted(word: str, number: int) -> str:
    """Say in how many situations protection went which way."""
    said = {
        "stronger": ngettext("%(num)s stronger", "%(num)s stronger", number),
        "weaker": ngettext("%(num)s weaker", "%(num)s weaker", number),
        "mixed": ngettext("%(num)s mixed", "%(num)s mixed", number),
        "unchanged": ngettext("%(num)s unchanged", "%(num)s unchanged", number),
        "incomparable": ngettext("%(num)s incomparable", "%(num)s incomparable", number),
    }
    return str(said.get(word, f"{number} {word}"))


def _page(found: Comparison, practice: Kind | None) -> str:
    asked = {"from": found.before.slug, "to": found.after.slug}
    turned = {"from": found.after.slug, "to": found.before.slug}
    if practice is not None:
        asked["practice"] = turned["practice"] = practice.slug
    return render_template(
        "diff.html",
        found=found,
        directions=[_counted(word, number) for word, number in found.directions.items()],
        practice=practice,
        stages=list(site().stages.stages.values()),
        practices=list(practice_kinds().values()),
        turned=url_for("stages.diff", **turned),  # type: ignore[arg-type]
        as_file=url_for("stages.diff", **asked, format=JSON.suffix),  # type: ignore[arg-type]
        page=Links(site().vocabulary, request.script_root).page,
    )
