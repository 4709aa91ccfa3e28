"""Claims as rows of a table: who said what when, with what reserve, and how it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trilogue.portraits.reading import Day, Named, Reading, Words, by_day

# What a row of the table is made from.
TOLD = (
    *("gloss", "claimedOn", "datePrecision", "dateInferred", "claimedBy", "onBehalfOf"),
    *("reportedBy", "hedge", "computedFinding"),
)


@dataclass(frozen=True)
class Claim:
    """A claim, in short.

    Attributes:
        record: the claim.
        gloss: what it says; None where nothing says it.
        day: on which it was made.
        voices: who made it.
        behalf: in whose name.
        reporters: who passed it on.
        hedge: with what reserve.
        computed: what the rules found when they compared it with the law.
        appraised: what people found who checked it.
    """

    record: Named
    gloss: Words | None
    day: Day | None
    voices: tuple[Named, ...]
    behalf: tuple[Named, ...]
    reporters: tuple[Named, ...]
    hedge: Named | None
    computed: Named | None
    appraised: tuple[Named, ...]


def appraisals_of(reading: Reading, claims: Iterable[str]) -> dict[str, list[str]]:
    """Read the appraisals of *claims*; give their IRIs by that of the claim. One query."""
    found: dict[str, list[str]] = {}
    for _, appraisal, claim in reading.around(claims, ("appraises",), ("finding",)):
        found.setdefault(claim, []).append(appraisal)
    return found


def rows(
    reading: Reading, claims: Iterable[str], appraisals: dict[str, list[str]]
) -> tuple[Claim, ...]:
    """Give *claims* by their day; they, their appraisals and all names were read before."""
    found = [_row(reading, claim, appraisals.get(claim, ())) for claim in sorted(set(claims))]
    return tuple(sorted(found, key=lambda one: (by_day(one.day), one.record.iri)))


def _row(reading: Reading, claim: str, appraisals: Sequence[str]) -> Claim:
    findings = {one for each in appraisals for one in reading.all_named(each, "finding")}
    return Claim(
        reading.named(claim),
        reading.words(claim, "gloss"),
        reading.day(claim, "claimedOn"),
        reading.all_named(claim, "claimedBy"),
        reading.all_named(claim, "onBehalfOf"),
        reading.all_named(claim, "reportedBy"),
        reading.one_named(claim, "hedge"),
        reading.one_named(claim, "computedFinding"),
        tuple(sorted(findings, key=lambda one: one.text)),
    )
