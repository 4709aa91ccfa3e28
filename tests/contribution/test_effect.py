"""What a contribution changes beyond itself, on the real content."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.build import read_rules
from trilogue.content import find_content
from trilogue.contribution import effect as effect_module
from trilogue.contribution.consequences import Consequences
from trilogue.contribution.effect import Effects
from trilogue.derive import Rule, derive
from trilogue.errors import ParseError
from trilogue.formats import TURTLE
from trilogue.parse import parse_bytes, parse_file
from trilogue.questions import Question, read_questions
from trilogue.store import Store
from trilogue.terms import SKOS, XSD, Vocabulary

V = Vocabulary()
ROOT = Path(__file__).parents[2]
RULES, _ = read_rules(find_content(), V)
QUESTIONS = read_questions(find_content())
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in V.prefixes().items())
DERIVED = V.derived_graph

BAN = """
act-norm:total-ban a tri:Prohibition ;
    skos:prefLabel "Total ban"@en ;
    tri:addressesDeployer deployer:any-deployer ;
    tri:coversPractice practice:any-practice ;
    tri:coversPurpose purpose:any-purpose ;
    tri:coversSpace space:any-space ;
    tri:coversTiming timing:any-timing ;
    tri:laidDownIn act:total-ban .

act:total-ban a tri:ProvisionVersion ;
    tri:binding true ;
    tri:inText text:reg-2024-1689 ;
    tri:locator "Art. 5(9)" .
"""
SOURCE = """
source:another a tri:Source ;
    tri:language "en" ;
    tri:publishedOn "2024-01-02"^^xsd:date ;
    tri:webAddress "https://example.org/"^^xsd:anyURI .
"""


def quads(text: str, graph: str = "contributions/new") -> list[Quad]:
    return parse_bytes((PREFIXES + text).encode(), TURTLE, V.graph(graph).value, "one").quads


def derived(store: Store) -> set[Quad]:
    return set(store.quads(graph_name=DERIVED))


def by_full_run(before: list[Quad], added: list[Quad], removed: list[Quad]) -> set[Quad]:
    """What a build would derive."""
    with Store.in_memory() as store:
        store.load(quad for quad in before if quad.graph_name != DERIVED)
        for quad in removed:
            store.engine.remove(quad)
        store.extend(added)
        derive(store, RULES, V)
        return derived(store)


@pytest.fixture(scope="module")
def effects() -> Effects:
    """With what the tests before this one left in it, on purpose."""
    return Effects(RULES, QUESTIONS, V)


# --- what the rules conclude


def test_the_first_time_it_is_what_a_build_derives(curated_store: Store, effects: Effects) -> None:
    effect = effects.of(curated_store, [], [])

    assert (effect.derived_added, effect.derived_removed) == ((), ())
    assert (effect.statuses, effect.cells) == ((), ())


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_it_is_what_a_full_run_gives(
    curated_store: Store, effects: Effects, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - to be the same each time
    before = list(curated_store.quads())
    facts = sorted((quad for quad in before if quad.graph_name != DERIVED), key=str)
    subjects = sorted({quad.subject for quad in facts}, key=str)
    for _ in range(3):
        gone = set(chance.sample(subjects, chance.choice([1, 20, 400])))
        removed = [quad for quad in facts if quad.subject in gone]
        removed += chance.sample(facts, chance.choice([0, 3, 300]))
        others = chance.sample(facts, chance.choice([0, 3, 300]))
        # New triples of terms that are there: closest to what the rules look for.
        added = [
            Quad(one.subject, two.predicate, two.object, V.graph("mixed"))
            for one, two in zip(others, chance.sample(facts, len(others)), strict=True)
            if isinstance(one.subject, NamedNode)
        ]
        after = by_full_run(before, added, removed)

        effect = effects.of(curated_store, added, removed)

        was = {quad for quad in before if quad.graph_name == DERIVED}
        assert set(effect.derived_added) == after - was
        assert set(effect.derived_removed) == was - after


TINY = [
    quad
    for path in sorted((ROOT / "tests/tiny/graph").rglob("*.ttl"))
    for quad in parse_bytes(path.read_bytes(), TURTLE, V.graph(path.stem).value, path.name).quads
]
KINDS = [
    quad
    for file in find_content().files("ontology")
    if "kinds" in file.relative
    for quad in parse_file(file).quads
]
CONSEQUENCES = Consequences(RULES, V)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sets(st.sampled_from(range(len(TINY)))), st.sets(st.sampled_from(range(len(TINY)))))
def test_any_part_of_a_graph_gives_what_a_full_run_gives(out: set[int], moved: set[int]) -> None:
    facts = [*KINDS, *(quad for at, quad in enumerate(TINY) if at not in out)]
    removed = [TINY[at] for at in moved]
    added = [
        Quad(quad.subject, quad.predicate, TINY[at - 1].object, V.graph("new"))
        for at in moved
        for quad in [TINY[at]]
    ]
    with Store.in_memory() as dataset:
        dataset.load(facts)
        with CONSEQUENCES.after(dataset, added, removed) as store:
            found = derived(store)

    assert found == by_full_run(facts, added, removed)


def test_a_record_that_no_rule_sees_runs_none(curated_store: Store) -> None:
    consequences = Consequences(RULES, V)
    runs = []
    for text in ("", SOURCE, "claim:x a tri:Claim ; tri:claimedBy actor:edri ."):
        with consequences.after(curated_store, quads(text), []):
            runs.append(consequences.ran)

    assert runs == [tuple(rule.relative for rule in RULES), (), ()]


def test_a_label_runs_those_that_write_labels_and_what_follows_from_them(
    curated_store: Store,
) -> None:
    consequences = Consequences(RULES, V)
    with consequences.after(curated_store, [], []):
        pass

    with consequences.after(curated_store, quads('source:x skos:prefLabel "X"@en .'), []):
        assert [name[-18:-3] for name in consequences.ran] == ["078-explanation", "ules/080-change"]


def test_a_derived_graph_that_is_out_of_date_is_mended(
    curated_store: Store, effects: Effects
) -> None:
    chance = random.Random(7)  # noqa: S311 - to be the same each time
    right = derived(curated_store)
    lost = set(chance.sample(sorted(right, key=str), 100))
    wrong = set(quads("actor:edri tri:supportsSubject practice:real-time-rbi .", "derived"))
    assert not wrong & right
    with Store.in_memory() as stale:
        stale.load(quad for quad in curated_store.quads() if quad not in lost)
        stale.extend(wrong)

        effect = effects.of(stale, quads(SOURCE), [])

    assert set(effect.derived_added) == lost
    assert set(effect.derived_removed) == wrong


def test_written_to_the_dataset_it_makes_what_a_build_derives(
    curated_store: Store, effects: Effects
) -> None:
    added = quads(BAN)
    effect = effects.of(curated_store, added, [])
    with Store.in_memory() as store:
        store.load(curated_store.quads())
        store.extend([*added, *effect.derived_added])
        for quad in effect.derived_removed:
            store.engine.remove(quad)
        published = derived(store)

        assert published == by_full_run(list(curated_store.quads()), added, [])

        # And back: a retraction.
        effect = effects.of(store, [], added)
        store.extend(effect.derived_added)
        for quad in (*added, *effect.derived_removed):
            store.engine.remove(quad)

        assert set(store.quads()) == set(curated_store.quads())


def test_what_is_removed_and_added_is_there(curated_store: Store, effects: Effects) -> None:
    position = NamedNode(f"{V.base}id/position/lead-negotiators-prediction-2022")
    facts = [quad for quad in curated_store.quads(position) if quad.graph_name != DERIVED]

    assert effects.of(curated_store, facts, facts).derived_removed == ()
    assert effects.of(curated_store, [], facts).derived_removed != ()


def test_a_value_is_removed_in_whatever_spelling_it_was_given(
    curated_store: Store, effects: Effects
) -> None:
    # The engine keeps what "1" means.
    one = Literal("1", datatype=NamedNode(f"{XSD}boolean"))
    act = NamedNode(f"{V.base}id/provision/total-ban")
    binding = Quad(act, V.ns("binding"), one, V.graph("contributions/new"))
    rest = [quad for quad in quads(BAN) if quad.predicate != V.ns("binding")]
    with Store.in_memory() as store:
        store.load([*curated_store.quads(), *rest, binding])
        assert binding not in set(store.quads(act))

        effect = effects.of(store, [binding], [binding])
        assert len(effect.derived_added) > len(rest)

        assert set(effects.of(store, [], [binding]).derived_added) < set(effect.derived_added)
        assert effects.of(store, [], [*rest, binding]) == effects.of(curated_store, [], [])


def test_nobody_but_the_rules_changes_the_derived_graph(store: Store, effects: Effects) -> None:
    with pytest.raises(ValueError, match="rules only"):
        effects.of(store, quads("actor:edri tri:supportsSubject practice:x .", "derived"), [])


def test_after_a_rule_that_fails_the_next_run_is_sound(curated_store: Store) -> None:
    query = (
        "CONSTRUCT { ?s <urn:x:copied> ?o } WHERE { ?s <urn:x:given> ?o }"  # of a blank node: no
    )
    broken = Rule(NamedNode("urn:x:rule"), "copies", "1", "", query, "ontology/rules/099-copies.rq")
    consequences = Consequences([*RULES, broken], V)
    bad = quads("actor:edri <urn:x:given> [] .")
    with consequences.after(curated_store, quads(BAN), []):
        pass

    with pytest.raises(ParseError, match="blank node"), consequences.after(curated_store, bad, []):
        pass

    with consequences.after(curated_store, quads(SOURCE), []) as store:
        assert derived(store) == derived(curated_store)


# --- what it means


def test_statuses_that_change_are_told_by_name(curated_store: Store, effects: Effects) -> None:
    changes = effects.of(curated_store, quads(BAN), []).statuses

    behaviour = next(one for one in changes if one.practice == "behaviour detection")
    assert behaviour.scenario == "Anyone detects behaviour by camera in public space"
    assert (behaviour.stage, behaviour.before) == ("Final act", "left to other law")
    assert (behaviour.after, behaviour.is_decided_otherwise) == ("prohibited", True)
    assert "No norm of this stage settles the case" in behaviour.why_before
    assert behaviour.why_after.endswith("Because of: Total ban (Art. 5(9)).")
    names = [(one.practice, one.scenario) for one in changes]
    assert names == sorted(names)


def test_a_status_with_other_reasons_is_told_too(curated_store: Store, effects: Effects) -> None:
    changes = effects.of(curated_store, quads(BAN), []).statuses

    same = [one for one in changes if one.before == one.after == "prohibited"]
    assert same
    assert not any(one.is_decided_otherwise for one in same)
    assert all("Total ban" in one.why_after and "Total ban" not in one.why_before for one in same)


def test_a_new_scenario_has_new_statuses(curated_store: Store, effects: Effects) -> None:
    scenario = """
        scenario:new-one a tri:Scenario ;
            skos:prefLabel "Somebody does something new"@en ;
            tri:matrixRow true ;
            tri:scenarioDeployer deployer:any-deployer ;
            tri:scenarioPractice practice:real-time-rbi ;
            tri:scenarioPurpose purpose:any-purpose ;
            tri:scenarioSpace space:any-space ;
            tri:scenarioTiming timing:real-time ."""

    effect = effects.of(curated_store, quads(scenario), [])

    assert {one.scenario for one in effect.statuses} == {"Somebody does something new"}
    assert {one.before for one in effect.statuses} == {""}
    assert all(one.after and one.why_after for one in effect.statuses)
    assert [one.stage.label for one in effect.cells] == [one.stage for one in effect.statuses]
    assert {(one.scenario.label, one.before) for one in effect.cells} == {
        ("Somebody does something new", None)
    }


def test_cells_that_change_are_told(curated_store: Store, effects: Effects) -> None:
    cells = effects.of(curated_store, quads(BAN), []).cells

    company = next(
        one
        for one in cells
        if one.scenario.label == "A company identifies people live in public space"
    )
    assert company.stage.label == "Final act"
    assert company.before is not None
    assert company.after is not None
    assert (company.before.value, company.after.value) == ("high-risk", "prohibited")


def test_a_new_word_for_a_value_changes_cells_only(curated_store: Store, effects: Effects) -> None:
    text = 'status-value:transparency-only skos:altLabel "a first duty"@en .'
    there = [
        quad
        for quad in curated_store.quads(V.id("status-value", "transparency-only"))
        if quad.predicate == NamedNode(f"{SKOS}altLabel")
    ]

    effect = effects.of(curated_store, quads(text), there)

    assert (effect.derived_added, effect.derived_removed, effect.statuses) == ((), (), ())
    assert {one.after.also for one in effect.cells if one.after} == {"a first duty"}


# --- the questions


def test_questions_with_another_answer_are_named(curated_store: Store, effects: Effects) -> None:
    added = quads(BAN)
    answers = effects.answers(curated_store, added, [], effects.of(curated_store, added, []))

    changed = {one.name: (one.rows_before, one.rows_after) for one in answers.changed}
    assert answers.unasked == ()
    assert list(changed) == sorted(changed)
    before, after = changed["q04-prohibited-finally-not-proposed"]
    assert before < after
    # As many rows as before, and others.
    assert len(set(changed["q44-missing-child"])) == 1
    assert "q16-vote-counts" not in changed


def test_a_source_changes_no_answer(curated_store: Store, effects: Effects) -> None:
    added = quads(SOURCE)
    effect = effects.of(curated_store, added, [])

    assert effects.answers(curated_store, added, [], effect).changed == ()


def test_questions_are_not_asked_of_a_dataset_that_is_too_large_to_copy(
    curated_store: Store, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    effect = effects.of(curated_store, [], [])
    monkeypatch.setattr(effect_module, "MOST_QUADS", curated_store.count() - 1)

    answers = effects.answers(curated_store, [], [], effect)

    assert answers.changed == ()
    assert answers.unasked == tuple(question.name for question in QUESTIONS)


def test_questions_that_no_time_is_left_for_are_named(
    curated_store: Store, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    effect = effects.of(curated_store, [], [])
    monkeypatch.setattr(effect_module, "SECONDS", -1.0)

    assert len(effects.answers(curated_store, [], [], effect).unasked) == len(QUESTIONS)


def test_a_question_that_cannot_be_evaluated_is_named(curated_store: Store) -> None:
    wrong = Question("q99-wrong", "What?", "", "SELECT ?s WHERE { ?s ?p }")
    effects = Effects(RULES, [wrong], V)

    answers = effects.answers(curated_store, [], [], effects.of(curated_store, [], []))

    assert answers.unasked == ("q99-wrong",)
