"""A dataset that counts what it is asked: queries and scans, and looks at what an index has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode, Quad

from trilogue.store import Dataset, EngineResult, Term


@dataclass
class Counted:
    """A `trilogue.store.Dataset` that passes on what it is asked, and counts it.

    Attributes:
        dataset: that answers.
        queries: evaluations of SPARQL, and scans: looks without a subject or an object, and counts
            of everything.
        looks: for the quads of one subject or object, or of some subjects at once.
    """

    dataset: Dataset
    queries: int = 0
    looks: int = 0
    asked: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Count from nothing."""
        self.queries = self.looks = 0
        self.asked.clear()

    def query(
        self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> EngineResult:
        self.queries += 1
        self.asked.append(text)
        return self.dataset.query(text, default_graphs, named_graphs)

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - RDF's word
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        # As a generator: what nobody reads from is not asked.
        if subject is None and object is None:
            self.queries += 1
        else:
            self.looks += 1
        self.asked.append(f"{subject} {predicate} {object} {graph_name}")
        yield from self.dataset.quads(subject, predicate, object, graph_name)

    def quads_about(
        self, subjects: Iterable[NamedNode], predicates: Sequence[NamedNode]
    ) -> Iterator[Quad]:
        self.looks += 1
        self.asked.append(f"about {len(predicates)} properties")
        yield from self.dataset.quads_about(subjects, predicates)

    def count(self) -> int:
        self.queries += 1
        self.asked.append("count")
        return self.dataset.count()

    def graph_counts(self) -> dict[str, int]:
        self.queries += 1
        self.asked.append("graph counts")
        return self.dataset.graph_counts()
