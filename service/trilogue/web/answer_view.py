"""What the page of an answer shows besides its values: of what kind they are, what they took."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from trilogue.serialise import Cell, Table
from trilogue.terms import XSD

# What a drawing can do with a column; "other" is of several kinds, or empty.
Kind = Literal["iri", "number", "date", "text", "other"]
_NUMBERS = frozenset(
    XSD + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
_DATES = frozenset(XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth"))


@dataclass(frozen=True)
class Used:
    """What an answer took.

    Attributes:
        seconds: until it was there; less than the evaluation where it was kept from before.
        bytes: of the answer.
        was_kept: whether nothing was evaluated.
    """

    seconds: float
    bytes: int
    was_kept: bool


def column_kinds(table: Table) -> tuple[Kind, ...]:
    """Tell of what kind the values of each column are, as far as the rows show."""
    return tuple(
        _kind_of([row[index] for row in table.rows]) for index in range(len(table.variables))
    )


def _kind_of(cells: Sequence[Cell | None]) -> Kind:
    kinds = {_kind(cell) for cell in cells if cell is not None}
    return kinds.pop() if len(kinds) == 1 else "other"


def _kind(cell: Cell) -> Kind:
    if cell.kind in ("uri", "bnode"):
        return "iri"
    if cell.kind != "literal":
        return "other"
    if cell.datatype in _NUMBERS:
        return "number"
    return "date" if cell.datatype in _DATES else "text"
