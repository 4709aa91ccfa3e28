"""What publishing a contribution would change beyond itself: statuses, the overview, the questions.

Nothing is written: the rules and the questions are evaluated in stores in memory.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from trilogue.contribution.consequences import Consequences
from trilogue.contribution.naming import Naming, Term
from trilogue.derive import Rule
from trilogue.errors import QueryError
from trilogue.matrix import Heading, Matrix, Status, matrix_query, status_matrix
from trilogue.questions import Question
from trilogue.store import Dataset, Store
from trilogue.terms import Vocabulary

MOST_QUADS = 200_000
MOST_ROWS = 10_000
SECONDS = 10.0


@dataclass(frozen=True)
class StatusChange:
    """The status of one scenario at one stage, where anything about it changes.

    Attributes:
        iri: of the status.
        practice: the name of the scenario's practice; empty where it has none.
        scenario: its name.
        stage: its name.
        before: the name of the status value; empty where there was no status.
        after: likewise; empty where there will be none.
        why_before: the explanation in words; empty where there was none.
        why_after: likewise.
    """

    iri: str
    practice: str
    scenario: str
    stage: str
    before: str
    after: str
    why_before: str
    why_after: str

    @property
    def is_decided_otherwise(self) -> bool:
        """Whether the value changes, and not only its reasons or what holds beside it."""
        return self.before != self.after


@dataclass(frozen=True)
class CellChange:
    """One cell of the overview.

    Attributes:
        scenario: the row.
        stage: the column.
        before: None where the cell was empty.
        after: None where it will be.
    """

    scenario: Heading
    stage: Heading
    before: Status | None
    after: Status | None


@dataclass(frozen=True)
class QuestionChange:
    """A saved question with another answer than before, with what it leaves open as written.

    Attributes:
        name: of the question.
        title: in plain words.
        rows_before: how many rows the answer has, `MOST_ROWS` where it has more.
        rows_after: likewise.
    """

    name: str
    title: str
    rows_before: int
    rows_after: int


@dataclass(frozen=True)
class Effect:
    """What changes.

    Attributes:
        derived_added: quads that the derived graph lacks, by their text. With derived_removed, all
            that makes it what the rules conclude, also where it was out of date before.
        derived_removed: quads that it has too many.
        statuses: by practice, scenario and stage in the order of the procedure.
        cells: rows and columns in the order of the overview after the change, then those that go.
    """

    derived_added: tuple[Quad, ...]
    derived_removed: tuple[Quad, ...]
    statuses: tuple[StatusChange, ...]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True)
class Answers:
    """What becomes of the saved questions.

    Attributes:
        changed: those with another answer, by name.
        unasked: names of the others of which nothing is known: the dataset is too large, the time
            was over, or the engine cannot evaluate them.
    """

    changed: tuple[QuestionChange, ...]
    unasked: tuple[str, ...]


class Effects:
    """Tells what follows from changes; for several threads, which take turns.

    Args:
        rules: in the order in which they run.
        questions: that are asked before and after.
        vocabulary: the names under the base.
    """

    def __init__(
        self, rules: Sequence[Rule], questions: Sequence[Question], vocabulary: Vocabulary
    ) -> None:
        self._vocabulary = vocabulary
        self._questions = sorted(questions, key=lambda one: one.name)
        self._consequences = Consequences(rules, vocabulary, [matrix_query(vocabulary)])

    def of(self, dataset: Dataset, added: Iterable[Quad], removed: Iterable[Quad]) -> Effect:
        """Tell what the rules would conclude otherwise, were this change made.

        The first time all rules run, then those that a change since the last time concerns.
        The facts that they can see are copied, and read in full each time.

        Args:
            dataset: only read.
            added: with the graphs that they go into, which are not the derived one.
            removed: likewise; they are removed before the others are added.

        Raises:
            ParseError: a rule cannot be evaluated.
            StoreError: the dataset cannot be read.
            ValueError: something is added to the derived graph or removed from it.
        """
        added, removed = list(added), list(removed)
        derived = self._vocabulary.derived_graph
        before = set(dataset.quads(graph_name=derived))
        with self._consequences.after(dataset, added, removed) as store:
            after = set(store.quads(graph_name=derived))
            naming = Naming([*added, *removed], dataset, self._vocabulary)
            statuses = _Statuses(before, after, naming, self._vocabulary, [dataset, store])
            now = status_matrix(dataset, self._vocabulary)
            return Effect(
                tuple(sorted(after - before, key=str)),
                tuple(sorted(before - after, key=str)),
                statuses.changes(),
                tuple(_cells(now, status_matrix(store, self._vocabulary))),
            )

    def answers(
        self, dataset: Dataset, added: Iterable[Quad], removed: Iterable[Quad], effect: Effect
    ) -> Answers:
        """Ask the saved questions, with what they leave open as written, before and after.

        The dataset is copied whole, so that is done only up to `MOST_QUADS`; no further question is
        begun when `SECONDS` are over; of an answer, `MOST_ROWS` rows are looked at. The order of
        the rows makes no difference.

        Args:
            dataset: only read; the one that *effect* was told of.
            added: as for `of`.
            removed: as for `of`.
            effect: what `of` gave.

        Raises:
            StoreError: the dataset cannot be read.
        """
        if dataset.count() > MOST_QUADS:
            return Answers((), tuple(one.name for one in self._questions))
        until = time.monotonic() + SECONDS
        with Store.in_memory() as store:
            store.load(dataset.quads())
            before = self._asked(store, self._questions, until)
            for quad in (*removed, *effect.derived_removed):
                store.engine.remove(quad)
            store.extend([*added, *effect.derived_added])
            asked = [one for one in self._questions if one.name in before]
            after = self._asked(store, asked, until)
        changed = tuple(
            QuestionChange(one.name, one.title, before[one.name].total(), after[one.name].total())
            for one in asked
            if one.name in after and before[one.name] != after[one.name]
        )
        return Answers(changed, tuple(one.name for one in self._questions if one.name not in after))

    def _asked(
        self, store: Store, questions: Iterable[Question], until: float
    ) -> dict[str, Counter[tuple[Term | None, ...]]]:
        found: dict[str, Counter[tuple[Term | None, ...]]] = {}
        for question in questions:
            if time.monotonic() > until:
                break
            try:
                rows = store.query(question.query)
                if isinstance(rows, QuerySolutions):
                    found[question.name] = Counter(tuple(row) for row in islice(rows, MOST_ROWS))
            except QueryError:
                continue
        return found


class _Statuses:
    """Compares what is said of statuses in two derived graphs.

    Args:
        before: one graph.
        after: the other one.
        naming: what things are called.
        vocabulary: the names under the base.
        stores: where the facts are, before and after.
    """

    def __init__(
        self,
        before: Collection[Quad],
        after: Collection[Quad],
        naming: Naming,
        vocabulary: Vocabulary,
        stores: Sequence[Dataset],
    ) -> None:
        self._naming = naming
        self._vocabulary = vocabulary
        self._stores = stores
        changed = {quad.subject for quad in set(before) ^ set(after)}
        self._before = _told(changed, before)
        self._after = _told(changed, after)

    def changes(self) -> tuple[StatusChange, ...]:
        found = []
        for node in {*self._before, *self._after}:
            before, after = self._before.get(node, {}), self._after.get(node, {})
            scenario = self._first("statusOf", after, before)
            if scenario is None:
                continue
            stage = self._first("statusAt", after, before)
            practice = self._fact(scenario, "scenarioPractice")
            order = self._fact(stage, "stageOrder")
            change = StatusChange(
                iri=node.value if isinstance(node, NamedNode) else str(node),
                practice=self._label(practice),
                scenario=self._label(scenario),
                stage=self._label(stage),
                before=self._label(self._first("statusValue", before)),
                after=self._label(self._first("statusValue", after)),
                why_before=self._label(self._first("explanation", before)),
                why_after=self._label(self._first("explanation", after)),
            )
            place = float(order.value) if isinstance(order, Literal) else 0.0
            found.append(((change.practice, change.scenario, place, change.iri), change))
        return tuple(change for _, change in sorted(found, key=lambda pair: pair[0]))

    def _first(self, name: str, *told: Mapping[NamedNode, list[Term]]) -> Term | None:
        values = (value for one in told for value in sorted(one.get(self._ns(name), ()), key=str))
        return next(values, None)

    def _fact(self, node: Term | None, name: str) -> Term | None:
        """Look a fact up where the change is made already, else where it is not."""
        if not isinstance(node, NamedNode):
            return None
        for store in reversed(self._stores):
            found = sorted((quad.object for quad in store.quads(node, self._ns(name))), key=str)
            if found:
                return found[0]
        return None

    def _label(self, term: Term | None) -> str:
        return "" if term is None else self._naming.label(term)

    def _ns(self, name: str) -> NamedNode:
        return self._vocabulary.ns(name)


def _told(
    nodes: Collection[Term], quads: Iterable[Quad]
) -> dict[Term, dict[NamedNode, list[Term]]]:
    table: dict[Term, dict[NamedNode, list[Term]]] = {}
    for quad in quads if nodes else ():
        if quad.subject in nodes:
            by_predicate = table.setdefault(quad.subject, {})
            by_predicate.setdefault(quad.predicate, []).append(quad.object)
    return table


def _cells(before: Matrix, after: Matrix) -> Iterable[CellChange]:
    rows: dict[str, Heading] = {}
    columns: dict[str, Heading] = {}
    for matrix in (after, before):
        for row in matrix.scenarios:
            rows.setdefault(row.iri, row)
        for column in matrix.stages:
            columns.setdefault(column.iri, column)
    for row in rows.values():
        for column in columns.values():
            old, new = (one.cells.get((row.iri, column.iri)) for one in (before, after))
            if old != new:
                yield CellChange(row, column, old, new)
