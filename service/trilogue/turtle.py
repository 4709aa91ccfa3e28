"""Turtle as the curated files are written: one order, one spelling, one block a subject.

Source: RDF 1.1 Turtle, sections 2 and 6.5; for the order, CONTRIBUTING.md.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, Triple
from pyoxigraph import CanonicalizationAlgorithm as Algorithm

from trilogue.terms import RDF, XSD, Vocabulary, shrunk

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = Node | Literal

_TYPE = NamedNode(f"{RDF}type")
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_WIDTH = 100  # of a property with its values, in characters
# What Turtle reads as a literal of the datatype when it stands there without quotes.
_BARE = {
    f"{XSD}boolean": re.compile(r"true|false"),
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
}


def turtle_bytes(quads: Iterable[Quad], prefixes: Mapping[str, str], head: str = "") -> bytes:
    """Write the triples of *quads*: the same triples give the same bytes.

    Subjects are in the order of their short names, those without a name last.

    Args:
        quads: in any order; the graphs are left out.
        prefixes: names to namespaces, in the order in which they are declared; unused are left out.
        head: what the file is, as text; it becomes the comment at the head.

    Returns:
        UTF-8 with line feeds; without any triple only the head.

    Raises:
        ValueError: there is a triple term, which RDF 1.1 does not know.
    """
    triples = {quad.triple for quad in quads}
    if any(isinstance(node, BlankNode) for triple in triples for node in triple):
        dataset = Dataset(Quad(*triple) for triple in triples)
        dataset.canonicalize(Algorithm.RDFC_1_0)
        triples = {quad.triple for quad in dataset}
    writer = Writer(triples, prefixes, _labelled(triples))
    subjects = sorted(
        writer.roots, key=lambda node: (isinstance(node, BlankNode), writer.term(node))
    )
    blocks = [writer.block(subject) for subject in subjects]
    comment = "\n".join(f"# {line}".rstrip() for line in head.splitlines())
    return file_bytes([comment, writer.declarations, *blocks])


def file_bytes(parts: Iterable[str]) -> bytes:
    """Join the parts of a file, which have no line end, with an empty line between them."""
    text = "\n\n".join(part for part in parts if part)
    return f"{text}\n".encode() if text else b""


def namings(vocabulary: Vocabulary, own: Mapping[str, str]) -> dict[str, str]:
    """Give the canonical prefixes, and of a file's own those for other namespaces.

    A prefix of the file that is canonical for something else is left out.
    """
    canonical = vocabulary.prefixes()
    known = set(canonical.values())
    others = {
        prefix: namespace
        for prefix, namespace in sorted(own.items())
        if namespace not in known and prefix not in canonical
    }
    return canonical | others


class Writer:
    """Writes blocks, and knows afterwards which prefixes they need.

    Args:
        triples: each once.
        prefixes: names to namespaces.
        labelled: the blank nodes that are written with their label. The others are written in
            brackets or as lists where they are mentioned, which is at one place at most.

    Attributes:
        roots: what needs a block of its own, in the order of the triples.

    Raises:
        ValueError: there is a triple term.
    """

    def __init__(
        self,
        triples: Collection[Triple],
        prefixes: Mapping[str, str],
        labelled: Collection[BlankNode],
    ) -> None:
        self._prefixes = prefixes
        pairs = [(namespace, prefix) for prefix, namespace in prefixes.items()]
        self._namespaces = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)
        self._labelled = labelled
        self._used: set[str] = set()
        self._said: dict[Node, dict[NamedNode, list[Term]]] = {}
        mentioned: set[Term] = set()
        for triple in triples:
            if isinstance(triple.object, Triple) or isinstance(triple.subject, Triple):
                raise ValueError("a triple term is not RDF 1.1")  # noqa: TRY004 - a value of RDF
            said = self._said.setdefault(triple.subject, {})
            said.setdefault(triple.predicate, []).append(triple.object)
            mentioned.add(triple.object)
        self.roots = [node for node in self._said if self._is_named(node) or node not in mentioned]

    @property
    def declarations(self) -> str:
        """The prefixes that were needed so far, one a line, in the order in which they came."""
        return "\n".join(
            f"@prefix {prefix}: <{namespace}> ."
            for prefix, namespace in self._prefixes.items()
            if prefix in self._used
        )

    def block(self, subject: Node) -> str:
        """Write all that is said of *subject*: one property a line, or of a long one one value."""
        name = self.term(subject) if self._is_named(subject) else "[]"
        properties = " ;\n    ".join(_line(*each) for each in self._properties(subject))
        return f"{name} {properties} ."

    def term(self, node: Term) -> str:
        """Write one term; a blank node without a label with all that is said of it."""
        if node == _NIL:
            return "()"
        if isinstance(node, NamedNode):
            return self._short(node.value)
        if isinstance(node, Literal):
            return self._literal(node)
        if node in self._labelled:
            return f"_:{node.value}"
        items = self._list(node)
        if items is not None:
            return f"( {' '.join(map(self.term, items))} )"
        inner = " ; ".join(f"{verb} {', '.join(values)}" for verb, values in self._properties(node))
        return f"[ {inner} ]" if inner else "[]"

    def _is_named(self, node: Node) -> bool:
        return isinstance(node, NamedNode) or node in self._labelled

    def _properties(self, subject: Node) -> list[tuple[str, list[str]]]:
        lines = []
        for predicate, objects in self._said.get(subject, {}).items():
            verb = "a" if predicate == _TYPE else self._short(predicate.value)
            lines.append((_rank(verb), verb, self._sorted(objects)))
        return [(verb, values) for _, verb, values in sorted(lines)]

    def _sorted(self, objects: list[Term]) -> list[str]:
        """Write the values of a property: texts first, the English ones before the others."""
        keyed = []
        for value in objects:
            language = (value.language or "") if isinstance(value, Literal) else ""
            foreign = language not in ("", "en")
            keyed.append((not isinstance(value, Literal), foreign, language, self.term(value)))
        return [text for *_, text in sorted(keyed)]

    def _list(self, node: Node) -> list[Term] | None:
        """Give the items of the list that begins at *node*; None where it is none."""
        items: list[Term] = []
        while node != _NIL:
            said = self._said.get(node, {})
            if self._is_named(node) or set(said) != {_FIRST, _REST}:
                return None
            firsts, rests = said[_FIRST], said[_REST]
            if len(firsts) != 1 or len(rests) != 1 or isinstance(rests[0], Literal):
                return None
            items.append(firsts[0])
            node = rests[0]
        return items

    def _short(self, iri: str) -> str:
        short = shrunk(iri, self._namespaces)
        if not short.startswith("<"):
            self._used.add(short.partition(":")[0])
        return short

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        if literal.language is not None or datatype == f"{XSD}string":
            return str(literal)
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(literal.value):
            return literal.value
        return f"{Literal(literal.value)}^^{self._short(datatype)}"


def _line(verb: str, values: list[str]) -> str:
    line = f"{verb} {', '.join(values)}"
    if len(values) == 1 or len(line) <= _WIDTH:
        return line
    return f"{verb}\n        " + ",\n        ".join(values)


def _rank(verb: str) -> int:
    order = ("a", "skos:prefLabel", "skos:altLabel", "tri:gloss")
    return order.index(verb) if verb in order else len(order)


def _labelled(triples: Iterable[Triple]) -> set[BlankNode]:
    """Give the blank nodes that need a label: mentioned twice, or by way of themselves."""
    mentions: dict[BlankNode, list[Node]] = {}
    for triple in triples:
        if isinstance(triple.object, BlankNode) and not isinstance(triple.subject, Triple):
            mentions.setdefault(triple.object, []).append(triple.subject)
    labelled = {node for node, holders in mentions.items() if len(holders) > 1}
    for start in sorted(mentions.keys() - labelled, key=str):
        seen: set[Node] = set()
        node: Node = start
        while isinstance(node, BlankNode) and node not in labelled and node in mentions:
            if node in seen:
                labelled.add(min((each for each in seen if isinstance(each, BlankNode)), key=str))
                break
            seen.add(node)
            node = mentions[node][0]
    return labelled
