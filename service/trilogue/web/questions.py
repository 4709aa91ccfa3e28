"""The saved questions at ``/questions/``: each an address with typed parameters, answered as asked.

The values that may be given are offered from the dataset; the query is evaluated within the budget
like a stranger's, since its values are a stranger's.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext
from pyoxigraph import Literal, NamedNode

from trilogue.citation.sentence import sentence
from trilogue.engine.model import Asked, Body, Coding
from trilogue.errors import ResourceNotFound
from trilogue.formats import (
    HTML,
    JSON,
    RESULT_FORMATS,
    RESULT_JSON,
    Format,
    ResultFormat,
    choose,
    words,
)
from trilogue.query import study
from trilogue.question_parameters import Parameter, value_of, with_values
from trilogue.questions import THEMES, Question
from trilogue.scenarios import Kind
from trilogue.serialise import Cell, Table, table_from_json
from trilogue.web.answering import Headers, composed, evaluated, kept_page, sent
from trilogue.web.bodies import WATCH_KEY
from trilogue.web.chart_view import chart_for
from trilogue.web.codings import choose_coding
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.site import VERSION_HEADER, answered, site, tagged, unchanged

blueprint = Blueprint("questions", __name__)

MAX_ROWS_ON_A_PAGE = 1_000
_MOST_LISTED = 1_000
OFFERED: tuple[Format, ...] = (JSON, *RESULT_FORMATS, HTML)
# In the address; SPARQL's JSON gives way to ours.
WORDS = words(OFFERED)

Terms = tuple[NamedNode | Literal, ...]


@dataclass(frozen=True)
class Choice:
    """One parameter on the page's form.

    Attributes:
        parameter: as declared.
        kinds: what may be chosen; empty for literals.
        chosen: slugs or texts of the values that the answer is for.
    """

    parameter: Parameter
    kinds: tuple[Kind, ...]
    chosen: tuple[str, ...]


@blueprint.get("/questions/")
@kept_page
def listing() -> Response:
    """List the questions."""
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    Parameters(request.query_string).finish(())
    if choose(request.headers.get("Accept"), (HTML, JSON)) == HTML:
        page = render_template("questions.html", themes=_by_theme())
        return answered(page, HTML.content_type)
    listed = [
        {
            "question": each.name,
            "title": each.title,
            "theme": each.theme,
            "address": url_for("questions.question", name=each.name),
            "parameters": [parameter.name for parameter in each.parameters],
        }
        for each in site().questions
    ]
    return answered(_json({"questions": listed, "dataset": site().version}), JSON.content_type)


@blueprint.get("/questions/<name>/parameters")
def parameters(name: str) -> Response:
    """Say what a question leaves open, and what may be chosen."""
    found = _question(name)
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    described = [
        {
            "name": each.name,
            "type": each.type,
            "class": each.class_iri,
            "sentence": each.sentence,
            "takes_several": each.takes_several,
            "default": [_short(each, term) for term in each.default],
            "values": [
                {"slug": kind.slug, "iri": kind.iri, "label": kind.label}
                for kind in listed(each).values()
            ],
        }
        for each in found.parameters
    ]
    document = {"question": found.name, "parameters": described, "dataset": site().version}
    return answered(_json(document), JSON.content_type)


@blueprint.get("/questions/<name>")
def question(name: str) -> Response:
    """Answer a question: as JSON for programs, in a result format, or as a page."""
    found = _question(name)
    given, word = _read(found)
    format_ = choose_format(word, request.headers.get("Accept"), OFFERED)
    query = with_values(found.query, given)
    is_stable = study(query).is_stable
    not_modified = unchanged() if is_stable else None
    if not_modified is not None:
        return not_modified
    here = site()
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    headers = [("Trilogue-Limits", here.limits), (VERSION_HEADER, here.version)]
    headers += tagged() if is_stable else [("Cache-Control", "no-store")]

    def answer_in(result_format: ResultFormat, its_coding: Coding, told: Headers) -> Body:
        watch = request.environ.get(WATCH_KEY)
        asked = Asked(query, result_format, coding=its_coding, watch=watch)
        return evaluated(asked, here, told, is_stable=is_stable)

    def written() -> str:
        values = {each.name: given.get(each.name, each.default) for each in found.parameters}
        data = answer_in(RESULT_JSON, "identity", []).read()
        if format_ == HTML:
            return _page(found, query, values, table_from_json(data, MAX_ROWS_ON_A_PAGE))
        return _document(found, values, table_from_json(data))

    if isinstance(format_, ResultFormat) and format_ != HTML:
        body = answer_in(format_, coding, headers)
    else:
        body = composed(format_, coding, here, headers, written, is_stable=is_stable)
    return sent(body, format_, coding, headers)


def _by_theme() -> list[tuple[str, str, list[Question]]]:
    """Give the questions by theme: its name, what it is called, and the questions."""
    titles = {
        "law": gettext("The law at each stage"),
        "change": gettext("What changed"),
        "actors": gettext("Who wanted and did what"),
        "events": gettext("What happened when"),
        "claims": gettext("What is claimed, and how it holds"),
        "records": gettext("Records and their evidence"),
        "other": gettext("Other questions"),
    }
    groups = [(name, [each for each in site().questions if each.theme == name]) for name in THEMES]
    return [(name, titles[name], some) for name, some in groups if some]


def offered(parameter: Parameter) -> Mapping[str, Kind]:
    """Give what the dataset offers for a parameter; nothing for literals."""
    return {} if parameter.class_iri is None else site().offers.of(parameter.class_iri)


def listed(parameter: Parameter) -> Mapping[str, Kind]:
    """Give what is offered where it is few enough to choose from; else a slug or IRI is typed."""
    kinds = offered(parameter)
    return kinds if len(kinds) <= _MOST_LISTED else {}


def _question(name: str) -> Question:
    found = site().question(name)
    if found is None:
        raise ResourceNotFound(
            f'There is no question "{name[:80]}". Choose one at {request.script_root}/questions/.',
            request.path,
        )
    return found


def _read(found: Question) -> tuple[dict[str, Terms], str | None]:
    """Read the request's values, by parameter; what is left out or empty is not among them.

    Raises:
        RequestError: a value does not fit, is given too often, or has no parameter.
    """
    read = Parameters(request.query_string)
    given: dict[str, Terms] = {}
    for each in found.parameters:
        if each.takes_several:
            texts = [text for text in read.take_all(each.name) if text]
        else:
            text = read.take_at_most_one(each.name)
            texts = [text] if text else []
        kinds = offered(each) if texts else {}
        terms = (value_of(each, text, kinds, site().vocabulary) for text in texts)
        if texts:
            given[each.name] = tuple(dict.fromkeys(terms))
    word = read.take_at_most_one("format") or None
    read.finish((*(each.name for each in found.parameters), "format"))
    return given, word


def _document(found: Question, values: Mapping[str, Terms], table: Table) -> str:
    return _json(
        {
            "question": found.name,
            "title": found.title,
            "parameters": {
                each.name: [_short(each, term) for term in values[each.name]]
                for each in found.parameters
            },
            **_rows(table),
            "dataset": site().version,
        }
    )


def _rows(table: Table) -> dict[str, Any]:
    iris = {cell.value for row in table.rows for cell in row if cell and cell.kind == "uri"}
    labels = site().offers.labels(iris)
    return {
        "variables": list(table.variables),
        "rows": [
            {
                variable: _value(cell, labels)
                for variable, cell in zip(table.variables, row, strict=True)
                if cell is not None
            }
            for row in table.rows
        ],
    }


def _value(cell: Cell, labels: Mapping[str, str]) -> dict[str, str]:
    value = {"value": cell.value, "type": cell.kind}
    if cell.language:
        value["language"] = cell.language
    if cell.datatype:
        value["datatype"] = cell.datatype
    if cell.kind == "uri" and cell.value in labels:
        value["label"] = labels[cell.value]
    return value


def _short(parameter: Parameter, term: NamedNode | Literal) -> str:
    """Give the value as it would stand in an address."""
    if isinstance(term, Literal):
        return term.value
    kinds = offered(parameter).values()
    return next((kind.slug for kind in kinds if kind.iri == term.value), term.value)


def _page(found: Question, query: str, values: Mapping[str, Terms], table: Table) -> str:
    links = Links(site().vocabulary, request.script_root)
    choices = [
        Choice(
            each,
            tuple(listed(each).values()),
            tuple(_short(each, term) for term in values[each.name]),
        )
        for each in found.parameters
    ]
    asked: dict[str, Sequence[str]] = {
        choice.parameter.name: choice.chosen
        for choice in choices
        if values[choice.parameter.name] != choice.parameter.default
    }
    downloads = [
        (
            "SPARQL JSON" if format_ == RESULT_JSON else format_.name,
            url_for("questions.question", name=found.name, **asked, format=word),  # type: ignore[arg-type]
        )
        for word, format_ in zip(WORDS, OFFERED, strict=True)
        if format_ != HTML
    ]
    here = url_for("questions.question", name=found.name, **asked)  # type: ignore[arg-type]
    return render_template(
        "question.html",
        question=found,
        chart=chart_for(found, table, links),
        address=f"{site().vocabulary.base}{here.removeprefix(request.script_root).lstrip('/')}",
        citation=sentence(site().release),
        query=query,
        choices=choices,
        table=table,
        rows=[[links.cell(cell) for cell in row] for row in table.rows],
        downloads=downloads,
    )


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)
