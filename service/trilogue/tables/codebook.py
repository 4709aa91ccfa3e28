"""What each column of each table means, for whoever has only the files."""

from collections.abc import Iterable, Iterator

from trilogue.tables.columns import Column, Part, Table
from trilogue.terms import Vocabulary

HEADER = (
    "table",
    "column",
    "title",
    "meaning",
    "property",
    "datatype",
    "cardinality",
    "language",
    "records_in",
)

NOTES = (
    "One row is one record; its IRI stands in the first column and its name in the second.",
    "A column that ends in _label says what the things in the column before it are called.",
    "A column that ends in @ and a language holds the texts in that language.",
    (
        "Where there may be several values (cardinality 0..* or 1..*), CSV and sheets have them in "
        'one cell, with " | " between them; a | or \\ within a value has a \\ before it.'
    ),
    (
        "Dates are as ISO 8601 has them; datePrecision says how exactly one is known (day, month "
        "or year): a date known to the month is the first day of it."
    ),
    "An empty cell says that nothing is recorded.",
    (
        "In CSV, a text that begins with = + - @, a tab or a line break, or with the wide form of "
        "such a sign, has an apostrophe before it, so that no program takes it for a formula. One "
        "that begins with apostrophes and goes on so has one more; take one off to read either."
    ),
    (
        "In sheets, a character that XML cannot hold is written _xHHHH_, as Excel does, and a text "
        "that is longer than a cell may be is cut and says so."
    ),
)


def rows(tables: Iterable[Table], vocabulary: Vocabulary) -> Iterator[list[str]]:
    """Give a row for each column of the *tables*, without the header."""
    for table in tables:
        for column in table.columns:
            yield [
                table.name,
                column.name,
                column.title,
                column.meaning,
                vocabulary.shrink(column.path) if column.path else "",
                datatype(column, vocabulary),
                column.cardinality,
                column.language or "",
                column.target or "",
            ]


def datatype(column: Column, vocabulary: Vocabulary) -> str:
    """Say of what sort the values are, by the short IRI where a literal has one."""
    if column.datatype is not None and column.part is Part.VALUES:
        return vocabulary.shrink(column.datatype)
    return column.type.value
