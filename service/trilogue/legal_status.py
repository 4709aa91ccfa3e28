"""The legal status of a scenario at each stage, with its reasons: what the text says on its face.

The rules decide (`trilogue.reasoning`); their conclusions are read by `trilogue.legal_reading`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from threading import Lock

from trilogue.derive import Rule
from trilogue.legal_answer import LegalStatus
from trilogue.legal_reading import TOLD, Reading
from trilogue.reasoning import Reasoner
from trilogue.scenarios import Catalogue, Kind, Scenario, find
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

_KEPT = 128


class LegalStatuses:
    """Answers for one dataset; keeps the latest.

    Args:
        dataset: the facts; as long as this object lives, the same ones.
        rules: in their order.
        vocabulary: the names under the base.
    """

    def __init__(self, dataset: Dataset, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary
        told = [vocabulary.ns(name) for name in TOLD]
        self._reasoner = Reasoner(dataset, rules, vocabulary, told)
        self._kept: dict[tuple[str, ...], LegalStatus] = {}
        self._lock = Lock()
        # One at a time: many threads that compute take turns with the one that answers everybody,
        # and none of them is done any sooner.
        self._deriving = Lock()

    @cached_property
    def catalogue(self) -> Catalogue:
        """The slugs that may be asked with."""
        return Catalogue(self._dataset, self._vocabulary)

    def scenario(self, given: Mapping[str, str | None]) -> Scenario:
        """As `Catalogue.scenario`."""
        return self.catalogue.scenario(given)

    def stage(self, slug: str) -> Kind:
        """Find a stage.

        Raises:
            SlugUnknown: there is none.
        """
        return find("stage", slug, self.catalogue.stages)

    def of(self, scenario: Scenario) -> LegalStatus:
        """Give the status of the *scenario* at every stage."""
        known = self._known(scenario)
        if known is None:
            with self._deriving:
                known = self._known(scenario) or self._derived(scenario)
        # What was implied depends on the words of the question, not on the scenario.
        return replace(known, scenario=scenario)

    def _known(self, scenario: Scenario) -> LegalStatus | None:
        with self._lock:
            known = self._kept.pop(scenario.key, None)
            if known is not None:
                self._kept[scenario.key] = known
            return known

    def _derived(self, scenario: Scenario) -> LegalStatus:
        with self._reasoner.derived(scenario) as store:
            reading = Reading(store, scenario, self.catalogue, self._vocabulary)
            answer = reading.answer(self._reasoner.rules)
        with self._lock:
            self._kept[scenario.key] = answer
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return answer
