"""The addresses of contributions, described for programs."""

from typing import Any

from trilogue.contribution.intake import CSV, FORMATS, XLSX
from trilogue.contribution.model import LICENCES, State
from trilogue.formats import GRAPH_FORMATS, HTML, JSON
from trilogue.languages import LANGUAGES
from trilogue.web.handing import REPORTS
from trilogue.web.operations import format_parameter, gives, in_query, problem
from trilogue.web.schemas import IRI, TEXT

_ACTS = ("accept", "answer", "ask", "decline", "retract", "withdraw")


def paths() -> dict[str, Any]:
    """Give the path items by address."""
    return {
        "/validate": {"post": _validate()},
        "/contributions": {"get": _listing(), "post": _submit()},
        "/contributions/{digest}": {"get": _one()},
        "/contributions/{digest}/questions": {"get": _questions()},
        "/contributions/{digest}/{act}": {"post": _decide()},
        "/review": {"get": _queue()},
        "/review/{digest}": {"get": _led()},
        "/contribute": {"get": gives("The ways to contribute", HTML)},
        "/contribute/file": {"get": _page("A form for files", "401", "403")},
        "/contribute/correct": {"get": _correct()},
        "/contribute/{name}": {"get": _form(), "post": _sent_form()},
        "/contribute/templates/{name}.{suffix}": {"get": _template()},
        "/login": {"get": _page("A form for a token"), "post": _login()},
        "/logout": {"post": _sent("End a session", {"csrf_token": TEXT}, "400")},
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
        "parameters": [
            format_parameter([each.suffix for each in (*REPORTS, XLSX)]),
            _language(),
        ],
        "requestBody": _body(),
        "responses": {
            "200": {
                "description": "The report, whether it conforms or not; of one sheet also a "
                "copy of it with the findings at their cells.",
                "content": {each.media_type: {} for each in (*REPORTS, XLSX)},
            },
            **_problems("400", "413", "415", "429"),
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
            **_problems("400", "401", "403", "409", "413", "415", "422", "429"),
        },
    }


def _listing() -> dict[str, Any]:
    operation = gives("List contributions: one's own, or for reviewers all", JSON, HTML)
    states = {"enum": [state.value for state in State]}
    operation["security"] = [{"bearer": []}]
    operation["parameters"] = [
        in_query("state", states, "Those in one state; by default those that are undecided."),
        in_query("kind", TEXT, "Those with a record of this type, such as Claim."),
        format_parameter([JSON.suffix, HTML.suffix]),
    ]
    operation["responses"].update(_problems("401", "403"))
    return operation


def _queue() -> dict[str, Any]:
    return {**_listing(), "summary": "List what waits for a reviewer"}


def _led() -> dict[str, Any]:
    return {
        "summary": "Lead to the page of a contribution",
        "parameters": [_digest()],
        "responses": {"303": {"description": "At /contributions/…."}},
    }


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


def _questions() -> dict[str, Any]:
    operation = gives("Tell which saved questions it would answer otherwise", JSON, HTML)
    operation["security"] = [{"bearer": []}]
    operation["parameters"] = [_digest(), format_parameter([JSON.suffix, HTML.suffix])]
    operation["responses"].update(_problems("404", "429"))
    return operation


def _page(summary: str, *statuses: str) -> dict[str, Any]:
    operation = gives(summary, HTML)
    operation["responses"].update(_problems(*statuses))
    return operation


def _correct() -> dict[str, Any]:
    operation = _page("A form that says what a record says, to be put in its place", "404")
    operation["parameters"] = [in_query("record", IRI, "The IRI of the record.", required=True)]
    return operation


def _form() -> dict[str, Any]:
    operation = _page("A form for a record of one type", "404")
    operation["parameters"] = [_name()]
    return operation


def _sent_form() -> dict[str, Any]:
    inputs = {"do": {**TEXT, "description": "The button that was pressed."}}
    operation = _sent("Check a form, hand it in, or change its inputs", inputs, "400", "404", "429")
    operation["parameters"] = [_name()]
    page = {"description": "The form with what was found.", "content": {HTML.media_type: {}}}
    operation["responses"].update({"200": page, "403": page, "409": page, "422": page})
    return operation


def _template() -> dict[str, Any]:
    operation = gives("An empty sheet to fill in", XLSX, CSV)
    suffix = {"name": "suffix", "in": "path", "required": True}
    suffix["schema"] = {"enum": [XLSX.suffix, CSV.suffix]}
    operation["parameters"] = [_name(), suffix]
    operation["responses"].update(_problems("404"))
    return operation


def _login() -> dict[str, Any]:
    inputs = {"token": TEXT, "next": TEXT, "csrf_token": TEXT}
    operation = _sent("Begin a session with a token", inputs, "400", "429")
    operation["responses"]["403"] = {
        "description": "The token is not good.",
        "content": {HTML.media_type: {}},
    }
    return operation


def _sent(summary: str, inputs: dict[str, Any], *statuses: str) -> dict[str, Any]:
    """Describe a form that leads on where it is taken."""
    schema = {"type": "object", "properties": inputs}
    return {
        "summary": summary,
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}},
        "responses": {"303": {"description": "Done."}, **_problems(*statuses)},
    }


def _name() -> dict[str, Any]:
    sentence = "The name of a record type, such as Claim."
    return {
        "name": "name",
        "in": "path",
        "required": True,
        "description": sentence,
        "schema": TEXT,
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
