"""A whole release in a folder, or nothing: what `trilogue export` writes."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from trilogue.errors import StoreError
from trilogue.export.dumps import statements
from trilogue.export.parts import PARTS
from trilogue.export.release import (
    CHECKSUMS,
    RECORD,
    Release,
    ReleasedFile,
    checksums,
    record,
    released_file,
)
from trilogue.formats import JSON_LD, TRIG


def export_dataset(
    release: Release, directory: Path, parts: Sequence[str] = tuple(PARTS)
) -> list[Path]:
    """Write *parts* of the *release* to *directory*, whole or not at all.

    Args:
        release: what to write; its folder to work in is made here.
        directory: new, empty, or holding an earlier export, which is replaced.
        parts: names of `PARTS`.

    Returns:
        The files, relative to *directory*, in the order in which they were written.

    Raises:
        StoreError: the directory holds something else, or cannot be written.
    """
    if directory.exists() and not _may_be_replaced(directory):
        raise StoreError(
            f"{directory}: the folder is not empty and holds no earlier export. "
            "Name an empty folder or a new one."
        )
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=directory.parent) as name:
            fresh = Path(name) / "export"
            # Not a temporary directory itself, which nobody but its maker could read.
            fresh.mkdir()
            written = _write_all(replace(release, work=Path(name)), fresh, parts)
            if directory.exists():
                shutil.rmtree(directory)
            fresh.rename(directory)
    except OSError as error:
        raise StoreError(
            f"{directory}: the export cannot be written ({error.strerror}). Name another folder."
        ) from error
    return written


def _write_all(release: Release, directory: Path, parts: Sequence[str]) -> list[Path]:
    dumps_by_graph = "dumps" in parts and {TRIG, JSON_LD} & set(release.formats)
    release = replace(release, by_graph=bool(dumps_by_graph) or "graphs" in parts)
    files: list[ReleasedFile] = []
    for name, write in PARTS.items():
        if name in parts:
            files += [
                released_file(directory, path, name, statements(release, path.as_posix()))
                for path in write(release, directory)
            ]
    (directory / RECORD).write_text(record(release, files), encoding="utf-8", newline="\n")
    listed = [*files, released_file(directory, Path(RECORD), "", None)]
    (directory / CHECKSUMS).write_text(checksums(listed), encoding="utf-8", newline="\n")
    return [*(Path(file.path) for file in files), *(Path(name) for name in (RECORD, CHECKSUMS))]


def _may_be_replaced(directory: Path) -> bool:
    """Tell whether *directory* is empty or holds nothing but what an export wrote."""
    if not directory.is_dir():
        return False
    found = {
        path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()
    }
    try:
        lines = (directory / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return not found
    return found <= {CHECKSUMS, *(line.partition("  ")[2] for line in lines)}
