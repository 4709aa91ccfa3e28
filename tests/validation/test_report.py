"""Results and reports, and how they are written."""

import json

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from trilogue.terms import DCTERMS, SH, Vocabulary
from trilogue.validation.report import Report, Result, Severity

VOCABULARY = Vocabulary()
CLAIM = VOCABULARY.id("claim", "one")
BAD = Result(
    severity=Severity.VIOLATION,
    message="Nothing backs this statement.",
    focus_node=CLAIM,
    focus_label="A deal was struck",
    path=VOCABULARY.ns("evidencedBy"),
    component=NamedNode(SH + "MinCountConstraintComponent"),
    source_shape=NamedNode(VOCABULARY.base + "shape/Assertable"),
    file="graph/claims/press.ttl",
    line=12,
    remedy="Point to an excerpt.",
)
NOTE = Result(severity=Severity.INFO, message="Rests on one source.", focus_node=CLAIM)


def test_only_a_violation_keeps_a_report_from_conforming() -> None:
    warning = Result(severity=Severity.WARNING, message="Odd.")

    assert Report.of([NOTE, warning]).conforms
    assert not Report.of([NOTE, BAD]).conforms


def test_results_are_ordered_by_file_and_line_and_those_without_a_file_come_last() -> None:
    def at(file: str | None, line: int | None) -> Result:
        return Result(severity=Severity.VIOLATION, message="m", file=file, line=line)

    shuffled = [at(None, None), at("b.ttl", 2), at("a.ttl", 10), at("a.ttl", 9), at("a.ttl", None)]

    places = [result.place for result in Report.of(shuffled).results]

    assert places == ["a.ttl", "a.ttl:9", "a.ttl:10", "b.ttl:2", ""]


def test_what_is_found_twice_is_told_once() -> None:
    assert Report.of([BAD, NOTE, BAD]).results == (BAD, NOTE)


def test_a_place_has_a_column_or_a_cell_where_one_is_known() -> None:
    violation = Severity.VIOLATION
    parsed = Result(severity=violation, message="m", file="a.ttl", line=2, column=7)
    filled = Result(severity=violation, message="m", file="a.xlsx", line=7, cell="Claims!C7")

    assert [parsed.place, filled.place] == ["a.ttl:2:7", "a.xlsx:Claims!C7"]
    report = Report.of([filled, parsed])
    assert report.as_text(VOCABULARY.shrink).splitlines()[0] == "a.ttl:2:7: violation: m"
    assert report.as_github(VOCABULARY.shrink) == (
        "::error file=a.ttl,line=2,col=7::m\n::error file=a.xlsx,line=7,title=Claims!C7::m\n"
    )
    written = parse(report.as_turtle(VOCABULARY.prefixes()), RdfFormat.TURTLE)
    places = [quad.object.value for quad in written if quad.predicate.value == DCTERMS + "source"]
    assert sorted(places) == ["a.ttl:2:7", "a.xlsx:Claims!C7"]


def test_a_line_has_place_severity_message_thing_and_path() -> None:
    text = Report.of([BAD]).as_text(VOCABULARY.shrink)

    assert text == (
        "graph/claims/press.ttl:12: violation: Nothing backs this statement. "
        "(A deal was struck; tri:evidencedBy)\n"
        "    Point to an excerpt.\n"
    )


def test_a_thing_without_a_label_is_shown_by_its_short_iri() -> None:
    assert NOTE.as_line(VOCABULARY.shrink) == "info: Rests on one source. (claim:one)"


def test_json_tells_verdict_counts_and_every_part() -> None:
    document = json.loads(Report.of([BAD, NOTE]).as_json())

    assert document["conforms"] is False
    assert document["counts"] == {"violation": 1, "warning": 0, "info": 1}
    assert document["results"][0] == {
        "severity": "Violation",
        "message": BAD.message,
        "focusNode": CLAIM.value,
        "focusLabel": "A deal was struck",
        "path": VOCABULARY.ns("evidencedBy").value,
        "value": None,
        "component": SH + "MinCountConstraintComponent",
        "sourceShape": VOCABULARY.base + "shape/Assertable",
        "file": "graph/claims/press.ttl",
        "line": 12,
        "column": None,
        "cell": None,
        "remedy": "Point to an excerpt.",
    }


def test_turtle_is_a_shacl_validation_report() -> None:
    text = Report.of([BAD, NOTE]).as_turtle(VOCABULARY.prefixes())
    triples = {(quad.predicate.value, quad.object) for quad in parse(text, RdfFormat.TURTLE)}

    assert (SH + "conforms", Literal(value=False)) in triples
    assert (SH + "focusNode", CLAIM) in triples
    assert (SH + "resultSeverity", NamedNode(SH + "Info")) in triples
    assert (SH + "resultPath", VOCABULARY.ns("evidencedBy")) in triples
    assert (DCTERMS + "source", Literal("graph/claims/press.ttl:12")) in triples
    assert sum(predicate == SH + "result" for predicate, _ in triples) == 2
    assert "@prefix claim:" in text
    assert "@prefix actor:" not in text


def test_github_commands_escape_what_would_end_them() -> None:
    odd = Result(
        severity=Severity.WARNING, message="50 %\nof it", file="a,b:c.ttl", line=3, focus_label="x"
    )

    assert Report.of([odd]).as_github(VOCABULARY.shrink) == (
        "::warning file=a%2Cb%3Ac.ttl,line=3,title=x::50 %25%0Aof it\n"
    )


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([], "no violation"),
        ([BAD], "1 violation"),
        ([BAD, NOTE], "1 violation, 1 note"),
    ],
    ids=["nothing", "one", "two sorts"],
)
def test_a_report_is_counted_in_words(results: list[Result], words: str) -> None:
    assert Report.of(results).in_words() == words


def test_notes_can_be_left_out() -> None:
    assert Report.of([BAD, NOTE]).without(Severity.INFO).results == (BAD,)
