"""What is handed in, before anything is asked of its meaning: size, syntax, one graph."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from trilogue.errors import ParseError
from trilogue.formats import GraphFormat
from trilogue.parse import ParsedFile, parse_bytes
from trilogue.terms import PROV, RDF, Vocabulary
from trilogue.validation import hygiene
from trilogue.validation.curated import from_error
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity
from trilogue.wording import Wording

_TYPE = NamedNode(RDF + "type")
_PUBLISHED_CLASSES = ("Contribution", "Contributor", "Submission", "Step", "Tombstone")
_PUBLISHED_PROPERTIES = ("recordedIn", "digest", "reason", "stepKind")

MAX_BYTES = 2_000_000
MAX_QUADS = 50_000

CONTRIBUTION_GRAPH = NamedNode("urn:trilogue:contribution")


def read_submission(
    data: bytes, file_format: GraphFormat, name: str, vocabulary: Vocabulary
) -> tuple[ParsedFile | None, list[Result]]:
    """Parse the RDF *data* as one contribution, unless it is too large.

    Args:
        data: in *file_format*.
        file_format: how it is written.
        name: what to call it in results.
        vocabulary: for the IRIs of the checks.

    Returns:
        What it says, in one graph, and what is wrong with its form; None where it cannot be read.
    """
    if len(data) > MAX_BYTES:
        return None, [_too_large(name, too_many_bytes(len(data)), vocabulary)]
    try:
        parsed = parse_bytes(data, file_format, None, name)
    except ParseError as error:
        return None, [from_error(error, name)]
    return limited(parsed, vocabulary)


def limited(parsed: ParsedFile, vocabulary: Vocabulary) -> tuple[ParsedFile | None, list[Result]]:
    """Take what was *parsed* as one contribution, unless it says too much.

    Returns:
        As `read_submission` does.
    """
    size = len(parsed.quads)
    if size > MAX_QUADS:
        message = Wording(
            "The file has {size} statements; {limit} are allowed.", size=size, limit=MAX_QUADS
        )
        return None, [_too_large(parsed.name, message, vocabulary)]
    found = list(_named_graphs(parsed, vocabulary))
    # In one graph, whatever graphs the file names; and without what RDF 1.1 does not know.
    own = [
        Quad(quad.subject, quad.predicate, quad.object, CONTRIBUTION_GRAPH)
        for quad in parsed.quads
        if not isinstance(quad.object, Triple)
    ]
    if len(own) < size:
        found.append(
            Result(
                severity=Severity.VIOLATION,
                message=Wording("The file holds triple terms, statements about statements."),
                component=hygiene.component("triple-term", vocabulary),
                file=parsed.name,
                remedy=Wording("Make the statement a record with an IRI of its own."),
            )
        )
    return replace(parsed, quads=own), found


def nothing_said(files: Sequence[ParsedFile], vocabulary: Vocabulary) -> Iterator[Result]:
    """Find that *files*, as far as they could be read, hold no statement."""
    if files and not any(file.quads for file in files):
        yield Result(
            severity=Severity.VIOLATION,
            message=Wording("The contribution says nothing."),
            component=hygiene.component("nothing-said", vocabulary),
            file=files[0].name,
            remedy=Wording("Describe at least one record."),
        )


def only_published(file: ParsedFile, vocabulary: Vocabulary) -> Iterator[Result]:
    """Find what publishing adds by itself, and what nobody may say of their own contribution.

    A file that was published and is judged as one has it; a contribution that is handed in has not.
    """
    properties = {vocabulary.ns(name) for name in _PUBLISHED_PROPERTIES}
    classes = {vocabulary.ns(name) for name in _PUBLISHED_CLASSES}
    places = Places([file])
    for quad in file.quads:
        term: NamedNode | None = None
        if quad.predicate in properties or quad.predicate.value.startswith(PROV):
            term = quad.predicate
        elif (
            quad.predicate == _TYPE
            and isinstance(quad.object, NamedNode)
            and (quad.object in classes or quad.object.value.startswith(PROV))
        ):
            term = quad.object
        if term is not None:
            subject = quad.subject
            value = quad.object
            yield Result(
                severity=Severity.VIOLATION,
                message=Wording(
                    "{term} is written when a contribution is published, and by nobody else.",
                    term=vocabulary.shrink(term.value),
                ),
                focus_node=subject if isinstance(subject, NamedNode) else None,
                path=quad.predicate,
                value=value if not isinstance(value, Triple) else None,
                component=hygiene.component("only-published", vocabulary),
                file=file.name,
                line=places.line(file, subject, quad.predicate, value),
                remedy=Wording("Leave it out."),
            )


def too_many_bytes(size: int) -> Wording:
    """Say that a file of so many bytes is too large."""
    return Wording("The file has {size} bytes; {limit} are allowed.", size=size, limit=MAX_BYTES)


def _named_graphs(file: ParsedFile, vocabulary: Vocabulary) -> Iterator[Result]:
    names = {quad.graph_name for quad in file.quads}
    for name in sorted(str(n) for n in names if not isinstance(n, DefaultGraph)):
        yield Result(
            severity=Severity.VIOLATION,
            message=Wording(
                "The file names the graph {graph}; a contribution is one graph without a name.",
                graph=name,
            ),
            component=hygiene.component("named-graph", vocabulary),
            file=file.name,
            remedy=Wording("Leave the graph's name out."),
        )


def _too_large(name: str, message: Wording, vocabulary: Vocabulary) -> Result:
    return Result(
        severity=Severity.VIOLATION,
        message=message,
        component=hygiene.component("too-large", vocabulary),
        file=name,
        remedy=Wording("Split it into contributions that can be reviewed."),
    )
