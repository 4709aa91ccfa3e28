"""Numbered rules, run in order into the derived graph."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from trilogue.content import Content, ContentFile, find_content
from trilogue.derive import Rule, derive, read_rule
from trilogue.errors import ParseError
from trilogue.parse import parse_file
from trilogue.store import Store
from trilogue.terms import Vocabulary

V = Vocabulary()
OTHER = Vocabulary("http://localhost:8000/")
ROOT = Path(__file__).parents[1]


def rule(query: str, name: str = "010-some", vocabulary: Vocabulary = V) -> Rule:
    iri = NamedNode(f"{vocabulary.base}ontology/rules/{name}")
    return Rule(iri, "some", "1.0", "", query, f"ontology/rules/{name}.rq")


def thing(name: str) -> NamedNode:
    return NamedNode(f"urn:x:{name}")


def fact(subject: str, predicate: str, value: str) -> Quad:
    return Quad(thing(subject), thing(predicate), thing(value), V.graph("facts"))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory() as opened:
        yield opened


def derived(store: Store) -> set[tuple[str, str, str]]:
    quads = store.quads(graph_name=V.derived_graph)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}


def test_a_rule_sees_what_the_rules_before_it_concluded(store: Store) -> None:
    store.load([fact("a", "p", "b")])
    first = rule("CONSTRUCT { ?s <urn:x:q> ?o } WHERE { ?s <urn:x:p> ?o }")
    second = rule("CONSTRUCT { ?s <urn:x:r> ?o } WHERE { ?s <urn:x:q> ?o }", "020-next")

    counts = derive(store, [first, second], V)

    assert counts == {"ontology/rules/010-some.rq": 1, "ontology/rules/020-next.rq": 1}
    assert len(derived(store)) == 2
    assert store.graph_counts()[V.graph("facts").value] == 1


def test_a_rule_counts_only_what_is_new(store: Store) -> None:
    store.load([fact("a", "p", "b")])
    query = "CONSTRUCT { ?s <urn:x:q> ?o } WHERE { ?s <urn:x:p> ?o }"

    counts = derive(store, [rule(query), rule(query, "020-again")], V)

    assert list(counts.values()) == [1, 0]


@given(st.sets(st.tuples(*[st.sampled_from("abcd")] * 2)))
def test_a_second_run_gives_the_same_graph(pairs: set[tuple[str, str]]) -> None:
    rules = [
        rule("CONSTRUCT { ?s <urn:x:in> ?o } WHERE { ?s <urn:x:p>+ ?o }"),
        # Without the emptying, the second run would conclude nothing here.
        rule("CONSTRUCT { ?s <urn:x:top> ?o } WHERE { ?s <urn:x:p> ?o"
             " MINUS { ?x <urn:x:top> ?y } }", "020-first-only"),
    ]  # fmt: skip
    with Store.in_memory() as store:
        store.load([fact(subject, "p", value) for subject, value in pairs])
        counts = derive(store, rules, V)
        once = derived(store)

        assert derive(store, rules, V) == counts
        assert derived(store) == once


def test_progress_is_told_the_file_before_it_runs(store: Store) -> None:
    told: list[str] = []

    derive(store, [rule("CONSTRUCT WHERE { ?s ?p ?o }")], V, told.append)

    assert told == ["ontology/rules/010-some.rq"]


@pytest.mark.parametrize(
    ("query", "line", "message"),
    [
        ("# rule: x 1\nCONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", 2, "does not fit"),
        ("SELECT ?s WHERE { ?s ?p ?o }", None, "CONSTRUCT"),
        ("CONSTRUCT { ?s <urn:x:q> [] } WHERE { ?s ?p ?o }", None, "blank node"),
    ],
    ids=["no query", "a SELECT", "makes blank nodes"],
)
def test_a_rule_that_cannot_run_is_told_with_its_file(
    store: Store, query: str, line: int | None, message: str
) -> None:
    store.load([fact("a", "p", "b")])

    with pytest.raises(ParseError, match=message) as caught:
        derive(store, [rule(query)], V)

    assert (caught.value.path, caught.value.line) == ("ontology/rules/010-some.rq", line)


@pytest.fixture
def rule_file(tmp_path: Path) -> ContentFile:
    return ContentFile("ontology/rules/010-within.rq", tmp_path / "010-within.rq", "ontology")


def test_a_rules_head_gives_its_name_version_and_description(rule_file: ContentFile) -> None:
    rule_file.path.write_text(
        "# rule: lies within 1.2\n# Every kind lies within\n# the kinds above it.\n"
        "PREFIX tri: <https://w3id.org/trilogue/ns/>\nCONSTRUCT WHERE { ?s ?p ?o }\n# end\n"
    )

    read = read_rule(rule_file, OTHER)

    assert (read.name, read.version) == ("lies within", "1.2")
    assert read.description == "Every kind lies within the kinds above it."
    assert read.iri.value == "http://localhost:8000/ontology/rules/010-within"
    assert "PREFIX tri: <http://localhost:8000/ns/>" in read.query


def test_a_rule_can_be_looked_up_by_the_iri_that_explanations_name(rule_file: ContentFile) -> None:
    rule_file.path.write_text("# rule: within 1.0\n# Closure.\nCONSTRUCT WHERE { ?s ?p ?o }\n")
    read = read_rule(rule_file, V)

    quads = list(read.quads(V))

    assert {quad.subject for quad in quads} == {read.iri}
    assert {getattr(quad.object, "value", "") for quad in quads} >= {
        "rule: within",
        "1.0",
        "Closure.",
    }


@pytest.mark.parametrize(
    "data", [b"", b"CONSTRUCT WHERE { ?s ?p ?o }", b"# rule: within\n", b"# rule: \xff 1\n"]
)
def test_a_file_without_a_rules_head_is_refused(rule_file: ContentFile, data: bytes) -> None:
    rule_file.path.write_bytes(data)

    with pytest.raises(ParseError, match="010-within"):
        read_rule(rule_file, V)


def test_the_real_rules_conclude_the_same_twice_and_under_any_base() -> None:
    content = find_content(ROOT)

    def conclusions(vocabulary: Vocabulary) -> set[str]:
        rules = [read_rule(file, vocabulary) for file in content.rules()]
        with Store.in_memory() as store:
            for file in tiny_files():
                store.load(parse_file(file, vocabulary.base).quads)
            derive(store, rules, vocabulary)
            once = derived_text(store, vocabulary)
            derive(store, rules, vocabulary)
            assert derived_text(store, vocabulary) == once
            return once

    here, elsewhere = conclusions(V), conclusions(OTHER)

    assert here
    assert {line.replace(V.base, OTHER.base) for line in here} == elsewhere


def tiny_files() -> list[ContentFile]:
    ontology = Content(ROOT).files("ontology")
    return [*ontology, *Content(ROOT / "tests" / "tiny").files("graph")]


def derived_text(store: Store, vocabulary: Vocabulary) -> set[str]:
    return {str(quad.triple) for quad in store.quads(graph_name=vocabulary.derived_graph)}
