"""Where things belong: in one file, in its folder; and every thing described somewhere."""

import re
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import NamedNode

from trilogue.content import FOLDERS, Content
from trilogue.parse import ParsedFile
from trilogue.terms import RDF, Vocabulary
from trilogue.validation.hygiene import about, component
from trilogue.validation.known import Known
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity
from trilogue.wording import Wording

_TYPE = NamedNode(RDF + "type")
_FILE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:ttl|rq)")
_FOLDER_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_QUERY_FOLDERS = ("rules", "questions", "measures", "audit")
_READ_SUFFIXES = frozenset({".ttl", ".rq", ".md", ".tsv"})
# What is described where, by the path of its IRI: a folder, or a single file.
_HOMES = {
    "id/actor/": ("graph/actors/",),
    "id/claim/": ("graph/claims/",),
    "id/contribution/": ("graph/contributions.ttl",),
    "id/contributor/": ("graph/contributors/",),
    "id/step/": ("graph/history/",),
    "id/submission/": ("graph/history/",),
    "id/influence/": ("graph/influence.ttl", "graph/influence/"),
    "id/letter/": ("graph/letters.ttl",),
    "id/position/": ("graph/positions/",),
    "id/process/": ("graph/procedure/",),
    "id/provision-work/": ("graph/provisions/",),
    "id/role/": ("graph/roles/",),
    "id/scenario/": ("graph/scenarios.ttl",),
    "id/stage/": ("graph/procedure/",),
    "id/text/": ("graph/procedure/",),
}
# What a contribution brings in lies together, whatever it is.
_CONTRIBUTIONS = "graph/contributions/"
_NOT_CONTRIBUTED = ("id/contributor/", "id/step/", "id/submission/")
_STAGE_FOLDERS = {"id/norm/": "graph/norms/", "id/provision/": "graph/provisions/"}
_LAST_STAGE = "final-act"  # whose provisions have no stage in their IRI


def dangling(
    files: Iterable[ParsedFile],
    known: Known,
    places: Places,
    elsewhere: Callable[[NamedNode], bool] = lambda _: False,
) -> Iterator[Result]:
    """Find IRIs of things that *files* point to and that neither they nor others describe.

    One result for each statement that does so.

    Args:
        files: what is looked at.
        known: what is an IRI of a thing.
        places: for the lines.
        elsewhere: tells whether anything else describes a thing.
    """
    files = list(files)
    described = {quad.subject for file in files for quad in file.quads}
    for file in files:
        for quad in file.quads:
            node = quad.object
            if not isinstance(node, NamedNode) or node in described:
                continue
            if known.is_thing(node.value) and not elsewhere(node):
                yield about(
                    "dangling",
                    Wording("{iri} is described nowhere.", iri=known.vocabulary.shrink(node.value)),
                    file,
                    quad,
                    places,
                    known,
                    Wording("Correct the IRI, or describe the thing."),
                )


def described_twice(files: Iterable[ParsedFile], known: Known, places: Places) -> Iterator[Result]:
    """Find things that two files describe, and terms that two files declare.

    Reported in the later file. A module may add to a term of another one, such as a range that the
    other one cannot know.
    """
    first: dict[NamedNode, ParsedFile] = {}
    for file in files:
        for subject in _own_subjects(file, known):
            other = first.setdefault(subject, file)
            if other is file:
                continue
            line = places.line(other, subject)
            yield Result(
                severity=Severity.VIOLATION,
                message=f"This is described in {other.name}, line {line}, too.",
                focus_node=subject,
                component=component("described-twice", known.vocabulary),
                file=file.name,
                line=places.line(file, subject),
                remedy="Put everything about one thing into one file.",
            )


def misplaced(file: ParsedFile, known: Known, places: Places) -> Iterator[Result]:
    """Find things that are described in a file where nobody would look for them."""
    base = known.vocabulary.base
    for subject in dict.fromkeys(quad.subject for quad in file.quads):
        if not isinstance(subject, NamedNode) or not known.is_thing(subject.value):
            continue
        path = subject.value.removeprefix(base)
        homes = _homes(path)
        if not path.startswith(_NOT_CONTRIBUTED):
            homes = (*homes, _CONTRIBUTIONS) if homes else ()
        if homes and not file.name.startswith(homes):
            yield Result(
                severity=Severity.VIOLATION,
                message=f"This belongs into {homes[0]}.",
                focus_node=subject,
                component=component("misplaced", known.vocabulary),
                file=file.name,
                line=places.line(file, subject),
                remedy="Move it there; one file is one named graph, named after its path.",
            )


def file_names(content: Content, vocabulary: Vocabulary) -> Iterator[Result]:
    """Find files that are named oddly or are in no format that is read."""
    for folder in FOLDERS:
        for path in sorted((content.root / folder).rglob("*")):
            relative = path.relative_to(content.root)
            if not path.is_file() or any(_is_scratch(part) for part in relative.parts):
                continue
            complaint = _name_complaint(relative.parts, path.suffix)
            if complaint is not None:
                yield Result(
                    severity=Severity.VIOLATION,
                    message=complaint,
                    component=component("file-name", vocabulary),
                    file=relative.as_posix(),
                    remedy="Rename or move it.",
                )


def _own_subjects(file: ParsedFile, known: Known) -> Iterator[NamedNode]:
    found = {
        quad.subject: None
        for quad in file.quads
        if isinstance(quad.subject, NamedNode)
        and (known.is_thing(quad.subject.value) or quad.predicate == _TYPE)
    }
    return (subject for subject in found if subject.value.startswith(known.vocabulary.base))


def _homes(path: str) -> tuple[str, ...]:
    """Give the places where the thing at *path* below the base may be described; () for any."""
    for start, folder in _STAGE_FOLDERS.items():
        if path.startswith(start):
            stage, slash, _ = path.removeprefix(start).partition("/")
            return (f"{folder}{stage if slash else _LAST_STAGE}.ttl",)
    return next((homes for start, homes in _HOMES.items() if path.startswith(start)), ())


def _is_scratch(part: str) -> bool:
    return part.startswith((".", "#")) or part.endswith("~") or part == "__pycache__"


def _name_complaint(parts: tuple[str, ...], suffix: str) -> str | None:
    *folders, name = parts
    if suffix not in _READ_SUFFIXES:
        return "Only .ttl, .rq, .md and .tsv files belong here; this one would be left out."
    if suffix in (".md", ".tsv"):
        return None
    if not _FILE_NAME.fullmatch(name) or not all(map(_FOLDER_NAME.fullmatch, folders)):
        return "Names of files and folders are lower-case letters, digits and hyphens."
    is_query_folder = folders[0] != "graph" and folders[-1] in _QUERY_FOLDERS
    if (suffix == ".rq") != is_query_folder:
        return "Turtle files and queries have folders of their own; this file is in neither."
    return None
