"""What a citation of a record or of the dataset tells: who, when, what, which version, which bytes.

A record is cited after the contribution that brought it in: its contributor and its day. What a
claim says is somebody else's word; the citation is of the record that tells of it.

Source: FORCE11, Joint Declaration of Data Citation Principles, principles 4 to 7.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from trilogue.contribution.canonical import digest_of
from trilogue.describe import label_of, naming_quad, outgoing
from trilogue.errors import ResourceNotFound
from trilogue.export.canonical import canonical_digest
from trilogue.store import Dataset
from trilogue.terms import CC_BY, DCTERMS, RDF, Vocabulary

NAME = "Trilogue"
TITLE = (
    "Trilogue: a knowledge graph on how the EU AI Act came to regulate biometric mass surveillance"
)
# Who brought the founding records in; an editor is no author of what others said.
EVERYBODY = "Trilogue contributors"
# Of blank nodes with each other.
_MOST_NEIGHBOURS = 6
_MOST_LINKS = 40
_TYPE = NamedNode(f"{RDF}type")
_LICENSE = NamedNode(f"{DCTERMS}license")
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])")


@dataclass(frozen=True)
class Citation:
    """Everything that the formats write.

    Attributes:
        iri: of what is cited; the address that lasts.
        title: its name.
        kind: what it is, in a word or two, such as "claim"; "dataset" for the whole.
        contributors: names of those who brought it in, in order; pseudonyms are names too.
        issued: the day on which it was recorded, as YYYY-MM-DD; None where nobody wrote it down.
        version: of the dataset.
        digest: SHA-256 of its statements in canonical N-Quads, 64 hexadecimal digits; None where
            its blank nodes are too tangled for a canonical form.
        licence: its IRI.
        is_whole: whether it is the dataset and not a record of it.
    """

    iri: str
    title: str
    kind: str
    contributors: tuple[str, ...]
    issued: str | None
    version: str
    digest: str | None
    licence: str = CC_BY
    is_whole: bool = False

    @property
    def key(self) -> str:
        """A name for it among others, of letters, digits and hyphens, such as trilogue-claim-c1."""
        end = "dataset" if self.is_whole else "-".join(self.iri.split("/")[-2:])
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in end)
        return f"trilogue-{plain.strip('-') or 'record'}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What formats have no field for: the digest and the licence."""
        digest = () if self.digest is None else (f"SHA-256 {self.digest}",)
        return (*digest, f"licence {self.licence}")


def cite_record(iri: str, store: Dataset, vocabulary: Vocabulary, version: str) -> Citation:
    """Cite what the dataset says about *iri*.

    The digest is of what was recorded, and of what the rules conclude only where that is all.

    Args:
        iri: of a record, or of any other thing that the dataset describes.
        store: where it is, over all graphs.
        vocabulary: the names under the base.
        version: of the dataset.

    Raises:
        ResourceNotFound: the dataset says nothing about it.
    """
    node = NamedNode(iri)
    quads = own_quads(node, store, vocabulary)
    if not quads:
        raise ResourceNotFound(
            f"Nothing is said about {iri}, so there is nothing to cite. Look for a typing error.",
            iri,
        )
    contributions = [
        quad.object
        for quad in quads
        if quad.predicate == vocabulary.ns("recordedIn") and isinstance(quad.object, NamedNode)
    ]
    return Citation(
        iri,
        _title(node, quads, vocabulary),
        kind_of((q for q in quads if q.subject == node), store, vocabulary) or "record",
        _contributors(contributions, store, vocabulary),
        max(_days(contributions, store, vocabulary), default=None),
        version,
        None if is_tangled(quads) else digest_of(quads),
        _licence(contributions, store),
    )


def cite_dataset(store: Dataset, vocabulary: Vocabulary, version: str) -> Citation:
    """Cite the whole dataset, with the day of its latest contribution.

    Args:
        store: all of it is read once, for the digest.
        vocabulary: the names under the base.
        version: of the dataset.
    """
    contributions = sorted(
        quad.subject
        for quad in store.quads(None, _TYPE, vocabulary.ns("Contribution"))
        if isinstance(quad.subject, NamedNode)
    )
    return Citation(
        f"{vocabulary.base}graph/",
        TITLE,
        "dataset",
        _contributors(contributions, store, vocabulary),
        max(_days(contributions, store, vocabulary), default=None),
        version,
        canonical_digest(store.quads()),
        is_whole=True,
    )


def own_quads(node: NamedNode, store: Dataset, vocabulary: Vocabulary) -> list[Quad]:
    """Give what was recorded about *node*; what the rules conclude where nothing else is said."""
    found = outgoing(node, store)
    recorded = [quad for quad in found if quad.graph_name != vocabulary.derived_graph]
    return recorded or found


def is_tangled(quads: Iterable[Quad]) -> bool:
    """Tell whether a canonical form might take for ever, as it does where many nodes are alike.

    Records have no blank nodes, and the ontology's have a quarter of what is let through here; but
    whoever may write can write anything, and a page must not wait for it.
    """
    near: dict[BlankNode, set[BlankNode]] = {}
    for quad in quads:
        if isinstance(quad.subject, BlankNode) and isinstance(quad.object, BlankNode):
            near.setdefault(quad.subject, set()).add(quad.object)
            near.setdefault(quad.object, set()).add(quad.subject)
    nearest = [len(others) for others in near.values()]
    return max(nearest, default=0) > _MOST_NEIGHBOURS or sum(nearest) > 2 * _MOST_LINKS


def kind_of(quads: Iterable[Quad], store: Dataset, vocabulary: Vocabulary) -> str:
    """Give the name of the class that *quads* about one thing tell, of ours where it has one."""
    types = [
        quad.object.value
        for quad in quads
        if quad.predicate == _TYPE and isinstance(quad.object, NamedNode)
    ]
    types.sort(key=lambda iri: (not iri.startswith(vocabulary.base), iri))
    return label_of(types[0], store, vocabulary).strip("<>") if types else ""


def _title(node: NamedNode, quads: Sequence[Quad], vocabulary: Vocabulary) -> str:
    naming = naming_quad(quad for quad in quads if quad.subject == node)
    if naming is not None and isinstance(naming.object, Literal) and naming.object.value.strip():
        return naming.object.value
    return vocabulary.shrink(node.value).strip("<>")


def _contributors(
    contributions: Iterable[NamedNode], store: Dataset, vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Give the names of people, in order; an actor that contributed stands for everybody."""
    names: set[str] = set()
    for contribution in contributions:
        for quad in store.quads(contribution, vocabulary.ns("contributedBy")):
            if isinstance(quad.object, NamedNode):
                is_person = any(
                    True for _ in store.quads(quad.object, _TYPE, vocabulary.ns("Contributor"))
                )
                name = label_of(quad.object.value, store, vocabulary)
                names.add(name if is_person else EVERYBODY)
    people = sorted(names - {EVERYBODY}, key=lambda name: (name.casefold(), name))
    return (EVERYBODY, *people) if EVERYBODY in names or not people else tuple(people)


def _days(
    contributions: Iterable[NamedNode], store: Dataset, vocabulary: Vocabulary
) -> Iterator[str]:
    for contribution in contributions:
        for quad in store.quads(contribution, vocabulary.ns("recordedAt")):
            found = _DAY.match(quad.object.value) if isinstance(quad.object, Literal) else None
            if found is not None:
                yield found.group()


def _licence(contributions: Iterable[NamedNode], store: Dataset) -> str:
    found = (
        quad.object.value
        for contribution in contributions
        for quad in store.quads(contribution, _LICENSE)
        if isinstance(quad.object, NamedNode)
    )
    return min(found, default=CC_BY)
