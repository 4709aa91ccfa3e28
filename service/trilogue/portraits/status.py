"""Claims that a status answers: made of its scenario, its norms, or its practice at its stage."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from trilogue.portraits.claims import TOLD, Claim, appraisals_of, rows
from trilogue.portraits.reading import Reading
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

_ABOUT = ("comparedStatus", "aboutScenario", "aboutNorm", "aboutPractice", "aboutStage")


@dataclass(frozen=True)
class Subject:
    """What claims are looked for about; all are IRIs.

    Attributes:
        status: with which the rules compared them.
        scenario: of the status.
        stage: of the status.
        practice: of the scenario.
        norms: that decide the status.
    """

    status: str
    scenario: str
    stage: str
    practice: str
    norms: tuple[str, ...]


def read_claims(
    subject: Subject, store: Dataset, vocabulary: Vocabulary
) -> tuple[tuple[str, Claim], ...]:
    """Read the claims about a status. Three queries.

    Returns:
        How each is about it, and the claim: those first that the rules "compared" with it, then
        those about the "scenario", the "norms" and the "practice" at the stage; each by day.
    """
    reading = Reading(store, vocabulary)
    named = " ".join(str(NamedNode(iri)) for iri in subject.norms)
    scenario, stage = NamedNode(subject.scenario), NamedNode(subject.stage)
    found = reading.pattern(
        f"""{{ SELECT DISTINCT ?s {{
          ?s a tri:Claim .
          {{ ?s tri:comparedStatus {NamedNode(subject.status)} }}
          UNION {{ ?s tri:aboutScenario {scenario} }}
          UNION {{ VALUES ?norm {{ {named} }} ?s tri:aboutNorm ?norm }}
          UNION {{ ?s tri:aboutPractice {NamedNode(subject.practice)} ; tri:aboutStage {stage} }}
        }} }}""",
        (*TOLD, *_ABOUT),
    )
    how = {claim: word for claim in found if (word := _how(claim, subject, reading))}
    appraisals = appraisals_of(reading, how)
    reading.names(untold=_ABOUT)
    order = ("compared", "scenario", "norms", "practice")
    told = [(how[claim.record.iri], claim) for claim in rows(reading, how, appraisals)]
    return tuple(sorted(told, key=lambda one: order.index(one[0])))


def _how(claim: str, subject: Subject, reading: Reading) -> str:
    """Say how a claim is about the status; empty where it speaks of other stages only."""

    def says(name: str, iris: Iterable[str]) -> bool:
        return not set(iris).isdisjoint(reading.iris(claim, name))

    if says("comparedStatus", [subject.status]):
        return "compared"
    stages = reading.iris(claim, "aboutStage")
    if says("aboutScenario", [subject.scenario]) and (not stages or subject.stage in stages):
        return "scenario"
    if says("aboutNorm", subject.norms):
        return "norms"
    is_here = says("aboutPractice", [subject.practice]) and subject.stage in stages
    return "practice" if is_here else ""
