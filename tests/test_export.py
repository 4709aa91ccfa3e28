import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from trilogue.content import Content
from trilogue.errors import StoreError
from trilogue.export import export_dataset
from trilogue.formats import N_QUADS, TRIG, TURTLE
from trilogue.parse import parse_bytes, parse_file
from trilogue.store import Store
from trilogue.terms import RDF, VOID, Vocabulary

VERSION = "0123456789abcdef"


@pytest.fixture
def exported(small_store: Store, tmp_path: Path, vocabulary: Vocabulary) -> Path:
    export_dataset(small_store, tmp_path / "export", vocabulary, VERSION)
    return tmp_path / "export"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_graph_is_a_file(exported: Path) -> None:
    assert set(files(exported)) == {
        "SHA256SUMS",
        "trilogue.nq",
        "trilogue.trig",
        "void.ttl",
        "graphs/graph/actors.ttl",
        "graphs/graph/derived.ttl",
        "graphs/graph/events/letters.ttl",
        "graphs/graph/sources.ttl",
        "graphs/graph/stages.ttl",
        "graphs/ontology/bridge/align.ttl",
        "graphs/ontology/core.ttl",
        "graphs/shape-graph/core.ttl",
    }


def test_all_quads_are_in_both_dumps(exported: Path, small_store: Store) -> None:
    for name, format_ in (("trilogue.nq", N_QUADS), ("trilogue.trig", TRIG)):
        parsed = parse_bytes((exported / name).read_bytes(), format_, None, name)
        assert set(parsed.quads) == set(small_store.quads())


def test_a_graph_file_says_what_the_graph_says(exported: Path, small_content: Content) -> None:
    (original,) = [f for f in small_content.files("graph") if f.relative == "graph/actors.ttl"]
    graph = original.graph_iri()

    data = (exported / "graphs" / "graph" / "actors.ttl").read_bytes()

    assert set(parse_bytes(data, TURTLE, graph, "x").quads) == set(parse_file(original).quads)


def test_n_quads_are_sorted(exported: Path) -> None:
    lines = (exported / "trilogue.nq").read_bytes().splitlines()

    assert lines == sorted(lines)


def test_the_checksums_are_right(exported: Path) -> None:
    found = files(exported)
    sums = found.pop("SHA256SUMS").decode()

    assert sorted(sums.splitlines()) == sorted(
        f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in found.items()
    )


def test_the_description_counts_what_there_is(exported: Path, small_store: Store) -> None:
    parsed = parse_bytes((exported / "void.ttl").read_bytes(), TURTLE, None, "void.ttl")
    said = {(str(q.subject), q.predicate.value): q.object for q in parsed.quads}
    dataset = "<https://w3id.org/trilogue/graph/>"
    triples = {quad.triple for quad in small_store.quads()}
    types = {q.object for q in small_store.quads() if q.predicate.value == f"{RDF}type"}

    assert str(said[dataset, f"{VOID}triples"]).startswith(f'"{len(triples)}"')
    assert str(said[dataset, f"{VOID}classes"]).startswith(f'"{len(types)}"')
    actors = "<https://w3id.org/trilogue/graph/actors>"
    assert str(said[actors, f"{VOID}triples"]).startswith('"8"')


def test_the_same_content_gives_the_same_bytes(
    small_content: Content,
    vocabulary: Vocabulary,
    tmp_path: Path,
    parse_turtle: Callable[[str, str], list[Quad]],
) -> None:
    """Blank nodes too, whose labels are new with each parse."""
    for name in ("one", "two"):
        with Store.in_memory() as store:
            for file in small_content.all_files():
                store.load(parse_file(file).quads)
            text = "actor:x tri:part [ tri:size 1 ], [ tri:size 2 ; tri:part [ tri:size 3 ] ] ."
            store.load(parse_turtle(text, "http://elsewhere.example/graph"))
            export_dataset(store, tmp_path / name, vocabulary, VERSION)

    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert any(name.startswith("graphs/other/") for name in files(tmp_path / "one"))


def test_an_earlier_export_is_replaced(
    exported: Path, store: Store, vocabulary: Vocabulary
) -> None:
    for graph in store.graph_counts():
        store.replace_graph(graph, [])

    export_dataset(store, exported, vocabulary, VERSION)

    assert set(files(exported)) == {"SHA256SUMS", "trilogue.nq", "trilogue.trig", "void.ttl"}


def test_a_folder_with_anything_else_in_it_is_left_alone(
    exported: Path, small_store: Store, vocabulary: Vocabulary
) -> None:
    (exported / "notes.txt").write_text("mine")

    with pytest.raises(StoreError, match="not empty"):
        export_dataset(small_store, exported, vocabulary, VERSION)

    assert (exported / "notes.txt").read_text() == "mine"
    assert (exported / "trilogue.nq").is_file()


def test_progress_names_each_file(
    small_store: Store, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    told: list[str] = []

    written = export_dataset(small_store, tmp_path / "x", vocabulary, VERSION, told.append)

    assert told == [path.as_posix() for path in written if path.name != "SHA256SUMS"]


def test_a_place_that_cannot_be_written_is_told(
    small_store: Store, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot be written"):
        export_dataset(small_store, tmp_path / "file" / "export", vocabulary, VERSION)
