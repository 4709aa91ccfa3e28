"""The record types and fields that the real shapes speak of."""

from collections import defaultdict

import pytest
from pyoxigraph import Literal, NamedNode, parse

from trilogue.contribution.fields import Field, Kind, RecordType, record_types
from trilogue.formats import TURTLE
from trilogue.terms import RDF, SKOS, Vocabulary
from trilogue.validation.curated import Curated

V = Vocabulary()
Types = dict[str, RecordType]


def test_what_the_graph_uses_comes_out(real: Curated, types: Types) -> None:
    classes: dict[object, list[str]] = defaultdict(list)
    for file in real.graph:
        for quad in file.quads:
            if quad.predicate.value == RDF + "type" and isinstance(quad.object, NamedNode):
                classes[quad.subject].append(quad.object.value.rpartition("/")[2])
    not_contributed = {RDF + "type", V.ns("recordedIn").value}
    # A stage is a record only by way of the properties that it has.
    known = {V.ns("mark").value, V.ns("gloss").value}
    missing = {
        (name, quad.predicate.value)
        for file in real.graph
        for quad in file.quads
        for name in classes[quad.subject]
        if name != "Contribution" and quad.predicate.value not in not_contributed
        if types[name].field(quad.predicate.value) is None
        if (name, quad.predicate.value) not in {("Stage", path) for path in known}
    }
    assert missing == set()


def test_new_records_are_named_where_the_graph_names_them(real: Curated, types: Types) -> None:
    for file in real.graph:
        for quad in file.quads:
            if quad.predicate.value != RDF + "type" or not isinstance(quad.object, NamedNode):
                continue
            name = quad.object.value.rpartition("/")[2]
            if name == "Contribution":
                continue
            assert isinstance(quad.subject, NamedNode)
            namespace = quad.subject.value.rpartition("/")[0] + "/"
            assert namespace in types[name].namespaces, quad


@pytest.mark.parametrize(
    "name", ["Contribution", "EffectiveStatus", "ProtectionChange", "Kind", "Practice", "Record"]
)
def test_what_nobody_contributes_is_left_out(types: Types, name: str) -> None:
    assert name not in types


@pytest.mark.parametrize(
    ("name", "required"),
    [
        ("Claim", {"prefLabel", "gloss", "claimedBy", "claimedOn", "mark", "evidencedBy"}),
        ("Excerpt", {"excerptOf", "locator", "mark"}),
        ("Person", {"prefLabel", "evidencedBy", "mark"}),
        ("Source", {"prefLabel", "sourceClass", "mark"}),
        ("LegislativeProcess", {"prefLabel", "identifier"}),
    ],
)
def test_required_is_what_the_shapes_count(types: Types, name: str, required: set[str]) -> None:
    assert {one.name for one in types[name].fields if one.required} == required


def test_a_field_says_what_its_values_are(types: Types) -> None:
    def kind(name: str, path: str) -> Kind:
        return field_of(types, name, path).kind

    assert kind("Claim", "claimedBy") is Kind.THING
    assert kind("Claim", "claimedOn") is Kind.DATE
    assert kind("Claim", "speechMode") is Kind.OPTION
    assert kind("Claim", "gloss") is Kind.LANGUAGE_TEXT
    assert kind("Excerpt", "locator") is Kind.TEXT
    assert kind("Excerpt", "startOffset") is Kind.NUMBER
    assert kind("Scenario", "matrixRow") is Kind.BOOLEAN
    assert kind("Source", "webAddress") is Kind.ADDRESS
    assert kind("Person", "authorityEntry") is Kind.IRI
    claim = types["Claim"].field(SKOS + "altLabel")
    assert claim is not None
    assert claim.kind is Kind.LANGUAGE_TEXT


def field_of(types: Types, name: str, path: str) -> Field:
    found = types[name].field(V.ns(path).value)
    assert found is not None
    return found


def test_constraints_come_along(types: Types) -> None:
    gloss = field_of(types, "Claim", "gloss")
    assert (gloss.max_length, gloss.languages, gloss.unique_language) == (400, ("en",), True)
    assert gloss.description == "What was claimed, in our own words."
    assert field_of(types, "Claim", "claimedOn").single
    assert field_of(types, "Source", "webAddress").pattern == "^https?://[^ ]+$"
    speech = field_of(types, "Claim", "speechMode")
    assert speech.options == (Literal("own"), Literal("reported"))
    assert field_of(types, "Claim", "mark").group == "Record"


def test_one_of_several_classes_or_properties(types: Types) -> None:
    subject = field_of(types, "Position", "onSubject")
    assert [iri.rpartition("/")[2] for iri in subject.classes] == [
        *("Norm", "Practice", "Provision", "ProvisionVersion")
    ]
    about = field_of(types, "Claim", "aboutActor")
    assert not about.required
    assert about.alternatives == field_of(types, "Claim", "aboutText").alternatives
    assert [path.rpartition("/")[2] for path in about.alternatives[0]] == [
        *("aboutActor", "aboutAssertable", "aboutNorm", "aboutPractice", "aboutStage", "aboutText")
    ]


def test_the_order_is_the_shapes(types: Types) -> None:
    names = [one.name for one in types["Claim"].fields]
    assert names[:4] == ["prefLabel", "gloss", "claimedBy", "claimedOn"]
    assert names.index("claimedBy") < names.index("mark") < names.index("altLabel")


def test_the_stage_decides_where_a_norm_is_named(types: Types) -> None:
    assert types["Claim"].namespace == "https://w3id.org/trilogue/id/claim/"
    assert types["Prohibition"].namespace is None
    assert "https://w3id.org/trilogue/id/norm/proposal/" in types["Prohibition"].namespaces


def test_sh_order_goes_before_the_order_of_the_file() -> None:
    text = """
    @prefix tri: <https://w3id.org/trilogue/ns/> .
    @prefix shape: <https://w3id.org/trilogue/shape/> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    tri:Claim a owl:Class .
    shape:Claim a sh:NodeShape ; sh:targetClass tri:Claim ;
        sh:property [ sh:path tri:late ; sh:name "Late"@en ; sh:order 2 ],
            [ sh:path tri:early ; sh:order 1 ; sh:minCount 1 ],
            [ sh:path tri:never ; sh:maxCount 0 ],
            [ sh:path tri:off ; sh:deactivated true ] .
    """
    said = list(parse(text.encode(), TURTLE.engine))
    (claim,) = record_types(said, said, V)
    assert [(one.name, one.label, one.required) for one in claim.fields] == [
        ("early", "Early", True),
        ("late", "Late", False),
    ]
