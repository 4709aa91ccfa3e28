"""The sheet that was handed in, with the findings at their cells."""

import io
import warnings
from collections.abc import Iterable

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from trilogue.contribution.sheets.delimited import read_csv
from trilogue.contribution.sheets.reading import FINDINGS_SHEET
from trilogue.contribution.sheets.workbook import check_archive
from trilogue.contribution.sheets.writing import text
from trilogue.validation.report import Result, Severity

_FILLS = {
    Severity.VIOLATION: PatternFill("solid", fgColor="F8CBAD"),
    Severity.WARNING: PatternFill("solid", fgColor="FFE699"),
    Severity.INFO: PatternFill("solid", fgColor="DDEBF7"),
}
_NOT_OPENED = {f"sheet-{name}" for name in ("too-large", "workbook")}
_HEADER = ("Cell", "Severity", "What is wrong", "What to do", "About", "Field")
_LONGEST_COMMENT = 2_000


def marked(data: bytes, suffix: str, name: str, results: Iterable[Result]) -> bytes:
    """Give the file as a workbook with colours and comments, and a sheet of all findings.

    Formulas come back as the text that they are, so nothing computes in what is given back.

    Args:
        data: the file as it was handed in.
        suffix: ".csv" or ".xlsx".
        name: by which the results call the file.
        results: of a report; those about other files are left out.
    """
    own = sorted((r for r in results if r.file in (name, None)), key=lambda r: r.severity.rank)
    too_large = any(r.cell is None and _constraint(r) in _NOT_OPENED for r in own)
    workbook = _empty() if too_large else _opened(data, suffix, name)
    if FINDINGS_SHEET in workbook.sheetnames:
        del workbook[FINDINGS_SHEET]
    for result in reversed(own):  # the worst last, so that its colour stays
        _mark(workbook, result)
    sheet = workbook.create_sheet(FINDINGS_SHEET, 0)
    for column, word in enumerate(_HEADER, start=1):
        text(sheet, 1, column, word)
    for row, result in enumerate(own, start=2):
        about = result.focus_label
        if about is None:
            about = "" if result.focus_node is None else result.focus_node.value
        path = "" if result.path is None else result.path.value
        for column, word in enumerate(
            (
                result.cell or "",
                result.severity.value,
                result.message,
                result.remedy or "",
                about,
                path,
            ),
            start=1,
        ):
            text(sheet, row, column, word)
    for letter, width in zip("ABCDEF", (16, 12, 60, 60, 30, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    workbook.active = 0
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _opened(data: bytes, suffix: str, name: str) -> Workbook:
    if suffix == ".xlsx":
        try:
            check_archive(data)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return _disarmed(openpyxl.load_workbook(io.BytesIO(data), keep_links=False))
        except Exception:  # noqa: BLE001 - openpyxl raises whatever a broken part leads to
            return _empty()
    workbook = _empty()
    sheet = workbook.create_sheet("Sheet")
    grid, _ = read_csv(data, name)
    for cells in () if grid is None else grid.rows.values():
        for cell in cells.values():
            text(sheet, cell.row, cell.column, cell.text)
    return workbook


def _empty() -> Workbook:
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    return workbook


def _disarmed(workbook: Workbook) -> Workbook:
    for name in list(workbook.defined_names):
        del workbook.defined_names[name]
    for sheet in workbook.worksheets:
        sheet.conditional_formatting = type(sheet.conditional_formatting)()
        # Not iter_rows: it would make all cells between the first and the last one.
        for row, column in list(sheet._cells):  # noqa: SLF001
            cell = sheet.cell(row, column)
            if cell.data_type == "f":
                text(sheet, row, column, str(getattr(cell.value, "text", cell.value)))
    return workbook


def _mark(workbook: Workbook, result: Result) -> None:
    if result.cell is None:
        return
    title, _, name = result.cell.rpartition("!")
    found = workbook[title] if title in workbook.sheetnames else None
    sheet = found or (workbook.worksheets[0] if not title and workbook.worksheets else None)
    if not isinstance(sheet, Worksheet):
        return
    cell = sheet[name]
    if not hasattr(cell, "comment") or cell.__class__.__name__ == "MergedCell":
        return
    earlier = f"\n\n{cell.comment.text}" if cell.comment else ""
    cell.comment = Comment(
        (result.advice + earlier)[:_LONGEST_COMMENT], "trilogue", width=360, height=140
    )
    cell.fill = _FILLS[result.severity]


def _constraint(result: Result) -> str:
    return "" if result.component is None else result.component.value.rpartition("/")[2]
