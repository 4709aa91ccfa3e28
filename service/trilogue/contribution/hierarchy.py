"""The classes and properties that the ontology declares, and how they hang together.

Source: RDF Schema, sections 2 (classes) and 3 (properties).
"""

from functools import cached_property

from pyoxigraph import NamedNode

from trilogue.terms import OWL, RDF, RDFS
from trilogue.validation.statements import Statements


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
