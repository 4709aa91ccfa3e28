"""The exports that a service offers: made once for each version, kept in a folder.

It looks like this::

    export.lock              held by whoever makes exports, of all services that share the folder
    5f2c…/                   one version: an export, and in it
    5f2c…/without-derived/   the dumps without the derived graph

What is made appears whole or not at all, and older versions go when it does; a file of theirs that
is just being sent is sent to its end.
"""

import hashlib
import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trilogue.errors import StoreError
from trilogue.export.folder import export_dataset
from trilogue.export.parts import PARTS
from trilogue.export.release import (
    CHECKSUMS,
    RECORD,
    Release,
    ReleasedFile,
    read_record,
    released_file,
)
from trilogue.versions import locked

LESS = "without-derived"
SECONDS_FOR_ANOTHER_MAKER = 3600.0
_LOCK = "export.lock"
_STAGING = ".making-"


@dataclass(frozen=True)
class Offer:
    """The exports of one version, as they lie in a folder.

    Attributes:
        folder: where they are.
    """

    folder: Path

    @cached_property
    def records(self) -> tuple[dict[str, Any], ...]:
        """What ``release.json`` says of the whole, and of what is without the derived graph."""
        found = []
        for place in (self.folder, self.folder / LESS):
            record = read_record((place / RECORD).read_text(encoding="utf-8"))
            inner = "" if place == self.folder else f"{LESS}/"
            record["files"] = [replace(each, path=inner + each.path) for each in record["files"]]
            found.append(record)
        return tuple(found)

    @cached_property
    def files(self) -> dict[str, ReleasedFile]:
        """All files by their path, those that list the others too."""
        listed = {file.path: file for record in self.records for file in record["files"]}
        for inner in ("", f"{LESS}/"):
            for name in (RECORD, CHECKSUMS):
                listed[inner + name] = released_file(self.folder, Path(inner + name), "", None)
        return listed


class Shelf:
    """Keeps the exports of the present version.

    Args:
        folder: made when it is needed; nothing else is kept in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._making: dict[str, Future[Offer]] = {}
        self._shown: tuple[str, Offer] | None = None

    def ready(self, key: str) -> Offer | None:
        """Give the exports of one state of the dataset if they are made; make nothing."""
        shown = self._shown
        return shown[1] if shown is not None and shown[0] == _name(key) else None

    def offer(
        self,
        key: str,
        release: Callable[[], Release],
        seconds: float,
        parts: Sequence[str] = tuple(PARTS),
    ) -> Offer | None:
        """Give the exports of one state of the dataset; make them where nobody has yet.

        Args:
            key: of the state; changes with whatever the files depend on.
            release: gives what is to be written, in the thread that writes.
            seconds: how long to wait for whoever makes them; they go on afterwards.
            parts: what is made.

        Returns:
            None where they are not ready yet.

        Raises:
            StoreError: they cannot be written.
        """
        name = _name(key)
        with self._lock:
            if self._shown is not None and self._shown[0] == name:
                return self._shown[1]
            future = self._making.get(name)
            if future is None:
                future = self._making[name] = Future()
                arguments = (name, release, parts, future)
                threading.Thread(
                    target=self._make, args=arguments, name="exports", daemon=True
                ).start()
        try:
            return future.result(seconds)
        except TimeoutError:
            if future.done():
                raise
            return None

    def _make(
        self,
        name: str,
        release: Callable[[], Release],
        parts: Sequence[str],
        future: "Future[Offer]",
    ) -> None:
        try:
            offer = Offer(self._made(name, release, parts))
            # Read now, so that whoever removes the folder disturbs no list.
            _ = offer.files
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            with self._lock:
                self._making.pop(name)
            future.set_exception(error)
            return
        with self._lock:
            self._shown = name, offer
            self._making.pop(name)
        future.set_result(offer)

    def _made(self, name: str, release: Callable[[], Release], parts: Sequence[str]) -> Path:
        target = self._folder / name
        # Another service that shares the folder may be making the same.
        with locked(self._folder, SECONDS_FOR_ANOTHER_MAKER, _LOCK):
            if not (target / CHECKSUMS).is_file():
                self._remove_all_but(name)
                try:
                    with TemporaryDirectory(prefix=_STAGING, dir=self._folder) as staging:
                        fresh = Path(staging) / "fresh"
                        whole = release()
                        export_dataset(whole, fresh, parts)
                        less = replace(whole, without_derived=True, left_out={})
                        export_dataset(less, fresh / LESS, ("dumps",))
                        fresh.rename(target)
                except OSError as error:
                    raise StoreError(
                        f"{target}: the exports cannot be written ({error.strerror}). "
                        "Set TRILOGUE_EXPORTS to a folder with room."
                    ) from error
            return target

    def _remove_all_but(self, name: str) -> None:
        """Remove other versions, and what makers left that were killed; under the lock."""
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]
