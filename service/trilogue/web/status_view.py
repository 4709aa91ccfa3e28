"""The page of the status checker: the answer to be read and printed, and the form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from trilogue.errors import RequestError, SlugUnknown
from trilogue.formats import GRAPH_FORMATS, HTML, JSON, Format
from trilogue.legal_answer import NOTE, LegalStatus
from trilogue.scenarios import FACETS, Kind, Scenario
from trilogue.web import status_words
from trilogue.web.links import Links
from trilogue.web.sentences import name
from trilogue.web.site import site
from trilogue.web.speech import spoken
from trilogue.web.status_sections import asked_with
from trilogue.web.words import english

OFFERED: tuple[Format, ...] = (JSON, *GRAPH_FORMATS, HTML)


@dataclass(frozen=True)
class Question:
    """One field of the form.

    Attributes:
        name: of the parameter.
        kinds: to choose from.
        chosen: the slug that is sent; None where nothing is.
    """

    name: str
    kinds: list[Kind]
    chosen: str | None


@dataclass(frozen=True)
class Mistake:
    """Why there is no answer.

    Attributes:
        parameter: name of the one that has to be changed.
        message: what is wrong with it.
        nearest: kinds that may have been meant.
    """

    parameter: str
    message: Any
    nearest: list[Kind] = field(default_factory=list)


def today() -> str:
    """Give the day, as it is in UTC."""
    return datetime.now(UTC).date().isoformat()


def status_page(
    given: Mapping[str, str | None],
    answer: LegalStatus | None = None,
    error: RequestError | SlugUnknown | None = None,
) -> str:
    """Make the page.

    Args:
        given: the parameters; None for those that were left out.
        answer: None where nothing was asked, or nothing that can be answered.
        error: why there is no answer.
    """
    here = site()
    questions = list(_questions(given))
    asked = {name: value for name, value in given.items() if value and name != "format"}
    downloads = [
        (format_.name, url_for("status.status", **asked, format=format_.suffix))  # type: ignore[arg-type]
        for format_ in OFFERED
        if format_ != HTML
    ]
    stages = here.stages
    return render_template(
        "status.html",
        note=NOTE,
        words=status_words,
        questions=questions,
        answer=answer,
        subject=None if answer is None else _subject(answer.scenario),
        error=None if error is None else _mistake(given, error, questions),
        examples=list(_examples()),
        announced={each.slug for each in stages.stages.values() if each.is_announced},
        cells={each.iri for each in stages.statuses.values()},
        left_open=[] if answer is None else _left_open(answer.scenario),
        day=today(),
        address=f"{here.vocabulary.base}status?{urlencode(asked)}",
        downloads=downloads,
        page=Links(here.vocabulary, request.script_root).page,
    )


def _questions(given: Mapping[str, str | None]) -> Iterator[Question]:
    catalogue = site().legal_statuses.catalogue
    for facet in FACETS:
        kinds = [kind for kind in catalogue.kinds[facet.name].values() if kind.slug != facet.top]
        yield Question(facet.name, kinds, given[facet.name])
    yield Question("stage", list(catalogue.stages.values()), given["stage"])


def _mistake(
    given: Mapping[str, str | None], error: RequestError | SlugUnknown, questions: list[Question]
) -> Mistake:
    parameter = error.parameter or "practice"
    if isinstance(error, SlugUnknown):
        known = {
            kind.slug: kind for each in questions if each.name == parameter for kind in each.kinds
        }
        nearest = [known[slug] for slug in error.nearest if slug in known]
        words = gettext("“%(word)s” is not known here.", word=(given[parameter] or "")[:80])
        return Mistake(parameter, words, nearest)
    if given.get(parameter) is None:
        return Mistake(parameter, gettext("Choose one."))
    return Mistake(parameter, english(error.message))


def _subject(scenario: Scenario) -> Markup:
    """Name what was asked; what nobody recorded, by its kinds."""
    if scenario.is_recorded or spoken() == "en":
        return name(scenario)
    practice, *others = (name(kind) for kind in scenario.kinds.values())
    return Markup("{} ({})").format(practice, Markup(", ").join(others))


def _left_open(scenario: Scenario) -> list[Any]:
    """Name the facets that the question leaves open."""
    tops = {facet.name: facet.top for facet in FACETS}
    return [
        status_words.FACETS[name]
        for name, kind in scenario.kinds.items()
        if kind.slug == tops[name]
    ]


def _examples() -> Iterator[tuple[Scenario, str]]:
    """Give the situations of the overview, and where each is asked about."""
    for row in site().highlights.overview.rows:
        scenario = site().legal_statuses.catalogue.on_record(row.scenario.iri)
        if scenario is not None:
            address = url_for("status.status", **asked_with(scenario))  # type: ignore[arg-type]
            yield scenario, address
