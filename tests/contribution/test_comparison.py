"""What a contribution changes, against the real content."""

from collections.abc import Iterator
from typing import cast

import pytest
from pyoxigraph import Quad

from trilogue.contribution.comparison import Change, FieldChange, RecordChange, compare
from trilogue.formats import TURTLE
from trilogue.parse import parse_bytes
from trilogue.store import Dataset, Store
from trilogue.terms import Vocabulary

V = Vocabulary()
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in V.prefixes().items())

OLDER = "held-position:lead-negotiators-prediction-2022"
NEWER = f"""
held-position:lead-negotiators-prediction-2023 a tri:Position ;
    skos:prefLabel "Co-rapporteurs: a wider ban on predictive policing"@en ;
    tri:gloss "Their draft report adds a ban on predicting the offences of individuals and leaves remote identification to the groups."@en ;
    tri:datePrecision "day" ;
    tri:evidencedBy excerpt:paper-on-prediction ;
    tri:heldBy actor:brando-benifei ;
    tri:holdsFrom "2022-04-20"^^xsd:date ;
    tri:mark mark:verified-text ;
    tri:onSubject work:individual-crime-prediction ;
    tri:sourceClass source-class:official-document ;
    tri:stance stance:seeks-wider ;
    tri:supersedesRecord {OLDER} .

excerpt:paper-on-prediction a tri:Excerpt ;
    tri:excerptOf source:new-paper ;
    tri:locator "page 3" ;
    tri:mark mark:verified-text .

source:new-paper a tri:Source ;
    skos:prefLabel "Ein neues Papier"@de, "A new paper"@en ;
    tri:language "en" ;
    tri:publishedBy actor:european-commission .
"""  # noqa: E501 - as in a file


def quads(text: str) -> list[Quad]:
    """Parse what someone contributes, in the default graph."""
    found = parse_bytes((PREFIXES + text).encode(), TURTLE, "urn:x:one", "one").quads
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in found]


@pytest.fixture(scope="session")
def compared(curated_store: Store) -> dict[str, RecordChange]:
    return {one.label: one for one in compare(quads(NEWER), curated_store, V)}


def field(record: RecordChange, name: str) -> FieldChange:
    return next(one for one in record.fields if one.path == V.ns(name).value)


def labels(change: FieldChange) -> tuple[list[str], list[str]]:
    return [one.label for one in change.before], [one.label for one in change.after]


def test_there_is_one_change_for_each_record_in_a_stable_order(curated_store: Store) -> None:
    found = compare(quads(NEWER), curated_store, V)
    backwards = compare(reversed(quads(NEWER)), curated_store, V)

    assert [(one.class_label, one.label, one.change) for one in found] == [
        ("excerpt", "A new paper, page 3", Change.NEW),
        ("position", "Co-rapporteurs: a wider ban on predictive policing", Change.SUPERSEDING),
        ("source", "A new paper", Change.NEW),
    ]
    assert backwards == found


def test_fields_have_the_shapes_names_label_and_gloss_first(
    compared: dict[str, RecordChange],
) -> None:
    position = compared["Co-rapporteurs: a wider ban on predictive policing"]

    assert [one.label for one in position.fields] == [
        *("Preferred label", "Gloss"),
        *("Evidence", "First day", "Holder", "Precision of the dates", "Source class"),
        *("Stance", "Subject", "Verification mark"),
    ]


def test_values_are_named_from_the_contribution_and_from_the_dataset(
    compared: dict[str, RecordChange],
) -> None:
    source = compared["A new paper"]
    position = compared["Co-rapporteurs: a wider ban on predictive policing"]

    assert labels(field(source, "publishedBy")) == ([], ["European Commission"])
    assert labels(field(position, "evidencedBy")) == (
        ["Draft report of the co-rapporteurs, Amendment 76"],
        ["A new paper, page 3"],
    )
    assert source.fields[0].after[0].language == "en"
    assert field(position, "stance").after[0].iri == f"{V.base}id/stance/seeks-wider"


def test_a_superseding_record_is_compared_with_the_one_it_replaces(
    compared: dict[str, RecordChange],
) -> None:
    position = compared["Co-rapporteurs: a wider ban on predictive policing"]

    assert [one.label for one in position.supersedes] == [
        "Co-rapporteurs: ban on predictive policing of individuals"
    ]
    assert [one.label for one in position.fields if one.is_changed] == [
        *("Preferred label", "Evidence", "Holder", "Stance"),
    ]
    assert labels(field(position, "heldBy")) == (
        ["Brando Benifei", "Ioan-Dragoș Tudorache"],
        ["Brando Benifei"],
    )


def test_what_rules_say_of_the_older_record_is_no_field_of_it(
    curated_store: Store, compared: dict[str, RecordChange]
) -> None:
    derived = {quad.predicate.value for quad in curated_store.quads(graph_name=V.derived_graph)}
    paths = {one.path for record in compared.values() for one in record.fields}

    assert not paths & derived - {f"{V.prefixes()['skos']}prefLabel"}


def test_publishing_does_not_change_what_is_told(curated_store: Store) -> None:
    published = [
        *curated_store.quads(),
        *(Quad(q.subject, q.predicate, q.object, V.graph("new")) for q in quads(NEWER)),
    ]
    with Store.in_memory() as store:
        store.load(published)

        assert compare(quads(NEWER), store, V) == compare(quads(NEWER), curated_store, V)


def test_a_retraction_shows_what_goes(curated_store: Store) -> None:
    gone = list(curated_store.quads(V.id("position", OLDER.partition(":")[2])))

    (record,) = compare([], curated_store, V, removed=gone)

    assert (record.change, record.class_label) == (Change.REMOVED, "position")
    assert record.label == "Co-rapporteurs: ban on predictive policing of individuals"
    assert labels(field(record, "stance")) == (["supports"], [])
    assert "recordedIn" not in {one.path.rpartition("/")[2] for one in record.fields}


def test_what_is_taken_away_and_given_again_is_a_change(curated_store: Store) -> None:
    older = V.id("position", OLDER.partition(":")[2])
    gone = list(curated_store.quads(older))
    back = [quad for quad in gone if quad.predicate != V.ns("stance")]
    back.append(Quad(older, V.ns("stance"), V.id("stance", "seeks-wider")))

    (record,) = compare(back, curated_store, V, removed=gone)

    assert record.change is Change.CHANGED
    assert [one.label for one in record.fields if one.is_changed] == ["Stance"]


def test_without_names_iris_are_written_short_and_properties_as_words(store: Store) -> None:
    text = "claim:new a tri:Claim ; tri:aboutActor actor:unheard-of ."

    (record,) = compare(quads(text), store, V)

    assert (record.class_label, record.label) == ("tri:Claim", "claim:new")
    assert [(one.label, labels(one)) for one in record.fields] == [
        ("About actor", ([], ["actor:unheard-of"]))
    ]


class Counting:
    """A dataset that counts the look-ups and what they give, and refuses those for everything."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.given = 0

    def quads(self, *places: object, **named: object) -> Iterator[Quad]:
        """Look up; a subject or an object must be named."""
        assert places[0] is not None or len(places) > 2
        for quad in self._store.quads(*places, **named):  # type: ignore[arg-type]
            self.given += 1
            yield quad


def test_look_ups_name_a_thing_so_that_other_records_cost_nothing(curated_store: Store) -> None:
    small = Counting(curated_store)
    compare(quads(NEWER), cast(Dataset, small), V)
    more = quads(
        "".join(f"claim:c{n} a tri:Claim ; tri:aboutActor actor:edri ." for n in range(500))
    )
    with Store.in_memory() as store:
        store.load([*curated_store.quads(), *more])
        large = Counting(store)
        compare(quads(NEWER), cast(Dataset, large), V)

    assert 0 < large.given == small.given < 500
