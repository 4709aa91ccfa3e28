"""All that a dataset holds, graph by graph, as lines of N-Triples.

The engine writes each graph to a file by itself, without Python's lock and two graphs at a time,
while others read what is there already: of an export's time, most is the engine's looking up of
terms.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from trilogue.store import Dataset, Store

_READERS = min(2, os.cpu_count() or 1)
_PIECE_BYTES = 4_194_304
_SECONDS_BETWEEN_LOOKS = 0.02


def pieces(
    store: Dataset, folder: Path, left_out: Sequence[str] = ()
) -> Iterator[tuple[str | None, bytes]]:
    """Give the statements of each graph in pieces of whole lines, with the graph's IRI.

    Args:
        store: what to read; nobody changes it meanwhile.
        folder: for files that are needed for a moment.
        left_out: IRIs of graphs that are passed over.

    Yields:
        The IRI, None for the unnamed graph, and canonical N-Triples; the graphs by IRI, the lines
        in no order.

    Source: RDF 1.1 N-Triples, section 4 (canonical N-Triples).
    """
    graphs = [graph for graph in _graphs(store) if graph is None or graph not in left_out]
    with ThreadPoolExecutor(_READERS, "export") as pool:
        files = [folder / f"graph-{number}.nt" for number in range(len(graphs))]
        written: list[Future[None]] = []
        try:
            for graph, file in zip(graphs, files, strict=True):
                file.touch()
                written.append(pool.submit(_write, store, graph, file))
            for graph, file, future in zip(graphs, files, written, strict=True):
                for piece in _growing(file, future):
                    yield graph, piece
                file.unlink()
        finally:
            for future in written:
                future.cancel()


def _graphs(store: Dataset) -> list[str | None]:
    if isinstance(store, Store):
        # To count the quads of each, as other engines must to name them, would read everything.
        return [None, *store.graph_names()]
    return list(store.graph_counts())


def _write(store: Dataset, graph: str | None, file: Path) -> None:
    if isinstance(store, Store):
        store.dump(RdfFormat.N_TRIPLES, file, DefaultGraph() if graph is None else graph)
        return
    name = None if graph is None else NamedNode(graph)
    triples = (quad.triple for quad in store.quads(graph_name=name))
    pyoxigraph.serialize(triples, file, RdfFormat.N_TRIPLES)


def _growing(path: Path, future: "Future[None]") -> Iterator[bytes]:
    """Give what stands in the file *path*, whole lines at a time, until *future* has written all.

    Raises:
        Whatever the writing raised.
    """
    rest = b""
    with path.open("rb") as file:
        while True:
            is_whole = future.done()
            data = file.read(_PIECE_BYTES)
            if data:
                head, feed, tail = (rest + data).rpartition(b"\n")
                rest = tail
                if feed:
                    yield head + feed
            elif is_whole:
                break
            else:
                wait([future], _SECONDS_BETWEEN_LOOKS)
    future.result()
