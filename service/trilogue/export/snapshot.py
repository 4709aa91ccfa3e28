"""One dataset read once and kept in files, in the orders that the formats want.

The quads in canonical form, the triples without graph names, and, where it is asked for, the
statements graph by graph. All of it is bounded in memory but the quads with blank nodes.
"""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from trilogue.export.canonical import mentions_blank_node, relabelled, without_blank_nodes
from trilogue.export.reading import pieces
from trilogue.export.sorting import RUN_BYTES, SortedLines
from trilogue.store import Dataset

QUADS = "quads.nq"
TRIPLES = "triples.nt"
_BY_GRAPH = "by-graph.nt"
_KEPT_BYTES = 16_777_216
_READ_BYTES = 1_048_576
_END = b" .\n"


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
            end = _ending(iri)
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
    lines = SortedLines(folder, run_bytes)
    anonymous: list[bytes] = []
    graphs: set[str] = set()
    for iri, piece in pieces(store, folder, left_out):
        graphs.add(iri or "")
        # A line feed stands at the end of a line only, so this does not reach into literals.
        quads, with_blank_nodes = without_blank_nodes(piece.replace(_END, _ending(iri or "")))
        lines.add(quads)
        anonymous.append(with_blank_nodes)
    labelled, labelled_triples = relabelled(b"".join(anonymous))
    lines.add(labelled)
    with _Writer(folder, graphs, labelled_triples, by_graph=by_graph) as writer:
        for block in lines.blocks():
            writer.write(block)
        return writer.finish()


class _Writer:
    """Writes the files of a snapshot from quads that come in order.

    The order of quads is that of their triples, and of the triples of each graph too.
    Triples with blank nodes have other labels than the quads, so they come beside.
    """

    def __init__(
        self, folder: Path, graphs: set[str], labelled_triples: bytes, *, by_graph: bool
    ) -> None:
        self._folder = folder
        self._names = {f"<{iri}>".encode(): iri for iri in graphs if iri}
        self._has_unnamed = "" in graphs
        self._quads = (folder / QUADS).open("wb")
        self._triples = (folder / TRIPLES).open("wb")
        self._by_graph: IO[bytes] | None = (folder / _BY_GRAPH).open("wb") if by_graph else None
        self._digests = hashlib.sha256(), hashlib.sha256()
        self._count = 0
        self._last = b""
        self._labelled = labelled_triples.split(_END)[:-1]
        self._counts: Counter[str] = Counter()
        self._kept: dict[str, list[bytes]] = {}
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
        data = b"".join(block)
        self._quads.write(data)
        self._digests[0].update(data)
        statements: list[bytes] = []
        last, kept, parted = self._last, self._kept, self._parted
        for line in block:
            statement, iri = parted(line)
            if iri in kept:
                kept[iri].append(statement)
            else:
                kept[iri] = [statement]
            if statement != last:
                statements.append(statement)
                last = statement
        self._last = last
        if b"_:" in data:
            statements = [each for each in statements if not mentions_blank_node(each)]
        end = bisect_right(self._labelled, last)
        if end:
            statements = sorted(statements + self._labelled[:end])
            del self._labelled[:end]
        self._write_triples(statements)
        self._kept_bytes += len(data)
        self._keep()

    def finish(self) -> Snapshot:
        """Give what was written."""
        self._write_triples(self._labelled)
        self._keep(at_the_end=True)
        self._quads.flush()
        self._triples.flush()
        if self._by_graph is not None:
            self._by_graph.flush()
        quads, triples = (digest.hexdigest() for digest in self._digests)
        graphs = {iri: self._counts[iri] for iri in sorted(self._counts)}
        total = sum(graphs.values())
        return Snapshot(self._folder, total, self._count, quads, triples, graphs, self._places)

    def _write_triples(self, statements: list[bytes]) -> None:
        if statements:
            triples = _END.join(statements) + _END
            self._triples.write(triples)
            self._digests[1].update(triples)
            self._count += len(statements)

    def _parted(self, line: bytes) -> tuple[bytes, str]:
        """Part a line into statement and graph, without the full stop."""
        statement, _, name = line[:-3].rpartition(b" ")
        iri = self._names.get(name)
        # In the unnamed graph, an object may be the name of a graph.
        if iri is None or (self._has_unnamed and statement.count(b" ") == 1):
            return line[:-3], ""
        return statement, iri

    def _keep(self, *, at_the_end: bool = False) -> None:
        if self._by_graph is not None and self._kept_bytes < _KEPT_BYTES and not at_the_end:
            return
        for iri, members in self._kept.items():
            self._counts[iri] += len(members)
            if self._by_graph is not None:
                data = _END.join(members) + _END
                self._places.setdefault(iri, []).append((self._by_graph.tell(), len(data)))
                self._by_graph.write(data)
        self._kept.clear()
        self._kept_bytes = 0


def _ending(iri: str) -> bytes:
    return f" <{iri}> .\n".encode() if iri else _END
