"""The shapes and the ontology as a table of statements: classes, targets, lists, texts.

Source: SHACL, section 2.1.3 (targets), 2.2 (property shapes); RDF Schema, section 2 (classes).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.terms import OWL, RDF, RDFS, SH

_FIRST, _REST, _NIL = (RDF + "first", RDF + "rest", RDF + "nil")
_ENGLISH_FIRST = {"en": 0, None: 1}


class Statements:
    """Statements, looked up by subject.

    Args:
        quads: the order is kept, which is the order of the file.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._table: dict[object, dict[str, list[object]]] = defaultdict(dict)
        for quad in quads:
            self._table[quad.subject].setdefault(quad.predicate.value, []).append(quad.object)

    @property
    def subjects(self) -> list[object]:
        """Give what is spoken of, in the order of the files."""
        return list(self._table)

    def values(self, subject: object, predicate: str) -> list[object]:
        """Give what is said, in the order of the file."""
        return self._table[subject].get(predicate, []) if subject in self._table else []

    def value(self, subject: object, predicate: str) -> object | None:
        """Give the first of `values`."""
        return next(iter(self.values(subject, predicate)), None)

    def iris(self, subject: object, predicate: str) -> list[str]:
        """Give those of `values` that have an IRI."""
        return [v.value for v in self.values(subject, predicate) if isinstance(v, NamedNode)]

    def iri(self, subject: object, predicate: str) -> str | None:
        """Give the first of `iris`."""
        return next(iter(self.iris(subject, predicate)), None)

    def text(self, subject: object, predicate: str) -> str:
        """Give the text in English, else without a language, else any; empty for none."""
        found = [v for v in self.values(subject, predicate) if isinstance(v, Literal)]
        best = min(found, key=lambda v: _ENGLISH_FIRST.get(v.language, 2), default=None)
        return "" if best is None else best.value

    def number(self, subject: object, predicate: str) -> int | None:
        """Give the whole number, or None."""
        text = self.text(subject, predicate)
        return int(text) if text else None

    def truth(self, subject: object, predicate: str) -> bool:
        """Tell whether it says true."""
        return self.text(subject, predicate) in ("true", "1")

    def items(self, head: object | None) -> Iterator[object]:
        """Walk an RDF list."""
        seen: set[object] = set()
        while head is not None and head != NamedNode(_NIL) and head not in seen:
            seen.add(head)
            first = self.value(head, _FIRST)
            if first is not None:
                yield first
            head = self.value(head, _REST)


class Hierarchy:
    """The classes and properties that the ontology declares.

    Args:
        ontology: its modules.
    """

    def __init__(self, ontology: Statements) -> None:
        self._says = ontology

    @cached_property
    def classes(self) -> list[str]:
        """The declared classes, in the order of the files."""
        return self._declared(OWL + "Class")

    @cached_property
    def properties(self) -> list[str]:
        """The declared properties, in the order of the files."""
        sorts = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        return [iri for sort in sorts for iri in self._declared(OWL + sort)]

    def above(self, class_iri: str) -> list[str]:
        """Give a class and all above it, the nearest first."""
        found = [class_iri]
        for one in found:
            parents = self._says.iris(NamedNode(one), RDFS + "subClassOf")
            found.extend(iri for iri in dict.fromkeys(parents) if iri not in found)
        return found

    def domains(self, property_iri: str) -> list[str]:
        """Give the classes of which one must be the subject's; none where anything may be it."""
        return self._classes(property_iri, RDFS + "domain")

    def ranges(self, property_iri: str) -> list[str]:
        """Give the classes or datatypes of which one is the value's; none where nothing is said."""
        return self._classes(property_iri, RDFS + "range")

    def is_object_property(self, property_iri: str) -> bool:
        """Tell whether the property leads to things."""
        types = self._says.iris(NamedNode(property_iri), RDF + "type")
        return OWL + "ObjectProperty" in types

    def _classes(self, property_iri: str, predicate: str) -> list[str]:
        found: list[str] = []
        for value in self._says.values(NamedNode(property_iri), predicate):
            if isinstance(value, NamedNode):
                found.append(value.value)
            else:
                union = self._says.items(self._says.value(value, OWL + "unionOf"))
                found.extend(item.value for item in union if isinstance(item, NamedNode))
        return found

    def _declared(self, sort: str) -> list[str]:
        return [
            subject.value
            for subject in self._says.subjects
            if isinstance(subject, NamedNode) and sort in self._says.iris(subject, RDF + "type")
        ]


def alternatives(says: Statements, shape: object) -> list[str]:
    """Give the properties of a property shape's alternative path; none for another path."""
    path = says.value(shape, SH + "path")
    found = says.items(says.value(path, SH + "alternativePath"))
    return [item.value for item in found if isinstance(item, NamedNode)]
