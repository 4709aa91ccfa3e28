"""All tables of a dataset as files, with what describes them.

::

    csv/<table>.csv           one for each table
    trilogue.xlsx             all of them, with a codebook
    parquet/<table>.parquet   the same with types; nodes, edges and quads beside them
    datapackage.json          a Frictionless data package
    ro-crate-metadata.json    an RO-Crate
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from trilogue.errors import StoreError
from trilogue.extras import required
from trilogue.records import Records
from trilogue.store import Dataset
from trilogue.tables import codebook, crate, package
from trilogue.tables.columnar import WHOLE, write_graph, write_table
from trilogue.tables.columns import Table
from trilogue.tables.delimited import guarded, lines
from trilogue.tables.described import about
from trilogue.tables.layout import Layout
from trilogue.tables.listing import csv_of
from trilogue.tables.workbook import write_workbook
from trilogue.terms import CC_BY, Vocabulary

CODEBOOK = Path("csv", "codebook.csv")


class TableFormat(StrEnum):
    """In what tables are written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True)
class Wanted:
    """What is to be written.

    Attributes:
        types: the names of tables, or of classes below them; all tables where there is none.
        formats: in which.
        with_mark: whether CSV files begin with a byte order mark.
    """

    types: tuple[str, ...] = ()
    formats: tuple[TableFormat, ...] = tuple(TableFormat)
    with_mark: bool = False


def write_tables(
    store: Dataset,
    vocabulary: Vocabulary,
    version: str,
    directory: Path,
    wanted: Wanted | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write tables of what the dataset records; the same dataset gives the same bytes.

    Args:
        store: the dataset.
        vocabulary: the base it was built with.
        version: of the dataset.
        directory: is made where it is missing; files of these names in it are replaced.
        wanted: which; None for all of them in all formats.
        progress: called with each file's name before it is written.

    Returns:
        The files, relative to *directory*.

    Raises:
        SlugUnknown: no table has a name that is given.
        ExtraMissing: Parquet is wanted and pyarrow is not installed.
        StoreError: a table has more rows than a sheet may have, or a file cannot be written.
    """
    wanted = wanted or Wanted()
    if TableFormat.PARQUET in wanted.formats:
        # Before anything is written.
        required("pyarrow", "exports", "Parquet")
    try:
        return _write_all(Records(store, vocabulary), version, directory, wanted, progress)
    except OSError as error:
        raise StoreError(
            f"{directory}: the tables cannot be written ({error.strerror}). Name another folder."
        ) from error


def _write_all(
    records: Records,
    version: str,
    directory: Path,
    wanted: Wanted,
    progress: Callable[[str], None],
) -> list[Path]:
    vocabulary = records.vocabulary
    layout = Layout(records)
    tables = list(layout.tables(wanted.types))
    common = about(version, records.date, CC_BY)
    writer = _Writer(records, tables, directory, common, progress)
    directory.mkdir(parents=True, exist_ok=True)
    csvs: dict[str, Path] = {}
    if TableFormat.CSV in wanted.formats:
        csvs = writer.write_csv(with_mark=wanted.with_mark)
    others = [CODEBOOK] if TableFormat.CSV in wanted.formats else []
    if TableFormat.XLSX in wanted.formats:
        others.append(writer.write_xlsx())
    if TableFormat.PARQUET in wanted.formats:
        others += writer.write_parquet(is_whole=not wanted.types)
    written = [*csvs.values(), *others]
    text = package.package_of(tables if csvs else (), csvs, others, directory, common, vocabulary)
    (directory / package.DESCRIPTION).write_text(text, encoding="utf-8", newline="")
    written.append(Path(package.DESCRIPTION))
    text = crate.crate_of(written, directory, common, vocabulary.base)
    (directory / crate.DESCRIPTION).write_text(text, encoding="utf-8", newline="")
    return [*written, Path(crate.DESCRIPTION)]


class _Writer:
    def __init__(
        self,
        records: Records,
        tables: list[Table],
        directory: Path,
        common: dict[str, str],
        progress: Callable[[str], None],
    ) -> None:
        self._records = records
        self._tables = tables
        self._directory = directory
        self._common = common
        self._progress = progress

    def write_csv(self, *, with_mark: bool) -> dict[str, Path]:
        written = {}
        for table in self._tables:
            written[table.name] = Path("csv", f"{table.name}.csv")
            path = self._begun(written[table.name])
            with path.open("w", encoding="utf-8", newline="") as out:
                out.writelines(csv_of(table, self._records, with_mark=with_mark))
        rows = codebook.rows(self._tables, self._records.vocabulary)
        told = [codebook.HEADER, *([guarded(cell) for cell in row] for row in rows)]
        with self._begun(CODEBOOK).open("w", encoding="utf-8", newline="") as out:
            out.writelines(lines(told, with_mark=with_mark))
        return written

    def write_xlsx(self) -> Path:
        path = Path("trilogue.xlsx")
        said = [(name, self._common[name]) for name in ("title", "version", "date", "licence")]
        write_workbook(self._tables, self._records, self._begun(path), said)
        return path

    def write_parquet(self, *, is_whole: bool) -> list[Path]:
        """Write the tables; where they are all of them, also what holds the whole graph."""
        kept = {f"trilogue.{name}": self._common[name] for name in ("version", "date", "licence")}
        written = []
        for table in self._tables:
            written.append(Path("parquet", f"{table.name}.parquet"))
            own = {**kept, "trilogue.table": json.dumps({"class": table.iri})}
            write_table(table, self._records, self._begun(written[-1]), own)
        if is_whole:
            folder = Path("parquet")
            for name in WHOLE:
                self._begun(folder / name)
            members = ((table.name, list(table.rows)) for table in self._tables)
            names = write_graph(members, self._records, self._directory / folder, kept)
            written += [folder / name for name in names]
        return written

    def _begun(self, path: Path) -> Path:
        self._progress(path.as_posix())
        whole = self._directory / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        return whole
