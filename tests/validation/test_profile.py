"""OWL 2 DL, as far as the reasoner does not say it."""

from collections.abc import Callable, Iterable

import pytest

from trilogue.parse import ParsedFile
from trilogue.terms import Vocabulary
from trilogue.validation.curated import Curated
from trilogue.validation.places import Places
from trilogue.validation.profile import Axioms, clashes_of, profile_of, values_of
from trilogue.validation.report import Result

Parse = Callable[..., ParsedFile]
V = Vocabulary()
ONTOLOGY = """
tri:Actor a owl:Class . tri:Person a owl:Class ; rdfs:subClassOf tri:Actor .
tri:Organisation a owl:Class ; rdfs:subClassOf tri:Actor ; owl:disjointWith tri:Person .
tri:Coalition a owl:Class ; rdfs:subClassOf tri:Organisation .
tri:Claim a owl:Class . tri:Norm a owl:Class .
[] a owl:AllDisjointClasses ; owl:members ( tri:Actor tri:Claim tri:Norm ) .
tri:claimedBy a owl:ObjectProperty ; rdfs:domain tri:Claim ; rdfs:range tri:Actor .
tri:reportedBy a owl:ObjectProperty ; rdfs:subPropertyOf tri:claimedBy .
tri:gloss a owl:DatatypeProperty .
skos:note a owl:AnnotationProperty .
"""


def profile(files: Iterable[ParsedFile]) -> list[Result]:
    return list(profile_of(Axioms(files), V))


@pytest.mark.parametrize(
    ("axioms", "message"),
    [
        ("tri:p a owl:ObjectProperty , owl:DatatypeProperty .", "as object property and as data"),
        ("tri:p a owl:ObjectProperty , owl:Class .", "as a class and as a property"),
        ("tri:p a owl:ObjectProperty , owl:TransitiveProperty , owl:FunctionalProperty .",
         "This is functional, but it"),
        ("""tri:q a owl:ObjectProperty , owl:AsymmetricProperty .
            tri:p a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:subPropertyOf tri:q .""",
         "This is asymmetric, but it"),
        ("""tri:p a owl:ObjectProperty ; owl:propertyChainAxiom ( tri:q tri:q ) .
            tri:C rdfs:subClassOf
                [ a owl:Restriction ; owl:onProperty tri:p ; owl:maxCardinality 1 ] .""",
         "used with a number"),
        ("""tri:q a owl:TransitiveProperty . tri:p owl:inverseOf tri:q ;
            a owl:ObjectProperty , owl:IrreflexiveProperty .""",
         "This is irreflexive, but it"),
        ("tri:p a owl:DatatypeProperty ; rdfs:range xsd:date .", "knows no xsd:date"),
        ("""tri:C rdfs:subClassOf
                [ a owl:Restriction ; owl:onProperty tri:p ; owl:someValuesFrom xsd:gYear ] .""",
         "knows no xsd:gYear"),
    ],
    ids=["two sorts", "class and property", "transitive and functional", "above a transitive one",
         "chain with a number", "inverse of a transitive one", "date range", "year restriction"],
)  # fmt: skip
def test_what_leaves_owl_2_dl_is_told(turtle: Parse, axioms: str, message: str) -> None:
    messages = [result.message for result in profile([turtle(axioms, "ontology/x.ttl")])]

    assert len(messages) == 1
    assert message in messages[0]


def test_the_ontology_is_within_the_profile(unchanged: Curated) -> None:
    axioms = Axioms(unchanged.modules)
    facts = [*unchanged.graph, *unchanged.kinds]

    assert profile(unchanged.modules) == []
    assert list(values_of(axioms, facts, unchanged.places, V)) == []
    assert list(clashes_of(axioms, facts, unchanged.places, V)) == []


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ('tri:claimedBy "France"@en', "The value of tri:claimedBy is a text."),
        ("tri:gloss actor:france", "The value of tri:gloss is a thing."),
    ],
    ids=["a text for a thing", "a thing for a text"],
)
def test_values_are_of_their_propertys_sort(turtle: Parse, statement: str, message: str) -> None:
    """HermiT would read them as notes, silently."""
    axioms = Axioms([turtle(ONTOLOGY, "ontology/x.ttl")])
    file = turtle(f"claim:one a tri:Claim ;\n  {statement} .")

    [result] = values_of(axioms, [file], Places([file]), V)

    assert (result.place, result.message) == ("graph/claims/one.ttl:3", message)


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ("actor:x a tri:Person , tri:Coalition .", 2),
        ("act-norm:n a tri:Norm .\nclaim:a a tri:Claim ; tri:claimedBy act-norm:n .", 3),
        ("act-norm:n a tri:Norm .\nact-norm:n tri:reportedBy actor:x .", 3),
    ],
    ids=["two types", "by range", "by the domain of a property above"],
)  # fmt: skip
def test_a_thing_of_two_disjoint_classes_is_told_at_the_statement(
    turtle: Parse, facts: str, line: int
) -> None:
    axioms = Axioms([turtle(ONTOLOGY, "ontology/x.ttl")])
    file = turtle(facts)

    [result] = clashes_of(axioms, [file], Places([file]), V)

    assert result.line == line
    assert "cannot be both" in result.message
