"""Reads what records say, property by property, for forms that are made of many of them."""

from pyoxigraph import Literal, NamedNode

from trilogue.describe import label_of
from trilogue.store import Dataset
from trilogue.terms import RDF, Vocabulary


class Facts:
    """Gives the values of properties of our vocabulary, always in the same order.

    Args:
        store: where they are, over all graphs.
        vocabulary: the names under the base.
    """

    def __init__(self, store: Dataset, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary

    def of_class(self, name: str) -> list[NamedNode]:
        """Give the things of the class *name*, by IRI."""
        quads = self._store.quads(None, NamedNode(f"{RDF}type"), self._vocabulary.ns(name))
        found = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
        return sorted(found, key=lambda node: node.value)

    def classes(self, node: NamedNode) -> list[NamedNode]:
        """Give the classes of a thing, by IRI."""
        return self.iris(node, NamedNode(f"{RDF}type"))

    def iris(self, subject: NamedNode, name: str | NamedNode) -> list[NamedNode]:
        """Give the things that *subject* points to by the property *name*, by IRI."""
        quads = self._store.quads(subject, self._property(name))
        found = {quad.object for quad in quads if isinstance(quad.object, NamedNode)}
        return sorted(found, key=lambda node: node.value)

    def iri(self, subject: NamedNode, name: str | NamedNode) -> NamedNode | None:
        """Give the first of `iris`; None where there is none."""
        return next(iter(self.iris(subject, name)), None)

    def literals(self, subject: NamedNode, name: str | NamedNode) -> list[Literal]:
        """Give the literals that *subject* has by the property *name*, by value and language."""
        quads = self._store.quads(subject, self._property(name))
        found = {quad.object for quad in quads if isinstance(quad.object, Literal)}
        return sorted(found, key=lambda each: (each.value, each.language or ""))

    def text(self, subject: NamedNode, name: str | NamedNode) -> str | None:
        """Give the literal by the property *name*, in English where there is a choice."""
        found = self.literals(subject, name)
        english = (each for each in found if each.language == "en")
        best = next(english, None) or next(iter(found), None)
        return None if best is None else best.value

    def label(self, node: NamedNode) -> str:
        """Give what a thing is called in English, or in any language, or else its short form."""
        return label_of(node.value, self._store, self._vocabulary)

    def web_address(self, source: NamedNode) -> str | None:
        """Give the first address of a source that is an http or https IRI; None for others."""
        for each in self.literals(source, "webAddress"):
            try:
                address = NamedNode(each.value).value
            except ValueError:
                continue
            if address.startswith(("http://", "https://")):
                return address
        return None

    def slug(self, node: NamedNode | None) -> str:
        """Give the last part of an IRI; empty for None."""
        return "" if node is None else node.value.rpartition("/")[2]

    def _property(self, name: str | NamedNode) -> NamedNode:
        return name if isinstance(name, NamedNode) else self._vocabulary.ns(name)
