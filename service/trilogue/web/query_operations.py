"""The addresses beside ``/sparql``, for the description of the service."""

from typing import Any

from trilogue.formats import HTML, JSON
from trilogue.web.operations import format_parameter, gives, in_query
from trilogue.web.schemas import TEXT


def paths() -> dict[str, Any]:
    """Give each address with its operations."""
    plan = gives("Tell how a query is read, without evaluating it", JSON, HTML)
    plan["parameters"] = [
        in_query("query", TEXT, "A SPARQL 1.1 query.", required=True),
        format_parameter([JSON.suffix, HTML.suffix]),
    ]
    return {
        "/sparql/help.json": {
            "get": gives("Prefixes, terms and examples for whoever writes a query", JSON)
        },
        "/sparql/plan": {"get": plan},
    }
