"""The dataset: opened, filled, replaced graph by graph, counted, asked, dumped, copied.

One process writes. Another one that wants to read gets a copy made with `Store.backup`, never the
live directory, since the engine does not define what a second reader sees there.

`Dataset` is what the reading side needs, and no more: another engine, such as a SPARQL endpoint
somewhere else, can stand behind it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self, TypeAlias

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
)

from trilogue.errors import (
    QueryError,
    QuerySyntaxError,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
)
from trilogue.querytext import complaint, has_word, with_using

Term: TypeAlias = NamedNode | BlankNode | Literal
EngineResult: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples


class Dataset(Protocol):
    """The reading side of a store. Each method is told at `Store`."""

    def query(
        self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> EngineResult:
        """Evaluate a query."""

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - RDF's word
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Find quads by pattern."""

    def quads_about(
        self, subjects: Iterable[NamedNode], predicates: Sequence[NamedNode]
    ) -> Iterator[Quad]:
        """Find what some things have as values of some properties."""

    def count(self) -> int:
        """Count all quads."""

    def graph_counts(self) -> dict[str, int]:
        """Count each named graph's quads."""


class Store:
    """One dataset of named graphs in Oxigraph, in memory or in a directory.

    The default graph of a query is the union of all graphs, unless the query or the caller names
    a dataset.
    Literals of number and date types are kept as values: ``"01"^^xsd:integer`` comes back as
    ``"1"``.

    Made with `in_memory`, `open` or `open_read_only`; used as a context manager or closed with
    `close`, after which it must not be used.
    """

    def __init__(self, engine: pyoxigraph.Store, path: Path | None = None) -> None:
        """Wrap an *engine* that is already open, which this object owns from now on."""
        self._engine: pyoxigraph.Store | None = engine
        self.path = path

    @classmethod
    def in_memory(cls) -> Self:
        """Make an empty store that lives as long as this object."""
        return cls(pyoxigraph.Store())

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the store in the directory *path* for reading and writing; make it where it is not.

        Raises:
            StoreLocked: another process, or this one, has it open for writing.
            StoreDamaged: the files there are not a store, or not a whole one.
        """
        with _fence(path):
            path.mkdir(parents=True, exist_ok=True)
            return cls(pyoxigraph.Store(path), path)

    @classmethod
    def open_read_only(cls, path: Path) -> Self:
        """Open the store in the directory *path* for reading.

        Raises:
            StoreMissing: there is none.
            StoreDamaged: the files there are not a whole store.
        """
        if not (path / "CURRENT").is_file():
            raise StoreMissing(f"{path}: there is no store. Run `trilogue build` to make it.")
        with _fence(path):
            return cls(pyoxigraph.Store.read_only(str(path)), path)

    @property
    def engine(self) -> pyoxigraph.Store:
        """The engine itself, for what needs more than this class offers (the derivation rules).

        Raises:
            StoreError: the store is closed.
        """
        if self._engine is None:
            raise StoreError("The store is closed. Open it again before using it.")
        return self._engine

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._engine is None

    def close(self) -> None:
        """Let go of the directory and its lock. A second call does nothing.

        Results of queries that are still held keep the lock until they go.
        """
        self._engine = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def load(self, quads: Iterable[Quad]) -> None:
        """Add many *quads*, all or none; meant for filling a new store, quick and in no order."""
        with self._fenced():
            self.engine.bulk_extend(quads)

    def load_bytes(self, n_quads: bytes) -> None:
        """Fill a new store as `load` does, more slowly, but with other threads running meanwhile.

        Args:
            n_quads: sound N-Quads.
        """
        with self._fenced():
            self.engine.bulk_load(n_quads, RdfFormat.N_QUADS)

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add *quads* in one transaction."""
        with self._fenced():
            self.engine.extend(quads)

    def update(
        self, text: str, using_graphs: Sequence[str] = (), using_named_graphs: Sequence[str] = ()
    ) -> None:
        """Evaluate the SPARQL update *text* in one transaction.

        This is the engine as it is, LOAD and SERVICE included: what others send goes through
        `trilogue.query.require_harmless_update` first.

        Args:
            text: any number of operations.
            using_graphs: IRIs whose union is the default graph of each WHERE.
            using_named_graphs: IRIs that GRAPH can reach in each WHERE.

        Raises:
            QuerySyntaxError: with line and column.
            QueryError: the engine cannot evaluate it, or it names a dataset of its own while one
                is given here.

        Source: SPARQL 1.1 Update; SPARQL 1.1 Protocol, section 2.2.3.
        """
        text = with_using(text, using_graphs, using_named_graphs)
        with self._fenced(text):
            self.engine.update(text)

    def replace_graph(self, iri: str | NamedNode | DefaultGraph, quads: Iterable[Quad]) -> None:
        """Put *quads* in the place of everything in the graph *iri*, in one transaction.

        The quads' own graph names are not looked at. No reader sees a half-replaced graph. Blank
        nodes get new labels. A named graph is there afterwards, even when it is empty.
        """
        graph_name = NamedNode(iri) if isinstance(iri, str) else iri
        triples = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
        if isinstance(graph_name, DefaultGraph):
            update = f"CLEAR DEFAULT; INSERT DATA {{\n{triples}\n}}"
        else:
            update = (
                f"DROP SILENT GRAPH {graph_name}; CREATE GRAPH {graph_name}; "
                f"INSERT DATA {{ GRAPH {graph_name} {{\n{triples}\n}} }}"
            )
        with self._fenced():
            self.engine.update(update)

    def count(self) -> int:
        """Count the quads of all graphs."""
        with self._fenced():
            return len(self.engine)

    def graph_names(self) -> list[str]:
        """Give the IRIs of the named graphs, those that are empty too, in alphabetical order."""
        with self._fenced():
            return sorted(
                name.value for name in self.engine.named_graphs() if isinstance(name, NamedNode)
            )

    def graph_counts(self) -> dict[str, int]:
        """Count the quads of each named graph, by IRI in alphabetical order."""
        names = self.graph_names()
        with self._fenced():
            return {
                name: sum(
                    1 for _ in self.engine.quads_for_pattern(None, None, None, NamedNode(name))
                )
                for name in names
            }

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - RDF's word
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Find the quads that have these terms, in no order; None stands for any term."""
        with self._fenced():
            yield from self.engine.quads_for_pattern(subject, predicate, object, graph_name)

    def quads_about(
        self, subjects: Iterable[NamedNode], predicates: Sequence[NamedNode]
    ) -> Iterator[Quad]:
        """Find the quads about any of *subjects* by any of *predicates*, in no order.

        One request to an engine that is somewhere else, however many things there are.
        """
        with self._fenced():
            for subject in subjects:
                for predicate in predicates:
                    yield from self.engine.quads_for_pattern(subject, predicate, None, None)

    def query(
        self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> EngineResult:
        """Evaluate the SPARQL query *text*; an update is a syntax error here.

        This is the engine as it is, SERVICE included: for queries of our own. What strangers ask
        goes through `trilogue.query.evaluate`.
        The result belongs to the thread that asked for it; touching it in another one ends the
        whole process.

        Args:
            text: with or without FROM and FROM NAMED.
            default_graphs: IRIs whose union is the default graph; they win over the text's own.
            named_graphs: IRIs that GRAPH can reach; they win over the text's own.

        Raises:
            QuerySyntaxError: with line and column.
            QueryError: the engine cannot evaluate it.

        Source: SPARQL 1.1 Query, section 13; SPARQL 1.1 Protocol, section 2.1.4.
        """
        with self._fenced(text):
            if default_graphs or named_graphs:
                return self.engine.query(
                    text,
                    default_graph=[NamedNode(iri) for iri in default_graphs],
                    named_graphs=[NamedNode(iri) for iri in named_graphs],
                )
            # The engine's union flag silently wins over FROM: set it only where there is none.
            union = not has_word(text, "FROM")
            return self.engine.query(text, use_default_graph_as_union=union)

    def dump(
        self,
        format: RdfFormat,  # noqa: A002 - the word of the specifications
        out: IO[bytes] | Path,
        graph: str | DefaultGraph | None = None,
    ) -> None:
        """Write the whole dataset, or the one *graph*, to *out*, in no order.

        Args:
            format: one that can name graphs, unless *graph* is given.
            out: open for writing bytes; or a file, which is written while other threads run.
            graph: the IRI of a named graph, or the unnamed one; its triples are written without
                its name.
        """
        from_graph = NamedNode(graph) if isinstance(graph, str) else graph
        with self._fenced():
            self.engine.dump(out, format, from_graph=from_graph)

    def flush(self) -> None:
        """Write everything through to the disk; a commit alone may still be lost with the power."""
        with self._fenced():
            self.engine.flush()

    def backup(self, path: Path) -> None:
        """Copy the store into the new directory *path*; on the same disk by links, in no time.

        Raises:
            StoreError: *path* exists, or the store is in memory.
        """
        with self._fenced():
            self.engine.backup(path)

    @contextmanager
    def _fenced(self, query: str | None = None) -> Iterator[None]:
        with _fence(self.path, query):
            yield


@contextmanager
def _fence(path: Path | None, query: str | None = None) -> Iterator[None]:
    """Turn the engine's errors into ours."""
    place = "the store in memory" if path is None else str(path)
    try:
        yield
    except SyntaxError as error:
        found = complaint(query or "", str(error.msg))
        raise QuerySyntaxError(found.message, found.line, found.column) from error
    except OSError as error:
        raise _store_error(place, error) from error
    except (RuntimeError, ValueError) as error:
        if "Corruption" in str(error):
            raise _damaged(place, str(error)) from error
        if query is None:
            raise StoreError(f"{place}: {error}.") from error
        raise QueryError(
            f"The query cannot be evaluated: {error}. Change it at that point."
        ) from error


def _store_error(place: str, error: OSError) -> StoreError:
    reason = str(error)
    if "lock" in reason.lower():
        return StoreLocked(
            f"{place}: another process is using this store. "
            "Stop it, or name another directory with --store."
        )
    if isinstance(error, PermissionError) or "Permission denied" in reason:
        return StoreError(
            f"{place}: the store may not be written here. Name another directory with --store."
        )
    return _damaged(place, reason)


def _damaged(place: str, reason: str) -> StoreDamaged:
    return StoreDamaged(
        f"{place}: the store cannot be read ({reason[:200]}). "
        "Remove the directory and run `trilogue build`."
    )
