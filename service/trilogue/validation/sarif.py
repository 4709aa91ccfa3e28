"""A report for tools that show findings beside the code, such as a forge's list of alerts.

Source: SARIF 2.1.0 (OASIS Standard), sections 3.13 (log), 3.27 (result), 3.49 (rule).
"""

import json
import re
from typing import Any
from urllib.parse import quote

from pyoxigraph import NamedNode

from trilogue.validation.report import Report, Result, Severity, Shrink

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_UNNAMED = "content"  # the rule of findings that no shape and no kind of constraint is named for


def as_sarif(report: Report, shrink: Shrink, program_version: str) -> str:
    """Write a log with one run.

    A result's rule is the shape that the focus node does not conform to, else the kind of
    constraint. The cell of a sheet, the focus node and the property are logical locations, beside
    file, line and column.

    Args:
        report: in whose order the results are.
        shrink: how to write an IRI for people, such as `terms.Vocabulary.shrink`.
        program_version: of Trilogue.
    """
    rules: dict[str, dict[str, Any]] = {}
    results = []
    for result in report.results:
        rule = _rule(result, shrink)
        rules.setdefault(rule["id"], rule)
        location = _location(result, shrink)
        results.append(
            {
                "ruleId": rule["id"],
                "ruleIndex": list(rules).index(rule["id"]),
                "level": _LEVELS[result.severity],
                "message": {"text": result.advice},
                "locations": [location] if location else [],
            }
        )
    driver = {
        "name": "Trilogue",
        "semanticVersion": program_version,
        "rules": list(rules.values()),
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(result: Result, shrink: Shrink) -> dict[str, Any]:
    named = next(
        (iri for iri in (result.source_shape, result.component) if isinstance(iri, NamedNode)), None
    )
    if named is None:
        return {"id": _UNNAMED}
    name = re.split(r"[/#]", named.value)[-1]
    return {"id": shrink(named.value), "name": name, "helpUri": named.value}


def _location(result: Result, shrink: Shrink) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if result.file is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(result.file)}}
        if result.line is not None:
            region = {"startLine": result.line}
            if result.column is not None:
                region["startColumn"] = result.column
            physical["region"] = region
        location["physicalLocation"] = physical
    logical = []
    if result.cell is not None:
        logical.append({"name": result.cell, "kind": "cell"})
    if isinstance(result.focus_node, NamedNode):
        about = {"fullyQualifiedName": result.focus_node.value, "kind": "resource"}
        if result.focus_label is not None:
            about["name"] = result.focus_label
        logical.append(about)
    if result.path is not None:
        logical.append(
            {
                "name": shrink(result.path.value),
                "fullyQualifiedName": result.path.value,
                "kind": "property",
            }
        )
    if logical:
        location["logicalLocations"] = logical
    return location
