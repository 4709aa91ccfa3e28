import pytest

from trilogue.errors import QueryError, QuerySyntaxError, RequestError, UpdateNotOffered
from trilogue.query import evaluate
from trilogue.serialise import boolean, table
from trilogue.store import Store


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * { ?s ?p ?o }", "solutions"),
        ("ASK {}", "boolean"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "triples"),
        ("DESCRIBE <http://e/s>", "triples"),
    ],
)
def test_the_answer_is_after_the_query_form(store: Store, query: str, kind: str) -> None:
    assert evaluate(query, store).kind == kind


def test_the_default_graph_is_the_union(small_store: Store) -> None:
    found = table(evaluate("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", small_store)).rows[0][0]

    assert found is not None
    assert found.value == str(small_store.count())


def test_graphs_given_by_the_caller_are_the_dataset(small_store: Store) -> None:
    graph = "https://w3id.org/trilogue/graph/sources"

    assert not boolean(evaluate("ASK { ?s a ?t }", small_store, ["http://e/none"]))
    assert boolean(evaluate("ASK { ?s a ?t }", small_store, [graph]))
    assert boolean(evaluate("ASK { GRAPH ?g { ?s a ?t } }", small_store, (), [graph]))


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <http://e/s> <http://e/p> 1 }",
        "delete where { ?s ?p ?o }",
        "PREFIX e: <http://e/> INSERT { ?s e:p 1 } WHERE { ?s e:p 2 }",
        "# SELECT\nDROP ALL",
        "CLEAR DEFAULT",
        "CREATE GRAPH <http://e/g>",
        "COPY DEFAULT TO <http://e/g>",
        "MOVE <http://e/g> TO <http://e/h>",
        "ADD <http://e/g> TO <http://e/h>",
        "WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/hostname>",
        "BASE <http://e/> LOAD <x>",
    ],
)
def test_an_update_is_not_offered(small_store: Store, update: str) -> None:
    before = small_store.count()

    with pytest.raises(UpdateNotOffered, match="Send a query"):
        evaluate(update, small_store)

    assert small_store.count() == before


def test_an_update_after_a_query_is_a_syntax_error(small_store: Store) -> None:
    with pytest.raises(QuerySyntaxError):
        evaluate("SELECT * { ?s ?p ?o } ; DROP ALL", small_store)


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_must_be_an_absolute_iri(store: Store, parameter: str) -> None:
    graphs = {"default-graph-uri": (["nowhere"], []), "named-graph-uri": ([], ["nowhere"])}

    with pytest.raises(RequestError, match="nowhere") as caught:
        evaluate("ASK {}", store, *graphs[parameter])

    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{", "}"),
        ("<< ?a ?b ", " >>"),
        ("{ FILTER EXISTS {", "}}"),
        ("{ SELECT * {", "}}"),
        ("{ GRAPH ?g {", "}}"),
    ],
)
def test_a_query_that_could_exhaust_the_stack_is_refused(
    store: Store, opening: str, closing: str
) -> None:
    query = f"SELECT * {opening * 3000}{closing * 3000}"

    with pytest.raises(QueryError, match="brackets inside each other"):
        evaluate(query, store)


@pytest.mark.parametrize(
    "piece", ["OPTIONAL { ?s ?p ?o } ", "BIND(1 AS ?x{}) ", "FILTER(1+1+1) ", "FILTER(!!true) "]
)
def test_a_query_of_very_many_steps_is_refused(store: Store, piece: str) -> None:
    query = "SELECT * {" + "".join(piece.replace("{}", str(n)) for n in range(3000)) + "}"

    with pytest.raises(QueryError, match="groups and operators"):
        evaluate(query, store)


def test_the_deepest_query_that_is_allowed_is_evaluated(store: Store) -> None:
    query = f"SELECT * {'{' * 64}{'}' * 64}"

    assert evaluate(query, store).kind == "solutions"
