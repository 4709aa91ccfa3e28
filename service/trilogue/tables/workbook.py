"""Tables as a workbook: a codebook, and a sheet for each table.

Source: ECMA-376, part 1, sections 18.3.1.4 (cells), 18.17.4 (dates) and 22.9.2.19 (escapes).
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from trilogue.errors import StoreError
from trilogue.records import Records
from trilogue.tables import codebook
from trilogue.tables.archive import repack
from trilogue.tables.columns import Column, Table, Type
from trilogue.tables.delimited import joined

CODEBOOK = "Codebook"
CUT = " … [cut here: {} characters; whole in CSV and Parquet]"
LONGEST_TEXT = 32_767  # UTF-16 code units in a cell
MOST_ROWS = 1_048_576
_LONGEST_TITLE = 31
_DIGITS = 15  # that a number in a sheet keeps
_FIRST_YEAR = 1901  # 1900 has a day too many there
# What XML 1.0 cannot hold or changes, and what would be taken for an escape.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write_workbook(
    tables: Iterable[Table], records: Records, path: Path, about: Sequence[tuple[str, str]]
) -> None:
    """Write tables to *path* as a workbook, a sheet each, row after row.

    Args:
        tables: in the order of the sheets.
        records: where their rows are read.
        path: is overwritten.
        about: what the codebook says of the whole, such as version and licence.

    Raises:
        StoreError: a table has more rows than a sheet may have.
    """
    workbook = openpyxl.Workbook(write_only=True)
    book = workbook.create_sheet(CODEBOOK)
    tables = list(tables)
    _fill_codebook(book, tables, records, about)
    for table, title in zip(tables, _titles(tables), strict=True):
        if len(table.rows) >= MOST_ROWS:
            raise StoreError(
                f"{path}: {table.name} has {len(table.rows)} records, and a sheet holds "
                f"{MOST_ROWS - 1}. Leave xlsx out: CSV and Parquet have them all."
            )
        _fill(workbook.create_sheet(title), table, records)
    whole = io.BytesIO()
    workbook.save(whole)
    moment = f"{records.date}T00:00:00Z".encode()

    def mend(name: str, data: bytes) -> bytes:
        return _MODIFIED.sub(rb"\g<1>" + moment, data) if name == "docProps/core.xml" else data

    repack(whole, path, mend)


def escaped(text: str) -> str:
    r"""Write a text as a cell can hold it, as Excel does; see `unescaped`.

    >>> escaped("a\x01b")
    'a_x0001_b'
    """
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Give the text of a cell, which Excel shows by itself."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def fitting(text: str) -> str:
    """Give the text as it stands in a cell: escaped, and cut where it is too long."""
    written = escaped(text)
    if _units(written) <= LONGEST_TEXT:
        return written
    note = CUT.format(len(text))
    kept = text[: LONGEST_TEXT - len(note)]
    while _units(escaped(kept)) + len(note) > LONGEST_TEXT:
        # An escape is seven characters for one, so this is quick.
        over = _units(escaped(kept)) + len(note) - LONGEST_TEXT
        kept = kept[: -max(1, over // 7)]
    return escaped(kept) + note


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def _fill_codebook(
    sheet: WriteOnlyWorksheet,
    tables: Sequence[Table],
    records: Records,
    about: Sequence[tuple[str, str]],
) -> None:
    for letter, width in zip("ABCDEFGHI", (20, 28, 28, 80, 26, 18, 12, 10, 18), strict=True):
        _widen(sheet, letter, width)
    for name, value in about:
        sheet.append([_text(sheet, name), _text(sheet, value)])
    for note in codebook.NOTES:
        sheet.append([_text(sheet, note)])
    sheet.append([])
    sheet.append([_header(sheet, word) for word in codebook.HEADER])
    for row in codebook.rows(tables, records.vocabulary):
        sheet.append([_text(sheet, value) if value else None for value in row])


def _fill(sheet: WriteOnlyWorksheet, table: Table, records: Records) -> None:
    sheet.freeze_panes = "C2"
    for letter in "ABC":
        _widen(sheet, letter, 40)
    sheet.append([_header(sheet, column.name) for column in table.columns])
    for row in table.values(records):
        sheet.append(
            [
                _cell(sheet, column, values)
                for column, values in zip(table.columns, row, strict=True)
            ]
        )


def _cell(sheet: WriteOnlyWorksheet, column: Column, values: list[str]) -> object:
    if not values:
        return None
    if column.is_list:
        return _text(sheet, joined(values))
    value = values[0]
    if column.type is Type.BOOLEAN:
        return value == "true"
    if column.type in (Type.INTEGER, Type.DECIMAL) and sum(map(str.isdigit, value)) <= _DIGITS:
        return int(value) if column.type is Type.INTEGER else float(value)
    if column.type is Type.DATE and int(value[:4]) >= _FIRST_YEAR:
        cell = WriteOnlyCell(sheet, datetime.fromisoformat(value))
        cell.number_format = "yyyy-mm-dd"
        return cell
    return _text(sheet, value)


def _widen(sheet: WriteOnlyWorksheet, letter: str, width: int) -> None:
    dimensions: Any = sheet  # its type hints do not tell of them
    dimensions.column_dimensions[letter].width = width


def _header(sheet: WriteOnlyWorksheet, word: str) -> object:
    cell = _text(sheet, word)
    cell.font = Font(bold=True)
    return cell


def _text(sheet: WriteOnlyWorksheet, text: str) -> Any:
    """Make a cell that no program takes for anything but text."""
    cell: Any = WriteOnlyCell(sheet, fitting(text))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    return cell


def _titles(tables: Sequence[Table]) -> list[str]:
    """Name the sheets: short enough, and each in its own way."""
    taken = {CODEBOOK.casefold()}
    titles = []
    for table in tables:
        title, number = table.name[:_LONGEST_TITLE], 2
        while title.casefold() in taken:
            end = f" {number}"
            title, number = table.name[: _LONGEST_TITLE - len(end)] + end, number + 1
        taken.add(title.casefold())
        titles.append(title)
    return titles
