"""What a contribution is on its way from being handed in to being published, and who takes it.

Each step is one row that is never changed; the last one tells the state.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pyoxigraph import NamedNode, Quad

from trilogue.terms import CC_BY, Vocabulary

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
LICENCES = {"cc-by": CC_BY, "cc0": CC0}


@dataclass(frozen=True)
class Person:
    """Whoever contributes or reviews.

    Attributes:
        slug: the end of the person's IRI; two tokens with one slug are of one person.
        name: as it is published; a pseudonym is welcome.
    """

    slug: str
    name: str

    def iri(self, vocabulary: Vocabulary) -> NamedNode:
        """Give ``<base>id/contributor/<slug>``."""
        return vocabulary.id("contributor", self.slug)


class State(StrEnum):
    """Where a contribution stands."""

    PENDING = "pending"
    ASKED = "asked"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RETRACTING = "retracting"
    RETRACTED = "retracted"


class Act(StrEnum):
    """What a step did."""

    SUBMITTED = "submitted"
    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RECALLED = "recalled"
    RETRACTED = "retracted"


STATE_AFTER = {
    Act.SUBMITTED: State.PENDING,
    Act.ASKED: State.ASKED,
    Act.ANSWERED: State.PENDING,
    Act.WITHDRAWN: State.WITHDRAWN,
    Act.DECLINED: State.DECLINED,
    Act.ACCEPTED: State.PUBLISHING,
    Act.PUBLISHED: State.PUBLISHED,
    Act.SUPERSEDED: State.PUBLISHED,
    Act.RECALLED: State.RETRACTING,
    Act.RETRACTED: State.RETRACTED,
}
# In which states an act may follow.
FOLLOWS: dict[Act, frozenset[State]] = {
    Act.SUBMITTED: frozenset({State.WITHDRAWN}),
    Act.ASKED: frozenset({State.PENDING, State.ASKED}),
    Act.ANSWERED: frozenset({State.ASKED}),
    Act.WITHDRAWN: frozenset({State.PENDING, State.ASKED}),
    Act.DECLINED: frozenset({State.PENDING, State.ASKED}),
    Act.ACCEPTED: frozenset({State.PENDING, State.ASKED}),
    Act.PUBLISHED: frozenset({State.PUBLISHING}),
    Act.SUPERSEDED: frozenset({State.PUBLISHED}),
    Act.RECALLED: frozenset({State.PUBLISHED}),
    Act.RETRACTED: frozenset({State.RETRACTING}),
}
UNDECIDED = (State.PENDING, State.ASKED)
# A step before its dataset and files are written; what follows it tells the same to the public.
UNTOLD = frozenset({Act.RECALLED})


@dataclass(frozen=True)
class Step:
    """One act by one person.

    Attributes:
        digest: of the contribution.
        number: of the step, counted from 1 for each contribution.
        act: what it did.
        person: who did it.
        at: when, in UTC, to the second.
        reason: in the person's words; empty where none was given.
    """

    digest: str
    number: int
    act: Act
    person: Person
    at: datetime
    reason: str

    def iri(self, vocabulary: Vocabulary) -> NamedNode:
        """Give ``<base>id/step/<digest>-<number>``."""
        return vocabulary.id("step", f"{self.digest}-{self.number}")


@dataclass(frozen=True)
class Contribution:
    """A package of new records.

    Attributes:
        digest: SHA-256 of its canonical form, 64 hexadecimal digits; see `publication.digest_in`.
        contributor: who handed it in.
        submitted: when, in UTC, to the second.
        licence: IRI, one of `LICENCES`.
        note: to the reviewer; empty where none was given.
        state: after the last step.
        quads: what was handed in, in the default graph.
    """

    digest: str
    contributor: Person
    submitted: datetime
    licence: str
    note: str
    state: State
    quads: tuple[Quad, ...]

    def iri(self, vocabulary: Vocabulary) -> NamedNode:
        """Give ``<base>id/contribution/<digest>``."""
        return vocabulary.id("contribution", self.digest)


def moment() -> datetime:
    """Give the present moment, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def written(at: datetime) -> str:
    """Write a moment in UTC as xsd:dateTime."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
