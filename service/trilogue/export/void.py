"""What the dataset holds, counted: sizes, graphs, classes and properties.

Source: Describing Linked Datasets with the VoID Vocabulary, sections 2 to 4.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.export.release import Release
from trilogue.formats import TURTLE
from trilogue.serialise import graph_bytes
from trilogue.terms import CC_BY, DCTERMS, OWL, RDF, VOID, XSD, Vocabulary

FILE = Path("void.ttl")
_TYPE = f"<{RDF}type>".encode()
_END = b" .\n"

_Statement: TypeAlias = tuple[NamedNode, str, NamedNode | Literal]


@dataclass
class _Counts:
    """Of distinct triples over all graphs; a class is counted by its instances."""

    triples: int = 0
    subjects: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    graphs: dict[str, int] = field(default_factory=dict)


def void_quads(
    quads: Iterable[Quad], vocabulary: Vocabulary, version: str, graph_name: NamedNode
) -> list[Quad]:
    """Describe the dataset that *quads* are, which are all in memory for it.

    The counts are of distinct triples over all graphs; a class is counted by its instances.

    Args:
        quads: all of the dataset, in any order.
        vocabulary: the base under which the dataset is described.
        version: of the dataset.
        graph_name: of the quads that are given.

    Source: Describing Linked Datasets with the VoID Vocabulary, sections 2 to 4.
    """
    quads = list(quads)
    triples = {quad.triple for quad in quads}
    counts = _Counts(
        len(triples),
        len({triple.subject for triple in triples}),
        Counter(triple.predicate.value for triple in triples),
        Counter(
            triple.object.value
            for triple in triples
            if triple.predicate.value == f"{RDF}type" and isinstance(triple.object, NamedNode)
        ),
        Counter(quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)),
    )
    return _described(counts, vocabulary, version, graph_name)


def write_void(release: Release, directory: Path) -> list[Path]:
    """Write ``void.ttl``, counted from the snapshot of the *release*.

    Returns:
        The file, relative to *directory*.
    """
    release.progress(FILE.name)
    vocabulary = release.vocabulary
    counts = _counted(release.snapshot.triples_file)
    counts.graphs = {iri: count for iri, count in release.snapshot.graphs.items() if iri}
    quads = _described(counts, vocabulary, release.version, vocabulary.graph("void"))
    directory.mkdir(parents=True, exist_ok=True)
    data = graph_bytes(quads, TURTLE, vocabulary.prefixes() | {"void": VOID})
    (directory / FILE).write_bytes(data)
    return [FILE]


def _counted(path: Path) -> _Counts:
    """Count the triples of a file of canonical N-Triples in order."""
    counts = _Counts()
    properties: Counter[bytes] = Counter()
    classes: Counter[bytes] = Counter()
    last = b""
    with path.open("rb") as file:
        for line in file:
            subject, predicate, rest = line.split(b" ", 2)
            counts.triples += 1
            properties[predicate] += 1
            if subject != last:
                counts.subjects += 1
                last = subject
            if predicate == _TYPE and rest.startswith(b"<"):
                classes[rest.removesuffix(_END)] += 1
    counts.properties = Counter({_iri(name): count for name, count in properties.items()})
    counts.classes = Counter({_iri(name): count for name, count in classes.items()})
    return counts


def _iri(name: bytes) -> str:
    return name[1:-1].decode()


def _described(
    counts: _Counts, vocabulary: Vocabulary, version: str, graph_name: NamedNode
) -> list[Quad]:
    dataset = NamedNode(f"{vocabulary.base}graph/")
    statements: list[_Statement] = [
        (dataset, f"{RDF}type", NamedNode(f"{VOID}Dataset")),
        (dataset, f"{DCTERMS}title", Literal("Trilogue", language="en")),
        (dataset, f"{DCTERMS}license", NamedNode(CC_BY)),
        (dataset, f"{OWL}versionInfo", Literal(version)),
        (dataset, f"{VOID}uriSpace", Literal(vocabulary.base)),
        (dataset, f"{VOID}triples", _number(counts.triples)),
        (dataset, f"{VOID}distinctSubjects", _number(counts.subjects)),
        (dataset, f"{VOID}properties", _number(len(counts.properties))),
        (dataset, f"{VOID}classes", _number(len(counts.classes))),
        *_partitions(dataset, "class", counts.classes, f"{VOID}entities"),
        *_partitions(dataset, "property", counts.properties, f"{VOID}triples"),
    ]
    for graph, count in sorted(counts.graphs.items()):
        statements.append((dataset, f"{VOID}subset", NamedNode(graph)))
        statements.append((NamedNode(graph), f"{RDF}type", NamedNode(f"{VOID}Dataset")))
        statements.append((NamedNode(graph), f"{VOID}triples", _number(count)))
    return [
        Quad(subject, NamedNode(predicate), value, graph_name)
        for subject, predicate, value in statements
    ]


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
