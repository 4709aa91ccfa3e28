"""The engine at an address: its views, its writes, and the probe at the start.

The dataset's version is a statement in the dataset itself, so that all copies of the service agree
without knowing each other. Where there is none, each view has a version of its own, and nothing is
ever kept for longer than one request.
"""

import uuid
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions

from trilogue.engine.changes import read, removal
from trilogue.engine.evaluation import written
from trilogue.engine.model import (
    Asked,
    Body,
    Change,
    Coding,
    DeleteGraph,
    PutGraph,
    Update,
    View,
    Written,
    budget_of,
)
from trilogue.engine.remote import changes
from trilogue.engine.remote.addresses import addresses, kind_of
from trilogue.engine.remote.client import Client
from trilogue.engine.remote.credentials import Credentials
from trilogue.engine.remote.dataset import RemoteDataset
from trilogue.engine.remote.refusals import require_syntax
from trilogue.engine.remote.transport import Transport
from trilogue.errors import EngineError, QueryError, ResourceNotFound, WriteRefused
from trilogue.formats import GraphFormat
from trilogue.querytext import with_using
from trilogue.settings import Settings
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

# JSON, which the engine is asked for, against CSV, the shortest format that is made of it.
_UPSTREAM = 4
# What Virtuoso's compiler takes in one INSERT DATA, with room to spare.
_VIRTUOSO_TRIPLES = 400
_TRIPLES = 20_000
_UNION = (
    "The engine's default graph is not the union of its named graphs, and queries rely on that. "
    "Switch it on: Fuseki, tdb2:unionDefaultGraph true in the dataset's configuration; "
    "others, see docs/engines.md."
)
_FROM_LOST = (
    "Oxigraph was started with --union-default-graph, which makes it pass over FROM. "
    "Start it without; the union is asked for with each query."
)


class RemoteEngine:
    """Any SPARQL 1.1 endpoint.

    Args:
        address: takes queries.
        settings: limits, other addresses and credentials.
        vocabulary: tells the graph that holds the dataset's version.

    Raises:
        EngineError: it cannot be reached, or its default graph is not the union of all graphs.
    """

    can_wait_in_place = False

    def __init__(self, address: str, settings: Settings, vocabulary: Vocabulary) -> None:
        self.budget = budget_of(settings)
        self.vocabulary = vocabulary
        self._transport = Transport(
            address,
            Credentials(settings.engine_user, settings.engine_password, settings.engine_token),
        )
        first = self._transport.post(
            address, [("query", "ASK { }")], "application/sparql-results+json", 10, 1_000_000
        )
        has_user = settings.engine_user is not None
        found = addresses(
            address, settings.engine_update, kind_of(first.headers), has_user=has_user
        )
        self.client = Client(found, self._transport)
        self._shown: RemoteView | None = None
        self.require_union()

    def __repr__(self) -> str:
        return f"RemoteEngine({self.client.addresses.query!r})"

    @property
    def batch(self) -> int:
        """How many triples go into one request."""
        return _VIRTUOSO_TRIPLES if self.client.addresses.kind == "virtuoso" else _TRIPLES

    def view(self) -> View:
        """Give the dataset as it stands now."""
        stated = self.stated_version()
        if stated is None:
            return RemoteView(self, uuid.uuid4().hex[:16])
        if self._shown is None or self._shown.version != stated:
            self._shown = RemoteView(self, stated)
        return self._shown

    def stated_version(self) -> str | None:
        """Read the dataset's version; None where it states none, or several."""
        graph = changes.system_graph(self.vocabulary)
        text = f"SELECT ?version WHERE {{ GRAPH {graph} {{ {graph} {changes.VERSION} ?version }} }}"
        found = self._ours(text)
        assert isinstance(found, QuerySolutions)  # noqa: S101 - by its form
        versions = [solution["version"] for solution in found]
        if len(versions) == 1 and isinstance(versions[0], Literal):
            return versions[0].value
        return None

    def write(self, change: Change) -> Written:
        """Make *change*; the new version is stated in the same request."""
        version = uuid.uuid4().hex[:16]
        stated = changes.set_version(self.vocabulary, version)
        if isinstance(change, Update):
            require_syntax(change.text, update=True)
            text = with_using(change.text, change.using_graphs, change.using_named_graphs)
            self.update(changes.followed(text, stated))
            return Written(version, created=False)
        if change.graph is None and self.client.addresses.kind == "virtuoso":
            raise WriteRefused("This engine has no unnamed graph. Name the graph to write to.")
        graph = None if change.graph is None else NamedNode(change.graph)
        was_there = self._holds_something(graph)
        if isinstance(change, DeleteGraph):
            if graph is not None and not was_there:
                raise ResourceNotFound(f"There is no graph {graph.value} to delete.", graph.value)
            self.update(f"{removal(change.graph)};\n{stated}")
            return Written(version, created=False)
        quads = read(change)
        pieces = list(changes.batches(quads, self.batch))
        updates = [removal(change.graph)] if isinstance(change, PutGraph) else []
        updates += [changes.insertion(graph, piece) for piece in pieces]
        if self.client.addresses.kind == "virtuoso" and len(pieces) > 1:
            self.update(changes.unset_version(self.vocabulary))
            for update in updates:
                self.update(update)
            self.update(stated)
        else:
            self.update(";\n".join([*updates, stated]))
        return Written(version, created=not was_there and bool(quads))

    def update(self, text: str) -> None:
        """Send an update that is known to be harmless."""
        self.client.update(text, self.budget.seconds)

    def require_union(self) -> None:
        """Make sure that the default graph is as queries need it; an empty dataset tells nothing.

        Raises:
            EngineError: it is not; with what to switch.
        """
        one = "{ SELECT * { GRAPH ?g { ?s ?p ?o } FILTER(isIRI(?s) && isIRI(?o)) } LIMIT 1 }"
        is_filled = self._ours(f"ASK {one}")
        if not is_filled:
            return
        # Without a dataset clause the one triple is found in the default graph, too.
        query = f"ASK {{ {one} ?s ?p ?o }}"
        if not self._ours(query):
            raise EngineError(_UNION)
        if self.client.addresses.kind == "oxigraph" and self._ours(query, union=False):
            raise EngineError(_FROM_LOST)

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def _ours(self, text: str, *, union: bool = True) -> object:
        return self.client.query(
            text, (), (), self.budget.seconds, self.budget.answer_bytes, union=union
        )

    def _holds_something(self, graph: NamedNode | None) -> bool:
        where, union = _inside(graph, self.client.addresses.kind)
        return bool(self._ours(f"ASK {{ {where} }}", union=union))


@dataclass(frozen=True)
class RemoteView:
    """The dataset as it stands, under the version that it had when the view was asked for."""

    engine: RemoteEngine
    version: str

    @property
    def dataset(self) -> Dataset:
        """The reading side for queries of our own."""
        return RemoteDataset(self.engine.client, self.engine.budget)

    def answer(self, asked: Asked) -> Body:
        """Answer a stranger's query within the engine's budget."""
        require_syntax(asked.query)
        budget = self.engine.budget
        found = self.engine.client.query(
            asked.query,
            asked.default_graphs,
            asked.named_graphs,
            budget.seconds,
            budget.answer_bytes * _UPSTREAM,
            asked.watch,
        )
        try:
            return written(found, asked.format, budget, asked.coding, asked.prefixes)
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"The answer cannot be written: {error}.") from error

    def graph(self, graph: str | None, format: GraphFormat, coding: Coding = "identity") -> Body:  # noqa: A002 - the word of the specifications
        """Give what the graph holds."""
        budget = self.engine.budget
        name = None if graph is None else NamedNode(graph)
        where, union = _inside(name, self.engine.client.addresses.kind)
        found = self.engine.client.query(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}",
            (),
            (),
            budget.seconds,
            budget.answer_bytes * _UPSTREAM,
            union=union,
        )
        triples = list(found) if not isinstance(found, QuerySolutions | QueryBoolean) else []
        if graph is not None and not triples:
            raise ResourceNotFound(
                f"There is no graph {graph}. The service description lists the graphs.", graph
            )
        return written(triples, format, budget, coding)


def _inside(graph: NamedNode | None, kind: str) -> tuple[str, bool]:
    """Give the pattern for all triples of a graph, and whether to ask it over the union."""
    if graph is not None:
        return f"GRAPH {graph} {{ ?s ?p ?o }}", True
    if kind == "oxigraph":
        return "?s ?p ?o", False
    if kind == "fuseki":
        return "GRAPH <urn:x-arq:DefaultGraph> { ?s ?p ?o }", True
    # Nothing is kept there, or nothing that could be told from the union.
    return "?s ?p ?o FILTER(false)", True
