"""The steps that a query is read as."""

from pathlib import Path

import pytest

from trilogue.content import Content
from trilogue.errors import QueryError
from trilogue.query_plan import Step, plan
from trilogue.questions import read_questions
from trilogue.terms import Vocabulary

PREFIXES = Vocabulary().prefixes()
ROOT = Path(__file__).resolve().parents[1]


def names(step: Step) -> list[str]:
    return [step.name, *(name for part in step.parts for name in names(part))]


def find(step: Step, name: str) -> Step:
    return next(each for each in walk(step) if each.name == name)


def walk(step: Step) -> list[Step]:
    return [step, *(each for part in step.parts for each in walk(part))]


def test_the_steps_are_those_of_the_algebra() -> None:
    steps = plan(
        "SELECT DISTINCT ?s { ?s a ?t OPTIONAL { ?s ?p ?o FILTER(?o > 3) } } ORDER BY ?s LIMIT 2",
        PREFIXES,
    )

    assert names(steps) == [
        "SelectQuery",
        "Slice",
        "Distinct",
        "Project",
        "OrderBy",
        "LeftJoin",
        "BGP",
        "BGP",
    ]
    assert find(steps, "BGP").detail == ("?s rdf:type ?t",)
    assert find(steps, "LeftJoin").detail == ("?o > 3",)
    assert find(steps, "Slice").detail == ("OFFSET 0", "LIMIT 2")
    assert find(steps, "OrderBy").detail == ("ASC(?s)",)


@pytest.mark.parametrize(
    ("query", "step", "detail"),
    [
        ("SELECT * { ?s ?p ?o OPTIONAL { ?s ?q ?v } }", "LeftJoin", ()),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", "Graph", ("?g",)),
        ("SELECT * { BIND(1 + 2 AS ?n) }", "Extend", ("?n := Additive",)),
        ("SELECT (COUNT(?s) AS ?n) { ?s ?p ?o }", "AggregateJoin", ("Count(?s)",)),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?s", "Group", ("?s",)),
        ("SELECT * { VALUES ?x { 1 <http://e/> } }", "Values", ("?x = 1", "?x = <http://e/>")),
        ("SELECT * { ?s ?p ?o FILTER(?o IN (1, 2)) }", "Filter", ("?o IN (1, 2)",)),
        ("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o a ?c } }", "Filter", ("?o rdf:type ?c",)),
        ("SELECT * { ?s <http://e/a>/<http://e/b>+ ?o }", "BGP", ("<http://e/a>/<http://e/b>+",)),
        ("CONSTRUCT { ?s a ?o } WHERE { ?s ?p ?o }", "ConstructQuery", ("?s rdf:type ?o",)),
        ("DESCRIBE <http://e/x>", "DescribeQuery", ("<http://e/x>",)),
    ],
)
def test_a_step_tells_what_it_works_with(query: str, step: str, detail: tuple[str, ...]) -> None:
    told = find(plan(query, PREFIXES), step).detail

    assert len(told) >= len(detail)
    for part, one in zip(detail, told, strict=False):
        assert part in one
    assert bool(told) == bool(detail)


def test_every_saved_question_can_be_explained() -> None:
    for question in read_questions(Content(ROOT)):
        assert plan(question.query, PREFIXES).name == "SelectQuery", question.name


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT nonsense", "second parser"),
        ("SELECT * { ?s nobody:knows ?o }", "second parser"),
        (f"ASK {{}} #{'x' * 10_000}", "up to 10,000"),
        (f"SELECT * {{ {'{ ' * 900} ?s ?p ?o {'} ' * 900} }}", "cannot be explained|too deeply"),
    ],
)
def test_what_cannot_be_read_is_said(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        plan(query, PREFIXES)
