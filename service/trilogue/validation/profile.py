"""What an OWL 2 DL reasoner does not say, or says without a place: told from the axioms here.

HermiT silently accepts a property of two sorts, refuses a whole ontology for one property that is
not simple, reads a text in the place of a thing as a mere note, and says "inconsistent" without
saying where.

Source: OWL 2 Structural Specification, sections 5.8.1 (typing), 11 (global restrictions); OWL 2
Direct Semantics; HermiT's datatype support.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from trilogue.parse import ParsedFile
from trilogue.terms import OWL, RDF, RDFS, XSD, Vocabulary
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity
from trilogue.wording import Wording

# What HermiT reasons with; a value of any other datatype makes it refuse the whole ontology.
REASONED_DATATYPES = frozenset(
    {
        *(XSD + name for name in ("string", "normalizedString", "token", "language", "Name")),
        *(XSD + name for name in ("NCName", "NMTOKEN", "boolean", "anyURI", "hexBinary")),
        *(XSD + name for name in ("decimal", "integer", "nonNegativeInteger", "positiveInteger")),
        *(XSD + name for name in ("nonPositiveInteger", "negativeInteger", "long", "int", "short")),
        *(XSD + name for name in ("byte", "unsignedLong", "unsignedInt", "unsignedShort")),
        *(XSD + name for name in ("unsignedByte", "double", "float", "dateTime", "dateTimeStamp")),
        *(RDF + name for name in ("langString", "PlainLiteral", "XMLLiteral")),
        *(OWL + name for name in ("real", "rational")),
        RDFS + "Literal",
    }
)

_TYPE = RDF + "type"
_SORTS = {
    OWL + "ObjectProperty": "object property",
    OWL + "DatatypeProperty": "data property",
    OWL + "AnnotationProperty": "annotation property",
}
_SIMPLE_ONLY = {
    OWL + "FunctionalProperty": "functional",
    OWL + "InverseFunctionalProperty": "inverse functional",
    OWL + "AsymmetricProperty": "asymmetric",
    OWL + "IrreflexiveProperty": "irreflexive",
}
_CARDINALITIES = tuple(
    OWL + name
    for name in (
        *("cardinality", "minCardinality", "maxCardinality", "hasSelf"),
        *("qualifiedCardinality", "minQualifiedCardinality", "maxQualifiedCardinality"),
    )
)
_DATA_RANGES = (
    RDFS + "range",
    OWL + "someValuesFrom",
    OWL + "allValuesFrom",
    OWL + "onDataRange",
    OWL + "onDatatype",
)


@dataclass(frozen=True)
class Reason:
    """Why a thing is of a class: a statement, in a file."""

    file: ParsedFile
    quad: Quad


class Axioms:
    """The axioms of the ontology, as far as they are needed here.

    Args:
        files: the modules of the ontology.
    """

    def __init__(self, files: Iterable[ParsedFile]) -> None:
        self.files = list(files)
        self._pairs: dict[str, list[tuple[object, object]]] = {}
        self._values: dict[tuple[object, str], list[object]] = {}
        for file in self.files:
            for quad in file.quads:
                predicate = quad.predicate.value
                self._pairs.setdefault(predicate, []).append((quad.subject, quad.object))
                self._values.setdefault((quad.subject, predicate), []).append(quad.object)

    def of_type(self, iri: str) -> list[NamedNode]:
        """Give what is declared to be of the type *iri*, in the order of the files."""
        wanted = NamedNode(iri)
        return [
            subject
            for subject, type_ in self._pairs.get(_TYPE, [])
            if type_ == wanted and isinstance(subject, NamedNode)
        ]

    @cached_property
    def sorts(self) -> dict[NamedNode, list[str]]:
        """Each property and the sorts that it is declared to be; more than one is an error."""
        table: dict[NamedNode, list[str]] = {}
        for iri, sort in _SORTS.items():
            for node in dict.fromkeys(self.of_type(iri)):
                table.setdefault(node, []).append(sort)
        return table

    @cached_property
    def not_simple(self) -> frozenset[object]:
        """The properties that are transitive or a chain, and all that are above such a one."""
        found: set[object] = set(self.of_type(OWL + "TransitiveProperty"))
        found |= {subject for subject, _ in self._pairs.get(OWL + "propertyChainAxiom", [])}
        grown = True
        while grown:
            above = {
                parent
                for child, parent in self._pairs.get(RDFS + "subPropertyOf", [])
                if child in found
            }
            for one, other in self._pairs.get(OWL + "inverseOf", []):
                above |= {other} if one in found else set()
                above |= {one} if other in found else set()
            grown = not above <= found
            found |= above
        return frozenset(found)

    def restricted(self) -> Iterator[tuple[NamedNode, str]]:
        """Give each property that must be simple, and why."""
        for iri, word in _SIMPLE_ONLY.items():
            for node in self.of_type(iri):
                yield node, word
        for iri in _CARDINALITIES:
            for restriction, _ in self._pairs.get(iri, []):
                for on in self._values.get((restriction, OWL + "onProperty"), []):
                    if isinstance(on, NamedNode):
                        yield on, "used with a number (or with itself) in a restriction"

    def unreasoned_ranges(self) -> Iterator[tuple[object, NamedNode]]:
        """Give each subject of an axiom that names a datatype HermiT cannot reason with."""
        for iri in _DATA_RANGES:
            for subject, value in self._pairs.get(iri, []):
                if isinstance(value, NamedNode) and _is_unreasoned_datatype(value.value):
                    yield subject, value

    @cached_property
    def above(self) -> dict[object, list[NamedNode]]:
        """Each class and property, and all named ones above it, itself first."""
        parents: dict[object, list[object]] = {}
        for predicate in ("subClassOf", "subPropertyOf"):
            for child, parent in self._pairs.get(RDFS + predicate, []):
                parents.setdefault(child, []).append(parent)
        for predicate in ("equivalentClass", "equivalentProperty"):
            for one, other in self._pairs.get(OWL + predicate, []):
                parents.setdefault(one, []).append(other)
                parents.setdefault(other, []).append(one)
        return {node: _reach(node, parents) for node in parents}

    def ancestors(self, node: NamedNode) -> list[NamedNode]:
        """Give *node* and every named class or property above it."""
        return self.above.get(node, [node])

    @cached_property
    def disjoint(self) -> dict[NamedNode, frozenset[NamedNode]]:
        """Each class and the classes that are said to share no individual with it."""
        table: dict[NamedNode, set[NamedNode]] = {}
        groups = [list(pair) for pair in self._pairs.get(OWL + "disjointWith", [])]
        for node, _ in self._pairs.get(OWL + "members", []):
            if NamedNode(OWL + "AllDisjointClasses") in self._values.get((node, _TYPE), []):
                groups.append(self._list(self._values[node, OWL + "members"][0]))
        unions = self._pairs.get(OWL + "disjointUnionOf", [])
        groups.extend(self._list(head) for _, head in unions)
        for group in groups:
            named = [node for node in group if isinstance(node, NamedNode)]
            for node in named:
                table.setdefault(node, set()).update(other for other in named if other != node)
        return {node: frozenset(others) for node, others in table.items()}

    def classes_by(self, predicate: str) -> dict[object, list[NamedNode]]:
        """Give the named domains or ranges of each property, without those it inherits."""
        table: dict[object, list[NamedNode]] = {}
        for node, value in self._pairs.get(RDFS + predicate, []):
            if isinstance(value, NamedNode):
                table.setdefault(node, []).append(value)
        return table

    def _list(self, head: object) -> list[object]:
        members: list[object] = []
        seen = set()
        while head not in seen:
            seen.add(head)
            members.extend(self._values.get((head, RDF + "first"), []))
            head = next(iter(self._values.get((head, RDF + "rest"), [])), head)
        return members


def profile_of(axioms: Axioms, vocabulary: Vocabulary) -> Iterator[Result]:
    """Find what takes the ontology out of OWL 2 DL, or out of what HermiT reasons with."""
    for node, sorts in axioms.sorts.items():
        if len(sorts) > 1:
            yield _about(node, f"This is declared as {' and as '.join(sorts)}.", vocabulary)
    classes = {*axioms.of_type(OWL + "Class"), *axioms.of_type(RDFS + "Class")}
    for node in axioms.sorts:
        if node in classes:
            yield _about(node, "This is declared as a class and as a property.", vocabulary)
    for node, word in dict.fromkeys(axioms.restricted()):
        if node in axioms.not_simple:
            message = f"This is {word}, but it, or a property below it, is transitive or a chain."
            yield _about(node, message, vocabulary, "Take one of the two away.")
    for subject, datatype in axioms.unreasoned_ranges():
        yield Result(
            severity=Severity.VIOLATION,
            message=f"The reasoner knows no {vocabulary.shrink(datatype.value)}.",
            focus_node=subject if isinstance(subject, NamedNode | BlankNode) else None,
            value=datatype,
            component=_component(vocabulary),
            remedy="Leave the range to a shape (sh:datatype).",
        )


def values_of(
    axioms: Axioms, files: Iterable[ParsedFile], places: Places, vocabulary: Vocabulary
) -> Iterator[Result]:
    """Find texts in the place of things, and things in the place of texts, in *files* of facts."""
    for file in files:
        for quad in file.quads:
            sorts = axioms.sorts.get(quad.predicate, [])
            is_literal = isinstance(quad.object, Literal)
            name = vocabulary.shrink(quad.predicate.value)
            if sorts == ["object property"] and is_literal:
                message = Wording("The value of {property} is a text.", property=name)
                remedy = Wording("Give the IRI of a thing.")
            elif sorts == ["data property"] and not is_literal:
                message = Wording("The value of {property} is a thing.", property=name)
                remedy = Wording("Give a text, a number or a date.")
            else:
                continue
            yield _statement(Reason(file, quad), message, places, vocabulary, remedy)


def clashes_of(
    axioms: Axioms, files: Iterable[ParsedFile], places: Places, vocabulary: Vocabulary
) -> Iterator[Result]:
    """Find things that would be of two disjoint classes, and why; one result a thing.

    Each is an inconsistency. Not all are found: only those that follow from types, domains,
    ranges, and the classes above them.
    """
    reasons = _reasons(axioms, files)
    for node, classes in reasons.items():
        for class_ in classes:
            other = next((c for c in axioms.disjoint.get(class_, ()) if c in classes), None)
            if other is not None:
                # The statement that is not the thing's own type is the likelier mistake.
                first, second = sorted(
                    (class_, other), key=lambda c: classes[c].quad.predicate.value == _TYPE
                )
                names = [places.label(c) or vocabulary.shrink(c.value) for c in (first, second)]
                yield _statement(
                    classes[first],
                    Wording(
                        "{thing} cannot be both {first} (by this statement) and {second} (by "
                        "{property} in {file}).",
                        thing=places.label(node) or vocabulary.shrink(node.value),
                        first=names[0],
                        second=names[1],
                        property=vocabulary.shrink(classes[second].quad.predicate.value),
                        file=classes[second].file.name,
                    ),
                    places,
                    vocabulary,
                    Wording("Point to something else, or correct the type."),
                )
                break


def _reasons(
    axioms: Axioms, files: Iterable[ParsedFile]
) -> dict[NamedNode, dict[NamedNode, Reason]]:
    """Give every class of every thing, with the first statement that makes it one."""
    table: dict[NamedNode, dict[NamedNode, Reason]] = {}
    domains, ranges = axioms.classes_by("domain"), axioms.classes_by("range")
    for file in files:
        for quad in file.quads:
            reason = Reason(file, quad)
            if quad.predicate.value == _TYPE:
                _add(table, axioms, quad.subject, [quad.object], reason)
                continue
            for property_ in axioms.ancestors(quad.predicate):
                _add(table, axioms, quad.subject, domains.get(property_, ()), reason)
                _add(table, axioms, quad.object, ranges.get(property_, ()), reason)
    return table


def _add(
    table: dict[NamedNode, dict[NamedNode, Reason]],
    axioms: Axioms,
    node: object,
    classes: Iterable[object],
    reason: Reason,
) -> None:
    if not isinstance(node, NamedNode):
        return
    for class_ in classes:
        if isinstance(class_, NamedNode):
            for ancestor in axioms.ancestors(class_):
                table.setdefault(node, {}).setdefault(ancestor, reason)


def _is_unreasoned_datatype(iri: str) -> bool:
    return iri.startswith((XSD, RDF)) and iri not in REASONED_DATATYPES


def _reach(node: object, parents: dict[object, list[object]]) -> list[NamedNode]:
    found: dict[object, None] = {node: None}
    waiting = [node]
    while waiting:
        for parent in parents.get(waiting.pop(), []):
            if parent not in found:
                found[parent] = None
                waiting.append(parent)
    return [reached for reached in found if isinstance(reached, NamedNode)]


def _component(vocabulary: Vocabulary) -> NamedNode:
    return NamedNode(f"{vocabulary.base}shape/owl-2-dl")


def _about(
    node: NamedNode, message: str, vocabulary: Vocabulary, remedy: str = "Keep one of them."
) -> Result:
    return Result(
        severity=Severity.VIOLATION,
        message=message,
        focus_node=node,
        component=_component(vocabulary),
        remedy=remedy,
    )


def _statement(
    reason: Reason, message: str, places: Places, vocabulary: Vocabulary, remedy: str
) -> Result:
    quad = reason.quad
    value = quad.object
    return Result(
        severity=Severity.VIOLATION,
        message=message,
        focus_node=quad.subject if isinstance(quad.subject, NamedNode | BlankNode) else None,
        path=quad.predicate,
        value=value if isinstance(value, NamedNode | BlankNode | Literal) else None,
        component=_component(vocabulary),
        file=reason.file.name,
        line=places.line(reason.file, quad.subject, quad.predicate, value),
        remedy=remedy,
    )
