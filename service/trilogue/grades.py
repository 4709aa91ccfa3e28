"""What the records of a dataset are graded by, and how many have which grade."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.store import Dataset
from trilogue.terms import SKOS, Vocabulary

# How far a record was verified; what was found of a claim; what the rules concluded of a use.
_LISTS = ("mark", "finding", "statusValue")
_COUNTED = ("Claim", "Appraisal", "Position", "InfluenceAct", "Person", "EffectiveStatus")


@dataclass(frozen=True)
class Grade:
    """One of a list of kinds.

    Attributes:
        iri: of it.
        label: its name in English.
        definition: likewise; may be empty.
        count: how many records have it.
    """

    iri: str
    label: str
    definition: str
    count: int


@dataclass(frozen=True)
class Grades:
    """How the records of a dataset are graded.

    Attributes:
        lists: the kinds that are in use, most used first, by the name of the property.
        counts: number of records by the name of their class; those that are counted are all there.
        sources: number of sources that something is taken from.
        documented: number of acts of influence that a document shows.
        alleged: number of those that are only alleged.
    """

    lists: Mapping[str, tuple[Grade, ...]]
    counts: Mapping[str, int]
    sources: int
    documented: int
    alleged: int


def read_grades(store: Dataset, vocabulary: Vocabulary) -> Grades:
    """Count the grades. Four queries.

    Raises:
        StoreError: the dataset cannot be read.
    """
    ns = vocabulary.ns
    properties = " ".join(f"({ns(name)} {Literal(name)})" for name in _LISTS)
    graded = _rows(
        store,
        f"SELECT ?list ?kind ?label ?definition ?count {{"
        f" {{ SELECT ?list ?kind (COUNT(DISTINCT ?record) AS ?count)"
        f" {{ VALUES (?property ?list) {{ {properties} }} ?record ?property ?kind }}"
        f" GROUP BY ?list ?kind }}"
        f' ?kind <{SKOS}prefLabel> ?label FILTER(LANG(?label) = "en")'
        f" OPTIONAL {{ ?kind <{SKOS}definition> ?definition"
        f' FILTER(LANG(?definition) = "en") }}'
        f" }} ORDER BY ?list DESC(?count) ?label",
    )
    lists: dict[str, tuple[Grade, ...]] = dict.fromkeys(_LISTS, ())
    for name, iri, label, definition, count in graded:
        lists[name] = (*lists[name], Grade(iri, label, definition, int(count)))
    classes = {ns(name).value: name for name in _COUNTED}
    counted = _rows(
        store,
        f"SELECT ?class (COUNT(DISTINCT ?record) AS ?count)"
        f" {{ VALUES ?class {{ {' '.join(map(str, map(NamedNode, classes)))} }}"
        f" ?record a ?class }} GROUP BY ?class",
    )
    counts = dict.fromkeys(_COUNTED, 0) | {
        classes[iri]: int(count) for iri, count in counted if iri in classes
    }
    acts = _rows(
        store,
        f"SELECT ?alleged (COUNT(DISTINCT ?act) AS ?count)"
        f" {{ ?act {ns('allegedOnly')} ?alleged }} GROUP BY ?alleged",
    )
    alleged = {word: int(count) for word, count in acts}
    ((sources,),) = _rows(
        store, f"SELECT (COUNT(DISTINCT ?source) AS ?count) {{ [] {ns('excerptOf')} ?source }}"
    )
    return Grades(lists, counts, int(sources), alleged.get("false", 0), alleged.get("true", 0))


def _rows(store: Dataset, query: str) -> list[tuple[str, ...]]:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)  # noqa: S101 - by its form
    return [
        tuple(term.value if isinstance(term, NamedNode | Literal) else "" for term in row)
        for row in found
    ]
