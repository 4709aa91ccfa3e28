"""What changed between two states of the dataset, as an RDF Patch.

Both states are compared in canonical form, so a quad that both say is in no patch, whatever its
blank nodes are called. Blank nodes bear their canonical labels: a patch that mentions some applies
to the state as it is dumped.

Source: Apache Jena, RDF Patch; RFC 6920 (names with a digest).
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trilogue.errors import StoreError
from trilogue.export.codings import SUFFIXES, unpacked
from trilogue.export.release import (
    RECORD,
    Release,
    State,
    read_record,
    released_file,
)
from trilogue.export.snapshot import take
from trilogue.formats import N_QUADS


@dataclass(frozen=True)
class Change:
    """One line of a patch.

    Attributes:
        is_added: else the quad is deleted.
        line: of canonical N-Quads.
    """

    is_added: bool
    line: bytes


def write_patch(release: Release, directory: Path) -> list[Path]:
    """Write what leads from the state before to that of the *release*; nothing where none is given.

    Returns:
        The file, relative to *directory*.
    """
    before = release.before
    if before is None:
        return []
    relative = Path(f"{release.name}.rdfp")
    release.progress(relative.name)
    directory.mkdir(parents=True, exist_ok=True)
    snapshot = release.snapshot
    after = State(snapshot.quads_file, release.version, snapshot.quads_digest)
    with (directory / relative).open("wb") as out:
        out.write(f"H from {_name(before)} .\nH to {_name(after)} .\n".encode())
        out.write(b"TX .\n")
        for change in changes(before.quads_file, after.quads_file):
            out.write((b"A " if change.is_added else b"D ") + change.line)
        out.write(b"TC .\n")
    return [relative]


def changes(before: Path, after: Path) -> Iterator[Change]:
    """Compare two files of canonical N-Quads, in order and each line once, as they are read."""
    with before.open("rb") as old_file, after.open("rb") as new_file:
        old, new = next(old_file, None), next(new_file, None)
        while old is not None or new is not None:
            if old == new:
                old, new = next(old_file, None), next(new_file, None)
            elif new is None or (old is not None and old < new):
                yield Change(is_added=False, line=old or b"")
                old = next(old_file, None)
            else:
                yield Change(is_added=True, line=new)
                new = next(new_file, None)


def exported_state(folder: Path, work: Path, *, without_derived: bool) -> State:
    """Give the state that an earlier export in *folder* holds.

    Args:
        folder: with N-Quads, plain or packed.
        work: made; where they are unpacked.
        without_derived: whether the derived graph must be left out, or must not.

    Raises:
        StoreError: there is no such export, or its N-Quads are not whole.
    """
    try:
        record = read_record((folder / RECORD).read_text(encoding="utf-8"))
        digest, version = record["canonical"]["quads"], record["version"]
        is_less = record["withoutDerived"]
        name = f"{record['name']}.{N_QUADS.suffix}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{folder}: this is no export with {RECORD}. Name the folder of one, or a day."
        ) from error
    if is_less != without_derived:
        raise StoreError(
            f"{folder}: this export is {'without' if is_less else 'with'} the derived graph. "
            f"Compare like with like: {'add' if is_less else 'leave out'} --without-derived."
        )
    packed = [(coding, folder / (name + suffix)) for coding, suffix in SUFFIXES.items()]
    coding, path = next((each for each in packed if each[1].is_file()), (None, folder))
    if coding is None:
        raise StoreError(f"{folder}: the export has no {name}. Export it with --format nq.")
    work.mkdir(parents=True, exist_ok=True)
    unpacked(path, coding, work / name)
    if released_file(work, Path(name), "", None).sha256 != digest:
        raise StoreError(f"{path}: this is not what the export wrote. Export it again.")
    return State(work / name, version, digest)


def state_of(release: Release, work: Path) -> State:
    """Give the state of another *release*, read into the folder *work*."""
    snapshot = take(release.store, work, release.graphs_left_out, by_graph=False)
    return State(snapshot.quads_file, release.version, snapshot.quads_digest)


def _name(state: State) -> str:
    """Name a state by its canonical digest."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(state.digest)).decode().rstrip("=")
    return f"<ni:///sha-256;{digest}>"
