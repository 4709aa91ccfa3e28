"""Where the records of a contribution are taken from: for each the place, and its source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.contribution.naming import Naming, Term
from trilogue.store import Dataset
from trilogue.terms import Vocabulary


@dataclass(frozen=True)
class Backing:
    """One place that backs a record.

    Attributes:
        record: IRI of the record.
        label: its name, else its short IRI.
        gloss: what it says, in English; empty where it says nothing.
        excerpt: IRI of the place.
        locator: where in the source, in words; empty where it is not told.
        source: IRI of the source; None where the place is in none that is known.
        source_label: its name, else its short IRI; empty without one.
        addresses: of the source on the web.
        days: on which the source was published, or else looked up.
        is_new: whether the place comes with the contribution.
    """

    record: str
    label: str
    gloss: str
    excerpt: str
    locator: str
    source: str | None
    source_label: str
    addresses: tuple[str, ...]
    days: tuple[str, ...]
    is_new: bool


def backing(quads: Iterable[Quad], dataset: Dataset, vocabulary: Vocabulary) -> tuple[Backing, ...]:
    """Tell what backs the records that *quads* describe, by their names.

    Args:
        quads: of the contribution.
        dataset: where places and sources are that it only points to.
        vocabulary: the names under the base.

    Raises:
        StoreError: the dataset cannot be read.
    """
    return tuple(
        sorted(
            _Places(list(quads), dataset, vocabulary).all(),
            key=lambda one: (one.label, one.excerpt),
        )
    )


class _Places:
    def __init__(self, quads: list[Quad], dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._quads = quads
        self._own: dict[Term, list[Quad]] = {}
        for quad in quads:
            self._own.setdefault(quad.subject, []).append(quad)
        self._dataset = dataset
        self._ns = vocabulary.ns
        self._naming = Naming(quads, dataset, vocabulary)

    def all(self) -> Iterator[Backing]:
        for quad in self._quads:
            record, excerpt = quad.subject, quad.object
            if quad.predicate != self._ns("evidencedBy"):
                continue
            if isinstance(record, NamedNode) and isinstance(excerpt, NamedNode):
                yield self._one(record, excerpt)

    def _one(self, record: NamedNode, excerpt: NamedNode) -> Backing:
        sources = self._values(excerpt, "excerptOf")
        source = next((one for one in sources if isinstance(one, NamedNode)), None)
        days: tuple[str, ...] = ()
        if source is not None:
            days = self._texts(source, "publishedOn") or self._texts(source, "retrievedOn")
        return Backing(
            record=record.value,
            label=self._naming.label(record),
            gloss=next(iter(self._texts(record, "gloss", "en")), ""),
            excerpt=excerpt.value,
            locator=next(iter(self._texts(excerpt, "locator")), ""),
            source=None if source is None else source.value,
            source_label="" if source is None else self._naming.label(source),
            addresses=() if source is None else self._texts(source, "webAddress"),
            days=days,
            is_new=excerpt in self._own,
        )

    def _texts(self, node: NamedNode, name: str, language: str | None = None) -> tuple[str, ...]:
        return tuple(
            value.value
            for value in self._values(node, name)
            if isinstance(value, Literal) and (language is None or value.language == language)
        )

    def _values(self, node: NamedNode, name: str) -> list[Term]:
        path = self._ns(name)
        own = [quad.object for quad in self._own.get(node, ()) if quad.predicate == path]
        there = [quad.object for quad in self._dataset.quads(node, path)]
        return sorted(dict.fromkeys([*own, *there]), key=str)
