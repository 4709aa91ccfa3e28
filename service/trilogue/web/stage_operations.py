"""The description of the addresses where stages and practices are compared and looked up."""

from collections.abc import Collection
from typing import Any

from trilogue.web import stages
from trilogue.web.operations import format_parameter, gives, in_query, problem
from trilogue.web.schemas import TEXT, Schema
from trilogue.web.site import site


def paths() -> dict[str, Any]:
    """Give the operations by path."""
    stage, practice = _slugs(site().stages.stages), _slugs(stages.practice_kinds())
    operation = gives("What changed in the law between two stages", *stages.OFFERED)
    operation["description"] = (
        "Counterpart norms facet by facet, norms without a counterpart, and the statuses of the "
        "overview with the direction of protection; by practice. The order of stages is free."
    )
    operation["parameters"] = [
        in_query("from", stage, "Compared from; by default the position of Parliament."),
        in_query("to", stage, "Compared to; by default the final act."),
        in_query("practice", practice, "Only what touches this practice."),
        format_parameter([each.suffix for each in stages.OFFERED]),
    ]
    operation["responses"]["404"] = problem()
    cell = _lead("status", TEXT)
    cell["summary"] = "Lead to the status of a practice, or of a recorded situation, at a stage"
    cell["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in (("slug", TEXT), ("stage", stage))
    ]
    cell["responses"]["303"] = {"description": "At /page/…, or at /status."}
    return {
        "/diff": {"get": operation},
        "/practice/{slug}/{stage}": {"get": cell},
        "/stage/{slug}": {"get": _lead("stage", stage)},
        "/practice/{slug}": {"get": _lead("practice", practice)},
    }


def _slugs(known: Collection[str]) -> Schema:
    return {"type": "string", "enum": list(known)} if known else TEXT


def _lead(name: str, slugs: Schema) -> dict[str, Any]:
    return {
        "summary": f"Lead to the page of a {name}",
        "parameters": [{"name": "slug", "in": "path", "required": True, "schema": slugs}],
        "responses": {
            "303": {"description": "At /page/…."},
            "400": problem(),
            "404": problem(),
        },
    }
