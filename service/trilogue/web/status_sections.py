"""What the page of an effective status, a cell of the overview, tells above all properties."""

from collections.abc import Mapping

from flask import request, url_for

from trilogue.legal_answer import NOTE, LegalStatus, StageStatus
from trilogue.portraits.status import Subject, read_claims
from trilogue.scenarios import FACET, Scenario
from trilogue.status_course import read_course
from trilogue.status_query import status_query
from trilogue.web import status_words
from trilogue.web.links import Links
from trilogue.web.site import site

CLAIMS_SHOWN = 20
_QUESTION = "q48-claims-about-a-practice"


def status(iri: str) -> tuple[str, dict[str, object]]:
    """Explain the status of a recorded scenario at a stage.

    Nothing is told where the rules, as they are, would conclude something else than is recorded.
    """
    own: dict[str, object] = {"status": None, "page": _page()}
    found = _explained(iri)
    if found is not None:
        answer, here = found
        own |= _told(answer, here)
    return "sections/status.html", own


def asked_with(scenario: Scenario) -> dict[str, str]:
    """Give the parameters that ask ``/status`` about a scenario, what is left open left out."""
    return {
        name: kind.slug
        for name, kind in scenario.kinds.items()
        if name not in scenario.implied and kind.slug != FACET[name].top
    }


def _explained(iri: str) -> tuple[LegalStatus, StageStatus] | None:
    law, statuses = site().stages, site().legal_statuses
    scenario_iri = next(
        (key[0] for key, recorded in law.statuses.items() if recorded.iri == iri), None
    )
    scenario = statuses.catalogue.on_record(scenario_iri) if scenario_iri else None
    if scenario is None:
        return None
    answer = statuses.of(scenario)
    here = next((each for each in answer.stages if each.iri == iri), None)
    if here is None or law.statuses[scenario.iri, here.stage.iri].value != here.value.slug:
        return None
    return answer, here


def _told(answer: LegalStatus, here: StageStatus) -> Mapping[str, object]:
    store, vocabulary, scenario = site().store, site().vocabulary, answer.scenario
    practice = scenario.kinds["practice"]
    norms = tuple(norm.iri for norm in here.norms if "decides" in norm.roles)
    subject = Subject(here.iri, scenario.iri, here.stage.iri, practice.iri, norms)
    claims = read_claims(subject, store, vocabulary)
    query = status_query(vocabulary, scenario.iri, here.stage.iri)
    question = site().question(_QUESTION)
    return {
        "scenario": scenario,
        "status": here,
        "course": read_course(answer, here.stage, site().stages, store, vocabulary),
        "claims": claims[:CLAIMS_SHOWN],
        "all_claims": len(claims),
        "more_claims": url_for("questions.question", name=question.name, practice=practice.slug)
        if question is not None
        else None,
        "announced": {each.slug for each in site().stages.stages.values() if each.is_announced},
        "query": query,
        "query_address": url_for("sparql.sparql", query=query),
        "asked": asked_with(scenario),
        "practice": practice,
        "note": NOTE,
        "words": status_words,
    }


def _page() -> object:
    return Links(site().vocabulary, request.script_root).page
