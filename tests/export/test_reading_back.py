"""Every dump is read back by three readers: pyoxigraph, rdflib and raptor's rapper."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import raptor
import rdflib
from pyoxigraph import Quad, RdfFormat

from trilogue.export.canonical import canonical_digest
from trilogue.export.folder import export_dataset
from trilogue.export.release import Release, read_record
from trilogue.formats import GRAPH_FORMATS, JSON_LD, GraphFormat
from trilogue.store import Store
from trilogue.terms import Vocabulary

Exporter = Callable[..., Path]
Reader = Callable[[Path, GraphFormat], list[Quad]]
RAPPER = {
    "nt": "ntriples",
    "nq": "nquads",
    "ttl": "turtle",
    "trig": "trig",
    "rdf": "rdfxml",
    # Raptor 2 has no reader of JSON-LD; its "json" is RDF/JSON.
}


def by_pyoxigraph(path: Path, format_: GraphFormat) -> list[Quad]:
    return list(pyoxigraph.parse(path=path, format=format_.engine))


def by_rdflib(path: Path, format_: GraphFormat) -> list[Quad]:
    dataset = rdflib.Dataset(default_union=False)
    into = dataset if format_.holds_datasets else dataset.default_graph
    into.parse(path, format={"nt": "nt11"}.get(format_.suffix, format_.media_type))
    # Its own writing gives every graph a name, the unnamed one too.
    data = dataset.serialize(format="nquads").replace("<urn:x-rdflib:default> .", ".")
    return list(pyoxigraph.parse(data, RdfFormat.N_QUADS))


def by_rapper(path: Path, format_: GraphFormat) -> list[Quad]:
    return list(pyoxigraph.parse(raptor.read(path, RAPPER[format_.suffix]), RdfFormat.N_QUADS))


READERS: dict[str, Reader] = {
    "pyoxigraph": by_pyoxigraph,
    "rdflib": by_rdflib,
    "rapper": by_rapper,
}


@pytest.fixture
def as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have rdflib keep values as they are written, such as 01 for 1."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def told(folder: Path) -> dict[str, Any]:
    return read_record((folder / "release.json").read_text(encoding="utf-8"))


def require_equal(folder: Path, format_: GraphFormat, read: Reader) -> None:
    record = told(folder)
    kind = "quads" if format_.holds_datasets else "triples"

    found = set(read(folder / f"{record['name']}.{format_.suffix}", format_))

    assert len(found) == record[kind]
    assert canonical_digest(found) == record["canonical"][kind]


# rdflib warns of what it calls itself.
@pytest.mark.filterwarnings("ignore:.*(Dataset|Graph).* is deprecated:DeprecationWarning")
@pytest.mark.usefixtures("as_written")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_a_dump_is_read_back_with_equal_count_and_digest(
    small_store: Store, hostile: Store, export: Exporter, format_: GraphFormat, reader: str
) -> None:
    if reader == "rapper" and format_ == JSON_LD:
        assert JSON_LD.suffix not in RAPPER
        return
    small_store.load(hostile.quads())
    folder = export(small_store, formats=(format_,), codings=("none",), parts=("dumps",))

    require_equal(folder, format_, READERS[reader])


@pytest.fixture(scope="session")
def curated(curated_store: Store, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The whole dataset, exported twice."""
    folders = [tmp_path_factory.mktemp("curated") / name for name in ("one", "two")]
    for folder in folders:
        export_dataset(Release(curated_store, Vocabulary(), "0123456789abcdef"), folder)
    return folders


def test_two_exports_of_the_whole_dataset_are_the_same(curated: list[Path]) -> None:
    one, two = curated
    names = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}

    assert len(names) > 100
    assert names == {path.relative_to(two) for path in two.rglob("*") if path.is_file()}
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names)
    assert told(one)["leftOut"] == {}


@pytest.mark.filterwarnings("ignore:.*(Dataset|Graph).* is deprecated:DeprecationWarning")
@pytest.mark.usefixtures("as_written")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_the_whole_dataset_is_read_back(
    curated: list[Path], format_: GraphFormat, reader: str
) -> None:
    if reader == "rapper" and format_ == JSON_LD:
        assert JSON_LD.suffix not in RAPPER
        return
    require_equal(curated[0], format_, READERS[reader])
