"""The whole dataset in one file, in each format and each coding.

A format that cannot name graphs gets the triples, each once.
"""

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from trilogue.export.codings import SUFFIXES, packed
from trilogue.export.release import Release
from trilogue.export.writing import hindrance, write_quads, write_triples
from trilogue.formats import N_QUADS, N_TRIPLES, RDF_XML, GraphFormat

_PACKERS = 2
_READ_BYTES = 1_048_576


def write_dumps(release: Release, directory: Path) -> list[Path]:
    """Write a file for each format and coding of the *release*.

    RDF/XML is left out where it cannot hold what the dataset says.

    Returns:
        The files, relative to *directory*.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    packing: list[Future[None]] = []
    with ThreadPoolExecutor(_PACKERS, "pack") as pool:
        for format_ in release.formats:
            name = f"{release.name}.{format_.suffix}"
            reason = hindrance(release.snapshot.triples_file) if format_ == RDF_XML else None
            if reason is not None:
                release.left_out[name] = reason
                continue
            release.progress(name)
            plain = _plain(release, format_, directory / name)
            for coding in release.codings:
                target = Path(name + SUFFIXES[coding])
                written.append(target)
                if directory / target != plain:
                    packing.append(pool.submit(packed, plain, coding, directory / target))
        for each in packing:
            each.result()
    return written


def statements(release: Release, path: str) -> int | None:
    """Tell how many quads or triples the dump *path* holds; None where it is no dump."""
    for format_ in release.formats:
        if path in {f"{release.name}.{format_.suffix}{suffix}" for suffix in SUFFIXES.values()}:
            snapshot = release.snapshot
            return snapshot.quads if format_.holds_datasets else snapshot.triples
    return None


def _plain(release: Release, format_: GraphFormat, target: Path) -> Path:
    """Write the dump in one format where it may stay, or else where it is needed to be packed."""
    snapshot = release.snapshot
    stays = "none" in release.codings
    if format_ in (N_QUADS, N_TRIPLES):
        source = snapshot.quads_file if format_ == N_QUADS else snapshot.triples_file
        if not stays:
            return source
        _same(source, target)
        return target
    path = target if stays else snapshot.folder / target.name
    prefixes = release.vocabulary.prefixes()
    if format_.holds_datasets:
        write_quads(snapshot.by_graph(), format_, path, prefixes)
    else:
        write_triples(_read(snapshot.triples_file), format_, path, prefixes)
    return path


def _same(source: Path, target: Path) -> None:
    """Let *target* be the same file, or one like it where the disk has no links."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(_READ_BYTES):
            yield data
