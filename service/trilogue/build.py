"""The curated path as one function: find → parse → check → load → derive → publish.

What is published, and where, is in `trilogue.versions`.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from trilogue import __version__
from trilogue.content import Content
from trilogue.derive import Rule, derive, read_rule
from trilogue.errors import ContentError, ContentNotSound, StoreDamaged
from trilogue.store import Store
from trilogue.terms import DEFAULT_BASE, Vocabulary
from trilogue.validation.curated import (
    Curated,
    audits_of,
    from_error,
    hygiene_of,
    placed,
    quads,
    read,
    shapes_of,
)
from trilogue.validation.report import Report, Result, Severity
from trilogue.versions import (
    BuildRecord,
    current_store,
    locked,
    now,
    prune,
    publish,
    read_record,
    staging,
    store_of,
)

SECONDS_TO_WAIT = 600.0

Progress = Callable[[str], None]

_VERSION_DIGITS = 16
_SHOWN = 20  # results told in the message of an error; its report has them all


@dataclass(frozen=True)
class BuildResult:
    """What a build gave.

    Attributes:
        path: the directory of the store, to open; not the one that was named for the build.
        dataset_version: changes with the content and with nothing else.
        quads: how many there are, derived ones included.
        seconds: wall-clock time that it took.
        report: what the checks found, without violations; empty where nothing was checked.
    """

    path: Path
    dataset_version: str
    quads: int
    seconds: float
    report: Report


def build(
    content: Content,
    store_dir: Path,
    base: str = DEFAULT_BASE,
    progress: Progress | None = None,
    *,
    validate: bool = True,
) -> BuildResult:
    """Build the store of *content* and make it the current one, or change nothing.

    The OWL reasoner is not asked; `trilogue.check` does that.

    Args:
        content: what is built.
        store_dir: made where it is not; holds this and the last versions.
        base: what all IRIs of ours begin with, a slash at its end.
        progress: told each step in a few words before it begins.
        validate: False for content that is known to be sound, such as a released one.

    Raises:
        ContentNotSound: files cannot be parsed, rules cannot run, or there are violations; with
            the report.
        ContentError: the content changed meanwhile.
        StoreLocked: another build is running on *store_dir*.
        StoreError: *store_dir* cannot be written.
    """
    with locked(store_dir, 0):
        return _build(content, store_dir, base, progress or _silent, validate=validate)


def ensure_built(
    content: Content,
    store_dir: Path,
    base: str = DEFAULT_BASE,
    progress: Progress | None = None,
    *,
    validate: bool = True,
) -> Path:
    """Give the directory of the current store, built anew where it is missing or out of date.

    Out of date means: of other content, with another base, or by another version of the program.
    A build that another process is doing is waited for.

    Args:
        content: what the store is to be of.
        store_dir: where it is, or is to be.
        base: what all IRIs of ours begin with.
        progress: as for `build`.
        validate: as for `build`.

    Raises:
        ContentError, StoreError: as `build`.
    """
    digest = content.digest()
    path = store_of(store_dir, digest, base, __version__)
    if path is not None:
        return path
    with locked(store_dir, SECONDS_TO_WAIT):
        path = store_of(store_dir, digest, base, __version__)
        if path is not None:
            return path
        return _build(content, store_dir, base, progress or _silent, validate=validate).path


def read_rules(content: Content, vocabulary: Vocabulary) -> tuple[list[Rule], list[Result]]:
    """Read all rules, and go on after one that cannot be read.

    Returns:
        The rules in their order, and a violation for each file that is none.
    """
    rules: list[Rule] = []
    broken: list[Result] = []
    for file in content.rules():
        try:
            rules.append(read_rule(file, vocabulary))
        except ContentError as error:
            broken.append(from_error(error, file.relative))
    return rules, broken


def fill(
    store: Store, curated: Curated, rules: Iterable[Rule], progress: Progress
) -> tuple[list[Quad], list[Result]]:
    """Load everything that was read into the empty *store*, and derive what follows.

    Returns:
        What was derived, and a violation for a rule that cannot run, after which no other ran.
    """
    rules = list(rules)
    vocabulary = curated.vocabulary
    progress("filling the store")
    described = [quad for rule in rules for quad in rule.quads(vocabulary)]
    store.load([*quads(curated.files), *described])
    try:
        derive(store, rules, vocabulary, lambda name: progress(f"running {name}"))
    except ContentError as error:
        return [], [from_error(error)]
    return list(store.quads(graph_name=vocabulary.derived_graph)), []


def _build(
    content: Content, store_dir: Path, base: str, progress: Progress, *, validate: bool
) -> BuildResult:
    began = time.monotonic()
    digest = content.digest()
    progress("reading the files")
    curated, broken = read(content, Vocabulary(base))
    rules, not_rules = read_rules(content, curated.vocabulary)
    _require_sound([*broken, *not_rules], curated.vocabulary)
    with staging(store_dir) as folder:
        with Store.open(folder / "store") as store:
            report = _filled(store, curated, rules, progress, validate=validate)
            graphs = tuple(store.graph_counts())
            writes = _keep_what_was_written(store_dir, store, curated)
            progress("writing the store to disk")
            store.engine.optimize()
            store.flush()
            count = store.count()
        if content.digest() != digest:
            raise ContentError("The content changed while it was built. Build it again.")
        version = digest[:_VERSION_DIGITS] + (f".{writes}" if writes else "")
        record = BuildRecord(version, digest, base, __version__, now(), count, writes, graphs)
        path = publish(folder, store_dir, record)
    prune(store_dir)
    return BuildResult(path, record.dataset_version, count, time.monotonic() - began, report)


def _filled(
    store: Store, curated: Curated, rules: list[Rule], progress: Progress, *, validate: bool
) -> Report:
    found: list[Result] = []
    if validate:
        progress("checking words, places and values")
        found.extend(hygiene_of(curated))
    derived, broken = fill(store, curated, rules, progress)
    _require_sound(broken, curated.vocabulary)
    if validate:
        progress("checking shapes")
        found.extend(shapes_of(curated, derived))
        progress("asking the audits")
        found.extend(audits_of(curated, store))
    return _require_sound(placed(found, curated.places, curated.vocabulary), curated.vocabulary)


def _require_sound(results: Iterable[Result], vocabulary: Vocabulary) -> Report:
    report = Report.of(results)
    if report.conforms:
        return report
    violations = [r for r in report.results if r.severity is Severity.VIOLATION]
    shown = "\n".join(result.as_line(vocabulary.shrink) for result in violations[:_SHOWN])
    more = len(violations) - _SHOWN
    if more > 0:
        shown += f"\n… and {more} more"
    raise ContentNotSound(
        f"The content has {len(violations)} violations, so the store stays as it was. "
        f"Mend them, and look at all findings with `trilogue check`.\n{shown}",
        report,
    )


def _keep_what_was_written(store_dir: Path, store: Store, curated: Curated) -> int:
    """Take over the graphs that were written over HTTP: those that are no file's and not derived.

    Returns:
        How many writes the dataset has seen, to be recorded.
    """
    before = current_store(store_dir)
    if before is None:
        return 0
    try:
        record = read_record(before)
    except StoreDamaged:
        return 0
    if record.writes == 0 or record.base != curated.vocabulary.base:
        return 0
    built = {NamedNode(name) for name in (*record.graphs, *store.graph_counts())}
    with Store.open_read_only(before) as old:
        store.load(quad for quad in old.quads() if quad.graph_name not in built)
    return record.writes + 1


def _silent(_: str) -> None:
    pass
