"""Many records at once, for files that hold all of them.

A record is read with all that is said about it, some hundreds in one query, so that neither a
large dataset fills the memory nor a remote one is asked for each record by itself.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions

from trilogue.contribution.hierarchy import Hierarchy
from trilogue.describe import LABELS
from trilogue.store import Dataset, Term
from trilogue.terms import DCTERMS, OWL, RDF, SH, Vocabulary
from trilogue.validation.statements import Statements

# Property to its values, each once and in one order.
Said: TypeAlias = dict[str, list[Term]]

# As many fit into one query of a remote engine; of 250, 500 and 1000 it was the quickest here.
_AT_ONCE = 500
_ENGLISH = "en"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Records:
    """What a dataset records, read in one order whatever order the engine has.

    Args:
        store: the dataset, with ontology and shapes in graphs of their own.
        vocabulary: the base it was built with.
    """

    def __init__(self, store: Dataset, vocabulary: Vocabulary) -> None:
        self.store = store
        self.vocabulary = vocabulary

    @cached_property
    def ontology_quads(self) -> list[Quad]:
        """What the modules of the ontology say; kinds and alignments are not among them."""
        beginning = f"{self.vocabulary.base}ontology/"
        return [
            quad
            for graph in self._graphs_with(f"{OWL}Ontology")
            if graph.startswith(beginning) and "/" not in graph.removeprefix(beginning)
            for quad in self._sorted(graph)
        ]

    @cached_property
    def shape_quads(self) -> list[Quad]:
        """What the shapes say."""
        beginning = f"{self.vocabulary.base}shape-graph/"
        return [
            quad
            for graph in self._graphs_with(f"{SH}NodeShape")
            if graph.startswith(beginning)
            for quad in self._sorted(graph)
        ]

    @cached_property
    def ontology(self) -> Statements:
        """The modules, to be looked up."""
        return Statements(self.ontology_quads)

    @cached_property
    def tree(self) -> Hierarchy:
        """The classes and properties."""
        return Hierarchy(self.ontology)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The classes of our own vocabulary, in alphabetical order."""
        own = f"{self.vocabulary.base}ns/"
        return tuple(sorted(iri for iri in self.tree.classes if iri.startswith(own)))

    def below(self, class_iri: str) -> tuple[str, ...]:
        """Give a class and those below it, in alphabetical order."""
        found = {iri for iri in self.classes if class_iri in self.tree.above(iri)}
        return tuple(sorted(found | {class_iri}))

    def members(self, classes: Sequence[str]) -> list[str]:
        """Give the things that are said to be of one of the *classes*, in alphabetical order."""
        return sorted({iri for one in classes for iri in self._of_class.get(one, ())})

    def said(self, iris: Sequence[str]) -> Iterator[tuple[str, Said]]:
        """Give what is said of each of the *iris*, in their order."""
        for start in range(0, len(iris), _AT_ONCE):
            some = iris[start : start + _AT_ONCE]
            found: dict[str, dict[str, dict[Term, None]]] = {iri: {} for iri in some}
            values = " ".join(str(NamedNode(iri)) for iri in some)
            result = self.store.query(f"SELECT ?s ?p ?o {{ VALUES ?s {{ {values} }} ?s ?p ?o }}")
            assert isinstance(result, QuerySolutions)  # noqa: S101 - of a SELECT
            for subject, predicate, value in result:
                if isinstance(value, NamedNode | BlankNode | Literal):
                    found[subject.value].setdefault(predicate.value, {})[value] = None
            for iri, said in found.items():
                yield iri, {path: sorted(said[path], key=order) for path in sorted(said)}

    def label(self, iri: str) -> str:
        """Give what a thing is called in English or else in any language, or its short form."""
        found = self._labels.get(iri)
        return self.vocabulary.shrink(iri).strip("<>") if found is None else found

    def is_named(self, iri: str) -> bool:
        """Tell whether the dataset has a name for a thing."""
        return iri in self._labels

    @cached_property
    def date(self) -> str:
        """The day of the dataset: the last on which anything of it was recorded or changed.

        An ISO date. The first day that an archive can tell where the dataset names none.
        """
        dated = (
            self.vocabulary.ns("recordedAt"),
            NamedNode(f"{DCTERMS}modified"),
            NamedNode(f"{DCTERMS}created"),
        )
        found = (
            _DAY.match(quad.object.value)
            for predicate in dated
            for quad in self.store.quads(predicate=predicate)
            if isinstance(quad.object, Literal)
        )
        return max((day[0] for day in found if day is not None), default="1980-01-01")

    @cached_property
    def _of_class(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for quad in self.store.quads(predicate=NamedNode(f"{RDF}type")):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                found.setdefault(quad.object.value, set()).add(quad.subject.value)
        return found

    @cached_property
    def _labels(self) -> dict[str, str]:
        best: dict[str, tuple[int, int, str, str]] = {}
        for rank, predicate in enumerate(LABELS):
            for quad in self.store.quads(predicate=predicate):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    language = quad.object.language or ""
                    distance = {_ENGLISH: 0, "": 1}.get(language, 2)
                    offer = (rank, distance, language, quad.object.value)
                    if offer < best.get(quad.subject.value, (len(LABELS), 0, "", "")):
                        best[quad.subject.value] = offer
        return {iri: offer[-1] for iri, offer in best.items()}

    def _graphs_with(self, class_iri: str) -> list[str]:
        quads = self.store.quads(predicate=NamedNode(f"{RDF}type"), object=NamedNode(class_iri))
        return sorted(
            {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
        )

    def _sorted(self, graph: str) -> list[Quad]:
        """Give a graph's quads in an order that no label of a blank node decides."""
        return sorted(
            self.store.quads(graph_name=NamedNode(graph)),
            key=lambda quad: (
                *order(quad.subject),
                quad.predicate.value,
                *(order(quad.object) if isinstance(quad.object, NamedNode | Literal) else ()),
            ),
        )


def order(term: object) -> tuple[str, str, str]:
    """Give the key that sorts terms by what they say; all blank nodes are alike."""
    if isinstance(term, Literal):
        return (term.value, term.language or "", term.datatype.value)
    return (term.value if isinstance(term, NamedNode) else "", "", "")
