"""A contribution as JSON: who, when, in which state, step by step, and what it changes."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from trilogue.contribution.comparison import RecordChange, Value
from trilogue.contribution.effect import Effect
from trilogue.contribution.model import Contribution, Person, Step, written
from trilogue.web.site import Site


def as_json(contribution: Contribution, steps: Iterable[Step], here: Site) -> dict[str, Any]:
    """Describe *contribution* with the *steps* that are told."""
    return {
        "digest": contribution.digest,
        "iri": contribution.iri(here.vocabulary).value,
        "state": contribution.state.value,
        "contributor": _person(contribution.contributor, here),
        "submitted": written(contribution.submitted),
        "licence": contribution.licence,
        "note": contribution.note,
        "statements": len(contribution.quads),
        "steps": [
            {
                "number": step.number,
                "act": step.act.value,
                "person": _person(step.person, here),
                "at": written(step.at),
                "reason": step.reason,
            }
            for step in steps
        ],
    }


def record_json(change: RecordChange) -> dict[str, Any]:
    """Describe what becomes of one record, field by field."""
    return {
        "iri": change.iri,
        "change": change.change.value,
        "class": {"iri": change.class_iri, "label": change.class_label},
        "label": change.label,
        "supersedes": _values(change.supersedes),
        "fields": [
            {
                "path": field.path,
                "label": field.label,
                "before": _values(field.before),
                "after": _values(field.after),
            }
            for field in change.fields
        ],
    }


def effect_json(effect: Effect) -> dict[str, Any]:
    """Describe what follows; of what the rules conclude only how much."""
    return {
        "derived_added": len(effect.derived_added),
        "derived_removed": len(effect.derived_removed),
        "statuses": [asdict(status) for status in effect.statuses],
        "cells": [asdict(cell) for cell in effect.cells],
    }


def _person(person: Person, here: Site) -> dict[str, str]:
    return {"iri": person.iri(here.vocabulary).value, "name": person.name}


def _values(values: Iterable[Value]) -> list[dict[str, str | None]]:
    return [
        {"iri": value.iri, "label": value.label, "language": value.language} for value in values
    ]
