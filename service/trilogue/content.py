"""Where the curated files are, which there are, and which named graph each of them is."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from trilogue.errors import ContentNotFound
from trilogue.terms import DEFAULT_BASE

Folder = Literal["ontology", "shapes", "graph"]

FOLDERS: tuple[Folder, ...] = ("ontology", "shapes", "graph")
CONTENT_VARIABLE = "TRILOGUE_CONTENT"

_GRAPH_PATHS: dict[Folder, str] = {
    "ontology": "ontology/",
    "shapes": "shape-graph/",
    "graph": "graph/",
}
_BRIDGE = "ontology/bridge/"
_KINDS = "ontology/kinds/"
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, order=True)
class ContentFile:
    """One curated file.

    Attributes:
        relative: its path below the content root with forward slashes, such as
            ``graph/actors/members.ttl``; this is also the order of files.
        path: where it lies on this machine.
        folder: the first part of *relative*.
    """

    relative: str
    path: Path
    folder: Folder

    def graph_iri(self, base: str = DEFAULT_BASE) -> str:
        """Give the IRI of the named graph that the file is.

        >>> ContentFile("graph/actors/members.ttl", Path(), "graph").graph_iri()
        'https://w3id.org/trilogue/graph/actors/members'
        """
        inner = self.relative.removeprefix(f"{self.folder}/").removesuffix(".ttl")
        return base + _GRAPH_PATHS[self.folder] + inner

    def read_bytes(self) -> bytes:
        """Read the file.

        Raises:
            ContentNotFound: it has gone, or may not be read.
        """
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise ContentNotFound(
                f"{self.relative}: the file cannot be read ({error.strerror}). "
                "Put it back or make it readable."
            ) from error


@dataclass(frozen=True)
class Content:
    """The curated folders under one root.

    Nothing is kept: each call looks at the folders as they are now.

    Attributes:
        root: the folder that holds ``ontology/``, ``shapes/`` and ``graph/``.
    """

    root: Path

    @property
    def is_packaged(self) -> bool:
        """Whether it came with an installed package, which the next installation replaces."""
        return self.root.resolve() == _PACKAGE / "curated"

    def files(self, folder: Folder) -> list[ContentFile]:
        """List the Turtle files of *folder* by path; the bridge files are not among them."""
        return [file for file in self._turtle(folder) if not file.relative.startswith(_BRIDGE)]

    @property
    def bridge_files(self) -> list[ContentFile]:
        """The alignments under ``ontology/bridge``, by path.

        They belong to the dataset, each as its own graph, and never to what is reasoned over.
        """
        return [file for file in self._turtle("ontology") if file.relative.startswith(_BRIDGE)]

    def all_files(self) -> list[ContentFile]:
        """List every Turtle file of the dataset: ontology, bridge, shapes, graph, each by path."""
        return [file for folder in FOLDERS for file in self._turtle(folder)]

    def rules(self) -> list[ContentFile]:
        """List ``ontology/rules/*.rq`` by name, which is the order in which they run."""
        return self._found("ontology", "rules/*.rq")

    def questions(self) -> list[ContentFile]:
        """List ``ontology/questions/*.rq`` by name."""
        return self._found("ontology", "questions/*.rq")

    def question(self, name: str) -> ContentFile | None:
        """Find the question whose file is ``<name>.rq``, or None."""
        return next((file for file in self.questions() if file.path.stem == name), None)

    def measures(self) -> list[ContentFile]:
        """List ``ontology/measures/*.rq`` by name."""
        return self._found("ontology", "measures/*.rq")

    def audits(self) -> list[ContentFile]:
        """List ``shapes/audit/*.rq`` by name."""
        return self._found("shapes", "audit/*.rq")

    def digest(self) -> str:
        """Give the SHA-256 over all files' relative paths and bytes, as 64 hex digits.

        It changes with every Turtle and query file and with nothing else.
        Its first 16 digits are the version of the dataset.

        Raises:
            ContentNotFound: a file cannot be read.
        """
        digest = hashlib.sha256()
        queries = [*self.rules(), *self.questions(), *self.measures(), *self.audits()]
        for file in sorted([*self.all_files(), *queries]):
            data = file.read_bytes()
            # The length keeps the end of one file from reading as the beginning of the next.
            digest.update(f"{file.relative}\0{len(data)}\0".encode())
            digest.update(data)
        return digest.hexdigest()

    def _turtle(self, folder: Folder) -> list[ContentFile]:
        return self._found(folder, "**/*.ttl")

    def _found(self, folder: Folder, pattern: str) -> list[ContentFile]:
        found = (
            ContentFile(path.relative_to(self.root).as_posix(), path, folder)
            for path in (self.root / folder).glob(pattern)
            if path.is_file()
        )
        return sorted(file for file in found if not _left_by_an_editor(file.relative))


def find_content(root: Path | None = None) -> Content:
    """Find the curated content.

    Asked in this order: *root*; the folder that ``TRILOGUE_CONTENT`` names; ``curated/`` inside an
    installed wheel; the checkout that the package lies in.

    Raises:
        ContentNotFound: the folder named does not hold the three folders, or nothing was named
            and neither place has them.
    """
    if root is not None:
        return _content_at(root, "the folder given")
    named = os.environ.get(CONTENT_VARIABLE)
    if named:
        return _content_at(Path(named), f"the folder that {CONTENT_VARIABLE} names")
    for place in (_PACKAGE / "curated", _PACKAGE.parents[1]):
        if _missing(place) == []:
            return Content(place)
    raise ContentNotFound(
        "No curated content: neither the installed package nor a checkout around it holds "
        f"{_listed(FOLDERS)}. Run in a checkout, or name the folder with --content or "
        f"{CONTENT_VARIABLE}."
    )


def is_module(relative: str) -> bool:
    """Tell whether the file at this path is a module of the ontology, neither bridge nor kinds."""
    return relative.startswith("ontology/") and not relative.startswith((_BRIDGE, _KINDS))


def _content_at(root: Path, description: str) -> Content:
    missing = _missing(root)
    if missing:
        raise ContentNotFound(
            f"{root}: {description} does not hold {_listed(missing)}. "
            f"Name the folder that holds {_listed(FOLDERS)}."
        )
    return Content(root.resolve())


def _missing(root: Path) -> list[str]:
    return [folder for folder in FOLDERS if not (root / folder).is_dir()]


def _listed(folders: list[str] | tuple[str, ...]) -> str:
    return " and ".join(f"{folder}/" for folder in folders)


def _left_by_an_editor(relative: str) -> bool:
    return any(part.startswith((".", "#")) or part.endswith("~") for part in relative.split("/"))
