"""The rules across records, asked about some things only.

Each set query is followed from its things through its own patterns, and then asked of what that
found: the answer is that of the whole dataset.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from trilogue.errors import QueryError
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.validation import audit, reach
from trilogue.validation.neighbourhood import Neighbourhood
from trilogue.validation.patterns import Group, Variable, group_of
from trilogue.validation.places import Places
from trilogue.validation.report import Result

FETCHED_GRAPH = NamedNode("urn:trilogue:neighbourhood")
_THIS = Variable("this")


@dataclass(frozen=True)
class _Rule:
    audit: audit.Audit
    group: Group


class Rules:
    """Set queries, and what each of them reads.

    Attributes:
        left_out: those that cannot be followed from one thing, and so are never asked here.
    """

    def __init__(self, audits: Iterable[audit.Audit]) -> None:
        self._rules: list[_Rule] = []
        left_out: list[audit.Audit] = []
        for one in audits:
            group = _group(one)
            if group is None or not reach.is_reachable(group, [_THIS]):
                left_out.append(one)
            else:
                self._rules.append(_Rule(one, group))
        self.left_out = tuple(left_out)

    def ask(
        self,
        subjects: Iterable[NamedNode],
        near: Neighbourhood,
        store: Store,
        places: Places,
        vocabulary: Vocabulary,
    ) -> list[Result]:
        """Give what the rules find about *subjects*.

        Args:
            subjects: the things of a contribution.
            near: looks up in *store* and in the dataset.
            store: holds the contribution and the ontology; what was fetched from the dataset is
                put into its graph `FETCHED_GRAPH` and left there.
            places: for the labels in messages.
            vocabulary: for the IRIs in messages.
        """
        own = frozenset(subjects)
        asked: list[audit.Audit] = []
        for rule in self._rules:
            values = reach.read(rule.group, {_THIS: set(own)}, near)
            if values is not None:
                nodes = [node for node in values[_THIS] if isinstance(node, NamedNode)]
                asked.append(audit.about(rule.audit, nodes))
        # The same triple in two graphs would be counted twice.
        fetched = {
            Quad(quad.subject, quad.predicate, quad.object, FETCHED_GRAPH)
            for quad in near.fetched
            if not _holds(store, quad)
        }
        store.extend(fetched)
        return list(audit.run(asked, store, places, vocabulary, own))


def _holds(store: Store, quad: Quad) -> bool:
    """Tell whether *store* says the same in any graph."""
    said = store.engine.quads_for_pattern(quad.subject, quad.predicate, quad.object)
    return next(said, None) is not None


def _group(one: audit.Audit) -> Group | None:
    try:
        return group_of(one.query)
    except QueryError:
        return None
