"""What a release is, for whoever writes a part of it, and how its files are told."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from trilogue.export.canonical import ALGORITHM
from trilogue.export.codings import CODINGS, FileCoding, coding_of
from trilogue.export.snapshot import Snapshot, take
from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.store import Dataset
from trilogue.terms import CC_BY, Vocabulary

NAME = "trilogue"
RECORD = "release.json"
CHECKSUMS = "SHA256SUMS"

Progress: TypeAlias = Callable[[str], None]


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class State:
    """The dataset of one moment, in canonical form.

    Attributes:
        quads_file: N-Quads in order, each once.
        version: of the dataset.
        digest: SHA-256 of the file, in hexadecimal.
    """

    quads_file: Path
    version: str
    digest: str


@dataclass(frozen=True)
class Release:
    """One state of the dataset, from which parts are written.

    Attributes:
        store: what is written; nobody changes it meanwhile.
        vocabulary: the base that the store was built with.
        version: of the dataset.
        without_derived: whether what the rules conclude is left out.
        formats: of dumps.
        codings: of dumps.
        work: a folder for what is needed only while the release is written; without one there is
            no snapshot.
        before: what a patch leads from; None where none is wanted.
        by_graph: whether the snapshot is to have the statements graph by graph.
        progress: called with each file's name before it is written.
        left_out: files that could not be written, with the reason; parts may add to it.
    """

    store: Dataset
    vocabulary: Vocabulary
    version: str
    without_derived: bool = False
    formats: tuple[GraphFormat, ...] = GRAPH_FORMATS
    codings: tuple[FileCoding, ...] = CODINGS
    work: Path | None = None
    before: State | None = None
    by_graph: bool = True
    progress: Progress = _silent
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the names of files begin with; another one where something is left out."""
        return f"{NAME}-without-derived" if self.without_derived else NAME

    @property
    def graphs_left_out(self) -> tuple[str, ...]:
        """IRIs of the graphs that are not part of the release."""
        return (self.vocabulary.derived_graph.value,) if self.without_derived else ()

    @cached_property
    def snapshot(self) -> Snapshot:
        """All statements in order, in files; read from the store at the first call."""
        if self.work is None:
            raise ValueError("a release without a folder to work in has no snapshot")
        folder = self.work / "snapshot"
        return take(self.store, folder, self.graphs_left_out, by_graph=self.by_graph)


# Writes a part of a release into a folder and gives its files, relative to the folder.
PartWriter: TypeAlias = Callable[[Release, Path], list[Path]]


@dataclass(frozen=True)
class ReleasedFile:
    """One file of a release.

    Attributes:
        path: relative, with slashes.
        part: that it belongs to.
        media_type: of its bytes as they are; of a packed file that of the packing.
        content: the media type of what is packed.
        bytes: its size.
        sha256: in hexadecimal.
        statements: how many quads or triples a dump holds; None for other files.
    """

    path: str
    part: str
    media_type: str
    content: str
    bytes: int
    sha256: str
    statements: int | None = None


_PACKED: dict[FileCoding, str] = {"gzip": "application/gzip", "zstd": "application/zstd"}
MEDIA_TYPES = {
    **{each.suffix: each.media_type for each in GRAPH_FORMATS},
    "bib": "application/x-bibtex",
    "csv": "text/csv",
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "parquet": "application/vnd.apache.parquet",
    "rdfp": "application/rdf-patch",
    "ris": "application/x-research-info-systems",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "zip": "application/zip",
}


def released_file(folder: Path, relative: Path, part: str, statements: int | None) -> ReleasedFile:
    """Describe a file that was written."""
    with (folder / relative).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    coding = coding_of(relative.name)
    inner = relative.with_suffix("") if coding != "none" else relative
    content = MEDIA_TYPES.get(inner.suffix.removeprefix("."), "application/octet-stream")
    size = (folder / relative).stat().st_size
    media_type = _PACKED.get(coding, content)
    path = relative.as_posix()
    return ReleasedFile(path, part, media_type, content, size, digest.hexdigest(), statements)


def record(release: Release, files: Iterable[ReleasedFile]) -> str:
    """Write what ``release.json`` says."""
    snapshot = release.snapshot
    document: dict[str, Any] = {
        "name": release.name,
        "version": release.version,
        "base": release.vocabulary.base,
        "license": CC_BY,
        "withoutDerived": release.without_derived,
        "quads": snapshot.quads,
        "triples": snapshot.triples,
        "graphs": {iri: count for iri, count in snapshot.graphs.items() if iri},
        "canonical": {
            "algorithm": ALGORITHM,
            "hash": "sha256",
            "quads": snapshot.quads_digest,
            "triples": snapshot.triples_digest,
        },
        "files": [_told(file) for file in files],
        "leftOut": dict(sorted(release.left_out.items())),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_record(text: str) -> dict[str, Any]:
    """Read what `record` wrote, with the files as `ReleasedFile`.

    Raises:
        ValueError, KeyError, TypeError: it is something else.
    """
    document: dict[str, Any] = json.loads(text)
    document["files"] = [
        ReleasedFile(**{_FIELDS.get(name, name): value for name, value in each.items()})
        for each in document["files"]
    ]
    return document


def checksums(files: Iterable[ReleasedFile]) -> str:
    """Write what ``sha256sum --check`` reads."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in files)


_NAMES = {"media_type": "mediaType"}
_FIELDS = {value: key for key, value in _NAMES.items()}


def _told(file: ReleasedFile) -> dict[str, Any]:
    return {
        _NAMES.get(name, name): value for name, value in asdict(file).items() if value is not None
    }
