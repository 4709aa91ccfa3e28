"""What an export's folder holds, and when it is written."""

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from trilogue.content import Content
from trilogue.errors import StoreError
from trilogue.export.codings import SUFFIXES
from trilogue.export.folder import export_dataset
from trilogue.export.release import Release
from trilogue.formats import GRAPH_FORMATS, N_QUADS, TRIG, TURTLE
from trilogue.parse import parse_bytes, parse_file
from trilogue.store import Store
from trilogue.terms import RDF, VOID, Vocabulary

Exporter = Callable[..., Path]
VERSION = "0123456789abcdef"
DUMPS = {
    f"trilogue.{each.suffix}{suffix}" for each in GRAPH_FORMATS for suffix in SUFFIXES.values()
}


@pytest.fixture
def exported(small_store: Store, export: Exporter) -> Path:
    return export(small_store)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_graph_is_a_file(exported: Path) -> None:
    found = set(files(exported))

    assert {"SHA256SUMS", "release.json", "void.ttl", *DUMPS} <= found
    assert {name for name in found if name.startswith("graphs/")} == {
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
    parse_turtle: Callable[[str, str], list[Quad]],
    export: Exporter,
    tmp_path: Path,
) -> None:
    """Blank nodes too, whose labels are new with each parse."""
    for name in ("one", "two"):
        with Store.in_memory() as store:
            for file in small_content.all_files():
                store.load(parse_file(file).quads)
            text = "actor:x tri:part [ tri:size 1 ], [ tri:size 2 ; tri:part [ tri:size 3 ] ] ."
            store.load(parse_turtle(text, "http://elsewhere.example/graph"))
            export(store, name)

    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert any(name.startswith("graphs/other/") for name in files(tmp_path / "one"))


def test_an_earlier_export_is_replaced(exported: Path, store: Store, export: Exporter) -> None:
    for graph in store.graph_counts():
        store.replace_graph(graph, [])

    export(store)

    assert not [name for name in files(exported) if name.startswith("graphs/")]
    assert (exported / "trilogue.nq").read_bytes() == b""


def test_a_folder_with_anything_else_in_it_is_left_alone(
    exported: Path, small_store: Store, export: Exporter
) -> None:
    (exported / "notes.txt").write_text("mine")

    with pytest.raises(StoreError, match="not empty"):
        export(small_store)

    assert (exported / "notes.txt").read_text() == "mine"
    assert (exported / "trilogue.nq").is_file()


def test_progress_names_each_file_that_is_not_only_packed(
    small_store: Store, export: Exporter
) -> None:
    told: list[str] = []

    exported = export(small_store, progress=told.append)

    assert {name for name in told if not name.endswith((".json", "/"))} == {
        name
        for name in files(exported)
        if not name.endswith((".gz", ".zst", "SUMS", ".json")) and "networks/" not in name
    }
    assert "networks/" in told


def test_a_place_that_cannot_be_written_is_told(
    small_store: Store, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot be written"):
        export_dataset(Release(small_store, vocabulary, VERSION), tmp_path / "file" / "export")


def test_sha256sum_finds_all_files_whole(exported: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]

    done = subprocess.run(command, cwd=exported, capture_output=True, text=True, check=False)

    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_the_record_tells_each_file_and_the_dataset(exported: Path, small_store: Store) -> None:
    told = json.loads((exported / "release.json").read_text())
    found = files(exported)

    assert told["version"] == VERSION
    assert told["quads"] == small_store.count()
    assert told["triples"] == len({quad.triple for quad in small_store.quads()})
    assert told["graphs"] == small_store.graph_counts()
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {file["path"] for file in told["files"]} == set(found) - {"SHA256SUMS", "release.json"}
    for file in told["files"]:
        assert file["bytes"] == len(found[file["path"]])
        assert file["sha256"] == hashlib.sha256(found[file["path"]]).hexdigest()
    types = {file["path"]: file["mediaType"] for file in told["files"]}
    assert types["trilogue.rdf"] == "application/rdf+xml"
    assert types["trilogue.nq.gz"] == "application/gzip"
    assert types["trilogue.nq.zst"] == "application/zstd"
    statements = {file["path"]: file.get("statements") for file in told["files"]}
    assert statements["trilogue.trig.gz"] == told["quads"]
    assert statements["trilogue.ttl"] == told["triples"]
    assert statements["void.ttl"] is None


def test_without_the_derived_graph_all_says_so(
    small_store: Store, export: Exporter, vocabulary: Vocabulary
) -> None:
    derived = vocabulary.derived_graph.value
    whole = json.loads((export(small_store) / "release.json").read_text())
    folder = export(small_store, "less", without_derived=True)
    told = json.loads((folder / "release.json").read_text())

    assert told["withoutDerived"]
    assert told["quads"] == whole["quads"] - whole["graphs"][derived]
    assert derived not in told["graphs"]
    assert not (folder / "graphs" / "graph" / "derived.ttl").exists()
    assert derived.encode() not in (folder / "trilogue-without-derived.nq").read_bytes()
    assert derived.encode() not in (folder / "void.ttl").read_bytes()
    assert not DUMPS & set(files(folder))


def test_only_what_is_asked_for_is_written(small_store: Store, export: Exporter) -> None:
    folder = export(small_store, formats=(TRIG,), codings=("zstd",), parts=("dumps",))

    assert set(files(folder)) == {"SHA256SUMS", "release.json", "trilogue.trig.zst"}
