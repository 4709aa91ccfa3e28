"""XLSX files: read into grids, once it is sure that unpacking them is harmless.

Nothing is computed and no link followed; a formula is refused.

Source: ECMA-376 (Office Open XML), part 1, section 18 (SpreadsheetML).
"""

import io
import itertools
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl

from trilogue.contribution.sheets.delimited import formula, too_large
from trilogue.contribution.sheets.grid import MAX_COLUMNS, MAX_ROWS, Grid, problem
from trilogue.validation.report import Result
from trilogue.wording import Wording

MAX_UNPACKED = 20_000_000
_MAX_MEMBERS = 500
_MAX_SHEETS = 120
_CHUNK = 1 << 16
_ROWS_LOOKED_AT = 12 * MAX_ROWS  # of all sheets; empty rows with a colour are rows, too
_DOCTYPE = b"<!doctype"


class UnsafeWorkbook(Exception):
    """The archive is not one that may be opened.

    Args:
        wording: why, a sentence for people.
    """

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording)
        self.wording = wording


def check_archive(data: bytes) -> None:
    """See that *data* is a ZIP archive that unpacks into a bounded size, without a document type.

    Both the sizes that the archive declares and those that really come out count.

    Raises:
        UnsafeWorkbook: with a sentence for people.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_declared(members)
            left = MAX_UNPACKED
            for member in members:
                left -= _unpacked_size(archive, member, left)
    except UnsafeWorkbook:
        raise
    except Exception as error:
        # zlib, struct and zipfile each have errors of their own for what is broken.
        raise UnsafeWorkbook(
            Wording("It is no workbook, or it is encrypted or damaged.")
        ) from error


def read_xlsx(data: bytes, name: str) -> tuple[list[Grid], list[Result]]:
    """Read the visible sheets of a workbook.

    Args:
        data: the file.
        name: what to call it in a message.

    Returns:
        The grids, and what is wrong; no grids where the file may not be opened.
    """
    try:
        check_archive(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not know, we do not need
            return _read(data, name)
    except UnsafeWorkbook as error:
        return [], [_unreadable(name, error.wording)]
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a broken part leads to
        return [], [_unreadable(name, Wording("It is no workbook, or it is damaged."))]


def _read(data: bytes, name: str) -> tuple[list[Grid], list[Result]]:
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        if len(sheets) > _MAX_SHEETS:
            return [], [too_large(name)]
        grids: list[Grid] = []
        found: list[Result] = []
        budget = itertools.count(1)
        for sheet in sheets:
            grid = Grid(sheet.title, in_workbook=True)
            found.extend(_fill(grid, sheet, name, budget))
            grids.append(grid)
        return grids, found
    finally:
        workbook.close()


def _fill(grid: Grid, sheet: Any, name: str, budget: Iterator[int]) -> Iterator[Result]:
    sheet.reset_dimensions()  # what the sheet says of its size need not be so
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        if next(budget) > _ROWS_LOOKED_AT:
            yield too_large(name)
            return
        for column, cell in enumerate(row, start=1):
            if cell.value is None:
                continue
            if number > MAX_ROWS or column > MAX_COLUMNS:
                yield too_large(name)
                return
            if cell.data_type == "f":
                yield formula(name, number, grid.name(number, column))
            elif cell.data_type == "e":
                yield problem(
                    "error-value",
                    Wording("This cell holds the error {error}.", error=cell.value),
                    Wording("Write the value itself."),
                    file=name,
                    row=number,
                    cell=grid.name(number, column),
                )
            else:
                grid.put(number, column, _text(cell.value))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        whole = value.time() == datetime.min.time()
        return value.date().isoformat() if whole else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _check_declared(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
        raise UnsafeWorkbook(Wording("It would unpack into far more than a sheet of records."))


def _unpacked_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    size, tail = 0, b""
    with archive.open(member) as unpacked:
        while chunk := unpacked.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise UnsafeWorkbook(Wording("It unpacks into far more than a sheet of records."))
            if _DOCTYPE in (tail + chunk).lower():
                raise UnsafeWorkbook(
                    Wording("It holds a document type, which could grow without end.")
                )
            tail = chunk[-len(_DOCTYPE) :]
    return size


def _unreadable(name: str, message: Wording) -> Result:
    return problem("workbook", message, Wording("Save it anew as an XLSX workbook."), file=name)
