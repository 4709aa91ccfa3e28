"""What is on record of a claim: who makes it, about what, what bears on it, how it stands."""

from dataclasses import dataclass

from trilogue.portraits.reading import Day, Named, Place, Reading, Words
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

# What a claim may be about, in the order of the page.
_SUBJECTS = {
    "aboutPractice": "Practices",
    "aboutStage": "Stages",
    "aboutActor": "Actors",
    "aboutNorm": "Norms",
    "aboutScenario": "Situations",
    "aboutText": "Texts",
    "aboutAssertable": "Other records",
}
_SPEECH = {"own": "in its own words", "reported": "as somebody else passed it on"}


@dataclass(frozen=True)
class Argument:
    """How another claim bears on the one, or it on the other.

    Attributes:
        record: the link between them.
        kind: "supports", "disputes" or another.
        claim: the other one.
        voices: who makes the other one.
        gloss: why, in short.
        places: that back the link.
    """

    record: Named
    kind: Named | None
    claim: Named
    voices: tuple[Named, ...]
    gloss: Words | None
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Appraisal:
    """Somebody's check of the claim.

    Attributes:
        record: the appraisal.
        finding: its result.
        appraisers: who checked.
        day: when.
        gloss: why.
        grounds: provisions and events that it rests on.
        places: that back it.
    """

    record: Named
    finding: Named | None
    appraisers: tuple[Named, ...]
    day: Day | None
    gloss: Words | None
    grounds: tuple[Named, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Comparison:
    """The status that a situation has at a stage, beside what the claim says of it.

    Attributes:
        status: the record of the status.
        scenario: the situation.
        stage: the stage.
        value: the status in a word.
        also: what else it is.
        result: "bears it out", "speaks against it" or "leaves it open".
    """

    status: Named
    scenario: Named | None
    stage: Named | None
    value: Named | None
    also: tuple[Named, ...]
    result: str


@dataclass(frozen=True)
class Portrait:
    """A claim and what bears on it.

    Attributes:
        iri: of the claim.
        voices: who makes it.
        behalf: in whose name.
        reporters: who passed it on.
        day: on which it was made.
        time: of which it speaks, in words.
        hedge: with what reserve it is worded.
        speech: how the voice speaks in the source, in words.
        subjects: what it is about: a heading and the things under it.
        stated: status values of which each would bear it out.
        computed: what the rules found.
        comparisons: what they compared it with.
        appraisals: what people found.
        bearing: what other claims do to it.
        borne_upon: what it does to other claims.
        supersedes: records that it replaces.
        superseded_by: records that replace it.
    """

    iri: str
    voices: tuple[Named, ...]
    behalf: tuple[Named, ...]
    reporters: tuple[Named, ...]
    day: Day | None
    time: Words | None
    hedge: Named | None
    speech: str | None
    subjects: tuple[tuple[str, tuple[Named, ...]], ...]
    stated: tuple[Named, ...]
    computed: Named | None
    comparisons: tuple[Comparison, ...]
    appraisals: tuple[Appraisal, ...]
    bearing: tuple[Argument, ...]
    borne_upon: tuple[Argument, ...]
    supersedes: tuple[Named, ...]
    superseded_by: tuple[Named, ...]


def read_claim(iri: str, store: Dataset, vocabulary: Vocabulary) -> Portrait:
    """Read the portrait of a claim. Five queries.

    Args:
        iri: of the claim.
        store: the dataset.
        vocabulary: the base it was built with.
    """
    reading = Reading(store, vocabulary)
    reading.of([iri])
    found = reading.around([iri], ("appraises", "linksFrom", "linksTo", "supersedesRecord"))
    by_link: dict[str, list[str]] = {}
    for link, record, _ in found:
        by_link.setdefault(link, []).append(record)
    arguments = [*by_link.get("linksFrom", ()), *by_link.get("linksTo", ())]
    others = {end for one in arguments for end in _ends(reading, one)} - {iri}
    statuses = reading.iris(iri, "comparedStatus")
    told = ("claimedBy", "statusOf", "statusAt", "statusValue", "alsoValue")
    reading.of({*others, *statuses}, told)
    reading.places({record for _, record, _ in found})
    reading.names()
    speech = reading.value(iri, "speechMode")
    return Portrait(
        iri=iri,
        voices=reading.all_named(iri, "claimedBy"),
        behalf=reading.all_named(iri, "onBehalfOf"),
        reporters=reading.all_named(iri, "reportedBy"),
        day=reading.day(iri, "claimedOn"),
        time=reading.words(iri, "timeConcerned"),
        hedge=reading.one_named(iri, "hedge"),
        speech=None if speech is None else _SPEECH.get(speech, speech),
        subjects=tuple(
            (heading, things)
            for name, heading in _SUBJECTS.items()
            if (things := reading.all_named(iri, name))
        ),
        stated=reading.all_named(iri, "statesValue"),
        computed=reading.one_named(iri, "computedFinding"),
        comparisons=_comparisons(reading, iri, statuses),
        appraisals=tuple(_appraisal(reading, one) for one in by_link.get("appraises", ())),
        bearing=_arguments(reading, by_link.get("linksTo", []), "linksFrom"),
        borne_upon=_arguments(reading, by_link.get("linksFrom", []), "linksTo"),
        supersedes=reading.all_named(iri, "supersedesRecord"),
        superseded_by=tuple(reading.named(one) for one in by_link.get("supersedesRecord", ())),
    )


def _ends(reading: Reading, argument: str) -> list[str]:
    return [*reading.iris(argument, "linksFrom"), *reading.iris(argument, "linksTo")]


def _arguments(reading: Reading, records: list[str], other: str) -> tuple[Argument, ...]:
    found = [
        Argument(
            reading.named(record),
            reading.one_named(record, "linkKind"),
            reading.named(claim),
            reading.all_named(claim, "claimedBy"),
            reading.words(record, "gloss"),
            reading.backing(record),
        )
        for record in records
        for claim in reading.iris(record, other)
    ]
    return tuple(sorted(found, key=lambda one: (one.kind.text if one.kind else "", one.claim.text)))


def _appraisal(reading: Reading, record: str) -> Appraisal:
    return Appraisal(
        reading.named(record),
        reading.one_named(record, "finding"),
        reading.all_named(record, "appraisedBy"),
        reading.day(record, "appraisedOn"),
        reading.words(record, "gloss"),
        (
            *reading.all_named(record, "groundedIn"),
            *reading.all_named(record, "groundedInEvent"),
        ),
        reading.backing(record),
    )


def _comparisons(reading: Reading, claim: str, statuses: list[str]) -> tuple[Comparison, ...]:
    """Compare as the rule for computed findings does."""
    stated = set(reading.iris(claim, "statesValue"))
    undetermined = reading.vocabulary.id("status-value", "undetermined").value
    found = []
    for status in statuses:
        value = reading.value(status, "statusValue")
        if stated & {value, *reading.iris(status, "alsoValue")}:
            result = "bears it out"
        else:
            result = "leaves it open" if value == undetermined else "speaks against it"
        stage = reading.value(status, "statusAt")
        order = (reading.number(stage, "stageOrder") or 0) if stage else 0
        comparison = Comparison(
            reading.named(status),
            reading.one_named(status, "statusOf"),
            reading.one_named(status, "statusAt"),
            reading.one_named(status, "statusValue"),
            reading.all_named(status, "alsoValue"),
            result,
        )
        scenario = comparison.scenario.text if comparison.scenario else ""
        found.append((scenario, order, status, comparison))
    return tuple(comparison for *_, comparison in sorted(found, key=lambda one: one[:3]))
