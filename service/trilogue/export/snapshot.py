"""One dataset read once and kept in files, in the orders that the formats want.

The quads in canonical form, the triples without graph names, and, where it is asked for, the
statements graph by graph. All of it is bounded in memory but the quads with blank nodes.
"""

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import IO, Self

from pyoxigraph import DefaultGraph

from trilogue.export.canonical import mentions_blank_node, relabelled, without_blank_nodes
from trilogue.export.reading import pieces
from trilogue.export.sorting import RUN_BYTES, SortedLines
from trilogue.store import Dataset, Store

QUADS = "quads.nq"
TRIPLES = "triples.nt"
_BY_GRAPH = "by-graph.nt"
_KEPT_BYTES = 16_777_216
_READ_BYTES = 1_048_576
_END = b" .\n"
_TAB = b"\t"
_STATEMENT, _GRAPH = itemgetter(0), itemgetter(2)


@dataclass(frozen=True)
class Snapshot:
    """What was read.

    Attributes:
        folder: where the files are.
        quads: how many.
        triples: how many without regard to graphs.
        quads_digest: SHA-256 of the canonical form, in hexadecimal.
        triples_digest: the same of the triples in one unnamed graph.
        graphs: how many quads each graph has, by IRI; the unnamed one's is empty.
    """

    folder: Path
    quads: int
    triples: int
    quads_digest: str
    triples_digest: str
    graphs: dict[str, int]
    _places: dict[str, list[tuple[int, int]]] = field(repr=False)

    @property
    def quads_file(self) -> Path:
        """The canonical form: N-Quads in order."""
        return self.folder / QUADS

    @property
    def triples_file(self) -> Path:
        """The same of the triples, as N-Triples."""
        return self.folder / TRIPLES

    def graph(self, iri: str) -> Iterator[bytes]:
        """Give the triples of one graph, in order, as pieces of N-Triples.

        Raises:
            KeyError: there is none, or the snapshot was not taken graph by graph.
        """
        with (self.folder / _BY_GRAPH).open("rb") as file:
            for offset, size in self._places[iri]:
                file.seek(offset)
                for start in range(0, size, _READ_BYTES):
                    yield file.read(min(_READ_BYTES, size - start))

    def by_graph(self) -> Iterator[bytes]:
        """Give all quads as whole lines of N-Quads, graph by graph, in order; the unnamed first."""
        for iri in self.graphs:
            end = f" <{iri}> .\n".encode() if iri else _END
            rest = b""
            for piece in self.graph(iri):
                head, feed, tail = (rest + piece).rpartition(b"\n")
                rest = tail
                if feed:
                    yield (head + feed).replace(_END, end)


def take(
    store: Dataset,
    folder: Path,
    left_out: Sequence[str] = (),
    *,
    by_graph: bool = True,
    run_bytes: int = RUN_BYTES,
) -> Snapshot:
    """Read the dataset into *folder*.

    Args:
        store: what to read; nobody changes it meanwhile.
        folder: made, and removed by the caller.
        left_out: IRIs of graphs that are passed over.
        by_graph: whether the statements are wanted graph by graph too.
        run_bytes: of the lines that are sorted in memory at a time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # A store holds a quad once; what another engine answers may hold it again.
    lines = SortedLines(folder, run_bytes, unique=isinstance(store, Store))
    anonymous: list[bytes] = []
    for iri, piece in pieces(store, folder, left_out):
        graph = f"<{iri}>".encode() if iri else b""
        # A line feed stands at the end of a line only, so this does not reach into literals.
        plain, with_blank_nodes = without_blank_nodes(piece)
        lines.add(plain.replace(_END, _rest(graph)))
        anonymous.append(with_blank_nodes.replace(_END, _rest(graph).replace(_TAB, b" ")))
    quads, triples = relabelled(b"".join(anonymous))
    for quad in quads:
        graph = b"" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name).encode()
        lines.add(str(quad.triple).encode() + _rest(graph))
    labelled = sorted({str(quad.triple).encode() for quad in triples})
    with _Writer(folder, labelled, by_graph=by_graph) as writer:
        for block in lines.blocks():
            writer.write(block)
        return writer.finish()


def _rest(graph: bytes) -> bytes:
    """Give what stands in a line behind the triple: a tab, the graph's name, the full stop.

    In canonical N-Quads there is no tab, so this is where a line is parted; its order is that of
    the line with a space in place of the tab.
    """
    return _TAB + graph + _END if graph else _TAB + _END[1:]


class _DigestedFile:
    """A file that is written and digested in a thread of its own, one piece behind."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self._thread = ThreadPoolExecutor(1, "export")
        self._last: Future[None] | None = None

    def write(self, data: bytes) -> None:
        """Take the next piece, once the one before is written."""
        if self._last is not None:
            self._last.result()
        self._last = self._thread.submit(self._write, data)

    def finish(self) -> str:
        """Give the digest of the whole file, which others may read now."""
        if self._last is not None:
            self._last.result()
        self._file.flush()
        return self._digest.hexdigest()

    def close(self) -> None:
        """End, whether or not all is written."""
        self._thread.shutdown()
        self._file.close()

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)


class _Writer:
    """Writes the files of a snapshot from quads that come in order.

    The order of quads is that of their triples, and of the triples of each graph too.
    Triples with blank nodes have other labels than the quads, so they come beside.
    """

    def __init__(self, folder: Path, labelled: list[bytes], *, by_graph: bool) -> None:
        self._folder = folder
        self._quads = _DigestedFile(folder / QUADS)
        self._triples = _DigestedFile(folder / TRIPLES)
        self._by_graph: IO[bytes] | None = (folder / _BY_GRAPH).open("wb") if by_graph else None
        self._count = 0
        self._last = b""
        self._labelled = labelled
        self._counts: Counter[bytes] = Counter()
        self._kept: dict[bytes, list[bytes]] = defaultdict(list)
        self._kept_bytes = 0
        self._places: dict[str, list[tuple[int, int]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._quads, self._triples, self._by_graph):
            if file is not None:
                file.close()

    def write(self, block: list[bytes]) -> None:
        """Take the next quads."""
        data = b"".join(block).replace(_TAB, b" ")
        self._quads.write(data)
        parted = [line.partition(_TAB) for line in block]
        self._counts.update(map(_GRAPH, parted))
        statements = list(dict.fromkeys(map(_STATEMENT, parted)))
        last = statements[-1] if statements else self._last
        if statements and statements[0] == self._last:
            del statements[0]
        self._last = last
        if b"_:" in data:
            statements = [each for each in statements if not mentions_blank_node(each)]
        end = bisect_right(self._labelled, last)
        if end:
            statements = sorted(statements + self._labelled[:end])
            del self._labelled[:end]
        self._write_triples(statements)
        if self._by_graph is not None:
            kept = self._kept
            for statement, _, graph in parted:
                kept[graph].append(statement)
            self._kept_bytes += len(data)
            if self._kept_bytes >= _KEPT_BYTES:
                self._keep(self._by_graph)

    def finish(self) -> Snapshot:
        """Give what was written."""
        self._write_triples(self._labelled)
        if self._by_graph is not None:
            self._keep(self._by_graph)
            self._by_graph.flush()
        quads, triples = self._quads.finish(), self._triples.finish()
        graphs = dict(sorted((_iri(graph), count) for graph, count in self._counts.items()))
        total = sum(graphs.values())
        return Snapshot(self._folder, total, self._count, quads, triples, graphs, self._places)

    def _write_triples(self, statements: list[bytes]) -> None:
        if statements:
            triples = _END.join(statements) + _END
            self._triples.write(triples)
            self._count += len(statements)

    def _keep(self, file: IO[bytes]) -> None:
        for graph, members in self._kept.items():
            data = _END.join(members) + _END
            self._places.setdefault(_iri(graph), []).append((file.tell(), len(data)))
            file.write(data)
        self._kept.clear()
        self._kept_bytes = 0


def _iri(rest: bytes) -> str:
    """Give the graph's IRI of what `_rest` gave."""
    return rest.removesuffix(b".\n").strip(b" <>").decode()
