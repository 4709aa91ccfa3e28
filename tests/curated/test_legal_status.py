"""The status of any scenario, by the same rules that derive the recorded ones."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from trilogue.build import read_rules
from trilogue.content import find_content
from trilogue.errors import RequestError, SlugUnknown
from trilogue.legal_answer import LegalStatus, StageStatus
from trilogue.legal_status import LegalStatuses
from trilogue.reasoning import Reasoner
from trilogue.scenarios import FACETS, Catalogue, Scenario
from trilogue.store import Store
from trilogue.terms import Vocabulary

VOCABULARY = Vocabulary()
STAGES = [
    "proposal",
    "general-approach",
    "parliament-position",
    "provisional-agreement",
    "final-act",
    "omnibus",
]
FEW = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def statuses(curated_store: Store) -> LegalStatuses:
    rules, broken = read_rules(find_content(), VOCABULARY)
    assert broken == []
    return LegalStatuses(curated_store, rules, VOCABULARY)


@pytest.fixture(scope="module")
def recorded(statuses: LegalStatuses) -> list[Scenario]:
    """Every recorded scenario, asked for by its slugs."""
    found = []
    for key in statuses.catalogue.recorded:
        slugs = zip(FACETS, key, strict=True)
        asked = {facet.name: iri.rpartition("/")[2] or None for facet, iri in slugs}
        found.append(statuses.scenario(asked))
    return found


def test_every_recorded_scenario_is_found_by_its_slugs(
    recorded: list[Scenario], statuses: LegalStatuses
) -> None:
    assert len(recorded) >= 61
    iris = sorted(iri for iri, _ in statuses.catalogue.recorded.values())
    assert sorted(scenario.iri for scenario in recorded) == iris


def test_every_recorded_scenario_has_the_statuses_that_the_build_derived(
    recorded: list[Scenario], statuses: LegalStatuses, curated_store: Store
) -> None:
    """Triple by triple: value, basis, also-values, reasons, exceptions, safeguards, words."""
    for scenario in recorded:
        answer = statuses.of(scenario)
        derived = {
            quad.triple
            for status in curated_store.quads(
                None, VOCABULARY.ns("statusOf"), NamedNode(scenario.iri)
            )
            if isinstance(status.subject, NamedNode)
            for quad in curated_store.quads(status.subject)
        }
        mine = {q.triple for q in answer.quads if q.subject != NamedNode(scenario.iri)}

        assert mine == derived, scenario.iri


def test_the_words_of_the_answer_say_what_its_triples_say(
    recorded: list[Scenario], statuses: LegalStatuses, curated_store: Store
) -> None:
    def told(status: str, name: str) -> set[str]:
        quads = curated_store.quads(NamedNode(status), VOCABULARY.ns(name))
        return {quad.object.value for quad in quads if hasattr(quad.object, "value")}

    def in_role(status: StageStatus, role: str) -> set[str]:
        norms = (*status.norms, *status.advisory)
        return {norm.iri for norm in norms if role in norm.roles}

    for scenario in recorded:
        for status in statuses.of(scenario).stages:
            iri = status.iri
            assert {status.value.iri} == told(iri, "statusValue")
            assert {status.basis.iri} == told(iri, "statusBasis")
            assert {kind.iri for kind in status.also} == told(iri, "alsoValue")
            assert {status.rule.iri} == told(iri, "byRule")
            assert {status.explanation} == told(iri, "explanation")
            assert in_role(status, "decides") == told(iri, "becauseOf")
            assert in_role(status, "defeated") == told(iri, "defeatedNorm")
            assert in_role(status, "silenced") == told(iri, "silencedNorm")
            assert in_role(status, "beside") == told(iri, "alsoBecauseOf")
            assert in_role(status, "advises") == told(iri, "advisoryNorm")
            assert {each.iri for each in status.safeguards} == told(iri, "statusSafeguard")
            assert {n for each in status.safeguards for n in each.asked_by} == told(
                iri, "safeguardedBy"
            )
            open_now = {each.iri for each in status.exceptions if each.outcome == "open"}
            assert told(iri, "openException") <= open_now


def combinations(catalogue: Catalogue) -> st.SearchStrategy[dict[str, str | None]]:
    """Any slugs, whether they fit together or not."""
    return st.fixed_dictionaries(
        {
            facet.name: st.sampled_from(sorted(catalogue.kinds[facet.name]))
            if facet.name == "practice"
            else st.none() | st.sampled_from(sorted(catalogue.kinds[facet.name]))
            for facet in FACETS
        }
    )


def asked(statuses: LegalStatuses, slugs: dict[str, str | None]) -> LegalStatus | None:
    """Ask; None where the slugs contradict each other, which the error must say."""
    try:
        scenario = statuses.scenario(slugs)
    except RequestError as error:
        if "contradict each other" in str(error):
            return None
        raise
    return statuses.of(scenario)


@FEW
@given(data=st.data())
def test_every_combination_has_one_status_at_every_stage(
    statuses: LegalStatuses, data: st.DataObject
) -> None:
    answer = asked(statuses, data.draw(combinations(statuses.catalogue)))
    if answer is None:
        return

    assert [status.stage.slug for status in answer.stages] == STAGES
    values = [q for q in answer.quads if q.predicate == VOCABULARY.ns("statusValue")]
    assert len(values) == len(STAGES)
    for status in answer.stages:
        assert status.explanation
        assert status.basis.slug in {"text", "announcement", "none"}
        if status.value.slug in {"prohibited", "conditionally-permitted", "high-risk"}:
            assert status.provisions
        for each in status.exceptions:
            fits = {fit.fit for fit in each.fits}
            if each.outcome == "applies":
                assert fits == {"within"}
            if each.outcome == "open":
                assert "part" in fits
                assert "outside" not in fits
            if "outside" in fits:
                assert each.outcome == "does-not-apply"


def narrower(catalogue: Catalogue, slugs: dict[str, str | None]) -> Iterator[dict[str, str | None]]:
    """Replace one facet's kind by each kind below it; a trait is no matter of width."""
    for facet in FACETS[:-1]:
        wide = catalogue.kinds[facet.name][slugs[facet.name] or facet.top]
        for kind in catalogue.kinds[facet.name].values():
            if kind != wide and catalogue.lies_within(kind.iri, wide.iri):
                yield {**slugs, facet.name: kind.slug}


@FEW
@given(data=st.data())
def test_a_narrower_scenario_differs_for_a_reason_that_the_wider_one_lists(
    statuses: LegalStatuses, data: st.DataObject
) -> None:
    slugs = data.draw(combinations(statuses.catalogue))
    wide = asked(statuses, slugs)
    below = list(narrower(statuses.catalogue, slugs))
    if wide is None or not below:
        return
    chosen = data.draw(st.sampled_from(below))
    narrow = asked(statuses, chosen)
    if narrow is None or set(narrow.scenario.kinds) != set(wide.scenario.kinds):
        return

    for before, after in zip(wide.stages, narrow.stages, strict=True):
        applied = {norm.iri for norm in (*before.norms, *before.advisory)}
        assert applied <= {norm.iri for norm in (*after.norms, *after.advisory)}
        listed = {each.iri for each in before.narrower}
        listed |= {each.iri for each in before.exceptions if each.outcome == "open"}
        if before.value != after.value and before.basis.slug != "announcement":
            new = {norm.iri for norm in after.norms} - applied
            assert listed & new, (slugs, chosen, before.stage.slug)


def test_what_a_practice_implies_may_be_left_out(statuses: LegalStatuses) -> None:
    scenario = statuses.scenario({"practice": "post-rbi", "timing": None})

    assert scenario.kinds["timing"].slug == "post"
    assert scenario.implied == {"timing": "post-rbi"}
    assert scenario == statuses.scenario({"practice": "post-rbi", "timing": "any-timing"})
    assert scenario.key == statuses.scenario({"practice": "post-rbi", "timing": "post"}).key


@pytest.mark.parametrize(
    ("slugs", "words"),
    [
        ({"practice": "post-rbi", "timing": "real-time"}, "practice=post-rbi and timing=real-time"),
        ({"practice": "real-time-rbi", "timing": "post"}, "practice=real-time-rbi and timing=post"),
        ({"practice": "post-rbi", "trait": "race"}, "practice=post-rbi and trait=race"),
        ({}, '"practice" is missing'),
    ],
)
def test_a_contradiction_names_the_two(
    statuses: LegalStatuses, slugs: dict[str, str | None], words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        statuses.scenario(slugs)


@pytest.mark.parametrize(
    ("facet", "slug", "nearest"),
    [
        ("practice", "postrbi", "post-rbi"),
        ("deployer", "police", None),
        ("deployer", "private_company", "private-company"),
        ("space", "Publicly accessible space", "publicly-accessible"),
    ],
)
def test_an_unknown_slug_comes_with_the_nearest(
    statuses: LegalStatuses, facet: str, slug: str, nearest: str | None
) -> None:
    with pytest.raises(SlugUnknown) as caught:
        statuses.scenario({"practice": "post-rbi", facet: slug})

    assert caught.value.parameter == facet
    assert len(caught.value.nearest) <= 3
    assert nearest is None or caught.value.nearest[0] == nearest
    assert set(caught.value.nearest) <= set(caught.value.known)


def test_an_iri_made_of_slugs_is_no_recorded_one(
    statuses: LegalStatuses, recorded: list[Scenario]
) -> None:
    made = statuses.scenario({"practice": "post-rbi", "deployer": "employer"})

    assert made.iri.endswith("/id/scenario/post-rbi/employer/any-space/post/any-purpose")
    assert not made.is_recorded
    assert all("/" not in each.iri.partition("/id/scenario/")[2] for each in recorded)


def test_an_answer_that_nobody_asked_for_before_takes_little_time(
    statuses: LegalStatuses,
) -> None:
    deployers = [slug for slug in statuses.catalogue.kinds["deployer"] if slug != "military"]
    took = []
    for deployer in deployers:
        slugs: dict[str, str | None] = {"practice": "emotion-recognition", "deployer": deployer}
        scenario = statuses.scenario({**slugs, "space": "online", "purpose": "access-control"})
        began = time.perf_counter()
        statuses.of(scenario)
        took.append(time.perf_counter() - began)

    assert min(took) < 0.3


def test_what_many_ask_at_once_is_derived_once(
    curated_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, _ = read_rules(find_content(), VOCABULARY)
    statuses = LegalStatuses(curated_store, rules, VOCABULARY)
    scenario = statuses.scenario({"practice": "post-rbi"})
    derived: list[Scenario] = []
    derive = Reasoner.derived

    def count(self: Reasoner, asked: Scenario) -> AbstractContextManager[Store]:
        derived.append(asked)
        return derive(self, asked)

    monkeypatch.setattr(Reasoner, "derived", count)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(statuses.of, [scenario] * 8))

    assert derived == [scenario]
    assert all(answer == answers[0] for answer in answers)
