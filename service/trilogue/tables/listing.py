"""A table of records as CSV."""

from collections.abc import Iterator

from trilogue.records import Records
from trilogue.tables.columns import Column, Table, Type
from trilogue.tables.delimited import guarded, joined, lines

# What such a column holds is no text, and begins with nothing but a letter, a digit or a sign.
_NO_TEXT = frozenset(Type) - {Type.TEXT}


def csv_of(table: Table, records: Records, *, with_mark: bool = False) -> Iterator[str]:
    """Write a table as CSV, some rows at a time.

    Args:
        table: which.
        records: where its rows are read.
        with_mark: whether a byte order mark comes first.
    """
    return lines(_rows(table, records), with_mark=with_mark)


def cell_of(column: Column, values: list[str]) -> str:
    """Write the values of one record into one cell."""
    if not values:
        return ""
    text = joined(values) if column.is_list else values[0]
    return text if column.type in _NO_TEXT else guarded(text)


def _rows(table: Table, records: Records) -> Iterator[list[str]]:
    yield [column.name for column in table.columns]
    for row in table.values(records):
        yield [cell_of(column, values) for column, values in zip(table.columns, row, strict=True)]
