"""Parts of the description of an address that many addresses have.

Source: OpenAPI Specification 3.1.1, sections 4.8.10 (operation) and 4.8.12 (parameter).
"""

from typing import Any

from trilogue.formats import JSON, Format
from trilogue.web.schemas import Schema, ref


def gives(summary: str, *formats: Format, schema: str | None = None) -> dict[str, Any]:
    """Describe a GET that answers in *formats*, in JSON by the component *schema*."""
    content: dict[str, Any] = {}
    for each in formats:
        own = schema is not None and each == JSON
        content[each.media_type] = {"schema": ref(schema)} if own and schema else {}
    return {
        "summary": summary,
        "responses": {
            "200": {"description": "The answer.", "content": content},
            "304": {"description": "Nothing changed since the ETag in If-None-Match."},
            "400": problem(),
            "406": problem(),
        },
    }


def in_query(name: str, schema: Schema, sentence: str, *, required: bool = False) -> dict[str, Any]:
    """Describe a parameter of the address."""
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": sentence,
        "schema": schema,
    }


def format_parameter(words: list[str]) -> dict[str, Any]:
    """Describe the parameter that wins over Accept."""
    schema = {"type": "string", "enum": list(dict.fromkeys(words))}
    return in_query("format", schema, "The format of the answer; wins over Accept.")


def path_parameter() -> dict[str, Any]:
    """Describe the rest of an address that is an IRI's."""
    sentence = "The rest of the IRI below the base; it may hold slashes."
    schema = {"type": "string"}
    return {
        "name": "path",
        "in": "path",
        "required": True,
        "description": sentence,
        "schema": schema,
    }


def problem() -> dict[str, str]:
    """Point to the description of a problem document."""
    return {"$ref": "#/components/responses/Problem"}
