"""The words of a sheet's header, and the fields that they stand for."""

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from trilogue.contribution.fields import Field, Kind, RecordType
from trilogue.terms import Vocabulary

IRI = "IRI"
TYPE = "Type"
REQUIRED = "*"
ENGLISH = "en"
_LONGEST_TITLE = 31  # as programs for sheets have it


@dataclass(frozen=True)
class Column:
    """What a column of a sheet is for: a field, in one language, or one of the two special ones.

    Attributes:
        field: None for the columns of IRIs and types.
        language: of texts in a language.
        special: `IRI` or `TYPE`, else empty.
    """

    field: Field | None = None
    language: str | None = None
    special: str = ""


class Header:
    """The headers of one record type's sheet.

    Args:
        record_type: whose fields they are.
        vocabulary: to write and read a field's IRI in short.
    """

    def __init__(self, record_type: RecordType, vocabulary: Vocabulary) -> None:
        self._type = record_type
        counts = Counter(one.label for one in record_type.fields)
        self._labels = {
            one.path: one.label if counts[one.label] == 1 else f"{one.label} ({one.name})"
            for one in record_type.fields
        }
        self._fields: dict[str, Field] = {}
        for one in record_type.fields:
            words = (self._labels[one.path], one.name, vocabulary.shrink(one.path), one.path)
            for word in words:
                self._fields.setdefault(word.casefold(), one)

    def word(self, column: Column) -> str:
        """Write the header of a column; a required one ends with an asterisk."""
        if column.field is None:
            return column.special
        word = self._labels[column.field.path]
        if column.language:
            word += f"@{column.language}"
        english = column.language in (None, ENGLISH)
        return f"{word} {REQUIRED}" if column.field.required and english else word

    def column(self, word: str) -> Column | None:
        """Read a header: a label, a property's last part, its short or its whole IRI; or None."""
        word = word.strip().removesuffix(REQUIRED).strip()
        for special in (IRI, TYPE):
            if word.casefold() == special.casefold():
                return Column(special=special)
        name, at, language = word.rpartition("@")
        found = self._fields.get((name if at else word).strip().casefold())
        if found is None:
            return None
        if found.kind is not Kind.LANGUAGE_TEXT:
            return None if at else Column(found)
        return Column(found, language.strip() if at else ENGLISH)

    def nearest(self, word: str) -> str | None:
        """Give the header that is spelled most like *word*, if any is."""
        known = list(self._labels.values())
        return next(iter(difflib.get_close_matches(word, known, n=1)), None)

    def columns(self, languages: Iterable[tuple[str, str]] = ()) -> list[Column]:
        """Give the columns of a whole sheet.

        Args:
            languages: fields by path, and languages beside English for which there are columns.
        """
        more: dict[str, list[str]] = {}
        for path, language in languages:
            more.setdefault(path, []).append(language)
        columns = [Column(special=IRI)]
        for one in self._type.fields:
            if one.kind is Kind.LANGUAGE_TEXT:
                wanted = dict.fromkeys([ENGLISH, *sorted(more.get(one.path, []))])
                columns.extend(Column(one, language) for language in wanted)
            else:
                columns.append(Column(one))
        return columns


def title_of(record_type: RecordType) -> str:
    """Name the sheet of a record type in a workbook."""
    return record_type.label[:_LONGEST_TITLE]


def example_iri(record_type: RecordType, vocabulary: Vocabulary) -> str:
    """Write what the IRI of a new record may look like, in short."""
    return vocabulary.shrink(f"{record_type.namespaces[0]}my-record")
