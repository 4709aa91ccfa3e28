"""Texts of ours that repeat the words of a source, eight in a row or more.

A gloss retells; what was said stands in the source, and an excerpt points to the place. Names of
things and of documents are no retelling, and are not looked at.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode

from trilogue.parse import ParsedFile
from trilogue.terms import SKOS, Vocabulary
from trilogue.validation.hygiene import component
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity

RUN = 8
_WORD = re.compile(r"\w+")


def copied(
    files: Iterable[ParsedFile], sources: Mapping[str, str], places: Places, vocabulary: Vocabulary
) -> Iterator[Result]:
    """Find glosses and notes in *files* with `RUN` words in a row that stand in one of *sources*.

    Case, accents' encoding and punctuation make no difference. One violation for each text and
    source.

    Args:
        files: of facts.
        sources: texts at hand, by what to call them.
        places: for lines.
        vocabulary: for the properties that retell.
    """
    told = {vocabulary.ns("gloss"), NamedNode(SKOS + "note"), vocabulary.ns("timeConcerned")}
    runs: dict[tuple[str, ...], str] = {}
    for name, text in sources.items():
        for run in _runs(text):
            runs.setdefault(run, name)
    for file in files:
        for quad in file.quads:
            if quad.predicate not in told or not isinstance(quad.object, Literal):
                continue
            found = {
                runs[run]: run for run in reversed(list(_runs(quad.object.value))) if run in runs
            }
            for name, run in sorted(found.items()):
                subject = quad.subject
                yield Result(
                    severity=Severity.VIOLATION,
                    message=f"This repeats {RUN} words or more of {name}: “{' '.join(run)}”.",
                    focus_node=subject if isinstance(subject, NamedNode | BlankNode) else None,
                    path=quad.predicate,
                    value=quad.object,
                    component=component("copied", vocabulary),
                    file=file.name,
                    line=places.line(file, subject, quad.predicate, quad.object),
                    remedy="Say it in your own words; the excerpt points to theirs.",
                )


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])
