"""CSV files: read into a grid, and written so that no program computes with a text.

Source: RFC 4180.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from trilogue.contribution.sheets.grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    Grid,
    is_formula,
    problem,
)
from trilogue.validation.report import Result
from trilogue.wording import Wording

_DELIMITERS = ",;\t"
# An apostrophe before what looks like a formula makes a text of it, as in a program for sheets.
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def read_csv(data: bytes, name: str) -> tuple[Grid | None, list[Result]]:
    """Read a CSV file, with comma, semicolon or tab between the cells.

    Args:
        data: UTF-8, with or without byte order mark.
        name: what to call the file in a message.

    Returns:
        The grid, unless the file is no CSV at all, and what is wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [
            problem(
                "encoding",
                Wording("The file is not UTF-8."),
                Wording("Save it as CSV UTF-8."),
                file=name,
            )
        ]
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0]
    grid = Grid(stem, in_workbook=False)
    found: list[Result] = []
    number = 0
    try:
        for number, row in enumerate(_rows(text), start=1):
            if number > MAX_ROWS or len(row) > MAX_COLUMNS:
                return None, [too_large(name)]
            for column, cell in enumerate(row, start=1):
                found.extend(_put(grid, number, column, cell, name))
    except csv.Error as error:
        message = Wording("The file is no CSV: {problem}.", problem=error)
        remedy = Wording(
            "Put a cell that holds a quotation mark into quotation marks, and double the mark."
        )
        return None, [problem("csv", message, remedy, file=name, row=number + 1)]
    return grid, found


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as UTF-8 with a byte order mark, by which programs for sheets know it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Put an apostrophe before what a program for sheets would compute with."""
    return f"'{text}" if is_formula(text) or _GUARDED.match(text) else text


def too_large(name: str) -> Result:
    """Tell that there are too many rows or columns."""
    return problem(
        "too-large",
        Wording(
            "There are more than {rows} rows or {columns} columns.",
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
        ),
        Wording(
            "Split it into contributions that can be reviewed; remove what lies beside the table."
        ),
        file=name,
    )


def _rows(text: str) -> Iterable[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _put(grid: Grid, row: int, column: int, text: str, name: str) -> Iterable[Result]:
    text = text.strip(" ")
    if _GUARDED.match(text):
        grid.put(row, column, text[1:])
    elif is_formula(text.strip()):
        yield formula(name, row, grid.name(row, column))
    else:
        grid.put(row, column, text)


def formula(name: str, row: int, cell: str) -> Result:
    """Tell that a cell holds a formula."""
    return problem(
        "formula",
        Wording("This cell holds a formula, or would be taken for one."),
        Wording(
            "Write the value itself; before a text that begins with =, +, - or @ put an apostrophe."
        ),
        file=name,
        row=row,
        cell=cell,
    )
