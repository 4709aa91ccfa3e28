import io
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat

from trilogue.errors import (
    QueryError,
    QuerySyntaxError,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
)
from trilogue.store import Store

ONE, TWO = "http://e/graph/one", "http://e/graph/two"


def quad(subject: str, value: str, graph: str) -> Quad:
    return Quad(
        NamedNode(f"http://e/{subject}"), NamedNode("http://e/p"), Literal(value), NamedNode(graph)
    )


@pytest.fixture
def filled(store: Store) -> Store:
    store.load([quad("a", "1", ONE), quad("b", "2", ONE), quad("c", "3", TWO)])
    return store


def subjects(store: Store, query: str, **dataset: list[str]) -> set[str]:
    solutions = store.query(query, **dataset)
    assert isinstance(solutions, QuerySolutions)
    return {str(solution["s"].value)[-1] for solution in solutions}


def test_quads_are_counted_by_graph(filled: Store) -> None:
    assert filled.count() == 3
    assert filled.graph_counts() == {ONE: 2, TWO: 1}


def test_quads_as_text_fill_a_store_too(filled: Store) -> None:
    text = b"".join(b"%s .\n" % str(each).encode() for each in filled.quads())

    with Store.in_memory() as other:
        other.load_bytes(text)
        assert set(other.quads()) == set(filled.quads())


def test_a_graph_is_replaced_and_no_other(filled: Store) -> None:
    filled.replace_graph(ONE, [quad("d", 'with "quotes"\nand lines', "http://e/ignored")])

    assert set(filled.quads()) == {quad("d", 'with "quotes"\nand lines', ONE), quad("c", "3", TWO)}


def test_a_graph_that_cannot_be_replaced_stays_as_it_was(filled: Store) -> None:
    broken = Quad(NamedNode("http://e/x"), NamedNode("http://e/p"), Literal("x"))

    def quads() -> object:
        yield broken
        raise RuntimeError("the reader stumbled")

    with pytest.raises(RuntimeError, match="stumbled"):
        filled.replace_graph(ONE, quads())  # type: ignore[arg-type]

    assert filled.graph_counts() == {ONE: 2, TWO: 1}


def test_a_graph_may_be_replaced_by_nothing(filled: Store) -> None:
    filled.replace_graph(NamedNode(ONE), [])

    assert set(filled.quads()) == {quad("c", "3", TWO)}


@pytest.mark.parametrize(
    ("query", "dataset", "expected"),
    [
        pytest.param("SELECT * { ?s ?p ?o }", {}, "abc", id="default-is-the-union"),
        pytest.param("SELECT * { GRAPH ?g { ?s ?p ?o } }", {}, "abc", id="all-graphs-are-named"),
        pytest.param("SELECT * FROM <two> { ?s ?p ?o }", {}, "c", id="from"),
        pytest.param("SELECT * FROM<two>{ ?s ?p ?o }", {}, "c", id="from-without-spaces"),
        pytest.param(
            "SELECT * FROM <two> { GRAPH ?g { ?s ?p ?o } }", {}, "", id="from-leaves-no-named-graph"
        ),
        pytest.param(
            "SELECT * FROM NAMED <two> { GRAPH ?g { ?s ?p ?o } }", {}, "c", id="from-named"
        ),
        pytest.param("SELECT * FROM NAMED <two> { ?s ?p ?o }", {}, "", id="from-named-only"),
        pytest.param("# FROM\nSELECT * { ?s ?p ?o }", {}, "abc", id="from-in-a-comment"),
        pytest.param(
            "SELECT * { ?s ?p ?o }", {"default_graphs": [TWO]}, "c", id="protocol-default"
        ),
        pytest.param(
            "SELECT * { GRAPH ?g { ?s ?p ?o } }",
            {"default_graphs": [TWO]},
            "",
            id="protocol-no-named",
        ),
        pytest.param(
            "SELECT * { GRAPH ?g { ?s ?p ?o } }", {"named_graphs": [TWO]}, "c", id="protocol-named"
        ),
        pytest.param(
            "SELECT * { ?s ?p ?o }", {"named_graphs": [TWO]}, "", id="protocol-no-default"
        ),
        pytest.param(
            "SELECT * FROM <one> { ?s ?p ?o }", {"default_graphs": [TWO]}, "c", id="protocol-wins"
        ),
    ],
)
def test_the_dataset_of_a_query(
    filled: Store, query: str, dataset: dict[str, list[str]], expected: str
) -> None:
    query = query.replace("<one>", f"<{ONE}>").replace("<two>", f"<{TWO}>")

    assert subjects(filled, query, **dataset) == set(expected)


@pytest.mark.parametrize(
    ("query", "line", "column", "message"),
    [
        ("SELECT * { ?s ?p }", 1, 19, "ends too early"),
        ("SELECT *\n{ ?s tri:p ?o }", 2, 6, '"tri:" is not declared'),
        ("PREFIX e: <http://e/> SELECT * { e:a e:p x:b }", 1, 42, '"x:" is not declared'),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", 1, 41, "variable that is unbound"),
        ("SELECT * { ?s ?p ?o } LIMIT many", 1, 29, '"many" does not fit here'),
        ("", 1, 1, "ends too early"),
        ("INSERT DATA { <http://e/a> <http://e/p> 1 }", 1, None, "does not fit"),
    ],
)
def test_a_broken_query_has_a_place_and_a_short_message(
    store: Store, query: str, line: int, column: int | None, message: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=message) as caught:
        store.query(query)

    assert caught.value.line == line
    if column is not None:
        assert caught.value.column == column
    assert len(caught.value.message) < 250
    assert "'\\u{" not in caught.value.message


def test_what_the_engine_cannot_evaluate_is_our_error(filled: Store) -> None:
    with pytest.raises(QueryError, match="http://e/function"):
        filled.query("SELECT * { ?s ?p ?o FILTER(<http://e/function>(?s)) }")


def test_a_dump_holds_all_graphs_or_one(filled: Store) -> None:
    whole, one = io.BytesIO(), io.BytesIO()

    filled.dump(RdfFormat.N_QUADS, whole)
    filled.dump(RdfFormat.N_TRIPLES, one, TWO)

    assert len(whole.getvalue().splitlines()) == 3
    assert one.getvalue() == b'<http://e/c> <http://e/p> "3" .\n'


def test_a_store_on_disk_keeps_what_it_was_given(tmp_path: Path) -> None:
    with Store.open(tmp_path / "deep" / "store") as store:
        store.load([quad("a", "1", ONE)])
        store.flush()
    with Store.open_read_only(tmp_path / "deep" / "store") as reader:
        assert reader.count() == 1
        with pytest.raises(StoreError):
            reader.replace_graph(ONE, [])


def test_a_copy_is_a_store_of_its_own(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        store.load([quad("a", "1", ONE)])
        store.backup(tmp_path / "copy")
        store.load([quad("b", "2", ONE)])
        with Store.open(tmp_path / "copy") as copy:
            assert (copy.count(), store.count()) == (1, 2)


def test_a_second_writer_is_told_who_is_in_the_way(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store"), pytest.raises(StoreLocked, match="--store"):
        Store.open(tmp_path / "store")


def test_a_missing_store_is_told_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="trilogue build"):
        Store.open_read_only(tmp_path / "nothing")


def test_a_damaged_store_is_told_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("nonsense")

    with pytest.raises(StoreDamaged, match="trilogue build"):
        Store.open_read_only(tmp_path)


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store")
    store.close()
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.count()
    with Store.open(tmp_path / "store") as again:
        assert again.count() == 0
