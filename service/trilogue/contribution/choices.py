"""What a field that points to things offers: all of a class while they are few, else those found.

Looked up in bounded time, however large the dataset is.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.store import Dataset
from trilogue.terms import RDFS, SKOS, Vocabulary

MOST = 1_000
MOST_FOUND = 30


@dataclass(frozen=True)
class Choice:
    """One thing that may be pointed to.

    Attributes:
        value: what to write: its label, where nothing else offered has the same, or its short IRI.
        short: its short IRI.
        label: what it is called.
    """

    value: str
    short: str
    label: str


class Choices:
    """The things of classes, and of the classes below them.

    Args:
        dataset: does not change while this object lives.
        vocabulary: its prefixes.
    """

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._all: dict[tuple[str, ...], tuple[Choice, ...] | None] = {}
        self._lock = Lock()

    def all(self, classes: tuple[str, ...]) -> tuple[Choice, ...] | None:
        """Give all things of any of *classes*, by label; None where there are more than `MOST`."""
        with self._lock:
            if classes not in self._all:
                found = self._rows(classes, "", MOST + 1)
                self._all[classes] = self._ordered(found) if len(found) <= MOST else None
            return self._all[classes]

    def found(self, classes: tuple[str, ...], text: str) -> tuple[Choice, ...]:
        """Give up to `MOST_FOUND` things whose label, preferred or other, holds *text*."""
        wanted = Literal(" ".join(text.split()).casefold())
        also = (
            f"?thing <{SKOS}prefLabel>|<{SKOS}altLabel> ?name . "
            f"FILTER(CONTAINS(LCASE(STR(?name)), {wanted})) "
        )
        return self._ordered(self._rows(classes, also, MOST_FOUND))

    def _rows(self, classes: Iterable[str], also: str, most: int) -> dict[str, str]:
        own = " ".join(str(NamedNode(iri)) for iri in self._with_those_below(classes))
        rows = self._dataset.query(
            f"SELECT DISTINCT ?thing ?label {{ VALUES ?class {{ {own} }} ?thing a ?class . {also}"
            f'OPTIONAL {{ ?thing <{SKOS}prefLabel> ?label FILTER(LANG(?label) = "en") }} }} '
            f"LIMIT {most}"
        )
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
        return {
            thing.value: label.value if isinstance(label, Literal) else ""
            for thing, label in rows
            if isinstance(thing, NamedNode)
        }

    def _with_those_below(self, classes: Iterable[str]) -> list[str]:
        named = " ".join(str(NamedNode(iri)) for iri in classes)
        rows = self._dataset.query(
            f"SELECT DISTINCT ?below {{ VALUES ?above {{ {named} }} "
            f"?below <{RDFS}subClassOf>* ?above }}"
        )
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
        below = [each.value for (each,) in rows if isinstance(each, NamedNode)]
        return list(dict.fromkeys([*classes, *below]))

    def _ordered(self, labels: dict[str, str]) -> tuple[Choice, ...]:
        often = Counter(label.casefold() for label in labels.values())
        choices = []
        for iri, label in labels.items():
            short = self._vocabulary.shrink(iri)
            clear = label and often[label.casefold()] == 1 and "|" not in label
            choices.append(Choice(label if clear else short, short, label or short))
        return tuple(sorted(choices, key=lambda one: (one.label.casefold(), one.short)))
