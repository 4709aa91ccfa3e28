"""Dumps say what the store says, in every format, and the same bytes each time."""

import gzip
import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import zstandard
from hostile import GRAPHS, TEXTS, hostile_quads
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.errors import EngineError
from trilogue.export.canonical import canonical_digest, canonical_quads
from trilogue.export.release import Release
from trilogue.export.snapshot import take
from trilogue.export.sorting import SortedLines
from trilogue.export.void import void_quads
from trilogue.formats import GRAPH_FORMATS, N_QUADS, TURTLE, GraphFormat
from trilogue.parse import parse_bytes
from trilogue.serialise import graph_bytes
from trilogue.store import Store
from trilogue.terms import VOID, Vocabulary

Exporter = Callable[..., Path]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_a_dump_says_what_the_store_says(
    hostile: Store, export: Exporter, format_: GraphFormat
) -> None:
    folder = export(hostile, formats=(format_,))
    told = json.loads((folder / "release.json").read_text())["canonical"]
    expected = list(hostile.quads())
    if not format_.holds_datasets:
        expected = [Quad(*quad.triple) for quad in expected]

    found = list(
        pyoxigraph.parse(path=folder / f"trilogue.{format_.suffix}", format=format_.engine)
    )

    assert len(found) == len(set(found)) == len(set(expected))
    assert canonical_quads(found) == canonical_quads(expected)
    kind = "quads" if format_.holds_datasets else "triples"
    assert told[kind] == canonical_digest(expected)


def test_n_quads_and_n_triples_are_the_canonical_form(hostile: Store, export: Exporter) -> None:
    folder = export(hostile, codings=("none",))
    told = json.loads((folder / "release.json").read_text())["canonical"]

    quads, triples = ((folder / f"trilogue.{suffix}").read_bytes() for suffix in ("nq", "nt"))

    assert quads == canonical_quads(hostile.quads())
    assert told["quads"] == hashlib.sha256(quads).hexdigest()
    assert told["triples"] == hashlib.sha256(triples).hexdigest()
    lines = triples.splitlines()
    assert lines == sorted(set(lines))


def test_a_packed_dump_is_the_plain_one_without_name_and_time(
    hostile: Store, export: Exporter
) -> None:
    found = contents(export(hostile, parts=("dumps",)))

    for format_ in GRAPH_FORMATS:
        plain = found[f"trilogue.{format_.suffix}"]
        packed = found[f"trilogue.{format_.suffix}.gz"]
        assert gzip.decompress(packed) == plain
        # RFC 1952, section 2.3: no flags, so no name, and no time
        assert packed[3:8] == bytes(5)
        assert zstandard.decompress(found[f"trilogue.{format_.suffix}.zst"]) == plain


def test_packed_dumps_are_the_same_where_the_plain_ones_do_not_stay(
    hostile: Store, export: Exporter
) -> None:
    all_of_them = contents(export(hostile, "all", parts=("dumps",)))

    packed = contents(export(hostile, "packed", parts=("dumps",), codings=("gzip", "zstd")))

    dumps = {name for name in packed if name.endswith((".gz", ".zst"))}
    assert len(dumps) == 2 * len(GRAPH_FORMATS)
    assert all(packed[name] == all_of_them[name] for name in dumps)
    assert set(packed) - dumps == {"SHA256SUMS", "release.json"}


def on_disk(folder: Path, quads: list[Quad]) -> Store:
    store = Store.open(folder)
    half = len(quads) // 2
    store.extend(quads[:half])
    store.load(quads[half:])
    return store


def test_two_stores_of_the_same_content_give_the_same_bytes(
    tmp_path: Path, export: Exporter
) -> None:
    """In memory and on the disk, filled in another order, with other blank nodes."""
    for number in range(2):
        quads = hostile_quads()
        random.Random(number).shuffle(quads)  # noqa: S311 - to be the same each time
        with Store.in_memory() as store:
            store.load(quads)
            export(store, f"memory-{number}")
        with on_disk(tmp_path / f"store-{number}", quads[::-1]) as store:
            export(store, f"disk-{number}")
    folders = [f"{kind}-{number}" for kind in ("memory", "disk") for number in range(2)]

    first, *others = (contents(tmp_path / name) for name in folders)

    assert len(first) > 3 * len(GRAPH_FORMATS)
    assert all(other == first for other in others)


class Elsewhere:
    """The reading side of a store, which is all that other engines have."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.query, self.quads = store.query, store.quads
        self.count, self.graph_counts = store.count, store.graph_counts


def test_another_engine_gives_the_same_bytes(small_store: Store, export: Exporter) -> None:
    """Even one that answers with a quad twice."""
    elsewhere = Elsewhere(small_store)
    asked = elsewhere.quads

    def twice(*given: Any, **more: Any) -> Iterator[Quad]:
        return chain(asked(*given, **more), asked(*given, **more))

    elsewhere.quads = twice

    assert contents(export(elsewhere, "a")) == contents(export(small_store, "b"))


def test_a_failure_of_the_engine_is_told_and_nothing_is_left(
    hostile: Store, export: Exporter, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(hostile)

    def broken(**_: object) -> Iterator[Quad]:
        raise EngineError("The engine is gone.")

    elsewhere.quads = broken  # type: ignore[assignment]

    with pytest.raises(EngineError, match="gone"):
        export(elsewhere)
    assert list(tmp_path.iterdir()) == []


def test_runs_on_the_disk_change_nothing(hostile: Store, tmp_path: Path) -> None:
    for number in range(400):
        quad = Quad(
            NamedNode(f"http://e.example/{number * 7 % 400}"),
            NamedNode("http://e.example/said"),
            Literal(TEXTS[number % len(TEXTS)]),
            NamedNode(GRAPHS[number % 2]),
        )
        hostile.extend([quad])

    in_memory = take(hostile, tmp_path / "a")
    in_runs = take(hostile, tmp_path / "b", run_bytes=500)

    assert len(list((tmp_path / "b").glob("run-*"))) >= 1
    for name in ("quads.nq", "triples.nt"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert list(in_memory.by_graph()) == list(in_runs.by_graph())
    assert in_memory.quads_digest == in_runs.quads_digest
    assert in_runs.graphs == in_memory.graphs


@given(st.lists(st.lists(st.text("ab\x7fé", max_size=4), max_size=30), max_size=8))
def test_lines_come_back_in_order_and_once(pieces: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = SortedLines(Path(folder), run_bytes=40)
        for piece in pieces:
            lines.add("".join(f"{line}\n" for line in piece).encode())

        found = [line for block in lines.blocks() for line in block]

    assert found == sorted({f"{line}\n".encode() for piece in pieces for line in piece})


@pytest.mark.parametrize(
    ("predicate", "text", "why"),
    [
        ("http://e.example/1", "text", "no XML element"),
        ("http://e.example/", "text", "no XML element"),
        ("http://e.example/p", "bell \x07", "control character"),
        ("http://e.example/p", "\\\x01", "control character"),
        ("http://e.example/p", "form feed \f", "control character"),
        ("http://e.example/p", "\ufffe", "control character"),
    ],
)
def test_what_rdf_xml_cannot_hold_leaves_it_out_and_is_told(
    hostile: Store, export: Exporter, predicate: str, text: str, why: str
) -> None:
    subject, graph = NamedNode("http://e.example/s"), NamedNode(GRAPHS[0])
    hostile.extend([Quad(subject, NamedNode(predicate), Literal(text), graph)])

    folder = export(hostile)

    told = json.loads((folder / "release.json").read_text())["leftOut"]
    assert list(told) == ["trilogue.rdf"]
    assert why in told["trilogue.rdf"]
    assert not list(folder.glob("*.rdf*"))
    found = pyoxigraph.parse(path=folder / "trilogue.ttl", format=TURTLE.engine)
    assert text in {quad.object.value for quad in found if isinstance(quad.object, Literal)}


def test_the_description_that_is_counted_from_files_is_that_of_all_quads(
    hostile: Store, export: Exporter, vocabulary: Vocabulary
) -> None:
    graph = vocabulary.graph("void")
    expected = void_quads(hostile.quads(), vocabulary, "0123456789abcdef", graph)

    found = (export(hostile) / "void.ttl").read_bytes()

    assert found == graph_bytes(expected, TURTLE, vocabulary.prefixes() | {"void": VOID})
    assert len(parse_bytes(found, TURTLE, graph.value, "void.ttl").quads) == len(expected)


def test_a_release_without_a_folder_to_work_in_has_no_snapshot(
    hostile: Store, vocabulary: Vocabulary
) -> None:
    release = Release(hostile, vocabulary, "1", formats=(N_QUADS,))

    with pytest.raises(ValueError, match="no snapshot"):
        _ = release.snapshot
