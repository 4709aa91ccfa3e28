"""Two stages compared: over the real content, and over a little law of our own."""

from collections.abc import Callable
from itertools import permutations

import pytest
from pyoxigraph import Quad

from trilogue.stage_comparison import Comparison, Pair, StatusChange, compare
from trilogue.stage_law import Stages
from trilogue.stage_reading import read_stages
from trilogue.store import Store
from trilogue.terms import Vocabulary

BASE = "https://w3id.org/trilogue/id/"
STAGES = "proposal general-approach parliament-position provisional-agreement final-act omnibus"
LITTLE = """
PREFIX norm: <https://w3id.org/trilogue/id/norm/>
PREFIX version: <https://w3id.org/trilogue/id/provision/>
PREFIX deployer: <https://w3id.org/trilogue/id/deployer/>
PREFIX practice: <https://w3id.org/trilogue/id/practice/>
PREFIX safeguard: <https://w3id.org/trilogue/id/safeguard/>
PREFIX list: <https://w3id.org/trilogue/id/offence-list/>
PREFIX offence: <https://w3id.org/trilogue/id/offence/>

stage:one tri:stageOrder 1 ; skos:prefLabel "One"@en ; tri:stageBasis basis:text .
stage:two tri:stageOrder 2 ; skos:prefLabel "Two"@en ; tri:stageBasis basis:BASIS .
stage:three tri:stageOrder 3 ; skos:prefLabel "Three"@en ; tri:stageBasis basis:text .

deployer:all tri:within deployer:all .
deployer:police tri:within deployer:police, deployer:all .
practice:live tri:within practice:live .
safeguard:leave-of-anyone tri:weakerThan safeguard:leave-of-a-judge .

norm:one a tri:Prohibition ; tri:laidDownIn version:one ; tri:standsAt stage:one ;
    tri:addressesDeployer deployer:all ; tri:coversPractice practice:live ;
    tri:requiresSafeguard safeguard:leave-of-a-judge, safeguard:register ;
    tri:limitedToOffences list:one .
norm:two a tri:Prohibition ; tri:laidDownIn version:two ; tri:standsAt stage:two ;
    tri:addressesDeployer deployer:police ; tri:coversPractice practice:live ;
    tri:requiresSafeguard safeguard:leave-of-anyone ; tri:limitedToOffences list:two ;
    tri:counterpartOf norm:one .
norm:three a tri:Prohibition ; tri:laidDownIn version:three ; tri:standsAt stage:three ;
    tri:addressesDeployer deployer:police ; tri:coversPractice practice:live ;
    tri:counterpartOf norm:two .
norm:gap a tri:NormException ; tri:laidDownIn version:three ; tri:standsAt stage:three ;
    tri:exceptionTo norm:three ; tri:coversPractice practice:live .
list:one tri:listsOffence offence:murder, offence:theft ; tri:minPenaltyYears 3 .
list:two tri:listsOffence offence:murder ; tri:minPenaltyYears 5 .
"""


@pytest.fixture(scope="module")
def law(curated_store: Store) -> Stages:
    return read_stages(curated_store, Vocabulary())


@pytest.fixture
def little(store: Store, parse_turtle: Callable[[str, str], list[Quad]]) -> Callable[[str], Stages]:
    def make(basis: str = "text") -> Stages:
        text = LITTLE.replace("BASIS", basis)
        # PREFIX lines of SPARQL's kind are Turtle as well.
        store.load(parse_turtle(text, "https://example.org/g"))
        return read_stages(store, Vocabulary())

    return make


def between(law: Stages, before: str, after: str, practice: str | None = None) -> Comparison:
    iri = None if practice is None else f"{BASE}practice/{practice}"
    return compare(law, law.stages[before], law.stages[after], iri)


def status(found: Comparison, scenario: str) -> StatusChange:
    iri = f"{BASE}scenario/{scenario}"
    (one,) = [each for part in found.parts for each in part.statuses if each.scenario.iri == iri]
    return one


def pair(found: Comparison, norm: str) -> Pair:
    (one,) = [
        each
        for part in found.parts
        for each in (*part.changed, *part.same)
        if any(side.iri == f"{BASE}norm/{norm}" for side in (*each.before, *each.after))
    ]
    return one


def told(one: Pair | StatusChange) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    return {
        (each.what, each.way): (
            {thing.iri.rpartition("/")[2] or thing.label for thing in each.before},
            {thing.iri.rpartition("/")[2] or thing.label for thing in each.after},
        )
        for each in one.differences
    }


def test_a_ban_gets_narrower_and_exceptions_come(law: Stages) -> None:
    ban = pair(between(law, "parliament-position", "final-act"), "final-act/art-5-1-h")

    assert told(ban) == {
        ("deployers", "narrowed"): ({"any-deployer"}, {"law-enforcement"}),
        ("exceptions", "added"): (set(), {"art-5-1-h-i", "art-5-1-h-ii", "art-5-1-h-iii"}),
    }


def test_statuses_go_the_way_that_the_rules_say(law: Stages) -> None:
    found = between(law, "parliament-position", "final-act")

    live = status(found, "real-time-rbi-police")
    assert (live.before.value, live.after.value) == ("prohibited", "prohibited")
    assert (live.before.has_exceptions, live.after.has_exceptions) == (False, True)
    assert live.direction == "weaker"
    assert "missing-child-search" in told(live)["purposes excepted", "added"][1]
    assert [norm.locator for norm in live.because] == ["Art. 5(1)(h)"]
    company = status(found, "post-rbi-private-company")
    assert (company.before.value, company.after.value) == ("prohibited", "high-risk")
    assert company.direction == "weaker"
    assert found.directions == {"weaker": 14, "unchanged": 3, "incomparable": 2, "mixed": 1}


def test_thresholds_and_offences_are_compared(law: Stages) -> None:
    suspects = pair(between(law, "general-approach", "final-act"), "final-act/art-5-1-h-iii")

    raised = told(suspects)["penalty threshold", "raised"]
    assert raised[1] == {"a maximum of at least 4 years"}
    assert told(suspects)["offences", "dropped"][0] == {"any-offence"}


def test_a_carried_over_norm_is_its_own_counterpart_with_another_date(law: Stages) -> None:
    found = between(law, "final-act", "omnibus")

    one = pair(found, "final-act/art-26-10")
    assert one.before == one.after
    assert told(one) == {
        ("first day of application", "postponed"): ({"2026-08-02"}, {"2027-12-02"})
    }
    assert not any(part.added or part.dropped for part in found.parts)


@pytest.mark.parametrize(("before", "after"), [*permutations(STAGES.split(), 2)])
def test_every_norm_is_told_once(law: Stages, before: str, after: str) -> None:
    """Whatever two stages: each norm of either is in one pair, or added, or dropped."""
    found = between(law, before, after)

    old = [
        norm.iri
        for part in found.parts
        for norm in (
            *part.dropped,
            *(norm for one in (*part.changed, *part.same) for norm in one.before),
        )
    ]
    new = [
        norm.iri
        for part in found.parts
        for norm in (
            *part.added,
            *(norm for one in (*part.changed, *part.same) for norm in one.after),
        )
    ]
    assert sorted(old) == sorted(norm.iri for norm in law.at(law.stages[before]))
    assert sorted(new) == sorted(norm.iri for norm in law.at(law.stages[after]))
    assert sum(found.directions.values()) == sum(each.is_row for each in law.scenarios)


@pytest.mark.parametrize(("before", "after"), [*permutations(STAGES.split()[:3], 2)])
def test_the_other_way_round_is_the_opposite(law: Stages, before: str, after: str) -> None:
    there, back = between(law, before, after), between(law, after, before)

    turned = {"stronger": "weaker", "weaker": "stronger"}
    for scenario in law.scenarios:
        if scenario.is_row:
            slug = scenario.iri.rpartition("/")[2]
            one, other = status(there, slug), status(back, slug)
            assert other.direction == turned.get(one.direction, one.direction)
            assert (other.before, other.after) == (one.after, one.before)
    assert [n.iri for p in there.parts for n in p.added] == [
        n.iri for p in back.parts for n in p.dropped
    ]


def test_a_practice_keeps_what_touches_it(law: Stages) -> None:
    found = between(law, "parliament-position", "final-act", "emotion-recognition")

    kept = {each.iri.rpartition("/")[2] for part in found.parts for each in part.practices}
    assert "emotion-recognition" in kept
    # What covers everything, or it beside another practice, touches it too.
    assert kept == {"emotion-recognition", "biometric-categorisation", "any-practice"}


def test_counterparts_lead_through_the_stages_between(little: Callable[[str], Stages]) -> None:
    found = between(little("text"), "one", "three")

    one = pair(found, "three")
    assert [norm.iri for norm in one.before] == [f"{BASE}norm/one"]
    assert told(one)["exceptions", "added"] == (set(), {"gap"})
    assert told(one)["offence list", "dropped"] == ({"one"}, set())


def test_a_safeguard_that_gives_way_to_a_weaker_one_is_weakened(
    little: Callable[[str], Stages],
) -> None:
    law = little("text")

    assert told(pair(between(law, "one", "two"), "two")) == {
        ("deployers", "narrowed"): ({"all"}, {"police"}),
        ("offences", "dropped"): ({"theft"}, set()),
        ("penalty threshold", "raised"): (
            {"a maximum of at least 3 years"},
            {"a maximum of at least 5 years"},
        ),
        ("safeguards", "weakened"): ({"leave-of-a-judge"}, {"leave-of-anyone"}),
        ("safeguards", "dropped"): ({"register"}, set()),
    }
    back = told(pair(between(law, "two", "one"), "two"))
    assert back["safeguards", "strengthened"] == ({"leave-of-anyone"}, {"leave-of-a-judge"})


def test_safeguards_of_an_announcement_are_not_compared(little: Callable[[str], Stages]) -> None:
    found = between(little("announcement"), "one", "two")

    assert [stage.slug for stage in found.announced] == ["two"]
    assert all(each.what != "safeguards" for each in pair(found, "two").differences)


def test_without_a_drawn_comparison_ranks_are_compared(
    small_store: Store, parse_turtle: Callable[[str, str], list[Quad]]
) -> None:
    ranks = """
    status-value:prohibited tri:strength 5 . status-value:high-risk tri:strength 3 .
    """
    small_store.load(parse_turtle(ranks, "https://example.org/g"))
    law = read_stages(small_store, Vocabulary())

    one = status(between(law, "position", "final-act"), "police")
    assert (one.direction, one.iri) == ("stronger", "")
    assert status(between(law, "final-act", "position"), "police").direction == "weaker"
