"""Where contributions are handed in, judged, reviewed and published.

One path for all of them: judged → pending → (asked ↔ answered) → accepted → published, or declined,
or withdrawn; what is published may be retracted. The ledger keeps every step; what has been decided
is told in the dataset.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from pyoxigraph import NamedNode, Quad

from trilogue.contribution.comparison import RecordChange, compare
from trilogue.contribution.decisions import CARRIED_OUT, Decisions
from trilogue.contribution.effect import Answers, Effect, Effects
from trilogue.contribution.ledger import Ledger
from trilogue.contribution.model import (
    FOLLOWS,
    LICENCES,
    STATE_AFTER,
    UNDECIDED,
    Act,
    Contribution,
    Person,
    State,
    Step,
    moment,
)
from trilogue.contribution.publication import bare, digest_in, in_graph
from trilogue.contribution.publisher import Publisher
from trilogue.errors import (
    ContributionRefused,
    OwnContribution,
    RequestError,
    StillUsed,
    WrongState,
)
from trilogue.languages import translated
from trilogue.parse import ParsedFile
from trilogue.store import Dataset
from trilogue.terms import Vocabulary
from trilogue.validation.judgement import Judge
from trilogue.validation.report import Report, Result, Severity
from trilogue.validation.submission import CONTRIBUTION_GRAPH, nothing_said, only_published
from trilogue.wording import Wording

LONGEST_REASON = 2_000
_SHOWN_USERS = 20


class Desk:
    """Takes contributions to one dataset.

    Args:
        ledger: keeps what was handed in.
        judge: tells what conforms.
        effects: tell what follows.
        publisher: writes what was decided.
        writing: held by whoever looks at the dataset and then changes it.
    """

    def __init__(
        self,
        ledger: Ledger,
        judge: Judge,
        effects: Effects,
        publisher: Publisher,
        writing: AbstractContextManager[object],
    ) -> None:
        self._vocabulary = publisher.vocabulary
        self._ledger = ledger
        self._judge = judge
        self._effects = effects
        self._publisher = publisher
        self._decisions = Decisions(ledger, publisher)
        self._writing = writing

    # -- handing in -----------------------------------------------------------------------------

    def judge(self, files: Sequence[ParsedFile], found: Iterable[Result] = ()) -> Report:
        """Tell what keeps *files* from being published; nothing is kept.

        Args:
            files: what belongs together, from `submission.read_submission` or a sheet or a form.
            found: what was found when they were read.

        Raises:
            ContentError: the shapes are not well formed.
            StoreError, EngineError: the dataset cannot be read.
        """
        results = [*found, *nothing_said(files, self._vocabulary)]
        for file in files:
            results.extend(only_published(file, self._vocabulary))
        judged = self._judge.judge(files, self._dataset) if files else Report()
        return Report.of([*results, *judged.results])

    def submit(
        self,
        files: Sequence[ParsedFile],
        person: Person,
        licence: str,
        note: str = "",
        found: Iterable[Result] = (),
    ) -> tuple[Contribution, bool]:
        """Judge *files* and keep them for a reviewer.

        Args:
            files: as for `judge`.
            person: who hands them in.
            licence: IRI, one of `model.LICENCES`.
            note: to the reviewer.
            found: as for `judge`.

        Returns:
            The contribution, and whether it is handed in with this call: the same statements are
            one contribution, whoever hands them in and however often.

        Raises:
            ContributionRefused: they do not conform; nothing is kept.
            RequestError: the licence or the note cannot be taken.
            WrongState: the same statements were declined or retracted.
            LedgerUnusable: it cannot be kept.
            As `judge`.
        """
        if licence not in LICENCES.values():
            raise RequestError(
                "Contributions are given under CC BY 4.0 or CC0 1.0. Name one of them: "
                f"{' or '.join(LICENCES)}.",
                "licence",
            )
        _require_short(note, "note")
        self._require_sound(self.judge(files, found))
        quads = tuple(dict.fromkeys(quad for file in files for quad in bare(file.quads)))
        digest = digest_in(quads, self._vocabulary)
        first = Contribution(digest, person, moment(), licence, note, State.PENDING, quads)
        if self._ledger.add(first):
            return self._ledger.get(digest), True
        there = self._ledger.get(digest)
        if there.state in (State.DECLINED, State.RETRACTED, State.RETRACTING):
            raise WrongState(
                f"The same statements were handed in before and {there.state.value}. "
                "Look at the reason, and hand in what takes it into account.",
                there.state.value,
            )
        if there.state is State.WITHDRAWN and there.contributor.slug == person.slug:
            return self._taken(there, Act.SUBMITTED, person, note), True
        return there, False

    # -- looking at -----------------------------------------------------------------------------

    def queue(self, states: Iterable[State] = UNDECIDED) -> tuple[Contribution, ...]:
        """Give the contributions in any of the *states*, oldest first."""
        return self._ledger.in_states(states)

    def of(self, person: Person) -> tuple[Contribution, ...]:
        """Give what the *person* handed in, oldest first."""
        return self._ledger.of(person)

    def get(self, digest: str) -> Contribution:
        """Give one contribution.

        Raises:
            ContributionNotFound: there is none.
        """
        return self._ledger.get(digest)

    def steps(self, digest: str) -> tuple[Step, ...]:
        """Give what was done with it, in order."""
        return self._ledger.steps(digest)

    def changes(self, digest: str, language: str = "en") -> tuple[RecordChange, ...]:
        """Compare the contribution with the dataset, record by record.

        Raises:
            ContributionNotFound: there is none.
            StoreError, EngineError: the dataset cannot be read.
        """
        quads = self.get(digest).quads
        return compare(quads, self._dataset, self._vocabulary, language=language)

    def effect(self, digest: str) -> Effect:
        """Tell what publishing it would change beyond itself; nothing once it is published.

        Raises:
            ContributionNotFound: there is none.
            ParseError, StoreError, EngineError: the rules or the dataset are out of order.
        """
        return self._effects.of(self._dataset, self._added(digest), ())

    def judge_again(self, digest: str) -> Report:
        """Judge it beside the dataset as it stands now, as `accept` does; errors as of `judge`."""
        own = list(in_graph(self.get(digest).quads, CONTRIBUTION_GRAPH))
        return self.judge([ParsedFile(f"contribution {digest[:8]}", None, "", own, {})])

    def answers(self, digest: str) -> Answers:
        """Tell which saved questions would be answered otherwise; takes seconds.

        Raises:
            As `effect`.
        """
        added = self._added(digest)
        effect = self._effects.of(self._dataset, added, ())
        return self._effects.answers(self._dataset, added, (), effect)

    # -- deciding -------------------------------------------------------------------------------

    def ask(self, digest: str, person: Person, reason: str) -> Contribution:
        """Ask the contributor something; see `decline` for errors."""
        self._require_other(digest, person)
        return self._taken(self.get(digest), Act.ASKED, person, _required(reason))

    def answer(self, digest: str, person: Person, reason: str) -> Contribution:
        """Answer what was asked.

        Raises:
            OwnContribution: somebody else contributed it.
            As `decline`.
        """
        self._require_own(digest, person)
        return self._taken(self.get(digest), Act.ANSWERED, person, _required(reason))

    def withdraw(self, digest: str, person: Person, reason: str = "") -> Contribution:
        """Take back what one handed in, before it is decided; see `answer` for errors."""
        self._require_own(digest, person)
        _require_short(reason, "reason")
        return self._taken(self.get(digest), Act.WITHDRAWN, person, reason)

    def decline(self, digest: str, person: Person, reason: str) -> Contribution:
        """Decide that it does not go in.

        Raises:
            ContributionNotFound: there is none.
            OwnContribution: the *person* contributed it.
            WrongState: it is decided already.
            RequestError: there is no reason, or it is too long.
            LedgerUnusable: it cannot be kept.
            WorkspaceReadOnly, StoreError, EngineError: the history cannot be written.
        """
        with self._writing:
            self._require_other(digest, person)
            self._publisher.require_writable()
            self._taken(self.get(digest), Act.DECLINED, person, _required(reason))
            self._publisher.passed("declined")
            self._decisions.tell(digest)
            return self.get(digest)

    def accept(self, digest: str, person: Person, reason: str = "") -> Contribution:
        """Decide that it goes in, and publish it.

        A decision that was taken and not carried out, by whomever, is carried out.

        Raises:
            ContributionRefused: the dataset has changed since, and it no longer conforms.
            WrongState: it is decided already.
            As `decline`.
        """
        with self._writing:
            if self.get(digest).state is State.PUBLISHING:
                return self._decisions.publish(digest)
            self._require_other(digest, person)
            _require_short(reason, "reason")
            contribution = self._in_order(digest, Act.ACCEPTED)
            self._publisher.require_writable()
            self._require_sound(self.judge_again(digest))
            self._taken(contribution, Act.ACCEPTED, person, reason)
            self._publisher.passed("accepted")
            return self._decisions.publish(digest)

    def retract(self, digest: str, person: Person, reason: str) -> Contribution:
        """Take the records of a published contribution away; their addresses tell why.

        Raises:
            StillUsed: other records point to them.
            WrongState: it is not published.
            As `decline`.
        """
        with self._writing:
            if self.get(digest).state is State.RETRACTING:
                return self._decisions.clear(digest)
            self._require_other(digest, person)
            reason = _required(reason)
            contribution = self._in_order(digest, Act.RECALLED)
            self._publisher.require_writable()
            self._require_unused(contribution)
            self._taken(contribution, Act.RECALLED, person, reason)
            self._publisher.passed("recalled")
            return self._decisions.clear(digest)

    def resume(self) -> None:
        """Carry out every decision that was taken and not carried out.

        Raises:
            LedgerUnusable, WorkspaceReadOnly, StoreError, EngineError: it cannot be done now.
        """
        for contribution in self._ledger.in_states(CARRIED_OUT):
            with self._writing:
                self._decisions.carry_out(contribution.digest)

    def _added(self, digest: str) -> list[Quad]:
        """Give what publishing an undecided contribution adds; nothing for another one."""
        contribution = self.get(digest)
        if contribution.state not in UNDECIDED:
            return []
        return list(in_graph(contribution.quads, self._vocabulary.graph(f"contributions/{digest}")))

    # -- what must hold -------------------------------------------------------------------------

    @property
    def _dataset(self) -> Dataset:
        return self._publisher.dataset

    def _taken(
        self, contribution: Contribution, act: Act, person: Person, reason: str
    ) -> Contribution:
        """Add a step, if it may follow."""
        self._in_order(contribution.digest, act)
        number = len(self.steps(contribution.digest)) + 1
        self._ledger.append(Step(contribution.digest, number, act, person, moment(), reason))
        return self.get(contribution.digest)

    def _in_order(self, digest: str, act: Act) -> Contribution:
        contribution = self.get(digest)
        if contribution.state not in FOLLOWS[act]:
            last = self.steps(digest)[-1]
            raise WrongState(
                f"The contribution is {contribution.state.value}, since {last.person.name} took a "
                f"step on {last.at.date()}; it cannot become {STATE_AFTER[act].value} now.",
                contribution.state.value,
            )
        return contribution

    def _require_other(self, digest: str, person: Person) -> None:
        if self.get(digest).contributor.slug == person.slug:
            raise OwnContribution(
                "You handed this contribution in, so somebody else decides about it."
            )

    def _require_own(self, digest: str, person: Person) -> None:
        if self.get(digest).contributor.slug != person.slug:
            raise OwnContribution(
                "Somebody else handed this contribution in; only they can do this."
            )

    def _require_unused(self, contribution: Contribution) -> None:
        vocabulary = self._vocabulary
        own = {quad.subject for quad in contribution.quads}
        users = {
            quad.subject.value
            for subject in own
            for quad in self._dataset.quads(object=subject)  # type: ignore[arg-type]
            if quad.subject not in own
            and quad.graph_name != vocabulary.derived_graph
            and isinstance(quad.subject, NamedNode)
        }
        if users:
            shown = sorted(users)[:_SHOWN_USERS]
            raise StillUsed(
                f"{len(users)} other records point to records of this contribution, such as "
                f"{vocabulary.shrink(shown[0])}. Retract or supersede them first.",
                shown,
            )

    def _require_sound(self, report: Report) -> None:
        if not report.conforms:
            raise refusal(report, self._vocabulary)


def refusal(report: Report, vocabulary: Vocabulary) -> ContributionRefused:
    """Say that what a *report* is about was not taken, with the first of its violations."""
    first = next(r for r in report.results if r.severity is Severity.VIOLATION)
    message = Wording(
        "The contribution does not conform ({counts}), and nothing was kept or changed. The first: "
        "{first}",
        counts=report.in_words(),
        first=first.as_line(vocabulary.shrink),
    )
    return ContributionRefused(translated(message, report.language), report)


def _required(reason: str) -> str:
    if not reason.strip():
        raise RequestError("Give a reason: those who come after you will ask.", "reason")
    _require_short(reason, "reason")
    return reason


def _require_short(text: str, parameter: str) -> None:
    if len(text) > LONGEST_REASON:
        raise RequestError(
            f"This has {len(text)} characters; {LONGEST_REASON} are allowed. Say it in short.",
            parameter,
        )
