"""A web form's texts as records: read as the rows of sheets are, with each finding at its field."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.contribution.fields import Field, Kind, RecordType
from trilogue.contribution.sheets.columns import ENGLISH, IRI, Column, Header
from trilogue.contribution.sheets.grid import Grid, problem
from trilogue.contribution.sheets.names import Names, NotFound
from trilogue.contribution.sheets.placing import SheetFile
from trilogue.contribution.sheets.reading import read_grids
from trilogue.contribution.sheets.values import Value, join, write_value
from trilogue.terms import RDF, SLUG, slug_of
from trilogue.validation.report import Result
from trilogue.wording import Wording

NAME = "form"
_OTHER = re.compile(r"#([0-9]{1,4})")
_LABEL = "prefLabel"


class Typed(NamedTuple):
    """What somebody typed into one input.

    Attributes:
        text: as it was typed.
        language: of a text in a language; None for anything else.
    """

    text: str
    language: str | None = None


@dataclass(frozen=True)
class Entry:
    """One record of a form.

    Attributes:
        number: by which others of the form point to it, as in "#2".
        record_type: what it is.
        iri: as it was typed; where it is empty the record is named after what it says.
        values: what was typed, by the field's name.
    """

    number: int
    record_type: RecordType
    iri: str = ""
    values: Mapping[str, Sequence[Typed]] = field(default_factory=dict)

    def texts(self, name: str, language: str | None = None) -> list[str]:
        """Give what was typed into a field, in a language where it has one; nothing empty."""
        typed = self.values.get(name, ())
        return [each.text for each in typed if each.text.strip() and each.language == language]


class Spot(NamedTuple):
    """Where in a form something is.

    Attributes:
        number: of the record.
        field: the name of the field; empty for the record as a whole.
    """

    number: int
    field: str


@dataclass(frozen=True)
class FormFile:
    """What a form says.

    Attributes:
        sheet: as if it had been a workbook.
        spots: which field each cell of that stands for.
    """

    sheet: SheetFile
    spots: Mapping[str, Spot]

    def spot(self, result: Result) -> Spot | None:
        """Tell which field a result that has been placed is about; None for none."""
        return None if result.cell is None else self.spots.get(result.cell)


def read_form(entries: Sequence[Entry], types: Sequence[RecordType], names: Names) -> FormFile:
    """Read the records of a form.

    Args:
        entries: each with a number of its own.
        types: the record types that there are.
        names: of the things that fields may point to.
    """
    iris = _Iris(entries, names)
    grids: dict[str, Grid] = {}
    spots: dict[str, Spot] = {}
    wrong: list[Result] = []
    for record_type in dict.fromkeys(entry.record_type for entry in entries):
        own = [entry for entry in entries if entry.record_type == record_type]
        grid = grids[record_type.name] = Grid(record_type.name, in_workbook=True)
        header = Header(record_type, names.vocabulary)
        for number, column in enumerate(_columns(header, record_type, own), start=1):
            grid.put(1, number, header.word(column))
            name = "" if column.field is None else column.field.name
            for entry in own:
                cell = grid.name(entry.number + 1, number)
                spots[cell] = Spot(entry.number, name)
                text, results = _cell(entry, column, iris, cell)
                grid.put(entry.number + 1, number, text)
                wrong.extend(results)
    sheet = read_grids(list(grids.values()), wrong, NAME, types, names)
    return FormFile(sheet, spots)


def correction_of(
    quads: Iterable[Quad],
    record: NamedNode,
    types: Sequence[RecordType],
    names: Names,
    is_free: Callable[[NamedNode], bool],
) -> Entry | None:
    """Make an entry that says what a *record* says, and takes its place.

    Args:
        quads: what the record says; derived statements among them are left out.
        record: its IRI.
        types: the record types that there are.
        names: to write what fields point to.
        is_free: tells of an IRI whether nothing has it; the entry gets the first one that is.

    Returns:
        None where the record is of no type that can be contributed.
    """
    said: dict[str, list[Value]] = {}
    for quad in quads:
        if isinstance(quad.object, NamedNode | Literal):
            said.setdefault(quad.predicate.value, []).append(quad.object)
    classes = {value.value for value in said.get(RDF + "type", ())}
    # The narrowest: one of its classes has the most above it.
    fitting = [one for one in types if one.iri in classes]
    if not fitting:
        return None
    record_type = max(fitting, key=lambda one: len(one.above))
    values = {
        one.name: [
            Typed(
                write_value(value, one, names),
                value.language if isinstance(value, Literal) else None,
            )
            for value in dict.fromkeys(said[one.path])
        ]
        for one in record_type.fields
        if one.path in said
    }
    # By its IRI, since the new record is called the same.
    shrink = names.vocabulary.shrink
    values["supersedesRecord"] = [Typed(shrink(record.value))]
    numbered = (NamedNode(f"{record.value}-{number}") for number in itertools.count(2))
    iri = next(filter(is_free, numbered)).value
    return Entry(1, record_type, shrink(iri), values)


class _Iris:
    """The IRI of each record, so that others of the form can point to it."""

    def __init__(self, entries: Iterable[Entry], names: Names) -> None:
        self._entries = {entry.number: entry for entry in entries}
        self._names = names
        self._looking: set[int] = set()

    def of(self, number: int) -> str | None:
        """Give it as ``<IRI>`` or as it was typed; None where nothing names it yet."""
        entry = self._entries.get(number)
        if entry is None:
            return None
        typed = entry.iri.strip()
        namespace = entry.record_type.namespace
        slug = typed or slug_of(" ".join(self._words(entry)))
        if namespace and SLUG.fullmatch(slug):
            return f"<{namespace}{slug}>"
        return typed or None

    def pointed_to(self, text: str) -> str:
        """Write what *text* points to, if it is the number of a record of the form."""
        found = _OTHER.fullmatch(text.strip())
        return text if found is None else self.of(int(found[1])) or text

    def _words(self, entry: Entry) -> Iterator[str]:
        """Give what a record is named after: its label, else what its own shape requires."""
        label = entry.texts(_LABEL, ENGLISH)
        if label:
            yield label[0]
            return
        kind = entry.record_type
        if entry.number in self._looking:  # records that point to each other
            return
        self._looking.add(entry.number)
        for one in kind.fields:
            if one.required and one.group == kind.label:
                yield from (self._last(one, text) for text in entry.texts(one.name)[:1])
        self._looking.discard(entry.number)

    def _last(self, field: Field, text: str) -> str:
        if field.kind is not Kind.THING:
            return text
        pointed = self.pointed_to(text)
        try:
            return self._names.find(pointed, field.classes).value.rpartition("/")[2]
        except NotFound:
            return pointed


def _columns(header: Header, record_type: RecordType, entries: Iterable[Entry]) -> Iterable[Column]:
    spoken = {
        (one.path, typed.language)
        for entry in entries
        for one in record_type.fields
        for typed in entry.values.get(one.name, ())
        if typed.language not in (None, ENGLISH) and typed.text.strip()
    }
    languages = sorted((path, language) for path, language in spoken if language)
    return header.columns(languages)


def _cell(entry: Entry, column: Column, iris: _Iris, cell: str) -> tuple[str, list[Result]]:
    """Write what was typed for one column; a second text in one language is told, and left out."""
    if column.special == IRI:
        return iris.of(entry.number) or "", []
    if column.field is None:
        return "", []
    texts = entry.texts(column.field.name, column.language)
    if column.field.unique_language and len(texts) > 1:
        message = Wording("There is more than one text in the language {tag}.", tag=column.language)
        remedy = Wording("Keep one, or choose another language.")
        row = entry.number + 1
        found = problem("language-twice", message, remedy, file=NAME, row=row, cell=cell)
        return texts[0], [found]
    if column.field.kind is Kind.THING:
        texts = [iris.pointed_to(text) for text in texts]
    return join(texts, column.field), []
