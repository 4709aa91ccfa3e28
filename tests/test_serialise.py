import json

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
)

from trilogue.formats import (
    GRAPH_FORMATS,
    HTML,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    RESULT_CSV,
    RESULT_FORMATS,
    RESULT_JSON,
    TRIG,
    TURTLE,
    GraphFormat,
    ResultFormat,
)
from trilogue.parse import parse_bytes
from trilogue.query import evaluate
from trilogue.serialise import Cell, answer_bytes, boolean, graph_bytes, table
from trilogue.store import Store
from trilogue.terms import RDF, XSD, Vocabulary

# The characters that XML 1.0 can hold, which is the least that all formats share.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\t\n\r"),
    max_size=20,
)
NAMES = st.text("abcXYZ019-._~é", min_size=1, max_size=8).map(lambda name: f"n{name}")
NODES = st.builds(lambda name: NamedNode(f"http://example.org/{name}"), NAMES)
# RDF/XML can only write predicates that end like a name.
PREDICATES = st.sampled_from(["http://example.org/p", f"{RDF}type", "http://other.org/ns#q"]).map(
    NamedNode
)
LITERALS = st.one_of(
    st.builds(Literal, TEXTS),
    st.builds(
        lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "de-at"])
    ),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(f"{XSD}{name}")),
        TEXTS,
        st.sampled_from(["date", "integer", "double", "boolean", "anyURI"]),
    ),
)
BLANK_NODES = st.sampled_from(["a", "b"]).map(BlankNode)
QUADS = st.lists(
    st.builds(Quad, NODES | BLANK_NODES, PREDICATES, NODES | BLANK_NODES | LITERALS, NODES),
    max_size=8,
)


def canonical(quads: list[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def without_graphs(quads: list[Quad]) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads]


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
@given(quads=QUADS)
def test_what_is_written_reads_back_the_same(format_: GraphFormat, quads: list[Quad]) -> None:
    prefixes = {"e": "http://example.org/", "xsd": XSD, "n": "http://example.org/n"}
    expected = quads if format_.holds_datasets else without_graphs(quads)

    data = graph_bytes(quads, format_, prefixes)

    assert canonical(parse_bytes(data, format_, None, "written").quads) == canonical(expected)


@given(quads=QUADS.filter(lambda quads: not any("_:" in str(quad) for quad in quads)))
def test_the_order_of_quads_does_not_matter(quads: list[Quad]) -> None:
    for format_ in (TURTLE, TRIG, N_QUADS):
        assert graph_bytes(quads, format_) == graph_bytes(reversed(quads), format_)


def test_prefixes_that_are_not_used_are_left_out(small_store: Store) -> None:
    prefixes = Vocabulary().prefixes()

    written = graph_bytes(small_store.quads(), TURTLE, prefixes).decode()

    head = [line for line in written.splitlines() if line.startswith("@prefix")]
    assert head == sorted(head)
    assert any(line.startswith("@prefix tri:") for line in head)
    assert not any(line.startswith("@prefix omnibus:") for line in head)


@pytest.fixture
def filled(store: Store) -> Store:
    store.load(
        Quad(
            NamedNode(f"http://e/{number}"),
            NamedNode("http://e/p"),
            Literal('grün, "quoted"', language="de"),
            NamedNode("http://e/g"),
        )
        for number in range(3)
    )
    return store


@pytest.mark.parametrize("format_", RESULT_FORMATS, ids=lambda format_: format_.suffix)
def test_solutions_are_written_in_every_result_format(filled: Store, format_: ResultFormat) -> None:
    data = answer_bytes(evaluate("SELECT ?s ?o { ?s ?p ?o }", filled), format_)

    if format_ == RESULT_CSV:
        assert data.splitlines()[0] == b"s,o"
        assert data.count(b"\n") == 4
    else:
        assert format_.engine is not None
        solutions = pyoxigraph.parse_query_results(data, format_.engine)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        assert {solution["o"].language for solution in solutions} == {"de"}


@pytest.mark.parametrize("format_", RESULT_FORMATS, ids=lambda format_: format_.suffix)
def test_a_boolean_is_written_in_every_result_format(store: Store, format_: ResultFormat) -> None:
    assert b"true" in answer_bytes(evaluate("ASK {}", store), format_)


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_triples_are_written_in_every_graph_format(filled: Store, format_: GraphFormat) -> None:
    query = "CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s ?p ?o }"

    data = answer_bytes(evaluate(query, filled), format_, {"e": "http://e/"})

    assert len(parse_bytes(data, format_, None, "answer").quads) == 3


def test_triples_come_once(filled: Store) -> None:
    query = "CONSTRUCT { <http://e/s> <http://e/q> 1 } WHERE { ?s ?p ?o }"

    assert answer_bytes(evaluate(query, filled), N_TRIPLES).count(b"\n") == 1


@pytest.mark.parametrize(
    ("query", "format_"),
    [
        ("ASK {}", TURTLE),
        ("SELECT * {}", HTML),
        ("CONSTRUCT WHERE { ?s ?p ?o }", RESULT_JSON),
    ],
)
def test_a_format_that_does_not_fit_is_a_slip_of_the_caller(
    store: Store, query: str, format_: GraphFormat | ResultFormat
) -> None:
    with pytest.raises(TypeError, match="cannot be written as"):
        answer_bytes(evaluate(query, store), format_)


def test_a_carriage_return_survives_xml() -> None:
    quad = Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("a\r\nb\rc"))

    assert parse_bytes(graph_bytes([quad], RDF_XML), RDF_XML, None, "x").quads == [quad]


def test_a_table_tells_kinds_languages_and_datatypes(store: Store) -> None:
    query = 'SELECT * { VALUES (?a ?b ?c ?d) { (<http://e/x> "x"@en 1 UNDEF) } }'

    found = table(evaluate(query, store))

    row = dict(zip(found.variables, found.rows[0], strict=True))
    assert row == {
        "a": Cell("uri", "http://e/x"),
        "b": Cell("literal", "x", "en"),
        "c": Cell("literal", "1", None, f"{XSD}integer"),
        "d": None,
    }


def test_a_table_says_when_it_is_cut(filled: Store) -> None:
    found = table(evaluate("SELECT * { ?s ?p ?o }", filled), 2)

    assert (len(found.rows), found.total, found.is_cut) == (2, 3, True)
    assert not table(evaluate("SELECT * { ?s ?p ?o }", filled), 3).is_cut


def test_a_table_wants_solutions_and_a_boolean_a_boolean(store: Store) -> None:
    with pytest.raises(TypeError):
        table(evaluate("ASK {}", store))
    with pytest.raises(TypeError):
        boolean(evaluate("SELECT * {}", store))
    assert boolean(evaluate("ASK {}", store))


def test_json_is_json(filled: Store) -> None:
    document = json.loads(answer_bytes(evaluate("SELECT * { ?s ?p ?o }", filled), RESULT_JSON))

    assert len(document["results"]["bindings"]) == 3
