"""The other forms of a release: tables, networks, nanopublications, and a crate around it all."""

from pathlib import Path

from trilogue.export.release import Release
from trilogue.extras import is_there
from trilogue.nanopublications import write_nanopublications
from trilogue.networks.files import write_networks
from trilogue.records import Records
from trilogue.tables.crate import DESCRIPTION, crate_of
from trilogue.tables.described import about
from trilogue.tables.files import TableFormat, Wanted, write_tables
from trilogue.terms import CC_BY

_WITH_CONCLUSIONS = "it tells what the rules conclude"


def tables_of(release: Release, directory: Path) -> list[Path]:
    """Write ``tables/…``; Parquet is left out where its library is not installed.

    Returns:
        The files, relative to *directory*.
    """
    if release.without_derived:
        release.left_out["tables/"] = _WITH_CONCLUSIONS
        return []
    formats = tuple(TableFormat)
    if not is_there("pyarrow"):
        formats = (TableFormat.CSV, TableFormat.XLSX)
        release.left_out["tables/parquet/"] = _not_installed("pyarrow")
    written = write_tables(
        release.store,
        release.vocabulary,
        release.version,
        directory / "tables",
        Wanted(formats=formats),
        lambda name: release.progress(f"tables/{name}"),
    )
    return [Path("tables", path) for path in written]


def networks_of(release: Release, directory: Path) -> list[Path]:
    """Write ``networks/…``, unless the library for it is not installed.

    Returns:
        The files, relative to *directory*.
    """
    if release.without_derived:
        release.left_out["networks/"] = _WITH_CONCLUSIONS
        return []
    if not is_there("networkx"):
        release.left_out["networks/"] = _not_installed("networkx")
        return []
    release.progress("networks/")
    return write_networks(release.store, release.vocabulary, release.version, directory)


def nanopublications_of(release: Release, directory: Path) -> list[Path]:
    """Write each record as a nanopublication, all in one file; none holds a conclusion.

    Returns:
        The file, relative to *directory*.
    """
    relative = Path(f"{release.name}-nanopublications.trig")
    release.progress(relative.name)
    write_nanopublications(release.store, release.vocabulary, release.version, directory / relative)
    return [relative]


def crate_around(release: Release, directory: Path) -> list[Path]:
    """Describe all that stands in the folder by now as an RO-Crate.

    Returns:
        The file, relative to *directory*.
    """
    release.progress(DESCRIPTION)
    files = sorted(path.relative_to(directory) for path in directory.rglob("*") if path.is_file())
    date = Records(release.store, release.vocabulary).date
    common = about(release.version, date, CC_BY)
    text = crate_of(files, directory, common, release.vocabulary.base)
    (directory / DESCRIPTION).write_text(text, encoding="utf-8", newline="")
    return [Path(DESCRIPTION)]


def _not_installed(library: str) -> str:
    return f"the library {library} is not installed: pip install 'trilogue[exports]'"
