"""What all tests share: small content, stores, and a guard against what a test leaves behind."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings
from pyoxigraph import Quad
from resident import ResidentEngine

from trilogue.build import fill, read_rules
from trilogue.content import Content, find_content
from trilogue.engine.model import Engine
from trilogue.formats import TURTLE
from trilogue.parse import parse_bytes, parse_file
from trilogue.settings import Settings
from trilogue.store import Dataset, Store
from trilogue.terms import Vocabulary
from trilogue.validation.curated import read

# How long an example takes is the machine's affair.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).parents[1]
PREFIXES = """\
@prefix tri: <https://w3id.org/trilogue/ns/> .
@prefix actor: <https://w3id.org/trilogue/id/actor/> .
@prefix stage: <https://w3id.org/trilogue/id/stage/> .
@prefix event: <https://w3id.org/trilogue/id/event/> .
@prefix source: <https://w3id.org/trilogue/id/source/> .
@prefix excerpt: <https://w3id.org/trilogue/id/excerpt/> .
@prefix scenario: <https://w3id.org/trilogue/id/scenario/> .
@prefix status: <https://w3id.org/trilogue/id/status/> .
@prefix status-value: <https://w3id.org/trilogue/id/status-value/> .
@prefix practice: <https://w3id.org/trilogue/id/practice/> .
@prefix deployer: <https://w3id.org/trilogue/id/deployer/> .
@prefix basis: <https://w3id.org/trilogue/id/basis/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""

SMALL_FILES = {
    "ontology/core.ttl": """\
<https://w3id.org/trilogue/ontology/core> rdfs:label "Core"@en .

tri:Event a <http://www.w3.org/2002/07/owl#Class> ;
    rdfs:label "event"@en ;
    skos:definition "Something that happened."@en .

tri:involved rdfs:label "involved"@en .
""",
    "ontology/bridge/align.ttl": "tri:Event skos:closeMatch <https://schema.org/Event> .\n",
    "shapes/core.ttl": '<https://w3id.org/trilogue/shape/Event> rdfs:label "Event"@en .\n',
    "graph/actors.ttl": """\
actor:edri a tri:Actor ;
    skos:prefLabel "European Digital Rights"@en, "Digitale Rechte"@de ;
    tri:gloss "A network of rights groups."@en ;
    tri:country <javascript:alert(1)> ;
    tri:evidencedBy excerpt:page .

actor:france a tri:Actor ;
    skos:prefLabel "France <script>alert(1)</script>"@en .
""",
    "graph/events/letters.ttl": """\
event:letter a tri:Event ;
    skos:prefLabel "Open letter"@en ;
    tri:eventDate "2021-01-12"^^xsd:date ;
    tri:involved actor:edri, actor:france .
""",
    "graph/sources.ttl": """\
source:page a tri:Source ;
    skos:prefLabel "Page of the network"@en ;
    tri:webAddress "https://example.org/page"^^xsd:anyURI .

excerpt:page a tri:Excerpt ;
    tri:excerptOf source:page ;
    tri:locator "paragraph 2" .
""",
    "graph/stages.ttl": """\
stage:proposal skos:prefLabel "Proposal"@en ;
    tri:stageOrder 1 .

stage:final-act skos:prefLabel "Final act"@en ;
    tri:stageOrder 10 .

stage:position skos:prefLabel "Position"@en ;
    tri:stageOrder 2 .

status-value:prohibited skos:prefLabel "prohibited"@en .

status-value:high-risk skos:prefLabel "high-risk"@en .

scenario:police skos:prefLabel "Police live"@en ;
    tri:scenarioDeployer deployer:law-enforcement ;
    tri:scenarioPractice practice:real-time-rbi ;
    tri:matrixRow true ;
    tri:matrixOrder 1 .

scenario:example skos:prefLabel "Only an example"@en ;
    tri:matrixRow false .
""",
}

SMALL_QUERIES = {
    "ontology/questions/q01-who-wrote.rq": """\
# Who took part in which event?
# Every event counts.
PREFIX tri: <https://w3id.org/trilogue/ns/>
SELECT ?event ?actor WHERE { ?event tri:involved ?actor } ORDER BY ?actor
""",
}

DERIVED = """\
status:police-final tri:statusOf scenario:police ;
    tri:statusAt stage:final-act ;
    tri:statusValue status-value:prohibited ;
    tri:statusBasis basis:text ;
    tri:openException actor:edri .

status:police-position tri:statusOf scenario:police ;
    tri:statusAt stage:position ;
    tri:statusValue status-value:high-risk ;
    tri:statusBasis basis:announcement .

status:example tri:statusOf scenario:example ;
    tri:statusAt stage:proposal ;
    tri:statusValue status-value:prohibited ;
    tri:statusBasis basis:text .
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The root of a sound content tree that a test may change: a few facts, the real ontology."""
    root = tmp_path / "content"
    for folder in ("ontology", "shapes"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copytree(ROOT / "tests" / "tiny" / "graph", root / "graph")
    return root


@pytest.fixture(autouse=True)
def hidden_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the caller's settings."""
    for variable in [name for name in os.environ if name.startswith("TRILOGUE_")]:
        monkeypatch.delenv(variable)


@pytest.fixture(scope="session")
def opened() -> list[Store]:
    """The stores that tests opened and that may stay open from one to the next."""
    return []


@pytest.fixture
def lasting() -> Callable[[], Sequence[Dataset]]:
    """Tell what may stay open after a test: nothing."""
    return tuple


@pytest.fixture(autouse=True)
def guard(
    monkeypatch: pytest.MonkeyPatch,
    opened: list[Store],
    lasting: Callable[[], Sequence[Dataset]],
) -> Iterator[None]:
    """Fail a test that leaves a store on disk open."""
    make = Store.__init__

    def remember(self: Store, *arguments: object, **options: object) -> None:
        make(self, *arguments, **options)  # type: ignore[arg-type]
        opened.append(self)

    monkeypatch.setattr(Store, "__init__", remember)
    yield
    may_stay = lasting()

    def left_open() -> list[Store]:
        return [s for s in opened if s.path and not s.is_closed and s not in may_stay]

    if left_open():
        # An error that a test has caught keeps the frames that it passed, in a circle: a view that
        # somebody read there is closed when the circle is collected, as it is in a service.
        gc.collect()
    left = [str(store.path) for store in left_open()]
    opened[:] = [store for store in opened if store in may_stay]
    assert not left, f"left open: {', '.join(left)}"


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store in memory."""
    with Store.in_memory() as empty:
        yield empty


EngineMaker = Callable[..., Engine]


@pytest.fixture(scope="session")
def engine_over() -> EngineMaker:
    """Make an engine over a store, with settings and a version where they matter."""

    def make(
        store: Store, settings: Settings | None = None, version: str = "0123456789abcdef"
    ) -> Engine:
        return ResidentEngine(store, settings or Settings(), version)

    return make


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary()


@pytest.fixture
def small_content(tmp_path: Path) -> Content:
    """A content folder with a little of everything, which a test may change."""
    root = tmp_path / "content"
    for relative, text in SMALL_FILES.items():
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PREFIXES + text, encoding="utf-8")
    for relative, text in SMALL_QUERIES.items():
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Content(root)


@pytest.fixture
def small_store(store: Store, small_content: Content, vocabulary: Vocabulary) -> Store:
    """The small content in memory, with statuses as if derived."""
    for file in small_content.all_files():
        store.load(parse_file(file).quads)
    store.load(turtle(DERIVED, vocabulary.derived_graph.value))
    return store


@pytest.fixture
def parse_turtle() -> Callable[[str, str], list[Quad]]:
    """Parse Turtle that uses `PREFIXES` into the named graph given after it."""
    return turtle


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture(scope="session")
def curated_store() -> Iterator[Store]:
    """The real content in memory, with what the rules conclude; nobody may change it."""
    content = find_content()
    curated, broken = read(content, Vocabulary())
    rules, not_rules = read_rules(content, curated.vocabulary)
    assert [*broken, *not_rules] == []
    with Store.in_memory() as filled:
        _, violations = fill(filled, curated, rules, lambda _: None)
        assert violations == []
        yield filled


def turtle(text: str, graph: str) -> list[Quad]:
    """Parse Turtle that uses `PREFIXES` into one named graph."""
    return parse_bytes((PREFIXES + text).encode(), TURTLE, graph, "test").quads
