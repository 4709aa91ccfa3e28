"""The curated path as one function: find → parse → check → load → derive → publish.

A store directory looks like this::

    current → versions/5f2c…       a symbolic link, replaced in one step
    versions/5f2c…/build.json      what was built, when, of what
    versions/5f2c…/store/          the store itself
    build.lock                     held by the one build that is running

A build that fails or is killed leaves ``current`` as it was. The last two versions are kept, so
that whoever serves the one before can go on.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pyoxigraph import Quad

from trilogue import __version__
from trilogue.content import Content
from trilogue.derive import Rule, derive, read_rule
from trilogue.errors import ContentError, ContentNotSound, StoreDamaged, StoreError, StoreLocked
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

VERSIONS_KEPT = 2
SECONDS_TO_WAIT = 600.0

Progress = Callable[[str], None]

_VERSION_DIGITS = 16
_SHOWN = 20  # results told in the message of an error; its report has them all
_STAGING = ".building-"
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class BuildRecord:
    """What ``build.json`` says.

    Attributes:
        dataset_version: the first 16 digits of *content_digest*.
        content_digest: of the files that it was built of; see `content.Content.digest`.
        base: that all IRIs of ours begin with.
        program: the version of Trilogue that built it.
        built_at: UTC, as xsd:dateTime.
        quads: how many there are, derived ones included.
    """

    dataset_version: str
    content_digest: str
    base: str
    program: str
    built_at: str
    quads: int


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
    with _locked(store_dir, 0):
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
    path = _current(store_dir, digest, base)
    if path is not None:
        return path
    with _locked(store_dir, SECONDS_TO_WAIT):
        path = _current(store_dir, digest, base)
        if path is not None:
            return path
        return _build(content, store_dir, base, progress or _silent, validate=validate).path


def read_record(store: Path) -> BuildRecord:
    """Read what is recorded about the store in the directory *store*, as `ensure_built` gives it.

    Raises:
        StoreDamaged: there is no such record.
    """
    file = store.parent / "build.json"
    try:
        return BuildRecord(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoreDamaged(
            f"{file}: this is no record of a build. Run `trilogue build`."
        ) from error


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
    versions = store_dir / "versions"
    versions.mkdir(exist_ok=True)
    _remove_leftovers(versions)
    digest = content.digest()
    progress("reading the files")
    curated, broken = read(content, Vocabulary(base))
    rules, not_rules = read_rules(content, curated.vocabulary)
    _require_sound([*broken, *not_rules], curated.vocabulary)
    # Not a temporary directory of the library's, which nobody but its maker could read.
    staging = versions / f"{_STAGING}{os.getpid()}"
    staging.mkdir()
    try:
        with Store.open(staging / "store") as store:
            report = _filled(store, curated, rules, progress, validate=validate)
            progress("writing the store to disk")
            store.engine.optimize()
            store.flush()
            count = store.count()
        if content.digest() != digest:
            raise ContentError("The content changed while it was built. Build it again.")
        record = BuildRecord(digest[:_VERSION_DIGITS], digest, base, __version__, _now(), count)
        (staging / "build.json").write_text(json.dumps(asdict(record), indent=2) + "\n")
        path = _publish(staging, store_dir, record.dataset_version)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _prune(versions, path.parent)
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


def _publish(staging: Path, store_dir: Path, version: str) -> Path:
    """Give the finished version its name, then let ``current`` point to it."""
    versions = store_dir / "versions"
    target = versions / version
    number = 1
    while target.exists():  # built before, of the same content
        number += 1
        target = versions / f"{version}-{number}"
    _sync(staging)
    staging.rename(target)
    link = store_dir / f"{_STAGING}current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / target.name, target_is_directory=True)
    try:
        link.replace(store_dir / "current")
    except OSError as error:
        raise StoreError(
            f"{store_dir / 'current'}: this cannot be replaced ({error.strerror}). "
            "Move it away and build again."
        ) from error
    return target / "store"


def _sync(folder: Path) -> None:
    """Make sure that the names of the files in *folder* are on the disk, where that can be done."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _current(store_dir: Path, digest: str, base: str) -> Path | None:
    """Give the current store if it is of this content and base and by this program."""
    current = store_dir / "current"
    if not current.is_dir():
        return None
    # Resolved, so that whoever opens it keeps this version when the next one is published.
    store = current.resolve() / "store"
    try:
        record = read_record(store)
    except StoreDamaged:
        return None
    same = (record.content_digest, record.base, record.program) == (digest, base, __version__)
    return store if same else None


def _remove_leftovers(versions: Path) -> None:
    """Remove what killed builds left; only under the lock, since it may be a running one's."""
    for folder in versions.glob(f"{_STAGING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _prune(versions: Path, newest: Path) -> None:
    def built_at(folder: Path) -> str:
        try:
            return read_record(folder / "store").built_at
        except StoreDamaged:
            return ""

    others = [folder for folder in versions.iterdir() if folder.name != newest.name]
    others.sort(key=built_at, reverse=True)
    for folder in others[VERSIONS_KEPT - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(store_dir: Path, seconds_to_wait: float) -> Iterator[None]:
    """Hold the lock of *store_dir*; the system lets go of it when the process ends, however."""
    try:
        store_dir.mkdir(parents=True, exist_ok=True)
        file = (store_dir / "build.lock").open("a")
    except OSError as error:
        raise StoreError(
            f"{store_dir}: the store cannot be written there ({error.strerror}). "
            "Name another directory with --store."
        ) from error
    deadline = time.monotonic() + seconds_to_wait
    with file:
        while not _takes_lock(file):
            if time.monotonic() >= deadline:
                raise StoreLocked(
                    f"{store_dir}: another build is running there. "
                    "Wait for it, or name another directory with --store."
                )
            time.sleep(_POLL_SECONDS)
        yield


def _takes_lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _silent(_: str) -> None:
    pass
