"""What the dataset says about one resource, and what the things it links to are called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from trilogue.errors import ResourceNotFound
from trilogue.store import Dataset
from trilogue.terms import DCTERMS, RDFS, SKOS, Vocabulary

# What names a thing, the best first.
LABELS = tuple(NamedNode(iri) for iri in (f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title"))
_DEEPEST_BLANK_NODE = 8


@dataclass(frozen=True)
class Incoming:
    """Who links here by one property.

    Attributes:
        predicate: the property's IRI.
        quads: the links kept, by subject.
        total: how many links there are.
    """

    predicate: str
    quads: tuple[Quad, ...]
    total: int

    @property
    def left_out(self) -> int:
        """How many links were not kept."""
        return self.total - len(self.quads)


@dataclass(frozen=True)
class Evidence:
    """Where a record is borne out.

    Attributes:
        excerpt: the IRI of the place in the source.
        source: the IRI of the source; None where the excerpt names none.
        source_label: what the source is called.
        locator: the place in words, such as "Art. 5(1)(h)"; None where it is not given.
        address: where the source is on the web; None where it is not given.
    """

    excerpt: str
    source: str | None
    source_label: str
    locator: str | None
    address: str | None


@dataclass(frozen=True)
class Description:
    """One resource.

    Attributes:
        iri: of the resource.
        outgoing: what is said about it, by property and value; nested blank nodes included.
        incoming: what links to it, by property.
        labels: IRI to name, for the resource and everything the description mentions that has one.
        label_quads: the quads the names come from.
        evidence: where it is borne out, by source and place.
    """

    iri: str
    outgoing: tuple[Quad, ...]
    incoming: tuple[Incoming, ...]
    labels: dict[str, str] = field(default_factory=dict)
    label_quads: tuple[Quad, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def quads(self) -> list[Quad]:
        """Everything together, for a file: outgoing, incoming as far as kept, and names."""
        links = (quad for group in self.incoming for quad in group.quads)
        return list(dict.fromkeys([*self.outgoing, *links, *self.label_quads]))

    @property
    def left_out(self) -> int:
        """How many incoming links were not kept, over all properties."""
        return sum(group.left_out for group in self.incoming)


def describe(
    iri: str,
    store: Dataset,
    vocabulary: Vocabulary,
    max_incoming: int = 100,
    language: str = "en",
) -> Description:
    """Describe the resource *iri*.

    Args:
        iri: absolute.
        store: where to look, over all graphs.
        vocabulary: to find evidence, and to write IRIs that have no name.
        max_incoming: links kept for each incoming property; the rest is only counted.
        language: of names, where there is a choice.

    Raises:
        ResourceNotFound: the dataset has no quad about it, to it or with it as property.
    """
    node = NamedNode(iri)
    about = outgoing(node, store)
    incoming = _incoming(node, store, max_incoming)
    if not about and not incoming and next(store.quads(predicate=node), None) is None:
        raise ResourceNotFound(
            f"Nothing is known about {iri}. Look for a typing error, or search with a query.", iri
        )
    links = (quad for group in incoming for quad in group.quads)
    mentioned = _mentioned([*about, *links])
    label_quads = _label_quads({node, *mentioned}, store, language)
    labels = {
        quad.subject.value: quad.object.value
        for quad in label_quads
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }
    return Description(
        iri,
        tuple(about),
        tuple(incoming),
        labels,
        tuple(label_quads),
        evidence_of(about, store, vocabulary, language),
    )


def outgoing(node: NamedNode, store: Dataset) -> list[Quad]:
    """Give the quads about *node* and about the blank nodes below it, in one order."""
    found: list[Quad] = []
    layer: list[NamedNode | BlankNode] = [node]
    seen: set[NamedNode | BlankNode] = {node}
    for _ in range(_DEEPEST_BLANK_NODE):
        quads = [quad for subject in layer for quad in sorted(store.quads(subject), key=_order)]
        found.extend(quads)
        layer = []
        for quad in quads:
            if isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                layer.append(quad.object)
        if not layer:
            break
    return found


def evidence_of(
    about: Iterable[Quad], store: Dataset, vocabulary: Vocabulary, language: str = "en"
) -> tuple[Evidence, ...]:
    """Give the places that the quads *about* a record name as its evidence, by source and place."""
    excerpts = dict.fromkeys(
        quad.object
        for quad in about
        if quad.predicate == vocabulary.ns("evidencedBy") and isinstance(quad.object, NamedNode)
    )
    found = [_evidence(excerpt, store, vocabulary, language) for excerpt in excerpts]
    return tuple(sorted(found, key=lambda each: (each.source_label, each.locator or "")))


def label_of(iri: str, store: Dataset, vocabulary: Vocabulary, language: str = "en") -> str:
    """Give the name of *iri* in *language*, or in any, or else its short form."""
    quad = _label_quad(NamedNode(iri), store, language)
    if quad is None or not isinstance(quad.object, Literal):
        return vocabulary.shrink(iri)
    return quad.object.value


def naming_quad(
    quads: Iterable[Quad], language: str = "en", labels: Sequence[NamedNode] = LABELS
) -> Quad | None:
    """Give the one of *quads*, all about one thing, that names it best; None where none does.

    Args:
        quads: about the thing.
        language: that is wanted; English is next, then text without a language, then any.
        labels: the properties that name a thing; the first that it has counts.
    """
    literals = [quad for quad in quads if isinstance(quad.object, Literal)]
    for label in labels:
        named = [quad for quad in literals if quad.predicate == label]
        if named:
            return min(named, key=lambda quad: _distance(quad, language))
    return None


def _incoming(node: NamedNode, store: Dataset, most: int) -> list[Incoming]:
    by_predicate: dict[str, list[Quad]] = {}
    for quad in store.quads(object=node):
        by_predicate.setdefault(quad.predicate.value, []).append(quad)
    return [
        Incoming(predicate, tuple(sorted(quads, key=_order)[:most]), len(quads))
        for predicate, quads in sorted(by_predicate.items())
    ]


def _mentioned(quads: Iterable[Quad]) -> set[NamedNode]:
    return {
        term
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, NamedNode)
    }


def _label_quads(nodes: set[NamedNode], store: Dataset, language: str) -> list[Quad]:
    found = (_label_quad(node, store, language) for node in sorted(nodes, key=str))
    return [quad for quad in found if quad is not None]


def _label_quad(node: NamedNode, store: Dataset, language: str) -> Quad | None:
    found = (naming_quad(store.quads(node, each), language, (each,)) for each in LABELS)
    return next((quad for quad in found if quad is not None), None)


def _distance(quad: Quad, language: str) -> tuple[int, str]:
    spoken = quad.object.language if isinstance(quad.object, Literal) else None
    order = (language, "en", None)
    return (order.index(spoken) if spoken in order else len(order), str(quad.object))


def _evidence(
    excerpt: NamedNode, store: Dataset, vocabulary: Vocabulary, language: str
) -> Evidence:
    source = _value(excerpt, "excerptOf", store, vocabulary)
    return Evidence(
        excerpt.value,
        source,
        label_of(source or excerpt.value, store, vocabulary, language),
        _value(excerpt, "locator", store, vocabulary),
        None if source is None else _value(NamedNode(source), "webAddress", store, vocabulary),
    )


def _value(subject: NamedNode, name: str, store: Dataset, vocabulary: Vocabulary) -> str | None:
    values = [
        quad.object.value
        for quad in store.quads(subject, vocabulary.ns(name))
        if isinstance(quad.object, NamedNode | Literal)
    ]
    return min(values, default=None)


def _order(quad: Quad) -> tuple[str, str, str, str]:
    return (
        quad.predicate.value,
        str(quad.object),
        str(quad.subject),
        str(quad.graph_name),
    )
