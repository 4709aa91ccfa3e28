"""JSON schemas of the answers of our own shape, for the description of the service."""

import re
import types
import typing
from dataclasses import fields, is_dataclass
from typing import Any

from trilogue.legal_answer import Fit, StageStatus
from trilogue.questions import THEMES
from trilogue.scenarios import Kind
from trilogue.web.problem_types import PROBLEMS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
IRI: Schema = {"type": "string", "format": "iri"}


def ref(name: str) -> Schema:
    """Point to a schema among the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Schema) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": items}


def record(**properties: Schema) -> Schema:
    """Describe an object with exactly these members, all of them always there."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def schemas() -> dict[str, Schema]:
    """Give all components, by name."""
    found: dict[str, Schema] = {}
    of_class(StageStatus, found)
    facet = record(slug=TEXT, iri=IRI, label=TEXT, implied_by={"type": ["string", "null"]})
    found["LegalStatus"] = record(
        note=TEXT,
        scenario=record(
            iri=IRI,
            label=TEXT,
            is_recorded={"type": "boolean"},
            facets={"type": "object", "additionalProperties": facet},
        ),
        stages=listed(ref("StageStatus")),
        dataset=TEXT,
    )
    found["Answer"] = record(
        question=TEXT,
        title=TEXT,
        parameters={"type": "object", "additionalProperties": listed(TEXT)},
        variables=listed(TEXT),
        rows=listed({"type": "object", "additionalProperties": ref("Value")}),
        dataset=TEXT,
    )
    found["Value"] = {
        "type": "object",
        "required": ["value", "type"],
        "properties": {
            "value": TEXT,
            "type": {"enum": ["uri", "literal", "bnode", "triple"]},
            "label": {**TEXT, "description": "English name of an IRI that has one."},
            "language": TEXT,
            "datatype": IRI,
        },
        "additionalProperties": False,
    }
    found["QuestionList"] = record(
        questions=listed(
            record(
                question=TEXT,
                title=TEXT,
                theme={"enum": list(THEMES)},
                address=TEXT,
                parameters=listed(TEXT),
            )
        ),
        dataset=TEXT,
    )
    found["QuestionParameters"] = record(
        question=TEXT,
        parameters=listed(
            record(
                name=TEXT,
                type={"enum": ["iri", "string", "integer", "date", "language"]},
                **{"class": {"type": ["string", "null"]}},
                sentence=TEXT,
                takes_several={"type": "boolean"},
                default=listed(TEXT),
                values=listed(ref("Kind")),
            )
        ),
        dataset=TEXT,
    )
    found["Health"] = {
        "type": "object",
        "required": ["status", "dataset"],
        "properties": {"status": TEXT, "dataset": TEXT},
    }
    found["Problem"] = {
        "type": "object",
        "description": "RFC 9457; further members depend on the type, see /problems.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {
                "type": "string",
                "enum": [*(f"/problems#{kind.slug}" for _, kind in PROBLEMS), "about:blank"],
            },
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": TEXT,
            "parameter": TEXT,
            "nearest": {**listed(TEXT), "maxItems": 3},
            "known": listed(TEXT),
        },
    }
    return found


def of_class(class_: type, found: dict[str, Schema]) -> Schema:
    """Describe a dataclass as `trilogue.legal_answer.as_json` writes it, among those *found*."""
    if class_ is Kind:
        found["Kind"] = record(slug=TEXT, iri=IRI, label=TEXT)
    elif class_ is Fit:
        fit: Schema = {"enum": ["within", "part", "outside"]}
        found["Fit"] = record(facet=TEXT, asked=TEXT, covered=listed(TEXT), fit=fit)
    elif class_.__name__ not in found:
        found[class_.__name__] = {}
        hints = typing.get_type_hints(class_)
        told = _attributes(class_.__doc__ or "")
        found[class_.__name__] = record(
            **{
                field.name: _described(_of_type(hints[field.name], found), told.get(field.name))
                for field in fields(class_)
            }
        )
    return ref(class_.__name__)


def _of_type(hint: Any, found: dict[str, Schema]) -> Schema:
    if hint is str:
        return TEXT
    if hint is bool:
        return {"type": "boolean"}
    if isinstance(hint, types.GenericAlias):
        return listed(_of_type(typing.get_args(hint)[0], found))
    assert is_dataclass(hint)  # noqa: S101 - an answer has nothing else
    assert isinstance(hint, type)  # noqa: S101 - as above
    return of_class(hint, found)


def _described(schema: Schema, sentence: str | None) -> Schema:
    return schema if sentence is None else {**schema, "description": sentence}


def _attributes(docstring: str) -> dict[str, str]:
    """Read what the docstring says of each attribute."""
    section = docstring.partition("Attributes:")[2]
    entries = re.findall(r"^ {8}(\w+): (.*(?:\n {12}.*)*)", section, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}
