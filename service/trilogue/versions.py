"""A store directory: which versions of the dataset it holds, which is current, who may write.

It looks like this::

    current → versions/5f2c…       a symbolic link, replaced in one step
    versions/5f2c…/build.json      what was built, when, of what
    versions/5f2c…/store/          the store itself
    build.lock                     held by the one build or write that is going on

A version is never changed: a write makes the next one. Whatever fails or is killed leaves
``current`` as it was.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from trilogue.errors import StoreDamaged, StoreError, StoreLocked

VERSIONS_KEPT = 2

_STAGING = ".building-"
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class BuildRecord:
    """What ``build.json`` says.

    Attributes:
        dataset_version: the first 16 digits of *content_digest*; after writes, with their number.
        content_digest: of the files that it was built of; see `content.Content.digest`.
        base: that all IRIs of ours begin with.
        program: the version of Trilogue that built it.
        built_at: UTC, as xsd:dateTime.
        quads: how many there are, derived ones included.
        writes: how many changes were made to the dataset since it was first built.
        graphs: IRIs of the graphs that the build made; any other was written by somebody.
    """

    dataset_version: str
    content_digest: str
    base: str
    program: str
    built_at: str
    quads: int
    writes: int = 0
    graphs: tuple[str, ...] = ()


def read_record(store: Path) -> BuildRecord:
    """Read what is recorded about the store in the directory *store*, as `current_store` gives it.

    Raises:
        StoreDamaged: there is no such record.
    """
    file = store.parent / "build.json"
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
        return BuildRecord(**{**fields, "graphs": tuple(fields.get("graphs", ()))})
    except (OSError, ValueError, TypeError) as error:
        raise StoreDamaged(
            f"{file}: this is no record of a build. Run `trilogue build`."
        ) from error


def current_store(store_dir: Path) -> Path | None:
    """Give the current version's store; None where there is none.

    Resolved, so that whoever opens it keeps this version when the next one is published.
    """
    current = store_dir / "current"
    return current.resolve() / "store" if current.is_dir() else None


def store_of(store_dir: Path, content_digest: str, base: str, program: str) -> Path | None:
    """Give the current store if it is of this content and base and by this program, else None."""
    store = current_store(store_dir)
    if store is None:
        return None
    try:
        record = read_record(store)
    except StoreDamaged:
        return None
    found = (record.content_digest, record.base, record.program)
    return store if found == (content_digest, base, program) else None


@contextmanager
def staging(store_dir: Path) -> Iterator[Path]:
    """Give an empty folder for the next version, removed at the end if `publish` did not take it.

    Only under the lock.

    Raises:
        StoreError: it cannot be made.
    """
    versions = store_dir / "versions"
    versions.mkdir(exist_ok=True)
    for left in versions.glob(f"{_STAGING}*"):  # by killed builds; only the lock's holder may
        shutil.rmtree(left, ignore_errors=True)
    # Not a temporary directory of the library's, which nobody but its maker could read.
    folder = versions / f"{_STAGING}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, store_dir: Path, record: BuildRecord) -> Path:
    """Record the finished version in *folder*, give it its name, let ``current`` point to it.

    Returns:
        The directory of its store.

    Raises:
        StoreError: ``current`` cannot be replaced.
    """
    (folder / "build.json").write_text(json.dumps(asdict(record), indent=2) + "\n")
    versions = store_dir / "versions"
    target = versions / record.dataset_version
    number = 1
    while target.exists():  # built before, of the same content
        number += 1
        target = versions / f"{record.dataset_version}-{number}"
    _sync(folder)
    folder.rename(target)
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


def prune(store_dir: Path, grace_seconds: float = 0) -> None:
    """Remove versions older than the last `VERSIONS_KEPT`.

    Args:
        store_dir: whose lock is held.
        grace_seconds: one that was current less than so long ago stays: a query may still be
            opening its files.
    """
    current = (store_dir / "current").resolve()
    folders = [folder for folder in (store_dir / "versions").iterdir() if folder != current]
    folders.sort(key=_built_at, reverse=True)
    for newer, folder in zip([current, *folders], folders, strict=False):
        is_kept = folders.index(folder) < VERSIONS_KEPT - 1
        if not is_kept and _seconds_since(_built_at(newer)) >= grace_seconds:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(store_dir: Path, seconds_to_wait: float, name: str = "build.lock") -> Iterator[None]:
    """Hold the lock of *store_dir*; the system lets go of it when the process ends, however.

    Args:
        store_dir: made where it is not.
        seconds_to_wait: for whoever holds it now.
        name: of the file that is the lock.

    Raises:
        StoreLocked: somebody else holds it all the time.
        StoreError: nothing can be written there.
    """
    try:
        store_dir.mkdir(parents=True, exist_ok=True)
        file = (store_dir / name).open("a")
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
                    f"{store_dir}: another build or write is going on there. "
                    "Wait for it, or name another directory with --store."
                )
            time.sleep(_POLL_SECONDS)
        yield


def now() -> str:
    """Give the present moment, UTC, as xsd:dateTime."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _built_at(folder: Path) -> str:
    try:
        return read_record(folder / "store").built_at
    except StoreDamaged:
        return ""


def _seconds_since(moment: str) -> float:
    try:
        passed: timedelta = datetime.now(UTC) - datetime.fromisoformat(moment)
    except ValueError:
        return float("inf")
    return passed.total_seconds()


def _sync(folder: Path) -> None:
    """Make sure that the names of the files in *folder* are on the disk, where that can be done."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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
