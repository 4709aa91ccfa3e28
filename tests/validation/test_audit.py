"""SPARQL constraints, asked of the whole graph at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from trilogue.content import Content
from trilogue.errors import ParseError
from trilogue.parse import ParsedFile
from trilogue.store import Store
from trilogue.terms import SH, Vocabulary
from trilogue.validation.audit import lift, read_audits, run
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity

Parse = Callable[..., ParsedFile]
V = Vocabulary()
PREFIXES = """
shape:prefixes sh:declare [ sh:prefix "tri" ; sh:namespace "https://w3id.org/trilogue/ns/" ] .
"""
OVERLAP = """
shape:Seat a sh:NodeShape ; sh:targetClass tri:RoleHolding ; sh:severity sh:Warning ;
  sh:sparql shape:Seat-query .
shape:Seat-query sh:message "{$this} and {?value} sit on {?seat}, not {?nothing}."@en ;
  sh:prefixes shape:prefixes ;
  sh:select '''# { not this brace
    SELECT $this ?value ?seat ?nothing WHERE {
      $this tri:roleIn ?seat . ?value tri:roleIn ?seat . FILTER(?value != $this)
      FILTER NOT EXISTS { $this tri:supersedesRecord ?older }
    }''' .
"""
DATA = """
tri:Chair rdfs:subClassOf tri:RoleHolding .
role:a a tri:RoleHolding ; tri:roleIn actor:council ; skos:prefLabel "Sweden chairs"@en .
role:b a tri:Chair ; tri:roleIn actor:council .
role:c a tri:RoleHolding ; tri:roleIn actor:council ; tri:supersedesRecord role:x .
role:d a tri:Other ; tri:roleIn actor:council .
"""


def asked(shapes: ParsedFile, data: ParsedFile) -> list[Result]:
    audits, problems = lift(shapes.quads)
    assert problems == []
    with Store.in_memory() as store:
        store.load(data.quads)
        return list(run(audits, store, Places([data, shapes]), V))


def test_a_constraint_is_asked_once_for_all_nodes_of_its_target(turtle: Parse) -> None:
    audits, _ = lift(turtle(PREFIXES + OVERLAP, "shapes/s.ttl").quads)
    found = asked(turtle(PREFIXES + OVERLAP, "shapes/s.ttl"), turtle(DATA))

    assert len(audits) == 1
    # role:c is superseded (inside NOT EXISTS), role:d is of another class; both still share a seat.
    assert {result.focus_node for result in found} == {V.id("role", "a"), V.id("role", "b")}
    assert {result.severity for result in found} == {Severity.WARNING}
    assert {result.source_shape for result in found} == {NamedNode(V.base + "shape/Seat")}
    assert {result.component for result in found} == {NamedNode(SH + "SPARQLConstraintComponent")}


def test_the_message_is_filled_with_labels_short_names_and_nothing(turtle: Parse) -> None:
    found = asked(turtle(PREFIXES + OVERLAP, "shapes/s.ttl"), turtle(DATA))

    messages = {result.message for result in found}

    assert "Sweden chairs and role:b sit on actor:council, not nothing." in messages


def test_a_node_of_two_classes_is_told_once(turtle: Parse) -> None:
    data = DATA + "role:b a tri:RoleHolding ."

    found = asked(turtle(PREFIXES + OVERLAP, "shapes/s.ttl"), turtle(data))

    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "target",
    [
        "sh:targetNode role:a",
        "sh:targetSubjectsOf tri:roleIn",
        "sh:targetObjectsOf tri:supersedesRecord",
        "a rdfs:Class",
    ],
)
def test_every_kind_of_target_binds_this(turtle: Parse, target: str) -> None:
    shapes = turtle(
        f"role:shape {target} ; sh:sparql [ sh:message 'x' ; sh:select "
        "'SELECT $this WHERE { $this ?anything ?at_all }' ] .",
        "shapes/s.ttl",
    )
    data = turtle(
        "role:a tri:roleIn actor:c . role:b tri:supersedesRecord role:a . role:a a role:shape ."
    )

    assert [result.focus_node for result in asked(shapes, data)] == [V.id("role", "a")]


def test_a_property_shape_takes_the_target_of_its_node_shape_and_its_own_path(
    turtle: Parse,
) -> None:
    shapes = turtle(
        "shape:S sh:targetClass tri:Claim ; sh:property [ sh:path tri:claimedBy ; sh:sparql ["
        " sh:message 'x' ; sh:select 'SELECT $this ?value WHERE { $this $PATH ?value }' ] ] .",
        "shapes/s.ttl",
    )
    data = turtle("claim:a a tri:Claim ; tri:claimedBy actor:b ; tri:aboutActor actor:c .")

    [result] = asked(shapes, data)

    assert result.path == V.ns("claimedBy")
    assert result.value == V.id("actor", "b")
    assert result.source_shape == NamedNode(V.base + "shape/S")


def test_a_constraint_that_would_never_be_asked_is_reported(turtle: Parse) -> None:
    shapes = turtle("shape:S sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?o }' ] .")

    audits, [problem] = lift(shapes.quads)

    assert audits == []
    assert "never asked" in problem.message


def test_a_deactivated_shape_is_not_asked(turtle: Parse) -> None:
    shapes = turtle(
        "shape:S sh:targetClass tri:Claim ; sh:deactivated true ;"
        " sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?o }' ] ."
    )

    assert lift(shapes.quads) == ([], [])


def test_a_query_that_cannot_be_asked_is_reported_at_its_shape(turtle: Parse) -> None:
    shapes = turtle(
        "shape:S sh:targetClass tri:Claim ; sh:sparql [ sh:select 'SELECT $this { nonsense' ] ."
    )

    [result] = asked(shapes, turtle("claim:a a tri:Claim ."))

    assert result.severity is Severity.VIOLATION
    assert result.focus_node == NamedNode(V.base + "shape/S")
    assert "cannot be asked" in result.message


def test_only_the_focus_nodes_that_are_named_are_reported(turtle: Parse) -> None:
    audits, _ = lift(turtle(PREFIXES + OVERLAP).quads)
    data = turtle(DATA)
    with Store.in_memory() as store:
        store.load(data.quads)
        wanted = frozenset([V.id("role", "a")])
        found = list(run(audits, store, Places([data]), V, wanted))

    assert {result.focus_node for result in found} == wanted


def test_audit_files_have_severity_and_message_in_their_first_lines(
    tiny: Path, turtle: Parse
) -> None:
    folder = tiny / "shapes" / "audit"
    folder.mkdir(exist_ok=True)
    (folder / "orphans.rq").write_text(
        "# severity: warning\n# message: {?this} stands alone.\n"
        "SELECT ?this WHERE { ?this a <https://w3id.org/trilogue/ns/Claim> }\n"
    )

    [audit] = [a for a in read_audits(Content(tiny), V) if a.file == "shapes/audit/orphans.rq"]
    data = turtle("claim:a a tri:Claim .")
    with Store.in_memory() as store:
        store.load(data.quads)
        [result] = run([audit], store, Places([data]), V)

    assert (result.severity, result.message) == (Severity.WARNING, "claim:a stands alone.")


def test_an_audit_file_without_its_first_lines_is_refused(tiny: Path) -> None:
    folder = tiny / "shapes" / "audit"
    folder.mkdir(exist_ok=True)
    (folder / "orphans.rq").write_text("SELECT ?this WHERE { ?this ?p ?o }\n")

    with pytest.raises(ParseError, match="severity"):
        read_audits(Content(tiny), V)
