"""What can be said of a file that was written: its size, its digest, what it is."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

# Suffix to media type and what such a file is called.
_KINDS = {
    ".csv": ("text/csv", "table"),
    ".xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "workbook with all tables and a codebook",
    ),
    ".parquet": ("application/vnd.apache.parquet", "table with types"),
    ".json": ("application/json", "description of the files"),
    ".gexf": ("application/gexf+xml", "network"),
    ".graphml": ("application/graphml+xml", "network"),
    ".nq": ("application/n-quads", "all statements"),
    ".trig": ("application/trig", "all statements, by graph"),
    ".nt": ("application/n-triples", "all statements, without graphs"),
    ".jsonld": ("application/ld+json", "all statements, by graph"),
    ".rdf": ("application/rdf+xml", "all statements, without graphs"),
    ".rdfp": ("application/rdf-patch", "what changed"),
    ".ttl": ("text/turtle", "statements"),
    ".gz": ("application/gzip", "packed"),
    ".zst": ("application/zstd", "packed"),
}
_OTHER = ("application/octet-stream", "file")


@dataclass(frozen=True)
class File:
    """A file as it is described.

    Attributes:
        path: relative to the directory of the description.
        size: in bytes.
        digest: SHA-256, in hexadecimal.
    """

    path: Path
    size: int
    digest: str

    @property
    def media_type(self) -> str:
        """The media type."""
        return _KINDS.get(self.path.suffix, _OTHER)[0]

    @property
    def title(self) -> str:
        """What it is, in English."""
        return f"{self.path.stem}: {_KINDS.get(self.path.suffix, _OTHER)[1]}"


def described(directory: Path, path: Path) -> File:
    """Look at the file *path* in a *directory*."""
    with (directory / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return File(path, file.tell(), digest.hexdigest())


def about(version: str, date: str, licence: str) -> dict[str, str]:
    """Give what the descriptions of a dataset's files have in common.

    Args:
        version: of the dataset.
        date: of the dataset, not of the writing.
        licence: the IRI.
    """
    return {
        "title": "Trilogue",
        "description": "How the EU AI Act came to regulate biometric mass surveillance, as an open "
        "knowledge graph. Statuses are what the text says on its face; not legal advice.",
        "version": version,
        "date": date,
        "licence": licence,
        "creator": "Trilogue contributors",
    }
