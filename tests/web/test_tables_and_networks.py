"""Tables and networks over HTTP, over the real content."""

import csv
import io
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
EDRI = "https://w3id.org/trilogue/id/actor/edri"
G = "{http://gexf.net/1.3}"


@pytest.fixture(scope="module")
def client(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def test_the_tables_are_listed_for_programs_and_for_people(client: FlaskClient) -> None:
    document = client.get("/tables").get_json()
    page = client.get("/tables", headers={"Accept": BROWSER})

    found = {each["name"]: each for each in document["tables"]}
    assert {"Claim", "Position", "Vote", "EffectiveStatus", "Kind"} <= set(found)
    assert found["Claim"]["records"] > 100
    assert page.content_type.startswith("text/html")
    for each in found.values():
        assert f'href="{each["csv"]}"' in page.text
    assert 'href="/network?projection=actors-norms&amp;format=gexf"' in page.text


def test_every_table_that_is_listed_is_there(client: FlaskClient) -> None:
    for each in client.get("/tables").get_json()["tables"]:
        response = client.get(each["csv"])
        rows = list(csv.reader(io.StringIO(response.text, newline=""), strict=True))
        assert response.status_code == 200
        assert len(rows) == each["records"] + 1, each["name"]
        assert len({len(row) for row in rows}) == 1


def test_a_table_is_csv_with_a_tag_and_a_name(client: FlaskClient) -> None:
    response = client.get("/tables/vote.csv")

    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="Vote.csv"'
    again = client.get("/tables/vote.csv", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/tables/vote.csv").headers["Cache-Status"] == "trilogue; hit"


def test_a_byte_order_mark_is_there_when_it_is_asked_for(client: FlaskClient) -> None:
    with_mark, without = (client.get(f"/tables/Vote.csv?bom={value}").data for value in "10")

    assert with_mark == b"\xef\xbb\xbf" + without


def test_a_class_below_a_table_has_an_address_too(client: FlaskClient) -> None:
    text = client.get("/tables/Prohibition.csv").text

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["type"] for row in rows} == {"https://w3id.org/trilogue/ns/Prohibition"}


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/tables/Cliam.csv", 404, "Claim"),
        ("/tables/Claim.csv?bom=yes", 400, "bom"),
        ("/tables/Claim.csv?limit=3", 400, "limit"),
        ("/tables?format=ttl", 400, "format"),
        ("/network?depth=4", 400, "depth"),
        ("/network?depth=", 400, "depth"),
        ("/network?projection=actors", 400, "projection"),
        ("/network?format=html", 400, "format"),
        ("/network?around=actor:edri&around=actor:france", 400, "around"),
        ("/network?around=actor:nobody", 404, "neither a node"),
        ("/network?around=%00", 404, "neither a node"),
        ("/network?size=3", 400, "size"),
    ],
)
def test_what_cannot_be_is_a_problem(
    client: FlaskClient, address: str, status: int, told: str
) -> None:
    response = client.get(address)

    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert told in response.get_json()["detail"]


def test_what_is_near_an_actor(client: FlaskClient) -> None:
    near = client.get(f"/network?around={EDRI}").get_json()
    same = client.get("/network?around=actor:edri&depth=1").get_json()
    wide = client.get("/network?around=actor:edri&depth=3").get_json()

    assert near == same
    assert EDRI in {node["id"] for node in near["nodes"]}
    ends = [{edge["source"], edge["target"]} for edge in near["edges"]]
    near_it = {end for each in ends if EDRI in each for end in each}
    assert {node["id"] for node in near["nodes"]} == near_it
    assert near["note"] == ""
    assert len(wide["nodes"]) == 500
    assert "nodes are left out" in wide["note"]


def test_each_format_has_the_same_edges(client: FlaskClient) -> None:
    asked = "/network?projection=actors-practices&around=actor:edri&depth=2"
    edges = len(client.get(asked).get_json()["edges"])
    gexf = client.get(f"{asked}&format=gexf")
    graphml = client.get(asked, headers={"Accept": "application/graphml+xml"})
    rows = client.get(f"{asked}&format=csv-edges")

    assert gexf.content_type == "application/gexf+xml"
    assert len(list(ET.fromstring(gexf.data).iter(f"{G}edge"))) == edges > 10  # noqa: S314 - our own
    assert graphml.content_type == "application/graphml+xml"
    namespace = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(list(ET.fromstring(graphml.data).iter(f"{namespace}edge"))) == edges  # noqa: S314 - our own
    assert len(list(csv.reader(io.StringIO(rows.text, newline="")))) == edges + 1
    assert gexf.headers["Content-Disposition"] == 'inline; filename="network.gexf"'


def test_without_the_library_graphml_is_not_offered(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trilogue.web.networks.is_there", lambda name: name != "networkx")

    assert client.get("/network?format=graphml").status_code == 400
    assert client.get("/network?format=gexf").status_code == 200


@pytest.mark.parametrize(
    ("thing", "is_linked"),
    [("actor/edri", True), ("practice/real-time-rbi", True), ("stance/opposes", False)],
)
def test_the_page_of_a_thing_links_to_its_network(
    client: FlaskClient,
    thing: str,
    is_linked: bool,  # noqa: FBT001 - a table of cases
) -> None:
    page = client.get(f"/page/id/{thing}").text

    assert (
        f"/network?around=https://w3id.org/trilogue/id/{thing}&amp;depth=1" in page
    ) is is_linked
