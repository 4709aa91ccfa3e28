"""The reading side of an engine, for queries of our own.

A blank node has no name that a second query could use: looked up as subject or object it is not
found, and its label means the same within one answer only.
"""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, QueryBoolean, QuerySolutions

from trilogue.engine.model import Budget
from trilogue.engine.remote.client import Client
from trilogue.errors import EngineError
from trilogue.store import EngineResult, Term

# Graphs that Virtuoso keeps for itself in every store.
_VIRTUOSO_OWN = (
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/ns/ldp#",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
)


# Of these an engine takes in one query.
_AT_ONCE = 500


class RemoteDataset:
    """A `trilogue.store.Dataset` over a `Client`."""

    def __init__(self, client: Client, budget: Budget) -> None:
        self._client = client
        self._budget = budget

    def query(
        self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> EngineResult:
        """Evaluate a query."""
        found = self._client.query(
            text,
            default_graphs,
            named_graphs,
            self._budget.seconds,
            self._budget.answer_bytes,
        )
        if isinstance(found, QuerySolutions | QueryBoolean):
            return found
        # Only an evaluation makes such a result, so the triples are asked for once more, at home.
        store = pyoxigraph.Store()
        store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in found)
        return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - RDF's word
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Find quads by pattern; none for a blank node."""
        if isinstance(subject, BlankNode) or isinstance(object, BlankNode):
            return
        given = {"s": subject, "p": predicate, "o": object, "g": graph_name}
        s, p, o, g = (f"?{name}" if term is None else str(term) for name, term in given.items())
        free = [f"?{name}" for name, term in given.items() if term is None]
        if not free:
            free = ["(1 AS ?found)"]
        text = f"SELECT {' '.join(free)} WHERE {{ GRAPH {g} {{ {s} {p} {o} }} {self._not_own(g)} }}"
        for solution in self._solutions(text):
            terms = {name: solution[name] if term is None else term for name, term in given.items()}
            yield Quad(terms["s"], terms["p"], terms["o"], terms["g"])  # type: ignore[arg-type]

    def quads_about(
        self, subjects: Iterable[NamedNode], predicates: Sequence[NamedNode]
    ) -> Iterator[Quad]:
        """Find what some things have as values of some properties."""
        if not predicates:
            return
        only = ", ".join(str(predicate) for predicate in predicates)
        wanted = [str(subject) for subject in subjects]
        for start in range(0, len(wanted), _AT_ONCE):
            values = " ".join(wanted[start : start + _AT_ONCE])
            text = (
                f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {values} }} "
                f"GRAPH ?g {{ ?s ?p ?o FILTER(?p IN ({only})) }} {self._not_own('?g')} }}"
            )
            for solution in self._solutions(text):
                yield Quad(solution["s"], solution["p"], solution["o"], solution["g"])

    def count(self) -> int:
        """Count all quads that are in named graphs."""
        return sum(self.graph_counts().values())

    def graph_counts(self) -> dict[str, int]:
        """Count each named graph's quads."""
        text = (
            "SELECT ?g (COUNT(*) AS ?quads) WHERE { GRAPH ?g { ?s ?p ?o } "
            f"{self._not_own('?g')} }} GROUP BY ?g"
        )
        found = {
            solution["g"].value: int(solution["quads"].value)
            for solution in self._solutions(text)
            if isinstance(solution["g"], NamedNode)
        }
        return dict(sorted(found.items()))

    def _solutions(self, text: str) -> QuerySolutions:
        found = self.query(text)
        if not isinstance(found, QuerySolutions):
            raise EngineError(
                "The engine answers SELECT with a boolean. See whether TRILOGUE_ENGINE is its "
                "address for queries."
            )
        return found

    def _not_own(self, graph: str) -> str:
        if self._client.addresses.kind != "virtuoso" or graph != "?g":
            return ""
        own = ", ".join(f"<{iri}>" for iri in _VIRTUOSO_OWN)
        return f"FILTER(?g NOT IN ({own}))"
