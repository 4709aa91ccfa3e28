"""The whole dataset as files that say the same bytes for the same content.

::

    trilogue.nq        all quads, one a line, sorted
    trilogue.trig      all quads, graph by graph
    graphs/….ttl       each named graph by itself
    void.ttl           what the dataset holds, counted (VoID)
    SHA256SUMS         a checksum for each of the files
"""

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import pyoxigraph
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Literal, NamedNode, Quad

from trilogue.errors import StoreError
from trilogue.formats import N_QUADS, TRIG, TURTLE
from trilogue.serialise import graph_bytes
from trilogue.store import Dataset
from trilogue.terms import DCTERMS, OWL, RDF, VOID, XSD, Vocabulary

CHECKSUMS = "SHA256SUMS"
DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"

Progress: TypeAlias = Callable[[str], None]
_Statement: TypeAlias = tuple[NamedNode, str, NamedNode | Literal]


def export_dataset(
    store: Dataset,
    directory: Path,
    vocabulary: Vocabulary,
    version: str,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the dataset to *directory*, whole or not at all.

    Args:
        store: what to write.
        directory: new, empty, or holding an earlier export, which is replaced.
        vocabulary: the base that the store was built with.
        version: of the dataset.
        progress: called with each file's name before it is written; None for silence.

    Returns:
        The files, relative to *directory*, in the order in which they were written.

    Raises:
        StoreError: the directory holds something else, or cannot be written.
    """
    if directory.exists() and not _may_be_replaced(directory):
        raise StoreError(
            f"{directory}: the folder is not empty and holds no earlier export. "
            "Name an empty folder or a new one."
        )
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=directory.parent) as name:
            fresh = Path(name) / "export"
            written = _write_all(store, fresh, vocabulary, version, progress)
            if directory.exists():
                shutil.rmtree(directory)
            fresh.rename(directory)
    except OSError as error:
        raise StoreError(
            f"{directory}: the export cannot be written ({error.strerror}). Name another folder."
        ) from error
    return written


def void_quads(
    quads: Iterable[Quad], vocabulary: Vocabulary, version: str, graph_name: NamedNode
) -> list[Quad]:
    """Describe the dataset that *quads* are: sizes, graphs, classes and properties.

    The counts are of distinct triples over all graphs; a class is counted by its instances.

    Source: Describing Linked Datasets with the VoID Vocabulary, sections 2 to 4.
    """
    quads = list(quads)
    dataset = NamedNode(f"{vocabulary.base}graph/")
    triples = {quad.triple for quad in quads}
    properties = Counter(triple.predicate.value for triple in triples)
    classes = Counter(
        triple.object.value
        for triple in triples
        if triple.predicate.value == f"{RDF}type" and isinstance(triple.object, NamedNode)
    )
    graphs = Counter(
        quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)
    )
    subjects = {triple.subject for triple in triples}
    statements: list[_Statement] = [
        (dataset, f"{RDF}type", NamedNode(f"{VOID}Dataset")),
        (dataset, f"{DCTERMS}title", Literal("Trilogue", language="en")),
        (dataset, f"{DCTERMS}license", NamedNode(DATA_LICENCE)),
        (dataset, f"{OWL}versionInfo", Literal(version)),
        (dataset, f"{VOID}uriSpace", Literal(vocabulary.base)),
        (dataset, f"{VOID}triples", _number(len(triples))),
        (dataset, f"{VOID}distinctSubjects", _number(len(subjects))),
        (dataset, f"{VOID}properties", _number(len(properties))),
        (dataset, f"{VOID}classes", _number(len(classes))),
        *_partitions(dataset, "class", classes, f"{VOID}entities"),
        *_partitions(dataset, "property", properties, f"{VOID}triples"),
    ]
    for graph, count in sorted(graphs.items()):
        statements.append((dataset, f"{VOID}subset", NamedNode(graph)))
        statements.append((NamedNode(graph), f"{RDF}type", NamedNode(f"{VOID}Dataset")))
        statements.append((NamedNode(graph), f"{VOID}triples", _number(count)))
    return [
        Quad(subject, NamedNode(predicate), value, graph_name)
        for subject, predicate, value in statements
    ]


def _write_all(
    store: Dataset, directory: Path, vocabulary: Vocabulary, version: str, progress: Progress | None
) -> list[Path]:
    quads = _with_stable_blank_nodes(list(store.quads()))
    prefixes = vocabulary.prefixes()
    written = []
    checksums = []
    for relative, data in _files(quads, vocabulary, version, prefixes):
        if progress is not None:
            progress(relative.as_posix())
        path = directory / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(relative)
        checksums.append(f"{hashlib.sha256(data).hexdigest()}  {relative.as_posix()}\n")
    (directory / CHECKSUMS).write_text("".join(checksums), encoding="utf-8")
    return [*written, Path(CHECKSUMS)]


def _files(
    quads: list[Quad], vocabulary: Vocabulary, version: str, prefixes: dict[str, str]
) -> Iterator[tuple[Path, bytes]]:
    lines = sorted(graph_bytes(quads, N_QUADS).splitlines(keepends=True))
    yield Path("trilogue.nq"), b"".join(lines)
    yield Path("trilogue.trig"), graph_bytes(quads, TRIG, prefixes)
    by_graph: dict[str, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            by_graph.setdefault(quad.graph_name.value, []).append(quad)
    for graph, members in sorted(by_graph.items()):
        yield _graph_path(graph, vocabulary), graph_bytes(members, TURTLE, prefixes)
    void = void_quads(quads, vocabulary, version, vocabulary.graph("void"))
    yield Path("void.ttl"), graph_bytes(void, TURTLE, prefixes | {"void": VOID})


def _graph_path(graph: str, vocabulary: Vocabulary) -> Path:
    """Give the file for a graph of ours by its IRI, for any other by a digest of it."""
    inner = graph.removeprefix(vocabulary.base)
    parts = inner.split("/")
    if inner == graph or not all(part and part.strip(".") for part in parts):
        return Path("graphs", "other", f"{hashlib.sha256(graph.encode()).hexdigest()[:16]}.ttl")
    return Path("graphs", *parts[:-1], f"{parts[-1]}.ttl")


def _with_stable_blank_nodes(quads: list[Quad]) -> list[Quad]:
    """Name blank nodes by what is said about them, since their labels change at each build."""
    anonymous = [
        quad
        for quad in quads
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    ]
    if not anonymous:
        return quads
    named = set(quads) - set(anonymous)
    dataset = pyoxigraph.Dataset(anonymous)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [*named, *dataset]


def _partitions(
    dataset: NamedNode, kind: str, counts: Counter[str], measure: str
) -> Iterator[_Statement]:
    for iri, count in sorted(counts.items()):
        digest = hashlib.sha256(iri.encode()).hexdigest()[:16]
        partition = NamedNode(f"{dataset.value}void/{kind}/{digest}")
        yield dataset, f"{VOID}{kind}Partition", partition
        yield partition, f"{VOID}{kind}", NamedNode(iri)
        yield partition, measure, _number(count)


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=NamedNode(f"{XSD}integer"))


def _may_be_replaced(directory: Path) -> bool:
    """Tell whether *directory* is empty or holds nothing but what an export wrote."""
    if not directory.is_dir():
        return False
    found = {
        path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()
    }
    try:
        lines = (directory / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return not found
    return found <= {CHECKSUMS, *(line.partition("  ")[2] for line in lines)}
