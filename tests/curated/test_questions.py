"""Every competency question gives the answer that was written down from the sources.

``answers/<question>.csv`` holds the expected solutions of ``ontology/questions/<question>.rq``:
its columns are some of the question's variables, IRIs are shortened to what follows ``/id/`` or
``/ns/``, and an empty cell stands for an unbound variable.
Solutions are compared as sets of these columns, all of them, so one too many is as wrong as one
too few.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, QuerySolutions
from rdflib.plugins.sparql import prepareQuery

from trilogue.content import find_content
from trilogue.store import Store

Rows = Callable[[str], list[dict[str, str]]]

ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = {file.path.stem: file.path for file in find_content().questions()}


def short(value: str) -> str:
    """Shorten one of our IRIs to the part that tells things apart."""
    for mark in ("https://w3id.org/trilogue/id/", "https://w3id.org/trilogue/ns/"):
        if value.startswith(mark):
            return value.removeprefix(mark)
    return value


def test_every_question_has_a_written_answer_and_every_answer_a_question() -> None:
    assert {path.stem for path in ANSWERS.glob("*.csv")} == set(QUESTIONS)


def test_the_competency_questions_are_all_there() -> None:
    numbers = {name.split("-", 1)[0] for name in QUESTIONS}

    assert {f"q{number:02}" for number in range(1, 71)} <= numbers


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_question_opens_with_its_words(name: str) -> None:
    first = QUESTIONS[name].read_text(encoding="utf-8").splitlines()[0]

    assert first.startswith("# ")
    assert first.endswith("?")


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_question_is_sparql_for_a_second_engine_too(name: str) -> None:
    prepareQuery(QUESTIONS[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_question_gives_the_written_answer(name: str, rows: Rows) -> None:
    with (ANSWERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or ())
        expected = {tuple(row[column] for column in columns) for row in reader}

    found = {
        tuple(short(row.get(column, "")) for column in columns)
        for row in rows(QUESTIONS[name].read_text(encoding="utf-8"))
    }

    assert columns
    assert found == expected


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_question_gives_each_text_in_one_language(name: str, curated_store: Store) -> None:
    """Whoever names a thing in another language must not double the rows about it."""
    solutions = curated_store.query(QUESTIONS[name].read_text(encoding="utf-8"))
    assert isinstance(solutions, QuerySolutions)

    assert {
        value.language
        for solution in solutions
        for value in solution
        if isinstance(value, Literal) and value.language
    } <= {"en"}
