"""What a researcher's file may say, and whether it is sound together with what is there already.

The passes, in order: the file alone (size, syntax, what may be said at all); the file with the
records that it points to and the ontology (meaning); the file with everything (rules that span the
whole graph). Only what concerns the file's own things is reported.

Source: docs/decisions/0003-two-pass-shapes.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from trilogue.content import ContentFile
from trilogue.errors import ParseError
from trilogue.formats import graph_format
from trilogue.parse import ParsedFile, parse_bytes
from trilogue.store import Store
from trilogue.terms import RDFS
from trilogue.validation import audit, hygiene, layout, profile
from trilogue.validation.curated import Curated, from_error, placed, policy_of, quads
from trilogue.validation.places import Places
from trilogue.validation.report import Report, Result, Severity

MAX_BYTES = 2_000_000
MAX_QUADS = 50_000

_SUBCLASS = NamedNode(RDFS + "subClassOf")
_STEPS_OUT = 2  # how far from the file's own things the records are taken along that shapes see


def validate(
    paths: Sequence[Path], curated: Curated, store: Store, parsed: Sequence[ParsedFile] = ()
) -> Report:
    """Tell what keeps the files at *paths* from being contributed as they are.

    Args:
        paths: RDF files that belong together; the suffix tells the format.
        curated: the content that they are to be added to.
        store: filled with *curated*; the files are put into it for the time of the audits.
        parsed: what belongs to them and was read already, such as from a sheet.

    Raises:
        ContentNotFound: a file cannot be read.
        UnsupportedMediaType: a suffix is that of no RDF format.
        ParseError: a curated audit has no header.
    """
    files: list[ParsedFile] = []
    found: list[Result] = []
    for path in paths:
        try:
            file, limits = _read(path, curated)
        except ParseError as error:
            found.append(from_error(error, str(path)))
        else:
            found.extend(limits)
            files.extend(file)
    for each in parsed:
        file, limits = _limited(each, curated)
        found.extend(limits)
        files.extend(file)
    places = Places([*files, *curated.files])
    found.extend(_alone(files, curated, places))
    found.extend(_meaning(files, curated))
    found.extend(_with_everything(files, curated, store, places))
    return Report.of(placed(found, places, curated.vocabulary))


def _read(path: Path, curated: Curated) -> tuple[list[ParsedFile], list[Result]]:
    """Parse one file, unless it is too large."""
    file_format = graph_format(path.suffix)
    data = ContentFile(str(path), path, "graph").read_bytes()
    if len(data) > MAX_BYTES:
        return [], [_too_large(str(path), len(data), MAX_BYTES, "bytes", curated)]
    return _limited(parse_bytes(data, file_format, None, str(path)), curated)


def _limited(parsed: ParsedFile, curated: Curated) -> tuple[list[ParsedFile], list[Result]]:
    """Take what was parsed as one contribution, unless it says too much."""
    if len(parsed.quads) > MAX_QUADS:
        return [], [_too_large(parsed.name, len(parsed.quads), MAX_QUADS, "statements", curated)]
    found = list(_named_graphs(parsed, curated))
    # In one graph, whatever graphs the file names; and without what RDF 1.1 does not know.
    graph_name = NamedNode("urn:trilogue:contribution")
    own = [
        Quad(quad.subject, quad.predicate, quad.object, graph_name)
        for quad in parsed.quads
        if not isinstance(quad.object, Triple)
    ]
    if len(own) < len(parsed.quads):
        found.append(
            Result(
                severity=Severity.VIOLATION,
                message="The file holds triple terms, statements about statements.",
                component=hygiene.component("triple-term", curated.vocabulary),
                file=parsed.name,
                remedy="Make the statement a record with an IRI of its own.",
            )
        )
    return [replace(parsed, quads=own)], found


def _alone(files: list[ParsedFile], curated: Curated, places: Places) -> Iterator[Result]:
    found = policy_of(files, curated)
    yield from found
    told = {result.focus_node for result in found if result.path is None}
    described = {quad.subject for file in curated.files for quad in file.quads}
    for file in files:
        yield from hygiene.unknown_terms(file, curated.known, places)
        yield from hygiene.odd_values(file, curated.known, places)
        for result in hygiene.misnamed(file, curated.known, places):
            if result.focus_node not in told:
                yield result
        for subject in dict.fromkeys(quad.subject for quad in file.quads):
            if isinstance(subject, NamedNode) and subject in described:
                yield Result(
                    severity=Severity.VIOLATION,
                    message="This is described already, and what is there is not changed.",
                    focus_node=subject,
                    component=hygiene.component("described-already", curated.vocabulary),
                    file=file.name,
                    line=places.line(file, subject),
                    remedy="Point to it, or make a new record that has it in tri:supersedesRecord.",
                )


def _meaning(files: list[ParsedFile], curated: Curated) -> list[Result]:
    own = quads(files)
    subjects = {quad.subject for quad in own if isinstance(quad.subject, NamedNode)}
    data = [*own, *_surroundings(own, curated)]
    # All that the shapes ask of the ontology is which class is below which; mixed in whole, it
    # takes three times as long.
    classes = [quad for quad in quads(curated.modules) if quad.predicate == _SUBCLASS]
    return curated.meaning_shapes.validate(data, classes, focus_nodes=subjects, sparql=False)


def _surroundings(own: list[Quad], curated: Curated) -> Iterator[Quad]:
    """Give what is curated about the things that *own* points to, and about what those point to."""
    table: dict[object, list[Quad]] = {}
    for file in [*curated.graph, *curated.kinds]:
        for quad in file.quads:
            table.setdefault(quad.subject, []).append(quad)
    seen: set[object] = set()
    border = _objects(own)
    for _ in range(_STEPS_OUT):
        reached = [quad for node in border - seen for quad in table.get(node, [])]
        yield from reached
        seen |= border
        border = _objects(reached)


def _objects(statements: Iterable[Quad]) -> set[object]:
    return {quad.object for quad in statements if not isinstance(quad.object, Literal)}


def _with_everything(
    files: list[ParsedFile], curated: Curated, store: Store, places: Places
) -> Iterator[Result]:
    known, vocabulary = curated.known, curated.vocabulary
    yield from layout.dangling(files, curated.files, known, places)
    axioms = profile.Axioms(curated.modules)
    yield from profile.values_of(axioms, files, places, vocabulary)
    names = {file.name for file in files}
    facts = [*files, *curated.graph, *curated.kinds]
    for result in profile.clashes_of(axioms, facts, places, vocabulary):
        if result.file in names:
            yield result
    own = quads(files)
    subjects = frozenset(quad.subject for quad in own if isinstance(quad.subject, NamedNode))
    audits, _ = curated.audits()
    graph_name = NamedNode("urn:trilogue:contribution")
    store.load(own)
    try:
        yield from list(audit.run(audits, store, places, vocabulary, subjects))
    finally:
        store.engine.remove_graph(graph_name)


def _named_graphs(file: ParsedFile, curated: Curated) -> Iterator[Result]:
    names = {quad.graph_name for quad in file.quads}
    for name in sorted(str(n) for n in names if not isinstance(n, DefaultGraph)):
        yield Result(
            severity=Severity.VIOLATION,
            message=f"The file names the graph {name}; a contribution is one graph without a name.",
            component=hygiene.component("named-graph", curated.vocabulary),
            file=file.name,
            remedy="Leave the graph's name out.",
        )


def _too_large(name: str, size: int, limit: int, unit: str, curated: Curated) -> Result:
    return Result(
        severity=Severity.VIOLATION,
        message=f"The file has {size} {unit}; {limit} are allowed.",
        component=hygiene.component("too-large", curated.vocabulary),
        file=name,
        remedy="Split it into contributions that can be reviewed.",
    )
