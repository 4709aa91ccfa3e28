"""Records as nanopublications: each an assertion with its provenance, under a trusty URI.

The assertion is what was recorded. Its provenance says from which places in which sources it was
derived, and whose statement it is where it has a voice: a claim's claimant, a position's holder, an
appraisal's author. The publication's own information is the contribution that brought it in. The
version of the dataset is not in it, so that a record that nobody touched keeps its address.

Excerpts are in the provenance of what they back, and are none of their own.

Source: Nanopublication Guidelines, sections 2 and 3; Trusty URI Specification, version 1.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from trilogue.citation.model import is_tangled, own_quads
from trilogue.errors import ResourceNotFound, StoreError
from trilogue.formats import TRIG
from trilogue.serialise import graph_bytes
from trilogue.store import Dataset
from trilogue.terms import CC_BY, DCTERMS, PROV, RDF, Vocabulary
from trilogue.trusty import artifact_code, named, with_code

NP = "http://www.nanopub.org/nschema#"
_VOICES = ("claimedBy", "heldBy", "appraisedBy")
_TYPE = NamedNode(f"{RDF}type")
_Triple: TypeAlias = tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode | Literal]
_CODE = re.compile(r"/(RA[A-Za-z0-9_-]{43})$")


@dataclass(frozen=True)
class Nanopublication:
    """One nanopublication.

    Attributes:
        iri: its trusty URI.
        record: the IRI of what is asserted.
        quads: of its four graphs.
    """

    iri: str
    record: str
    quads: tuple[Quad, ...]

    def trig(self, vocabulary: Vocabulary) -> bytes:
        """Write it as TriG, the same bytes each time."""
        return graph_bytes(self.quads, TRIG, prefixes_of(vocabulary))


def nanopublication(iri: str, store: Dataset, vocabulary: Vocabulary) -> Nanopublication:
    """Make the nanopublication of a record.

    Args:
        iri: of the record.
        store: where it is.
        vocabulary: the names under the base.

    Raises:
        ResourceNotFound: it is no record that a contribution brought in, or an excerpt, or its
            blank nodes are too tangled for a canonical form.
    """
    node = NamedNode(iri)
    recorded = own_quads(node, store, vocabulary)
    recorded_in = vocabulary.ns("recordedIn")
    contributions = sorted(
        {
            quad.object
            for quad in recorded
            if quad.predicate == recorded_in and isinstance(quad.object, NamedNode)
        },
        key=str,
    )
    is_excerpt = any(q.object == vocabulary.ns("Excerpt") for q in recorded)
    if not contributions or is_excerpt:
        raise ResourceNotFound(
            f"There is no nanopublication of {iri}: only records that a contribution brought in "
            "have one, and excerpts are in those of what they back. Name such a record.",
            iri,
        )
    if is_tangled(recorded):
        raise ResourceNotFound(
            f"The blank nodes of {iri} are too tangled for a trusty URI. Give them IRIs.", iri
        )
    # Where the code will stand, in letters that stand nowhere else.
    place = hashlib.sha256(iri.encode()).hexdigest()
    itself = f"{vocabulary.base}nanopub/{iri.removeprefix(vocabulary.base)}/{place}"
    graphs: dict[str, Iterable[_Triple]] = {
        "assertion": [
            (q.subject, q.predicate, q.object)
            for q in recorded
            if q.predicate != recorded_in
            and not isinstance(q.object, Triple)
            and not isinstance(q.subject, Triple)
        ],
        "provenance": _provenance(itself, recorded, store, vocabulary),
        "pubinfo": _publication(itself, node, contributions, store, vocabulary),
        "Head": _head(itself),
    }
    quads = named(
        (
            Quad(subject, predicate, value, NamedNode(f"{itself}#{name}"))
            for name, triples in graphs.items()
            for subject, predicate, value in triples
        ),
        f"{itself}#_",
    )
    code = artifact_code(quads, place)
    trusty = with_code(quads, place, code)
    return Nanopublication(itself.replace(place, code), iri, tuple(sorted(trusty, key=str)))


def has_nanopublication(iri: str, store: Dataset, vocabulary: Vocabulary) -> bool:
    """Tell whether *iri* is a record that has a nanopublication, without making it."""
    node = NamedNode(iri)
    if next(store.quads(node, _TYPE, vocabulary.ns("Excerpt")), None) is not None:
        return False
    recorded_in = store.quads(node, vocabulary.ns("recordedIn"))
    return any(isinstance(quad.object, NamedNode) for quad in recorded_in)


def all_nanopublications(store: Dataset, vocabulary: Vocabulary) -> Iterator[Nanopublication]:
    """Make the nanopublications of all records that have one, in the order of their IRIs."""
    excerpts = {quad.subject for quad in store.quads(None, _TYPE, vocabulary.ns("Excerpt"))}
    records = {
        quad.subject.value
        for quad in store.quads(None, vocabulary.ns("recordedIn"))
        if isinstance(quad.subject, NamedNode) and quad.subject not in excerpts
    }
    for iri in sorted(records):
        if not is_tangled(own_quads(NamedNode(iri), store, vocabulary)):
            yield nanopublication(iri, store, vocabulary)


def trig_of_all(store: Dataset, vocabulary: Vocabulary, version: str) -> Iterator[bytes]:
    """Write all nanopublications as one TriG document, piece by piece.

    Args:
        store: what to write.
        vocabulary: the base that the store was built with.
        version: of the dataset, for the first line.
    """
    prefixes = prefixes_of(vocabulary)
    yield f"# Nanopublications of Trilogue, dataset {version}.\n\n".encode()
    yield "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items()).encode()
    for each in all_nanopublications(store, vocabulary):
        lines = each.trig(vocabulary).splitlines(keepends=True)
        # All have the same prefixes, so that those of each need not be said again.
        yield b"\n" + b"".join(line for line in lines if not line.startswith(b"@prefix ")).lstrip()


def write_nanopublications(store: Dataset, vocabulary: Vocabulary, version: str, path: Path) -> int:
    """Write all nanopublications to the TriG file *path*, whole or not at all.

    Args:
        store: what to write; read record by record.
        vocabulary: the base that the store was built with.
        version: of the dataset.
        path: of the file, which is replaced.

    Returns:
        How many bytes were written.

    Raises:
        StoreError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                size = sum(file.write(piece) for piece in trig_of_all(store, vocabulary, version))
                file.flush()
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise StoreError(
            f"{path}: the nanopublications cannot be written ({error.strerror}). Name another file."
        ) from error
    return size


def code_at_end(path: str) -> tuple[str, str | None]:
    """Part the path of a record from the code that follows it, where one does."""
    match = _CODE.search(path)
    return (path, None) if match is None else (path[: match.start()], match[1])


def prefixes_of(vocabulary: Vocabulary) -> dict[str, str]:
    """Give the prefixes of a nanopublication, name to namespace."""
    return vocabulary.prefixes() | {"np": NP}


def _head(itself: str) -> Iterator[_Triple]:
    node = NamedNode(itself)
    yield node, _TYPE, NamedNode(f"{NP}Nanopublication")
    for name, graph in (
        ("hasAssertion", "assertion"),
        ("hasProvenance", "provenance"),
        ("hasPublicationInfo", "pubinfo"),
    ):
        yield node, NamedNode(f"{NP}{name}"), NamedNode(f"{itself}#{graph}")


def _provenance(
    itself: str, recorded: Iterable[Quad], store: Dataset, vocabulary: Vocabulary
) -> Iterator[_Triple]:
    """Say where the assertion is from, and whose statement it is."""
    assertion = NamedNode(f"{itself}#assertion")
    voices = {vocabulary.ns(name) for name in _VOICES}
    for quad in recorded:
        if not isinstance(quad.object, NamedNode):
            continue
        if quad.predicate in voices:
            yield assertion, _prov("wasAttributedTo"), quad.object
        elif quad.predicate == vocabulary.ns("recordedIn"):
            yield assertion, _prov("wasGeneratedBy"), quad.object
        elif quad.predicate == vocabulary.ns("evidencedBy"):
            yield assertion, _prov("wasDerivedFrom"), quad.object
            yield from _excerpt(assertion, quad.object, store, vocabulary)


def _excerpt(
    assertion: NamedNode, excerpt: NamedNode, store: Dataset, vocabulary: Vocabulary
) -> Iterator[_Triple]:
    for quad in own_quads(excerpt, store, vocabulary):
        if quad.predicate == vocabulary.ns("recordedIn") or quad.subject != excerpt:
            continue
        if isinstance(quad.object, NamedNode | Literal):
            yield excerpt, quad.predicate, quad.object
        if quad.predicate == vocabulary.ns("excerptOf") and isinstance(quad.object, NamedNode):
            yield assertion, _prov("hadPrimarySource"), quad.object


def _publication(
    itself: str,
    record: NamedNode,
    contributions: Iterable[NamedNode],
    store: Dataset,
    vocabulary: Vocabulary,
) -> Iterator[_Triple]:
    """Say who published it, when, under which licence, and who reviewed it."""
    node, ns = NamedNode(itself), vocabulary.ns
    as_term = {
        ns("contributedBy"): NamedNode(f"{DCTERMS}creator"),
        ns("recordedAt"): NamedNode(f"{DCTERMS}created"),
        NamedNode(f"{DCTERMS}license"): NamedNode(f"{DCTERMS}license"),
    }
    yield node, NamedNode(f"{DCTERMS}subject"), record
    has_licence = False
    for contribution in contributions:
        yield node, _prov("wasGeneratedBy"), contribution
        for quad in own_quads(contribution, store, vocabulary):
            if quad.subject != contribution or not isinstance(quad.object, NamedNode | Literal):
                continue
            term = as_term.get(quad.predicate)
            has_licence = has_licence or quad.predicate.value == f"{DCTERMS}license"
            if term is not None:
                yield node, term, quad.object
            elif quad.predicate == ns("reviewedBy"):
                yield contribution, quad.predicate, quad.object
    if not has_licence:
        yield node, NamedNode(f"{DCTERMS}license"), NamedNode(CC_BY)


def _prov(name: str) -> NamedNode:
    return NamedNode(f"{PROV}{name}")
