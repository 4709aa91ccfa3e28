"""What the description of the service says of citations and of what is made for other services."""

from typing import Any

from trilogue.citation.writing import CITATION_FORMATS
from trilogue.formats import Format, words
from trilogue.web.nanopublications import OFFERED
from trilogue.web.operations import gives, problem
from trilogue.web.schemas import TEXT


def paths() -> dict[str, Any]:
    """Give the addresses with their operations."""
    return {
        "/cite": {"get": gives("How to cite the dataset", *CITATION_FORMATS)},
        "/cite.{suffix}": {"get": _suffixed()},
        "/cite/{path}": {"get": _below("How to cite a record", *CITATION_FORMATS)},
        "/nanopub/{path}": {"get": _below("A record as a nanopublication", *OFFERED)},
    }


def _suffixed() -> dict[str, Any]:
    operation = gives("How to cite the dataset, in the format of the suffix", *CITATION_FORMATS)
    schema = {"type": "string", "enum": words(CITATION_FORMATS)}
    operation["parameters"] = [{"name": "suffix", "in": "path", "required": True, "schema": schema}]
    return operation


def _below(summary: str, *formats: Format) -> dict[str, Any]:
    operation = gives(summary, *formats)
    sentence = "The rest of the IRI below the base; it may hold slashes."
    operation["parameters"] = [
        {"name": "path", "in": "path", "required": True, "description": sentence, "schema": TEXT}
    ]
    operation["responses"]["404"] = problem()
    return operation
