"""The terms of the ontology as a reference: what each means, how it is used, and what it is like.

Read from the dataset, so that use and examples are those of the day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions

from trilogue.store import Dataset
from trilogue.terms import DCTERMS, OWL, RDF, RDFS, SKOS, Vocabulary

_MOST_EXAMPLES = 3
_TRUE = Literal(True)  # noqa: FBT003 - the literal's value
_SORTS = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "object property",
    OWL + "DatatypeProperty": "data property",
    OWL + "AnnotationProperty": "annotation property",
}
_ALIGNED = tuple(
    NamedNode(SKOS + name)
    for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
) + tuple(
    NamedNode(iri)
    for iri in (
        OWL + "equivalentClass",
        OWL + "equivalentProperty",
        RDFS + "subClassOf",
        RDFS + "subPropertyOf",
        RDFS + "seeAlso",
    )
)


@dataclass(frozen=True)
class Term:
    """One class or property.

    Attributes:
        iri: of it.
        name: the last part of its IRI.
        sort: "class", "object property", "data property" or "annotation property".
        label: English.
        definition: English, a sentence.
        source: where it comes from.
        status: "stable" or "testing".
        since: the version it came with.
        above: ours that are right above it; IRIs.
        below: ours that are right below it.
        domain, range: IRIs of classes and datatypes; several where any of them will do.
        computed: whether rules state it, and nobody else.
        deprecated: whether it should not be used any more.
        uses: how many individuals or statements it has.
        examples: IRIs of individuals, or of what has the property; at the most three.
        alignments: how it compares with terms of other vocabularies: (predicate, IRI).
        note: of a deprecation, or another remark; may be empty.
    """

    iri: str
    name: str
    sort: str
    label: str
    definition: str
    source: str
    status: str
    since: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    computed: bool = False
    deprecated: bool = False
    uses: int = 0
    examples: tuple[str, ...] = ()
    alignments: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Module:
    """One module of the ontology.

    Attributes:
        iri: of it.
        name: the last part of its IRI.
        title: English.
        description: English.
        version: such as "0.1.0".
        version_iri: of exactly this version; empty where there is none.
        imports: names of the modules that it imports.
        terms: classes first, each sort by name.
    """

    iri: str
    name: str
    title: str
    description: str
    version: str
    version_iri: str
    imports: tuple[str, ...]
    terms: tuple[Term, ...] = field(default=())


def read_reference(dataset: Dataset, vocabulary: Vocabulary) -> tuple[Module, ...]:
    """Read all modules with their terms, a module after those that it imports.

    A term that no module defines, which a shape forbids, is left out.

    Raises:
        StoreError: the dataset cannot be read.
    """
    reader = _Reader(dataset, vocabulary)
    modules = {module.iri: module for module in reader.modules()}
    placed: list[Module] = []
    while modules:
        names = {module.name for module in modules.values()}
        ready = [one for one in modules.values() if not set(one.imports) & (names - {one.name})]
        # Modules that import each other come as they are.
        for module in sorted(ready or modules.values(), key=lambda one: one.name):
            placed.append(module)
            del modules[module.iri]
    return tuple(placed)


class _Reader:
    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._uses = self._counts()
        self._below: dict[str, list[str]] = defaultdict(list)
        self._sorts: dict[str, str] = {}
        for sort, word in _SORTS.items():
            for quad in dataset.quads(predicate=NamedNode(RDF + "type"), object=NamedNode(sort)):
                if isinstance(quad.subject, NamedNode):
                    self._sorts.setdefault(quad.subject.value, word)
        for predicate in ("subClassOf", "subPropertyOf"):
            for quad in dataset.quads(predicate=NamedNode(RDFS + predicate)):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    self._below[quad.object.value].append(quad.subject.value)

    def modules(self) -> Iterator[Module]:
        terms: dict[str, list[Term]] = defaultdict(list)
        own = self._vocabulary.ns("").value
        for iri, sort in self._sorts.items():
            if iri.startswith(own):
                module = self._first(iri, RDFS + "isDefinedBy")
                if module:
                    terms[module].append(self._term(iri, sort))
        order = list(_SORTS.values())
        for iri, some in terms.items():
            imports = self._iris(iri, OWL + "imports")
            yield Module(
                iri=iri,
                name=_last(iri),
                title=self._text(iri, DCTERMS + "title") or _last(iri),
                description=self._text(iri, DCTERMS + "description"),
                version=self._text(iri, OWL + "versionInfo"),
                version_iri=self._first(iri, OWL + "versionIRI"),
                imports=tuple(map(_last, imports)),
                terms=tuple(
                    sorted(some, key=lambda one: (order.index(one.sort), one.name.casefold()))
                ),
            )

    def _term(self, iri: str, sort: str) -> Term:
        node = NamedNode(iri)
        above = "subClassOf" if sort == "class" else "subPropertyOf"
        return Term(
            iri=iri,
            name=_last(iri),
            sort=sort,
            label=self._text(iri, RDFS + "label") or _last(iri),
            definition=self._text(iri, SKOS + "definition"),
            source=self._text(iri, DCTERMS + "source") or self._first(iri, DCTERMS + "source"),
            status=self._text(iri, self._vocabulary.ns("termStatus").value),
            since=self._text(iri, self._vocabulary.ns("since").value),
            above=tuple(
                one
                for one in self._iris(iri, RDFS + above)
                if one.startswith(self._vocabulary.base)
            ),
            below=tuple(sorted(self._below[iri])),
            domain=tuple(self._classes(node, RDFS + "domain")),
            range=tuple(self._classes(node, RDFS + "range")),
            computed=self._has(node, self._vocabulary.ns("computed"), _TRUE),
            deprecated=self._has(node, NamedNode(OWL + "deprecated"), _TRUE),
            uses=self._uses.get(iri, 0),
            examples=tuple(self._examples(node, sort)),
            alignments=tuple(self._alignments(node)),
            note=self._text(iri, SKOS + "note"),
        )

    def _counts(self) -> dict[str, int]:
        """Count individuals by class and statements by property; of all graphs."""
        counts: dict[str, int] = {}
        for query in (
            (
                f"SELECT ?term (COUNT(DISTINCT ?thing) AS ?uses) {{ ?thing <{RDF}type> ?term }} "
                "GROUP BY ?term"
            ),
            "SELECT ?term (COUNT(*) AS ?uses) { ?thing ?term ?value } GROUP BY ?term",
        ):
            rows = self._dataset.query(query)
            assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
            for term, uses in rows:
                if isinstance(term, NamedNode) and isinstance(uses, Literal):
                    counts.setdefault(term.value, int(uses.value))
        return counts

    def _examples(self, node: NamedNode, sort: str) -> Iterable[str]:
        things = f"{self._vocabulary.base}id/"
        if sort == "class":
            quads = self._dataset.quads(predicate=NamedNode(RDF + "type"), object=node)
        else:
            quads = self._dataset.quads(predicate=node)
        found: dict[str, None] = {}
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(things):
                found[quad.subject.value] = None
                if len(found) == _MOST_EXAMPLES:
                    break
        return found

    def _alignments(self, node: NamedNode) -> Iterator[tuple[str, str]]:
        own = self._vocabulary.base
        for predicate in _ALIGNED:
            for iri in self._iris(node.value, predicate.value):
                if not iri.startswith(own):
                    yield predicate.value, iri

    def _classes(self, node: NamedNode, predicate: str) -> Iterator[str]:
        for quad in self._dataset.quads(node, NamedNode(predicate)):
            if isinstance(quad.object, NamedNode):
                yield quad.object.value
            elif isinstance(quad.object, BlankNode):
                yield from self._members(quad.object)

    def _members(self, node: BlankNode) -> Iterator[str]:
        """Give the named members of a union."""
        waiting: list[object] = [
            quad.object for quad in self._dataset.quads(node, NamedNode(OWL + "unionOf"))
        ]
        while waiting:
            cell = waiting.pop(0)
            if not isinstance(cell, BlankNode):
                continue
            for quad in self._dataset.quads(cell, NamedNode(RDF + "first")):
                if isinstance(quad.object, NamedNode):
                    yield quad.object.value
            waiting.extend(q.object for q in self._dataset.quads(cell, NamedNode(RDF + "rest")))

    def _iris(self, iri: str, predicate: str) -> list[str]:
        quads = self._dataset.quads(NamedNode(iri), NamedNode(predicate))
        return sorted({q.object.value for q in quads if isinstance(q.object, NamedNode)})

    def _first(self, iri: str, predicate: str) -> str:
        return next(iter(self._iris(iri, predicate)), "")

    def _text(self, iri: str, predicate: str) -> str:
        """Give the English text, else one without a language."""
        quads = self._dataset.quads(NamedNode(iri), NamedNode(predicate))
        texts = [quad.object for quad in quads if isinstance(quad.object, Literal)]
        texts.sort(
            key=lambda one: ("en", None).index(one.language) if one.language in ("en", None) else 2
        )
        return texts[0].value if texts else ""

    def _has(self, node: NamedNode, predicate: NamedNode, value: Literal) -> bool:
        return next(self._dataset.quads(node, predicate, value), None) is not None


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
