"""What a sheet holds before anybody knows what it means: texts in cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from pyoxigraph import NamedNode

from trilogue.terms import DEFAULT_BASE
from trilogue.validation.report import Result, Severity

MAX_ROWS = 5_000
MAX_COLUMNS = 200

# What a program for sheets would take for the beginning of a formula.
_FORMULA_START = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class Cell:
    """One cell that is not empty.

    Attributes:
        text: without blanks around it.
        row, column: counted from 1.
    """

    text: str
    row: int
    column: int


@dataclass(frozen=True)
class Grid:
    """One sheet.

    Attributes:
        title: its name; of a CSV file the file's name without suffix.
        in_workbook: whether a cell's name needs the title.
        rows: those with a cell, each by column.
        results: what is wrong with cells, told already.
    """

    title: str
    in_workbook: bool
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    def put(self, row: int, column: int, text: str) -> None:
        """Fill a cell."""
        text = text.strip()
        if text:
            self.rows.setdefault(row, {})[column] = Cell(text, row, column)

    def name(self, row: int, column: int) -> str:
        """Name a cell, such as "C7", or "Claim!C7" in a workbook."""
        name = f"{get_column_letter(column)}{row}"
        return f"{self.title}!{name}" if self.in_workbook else name

    def below(self, row: int) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Walk the rows below one."""
        for number in sorted(self.rows):
            if number > row:
                yield number, self.rows[number]


def is_formula(text: str) -> bool:
    """Tell whether a program for sheets would compute with *text*; a plain number is none."""
    return _FORMULA_START.match(text) is not None and NUMBER.fullmatch(text) is None


def problem(
    name: str,
    message: str,
    remedy: str,
    *,
    file: str,
    row: int | None = None,
    cell: str | None = None,
    base: str = DEFAULT_BASE,
) -> Result:
    """Make a violation about a cell, or about the file."""
    return Result(
        severity=Severity.VIOLATION,
        message=message,
        component=NamedNode(f"{base}shape/sheet-{name}"),
        file=file,
        line=row,
        cell=cell,
        remedy=remedy,
    )
