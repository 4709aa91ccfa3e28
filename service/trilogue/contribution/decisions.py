"""Carries out what was decided: the dataset and the files first, the ledger's last step after them.

A decision is a step of the ledger. Whatever stops its carrying out, doing it again completes it:
everything written follows from the steps alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from trilogue.contribution.ledger import Ledger
from trilogue.contribution.model import Act, Contribution, State, Step
from trilogue.contribution.publication import Document, documents_of
from trilogue.contribution.publisher import Publisher

# States after a decision that may not have been carried out to its end.
CARRIED_OUT = (State.PUBLISHING, State.RETRACTING, State.DECLINED)


class Decisions:
    """Carries out the decisions in one ledger.

    The methods raise what `Publisher.put` and the ledger raise. Whoever calls them keeps others
    from writing the dataset meanwhile.

    Args:
        ledger: where the decisions are, and where it is recorded that they are carried out.
        publisher: writes.
    """

    def __init__(self, ledger: Ledger, publisher: Publisher) -> None:
        self._ledger = ledger
        self._publisher = publisher
        self._vocabulary = publisher.vocabulary

    def carry_out(self, digest: str) -> None:
        """Carry out what was decided last, if that was not done to its end."""
        state = self._ledger.get(digest).state
        if state is State.PUBLISHING:
            self.publish(digest)
        elif state is State.RETRACTING:
            self.clear(digest)
        elif state is State.DECLINED:
            self.tell(digest)

    def publish(self, digest: str) -> Contribution:
        """Publish a contribution that was accepted."""
        contribution, steps = self._ledger.get(digest), self._ledger.steps(digest)
        published = _following(steps, Act.PUBLISHED)
        documents = list(documents_of(contribution, [*steps, published], self._vocabulary))
        # What follows has the time of the decision, so that it is the same whenever it is written.
        replaced = []
        for older in self._replaced_by(contribution):
            before = self._ledger.steps(older.digest)
            step = replace(
                published,
                digest=older.digest,
                number=len(before) + 1,
                act=Act.SUPERSEDED,
                reason=f"Contribution {digest} replaces records of this one.",
            )
            if not any(each.act is step.act and each.reason == step.reason for each in before):
                replaced.append(step)
                documents.extend(documents_of(older, [*before, step], self._vocabulary))
        self._publisher.put(_without_repetition(documents))
        for step in (*replaced, published):
            self._ledger.append(step)
            self._publisher.passed("recorded")
        return self._ledger.get(digest)

    def clear(self, digest: str) -> Contribution:
        """Take the records of a contribution that was recalled away."""
        contribution, steps = self._ledger.get(digest), self._ledger.steps(digest)
        retracted = _following(steps, Act.RETRACTED)
        self._publisher.put(documents_of(contribution, [*steps, retracted], self._vocabulary))
        self._ledger.append(retracted)
        self._publisher.passed("recorded")
        return self._ledger.get(digest)

    def tell(self, digest: str) -> None:
        """Tell the public what has been decided."""
        documents = documents_of(
            self._ledger.get(digest), self._ledger.steps(digest), self._vocabulary
        )
        self._publisher.put(documents)

    def _replaced_by(self, contribution: Contribution) -> list[Contribution]:
        """Give the other published contributions of which this one supersedes records."""
        ns, dataset = self._vocabulary.ns, self._publisher.dataset
        start = f"{self._vocabulary.base}id/contribution/"
        digests = dict.fromkeys(
            source.object.value.removeprefix(start)
            for quad in contribution.quads
            if quad.predicate == ns("supersedesRecord") and isinstance(quad.object, NamedNode)
            for source in dataset.quads(quad.object, ns("recordedIn"))
            if isinstance(source.object, NamedNode)
        )
        return [
            self._ledger.get(digest)
            for digest in digests
            if digest != contribution.digest
            and self._ledger.steps(digest)
            and self._ledger.get(digest).state is State.PUBLISHED
        ]


def _following(steps: Sequence[Step], act: Act) -> Step:
    """Give the step that carries out the last one: by the same person, at the same time."""
    last = steps[-1]
    reason = last.reason if act is Act.RETRACTED else ""
    return replace(last, number=last.number + 1, act=act, reason=reason)


def _without_repetition(documents: Iterable[Document]) -> list[Document]:
    """Leave out what was told before: a contributor may be in several histories."""
    return list({document.path: document for document in documents}.values())
