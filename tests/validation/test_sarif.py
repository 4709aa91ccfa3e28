"""`trilogue.validation.sarif`: findings for tools that show them beside the code."""

import json

from pyoxigraph import NamedNode

from trilogue.terms import Vocabulary
from trilogue.validation.report import Report, Result, Severity
from trilogue.validation.sarif import as_sarif

V = Vocabulary()
SHAPE = NamedNode(f"{V.base}shape/Claim-claimedOn")
BAD = Result(
    severity=Severity.VIOLATION,
    message="A claim needs a date.",
    remedy="Give one.",
    focus_node=NamedNode(f"{V.base}id/claim/mine"),
    focus_label="Mine",
    path=V.ns("claimedOn"),
    source_shape=SHAPE,
    file="my facts.ttl",
    line=12,
)
NOTE = Result(severity=Severity.INFO, message="There is nothing in it.")


def test_a_result_tells_its_rule_its_place_and_the_mend() -> None:
    run = json.loads(as_sarif(Report.of([BAD, NOTE]), V.shrink, "1.2.3"))["runs"][0]
    bad, note = run["results"]

    assert run["tool"]["driver"]["semanticVersion"] == "1.2.3"
    assert run["tool"]["driver"]["rules"][bad["ruleIndex"]] == {
        "id": bad["ruleId"],
        "helpUri": SHAPE.value,
    }
    assert (bad["level"], note["level"]) == ("error", "note")
    assert bad["message"]["text"] == "A claim needs a date. Give one."
    assert bad["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "my%20facts.ttl"},
                "region": {"startLine": 12},
            },
            "logicalLocations": [
                {
                    "fullyQualifiedName": f"{V.base}id/claim/mine",
                    "kind": "resource",
                    "name": "Mine",
                },
                {
                    "name": "tri:claimedOn",
                    "fullyQualifiedName": V.ns("claimedOn").value,
                    "kind": "property",
                },
            ],
        }
    ]
    assert note["locations"] == []


def test_a_rule_is_told_once() -> None:
    other = Result(
        severity=Severity.WARNING, message="Another one.", source_shape=SHAPE, file="b.ttl"
    )

    run = json.loads(as_sarif(Report.of([BAD, other]), V.shrink, "1.2.3"))["runs"][0]

    assert len(run["tool"]["driver"]["rules"]) == 1
    assert [result["ruleIndex"] for result in run["results"]] == [0, 0]


def test_a_report_without_results_is_a_run_without_results() -> None:
    run = json.loads(as_sarif(Report(), V.shrink, "1.2.3"))["runs"][0]

    assert run["results"] == run["tool"]["driver"]["rules"] == []
