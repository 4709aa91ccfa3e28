"""The facts as they were published at a moment of the past.

A contribution tells when it was recorded, a step when it was taken; what was retracted is kept in
the folder ``retracted`` beside ``graph``, which belongs to no dataset. Ontology, shapes and rules
are today's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.content import ContentFile
from trilogue.contribution.publication import RETRACTED
from trilogue.errors import ContentNotFound, SettingsError
from trilogue.parse import ParsedFile, parse_file
from trilogue.terms import PROV, RDF, Vocabulary
from trilogue.validation.curated import Curated

_TYPE = NamedNode(RDF + "type")
_ENDED_AT = NamedNode(PROV + "endedAtTime")
_INVALIDATED_BY = NamedNode(PROV + "wasInvalidatedBy")
_USED = NamedNode(PROV + "used")


def read_moment(text: str) -> datetime:
    """Read a day, of which the end is meant, or a moment with its zone.

    Raises:
        SettingsError: it is neither.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(
            f'"{text[:40]}" is no day. Give one such as 2026-11-24, or 2026-11-24T10:00:00Z.'
        ) from error
    if len(text) == len("2026-11-24"):
        return datetime.combine(found.date(), time.max, UTC)
    if found.tzinfo is None:
        raise SettingsError(f'"{text[:40]}" has no zone. Give it in UTC, with a Z at its end.')
    return found.astimezone(UTC)


def as_published(curated: Curated, at: datetime) -> Curated:
    """Leave out what was published after a moment, and put back what was retracted after it.

    Args:
        curated: the content as it is, all of which could be parsed.
        at: the moment, with its zone.

    Raises:
        ContentNotFound: what was retracted since is not kept any more.
        ParseError: it cannot be read.
    """
    vocabulary = curated.vocabulary
    files = [file for file in curated.files if not file.name.startswith("graph/")]
    facts = [
        _before_its_retraction(file, curated, at) if _is_grave(file, vocabulary) else file
        for file in curated.graph
    ]
    late = set(_late(facts, vocabulary, at))
    for file in facts:
        kept = [quad for quad in file.quads if quad.subject not in late]
        if kept:
            files.append(replace(file, quads=kept))
    return replace(curated, files=tuple(_without_strangers(files, vocabulary)))


def _late(files: Iterable[ParsedFile], vocabulary: Vocabulary, at: datetime) -> Iterator[object]:
    """Give what came after: contributions, their records, steps, and what only they tell of."""
    ns = vocabulary.ns
    quads = [quad for file in files for quad in file.quads]
    late = {
        quad.subject
        for quad in quads
        if quad.predicate in (ns("recordedAt"), _ENDED_AT) and _moment(quad) > at
    }
    yield from late
    yield from (q.subject for q in quads if q.predicate == ns("recordedIn") and q.object in late)
    told: dict[object, bool] = {}
    for quad in quads:
        if quad.predicate == _USED:
            told[quad.object] = told.get(quad.object, False) or quad.subject not in late
    yield from (submission for submission, is_told in told.items() if not is_told)


def _is_grave(file: ParsedFile, vocabulary: Vocabulary) -> bool:
    stone = vocabulary.ns("Tombstone")
    return any(quad.predicate == _TYPE and quad.object == stone for quad in file.quads)


def _before_its_retraction(file: ParsedFile, curated: Curated, at: datetime) -> ParsedFile:
    steps = {quad.object for quad in file.quads if quad.predicate == _INVALIDATED_BY}
    moments = [
        _moment(quad)
        for other in curated.graph
        for quad in other.quads
        if quad.predicate == _ENDED_AT and quad.subject in steps
    ]
    if all(moment <= at for moment in moments):
        return file
    relative = f"{RETRACTED}/{file.name.removeprefix('graph/')}"
    path = curated.content.root / relative
    if not path.is_file():
        raise ContentNotFound(
            f"{relative}: what was retracted on {min(moments).date()} is not kept here, so the "
            "facts of the day before cannot be told. Put the file back, or name a later day."
        )
    # Under the name, and so in the graph, that it had.
    return parse_file(ContentFile(file.name, path, "graph"), curated.vocabulary.base)


def _without_strangers(files: list[ParsedFile], vocabulary: Vocabulary) -> Iterator[ParsedFile]:
    """Leave out contributors of whom nothing is told."""
    start = f"{vocabulary.base}id/contributor/"
    told = {quad.object for file in files for quad in file.quads}
    for file in files:
        kept = [
            quad
            for quad in file.quads
            if not (isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start))
            or quad.subject in told
        ]
        if kept:
            yield file if len(kept) == len(file.quads) else replace(file, quads=kept)


def _moment(quad: Quad) -> datetime:
    text = quad.object.value if isinstance(quad.object, Literal) else ""
    return datetime.fromisoformat(text).astimezone(UTC)
