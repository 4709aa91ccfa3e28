"""The form for contributions, drawn from the shapes: filled in, looked at, handed in.

It works without a script. Each button sends everything that was typed, and gets it back; nothing is
kept before it is handed in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext
from pyoxigraph import NamedNode

from trilogue.contribution.fields import Kind, RecordType
from trilogue.contribution.form import (
    Entry,
    FormFile,
    Spot,
    Typed,
    correction_of,
    read_form,
)
from trilogue.contribution.intake import FORMATS
from trilogue.contribution.model import LICENCES, Person
from trilogue.contribution.sheets.columns import ENGLISH
from trilogue.contribution.sheets.names import Names
from trilogue.contribution.sheets.values import LANGUAGE_TAG
from trilogue.errors import (
    AccessDenied,
    ContributionError,
    ContributionRefused,
    RequestError,
    ResourceNotFound,
    TokenMissing,
)
from trilogue.formats import HTML, TURTLE
from trilogue.languages import Language
from trilogue.serialise import graph_bytes
from trilogue.validation.report import Report, Result
from trilogue.validation.submission import limited
from trilogue.web.form_view import LANGUAGES, FormView, Wishes
from trilogue.web.handing import PRIVATE, allow_large_body, language_of_request
from trilogue.web.parameters import Parameters
from trilogue.web.people import person_of_request, spend
from trilogue.web.redirects import see_other
from trilogue.web.refusals import FormStale
from trilogue.web.site import Site, answered, site, unchanged

blueprint = Blueprint("forms", __name__)

_MOST_RECORDS = 30
_MOST_INPUTS = 3_000
_INPUT = re.compile(r"v\.([0-9]{1,4})\.([A-Za-z0-9_-]{1,80})\.([0-9]{1,3})")


class _Wish(NamedTuple):
    """What a button asks for, such as ``more:1.aboutActor``."""

    verb: str
    target: str


@dataclass(frozen=True)
class _Outcome:
    """What becomes of what was sent.

    Attributes:
        notice: what stands in the way besides findings.
        report: of the judgement; None where none was asked for.
        spots: the results by field.
        others: results that are about no field.
        turtle: what the form says, as far as it can be read.
    """

    notice: str | None = None
    report: Report | None = None
    spots: Mapping[Spot, Sequence[Result]] | None = None
    others: Sequence[Result] = ()
    turtle: str | None = None


@blueprint.get("/contribute")
def start() -> Response:
    """Tell the ways in, and the types of records."""
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    here = site()
    groups: dict[str, list[RecordType]] = {}
    for one in here.office.types:
        groups.setdefault(one.namespaces[0], []).append(one)
    page = render_template(
        "contribute.html",
        groups=[(_head(group), group) for group in groups.values()],
        suffixes=[each.suffix for each in FORMATS],
    )
    return answered(page, HTML.content_type)


@blueprint.get("/contribute/file")
def file() -> Response:
    """Take files of somebody who is logged in."""
    person, _ = person_of_request("contributor")
    Parameters(request.query_string).finish(())
    suffixes = [each.suffix for each in FORMATS]
    page = render_template(
        "contribute_file.html", person=person, suffixes=suffixes, licences=LICENCES
    )
    return Response(page, content_type=HTML.content_type, headers=[*PRIVATE, ("Vary", "Cookie")])


@blueprint.get("/contribute/correct")
def correct() -> Response:
    """Give a form that says what a published record says, to be put in its place."""
    parameters = Parameters(request.query_string)
    iri = parameters.take_one("record")
    parameters.finish(("record",))
    here = site()
    try:
        record = NamedNode(iri)
    except ValueError as error:
        raise RequestError(f'record: "{iri[:80]}" is no IRI.', "record") from error
    quads = [
        quad
        for quad in here.store.quads(record)
        if quad.graph_name != here.vocabulary.derived_graph
    ]
    names = Names(here.store, here.vocabulary)
    entry = correction_of(
        quads,
        record,
        here.office.types,
        names,
        lambda node: next(here.store.quads(node), None) is None,
    )
    if entry is None:
        raise ResourceNotFound(f"{iri[:200]} is no record that can be corrected by a form.", iri)
    return _page([entry], Wishes(), _Outcome(), language_of_request(None))


@blueprint.get("/contribute/<name>")
def blank(name: str) -> Response:
    """Give an empty form for a record of one type."""
    Parameters(request.query_string).finish(())
    record_type = _type(name, site())
    return _page([Entry(1, record_type)], Wishes(), _Outcome(), language_of_request(None))


@blueprint.post("/contribute/<name>")
def send(name: str) -> Response:
    """Do what the button says with what was typed."""
    allow_large_body()
    Parameters(request.query_string).finish(())
    here = site()
    record_type = _type(name, here)
    language = language_of_request(None)
    entries = list(_entries(here)) or [Entry(1, record_type)]
    verb, target = _wish()
    if verb in ("check", "submit"):
        return _judged(entries, language, hand_in=verb == "submit")
    wishes = Wishes()
    if verb == "more":
        wishes = Wishes(more=_spot(target))
    elif verb == "find":
        spend("handing")  # a search looks at all names of a class
        wishes = Wishes(search=target)
    elif verb == "remove":
        left = [entry for entry in entries if str(entry.number) != target]
        entries = left or [Entry(1, record_type)]
    elif verb == "new":
        entries = _with_new(entries, _spot(target), here)
    elif verb == "another":
        another = _type(request.form.get("another", ""), here)
        entries = [*entries, Entry(_next(entries), another)]
    else:
        raise RequestError(f'do: "{verb[:40]}" is no button of the form.', "do")
    return _page(entries, wishes, _Outcome(), language)


def _judged(entries: list[Entry], language: Language, *, hand_in: bool) -> Response:
    spend("handing")
    here = site()
    desk = here.office.desk
    form = read_form(entries, here.office.types, Names(here.store, here.vocabulary))
    file, found = limited(form.sheet.file, here.vocabulary)
    files = () if file is None else (file,)
    told = [*form.sheet.results, *found]
    person, notice = _person() if hand_in else (None, None)
    if person is not None:
        try:
            contribution, _ = desk.submit(
                files,
                person,
                _licence(),
                request.form.get("note", ""),
                told,
            )
        except ContributionRefused as error:
            report = error.report if isinstance(error.report, Report) else Report()
        except (ContributionError, RequestError) as error:
            return _page(entries, Wishes(), _Outcome(str(error)), language, HTTPStatus.CONFLICT)
        else:
            address = url_for("contributions.one", digest=contribution.digest)
            return see_other(address, PRIVATE)
    else:
        report = desk.judge(files, told)
    outcome = _outcome(form, report.in_language(language), notice, here)
    status = HTTPStatus.OK if report.conforms else HTTPStatus.UNPROCESSABLE_ENTITY
    if notice is not None:
        status = HTTPStatus.FORBIDDEN
    return _page(entries, Wishes(), outcome, language, status)


def _person() -> tuple[Person | None, str | None]:
    """Give the person who hands in, or else what keeps them from it: what was typed must stay."""
    try:
        person, _ = person_of_request("contributor")
    except TokenMissing:
        return None, gettext(
            "You are not logged in, or not any more, so nothing was handed in. Log in in another "
            "tab, come back to this page, and send it again."
        )
    except FormStale:
        return None, gettext(
            "Your session began after this page was opened, so nothing was handed in yet. "
            "Send it again now."
        )
    except AccessDenied as error:
        return None, str(error)
    return person, None


def _outcome(form: FormFile, report: Report, notice: str | None, here: Site) -> _Outcome:
    placed = Report.of(form.sheet.placed(report.results))
    spots: dict[Spot, list[Result]] = {}
    others: list[Result] = []
    for result in placed.results:
        spot = form.spot(result)
        if spot is None:
            others.append(result)
        else:
            spots.setdefault(spot, []).append(result)
    quads = form.sheet.file.quads
    turtle = graph_bytes(quads, TURTLE, here.prefixes).decode() if quads else None
    return _Outcome(notice, replace(report, results=placed.results), spots, others, turtle)


def _page(
    entries: Sequence[Entry],
    wishes: Wishes,
    outcome: _Outcome,
    language: Language,
    status: int = HTTPStatus.OK,
) -> Response:
    here = site()
    view = FormView(here.office.types, here.choices, here.examples, here.store, here.vocabulary)
    found = person_of_request(None)
    page = render_template(
        "contribute_form.html",
        records=view.records(entries, outcome.spots or {}, wishes),
        proposals=view.proposals,
        outcome=outcome,
        language=language,
        languages=LANGUAGES,
        types=here.office.types,
        person=None if found is None else found[0],
        licences=LICENCES,
        licence=request.form.get("licence", "cc-by"),
        note=request.form.get("note", ""),
        name_of_type=entries[0].record_type.name,
        shrink=here.vocabulary.shrink,
    )
    headers = [*PRIVATE, ("Vary", "Cookie")]
    return Response(page, status, content_type=HTML.content_type, headers=headers)


def _entries(here: Site) -> Iterator[Entry]:
    """Read the records of the form that was sent, in the order of their numbers.

    Raises:
        RequestError: there are too many, or one is of no type.
    """
    if len(request.form) > _MOST_INPUTS:
        raise RequestError(f"The form has more than {_MOST_INPUTS} inputs. Split it.", "form")
    values: dict[int, dict[str, dict[int, Typed]]] = {}
    for key, text in request.form.items():
        found = _INPUT.fullmatch(key)
        if found is not None:
            number, name, place = int(found[1]), found[2], int(found[3])
            tag = request.form.get(f"l{key[1:]}")
            language = tag.lower() if tag and LANGUAGE_TAG.fullmatch(tag) else None
            values.setdefault(number, {}).setdefault(name, {})[place] = Typed(text, language)
    numbers = sorted(int(key[5:]) for key in request.form if re.fullmatch(r"type\.[0-9]{1,4}", key))
    if len(numbers) > _MOST_RECORDS:
        raise RequestError(f"The form has more than {_MOST_RECORDS} records. Split it.", "form")
    for number in numbers:
        record_type = _type(request.form[f"type.{number}"], here)
        own = values.get(number, {})
        yield Entry(
            number,
            record_type,
            request.form.get(f"iri.{number}", ""),
            {
                one.name: _typed(own.get(one.name, {}), one.kind)
                for one in record_type.fields
                if one.name in own
            },
        )


def _typed(places: Mapping[int, Typed], kind: Kind) -> list[Typed]:
    """Give what was typed in its order, without empty inputs."""
    found = [typed for _, typed in sorted(places.items()) if typed.text.strip()]
    if kind is not Kind.LANGUAGE_TEXT:
        return [Typed(typed.text) for typed in found]
    return [Typed(typed.text, typed.language or ENGLISH) for typed in found]


def _wish() -> _Wish:
    verb, _, target = request.form.get("do", "check").partition(":")
    return _Wish(verb, target)


def _spot(target: str) -> Spot:
    number, _, name = target.partition(".")
    if not number.isdecimal() or not name:
        raise RequestError(f'do: "{target[:40]}" is no field of the form.', "do")
    return Spot(int(number), name)


def _with_new(entries: list[Entry], spot: Spot, here: Site) -> list[Entry]:
    """Add a record that the field at *spot* points to."""
    record_type = _type(request.form.get(f"new.{spot.number}.{spot.field}", ""), here)
    number = _next(entries)
    pointing = [
        replace(
            entry,
            values={
                **entry.values,
                spot.field: [*entry.values.get(spot.field, ()), Typed(f"#{number}")],
            },
        )
        if entry.number == spot.number
        else entry
        for entry in entries
    ]
    return [*pointing, Entry(number, record_type)]


def _next(entries: Sequence[Entry]) -> int:
    return max(entry.number for entry in entries) + 1


def _head(group: Sequence[RecordType]) -> RecordType:
    """Give the type that most of the *group* are sorts of."""
    return max(group, key=lambda one: sum(one.iri in other.above for other in group))


def _type(name: str, here: Site) -> RecordType:
    found = next((one for one in here.office.types if one.name == name), None)
    if found is None:
        raise ResourceNotFound(
            f'"{name[:60]}" is no type of record. {url_for("forms.start")} lists them.',
            f"{here.vocabulary.base}ns/{name[:60]}",
        )
    return found


def _licence() -> str:
    word = request.form.get("licence", "cc-by")
    return LICENCES.get(word, word)
