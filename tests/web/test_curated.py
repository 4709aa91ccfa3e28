"""The site over the real content: what visitors meet first works, and no link is dead."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from trilogue.content import find_content
from trilogue.engine.model import Engine
from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.parse import parse_bytes
from trilogue.questions import read_questions
from trilogue.serialise import graph_bytes
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.web.app import create_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BASE = "https://w3id.org/trilogue/"
QUESTIONS = {question.name: question for question in read_questions(find_content())}
PAGES_LOOKED_AT = 60


@pytest.fixture(scope="module")
def client(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def test_the_overview_has_a_row_for_each_scenario_of_it(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept": BROWSER}).text

    assert page.count('<th scope="row">') >= 10
    assert page.count('<td class="status prohibited">') >= 10
    for stage in ("proposal", "general-approach", "parliament-position", "final-act", "omnibus"):
        assert f'<th scope="col"><a href="/page/id/stage/{stage}">' in page


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_an_answer_on_its_page(client: FlaskClient, name: str) -> None:
    response = client.get(f"/questions/{name}", headers={"Accept": BROWSER})

    assert response.status_code == 200
    if "must be empty" in QUESTIONS[name].remark:
        assert "Answer: no rows" in response.text
    else:
        assert re.search(r"<caption>Answer: [1-9]", response.text)


def test_no_link_on_the_pages_of_things_is_dead(client: FlaskClient, curated_store: Store) -> None:
    """Every so many things, since all of them would take a minute."""
    subjects = {quad.subject for quad in curated_store.quads()}
    ours = sorted(
        subject.value.removeprefix(BASE)
        for subject in subjects
        if isinstance(subject, NamedNode) and subject.value.startswith(BASE)
    )
    links: set[str] = set()
    for inner in ours[:: len(ours) // PAGES_LOOKED_AT]:
        page = client.get(f"/page/{inner}", headers={"Accept": BROWSER})
        assert page.status_code == 200, inner
        links.update(re.findall(r'href="(/page/[^"]+)"', page.text))

    targets = {link.removeprefix("/page/") for link in links}
    known = {str(quad.object) for quad in curated_store.quads()} | {str(s) for s in subjects}
    known |= {str(quad.predicate) for quad in curated_store.quads()}
    known |= {f"<{graph}>" for graph in curated_store.graph_counts()}
    assert {target for target in targets if f"<{BASE}{target}>" not in known} == set()


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_the_content_survives_every_format(curated_store: Store, format_: GraphFormat) -> None:
    graph = NamedNode(f"{BASE}graph/sources")
    quads = list(curated_store.quads(graph_name=graph))

    data = graph_bytes(quads, format_, Vocabulary().prefixes())

    assert set(parse_bytes(data, format_, graph.value, "written").quads) == set(quads)
