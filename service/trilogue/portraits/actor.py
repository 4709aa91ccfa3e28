"""What is on record of an actor: roles, positions, claims, acts of influence, letters, events."""

from collections.abc import Sequence
from dataclasses import dataclass

from trilogue.portraits.claims import Claim, appraisals_of, rows
from trilogue.portraits.reading import Day, Named, Place, Reading, Words, by_day
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

# Property by which a record names an actor: what the actor did, for the timeline.
_PARTS = {
    "roleOf": "took up a role",
    "heldBy": "stood for",
    "claimedBy": "said",
    "onBehalfOf": "was spoken for",
    "reportedBy": "passed on",
    "aboutActor": "was spoken of",
    "influencer": "worked upon others",
    "influenced": "was worked upon",
    "signedBy": "signed",
    "addressedTo": "was written to",
    "ledBy": "led",
    "involved": "took part",
}
# The same of an act that no document shows.
_ALLEGED = {
    "influencer": "alleged to have worked upon others",
    "influenced": "alleged to have been worked upon",
}
_LINKS = (*_PARTS, "roleIn")
# What a record is about stands on its own page.
_UNTOLD = (
    *("aboutPractice", "aboutStage", "aboutNorm", "aboutText", "aboutAssertable", "aboutScenario"),
    *("aboutActor", "statesValue", "addressedTo", "signedBy", "involved", "ledBy", "atStage"),
    *("produced", "votedOn", "supportsSubject", "opposesSubject", "seeksNarrower", "seeksWider"),
)
_DATES = ("holdsFrom", "claimedOn", "eventDate")


@dataclass(frozen=True)
class Role:
    """A role over a period: *holder* served as *kind* in *body*."""

    record: Named
    kind: Named | None
    holder: Named | None
    body: Named | None
    since: Day | None
    until: Day | None
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Stand:
    """A position that the actor took.

    Attributes:
        record: the position.
        since: its first day.
        until: its last day.
        stance: which way the actor leans.
        subjects: on what.
        gloss: what it wants, in short.
        source_class: from what sort of source it is known.
        places: that back it.
    """

    record: Named
    since: Day | None
    until: Day | None
    stance: Named | None
    subjects: tuple[Named, ...]
    gloss: Words | None
    source_class: Named | None
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Act:
    """An act of influence.

    Attributes:
        record: the act.
        since: its first day.
        until: its last day.
        kind: how one actor worked upon another.
        influencers: who did.
        influenced: upon whom.
        grade: "alleged only", "documented" or "not graded".
        source_class: from what sort of source it is known.
        gloss: what happened, in short.
        results: what is said to have come of it.
        places: that back it.
    """

    record: Named
    since: Day | None
    until: Day | None
    kind: Named | None
    influencers: tuple[Named, ...]
    influenced: tuple[Named, ...]
    grade: str
    source_class: Named | None
    gloss: Words | None
    results: tuple[Named, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Happening:
    """A letter, vote or other event, and the actor's part in it.

    Attributes:
        record: the event.
        kind: its class.
        since: its day.
        until: its last day.
        part: what the actor did.
        gloss: what happened, in short.
        signatories: how many signed; of letters.
        votes: for, against and abstained, each None where it is not known; of votes with figures.
        places: that back it.
    """

    record: Named
    kind: Named | None
    since: Day | None
    until: Day | None
    part: str
    gloss: Words | None
    signatories: int | None
    votes: tuple[int | None, int | None, int | None] | None
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Moment:
    """A line of the timeline: on *day* the actor did *part* of *record*."""

    day: Day
    part: str
    record: Named


@dataclass(frozen=True)
class Actor:
    """An actor and what is on record of it; *is_cut* where there is more than was read."""

    iri: str
    is_person: bool
    kinds: tuple[Named, ...]
    countries: tuple[Named, ...]
    since: Day | None
    until: Day | None
    belongs_to: tuple[Named, ...]
    speaks_for: tuple[Named, ...]
    roles: tuple[Role, ...]
    served_here: tuple[Role, ...]
    positions: tuple[Stand, ...]
    claims: tuple[Claim, ...]
    claims_about: tuple[Claim, ...]
    acts: tuple[Act, ...]
    acts_upon: tuple[Act, ...]
    letters: tuple[Happening, ...]
    votes: tuple[Happening, ...]
    events: tuple[Happening, ...]
    timeline: tuple[Moment, ...]
    is_cut: bool


def read_actor(iri: str, store: Dataset, vocabulary: Vocabulary) -> Actor:
    """Read the portrait of an actor. Five queries.

    Args:
        iri: of the actor.
        store: the dataset.
        vocabulary: the base it was built with.
    """
    reading = Reading(store, vocabulary)
    reading.of([iri])
    found = reading.around([iri], _LINKS)
    by_part: dict[str, list[str]] = {link: [] for link in _LINKS}
    for link, record, _ in found:
        by_part[link].append(record)
    own = {*by_part["claimedBy"], *by_part["onBehalfOf"], *by_part["reportedBy"]}
    appraisals = appraisals_of(reading, {*own, *by_part["aboutActor"]})
    reading.places({record for _, record, _ in found})
    reading.names(untold=_UNTOLD)
    happenings = _happenings(reading, by_part)
    kinds = (reading.kind(iri), reading.one_named(iri, "actorKind"))
    return Actor(
        iri=iri,
        is_person=vocabulary.ns("Person").value in {kind.iri for kind in kinds if kind},
        kinds=tuple({kind.text: kind for kind in kinds if kind is not None}.values()),
        countries=reading.all_named(iri, "country"),
        since=reading.day(iri, "existsFrom"),
        until=reading.day(iri, "existsUntil"),
        belongs_to=reading.all_named(iri, "memberOf"),
        speaks_for=reading.all_named(iri, "speaksFor"),
        roles=_roles(reading, by_part["roleOf"]),
        served_here=_roles(reading, by_part["roleIn"]),
        positions=_stands(reading, by_part["heldBy"]),
        claims=rows(reading, own, appraisals),
        claims_about=rows(reading, set(by_part["aboutActor"]) - own, appraisals),
        acts=_acts(reading, by_part["influencer"]),
        acts_upon=_acts(reading, by_part["influenced"]),
        letters=tuple(one for one in happenings if one.part in ("signed", "was written to")),
        votes=tuple(one for one in happenings if one.votes is not None),
        events=tuple(
            one for one in happenings if one.part in ("led", "took part") and one.votes is None
        ),
        timeline=_timeline(reading, found),
        is_cut=reading.is_cut,
    )


def _roles(reading: Reading, records: Sequence[str]) -> tuple[Role, ...]:
    found = [
        Role(
            reading.named(record),
            reading.one_named(record, "roleKind"),
            reading.one_named(record, "roleOf"),
            reading.one_named(record, "roleIn"),
            reading.day(record, "holdsFrom"),
            reading.day(record, "holdsUntil"),
            reading.backing(record),
        )
        for record in records
    ]
    return tuple(sorted(found, key=lambda one: (by_day(one.since), one.record.iri)))


def _stands(reading: Reading, records: Sequence[str]) -> tuple[Stand, ...]:
    found = [
        Stand(
            reading.named(record),
            reading.day(record, "holdsFrom"),
            reading.day(record, "holdsUntil"),
            reading.one_named(record, "stance"),
            reading.all_named(record, "onSubject"),
            reading.words(record, "gloss"),
            reading.one_named(record, "sourceClass"),
            reading.backing(record),
        )
        for record in records
    ]
    return tuple(sorted(found, key=lambda one: (by_day(one.since), one.record.iri)))


def _acts(reading: Reading, records: Sequence[str]) -> tuple[Act, ...]:
    grades = {"true": "alleged only", "false": "documented"}
    found = [
        Act(
            reading.named(record),
            reading.day(record, "holdsFrom"),
            reading.day(record, "holdsUntil"),
            reading.one_named(record, "influenceKind"),
            reading.all_named(record, "influencer"),
            reading.all_named(record, "influenced"),
            grades.get(reading.value(record, "allegedOnly") or "", "not graded"),
            reading.one_named(record, "sourceClass"),
            reading.words(record, "gloss"),
            reading.all_named(record, "resultedIn"),
            reading.backing(record),
        )
        for record in records
    ]
    return tuple(sorted(found, key=lambda one: (by_day(one.since), one.record.iri)))


def _happenings(reading: Reading, by_part: dict[str, list[str]]) -> tuple[Happening, ...]:
    found: dict[str, Happening] = {}
    for link in ("signedBy", "addressedTo", "ledBy", "involved"):
        for record in by_part[link]:
            # Who led an event took part in it too, and who signed a letter may be addressed.
            if record not in found:
                found[record] = _happening(reading, record, _PARTS[link])
    return tuple(sorted(found.values(), key=lambda one: (by_day(one.since), one.record.iri)))


def _happening(reading: Reading, record: str, part: str) -> Happening:
    voices = (
        reading.number(record, "votesFor"),
        reading.number(record, "votesAgainst"),
        reading.number(record, "votesAbstained"),
    )
    return Happening(
        reading.named(record),
        reading.kind(record),
        reading.day(record, "eventDate"),
        reading.day(record, "eventUntil"),
        part,
        reading.words(record, "gloss"),
        reading.number(record, "signatoryCount"),
        None if voices == (None, None, None) else voices,
        reading.backing(record),
    )


def _timeline(reading: Reading, found: Sequence[tuple[str, str, str]]) -> tuple[Moment, ...]:
    moments: dict[str, Moment] = {}
    order = {link: place for place, link in enumerate(_LINKS)}
    for link, record, _ in sorted(found, key=lambda one: order[one[0]]):
        days = (reading.day(record, name) for name in _DATES)
        day = next((one for one in days if one is not None), None)
        if link in _PARTS and day is not None and record not in moments:
            part = _PARTS[link]
            if reading.value(record, "allegedOnly") != "false":
                part = _ALLEGED.get(link, part)
            moments[record] = Moment(day, part, reading.named(record))
    return tuple(sorted(moments.values(), key=lambda one: (one.day.key, one.record.iri)))
