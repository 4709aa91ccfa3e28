"""Reads whatever a researcher hands in, RDF or a sheet, into statements that can be judged.

Source: RDF 1.1 syntaxes; RFC 4180 (CSV); ISO/IEC 29500 (XLSX).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trilogue.contribution.fields import RecordType
from trilogue.contribution.sheets.names import Names
from trilogue.contribution.sheets.placing import SheetFile
from trilogue.contribution.sheets.reading import read_sheets
from trilogue.formats import GRAPH_FORMATS, Format, GraphFormat, graph_format
from trilogue.parse import ParsedFile
from trilogue.terms import Vocabulary
from trilogue.validation.report import Report, Result
from trilogue.validation.submission import limited, read_submission

CSV = Format("CSV", "text/csv", "csv")
XLSX = Format("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
SHEETS = (CSV, XLSX)
FORMATS: tuple[Format, ...] = (*GRAPH_FORMATS, *SHEETS)


@dataclass(frozen=True)
class Taken:
    """What was handed in together.

    Attributes:
        files: what could be read, as `Desk.submit` takes it.
        found: what is wrong with the form of it.
        sheets: those of *files* that are sheets, for the cells.
    """

    files: tuple[ParsedFile, ...] = ()
    found: tuple[Result, ...] = ()
    sheets: tuple[SheetFile, ...] = ()

    def with_cells(self, report: Report) -> Report:
        """Name the cells in a *report* about the files."""
        results: Iterable[Result] = report.results
        for sheet in self.sheets:
            results = sheet.placed(results)
        return Report.of(results)


def suffix_format(suffix: str) -> Format:
    """Give the format of a file by the end of its name, such as ``.ttl`` or ``.xlsx``.

    Raises:
        UnsupportedMediaType: it is none that can be handed in.
    """
    plain = suffix.lower().lstrip(".")
    sheet = next((format_ for format_ in SHEETS if format_.suffix == plain), None)
    return sheet or graph_format(suffix)


def take(
    parts: Iterable[tuple[bytes, Format, str]],
    types: Sequence[RecordType],
    names: Names,
    vocabulary: Vocabulary,
) -> Taken:
    """Read what was handed in together.

    Args:
        parts: bytes, one of `FORMATS`, and what to call it in results.
        types: that a sheet may hold.
        names: of the things that a sheet may point to.
        vocabulary: the names under the base.
    """
    taken = Taken()
    for data, format_, name in parts:
        if isinstance(format_, GraphFormat):
            file, found = read_submission(data, format_, name, vocabulary)
        else:
            sheet = read_sheets(data, name, types, names, f".{format_.suffix}")
            file, found = limited(sheet.file, vocabulary)
            found = [*sheet.results, *found]
            taken = replace(taken, sheets=(*taken.sheets, sheet))
        files = taken.files if file is None else (*taken.files, file)
        taken = replace(taken, files=files, found=(*taken.found, *found))
    return taken
