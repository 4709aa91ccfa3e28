"""What somebody who writes a query may want to have proposed: terms, with their names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode, QuerySolutions

from trilogue.reference import Module
from trilogue.store import Dataset
from trilogue.terms import RDF

Sort = Literal["class", "property"]


@dataclass(frozen=True)
class Proposal:
    """One term.

    Attributes:
        iri: of it.
        sort: where in a triple it stands.
        label: English; empty for a term of others.
        definition: English, a sentence; may be empty.
    """

    iri: str
    sort: Sort
    label: str = ""
    definition: str = ""


def read_proposals(dataset: Dataset, reference: Iterable[Module]) -> tuple[Proposal, ...]:
    """List our terms, and those of others that the dataset uses; by IRI, two queries.

    Raises:
        StoreError: the dataset cannot be read.
    """
    found: dict[tuple[Sort, str], Proposal] = {}
    for module in reference:
        for term in module.terms:
            sort: Sort = "class" if term.sort == "class" else "property"
            if not term.deprecated:
                found[sort, term.iri] = Proposal(term.iri, sort, term.label, term.definition)
    for sort, pattern in (
        ("class", f"?thing <{RDF}type> ?term"),
        ("property", "?thing ?term ?value"),
    ):
        for iri in _used(dataset, pattern):
            found.setdefault((sort, iri), Proposal(iri, sort))
    return tuple(sorted(found.values(), key=lambda each: (each.sort, each.iri)))


def _used(dataset: Dataset, pattern: str) -> Iterable[str]:
    rows = dataset.query(f"SELECT DISTINCT ?term {{ {pattern} }}")
    assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
    return [term.value for (term,) in rows if isinstance(term, NamedNode)]
