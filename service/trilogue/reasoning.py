"""The derivation rules on a scenario that nobody recorded: the same rules, a store of its own.

The facts that the rules read are cut out of the dataset once; for each scenario they go into a new
store in memory together with its record, and all rules run there in their order, as in a build.
So what comes out is what a build would have derived, had the scenario been recorded.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

from pyoxigraph import NamedNode

from trilogue.derive import Rule, derive
from trilogue.querytext import tokens
from trilogue.scenarios import Scenario
from trilogue.store import Dataset, Store
from trilogue.terms import RDF, SKOS, Vocabulary


class Reasoner:
    """Runs rules over scenarios.

    Args:
        dataset: holds the facts; what is derived there is not looked at.
        rules: in the order in which they run.
        vocabulary: the names under the base.
        also: further properties whose statements should be at hand in the store of a scenario.
    """

    def __init__(
        self,
        dataset: Dataset,
        rules: Iterable[Rule],
        vocabulary: Vocabulary,
        also: Iterable[NamedNode] = (),
    ) -> None:
        self.rules = tuple(rules)
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._also = tuple(also)

    @contextmanager
    def derived(self, scenario: Scenario) -> Iterator[Store]:
        """Give a store with the facts, the *scenario* alone of its kind, and what follows.

        Raises:
            ParseError: a rule cannot be evaluated.
        """
        with Store.in_memory() as store:
            store.load_bytes(self._facts)
            store.extend(scenario.quads(self._vocabulary, self._vocabulary.graph("scenarios")))
            derive(store, self.rules, self._vocabulary)
            yield store

    @cached_property
    def _facts(self) -> bytes:
        """Everything that the rules can read, but scenarios and what is derived from them.

        As N-Quads, which the engine reads without stopping every other thread of the process.
        """
        scenarios = {
            quad.subject
            for quad in self._dataset.quads(
                None, NamedNode(f"{RDF}type"), self._vocabulary.ns("Scenario")
            )
        }
        derived = self._vocabulary.derived_graph
        return b"".join(
            b"%s .\n" % str(quad).encode()
            for predicate in sorted(self._read_by_rules | set(self._also), key=str)
            for quad in self._dataset.quads(None, predicate)
            if quad.graph_name != derived and quad.subject not in scenarios
        )

    @property
    def _read_by_rules(self) -> set[NamedNode]:
        """Every IRI that a rule names; those that are no properties find nothing."""
        found = {NamedNode(f"{RDF}type"), NamedNode(f"{SKOS}prefLabel")}
        for rule in self.rules:
            prefixes: dict[str, str] = {}
            before = ["", ""]
            for token in tokens(rule.query):
                if token.kind == "iri" and before[0].upper() == "PREFIX":
                    prefixes[before[1].rstrip(":")] = token.text[1:-1]
                elif token.kind == "iri":
                    found.add(NamedNode(token.text[1:-1]))
                elif token.kind == "name" and before[1].upper() != "PREFIX":
                    prefix, _, local = token.text.partition(":")
                    found.add(NamedNode(prefixes.get(prefix, "") + local))
                before = [before[1], token.text]
        return found
