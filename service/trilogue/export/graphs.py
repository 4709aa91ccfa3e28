"""Each named graph as a Turtle file by itself, under the path that its IRI has below the base."""

import hashlib
from pathlib import Path

from trilogue.export.release import Release
from trilogue.export.writing import keep_used_prefixes, write_triples
from trilogue.formats import TURTLE
from trilogue.terms import Vocabulary


def write_graphs(release: Release, directory: Path) -> list[Path]:
    """Write ``graphs/….ttl`` for each named graph of the *release*.

    Returns:
        The files, relative to *directory*.
    """
    written: list[Path] = []
    prefixes = release.vocabulary.prefixes()
    for graph in filter(None, release.snapshot.graphs):
        relative = _graph_path(graph, release.vocabulary)
        release.progress(relative.as_posix())
        path = directory / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        write_triples(release.snapshot.graph(graph), TURTLE, path, prefixes)
        keep_used_prefixes(path)
        written.append(relative)
    return written


def _graph_path(graph: str, vocabulary: Vocabulary) -> Path:
    """Give the file for a graph of ours by its IRI, for any other by a digest of it."""
    inner = graph.removeprefix(vocabulary.base)
    parts = inner.split("/")
    if inner == graph or not all(part and part.strip(".") for part in parts):
        return Path("graphs", "other", f"{hashlib.sha256(graph.encode()).hexdigest()[:16]}.ttl")
    return Path("graphs", *parts[:-1], f"{parts[-1]}.ttl")
