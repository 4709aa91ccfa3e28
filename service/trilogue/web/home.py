"""The overview in its parts: what the home page shows, the same to embed, as files, as a picture.

What is read is kept with the dataset (`Site`); a page that is written is kept as it was sent.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from trilogue.chronicle import LANES, Happening, counted
from trilogue.errors import RequestError, ResourceNotFound
from trilogue.findings import LOST
from trilogue.formats import HTML, JSON, Format
from trilogue.matrix import matrix_query
from trilogue.overview import DEPLOYERS, Overview, as_json, cells, course
from trilogue.preview import preview
from trilogue.tables.delimited import guarded, joined, lines
from trilogue.timeline import Timeline, draw
from trilogue.web.answering import composed, kept_page, sent
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters
from trilogue.web.site import VERSION_HEADER, answered, site, tagged, unchanged
from trilogue.web.speech import spoken

blueprint = Blueprint("home", __name__)

# The only pages that others may show inside theirs.
FRAMED = "home.embed"
EMBEDDED = ("matrix", "timeline")
CSV = Format("CSV", "text/csv", "csv")
PNG = Format("PNG", "image/png", "png")
FILES = (CSV, JSON)
OF_MATRIX = ("deployer", "practice")
OF_TIMELINE = ("lane",)
PARAMETERS = (*OF_MATRIX, *OF_TIMELINE)
# As large as a line of a table lets it be.
_COURSE = (132, 40)
_TITLE = "How the EU AI Act came to regulate biometric mass surveillance"


@dataclass(frozen=True)
class Asked:
    """What the address leaves out of the overview; None where nothing is left out.

    Attributes:
        deployer: only what one sort of deployer does.
        practice: only one practice.
        lane: only one lane of the timeline.
    """

    deployer: str | None
    practice: str | None
    lane: str | None

    @property
    def given(self) -> dict[str, str]:
        """What is asked, as parameters."""
        return {name: value for name in PARAMETERS if (value := getattr(self, name)) is not None}

    def but(self, **changed: str | None) -> dict[str, Any]:
        """Give the parameters with some of them changed."""
        return replace(self, **changed).given


def asked(known: tuple[str, ...] = PARAMETERS) -> Asked:
    """Read what the address asks for.

    Raises:
        RequestError: a parameter is not among the *known*, or its value is none that there is.
    """
    parameters = Parameters(request.query_string)
    given = {name: parameters.take_at_most_one(name) for name in known}
    parameters.finish(known)
    offered = {
        "deployer": DEPLOYERS,
        "practice": tuple(site().highlights.overview.practices),
        "lane": LANES,
    }
    for name, value in given.items():
        if value is not None and value not in offered[name]:
            raise RequestError(
                f'{name}: "{value[:80]}" is not known. Give one of: {", ".join(offered[name])}.',
                name,
            )
    return Asked(*(given.get(name) for name in PARAMETERS))


def page(more: Callable[[], dict[str, Any]]) -> Response:
    """Give the home page; *more* gives what its template shows besides."""
    return _page("home.html", asked(), lambda: {"findings": site().highlights.findings, **more()})


@blueprint.get("/embed/<part>")
@kept_page
def embed(part: str) -> Response:
    """Give a part of the home page alone, for others to show inside their pages."""
    if part not in EMBEDDED:
        raise ResourceNotFound(
            f'There is nothing to embed called "{part[:80]}". '
            f"Choose one of: {', '.join(EMBEDDED)}.",
            request.path,
        )
    wanted = asked(OF_MATRIX if part == "matrix" else OF_TIMELINE)
    return _page("embed.html", wanted, lambda: {"part": part})


@blueprint.get("/matrix.<suffix>")
def matrix(suffix: str) -> Response:
    """Give the statuses of the overview as a file."""
    found = next((each for each in FILES if each.suffix == suffix), None)
    if found is None:
        raise ResourceNotFound(
            f"There is no matrix.{suffix[:20]}. Choose one of: "
            f"{', '.join(f'matrix.{each.suffix}' for each in FILES)}.",
            request.path,
        )
    wanted = asked(OF_MATRIX)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    overview = site().highlights.overview.only(wanted.deployer, wanted.practice)
    if found == CSV:
        return answered(_csv(overview), f"{CSV.media_type}; charset=utf-8")
    document = {**as_json(overview), "dataset": site().version}
    return answered(json.dumps(document, ensure_ascii=False, indent=1), JSON.content_type)


@blueprint.get("/preview.png")
def picture() -> Response:
    """Give the picture for those who share a link."""
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    headers = [(VERSION_HEADER, site().version), *tagged()]
    # A PNG is compressed already.
    return sent(composed(PNG, "identity", site(), headers, _picture), PNG, "identity", headers)


def _csv(overview: Overview) -> str:
    rows = list(cells(overview))
    heads = list(rows[0]) if rows else []
    written = [[_cell(row[head]) for head in heads] for row in rows]
    return "".join(lines([heads, *written]))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(joined(value) if isinstance(value, list) else str(value))


def _picture() -> bytes:
    here = site()
    lost = here.highlights.findings.get(LOST)
    facts = [
        *(f"{number:,} {name.lower()}s" for name, number in here.highlights.inventory.items()),
        f"{here.quads:,} statements",
        f"version {here.version[:8]}",
    ]
    return preview(
        here.highlights.overview,
        _TITLE,
        f"{lost.number} of {lost.total} situations: less protected than Parliament wanted"
        if lost
        else "What was allowed, at each stage",
        facts,
    )


def _page(template: str, wanted: Asked, more: Callable[[], dict[str, Any]]) -> Response:
    return unchanged() or answered(
        render_template(template, **_shown(wanted), **more()), HTML.content_type
    )


def _shown(wanted: Asked) -> dict[str, Any]:
    here = site()
    overview = here.highlights.overview.only(wanted.deployer, wanted.practice)
    happened = _named(
        tuple(each for each in here.highlights.chronicle if wanted.lane in (None, each.lane))
    )
    return {
        "overview": overview,
        "whole": here.highlights.overview,
        "course": lambda row: course(row, here.highlights.overview.highest, *_COURSE),
        "happened": happened,
        "lanes": counted(here.highlights.chronicle),
        "drawing": _drawn(happened),
        "wanted": wanted,
        "matrix_query": url_for("sparql.sparql", query=matrix_query(here.vocabulary)),
        "links": Links(here.vocabulary, request.script_root),
    }


def _named(happened: tuple[Happening, ...]) -> tuple[Happening, ...]:
    """Name what happened in the language of the page, where it has a name there."""
    named = ((each, site().names.best(each.iri, each.label, spoken())) for each in happened)
    return tuple(replace(each, label=label, language=language) for each, (label, language) in named)


def _drawn(happened: tuple[Happening, ...]) -> Timeline | None:
    """Draw the years of the procedure, from the one before the first stage to the latest one's."""
    years = [int(each.date[:4]) for each in site().highlights.overview.stages if each.date]
    if not years:
        years = [int(each.day[:4]) for each in happened]
    return draw(happened, min(years) - 1, max(years)) if years and happened else None
