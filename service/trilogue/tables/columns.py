"""What a table of records is: its columns, and what stands in a row.

Which tables there are and which columns they have comes from the shapes and the ontology that the
dataset carries; what else the data says of a record gets a column after those.

A value is text here, as RDF writes it; those who write files turn it into what their format has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import Literal, NamedNode

from trilogue.records import Records, Said
from trilogue.terms import RDF


class Type(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    IRI = "IRI"
    DATE = "date"
    MOMENT = "moment"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"


class Part(StrEnum):
    """What a column shows of a record."""

    IRI = "IRI"  # its own
    NAME = "name"  # what it is called
    VALUES = "values"  # of a property
    NAMES = "names"  # of the things that a property leads to


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: of one column in its table, whatever the case of its letters.
        part: what it shows.
        path: the property's IRI; empty for the record's own IRI and name.
        language: of the texts; None for those without one.
        type: of the values.
        is_list: whether there may be several values.
        least: how many values every record has.
        is_filled: whether every row has a value, as the data stands.
        title: for people, in English.
        meaning: a sentence or two, in English.
        datatype: the IRI of it, where all values are literals of one.
        target: the table in which each value is a record, where there is one such.
    """

    name: str
    part: Part = Part.VALUES
    path: str = ""
    language: str | None = None
    type: Type = Type.TEXT
    is_list: bool = False
    least: int = 0
    is_filled: bool = False
    title: str = ""
    meaning: str = ""
    datatype: str | None = None
    target: str | None = None

    @property
    def cardinality(self) -> str:
        """How many values there are, such as ``1..*``."""
        if not self.is_list:
            return "1" if self.least else "0..1"
        return f"{self.least}..*"


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        name: the class's name, such as "InfluenceAct".
        title: English, with a capital.
        description: English, a sentence.
        iri: of the class.
        rows: the IRIs of the records, in alphabetical order.
        columns: in their order; the first is the record's IRI, the second its name.
    """

    name: str
    title: str
    description: str
    iri: str
    rows: tuple[str, ...]
    columns: tuple[Column, ...]

    def values(self, records: Records) -> Iterator[list[list[str]]]:
        """Give row after row: for each column its values, none where it has none."""
        classes = set(records.classes)
        for iri, said in records.said(self.rows):
            yield [_shown(column, iri, said, records, classes) for column in self.columns]


def _shown(column: Column, iri: str, said: Said, records: Records, classes: set[str]) -> list[str]:
    if column.part is Part.IRI:
        return [iri]
    if column.part is Part.NAME:
        return [records.label(iri)]
    values = texts(said, column.path, column.language)
    if column.path == f"{RDF}type":
        values = [value for value in values if value in classes]
    if column.part is Part.NAMES:
        return [records.label(value) for value in values]
    if column.type is Type.BOOLEAN:
        return ["true" if value in ("true", "1") else "false" for value in values]
    return values


def _in(value: object, language: str | None) -> bool:
    return isinstance(value, Literal) and value.language == language


def texts(said: Said, path: str, language: str | None) -> list[str]:
    """Give the values of a property in a language, or those that have none."""
    return [
        value.value
        for value in said.get(path, ())
        if (language is None if isinstance(value, NamedNode) else _in(value, language))
    ]
