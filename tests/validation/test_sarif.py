"""`trilogue.validation.sarif`: findings for tools that show them beside the code."""

import json
import re

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
        "name": "Claim-claimedOn",
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


def test_a_column_is_in_the_region_and_a_cell_is_a_logical_location() -> None:
    parsed = Result(severity=Severity.VIOLATION, message="m", file="a.ttl", line=2, column=7)
    filled = Result(severity=Severity.WARNING, message="m", file="b.xlsx", line=7, cell="Claims!C7")

    run = json.loads(as_sarif(Report.of([parsed, filled]), V.shrink, "1.2.3"))["runs"][0]
    first, second = (result["locations"][0] for result in run["results"])

    assert first["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 7}
    assert second["logicalLocations"] == [{"name": "Claims!C7", "kind": "cell"}]


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


def test_a_log_has_what_the_standard_requires() -> None:
    """By hand, section by section: no package that could be installed carries the schema."""
    cell = Result(severity=Severity.WARNING, message="m", file="ä b.xlsx", line=7, cell="C!C7")
    log = json.loads(as_sarif(Report.of([BAD, cell, NOTE]), V.shrink, "1.2.3"))

    assert log["version"] == "2.1.0"  # 3.13.2
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]  # 3.19.8
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")  # 3.14.17
    identifiers = [rule["id"] for rule in driver["rules"]]
    assert len(set(identifiers)) == len(identifiers)  # 3.49.3
    for result in run["results"]:
        assert result["message"]["text"]  # 3.11.8
        assert result["level"] in ("none", "note", "warning", "error")  # 3.27.10
        assert identifiers[result["ruleIndex"]] == result["ruleId"]  # 3.27.5, 3.27.6
        for location in result["locations"]:
            physical = location["physicalLocation"]
            assert re.fullmatch(r"[\w%./~-]+", physical["artifactLocation"]["uri"], re.ASCII)
            assert all(number >= 1 for number in physical["region"].values())  # 3.30.5, 3.30.6
