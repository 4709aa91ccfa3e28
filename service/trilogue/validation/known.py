"""What may be spoken of: the terms that the ontology declares, and the IRIs of things."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from trilogue.parse import ParsedFile
from trilogue.terms import OWL, RDF, RDFS, SH, SLUG, Vocabulary

_TYPE = NamedNode(RDF + "type")
_CLASS_TYPES = frozenset({OWL + "Class", RDFS + "Class"})
_PROPERTY_TYPES = frozenset(
    {
        OWL + "ObjectProperty",
        OWL + "DatatypeProperty",
        OWL + "AnnotationProperty",
        RDF + "Property",
    }
)
# The languages in which vocabularies are written; facts do not speak them, but for rdf:type.
_SCHEMA_NAMESPACES = (RDF, RDFS, OWL, SH)
_NEAR = 0.75  # how alike two spellings are that are offered for each other


@dataclass(frozen=True)
class Known:
    """The names that facts may use.

    Attributes:
        vocabulary: the base and its prefixes.
        classes: IRIs of declared classes.
        properties: IRIs of declared properties, annotation properties included.
        computed: IRIs of terms that only a rule may use.
    """

    vocabulary: Vocabulary
    classes: frozenset[str]
    properties: frozenset[str]
    computed: frozenset[str]

    @classmethod
    def of(cls, files: Iterable[ParsedFile], vocabulary: Vocabulary) -> "Known":
        """Read the declarations from the files under ``ontology/``; others are not looked at.

        Nor are the bridges: they speak of vocabularies that facts do not use.
        """
        classes, properties, computed = set(), set(), set()
        marker = vocabulary.ns("computed")
        for file in files:
            if not file.name.startswith("ontology/") or file.name.startswith("ontology/bridge/"):
                continue
            for quad in file.quads:
                if not isinstance(quad.subject, NamedNode):
                    continue
                if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
                    if quad.object.value in _CLASS_TYPES:
                        classes.add(quad.subject.value)
                    elif quad.object.value in _PROPERTY_TYPES:
                        properties.add(quad.subject.value)
                elif quad.predicate == marker and isinstance(quad.object, Literal):
                    computed.add(quad.subject.value)
        return cls(vocabulary, frozenset(classes), frozenset(properties), frozenset(computed))

    def is_ours(self, iri: str) -> bool:
        """Tell whether *iri* is in our term namespace."""
        return iri.startswith(f"{self.vocabulary.base}ns/")

    def is_declared(self, iri: str) -> bool:
        """Tell whether the ontology declares the term."""
        return iri in self.classes or iri in self.properties

    def is_schema(self, iri: str) -> bool:
        """Tell whether *iri* belongs to RDFS, OWL or SHACL, or to RDF and is not rdf:type."""
        return iri != _TYPE.value and iri.startswith(_SCHEMA_NAMESPACES)

    def nearest(self, iri: str, *, classes: bool) -> str | None:
        """Give the declared class or property that is spelled most like *iri*, if any is."""
        terms = self.classes if classes else self.properties
        names = {term.rpartition("/")[2].lower(): term for term in terms if self.is_ours(term)}
        wanted = re.split("[/#]", iri)[-1].lower()
        found = difflib.get_close_matches(wanted, names, n=1, cutoff=_NEAR)
        return names[found[0]] if found else None

    def is_thing(self, iri: str) -> bool:
        """Tell whether *iri* is under ``<base>id/``."""
        return iri.startswith(f"{self.vocabulary.base}id/")

    def has_a_things_name(self, iri: str) -> bool:
        """Tell whether *iri* is a known type's namespace and a slug: lower case, with hyphens."""
        namespaces = [
            namespace
            for namespace in self.vocabulary.prefixes().values()
            if iri.startswith(namespace) and self.is_thing(namespace)
        ]
        longest = max(namespaces, key=len, default=None)
        return longest is not None and SLUG.fullmatch(iri, len(longest)) is not None
