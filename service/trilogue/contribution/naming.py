"""What things and fields are called, for those who read a contribution: names of it come first.

Each name costs some look-ups by its thing, whatever the size of the dataset.
"""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from trilogue.describe import LABELS, naming_quad
from trilogue.store import Dataset
from trilogue.terms import RDFS, SH, Vocabulary

Term = NamedNode | BlankNode | Literal | Triple

_SUBCLASS = NamedNode(RDFS + "subClassOf")
_PATH = NamedNode(SH + "path")
_NAME = NamedNode(SH + "name")
_PROPERTY = NamedNode(SH + "property")
_TARGET = NamedNode(SH + "targetClass")
_TARGET_SUBJECTS = NamedNode(SH + "targetSubjectsOf")


class Naming:
    """Names in one language, each looked up once.

    Args:
        own: a contribution, whose names come before those of the dataset.
        dataset: the facts, the ontology and the shapes.
        vocabulary: to write IRIs that have no name.
        language: of names, where there is a choice.
    """

    def __init__(
        self,
        own: Iterable[Quad],
        dataset: Dataset,
        vocabulary: Vocabulary,
        language: str = "en",
    ) -> None:
        self._own: dict[Term, list[Quad]] = {}
        for quad in own:
            self._own.setdefault(quad.subject, []).append(quad)
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._language = language
        self._names: dict[NamedNode, str | None] = {}
        self._fields: dict[tuple[NamedNode, NamedNode | None], str] = {}

    def label(self, term: Term) -> str:
        """Give the name of a thing, or its short IRI; the text of a literal.

        An excerpt, which has no name, is called by its source and its place there.
        """
        if isinstance(term, Literal):
            return term.value
        if not isinstance(term, NamedNode):
            return str(term)
        return self._name(term) or self._place(term) or self._vocabulary.shrink(term.value)

    def field(self, path: NamedNode, class_: NamedNode | None) -> str:
        """Give the name of a property, with a capital.

        Args:
            path: the property.
            class_: whose shapes are asked first, then those of the classes above it; after them
                the ontology.
        """
        key = path, class_
        if key not in self._fields:
            asked = None if class_ is None else self._shape_name(path, class_)
            name = asked or self._name(path) or _words(path.value)
            self._fields[key] = name[:1].upper() + name[1:]
        return self._fields[key]

    def _name(self, node: NamedNode) -> str | None:
        if node not in self._names:
            own = self._own.get(node, ())
            there = (quad for label in LABELS for quad in self._dataset.quads(node, label))
            quad = naming_quad([*own, *there], self._language)
            named = None if quad is None else quad.object
            self._names[node] = named.value if isinstance(named, Literal) else None
        return self._names[node]

    def _place(self, node: NamedNode) -> str | None:
        sources = self._objects(node, "excerptOf")
        source = next((one for one in sources if isinstance(one, NamedNode)), None)
        if source is None:
            return None
        name = self._name(source) or self._vocabulary.shrink(source.value)
        locators = [one.value for one in self._objects(node, "locator") if isinstance(one, Literal)]
        return ", ".join([name, *locators])

    def _objects(self, node: NamedNode, name: str) -> list[Term]:
        predicate = self._vocabulary.ns(name)
        own = {quad.object for quad in self._own.get(node, ()) if quad.predicate == predicate}
        there = {quad.object for quad in self._dataset.quads(node, predicate)}
        return sorted(own | there, key=str)

    def _shape_name(self, path: NamedNode, class_: NamedNode) -> str | None:
        """Give what the nearest class calls the property; few shapes speak of one property.

        After the classes come shapes of whatever has the property.
        """
        above = self._classes_above(class_)
        found: list[tuple[int, str]] = []
        for shape in {quad.subject for quad in self._dataset.quads(None, _PATH, path)}:
            if not isinstance(shape, NamedNode):
                continue
            quad = naming_quad(self._dataset.quads(shape, _NAME), self._language, (_NAME,))
            if quad is None or not isinstance(quad.object, Literal):
                continue
            for holder in self._dataset.quads(None, _PROPERTY, shape):
                if isinstance(holder.subject, NamedNode):
                    ranks = self._ranks(holder.subject, above, path)
                    found.extend((rank, quad.object.value) for rank in ranks)
        return min(found, default=(0, None))[1]

    def _ranks(self, shape: NamedNode, above: list[Term], path: NamedNode) -> Iterator[int]:
        for target in self._dataset.quads(shape, _TARGET):
            if target.object in above:
                yield above.index(target.object)
        if any(self._dataset.quads(shape, _TARGET_SUBJECTS, path)):
            yield len(above)

    def _classes_above(self, class_: NamedNode) -> list[Term]:
        """Give a class and those above it, the nearest first."""
        found: list[Term] = [class_]
        for one in found:
            if isinstance(one, NamedNode):
                above = sorted(
                    {quad.object for quad in self._dataset.quads(one, _SUBCLASS)}, key=str
                )
                found.extend(each for each in above if each not in found)
        return found


def _words(iri: str) -> str:
    """Write the last part of an IRI as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split("[/#]", iri)[-1]).lower()
