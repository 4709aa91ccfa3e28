"""The page about a thing, laid out for its template."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.describe import MAX_INCOMING, Description, Incoming, labels_of
from trilogue.errors import ResourceNotFound
from trilogue.signposting import Link
from trilogue.terms import DCTERMS, RDF, RDFS, SKOS
from trilogue.web.links import Links, Shown
from trilogue.web.site import site

MAX_SUBJECTS_ON_A_PAGE = 300
_TYPE = f"{RDF}type"
_FOREIGN_TEXTS = (f"{SKOS}definition", f"{RDFS}comment", f"{DCTERMS}description")
_OWN_TEXTS = ("gloss", "explanation")


@dataclass(frozen=True)
class Turn:
    """Where the other pages of a long list are.

    Attributes:
        before: address of the page before; None on the first.
        after: address of the page after; None on the last.
        first: number of the first entry that is shown, from 1.
        last: number of the last one.
        total: how many there are.
    """

    before: str | None
    after: str | None
    first: int
    last: int
    total: int


def view(description: Description, links: Links) -> dict[str, object]:
    """Lay the description out for the template."""
    labels = description.labels
    page = links.page(description.iri) or ""
    node = NamedNode(description.iri)
    about = [quad for quad in description.outgoing if quad.subject == node]
    names = [quad for quad in description.label_quads if quad.subject == node]
    spoken = [quad.object.language for quad in names if isinstance(quad.object, Literal)]
    own = [site().vocabulary.ns(name).value for name in _OWN_TEXTS]
    lead = (*own, *_FOREIGN_TEXTS)
    apart = {_TYPE, site().vocabulary.ns("evidencedBy").value, *lead}
    return {
        "title": labels.get(description.iri)
        or site().vocabulary.shrink(description.iri).strip("<>"),
        "title_language": spoken[0] if spoken else None,
        "types": _values(about, _TYPE, links, labels),
        "texts": [text for predicate in lead for text in _values(about, predicate, links, labels)],
        "properties": _properties(
            [quad for quad in about if quad.predicate.value not in apart], links, labels
        ),
        "evidence": [
            (each, links.page(each.source or each.excerpt), links.page(each.excerpt))
            for each in description.evidence
        ],
        "incoming": [
            (
                links.iri(group.predicate, labels),
                [links.term(quad.subject, labels) for quad in group.quads],
                turn(group, page),
            )
            for group in description.incoming
        ],
        "graphs": _graphs(about, links, labels),
        "is_record": any(quad.predicate == site().vocabulary.ns("recordedIn") for quad in about),
    }


def _values(
    quads: Iterable[Quad], predicate: str, links: Links, labels: dict[str, str]
) -> list[Shown]:
    found = {quad.object: None for quad in quads if quad.predicate.value == predicate}
    return [links.term(term, labels) for term in found]


def _properties(
    quads: list[Quad], links: Links, labels: dict[str, str]
) -> list[tuple[Shown, list[Shown]]]:
    predicates = dict.fromkeys(quad.predicate.value for quad in quads)
    rows = [
        (links.iri(predicate, labels), _values(quads, predicate, links, labels))
        for predicate in predicates
    ]
    return sorted(rows, key=lambda row: row[0].text.casefold())


def _graphs(
    quads: list[Quad], links: Links, labels: dict[str, str]
) -> list[tuple[Shown, str | None, bool]]:
    names = sorted({q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)})
    derived = site().vocabulary.derived_graph.value
    return [(links.iri(name, labels), site().files.get(name), name == derived) for name in names]


def turn(group: Incoming, address: str) -> Turn:
    """Say where the rest of the links of one property is.

    Args:
        group: a page of them.
        address: of the page or the data about the thing, without parameters.
    """
    number = group.before // MAX_INCOMING + 1
    name = site().vocabulary.shrink(group.predicate).strip("<>")

    def page(wanted: int) -> str:
        return f"{address}?{urlencode({'property': name, 'page': wanted})}"

    return Turn(
        page(number - 1) if number > 1 else None,
        page(number + 1) if group.left_out > 0 else None,
        group.before + 1,
        group.before + len(group.quads),
        group.total,
    )


def turn_links(turns: Iterable[Turn]) -> list[Link]:
    """Give the links to the other pages of long lists."""
    found = []
    for each in turns:
        if each.before is not None:
            found.append(Link(each.before, "prev"))
        if each.after is not None:
            found.append(Link(each.after, "next"))
    return found


def members(graph: str, number: int, links: Links) -> dict[str, object]:
    """Give what the named graph is about: a page of its subjects by IRI, and how many there are.

    Args:
        graph: IRI.
        number: of the page, from 1.
        links: to pages.

    Raises:
        ResourceNotFound: there are not so many pages.
    """
    store = site().store
    quads = store.quads(graph_name=NamedNode(graph))
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    before = (number - 1) * MAX_SUBJECTS_ON_A_PAGE
    shown = sorted(subjects)[before : before + MAX_SUBJECTS_ON_A_PAGE]
    pages = max(1, -(-len(subjects) // MAX_SUBJECTS_ON_A_PAGE))
    if number > pages:
        raise ResourceNotFound(
            f"The graph {graph} has {pages} pages of things, and page {number} is none of them. "
            "Begin with page 1.",
            graph,
        )
    labels = labels_of(shown, store, site().vocabulary)
    address = links.page(graph) or ""
    return {
        "quads": site().graphs[graph],
        "total": len(subjects),
        "things": [links.iri(iri, labels) for iri in shown],
        "turn": Turn(
            f"{address}?page={number - 1}" if number > 1 else None,
            f"{address}?page={number + 1}" if number < pages else None,
            before + 1,
            before + len(shown),
            len(subjects),
        ),
    }
