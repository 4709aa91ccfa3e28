"""What a sheet says, and the cell that each statement of it came from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from trilogue.contribution.sheets.values import Value
from trilogue.parse import ParsedFile
from trilogue.terms import SH
from trilogue.validation.report import Result

_MISSING = NamedNode(SH + "MinCountConstraintComponent")

# A subject, with its property and value as far as they matter.
Key = tuple[NamedNode, NamedNode | None, Value | None]


@dataclass(frozen=True)
class Place:
    """A cell: its name, and its row from 1."""

    cell: str
    row: int


@dataclass(frozen=True)
class SheetFile:
    """What a sheet says.

    Attributes:
        file: the statements, in the default graph; it has no text, so it has no lines.
        results: what is wrong with cells; what is in them is not among the statements.
        places: where each statement, each field of a record and each record stands.
    """

    file: ParsedFile
    results: tuple[Result, ...]
    places: dict[Key, Place]

    def placed(self, results: Iterable[Result]) -> list[Result]:
        """Name the cell in those *results* that are about a record of this sheet.

        That something is missing is left out where the cell has it and it could not be read.
        """
        unread = {result.cell for result in self.results if result.cell is not None}
        placed = (self._placed(result) for result in results)
        return [one for one in placed if one.component != _MISSING or one.cell not in unread]

    def _placed(self, result: Result) -> Result:
        focus = result.focus_node
        if result.cell is not None or not isinstance(focus, NamedNode):
            return result
        value = result.value if isinstance(result.value, NamedNode | Literal) else None
        keys: tuple[Key, ...] = (
            (focus, result.path, value),
            (focus, result.path, None),
            (focus, None, None),
        )
        place = next((self.places[key] for key in keys if key in self.places), None)
        if place is None:
            return result
        return replace(result, file=self.file.name, line=place.row, cell=place.cell)
