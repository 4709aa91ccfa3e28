"""Sheets into statements, with the cell that each one came from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pyoxigraph import NamedNode, Quad

from trilogue.contribution.fields import RecordType
from trilogue.contribution.sheets.columns import (
    ENGLISH,
    IRI,
    TYPE,
    Column,
    Header,
    example_iri,
    title_of,
)
from trilogue.contribution.sheets.delimited import read_csv
from trilogue.contribution.sheets.grid import Cell, Grid, problem
from trilogue.contribution.sheets.names import Names, NotFound
from trilogue.contribution.sheets.placing import Key, Place, SheetFile
from trilogue.contribution.sheets.values import Value, read_value, split
from trilogue.contribution.sheets.workbook import read_xlsx
from trilogue.parse import ParsedFile
from trilogue.terms import RDF, SKOS, SLUG, slug_of
from trilogue.validation.report import Result
from trilogue.validation.submission import MAX_BYTES, too_many_bytes
from trilogue.wording import Wording

README_SHEET = "Read me"
FINDINGS_SHEET = "Findings"

_TYPE = NamedNode(RDF + "type")
_LABEL = NamedNode(SKOS + "prefLabel")


def read_sheets(
    data: bytes, name: str, types: Sequence[RecordType], names: Names, media: str | None = None
) -> SheetFile:
    """Read a CSV file or a workbook.

    Args:
        data: the file.
        name: what to call it in a message; of a CSV file it tells the record type, too.
        types: the record types that there are.
        names: of the things that cells may point to.
        media: ".csv" or ".xlsx"; by default the name's suffix.
    """
    grids, results = _grids(data, name, media or PurePath(name).suffix.lower())
    return read_grids(grids, results, name, types, names)


def read_grids(
    grids: Sequence[Grid],
    results: Sequence[Result],
    name: str,
    types: Sequence[RecordType],
    names: Names,
) -> SheetFile:
    """Read cells into records.

    Args:
        grids: one for each sheet.
        results: what is wrong with cells, told already.
        name: what to call the file in a message.
        types: the record types that there are.
        names: of the things that cells may point to.
    """
    return _Reader(name, types, names.fresh()).read(grids, results)


def _grids(data: bytes, name: str, suffix: str) -> tuple[list[Grid], list[Result]]:
    if len(data) > MAX_BYTES:
        message = too_many_bytes(len(data))
        remedy = Wording("Split it into contributions that can be reviewed.")
        return [], [problem("too-large", message, remedy, file=name)]
    if suffix == ".xlsx":
        return read_xlsx(data, name)
    grid, results = read_csv(data, name)
    return ([] if grid is None else [grid]), results


@dataclass
class _Row:
    """One record in the making."""

    number: int
    cells: dict[int, Cell]
    sheet: "_Sheet"
    types: list[RecordType]
    subject: NamedNode | None = None

    @property
    def grid(self) -> Grid:
        return self.sheet.grid


@dataclass(frozen=True)
class _Sheet:
    grid: Grid
    columns: dict[int, Column]
    record_type: RecordType | None

    def column_of(self, special: str) -> int | None:
        return next((n for n, c in self.columns.items() if c.special == special), None)


class _Reader:
    def __init__(self, file: str, types: Sequence[RecordType], names: Names) -> None:
        self._file = file
        self._types = types
        self._names = names
        self._words = {
            _key(word): one for one in types for word in (one.name, one.label, title_of(one))
        }
        self._results: list[Result] = []
        self._places: dict[Key, Place] = {}
        self._quads: dict[Quad, None] = {}
        self._subjects: dict[NamedNode, _Row] = {}

    def read(self, grids: Sequence[Grid], results: Sequence[Result]) -> SheetFile:
        self._results.extend(results)
        rows = [row for grid in grids for row in self._rows(grid)]
        for row in rows:  # all that have a name, before any is pointed to
            self._name(row)
        for row in rows:
            self._record(row)
        file = ParsedFile(self._file, None, "", list(self._quads), {})
        return SheetFile(file, tuple(self._results), self._places)

    def _rows(self, grid: Grid) -> Iterator[_Row]:
        if not grid.rows or (grid.in_workbook and grid.title in (README_SHEET, FINDINGS_SHEET)):
            return
        first = min(grid.rows)
        sheet = self._sheet(grid, first)
        if sheet is None:
            return
        iri = sheet.column_of(IRI)
        for number, cells in grid.below(first):
            if iri in cells and cells[iri].text.startswith("#"):
                continue
            types = self._types_of(sheet, cells)
            if types:
                yield _Row(number, cells, sheet, types)

    def _sheet(self, grid: Grid, first: int) -> _Sheet | None:
        header = grid.rows[first]
        record_type = self._type_named(grid.title)
        place = next((n for n, c in header.items() if _key(c.text) == _key(TYPE)), None)
        if record_type is None and place is None:
            known = ", ".join(one.name for one in self._types[:3])
            self._tell(
                grid,
                min(header.values(), key=lambda cell: cell.column),
                "unknown-type",
                Wording("“{word}” is no type of record.", word=grid.title),
                Wording(
                    "Name the sheet or the file after one, such as {known}, or add a column "
                    "“{type}”.",
                    known=known,
                    type=TYPE,
                ),
            )
            return None
        if record_type is None and place is not None:
            first_row = next((cells for _, cells in grid.below(first)), {})
            named = first_row.get(place)
            record_type = self._type_named(named.text) if named else None
        columns: dict[int, Column] = {}
        words = Header(record_type or self._types[0], self._names.vocabulary)
        for number, cell in sorted(header.items()):
            column = words.column(cell.text)
            if column is None:
                near = words.nearest(cell.text)
                self._tell(
                    grid,
                    cell,
                    "unknown-column",
                    Wording("There is no field “{field}” here.", field=cell.text),
                    Wording("Did you mean “{near}”?", near=near)
                    if near
                    else Wording("Remove the column or rename it."),
                )
            elif column in columns.values():
                self._tell(
                    grid,
                    cell,
                    "column-twice",
                    Wording("The column “{field}” is there twice.", field=cell.text),
                    Wording("Keep one; put several values into one cell, with | between them."),
                )
            else:
                columns[number] = column
        return _Sheet(grid, columns, record_type)

    def _types_of(self, sheet: _Sheet, cells: dict[int, Cell]) -> list[RecordType]:
        column = sheet.column_of(TYPE)
        cell = cells.get(column) if column is not None else None
        if cell is None:
            if sheet.record_type is None:
                some = min(cells.values(), key=lambda one: one.column)
                remedy = Wording("Write it into the column “{type}”.", type=TYPE)
                message = Wording("This row has no type.")
                self._tell(sheet.grid, some, "unknown-type", message, remedy)
                return []
            return [sheet.record_type]
        found = []
        for word in (part.strip() for part in cell.text.split("|")):
            one = self._type_named(word)
            if one is None:
                message = Wording("“{word}” is no type of record.", word=word)
                remedy = Wording("Write the name of a sheet of the template, such as Claim.")
                self._tell(sheet.grid, cell, "unknown-type", message, remedy)
                return []
            found.append(one)
        return found

    def _type_named(self, word: str) -> RecordType | None:
        expanded = self._names.expand(word)
        if expanded is not None:
            return next((one for one in self._types if one.iri == expanded.value), None)
        return self._words.get(_key(word))

    def _name(self, row: _Row) -> None:
        """Give the row its IRI, if one is written or follows from the label."""
        column = row.sheet.column_of(IRI)
        cell = row.cells.get(column) if column is not None else None
        label = self._label(row)
        if cell is not None:
            row.subject = self._subject(row, cell)
        elif label is not None:
            row.subject = self._minted(row, label.text)
        if row.subject is not None and label is not None:
            for one in row.types:
                self._names.add(row.subject.value, one.iri, label.text)

    def _label(self, row: _Row) -> Cell | None:
        for number, column in row.sheet.columns.items():
            field = column.field
            if field is not None and field.path == _LABEL.value and column.language == ENGLISH:
                return row.cells.get(number)
        return None

    def _subject(self, row: _Row, cell: Cell) -> NamedNode | None:
        expanded = self._names.expand(cell.text)
        if expanded is not None:
            return expanded
        namespace = row.types[0].namespace
        if namespace is not None and SLUG.fullmatch(cell.text):
            return NamedNode(namespace + cell.text)
        example = example_iri(row.types[0], self._names.vocabulary)
        self._tell(
            row.grid,
            cell,
            "iri",
            Wording("“{text}” is no IRI.", text=cell.text[:60]),
            Wording(
                "Write it as {example}: lower-case letters, digits and hyphens.", example=example
            ),
        )
        return None

    def _minted(self, row: _Row, text: str) -> NamedNode | None:
        slug = slug_of(text)
        namespace = row.types[0].namespace
        return NamedNode(namespace + slug) if slug and namespace is not None else None

    def _record(self, row: _Row) -> None:
        said = list(self._said(row))
        if row.subject is None:
            row.subject = self._minted_from(row, said)
        subject = row.subject
        first = min(row.cells.values(), key=lambda cell: cell.column)
        if subject is None:
            if not any(one.line == row.number for one in self._results):
                self._tell_nameless(row, first)
            return
        earlier = self._subjects.get(subject)
        if earlier is not None:
            where = earlier.grid.name(earlier.number, 1)
            message = Wording("This row gets the same IRI as that of {cell}.", cell=where)
            remedy = Wording(
                "Tell the two apart in the column “{iri}”, or put them into one row.", iri=IRI
            )
            self._tell(row.grid, first, "iri-twice", message, remedy)
            return
        self._subjects[subject] = row
        iri = row.sheet.column_of(IRI) or first.column
        self._put(row, iri, subject, None, None)
        type_column = row.sheet.column_of(TYPE) or iri
        for one in row.types:
            self._put(row, type_column, subject, _TYPE, NamedNode(one.iri))
        for number, column in row.sheet.columns.items():
            if column.field is not None:
                key = (subject, NamedNode(column.field.path), None)
                self._places.setdefault(key, self._place(row, number))
        for number, predicate, value in said:
            self._put(row, number, subject, predicate, value)

    def _said(self, row: _Row) -> Iterator[tuple[int, NamedNode, Value]]:
        for number, cell in sorted(row.cells.items()):
            column = row.sheet.columns.get(number)
            if column is None or column.field is None:
                continue
            own = row.types[0].field(column.field.path) or column.field
            for text in split(cell.text, own):
                try:
                    value = read_value(text, Column(own, column.language), self._names)
                except NotFound as error:
                    self._tell(row.grid, cell, "value", error.message, error.remedy)
                else:
                    yield number, NamedNode(own.path), value

    def _minted_from(
        self, row: _Row, said: Sequence[tuple[int, NamedNode, Value]]
    ) -> NamedNode | None:
        """Name a record without a label by what its own shape asks of it, such as an excerpt."""
        kind = row.types[0]
        own = [one.path for one in kind.fields if one.required and one.group == kind.label]
        parts = [
            value.value.rpartition("/")[2] if isinstance(value, NamedNode) else value.value
            for path in own
            for _, predicate, value in said
            if predicate.value == path
        ]
        return self._minted(row, " ".join(parts)) if own and len(parts) >= len(own) else None

    def _tell_nameless(self, row: _Row, first: Cell) -> None:
        example = example_iri(row.types[0], self._names.vocabulary)
        self._tell(
            row.grid,
            first,
            "iri",
            Wording("This record has no name."),
            Wording(
                "Give it an English label, or write an IRI such as {example} into the column "
                "“{iri}”.",
                example=example,
                iri=IRI,
            ),
        )

    def _put(
        self,
        row: _Row,
        column: int,
        subject: NamedNode,
        predicate: NamedNode | None,
        value: Value | None,
    ) -> None:
        self._places.setdefault((subject, predicate, value), self._place(row, column))
        if predicate is not None and value is not None:
            self._quads.setdefault(Quad(subject, predicate, value))

    @staticmethod
    def _place(row: _Row, column: int) -> Place:
        return Place(row.grid.name(row.number, column), row.number)

    def _tell(self, grid: Grid, cell: Cell, name: str, message: Wording, remedy: Wording) -> None:
        self._results.append(
            problem(
                name,
                message,
                remedy,
                file=self._file,
                row=cell.row,
                cell=grid.name(cell.row, cell.column),
                base=self._names.vocabulary.base,
            )
        )


def _key(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.casefold())
