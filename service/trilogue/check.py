"""The whole check of the content: every file, then everything together."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from trilogue.build import fill, read_rules
from trilogue.content import Content, ContentFile
from trilogue.contribution.integrity import tampered
from trilogue.derive import Rule
from trilogue.errors import ContentError, ParseError, QueryError, QuerySyntaxError
from trilogue.formats import graph_format
from trilogue.measures import Standing, measured, read_measure, read_measures
from trilogue.parse import ParsedFile, parse_bytes, rebase
from trilogue.questions import read_question
from trilogue.store import Store
from trilogue.terms import DEFAULT_BASE, Vocabulary
from trilogue.validation import hygiene, owl, profile
from trilogue.validation.copied import copied
from trilogue.validation.curated import (
    Curated,
    audits_of,
    from_error,
    hygiene_of,
    placed,
    quads,
    read,
    shapes_of,
    terms_of,
)
from trilogue.validation.report import Report, Result, Severity
from trilogue.validation.shacl import sparql_complaint

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Checked:
    """What a check gave.

    Attributes:
        report: what was found.
        files: how many files were read.
        quads: how many statements they hold, and how many were derived.
        seconds: wall-clock time that it took.
        standings: what was measured; empty where a file cannot be parsed, or nobody asked.
    """

    report: Report
    files: int
    quads: int
    seconds: float
    standings: tuple[Standing, ...] = ()


def check(
    content: Content,
    base: str = DEFAULT_BASE,
    *,
    others: Iterable[Path] = (),
    reasoner: bool = True,
    measures: bool = False,
    sources: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Check the whole *content*.

    Files are parsed, and each is looked at for unknown words, prefixes and values. Where all can
    be parsed: everything is described once and in its place, facts conform to their shapes and to
    the audits, terms to theirs, rules run, questions are queries, and ontology, kinds and facts
    together are consistent OWL 2 DL.
    A file that cannot be parsed would make everything that points into it look wrong, so nothing
    that takes more than one file to see is looked at then.

    Args:
        content: what is checked.
        base: what all IRIs of ours begin with.
        others: files outside the content that are checked as if they lay in ``graph/``.
        reasoner: whether the OWL reasoner is asked.
        measures: whether the dataset is measured.
        sources: texts whose words facts must not repeat, by what to call them.
        progress: told each step in a few words before it begins.

    Raises:
        ReasonerMissing: there is no Java for the reasoner; nothing was checked.
        ContentError: one of *others* cannot be read.
    """
    began = time.monotonic()
    tell = progress or _silent
    if reasoner:
        owl.find_java()
    vocabulary = Vocabulary(base)
    tell("reading the files")
    curated, found = read(content, vocabulary)
    curated, broken = _with_others(curated, others)
    rules, not_rules = read_rules(content, vocabulary)
    found += [*broken, *not_rules]
    count = len(quads(curated.files))
    whole = not found
    standings: tuple[Standing, ...] = ()
    if not whole:
        found += _of_single_files(curated)
        found.append(_not_looked_at(len(found)))
    else:
        with Store.in_memory() as store:
            found += _of_everything(curated, rules, store, tell)
            count = store.count()
            if measures:
                tell("measuring")
                standings = measured(read_measures(content, base), store)
        found += _of_owl(curated, tell, reasoner=reasoner)
    if sources:
        tell("comparing with the sources")
        found += copied(curated.graph, sources, curated.places, vocabulary)
    tell("reading rules and questions")
    found += _of_queries(content, curated, rules_ran=whole)
    return Checked(
        Report.of(placed(found, curated.places, curated.vocabulary)),
        len(curated.files),
        count,
        time.monotonic() - began,
        standings,
    )


def _with_others(curated: Curated, paths: Iterable[Path]) -> tuple[Curated, list[Result]]:
    parsed: list[ParsedFile] = []
    broken: list[Result] = []
    for path in paths:
        graph_name = curated.vocabulary.graph(path.stem.replace(" ", "-")).value
        try:
            file_format = graph_format(path.suffix)
            data = ContentFile(str(path), path, "graph").read_bytes()
            parsed.append(parse_bytes(data, file_format, graph_name, str(path)))
        except ContentError as error:
            broken.append(from_error(error, str(path)))
    files = (*curated.files, *parsed)
    return Curated(curated.content, curated.vocabulary, files), broken


def _of_single_files(curated: Curated) -> list[Result]:
    found: list[Result] = []
    for file in curated.files:
        found.extend(hygiene.prefixes(file, curated.vocabulary, others="/bridge/" in file.name))
    return found


def _not_looked_at(broken: int) -> Result:
    return Result(
        severity=Severity.INFO,
        message=f"Shapes, rules and references were not looked at, for {broken} broken files.",
        remedy="Mend what is reported, and check again.",
    )


def _of_everything(
    curated: Curated, rules: list[Rule], store: Store, tell: Progress
) -> Iterator[Result]:
    tell("checking words, places and values")
    yield from hygiene_of(curated)
    yield from tampered(curated.graph, curated.vocabulary)
    derived, broken = fill(store, curated, rules, tell)
    yield from broken
    tell("checking shapes")
    yield from shapes_of(curated, derived)
    yield from terms_of(curated)
    tell("asking the audits")
    yield from audits_of(curated, store)


def _of_owl(curated: Curated, tell: Progress, *, reasoner: bool) -> list[Result]:
    tell("checking the OWL 2 DL profile")
    axioms = profile.Axioms(curated.modules)
    facts = [*curated.graph, *curated.kinds]
    places, vocabulary = curated.places, curated.vocabulary
    found = [
        *profile.profile_of(axioms, vocabulary),
        *profile.values_of(axioms, facts, places, vocabulary),
        *profile.clashes_of(axioms, facts, places, vocabulary),
    ]
    if reasoner:
        tell("reasoning")
        theory = [*quads(curated.modules), *quads(curated.kinds)]
        found.extend(owl.consistency_of(theory, quads(curated.graph), vocabulary))
    return found


def _of_queries(content: Content, curated: Curated, *, rules_ran: bool) -> Iterator[Result]:
    """Look at the words of all queries; and at their syntax, where that is not known."""
    questions = content.questions()
    measures = content.measures()
    for file in [*content.rules(), *questions, *measures]:
        try:
            text = rebase(file.read_bytes().decode(), curated.vocabulary.base)
        except UnicodeDecodeError:
            yield Result(
                severity=Severity.VIOLATION,
                message="The file is not UTF-8.",
                file=file.relative,
                remedy="Save it as UTF-8.",
            )
            continue
        yield from hygiene.query_words(file.relative, text, curated.known)
        if file in questions or file in measures:
            refused = list(_of_query(file.relative, text))
            yield from refused
            if not refused:
                reading = read_question if file in questions else read_measure
                yield from _of_head(partial(reading, file, curated.vocabulary.base))
        elif not rules_ran:
            yield from _of_syntax(file.relative, text)


def _of_head(read: Callable[[], object]) -> Iterator[Result]:
    """Look at what makes a query a question or a measure: the comment at its head."""
    try:
        read()
    except ParseError as error:
        yield Result(
            severity=Severity.VIOLATION,
            message=error.what,
            file=error.path,
            line=error.line,
            column=error.column,
        )


def _of_query(name: str, text: str) -> Iterator[Result]:
    """Ask both parsers: each accepts queries that the other, or another server, refuses."""
    refused = list(_of_syntax(name, text))
    yield from refused
    complaint = None if refused else sparql_complaint(text)
    if complaint is not None:
        yield Result(
            severity=Severity.VIOLATION,
            message=f"Another SPARQL parser refuses this query: {complaint}",
            file=name,
            remedy="Write it so that every endpoint takes it.",
        )


def _of_syntax(name: str, text: str) -> Iterator[Result]:
    with Store.in_memory() as store:
        try:
            store.query(text)
        except QuerySyntaxError as error:
            message = str(error).partition(": ")[2]
            yield Result(
                severity=Severity.VIOLATION,
                message=message,
                file=name,
                line=error.line,
                column=error.column,
            )
        except QueryError as error:
            yield Result(severity=Severity.VIOLATION, message=str(error), file=name)


def _silent(_: str) -> None:
    pass
