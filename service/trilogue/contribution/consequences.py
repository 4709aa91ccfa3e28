"""What the rules conclude from a dataset as it would be after a change, without changing it.

The facts that the rules can see (`trilogue.contribution.dependence`) are copied out of the dataset
into a store in memory and the rules run there, as in a build. The store is kept: the next time, a
rule runs again only where a fact or a conclusion that it can see is not the same any more; else
what it concluded then is what it would conclude now.
"""

import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad
from pyoxigraph import Store as Engine

from trilogue.contribution.dependence import dependence_of
from trilogue.derive import Rule, conclusions
from trilogue.store import Dataset, Store
from trilogue.terms import RDF, Vocabulary

_TYPE = NamedNode(RDF + "type")


@dataclass
class _Last:
    """The last run: the facts, and what each rule concluded from them, in the rules' order."""

    store: Store = field(default_factory=Store.in_memory)
    facts: frozenset[Quad] = frozenset()
    concluded: list[frozenset[Quad]] = field(default_factory=list)


class Consequences:
    """Runs rules over changed datasets; for several threads, which take turns.

    Args:
        rules: in the order in which they run.
        vocabulary: says which graph is the derived one.
        also: queries that are to be asked of what `after` gives, beside the rules' own.

    Attributes:
        ran: the files of the rules that were run the last time, in order.
    """

    def __init__(
        self, rules: Iterable[Rule], vocabulary: Vocabulary, also: Iterable[str] = ()
    ) -> None:
        self._rules = tuple(rules)
        self._graph_name = vocabulary.derived_graph
        self._dependences = [dependence_of(rule.query) for rule in self._rules]
        self._seen = [*self._dependences, *map(dependence_of, also)]
        self._last = _Last()
        self._lock = threading.Lock()
        self.ran: tuple[str, ...] = ()

    @contextmanager
    def after(
        self, dataset: Dataset, added: Iterable[Quad], removed: Iterable[Quad]
    ) -> Iterator[Store]:
        """Give a store with the facts that can be seen, after the change, and what follows.

        The store is not to be changed, nor used afterwards.

        Args:
            dataset: only read; what is derived there is not looked at.
            added: with the graphs that they go into.
            removed: likewise; removed before the others are added, as an update of both does.

        Raises:
            ParseError: a rule cannot be evaluated.
            StoreError: the dataset cannot be read.
            ValueError: something is added to the derived graph or removed from it.
        """
        added, removed = list(added), list(removed)
        if any(quad.graph_name == self._graph_name for quad in (*added, *removed)):
            raise ValueError("the derived graph changes by the rules only")
        with self._lock:
            facts = self._facts(dataset)
            # What an engine gives back may be spelled otherwise than what was given to it.
            facts.difference_update(removed, _as_kept(removed))
            facts.update(quad for quad in _as_kept(added) if self._sees(quad))
            self._run(frozenset(facts))
            yield self._last.store

    def _facts(self, dataset: Dataset) -> set[Quad]:
        if any(each.sees_all for each in self._seen):
            found = set(dataset.quads())
        else:
            names = {name for each in self._seen for name in each.names}
            classes = {one for each in self._seen for one in each.classes or ()}
            found = {quad for name in names for quad in dataset.quads(None, name)}
            if any(each.classes is None for each in self._seen):
                found.update(dataset.quads(None, _TYPE))
            else:
                found.update(q for one in classes for q in dataset.quads(None, _TYPE, one))
        return {quad for quad in found if quad.graph_name != self._graph_name}

    def _sees(self, quad: Quad) -> bool:
        return any(each.sees(quad) for each in self._seen)

    def _run(self, facts: frozenset[Quad]) -> None:
        last = self._last
        # Were a rule to fail, nothing of what is half done would be built upon.
        self._last = _Last()
        ran = []
        store = last.store
        for quad in last.facts - facts:
            store.engine.remove(quad)
        store.extend(facts - last.facts)
        changed = set(last.facts ^ facts)
        if changed or not last.concluded:
            store.engine.clear_graph(self._graph_name)
            concluded: list[frozenset[Quad]] = []
            for at, rule in enumerate(self._rules):
                found = last.concluded[at] if last.concluded else None
                dependence = self._dependences[at]
                if found is None or not dependence.is_stable or any(map(dependence.sees, changed)):
                    ran.append(rule.relative)
                    before, found = found, frozenset(conclusions(store, rule, self._graph_name))
                    changed.update(found if before is None else found ^ before)
                store.extend(found)
                concluded.append(found)
            last.concluded = concluded
        last.facts = facts
        self._last = last
        self.ran = tuple(ran)


def _as_kept(quads: Collection[Quad]) -> list[Quad]:
    """Give *quads* as Oxigraph gives them back: numbers, dates and booleans in one spelling."""
    engine = Engine()
    engine.extend(quads)
    return list(engine)
