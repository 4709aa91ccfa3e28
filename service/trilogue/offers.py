"""What the dataset offers to choose from, and what things are called."""

from collections.abc import Iterable, Mapping
from threading import Lock

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.scenarios import Kind
from trilogue.store import Dataset
from trilogue.terms import RDFS, SKOS, Vocabulary

_MOST_AT_ONCE = 500


class Offers:
    """The individuals of classes, by slug; each class is read once.

    Args:
        dataset: does not change while this object lives.
        vocabulary: the names under the base.
    """

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._read: dict[str, Mapping[str, Kind]] = {}
        self._lock = Lock()

    def of(self, class_iri: str) -> Mapping[str, Kind]:
        """Give the individuals of a class and of those below it, by slug, in order of names."""
        with self._lock:
            found = self._read.get(class_iri)
            if found is None:
                found = self._read[class_iri] = self._individuals(class_iri)
        return found

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Give the English names of those *iris* that have one."""
        labels: dict[str, str] = {}
        for some in _batches(sorted(set(iris))):
            rows = self._rows(
                f"SELECT ?thing ?label {{ VALUES ?thing {{ {some} }} "
                f"?thing <{SKOS}prefLabel>|<{RDFS}label> ?label "
                'FILTER(LANG(?label) = "en") }'
            )
            labels.update((iri, label) for iri, label in rows if label)
        return labels

    def _individuals(self, class_iri: str) -> dict[str, Kind]:
        things = f"{self._vocabulary.base}id/"
        rows = self._rows(
            f"SELECT DISTINCT ?thing ?label {{ "
            f"?thing a/<{RDFS}subClassOf>* {NamedNode(class_iri)} . "
            f'OPTIONAL {{ ?thing <{SKOS}prefLabel> ?label FILTER(LANG(?label) = "en") }} }}'
        )
        found: dict[str, Kind] = {}
        for iri, label in sorted(rows, key=lambda row: (row[1].casefold(), row[0])):
            slug = iri.removeprefix(things).partition("/")[2]
            if iri.startswith(things) and slug:
                found.setdefault(slug, Kind(slug, iri, label or slug))
        return found

    def _rows(self, query: str) -> list[tuple[str, str]]:
        rows = self._dataset.query(query)
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
        return [
            (thing.value, label.value if isinstance(label, Literal) else "")
            for thing, label in rows
            if isinstance(thing, NamedNode)
        ]


def _batches(iris: list[str]) -> Iterable[str]:
    """Write IRIs for VALUES blocks; one that SPARQL cannot hold has no name either."""
    for start in range(0, len(iris), _MOST_AT_ONCE):
        some = iris[start : start + _MOST_AT_ONCE]
        yield " ".join(str(NamedNode(iri)) for iri in some)
