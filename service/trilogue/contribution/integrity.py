"""Whether published contributions are still what was accepted: their bytes tell by their digest."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from pyoxigraph import Literal, NamedNode

from trilogue.contribution.publication import digest_in
from trilogue.parse import ParsedFile
from trilogue.terms import RDF, Vocabulary
from trilogue.validation.hygiene import component
from trilogue.validation.report import Result, Severity

_FOLDER = "graph/contributions/"
_TYPE = NamedNode(RDF + "type")


def tampered(files: Iterable[ParsedFile], vocabulary: Vocabulary) -> Iterator[Result]:
    """Find published contributions that say something else than what their digest is of.

    One that was retracted has only tombstones, and is not looked at.

    Args:
        files: of the content; those under ``graph/contributions/`` count.
        vocabulary: the names under the base.
    """
    stone = vocabulary.ns("Tombstone")
    for file in files:
        if not file.name.startswith(_FOLDER):
            continue
        if any(quad.predicate == _TYPE and quad.object == stone for quad in file.quads):
            continue
        own = digest_in(file.quads, vocabulary)
        named = {PurePosixPath(file.name).stem}
        for quad in file.quads:
            if quad.predicate == vocabulary.ns("digest") and isinstance(quad.object, Literal):
                named.add(quad.object.value)
        if named != {own}:
            yield Result(
                severity=Severity.VIOLATION,
                message="This is not what was accepted: its statements have the digest "
                f"{own[:16]}…, and it is called {min(named - {own})[:16]}….",
                component=component("digest", vocabulary),
                file=file.name,
                line=1,
                remedy="Put the file back as it was; what is published is corrected by a new "
                "contribution whose records have the old ones in tri:supersedesRecord.",
            )
