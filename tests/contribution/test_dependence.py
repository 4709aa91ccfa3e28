"""Which triples make no difference to a query, told from its text."""

import pytest
from pyoxigraph import NamedNode, Quad, QueryTriples

from trilogue.build import read_rules
from trilogue.content import find_content
from trilogue.contribution.dependence import dependence_of
from trilogue.derive import Rule
from trilogue.matrix import matrix_query, status_matrix
from trilogue.store import Store
from trilogue.terms import RDF, Vocabulary

V = Vocabulary()
RULES, _ = read_rules(find_content(), V)
TYPE = NamedNode(RDF + "type")


def where(text: str) -> str:
    return f"PREFIX x: <urn:x:>\nCONSTRUCT {{ ?made x:made ?it }} WHERE {{ {text} }}"


def names(query: str) -> set[str]:
    return {name.value.removeprefix("urn:x:") for name in dependence_of(query).names}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.iri.value.rpartition("/")[2])
def test_what_a_real_rule_does_not_see_makes_no_difference(
    rule: Rule, curated_store: Store
) -> None:
    dependence = dependence_of(rule.query)
    seen = [quad for quad in curated_store.quads() if dependence.sees(quad)]
    with Store.in_memory() as small:
        small.load(seen)

        assert triples(small, rule.query) == triples(curated_store, rule.query)

    # Else this would show nothing; the closest relatives see half of the graph.
    assert not dependence.sees_all
    assert dependence.is_stable
    assert len(seen) < curated_store.count() / 2


def test_nor_does_it_for_the_overview(curated_store: Store) -> None:
    dependence = dependence_of(matrix_query(V))
    with Store.in_memory() as small:
        small.load(quad for quad in curated_store.quads() if dependence.sees(quad))

        assert status_matrix(small, V) == status_matrix(curated_store, V)

    assert not dependence.sees_all


def triples(store: Store, query: str) -> set[object]:
    found = store.query(query)
    assert isinstance(found, QueryTriples)
    return set(found)


def test_what_is_only_concluded_is_not_seen() -> None:
    assert names(where("?s x:p ?o ; x:q/^x:r ?z . FILTER(?z != x:some)")) == {"p", "q", "r", "some"}


@pytest.mark.parametrize(
    "text",
    [
        "?s ?p ?o",
        "?s x:p ?o ; ?q 1",
        "?s x:p ?o . ?o ?q true .",
        "?s ?p .5 .",
        "[ ?p ?o ] x:q ?s",
        "[] ?p [ x:q ?s ]",
        "(1 2) ?p ?o",
        "?s x:p ?o OPTIONAL { ?o ?p (1) }",
        "?s x:p ?o FILTER NOT EXISTS { ?o ?p ?s }",
        "?s !x:p ?o",
        "?s !(x:p|^x:q) ?o",
        "?s ^!a ?o",
        "GRAPH x:g { ?s x:p ?o }",
        "GRAPH ?g { ?s x:p ?o }",
        "?s x:p\\u0041 ?o",
        "?s <p> ?o",
        "<< ?s x:p ?o >> x:q ?z",
        "?s x:p ?o {| x:q ?z |}",
        "VALUES ?p { x:p UNDEF } ?s ?p ?o",
        "?s x:q ?z VALUES ?p { x:p } ?s ?p ?o",
        "VALUES ?p { x:p } { SELECT ?s WHERE { ?s ?p ?o } }",
        "VALUES ?p { x:p } { ?s x:q ?z OPTIONAL { ?s ?p ?o } }",
        "VALUES ?p { x:p } OPTIONAL { ?s x:q ?z MINUS { ?s ?p ?o } }",
        "?s x:p* ?o",
        "?s x:p? ?o",
        "?s (x:p|x:q)* ?o . ?s a x:C",
        "{ ?s a x:C } UNION { ?s x:p* ?o }",
        "?s x:p* ?o OPTIONAL { ?s a x:C }",
        "?s x:p* ?o . ?s x:q* ?z",
        "?s x:p* ?o . ?z x:q ?s",
        "?s x:p ?o BIND(?o * 2 AS ?made)",
        "SERVICE x:elsewhere { ?s x:p ?o }",
    ],
)
def test_where_the_text_does_not_tell_everything_is_seen(text: str) -> None:
    assert dependence_of(where(text)).sees_all


@pytest.mark.parametrize(
    "text",
    [
        "?s x:p ?o . ?o x:q ?z FILTER(?z > 2 && ?o != x:r)",
        "VALUES (?a ?p ?b) { (1 x:p 2) (x:q x:q x:q) } ?s ?p ?a OPTIONAL { ?b ?p ?s }",
        "?s a x:C . ?s x:p* ?o",
        "?s x:p* ?o . ?s x:q ?z ; x:r ?y",
        "?s x:p+ ?o",
        "{ SELECT ?s (COUNT(*) AS ?n) WHERE { ?s x:p ?o } GROUP BY ?s ?o ?z } FILTER(?n > 1)",
        "?s x:p ?o FILTER(!BOUND(?z) && !?o) BIND(?o + 2 AS ?made)",
        '?s x:p "?a ?b ?c GRAPH" . # ?a ?b ?c',
    ],
)
def test_where_it_tells_not_everything_is(text: str) -> None:
    assert not dependence_of(where(text)).sees_all


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("?s a x:C ; x:p ?o", {"C"}),
        ("?s a x:C . ?o a <urn:x:D>", {"C", "D"}),
        (f"?s <{TYPE.value}> x:C", {"C"}),
        ("VALUES ?c { x:C x:D } ?s a ?c", {"C", "D"}),
        ("?s x:p ?o", set()),
        ("?s a ?c", None),
        ("?s a x:C, ?c", None),
        ("?s x:p/a x:C", None),
        ("x:C ^a ?s", None),
        ("?s ^a x:C", None),
        ("?s a/x:p x:C", None),
        ("?s a [ x:p ?o ]", None),
        (f"VALUES ?p {{ x:p <{TYPE.value}> x:C }} ?s ?p ?o", None),
        ("VALUES ?c { x:C } { ?s x:p ?o OPTIONAL { ?s a ?c } }", None),
    ],
)
def test_types_are_seen_of_the_classes_asked_for(text: str, classes: set[str] | None) -> None:
    found = dependence_of(where(text)).classes
    short = None if found is None else {one.value.removeprefix("urn:x:") for one in found}

    assert short == classes


def test_a_list_has_names_of_its_own() -> None:
    assert NamedNode(RDF + "first") in dependence_of(where("?s x:p (?a ?b)")).names
    assert NamedNode(RDF + "rest") in dependence_of(where("(?a) x:p ?s")).names


def test_what_changes_by_itself_is_not_stable() -> None:
    assert not dependence_of(where("?s x:p ?o BIND(NOW() AS ?made)")).is_stable


def test_a_graph_does_not_hide_a_triple() -> None:
    quad = Quad(NamedNode("urn:x:s"), NamedNode("urn:x:p"), NamedNode("urn:x:o"), V.graph("some"))

    assert dependence_of(where("?s x:p ?o")).sees(quad)
    assert not dependence_of(where("?s x:q ?o")).sees(quad)
    assert dependence_of("not a query at all").is_stable
