"""A form as its page shows it: records, their fields in groups, and an input for each value.

Source: SHACL, section 2.3.2 (names, descriptions, groups, order).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from pyoxigraph import Literal, NamedNode

from trilogue.contribution.choices import Choice, Choices
from trilogue.contribution.examples import Examples
from trilogue.contribution.fields import Field, Kind, RecordType
from trilogue.contribution.form import Entry, Spot, Typed
from trilogue.contribution.sheets.columns import ENGLISH
from trilogue.store import Dataset
from trilogue.terms import SH, Vocabulary
from trilogue.validation.report import Result

LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pl", "pt", "el", "ro", "sv", "hu", "cs", "fi")
_TARGET = NamedNode(f"{SH}targetClass")
_FEW = 60
_LONG = 100
_MOST_NEW = 25  # beyond, the field is about records as such, such as those it replaces
_KEYBOARDS = {Kind.NUMBER: "decimal", Kind.ADDRESS: "url", Kind.IRI: "url"}


@dataclass(frozen=True)
class Input:
    """One input.

    Attributes:
        name: as it is sent, and its id.
        value: what is in it.
        language: of a text in a language.
        found: what a search offered for it; None where nobody searched.
    """

    name: str
    value: str
    language: str | None = None
    found: tuple[Choice, ...] | None = None


@dataclass(frozen=True)
class Row:
    """One field of a record.

    Attributes:
        spot: of which record and which field it is.
        field: what the shapes say of it.
        widget: select, list (a text with proposals), search (a text to search with), area or text.
        inputs: at least one.
        options: of a select: what is sent, and what is shown.
        proposals: id of the list of proposals.
        new: the record types that a value may be, which the form can hold too.
        results: what was found about it.
        keyboard: which one a phone shows.
        takes_more: whether it may have another value.
        example: what a published record says there; None where none says anything.
    """

    spot: Spot
    field: Field
    widget: str
    inputs: tuple[Input, ...]
    options: tuple[tuple[str, str], ...] = ()
    proposals: str | None = None
    new: tuple[RecordType, ...] = ()
    results: tuple[Result, ...] = ()
    keyboard: str | None = None
    takes_more: bool = True
    example: str | None = None

    @property
    def id(self) -> str:
        """Of the whole field in its page."""
        return f"r{self.spot.number}-{self.field.name}"

    @property
    def is_filled(self) -> bool:
        """Whether somebody typed something, or there is something to say about it."""
        return bool(self.results) or any(each.value for each in self.inputs)


@dataclass(frozen=True)
class Group:
    """Fields that stand together.

    Attributes:
        title: above them; empty for the first ones.
        rows: in their order.
        is_choice: whether it is enough that one of them has a value.
        is_open: whether they are shown at once.
    """

    title: str
    rows: tuple[Row, ...]
    is_choice: bool = False
    is_open: bool = True


@dataclass(frozen=True)
class Record:
    """One record.

    Attributes:
        entry: what was typed.
        groups: of its fields.
        results: what was found about the record as a whole.
        rules: IRIs of the shapes that it is held to.
    """

    entry: Entry
    groups: tuple[Group, ...]
    results: tuple[Result, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wishes:
    """What whoever filled the form in wants to see.

    Attributes:
        more: a field that gets another input.
        search: the name of an input whose text is searched for.
    """

    more: Spot | None = None
    search: str | None = None


@dataclass
class FormView:
    """Makes the view.

    Attributes:
        types: the record types that there are.
        choices: of the things that fields may point to.
        examples: of what is filled in elsewhere.
        store: where the shapes are.
        vocabulary: for short IRIs.
        proposals: the lists that inputs propose from, by id; filled while records are made.
    """

    types: Sequence[RecordType]
    choices: Choices
    examples: Examples
    store: Dataset
    vocabulary: Vocabulary
    proposals: dict[str, tuple[Choice, ...]] = field(default_factory=dict)

    def records(
        self,
        entries: Iterable[Entry],
        results: Mapping[Spot, Sequence[Result]],
        wishes: Wishes,
    ) -> list[Record]:
        """Give the records in their order.

        Args:
            entries: what was typed.
            results: what was found about each field, and each record.
            wishes: what is to be shown besides.
        """
        return [
            Record(
                entry,
                tuple(self._groups(entry, results, wishes)),
                tuple(results.get(Spot(entry.number, ""), ())),
                tuple(self._rules(entry.record_type)),
            )
            for entry in entries
        ]

    def _rules(self, record_type: RecordType) -> Iterator[str]:
        target = self.store.quads(None, _TARGET, NamedNode(record_type.iri))
        shapes = {quad.subject.value for quad in target if isinstance(quad.subject, NamedNode)}
        return (iri for iri in sorted(shapes) if iri.startswith(self.vocabulary.base))

    def _groups(
        self, entry: Entry, results: Mapping[Spot, Sequence[Result]], wishes: Wishes
    ) -> Iterator[Group]:
        rows = [self._row(entry, one, results, wishes) for one in entry.record_type.fields]
        # What a record needs, then what its own shape speaks of, then the rest.
        main = [row for row in rows if row.field.required]
        choices: dict[tuple[str, ...], list[Row]] = {}
        more: list[Row] = []
        for row in rows:
            if row.field.required:
                continue
            either = next(iter(row.field.alternatives), None)
            if either is not None:
                choices.setdefault(either, []).append(row)
            else:
                more.append(row)
        yield Group("", tuple(main))
        for some in choices.values():
            yield Group(gettext("At least one of these"), tuple(some), is_choice=True)
        if more:
            is_open = any(row.is_filled for row in more)
            yield Group(gettext("More fields"), tuple(more), is_open=is_open)

    def _row(
        self,
        entry: Entry,
        own: Field,
        results: Mapping[Spot, Sequence[Result]],
        wishes: Wishes,
    ) -> Row:
        spot = Spot(entry.number, own.name)
        typed = list(entry.values.get(own.name, ()))
        if not typed or wishes.more == spot:
            typed.append(Typed("", self._next_language(own, typed)))
        new = self._new(own)
        widget, options, proposals = self._widget(own, new)
        return Row(
            spot=spot,
            field=own,
            widget=widget,
            inputs=tuple(
                self._input(f"v.{spot.number}.{own.name}.{place}", each, own, wishes)
                for place, each in enumerate(typed)
            ),
            options=options,
            proposals=proposals,
            new=new,
            results=tuple(results.get(spot, ())),
            keyboard=_KEYBOARDS.get(own.kind),
            takes_more=not own.single,
            example=self.examples.of(entry.record_type).get(own.path),
        )

    def _input(self, name: str, typed: Typed, own: Field, wishes: Wishes) -> Input:
        found = None
        if wishes.search == name and typed.text.strip():
            found = self.choices.found(own.classes, typed.text)
        return Input(name, typed.text, typed.language, found)

    def _widget(
        self, own: Field, new: tuple[RecordType, ...]
    ) -> tuple[str, tuple[tuple[str, str], ...], str | None]:
        """Choose what a field looks like, with its options or its list of proposals."""
        if own.kind is Kind.BOOLEAN:
            return "select", (("true", gettext("yes")), ("false", gettext("no"))), None
        if own.kind is Kind.OPTION:
            return "select", tuple(self._option(one) for one in own.options), None
        if own.kind is not Kind.THING:
            is_long = own.kind is Kind.LANGUAGE_TEXT and (own.max_length or 0) > _LONG
            return ("area" if is_long else "text"), (), None
        offered = self.choices.all(own.classes)
        if offered is None:
            return "search", (), None
        if not new and len(offered) <= _FEW:
            return "select", tuple((one.short, one.label) for one in offered), None
        key = f"list-{'-'.join(iri.rpartition('/')[2] for iri in own.classes)}"
        self.proposals[key] = offered
        return "list", (), key

    def _option(self, option: Literal | NamedNode) -> tuple[str, str]:
        is_text = isinstance(option, Literal)
        value = option.value if is_text else self.vocabulary.shrink(option.value)
        return value, value

    def _new(self, own: Field) -> tuple[RecordType, ...]:
        """Give the types of records that the field may point to."""
        found = tuple(one for one in self.types if set(own.classes) & set(one.above))
        return found if len(found) <= _MOST_NEW else ()

    @staticmethod
    def _next_language(own: Field, typed: Sequence[Typed]) -> str | None:
        if own.kind is not Kind.LANGUAGE_TEXT:
            return None
        used = {each.language for each in typed}
        return next((each for each in LANGUAGES if each not in used), ENGLISH)
