"""The curated content as a whole: read once, then looked at from each side.

`trilogue.build` and `trilogue.check` share this, so that nothing that is built was not checked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, Quad

from trilogue.content import Content, is_module
from trilogue.errors import ContentError, ParseError
from trilogue.parse import ParsedFile, parse_file
from trilogue.store import Store
from trilogue.terms import SH, Vocabulary
from trilogue.validation import audit, hygiene, layout
from trilogue.validation.known import Known
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity
from trilogue.validation.shacl import Shapes

_BRIDGE = "ontology/bridge/"
_KINDS = "ontology/kinds/"
_POLICY = "shapes/policy.ttl"
_TERMS = "shapes/term.ttl"
_CLASS = NamedNode(SH + "ClassConstraintComponent")


@dataclass(frozen=True)
class Curated:
    """The parsed content.

    Attributes:
        content: where it lies.
        vocabulary: the base it was read with.
        files: every Turtle file that could be parsed, by path.
    """

    content: Content
    vocabulary: Vocabulary
    files: tuple[ParsedFile, ...]

    @cached_property
    def known(self) -> Known:
        """What the ontology declares."""
        return Known.of(self.files, self.vocabulary)

    @cached_property
    def places(self) -> Places:
        """Lines and labels in all files."""
        return Places(self.files)

    @property
    def graph(self) -> list[ParsedFile]:
        """The files under ``graph/``, and those handed in with them."""
        return [file for file in self.files if not file.name.startswith(("ontology/", "shapes/"))]

    @property
    def modules(self) -> list[ParsedFile]:
        """The modules of the ontology, without kinds and bridges."""
        return [file for file in self.files if is_module(file.name)]

    @property
    def kinds(self) -> list[ParsedFile]:
        """The files under ``ontology/kinds``."""
        return [file for file in self.files if file.name.startswith(_KINDS)]

    @cached_property
    def policy_shapes(self) -> Shapes:
        """What facts may say at all; for data alone, without the ontology."""
        return Shapes(quads(file for file in self.files if file.name == _POLICY))

    @cached_property
    def term_shapes(self) -> Shapes:
        """How terms and kinds are documented; for the ontology alone."""
        return Shapes(quads(file for file in self.files if file.name == _TERMS))

    @cached_property
    def meaning_shapes(self) -> Shapes:
        """What sound facts look like; for data with the ontology."""
        return Shapes(quads(self._meaning_files))

    def audits(self) -> tuple[list[audit.Audit], list[Result]]:
        """Give the set queries of all shapes but the policy, and what is wrong with them.

        Raises:
            ParseError: a file under ``shapes/audit`` has no header.
        """
        files = [file for file in self.files if file.name.startswith("shapes/")]
        lifted, problems = audit.lift(quads(file for file in files if file.name != _POLICY))
        return [*lifted, *audit.read_audits(self.content, self.vocabulary)], problems

    @property
    def _meaning_files(self) -> Iterator[ParsedFile]:
        for file in self.files:
            if file.name.startswith("shapes/") and file.name not in (_POLICY, _TERMS):
                yield file


def quads(files: Iterable[ParsedFile]) -> list[Quad]:
    """Put the quads of *files* into one list."""
    return [quad for file in files for quad in file.quads]


def read(content: Content, vocabulary: Vocabulary) -> tuple[Curated, list[Result]]:
    """Parse all files, and go on after one that cannot be parsed.

    Returns:
        What was parsed, and a violation for each file that was not.
    """
    parsed: list[ParsedFile] = []
    broken: list[Result] = []
    for file in content.all_files():
        try:
            parsed.append(parse_file(file, vocabulary.base))
        except ContentError as error:
            broken.append(from_error(error, file.relative))
    return Curated(content, vocabulary, tuple(parsed)), broken


def from_error(error: ContentError, file: str | None = None) -> Result:
    """Make a violation of an *error* about a file."""
    if isinstance(error, ParseError):
        return Result(
            severity=Severity.VIOLATION,
            message=error.what,
            file=error.path,
            line=error.line,
            column=error.column,
        )
    return Result(severity=Severity.VIOLATION, message=str(error), file=file)


def hygiene_of(curated: Curated) -> Iterator[Result]:
    """Look at each file's words, prefixes and values, and at what lies where."""
    known, places, vocabulary = curated.known, curated.places, curated.vocabulary
    yield from layout.file_names(curated.content, vocabulary)
    for file in curated.files:
        # A bridge speaks of vocabularies that nothing else mentions.
        yield from hygiene.prefixes(file, vocabulary, others=file.name.startswith(_BRIDGE))
        yield from hygiene.unknown_terms(file, known, places)
    for file in curated.graph:
        yield from hygiene.misnamed(file, known, places)
        yield from hygiene.odd_values(file, known, places)
        if file.file is not None:
            yield from layout.misplaced(file, known, places)
    yield from layout.dangling(curated.files, known, places)
    own = [file for file in curated.files if not file.name.startswith(_BRIDGE)]
    yield from layout.described_twice(own, known, places)
    yield from policy_of(curated.graph, curated)


def policy_of(files: Iterable[ParsedFile], curated: Curated) -> list[Result]:
    """Tell what *files* of facts may not say.

    The policy shapes give the better messages; what they do not list, hygiene finds.
    """
    files = list(files)
    places = Places(files)
    shapes = curated.policy_shapes.validate(quads(files), sparql=True)
    found = [places.place(result) for result in shapes]
    seen = {(result.focus_node, result.path) for result in found}
    for file in files:
        found.extend(
            result
            for result in hygiene.forbidden(file, curated.known, places)
            if (result.focus_node, result.path) not in seen
        )
    return found


def shapes_of(curated: Curated, derived: Iterable[Quad] = ()) -> Iterator[Result]:
    """Run the core constraints of the shapes over facts and kinds, and over what was *derived*."""
    data = [*quads(curated.graph), *quads(curated.kinds), *derived]
    yield from curated.meaning_shapes.validate(data, quads(curated.modules), sparql=False)


def terms_of(curated: Curated) -> Iterator[Result]:
    """Run the core constraints of the term shapes over modules and kinds."""
    data = [*quads(curated.modules), *quads(curated.kinds)]
    yield from curated.term_shapes.validate(data, sparql=False)


def audits_of(curated: Curated, store: Store) -> Iterator[Result]:
    """Ask all audits of the *store*, which holds facts, ontology and what was derived."""
    try:
        audits, problems = curated.audits()
    except ContentError as error:
        yield from_error(error)
        return
    yield from problems
    yield from audit.run(audits, store, curated.places, curated.vocabulary)


def placed(results: Iterable[Result], places: Places, vocabulary: Vocabulary) -> list[Result]:
    """Fill in where each result is and what its thing is called, as far as a file says so.

    What is described nowhere has no class either: that is told once.
    """
    found = [places.place(result) for result in results]
    dangling = hygiene.component("dangling", vocabulary)
    told = {(r.focus_node, r.path, r.value) for r in found if r.component == dangling}
    return [
        result
        for result in found
        if result.component != _CLASS or (result.focus_node, result.path, result.value) not in told
    ]
