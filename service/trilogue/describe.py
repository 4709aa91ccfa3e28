"""What the dataset says about one resource, and what the things it links to are called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from trilogue.errors import ResourceNotFound
from trilogue.store import Dataset, Term
from trilogue.terms import DCTERMS, RDFS, SKOS, Vocabulary

# What names a thing, the best first.
LABELS = tuple(NamedNode(iri) for iri in (f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title"))
MAX_INCOMING = 100
_DEEPEST_BLANK_NODE = 8


@dataclass(frozen=True)
class Incoming:
    """Who links here by one property.

    Attributes:
        predicate: the property's IRI.
        quads: the links kept, by subject.
        total: how many links there are.
        before: how many there are before those kept.
    """

    predicate: str
    quads: tuple[Quad, ...]
    total: int
    before: int = 0

    @property
    def left_out(self) -> int:
        """How many links there are after those kept."""
        return self.total - self.before - len(self.quads)


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
        evidence_quads: what is said of those places.
    """

    iri: str
    outgoing: tuple[Quad, ...]
    incoming: tuple[Incoming, ...]
    labels: dict[str, str] = field(default_factory=dict)
    label_quads: tuple[Quad, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_quads: tuple[Quad, ...] = ()

    @property
    def quads(self) -> list[Quad]:
        """Everything together, for a file: outgoing, incoming as far as kept, places, and names."""
        links = (quad for group in self.incoming for quad in group.quads)
        found = [*self.outgoing, *links, *self.evidence_quads, *self.label_quads]
        return list(dict.fromkeys(found))

    def values(self, predicate: NamedNode) -> list[Term]:
        """Give what is said of the resource itself by *predicate*, each once, in order."""
        node = NamedNode(self.iri)
        found = (
            quad.object
            for quad in self.outgoing
            if quad.subject == node and quad.predicate == predicate
        )
        return list(dict.fromkeys(one for one in found if not isinstance(one, Triple)))

    @property
    def left_out(self) -> int:
        """How many incoming links were not kept, over all properties."""
        return sum(group.left_out for group in self.incoming)


def describe(
    iri: str,
    store: Dataset,
    vocabulary: Vocabulary,
    max_incoming: int = MAX_INCOMING,
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
    excerpts = _excerpts(about, vocabulary)
    places, sources = _places(excerpts, store, vocabulary)
    links = (quad for group in incoming for quad in group.quads)
    mentioned = _mentioned([*about, *links])
    label_quads = _label_quads({node, *mentioned, *sources}, store, language)
    labels = _labels(label_quads)
    return Description(
        iri,
        tuple(about),
        tuple(incoming),
        labels,
        tuple(label_quads),
        _evidence_at(excerpts, places, labels, vocabulary),
        tuple(places),
    )


def outgoing(node: NamedNode, store: Dataset) -> list[Quad]:
    """Give the quads about *node* and about the blank nodes below it."""
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
    excerpts = _excerpts(about, vocabulary)
    places, sources = _places(excerpts, store, vocabulary)
    labels = _labels(_label_quads(sources, store, language))
    return _evidence_at(excerpts, places, labels, vocabulary)


def describe_links(
    iri: str,
    predicate: NamedNode,
    page: int,
    store: Dataset,
    vocabulary: Vocabulary,
    language: str = "en",
) -> Description:
    """Describe only what links to the resource *iri* by one property: a page of `MAX_INCOMING`.

    Args:
        iri: absolute.
        predicate: the property.
        page: counted from 1.
        store: where to look, over all graphs.
        vocabulary: to write IRIs that have no name.
        language: of names, where there is a choice.

    Raises:
        ResourceNotFound: there are not so many links.
    """
    node = NamedNode(iri)
    quads = sorted(store.quads(predicate=predicate, object=node), key=_order)
    before = (page - 1) * MAX_INCOMING
    kept = tuple(quads[before : before + MAX_INCOMING])
    if not kept:
        pages = -(-len(quads) // MAX_INCOMING)
        raise ResourceNotFound(
            f"What links to {iri} by {vocabulary.shrink(predicate.value)} has {pages} pages, and "
            f"page {page} is none of them. Begin with page 1.",
            iri,
        )
    label_quads = _label_quads({node, *_mentioned(kept)}, store, language)
    group = Incoming(predicate.value, kept, len(quads), before)
    return Description(iri, (), (group,), _labels(label_quads), tuple(label_quads))


def label_of(iri: str, store: Dataset, vocabulary: Vocabulary, language: str = "en") -> str:
    """Give the name of *iri* in *language*, or in any, or else its short form."""
    return labels_of([iri], store, vocabulary, language)[iri]


def labels_of(
    iris: Iterable[str], store: Dataset, vocabulary: Vocabulary, language: str = "en"
) -> dict[str, str]:
    """Give the names of *iris*, as `label_of` gives that of one; in one look at the store."""
    wanted = list(iris)
    found = _labels(_label_quads({NamedNode(iri) for iri in wanted}, store, language))
    return {iri: found.get(iri) or vocabulary.shrink(iri) for iri in wanted}


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
    by_node: dict[object, list[Quad]] = {}
    ordered = sorted(nodes, key=str)
    for quad in store.quads_about(ordered, LABELS) if ordered else ():
        by_node.setdefault(quad.subject, []).append(quad)
    found = (naming_quad(by_node.get(node, ()), language) for node in ordered)
    return [quad for quad in found if quad is not None]


def _distance(quad: Quad, language: str) -> tuple[int, str]:
    spoken = quad.object.language if isinstance(quad.object, Literal) else None
    order = (language, "en", None)
    return (order.index(spoken) if spoken in order else len(order), str(quad.object))


def _labels(label_quads: Iterable[Quad]) -> dict[str, str]:
    return {
        quad.subject.value: quad.object.value
        for quad in label_quads
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }


def _excerpts(about: Iterable[Quad], vocabulary: Vocabulary) -> list[NamedNode]:
    found = (
        quad.object
        for quad in about
        if quad.predicate == vocabulary.ns("evidencedBy") and isinstance(quad.object, NamedNode)
    )
    return list(dict.fromkeys(found))


def _evidence_at(
    excerpts: Iterable[NamedNode],
    places: Sequence[Quad],
    labels: dict[str, str],
    vocabulary: Vocabulary,
) -> tuple[Evidence, ...]:
    found = [_evidence(excerpt, places, labels, vocabulary) for excerpt in excerpts]
    return tuple(sorted(found, key=lambda each: (each.source_label, each.locator or "")))


def _places(
    excerpts: Sequence[NamedNode], store: Dataset, vocabulary: Vocabulary
) -> tuple[list[Quad], set[NamedNode]]:
    """Give what names the places of excerpts: source, place there, address; and the sources."""
    if not excerpts:
        return [], set()
    ns = vocabulary.ns
    said = list(store.quads_about(excerpts, (ns("excerptOf"), ns("locator"))))
    found = [_first(_by(excerpt, ns("excerptOf"), said)) for excerpt in excerpts]
    sources = {
        quad.object for quad in found if quad is not None and isinstance(quad.object, NamedNode)
    }
    found += [_first(_by(excerpt, ns("locator"), said)) for excerpt in excerpts]
    ordered = sorted(sources, key=str)
    addresses = list(store.quads_about(ordered, (ns("webAddress"),))) if ordered else []
    found += [_first(_by(source, ns("webAddress"), addresses)) for source in ordered]
    return [quad for quad in found if quad is not None], sources


def _by(subject: NamedNode, predicate: NamedNode, quads: Iterable[Quad]) -> list[Quad]:
    return [quad for quad in quads if quad.subject == subject and quad.predicate == predicate]


def _evidence(
    excerpt: NamedNode, places: Sequence[Quad], labels: dict[str, str], vocabulary: Vocabulary
) -> Evidence:
    source = _value(excerpt, "excerptOf", places, vocabulary)
    named = source or excerpt.value
    return Evidence(
        excerpt.value,
        source,
        labels.get(named) or vocabulary.shrink(named),
        _value(excerpt, "locator", places, vocabulary),
        None if source is None else _value(NamedNode(source), "webAddress", places, vocabulary),
    )


def _value(
    subject: NamedNode, name: str, places: Sequence[Quad], vocabulary: Vocabulary
) -> str | None:
    for quad in places:
        if quad.subject == subject and quad.predicate == vocabulary.ns(name):
            return quad.object.value if isinstance(quad.object, NamedNode | Literal) else None
    return None


def _first(quads: Iterable[Quad]) -> Quad | None:
    """Give the quad with the smallest value, if there is one with a value."""
    told = [quad for quad in quads if isinstance(quad.object, NamedNode | Literal)]
    return min(told, key=lambda quad: (str(quad.object), str(quad.graph_name)), default=None)


def _order(quad: Quad) -> tuple[str, str, str, str]:
    return (
        quad.predicate.value,
        str(quad.object),
        str(quad.subject),
        str(quad.graph_name),
    )
