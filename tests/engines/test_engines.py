"""What holds of every engine; where one differs, docs/engines.md and `DIFFERENT` say so."""

import time
from collections import Counter
from collections.abc import Callable

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions

from trilogue.content import find_content
from trilogue.engine.model import (
    Asked,
    DeleteGraph,
    Engine,
    GraphDocument,
    PostGraph,
    PutGraph,
    Update,
)
from trilogue.engine.publish import publish
from trilogue.engine.remote import RemoteEngine
from trilogue.errors import (
    LimitPassed,
    QueryError,
    QuerySyntaxError,
    ResourceNotFound,
    WriteRefused,
)
from trilogue.formats import (
    GRAPH_FORMATS,
    N_TRIPLES,
    RESULT_CSV,
    RESULT_FORMATS,
    RESULT_TSV,
    TURTLE,
    GraphFormat,
    ResultFormat,
)
from trilogue.parse import parse_bytes
from trilogue.questions import Question, read_questions
from trilogue.settings import Settings
from trilogue.store import Dataset, Store
from trilogue.web.app import create_app

E = "http://e/"
G1, G2 = f"{E}g1", f"{E}g2"
ODD = [
    Literal("é\n\t\r\"'\\ 😀 \u0301"),
    Literal("x", language="en"),
    Literal(""),
    Literal("-7", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
    Literal("2020-02-29", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    Literal("odd", datatype=NamedNode("http://e/type")),
]
# Where an engine gives other rows than Oxigraph; each is told in docs/engines.md.
DIFFERENT = {
    ("fuseki", "create"): "CREATE of a graph that is there is no error",
    ("virtuoso", "create"): "CREATE of a graph that is there is no error",
    ("virtuoso", "DESCRIBE"): "DESCRIBE without a dataset gives nothing",
    ("virtuoso", "q10-do-limits-bind-companies"): "a comparison in SELECT is 1 or 0, no boolean",
    ("virtuoso", "q13-documented-role-of-france"): "a boolean is written 1 in some answers",
}


@pytest.fixture
def differs(kind: str, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Expect the test to fail where the engine is known to differ in what is named."""

    def mark(what: str) -> None:
        if (kind, what) in DIFFERENT:
            reason = f"docs/engines.md: {DIFFERENT[kind, what]}"
            request.applymarker(pytest.mark.xfail(strict=True, reason=reason))

    return mark


def document(turtle: str) -> GraphDocument:
    return GraphDocument(turtle.encode(), TURTLE, E)


def rows(engine: Engine, query: str, **dataset: tuple[str, ...]) -> list[str]:
    body = engine.view().answer(Asked(query, RESULT_TSV, **dataset)).read()  # type: ignore[arg-type]
    return sorted(body.decode().splitlines()[1:])


@pytest.fixture
def two(engine: Engine) -> Engine:
    """The engine with a triple in each of two graphs."""
    engine.write(PutGraph(G1, [document("<a> <p> <b>, 1 .")]))
    engine.write(PutGraph(G2, [document("<c> <p> <d> .")]))
    return engine


@pytest.mark.parametrize("format_", RESULT_FORMATS, ids=lambda each: each.name)
@pytest.mark.parametrize(
    "query", ["SELECT ?o { <http://e/a> ?p ?o }", "ASK { <http://e/a> ?p ?o }"]
)
def test_solutions_and_booleans_come_in_every_format(
    two: Engine, query: str, format_: ResultFormat
) -> None:
    assert two.view().answer(Asked(query, format_)).size > 0


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda each: each.name)
@pytest.mark.parametrize(
    "query",
    ["CONSTRUCT { ?s ?p ?o } WHERE { ?s <http://e/p> ?o . ?s ?p ?o }", "DESCRIBE <http://e/c>"],
)
def test_triples_come_in_every_format(
    two: Engine, query: str, format_: GraphFormat, differs: Callable[[str], None]
) -> None:
    differs(query.partition(" ")[0])
    data = two.view().answer(Asked(query, format_, prefixes={"e": E})).read()

    found = {str(quad.triple) for quad in parse_bytes(data, format_, None, "answer").quads}
    expected = {"<http://e/c> <http://e/p> <http://e/d>"}
    assert expected <= found


def test_the_default_graph_is_the_union(two: Engine) -> None:
    assert len(rows(two, "SELECT ?s ?o { ?s <http://e/p> ?o }")) == 3


def test_a_dataset_of_the_protocol_or_the_query_is_kept_to(two: Engine) -> None:
    query = "SELECT ?s { ?s <http://e/p> ?o }"

    assert rows(two, query, default_graphs=(G2,)) == ["<http://e/c>"]
    assert rows(two, "SELECT ?s FROM <http://e/g2> { ?s <http://e/p> ?o }") == ["<http://e/c>"]
    assert rows(two, "SELECT ?g { GRAPH ?g { ?s <http://e/p> ?o } }", named_graphs=(G2,)) == [
        f"<{G2}>"
    ]


def test_a_syntax_error_has_its_place(engine: Engine) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.view().answer(Asked("SELECT * {\n ?s ?p }", RESULT_CSV))

    assert caught.value.line == 2


@pytest.mark.parametrize(
    "text", ['define get:soft "soft" SELECT * { ?s ?p ?o }', "SPARQL CLEAR ALL"]
)
def test_what_is_no_sparql_is_never_sent(engine: Engine, text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        engine.view().answer(Asked(text, RESULT_CSV))


@pytest.mark.parametrize("ending", ["", ";", " # a comment", ";\n# a comment"])
def test_an_update_makes_a_new_version(engine: Engine, ending: str) -> None:
    before = engine.view().version

    written = engine.write(Update(f"INSERT DATA {{ GRAPH <{G1}> {{ <{E}u> <{E}p> 9 }} }}{ending}"))

    assert before != written.version == engine.view().version
    assert rows(engine, f"SELECT ?o {{ <{E}u> ?p ?o }}") == ["9"]


def test_an_update_that_fails_changes_nothing(two: Engine, differs: Callable[[str], None]) -> None:
    differs("create")
    with pytest.raises(QueryError):
        two.write(
            Update(f"INSERT DATA {{ GRAPH <{E}half> {{ <{E}h> <{E}p> 1 }} }}; CREATE GRAPH <{G1}>")
        )

    assert rows(two, f"SELECT * {{ <{E}h> ?p ?o }}") == []


def test_a_graph_is_put_extended_read_and_deleted(engine: Engine) -> None:
    name = f"{E}new"
    assert engine.write(PutGraph(name, [document("<a> <p> <x> .")])).created
    assert not engine.write(PutGraph(name, [document("<a> <p> <b> .")])).created
    assert not engine.write(
        PostGraph(name, [document("<a> <p> <c> ."), document("<a> <p> [] .")])
    ).created
    assert engine.view().graph(name, N_TRIPLES).read().count(b"\n") == 3
    engine.write(DeleteGraph(name))

    with pytest.raises(ResourceNotFound):
        engine.view().graph(name, N_TRIPLES)
    with pytest.raises(ResourceNotFound):
        engine.write(DeleteGraph(name))


def test_the_unnamed_graph_is_a_graph_of_its_own(two: Engine, kind: str) -> None:
    if kind == "virtuoso":
        with pytest.raises(WriteRefused):
            two.write(PutGraph(None, [document("<z> <p> <z> .")]))
        return
    two.write(PutGraph(None, [document("<z> <p> <z> .")]))
    assert two.view().graph(None, N_TRIPLES).read() == b"<http://e/z> <http://e/p> <http://e/z> .\n"
    two.write(DeleteGraph(None))

    assert two.view().graph(None, N_TRIPLES).read() == b""


@pytest.mark.parametrize("literal", ODD, ids=str)
def test_a_literal_comes_back_as_it_was(engine: Engine, literal: Literal) -> None:
    engine.write(PutGraph(f"{E}odd", [document(f"<a> <p> {literal} .")]))

    data = engine.view().graph(f"{E}odd", N_TRIPLES).read()
    (quad,) = parse_bytes(data, N_TRIPLES, None, "answer").quads
    assert quad.object == literal


def test_blank_nodes_stay_connected(engine: Engine) -> None:
    engine.write(PutGraph(f"{E}blank", [document("<a> <p> [ <p> [ <p> 1 ] ] .")]))

    assert rows(engine, f"SELECT ?o {{ <{E}a> <{E}p>/<{E}p>/<{E}p> ?o }}") == ["1"]


def test_blank_nodes_of_two_graphs_are_different_ones(engine: Engine) -> None:
    for name in ("one", "two"):
        engine.write(PutGraph(f"{E}{name}", [document("<a> <p> [ <p> [ <p> 1 ] ] .")]))
    dataset = engine.view().dataset

    found = {
        name: [
            node
            for quad in dataset.quads(graph_name=NamedNode(f"{E}{name}"))
            for node in (quad.subject, quad.object)
            if isinstance(node, BlankNode)
        ]
        for name in ("one", "two")
    }

    assert [len(found[name]) for name in found] == [4, 4]
    assert [len(set(found[name])) for name in found] == [2, 2]
    assert not set(found["one"]) & set(found["two"])


def test_the_reading_side_finds_and_counts(two: Engine) -> None:
    dataset = two.view().dataset

    assert list(dataset.quads(NamedNode(f"{E}c"))) == [
        Quad(NamedNode(f"{E}c"), NamedNode(f"{E}p"), NamedNode(f"{E}d"), NamedNode(G2))
    ]
    assert dataset.graph_counts()[G2] == 1
    assert isinstance(dataset.query("SELECT * { ?s ?p ?o } LIMIT 1"), QuerySolutions)


CROSS = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9))


@pytest.mark.parametrize(
    "query", [f"SELECT * {{ {CROSS} }}", f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"]
)
def test_a_product_is_refused_in_time(engine: Engine, query: str) -> None:
    engine.write(
        PutGraph(f"{E}many", [document("\n".join(f"<a{n}> <p> {n} ." for n in range(60)))])
    )
    began = time.monotonic()

    with pytest.raises(LimitPassed):
        engine.view().answer(Asked(query, RESULT_CSV))

    assert time.monotonic() - began < engine.budget.seconds + 1


@pytest.fixture(scope="session")
def published(engine: Engine, curated_store: Store) -> Engine:
    """The engine with the real content in it, where the embedded has it from the beginning."""
    if isinstance(engine, RemoteEngine):
        publish(engine, curated_store, "0123456789abcdef")
        assert not publish(engine, curated_store, "0123456789abcdef")
        assert engine.view().version == "0123456789abcdef"
    return engine


def test_a_publication_brings_everything(published: Engine, curated_store: Store) -> None:
    found = published.view().dataset.graph_counts()

    assert {
        name: found.get(name) for name in curated_store.graph_counts()
    } == curated_store.graph_counts()


@pytest.mark.parametrize("question", read_questions(find_content()), ids=lambda each: each.name)
def test_a_question_has_the_same_rows(
    published: Engine, curated_store: Store, question: Question, differs: Callable[[str], None]
) -> None:
    differs(question.name)

    assert solutions(published.view().dataset, question) == solutions(curated_store, question)


def solutions(dataset: Dataset, question: Question) -> tuple[list[str], Counter[tuple[str, ...]]]:
    """Give the variables in their order, and the solutions in none."""
    found = dataset.query(question.query)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return names, Counter(tuple(str(each[name]) for name in names) for each in found)


@pytest.mark.parametrize(
    "address",
    ["/", "/page/id/actor/edri", "/data/id/actor/edri.ttl", "/sparql", "/graphs", "/healthz"],
)
def test_a_page_is_shown(published: Engine, address: str) -> None:
    client = create_app(Settings(), published).test_client()

    assert client.get(address).status_code == 200
