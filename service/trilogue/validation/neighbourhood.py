"""What is near a contribution in the dataset: found by look-ups that name a node, and only so.

No look-up asks for all things of a class or all uses of a property, so what one costs does not
depend on how large the dataset is.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from trilogue.parse import ParsedFile
from trilogue.store import Dataset, Store
from trilogue.terms import RDFS, SKOS
from trilogue.validation.places import Places

Term = NamedNode | BlankNode | Literal | Triple

_LABELS = (NamedNode(SKOS + "prefLabel"), NamedNode(RDFS + "label"))
_STEPS_OUT = 2  # how far from the contribution the records are taken along that shapes see


class Neighbourhood:
    """Looks up statements in a dataset and in a store beside it, each only once.

    Args:
        near: the contribution and the ontology.
        far: the dataset; of what is said there, `fetched` keeps what was looked up.
    """

    def __init__(self, near: Store, far: Dataset) -> None:
        self._near = near
        self._far = far
        self._outgoing: dict[Term, list[Quad]] = {}
        self._others: dict[Term, list[Quad]] = {}
        self._incoming: dict[tuple[NamedNode | None, Term], list[Quad]] = {}
        self.fetched: dict[Quad, None] = {}

    def others(self, node: Term) -> list[Quad]:
        """Give the dataset's statements with *node* as their subject."""
        if node not in self._others:
            # A blank node of one dataset is no node of another one.
            found = list(self._far.quads(subject=node)) if isinstance(node, NamedNode) else []
            self._others[node] = found
            self.fetched.update(dict.fromkeys(found))
        return self._others[node]

    def outgoing(self, node: Term) -> list[Quad]:
        """Give every statement with *node* as its subject."""
        if not isinstance(node, NamedNode | BlankNode):
            return []
        if node not in self._outgoing:
            self._outgoing[node] = [*self._near.quads(subject=node), *self.others(node)]
        return self._outgoing[node]

    def incoming(self, predicate: NamedNode | None, node: Term) -> Iterator[Quad]:
        """Give every statement with *node* as its object, as they are found."""
        key = predicate, node
        if key in self._incoming:
            yield from self._incoming[key]
            return
        found: list[Quad] = []
        if isinstance(node, Triple):
            return
        for quad in self._near.quads(predicate=predicate, object=node):
            found.append(quad)
            yield quad
        if not isinstance(node, BlankNode):
            for quad in self._far.quads(predicate=predicate, object=node):
                found.append(quad)
                self.fetched[quad] = None
                yield quad
        self._incoming[key] = found

    def label(self, node: Term) -> str | None:
        """Give the preferred label of *node*, in English where there is one."""
        ranked: list[tuple[int, str | None]] = [
            (
                2 * (quad.object.language not in ("en", None)) + _LABELS.index(quad.predicate),
                quad.object.value,
            )
            for quad in self.outgoing(node)
            if quad.predicate in _LABELS and isinstance(quad.object, Literal)
        ]
        return min(ranked, default=(0, None))[1]

    def surroundings(self, own: Iterable[Quad]) -> list[Quad]:
        """Give what is said about the things that *own* points to, and those these point to."""
        own = list(own)
        seen: set[Term] = {quad.subject for quad in own}
        found: list[Quad] = []
        border = _objects(own)
        for _ in range(_STEPS_OUT):
            reached = [quad for node in border - seen for quad in self.outgoing(node)]
            found.extend(reached)
            seen |= border
            border = _objects(reached)
        return found


class NearPlaces(Places):
    """Lines in the files of a contribution; labels in all that is near it."""

    def __init__(self, files: Iterable[ParsedFile], neighbourhood: Neighbourhood) -> None:
        super().__init__(files)
        self._neighbourhood = neighbourhood

    def label(self, node: NamedNode | BlankNode | Literal) -> str | None:
        """Give the preferred label of *node*, in English where there is one."""
        return super().label(node) or self._neighbourhood.label(node)


def _objects(quads: Iterable[Quad]) -> set[Term]:
    return {quad.object for quad in quads if not isinstance(quad.object, Literal)}
