"""JSON-LD for reading: short names from the ontology, and a thing with what belongs to it.

A name's type and its language container come from the ontology, or where the reasoner knows no such
datatype, from the shapes. No quad is lost or added: expanding a document gives back what it was
made of.

Source: JSON-LD 1.1, sections 4.1 (context), 4.6.2 (language maps), 4.8 (reverse properties),
4.9.2 (included nodes).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from trilogue.store import Dataset
from trilogue.terms import FOREIGN_PREFIXES, OWL, RDF, RDFS, SH, SKOS, XSD, Vocabulary

Json = dict[str, Any]

_TYPE = f"{RDF}type"
_A = NamedNode(_TYPE)
_LANG_STRING = f"{RDF}langString"
_STRING = f"{XSD}string"
_OBJECT_PROPERTY = NamedNode(f"{OWL}ObjectProperty")
_SORTS = tuple(
    NamedNode(OWL + name)
    for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)
# Terms of others that need no declaration, with what they are wherever we use them.
_FOREIGN_TERMS = {
    f"{RDFS}comment": _LANG_STRING,
    f"{RDFS}domain": "@id",
    f"{RDFS}isDefinedBy": "@id",
    f"{RDFS}label": _LANG_STRING,
    f"{RDFS}range": "@id",
    f"{RDFS}seeAlso": "@id",
    f"{RDFS}subClassOf": "@id",
    f"{RDFS}subPropertyOf": "@id",
    f"{SKOS}altLabel": _LANG_STRING,
    f"{SKOS}definition": _LANG_STRING,
    f"{SKOS}exactMatch": "@id",
    f"{SKOS}note": _LANG_STRING,
    f"{SKOS}prefLabel": _LANG_STRING,
    f"{SKOS}scopeNote": _LANG_STRING,
}
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!//)")
_NO_PARTS = 40


@dataclass(frozen=True)
class Context:
    """Short names, and what a value under each of them is.

    Attributes:
        prefixes: name to namespace.
        names: IRI of a term to its short name.
        coercions: IRI of a property to "@id", to the IRI of its datatype, or to rdf:langString.
    """

    prefixes: dict[str, str]
    names: dict[str, str]
    coercions: dict[str, str]

    def document(self) -> Json:
        """Give the whole context."""
        return self._document(self.prefixes, self.names)

    def part(self, frame: Json) -> Json:
        """Give the part of the context that the document *frame* needs."""
        words = set(_words(frame))
        named = {iri: name for iri, name in self.names.items() if name in words}
        definitions = (self._definition(iri) for iri in named)
        words.update(word for definition in definitions for word in _strings(definition))
        begun = {word.partition(":")[0] for word in words if ":" in word}
        prefixes = {prefix: iri for prefix, iri in self.prefixes.items() if prefix in begun}
        return self._document(prefixes, named)

    def key(self, iri: str) -> str:
        """Give the short name of a term, else its IRI with a prefix, else the IRI."""
        return self.names.get(iri) or self.plain_key(iri)

    def plain_key(self, iri: str) -> str:
        """Give the key under which a value of any sort may stand: no name with a container."""
        for prefix, namespace in self.prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and local and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def can_write(self, quads: Iterable[Quad]) -> bool:
        """Tell whether no IRI would be taken for a prefixed name or a short name."""
        for quad in quads:
            for term in (quad.subject, quad.predicate, quad.object):
                if isinstance(term, NamedNode):
                    scheme = _SCHEME.match(term.value)
                    if scheme is not None and scheme[1] in self.prefixes:
                        return False
        return True

    def _document(self, prefixes: dict[str, str], names: dict[str, str]) -> Json:
        named = sorted((name, iri) for iri, name in names.items())
        return {
            "@context": {
                "@version": 1.1,
                "id": "@id",
                "type": "@type",
                **prefixes,
                **{name: self._definition(iri) for name, iri in named},
            }
        }

    def _definition(self, iri: str) -> str | Json:
        coercion = self.coercions.get(iri)
        short = self.plain_key(iri)
        if coercion is None:
            return short
        if coercion == _LANG_STRING:
            return {"@id": short, "@container": "@language"}
        return {
            "@id": short,
            "@type": coercion if coercion == "@id" else self.plain_key(coercion),
        }


def read_context(dataset: Dataset, vocabulary: Vocabulary) -> Context:
    """Make the context of the dataset's ontology.

    Ours have their own name; a term of others has it where none of ours does.

    Raises:
        StoreError: the dataset cannot be read.
    """
    own = vocabulary.ns("").value
    prefixes = {"tri": own, **FOREIGN_PREFIXES}
    declared = {
        quad.subject.value
        for sort in _SORTS
        for quad in dataset.quads(predicate=_A, object=sort)
        if isinstance(quad.subject, NamedNode)
    }
    names: dict[str, str] = {}
    taken = {"id", "type", *prefixes}
    ours_first = sorted(
        {*declared, *_FOREIGN_TERMS}, key=lambda iri: (not iri.startswith(own), iri)
    )
    for iri in ours_first:
        namespace = next((one for one in prefixes.values() if iri.startswith(one)), None)
        name = "" if namespace is None else iri.removeprefix(namespace)
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name) and name not in taken:
            taken.add(name)
            names[iri] = name
    coercions = {**_datatypes(dataset), **_FOREIGN_TERMS}
    for quad in dataset.quads(predicate=_A, object=_OBJECT_PROPERTY):
        if isinstance(quad.subject, NamedNode):
            coercions[quad.subject.value] = "@id"
    return Context(prefixes, names, {iri: coercions[iri] for iri in names if iri in coercions})


def framed(root: str, quads: Sequence[Quad], context: Context) -> Json:
    """Write *quads* as one JSON object that is the thing *root*, without a context.

    What the thing points to stands inside it with what is said of it; what points to it stands
    under ``@reverse``; the rest, such as the names of properties, under ``@included``. A node is
    written out once and pointed to elsewhere.

    Args:
        root: IRI.
        quads: in any order; graph names are left out.
        context: whose names are used.
    """
    return _Frame(quads, context).document(NamedNode(root))


def json_bytes(document: Json) -> bytes:
    """Write a document for reading."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _words(frame: object) -> Iterator[str]:
    """Walk what a context gives its meaning to: keys, and types."""
    if isinstance(frame, list):
        for one in frame:
            yield from _words(one)
    elif isinstance(frame, dict):
        for key, value in frame.items():
            yield key
            if key in ("type", "@type"):
                yield from _strings(value)
            else:
                yield from _words(value)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _datatypes(dataset: Dataset) -> dict[str, str]:
    """Give each property's one datatype: of its shapes where they say one, else of its range."""
    found: dict[str, set[str]] = {}
    for quad in dataset.quads(predicate=NamedNode(f"{SH}datatype")):
        if isinstance(quad.subject, Triple):
            continue
        for path in dataset.quads(quad.subject, NamedNode(f"{SH}path")):
            if isinstance(path.object, NamedNode) and isinstance(quad.object, NamedNode):
                found.setdefault(path.object.value, set()).add(quad.object.value)
    for quad in dataset.quads(predicate=NamedNode(f"{RDFS}range")):
        datatype = quad.object
        if (
            isinstance(quad.subject, NamedNode)
            and quad.subject.value not in found
            and isinstance(datatype, NamedNode)
            and datatype.value.startswith((XSD, _LANG_STRING))
        ):
            found[quad.subject.value] = {datatype.value}
    # A plain text needs no type.
    return {
        iri: min(datatypes)
        for iri, datatypes in found.items()
        if len(datatypes) == 1 and datatypes != {_STRING}
    }


Node = NamedNode | BlankNode


class _Frame:
    def __init__(self, quads: Sequence[Quad], context: Context) -> None:
        self._context = context
        self._left: dict[Node, list[Triple]] = {}
        self._mentions: dict[BlankNode, int] = {}
        for triple in sorted({quad.triple for quad in quads}, key=_order):
            assert not isinstance(triple.subject, Triple)  # noqa: S101 - no store of ours holds them
            self._left.setdefault(triple.subject, []).append(triple)
            if isinstance(triple.object, BlankNode):
                self._mentions[triple.object] = self._mentions.get(triple.object, 0) + 1
        self._names: dict[BlankNode, str] = {}

    def document(self, root: NamedNode) -> Json:
        document = self._node(root)
        reverse: Json = {}
        for subject in list(self._left):
            pointing = [one for one in self._left.get(subject, ()) if one.object == root]
            if pointing:
                link = pointing[0]
                self._left[subject].remove(link)
                key = self._reverse_key(link.predicate.value)
                reverse.setdefault(key, []).append(self._node(subject))
        if reverse:
            document["@reverse"] = reverse
        included = [self._node(subject) for subject in list(self._left) if subject in self._left]
        if included:
            document["@included"] = included
        return document

    def _node(self, node: Node, depth: int = 0) -> Json:
        """Write *node* out, which nobody did before."""
        document: Json = {}
        if isinstance(node, NamedNode):
            document["id"] = node.value
        elif self._mentions.get(node, 0) != 1 or depth == 0:
            document["id"] = self._name(node)
        by_predicate: dict[str, list[NamedNode | BlankNode | Literal]] = {}
        for triple in self._left.pop(node, ()):
            assert not isinstance(triple.object, Triple)  # noqa: S101 - as above
            by_predicate.setdefault(triple.predicate.value, []).append(triple.object)
        for predicate, values in by_predicate.items():
            self._write(document, predicate, values, depth)
        return {key: _alone(value) for key, value in document.items()}

    def _write(
        self,
        document: Json,
        predicate: str,
        values: Sequence[NamedNode | BlankNode | Literal],
        depth: int,
    ) -> None:
        key = self._context.key(predicate)
        coercion = self._context.coercions.get(predicate)
        for value in values:
            if predicate == _TYPE and isinstance(value, NamedNode):
                document.setdefault("type", []).append(self._context.key(value.value))
            elif coercion == _LANG_STRING:
                if isinstance(value, Literal) and value.datatype.value in (_STRING, _LANG_STRING):
                    texts = document.setdefault(key, {})
                    texts.setdefault(value.language or "@none", []).append(value.value)
                else:
                    plain = self._context.plain_key(predicate)
                    document.setdefault(plain, []).append(self._value(value, None, depth))
            else:
                document.setdefault(key, []).append(self._value(value, coercion, depth))

    def _value(
        self, value: NamedNode | BlankNode | Literal, coercion: str | None, depth: int
    ) -> object:
        if isinstance(value, Literal):
            return self._literal(value, coercion)
        if value in self._left and depth < _NO_PARTS:
            return self._node(value, depth + 1)
        name = value.value if isinstance(value, NamedNode) else self._name(value)
        return name if coercion == "@id" else {"id": name}

    def _literal(self, literal: Literal, coercion: str | None) -> object:
        if literal.language is not None:
            return {"@value": literal.value, "@language": literal.language}
        datatype = literal.datatype.value
        if datatype == f"{XSD}boolean" and literal.value in ("true", "false"):
            if coercion in (None, datatype):
                return literal.value == "true"
        elif datatype == f"{XSD}integer" and _INTEGER.fullmatch(literal.value):
            if coercion in (None, datatype):
                return int(literal.value)
        elif datatype == (coercion or _STRING):
            return literal.value
        if datatype == _STRING:
            return {"@value": literal.value}
        return {"@value": literal.value, "@type": self._context.plain_key(datatype)}

    def _reverse_key(self, predicate: str) -> str:
        if self._context.coercions.get(predicate) == _LANG_STRING:
            return self._context.plain_key(predicate)
        return self._context.key(predicate)

    def _name(self, node: BlankNode) -> str:
        return self._names.setdefault(node, f"_:b{len(self._names)}")


def _alone(value: object) -> object:
    """Give a lone value without its list."""
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    if isinstance(value, dict) and value and all(isinstance(one, list) for one in value.values()):
        return {key: _alone(one) for key, one in value.items()}
    return value


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)
