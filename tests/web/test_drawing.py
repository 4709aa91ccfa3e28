"""What an actor, a practice or a norm is tied to: on its page, and for what draws it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app
from trilogue.web.bundle import Bundle

BROWSER = {"Accept": "text/html"}
ID = "https://w3id.org/trilogue/id/"
FRANCE = f"{ID}actor/france"


@pytest.fixture(scope="module")
def curated_app(curated_store: Store, engine_over: Callable[..., Engine]) -> Flask:
    return create_app(Settings(), engine_over(curated_store))


@pytest.fixture(scope="module")
def curated(curated_app: Flask) -> FlaskClient:
    return curated_app.test_client()


def section_of(client: FlaskClient, path: str) -> str:
    page = client.get(path, headers=BROWSER).text
    found = re.search(r'<section aria-labelledby="network"[^>]*>.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("inner", "is_there"),
    [
        ("actor/france", True),
        ("practice/real-time-rbi", True),
        ("norm/final-act/art-5-1-h", True),
        ("claim/seed-c01", False),
        ("stage/final-act", False),
    ],
)
def test_the_table_has_every_neighbour(
    curated: FlaskClient,
    inner: str,
    is_there: bool,  # noqa: FBT001 - a table of cases
) -> None:
    section = section_of(curated, f"/page/id/{inner}")
    assert bool(section) is is_there
    if not is_there:
        return

    rows = {unescape(each) for each in re.findall(r'data-node="([^"]+)"', section)}
    near = curated.get(f"/network?around={ID}{inner}").get_json()
    tied = {
        end
        for edge in near["edges"]
        for end in (edge["source"], edge["target"])
        if ID + inner in (edge["source"], edge["target"])
    }
    assert rows == tied - {ID + inner}


def test_each_file_of_the_network_is_there(curated: FlaskClient) -> None:
    section = section_of(curated, "/fr/page/id/actor/france")
    links = {unescape(each) for each in re.findall(r'href="(/fr/network[^"]+)"', section)}

    assert {"gexf", "graphml", "json", "csv-nodes"} <= {each.rpartition("=")[2] for each in links}
    for link in links:
        assert curated.get(link).status_code == 200


def test_without_the_bundle_there_is_the_table_and_nothing_to_press(
    curated_store: Store,
    engine_over: Callable[..., Engine],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trilogue.web.bundle.read_bundle", lambda _: Bundle())
    client = create_app(Settings(), engine_over(curated_store)).test_client()

    section = section_of(client, "/page/id/actor/france")

    assert "<table>" in section
    assert "data-network" not in section
    assert '<script type="module"' not in client.get("/page/id/actor/france", headers=BROWSER).text


def test_a_drawing_has_what_the_network_has(curated: FlaskClient) -> None:
    found = curated.get(f"/network/drawing?around={FRANCE}").get_json()
    same = curated.get("/network/drawing?around=actor:france&depth=1&most=300").get_json()
    network = curated.get("/network?around=actor:france").get_json()

    assert found == same
    assert {node["id"] for node in found["nodes"]} == {node["id"] for node in network["nodes"]}
    assert [node["id"] for node in found["nodes"]] == sorted(node["id"] for node in found["nodes"])
    pairs = [(line["source"], line["target"]) for line in found["lines"]]
    assert set(pairs) == {(edge["source"], edge["target"]) for edge in network["edges"]}
    assert len(pairs) == len(set(pairs))
    assert sum(sort["count"] for sort in found["sorts"]) == len(found["nodes"])
    assert found["summary"].startswith(f"{len(found['nodes'])} things, {len(pairs)} lines")
    assert found["left_out"] == 0


def test_a_drawing_speaks_the_language_of_its_page(curated: FlaskClient) -> None:
    found = curated.get("/fr/network/drawing?around=actor:france").get_json()

    council = next(node for node in found["nodes"] if node["id"].endswith("/council-of-the-eu"))
    assert (council["label"], council["language"]) == ("Conseil de l'Union européenne", "fr")
    assert council["page"] == "/fr/page/id/actor/council-of-the-eu"


def test_no_more_is_drawn_than_is_asked_for(curated: FlaskClient) -> None:
    found = curated.get("/network/drawing?around=actor:france&depth=2&most=40").get_json()

    assert len(found["nodes"]) == 40
    assert found["left_out"] > 0
    assert f"{found['left_out']} more are left out" in found["summary"]
    assert FRANCE in {node["id"] for node in found["nodes"]}


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "around"),
        ("?around=actor:france&depth=4", 400, "Give 1 to 3"),
        ("?around=actor:france&most=0", 400, "Give 1 to 500"),
        ("?around=actor:france&most=501", 400, "Give 1 to 500"),
        ("?around=actor:france&most=%D9%A3", 400, "Give 1 to 500"),
        ("?around=actor:france&colour=red", 400, "colour"),
        ("?around=actor:nobody", 404, "neither a node nor an edge"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    curated: FlaskClient, query: str, status: int, words: str
) -> None:
    answer = curated.get(f"/network/drawing{query}")

    assert answer.status_code == status
    assert words in answer.get_json()["detail"]


def test_nothing_is_sent_again_that_did_not_change(curated: FlaskClient) -> None:
    address = "/network/drawing?around=actor:france"
    tag = curated.get(address).headers["ETag"]

    assert curated.get(address, headers={"If-None-Match": tag}).status_code == 304
    in_french = curated.get(f"/fr{address}", headers={"If-None-Match": tag})
    assert in_french.status_code == 200
