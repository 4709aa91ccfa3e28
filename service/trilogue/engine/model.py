"""What every engine does: show the dataset as it stands, answer strangers, take writes.

An `Engine` hands out a `View`: the dataset of one moment. Whoever keeps a view sees that moment
only; a write makes the engine hand out another one, at once and as a whole.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from trilogue.formats import GraphFormat, ResultFormat
from trilogue.settings import Settings
from trilogue.store import Dataset

PIECE_BYTES = 262_144
IN_MEMORY_BYTES = 1_048_576  # an answer that is larger is a file

Coding: TypeAlias = Literal["identity", "gzip", "zstd"]

# Called by an evaluation that takes long, with what ends it. Whoever asked calls that when nobody
# waits for the answer any more; see `Asked.watch`.
Watch: TypeAlias = Callable[[Callable[[], None]], None]


@dataclass(frozen=True)
class Budget:
    """What one evaluation may use; passing any of it is an error, never a cut answer.

    Attributes:
        seconds: wall-clock time from the beginning of the evaluation.
        memory_bytes: above what an idle worker uses; a remote engine minds its own.
        solutions: or triples, in the answer.
        answer_bytes: of the answer before any content coding.
    """

    seconds: float
    memory_bytes: int
    solutions: int
    answer_bytes: int


def budget_of(settings: Settings) -> Budget:
    """Give the budget that the *settings* make."""
    return Budget(
        settings.query_seconds,
        settings.query_memory_bytes,
        settings.max_solutions,
        settings.max_answer_bytes,
    )


@dataclass(frozen=True)
class Asked:
    """A query of a stranger, already known to be harmless (`trilogue.query.require_harmless`).

    Attributes:
        query: SPARQL 1.1 Query text.
        format: what the answer is written in; a result format for SELECT and ASK, else an RDF one.
        default_graphs: absolute IRIs from the protocol; with *named_graphs* they win over FROM.
        named_graphs: absolute IRIs from the protocol.
        coding: content coding of the answer's bytes.
        prefixes: names to namespaces for formats that shorten IRIs.
        watch: told, once, when the evaluation takes long; None where nobody can hang up.
    """

    query: str
    format: GraphFormat | ResultFormat
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    coding: Coding = "identity"
    prefixes: dict[str, str] = field(default_factory=dict, hash=False)
    watch: Watch | None = field(default=None, hash=False, compare=False)


class AnswerFile:
    """An open file without a name, which holds one answer and closes when nobody has it any more.

    Args:
        descriptor: this object's from now on.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def fileno(self) -> int:
        """Give the descriptor, for ``os.pread``.

        Raises:
            ValueError: it is closed.
        """
        if self._descriptor is None:
            raise ValueError("the answer's file is closed")
        return self._descriptor

    def close(self) -> None:
        """Close it. A second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __del__(self) -> None:
        self.close()


@dataclass(frozen=True)
class Body:
    """An answer, whole: either bytes, or a stretch of an open file.

    Attributes:
        data: the bytes, where they are few.
        file: otherwise; read with ``os.pread`` by any number of readers.
        size: in bytes, of either.
        start: where in the file it begins.
    """

    data: bytes
    file: AnswerFile | None
    size: int
    start: int = 0

    def pieces(self) -> Iterator[bytes]:
        """Give all bytes in order, of a file in pieces of at most `PIECE_BYTES`."""
        if self.file is None:
            yield self.data
            return
        for offset in range(0, self.size, PIECE_BYTES):
            size = min(PIECE_BYTES, self.size - offset)
            yield os.pread(self.file.fileno(), size, self.start + offset)

    def read(self) -> bytes:
        """Give all bytes."""
        if self.file is None:
            return self.data
        return os.pread(self.file.fileno(), self.size, self.start)


@dataclass(frozen=True)
class Update:
    """A SPARQL 1.1 Update request of somebody who may write.

    Attributes:
        text: all operations; done as one, or not at all.
        using_graphs: absolute IRIs from using-graph-uri.
        using_named_graphs: absolute IRIs from using-named-graph-uri.
    """

    text: str
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class GraphDocument:
    """Bytes that say what a graph holds.

    Attributes:
        data: as sent.
        format: that *data* is in; graph names in it are not looked at.
        base: against which relative IRIs are resolved.
    """

    data: bytes
    format: GraphFormat
    base: str


@dataclass(frozen=True)
class PutGraph:
    """Put the documents' triples in the place of everything in the graph.

    Attributes:
        graph: its IRI; None for the unnamed graph.
        documents: taken together.
    """

    graph: str | None
    documents: Sequence[GraphDocument]


@dataclass(frozen=True)
class PostGraph:
    """Add the documents' triples to the graph; fields as for `PutGraph`."""

    graph: str | None
    documents: Sequence[GraphDocument]


@dataclass(frozen=True)
class DeleteGraph:
    """Remove the graph with everything in it.

    Attributes:
        graph: its IRI; None for the unnamed graph, which is emptied.
    """

    graph: str | None


Change: TypeAlias = Update | PutGraph | PostGraph | DeleteGraph


@dataclass(frozen=True)
class Written:
    """What a change did.

    Attributes:
        version: of the dataset after it.
        created: whether a graph came into being that was not there, or was empty.
    """

    version: str
    created: bool


class View(Protocol):
    """The dataset of one moment."""

    @property
    def version(self) -> str:
        """Changes whenever anything in the dataset does; the same for all copies of the service."""

    @property
    def dataset(self) -> Dataset:
        """The reading side for queries of our own: not limited, not for strangers.

        Good for as long as somebody has the view.
        """

    def answer(self, asked: Asked) -> Body:
        """Answer a stranger's query within the engine's budget.

        Without a dataset clause the default graph is the union of all graphs.

        Raises:
            QuerySyntaxError: with line and column where the engine tells them.
            QueryTimeout, MemoryExceeded, AnswerTooLarge: a limit was passed; it is in the message.
            ServiceBusy: too many others are waiting.
            AskerGone: `Asked.watch`'s argument was called.
            QueryError: the engine cannot evaluate it.
            EngineError: the engine cannot be reached or breaks the protocol.
        """

    def graph(self, graph: str | None, format: GraphFormat, coding: Coding = "identity") -> Body:  # noqa: A002
        """Give what the graph holds; None is the unnamed graph, which is always there.

        Raises:
            ResourceNotFound: there is no such graph, or it is empty.
            As `answer`.
        """


class Engine(Protocol):
    """Keeps the dataset."""

    @property
    def budget(self) -> Budget:
        """The limits of `View.answer`."""

    @property
    def can_wait_in_place(self) -> bool:
        """Whether `View.answer` may be called on the server's event loop without stopping it."""

    def view(self) -> View:
        """Give the dataset as it stands now."""

    def write(self, change: Change) -> Written:
        """Make *change* whole, visible to everybody at once, and on disk; or change nothing.

        Raises:
            QuerySyntaxError: the update is not SPARQL 1.1.
            ParseError: a document is not what its format says.
            ResourceNotFound: the graph to delete is not there.
            QueryTimeout, MemoryExceeded: a limit was passed.
            WriteRefused: this dataset takes no writes.
            StoreError, EngineError: it could not be done.
        """

    def close(self) -> None:
        """Let go of processes, files and connections. A second call does nothing."""
