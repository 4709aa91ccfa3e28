"""The dataset of one moment, with what is read of it once."""

from collections.abc import Mapping
from functools import cached_property

from pyoxigraph import NamedNode

from trilogue.agents.answers import Value
from trilogue.agents.citations import Citations
from trilogue.derive import Rule
from trilogue.engine.model import View
from trilogue.legal_status import LegalStatuses
from trilogue.offers import Offers
from trilogue.serialise import Cell
from trilogue.store import Dataset
from trilogue.terms import Vocabulary


class Moment:
    """One version of the dataset.

    Args:
        view: of the engine.
        rules: that derive statuses, in their order.
        vocabulary: the names under the base.
    """

    def __init__(self, view: View, rules: tuple[Rule, ...], vocabulary: Vocabulary) -> None:
        self.view = view
        self._rules = rules
        self._vocabulary = vocabulary

    @property
    def dataset(self) -> Dataset:
        """Where queries of our own go."""
        return self.view.dataset

    @cached_property
    def citations(self) -> Citations:
        """How things are cited."""
        return Citations(self.dataset, self._vocabulary, self.view.version)

    @cached_property
    def offers(self) -> Offers:
        """What may be chosen."""
        return Offers(self.dataset, self._vocabulary)

    @cached_property
    def statuses(self) -> LegalStatuses:
        """The status of any use at any stage."""
        return LegalStatuses(self.dataset, self._rules, self._vocabulary)

    def values(self, cells: Mapping[str, Cell], labels: Mapping[str, str]) -> dict[str, Value]:
        """Give the cells of a row by variable, with the *labels* of IRIs."""
        return {
            name: Value(
                cell.value,
                cell.kind,
                labels.get(cell.value) if cell.kind == "uri" else None,
                cell.language,
                cell.datatype,
            )
            for name, cell in cells.items()
        }

    def known(self, iri: str) -> bool:
        """Tell whether the dataset says anything about *iri*, to it or with it."""
        node = NamedNode(iri)
        find = self.dataset.quads
        found = (find(node), find(object=node), find(predicate=node))
        return any(next(quads, None) is not None for quads in found)
