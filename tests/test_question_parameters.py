"""Declared parameters: read from the comment, typed, and put in as tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.errors import ParseError, QueryError, RequestError
from trilogue.querytext import tokens
from trilogue.question_parameters import (
    LITERALS,
    Parameter,
    read_parameters,
    value_of,
    with_values,
)
from trilogue.scenarios import Kind
from trilogue.store import Store
from trilogue.terms import XSD, Vocabulary

VOCABULARY = Vocabulary()
TRI = "https://w3id.org/trilogue/ns/"
ID = "https://w3id.org/trilogue/id/"
QUERY = f"""\
# Which ones?
PREFIX stage: <{ID}stage/>
SELECT ?stage ?text WHERE {{
  # VALUES ?stage {{ a comment is no block }}
  VALUES ?stage {{ stage:proposal }}
  VALUES ?text {{ "one" "}}" }}
  BIND("VALUES ?stage {{ nor is a string }}" AS ?said)
}}
"""
STAGES = {
    "proposal": Kind("proposal", f"{ID}stage/proposal", "Commission proposal"),
    "final-act": Kind("final-act", f"{ID}stage/final-act", "Final act"),
}


def declared(*lines: str, query: str = QUERY) -> tuple[Parameter, ...]:
    return read_parameters(lines, query, VOCABULARY, "q.rq")


def test_a_declaration_takes_its_default_from_the_block() -> None:
    stage, text = declared(
        "@param ?stage tri:Stage At which stage?", "@param ?text string Which words?"
    )

    assert stage == Parameter(
        "stage", "iri", f"{TRI}Stage", (NamedNode(f"{ID}stage/proposal"),), "At which stage?"
    )
    assert not stage.takes_several
    assert text.default == (Literal("one"), Literal("}"))
    assert text.takes_several


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("@param", QUERY),
        ("@param stage tri:Stage Which?", QUERY),
        ("@param ?stage tri:Stage", QUERY),
        ("@param ?stage colour Which?", QUERY),
        ("@param ?stage nothing:Stage Which?", QUERY),
        ("@param ?format string Which?", QUERY.replace("?text", "?format")),
        ("@param ?said string Which?", QUERY),
        ("@param ?stage tri:Stage Which?", QUERY + "VALUES ?stage { stage:final-act }"),
        ("@param ?stage tri:Stage Which?", QUERY.replace("{ stage:proposal }", "{ UNDEF }")),
        ("@param ?stage tri:Stage Which?", QUERY.replace("{ stage:proposal }", "{ }")),
        ("@param ?stage tri:Stage Which?", QUERY.replace("stage:proposal", "other:proposal")),
    ],
)
def test_a_declaration_without_a_place_is_refused(line: str, query: str) -> None:
    with pytest.raises(ParseError, match=r"^q\.rq"):
        declared(line, query=query)


def test_values_take_the_place_of_those_in_the_block_and_of_nothing_else() -> None:
    filled = with_values(
        QUERY, {"text": [Literal('a"}')], "stage": [NamedNode(STAGES["final-act"].iri)]}
    )

    assert filled == QUERY.replace("{ stage:proposal }", f"{{ <{ID}stage/final-act> }}").replace(
        '{ "one" "}" }', '{ "a\\"}" }'
    )


def test_without_values_the_query_is_as_it_was() -> None:
    assert with_values(QUERY, {}) == QUERY


def test_a_block_that_is_not_there_cannot_be_filled() -> None:
    with pytest.raises(QueryError):
        with_values(QUERY, {"said": [Literal("x")]})


@pytest.mark.parametrize(
    "text", ["final-act", "stage:final-act", f"{ID}stage/final-act"], ids=["slug", "short", "iri"]
)
def test_a_thing_is_named_by_slug_short_form_or_iri(text: str) -> None:
    (stage,) = declared("@param ?stage tri:Stage At which stage?")

    assert value_of(stage, text, STAGES, VOCABULARY) == NamedNode(f"{ID}stage/final-act")


def test_a_thing_that_is_not_offered_is_refused_with_the_nearest() -> None:
    (stage,) = declared("@param ?stage tri:Stage At which stage?")

    with pytest.raises(
        RequestError, match=r'stage: "final" is no tri:Stage .* mean final-act'
    ) as e:
        value_of(stage, "final", STAGES, VOCABULARY)
    assert e.value.parameter == "stage"


@pytest.mark.parametrize(
    ("type_", "text", "literal"),
    [
        ("integer", "007", Literal("7", datatype=NamedNode(f"{XSD}integer"))),
        ("integer", "7.5", None),
        ("integer", "9" * 30, None),
        ("date", "2023-12-08", Literal("2023-12-08", datatype=NamedNode(f"{XSD}date"))),
        ("date", "2023-02-30", None),
        ("date", "20231208", None),
        ("language", "de-AT", Literal("de-at")),
        ("language", 'en" }', None),
        ("string", 'say "}"', Literal('say "}"')),
        ("string", "line\nline", None),
        ("string", "\\u0022 }", None),
        ("string", "x" * 501, None),
    ],
)
def test_a_literal_is_of_its_type_or_refused(
    type_: str, text: str, literal: Literal | None
) -> None:
    parameter = Parameter("it", type_, None, (Literal("x"),), "Which?")
    if literal is None:
        with pytest.raises(RequestError, match=rf"is not {LITERALS[type_][0]}"):
            value_of(parameter, text, {}, VOCABULARY)
    else:
        assert value_of(parameter, text, {}, VOCABULARY) == literal


@given(st.text(alphabet=st.sampled_from("\"'\\}{<>#u0022\u2028 \tnx?é\U0001f600")) | st.text())
def test_any_text_comes_back_as_it_was_and_changes_nothing_else(text: str) -> None:
    parameter = Parameter("text", "string", None, (Literal("x"),), "Which?")
    try:
        term = value_of(parameter, text, {}, VOCABULARY)
    except RequestError:
        return
    filled = with_values(QUERY, {"text": [term]})

    assert len(list(tokens(filled))) == len(list(tokens(QUERY))) - 1
    with Store.in_memory() as store:
        rows = store.query(filled)
        assert isinstance(rows, QuerySolutions)
        assert [row["text"] for row in rows] == [Literal(text)]
