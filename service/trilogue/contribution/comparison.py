"""What a contribution changes: record by record and field by field, in words that people read.

Nothing is looked up but by a thing that the contribution names, that a record of the dataset which
it supersedes names, or by a term that these use: the time does not depend on how large the dataset
is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import BlankNode, NamedNode, Quad

from trilogue.contribution.naming import Naming, Term
from trilogue.store import Dataset
from trilogue.terms import RDF, SKOS, Vocabulary

Subject = NamedNode | BlankNode

_TYPE = NamedNode(RDF + "type")
_PREF_LABEL = SKOS + "prefLabel"


class Change(StrEnum):
    """What happens to a record."""

    NEW = "new"
    SUPERSEDING = "superseding"  # new, in the place of one that stays with its date
    REMOVED = "removed"
    CHANGED = "changed"  # something is taken from it and something added


@dataclass(frozen=True)
class Value:
    """One value of a field.

    Attributes:
        term: as the record has it.
        label: the name of a thing, from the contribution or the dataset, or its short IRI where it
            has none; the text of a literal.
        language: of a text; None where it has none.
    """

    term: Term
    label: str
    language: str | None = None

    @property
    def iri(self) -> str | None:
        """The IRI of a thing; None for a literal."""
        return self.term.value if isinstance(self.term, NamedNode) else None


@dataclass(frozen=True)
class FieldChange:
    """One property of a record.

    Attributes:
        path: the property's IRI.
        label: what the shape of the record's class calls it, else what the ontology does.
        before: the values that are there now, or that the superseded record has, in order.
        after: the values that the contribution gives, in order.
    """

    path: str
    label: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the values are not the same."""
        return self.before != self.after


@dataclass(frozen=True)
class RecordChange:
    """One record of a contribution.

    Attributes:
        iri: of the record.
        change: what happens to it.
        class_iri: of its class, the first by IRI of several; empty where it has none.
        class_label: the name of the class.
        label: the name of the record, else its short IRI.
        supersedes: the records that it takes the place of; the fields' values before are theirs.
        fields: those of it and of what it supersedes, changed or not; not its class,
            tri:supersedesRecord and tri:recordedIn. Label and gloss first, then by their labels.
    """

    iri: str
    change: Change
    class_iri: str
    class_label: str
    label: str
    supersedes: tuple[Value, ...]
    fields: tuple[FieldChange, ...]


def compare(
    quads: Iterable[Quad],
    dataset: Dataset,
    vocabulary: Vocabulary,
    removed: Iterable[Quad] = (),
    language: str = "en",
) -> tuple[RecordChange, ...]:
    """Tell what publishing *quads*, or taking *removed* away, changes for each record.

    Args:
        quads: the contribution; their graphs are not looked at. Empty for a retraction.
        dataset: what it is compared with and where names come from; only read. It makes no
            difference whether the contribution is published in it already.
        vocabulary: the names under the base.
        removed: what a retraction takes away.
        language: of names, where there is a choice.

    Returns:
        One for each subject, by the label of its class, its own label and its IRI.

    Raises:
        StoreError: the dataset cannot be read.
    """
    return _Comparison(quads, dataset, vocabulary, removed, language).records()


class _Comparison:
    def __init__(
        self,
        added: Iterable[Quad],
        dataset: Dataset,
        vocabulary: Vocabulary,
        removed: Iterable[Quad],
        language: str,
    ) -> None:
        added, removed = list(added), list(removed)
        self._added = _by_subject(added)
        self._removed = _by_subject(removed)
        self._dataset = dataset
        self._derived = vocabulary.derived_graph
        self._naming = Naming([*added, *removed], dataset, vocabulary, language)
        self._supersedes = vocabulary.ns("supersedesRecord")
        self._left_out = {_TYPE, self._supersedes, vocabulary.ns("recordedIn")}
        self._first = {_PREF_LABEL: 0, vocabulary.ns("gloss").value: 1}

    def records(self) -> tuple[RecordChange, ...]:
        nodes = dict.fromkeys([*self._added, *self._removed])
        found = [self._record(node) for node in nodes]
        return tuple(sorted(found, key=lambda one: (one.class_label, one.label, one.iri)))

    def _record(self, node: Subject) -> RecordChange:
        after = self._added.get(node, [])
        before = self._removed.get(node, [])
        class_ = _class_of(after or before)
        older = [quad.object for quad in after if quad.predicate == self._supersedes]
        replaced = [quad for one in dict.fromkeys(older) for quad in self._facts_about(one)]
        change = Change.CHANGED if after else Change.REMOVED
        if not before:
            change = Change.SUPERSEDING if older else Change.NEW
        return RecordChange(
            iri=node.value if isinstance(node, NamedNode) else str(node),
            change=change,
            class_iri="" if class_ is None else class_.value,
            class_label="" if class_ is None else self._naming.label(class_),
            label=self._naming.label(node),
            supersedes=self._values(older),
            fields=self._fields([*before, *replaced], after, class_),
        )

    def _facts_about(self, node: Term) -> list[Quad]:
        """Give what is said about a record that is superseded, in the dataset or beside it."""
        if not isinstance(node, NamedNode):
            return []
        there = [quad for quad in self._dataset.quads(node) if quad.graph_name != self._derived]
        return [*there, *self._added.get(node, ())]

    def _fields(
        self, before: Iterable[Quad], after: Iterable[Quad], class_: NamedNode | None
    ) -> tuple[FieldChange, ...]:
        was, becomes = _by_predicate(before), _by_predicate(after)
        found = [
            FieldChange(
                path.value,
                self._naming.field(path, class_),
                self._values(was.get(path, ())),
                self._values(becomes.get(path, ())),
            )
            for path in {*was, *becomes} - self._left_out
        ]
        last = len(self._first)
        found.sort(key=lambda one: (self._first.get(one.path, last), one.label, one.path))
        return tuple(found)

    def _values(self, terms: Iterable[Term]) -> tuple[Value, ...]:
        found = [
            Value(term, self._naming.label(term), getattr(term, "language", None))
            for term in set(terms)
        ]
        found.sort(
            key=lambda one: (one.language != "en", one.language or "", one.label, str(one.term))
        )
        return tuple(found)


def _class_of(quads: Iterable[Quad]) -> NamedNode | None:
    found = [quad.object for quad in quads if quad.predicate == _TYPE]
    classes = [one for one in found if isinstance(one, NamedNode)]
    return min(classes, key=str, default=None)


def _by_subject(quads: Iterable[Quad]) -> dict[Subject, list[Quad]]:
    table: dict[Subject, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode | BlankNode):
            table.setdefault(quad.subject, []).append(quad)
    return table


def _by_predicate(quads: Iterable[Quad]) -> dict[NamedNode, list[Term]]:
    table: dict[NamedNode, list[Term]] = {}
    for quad in quads:
        table.setdefault(quad.predicate, []).append(quad.object)
    return table
