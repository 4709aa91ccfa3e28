"""The description of the service for programs, at ``/openapi.json``.

What may be given is taken from the dataset, and of each address only the methods that this
service routes are told.

Source: OpenAPI Specification 3.1.1.
"""

import json
import re
from typing import Any

from flask import Blueprint, Response, current_app, request

from trilogue import __version__
from trilogue.formats import GRAPH_FORMATS, HTML, JSON, RESULT_FORMATS
from trilogue.networks.selection import DEEPEST, Projection
from trilogue.question_parameters import Parameter
from trilogue.questions import Question
from trilogue.scenarios import FACETS
from trilogue.web import (
    contribution_operations,
    drawing_operations,
    home_operations,
    linked_data_operations,
    networks,
    query_operations,
    questions,
    search_operations,
    stage_operations,
    status_view,
    tables,
)
from trilogue.web.citing_operations import paths as citing_paths
from trilogue.web.operations import format_parameter, gives, in_query, path_parameter, problem
from trilogue.web.parameters import Parameters
from trilogue.web.problems import PROBLEM_TYPE
from trilogue.web.schemas import TEXT, Schema, listed, ref, schemas
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("openapi", __name__)

_LITERALS: dict[str, Schema] = {
    "string": TEXT,
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "language": {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
}
# Address, what it is of, and what there is below it.
_THINGS = (
    ("/id/{path}", "Lead from a thing to its page or its data"),
    ("/ns/{path}", "Lead from a term to its page or its data"),
    ("/shape/{path}", "Lead from a shape to its page or its data"),
    ("/graph/{path}", "Lead from a named graph of facts to its page or its data"),
    ("/ontology/{path}", "Lead from a part of the ontology to its page or its data"),
    ("/shape-graph/{path}", "Lead from a named graph of shapes to its page or its data"),
)
# IRIs that an answer of /status makes of slugs.
_FIVE = "/".join(f"{{{facet.name}}}" for facet in FACETS[:-1])
_MADE = (
    f"/id/scenario/{_FIVE}",
    f"/id/scenario/{_FIVE}/{{trait}}",
    f"/id/status/{_FIVE}/{{stage}}",
    f"/id/status/{_FIVE}/{{trait}}/{{stage}}",
)
_UPDATE = "application/sparql-update"


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe every address."""
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    document = json.dumps(description(), ensure_ascii=False, indent=1)
    return answered(document, JSON.content_type)


def description() -> dict[str, Any]:
    """Give the whole document."""
    paths = {
        **home_operations.paths(),
        "/about": _page("Method, limits, licence, how to cite, how to have something corrected"),
        "/status": {"get": _status()},
        **stage_operations.paths(),
        "/questions/": {
            "get": gives("List the saved questions", JSON, HTML, schema="QuestionList")
        },
        **{path: {"get": operation} for path, operation in _questions()},
        "/sparql": _sparql(),
        **query_operations.paths(),
        "/graphs": _graphs(),
        "/graphs/{path}": _direct_graphs(),
        **{path: {"get": _thing(summary)} for path, summary in _THINGS},
        **{path: {"get": _made(path)} for path in _MADE},
        **contribution_operations.paths(),
        **citing_paths(),
        "/coverage": {"get": gives("How complete and how well backed the dataset is", JSON, HTML)},
        "/exports": {"get": _exports()},
        "/exports/{path}": {"get": _export()},
        "/tables": {"get": gives("List the tables of what is recorded", JSON, HTML)},
        "/tables/{name}.csv": {"get": _table()},
        "/network": {"get": _network()},
        **linked_data_operations.paths(),
        **drawing_operations.paths(),
        **search_operations.paths(),
        "/problems": _page("What each kind of problem means"),
        "/healthz": {"get": gives("Say that the service answers", JSON, schema="Health")},
        "/openapi.json": {"get": gives("This description", JSON)},
    }
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Trilogue",
            "version": __version__,
            "description": "How the EU AI Act came to regulate biometric surveillance, by stage. "
            "Statuses are what the text says on its face; not legal advice.",
            "license": {
                "name": "CC BY 4.0 (data)",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
        },
        "servers": [{"url": request.script_root or "/"}],
        "paths": {path: _routed(path, item) for path, item in paths.items()},
        "components": {
            "schemas": {
                **schemas(),
                **drawing_operations.schemas(),
                **search_operations.schemas(),
                **_classes(),
            },
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token; needed to write, never to read.",
                }
            },
            "responses": {
                "Problem": {
                    "description": "What went wrong, where, and the mend.",
                    "content": {PROBLEM_TYPE: {"schema": ref("Problem")}},
                }
            },
        },
    }


def _routed(path: str, item: dict[str, Any]) -> dict[str, Any]:
    """Leave out the methods that nothing answers at *path*."""
    adapter = current_app.url_map.bind("localhost")
    methods = {method.lower() for method in adapter.allowed_methods(re.sub(r"\{\w+\}", "x", path))}
    return {name: operation for name, operation in item.items() if name in methods}


def _status() -> dict[str, Any]:
    catalogue = site().legal_statuses.catalogue
    operation = gives(
        "The legal status of a use at each stage", *status_view.OFFERED, schema="LegalStatus"
    )
    operation["description"] = (
        "Runs the derivation rules over the use that the slugs describe. What a slug implies may "
        "be left out; what is left out otherwise is the kind that begins with any-."
    )
    operation["parameters"] = [
        in_query(
            facet.name,
            {"type": "string", "enum": list(catalogue.kinds[facet.name])},
            facet.words,
            required=facet.name == "practice",
        )
        for facet in FACETS
        if catalogue.kinds[facet.name]
    ]
    if catalogue.stages:
        stages = {"type": "string", "enum": list(catalogue.stages)}
        operation["parameters"].append(in_query("stage", stages, "At which stage? By default all."))
    words = [each.suffix for each in status_view.OFFERED]
    operation["parameters"].append(format_parameter(words))
    operation["responses"]["404"] = problem()
    return operation


def _questions() -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for each in site().questions:
        operation = gives(each.title, *questions.OFFERED, schema="Answer")
        if each.remark:
            operation["description"] = each.remark
        operation["parameters"] = [_declared(parameter) for parameter in each.parameters]
        operation["parameters"].append(format_parameter(questions.WORDS))
        found += [
            (f"/questions/{each.name}", operation),
            (f"/questions/{each.name}/parameters", _parameters(each)),
        ]
    return found


def _parameters(question: Question) -> dict[str, Any]:
    summary = f"What may be given to {question.name}"
    return gives(summary, JSON, schema="QuestionParameters")


def _declared(parameter: Parameter) -> dict[str, Any]:
    schema = _LITERALS.get(parameter.type) or ref(_class_name(parameter))
    schema = listed(schema) if parameter.takes_several else schema
    return in_query(parameter.name, schema, parameter.sentence)


def _classes() -> dict[str, Schema]:
    """Give the slugs of each class that a question's parameter takes."""
    found: dict[str, Schema] = {}
    for question in site().questions:
        for parameter in question.parameters:
            slugs = list(questions.listed(parameter))
            if parameter.class_iri is not None:
                found[_class_name(parameter)] = (
                    {"type": "string", "enum": slugs} if slugs else {"type": "string"}
                )
    return found


def _class_name(parameter: Parameter) -> str:
    return f"{re.split('[/#]', parameter.class_iri or '')[-1]}Slug"


def _sparql() -> dict[str, Any]:
    query = in_query("query", TEXT, "A SPARQL 1.1 query; without one, the service description.")
    dataset = [
        in_query(name, listed({"type": "string", "format": "iri"}), words)
        for name, words in (
            ("default-graph-uri", "Graphs whose union is the default graph."),
            ("named-graph-uri", "Graphs that GRAPH can reach."),
        )
    ]
    word = format_parameter([each.suffix for each in (*RESULT_FORMATS, *GRAPH_FORMATS, HTML)])
    asked = gives("Answer a SPARQL query", *RESULT_FORMATS, *GRAPH_FORMATS, HTML)
    asked["parameters"] = [query, *dataset, word]
    posted = gives(
        "Answer a SPARQL query, or make an update", *RESULT_FORMATS, *GRAPH_FORMATS, HTML
    )
    form = {"type": "object", "properties": {"query": TEXT, "update": TEXT}}
    posted["parameters"] = [*dataset, word]
    posted["requestBody"] = {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": form},
            "application/sparql-query": {"schema": TEXT},
            _UPDATE: {"schema": TEXT},
        },
    }
    posted["description"] = "A query needs no token; an update does, where updates are offered."
    posted["security"] = [{}, {"bearer": []}]
    posted["responses"]["403"] = problem()
    return {"get": asked, "post": posted}


def _graphs() -> dict[str, Any]:
    """Describe the list of graphs, and the Graph Store Protocol where it is routed."""
    item: dict[str, Any] = {"get": gives("List the named graphs", HTML)}
    which = [
        in_query("graph", {"type": "string", "format": "iri"}, "The IRI of a named graph."),
        in_query("default", TEXT, "Given without a value: the unnamed graph."),
    ]
    item["get"] = gives("What a graph holds; without one, the list", *GRAPH_FORMATS, HTML)
    item["get"]["parameters"] = which
    item["get"]["responses"]["404"] = problem()
    summaries = {
        "put": "Put triples in the place of a graph's",
        "post": "Add triples to a graph",
        "delete": "Remove a graph",
    }
    for method, summary in summaries.items():
        operation: dict[str, Any] = {
            "summary": summary,
            "parameters": which,
            "security": [{"bearer": []}],
            "responses": {"2XX": {"description": "Done."}, "default": problem()},
        }
        if method != "delete":
            media = {each.media_type: {"schema": TEXT} for each in GRAPH_FORMATS}
            operation["requestBody"] = {"required": True, "content": media}
        item[method] = operation
    return item


def _direct_graphs() -> dict[str, Any]:
    """Describe the graphs whose IRI is their address."""
    item = _graphs()
    for operation in item.values():
        operation["parameters"] = [path_parameter()]
    item["get"]["responses"].setdefault("404", problem())
    return item


def _table() -> dict[str, Any]:
    operation = gives("The records of one type as a table", tables.CSV)
    name = {"type": "string", "enum": site().tables.names}
    sentence = "The name of a table; the name of a class below one gives the records of that."
    operation["parameters"] = [
        {"name": "name", "in": "path", "required": True, "description": sentence, "schema": name},
        in_query(
            "bom", {"type": "string", "enum": ["0", "1"]}, "Whether a byte order mark comes first."
        ),
    ]
    operation["responses"]["404"] = problem()
    return operation


def _network() -> dict[str, Any]:
    offered = networks.offered()
    operation = gives("A network of actors, practices, norms and what ties them", *offered)
    depth = {"type": "integer", "minimum": 1, "maximum": DEEPEST, "default": 1}
    operation["parameters"] = [
        in_query("around", TEXT, "Only what is near this thing: an IRI or a prefixed name."),
        in_query("depth", depth, "How many steps are near."),
        in_query(
            "projection",
            {"type": "string", "enum": list(Projection)},
            "Only actors and what they have to do with.",
        ),
        format_parameter([each.suffix for each in offered]),
    ]
    operation["responses"]["404"] = problem()
    return operation


def _page(summary: str) -> dict[str, Any]:
    return {"get": gives(summary, HTML)}


def _exports() -> dict[str, Any]:
    operation = gives("List the files to download", JSON, HTML)
    operation["parameters"] = [format_parameter([JSON.suffix, HTML.suffix])]
    operation["responses"]["503"] = problem()
    return operation


def _export() -> dict[str, Any]:
    operation = gives("One file of the exports", *GRAPH_FORMATS, JSON)
    for media_type in ("application/gzip", "application/zstd", "application/octet-stream"):
        operation["responses"]["200"]["content"][media_type] = {}
    path = path_parameter() | {
        "description": "Of the file, as the list has it; it may hold slashes."
    }
    operation["parameters"] = [path]
    del operation["responses"]["406"]
    operation["responses"] |= {
        "206": {"description": "The stretch that Range names."},
        "404": problem(),
        "416": problem(),
        "503": problem(),
    }
    return operation


def _thing(summary: str) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": [path_parameter()],
        "responses": {
            "303": {"description": "At /page/… for people, at /data/… for programs."},
            "301": {"description": "It was merged into what is named there."},
            "404": problem(),
            "410": problem(),
        },
    }


def _made(path: str) -> dict[str, Any]:
    slugs = re.findall(r"\{(\w+)\}", path)
    operation = _thing("Lead from the IRI of a use that nobody recorded to its legal status")
    operation["parameters"] = [
        {"name": slug, "in": "path", "required": True, "schema": TEXT} for slug in slugs
    ]
    operation["responses"]["303"] = {"description": "At /status."}
    return operation
