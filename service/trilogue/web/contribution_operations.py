"""The addresses of contributions, described for programs."""

from typing import Any

from trilogue.contribution.intake import FORMATS
from trilogue.contribution.model import LICENCES, State
from trilogue.formats import GRAPH_FORMATS, HTML, JSON
from trilogue.languages import LANGUAGES
from trilogue.web.handing import REPORTS
from trilogue.web.operations import format_parameter, gives, in_query, problem
from trilogue.web.schemas import TEXT

_ACTS = ("accept", "answer", "ask", "decline", "retract", "withdraw")


def paths() -> dict[str, Any]:
    """Give the path items by address."""
    return {
        "/validate": {"post": _validate()},
        "/contributions": {"get": _listing(), "post": _submit()},
        "/contributions/{digest}": {"get": _one()},
        "/contributions/{digest}/{act}": {"post": _decide()},
    }


def _body() -> dict[str, Any]:
    media: dict[str, Any] = {each.media_type: {} for each in FORMATS}
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    form = {"type": "object", "properties": {"file": files, "licence": TEXT, "note": TEXT}}
    media["multipart/form-data"] = {"schema": form}
    return {"required": True, "content": media}


def _validate() -> dict[str, Any]:
    return {
        "summary": "Judge what is handed in, and keep nothing",
        "parameters": [format_parameter([each.suffix for each in REPORTS]), _language()],
        "requestBody": _body(),
        "responses": {
            "200": {
                "description": "The report, whether it conforms or not.",
                "content": {each.media_type: {} for each in REPORTS},
            },
            **_problems("400", "413", "415"),
        },
    }


def _submit() -> dict[str, Any]:
    return {
        "summary": "Hand in a contribution for review",
        "security": [{"bearer": []}],
        "parameters": [
            in_query("licence", {"enum": [*LICENCES]}, "The licence; by default cc-by."),
            in_query("note", TEXT, "A note to the reviewer."),
            format_parameter([JSON.suffix, HTML.suffix]),
            _language(),
        ],
        "requestBody": _body(),
        "responses": {
            "200": {"description": "The same statements were handed in before.", "content": _JSON},
            "201": {"description": "Handed in; Location has its address.", "content": _JSON},
            **_problems("400", "401", "403", "409", "413", "415", "422"),
        },
    }


def _listing() -> dict[str, Any]:
    operation = gives("List contributions: one's own, or for reviewers all", JSON, HTML)
    states = {"enum": [state.value for state in State]}
    operation["security"] = [{"bearer": []}]
    operation["parameters"] = [
        in_query("state", states, "Those in one state; by default those that are undecided."),
        format_parameter([JSON.suffix, HTML.suffix]),
    ]
    operation["responses"].update(_problems("401", "403"))
    return operation


def _one() -> dict[str, Any]:
    operation = gives("Show a contribution", JSON, *GRAPH_FORMATS, HTML)
    words = [each.suffix for each in (JSON, *GRAPH_FORMATS, HTML)]
    operation["security"] = [{}, {"bearer": []}]
    operation["parameters"] = [_digest(), format_parameter(words)]
    operation["responses"].update(_problems("404"))
    return operation


def _decide() -> dict[str, Any]:
    act = {"name": "act", "in": "path", "required": True, "schema": {"enum": list(_ACTS)}}
    reason = {"type": "object", "properties": {"reason": TEXT}}
    return {
        "summary": "Take a step with a contribution",
        "security": [{"bearer": []}],
        "parameters": [_digest(), act],
        "requestBody": {
            "content": {
                JSON.media_type: {"schema": reason},
                "application/x-www-form-urlencoded": {"schema": reason},
            }
        },
        "responses": {
            "200": {"description": "Done.", "content": _JSON},
            **_problems("400", "401", "403", "404", "409", "422", "503"),
        },
    }


_JSON: dict[str, Any] = {JSON.media_type: {}}


def _language() -> dict[str, Any]:
    return in_query(
        "language",
        {"enum": [*LANGUAGES]},
        "The language of the findings; wins over Accept-Language.",
    )


def _digest() -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return {"name": "digest", "in": "path", "required": True, "schema": schema}


def _problems(*statuses: str) -> dict[str, Any]:
    return {status: problem() for status in statuses}
