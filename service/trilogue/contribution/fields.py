"""What a contributor can fill in, read from the shapes: the record types and their fields.

A field gathers what all property shapes say about one property of one class, those of the classes
above it included. What the shapes leave open (which properties without a rule a class has, what a
value is) comes from the ontology's domains and ranges. There is no other list of fields.

Source: SHACL, section 2.2 (property shapes), 2.3.2 (names, descriptions, order), 4 (constraints).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.content import is_module
from trilogue.contribution.hierarchy import Hierarchy
from trilogue.parse import ParsedFile
from trilogue.terms import RDF, RDFS, SH, SKOS, XSD, Vocabulary
from trilogue.validation.statements import Statements

_LABEL = SKOS + "prefLabel"
_LAST = 1_000_000.0  # the order of what no shape speaks of


class Kind(StrEnum):
    """What a value is, for those who draw an input for it."""

    THING = "thing"  # a thing of the graph or a kind, of one of the field's classes
    IRI = "iri"  # any IRI
    OPTION = "option"  # one of the field's options
    LANGUAGE_TEXT = "language text"  # text in a language
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"
    NUMBER = "number"
    ADDRESS = "address"  # a web address as text


_KINDS = {
    RDF + "langString": Kind.LANGUAGE_TEXT,
    XSD + "date": Kind.DATE,
    XSD + "boolean": Kind.BOOLEAN,
    XSD + "integer": Kind.NUMBER,
    XSD + "decimal": Kind.NUMBER,
    XSD + "anyURI": Kind.ADDRESS,
}


@dataclass(frozen=True)
class Field:
    """One property of a record type.

    Attributes:
        path: the property's IRI.
        name: the last part of it.
        label: English, for people; not unique within a record type.
        description: English, a sentence; may be empty.
        kind: what a value is.
        datatype: of a literal; None for things and IRIs.
        classes: of a thing, which must be of one of them; empty where any will do.
        options: the values that are allowed, in the shapes' order; empty where it is open.
        min_count: how many values there must be; see also alternatives.
        max_count: how many there may be, or None.
        languages: those in which there must be a text, where there is one at all.
        unique_language: whether there is one text a language.
        pattern: a regular expression of SPARQL that each value holds, or None.
        max_length: of each value, in characters, or None.
        group: the English name of the shape that speaks of it first.
        order: where it stands among the fields.
        alternatives: sets of properties, this one in each, of which one must have a value.
    """

    path: str
    name: str
    label: str
    description: str = ""
    kind: Kind = Kind.TEXT
    datatype: str | None = None
    classes: tuple[str, ...] = ()
    options: tuple[Literal | NamedNode, ...] = ()
    min_count: int = 0
    max_count: int | None = None
    languages: tuple[str, ...] = ()
    unique_language: bool = False
    pattern: str | None = None
    max_length: int | None = None
    group: str = ""
    order: float = _LAST
    alternatives: tuple[tuple[str, ...], ...] = ()

    @property
    def required(self) -> bool:
        """Whether every record of the type has it."""
        return self.min_count > 0

    @property
    def single(self) -> bool:
        """Whether there is at most one value."""
        return self.max_count == 1


@dataclass(frozen=True)
class RecordType:
    """A class of which a contributor may add records.

    Attributes:
        iri: of the class.
        name: the last part of it.
        label: English, with a capital.
        description: English, a sentence.
        fields: in their order.
        namespaces: in which new records are named; several where each stage has its own.
        above: the class and all above it, the nearest first.
    """

    iri: str
    name: str
    label: str
    description: str
    fields: tuple[Field, ...]
    namespaces: tuple[str, ...]
    above: tuple[str, ...] = ()
    _by_path: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_path", {one.path: one for one in self.fields})

    def field(self, path: str) -> Field | None:
        """Give the field of a property, or None."""
        return self._by_path.get(path)

    @property
    def namespace(self) -> str | None:
        """Where new records are named; None where the stage decides."""
        return self.namespaces[0] if len(self.namespaces) == 1 else None


def record_types(
    shapes: Iterable[Quad], ontology: Iterable[Quad], vocabulary: Vocabulary
) -> tuple[RecordType, ...]:
    """Read the record types that a contributor may add to, in the order of the ontology.

    What a rule computes is left out, and so are kinds, terms and contributions themselves.

    Args:
        shapes: of all files under ``shapes/``.
        ontology: of the modules.
        vocabulary: with the base of both.
    """
    return tuple(_Reader(Statements(shapes), Statements(ontology), vocabulary).types())


def types_of(
    classes: Iterable[str], shapes: Iterable[Quad], ontology: Iterable[Quad], vocabulary: Vocabulary
) -> tuple[RecordType, ...]:
    """Read what is said of any *classes*, those of which nobody contributes anything included."""
    reader = _Reader(Statements(shapes), Statements(ontology), vocabulary)
    return tuple(reader.type_of(iri) for iri in classes)


def record_types_of(files: Iterable[ParsedFile], vocabulary: Vocabulary) -> tuple[RecordType, ...]:
    """Read the record types from those *files* of the content that have them: see `record_types`.

    Bridges and kinds are not looked at.
    """
    files = list(files)
    shapes = [quad for file in files if file.name.startswith("shapes/") for quad in file.quads]
    modules = [file for file in files if is_module(file.name)]
    return record_types(shapes, (quad for file in modules for quad in file.quads), vocabulary)


class _Reader:
    def __init__(self, shapes: Statements, ontology: Statements, vocabulary: Vocabulary) -> None:
        self._shapes = shapes
        self._ontology = ontology
        self._tree = Hierarchy(ontology)
        self._vocabulary = vocabulary
        self._nodes = [node for node in shapes.subjects if self._is_node_shape(node)]
        self._by_class: dict[str, list[object]] = {}
        for node in self._nodes:
            for target in shapes.iris(node, SH + "targetClass"):
                self._by_class.setdefault(target, []).append(node)
        self._fields_of = {node: list(self._property_shapes(node)) for node in self._nodes}
        # What may be contributed at all is what the policy looks at the subjects of.
        own = NamedNode(f"{vocabulary.base}shape/OwnSubject")
        self._welcome = set(shapes.iris(own, SH + "targetSubjectsOf"))
        recorded = vocabulary.ns("recordedIn").value
        self._left_out = {recorded, RDF + "type"}
        self._bound = self._bound_to_classes()

    def types(self) -> Iterator[RecordType]:
        marker = self._vocabulary.ns("computed").value
        for iri in self._tree.classes:
            if self._namespaces(iri) and not self._ontology.truth(NamedNode(iri), marker):
                yield self.type_of(iri)

    def type_of(self, iri: str) -> RecordType:
        node = NamedNode(iri)
        label = self._ontology.text(node, RDFS + "label") or _local(iri)
        return RecordType(
            iri=iri,
            name=_local(iri),
            label=label[:1].upper() + label[1:],
            description=self._ontology.text(node, SKOS + "definition") or "",
            fields=tuple(self._fields(iri)),
            namespaces=self._namespaces(iri),
            above=tuple(self._tree.above(iri)),
        )

    def _namespaces(self, class_iri: str) -> tuple[str, ...]:
        found = (self._vocabulary.namespaces_of(above) for above in self._tree.above(class_iri))
        return next(filter(None, found), ())

    def _fields(self, class_iri: str) -> list[Field]:
        above = self._tree.above(class_iri)
        fields: dict[str, Field] = {}
        nodes = [node for one in above for node in self._by_class.get(one, [])]
        for node in dict.fromkeys(nodes):
            for shape in self._fields_of[node]:
                for path in self._paths(shape):
                    self._add(fields, path, node, shape)
        for path in self._tree.properties:
            if path not in fields and self._belongs(path, above):
                fields[path] = self._blank(path)
        self._add_conditional(fields)
        for node in dict.fromkeys(nodes):
            for shape in self._fields_of[node]:
                either = self._alternatives(shape)
                if either and self._shapes.number(shape, SH + "minCount"):
                    _note_alternatives(fields, either)
        finished = [self._finished(one) for one in fields.values() if one.max_count != 0]
        first = {_LABEL: 0, self._vocabulary.ns("gloss").value: 1}
        return sorted(finished, key=lambda one: (first.get(one.path, len(first)), one.order))

    def _add(
        self, fields: dict[str, Field], path: str, node: object, shape: object, *, sure: bool = True
    ) -> None:
        """Let one property shape speak of a field; *sure* where it does so of every record."""
        if path in self._left_out:
            return
        known = fields.get(path)
        if known is None:
            known = replace(self._blank(path), order=float(len(fields)))
        if known.group == "":
            known = replace(
                known,
                label=self._shapes.text(shape, SH + "name") or known.label,
                description=self._shapes.text(shape, SH + "description") or known.description,
                group=self._shapes.text(node, SH + "name") or "",
            )
        fields[path] = self._constrained(known, shape, sure=sure)

    def _constrained(self, known: Field, shape: object, *, sure: bool) -> Field:
        says = self._shapes
        options = tuple(
            item
            for item in says.items(says.value(shape, SH + "in"))
            if isinstance(item, Literal | NamedNode)
        )
        least = says.number(shape, SH + "minCount") or 0
        english = self._languages(shape)
        if says.number(shape, SH + "qualifiedMinCount"):
            least = max(least, 1)
        most = [n for n in (known.max_count, says.number(shape, SH + "maxCount")) if n is not None]
        order = says.text(shape, SH + "order")
        return replace(
            known,
            datatype=says.iri(shape, SH + "datatype") or known.datatype,
            classes=self._narrower(known.classes, self._classes(shape)),
            options=options or known.options,
            min_count=max(known.min_count, least) if sure else known.min_count,
            max_count=min(most, default=None),
            languages=tuple(dict.fromkeys([*known.languages, *english])),
            unique_language=known.unique_language or says.truth(shape, SH + "uniqueLang"),
            pattern=says.text(shape, SH + "pattern") or known.pattern,
            max_length=says.number(shape, SH + "maxLength") or known.max_length,
            order=float(order) if order else known.order,
        )

    def _add_conditional(self, fields: dict[str, Field]) -> None:
        """Add what shapes say of whatever has a property: how its values look, but not that it is.

        Such as the form of a date, or that a gloss has at most 400 characters.
        """
        for node in self._nodes:
            if not self._shapes.iris(node, SH + "targetSubjectsOf"):
                continue
            for shape in self._fields_of[node]:
                for path in self._paths(shape):
                    if path in fields and self._shapes.number(shape, SH + "maxCount") != 0:
                        self._add(fields, path, node, shape, sure=False)

    def _belongs(self, path: str, above: list[str]) -> bool:
        """Tell whether records of a class may have a property that no shape of it speaks of."""
        if path in self._left_out or path not in self._welcome:
            return False
        domains = self._tree.domains(path)
        if domains:
            return any(domain in above for domain in domains)
        return path not in self._bound

    def _bound_to_classes(self) -> set[str]:
        """Give the properties without a domain that shapes give to some classes only."""
        free: set[str] = set()
        bound: set[str] = set()
        for node in self._nodes:
            themselves = self._shapes.iris(node, SH + "targetSubjectsOf")
            for shape in self._fields_of[node]:
                paths = set(self._paths(shape))
                (free if paths & set(themselves) else bound).update(paths)
        return bound - free

    def _blank(self, path: str) -> Field:
        node = NamedNode(path)
        ranges = self._tree.ranges(path)
        literal = next((iri for iri in ranges if iri.startswith((XSD, RDF, RDFS))), None)
        label = self._ontology.text(node, RDFS + "label") or _words(_local(path))
        return Field(
            path=path,
            name=_local(path),
            label=label[:1].upper() + label[1:],
            description=self._ontology.text(node, SKOS + "definition") or "",
            datatype=literal,
            classes=() if literal else tuple(ranges),
        )

    def _finished(self, known: Field) -> Field:
        kind, datatype = Kind.TEXT, known.datatype
        if known.options:
            kind = Kind.OPTION
        elif known.classes or self._tree.is_object_property(known.path):
            kind, datatype = (Kind.THING if known.classes else Kind.IRI), None
        elif datatype is not None:
            kind = _KINDS.get(datatype, Kind.TEXT)
        elif known.path.startswith(SKOS):
            is_link = known.path.endswith("Match")
            kind = Kind.IRI if is_link else Kind.LANGUAGE_TEXT
            datatype = None if is_link else RDF + "langString"
        return replace(known, kind=kind, datatype=datatype)

    def _classes(self, shape: object) -> tuple[str, ...]:
        says = self._shapes
        found = says.iris(shape, SH + "class")
        for item in says.items(says.value(shape, SH + "or")):
            found.extend(says.iris(item, SH + "class"))
        return tuple(found)

    def _narrower(self, known: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
        """Keep the nearer of two sets of classes: that of which each lies below the other's."""
        if not said or not known:
            return said or known
        lies_below = all(any(k in self._tree.above(s) for k in known) for s in said)
        return said if lies_below else known

    def _languages(self, shape: object) -> list[str]:
        says = self._shapes
        asked = [shape]
        if says.number(shape, SH + "qualifiedMinCount"):
            asked.extend(says.values(shape, SH + "qualifiedValueShape"))
        return [
            item.value
            for one in asked
            for item in says.items(says.value(one, SH + "languageIn"))
            if isinstance(item, Literal)
        ]

    def _alternatives(self, shape: object) -> tuple[str, ...]:
        """Give the properties of a property shape's alternative path; none for another path."""
        path = self._shapes.value(shape, SH + "path")
        found = self._shapes.items(self._shapes.value(path, SH + "alternativePath"))
        return tuple(item.value for item in found if isinstance(item, NamedNode))

    def _paths(self, shape: object) -> list[str]:
        return self._shapes.iris(shape, SH + "path")

    def _property_shapes(self, node: object) -> Iterator[object]:
        for shape in self._shapes.values(node, SH + "property"):
            if not self._shapes.truth(shape, SH + "deactivated"):
                yield shape

    def _is_node_shape(self, node: object) -> bool:
        is_shape = SH + "NodeShape" in self._shapes.iris(node, RDF + "type")
        return is_shape and not self._shapes.truth(node, SH + "deactivated")


def _note_alternatives(fields: dict[str, Field], either: tuple[str, ...]) -> None:
    for path in either:
        if path in fields:
            known = fields[path]
            fields[path] = replace(known, alternatives=(*known.alternatives, either))


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _words(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)
