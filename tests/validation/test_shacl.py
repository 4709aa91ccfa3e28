"""The shapes, run by pySHACL."""

import logging
import socket
from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.errors import ContentError
from trilogue.parse import ParsedFile
from trilogue.terms import SH, Vocabulary
from trilogue.validation.curated import Curated, quads
from trilogue.validation.report import Severity
from trilogue.validation.shacl import Shapes, sparql_complaint

Parse = Callable[..., ParsedFile]
V = Vocabulary()
SHAPES = """
shape:Named a sh:NodeShape ; sh:targetClass tri:Actor ; sh:property shape:Named-label .
shape:Named-label sh:path skos:prefLabel ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Nenne ihn."@de , "Name it."@en .
shape:NotItself a sh:NodeShape ; sh:targetClass tri:Actor ; sh:sparql [
    sh:message "It is {?value}."@en ;
    sh:select "SELECT $this ?value WHERE { $this <https://w3id.org/trilogue/ns/memberOf> ?value }"
] .
"""
DATA = "actor:a a tri:Actor ; tri:memberOf actor:b . actor:b a tri:Actor ."


@pytest.fixture
def shapes(turtle: Parse) -> Shapes:
    return Shapes(turtle(SHAPES, "shapes/x.ttl").quads)


def test_a_result_has_shape_severity_focus_path_and_the_english_message(
    shapes: Shapes, turtle: Parse
) -> None:
    [first, _] = sorted(shapes.validate(turtle(DATA).quads, sparql=False), key=str)

    assert first.severity is Severity.WARNING
    assert first.message == "Name it."
    assert first.focus_node == V.id("actor", "a")
    assert first.path == NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    assert first.source_shape == NamedNode(V.base + "shape/Named-label")
    assert first.component == NamedNode(SH + "MinCountConstraintComponent")


def test_sparql_constraints_run_only_when_asked(shapes: Shapes, turtle: Parse) -> None:
    data = turtle(DATA).quads
    component = NamedNode(SH + "SPARQLConstraintComponent")

    with_them = {r.component for r in shapes.validate(data, sparql=True)}
    without = {r.component for r in shapes.validate(data, sparql=False)}

    assert component in with_them
    assert component not in without


def test_only_the_focus_nodes_that_are_named_are_reported(shapes: Shapes, turtle: Parse) -> None:
    data = turtle(DATA).quads

    found = shapes.validate(data, focus_nodes=[V.id("actor", "b")], sparql=False)

    assert {result.focus_node for result in found} == {V.id("actor", "b")}
    assert shapes.validate(data, focus_nodes=[], sparql=False) == []


def test_the_ontology_tells_that_a_coalition_is_an_actor(shapes: Shapes, turtle: Parse) -> None:
    data = turtle("actor:a a tri:Coalition .").quads
    ontology = turtle("tri:Coalition a owl:Class ; rdfs:subClassOf tri:Actor .").quads

    assert shapes.validate(data, sparql=False) == []
    assert len(shapes.validate(data, ontology, sparql=False)) == 1


def test_a_range_types_nothing(turtle: Parse) -> None:
    """With inference the wrong value would become an actor, and the error would be gone."""
    shapes = Shapes(
        turtle(
            "shape:S a sh:NodeShape ; sh:targetSubjectsOf tri:claimedBy ; sh:property"
            " [ sh:path tri:claimedBy ; sh:class tri:Actor ] ."
        ).quads
    )
    ontology = turtle("tri:claimedBy a owl:ObjectProperty ; rdfs:range tri:Actor .").quads
    data = turtle("claim:a tri:claimedBy practice:post-rbi .").quads

    [result] = shapes.validate(data, ontology, sparql=False)

    assert result.value == V.id("practice", "post-rbi")


def test_plain_strings_and_typed_values_are_compared_as_rdf_says(turtle: Parse) -> None:
    shapes = Shapes(
        turtle(
            "shape:S a sh:NodeShape ; sh:targetSubjectsOf tri:speechMode ; sh:property"
            ' [ sh:path tri:speechMode ; sh:in ( "own" ) ] ,'
            " [ sh:path tri:claimedOn ; sh:datatype xsd:date ] ."
        ).quads
    )
    good = turtle(
        'claim:a tri:speechMode "own"^^xsd:string ; tri:claimedOn "2023-12-08"^^xsd:date .'
    )
    bad = turtle('claim:a tri:speechMode "own"@en ; tri:claimedOn "2023-12-32"^^xsd:date .')

    assert shapes.validate(good.quads, sparql=False) == []
    values = {result.value for result in shapes.validate(bad.quads, sparql=False)}
    assert values == {
        Literal("own", language="en"),
        Literal("2023-12-32", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    }


def test_a_part_without_a_name_is_told_by_the_shape_that_holds_it(turtle: Parse) -> None:
    shapes = Shapes(
        turtle(
            "shape:S a sh:NodeShape ; sh:targetClass tri:Actor ;"
            " sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ] ."
        ).quads
    )

    [result] = shapes.validate(turtle("actor:a a tri:Actor .").quads, sparql=False)

    assert result.source_shape == NamedNode(V.base + "shape/S")


def test_shapes_that_are_not_well_formed_are_an_error_of_the_content(turtle: Parse) -> None:
    shapes = Shapes(
        turtle(
            "shape:S a sh:NodeShape ; sh:targetClass tri:Actor ;"
            ' sh:property [ sh:path skos:prefLabel ; sh:minCount "one" ] .'
        ).quads
    )

    with pytest.raises(ContentError, match="not well formed"):
        shapes.validate(turtle("actor:a a tri:Actor .").quads, sparql=False)


def test_nothing_is_fetched_and_nothing_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, turtle: Parse
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    select = "SELECT $this FROM <http://example.org/x> WHERE { $this a ?type }"
    shapes = Shapes(
        turtle(
            "<http://example.org/o> a owl:Ontology ; owl:imports <http://example.org/i> ."
            " shape:S a sh:NodeShape ; sh:targetClass tri:Actor ;"
            f' sh:sparql [ sh:select "{select}" ] .'
        ).quads
    )
    data = turtle(
        "<http://example.org/d> a owl:Ontology ; owl:imports <http://example.org/i> ."
        " actor:a a tri:Actor ; tri:claimedOn 'x'^^xsd:date ."
    ).quads

    with caplog.at_level(logging.DEBUG):
        shapes.validate(data, sparql=True)

    assert [record for record in caplog.records if record.name != "asyncio"] == []


def test_the_tiny_content_conforms(unchanged: Curated) -> None:
    data: list[Quad] = [*quads(unchanged.graph), *quads(unchanged.kinds)]

    found = unchanged.meaning_shapes.validate(data, quads(unchanged.modules), sparql=False)

    assert [r.message for r in found if r.severity is Severity.VIOLATION] == []


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o }", False),
        ("SELECT ?s WHERE { ?s ?p }", True),
    ],
    ids=["a query", "half a pattern"],
)
def test_the_second_parser_has_its_say(query: str, refused: bool) -> None:  # noqa: FBT001
    assert (sparql_complaint(query) is not None) is refused
