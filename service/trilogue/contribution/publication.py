"""What a decision puts into the workspace and the dataset: files, each of them one named graph.

A published contribution is ``graph/contributions/<year>/<digest>.ttl``: its records, each with
tri:recordedIn, and the record of the contribution itself. What happened to it is
``graph/history/<year>/<digest>.ttl``, and who took part ``graph/contributors/<slug>.ttl``. The same
steps give the same bytes, whoever writes them down and when: over HTTP, by hand, or again after a
crash.

Source: PROV-O, section 3.1, for the steps; RDF Dataset Canonicalization (RDFC-1.0) for the digest.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.contribution.canonical import canonical_nquads
from trilogue.contribution.model import UNTOLD, Act, Contribution, Person, Step, written
from trilogue.terms import DCTERMS, DEFAULT_BASE, PROV, RDF, SKOS, XSD, Vocabulary
from trilogue.turtle import turtle_bytes

RETRACTED = "retracted"

_TYPE = NamedNode(RDF + "type")
_LABEL = NamedNode(SKOS + "prefLabel")
_LICENSE = NamedNode(DCTERMS + "license")
_DATE_TIME = NamedNode(XSD + "dateTime")


@dataclass(frozen=True)
class Document:
    """One file of the workspace.

    Attributes:
        path: below the folder, without suffix; the end of the named graph's IRI.
        head: what it is, for the comment at the head.
        quads: what it says, in the default graph.
        folder: "graph", or `RETRACTED`, whose files are kept and belong to no dataset.
    """

    path: str
    head: str
    quads: tuple[Quad, ...]
    folder: str = "graph"

    @property
    def relative(self) -> str:
        """The file, relative to the content root."""
        return f"{self.folder}/{self.path}.ttl"

    def graph(self, vocabulary: Vocabulary) -> NamedNode:
        """Give the IRI of the named graph."""
        return vocabulary.graph(self.path)

    def bytes(self, vocabulary: Vocabulary) -> bytes:
        """Write the file, as all curated files with `DEFAULT_BASE`."""
        text = turtle_bytes(self.quads, vocabulary.prefixes(), self.head).decode()
        return text.replace(vocabulary.base, DEFAULT_BASE).encode()


def digest_in(quads: Iterable[Quad], vocabulary: Vocabulary) -> str:
    """Give the SHA-256 of the canonical N-Quads of what was handed in, under `DEFAULT_BASE`.

    What only publishing adds is left out, so a published file has the digest that is in its name.

    Returns:
        64 hexadecimal digits.

    Raises:
        ValueError: there is a triple term.
    """
    text = canonical_nquads(without_publishing(quads, vocabulary)).decode()
    lines = text.replace(vocabulary.base, DEFAULT_BASE).encode().splitlines(keepends=True)
    return hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def without_publishing(quads: Iterable[Quad], vocabulary: Vocabulary) -> Iterator[Quad]:
    """Leave out what publishing adds: tri:recordedIn, and the record of the contribution."""
    added = vocabulary.ns("recordedIn")
    of_contribution = f"{vocabulary.base}id/contribution/"
    for quad in quads:
        subject = quad.subject
        is_ours = isinstance(subject, NamedNode) and subject.value.startswith(of_contribution)
        if quad.predicate != added and not is_ours:
            yield quad


def bare(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Give the triples of *quads* as quads of the default graph."""
    return (Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def in_graph(quads: Iterable[Quad], graph: NamedNode) -> Iterator[Quad]:
    """Give the triples of *quads* as quads of one *graph*."""
    return (Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)


def contribution_document(
    contribution: Contribution, accepted: Step, vocabulary: Vocabulary
) -> Document:
    """Give the file of a published contribution: its records and its own record."""
    iri = contribution.iri(vocabulary)
    recorded_in = vocabulary.ns("recordedIn")
    subjects = dict.fromkeys(quad.subject for quad in contribution.quads)
    quads = (
        *contribution.quads,
        *(Quad(subject, recorded_in, iri) for subject in subjects),
        *_record(contribution, accepted, vocabulary),
    )
    return Document(_path(contribution, accepted), _head(contribution, accepted), quads)


def tombstones_document(
    contribution: Contribution, accepted: Step, retracted: Step, vocabulary: Vocabulary
) -> Document:
    """Give what is left of the file of a published contribution after it was retracted."""
    ns, step = vocabulary.ns, retracted.iri(vocabulary)
    subjects = dict.fromkeys(quad.subject for quad in contribution.quads)
    invalidated_by = NamedNode(PROV + "wasInvalidatedBy")
    stones = [
        quad
        for subject in subjects
        for quad in (
            Quad(subject, _TYPE, ns("Tombstone")),
            Quad(subject, invalidated_by, step),
        )
    ]
    head = (
        f"{_head(contribution, accepted)}\nRetracted on {retracted.at.date()}: {_line(retracted)}"
    )
    quads = (*stones, *_record(contribution, accepted, vocabulary))
    return Document(_path(contribution, accepted), head, quads)


def history_document(
    contribution: Contribution, steps: Sequence[Step], vocabulary: Vocabulary
) -> Document:
    """Give the file that tells what happened to a submission, as PROV activities.

    Args:
        contribution: that was submitted.
        steps: all so far, in their order; those that the public is not told are left out.
        vocabulary: the names.
    """
    ns = vocabulary.ns
    submission = vocabulary.id("submission", contribution.digest)
    quads = [
        Quad(submission, _TYPE, ns("Submission")),
        Quad(submission, ns("digest"), Literal(contribution.digest)),
    ]
    before: NamedNode | None = None
    for step in steps:
        if step.act in UNTOLD:
            continue
        iri = step.iri(vocabulary)
        at = Literal(written(step.at), datatype=_DATE_TIME)
        quads += [
            Quad(iri, _TYPE, ns("Step")),
            Quad(iri, _TYPE, NamedNode(PROV + "Activity")),
            Quad(iri, ns("stepKind"), vocabulary.id("step-kind", step.act.value)),
            Quad(iri, NamedNode(PROV + "used"), submission),
            Quad(iri, NamedNode(PROV + "wasAssociatedWith"), step.person.iri(vocabulary)),
            Quad(iri, NamedNode(PROV + "endedAtTime"), at),
        ]
        if step.reason:
            quads.append(Quad(iri, ns("reason"), Literal(step.reason)))
        if before is not None:
            quads.append(Quad(iri, NamedNode(PROV + "wasInformedBy"), before))
        before = iri
    path = f"history/{contribution.submitted.year}/{contribution.digest}"
    return Document(path, f"What happened to the submission {contribution.digest}.", tuple(quads))


def contributor_document(person: Person, vocabulary: Vocabulary) -> Document:
    """Give the file that says who a contributor is."""
    iri = person.iri(vocabulary)
    quads = (
        Quad(iri, _TYPE, vocabulary.ns("Contributor")),
        Quad(iri, _LABEL, Literal(person.name, language="en")),
    )
    return Document(f"contributors/{person.slug}", "A contributor.", quads)


def documents_of(
    contribution: Contribution, steps: Sequence[Step], vocabulary: Vocabulary
) -> tuple[Document, ...]:
    """Give all files that follow from the steps of a contribution, in the order of writing.

    Each one points only to what the ones before it describe.

    Args:
        contribution: as it was handed in.
        steps: all so far, in their order, with one that decides it.
        vocabulary: the names.
    """
    told = [step for step in steps if step.act not in UNTOLD]
    people = {step.person.slug: step.person for step in reversed(told)}
    found = [contributor_document(people[slug], vocabulary) for slug in sorted(people)]
    accepted = next((step for step in steps if step.act is Act.ACCEPTED), None)
    history = history_document(contribution, steps, vocabulary)
    if accepted is None:
        return (*found, history)
    retracted = next((step for step in steps if step.act is Act.RETRACTED), None)
    if retracted is None:
        return (*found, contribution_document(contribution, accepted, vocabulary), history)
    kept = replace(contribution_document(contribution, accepted, vocabulary), folder=RETRACTED)
    stones = tombstones_document(contribution, accepted, retracted, vocabulary)
    return (*found, kept, history, stones)


def _record(contribution: Contribution, accepted: Step, vocabulary: Vocabulary) -> Iterator[Quad]:
    iri, ns = contribution.iri(vocabulary), vocabulary.ns
    yield Quad(iri, _TYPE, ns("Contribution"))
    yield Quad(iri, ns("contributedBy"), contribution.contributor.iri(vocabulary))
    yield Quad(iri, ns("reviewedBy"), accepted.person.iri(vocabulary))
    yield Quad(iri, ns("recordedAt"), Literal(written(accepted.at), datatype=_DATE_TIME))
    yield Quad(iri, _LICENSE, NamedNode(contribution.licence))
    yield Quad(iri, ns("digest"), Literal(contribution.digest))
    label = f"Contribution of {accepted.at.date()} by {contribution.contributor.name}"
    yield Quad(iri, _LABEL, Literal(label, language="en"))


def _path(contribution: Contribution, accepted: Step) -> str:
    return f"contributions/{accepted.at.year}/{contribution.digest}"


def _head(contribution: Contribution, accepted: Step) -> str:
    return (
        f"Contribution by {contribution.contributor.name}, reviewed by {accepted.person.name}, "
        f"{accepted.at.date()}."
    )


def _line(step: Step) -> str:
    return " ".join(step.reason.split())
