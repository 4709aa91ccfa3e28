"""The addresses of pages, data and what describes them, for the description of the service."""

from typing import Any

from trilogue.formats import GRAPH_FORMATS, HTML, JSON_LD, Format
from trilogue.signposting import LINKSET_FORMATS
from trilogue.web.operations import gives, in_query, path_parameter, problem
from trilogue.web.schemas import TEXT

_SUFFIX = {"type": "string", "enum": [each.suffix for each in GRAPH_FORMATS]}
_ROBOTS = Format("Robots", "text/plain", "txt")
_SITEMAP = Format("Sitemap", "application/xml", "xml")
_ATOM = Format("Atom", "application/atom+xml", "atom")
_ACTIVITIES = Format("ActivityStreams", "application/activity+json", "json")


def paths() -> dict[str, Any]:
    """Give each address with its operations."""
    property_ = in_query(
        "property", TEXT, "Only what links here by this property, such as tri:involved."
    )
    number = in_query("page", {"type": "integer", "minimum": 1}, "Which page of a long list.")
    page = _below("The page about a thing", HTML)
    language = in_query("language", TEXT, "Of names; wins over Accept-Language.")
    page["parameters"] += [property_, number, language]
    data = _below("The data about a thing, by suffix", *GRAPH_FORMATS)
    context = in_query(
        "context",
        {"type": "string", "enum": ["iri"]},
        "JSON-LD that names its context instead of carrying it.",
    )
    data["parameters"] += [property_, number, context]
    linkset = _below("The typed links of a thing, its page and its data", *LINKSET_FORMATS)
    ontology = gives("The reference of the ontology; the ontology", HTML, *GRAPH_FORMATS)
    shapes = gives("The list of the shapes; the shapes", HTML, *GRAPH_FORMATS)
    void = gives("What the dataset holds, counted (VoID)", *GRAPH_FORMATS)
    feed = gives("Contributions and retractions, the newest first", _ATOM)
    feed["parameters"] = [number]
    feed["responses"]["404"] = problem()
    return {
        "/page/{path}": {"get": page},
        "/data/{path}": {"get": data},
        "/linkset/{path}": {"get": linkset},
        "/actor/{slug}": {"get": _short("an actor")},
        "/claim/{slug}": {"get": _short("a claim")},
        "/source/{slug}": {"get": _short("a source or a legal text")},
        "/provision/{path}": {"get": _short("a provision or its wording in a text", "path")},
        "/context.jsonld": {"get": gives("The context of our JSON-LD", JSON_LD)},
        "/ontology": {"get": ontology},
        "/ontology.{suffix}": {"get": _file("The ontology with its kinds")},
        "/shapes": {"get": shapes},
        "/shapes.{suffix}": {"get": _file("The shapes")},
        "/void": {"get": void},
        "/.well-known/void": {"get": void},
        "/void.{suffix}": {"get": _file("What the dataset holds, counted (VoID)")},
        "/catalogue": {"get": gives("The catalogue of the data", HTML, *GRAPH_FORMATS)},
        "/catalogue.{suffix}": {"get": _file("The catalogue of the data (DCAT)")},
        "/robots.txt": {"get": gives("What crawlers may read", _ROBOTS)},
        "/sitemap.xml": {"get": gives("All pages, or the lists of them", _SITEMAP)},
        "/sitemap/{number}.xml": {"get": _numbered("A part of the pages", _SITEMAP)},
        "/changes.atom": {"get": feed},
        "/changes/activity.json": {"get": gives("What changed, counted", _ACTIVITIES)},
        "/changes/activity/{page}.json": {
            "get": _numbered("What became of the records of one page", _ACTIVITIES, "page")
        },
    }


def _below(summary: str, *formats: Format) -> dict[str, Any]:
    operation = gives(summary, *formats)
    operation["parameters"] = [path_parameter()]
    operation["responses"]["301"] = {"description": "The thing was merged into another."}
    operation["responses"]["404"] = problem()
    operation["responses"]["410"] = problem()
    return operation


def _short(what: str, name: str = "slug") -> dict[str, Any]:
    operation = gives(f"Leads to the page of {what}")
    del operation["responses"]["200"], operation["responses"]["304"], operation["responses"]["406"]
    operation["parameters"] = [
        path_parameter()
        if name == "path"
        else {
            "name": name,
            "in": "path",
            "required": True,
            "description": "The last part of the IRI.",
            "schema": TEXT,
        }
    ]
    operation["responses"]["303"] = {"description": "The page is at the address in Location."}
    operation["responses"]["404"] = problem()
    operation["responses"]["410"] = problem()
    return operation


def _file(summary: str) -> dict[str, Any]:
    operation = gives(summary, *GRAPH_FORMATS)
    operation["parameters"] = [
        {"name": "suffix", "in": "path", "required": True, "schema": _SUFFIX}
    ]
    operation["responses"]["404"] = problem()
    return operation


def _numbered(summary: str, format_: Format, name: str = "number") -> dict[str, Any]:
    operation = gives(summary, format_)
    schema = {"type": "integer", "minimum": 1}
    operation["parameters"] = [{"name": name, "in": "path", "required": True, "schema": schema}]
    operation["responses"]["404"] = problem()
    return operation
