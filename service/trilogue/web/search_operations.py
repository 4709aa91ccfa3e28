"""The addresses of the search, for the description of the service."""

from typing import Any

from trilogue.search.asking import LONGEST_TEXT
from trilogue.web import search
from trilogue.web.operations import format_parameter, gives, in_query, problem
from trilogue.web.schemas import IRI, TEXT, Schema, listed, record, ref
from trilogue.web.site import site

_WHOLE: Schema = {"type": "integer", "minimum": 0}
_MAYBE: Schema = {"type": ["string", "null"]}
_DAY: Schema = {"type": "string", "format": "date"}
_SENTENCES = {
    "type": "Only things of this type, or of one below it.",
    "stage": "Only what is of this stage, or about it.",
    "practice": "Only this practice, and what is about it.",
    "actor": "Only actors of this kind, and what they say or do.",
}


def paths() -> dict[str, Any]:
    """Give each address with its operations."""
    operation = gives("Find things by name, identifier, gloss", *search.OFFERED, schema="Hits")
    text = {**TEXT, "maxLength": LONGEST_TEXT}
    operation["parameters"] = [
        in_query("q", text, "Words, all of which must be there; the last may be unfinished."),
        *(
            in_query(name, {**TEXT, "enum": list(site().search.options[name])}, sentence)
            for name, sentence in _SENTENCES.items()
            if site().search.options[name]
        ),
        in_query("from", _DAY, "Only what is dated, and not earlier."),
        in_query("until", _DAY, "Only what is dated, and not later."),
        in_query("page", {"type": "integer", "minimum": 1}, "Which page of the hits."),
        format_parameter([each.suffix for each in search.OFFERED]),
    ]
    operation["responses"]["404"] = problem()
    return {
        "/search": {"get": operation},
        "/opensearch.xml": {"get": gives("The search described for browsers", search.OPENSEARCH)},
    }


def schemas() -> dict[str, Schema]:
    """Give the components of the answer, by name."""
    hit = record(
        iri=IRI,
        page=TEXT,
        label=TEXT,
        language=_MAYBE,
        name={**TEXT, "description": "In the language of the answer, where it has one."},
        name_language=_MAYBE,
        also={**_MAYBE, "description": "Another name or an identifier that fits better."},
        types=listed(TEXT),
        type_names=listed(record(text=TEXT, language=TEXT)),
        gloss=_MAYBE,
        date={**_MAYBE, "description": "As far as it is known: 2023, 2023-06 or 2023-06-14."},
    )
    choice = record(slug=TEXT, label=TEXT, count=_WHOLE)
    return {
        "Hits": record(
            query=TEXT,
            narrowed={"type": "object", "additionalProperties": TEXT},
            total=_WHOLE,
            page=_WHOLE,
            pages=_WHOLE,
            hits=listed(ref("Hit")),
            facets={"type": "object", "additionalProperties": listed(ref("Choice"))},
            nearest=listed(record(word=TEXT, words=listed(TEXT))),
            dataset=TEXT,
        ),
        "Hit": hit,
        "Choice": choice,
    }
