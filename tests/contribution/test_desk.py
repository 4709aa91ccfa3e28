"""Contributions from being handed in to being published, with a real store, ledger and folder."""

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import desks
import pytest
from desks import ADA, BEA, CLAIM, CORRECTION, CYD, desk_over, parsed
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from resident import ResidentEngine

from trilogue.build import build
from trilogue.check import check
from trilogue.content import Content
from trilogue.contribution.desk import Desk
from trilogue.contribution.model import CC0, Act, Person, State
from trilogue.contribution.publication import digest_in
from trilogue.engine.embedded import EmbeddedEngine
from trilogue.errors import (
    ContributionNotFound,
    ContributionRefused,
    OwnContribution,
    RequestError,
    StillUsed,
    WorkspaceReadOnly,
    WrongState,
)
from trilogue.parse import parse_file
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import CC_BY, Vocabulary
from trilogue.versions import current_store

ROOT = Path(__file__).parents[2]
V = Vocabulary()
SECONDS = 120


@dataclass
class World:
    """A desk, and what it works on."""

    root: Path
    content: Content
    engine: ResidentEngine
    desk: Desk

    def quads(self) -> set[Quad]:
        return named(self.engine.store.quads())

    def built(self) -> set[Quad]:
        """Build the content anew, elsewhere, and give what is in it."""
        folder = self.root / "again"
        build(self.content, folder)
        path = current_store(folder)
        assert path is not None
        with Store.open_read_only(path) as store:
            return named(store.quads())

    def files(self) -> set[str]:
        return {file.relative for file in self.content.files("graph")}


def named(quads: Iterable[Quad]) -> set[Quad]:
    """Leave out the lists and restrictions of the ontology, whose labels no two builds share."""
    return {q for q in quads if not {type(q.subject), type(q.object)} & {BlankNode}}


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store of the small content, built once."""
    root = tmp_path_factory.mktemp("first")
    for folder in ("ontology", "shapes"):
        (root / folder).symlink_to(ROOT / folder)
    (root / "graph").symlink_to(ROOT / "tests" / "tiny" / "graph")
    build(Content(root), root / "store")
    return root / "store"


@pytest.fixture
def world(tiny: Path, first: Path, tmp_path: Path) -> Iterator[World]:
    content = Content(tiny)
    path = current_store(first)
    assert path is not None
    with Store.in_memory() as store:
        with Store.open_read_only(path) as built:
            store.load(built.quads())
        engine = ResidentEngine(store, Settings())
        desk = desk_over(engine, content, tmp_path / "contributions.sqlite3")
        yield World(tmp_path, content, engine, desk)


def submitted(world: World, text: str = CLAIM) -> str:
    contribution, created = world.desk.submit([parsed(text)], ADA, CC_BY)
    assert created
    return contribution.digest


def test_a_contribution_waits_and_is_not_public(world: World) -> None:
    before = world.quads()

    contribution, created = world.desk.submit([parsed(CLAIM)], ADA, CC0, "From the page.")

    assert created
    assert contribution.state is State.PENDING
    assert (contribution.contributor, contribution.licence) == (ADA, CC0)
    assert contribution.note == "From the page."
    assert world.desk.queue() == (contribution,)
    assert world.desk.of(ADA) == (contribution,)
    assert world.desk.of(BEA) == ()
    assert world.quads() == before


def test_the_same_statements_are_one_contribution(world: World) -> None:
    digest = submitted(world)
    blocks = CLAIM.split("\n\n")

    again, created = world.desk.submit([parsed("\n\n".join(reversed(blocks)))], CYD, CC_BY)

    assert not created
    assert again.digest == digest
    assert again.contributor == ADA


def test_what_does_not_conform_is_refused_and_not_kept(world: World) -> None:
    with pytest.raises(ContributionRefused) as caught:
        world.desk.submit([parsed(CLAIM.replace("tri:claimedBy actor:edri ;", ""))], ADA, CC_BY)

    assert not caught.value.report.conforms  # type: ignore[attr-defined]
    assert "nothing was kept" in str(caught.value)
    assert world.desk.queue() == ()
    assert not (world.root / "contributions.sqlite3").exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("claim:pause tri:recordedIn contribution:founding .", "tri:recordedIn is written"),
        ('contributor:eve a tri:Contributor ; skos:prefLabel "Eve"@en .', "tri:Contributor"),
        ("claim:deal a tri:Tombstone .", "tri:Tombstone"),
        ("claim:pause prov:wasInvalidatedBy step:one-1 .", "prov:wasInvalidatedBy"),
    ],
)
def test_nobody_writes_the_provenance_themselves(world: World, text: str, word: str) -> None:
    report = world.desk.judge([parsed(f"{CLAIM}\n{text}\n")])

    assert any(word in result.message for result in report.results)


def test_a_file_without_statements_is_refused(world: World) -> None:
    with pytest.raises(ContributionRefused, match="says nothing"):
        world.desk.submit([parsed("# nothing")], ADA, CC_BY)


@pytest.mark.parametrize("licence", ["", "https://example.org/all-rights-reserved"])
def test_only_open_licences_are_taken(world: World, licence: str) -> None:
    with pytest.raises(RequestError, match="CC BY"):
        world.desk.submit([parsed(CLAIM)], ADA, licence)


def test_an_accepted_contribution_is_published_with_its_provenance(world: World) -> None:
    digest = submitted(world)

    contribution = world.desk.accept(digest, BEA, "Found it there.")

    assert contribution.state is State.PUBLISHED
    acts = [step.act for step in world.desk.steps(digest)]
    assert acts == [Act.SUBMITTED, Act.ACCEPTED, Act.PUBLISHED]
    rows = world.engine.store.query(
        """
        PREFIX tri: <https://w3id.org/trilogue/ns/>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?contributor ?reviewer ?source ?where ?digest ?why WHERE {
          <https://w3id.org/trilogue/id/claim/pause> tri:recordedIn ?contribution ;
            tri:evidencedBy ?excerpt .
          ?excerpt tri:excerptOf ?source ; tri:locator ?where .
          ?contribution tri:contributedBy/skos:prefLabel ?contributor ;
            tri:reviewedBy/skos:prefLabel ?reviewer ; tri:digest ?digest .
          ?submission a tri:Submission ; tri:digest ?digest .
          ?step a prov:Activity ; prov:used ?submission ; tri:reason ?why ;
            tri:stepKind <https://w3id.org/trilogue/id/step-kind/accepted> .
        }
        """
    )
    assert [[str(getattr(term, "value", term)) for term in row] for row in rows] == [  # type: ignore[union-attr]
        ["Ada", "Bea", f"{V.base}id/source/page", "second paragraph", digest, "Found it there."]
    ]


def test_what_is_published_equals_a_build_of_the_files_and_is_sound(world: World) -> None:
    digest = submitted(world)
    world.desk.accept(digest, BEA)

    assert world.built() == world.quads()
    assert check(world.content, reasoner=False).report.conforms


def test_the_published_file_carries_its_digest(world: World) -> None:
    digest = submitted(world)
    world.desk.accept(digest, BEA)

    (file,) = (
        f
        for f in world.content.files("graph")
        if f.path.stem == digest and "contributions" in f.relative
    )
    assert digest_in(parse_file(file, V.base).quads, V) == digest


def test_nobody_decides_about_their_own(world: World) -> None:
    digest = submitted(world)
    for act in (world.desk.accept, world.desk.decline, world.desk.ask):
        with pytest.raises(OwnContribution):
            act(digest, ADA, "It is fine.")
    assert world.desk.get(digest).state is State.PENDING


def test_a_reviewer_asks_and_the_contributor_answers(world: World) -> None:
    digest = submitted(world)

    assert world.desk.ask(digest, BEA, "Which page?").state is State.ASKED
    with pytest.raises(OwnContribution):
        world.desk.answer(digest, CYD, "I know.")
    assert world.desk.answer(digest, ADA, "The first.").state is State.PENDING
    assert world.desk.accept(digest, BEA).state is State.PUBLISHED


@pytest.mark.parametrize("reason", ["", "  ", "a" * 2_001])
def test_a_reason_is_needed_and_short(world: World, reason: str) -> None:
    digest = submitted(world)
    with pytest.raises(RequestError):
        world.desk.decline(digest, BEA, reason)
    assert world.desk.get(digest).state is State.PENDING


def test_what_is_declined_is_told_and_not_taken_again(world: World) -> None:
    digest = submitted(world)

    assert world.desk.decline(digest, BEA, "It is not there.").state is State.DECLINED

    assert any("It is not there." in str(quad.object) for quad in world.quads())
    assert not any(f.startswith("graph/contributions/") for f in world.files())
    assert world.built() == world.quads()
    with pytest.raises(WrongState, match="declined"):
        world.desk.submit([parsed(CLAIM)], CYD, CC_BY)
    with pytest.raises(WrongState):
        world.desk.accept(digest, CYD)


def test_what_is_withdrawn_can_be_handed_in_again(world: World) -> None:
    digest = submitted(world)
    before = world.quads()

    assert world.desk.withdraw(digest, ADA).state is State.WITHDRAWN
    assert world.quads() == before
    _, created = world.desk.submit([parsed(CLAIM)], CYD, CC_BY)
    assert not created
    again, created = world.desk.submit([parsed(CLAIM)], ADA, CC_BY)

    assert created
    assert again.state is State.PENDING
    assert len(world.desk.steps(digest)) == 3


def test_a_retracted_record_leaves_a_tombstone(world: World) -> None:
    digest = submitted(world)
    published = world.desk.accept(digest, BEA)
    assert published.state is State.PUBLISHED

    retracted = world.desk.retract(digest, CYD, "The page was forged.")

    assert retracted.state is State.RETRACTED
    claim = NamedNode(f"{V.base}id/claim/pause")
    left = {
        quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
        for quad in world.engine.store.quads(claim)
    }
    assert left == {"type", "wasInvalidatedBy"}
    (step,) = (
        q.object
        for q in world.engine.store.quads(claim)
        if q.predicate.value.endswith("wasInvalidatedBy")
    )
    assert isinstance(step, NamedNode)
    reasons = [q.object for q in world.engine.store.quads(step, V.ns("reason"))]
    assert reasons == [Literal("The page was forged.")]
    assert world.built() == world.quads()
    assert check(world.content, reasoner=False).report.conforms


def test_what_others_point_to_is_not_retracted(world: World) -> None:
    digest = submitted(world)
    world.desk.accept(digest, BEA)
    later = submitted(world, CORRECTION)
    world.desk.accept(later, BEA)

    with pytest.raises(StillUsed) as caught:
        world.desk.retract(digest, CYD, "Wrong.")

    assert caught.value.records == (f"{V.base}id/claim/pause-of-a-month",)
    assert world.desk.get(digest).state is State.PUBLISHED


def test_a_superseded_contribution_is_told_so(world: World) -> None:
    digest = submitted(world)
    world.desk.accept(digest, BEA)
    later = submitted(world, CORRECTION)

    world.desk.accept(later, CYD)

    last = world.desk.steps(digest)[-1]
    assert (last.act, last.person) == (Act.SUPERSEDED, CYD)
    assert later in last.reason
    assert world.desk.get(digest).state is State.PUBLISHED
    assert world.built() == world.quads()


def test_a_dataset_that_changed_meanwhile_is_judged_again(world: World) -> None:
    first = submitted(world)
    second = submitted(world, CLAIM.replace("second paragraph", "third paragraph"))
    world.desk.accept(first, BEA)
    before = world.quads()

    with pytest.raises(ContributionRefused, match="described already"):
        world.desk.accept(second, BEA)

    assert world.desk.get(second).state is State.PENDING
    assert world.quads() == before


def test_two_reviewers_at_once_publish_once(world: World) -> None:
    digest = submitted(world)
    both = threading.Barrier(2)

    def accept(person: Person) -> State | WrongState:
        both.wait()
        try:
            return world.desk.accept(digest, person).state
        except WrongState as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(accept, (BEA, CYD)))

    assert sum(result is State.PUBLISHED for result in results) == 1
    assert sum(isinstance(result, WrongState) for result in results) == 1
    assert [step.act for step in world.desk.steps(digest)].count(Act.PUBLISHED) == 1
    assert world.engine.made == 1


def test_nothing_is_decided_where_nothing_can_be_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = submitted(world)
    monkeypatch.setattr("os.access", lambda *_: False)

    with pytest.raises(WorkspaceReadOnly, match="TRILOGUE_CONTENT"):
        world.desk.accept(digest, BEA)

    assert world.desk.get(digest).state is State.PENDING


def test_what_nobody_handed_in_is_not_found(world: World) -> None:
    with pytest.raises(ContributionNotFound):
        world.desk.get("0" * 64)


def test_the_preview_tells_records_and_effect(world: World) -> None:
    digest = submitted(world)

    changes = world.desk.changes(digest)
    effect = world.desk.effect(digest)

    assert [change.label for change in changes if change.class_label == "claim"] == [
        "The network asks for a pause"
    ]
    assert effect.statuses == ()


_PEOPLE = ["contributors", "contributors"]
POINTS = {
    "accept": ["accepted", *_PEOPLE, "contributions", "history", "dataset", "recorded"],
    "retract": [
        *("recalled", *_PEOPLE, "retracted", "history", "contributions", "dataset", "recorded"),
    ],
    "decline": ["declined", *_PEOPLE, "history", "dataset"],
}
FAULTS = [
    (what, point, points[: place + 1].count(point))
    for what, points in POINTS.items()
    for place, point in enumerate(points)
]


@pytest.mark.parametrize(("what", "point", "number"), FAULTS)
def test_a_decision_that_is_killed_anywhere_can_be_completed(
    tiny: Path, first: Path, tmp_path: Path, what: str, point: str, number: int
) -> None:
    content = Content(tiny)
    ledger = tmp_path / "contributions.sqlite3"
    shutil.copytree(first, tmp_path / "store", symlinks=True)
    with closing(EmbeddedEngine(tmp_path / "store", Settings())) as engine:
        desk = desk_over(engine, content, ledger)
        digest = desk.submit([parsed(CLAIM)], ADA, CC_BY)[0].digest
        if what == "retract":
            desk.accept(digest, CYD)
        old = named(engine.view().dataset.quads())

    ended = subprocess.run(
        [sys.executable, desks.__file__, str(tmp_path), what, digest, point, str(number)],
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )

    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert ended.stdout.splitlines()[-1] == point
    with closing(EmbeddedEngine(tmp_path / "store", Settings())) as engine:
        desk = desk_over(engine, content, ledger)
        seen = named(engine.view().dataset.quads())
        desk.resume()
        new = named(engine.view().dataset.quads())
        done = {"accept": State.PUBLISHED, "retract": State.RETRACTED, "decline": State.DECLINED}
        assert desk.get(digest).state is done[what]
        version = engine.view().version
        desk.resume()
        assert engine.view().version == version
    # What everybody saw is the old state or the new one, and the files alone give the new one.
    assert old != new
    assert seen == (new if point in ("dataset", "recorded") else old)
    build(content, tmp_path / "again", validate=False)
    path = current_store(tmp_path / "again")
    assert path is not None
    with Store.open_read_only(path) as store:
        assert named(store.quads()) == new


def test_the_faults_are_all_the_points_that_are_passed(world: World, tmp_path: Path) -> None:
    passed: list[str] = []
    desk = desk_over(world.engine, world.content, tmp_path / "contributions.sqlite3", passed.append)
    digest = desk.submit([parsed(CLAIM)], ADA, CC_BY)[0].digest
    desk.accept(digest, BEA)
    assert passed == POINTS["accept"]
    passed.clear()
    desk.retract(digest, BEA, "Wrong.")
    assert passed == POINTS["retract"]
