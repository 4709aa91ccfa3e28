"""What the description of the service says of citations and of what is made for other services."""

from collections.abc import Sequence
from typing import Any

from trilogue.citation.writing import CITATION_FORMATS, TEXT
from trilogue.formats import GRAPH_FORMATS, JSON_LD, Format, words
from trilogue.web.nanopublications import OFFERED
from trilogue.web.operations import gives, problem
from trilogue.web.schemas import TEXT as ANY_TEXT


def paths() -> dict[str, Any]:
    """Give the addresses with their operations."""
    return {
        "/cite": {"get": gives("How to cite the dataset", *CITATION_FORMATS)},
        "/cite.{suffix}": {"get": _suffixed("How to cite the dataset", CITATION_FORMATS)},
        "/cite/{path}": {"get": _below("How to cite a record", *CITATION_FORMATS)},
        "/nanopub/{path}": {"get": _below("A record as a nanopublication", *OFFERED)},
        "/claimreview.json": {"get": gives("The appraisals as a feed of ClaimReview", JSON_LD)},
        "/eli": {"get": gives("The texts and provisions in words of ELI", *GRAPH_FORMATS)},
        "/eli.{suffix}": {
            "get": _suffixed("The texts and provisions in words of ELI", GRAPH_FORMATS)
        },
        "/quickstatements.txt": {"get": gives("Facts on actors as a draft for Wikidata", TEXT)},
    }


def _suffixed(summary: str, formats: Sequence[Format]) -> dict[str, Any]:
    operation = gives(f"{summary}, in the format of the suffix", *formats)
    schema = {"type": "string", "enum": words(formats)}
    operation["parameters"] = [{"name": "suffix", "in": "path", "required": True, "schema": schema}]
    return operation


def _below(summary: str, *formats: Format) -> dict[str, Any]:
    operation = gives(summary, *formats)
    sentence = "The rest of the IRI below the base; it may hold slashes."
    operation["parameters"] = [
        {
            "name": "path",
            "in": "path",
            "required": True,
            "description": sentence,
            "schema": ANY_TEXT,
        }
    ]
    operation["responses"]["404"] = problem()
    return operation
