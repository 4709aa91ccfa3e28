"""What changed in the dataset and when: records that came in, were replaced, or were retracted.

Read from what the dataset tells of itself: when a contribution was recorded, which record another
one supersedes, which step took a record away.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode

from trilogue.describe import label_of
from trilogue.store import Dataset
from trilogue.terms import PROV, Vocabulary

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_INVALIDATED_BY = NamedNode(f"{PROV}wasInvalidatedBy")
_ENDED_AT = NamedNode(f"{PROV}endedAtTime")
_ASSOCIATED = NamedNode(f"{PROV}wasAssociatedWith")

Kind = OneOf["Create", "Update", "Delete"]


@dataclass(frozen=True)
class Change:
    """What one contribution or one step did to records, in one way.

    Attributes:
        iri: of the contribution or step.
        kind: what became of the records, in the words of ActivityStreams.
        at: when, as xsd:dateTime in UTC.
        title: English, a line.
        by: names of those who did it.
        objects: IRIs of the records, in alphabetical order.
    """

    iri: str
    kind: Kind
    at: str
    title: str
    by: tuple[str, ...]
    objects: tuple[str, ...]

    @property
    def id(self) -> str:
        """An IRI of the change itself; that of the contribution or step where it did one thing."""
        return f"{self.iri}#update" if self.kind == "Update" else self.iri


@dataclass(frozen=True)
class Activity:
    """What became of one record.

    Attributes:
        kind: as of `Change`.
        at: as of `Change`.
        object: IRI of the record.
        because: IRI of the contribution or step.
    """

    kind: Kind
    at: str
    object: str
    because: str


def read_changes(dataset: Dataset, vocabulary: Vocabulary) -> tuple[Change, ...]:
    """Read all changes, the first one first.

    A change that tells no moment is left out.

    Raises:
        StoreError: the dataset cannot be read.
    """
    found = [*_created(dataset, vocabulary), *_deleted(dataset, vocabulary)]
    found += _updated(dataset, vocabulary, {change.iri: change for change in found})
    return tuple(sorted(found, key=lambda change: (change.at, change.iri, change.kind)))


def activities(changes: Iterable[Change]) -> list[Activity]:
    """Give what became of each record, in the order of the *changes*."""
    return [
        Activity(change.kind, change.at, iri, change.iri)
        for change in changes
        for iri in change.objects
    ]


def recorded(changes: Iterable[Change]) -> dict[str, str]:
    """Give when each record last changed, as xsd:dateTime."""
    return {iri: change.at for change in changes for iri in change.objects}


def _created(dataset: Dataset, vocabulary: Vocabulary) -> Iterator[Change]:
    ns = vocabulary.ns
    records = _by_object(dataset, ns("recordedIn"))
    for iri, at in _moments(dataset, ns("recordedAt")).items():
        yield Change(
            iri,
            "Create",
            at,
            label_of(iri, dataset, vocabulary),
            _names(dataset, iri, ns("contributedBy"), vocabulary),
            tuple(sorted(records.get(iri, ()))),
        )


def _deleted(dataset: Dataset, vocabulary: Vocabulary) -> Iterator[Change]:
    stones = _by_object(dataset, _INVALIDATED_BY)
    moments = _moments(dataset, _ENDED_AT) if stones else {}
    for iri, records in stones.items():
        if iri in moments:
            reasons = dataset.quads(NamedNode(iri), vocabulary.ns("reason"))
            texts = sorted(q.object.value for q in reasons if isinstance(q.object, Literal))
            yield Change(
                iri,
                "Delete",
                moments[iri],
                " ".join(["Retracted:", *texts]) if texts else "Retracted",
                _names(dataset, iri, _ASSOCIATED, vocabulary),
                tuple(sorted(records)),
            )


def _updated(
    dataset: Dataset, vocabulary: Vocabulary, known: dict[str, Change]
) -> Iterator[Change]:
    """Tell of records that others superseded, as changes by what brought those in."""
    ns = vocabulary.ns
    replaced: dict[str, set[str]] = defaultdict(set)
    for quad in dataset.quads(predicate=ns("supersedesRecord")):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            for one in dataset.quads(quad.subject, ns("recordedIn")):
                if isinstance(one.object, NamedNode):
                    replaced[one.object.value].add(quad.object.value)
    for iri, records in replaced.items():
        if iri in known:
            change = known[iri]
            title = f"Replaced by {change.title}"
            yield Change(iri, "Update", change.at, title, change.by, tuple(sorted(records)))


def _by_object(dataset: Dataset, predicate: NamedNode) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for quad in dataset.quads(predicate=predicate):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            found[quad.object.value].add(quad.subject.value)
    return found


def _moments(dataset: Dataset, predicate: NamedNode) -> dict[str, str]:
    return {
        quad.subject.value: quad.object.value
        for quad in dataset.quads(predicate=predicate)
        if isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and _MOMENT.fullmatch(quad.object.value)
    }


def _names(
    dataset: Dataset, iri: str, predicate: NamedNode, vocabulary: Vocabulary
) -> tuple[str, ...]:
    people = {
        quad.object.value
        for quad in dataset.quads(NamedNode(iri), predicate)
        if isinstance(quad.object, NamedNode)
    }
    return tuple(sorted(label_of(one, dataset, vocabulary) for one in people))
