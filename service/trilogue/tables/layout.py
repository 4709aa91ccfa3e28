"""Which tables there are, and which columns each of them has.

A table is made for each class that names its records by itself, such as events and votes, for the
kinds, and for what only rules or the history write; the records of a class below stand in the
table of the nearest class above, so that each record stands in one. What the shapes say of a class
and of those below it makes the columns. The data is read once for what the shapes leave open: in
which languages there are texts, what else is said of a record, and whether all values are what
they should be, since a table that holds one crooked date must still be written.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pyoxigraph import Literal, NamedNode

from trilogue.contribution.fields import Field, Kind, RecordType, types_of
from trilogue.errors import SlugUnknown
from trilogue.records import Records, Said
from trilogue.tables.columns import Column, Part, Table, Type
from trilogue.terms import OWL, RDF, RDFS, SKOS, XSD

_TYPE = f"{RDF}type"
_ENGLISH = "en"
_LANGUAGE_TEXT = f"{RDF}langString"
_TYPES = {
    f"{XSD}date": Type.DATE,
    f"{XSD}dateTime": Type.MOMENT,
    f"{XSD}boolean": Type.BOOLEAN,
    f"{XSD}integer": Type.INTEGER,
    f"{XSD}nonNegativeInteger": Type.INTEGER,
    f"{XSD}positiveInteger": Type.INTEGER,
    f"{XSD}decimal": Type.DECIMAL,
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NOT_PLAIN = re.compile(r"[^\w@.-]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


@dataclass
class _Seen:
    """What the data holds of one property in one language."""

    most: int = 0
    rows: int = 0
    are_iris: bool = True
    datatypes: set[str] = field(default_factory=set)
    types: set[Type] = field(default_factory=set)
    homes: set[str] = field(default_factory=set)
    named: bool = False


class Layout:
    """The tables of a dataset.

    Args:
        records: what the dataset records.
    """

    def __init__(self, records: Records) -> None:
        self.records = records
        ns = records.vocabulary.ns
        own = {
            iri
            for iri in records.classes
            if records.vocabulary.namespaces_of(iri) or iri == ns("Kind").value
        }
        above_own = {above for iri in own for above in records.tree.above(iri)[1:]}
        abstract = above_own - own
        self._homes: dict[str, str] = {}
        for iri in records.classes:
            above = [one for one in records.tree.above(iri) if one in set(records.classes)]
            nearest = next((one for one in above if one in own), None)
            if nearest is None and iri not in abstract:
                nearest = [one for one in above if one not in abstract][-1]
            if nearest is not None:
                self._homes[iri] = nearest
        self._types: dict[str, RecordType] = {}

    @property
    def names(self) -> list[str]:
        """The names of the tables, in alphabetical order."""
        return sorted({_local(iri) for iri in self._homes.values()})

    def tables(self, names: Sequence[str] = ()) -> Iterator[Table]:
        """Give the tables, each when it is asked for.

        Args:
            names: of tables or of classes below those, in any case; all tables where none is given.

        Raises:
            SlugUnknown: no class is called so.
        """
        chosen = [self._class_named(name) for name in names]
        for iri in dict.fromkeys(chosen) or sorted(set(self._homes.values()), key=_local):
            yield self._table(iri)

    def names_of(self, words: Iterable[str]) -> list[str]:
        """Give the names of tables, or of classes below them, as they are spelled.

        Raises:
            SlugUnknown: no class is called so.
        """
        return [_local(self._class_named(word)) for word in words]

    def members(self, name: str) -> list[str]:
        """Give the IRIs of the records of a table or class."""
        return self.records.members(self._classes_in(self._class_named(name)))

    def title(self, name: str) -> str:
        """Give what a table is called, for people."""
        return self._type(self._class_named(name)).label

    def iri(self, name: str) -> str:
        """Give the IRI of the class whose records a table holds."""
        return self._class_named(name)

    def description(self, name: str) -> str:
        """Say in a sentence what the records of a table are."""
        return self._type(self._class_named(name)).description

    def _class_named(self, name: str) -> str:
        known = {_local(iri).casefold(): iri for iri in self._homes}
        found = known.get(name.casefold())
        if found is None:
            raise SlugUnknown(
                f'There is no table "{name[:80]}". There are: {", ".join(self.names)}.',
                "type",
                (),
                self.names,
            )
        return found

    def _classes_in(self, iri: str) -> list[str]:
        """Give the classes whose records stand in the table of a class."""
        home = self._homes[iri]
        return [one for one in self.records.below(iri) if self._homes.get(one) == home]

    def _type(self, iri: str) -> RecordType:
        if not self._types:
            records = self.records
            found = types_of(
                self._homes, records.shape_quads, records.ontology_quads, records.vocabulary
            )
            self._types = {each.iri: each for each in found}
        return self._types[iri]

    def _table(self, iri: str) -> Table:
        record_type = self._type(iri)
        rows = self.records.members(self._classes_in(iri))
        seen, is_several = self._seen(rows)
        columns = _Columns(self, record_type, len(rows), seen)
        return Table(
            name=record_type.name,
            title=record_type.label,
            description=record_type.description,
            iri=iri,
            rows=tuple(rows),
            columns=tuple(columns.all(self._fields(iri), several_types=is_several)),
        )

    def _fields(self, iri: str) -> list[Field]:
        """Give the fields of a class and then those that only classes below it have."""
        of_types = [self._type(iri), *(self._type(one) for one in self._classes_in(iri))]
        found: dict[str, Field] = {}
        for each in of_types:
            for one in sorted(each.fields, key=_place):
                # What a class below needs, the others need not have.
                found.setdefault(
                    one.path, one if each is of_types[0] else replace(one, min_count=0)
                )
        return list(found.values())

    def _seen(self, rows: Sequence[str]) -> tuple[dict[tuple[str, str | None], _Seen], bool]:
        found: dict[tuple[str, str | None], _Seen] = {}
        classes = set(self.records.classes)
        is_several = False
        for _, said in self.records.said(rows):
            types = [v for v in said.get(_TYPE, ()) if getattr(v, "value", None) in classes]
            is_several = is_several or len(types) > 1
            self._look(said, found)
        return found, is_several

    def _look(self, said: Said, found: dict[tuple[str, str | None], _Seen]) -> None:
        for path, values in said.items():
            if path == _TYPE:
                continue
            counts: dict[str | None, int] = {}
            for value in values:
                language = value.language if isinstance(value, Literal) else None
                seen = found.setdefault((path, language), _Seen())
                counts[language] = counts.get(language, 0) + 1
                if isinstance(value, Literal):
                    seen.are_iris = False
                    seen.datatypes.add(value.datatype.value)
                    seen.types.add(_type_of(value))
                elif isinstance(value, NamedNode):
                    seen.homes.add(self._home_of.get(value.value, ""))
                    seen.named = seen.named or self.records.is_named(value.value)
                    seen.types.add(Type.IRI)
            for language, count in counts.items():
                seen = found[path, language]
                seen.most = max(seen.most, count)
                seen.rows += 1

    @property
    def _home_of(self) -> dict[str, str]:
        """The table of each record."""
        if not hasattr(self, "_kept_homes"):
            self._kept_homes = {
                member: _local(home)
                for iri, home in sorted(self._homes.items())
                for member in self.records.members([iri])
            }
        return self._kept_homes


class _Columns:
    """Makes the columns of one table."""

    def __init__(
        self,
        layout: Layout,
        record_type: RecordType,
        rows: int,
        seen: dict[tuple[str, str | None], _Seen],
    ) -> None:
        self._records = layout.records
        self._type = record_type
        self._rows = rows
        self._seen = seen
        self._taken: set[str] = set()

    def all(self, fields: Iterable[Field], *, several_types: bool) -> Iterator[Column]:
        label = self._type.label
        yield self._named(
            Column(
                "iri",
                Part.IRI,
                type=Type.IRI,
                least=1,
                is_filled=True,
                title="IRI",
                meaning=f"The address of the record. {self._type.description}".strip(),
            )
        )
        yield self._named(
            Column("label", Part.NAME, least=1, is_filled=True, title=f"Name of the {label}")
        )
        kind = Column(
            "type",
            path=_TYPE,
            type=Type.IRI,
            is_list=several_types,
            least=1,
            is_filled=True,
            title="Type",
            meaning="The class of the record.",
        )
        yield from self._with_names(kind)
        known = {one.path: one for one in fields}
        others = sorted({path for path, _ in self._seen} - set(known))
        for path in [*known, *others]:
            yield from self._of(path, known.get(path))

    def _of(self, path: str, known: Field | None) -> Iterator[Column]:
        languages = {language for one, language in self._seen if one == path}
        if known is not None:
            languages |= {_ENGLISH if known.kind is Kind.LANGUAGE_TEXT else None}
        for language in sorted(languages, key=lambda one: (one != _ENGLISH, one or "")):
            column = self._column(path, known, language, self._seen.get((path, language), _Seen()))
            is_thing = known is not None and known.kind is Kind.THING
            if column.type is Type.IRI and (is_thing or (known is None and self._is_named(path))):
                yield from self._with_names(column)
            else:
                yield self._named(column)

    def _column(self, path: str, known: Field | None, language: str | None, seen: _Seen) -> Column:
        says = self._records.ontology
        node = NamedNode(path)
        definition = says.text(node, f"{SKOS}definition") or ""
        title = known.label if known else says.text(node, f"{RDFS}label") or _local(path)
        is_single = (
            known.single or (language is not None and known.unique_language)
            if known
            else f"{OWL}FunctionalProperty" in says.iris(node, _TYPE)
        )
        required = known is not None and known.required
        homes = seen.homes if seen.are_iris and "" not in seen.homes else set()
        return Column(
            name=_local(path) if language is None else f"{_local(path)}@{language}",
            path=path,
            language=language,
            type=_column_type(known, seen),
            is_list=seen.most > 1 or not is_single,
            least=int(required and language in (None, _ENGLISH)),
            is_filled=seen.rows == self._rows,
            title=title[:1].upper() + title[1:],
            meaning=definition or (known.description if known else ""),
            datatype=_datatype(known, language, seen),
            target=next(iter(homes)) if len(homes) == 1 else None,
        )

    def _with_names(self, column: Column) -> Iterator[Column]:
        named = self._named(column)
        yield named
        yield self._named(
            replace(
                column,
                name=f"{named.name}_label",
                part=Part.NAMES,
                type=Type.TEXT,
                title=f"{column.title}: name",
                meaning="What the thing in the column before it is called, in English where it has "
                "an English name.",
                target=None,
                datatype=None,
            )
        )

    def _named(self, column: Column) -> Column:
        """Give a column a name of its own; DuckDB, for one, takes "Note" and "note" for one."""
        name = _plain(column.name)
        if name.casefold() in self._taken:
            prefix, _, _ = self._records.vocabulary.shrink(column.path).partition(":")
            name = f"{_plain(prefix)}_{name}"
        number = 2
        while name.casefold() in self._taken:
            name = f"{_plain(column.name)}_{number}"
            number += 1
        self._taken.add(name.casefold())
        return replace(column, name=name)

    def _is_named(self, path: str) -> bool:
        return any(seen.named for (one, _), seen in self._seen.items() if one == path)


def _column_type(known: Field | None, seen: _Seen) -> Type:
    """Give the type that all values have; text where they have several."""
    expected = None
    if known is not None:
        expected = _TYPES.get(known.datatype or "", Type.TEXT)
        picks = known.kind is Kind.OPTION and isinstance(known.options[0], NamedNode)
        if picks or known.kind in (Kind.THING, Kind.IRI):
            expected = Type.IRI
    found = seen.types or {expected or Type.TEXT}
    return next(iter(found)) if len(found) == 1 else Type.TEXT


def _datatype(known: Field | None, language: str | None, seen: _Seen) -> str | None:
    if language is not None:
        return _LANGUAGE_TEXT
    if seen.datatypes:
        return next(iter(seen.datatypes)) if len(seen.datatypes) == 1 else None
    return known.datatype if known else None


def _type_of(literal: Literal) -> Type:
    """Give the type that a literal is good for."""
    found = _TYPES.get(literal.datatype.value, Type.TEXT)
    return found if _fits(literal.value, found) else Type.TEXT


def _fits(text: str, type_: Type) -> bool:
    if type_ is Type.DATE:
        return _is_date(text)
    if type_ is Type.MOMENT:
        return _MOMENT.fullmatch(text) is not None and _is_date(text[:10])
    if type_ is Type.INTEGER:
        return _INTEGER.fullmatch(text) is not None
    if type_ is Type.DECIMAL:
        return _DECIMAL.fullmatch(text) is not None and math.isfinite(float(text))
    if type_ is Type.BOOLEAN:
        return text in ("true", "false", "1", "0")
    return True


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _place(one: Field) -> tuple[bool, bool, bool, str]:
    """Sort the fields: the name, the gist, what every record has, the rest; each by name."""
    return (one.name != "prefLabel", one.name != "gloss", not one.required, one.name.casefold())


def _plain(name: str) -> str:
    """Write the last part of an IRI so that no program takes a header for anything else."""
    plain = _NOT_PLAIN.sub("_", name)
    return plain if plain[:1].isalnum() else f"property{plain}"


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
