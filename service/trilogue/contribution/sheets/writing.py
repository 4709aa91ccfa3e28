"""Templates to fill in, and records as sheets: CSV files and one workbook."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.contribution.fields import Field, Kind, RecordType
from trilogue.contribution.sheets.columns import (
    ENGLISH,
    IRI,
    TYPE,
    Column,
    Header,
    example_iri,
    title_of,
)
from trilogue.contribution.sheets.delimited import write_csv
from trilogue.contribution.sheets.grid import MAX_ROWS
from trilogue.contribution.sheets.names import Names
from trilogue.contribution.sheets.reading import README_SHEET
from trilogue.contribution.sheets.values import Value, join, write_value
from trilogue.terms import RDF

LISTS_SHEET = "Lists"
_ROWS_TO_FILL = 500
_HEADER = PatternFill("solid", fgColor="D9E2F3")
_REQUIRED = PatternFill("solid", fgColor="FCE4D6")
_HELP = Font(italic=True, color="595959")
_README = (
    "Each sheet is for one type of record; leave those empty that you do not need.",
    "The first row names the fields, the second explains them. One record a row, from the third.",
    "Fields with an asterisk are required. The others may stay empty.",
    "Several values in one cell: with | or a line end between them.",
    "Point to a thing by its label, by an IRI, or by a short name such as actor:edri.",
    "For a text in another language add a column, such as Gloss@de beside Gloss@en.",
    "The column IRI may stay empty: a new record is named after its English label.",
    "Records of norms and of versions need an IRI, since the stage is part of it.",
    "Write days as 2023-12-09, and true or false. Formulas are refused.",
    "A row whose first cell begins with # is left out.",
    "To try it: trilogue validate FILE.xlsx --marked CHECKED.xlsx",
)


@dataclass(frozen=True)
class Table:
    """The sheet of one record type.

    Attributes:
        record_type: what its rows are.
        columns: of the header.
        rows: texts by column; empty for a template.
    """

    record_type: RecordType
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def templates(types: Iterable[RecordType], names: Names) -> tuple[Table, ...]:
    """Make an empty table for each type."""
    return tuple(Table(one, tuple(Header(one, names.vocabulary).columns())) for one in types)


def tables(quads: Iterable[Quad], types: Sequence[RecordType], names: Names) -> tuple[Table, ...]:
    """Make tables of records, one for each type that they are of.

    A record of several types stands in the table of the first; the column “Type” names all.
    Values that are no field of the type are left out, such as tri:recordedIn.
    """
    records: dict[NamedNode, dict[str, list[Value]]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            said = records.setdefault(quad.subject, {})
            said.setdefault(quad.predicate.value, []).append(quad.object)
    by_type: dict[str, list[NamedNode]] = {}
    order = [one.iri for one in types]
    for subject, said in records.items():
        own = {value.value for value in said.get(RDF + "type", [])}
        first = next((iri for iri in order if iri in own), None)
        if first is not None:
            by_type.setdefault(first, []).append(subject)
    return tuple(
        _table(one, {subject: records[subject] for subject in by_type[one.iri]}, types, names)
        for one in types
        if one.iri in by_type
    )


def csv_of(table: Table, names: Names) -> bytes:
    """Write one table as CSV: header, help, records."""
    header = Header(table.record_type, names.vocabulary)
    return write_csv(
        [
            [header.word(column) for column in table.columns],
            [help_of(column, table.record_type, names) for column in table.columns],
            *table.rows,
        ]
    )


def workbook_of(sheets: Sequence[Table], names: Names) -> bytes:
    """Write tables as a workbook: a sheet each, lists to pick from, and how to fill it in.

    The lists are hidden; they never keep anybody from writing something else, since a record may
    point to one in the same workbook.
    """
    workbook = openpyxl.Workbook()
    readme = workbook.active
    assert isinstance(readme, Worksheet)  # noqa: S101 - a new workbook has one
    readme.title = README_SHEET
    for row, line in enumerate(_README, start=1):
        text(readme, row, 1, line)
    readme.column_dimensions["A"].width = 100
    lists = _Lists(workbook.create_sheet(LISTS_SHEET), names)
    for table in sheets:
        _fill(workbook.create_sheet(title_of(table.record_type)), table, names, lists)
    lists.sheet.sheet_state = "hidden"
    workbook.move_sheet(lists.sheet, offset=len(sheets))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def text(sheet: Worksheet, row: int, column: int, value: str) -> None:
    """Write a text that no program takes for a formula."""
    cell = sheet.cell(row, column)
    cell.value = value
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True


def help_of(column: Column, record_type: RecordType, names: Names) -> str:
    """Say in a sentence or two what goes into a column; of the first one it begins with a #."""
    if column.special == IRI:
        example = example_iri(record_type, names.vocabulary)
        can = "May stay empty." if record_type.namespace else "Required: the stage is part of it."
        return f"# {can} Such as {example}"
    field = column.field
    if field is None:
        return "The type of the record; several with | between them."
    parts = [field.description, _form(field)]
    if field.required:
        parts.append("Required.")
    for either in field.alternatives:
        others = [record_type.field(path) for path in either if path != field.path]
        labels = ", ".join(one.label for one in others if one is not None)
        parts.append(f"This or one of these is required: {labels}.")
    if field.max_length:
        parts.append(f"At most {field.max_length} characters.")
    return " ".join(filter(None, parts))


def _form(field: Field) -> str:
    return {
        Kind.DATE: "A day, such as 2023-12-09.",
        Kind.BOOLEAN: "true or false.",
        Kind.OPTION: f"One of {', '.join(one.value for one in field.options)}.",
        Kind.IRI: "An address.",
        Kind.ADDRESS: "A web address.",
    }.get(field.kind, "")


def _table(
    record_type: RecordType,
    records: dict[NamedNode, dict[str, list[Value]]],
    types: Sequence[RecordType],
    names: Names,
) -> Table:
    languages = {
        (path, value.language)
        for said in records.values()
        for path, values in said.items()
        for value in values
        if isinstance(value, Literal) and value.language not in (None, ENGLISH)
    }
    spoken = [(path, language) for path, language in sorted(languages, key=str) if language]
    columns = Header(record_type, names.vocabulary).columns(spoken)
    several = any(len(said[RDF + "type"]) > 1 for said in records.values())
    if several:
        columns.insert(1, Column(special=TYPE))
    by_iri = {one.iri: one.name for one in types}
    rows = []
    for subject, said in records.items():
        row = []
        for column in columns:
            if column.special == IRI:
                row.append(names.vocabulary.shrink(subject.value))
            elif column.special == TYPE:
                classes = (by_iri.get(value.value) for value in said[RDF + "type"])
                row.append(" | ".join(filter(None, classes)))
            else:
                row.append(_text_of(column, said, names))
        rows.append(tuple(row))
    return Table(record_type, tuple(columns), tuple(rows))


def _text_of(column: Column, said: dict[str, list[Value]], names: Names) -> str:
    field = column.field
    if field is None:
        return ""
    values = [
        value
        for value in said.get(field.path, [])
        if (value.language if isinstance(value, Literal) else None) == column.language
    ]
    return join([write_value(value, field, names) for value in values], field)


class _Lists:
    """The hidden sheet with one column for each list to pick from."""

    def __init__(self, sheet: Worksheet, names: Names) -> None:
        self.sheet = sheet
        self._names = names
        self._ranges: dict[tuple[str, ...], str | None] = {}

    def range_of(self, field: Field) -> str | None:
        """Give the cells that hold what a field offers, as a formula; None where it is open."""
        words: Iterable[str] | None = None
        if field.kind is Kind.OPTION:
            words = [one.value for one in field.options]
            key = ("option", *words)
        elif field.kind is Kind.BOOLEAN:
            words, key = ("true", "false"), ("boolean",)
        elif field.kind is Kind.THING:
            key = field.classes
        else:
            return None
        if key not in self._ranges:
            offered = list(words if words is not None else self._names.offered(key))
            self._ranges[key] = self._written(offered[:MAX_ROWS])
        return self._ranges[key]

    def _written(self, words: Sequence[str]) -> str | None:
        if not words:
            return None
        column = sum(one is not None for one in self._ranges.values()) + 1
        for row, word in enumerate(words, start=1):
            text(self.sheet, row, column, word)
        letter = get_column_letter(column)
        return f"{quote_sheetname(LISTS_SHEET)}!${letter}$1:${letter}${len(words)}"


def _fill(sheet: Worksheet, table: Table, names: Names, lists: _Lists) -> None:
    header = Header(table.record_type, names.vocabulary)
    for number, column in enumerate(table.columns, start=1):
        text(sheet, 1, number, header.word(column))
        text(sheet, 2, number, help_of(column, table.record_type, names))
        top, below = sheet.cell(1, number), sheet.cell(2, number)
        needed = column.field is not None and column.field.required
        top.fill = _REQUIRED if needed else _HEADER
        top.font = Font(bold=True)
        below.font = _HELP
        below.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = 28
        if column.field is not None:
            _offer(sheet, number, lists.range_of(column.field), len(table.rows))
    for number, row in enumerate(table.rows, start=3):
        for place, value in enumerate(row, start=1):
            if value:
                text(sheet, number, place, value)
    sheet.freeze_panes = "B3"


def _offer(sheet: Worksheet, column: int, cells: str | None, rows: int) -> None:
    if cells is None:
        return
    offer = DataValidation(type="list", formula1=cells, allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(column)
    offer.add(f"{letter}3:{letter}{max(rows, _ROWS_TO_FILL) + 2}")
    sheet.add_data_validation(offer)
