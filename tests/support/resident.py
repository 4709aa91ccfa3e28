"""An engine in the process of the tests: what the workers do, without the workers."""

from dataclasses import dataclass

from trilogue.engine import evaluation
from trilogue.engine.changes import apply
from trilogue.engine.model import Asked, Body, Budget, Change, Coding, View, Written, budget_of
from trilogue.formats import GraphFormat
from trilogue.settings import Settings
from trilogue.store import Dataset, Store


class ResidentEngine:
    """An engine over a store in this process: what the workers do, without the workers."""

    def __init__(self, store: Store, settings: Settings, version: str = "0123456789abcdef") -> None:
        self.store = store
        self.budget = budget_of(settings)
        self.made = 0
        self.first = version
        self.can_wait_in_place = True
        self.shown = ResidentView(store, version, store, self.budget)

    def view(self) -> View:
        return self.shown

    def write(self, change: Change) -> Written:
        created = apply(self.store, change)
        self.made += 1
        self.shown = ResidentView(self.store, f"{self.first}.{self.made}", self.store, self.budget)
        return Written(self.shown.version, created)

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class ResidentView:
    """The store as it stands."""

    dataset: Dataset
    version: str
    store: Store
    budget: Budget

    def answer(self, asked: Asked) -> Body:
        return evaluation.answer(self.store, asked, self.budget)

    def graph(self, graph: str | None, format: GraphFormat, coding: Coding = "identity") -> Body:  # noqa: A002
        return evaluation.graph(self.store, graph, format, self.budget, coding)
