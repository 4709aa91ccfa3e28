"""Contributions over HTTP: handed in at ``/contributions``, judged only at ``/validate``.

What is undecided is shown to whoever handed it in and to reviewers; what was published stays public
for ever, retracted or not.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from trilogue.access import ROLES, Role
from trilogue.contribution.desk import LONGEST_REASON, Desk, refusal
from trilogue.contribution.model import (
    LICENCES,
    UNDECIDED,
    UNTOLD,
    Contribution,
    Person,
    State,
)
from trilogue.errors import (
    ContributionError,
    ContributionNotFound,
    ContributionRefused,
    RequestError,
)
from trilogue.formats import GRAPH_FORMATS, HTML, JSON, Format, GraphFormat, wants_html
from trilogue.serialise import graph_bytes
from trilogue.validation.report import Report
from trilogue.web.contribution_documents import as_json, effect_json, record_json
from trilogue.web.handing import (
    PRIVATE,
    allow_large_body,
    handed_in,
    language_of_request,
    report_response,
)
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.people import person_of_request, spend
from trilogue.web.problem_types import status_of
from trilogue.web.redirects import see_other
from trilogue.web.site import VERSION_HEADER, site
from trilogue.web.submission_view import rows, shows_records, submission

blueprint = Blueprint("contributions", __name__)

_OFFERED: tuple[Format, ...] = (JSON, *GRAPH_FORMATS, HTML)
_LISTED: tuple[Format, ...] = (JSON, HTML)
_PUBLIC = frozenset({State.PUBLISHED, State.DECLINED, State.RETRACTED})
_ACTS: Mapping[str, tuple[Role, Callable[[Desk], Callable[[str, Person, str], Contribution]]]] = {
    "ask": ("reviewer", lambda desk: desk.ask),
    "accept": ("reviewer", lambda desk: desk.accept),
    "decline": ("reviewer", lambda desk: desk.decline),
    "retract": ("reviewer", lambda desk: desk.retract),
    "answer": ("contributor", lambda desk: desk.answer),
    "withdraw": ("contributor", lambda desk: desk.withdraw),
}


@blueprint.post("/validate")
def validate() -> Response:
    """Judge what is handed in and keep nothing."""
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("format")
    language = language_of_request(parameters.take_at_most_one("language"))
    parameters.finish(("format", "language"))
    spend("handing")
    office = site().office
    taken, sheet = handed_in(office)
    report = taken.with_cells(office.desk.judge(taken.files, taken.found))
    return report_response(report.in_language(language), word, sheet=sheet)


@blueprint.post("/contributions")
def submit() -> Response:
    """Take a contribution for review."""
    allow_large_body()
    person, _ = person_of_request("contributor")
    parameters = Parameters(request.query_string)
    names = ("licence", "note", "format", "language")
    given = {name: parameters.take_at_most_one(name) for name in names}
    language = language_of_request(given["language"])
    parameters.finish(given)
    spend("handing")
    office = site().office
    taken, _ = handed_in(office)
    licence = given["licence"] or request.form.get("licence") or "cc-by"
    try:
        contribution, created = office.desk.submit(
            taken.files,
            person,
            LICENCES.get(licence, licence),
            given["note"] or request.form.get("note", ""),
            taken.found,
        )
    except ContributionRefused as error:
        found = error.report.results if isinstance(error.report, Report) else ()
        report = taken.with_cells(Report(found)).in_language(language)
        if choose_format(given["format"], request.headers.get("Accept"), _LISTED) == HTML:
            return report_response(report, "html", HTTPStatus.UNPROCESSABLE_ENTITY)
        raise refusal(report, site().vocabulary) from error
    address = url_for("contributions.one", digest=contribution.digest)
    if wants_html(request.headers.get("Accept")):
        return _private(see_other(address))
    status = HTTPStatus.CREATED if created else HTTPStatus.OK
    response = _json(as_json(contribution, office.desk.steps(contribution.digest), site()), status)
    response.headers["Location"] = address
    return response


@blueprint.get("/contributions")
def listing() -> Response:
    """List contributions: to a reviewer all of a state, to others their own."""
    return listed(*person_of_request("contributor"))


def listed(person: Person, role: Role) -> Response:
    """Answer with the contributions that a *person* in a *role* may see, the oldest first."""
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("format")
    state = parameters.take_at_most_one("state") or None
    kind = parameters.take_at_most_one("kind") or None
    parameters.finish(("format", "state", "kind"))
    desk, types = site().office.desk, site().office.types
    if kind is not None and all(each.name != kind for each in types):
        raise RequestError(f'kind: "{kind[:40]}" is no type of record. Give one, as Claim.', "kind")
    states = UNDECIDED if state is None else (_state(state),)
    reviews = ROLES.index(role) >= ROLES.index("reviewer")
    own = [one for one in desk.of(person) if state is None or one.state.value == state]
    found = rows(desk.queue(states) if reviews else own, types, person.slug, kind)
    if choose_format(word, request.headers.get("Accept"), _LISTED) == HTML:
        waiting = {
            each for row in rows(desk.queue(), types, person.slug, None) for each in row.kinds
        }
        page = render_template(
            "contributions.html",
            rows=found,
            own=rows(own, types, person.slug, kind),
            person=person,
            reviews=reviews,
            state=state,
            states=[each.value for each in State],
            kind=kind,
            kinds=[each for each in types if each in waiting or each.name == kind],
        )
        return _private(Response(page, content_type=HTML.content_type))
    shown = [row.contribution for row in found]
    return _json({"contributions": [as_json(one, desk.steps(one.digest), site()) for one in shown]})


@blueprint.get("/contributions/<digest>")
def one(digest: str) -> Response:
    """Show one contribution: its state, its steps, what it says and what it would change."""
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("format")
    parameters.finish(("format",))
    here = site()
    desk = here.office.desk
    contribution, person, reviews = _visible(digest, desk)
    format_ = choose_format(word, request.headers.get("Accept"), _OFFERED)
    is_shown = shows_records(contribution, reviews=reviews)
    if isinstance(format_, GraphFormat):
        quads = contribution.quads if is_shown else ()
        data = graph_bytes(quads, format_, here.prefixes)
        return _private(Response(data, content_type=format_.content_type))
    if format_ == HTML:
        return _page(digest)
    steps = [step for step in desk.steps(digest) if step.act not in UNTOLD]
    changes = desk.changes(digest) if is_shown else ()
    effect = desk.effect(digest) if contribution.state in UNDECIDED else None
    document = as_json(contribution, steps, here)
    if person is None:
        document.pop("note")
    document["records"] = [record_json(change) for change in changes]
    document["effect"] = None if effect is None else effect_json(effect)
    return _json(document)


def _page(
    digest: str, notice: str | None = None, reason: str = "", status: int = HTTPStatus.OK
) -> Response:
    """Show a contribution to a person.

    Args:
        digest: of it.
        notice: what keeps a step from being taken.
        reason: that was typed for it.
        status: of the response.
    """
    here = site()
    desk = here.office.desk
    contribution, person, reviews = _visible(digest, desk)
    page = render_template(
        "contribution.html",
        submission=submission(
            contribution,
            desk,
            here,
            language_of_request(None),
            shows_records=shows_records(contribution, reviews=reviews),
            judges=person is not None,
        ),
        contribution=contribution,
        person=person,
        reviews=reviews,
        is_own=person is not None and person.slug == contribution.contributor.slug,
        shrink=here.vocabulary.shrink,
        notice=notice,
        reason=reason,
        longest_reason=LONGEST_REASON,
    )
    return _private(Response(page, status, content_type=HTML.content_type))


@blueprint.get("/contributions/<digest>/questions")
def answers(digest: str) -> Response:
    """Tell which saved questions publishing it would answer otherwise."""
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("format")
    parameters.finish(("format",))
    here = site()
    contribution, person, _ = _visible(digest, here.office.desk)
    if person is None:
        raise ContributionNotFound("Log in to see what it would change.", digest[:80])
    format_ = choose_format(word, request.headers.get("Accept"), _LISTED)
    spend("handing")
    found = here.office.desk.answers(digest)
    if format_ == HTML:
        page = render_template(
            "contribution_questions.html", contribution=contribution, answers=found
        )
        return _private(Response(page, content_type=HTML.content_type))
    return _json(asdict(found))


@blueprint.post("/contributions/<digest>/<act>")
def decide(digest: str, act: str) -> Response:
    """Take a step: ask, answer, withdraw, decline, accept or retract, with a reason."""
    if act not in _ACTS:
        raise RequestError(f'There is no step "{act[:40]}". Steps are: {", ".join(_ACTS)}.')
    role, chosen = _ACTS[act]
    person, _ = person_of_request(role)
    desk = site().office.desk
    reason = _reason()
    is_page = wants_html(request.headers.get("Accept"))
    try:
        contribution = chosen(desk)(digest, person, reason)
    except (ContributionError, RequestError) as error:
        if not is_page or isinstance(error, ContributionNotFound):
            raise
        return _page(digest, str(error), reason, status_of(error))
    if is_page:
        return _private(see_other(url_for("contributions.one", digest=digest)))
    return _json(as_json(contribution, desk.steps(digest), site()))


def _visible(digest: str, desk: Desk) -> tuple[Contribution, Person | None, bool]:
    """Give the contribution, if this request may see it, with who asks and whether they review."""
    contribution = desk.get(digest)
    found = person_of_request(None)
    person, role = found if found is not None else (None, "reader")
    reviews = ROLES.index(role) >= ROLES.index("reviewer")
    is_own = person is not None and person.slug == contribution.contributor.slug
    if contribution.state in _PUBLIC or reviews or is_own:
        return contribution, person, reviews
    raise ContributionNotFound(
        f"There is no contribution {digest[:80]} that is public. Who handed it in and reviewers "
        "see it with their token.",
        digest[:80],
    )


def _reason() -> str:
    if request.mimetype == JSON.media_type:
        body = request.get_json(silent=True)
        reason = body.get("reason", "") if isinstance(body, dict) else None
        if not isinstance(reason, str):
            raise RequestError(
                'The body is an object such as {"reason": "…"}. Send that.', "reason"
            )
        return reason
    return request.form.get("reason", "")


def _state(word: str) -> State:
    try:
        return State(word)
    except ValueError as error:
        known = ", ".join(state.value for state in State)
        raise RequestError(
            f'state: "{word[:40]}" is none. Give one of: {known}.', "state"
        ) from error


def _json(document: dict[str, Any], status: int = HTTPStatus.OK) -> Response:
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _private(Response(text, status, content_type=JSON.content_type))


def _private(response: Response) -> Response:
    response.headers.extend(PRIVATE)
    response.headers[VERSION_HEADER] = site().version
    response.headers.add("Vary", "Authorization, Cookie")
    return response
